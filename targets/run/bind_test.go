package run_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/threecx"
)

// boundSite creates, changes and removes, and has a step that rests on fields
// which it does not change.
var boundSite = map[string]string{
	"site.cue": `package acme

organization: {name: "Acme", domain: "acme.example", extensions: {minDigits: 3, maxDigits: 3}}

users: {
	alice: {firstName: "Alice", lastName: "Martin", email: "alice@acme.example", mobile: "+33600000001", extension: "101"}
	bob: {firstName: "Bob", lastName: "Durand", email: "bob@acme.example", extension: "102"}
	dora: {firstName: "Dora", lastName: "Petit", email: "dora@acme.example", extension: "104"}
}

groups: {
	sales: {
		kind: "department", title: "Sales", roleDefaults: manager: "calls.monitor": "group"
		members: {alice: {role: "manager", overrides: "calls.park": false}, bob: {role: "user"}}
	}
	support: {kind: "queue", title: "Support", extension: "800", wrapUp: 15, agents: {alice: {}, bob: {}}}
	desk: {kind: "ringGroup", title: "Desk", extension: "810", ringSeconds: 20, members: {alice: {}, dora: {}}}
	hold: {kind: "parking", extension: "11", groups: sales: true}
}

devices: "alice-desk": {kind: "deskphone", owner: "alice", mac: "00:15:65:12:34:01", model: "Yealink T54W"}
`,
	"rosters.cue": `package acme

rosters: staff: {file: "staff.csv", key: "login", fields: {firstName: "first", lastName: "last", extension: "number"}}
`,
	"staff.csv": "login,first,last,number\neve,Eve,Blanc,105\n",
	"targets.cue": `package acme

targets: pbx: {
	type: "3cx"
	url:  "URL(pbx)"
	credentials: {clientId: env: "pbx_clientId", clientSecret: env: "pbx_clientSecret"}
}
policies: planExpiry: "24h"
`,
}

const boundSeed = `{
	"version": "20.0.10.1234",
	"license": {"edition": "enterprise", "maxSimCalls": 16},
	"servicePrincipals": [
		{"Number": "patchbay", "XAPIEnabled": true, "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}], "Secret": "secret-of-patchbay"},
		{"Number": "other", "XAPIEnabled": true, "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}], "Secret": "secret-of-other"}
	],
	"groups": [{"Name": "Sales"}, {"Name": "Old"}],
	"users": [
		{"Number": "100", "FirstName": "Olga", "LastName": "Owner", "EmailAddress": "olga@acme.example", "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}]},
		{"Number": "101", "FirstName": "Alice", "LastName": "Smith", "EmailAddress": "alice@acme.example", "Mobile": "+33600000001", "PrimaryGroup": "DEFAULT", "Groups": ["DEFAULT", {"Group": "Sales", "RoleName": "users"}],
			"Phones": [{"MacAddress": "001565123401", "TemplateName": "yealink_t4x.ph.xml"}]},
		{"Number": "102", "FirstName": "Robert", "LastName": "Durand", "EmailAddress": "bob@acme.example", "PrimaryGroup": "DEFAULT", "Groups": ["DEFAULT"]},
		{"Number": "105", "FirstName": "Eva", "LastName": "Blanc", "PrimaryGroup": "DEFAULT", "Groups": ["DEFAULT"]},
		{"Number": "108", "FirstName": "Yann", "LastName": "Gone", "PrimaryGroup": "DEFAULT", "Groups": ["DEFAULT", "Sales"]},
		{"Number": "109", "FirstName": "Zed", "LastName": "Other", "PrimaryGroup": "DEFAULT", "Groups": ["DEFAULT"]}
	],
	"queues": [{"Number": "800", "Name": "Support", "WrapUpTime": 15, "Agents": ["101"]}],
	"ringGroups": [{"Number": "810", "Name": "Desk", "RingTime": 10, "Members": ["101"]}]
}`

