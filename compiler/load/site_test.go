package load_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// site loads files that are right, both ways, and returns the first.
func site(t *testing.T, files map[string]string) *load.Result {
	t.Helper()
	contents := map[string][]byte{}
	for name, data := range files {
		contents[name] = []byte(data)
	}
	var out []*load.Result
	for _, opts := range []load.Options{{}, {Whole: true}} {
		tree, err := source.Memory(contents)
		must(t, err)
		r, diags := load.Site(tree, opts)
		if r == nil {
			t.Fatalf("whole %v:\n%s", opts.Whole, text(diags))
		}
		out = append(out, r)
	}
	if d := cmp.Diff(out[0].Site, out[1].Site, sameModel); d != "" {
		t.Fatalf("the two ways differ:\n%s", d)
	}
	return out[0]
}

// everything has each kind of value that the language knows.
const everything = `package acme

organization: {
	name: "Acme SA", domain: "acme.example", country: "FR", language: "", timezone: "Europe/Paris"
	extensions: {minDigits: 3, maxDigits: 4, ranges: staff: {from: "100", to: "199", for: "users"}}
}
departments: sales: {title: "Ventes", parent: "root", head: "alice", previously: "vente": true}
departments: stock: false
users: alice: {
	firstName: "Alice", email: "", extension: "101", enabled: false
	licences: {business: true, agent: "external", crm: false}
	position: cc: "superAdmin"
	contactAdmin: cc: true
	voicemail: {enabled: true, email: "attach", pin: {exec: ["pass", "alice"], generate: true}}
	forwarding: {
		ringSeconds: 20
		rules: {noAnswer: internal: voicemail: "self", busy: external: number: "+33123456789"}
		followMe: [{to: user: "bob", seconds: 10}, {to: mobile: true}]
	}
	native: pbx: {PromptSet: "x", Numbers: [1, -2.5, null, true, {a: "b"}]}
}
users: bob: {}
groups: sales: {
	kind: "team", department: "sales", published: true
	roleDefaults: manager: {"calls.monitor": "group", "calls.park": true}
	members: alice: {role: "lead", overrides: {}}
	members: bob: false
}
groups: support: {kind: "queue", extension: "800", agents: {bob: {skill: "fr", priority: 2}}, supervisors: {alice: true, bob: false}, ringOrder: ["bob"], wrapUp: 15, recording: "optIn", noAnswer: hangup: true}
groups: direction: {kind: "managerAssistant", manager: "alice", assistants: bob: loggedOut: true, delegation: true}
groups: park: {kind: "parking", groups: sales: true}
groups: none: {kind: "team", members: {}}
roles: lead: {title: "Lead", base: "manager", grants: {"calls.history": "department", "calls.park": false}, assign: {b: {department: "sales", subdepartments: true}, a: everyone: true}}
devices: "alice-desk": {kind: "deskphone", owner: "alice", mac: "00:15:65:12:34:56", clients: desktop: true, line: 2, password: age: "alice.age"}
workspaces: w: members: {alice: "Owner", bob: false}
targets: pbx: {
	type: "3cx", url: "sim:", tenant: "t", credentials: {clientId: env: "ID", clientSecret: file: "secret"}
	profile: {version: "20.0", licences: users: 25, modules: recording: true}
	select: users: {alice: true, bob: false}
	manage: users: "exclusive"
	released: roles: "leave"
	losses: unsupported: "error"
	options: requestsPerSecond: 2
}
targets: cc: {type: "goto", url: "sim:", contactCenter: {supervisor: {portal: false, queueSettings: manage: true}, agent: dispositions: true}}
policies: {
	budgets: users: {delete: 3, deletePercent: 10}
	breakGlass: alice: true
	windows: night: {days: ["sat", "sun"], from: "22:00", to: "06:00", timezone: "UTC"}
	outsideWindow: "defer", attestations: maxAge: roles: "90d", planExpiry: "24h"
}
requires: patchbay: ">=0.1"
`

// TestPhones: what is written as the country does is the same number in the model,
// whether a user, a template or a row says it.
func TestPhones(t *testing.T) {
	s := site(t, map[string]string{
		"site.cue": `package acme

organization: country: "FR"
users: alice: mobile: "06 12 34 56 78"
users: bob: mobile: "+33612345678"
users: carl: mobile: ""
rosters: staff: {file: "staff.csv", key: "login", fields: {mobile: "mobile", extension: "ext"}}
`,
		"staff.csv": "login,mobile,ext\ndora,612345678,101\neve,,102\n",
	}).Site
	for id, want := range map[string]model.Field[string]{
		"alice": model.Of("+33612345678"), "bob": model.Of("+33612345678"), "carl": model.Cleared[string](),
		"dora": model.Of("+33612345678"), "eve": {},
	} {
		if u, ok := model.Find(s.Users, id); !ok || u.Mobile != want {
			t.Errorf("%s: %v, want %v", id, u, want)
		}
	}
}

