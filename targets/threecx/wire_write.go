package threecx

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// rawParts are the collections of an entity as they came.
type rawParts map[string][]byte

// rawCache keeps what a writer read of the entities that it looked up, so that
// a collection that is replaced whole takes along what is no object: favourites,
// unknown properties, a phone's own secret. It never leaves the connection. What
// is older than a read may be written upon is as good as not there.
type rawCache struct {
	now func() time.Time
	of  map[state.Ref]map[string]rawPart
}

// rawPart is a collection, and when it came.
type rawPart struct {
	raw  []byte
	read time.Time
}

func (r *rawCache) keep(ref state.Ref, parts rawParts) {
	if r == nil {
		return
	}
	if r.of == nil {
		r.of = map[state.Ref]map[string]rawPart{}
	}
	have := r.of[ref]
	if have == nil {
		have = map[string]rawPart{}
		r.of[ref] = have
	}
	for name, raw := range parts {
		if raw != nil {
			have[name] = rawPart{raw, r.now()}
		}
	}
}

// part is a collection as it came. It is as good as the read that an order rests
// on, when that was asked for before it came.
func (r *rawCache) part(ref state.Ref, name string, asked time.Time) ([]byte, bool) {
	p, ok := r.of[ref][name]
	fresh := r.now().Sub(p.read) <= targets.Trusted || !asked.IsZero() && !p.read.Before(asked)
	if !ok || !fresh {
		return nil, false
	}
	return p.raw, true
}

func (r *rawCache) forget(ref state.Ref) { delete(r.of, ref) }

// collection says where the objects of an extent stand on the wire: in which
// property of which entity, and what names one entry there.
type collection struct {
	prop string
	of   state.Ref                                    // the entity
	ref  func(entry map[string]any) (state.Ref, bool) // not ok: no object, left as it is
}

// collectionOf finds the collection that an After writes.
func (c *conn) collectionOf(e state.Extent) (collection, error) {
	text := func(entry map[string]any, name string) string {
		s, _ := entry[name].(string)
		return s
	}
	switch e.Kind + "." + e.Attr {
	case "membership.User":
		return collection{"Groups", state.Ref{Kind: User, Key: e.Value}, func(m map[string]any) (state.Ref, bool) {
			name := c.groups.names[fmt.Sprint(m["GroupId"])]
			return state.Ref{Kind: Membership, Key: name + "/" + e.Value}, name != ""
		}}, nil
	case "membership.Group":
		return collection{"Members", state.Ref{Kind: Group, Key: e.Value}, func(m map[string]any) (state.Ref, bool) {
			number := text(m, "Number")
			return state.Ref{Kind: Membership, Key: e.Value + "/" + number}, raised.Digits(number)
		}}, nil
	case "phone.User":
		return collection{"Phones", state.Ref{Kind: User, Key: e.Value}, func(m map[string]any) (state.Ref, bool) {
			mac := normalMAC(text(m, "MacAddress"))
			return state.Ref{Kind: Phone, Key: mac}, mac != ""
		}}, nil
	case "forwarding.User":
		return collection{"ForwardingProfiles", state.Ref{Kind: User, Key: e.Value}, func(m map[string]any) (state.Ref, bool) {
			name := text(m, "Name")
			return state.Ref{Kind: Forwarding, Key: e.Value + "/" + name}, name != ""
		}}, nil
	case "groupRole.Group":
		return collection{"Rights", state.Ref{Kind: Group, Key: e.Value}, func(m map[string]any) (state.Ref, bool) {
			name := text(m, "RoleName")
			return state.Ref{Kind: GroupRole, Key: e.Value + "/" + name}, name != ""
		}}, nil
	}
	return collection{}, fmt.Errorf("no collection holds %s by %s", e.Kind, e.Attr)
}