// bound makes the plan that the tests below alter things under.
func bound(t *testing.T) (*bench, *plan.Plan) {
	b := newBench(t, boundSite, map[string]string{"pbx": boundSeed})
	planned := b.plan()
	if len(planned.Failures) > 0 || planned.Found.HasErrors() || len(planned.Plan.Refused()) > 0 || planned.Plan.Empty() {
		t.Fatalf("failures %v, found %v, refused %v", planned.Failures, planned.Found, planned.Plan.Refused())
	}
	b.writes("pbx")
	return b, planned.Plan
}

// refuses expects a plan to be stale, to say so in all of these words with advice
// beside them, and to write nothing.
func refuses(t *testing.T, b *bench, p *plan.Plan, words ...string) {
	t.Helper()
	err := b.apply(p)
	if run.CodeOf(err) != run.Stale {
		t.Errorf("%v: code %d: %v", words, run.CodeOf(err), err)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
	if run.Hint(err) == "" {
		t.Errorf("%q comes without advice", err)
	}
	if w := b.writes("pbx"); len(w) > 0 {
		t.Errorf("%v: it wrote %v", words, w)
	}
}

// TestObjectsAreBound alters each thing on the target that the plan is bound to,
// one at a time, as whoever reads it next would find it: each field, the id, and
// whether it is there at all.
func TestObjectsAreBound(t *testing.T) {
	b, p := bound(t)
	sch := threecx.Schema(p.Bindings.Targets["pbx"].Profile)
	altered, reads := 0, 0
	for _, s := range p.Body.Sections[0].Steps {
		reads += len(s.Reads)
	}
	objects := p.Bindings.Targets["pbx"].Objects
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		ref, sum := state.ParseRef(name), objects[name]
		k, _ := sch.Kind(ref.Kind)
		try := func(word string, bend func(*state.Snapshot)) {
			altered++
			b.drivers = []targets.Driver{bent(bend)}
			refuses(t, b, p, name, word)
		}
		if sum.Digest == "" {
			try("", func(s *state.Snapshot) { put(s, state.Object{Kind: ref.Kind, Key: ref.Key, ID: "999"}) })
			continue
		}
		try("there", func(s *state.Snapshot) {
			s.Objects = slices.DeleteFunc(s.Objects, func(o state.Object) bool { return o.Ref() == ref })
		})
		try("another object", func(s *state.Snapshot) { on(s, ref, func(o *state.Object) { o.ID += "9" }) })
		for _, field := range sum.Names() {
			f, _ := k.Field(field)
			try(field, func(s *state.Snapshot) { on(s, ref, func(o *state.Object) { o.Put(field, other(f, o.Get(field))) }) })
		}
	}
	if reads == 0 || altered < 60 {
		t.Errorf("altered %d things, of which steps read %d: the site shows too little", altered, reads)
	}
	t.Logf("altered %d things on %d objects, each refused", altered, len(objects))
}

// TestManagedFieldsAreBound: what is right already counts too, and what steps
// read does.
func TestManagedFieldsAreBound(t *testing.T) {
	_, p := bound(t)
	objects := p.Bindings.Targets["pbx"].Objects
	for name, fields := range map[string][]string{
		"user/101":             {"EmailAddress", "FirstName", "LastName", "Mobile"},
		"queue/800":            {"AgentOrder", "Agents", "Name", "Skills", "WrapUpTime"},
		"membership/Sales/101": {"AllowParking", "RoleName"},
	} {
		for _, f := range fields {
			if _, ok := objects[name].Fields[f]; !ok {
				t.Errorf("%s.%s is not bound, only %v", name, f, objects[name].Names())
			}
		}
	}
	if _, ok := objects["user/109"]; ok {
		t.Error("an object that the site does not name is bound")
	}
}

