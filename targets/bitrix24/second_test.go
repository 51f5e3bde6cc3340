package bitrix24_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// outcomes applies a site of n users on a portal that has none of them.
func outcomes(t *testing.T, sim targets.Simulator, dir string, n int) map[apply.Outcome]int {
	t.Helper()
	job := site(t, dir, sim, n, "clerk")
	for _, u := range job.Site.Site.Users {
		job.Consent.Acknowledged = append(job.Consent.Acknowledged, "users."+u.ID)
	}
	made, err := job.Plan(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if refused := made.Plan.Refused(); len(refused) > 0 {
		t.Fatalf("refused: %v", refused)
	}
	done, _ := job.Apply(t.Context(), made.Plan, run.Execution{Planned: made})
	out := map[apply.Outcome]int{}
	for _, s := range done[0].Report.Steps {
		out[s.Outcome]++
	}
	return out
}

// TestSecondStep: user.add may fail and leave the user behind. Whoever is there is
// taken as found, never added again.
func TestSecondStep(t *testing.T) {
	sim, dir := portal(t, 1, map[string]string{"secondStep": "fail"}), t.TempDir()
	got := outcomes(t, sim, dir, 3)
	if n := users(t, sim); n != 4 {
		t.Errorf("%d users on the portal, want 4 (%v)", n, got)
	}
	job := site(t, dir, sim, 3, "clerk")
	made, err := job.Plan(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range made.Plan.Body.Sections[0].Steps {
		if s.Call == "user.add" {
			t.Errorf("%s would be added again", s.Object)
		}
	}
}

// TestHalfABatch: of the commands of a batch some fail, and each has its outcome.
func TestHalfABatch(t *testing.T) {
	sim, dir := portal(t, 1, map[string]string{"userLimit": "4"}), t.TempDir()
	got := outcomes(t, sim, dir, 6)
	if n := users(t, sim); n != 4 || got[apply.Done] != 3 || got[apply.Refused] != 3 {
		t.Errorf("%d users on the portal, outcomes %v", n, got)
	}
}

func users(t *testing.T, sim targets.Simulator) int {
	t.Helper()
	u, err := url.Parse(sim.URL())
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(u.Scheme + "://" + u.Host + "/_sim/world")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var w struct{ Users []json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&w); err != nil {
		t.Fatal(err)
	}
	return len(w.Users)
}
