package check

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// contactCentre judges the one record of settings of a contact centre, and who
// works in one (GoTo's own help: "Roles and permissions of the Contact Center").
func contactCentre(r *run) {
	for i := range r.site.Targets {
		t := &r.site.Targets[i]
		if t.ContactCenter == nil {
			continue
		}
		if t.Type != "goto" {
			r.fail(problem{
				code: diag.NoContactCentre, path: path("targets", t.ID, "contactCenter"), at: t.ContactCenter.Pos, target: t.ID,
				message: fmt.Sprintf("target %q is of type %s, which has no contact-centre settings", t.ID, t.Type),
				hint:    "they belong to a target of type goto",
			})
			continue
		}
		r.supervisorSettings(t)
		r.agentSettings(t)
	}
	r.contactAdmins()
	r.contactLicences()
}

func (r *run) supervisorSettings(t *model.Target) {
	s := t.ContactCenter.Supervisor
	if on, written := s.Get("queueSettings.view"); written && !on {
		r.fail(problem{
			code: diag.QueueSettingsHidden, path: path("targets", t.ID, "contactCenter", "supervisor", "queueSettings", "view"), at: t.ContactCenter.Pos, target: t.ID,
			message: "supervisors always see the settings of their queues", hint: "take queueSettings.view out",
		})
	}
	for _, name := range []string{"pauseReasons", "skills"} {
		manage, _ := s.Get(name + ".manage")
		if view, _ := s.Get(name + ".view"); manage && !view {
			r.warn(problem{
				code: diag.ManageWithoutView, path: path("targets", t.ID, "contactCenter", "supervisor", name, "manage"), at: t.ContactCenter.Pos, target: t.ID,
				message: fmt.Sprintf("supervisors may change %s and not see them", words(name)),
				hint:    fmt.Sprintf("write %s: {view: true, manage: true}", name),
			})
		}
	}
	if on, written := s.Get("limitToAssigned"); written && !on {
		r.everyQueue(t)
	}
}

func words(setting string) string {
	if setting == "pauseReasons" {
		return "pause reasons"
	}
	return setting
}

// everyQueue says, queue by queue, which supervisors come to reach it.
func (r *run) everyQueue(t *model.Target) {
	all := map[string]bool{}
	for i := range r.site.Groups {
		for id, in := range r.site.Groups[i].Supervisors {
			if in && queue(r.site.Groups[i].Kind) {
				all[id] = true
			}
		}
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if !queue(g.Kind) || !r.selects(t, g) {
			continue
		}
		var added []string
		for _, id := range ids(all) {
			if !g.Supervisors[id] {
				added = append(added, id)
			}
		}
		if len(added) == 0 {
			continue
		}
		r.warn(problem{
			code: diag.EveryQueue, path: path("targets", t.ID, "contactCenter", "supervisor", "limitToAssigned"), at: t.ContactCenter.Pos, target: t.ID, also: []diag.Pos{g.Pos},
			message: fmt.Sprintf("with limitToAssigned off, queue %q is reached by supervisors who are not assigned to it: %s", g.ID, strings.Join(added, ", ")),
			hint:    "leave limitToAssigned on, or assign them",
		})
	}
}

// selects reports whether a group goes to a target.
func (r *run) selects(t *model.Target, g *model.Group) bool {
	return t.Select.Groups == nil || t.Select.Groups[g.ID]
}

func (r *run) agentSettings(t *model.Target) {
	if on, _ := t.ContactCenter.Agent.Get("dispositions"); !on {
		return
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if !queue(g.Kind) || !r.selects(t, g) || g.WrapUp.Or(0) > 0 {
			continue
		}
		r.warn(problem{
			code: diag.DispositionsWithoutWrapUp, path: path("targets", t.ID, "contactCenter", "agent", "dispositions"), at: t.ContactCenter.Pos, target: t.ID,
			also:    []diag.Pos{r.place(path("groups", g.ID, "wrapUp"), g.Pos)},
			message: fmt.Sprintf("dispositions have no effect on queue %q: it has no wrap-up time", g.ID),
			hint:    fmt.Sprintf("write groups.%s.wrapUp, in seconds", g.ID),
		})
	}
}

// contactAdmins wants contact-centre administrators where there is a contact
// centre.
func (r *run) contactAdmins() {
	for i := range r.site.Users {
		u := &r.site.Users[i]
		for _, name := range ids(u.ContactAdmin) {
			if t := r.targets[name]; t != nil && t.Type != "goto" && u.ContactAdmin[name] {
				r.fail(problem{
					code: diag.NoContactCentre, path: path("users", u.ID, "contactAdmin", name), at: u.Pos, also: []diag.Pos{t.Pos}, target: name,
					message: fmt.Sprintf("user %q is contact-centre administrator of %q, and targets of type %s have no contact centre", u.ID, name, t.Type),
					hint:    "name a target of type goto; elsewhere use position",
				})
			}
		}
	}
}

// contactLicences wants the contact-centre licence for everybody who works in
// queues, where the site says anything about their licences.
func (r *run) contactLicences() {
	if !r.types["goto"] {
		return
	}
	need := map[string]*model.Group{}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if !queue(g.Kind) {
			continue
		}
		for _, a := range g.Agents {
			need[a.User] = g
		}
		for id, in := range g.Supervisors {
			if in {
				need[id] = g
			}
		}
	}
	for _, id := range ids(need) {
		u := r.users[id]
		if u == nil || u.Licences == nil || hasLicence(u, "contactCenter") {
			continue
		}
		r.fail(problem{
			code: diag.ContactCentreLicence, path: path("users", id, "licences"), at: u.Pos, also: []diag.Pos{need[id].Pos},
			message: fmt.Sprintf("user %q works in queue %q without a contact-centre licence", id, need[id].ID),
			hint:    "write licences: contactCenter: true",
		})
	}
}
