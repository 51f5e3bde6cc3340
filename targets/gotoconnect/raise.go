package gotoconnect

import (
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
//     for stands under native in GoTo's words.
//   - What is empty is not written: an import manages what is there. How calls go on,
//     which people change themselves, is never written.
//   - What nobody has read is not written: settings of the contact centre, roles and
//     mailboxes only where a person attested them or patchbay applied them.
//   - A position that a site cannot say is left out and counted; so are extensions of
//     other types, and standalone devices without an owner stay what they are.
func Raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	r := &raising{s: s, Named: raised.Name(s, names, families, textOf), schema: Schema(s.Profile), site: &model.Site{}, granted: map[string][]string{}, left: raised.Left{}}
	r.known()
	r.users()
	r.groups()
	r.devices()
	r.roles()
	target := model.Target{Object: model.Object{ID: s.Target, Native: r.tenant()}, Type: typeName, ContactCenter: r.contactCenter(),
		Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}
	r.site.Targets = []model.Target{target}
	r.leftOut()
	raised.Sort(r.site)
	return r.site, append(r.ds, r.left.Said(s.Target)...).Sorted()
}

// raising is one run of Raise.
type raising struct {
	raised.Named
	s       *state.Snapshot
	schema  state.Schema
	site    *model.Site
	ds      diag.List
	granted map[string][]string // custom role that is one of the site → the ids of those who hold it
	left    raised.Left
}

// families are the collections of a site that kinds are raised into.
var families = map[string]string{User: "users", Queue: "groups", InboxQueue: "groups", Campaign: "groups", UserGroup: "groups", Device: "devices", RoleSet: "roles"}

// textOf is what people call an object.
func textOf(o *state.Object) string {
	switch {
	case o.Kind == User:
		return strings.TrimSpace(o.Get("firstName").Text() + " " + o.Get("lastName").Text())
	case o.Get("name").Text() != "":
		return o.Get("name").Text()
	}
	return o.Key
}

// user is the id of somebody whom a site can have.
func (r *raising) user(email string) (string, bool) { return r.Person(User, email) }

// each visits the objects of a kind that can be told apart.
func (r *raising) each(kind string, visit func(*state.Object)) {
	k, _ := r.schema.Kind(kind)
	r.Each(r.s.OfKind(kind), k.Title, r.left, visit)
}

// all are the ids of people, and whether all of them can be said.
func (r *raising) all(emails []string) ([]string, bool) { return r.People(User, emails) }

// leftOut counts what no site of this target speaks about.
func (r *raising) leftOut() {
	with := map[string]bool{}
	for _, o := range r.s.OfKind(Assignment) {
		with[o.Get("extension").Text()] = true
	}
	for _, o := range r.s.OfKind(Queue) {
		with[o.Key] = true
	}
	for _, o := range r.s.OfKind(Extension) {
		switch typ := o.Get("type").Text(); {
		case with[o.Key]:
		case typ == direct || typ == "":
			r.left["extensions that are nobody's"]++
		default:
			r.left["extensions of type "+typ]++
		}
	}
}

// tenant is what the language has no noun for: locations, and phone numbers with who
// may use them.
func (r *raising) tenant() map[string]model.Native {
	bag := model.Native{}
	places, numbers := map[string]any{}, map[string]any{}
	r.each(Location, func(o *state.Object) {
		if o.Get("usedForEmergencyServices").Bool() {
			r.left["locations for emergency services, which nobody can change"]++
			return
		}
		address, _ := draft.Literal(o.Get("address")).(map[string]any)
		if address == nil {
			address = map[string]any{}
		}
		places[o.Key] = address
	})
	r.each(PhoneNumber, func(o *state.Object) {
		fields := map[string]any{}
		for _, name := range []string{"name", "callerIdName", "routeTo", "forwardTo"} {
			if v := o.Get(name).Text(); v != "" {
				fields[name] = v
			}
		}
		if p := r.permissions(o.Key); p != nil {
			fields["permissions"] = p
		}
		numbers[o.Key] = fields
	})
	if len(places) > 0 {
		bag["locations"] = places
	}
	if len(numbers) > 0 {
		bag["phoneNumbers"] = numbers
	}
	if len(bag) == 0 {
		return nil
	}
	return map[string]model.Native{r.s.Target: bag}
}

// permissions are who may use a phone number, by their addresses.
func (r *raising) permissions(number string) map[string]any {
	out := map[string]any{}
	for _, o := range r.s.OfKind(NumberPermission) {
		if o.Get("number").Text() == number {
			out[o.Get("user").Text()] = draft.Literal(o.Get("permissions"))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// contactCenter are the settings that somebody vouches for.
func (r *raising) contactCenter() *model.ContactCenter {
	o, ok := r.s.Find(state.Ref{Kind: Account, Key: accountKey})
	if !ok {
		return nil
	}
	c := &model.ContactCenter{}
	said := false
	for _, x := range settings {
		v := o.Get(x.attr())
		if x.fixed || v.Presence() != state.Set {
			continue
		}
		said = true
		on := model.Setting{Name: x.name, On: v.Bool()}
		switch x.tab {
		case tabOrganization:
			c.Organization = append(c.Organization, on)
		case tabSupervisor:
			c.Supervisor = append(c.Supervisor, on)
		default:
			c.Agent = append(c.Agent, on)
		}
	}
	if !said {
		return nil
	}
	for _, set := range []model.Settings{c.Organization, c.Supervisor, c.Agent} {
		sortSettings(set)
	}
	return c
}
