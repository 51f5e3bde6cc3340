package run_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// distrusted is a job for a PBX with one user, whose driver is spoilt.
func distrusted(t *testing.T, spoil func(*targets.Driver)) *run.Job {
	t.Helper()
	dir := t.TempDir()
	seed := `{"license": {"edition": "enterprise"}, "users": [{"Number": "101", "FirstName": "Alice", "LastName": "Martin"}]}`
	if err := os.WriteFile(filepath.Join(dir, "seed.json"), []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	drivers := slices.Clone(all.Drivers)
	i := slices.IndexFunc(drivers, func(d targets.Driver) bool { return d.Type == "3cx" })
	spoil(&drivers[i])
	site := &model.Site{Package: "site",
		Users: []model.User{{Object: model.Object{ID: "alice"}, Extension: model.Of("101"), FirstName: model.Of("Alice"), LastName: model.Of("Martin")}},
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "3cx", URL: "sim:seed.json",
			Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}}}
	return &run.Job{Site: &load.Result{Site: site}, Dir: dir, Drivers: drivers, Now: func() time.Time { return time.Unix(0, 0) }, Secrets: &secret.Resolver{Dir: dir}}
}

func hasCode(l diag.List, code diag.Code) bool {
	return slices.ContainsFunc(l, func(d diag.Diagnostic) bool { return d.Code == code })
}

// TestFactsAreCounted: a driver that forgets what it was asked is found out.
func TestFactsAreCounted(t *testing.T) {
	job := distrusted(t, func(d *targets.Driver) {
		lower := d.Lower
		d.Lower = func(asked *resolve.Desired) (*state.Snapshot, diag.List) {
			s, found := lower(asked)
			for i := range s.Objects {
				s.Objects[i].Put("LastName", state.Value{})
			}
			return s, found
		}
	})
	compiled, _, err := job.Compile(t.Context())
	if err != nil || len(compiled) != 1 || !hasCode(compiled[0].Losses, diag.LostFact) {
		t.Errorf("a lost last name is not missed: %v, %v", compiled, err)
	}
}

// TestImportIsProved: an import whose first plan would change something says so.
func TestImportIsProved(t *testing.T) {
	job := distrusted(t, func(d *targets.Driver) {
		raise := d.Raise
		d.Raise = func(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
			site, found := raise(s, names)
			site.Users[0].LastName = model.Of("Wrong")
			return site, found
		}
	})
	got, err := job.Import(t.Context(), run.ImportOptions{Package: "site"})
	if err != nil || !hasCode(got.Left, diag.ImportDiffers) {
		t.Errorf("a wrong last name is not seen: %v", err)
	}
}
