package threecx

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// TestARefusalNamesTheRole: what is refused says which role is not.
func TestARefusalNamesTheRole(t *testing.T) {
	p := start(t, small, sim.Options{})
	p.AddFault(simhttp.Fault{Match: simhttp.Match{Path: "/xapi/v1/Parkings"}, Kind: simhttp.Status, Status: 403})
	live := p.read(targets.Scope{})
	for _, c := range live.Coverage {
		if c.Kind == Parking && !strings.Contains(c.Reason, "System Owner") {
			t.Errorf("reason %q", c.Reason)
		}
	}
}

// TestWhatWasNotReadIsSaid: an empty plan over shared parkings that could not be
// read says so; one of a site that declares some has its own words for it.
func TestWhatWasNotReadIsSaid(t *testing.T) {
	live := world()
	live.Coverage = []state.Coverage{{Extent: state.Extent{Kind: User}}, {Extent: state.Extent{Kind: Parking}, Reach: state.Denied, Reason: "HTTP 403"},
		{Extent: state.Extent{Kind: Queue}, Reach: state.Denied, Reason: "HTTP 403"}}
	_, ds := Steps(targets.StepInput{Profile: enterprise, Desired: world(), Live: live, Changes: diff.ChangeSet{}})
	if len(ds) != 1 || ds[0].Code != diag.NotWhollyRead || ds[0].Severity != diag.Notice || !strings.Contains(ds[0].Message, "shared parkings") {
		t.Errorf("diagnostics %v", ds)
	}
}