// merge is the collection as the step leaves it: entries that the step changes
// are changed in place, those it adds are made, those it removes are dropped,
// and all others stay as they came.
func (w *wire) merge(raw []byte, col collection, e state.Extent, live *state.Snapshot, effects []state.Effect, id idOf) ([]any, error) {
	var entries []map[string]any
	if len(raw) > 0 {
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		if err := d.Decode(&entries); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", col.prop, col.of, err)
		}
	}
	if live == nil {
		live = &state.Snapshot{}
	}
	// What the PBX does by itself is not ours to send, but for what it lets go of;
	// and other kinds are not in this collection.
	effects = slices.DeleteFunc(slices.Clone(effects), func(f state.Effect) bool {
		return f.Predicted && f.Op != state.OpDelete || f.Object.Kind != e.Kind
	})
	after, wrong := state.Apply(live, effects)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s %s: what the step does does not fit what is there", effects[wrong[0]].Op, effects[wrong[0]].Object)
	}
	objects := map[state.Ref]*state.Object{}
	var order []state.Ref
	for i := range after.Objects {
		if o := &after.Objects[i]; e.Holds(o) {
			objects[o.Ref()] = o
			order = append(order, o.Ref())
		}
	}
	var out []any
	done := map[state.Ref]bool{}
	for _, m := range entries {
		ref, ok := col.ref(m)
		if !ok {
			out = append(out, tidy(m))
			continue
		}
		_, was := live.Find(ref)
		if objects[ref] == nil && was {
			continue // the step removes it
		}
		done[ref] = true
		if objects[ref] != nil {
			for _, f := range effects {
				if f.Object == ref {
					if err := w.overlay(m, e, ref.Kind, f.Attrs, id); err != nil {
						return nil, err
					}
				}
			}
		}
		out = append(out, tidy(m))
	}
	for _, ref := range order {
		if done[ref] || !slices.ContainsFunc(effects, func(f state.Effect) bool { return f.Object == ref }) {
			continue // it is there, or went since
		}
		m := map[string]any{}
		if err := w.overlay(m, e, ref.Kind, objects[ref].Attrs, id); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if out == nil {
		out = []any{}
	}
	return out, nil
}

// tidy takes out what a server fills in or refuses on a write.
func tidy(m map[string]any) map[string]any {
	for _, name := range []string{"GroupRights", "MemberName", "Type", "CanDelete"} {
		delete(m, name)
	}
	if _, membership := m["GroupId"]; membership {
		delete(m, "Name")
		if _, ok := m["Rights"]; !ok {
			delete(m, "Tags")
		}
	}
	for name := range m {
		if strings.Contains(name, "@odata.") {
			delete(m, name)
		}
	}
	return m
}

// idOf finds a vendor id.
type idOf func(state.Ref) (any, error)

// overlay writes attributes into an entry. e tells which of the two ends of a
// membership the collection belongs to: the other one is written.
func (w *wire) overlay(m map[string]any, e state.Extent, kind string, attrs []state.Attr, id idOf) error {
	c := w.kinds[kind]
	for _, a := range attrs {
		f, ok := c.kind.Field(a.Name)
		if !ok {
			return fmt.Errorf("%s has no attribute %s", kind, a.Name)
		}
		switch {
		case a.Name == e.Attr, kind == GroupRole && a.Name == "Group":
			continue
		case kind == Membership && a.Name == "Group":
			v, err := id(state.Ref{Kind: Group, Key: a.Value.Text()})
			if err != nil {
				return err
			}
			m["GroupId"] = v
			continue
		case kind == Membership && a.Name == "User":
			m["Number"] = a.Value.Text()
			continue
		case f.Has(state.Computed), f.Has(state.Secret):
			continue
		}
		into := m
		if place := placeOf(kind, a.Name); place != "" {
			into = within(m, place)
		}
		if a.Value.Presence() == state.None && (kind == Membership || kind == GroupRole) {
			delete(into, a.Name) // inherited again
			continue
		}
		v, err := jsonOf(f, a.Value)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", kind, a.Name, err)
		}
		into[a.Name] = v
	}
	return nil
}

func within(m map[string]any, place string) map[string]any {
	if have, ok := m[place].(map[string]any); ok {
		return have
	}
	have := map[string]any{}
	m[place] = have
	return have
}

// jsonOf is an attribute as XAPI wants it.
func jsonOf(f *state.Field, v state.Value) (any, error) {
	if v.Presence() != state.Set {
		if f.Type == state.Strset || f.Type == state.Strlist {
			return []string{}, nil
		}
		return nil, nil
	}
	switch v.Type() {
	case state.Bool:
		return v.Bool(), nil
	case state.Int:
		return v.Int(), nil
	case state.Strset, state.Strlist:
		return slices.Clone(v.Items()), nil
	case state.Tree:
		if !json.Valid([]byte(v.Text())) {
			return nil, fmt.Errorf("not JSON")
		}
		return json.RawMessage(v.Text()), nil
	}
	return v.Text(), nil
}

// number is an id as a number, which ids of XAPI are but for a few sets.
func number(id string) any {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil {
		return n
	}
	return id
}
