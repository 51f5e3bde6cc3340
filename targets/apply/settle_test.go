package apply

import (
	"context"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestLostCreates: what became of a create without a reply is decided by what is
// there, and by nothing else: an object that somebody else made meanwhile is not
// taken for ours, and where the target gives no certain answer the create is not
// sent again.
func TestLostCreates(t *testing.T) {
	for _, test := range []struct {
		name    string
		happens func(*fake)
		want    Outcome
	}{
		{"another was made", func(f *fake) { f.put(person("101", "other@acme.example", "user")) }, Differs},
		{"no certain answer", func(f *fake) { f.reach = state.Partial }, Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFake()
			s := planned(f, []state.Object{person("101", "a@acme.example", "user")}, usual)
			f.fates = func(int) fate {
				test.happens(f)
				return lostBefore
			}
			r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
			if err == nil || r.Steps[0].Outcome != test.want || f.calls != 1 {
				t.Errorf("%v, %d calls: %+v", err, f.calls, r.Steps[0])
			}
		})
	}
}
