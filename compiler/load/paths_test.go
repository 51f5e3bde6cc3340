package load_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// sameModel compares models field by field, presence included.
var sameModel = cmp.Exporter(func(reflect.Type) bool { return true })

// TestBothWaysAgree loads random sites, right and wrong, piece by piece and as
// one package: model, diagnostics and causes must be equal.
func TestBothWaysAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := drawSite(t)
		pieces, wrong := loadFiles(t, files, load.Options{Workers: 2})
		whole, wrongWhole := loadFiles(t, files, load.Options{Whole: true})
		if d := cmp.Diff(wrong, wrongWhole); d != "" {
			t.Fatalf("diagnostics differ (-pieces +whole):\n%s\n%s", d, show(files))
		}
		if pieces == nil {
			return
		}
		if d := cmp.Diff(pieces.Site, whole.Site, sameModel); d != "" {
			t.Fatalf("models differ (-pieces +whole):\n%s\n%s", d, show(files))
		}
		if pieces.Digest != whole.Digest {
			t.Fatalf("digests differ: %v, %v", pieces.Files, whole.Files)
		}
		for _, path := range somePaths(pieces.Site) {
			if d := cmp.Diff(pieces.Causes.Cause(path), whole.Causes.Cause(path)); d != "" {
				t.Fatalf("causes of %s differ (-pieces +whole):\n%s\n%s", path, d, show(files))
			}
		}
	})
}

func loadFiles(t *rapid.T, files map[string][]byte, opts load.Options) (*load.Result, string) {
	tree, err := source.Memory(files)
	if err != nil {
		t.Fatal(err)
	}
	r, diags := load.Site(tree, opts)
	if (r == nil) != diags.HasErrors() {
		t.Fatalf("a result and errors: %v", diags)
	}
	return r, text(diags)
}

func show(files map[string][]byte) string {
	var b strings.Builder
	for name, data := range files {
		fmt.Fprintf(&b, "-- %s --\n%s", name, data)
	}
	return b.String()
}

// somePaths is every object and a few fields of each.
func somePaths(s *model.Site) []string {
	paths := []string{"organization.name", "organization.language", "policies.planExpiry", "users.nobody.email"}
	for _, u := range s.Users {
		for _, f := range []string{"firstName", "email", "extension", "department", "voicemail", "licences"} {
			paths = append(paths, model.Path("users", u.ID, f))
		}
		paths = append(paths, model.Path("users", u.ID))
	}
	for _, g := range s.Groups {
		for _, m := range g.Members {
			paths = append(paths, model.Path("groups", g.ID, "members", m.User, "role"))
		}
		paths = append(paths, model.Path("groups", g.ID), model.Path("groups", g.ID, "title"))
	}
	for _, d := range s.Departments {
		paths = append(paths, model.Path("departments", d.ID, "title"), model.Path("departments", d.ID))
	}
	return paths
}

