package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// read loads one file of CUE as a site.
func read(t *testing.T, src string) *model.Site {
	t.Helper()
	site, diags := tryRead(t, src)
	if site == nil {
		t.Fatalf("does not load: %v\n%s", diags, src)
	}
	return site
}

func tryRead(t *testing.T, src string) (*model.Site, diag.List) {
	t.Helper()
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte("package acme\n\n" + src)})
	if err != nil {
		t.Fatal(err)
	}
	r, diags := load.Site(tree, load.Options{})
	if r == nil {
		return nil, diags
	}
	return r.Site, diags
}

// refused are the codes whose mistake the language itself refuses, with a code
// of its own. TestBeyondTheLanguage gives the site by other means.
var refused = map[diag.Code]bool{
	diag.ContactCentreGrant: true, diag.NoSuchPermission: true, diag.QueueSettingsHidden: true, diag.BadMAC: true,
}

// TestDocumentation checks the examples of every code: the bad one gives it, the
// good one neither gives it nor any error.
func TestDocumentation(t *testing.T) {
	n := 0
	for _, info := range diag.Codes() {
		if !strings.HasPrefix(string(info.Code), "PB20") {
			continue
		}
		n++
		t.Run(string(info.Code), func(t *testing.T) {
			if info.Title == "" || info.Explain == "" || info.Bad == "" || info.Good == "" {
				t.Fatalf("the documentation of %s has gaps", info.Code)
			}
			if bad, diags := tryRead(t, info.Bad); refused[info.Code] {
				if bad != nil {
					t.Errorf("the language accepts the bad example")
				}
			} else if bad == nil {
				t.Errorf("the bad example does not load: %v", diags)
			} else if got := check.Site(bad, nil); !has(got, info.Code) {
				t.Errorf("the bad example does not give it, but %v", codes(got))
			}
			if got := check.Site(read(t, info.Good), nil); has(got, info.Code) || got.HasErrors() {
				t.Errorf("the good example gives %v", codes(got))
			}
		})
	}
	if n < 50 {
		t.Errorf("only %d codes", n)
	}
}

func has(l diag.List, code diag.Code) bool {
	for _, d := range l {
		if d.Code == code {
			return true
		}
	}
	return false
}

func codes(l diag.List) []string {
	out := []string{}
	for _, d := range l {
		out = append(out, fmt.Sprintf("%s %s %s", d.Severity, d.Code, d.Path))
	}
	return out
}

// TestBeyondTheLanguage judges sites that no CUE file can give, such as one
// raised from a target.
func TestBeyondTheLanguage(t *testing.T) {
	role := func(permission, level string) *model.Site {
		return &model.Site{Roles: []model.Role{{Object: model.Object{ID: "r"}, Grants: model.Grants{{Permission: permission, Level: level}}}}}
	}
	tests := []struct {
		name string
		site *model.Site
		want []string
	}{
		{"setting as a grant", role("limitToAssigned", "false"), []string{"error PB2060 roles.r.grants.limitToAssigned"}},
		{"setting as a grant, by half its name", role("queueSettings", "view"), []string{"error PB2060 roles.r.grants.queueSettings"}},
		{"permission", role("calls.montior", "group"), []string{`error PB2061 roles.r.grants."calls.montior"`}},
		{"level", role("calls.monitor", "own"), []string{`error PB2061 roles.r.grants."calls.monitor"`}},
		{"in order", role("calls.monitor", "group"), []string{}},
		{
			"queue settings",
			&model.Site{Targets: []model.Target{{
				Object: model.Object{ID: "g"}, Type: "goto", URL: "sim:",
				ContactCenter: &model.ContactCenter{Supervisor: model.Settings{{Name: "queueSettings.view"}}},
			}}},
			[]string{"error PB2071 targets.g.contactCenter.supervisor.queueSettings.view"},
		},
		{
			"address",
			&model.Site{Devices: []model.Device{{Object: model.Object{ID: "d"}, Kind: "deskphone", MAC: model.Of("00:15:65:zz")}}},
			[]string{"error PB2087 devices.d.mac"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(check.Site(tt.site, nil))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestWords shows what an operator reads: message, hint and both lines.
func TestWords(t *testing.T) {
	site := read(t, `organization: extensions: ranges: {
	people: {from: "100", to: "199", for: "users"}
	queues: {from: "800", to: "819", for: "queues"}
}
users: {
	alice: {extension: "101", email: "alice@acme.example"}
	"bob.b": {extension: "101", email: "ALICE@acme.example"}
	carl: extension: "805"
}
groups: sales: {kind: "team", members: alcie: {}}
targets: pbx: {type: "3cx", url: "sim:"}
`)
	want := []string{
		`site.cue:9:2 also site.cue:8:2: users "alice" and "bob.b" have the same e-mail address ALICE@acme.example, which is a login on 3cx; give one of them another address, or clear it with "" (users."bob.b".email)`,
		`site.cue:9:2 also site.cue:8:2: extension 101 belongs to user "alice" and to user "bob.b"; give one of them another number (users."bob.b".extension)`,
		`site.cue:10:2: extension 805 of user "carl" is in no block for it; it lies in "queues" (800 to 819), kept for queues; take one of 100 to 199, or widen the block (users.carl.extension)`,
		`site.cue:12:40: there is no user "alcie"; did you mean "alice"? (groups.sales.members.alcie)`,
	}
	var got []string
	for _, d := range check.Site(site, nil) {
		also := ""
		for _, p := range d.Pos[1:] {
			also += " also " + p.String()
		}
		got = append(got, fmt.Sprintf("%s%s: %s; %s (%s)", d.At(), also, d.Message, d.Hint, d.Path))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// places is a locator that knows some fields.
type places map[string]diag.Pos

func (p places) Pos(path string) diag.Pos { return p[path] }

func TestLocator(t *testing.T) {
	site := read(t, `users: {a: extension: "1", b: extension: "1"}`)
	at := func(line int) diag.Pos { return diag.Pos{File: "site.cue", Line: line, Col: 1} }
	got := check.Site(site, places{"users.a.extension": at(10), "users.b.extension": at(20)})
	if diff := cmp.Diff([]diag.Pos{at(20), at(10)}, got[0].Pos); diff != "" {
		t.Errorf("positions (-want +got):\n%s", diff)
	}
}
