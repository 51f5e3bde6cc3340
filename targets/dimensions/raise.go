package dimensions

import (
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
//   - What is raised lowers to the same attributes.
//   - What is empty is not written, but for a user of the phone system: licences are
//     complete, and say where the user comes from.
//   - Those who may do the same are given one role. What somebody who uses the portal
//     may not do is written too, so that a right is noticed that somebody else gives.
//   - Groups, workspaces and what else no API shows are raised as far as somebody
//     has attested them. A list of which anybody cannot be said is not raised.
//   - Users of the reseller are none of the customer's, and users who cannot be told
//     apart by address and name are counted.
func Raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	r := &raising{s: s, Named: raised.Name(s, names, families, textOf), site: &model.Site{}, left: raised.Left{}}
	r.users()
	r.groups()
	r.workspaces()
	raised.Sort(r.site)
	r.site.Targets = []model.Target{{Object: model.Object{ID: s.Target}, Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}}
	return r.site, r.left.Said(s.Target).Sorted()
}

// raising is one run of Raise.
type raising struct {
	raised.Named
	s    *state.Snapshot
	site *model.Site
	left raised.Left
}

// families are the collections of a site that kinds are raised into.
var families = map[string]string{User: "users", Group: "groups", Workspace: "workspaces"}

// textOf is what people call an object.
func textOf(o *state.Object) string {
	if o.Kind == User {
		return o.Get("displayName").Text()
	}
	return o.Key
}

// user is the id of somebody whom a site can have.
func (r *raising) user(login string) (string, bool) {
	at := state.Ref{Kind: User, Key: login}
	o, there := r.s.Find(at)
	if !there || r.Twice[at] || o.Get("source").Text() == FromParent {
		return "", false
	}
	address := o.Get("email").Text()
	fits := o.Get("displayName").Presence() == state.Set && (address == "" || raised.IsEmail(address))
	return r.IDs[at], fits
}

func (r *raising) users() {
	roles := map[string]int{}
	users := r.s.OfKind(User)
	for i := range users {
		o := &users[i]
		id, ok := r.user(o.Key)
		switch {
		case o.Get("source").Text() == FromParent:
			r.left["users of the reseller"]++
			continue
		case !ok:
			r.left["users without a name or address of their own"]++
			continue
		}
		r.site.Users = append(r.site.Users, r.person(o, id))
		r.devices(o, id)
		r.role(roles, o, id)
		if len(o.Get("otherRoles").Items()) > 0 {
			r.left["users with roles whose keys are not known: see options.permissionKeys"]++
		}
	}
	for i := range r.site.Roles {
		slices.SortFunc(r.site.Roles[i].Assign, func(a, b model.Assignment) int { return strings.Compare(a.Name, b.Name) })
	}
}

func (r *raising) person(o *state.Object, id string) model.User {
	u := model.User{Object: model.Object{ID: id}, DisplayName: model.Of(o.Get("displayName").Text())}
	if address := o.Get("email").Text(); address != "" {
		u.Email = model.Of(address)
	}
	if !ofPBX(o) {
		return u
	}
	u.Licences = map[string]string{"essential": "true"}
	for _, l := range []struct{ attr, name string }{{Professional, "professional"}, {Client, "ucClient"}, {CRM, "crm"}, {Agent, "agent"}} {
		if o.Get(l.attr).Bool() {
			u.Licences[l.name] = "true"
		}
	}
	if o.Get(Realtime).Bool() && levelOf(o.Get(Supervisor).Text()) < levelOf(Live) {
		u.Licences["realtime"] = "true"
	}
	if provided(r.s.Profile) {
		u.Licences["agent"] = "external"
	}
	return u
}