// pool is declarations to put sites together from. Those in the second half
// are mistakes, alone or together with others.
var pool = []string{
	`organization: {name: "Acme", language: "fr"}`,
	`organization: name: "Acme"`,
	`policies: planExpiry: "24h"`,
	`departments: sales: {title: "Ventes", parent: "root"}`,
	`departments: stock: title: "Stock"`,
	`departments: stock: false`,
	`departments: {}`,
	`users: alice: {firstName: "Alice", extension: "101", department: "sales"}`,
	`users: alice: {lastName: "Martin", email: ""}`,
	`users: alice: licences: {business: true, agent: "external"}`,
	`users: alice: voicemail: {enabled: true, pin: env: "PIN"}`,
	`users: bob: {firstName: "Bob", extension: "102", enabled: false}`,
	`users: bob: firstName: "Bob"`,
	`users: {claire: {email: "claire@acme.example"}, denis: {}}`,
	`users: erik: forwarding: {ringSeconds: 20, rules: {busy: internal: voicemail: "self", always: external: number: "+33123456789"}, followMe: [{to: user: "bob", seconds: 10}, {to: mobile: true}]}`,
	`users: "fay-anne": native: pbx: {PromptSet: "x", n: [1, 2.5, true, null, {a: -3, ` + "\"Re\u0301glage\": \"Re\u0301\"}]}",
	`groups: sales: {kind: "team", members: {alice: role: "lead", bob: {overrides: "calls.park": false}}}`,
	`groups: sales: members: claire: {}`,
	`groups: sales: members: bob: false`,
	`groups: support: {kind: "queue", agents: {alice: {}, bob: priority: 2}, supervisors: {claire: true, bob: false}, wrapUp: 15}`,
	`roles: lead: {base: "manager", grants: {"calls.history": "department", "calls.park": true}, assign: a: user: "alice"}`,
	`devices: "alice-desk": {kind: "deskphone", owner: "alice", mac: "00:15:65:12:34:56"}`,
	`targets: pbx: {type: "3cx", url: "sim:", manage: users: "exclusive", credentials: {clientId: env: "A", clientSecret: file: "b"}}`,
	`rosters: staff: {file: "staff.csv", key: "login", fields: {extension: "ext", "voicemail.enabled": "vm"}, template: department: "sales"}`,
	`_lang: "fr"`,
	`organization: language: _lang`,
	`_all: [for id, u in users {id}]`,
	`users: [string]: language: "fr"`,
	`for id in ["gus", "hal"] {users: "\(id)": firstName: id}`,
	`#Base: v1.#Site & {departments: sales: title: "Ventes", groups: sales: kind: "team"}`,
	`#Base`,
	`v1.#Site`,
	`users: jim: {firstName: "Jim", displayName: "\(firstName) X"}`,
	`let mail = "x@acme.example", users: kim: email: mail`,

	`users: alice: {emial: "a@acme.example"}`,
	`users: alice: extension: "102"`,
	`users: bob: extension: 102`,
	`users: bob: enabled: "yes"`,
	`users: ["alice"]`,
	`users: "a b": {}`,
	`user: alice: {}`,
	`users: mia: true`,
	`groups: sales: {kind: "teem", members: alice: {}}`,
	`groups: empty: title: "Empty"`,
	`groups: sales: wrapUp: 10`,
	`groups: support: members: alice: {}`,
	`roles: lead: grants: {"calls.park": "yes", "calls.moniter": "group"}`,
	`roles: lead: assign: b: {user: "alice", department: "sales"}`,
	`roles: lead: assign: c: {}`,
	`roles: lead: assign: d: {user: "bob", as: "owner"}`,
	`targets: pbx: {type: "3xc", url: "pbx"}`,
	`targets: pbx: credentials: {clientId: "x", clientSecrets: env: "A"}`,
	`targets: other: {type: "3cx"}`,
	`users: alice: voicemail: pin: "1234"`,
	`users: alice: voicemail: pin: {env: "A", file: "b"}`,
	`users: alice: voicemail: pin: {}`,
	`users: alice: voicemail: pin: enviroment: "A"`,
	`users: erik: forwarding: rules: busy: internal: {}`,
	`users: erik: forwarding: followMe: [{seconds: 0}]`,
	`policies: {budgets: user: delete: 3, windows: w: {days: ["saturday"], from: "25:00"}}`,
	`organization: nmae: "Acme"`,
	`rosters: staff: {file: "staff.csv", key: "login", fields: emial: "mail"}`,
	`requires: patchbay: "soon"`,
}

func drawSite(t *rapid.T) map[string][]byte {
	right := rapid.SliceOfNDistinct(rapid.IntRange(0, 33), 1, 10, rapid.ID).Draw(t, "right")
	wrong := rapid.SliceOfNDistinct(rapid.IntRange(34, len(pool)-1), 0, 2, rapid.ID).Draw(t, "wrong")
	bodies := [2]string{}
	for _, i := range append(right, wrong...) {
		at := rapid.IntRange(0, 1).Draw(t, "file")
		bodies[at] += strings.ReplaceAll(pool[i], ", users: kim", "\nusers: kim") + "\n"
	}
	files := map[string][]byte{"staff.csv": []byte("login,ext,mail,vm\nalice,101,,yes\nnina,109,nina@acme.example,no\n")}
	for i, body := range bodies {
		head := "package acme\n\n"
		if strings.Contains(body, "v1.") {
			head += "import \"patchbay.dev/schema/v1\"\n\n"
		}
		if body != "" {
			files[fmt.Sprintf("%c.cue", 'a'+i)] = []byte(head + body)
		}
	}
	return files
}
