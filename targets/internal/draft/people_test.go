package draft

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// An owner is an address, nobody, or said not to be there; what is not written is not
// managed.
func TestOwner(t *testing.T) {
	emails := map[string]string{"ana": "ana@x.example"}
	for _, x := range []struct {
		name  string
		owner model.Field[string]
		want  state.Value
		code  diag.Code
	}{
		{"written", model.Of("ana"), state.OfText("ana@x.example"), ""}, {"nobody", model.Cleared[string](), state.Nothing(), ""}, {"not managed", model.Field[string]{}, state.Value{}, ""},
		{"without an address", model.Of("bob"), state.Value{}, diag.ValueUnfit}, {"elsewhere", model.Of("eve"), state.Value{}, diag.LossUnsupported},
	} {
		target := &model.Target{Object: model.Object{ID: "pbx"}, Losses: model.Losses{Unsupported: diag.Warning}}
		l := New(&resolve.Desired{Target: target, Users: []resolve.User{{User: &model.User{Object: model.Object{ID: "bob"}}}}}, state.Schema{}, Words{})
		o := l.Object("device", "001565123456", "devices.desk")
		l.Owner(o, &resolve.Device{Device: &model.Device{Object: model.Object{ID: "desk"}, Owner: x.owner}, Path: "devices.desk"}, emails, "account")
		if got := o.Get("user"); !got.Equal(x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
		if n := len(l.Found); x.code == "" && n > 0 || x.code != "" && (n != 1 || l.Found[0].Code != x.code || l.Found[0].Path != "devices.desk.owner") {
			t.Errorf("%s: %v, want %s", x.name, l.Found, x.code)
		}
	}
}
