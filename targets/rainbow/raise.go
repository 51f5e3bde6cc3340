package rainbow

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// Raise reads native state as a site.
//
// Rules:
//   - What is raised lowers to the same attributes. What the language has no word
//     for stands under native in Rainbow's words.
//   - What is empty is not written: an import manages what is there. What people
//     switch themselves, delegation and who is logged out, is never written.
//   - A department of the site is made for each word that people carry as theirs.
//   - Where a site cannot say all of a person's licences or extensions it says
//     none, since what is written is complete.
//   - A group is raised with all its people or not at all. Groups of one name, or
//     that the language cannot say, are counted.
func Raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	r := &raising{s: s, Named: raised.Name(s, names, families, textOf), schema: Schema(s.Profile), site: &model.Site{}, departments: map[string]string{}, left: raised.Left{}}
	r.users()
	r.supervision()
	r.hubGroups()
	r.devices()
	r.leftOut()
	raised.Sort(r.site)
	target := model.Target{Object: model.Object{ID: s.Target}, Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}
	if s.Profile.Edition == ProductHub {
		target.Options = model.Native{"product": ProductHub}
	}
	r.site.Targets = []model.Target{target}
	return r.site, append(r.ds, r.left.Said(s.Target)...).Sorted()
}

// raising is one run of Raise.
type raising struct {
	raised.Named
	s           *state.Snapshot
	schema      state.Schema
	site        *model.Site
	ds          diag.List
	departments map[string]string // title → id
	left        raised.Left
}

// families are the collections of a site that kinds are raised into.
var families = map[string]string{User: "users", Supervision: "groups", HubGroup: "groups", Device: "devices"}

// textOf is what people call an object.
func textOf(o *state.Object) string {
	switch o.Kind {
	case User:
		return strings.TrimSpace(o.Get("firstName").Text() + " " + o.Get("lastName").Text())
	case HubGroup:
		return o.Get("name").Text()
	}
	return o.Key
}

// user is the id of somebody whom a site can have.
func (r *raising) user(email string) (string, bool) { return r.Person(User, email) }

// each visits the objects of a kind that can be told apart.
func (r *raising) each(kind string, visit func(*state.Object)) {
	r.Each(r.s.OfKind(kind), r.title(kind), r.left, visit)
}

func (r *raising) title(kind string) string {
	k, _ := r.schema.Kind(kind)
	return k.Title
}

// department is the id of the department with a title.
func (r *raising) department(title string) string {
	if id, ok := r.departments[title]; ok {
		return id
	}
	pool := raised.Pool{}
	for _, id := range r.departments {
		pool[id] = true
	}
	pool[model.Root] = true
	id := pool.Take(raised.Slug(title), "department")
	r.departments[title] = id
	r.site.Departments = append(r.site.Departments, model.Department{Object: model.Object{ID: id}, Title: model.Of(title)})
	return id
}

// leftOut counts what no site of this target speaks about.
func (r *raising) leftOut() {
	with := map[string]bool{}
	for _, kind := range []string{Association, Subscriber} {
		for _, o := range r.s.OfKind(kind) {
			with[o.Get("extension").Text()] = true
		}
	}
	free := 0
	for _, o := range r.s.OfKind(Extension) {
		if !with[o.Key] {
			free++
		}
	}
	if free > 0 {
		r.left["extensions of the PBX that are nobody's"] = free
	}
	if n := len(r.s.OfKind(DDI)); n > 0 {
		r.left["direct numbers: write native ddi of a user, or externalNumber of a group"] = n
	}
}

// all are the ids of people, and whether all of them can be said.
func (r *raising) all(emails []string) ([]string, bool) { return r.People(User, emails) }

// set is people as the keys of a map.
func set(ids []string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}
