package gotoconnect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

func sortSettings(s model.Settings) {
	slices.SortFunc(s, func(a, b model.Setting) int { return strings.Compare(a.Name, b.Name) })
}

func (r *raising) users() {
	primary := map[string]string{}
	for _, o := range r.s.OfKind(Assignment) {
		primary[o.Get("user").Text()] = o.Get("extension").Text()
	}
	r.each(User, func(o *state.Object) {
		id, ok := r.user(o.Key)
		if !ok {
			r.left["users whose address is none that a site takes"]++
			return
		}
		t := raised.Take(r.schema, o)
		t.Done["email"] = true
		u := model.User{Object: model.Object{ID: id}, Email: model.Of(o.Key), FirstName: t.Text("firstName", nil), LastName: t.Text("lastName", nil)}
		r.position(t, &u)
		if v := o.Get("contactAdmin"); v.Presence() == state.Set {
			u.ContactAdmin, t.Done["contactAdmin"] = map[string]bool{r.s.Target: v.Bool()}, true
		}
		if v := o.Get("contactCenter"); v.Presence() == state.Set {
			u.Licences, t.Done["contactCenter"] = map[string]string{"contactCenter": fmt.Sprint(v.Bool())}, true
		}
		u.Native = t.Native(r.s.Target)
		if number := primary[o.Key]; number != "" {
			r.extension(&u, number)
		}
		r.site.Users = append(r.site.Users, u)
	})
}

// position is a built-in role or a custom one. Who has several has one that no site
// can say.
func (r *raising) position(t raised.Taking, u *model.User) {
	admin, custom := t.Object.Get("adminRoles").Items(), t.Object.Get("roleSets").Items()
	t.Done["adminRoles"], t.Done["roleSets"] = true, true
	word := ""
	switch {
	case len(admin)+len(custom) == 0:
		return
	case len(admin)+len(custom) > 1:
		r.left["users with several roles"]++
		return
	case len(custom) == 1 && r.granted[custom[0]] != nil:
		r.granted[custom[0]] = append(r.granted[custom[0]], u.ID)
		return
	case len(custom) == 1:
		word = customPrefix + custom[0]
	default:
		for _, name := range draft.SortedKeys(builtin) {
			if builtin[name] == admin[0] {
				word = name
			}
		}
	}
	if word == "" {
		r.left["users with a role that a site has no word for, such as "+admin[0]]++
		return
	}
	u.Position = map[string]string{r.s.Target: word}
}

// extension is the primary one, with what is said of it.
func (r *raising) extension(u *model.User, number string) {
	if !raised.Digits(number) || len(number) > 20 {
		r.left["users with an extension that is not all digits"]++
		return
	}
	u.Extension = model.Of(number)
	o, ok := r.s.Find(state.Ref{Kind: Extension, Key: number})
	if !ok || r.Twice[o.Ref()] {
		return
	}
	t := raised.Take(r.schema, o)
	t.Done["number"] = true
	u.DisplayName = t.Text("name", nil)
	if off := t.Bool("omitFromDirectories"); off.Managed() {
		u.Listed = model.Of(!off.Or(false))
	}
	native := t.Native(r.s.Target)
	if native == nil {
		return
	}
	if u.Native == nil {
		u.Native = native
		return
	}
	for name, v := range native[r.s.Target] {
		u.Native[r.s.Target][name] = v
	}
}

// groups are queues and user groups. One with people whom a site cannot have is left
// out whole: what is written of people is complete.
func (r *raising) groups() {
	r.each(Queue, func(o *state.Object) { r.queue(o, model.Queue) })
	r.each(InboxQueue, func(o *state.Object) { r.queue(o, model.InboxQueue) })
	r.each(Campaign, func(o *state.Object) { r.queue(o, model.Campaign) })
	r.each(UserGroup, func(o *state.Object) {
		members, ok := r.all(o.Get("members").Items())
		if !ok {
			r.left["user groups with people who are no users of a site"]++
			return
		}
		g := model.Group{Object: model.Object{ID: r.IDs[o.Ref()]}, Kind: model.UserGroup, Title: model.Of(o.Key)}
		slices.Sort(members)
		for _, id := range members {
			g.Members = append(g.Members, model.Member{User: id})
		}
		r.site.Groups = append(r.site.Groups, g)
	})
}

