package check

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// assistants keeps the rules of manager/assistant groups (Rainbow's own help):
// one manager and at least one assistant; nobody is manager twice, or manager in
// one group and assistant in another. An assistant may serve several managers.
func assistants(r *run) {
	manages := map[string]*model.Group{}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if g.Kind != model.ManagerAssistant {
			continue
		}
		r.complete(g)
		manager, ok := g.Manager.Get()
		if !ok {
			continue
		}
		if other := manages[manager]; other != nil {
			r.managerTwice(manager, g, other)
			continue
		}
		manages[manager] = g
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if g.Kind != model.ManagerAssistant {
			continue
		}
		for _, a := range g.Assistants {
			if other := manages[a.User]; other != nil {
				r.bothRoles(a, g, other)
			}
		}
		r.equipped(g)
	}
}

func (r *run) complete(g *model.Group) {
	if _, ok := g.Manager.Get(); !ok {
		r.fail(problem{
			code: diag.NoManager, path: path("groups", g.ID, "manager"), at: g.Pos,
			message: fmt.Sprintf("manager/assistant group %q has no manager", g.ID), hint: "write manager: the user whose calls are answered",
		})
	}
	if len(g.Assistants) == 0 {
		r.fail(problem{
			code: diag.NoAssistant, path: path("groups", g.ID, "assistants"), at: g.Pos,
			message: fmt.Sprintf("manager/assistant group %q has no assistant", g.ID), hint: "write at least one under assistants; without one the group cannot be saved, nor delegation be switched on",
		})
	}
}

func (r *run) managerTwice(manager string, g, other *model.Group) {
	r.fail(problem{
		code: diag.ManagerTwice, path: path("groups", g.ID, "manager"), at: r.place(path("groups", g.ID, "manager"), g.Pos),
		also:    []diag.Pos{r.place(path("groups", other.ID, "manager"), other.Pos)},
		message: fmt.Sprintf("user %q is manager of two groups, %q and %q", manager, other.ID, g.ID),
		hint:    "put all assistants into one group",
	})
}

func (r *run) bothRoles(a model.Assistant, g, other *model.Group) {
	message := fmt.Sprintf("user %q is manager in group %q and assistant in group %q", a.User, other.ID, g.ID)
	if g == other {
		message = fmt.Sprintf("user %q is manager and assistant of group %q", a.User, g.ID)
	}
	r.fail(problem{
		code: diag.ManagerAndAssistant, path: path("groups", g.ID, "assistants", a.User), at: a.Pos,
		also:    []diag.Pos{r.place(path("groups", other.ID, "manager"), other.Pos)},
		message: message, hint: "a manager cannot be an assistant anywhere; name somebody else",
	})
}

// equipped wants the licence that Rainbow asks of everybody in such a group, and
// something that rings.
func (r *run) equipped(g *model.Group) {
	if !r.types["rainbow"] {
		return
	}
	for _, id := range memberOf(g) {
		u := r.users[id]
		if u == nil {
			continue
		}
		if u.Licences != nil && !hasLicence(u, "business", "enterprise") {
			r.fail(problem{
				code: diag.AssistantLicence, path: path("users", id, "licences"), at: u.Pos, also: []diag.Pos{g.Pos},
				message: fmt.Sprintf("user %q is in manager/assistant group %q without a Business licence", id, g.ID),
				hint:    "write licences: business: true, or enterprise: true; an attendant licence stands beside one of them",
			})
		}
		if _, has := u.Extension.Get(); !has && !r.owners()[id] && !r.partly("devices") {
			r.warn(problem{
				code: diag.AssistantDevice, path: path("users", id), at: u.Pos, also: []diag.Pos{g.Pos},
				message: fmt.Sprintf("user %q is in manager/assistant group %q and has neither an extension nor a device", id, g.ID),
				hint:    "everybody in the group needs a device of the PBX, such as a desk phone or a remote extension",
			})
		}
	}
}

// owners are the users with a device.
func (r *run) owners() map[string]bool {
	if r.owning == nil {
		r.owning = map[string]bool{}
		for i := range r.site.Devices {
			r.owning[r.site.Devices[i].Owner.Or("")] = true
		}
	}
	return r.owning
}

// hasLicence reports whether a user holds one of these, whoever assigns it.
func hasLicence(u *model.User, names ...string) bool {
	for _, n := range names {
		if l := u.Licences[n]; l == "true" || l == "external" {
			return true
		}
	}
	return false
}