// devices are what a person's clients are known to register as.
func (r *raising) devices(o *state.Object, user string) {
	pool := raised.Pool{}
	for _, d := range r.site.Devices {
		pool[d.ID] = true
	}
	for _, name := range draft.SortedKeys(clients) {
		v := o.Get(clients[name])
		if v.Presence() != state.Set || v.Basis() == state.Unknown {
			continue
		}
		kind := "softphone"
		if name == "crm" || name == "web" {
			kind = "webrtc"
		}
		r.site.Devices = append(r.site.Devices, model.Device{Object: model.Object{ID: pool.Take(user+"-"+name, "device"), Native: map[string]model.Native{r.s.Target: {deviceID: v.Text()}}},
			Kind: kind, Owner: model.Of(user), Clients: map[string]bool{name: true}})
	}
}

// ofPBX reports whether somebody is known to be of the phone system: by where they
// come from, or, of what was only lowered, by what nobody else has.
func ofPBX(o *state.Object) bool {
	if source := o.Get("source").Text(); source != "" {
		return source == FromPBX
	}
	return slices.ContainsFunc([]string{Professional, Client, Agent, CRM}, func(attr string) bool { return o.Get(attr).Presence() != state.Absent })
}

// role gives somebody the role of all who may do the same. places are those of the
// roles that there are, by what they grant.
func (r *raising) role(places map[string]int, o *state.Object, user string) {
	grants := grantsFrom(o)
	if len(grants) == 0 {
		return
	}
	var words []string
	for _, g := range grants {
		words = append(words, g.Permission+"="+g.Level)
	}
	key := strings.Join(words, " ")
	at, there := places[key]
	if !there {
		pool := raised.Pool{}
		for _, x := range r.site.Roles {
			pool[x.ID] = true
		}
		at = len(r.site.Roles)
		places[key] = at
		r.site.Roles = append(r.site.Roles, model.Role{Object: model.Object{ID: pool.Take(roleID(o), "role")}, Grants: grants})
	}
	role := &r.site.Roles[at]
	role.Assign = append(role.Assign, model.Assignment{Name: user, User: user})
}

// roleID is a name for what somebody may do.
func roleID(o *state.Object) string {
	id := "portal"
	if level := o.Get(Supervisor).Text(); level != "" {
		id = raised.Slug(roleNamed(level).title)
	}
	if o.Get(ManageUsers).Bool() {
		id += "-manager"
	}
	return id
}

// grantsFrom are the grants that stand for what somebody who uses the portal has and
// has not, sorted. Of what nobody knows there is none.
func grantsFrom(o *state.Object) model.Grants {
	if !o.Get(Website).Bool() {
		return nil
	}
	t := telling{o: o}
	t.say(Website, "portal.access", "true", "")
	for _, s := range switches {
		if s.permission == "agents.control" {
			t.say(s.attr, s.permission, "organization", "none")
		} else {
			t.say(s.attr, s.permission, "true", "false")
		}
	}
	t.say(SilentMonitor, "calls.monitor", "organization", "none")
	t.say(SilentMonitor, "calls.takeOver", "organization", "none")
	level := o.Get(Supervisor)
	if level.Presence() == state.Set {
		t.say(Playback, "recordings.listen", "organization", "none")
	} else {
		t.say(Playback, "recordings.listen", "own", "none")
	}
	if level.Presence() != state.Absent {
		t.add("reports.see", wordOf(level.Text()))
	}
	manages := "noCost"
	if o.Get(ManageBillable).Bool() {
		manages = "all"
	}
	t.say(ManageUsers, "rights.manage", manages, "none")
	t.say(ManageBillable, "licences.assign", "true", "false")
	slices.SortFunc(t.grants, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
	return t.grants
}

// telling puts the grants of one user together.
type telling struct {
	o      *state.Object
	grants model.Grants
}

func (t *telling) add(permission, level string) {
	t.grants = append(t.grants, model.Grant{Permission: permission, Level: level})
}

// say grants a permission by whether an attribute is on.
func (t *telling) say(attr, permission, on, off string) {
	switch v := t.o.Get(attr); {
	case v.Presence() == state.Absent || v.Basis() == state.Unknown:
	case v.Bool():
		t.add(permission, on)
	default:
		t.add(permission, off)
	}
}