func (r *raising) queue(o *state.Object, kind model.GroupKind) {
	g := model.Group{Object: model.Object{ID: r.IDs[o.Ref()]}, Kind: kind, Title: model.Text(o.Get("name").Text())}
	if kind == model.Queue {
		if g.Extension = model.Of(o.Key); !raised.Digits(o.Key) || len(o.Key) > 20 {
			r.left["queues with a number that is not all digits"]++
			return
		}
		if g.Title.Presence() != model.Set {
			g.Title = model.Field[string]{}
		}
	}
	agents, ok := r.all(o.Get("agents").Items())
	supervisors, known := r.all(o.Get("supervisors").Items())
	if !ok || !known {
		r.left["queues with people who are no users of a site"]++
		return
	}
	slices.Sort(agents)
	for _, id := range agents {
		g.Agents = append(g.Agents, model.Agent{User: id})
	}
	if len(supervisors) > 0 {
		g.Supervisors = map[string]bool{}
		for _, id := range supervisors {
			g.Supervisors[id] = true
		}
	}
	t := raised.Take(r.schema, o)
	g.WrapUp = t.Number("wrapUp", 0, 86400)
	r.site.Groups = append(r.site.Groups, g)
}

func (r *raising) devices() {
	r.each(Device, func(o *state.Object) {
		mac, ok := resolve.MAC(o.Key)
		if !ok {
			r.left["devices whose MAC address is none"]++
			return
		}
		t := raised.Take(r.schema, o)
		t.Done["macAddress"], t.Done["user"] = true, true
		d := model.Device{Object: model.Object{ID: r.IDs[o.Ref()]}, Kind: "deskphone", MAC: model.Of(resolve.ColonMAC(mac)), Model: t.Text("model", nil), Title: t.Text("name", nil)}
		if email := o.Get("user").Text(); email != "" {
			id, ok := r.user(email)
			if !ok {
				r.left["devices of people who are no users of a site"]++
				return
			}
			d.Owner = model.Of(id)
		}
		d.Native = t.Native(r.s.Target)
		r.site.Devices = append(r.site.Devices, d)
	})
}

// known finds the custom roles of which somebody said what they permit: they are roles
// of the site. Those of others are positions by name.
func (r *raising) known() {
	r.each(RoleSet, func(o *state.Object) {
		if _, ok := grantsOf(o); ok {
			r.granted[o.Key] = []string{}
		}
	})
}

// roles are those, given to whoever holds them. One that nobody holds is no role of a
// site here.
func (r *raising) roles() {
	r.each(RoleSet, func(o *state.Object) {
		grants, ok := grantsOf(o)
		holders := slices.Sorted(slices.Values(r.granted[o.Key]))
		if !ok || len(holders) == 0 {
			r.left["custom roles of which nobody said what they permit, or that nobody holds"]++
			return
		}
		role := model.Role{Object: model.Object{ID: r.IDs[o.Ref()]}, Title: model.Of(o.Key), Grants: grants}
		for _, id := range holders {
			role.Assign = append(role.Assign, model.Assignment{Name: id, User: id})
		}
		r.site.Roles = append(r.site.Roles, role)
	})
}

// grantsOf are the permissions whose boxes are all known.
func grantsOf(o *state.Object) (model.Grants, bool) {
	var out model.Grants
	for _, c := range cells {
		if len(c.on)+len(c.off) == 0 {
			continue
		}
		fits := true
		for _, x := range []struct {
			names []string
			want  bool
		}{{c.on, true}, {c.off, false}} {
			for _, name := range x.names {
				v := o.Get(name)
				fits = fits && v.Presence() == state.Set && v.Bool() == x.want
			}
		}
		if fits {
			out = append(out, model.Grant{Permission: c.permission, Level: c.level})
		}
	}
	slices.SortFunc(out, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
	return out, len(out) > 0
}
