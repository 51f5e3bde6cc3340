package threecx

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// subjects are the people a right reaches, as a set of extensions. A right
// without subjects reaches its holder.
type subjects map[string]bool

func (s subjects) within(t subjects) bool {
	for n := range s {
		if !t[n] {
			return false
		}
	}
	return true
}

// reaches spells out the scope of a native right.
func reaches(s *state.Snapshot, r rights.Right) subjects {
	out := subjects{}
	group, isGroup := strings.CutPrefix(r.Scope, "group:")
	switch {
	case isGroup:
		for _, m := range s.OfKind(Membership) {
			if m.Get("Group").Text() == group {
				out[m.Get("User").Text()] = true
			}
		}
	case r.Scope == "organization":
		for _, u := range s.OfKind(User) {
			out[u.Key] = true
		}
	default:
		out[r.Holder.Key] = true
	}
	return out
}

// granted is what a site grants to each extension, spelled out from the
// canonical model alone: permission → people.
func granted(d *resolve.Desired, s *state.Snapshot) map[[2]string]subjects {
	numbers := map[string]string{}
	for i := range d.Users {
		numbers[d.Users[i].ID] = d.Users[i].Extension.Or("")
	}
	out := map[[2]string]subjects{}
	for i := range d.Holdings {
		h := &d.Holdings[i]
		for _, g := range h.Grants {
			key := [2]string{numbers[h.User], g.Permission}
			if out[key] == nil {
				out[key] = subjects{}
			}
			for n := range meant(d, s, numbers, h, g.Level) {
				out[key][n] = true
			}
		}
	}
	return out
}

func meant(d *resolve.Desired, s *state.Snapshot, numbers map[string]string, h *resolve.Holding, level string) subjects {
	self := subjects{numbers[h.User]: true}
	switch level {
	case "none", "false":
		return nil
	case "organization":
		out := subjects{}
		for _, n := range numbers {
			out[n] = true
		}
		return out
	case "department":
		out := subjects{}
		u, _ := d.User(h.User)
		if dept, ok := d.Department(u.Department.Or("")); ok {
			for _, id := range dept.Subtree {
				x, _ := d.Department(id)
				for _, member := range x.Users {
					out[numbers[member]] = true
				}
			}
		}
		return out
	case "group", "true", "internal", "any":
		// Of the place: everybody in the Group that it became.
		for _, o := range s.OfKind(Group) {
			if nativePlace(d, h) == o.Key {
				return reaches(s, rights.Right{Scope: "group:" + o.Key, Holder: state.Ref{Kind: User, Key: numbers[h.User]}})
			}
		}
	}
	return self
}

// nativePlace is the Group in which a role is held, by the documented rule: a team
// with the name of its department is one with it.
func nativePlace(d *resolve.Desired, h *resolve.Holding) string {
	if h.Place.Kind == "department" {
		x, _ := d.Department(h.Place.ID)
		return x.Title.Or(x.ID)
	}
	if g, ok := d.Group(h.Place.ID); ok {
		return g.Title.Or(g.ID)
	}
	return ""
}

// TestNeverWider: as sets of people, nothing that the site grants by itself
// reaches further on the PBX than it was granted. Roles that the site names
// bring console rights on purpose, and declared defaults are grants to a role.
func TestNeverWider(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := acceptable(t)
		for i := range site.Groups {
			site.Groups[i].RoleDefaults = nil
		}
		for i := range site.Users {
			site.Users[i].Position = nil
		}
		for i := range site.Roles {
			site.Roles[i].Base = model.Field[string]{}
		}
		d, s, ds := lowered(site, enterprise)
		if ds.HasErrors() {
			t.Skip("refused")
		}
		asked := granted(d, s)
		for _, row := range Rights(s).Rows {
			if row.Answer != rights.Yes || row.Permission == "extensions.manage" {
				continue
			}
			may := asked[[2]string{row.Holder.Key, row.Permission}]
			if has := reaches(s, row.Right); row.Permission != "calls.place" && !has.within(may) {
				t.Fatalf("%s has %s over %v, and was granted %v", row.Holder, row.Permission, has, may)
			}
		}
	})
}

