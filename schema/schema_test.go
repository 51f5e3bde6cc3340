package schema_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/load"
	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// build evaluates one file of a site that imports the language, as a user's own
// cue would.
func build(t *testing.T, ctx *cue.Context, src string) cue.Value {
	t.Helper()
	root := filepath.FromSlash("/site-of-the-test")
	overlay := map[string]load.Source{}
	for name, data := range schema.Overlay(filepath.ToSlash(root)) {
		overlay[filepath.FromSlash(name)] = load.FromBytes(data)
	}
	overlay[filepath.Join(root, "cue.mod", "module.cue")] = load.FromString(`module: "acme.example/site@v0"` + "\n" + `language: version: "v0.17.0"` + "\n")
	overlay[filepath.Join(root, "site.cue")] = load.FromString("package acme\n\nimport \"patchbay.dev/schema/v1\"\n\n" + src)
	inst := load.Instances([]string{"."}, &load.Config{Dir: root, Overlay: overlay, Env: []string{}})[0]
	if inst.Err != nil {
		t.Fatal(errors.Details(inst.Err, nil))
	}
	return ctx.BuildInstance(inst)
}

// check validates one body of a site.
func check(t *testing.T, ctx *cue.Context, body string) error {
	t.Helper()
	return build(t, ctx, "x: v1.#Site & {\n"+body+"\n}\n").Validate(cue.Concrete(true))
}

func TestValid(t *testing.T) {
	ctx := cuecontext.New()
	for _, tt := range valid {
		t.Run(tt.name, func(t *testing.T) {
			if err := check(t, ctx, tt.site); err != nil {
				t.Errorf("refused:\n%s", errors.Details(err, nil))
			}
		})
	}
}

func TestInvalid(t *testing.T) {
	ctx := cuecontext.New()
	for _, tt := range invalid {
		t.Run(tt.name, func(t *testing.T) {
			err := check(t, ctx, tt.site)
			if err == nil {
				t.Fatal("accepted")
			}
			if text := errors.Details(err, nil); !strings.Contains(text, tt.want) {
				t.Errorf("does not say %q:\n%s", tt.want, text)
			}
		})
	}
}

// TestAlternativesAreClosed: matchN alone would take any field beside its
// alternatives. Plain CUE, which an editor and `cue vet` are, refuses them, in a
// site that is unified with the language and in one that embeds it.
func TestAlternativesAreClosed(t *testing.T) {
	ctx := cuecontext.New()
	for _, body := range []string{
		`users: a: voicemail: pin: {env: "A", enviroment: "B"}`,
		`devices: d: {kind: "deskphone", password: {age: "a.age", ages: "b"}}`,
		`roles: r: assign: x: {user: "a", users: "b"}`,
		`targets: p: {type: "3cx", url: "sim:", credentials: {clientId: {env: "A", file0: "b"}, clientSecret: env: "B"}}`,
		`targets: p: {type: "bitrix24", url: "sim:", credentials: {webhook: env: "A", token: env: "B"}}`,
		`targets: p: {type: "bitrix24", url: "sim:", credentials: webhook: {env: "A", var: "B"}}`,
		`targets: p: {type: "rainbow", url: "sim:", credentials: {applicationId: env: "A", applicationSecret: env: "B", apiKey: env: "C", secret: env: "D"}}`,
	} {
		for _, site := range []string{"x: v1.#Site & {\n" + body + "\n}", "v1.#Site\n" + body} {
			err := build(t, ctx, site).Validate(cue.Concrete(true))
			if err == nil {
				t.Errorf("accepted: %s", site)
			} else if text := errors.Details(err, nil); !strings.Contains(text, "field not allowed") {
				t.Errorf("%s:\n%s", site, text)
			}
		}
	}
}

// TestTemplates builds one site from two templates, the way people share them.
func TestTemplates(t *testing.T) {
	const src = `
#Office: v1.#Site & {
	groups: office: {kind: "team", members: [string]: role: "user"}
	groups: support: *{kind: "queue", wrapUp: 10} | false
	departments: [string]: language: "pl"
}
#Branch: v1.#Site & {
	groups: office: roleDefaults: {user: "calls.park": true, manager: "calls.monitor": "group"}
	users: [string]: language: "pl"
}
site: #Office & #Branch & {
	groups: support: false
	groups: office: members: anna: overrides: "calls.park": false
	users: anna: firstName: "Anna"
	departments: sales: title: "Sprzedaż"
}`
	v := build(t, cuecontext.New(), src)
	if err := v.Validate(); err != nil {
		t.Fatal(errors.Details(err, nil))
	}
	var got map[string]any
	if err := v.LookupPath(cue.ParsePath("site")).Decode(&got); err != nil {
		t.Fatal(errors.Details(err, nil))
	}
	want := map[string]any{
		"departments": map[string]any{"sales": map[string]any{"title": "Sprzedaż", "language": "pl"}},
		"users":       map[string]any{"anna": map[string]any{"firstName": "Anna", "language": "pl"}},
		"groups": map[string]any{
			"support": false,
			"office": map[string]any{
				"kind":    "team",
				"members": map[string]any{"anna": map[string]any{"role": "user", "overrides": map[string]any{"calls.park": false}}},
				"roleDefaults": map[string]any{
					"user":    map[string]any{"calls.park": true},
					"manager": map[string]any{"calls.monitor": "group"},
				},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("site (-want +got):\n%s", diff)
	}
}

// TestFormatted wants the files as cue fmt leaves them.
func TestFormatted(t *testing.T) {
	for _, f := range schema.Files() {
		want, err := format.Source(f.Data)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, f.Data) {
			t.Errorf("%s: run cue fmt (-want +got):\n%s", f.Name, cmp.Diff(string(want), string(f.Data)))
		}
	}
}

// TestPermissions holds the two catalogues together: the same names, the same
// levels in the same order.
func TestPermissions(t *testing.T) {
	got := map[string][]string{}
	for _, family := range families(t) {
		for _, d := range family.Defs {
			if d.Name != "#Grants" {
				continue
			}
			for _, f := range d.Fields {
				if f.Forbidden {
					continue
				}
				got[strings.Trim(f.Path, `"`)] = levels(f.Type)
			}
		}
	}
	want := map[string][]string{}
	for _, p := range permission.All() {
		want[p.Name] = p.Levels
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("permissions.cue differs from package permission (-want +got):\n%s", diff)
	}
}

func levels(typ string) []string {
	if typ == "bool" {
		return []string{"false", "true"}
	}
	var out []string
	for word := range strings.SplitSeq(typ, "|") {
		out = append(out, strings.Trim(word, ` "`))
	}
	return out
}

// TestContactCentreNames wants every contact-centre setting refused as a grant,
// with a message that says where it belongs.
func TestContactCentreNames(t *testing.T) {
	ctx := cuecontext.New()
	names := permission.ContactCentre()
	for _, name := range slices.Concat(names, []string{"queueSettings", "pauseReasons", "skills"}) {
		err := check(t, ctx, `roles: r: grants: "`+name+`": true`)
		if err == nil || !strings.Contains(errors.Details(err, nil), "targets.<name>.contactCenter") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOverlay(t *testing.T) {
	overlay := schema.Overlay("/site")
	if len(overlay) != len(schema.Files()) {
		t.Fatalf("%d files in the overlay, %d in the language", len(overlay), len(schema.Files()))
	}
	if _, ok := overlay["/site/cue.mod/pkg/patchbay.dev/schema/v1/site.cue"]; !ok {
		t.Error("site.cue is not where CUE looks for it")
	}
}
