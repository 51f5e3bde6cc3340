package gotoconnect

import (
	"context"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// inquiry is what a set of references asks for. Lists are read whatever it is: nothing
// but a whole list says that a number or an address is not there. What stands on pages
// of their own is asked for of what is named, and of nothing else.
type inquiry map[string]map[string]bool // list of single things → keys

func (q inquiry) single(list, key string) bool { return list == "placed" || q[list][key] }

func (q inquiry) want(list, key string) {
	if q[list] == nil {
		q[list] = map[string]bool{}
	}
	q[list][key] = true
}

// identity is the attribute by which objects of a kind are looked up.
var identity = map[string]string{Account: "name", Licence: "description", RoleSet: "name", UserGroup: "name", Location: "name", DeviceModel: "name", User: "email", Extension: "number",
	Assignment: "extension", Device: "macAddress", PhoneNumber: "number", NumberPermission: "number", Queue: "number", InboxQueue: "name", Campaign: "name"}

// sought is the value of that attribute.
func sought(r state.Ref) string {
	switch r.Kind {
	case Assignment:
		return r.Key[strings.LastIndexByte(r.Key, '/')+1:]
	case NumberPermission:
		before, _, _ := strings.Cut(r.Key, "/")
		return before
	}
	return r.Key
}

// readRefs answers for each reference: the object, or coverage that says it is not
// there.
func (c *conn) readRefs(ctx context.Context, refs []state.Ref, out *state.Snapshot) error {
	q := inquiry{}
	var kinds []string
	held := map[state.Extent]bool{}
	for _, r := range refs {
		kinds = append(kinds, r.Kind)
		for _, list := range needs[r.Kind].singles {
			q.want(list, sought(r))
		}
		held[state.Extent{Kind: r.Kind, Attr: identity[r.Kind], Value: sought(r)}] = true
	}
	slices.Sort(kinds)
	d := newDirectory()
	if err := c.survey(ctx, d, slices.Compact(kinds), q); err != nil {
		return err
	}
	for _, kind := range kindOrder {
		if slices.Contains(kinds, kind) {
			c.answer(d, kind, held, out)
		}
	}
	return nil
}

// answer puts what was found of a kind, and says of the rest that it is not there.
func (c *conn) answer(d *directory, kind string, held map[state.Extent]bool, out *state.Snapshot) {
	cover := c.coverage(d, kind)
	var extents []state.Extent
	for e := range held {
		if e.Kind == kind {
			extents = append(extents, e)
		}
	}
	slices.SortFunc(extents, func(a, b state.Extent) int { return strings.Compare(a.Value, b.Value) })
	for _, e := range extents {
		cover.Extent = e
		out.Coverage = append(out.Coverage, cover)
	}
	for _, o := range c.objects(d, kind) {
		if held[state.Extent{Kind: kind, Attr: identity[kind], Value: o.Get(identity[kind]).Text()}] {
			out.Objects = append(out.Objects, o)
		}
	}
}
