package threecx

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// released makes the steps of an update that takes one attribute back.
func released(t *testing.T, kind, name string, live state.Value) ([]plan.Step, diag.List) {
	t.Helper()
	attrs := []state.Attr{{Name: name, Value: live}, {Name: "Number", Value: state.OfText("101")}}
	slices.SortFunc(attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	key := []state.Attr{{Name: "Number", Value: state.OfText("101")}}
	in := diff.Input{Target: "pbx", Schema: Schema(enterprise),
		Desired: &state.Snapshot{Objects: []state.Object{{Kind: kind, Key: "101", Attrs: key}}},
		Live:    &state.Snapshot{Target: "pbx", Objects: []state.Object{{Kind: kind, Key: "101", ID: "30", Attrs: attrs}}, Coverage: []state.Coverage{{Extent: state.Extent{Kind: kind}}}},
		Base:    &state.Snapshot{Objects: []state.Object{{Kind: kind, Key: "101", Attrs: attrs}}},
	}
	k, _ := in.Schema.Kind(kind)
	in.Released = map[string]diff.Release{k.Plural: diff.ToReset, "grants": diff.ToReset}
	changes, ds := diff.Compare(in)
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	return Steps(targets.StepInput{Profile: enterprise, Desired: in.Desired, Live: in.Live, Changes: changes})
}

func TestReleasedSwitches(t *testing.T) {
	for _, c := range []struct {
		kind, name string
		live       state.Value
		want       any
	}{
		{User, "Internal", state.OfBool(true), false},
		{User, "AllowOwnRecordings", state.OfBool(false), true},
		{User, "Enabled", state.OfBool(false), true},
		{Queue, "CallbackEnableTime", state.OfInt(60), int64(-1)},
		{User, "Mobile", state.OfText("+33612345678"), nil},
	} {
		steps, ds := released(t, c.kind, c.name, c.live)
		if ds.HasErrors() || len(steps) != 1 {
			t.Errorf("%s.%s: %d steps, %v", c.kind, c.name, len(steps), ds.Err())
			continue
		}
		body, _ := steps[0].Args["Body"].(map[string]any)
		if d := cmp.Diff(map[string]any{c.name: c.want}, body); d != "" {
			t.Errorf("%s.%s: %s", c.kind, c.name, d)
		}
	}
	if steps, _ := released(t, User, "Internal", state.OfBool(false)); len(steps) != 0 {
		t.Errorf("what has its default already is written: %s", list(steps))
	}
}

// TestReleasedRoleDefaults: a row of role defaults is neither deleted nor emptied;
// what a new one holds is not published, so that it is refused.
func TestReleasedRoleDefaults(t *testing.T) {
	for _, whole := range []bool{true, false} {
		row := state.Object{Kind: GroupRole, Key: "Sales/users"}
		row.Put("Group", state.OfText("Sales"))
		row.Put("RoleName", state.OfText("users"))
		desired := row.Clone()
		row.Put("CanBargeIn", state.OfBool(true))
		group := state.Object{Kind: Group, Key: "Sales", ID: "30"}
		group.Put("Name", state.OfText("Sales"))
		in := diff.Input{Target: "pbx", Schema: Schema(enterprise), Released: map[string]diff.Release{"roles": diff.ToReset},
			Desired: &state.Snapshot{Objects: []state.Object{group, desired}}, Base: &state.Snapshot{Objects: []state.Object{group, row}},
			Live: &state.Snapshot{Target: "pbx", Objects: []state.Object{group, row}, Coverage: []state.Coverage{{Extent: state.Extent{Kind: Group}}, {Extent: state.Extent{Kind: GroupRole}}}}}
		if whole {
			in.Desired.Objects = in.Desired.Objects[:1]
		}
		changes, ds := diff.Compare(in)
		if len(ds) > 0 || len(changes.Changes) != 1 || changes.Changes[0].Op != state.OpUpdate || len(changes.Changes[0].Fields) != 1 {
			t.Fatalf("whole row %t: %v, %v", whole, changes.Changes, ds.Err())
		}
		_, ds = Steps(targets.StepInput{Profile: enterprise, Desired: in.Desired, Live: in.Live, Changes: changes})
		if len(ds) != 1 || ds[0].Code != diag.ReleasedUnknown || !strings.Contains(ds[0].Message, "CanBargeIn") || !strings.Contains(ds[0].Hint, "released: roles:") {
			t.Errorf("whole row %t: %v", whole, ds.Err())
		}
	}
}

// TestReleasedWithoutADefault: null is never sent for what cannot be null.
func TestReleasedWithoutADefault(t *testing.T) {
	for _, c := range []struct {
		kind, name string
		live       state.Value
	}{{User, "Require2FA", state.OfBool(true)}, {User, "PinProtectTimeout", state.OfInt(5)}, {User, "SRTPMode", state.OfText("SRTPEnforced")}, {Queue, "PollingStrategy", state.OfText("Hunt")},
		{Queue, "ForwardNoAnswer", state.OfTree(`{"Number":"101","To":"VoiceMail"}`)}} {
		_, ds := released(t, c.kind, c.name, c.live)
		if len(ds) != 1 || ds[0].Code != diag.ReleasedUnknown || !strings.Contains(ds[0].Message, c.name) || ds[0].Hint == "" {
			t.Errorf("%s.%s: %v", c.kind, c.name, ds.Err())
		}
	}
}

// TestDefaultsAndWordsAreAttributes: the tables name what the schema has.
func TestDefaultsAndWordsAreAttributes(t *testing.T) {
	known := map[string]*state.Field{}
	for _, k := range Schema(enterprise).Kinds {
		for i := range k.Fields {
			known[k.Name+"."+k.Fields[i].Name] = &k.Fields[i]
		}
	}
	for name, v := range vendorDefaults {
		if f := known[name]; f == nil || f.Type != v.Type() || !f.Equal(f.Default, v) {
			t.Errorf("%s is no attribute, or of another type", name)
		}
	}
	for name := range fewWords {
		if f := known[name]; f == nil || f.Type != state.Text {
			t.Errorf("%s is no attribute with a text", name)
		}
	}
}
