package steps

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// schema is people and the teams that they are in.
var schema = state.Schema{Kinds: []state.Kind{
	{Name: "person", Plural: "persons", Title: "colleague", Fields: []state.Field{{Name: "NAME", Type: state.Text}}},
	{Name: "team", Plural: "teams", Title: "team", Fields: []state.Field{{Name: "BOSS", Type: state.Text, Ref: "person"}, {Name: "MEMBERS", Type: state.Strset, Ref: "person"}}},
}}

// sided is what a site asks for and what is there: one Ann, two Bobs, a team.
func sided() targets.StepInput {
	live := &state.Snapshot{Target: "pbx", Objects: []state.Object{
		{Kind: "person", Key: "Ann", ID: "1"}, {Kind: "person", Key: "Bob", ID: "2"}, {Kind: "person", Key: "Bob", ID: "3"}, {Kind: "team", Key: "A", ID: "4"}}}
	live.Objects[3].Put("BOSS", state.OfText("Ann"), "")
	live.Sort()
	return targets.StepInput{Desired: &state.Snapshot{Target: "pbx"}, Live: live}
}

func team(acts diff.Part, name string, desired state.Value) *diff.Change {
	return &diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "team", Key: "A"}, Canonical: "groups.a", Fields: []diff.Field{{Name: name, Desired: desired, Part: acts}}}
}

func TestAmbiguous(t *testing.T) {
	for _, x := range []struct {
		name   string
		change *diff.Change
		want   string
	}{
		{"names one of two", team(diff.Asked, "BOSS", state.OfText("Bob")), `the colleague "Bob" is on the desk more than once, with the ids 2 and 3`},
		{"names one of two among others", team(diff.Asked, "MEMBERS", state.OfSet("Ann", "Bob")), `the colleague "Bob" is on the desk more than once, with the ids 2 and 3`},
		{"names the only one", team(diff.Asked, "BOSS", state.OfText("Ann")), ""},
		{"writes nothing", team(diff.Left, "BOSS", state.OfText("Bob")), ""},
		{"is about one of two", &diff.Change{Op: state.OpDelete, Object: state.Ref{Kind: "person", Key: "Bob"}}, `the colleague "Bob" is on the desk more than once, with the ids 2 and 3`},
		{"is about the only one", &diff.Change{Op: state.OpDelete, Object: state.Ref{Kind: "person", Key: "Ann"}}, ""},
		{"is about nobody", &diff.Change{Op: state.OpCreate, Object: state.Ref{Kind: "person", Key: "Cid"}}, ""},
	} {
		d, twice := Ambiguous(sided(), schema, x.change, "on the desk")
		if d.Message != x.want || twice != (x.want != "") {
			t.Errorf("%s: %v %q", x.name, twice, d.Message)
		}
		if twice && (d.Code != diag.TwoCandidates || d.Severity != diag.Error || d.Target != "pbx" || d.Hint == "" || d.Path == "") {
			t.Errorf("%s: %+v", x.name, d)
		}
	}
}

func TestEnd(t *testing.T) {
	in := sided()
	in.Desired.Objects = []state.Object{{Kind: "team", Key: "B"}}
	in.Desired.Objects[0].Put("BOSS", state.OfText("Bob"), "")
	for _, x := range []struct {
		name   string
		change *diff.Change
		want   string
	}{
		{"what the change writes", team(diff.Asked, "BOSS", state.OfText("Bob")), "Bob"},
		{"what stays", &diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "team", Key: "A"}}, "Ann"},
		{"what goes", &diff.Change{Op: state.OpDelete, Object: state.Ref{Kind: "team", Key: "A"}, Fields: []diff.Field{{Name: "BOSS", Desired: state.OfText("Bob")}}}, "Ann"},
		{"what is asked for", &diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "team", Key: "B"}, LiveKey: "A"}, "Bob"},
		{"what nobody knows", &diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "team", Key: "C"}}, ""},
	} {
		if got := End(in, x.change, "BOSS"); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestUnread(t *testing.T) {
	in := sided()
	in.Live.Coverage = []state.Coverage{
		{Extent: state.Extent{Kind: "person"}, Reach: state.Denied, Reason: "HTTP 403"},
		{Extent: state.Extent{Kind: "team", Attr: "BOSS"}, Reach: state.Denied, Reason: "a part"},
		{Extent: state.Extent{Kind: "unheard"}, Reach: state.Denied},
	}
	said := func(words map[string]string) string {
		var out []string
		for _, d := range Unread(in, schema, words) {
			if d.Code != diag.NotWhollyRead || d.Severity != diag.Notice || d.Path != "targets.pbx" {
				t.Errorf("%+v", d)
			}
			out = append(out, d.Message)
		}
		return strings.Join(out, "\n")
	}
	const rest = " were not read in full, and the plan says nothing about them (HTTP 403)"
	if got := said(nil); got != "persons"+rest {
		t.Errorf("got %q", got)
	}
	if got := said(map[string]string{"person": "colleagues"}); got != "colleagues"+rest {
		t.Errorf("in the vendor's words: %q", got)
	}
	in.Desired.Objects = []state.Object{{Kind: "person", Key: "Ann"}}
	if got := said(nil); got != "" {
		t.Errorf("of what the site needs: %q", got)
	}
	in.Desired.Objects = nil
	for _, seen := range []state.Reach{state.Complete, state.Witnessed} {
		in.Live.Coverage[0].Reach = seen
		if got := said(nil); got != "" {
			t.Errorf("of what was seen: %q", got)
		}
	}
}

func TestAdd(t *testing.T) {
	var all []plan.Step
	Add(&all, plan.Step{ID: "a", Covers: []string{"y", "x", "y"}})
	Add(&all, plan.Step{ID: "b", Kind: plan.Manual}).Title = "by hand"
	want := []plan.Step{{ID: "a", Kind: plan.Call, Covers: []string{"x", "y"}}, {ID: "b", Kind: plan.Manual, Title: "by hand"}}
	if d := cmp.Diff(want, all); d != "" {
		t.Error(d)
	}
}
