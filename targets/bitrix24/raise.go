package bitrix24

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// Raise reads native state as a site.
//
// Rules:
//   - What is raised lowers to the same attributes. What the language has no word
//     for, or does not take, stands under native in Bitrix24's words.
//   - What is empty is not written: an import manages what is there.
//   - The company itself is the root of the site's departments and is not raised;
//     who belongs to it alone has no department.
//   - A SIP device that is on becomes a softphone, since the portal does not know
//     what registers with it.
//   - Whom a role is bound to becomes one assignment for each access code. What a
//     site cannot say of it leaves the assignments out, so that none is taken away.
//   - Things of one name cannot be told apart by a site: none of them is raised.
func Raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	r := &raising{s: s, Named: raised.Name(s, names, families, textOf, company), schema: Schema(s.Profile), site: &model.Site{}, owners: map[string]string{}, left: raised.Left{}}
	r.departments()
	r.users()
	r.workgroups()
	r.roles()
	r.leftOut()
	raised.Sort(r.site)
	target := model.Target{Object: model.Object{ID: s.Target}, Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}
	r.site.Targets = []model.Target{target}
	return r.site, r.ds.Sorted()
}

// raising is one run of Raise.
type raising struct {
	raised.Named
	s       *state.Snapshot
	schema  state.Schema
	site    *model.Site
	ds      diag.List
	owners  map[string]string // of workgroups
	reading *reading          // of who holds what; nil until it is needed
	left    raised.Left
}

// families are the collections of a site that kinds are raised into.
var families = map[string]string{Department: "departments", User: "users", Workgroup: "groups", Role: "roles"}

// textOf is what people call an object.
func textOf(o *state.Object) string {
	if o.Kind == User {
		return strings.TrimSpace(o.Get("NAME").Text() + " " + o.Get("LAST_NAME").Text())
	}
	return o.Key
}

var company = state.Ref{Kind: Department, Key: Company}

// id is the id of something that is raised.
func (r *raising) id(kind, key string) (string, bool) {
	at := state.Ref{Kind: kind, Key: key}
	id, ok := r.IDs[at]
	return id, ok && !r.Twice[at] && (kind != Department || r.placed(key))
}

// placed reports whether all departments above one can be told apart, so that the
// site has it.
func (r *raising) placed(key string) bool {
	for seen := map[string]bool{}; key != Company; {
		o, ok := r.s.Find(state.Ref{Kind: Department, Key: key})
		if !ok || seen[key] || r.Twice[o.Ref()] {
			return false
		}
		seen[key] = true
		key = o.Get("PARENT").Text()
	}
	return true
}

// each visits the objects of a kind that can be told apart.
func (r *raising) each(kind string, visit func(*state.Object)) {
	r.Each(r.s.OfKind(kind), kind, r.left, visit)
}

func (r *raising) departments() {
	r.each(Department, func(o *state.Object) {
		if o.Ref() == company {
			return
		}
		t := raised.Take(r.schema, o)
		id, ok := r.id(Department, o.Key)
		if !ok {
			r.left["departments below one that cannot be told apart"]++
			return
		}
		d := model.Department{Object: model.Object{ID: id}, Title: model.Of(o.Key)}
		t.Done["NAME"] = true
		if above := o.Get("PARENT").Text(); above == Company {
			d.Parent = model.Of(model.Root)
		} else if id, ok := r.id(Department, above); ok {
			d.Parent = model.Of(id)
		}
		if head, ok := r.id(User, o.Get("UF_HEAD").Text()); ok && raised.IsEmail(o.Get("UF_HEAD").Text()) {
			d.Head = model.Of(head)
		}
		t.Done["PARENT"], t.Done["UF_HEAD"] = true, true
		if o.Get("SORT").Int() == 500 {
			t.Done["SORT"] = true
		}
		d.Native = t.Native(r.s.Target)
		r.site.Departments = append(r.site.Departments, d)
	})
}