// TestPlansAreBound alters what a plan says that it was made from.
func TestPlansAreBound(t *testing.T) {
	b, p := bound(t)
	alter := func(edit func(*plan.Plan)) *plan.Plan {
		data, err := plan.Encode(p)
		if err != nil {
			t.Fatal(err)
		}
		q, err := plan.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		edit(q)
		return q
	}
	profile := func(edit func(*state.Profile)) func(*plan.Plan) {
		return func(q *plan.Plan) {
			t := q.Bindings.Targets["pbx"]
			edit(&t.Profile)
			q.Bindings.Targets["pbx"] = t
		}
	}
	for word, edit := range map[string]func(*plan.Plan){
		"patchbay 0.0.1":           func(q *plan.Plan) { q.Bindings.Tool = "0.0.1" },
		"of the language":          func(q *plan.Plan) { q.Bindings.Schema += ".1" },
		"expired on 2026-01-15T08": func(q *plan.Plan) { q.Envelope.Expires = b.now.Add(-time.Second) },
		"the site other":           func(q *plan.Plan) { q.Body.Site = "other" },
		"at https://pbx.elsewhere": func(q *plan.Plan) {
			t := q.Bindings.Targets["pbx"]
			t.URL = "https://pbx.elsewhere"
			q.Bindings.Targets["pbx"] = t
		},
		"made for a bitrix24":      func(q *plan.Plan) { q.Body.Sections[0].Type = "bitrix24" },
		"no target \"gone\"":       func(q *plan.Plan) { q.Body.Sections[0].Target = "gone" },
		"does not say":             func(q *plan.Plan) { delete(q.Bindings.Targets, "pbx") },
		"not bound to user/101":    func(q *plan.Plan) { delete(q.Bindings.Targets["pbx"].Objects, "user/101") },
		"its version was 20.0.9":   profile(func(p *state.Profile) { p.Version = "20.0.9" }),
		"its edition was basic":    profile(func(p *state.Profile) { p.Edition = "basic" }),
		"its tenant was other":     profile(func(p *state.Profile) { p.Tenant = "other" }),
		"its account was bob":      profile(func(p *state.Profile) { p.Account.Name = "bob" }),
		"account's roles was":      profile(func(p *state.Profile) { p.Account.Roles = append(p.Account.Roles, "more") }),
		"limit simultaneousCalls":  profile(func(p *state.Profile) { p.Limits["simultaneousCalls"]++ }),
		"limit seats was 3 and":    profile(func(p *state.Profile) { p.Limits["seats"] = 3 }),
		"module multicompany was":  profile(func(p *state.Profile) { p.Modules["multicompany"] = !p.Modules["multicompany"] }),
		"module fax was on and is": profile(func(p *state.Profile) { p.Modules["fax"] = true }),
		"its region was eu and":    profile(func(p *state.Profile) { p.Facts = map[string]string{"region": "eu"} }),
	} {
		t.Run(word, func(t *testing.T) { refuses(t, b, alter(edit), word) })
	}
}

// TestProfilesAreCompared: no part of a profile is left out, now or when one is
// added.
func TestProfilesAreCompared(t *testing.T) {
	data, err := json.Marshal(state.Profile{Version: "v", Edition: "e", Tenant: "t", Account: state.Account{Name: "n", Roles: []string{"r"}},
		Limits: map[string]int64{"l": 1}, Modules: map[string]bool{"m": true}, Facts: map[string]string{"f": "f"}, Assumed: true})
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(data, &members); err != nil {
		t.Fatal(err)
	}
	known := []string{"account", "assumed", "edition", "facts", "limits", "modules", "tenant", "version"}
	if got := slices.Sorted(maps.Keys(members)); !slices.Equal(got, known) {
		t.Errorf("a profile has %v: whether a plan is bound to what is new has to be decided", got)
	}
}

