package state_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

var may = time.Date(2026, 5, 2, 9, 30, 0, 0, time.UTC)

var desk = state.Subject{Target: "pbx", Type: "toy", URL: "https://pbx.example", Tenant: "t1"}

// deed is a manual step that Anna did.
func deed(t *testing.T, at time.Time, effects ...state.Effect) state.Attestation {
	t.Helper()
	d, err := state.DeedOf(desk, "update rule/Sales", "set the level of Sales", "sha256:ab", effects)
	if err != nil {
		t.Fatal(err)
	}
	return state.Attestation{Target: desk.Target, Type: desk.Type, URL: desk.URL, Tenant: desk.Tenant, By: "Anna", At: at, Done: d}
}

func TestAttestationFiles(t *testing.T) {
	a := deed(t, may, state.Effect{Op: state.OpUpdate, Object: state.ParseRef("rule/Sales"),
		Attrs: []state.Attr{{Name: "Level", Value: state.OfText("D"), From: []string{"roles.sales"}}}})
	data, err := state.EncodeAttestation(&a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := state.DecodeAttestation(data)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&a, back, exact); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	name, err := a.FileName()
	if err != nil || !strings.HasPrefix(name, "20260502T093000Z-") || len(name) != len("20260502T093000Z-0123456789ab.json") {
		t.Errorf("called %q, %v", name, err)
	}
	for old, changed := range map[string]string{`"D"`: `"A"`, "Anna": "Bob", "2026-05-02": "2027-05-02", "update rule/Sales": "update rule/Other"} {
		if _, err := state.DecodeAttestation([]byte(strings.Replace(string(data), old, changed, 1))); !errors.Is(err, state.ErrChanged) {
			t.Errorf("%s → %s: %v", old, changed, err)
		}
	}
	if _, err := state.DecodeAttestation([]byte(strings.Replace(string(data), `"version":1`, `"version":1,"more":2`, 1))); !errors.Is(err, state.ErrContent) {
		t.Errorf("an unknown member: %v", err)
	}
}

func TestForeignAttestations(t *testing.T) {
	a := deed(t, may, state.Effect{Op: state.OpDelete, Object: state.ParseRef("rule/Sales")})
	if why := a.Foreign(desk); why != "" {
		t.Errorf("its own target: %s", why)
	}
	for _, other := range []state.Subject{
		{Target: "pbx2", Type: "toy", URL: desk.URL, Tenant: "t1"}, {Target: "pbx", Type: "3cx", URL: desk.URL, Tenant: "t1"},
		{Target: "pbx", Type: "toy", URL: "https://other.example", Tenant: "t1"}, {Target: "pbx", Type: "toy", URL: desk.URL, Tenant: "t2"},
	} {
		if a.Foreign(other) == "" {
			t.Errorf("counts for %v", other)
		}
	}
	a.Done.Effects[0].Object.Key = "Other"
	if a.Foreign(desk) == "" {
		t.Error("counts although its effects are not those of its step")
	}
}

// TestAttestHidesNothing: what was read stays, whoever says what; and no object
// comes about where the target could have shown it.
func TestAttestHidesNothing(t *testing.T) {
	sch := state.Schema{Kinds: append([]state.Kind{{Name: "rule", Plural: "rules", Key: []string{"Name"}, Unread: true,
		Fields: []state.Field{{Name: "Level", Type: state.Text}, {Name: "Name", Type: state.Text}}}}, schema.Kinds...)}
	live := snapshot(object("user/101", attr("Email", state.OfText("read@x"))), object("user/102"))
	live.Coverage = []state.Coverage{{Extent: state.Extent{Kind: "user"}}, {Extent: state.Extent{Kind: "queue"}, Reach: state.Unreadable}, {Extent: state.Extent{Kind: "rule"}, Reach: state.Unreadable}}
	word := state.Attestation{By: "Anna", At: may, Observed: &state.Sighting{
		Objects: map[string]map[string]map[string]state.Value{
			"user":  {"101": {"Email": state.OfText("said@x")}, "102": {"Email": state.OfText("said@x")}, "103": {}},
			"queue": {"800": {}}, "rule": {"Sales": {"Level": state.OfText("D"), "Nonsense": state.OfText("x")}}, "planet": {"Mars": {}},
		},
		Whole: []state.Extent{{Kind: "rule"}, {Kind: "user"}},
	}}
	got := sch.Attest(live, sch.Hear([]state.Attestation{word}, nil), time.Time{})
	want := "queue/800 Number=800(attested)\nrule/Sales Level=D(attested) Name=Sales(attested)\nuser/101 Email=read@x Number=101\nuser/102 Number=102\n"
	if d := cmp.Diff(want, show(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if c := got.Coverage; c[0].Reach != state.Complete || c[1].Reach != state.Unreadable || c[2].Reach != state.Witnessed || c[2].Reason != "as Anna saw on 2026-05-02" {
		t.Errorf("coverage %v", c)
	}
	if live.Coverage[2].Reach != state.Unreadable || len(live.Objects) != 2 {
		t.Error("what was read is another by now")
	}
}

// TestAppliedSince: of what we wrote and cannot read, and what somebody saw, the
// later counts.
func TestAppliedSince(t *testing.T) {
	live := snapshot(object("user/101", attr("Boss", state.OfText("applied").From(state.Source{Basis: state.Applied}))))
	word := state.Attestation{By: "Anna", At: may, Observed: &state.Sighting{Objects: map[string]map[string]map[string]state.Value{"user": {"101": {"Boss": state.OfText("seen")}}}}}
	said := schema.Hear([]state.Attestation{word}, nil)
	for _, c := range []struct {
		applied time.Time
		want    string
	}{{may.Add(-time.Hour), "user/101 Boss=seen(attested) Number=101\n"}, {may.Add(time.Hour), "user/101 Boss=applied(applied) Number=101\n"}} {
		if got := show(schema.Attest(live, said, c.applied)); got != c.want {
			t.Errorf("applied at %s: %s", c.applied, got)
		}
	}
}

// TestHearing: words come in the order of time, whatever the order of files.
func TestHearing(t *testing.T) {
	ref := state.ParseRef("queue/800")
	set := func(order string) []state.Attr { return []state.Attr{{Name: "Order", Value: state.OfList(order)}} }
	first := deed(t, may, state.Effect{Op: state.OpCreate, Object: ref, Attrs: set("1")})
	second := deed(t, may.Add(time.Hour), state.Effect{Op: state.OpUpdate, Object: state.ParseRef("queue/801"), LiveKey: "800", Attrs: set("2")})
	third := deed(t, may.Add(2*time.Hour), state.Effect{Op: state.OpDelete, Object: state.ParseRef("queue/801")})
	for _, c := range []struct {
		words []state.Attestation
		want  string
	}{
		{[]state.Attestation{first}, "queue/800 Number=800(attested) Order=1(attested)\n"},
		{[]state.Attestation{second, first}, "queue/801 Number=801(attested) Order=2(attested)\n"},
		{[]state.Attestation{third, second, first}, ""},
	} {
		if got := show(&state.Snapshot{Objects: schema.Hear(c.words, nil).Objects}); got != c.want {
			t.Errorf("got %q want %q", got, c.want)
		}
	}
}
