package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// form is how a site writes its users.
type form string

const (
	paths  form = "paths"  // users: ada: {…}, a line each
	block  form = "block"  // users: {ada: {…} …}
	roster form = "roster" // a CSV file
)

var (
	firstNames = []string{"Ada", "Blaise", "Chloé", "Denis", "Emmy", "Fatou", "Grace", "Hugo", "Inès", "Jörg", "Kenji", "Léa", "Małgorzata"}
	lastNames  = []string{"Martin", "Nowak", "Durand", "Okafor", "Schmidt", "Rossi", "Silva", "Dubois", "Larsen", "Novák", "Haddad"}
)

// person is a user of about 280 bytes of JSON, seven fields of which are written.
type person struct{ id, first, last, email, extension, department, mobile, language string }

func personAt(i, width int) person {
	first, last := firstNames[i%len(firstNames)], lastNames[i%len(lastNames)]
	id := fmt.Sprintf("u%0*d", width, i)
	return person{
		id: id, first: first, last: last + " " + id, email: id + "@bench.example",
		extension: fmt.Sprintf("1%0*d", width-1, i), department: fmt.Sprintf("d%d", i%10),
		mobile: fmt.Sprintf("+3361%07d", i), language: "fr",
	}
}

func (p person) cue() string {
	return fmt.Sprintf("{firstName: %q, lastName: %q, email: %q, extension: %q, department: %q, mobile: %q, language: %q}",
		p.first, p.last, p.email, p.extension, p.department, p.mobile, p.language)
}

func (p person) csv() string {
	return strings.Join([]string{p.id, p.first, p.last, p.email, p.extension, p.department, p.mobile, p.language}, ",")
}

// width is how many digits an id has for n users.
func width(n int) int { return max(len(fmt.Sprint(n-1)), 3) + 1 }

// site generates one site of n users below the bench's folder, once.
func (b *bench) site(name string, n int, f form) (string, error) {
	dir := filepath.Join(b.dir, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := write(filepath.Join(dir, "site.cue"), func(w *bufio.Writer) { writeFrame(w, f) }); err != nil {
		return "", err
	}
	if err := write(filepath.Join(dir, "target.cue"), func(w *bufio.Writer) {
		fmt.Fprint(w, "package bench\n\ntargets: pbx: url: \"sim:world.json\"\n")
	}); err != nil {
		return "", err
	}
	users := "users.cue"
	if f == roster {
		users = "users.csv"
	}
	return dir, write(filepath.Join(dir, users), func(w *bufio.Writer) { writeUsers(w, n, f) })
}

func writeFrame(w *bufio.Writer, f form) {
	fmt.Fprint(w, "package bench\n\norganization: {name: \"Bench\", domain: \"bench.example\", country: \"FR\", language: \"fr\", timezone: \"Europe/Paris\"}\n\ndepartments: {\n")
	for i := range 10 {
		fmt.Fprintf(w, "\td%d: {title: \"Department %d\", parent: \"root\"}\n", i, i)
	}
	fmt.Fprint(w, "}\n\ntargets: pbx: {type: \"3cx\", manage: users: \"declared\"}\n")
	if f == roster {
		fmt.Fprint(w, "\nrosters: staff: {\n\tfile: \"users.csv\"\n\tkey: \"login\"\n\tfields: {\n")
		for _, field := range []string{"firstName", "lastName", "email", "extension", "department", "mobile", "language"} {
			fmt.Fprintf(w, "\t\t%s: %q\n", field, field)
		}
		fmt.Fprint(w, "\t}\n}\n")
	}
}

func writeUsers(w *bufio.Writer, n int, f form) {
	digits := width(n)
	switch f {
	case roster:
		fmt.Fprintln(w, "login,firstName,lastName,email,extension,department,mobile,language")
	case block:
		fmt.Fprint(w, "package bench\n\nusers: {\n")
	default:
		fmt.Fprint(w, "package bench\n\n")
	}
	for i := range n {
		p := personAt(i, digits)
		switch f {
		case roster:
			fmt.Fprintln(w, p.csv())
		case block:
			fmt.Fprintf(w, "\t%s: %s\n", p.id, p.cue())
		default:
			fmt.Fprintf(w, "users: %s: %s\n", p.id, p.cue())
		}
	}
	if f == block {
		fmt.Fprintln(w, "}")
	}
}

// tenants generates count sites of n users that share a template, as packages
// of one CUE module, once.
func (b *bench) tenants(count, n int) (string, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("tenants-%dx%d", count, n))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := b.vendor(dir, "bench.example"); err != nil {
		return "", err
	}
	if err := write(filepath.Join(dir, "templates", "office.cue"), func(w *bufio.Writer) {
		fmt.Fprint(w, officeTemplate)
	}); err != nil {
		return "", err
	}
	for t := range count {
		err := write(filepath.Join(dir, fmt.Sprintf("t%03d", t), "site.cue"), func(w *bufio.Writer) { writeTenant(w, t, n) })
		if err != nil {
			return "", err
		}
	}
	return dir, nil
}

const officeTemplate = `package templates

import "patchbay.dev/schema/v1"

// #Office is what every customer has.
#Office: v1.#Site & {
	organization: {country: "FR", language: "fr", timezone: "Europe/Paris"}
	departments: {
		office: {title: "Office", parent: "root"}
		workshop: {title: "Workshop", parent: "root"}
	}
	groups: all: {kind: "team", title: "Everybody", published: true}
	...
}
`

func writeTenant(w *bufio.Writer, t, n int) {
	fmt.Fprintf(w, "package site\n\nimport \"bench.example/templates\"\n\ntemplates.#Office\n\n")
	fmt.Fprintf(w, "organization: {name: \"Tenant %d\", domain: \"t%d.example\"}\n\nusers: {\n", t, t)
	for i := range n {
		p := personAt(i, width(n))
		p.department = []string{"office", "workshop"}[i%2]
		fmt.Fprintf(w, "\t%s: %s\n", p.id, p.cue())
	}
	fmt.Fprint(w, "}\n")
}

// beside copies a site for cue, which is told in one more file what patchbay
// knows by itself: that the package is a site.
func (b *bench) beside(dir string) (string, error) {
	to := dir + "-cue"
	if _, err := os.Stat(to); err == nil {
		return to, nil
	}
	if err := b.vendor(to, "bench.example"); err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.cue"))
	if err != nil {
		return "", err
	}
	for _, f := range files {
		if err := os.Link(f, filepath.Join(to, filepath.Base(f))); err != nil {
			return "", err
		}
	}
	return to, write(filepath.Join(to, "schema.cue"), func(w *bufio.Writer) {
		fmt.Fprint(w, "package bench\n\nimport \"patchbay.dev/schema/v1\"\n\nv1.#Site\n")
	})
}

// vendor makes a CUE module that holds a copy of the schema.
func (b *bench) vendor(dir, module string) error {
	err := write(filepath.Join(dir, "cue.mod", "module.cue"), func(w *bufio.Writer) {
		fmt.Fprintf(w, "module: %q\nlanguage: version: \"v0.17.0\"\n", module)
	})
	if err != nil {
		return err
	}
	schema := os.DirFS(filepath.Join("schema", "v1"))
	return fs.WalkDir(schema, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".cue" {
			return err
		}
		src, err := fs.ReadFile(schema, name)
		if err != nil {
			return err
		}
		return write(filepath.Join(dir, "cue.mod", "pkg", "patchbay.dev", "schema", "v1", name), func(w *bufio.Writer) { w.Write(src) })
	})
}

// write makes a file and the folders above it.
func write(name string, fill func(*bufio.Writer)) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fill(w)
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
