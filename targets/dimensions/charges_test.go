package dimensions_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/dimensions"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// TestConsentIsSent: consent is sent with a step that was shown to cost and with no other;
// one that costs all the same is refused, nothing is bought, and what to do is said.
func TestConsentIsSent(t *testing.T) {
	sim := crowded(t, 1, nil)
	h := headers{map[string]bool{}}
	w := opened(t, sim, h)
	live, err := w.Read(t.Context(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	u := live.OfKind(dimensions.User)[0]
	do := func(costs bool, add ...any) targets.Result {
		st := &plan.Step{Call: "user.patch", Object: u.Ref(), Args: plan.Args{"userId": plan.IDOf{Ref: u.Ref()}, "add": add}, Flags: plan.Flags{Costs: costs}}
		return w.Do(t.Context(), targets.Order{Step: st, Live: live, ID: func(state.Ref) (string, bool) { return u.ID, true }})
	}
	sent := func() bool {
		for _, costs := range h.writes {
			return costs
		}
		t.Fatal("nothing was sent")
		return false
	}
	if got := do(false, "customer.user.acd"); got.Outcome != targets.Refused || sent() || rest.Hint(got.Err) == "" || strings.Contains(got.Err.Error(), "customer.user.acd") {
		t.Errorf("without a word: %s %v", got.Outcome, got.Err)
	}
	if after, _ := w.Read(t.Context(), targets.Scope{}); after.OfKind(dimensions.User)[0].Get(dimensions.Agent).Bool() {
		t.Error("402, and it was done")
	}
	if got := do(true, "customer.user.acd"); got.Outcome != targets.Done || !sent() {
		t.Errorf("with consent: %s %v", got.Outcome, got.Err)
	}
	if got := do(false, "customer.user"); got.Outcome != targets.Done || sent() {
		t.Errorf("what costs nothing: %s %v", got.Outcome, got.Err)
	}
}

// TestTestedFirst: a removal is tested. Where somebody changes the roles between the
// look and the patch, nothing happens, and the outcome says that it was refused.
func TestTestedFirst(t *testing.T) {
	sim := crowded(t, 1, map[string]string{"roleOrder": "moving"})
	w := opened(t, sim, headers{map[string]bool{}})
	live, err := w.Read(t.Context(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	u := live.OfKind(dimensions.User)[0]
	do := func(args plan.Args) targets.Result {
		args["userId"] = plan.IDOf{Ref: u.Ref()}
		return w.Do(t.Context(), targets.Order{Step: &plan.Step{Call: "user.patch", Object: u.Ref(), Args: args, Flags: plan.Flags{Costs: true}}, Live: live, ID: func(state.Ref) (string, bool) { return u.ID, true }})
	}
	if got := do(plan.Args{"add": []any{"customer.user", "customer.user.acd"}}); got.Outcome != targets.Done {
		t.Fatalf("%s %v", got.Outcome, got.Err)
	}
	got := do(plan.Args{"remove": []any{"customer.user.acd"}})
	if got.Outcome != targets.Refused || !errors.Is(got.Err, targets.ErrConflict) {
		t.Errorf("the places moved: %s %v", got.Outcome, got.Err)
	}
	after, err := w.Read(t.Context(), targets.Scope{})
	if o := after.OfKind(dimensions.User)[0]; err != nil || !o.Get(dimensions.Agent).Bool() || !o.Get(dimensions.Website).Bool() {
		t.Errorf("another role went: %v", o.Attrs)
	}
}
