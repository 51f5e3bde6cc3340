package asterisk

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// TestRaise: what is on a PBX is a site, and that site asks for what is there, all of
// it and nothing else; with the same rights, and no fact lost in silence.
func TestRaise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := siteOf(t, false, false)
		d, s, ds := lowered(site)
		if ds.HasErrors() {
			t.Fatalf("a legal site is refused: %v", ds.Err())
		}
		if lost := resolve.Unaccounted(d, s, ds); len(lost) > 0 {
			t.Fatalf("lost in silence: %v", lost)
		}
		raisesBack(t, asLive(s), site.Targets[0].Options)
	})
}

// raisesBack holds what a PBX has to what its site asks for.
func raisesBack(t fataler, live *state.Snapshot, options model.Native) {
	t.Helper()
	site, ds := Raise(live, targets.Names{})
	if ds.HasErrors() {
		t.Fatalf("Raise: %v", ds.Err())
	}
	site.Targets = []model.Target{target(options)}
	d, again, ds := lowered(site)
	if ds.HasErrors() {
		t.Fatalf("what was raised cannot be lowered: %v", ds.Err())
	}
	if lost := resolve.Unaccounted(d, again, ds); len(lost) > 0 {
		t.Fatalf("of what was raised is lost in silence: %v", lost)
	}
	asked(t, live, again)
	// Fields that no site reads, such as passwords, are as they were.
	if d := rights.Diff(Rights(live), Rights(asLive(again))); len(d) > 0 {
		t.Fatalf("raised and lowered, rights differ: %+v", d[0])
	}
}

// asked holds a site's wishes to be what is there.
func asked(t fataler, live, want *state.Snapshot) {
	t.Helper()
	schema := Schema(live.Profile)
	for i := range want.Objects {
		o := &want.Objects[i]
		have, ok := live.Find(o.Ref())
		if !ok {
			t.Fatalf("%s is asked for and is not there", inLine(o))
		}
		k, _ := schema.Kind(o.Kind)
		for _, a := range o.Attrs {
			if f, _ := k.Field(a.Name); !f.Holds(a.Value, have.Get(a.Name)) {
				t.Fatalf("%s: %s is asked to be %s, and is %s", o.Ref(), a.Name, a.Value, have.Get(a.Name))
			}
		}
	}
	for i := range live.Objects {
		have := &live.Objects[i]
		o, ok := want.Find(have.Ref())
		if !ok {
			t.Fatalf("%s is there and is not asked for", inLine(have))
		}
		k, _ := schema.Kind(o.Kind)
		for _, a := range have.Attrs {
			f, _ := k.Field(a.Name)
			if _, said := o.Attr(a.Name); !said && f.Flags&(state.Computed|state.Sealed) == 0 && !implied(have, a, live.Profile) {
				t.Fatalf("%s: %s is %s, and nobody asks for it", o.Ref(), a.Name, a.Value)
			}
		}
	}
}

// implied is what follows from something else that is asked for.
func implied(o *state.Object, a state.Attr, p state.Profile) bool {
	switch o.Kind {
	case Queue:
		return a.Name == "order"
	case Endpoint:
		if a.Name == "callerid" && a.Value.Text() == callerID("", o.Key) {
			return true
		}
		for _, x := range dragged(p) {
			if x.Name == a.Name && o.Get("webrtc").Bool() {
				return true
			}
		}
	}
	return false
}