func (r *raising) users() {
	r.each(User, func(o *state.Object) {
		if !raised.IsEmail(o.Key) {
			r.left["users without an e-mail address"]++
			return
		}
		t := raised.Take(r.schema, o)
		id, _ := r.id(User, o.Key)
		u := model.User{Object: model.Object{ID: id}, Email: model.Of(o.Key), FirstName: t.Text("NAME", nil), LastName: t.Text("LAST_NAME", nil),
			JobTitle: t.Text("WORK_POSITION", nil), Mobile: t.Text("PERSONAL_MOBILE", raised.IsE164), Extension: t.Text("UF_PHONE_INNER", raised.Digits)}
		t.Done["EMAIL"], t.Done["PORTAL_ADMIN"] = true, true
		r.home(t, &u)
		if v := o.Get("SIP_DEVICE"); v.Presence() == state.Set {
			t.Done["SIP_DEVICE"] = true
			if v.Bool() {
				r.site.Devices = append(r.site.Devices, model.Device{Object: model.Object{ID: id + "-sip"}, Kind: "softphone", Owner: model.Of(id)})
			}
		}
		if v := o.Get("PORTAL_ADMIN"); v.Bool() && v.Basis() != state.Unknown {
			u.Position = map[string]string{r.s.Target: "portalAdmin"}
		}
		u.Native = t.Native(r.s.Target)
		r.site.Users = append(r.site.Users, u)
	})
}

// home is the one department of a user. More than one stand under native.
func (r *raising) home(t raised.Taking, u *model.User) {
	items := t.Object.Get("UF_DEPARTMENT").Items()
	for _, name := range items {
		if _, ok := r.id(Department, name); !ok && name != Company {
			t.Done["UF_DEPARTMENT"] = true // it cannot be said
		}
	}
	if len(items) != 1 || t.Done["UF_DEPARTMENT"] {
		return
	}
	t.Done["UF_DEPARTMENT"] = true
	if id, ok := r.id(Department, items[0]); ok {
		u.Department = model.Of(id)
	}
}

func (r *raising) workgroups() {
	members := map[string][]*state.Object{}
	all := r.s.OfKind(Member)
	for i := range all {
		name := all[i].Get("WORKGROUP").Text()
		members[name] = append(members[name], &all[i])
		if all[i].Get("ROLE").Text() == "A" {
			r.owners[name] = all[i].Get("USER").Text()
		}
	}
	r.each(Workgroup, func(o *state.Object) {
		t := raised.Take(r.schema, o)
		id, _ := r.id(Workgroup, o.Key)
		g := model.Group{Object: model.Object{ID: id}, Kind: model.Workgroup, Title: model.Of(o.Key)}
		t.Done["NAME"] = true
		g.Native = t.Native(r.s.Target)
		g.Members = r.members(members[o.Key])
		r.site.Groups = append(r.site.Groups, g)
	})
}

// members are all of a group, or none where a site cannot say all.
func (r *raising) members(all []*state.Object) []model.Member {
	var out []model.Member
	for _, o := range all {
		id, ok := r.id(User, o.Get("USER").Text())
		as := wordFor(places, o.Get("ROLE").Text())
		if !ok || !raised.IsEmail(o.Get("USER").Text()) || as == "" || r.Twice[o.Ref()] {
			r.left["members of a workgroup of whom some are no users of a site"] += len(all)
			return nil
		}
		out = append(out, model.Member{User: id, As: model.Of(as)})
	}
	slices.SortFunc(out, func(a, b model.Member) int { return strings.Compare(a.User, b.User) })
	return out
}

// wordFor is our word for one of the vendor's.
func wordFor(words map[string]string, theirs string) string {
	for _, ours := range draft.SortedKeys(words) {
		if words[ours] == theirs {
			return ours
		}
	}
	return ""
}

func (r *raising) leftOut() {
	for _, p := range r.s.OfKind(Portal) {
		if n := len(p.Get("DISMISSED").Items()); n > 0 {
			r.left["dismissed users"] = n
		}
		if line := p.Get("LINE"); line.Presence() == state.Set {
			r.left[fmt.Sprintf("default outgoing line, %s: write native: LINE in the target to manage it", line.Text())] = 1
		}
	}
	r.ds = append(r.ds, r.left.Said(r.s.Target)...)
}
