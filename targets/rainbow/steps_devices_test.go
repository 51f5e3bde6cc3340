package rainbow

import (
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// TestDeviceHandedOver: a device of the Cloud PBX is given to the next one only once
// it has been taken from whoever had it.
func TestDeviceHandedOver(t *testing.T) {
	f := firm{hub: true, people: map[string]human{"ann": {licence: Business, extension: "8001"}, "ben": {licence: Business, extension: "8002"}}, groups: map[string]team{}, titles: map[string]string{}}
	on := func(owner string) *state.Snapshot {
		site := f.site()
		site.Devices = []model.Device{{Object: model.Object{ID: "desk"}, Kind: "deskphone", Owner: model.Of(owner), MAC: model.Of("00:80:9f:00:00:01"), Model: model.Of("ALE-300")}}
		_, s, ds := lowered(site, f.profile())
		if ds.HasErrors() {
			t.Fatal(ds.Err())
		}
		return s
	}
	live := f.live()
	before := on("ann")
	for _, o := range before.OfKind(Device) {
		o.ID = "device-1"
		live.Objects = append(live.Objects, o)
	}
	live.Sort()
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(f.profile()), Desired: on("ben"), Live: live})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	made, ds := Steps(targets.StepInput{Profile: f.profile(), Desired: on("ben"), Live: live, Changes: changes})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	for i := range made {
		if made[i].Call == "device.assign" {
			if len(made[i].Needs) != 1 || !slices.ContainsFunc(made, func(x plan.Step) bool { return x.ID == made[i].Needs[0] && x.Call == "device.release" }) {
				t.Errorf("%s needs %v", made[i].ID, made[i].Needs)
			}
			return
		}
	}
	t.Errorf("nobody is given the device: %v", changes)
}
