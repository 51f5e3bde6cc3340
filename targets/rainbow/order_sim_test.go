package rainbow

import (
	"context"
	"maps"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// TestTheServiceTakesEveryOrder carries plans out in any order that their needs
// allow. The simulator keeps the rules by code of its own and refuses no step.
func TestTheServiceTakesEveryOrder(t *testing.T) {
	for _, product := range []string{ProductPBX, ProductHub} {
		t.Run(product, func(t *testing.T) { everyOrder(t, product == ProductHub) })
	}
}

func everyOrder(t *testing.T, hub bool) {
	ran, worlds := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		if worlds++; worlds > 25 && os.Getenv("TORTURE") == "" {
			return // a server and some forty requests each
		}
		from, to := drawPair(t, hub)
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		sim, err := simulate(ctx, targets.SimOptions{Seed: from.seed(t)})
		if err != nil {
			t.Fatalf("%v", err)
		}
		defer sim.Close()
		w, err := openWriter(ctx, targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: http.DefaultTransport, Now: time.Now})
		if err != nil {
			t.Fatalf("%v", err)
		}
		defer w.Close()
		if _, err := w.Probe(ctx); err != nil {
			t.Fatalf("%v", err)
		}
		p := between(t, readAll(ctx, t, w, to), from, to)
		if p.said.HasErrors() {
			if !excusable(from, to, p.said) {
				t.Fatalf("refused: %v", p.said.Err())
			}
			return
		}
		ran += p.carryOut(ctx, t, w, to)
		end := readAll(ctx, t, w, to)
		if b := broken(end); len(b) > 0 {
			t.Fatalf("in the end %s", lines(b))
		}
		if again := between(t, end, to, to); len(again.section.Steps) > 0 {
			t.Fatalf("there is still to do: %v", again.section.Steps[0].ID)
		}
	})
	t.Logf("%d steps", ran)
}

func readAll(ctx context.Context, t fataler, r targets.Reader, c firm) *state.Snapshot {
	s, err := r.Read(ctx, targets.Scope{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	s.Target, s.Type, s.Profile = "pbx", typeName, c.profile()
	// Our own account is no part of these worlds.
	s.Objects = slices.DeleteFunc(s.Objects, func(o state.Object) bool { return o.Kind == User && o.Key == "admin@patchbay.example" })
	return s
}

// carryOut does the steps in an order that is drawn among those that needs allow.
func (p planned) carryOut(ctx context.Context, t *rapid.T, w targets.Writer, to firm) int {
	ids := map[state.Ref]string{}
	for i := range p.live.Objects {
		ids[p.live.Objects[i].Ref()] = p.live.Objects[i].ID
	}
	for i := range p.section.Changes { // objects are named as they are called once all is done
		if c := &p.section.Changes[i]; c.LiveKey != "" {
			ids[c.Object] = c.ID
		}
	}
	done := map[string]bool{}
	for len(done) < len(p.section.Steps) {
		var ready []*plan.Step
		for i := range p.section.Steps {
			x := &p.section.Steps[i]
			if !done[x.ID] && !slices.ContainsFunc(x.Needs, func(n string) bool { return !done[n] }) {
				ready = append(ready, x)
			}
		}
		x, live := rapid.SampledFrom(ready).Draw(t, "next"), readAll(ctx, t, w, to)
		res := w.Do(ctx, targets.Order{Step: x, Live: live, ID: func(r state.Ref) (string, bool) {
			if o, ok := live.Find(r); ok && goes(x, r) {
				return o.ID, true
			}
			id, ok := ids[r]
			return id, ok
		}})
		if res.Outcome != targets.Done {
			t.Fatalf("%s: %s: %v, after %v", x.ID, res.Outcome, res.Err, slices.Sorted(maps.Keys(done)))
		}
		maps.Copy(ids, res.IDs)
		done[x.ID] = true
	}
	return len(done)
}

// goes reports whether a step deletes or renames what it names so: then it names it as
// it is called until then.
func goes(x *plan.Step, r state.Ref) bool {
	return slices.ContainsFunc(x.Effects, func(e state.Effect) bool {
		return e.Object.Kind == r.Kind && (e.Op == state.OpDelete && e.Object == r || e.LiveKey == r.Key)
	})
}