func TestModel(t *testing.T) {
	s := site(t, map[string]string{"site.cue": everything}).Site
	alice, ok := model.Find(s.Users, "alice")
	if !ok {
		t.Fatal("no alice")
	}
	at := func(line, col int) diag.Pos { return diag.Pos{File: "site.cue", Line: line, Col: col} }
	want := model.User{
		Object: model.Object{
			ID: "alice", Pos: at(9, 8),
			Native: map[string]model.Native{"pbx": {"PromptSet": "x", "Numbers": []any{int64(1), -2.5, nil, true, map[string]any{"a": "b"}}}},
		},
		FirstName: model.Of("Alice"), Email: model.Cleared[string](), Extension: model.Of("101"), Enabled: model.Of(false),
		Licences: map[string]string{"business": "true", "agent": "external", "crm": "false"},
		Position: map[string]string{"cc": "superAdmin"}, ContactAdmin: map[string]bool{"cc": true},
		Voicemail: &model.Voicemail{
			Pos: at(14, 2), Enabled: model.Of(true), Email: model.Of("attach"),
			PIN: &model.Secret{Pos: at(14, 46), Exec: []string{"pass", "alice"}, Generate: true},
		},
		Forwarding: &model.Forwarding{
			Pos: at(15, 2), RingSeconds: model.Of(int64(20)),
			Rules: []model.ForwardingRule{
				{Situation: "busy", External: &model.Destination{Number: "+33123456789"}},
				{Situation: "noAnswer", Internal: &model.Destination{Voicemail: "self"}},
			},
			FollowMe: []model.FollowStep{{To: model.Destination{User: "bob"}, Seconds: model.Of(int64(10))}, {To: model.Destination{Mobile: true}}},
		},
	}
	if d := cmp.Diff(want, *alice, sameModel); d != "" {
		t.Errorf("alice (-want +got):\n%s", d)
	}
	if len(s.Departments) != 1 || s.Departments[0].Previously[0] != "vente" {
		t.Errorf("departments: %+v", s.Departments)
	}
	sales, _ := model.Find(s.Groups, "sales")
	if d := cmp.Diff([]model.Member{{Pos: at(26, 11), User: "alice", Role: model.Of("lead"), Overrides: model.Grants{}}}, sales.Members, sameModel); d != "" {
		t.Errorf("members (-want +got):\n%s", d)
	}
	if d := cmp.Diff(model.Grants{{Permission: "calls.monitor", Level: "group", Pos: at(25, 26)}, {Permission: "calls.park", Level: "true", Pos: at(25, 52)}}, sales.RoleDefaults[0].Grants); d != "" {
		t.Errorf("role defaults (-want +got):\n%s", d)
	}
	none, _ := model.Find(s.Groups, "none")
	if none.Members == nil || sales.Agents != nil {
		t.Error("an empty map must not be nil, an absent one must be")
	}
	pbx, _ := model.Find(s.Targets, "pbx")
	if d := cmp.Diff(model.Losses{Unsupported: diag.Error, Approximated: diag.Warning}, pbx.Losses); d != "" {
		t.Errorf("losses (-want +got):\n%s", d)
	}
	cc, _ := model.Find(s.Targets, "cc")
	if on, written := cc.ContactCenter.Supervisor.Get("queueSettings.manage"); !on || !written || len(cc.ContactCenter.Supervisor) != 2 {
		t.Errorf("contact centre: %+v", cc.ContactCenter)
	}
	if s.Policies.MaxAge["roles"] != "90d" || s.Requires != ">=0.1" || s.Package != "acme" {
		t.Errorf("policies %+v, requires %q, package %q", s.Policies, s.Requires, s.Package)
	}
}

