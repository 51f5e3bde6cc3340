package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// sellers are the target types that know a licence.
var sellers = map[string][]string{
	"essential": {"dimensions", "rainbow"}, "business": {"rainbow"}, "enterprise": {"rainbow"}, "attendant": {"rainbow"},
	"contactCenter": {"goto"},
	"professional":  {"dimensions"}, "agent": {"dimensions"}, "ucClient": {"dimensions"}, "crm": {"dimensions"}, "realtime": {"dimensions"},
}

// licences wants licences that somebody sells, with what they need, and no more
// than there are.
func licences(r *run) {
	held := map[string]int64{}
	first := map[string]*model.User{}
	for i := range r.site.Users {
		u := &r.site.Users[i]
		for name, given := range u.Licences { // only counted here: the order does not show
			if given == "false" {
				continue
			}
			if held[name]++; held[name] == 1 {
				first[name] = u
			}
		}
		if u.Licences["essential"] == "false" {
			r.essential(u)
		}
		r.licenceNeeds(u)
	}
	for _, name := range ids(first) {
		if !r.sold(name) {
			r.unsold(name, first[name], held[name])
		}
	}
	for i := range r.site.Targets {
		r.enough(&r.site.Targets[i], held)
	}
}

// sold reports whether a target of the site knows a licence. A site without
// targets is a template: anything may be.
func (r *run) sold(name string) bool {
	return len(r.types) == 0 || r.partly("targets") || slices.ContainsFunc(sellers[name], func(t string) bool { return r.types[t] })
}

func (r *run) unsold(name string, first *model.User, n int64) {
	r.warn(problem{
		code: diag.LicenceNowhere, path: path("users", first.ID, "licences", name), at: first.Pos,
		message: fmt.Sprintf("no target of this site knows the licence %q (written for %d users)", name, n),
		hint:    "it exists on " + strings.Join(sellers[name], " and "),
	})
}

func (r *run) essential(u *model.User) {
	r.fail(problem{
		code: diag.LicenceNeeds, path: path("users", u.ID, "licences", "essential"), at: u.Pos,
		message: fmt.Sprintf("user %q cannot be without the essential licence: it comes with the account", u.ID),
		hint:    "take essential out, or write true",
	})
}

// licenceNeeds keeps the order of Dimensions' licences: professional stands on
// the client.
func (r *run) licenceNeeds(u *model.User) {
	if hasLicence(u, "professional") && !hasLicence(u, "ucClient") {
		r.fail(problem{
			code: diag.LicenceNeeds, path: path("users", u.ID, "licences", "professional"), at: u.Pos,
			message: fmt.Sprintf("user %q has the professional licence without the ucClient that it needs", u.ID),
			hint:    "write ucClient: true beside it",
		})
	}
}

// enough compares what is held with what the target's profile says there is. It
// counts for the only target that sells a licence; with several, each user's is
// resolve's to tell.
func (r *run) enough(t *model.Target, held map[string]int64) {
	if t.Select.Users != nil || t.Select.Departments != nil {
		return
	}
	for _, name := range ids(t.Profile.Licences) {
		have := t.Profile.Licences[name]
		if held[name] <= have || !slices.Contains(sellers[name], t.Type) {
			continue
		}
		r.fail(problem{
			code: diag.TooFewLicences, path: path("targets", t.ID, "profile", "licences", name), at: t.Pos, target: t.ID,
			message: fmt.Sprintf("%d users hold the licence %q, and %q has %d", held[name], name, t.ID, have),
			hint:    "buy more and raise the number, or take the licence from some users",
		})
	}
}
