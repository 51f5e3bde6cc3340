package asterisk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// pjsipKinds are the kinds that are objects of PJSIP, in the order in which they are
// read.
var pjsipKinds = []string{Endpoint, AOR, Auth}

// ofPJSIP reads all objects of a type: those of the database with one action, whatever
// their number, and those that are kept elsewhere one by one, by the names that are
// listed.
func (c *conn) ofPJSIP(ctx context.Context, k *state.Kind) (*found, error) {
	rows, err := c.stored(ctx, k.Name)
	if err == nil {
		rows, err = c.elsewhere(ctx, k.Name, rows)
	}
	switch {
	case err != nil && hidden(err):
		return unseen(err), nil
	case err != nil:
		return nil, err
	}
	c.counts[k.Name] = len(rows)
	return c.foundRows(k, rows), nil
}

// foundRows is what rows say of a kind. Where no API writes objects of it, none is
// made, whatever was seen.
func (c *conn) foundRows(k *state.Kind, rows []row) *found {
	out := &found{objects: c.objects(k, rows)}
	if st := c.stores[k.Name]; !st.writes {
		out.reach, out.reason = state.Partial, "none can be made here: sorcery.conf keeps objects of this type in "+st.words+", which no API writes; add "+k.Name+" = astdb,ps_"+k.Name+"s to it"
	}
	return out
}

// unseen is a kind that we are not shown.
func unseen(err error) *found {
	f := &found{reach: state.Denied, reason: rest.Why(err)}
	if !errors.Is(err, targets.ErrForbidden) {
		f.reach = state.Partial
	}
	return f
}

// objects are those of rows, but for what Asterisk itself does not find again.
func (c *conn) objects(k *state.Kind, rows []row) []state.Object {
	out := make([]state.Object, 0, len(rows))
	for i := range rows {
		if rows[i].loads(k.Name, c.profile) {
			out = append(out, rows[i].object(k, c.settings.Seal))
		}
	}
	return out
}

// stored are the objects of a type in Asterisk's database, sorted by id.
func (c *conn) stored(ctx context.Context, typ string) ([]row, error) {
	family := c.stores[typ].family
	if family == "" || c.manager == nil && typ == Endpoint {
		return nil, nil
	}
	out, err := c.tree(ctx, typ, pair{"family", family})
	if k, ok := c.schema.Kind(typ); err == nil && ok && typ == Endpoint {
		c.odd = map[string]bool{}
		for i := range out {
			if out[i].odd(k) {
				c.odd[out[i].id] = true
			}
		}
	}
	return out, err
}

// storedAt is one object of the database, or none.
func (c *conn) storedAt(ctx context.Context, typ, id string) ([]row, error) {
	return c.tree(ctx, typ, pair{"family", c.stores[typ].family}, pair{"key", typ + "/" + id})
}

// tree are the objects of a part of the database.
func (c *conn) tree(ctx context.Context, typ string, of ...pair) ([]row, error) {
	family := c.stores[typ].family
	a, err := c.act(ctx, "dbgettree", family, of...)
	if err != nil {
		return nil, err
	}
	list := a.counted
	if major(c.profile) < modern {
		list = a.listed // it says 1, whatever there are
	}
	events, err := list()
	if err != nil {
		return nil, shapeless("POST "+opOf("dbgettree"), family+": "+err.Error())
	}
	out := make([]row, 0, len(events))
	for _, e := range events {
		id, ours := strings.CutPrefix(e.get("Key"), "/"+family+"/"+typ+"/")
		if !ours {
			continue
		}
		r, ok := readStored(id, e.get("Val"))
		if !ok {
			return nil, shapeless("POST "+opOf("dbgettree"), family+": "+typ+" "+id+" is no object")
		}
		out = append(out, r)
	}
	return sortRows(out), nil
}

func sortRows(rows []row) []row {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.id, b.id) })
	return rows
}

// elsewhere adds the objects that the database does not have. Where sorcery.conf says
// that there are no others, nobody is asked.
func (c *conn) elsewhere(ctx context.Context, typ string, rows []row) ([]row, error) {
	if c.stores[typ].only && c.manager != nil {
		return rows, nil
	}
	names, err := c.names(ctx, typ)
	if err != nil {
		return nil, err
	}
	var more []string
	for _, name := range names {
		if _, ok := slices.BinarySearchFunc(rows, name, func(r row, n string) int { return strings.Compare(r.id, n) }); !ok {
			more = append(more, name)
		}
	}
	others, err := c.single(ctx, typ, more, abreast)
	return sortRows(append(rows, others...)), err
}

// names are those of all objects of a type that Asterisk has loaded.
func (c *conn) names(ctx context.Context, typ string) ([]string, error) {
	if typ == Endpoint {
		return c.endpointNames(ctx)
	}
	action := map[string]string{AOR: "pjsipshowaors", Auth: "pjsipshowauths"}[typ]
	a, err := c.act(ctx, action, "")
	var none *saidError
	if errors.As(err, &none) && strings.HasPrefix(none.of.Message, "No ") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	events, err := a.counted()
	if err != nil {
		return nil, shapeless("POST "+opOf(action), err.Error())
	}
	var out []string
	for _, e := range events {
		out = append(out, e.get("ObjectName"))
	}
	slices.Sort(out)
	return slices.Compact(out), nil // 16 shows some twice
}

func (c *conn) endpointNames(ctx context.Context) ([]string, error) {
	const path = ariRoot + "/endpoints"
	reply, err := c.ari.get(ctx, path)
	if err != nil {
		return nil, err
	}
	if len(reply.Body) == 0 {
		return nil, shapeless("GET "+path, "the reply is empty")
	}
	var out []string
	s := rest.NewScan(reply.Body)
	if s.Kind() != '[' {
		return nil, shapeless("GET "+path, "the reply is no list")
	}
	s.Array(func() {
		var technology, name string
		s.Object(func(field []byte) {
			switch string(field) {
			case "technology":
				technology = s.Text()
			case "resource":
				name = s.Text()
			}
		})
		if technology == "PJSIP" {
			out = append(out, name)
		}
	})
	return out, nil
}

// single asks for objects one by one, so many at a time. What is not there is left out.
func (c *conn) single(ctx context.Context, typ string, ids []string, abreast int) ([]row, error) {
	rows := make([]row, len(ids))
	err := rest.Each(ctx, abreast, len(ids), func(ctx context.Context, i int) error {
		at := objectPath(typ, ids[i])
		reply, err := c.ari.get(ctx, at)
		if errors.Is(err, targets.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		r, ok := readShown(ids[i], reply.Body)
		if !ok {
			return shapeless("GET "+at, "the reply holds no attributes")
		}
		rows[i] = r
		return nil
	})
	return slices.DeleteFunc(rows, func(r row) bool { return r.pairs == nil }), err
}
