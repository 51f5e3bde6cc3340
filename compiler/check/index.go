package check

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
)

// index finds things by id.
type index struct {
	site        *model.Site
	users       map[string]*model.User
	departments map[string]*model.Department
	groups      map[string]*model.Group
	roles       map[string]*model.Role
	targets     map[string]*model.Target
	types       map[string]bool // target types that the site uses
}

func newIndex(s *model.Site) *index {
	ix := &index{
		site: s, users: byID(s.Users), departments: byID(s.Departments), groups: byID(s.Groups), roles: byID(s.Roles),
		targets: byID(s.Targets), types: map[string]bool{},
	}
	for _, t := range s.Targets {
		ix.types[t.Type] = true
	}
	return ix
}

// partly reports whether things of a family are missing from a draft.
func (ix *index) partly(family string) bool {
	for at := range ix.site.Unread {
		if at == family || strings.HasPrefix(at, family+".") {
			return true
		}
	}
	return false
}

// device finds a device; nothing refers to them often enough for a map.
func (ix *index) device(id string) *model.Device {
	d, _ := model.Find(ix.site.Devices, id)
	return d
}

// names are the ids that may stand where a thing of some sort belongs, for hints.
func (ix *index) names(what string) []string {
	switch what {
	case "user":
		return idents(ix.site.Users)
	case "department":
		return idents(ix.site.Departments)
	case "group":
		return idents(ix.site.Groups)
	case "role":
		return append(idents(ix.site.Roles), baseRoles...)
	case "target":
		return idents(ix.site.Targets)
	}
	return idents(ix.site.Devices)
}

func byID[E any, P interface {
	*E
	model.Entry
}](all []E) map[string]P {
	out := make(map[string]P, len(all))
	for i := range all {
		e := P(&all[i])
		out[e.Ident()] = e
	}
	return out
}

func idents[E any, P interface {
	*E
	model.Entry
}](all []E) []string {
	out := make([]string, len(all))
	for i := range all {
		out[i] = P(&all[i]).Ident()
	}
	return out
}

// ids are the keys of an index, sorted.
func ids[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// below reports whether department id lies in the tree under top, or is top.
func (ix *index) below(id, top string) bool {
	for range len(ix.departments) + 1 { // a cycle ends too
		if id == top {
			return true
		}
		d, ok := ix.departments[id]
		if !ok {
			return false
		}
		id = d.Parent.Or(model.Root)
	}
	return false
}

// queue reports whether a group has agents and supervisors.
func queue(k model.GroupKind) bool {
	return k == model.Queue || k == model.InboxQueue || k == model.Campaign
}

// team reports whether members of a group hold roles in it.
func team(k model.GroupKind) bool { return k == model.Team || k == model.DepartmentGroup }

// counts reports whether calls are counted to groups of a kind.
func counts(k model.GroupKind) bool { return team(k) || k == model.Reporting }

// numbered reports whether groups of a kind always have a number of their own.
func numbered(k model.GroupKind) bool { return k == model.Queue || k == model.RingGroup }
