package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

var switchboard = state.Schema{Kinds: []state.Kind{
	{Name: "auth", Plural: "auths", Key: []string{"Name"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Name", Type: state.Text, Flags: state.Immutable},
		{Name: "Password", Type: state.Text, Flags: state.Sealed, Title: "password"},
		{Name: "Realm", Type: state.Text},
	}},
}}

func auth(name string, password state.Value) state.Object {
	o := state.Object{Kind: "auth", Key: name}
	o.Put("Name", state.OfText(name))
	if password.Presence() != state.Absent {
		o.Put("Password", password, "devices."+name+".password")
	}
	return o
}

// TestSealed: a secret is written where it is known to be another, left where
// nobody can say, with a notice, and not taken away where the site gives none.
func TestSealed(t *testing.T) {
	another := state.OfText(state.Another)
	unknown := another.From(state.Source{Basis: state.Unknown})
	desired := &state.Snapshot{Objects: []state.Object{auth("a", state.OfText("devices.a.password")), auth("b", state.OfText("devices.b.password")),
		auth("c", state.OfText("devices.c.password")), auth("d", state.OfText("devices.d.password")), auth("e", state.Value{}), auth("f", state.OfText("devices.f.password"))}}
	live := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "auth"}}}, Objects: []state.Object{auth("a", state.OfText("devices.a.password")), auth("b", another),
		auth("c", unknown), auth("d", state.Nothing()), auth("e", another)}}
	last := &state.Snapshot{Objects: []state.Object{auth("e", state.OfText("devices.e.password"))}}
	set, found := diff.Compare(diff.Input{Target: "pbx", Schema: switchboard, Desired: desired, Live: live, Last: last, Base: last})
	want := "update auth/b Password\nupdate auth/d Password\ncreate auth/f Name Password\n"
	var got string
	for _, c := range set.Changes {
		if !c.Acts() {
			continue
		}
		got += c.Name()
		for _, f := range c.Fields {
			got += " " + f.Name
		}
		got += "\n"
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(found) != 1 || found[0].Code != diag.SealedUnseen || found[0].Path != "devices.c.password" || found[0].Severity != diag.Notice {
		t.Errorf("found %v", found)
	}
}
