package sim

import (
	"net/http"
	"slices"
)

// peerSets are the sets whose objects are peers, that is, have a number.
var peerSets = []string{"Users", "Groups", "Queues", "RingGroups", "Receptionists", "Parkings", "Fax", "Trunks", "ServicePrincipals"}

// peer shows any number as a Peer.
func (w *World) peer(o *object) row {
	in := make([]any, 0, len(o.groups))
	for _, m := range o.groups {
		g := w.byID[m.group]
		if g == nil {
			continue
		}
		in = append(in, map[string]any{
			"GroupID": int64(g.id), "Name": g.prop("Name"), "Number": g.number(), "RoleName": m.role,
			"IsPrimary": o.primaryGroup() == g.id,
		})
	}
	return row{
		"Id": int64(o.id), "Number": o.number(), "Name": o.displayName(), "Type": o.table.kind.peer,
		"Tags": o.tags(), "Hidden": o.table.set.name == "Groups" && favorites(o), "MemberOf": in,
	}
}

// peers lists every number of the PBX in order of Id.
func (c *call) peers() []record {
	const key = "Peers"
	if l, ok := c.w.lists[key]; ok && l.generation == c.w.generation && c.who.global {
		return l.recs
	}
	var all []*object
	for _, name := range peerSets {
		for _, o := range c.w.table(name).list {
			if c.who.sees(o) {
				all = append(all, o)
			}
		}
	}
	slices.SortFunc(all, byID)
	out := make([]record, 0, len(all))
	for _, o := range all {
		out = append(out, c.w.peer(o))
	}
	if c.who.global {
		c.w.lists[key] = cachedList{c.w.generation, out}
	}
	return out
}

// retreivePeers answers with the peers of some numbers; the name is the vendor's.
func retreivePeers(c *call, in map[string]any) *apiError {
	req, _ := in["peersRequest"].(map[string]any)
	numbers, _ := req["DnNumbers"].([]any)
	out := []record{}
	for _, n := range numbers {
		s, _ := n.(string)
		if o := c.w.numbers[s]; o != nil && c.who.sees(o) {
			out = append(out, c.w.peer(o))
		}
	}
	return c.list(out, c.w.schema.types["Peer"], "#Peers", false)
}

// subject is the record that a sub-resource or a singleton belongs to.
func (c *call) subject() (record, *apiError) {
	switch {
	case c.obj != nil:
		return c.obj, nil
	case c.set.name == "MyUser":
		if c.who.object.table.set.name != "Users" {
			return nil, status(http.StatusNotFound)
		}
		return c.who.object, nil
	case c.set.name == "MyGroup":
		g := c.w.byID[c.who.object.primaryGroup()]
		if g == nil && len(c.who.object.groups) > 0 {
			g = c.w.byID[c.who.object.groups[0].group]
		}
		if g == nil {
			return nil, status(http.StatusNotFound)
		}
		return g, nil
	}
	return c.w.singleton(c.set.name), nil
}

// single reads or changes a singleton.
func (c *call) single(verb string) *apiError {
	rec, e := c.subject()
	if e != nil {
		return e
	}
	if verb == "get" {
		return c.record(rec, c.set.typ, "#"+c.set.name, http.StatusOK)
	}
	in, e := c.input(c.set.typ)
	if e != nil {
		return e
	}
	o, ok := rec.(*object)
	if !ok {
		return status(http.StatusMethodNotAllowed)
	}
	if c.set.name == "MyGroup" && rank(c.who.role) < rank("group_owners") {
		return status(http.StatusForbidden)
	}
	if c.set.name == "MyUser" {
		if _, ok := in["Groups"]; ok && rank(c.who.role) < rank("group_admins") {
			return status(http.StatusForbidden)
		}
	}
	if _, e := c.w.write(c.who, o.table, o, in); e != nil {
		return e
	}
	c.rw.WriteHeader(http.StatusNoContent)
	return nil
}