// TestRostersAlike reads the same people from every format.
func TestRostersAlike(t *testing.T) {
	head := "package acme\n\nusers: alice: jobTitle: \"Lead\"\nrosters: staff: {file: \"FILE\", key: \"login\", fields: {firstName: \"first\", extension: \"ext\", \"voicemail.enabled\": \"vm\"}, template: language: \"fr\", when: active: \"yes\"}\n"
	var first []model.User
	for name, data := range map[string]string{
		"staff.csv":   "login,first,ext,vm,active\nalice,Alice,101,yes,yes\nbob,Bob,,no,yes\nzoe,Zoé,103,no,no\n",
		"excel.csv":   "\ufefflogin;first;ext;vm;active\r\nalice;\"Alice\";101;1;yes\r\n;;;;\r\nbob;Bob;;0;yes\r\n",
		"tabs.tsv":    "active\tvm\text\tfirst\tlogin\nyes\ttrue\t101\tAlice\talice\nyes\tfalse\t\tBob\tbob\n",
		"staff.json":  `[{"login": "alice", "first": "Alice", "ext": 101, "vm": true, "active": "yes"}, {"login": "bob", "first": "Bob", "ext": null, "vm": "no", "active": "yes"}]`,
		"by-key.json": `{"alice": {"first": "Alice", "ext": "101", "vm": true, "active": "yes"}, "bob": {"first": "Bob", "ext": "", "vm": false, "active": "yes"}}`,
		"staff.yaml":  "- {login: alice, first: Alice, ext: 101, vm: yes, active: \"yes\"}\n- {login: bob, first: Bob, ext: ~, vm: false, active: \"yes\"}\n",
		"by-key.yml":  "alice: {first: Alice, ext: \"101\", vm: true, active: \"yes\"}\nbob:\n  first: Bob\n  ext:\n  vm: no\n  active: \"yes\"\n",
	} {
		users := site(t, map[string]string{"site.cue": strings.Replace(head, "FILE", name, 1), name: data}).Site.Users
		for i := range users {
			users[i].Pos = diag.Pos{}
			if users[i].Voicemail != nil {
				users[i].Voicemail.Pos = diag.Pos{}
			}
		}
		if first == nil {
			first = users
		}
		if d := cmp.Diff(first, users, sameModel); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
	want := model.User{Object: model.Object{ID: "alice", Roster: "staff"}, FirstName: model.Of("Alice"), Extension: model.Of("101"),
		JobTitle: model.Of("Lead"), Language: model.Of("fr"), Voicemail: &model.Voicemail{Enabled: model.Of(true)}}
	if len(first) != 2 {
		t.Fatalf("%d users", len(first))
	}
	if d := cmp.Diff(want, first[0], sameModel); d != "" {
		t.Errorf("alice (-want +got):\n%s", d)
	}
}

func TestCauses(t *testing.T) {
	r := site(t, map[string]string{
		"site.cue": `package acme

import "patchbay.dev/schema/v1"

#Office: v1.#Site & {
	departments: sales: title: "Ventes"
	groups: sales: {kind: "team", language: "fr"}
}

#Office

departments: sales: parent: "root"
groups: sales: title: "Sales"
devices: "alice-desk": {kind: "deskphone", mac: "00:15:65:12:34:56"}
users: {
	alice: email: "alice@acme.example"
	alice: {
		voicemail: email: "attach"
	}
}
rosters: staff: {file: "staff.csv", key: "login", fields: extension: "ext", template: language: "fr"}
`,
		"staff.csv": "login,ext\nalice,101\n",
	})
	at := func(file string, line, col int) diag.Pos { return diag.Pos{File: file, Line: line, Col: col} }
	for path, want := range map[string][]load.Cause{
		"users.alice.email":           {{Pos: at("site.cue", 16, 16), Role: load.Written}},
		"users.alice.voicemail.email": {{Pos: at("site.cue", 18, 21), Role: load.Written}},
		"users.alice.extension":       {{Pos: at("staff.csv", 2, 7), Role: load.Roster}},
		"users.alice.language":        {{Pos: at("site.cue", 21, 97), Role: load.Template}},
		"users.alice.mobile":          {{Role: load.Default}},
		`devices."alice-desk".mac`:    {{Pos: at("site.cue", 14, 49), Role: load.Written}},
		"devices.alice-desk.mac":      {{Pos: at("site.cue", 14, 49), Role: load.Written}},
		"departments.sales.title":     {{Pos: at("site.cue", 6, 22), Role: load.Template}},
		"groups.sales.language":       {{Pos: at("site.cue", 7, 32), Role: load.Template}},
		"groups.sales.title":          {{Pos: at("site.cue", 13, 23), Role: load.Written}},
		"departments.sales.parent":    {{Pos: at("site.cue", 12, 29), Role: load.Written}},
		"users.nobody":                {{Role: load.Default}},
	} {
		if d := cmp.Diff(want, r.Causes.Cause(path)); d != "" {
			t.Errorf("%s (-want +got):\n%s", path, d)
		}
	}
	if got := r.Causes.Pos("users.alice.voicemail.pin.env"); got != at("site.cue", 18, 3) {
		t.Errorf("the nearest thing above: %v", got)
	}
	if got := r.Causes.Pos("nothing.here"); !got.IsZero() {
		t.Errorf("a path of nothing: %v", got)
	}
}

func TestTemplatesFromPackages(t *testing.T) {
	files := map[string]string{
		"cue.mod/module.cue": "module: \"acme.example@v0\"\nlanguage: version: \"v0.17.0\"\n",
		"site.cue": `package acme

import (
	"strings"

	"acme.example/templates"
	"globex.example/phones:desk"
)

templates.#Office
desk.#Desk

organization: name: strings.ToUpper("acme")
departments: stock: false
`,
		"templates/office.cue":                     "package templates\n\nimport \"patchbay.dev/schema/v1\"\n\n#Office: v1.#Site & {departments: {sales: title: string | *\"Ventes\", stock: *{title: \"Stock\"} | false}}\n",
		"cue.mod/pkg/globex.example/phones/d.cue":  "package desk\n\nimport \"patchbay.dev/schema/v1\"\n\n#Desk: v1.#Site & {devices: lobby: kind: \"deskphone\"}\n",
		"cue.mod/pkg/globex.example/phones/no.cue": "package other\n",
	}
	r := site(t, files)
	if len(r.Site.Departments) != 1 || r.Site.Departments[0].Title.Or("") != "Ventes" || len(r.Site.Devices) != 1 {
		t.Errorf("%+v", r.Site)
	}
	if r.Site.Organization.Name.Or("") != "ACME" {
		t.Errorf("name: %+v", r.Site.Organization.Name)
	}
	if got := r.Site.Departments[0].Pos.File; got != "templates/office.cue" {
		t.Errorf("the department stands in %s", got)
	}
	if len(r.Files) != 5 {
		t.Errorf("files read: %v", r.Files)
	}
}

// TestCausesOfTemplatesAlone: a root field that no file of the site writes.
func TestCausesOfTemplatesAlone(t *testing.T) {
	r := site(t, map[string]string{"site.cue": `package acme

import "patchbay.dev/schema/v1"

#Office: v1.#Site & {departments: sales: title: "Ventes"}

#Office
`})
	want := []load.Cause{{Pos: diag.Pos{File: "site.cue", Line: 5, Col: 42}, Role: load.Template}}
	if d := cmp.Diff(want, r.Causes.Cause("departments.sales.title")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestDigest: what load did not read is not bound, what it read is, and so are
// the rules that judge what comes of it.
func TestDigest(t *testing.T) {
	files := map[string]string{"site.cue": "package acme\n\norganization: name: \"Acme\"\n"}
	base := site(t, files).Digest
	files["policy/limits_test.cue"], files["readme.md"], files["unused.csv"] = "package policy\n", "x", "y"
	if got := site(t, files).Digest; got != base {
		t.Error("files that nobody read are bound")
	}
	files["policy/limits.cue"] = "package policy\n"
	if got := site(t, files).Digest; got == base {
		t.Error("a file of the policy is not bound")
	}
	delete(files, "policy/limits.cue")
	files["more.cue"] = "package acme\n"
	if got := site(t, files).Digest; got == base {
		t.Error("a file of the package is not bound")
	}
}

// Letters with marks are one letter or two, and look the same: labels are the
// one, values stay as they are written, on both ways.
func TestLabelsAreComposed(t *testing.T) {
	files := map[string][]byte{
		"site.cue": []byte("package acme\n\nusers: bob: native: pbx: {\"Re\u0301glage\": \"Re\u0301\", \"R\u00e9glage\": \"Re\u0301\"}\n" +
			"rosters: staff: {file: \"staff.csv\", key: \"Cl\u00e9\", fields: firstName: \"Pre\u0301nom\"}\n"),
		"staff.csv": []byte("Cle\u0301,Pr\u00e9nom\nzoe,Zoe\u0301\nzed,Ze\u0301d\n"),
	}
	for _, opts := range []load.Options{{}, {Whole: true}} {
		tree, err := source.Memory(files)
		if err != nil {
			t.Fatal(err)
		}
		r, found := load.Site(tree, opts)
		if r == nil {
			t.Fatalf("whole %v: %v", opts.Whole, found)
		}
		bob, _ := model.Find(r.Site.Users, "bob")
		if got := bob.Native["pbx"]; len(got) != 1 || got["R\u00e9glage"] != "Re\u0301" {
			t.Errorf("whole %v: native is %q", opts.Whole, got)
		}
		if zoe, ok := model.Find(r.Site.Users, "zoe"); !ok || zoe.FirstName.Or("") != "Zoe\u0301" {
			t.Errorf("whole %v: the roster gave %v", opts.Whole, zoe)
		}
	}
}
