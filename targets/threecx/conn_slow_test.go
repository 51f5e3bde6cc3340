package threecx

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// TestCollectionsOfASlowPBX: what an order rests on serves for what it writes
// whole, however long ago it came; what is older, or of unknown age, does not.
func TestCollectionsOfASlowPBX(t *testing.T) {
	for name, want := range map[string][]string{
		"asked for before": {"PATCH"},
		"asked for since":  {"GET", "PATCH"},
		"not known":        {"GET", "PATCH"},
	} {
		clock := &simhttp.Clock{}
		p := start(t, small, sim.Options{Serving: simhttp.Serving{Clock: clock}})
		p.w = p.connect(func(s *targets.Settings) { s.Now = clock.Time })
		step := plan.Step{ID: "s", Op: state.OpUpdate, Object: ref(User, "101"), Call: "Users.Update",
			Args:    plan.Args{"Id": plan.IDOf{Ref: ref(User, "101")}, "Body": map[string]any{"Groups": plan.After{Extent: state.Extent{Kind: Membership, Attr: "User", Value: "101"}}}},
			Effects: []state.Effect{membership(state.OpUpdate, "Sales", "101", attr("CanBargeIn", state.OfBool(false)))}}
		o := p.order(step, nil)
		if name == "asked for before" {
			o.Asked = clock.Time()
		}
		o.Live = p.read(targets.Scope{Refs: []state.Ref{ref(User, "101"), ref(Membership, "Sales/101")}})
		clock.Advance(30 * time.Second)
		if name == "asked for since" {
			o.Asked = clock.Time()
		}
		p.paths()
		if r := p.w.Do(context.Background(), o); r.Outcome != targets.Done {
			t.Fatalf("%s: %+v", name, r)
		}
		var got []string
		for _, r := range p.Requests() {
			got = append(got, r.Method)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", name, got, want)
		}
	}
}