// TestInputsAreBound alters the site and who we are.
func TestInputsAreBound(t *testing.T) {
	for word, alter := range map[string]func(*bench){
		"site.cue differs":    func(b *bench) { b.edit("site.cue", "Durand", "Duval") },
		"targets.cue differs": func(b *bench) { b.edit("targets.cue", "24h", "48h") },
		"more.cue is new":     func(b *bench) { b.write("more.cue", "package acme\n") },
		"rosters.cue is gone": func(b *bench) { os.Remove(filepath.Join(b.dir, "rosters.cue")) },
		"staff.csv differs":   func(b *bench) { b.edit("staff.csv", "Eve", "Eva") },
		"expired on":          func(b *bench) { b.now = b.now.Add(25 * time.Hour) },
		"this is 0.4.0":       func(b *bench) { b.tool = "0.4.0" },
		"its account was patchbay and is other": func(b *bench) {
			b.env["pbx_clientId"], b.env["pbx_clientSecret"] = "other", "secret-of-other"
		},
		"its account's roles was": func(b *bench) {
			b.world("pbx", func(w map[string]any) {
				find(w, "servicePrincipals", "Number", "patchbay")["Groups"] = []any{map[string]any{"Group": "DEFAULT", "RoleName": "system_admins"}}
			})
			b.sim("pbx", http.MethodPost, "restart", nil)
		},
		"its version was 20.0.10.1234 and is 20.0.9": func(b *bench) { b.world("pbx", func(w map[string]any) { w["version"] = "20.0.9.1" }) },
		"its edition was enterprise and is": func(b *bench) {
			b.world("pbx", func(w map[string]any) { w["license"].(map[string]any)["edition"] = "professional" })
		},
		"limit simultaneousCalls was 16 and is 32": func(b *bench) {
			b.world("pbx", func(w map[string]any) { w["license"].(map[string]any)["maxSimCalls"] = 32 })
		},
		"its tenant was": func(b *bench) {
			b.world("pbx", func(w map[string]any) { w["system"].(map[string]any)["fqdn"] = "elsewhere.example" })
		},
	} {
		t.Run(word, func(t *testing.T) {
			b, p := bound(t)
			alter(b)
			refuses(t, b, p, word)
		})
	}
}

// TestAnotherSite: the plan of one site is none for another.
func TestAnotherSite(t *testing.T) {
	b, p := bound(t)
	for _, name := range []string{"site.cue", "rosters.cue", "targets.cue"} {
		b.edit(name, "package acme", "package other")
	}
	refuses(t, b, p, "the site acme", "this is other")
}