// TestRaiseKeepsRights: what is raised and lowered again gives the same rights,
// and from the second round on the same state.
func TestRaiseKeepsRights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, s, ds := lowered(acceptable(t), enterprise)
		if ds.HasErrors() {
			t.Skip("refused")
		}
		first := again(t, s)
		for _, c := range rights.Diff(Rights(s), Rights(first)) {
			t.Fatalf("%s %s %s is %s and %s", c.Holder, c.Permission, c.Scope, c.Before, c.After)
		}
		if d := differs(s, first); d != "" {
			t.Fatalf("first round: %s", d)
		}
		if d := differs(first, again(t, first)); d != "" {
			t.Fatalf("second round: %s", d)
		}
	})
}

func again(t *rapid.T, s *state.Snapshot) *state.Snapshot {
	site, _ := Raise(s, nil)
	_, out, ds := lowered(site, enterprise)
	if ds.HasErrors() {
		t.Fatalf("what was raised cannot be lowered: %v", ds.Err())
	}
	return out
}

// TestUnknownIsNotNo: a default that was not read is unknown; one that was read
// counts where the member has no value; an override wins.
func TestUnknownIsNotNo(t *testing.T) {
	s := &state.Snapshot{Objects: []state.Object{
		{Kind: GroupRole, Key: "Sales/managers", Attrs: attrs(steps.Text("Group", "Sales"), steps.Text("RoleName", "managers"),
			state.Attr{Name: "CanBargeIn", Value: state.OfBool(true)}, state.Attr{Name: "AllowParking", Value: state.OfBool(true)}, state.Attr{Name: "CanIntercom", Value: state.OfBool(false)})},
		{Kind: Membership, Key: "Sales/101", Attrs: attrs(steps.Text("Group", "Sales"), steps.Text("User", "101"), steps.Text("RoleName", "managers"),
			state.Attr{Name: "AllowParking", Value: state.OfBool(false)})},
		{Kind: User, Key: "101", Attrs: attrs(steps.Text("Number", "101"), state.Attr{Name: "Internal", Value: state.OfBool(true)})},
	}}
	s.Sort()
	got := map[string]rights.Answer{}
	for _, r := range Rights(s).Rows {
		got[r.Permission+" "+r.Scope+r.Level] = r.Answer
	}
	for right, want := range map[string]rights.Answer{
		"calls.monitor group:Sales": rights.Yes, "calls.park group:Sales": rights.No, "calls.intercom group:Sales": rights.No, "ivr.control group:Sales": rights.Unknown,
		"calls.place internal": rights.Yes, "recordings.listen own": rights.Unknown, "extensions.manage group:Sales": rights.Yes, "system.manage ": rights.No,
	} {
		if got[right] != want {
			t.Errorf("%s: %s, want %s", right, got[right], want)
		}
	}
}

func attrs(list ...state.Attr) []state.Attr {
	var o state.Object
	for _, a := range list {
		o.Put(a.Name, a.Value)
	}
	return o.Attrs
}

// TestOwnersRule: a System Owner's console rights are shown though nobody granted
// them, and marked where they let the holder change the rights of others.
func TestOwnersRule(t *testing.T) {
	s := &state.Snapshot{Objects: []state.Object{
		{Kind: Membership, Key: "DEFAULT/100", Attrs: attrs(steps.Text("Group", "DEFAULT"), steps.Text("User", "100"), steps.Text("RoleName", "system_owners"))},
		{Kind: User, Key: "100", Attrs: attrs(steps.Text("Number", "100"))},
	}}
	privileged := map[string]bool{}
	for _, r := range Rights(s).Rows {
		if r.Answer == rights.Yes {
			privileged[r.Permission+" "+r.Scope+r.Level] = r.Privileged
		}
	}
	for right, want := range map[string]bool{"rights.manage all": true, "extensions.manage organization": true, "reports.see reports": false, "recordings.listen organization": false} {
		if p, ok := privileged[right]; !ok || p != want {
			t.Errorf("%s: there %v, privileged %v, want %v", right, ok, p, want)
		}
	}
}
