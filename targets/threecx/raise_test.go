package threecx

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// differs compares readable, settable attributes. None and absent are the same:
// what is empty is not written. Forwarding is running state, and no row of
// defaults without a value can be spoken of.
func differs(a, b *state.Snapshot) string {
	schema := Schema(enterprise)
	for _, pair := range [][2]*state.Snapshot{{a, b}, {b, a}} {
		for i := range pair[0].Objects {
			o := &pair[0].Objects[i]
			k, _ := schema.Kind(o.Kind)
			other, ok := pair[1].Find(o.Ref())
			if !ok {
				if o.Kind != Forwarding && (o.Kind != GroupRole || len(o.Attrs) > 2) {
					return o.Ref().String() + " is on one side only"
				}
				continue
			}
			for _, x := range o.Attrs {
				f, _ := k.Field(x.Name)
				if f.Flags&(state.Computed|state.Runtime|state.Secret) == 0 && x.Value.Presence() == state.Set && !x.Value.Equal(other.Get(x.Name)) {
					return o.Ref().String() + "." + x.Name + " is " + x.Value.String() + " and " + other.Get(x.Name).String()
				}
			}
		}
	}
	return ""
}

func TestRaiseKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someNative(t)
		site, ds := Raise(s, nil)
		if len(ds) > 0 {
			t.Skip("something was left out, and said so")
		}
		_, again, more := lowered(site, enterprise)
		if more.HasErrors() {
			t.Fatalf("what was raised cannot be lowered: %v", more.Err())
		}
		if d := differs(s, again); d != "" {
			t.Fatal(d)
		}
	})
}

// oneMember is one department with one member.
func oneMember() *state.Snapshot {
	user := state.Object{Kind: User, Key: "101"}
	user.Put("Number", state.OfText("101"))
	user.Put("PrimaryGroup", state.OfText("Sales"))
	user.Put("Internal", state.OfBool(true))
	member := state.Object{Kind: Membership, Key: "Sales/101"}
	member.Put("Group", state.OfText("Sales"))
	member.Put("User", state.OfText("101"))
	member.Put("RoleName", state.OfText("users"))
	group := state.Object{Kind: Group, Key: "Sales"}
	group.Put("Name", state.OfText("Sales"))
	queue := state.Object{Kind: Queue, Key: "800"}
	queue.Put("Number", state.OfText("800"))
	s := &state.Snapshot{Target: "pbx", Type: "3cx", Profile: enterprise, Objects: []state.Object{user, member, group, queue}}
	s.Sort()
	return s
}

// TestRaisePartialMemberships: a list of members that may lack some is not
// written, since it would be complete; what stands beside it still is.
func TestRaisePartialMemberships(t *testing.T) {
	s := oneMember()
	s.Coverage = []state.Coverage{{Extent: state.Extent{Kind: Membership}, Reach: state.Partial}}
	site, ds := Raise(s, nil)
	if len(ds) == 0 || site.Groups[0].Members != nil {
		t.Errorf("%v, members %v", ds, site.Groups[0].Members)
	}
	_, again, _ := lowered(site, enterprise)
	u, _ := again.Find(state.Ref{Kind: User, Key: "101"})
	if !u.Get("Internal").Bool() || u.Get("PrimaryGroup").Text() != "Sales" || len(again.Claims) > 0 {
		t.Errorf("%v, claims %v", u, again.Claims)
	}
}

// TestRaiseSharedID: a site may give one id to a department and to a queue, and
// an import has groups for both.
func TestRaiseSharedID(t *testing.T) {
	names := targets.Names{{Kind: Group, Key: "Sales"}: "sales", {Kind: Queue, Key: "800"}: "sales"}
	site, _ := Raise(oneMember(), names)
	if a, b := site.Groups[0].ID, site.Groups[1].ID; a == b || a != "sales" && b != "sales" {
		t.Errorf("groups are %q and %q", a, b)
	}
}