// TestWhatDoesNotMatter: nothing of this undoes an approval.
func TestWhatDoesNotMatter(t *testing.T) {
	for name, alter := range map[string]func(*bench, *plan.Plan) *plan.Plan{
		"nothing at all": func(_ *bench, p *plan.Plan) *plan.Plan { return p },
		"another commit": func(_ *bench, p *plan.Plan) *plan.Plan { p.Envelope.Commit = "0123456789"; return p },
		"another checkout": func(b *bench, p *plan.Plan) *plan.Plan {
			dir := b.TempDir()
			if err := os.CopyFS(dir, os.DirFS(b.dir)); err != nil {
				b.Fatal(err)
			}
			b.dir = dir
			return p
		},
		"an attestation": func(b *bench, p *plan.Plan) *plan.Plan {
			b.write("attestations/pbx/alice.json", `{"format":"patchbay.attestation","version":1}`)
			return p
		},
		"local state": func(b *bench, p *plan.Plan) *plan.Plan {
			b.write(".patchbay/cache/x", "y")
			b.write(".patchbay/records/pbx.json", `{"format":"patchbay.record","version":1,"target":"pbx","type":"3cx","entries":[{"object":"user/101","id":"7","attrs":[{"name":"LastName","value":{"text":"Once"}}]}]}`)
			return p
		},
		"a file that is none of the site's": func(b *bench, p *plan.Plan) *plan.Plan { b.write("README.md", "hello"); return p },
		"the order of members in the file": func(b *bench, p *plan.Plan) *plan.Plan {
			data, err := plan.Encode(p)
			if err != nil {
				b.Fatal(err)
			}
			var v any
			if err := json.Unmarshal(data, &v); err != nil {
				b.Fatal(err)
			}
			if data, err = json.MarshalIndent(v, " ", "\t"); err != nil {
				b.Fatal(err)
			}
			q, err := plan.Decode(data)
			if err != nil {
				b.Fatal(err)
			}
			return q
		},
		"the order of roles": func(b *bench, p *plan.Plan) *plan.Plan {
			slices.Reverse(p.Bindings.Targets["pbx"].Profile.Account.Roles)
			return p
		},
		"presence, forwarding, registration": func(b *bench, p *plan.Plan) *plan.Plan {
			b.world("pbx", func(w map[string]any) {
				for _, n := range []string{"101", "102", "105"} {
					u := find(w, "users", "Number", n)
					u["CurrentProfileName"], u["QueueStatus"], u["IsRegistered"] = "Away", "LoggedOut", true
				}
			})
			return p
		},
		"a field that nobody manages": func(b *bench, p *plan.Plan) *plan.Plan {
			b.world("pbx", func(w map[string]any) { find(w, "users", "Number", "101")["OutboundCallerID"] = "0100" })
			return p
		},
		"a secret": func(b *bench, p *plan.Plan) *plan.Plan {
			b.world("pbx", func(w map[string]any) { find(w, "users", "Number", "101")["VMPIN"] = "483920" })
			return p
		},
		"another object": func(b *bench, p *plan.Plan) *plan.Plan {
			b.world("pbx", func(w map[string]any) { find(w, "users", "Number", "109")["LastName"] = "Changed" })
			return p
		},
		"an object more": func(b *bench, p *plan.Plan) *plan.Plan {
			b.world("pbx", func(w map[string]any) {
				w["users"] = append(w["users"].([]any), map[string]any{"Number": "120", "FirstName": "New", "PrimaryGroup": "DEFAULT", "Groups": []any{"DEFAULT"}})
			})
			return p
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, p := bound(t)
			p = alter(b, p)
			b.writes("pbx")
			if err := b.apply(p); err != nil {
				t.Fatalf("refused: %v", err)
			}
			if len(b.writes("pbx")) == 0 {
				t.Error("it applied without a write")
			}
		})
	}
	if schema.Version == "" {
		t.Error("the language has no version, so no plan is bound to one")
	}
}

// bent is the driver with what its Writer reads altered.
func bent(bend func(*state.Snapshot)) targets.Driver {
	d := threecx.Driver
	d.OpenWriter = func(ctx context.Context, s targets.Settings) (targets.Writer, error) {
		w, err := threecx.Driver.OpenWriter(ctx, s)
		if err != nil {
			return nil, err
		}
		batch, ok := w.(targets.BatchWriter)
		if !ok {
			return nil, fmt.Errorf("a writer without batches")
		}
		return bentWriter{batch, bend}, nil
	}
	return d
}

type bentWriter struct {
	targets.BatchWriter
	bend func(*state.Snapshot)
}

func (w bentWriter) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	s, err := w.BatchWriter.Read(ctx, scope)
	if err == nil {
		w.bend(s)
		s.Sort()
	}
	return s, err
}

func put(s *state.Snapshot, o state.Object) { s.Objects = append(s.Objects, o) }

// on edits an object of a snapshot, if it is there.
func on(s *state.Snapshot, ref state.Ref, edit func(*state.Object)) {
	if o, ok := s.Find(ref); ok {
		c := o.Clone()
		edit(&c)
		*o = c
	}
}

// other is a value of the field's type that v is not.
func other(f *state.Field, v state.Value) state.Value {
	switch f.Type {
	case state.Bool:
		return state.OfBool(!v.Bool())
	case state.Int:
		return state.OfInt(v.Int() + 1)
	case state.Strset:
		return state.OfSet(append(slices.Clone(v.Items()), "zz")...)
	case state.Strlist:
		return state.OfList(append(slices.Clone(v.Items()), "zz")...)
	case state.Tree:
		return state.OfTree(`{"other":true}`)
	}
	return state.OfText(v.Text() + "x")
}
