package asterisk

import (
	"context"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// typeName is the word in targets.X.type.
const typeName = "asterisk"

// Read lists whole kinds, or with scope.Refs looks at what they name.
func (c *conn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	out := &state.Snapshot{Target: c.settings.Target, Type: typeName, Profile: c.profile}
	var err error
	if len(scope.Refs) > 0 {
		err = c.readRefs(ctx, scope.Refs, out)
	} else {
		err = c.readAll(ctx, scope.Kinds, out)
	}
	if err != nil {
		return nil, err
	}
	out.Sort()
	if len(scope.Refs) == 0 {
		c.alone(out)
	}
	return out, nil
}

// alone takes out of a mailbox the name of an endpoint that is not there. An auth and an
// aor keep it: they are looked at again by themselves before they are written, when the
// endpoint may have been made, and have to look the same then.
func (c *conn) alone(s *state.Snapshot) {
	if s.ReachOf(&state.Object{Kind: Endpoint}) != state.Complete {
		return
	}
	for i := range s.Objects {
		o := &s.Objects[i]
		if o.Kind == Auth || o.Kind == AOR {
			continue
		}
		if with := o.Get(belongs.Name).Text(); with != "" {
			if _, there := s.Find(state.Ref{Kind: Endpoint, Key: with}); !there {
				o.Put(belongs.Name, state.Value{})
			}
		}
	}
}

func (c *conn) readAll(ctx context.Context, kinds []string, out *state.Snapshot) error {
	n := len(kinds)
	if n == 0 {
		n = len(c.schema.Kinds)
	}
	done := 0
	for i := range c.schema.Kinds {
		k := &c.schema.Kinds[i]
		if len(kinds) > 0 && !slices.Contains(kinds, k.Name) {
			continue
		}
		f, err := c.whole(ctx, k)
		if err != nil {
			return err
		}
		out.Objects = append(out.Objects, f.objects...)
		out.Coverage = append(out.Coverage, f.unclear...)
		out.Coverage = append(out.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}, Reach: f.reach, Reason: f.reason})
		done++
		if c.settings.Progress != nil {
			c.settings.Progress(done, n, k.Plural)
		}
	}
	return nil
}

// whole reads a kind.
func (c *conn) whole(ctx context.Context, k *state.Kind) (*found, error) {
	if slices.Contains(pjsipKinds, k.Name) {
		return c.ofPJSIP(ctx, k)
	}
	return c.ofFile(ctx, k)
}

// readRefs answers for each reference: the object, or coverage that says it is not
// there.
func (c *conn) readRefs(ctx context.Context, refs []state.Ref, out *state.Snapshot) error {
	for i := range c.schema.Kinds {
		k := &c.schema.Kinds[i]
		var keys []string
		for _, r := range refs {
			if r.Kind == k.Name {
				keys = append(keys, r.Key)
			}
		}
		if len(keys) == 0 {
			continue
		}
		slices.Sort(keys)
		keys = slices.Compact(keys)
		f, err := c.named(ctx, k, keys)
		if err != nil {
			return err
		}
		f.answer(k, keys, out)
	}
	return nil
}

// Asterisk gives one object by itself in about half a millisecond, and all of a type
// in so many hundredths of one for each: while there are not many more than are asked
// for, all of them in one request cost less. The bound keeps an apply of n objects,
// which asks for some of them again and again, linear in n.
var most = map[string]int{Endpoint: 16, AOR: 64, Auth: 64}

// few is how many objects are asked for by themselves while nobody knows how many
// there are.
const few = 3

// named reads what keys of a kind name.
func (c *conn) named(ctx context.Context, k *state.Kind, keys []string) (*found, error) {
	if !slices.Contains(pjsipKinds, k.Name) {
		return c.ofFile(ctx, k)
	}
	n, known := c.counts[k.Name]
	if all := known && n <= most[k.Name]*len(keys) || !known && len(keys) > few; all && c.stores[k.Name].only && c.manager != nil {
		return c.ofPJSIP(ctx, k)
	}
	// One after another: whoever asks for single objects is about to write them, and
	// wants what comes last to be as fresh as what comes first.
	rows, err := c.single(ctx, k.Name, keys, 1)
	if err != nil {
		return nil, err
	}
	return c.foundRows(k, rows), nil
}

// answer puts what was found of keys, and says of the rest that it is not there.
func (f *found) answer(k *state.Kind, keys []string, out *state.Snapshot) {
	asked := func(key string) bool { _, ok := slices.BinarySearch(keys, key); return ok }
	for i := range f.objects {
		if asked(f.objects[i].Key) {
			out.Objects = append(out.Objects, f.objects[i])
		}
	}
	said := map[string]bool{}
	for _, cover := range f.unclear {
		if asked(cover.Value) {
			out.Coverage = append(out.Coverage, cover)
			said[cover.Value] = true
		}
	}
	for _, key := range keys {
		if !said[key] {
			out.Coverage = append(out.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name, Attr: k.Key[0], Value: key}, Reach: f.reach, Reason: f.reason})
		}
	}
}
