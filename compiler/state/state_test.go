package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

var schema = state.Schema{Kinds: []state.Kind{
	{Name: "user", Plural: "users", Key: []string{"Number"}, Fields: []state.Field{
		{Name: "Boss", Type: state.Text, Ref: "user"},
		{Name: "Email", Type: state.Text, Flags: state.CaseFold},
		{Name: "Number", Type: state.Text},
		{Name: "Password", Type: state.Text, Flags: state.Secret},
		{Name: "Status", Type: state.Text, Flags: state.Runtime},
	}},
	{Name: "group", Plural: "groups", Key: []string{"Name"}, Fields: []state.Field{{Name: "Name", Type: state.Text}}},
	{Name: "membership", Plural: "memberships", Key: []string{"Group", "User"}, Owner: "user", Fields: []state.Field{
		{Name: "Group", Type: state.Text, Ref: "group"},
		{Name: "User", Type: state.Text, Ref: "user"},
	}},
	{Name: "queue", Plural: "queues", Key: []string{"Number"}, Fields: []state.Field{
		{Name: "Agents", Type: state.Strset, Ref: "user"},
		{Name: "Number", Type: state.Text},
		{Name: "Order", Type: state.Strlist, Ref: "user"},
	}},
}}

func object(ref string, attrs ...state.Attr) state.Object {
	r := state.ParseRef(ref)
	o := state.Object{Kind: r.Kind, Key: r.Key}
	k, _ := schema.Kind(r.Kind)
	for i, part := range strings.SplitN(r.Key, "/", len(k.Key)) {
		o.Put(k.Key[i], state.OfText(part))
	}
	for _, a := range attrs {
		o.Put(a.Name, a.Value)
	}
	return o
}

func attr(name string, v state.Value) state.Attr { return state.Attr{Name: name, Value: v} }

func snapshot(objects ...state.Object) *state.Snapshot {
	s := &state.Snapshot{Objects: objects}
	s.Sort()
	return s
}

// show is one line an object.
func show(s *state.Snapshot) string {
	var b strings.Builder
	for i := range s.Objects {
		o := &s.Objects[i]
		b.WriteString(o.Ref().String())
		for _, a := range o.Attrs {
			fmt.Fprintf(&b, " %s=%s", a.Name, a.Value)
			if a.Value.Basis() != state.Read {
				fmt.Fprintf(&b, "(%s)", a.Value.Basis())
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func world() *state.Snapshot {
	return snapshot(object("user/101"), object("user/102", attr("Boss", state.OfText("101"))), object("group/Sales"),
		object("membership/Sales/101"), object("queue/800", attr("Agents", state.OfSet("101", "102")), attr("Order", state.OfList("102", "101"))))
}

func TestApply(t *testing.T) {
	ref := state.ParseRef
	tests := []struct {
		name    string
		effects []state.Effect
		want    string
		wrong   []int
	}{
		{"create, update, clear, delete", []state.Effect{
			{Op: state.OpCreate, Object: ref("user/103"), Attrs: []state.Attr{attr("Number", state.OfText("103"))}},
			{Op: state.OpUpdate, Object: ref("user/102"), Attrs: []state.Attr{attr("Boss", state.Nothing())}},
			{Op: state.OpDelete, Object: ref("membership/Sales/101")},
		}, "group/Sales Name=Sales\nqueue/800 Agents=101, 102 Number=800 Order=102, 101\nuser/101 Number=101\nuser/102 Boss=(none) Number=102\nuser/103 Number=103\n", nil},
		{"mistakes are told by place, and change nothing", []state.Effect{
			{Op: state.OpCreate, Object: ref("user/101")},
			{Op: state.OpUpdate, Object: ref("user/199")},
			{Op: state.OpDelete, Object: ref("user/199")},
			{Op: state.OpUpdate, Object: ref("user/102"), LiveKey: "101"},
		}, show(world()), []int{0, 1, 2, 3}},
		{"deleted and created again", []state.Effect{
			{Op: state.OpDelete, Object: ref("user/102")},
			{Op: state.OpCreate, Object: ref("user/102"), Attrs: []state.Attr{attr("Email", state.OfText("x"))}},
		}, "group/Sales Name=Sales\nmembership/Sales/101 Group=Sales User=101\nqueue/800 Agents=101, 102 Number=800 Order=102, 101\nuser/101 Number=101\nuser/102 Email=x\n", nil},
		{"a rename takes references along", []state.Effect{
			{Op: state.OpUpdate, Object: ref("user/190"), LiveKey: "101"},
			{Op: state.OpUpdate, Object: ref("group/Verkauf"), LiveKey: "Sales"},
			{Op: state.OpUpdate, Object: ref("membership/Verkauf/190"), LiveKey: "Sales/101", Attrs: nil},
		}, "group/Verkauf Name=Verkauf\nmembership/Verkauf/190 Group=Verkauf User=190\nqueue/800 Agents=102, 190 Number=800 Order=102, 190\nuser/102 Boss=190 Number=102\nuser/190 Number=190\n", nil},
		{"a swap goes by a third name", []state.Effect{
			{Op: state.OpUpdate, Object: ref("user/tmp"), LiveKey: "101"},
			{Op: state.OpUpdate, Object: ref("user/101"), LiveKey: "102"},
			{Op: state.OpUpdate, Object: ref("user/102"), LiveKey: "tmp"},
		}, "group/Sales Name=Sales\nmembership/Sales/102 Group=Sales User=102\nqueue/800 Agents=101, 102 Number=800 Order=101, 102\nuser/101 Boss=102 Number=101\nuser/102 Number=102\n", nil},
		{"what the vendor does is marked", []state.Effect{
			{Op: state.OpUpdate, Object: ref("user/101"), Attrs: []state.Attr{attr("Email", state.OfText("x"))}, Predicted: true},
			{Op: state.OpDelete, Object: ref("queue/800")}, {Op: state.OpDelete, Object: ref("user/102")},
		}, "group/Sales Name=Sales\nmembership/Sales/101 Group=Sales User=101\nuser/101 Email=x(predicted) Number=101\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := world()
			after, wrong := schema.Apply(before, tt.effects)
			if d := cmp.Diff(tt.want, show(after)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if !slices.Equal(wrong, tt.wrong) {
				t.Errorf("wrong effects %v, want %v", wrong, tt.wrong)
			}
			if d := cmp.Diff(show(world()), show(before)); d != "" {
				t.Errorf("the original changed:\n%s", d)
			}
		})
	}
}

func TestRekey(t *testing.T) {
	s := world()
	s.Coverage = []state.Coverage{{Extent: state.Extent{Kind: "membership", Attr: "Group", Value: "Sales"}}}
	s.Claims = []state.Extent{{Kind: "membership", Attr: "User", Value: "101"}, {Kind: "group", Attr: "Name", Value: "Sales"}}
	got := state.Rekey(schema, s, map[state.Ref]state.Ref{
		{Kind: "user", Key: "101"}:    {Kind: "user", Key: "102"},
		{Kind: "user", Key: "102"}:    {Kind: "user", Key: "101"},
		{Kind: "group", Key: "Sales"}: {Kind: "group", Key: "A/B"},
	})
	want := "group/A/B Name=A/B\nmembership/A/B/102 Group=A/B User=102\nqueue/800 Agents=101, 102 Number=800 Order=101, 102\nuser/101 Boss=102 Number=101\nuser/102 Number=102\n"
	if d := cmp.Diff(want, show(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got.Coverage[0].Value != "A/B" || got.Claims[0].Value != "102" || got.Claims[1].Value != "A/B" {
		t.Errorf("extents %v %v", got.Coverage, got.Claims)
	}
	if d := cmp.Diff(show(world()), show(s)); d != "" {
		t.Errorf("the original changed:\n%s", d)
	}
}

func TestReachAndClaims(t *testing.T) {
	s := &state.Snapshot{
		Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}, Reach: state.Partial}, {Extent: state.Extent{Kind: "membership"}},
			{Extent: state.Extent{Kind: "membership", Attr: "Group", Value: "Ops"}, Reach: state.Denied}},
		Claims: []state.Extent{{Kind: "membership", Attr: "Group", Value: "Sales"}, {Kind: "group"}},
	}
	for ref, want := range map[string]struct {
		reach   state.Reach
		claimed bool
	}{
		"user/1": {state.Partial, false}, "membership/Sales/1": {state.Complete, true}, "membership/Ops/1": {state.Denied, false},
		"group/Sales": {state.Partial, true}, "queue/800": {state.Partial, false},
	} {
		o := object(ref)
		if r, c := s.ReachOf(&o), s.Claimed(&o); r != want.reach || c != want.claimed {
			t.Errorf("%s: %v, %v", ref, r, c)
		}
	}
}

func TestSumOf(t *testing.T) {
	k, _ := schema.Kind("user")
	o := object("user/101", attr("Email", state.OfText("a")), attr("Status", state.OfText("here")), attr("Password", state.OfText("x")))
	o.ID = "7"
	all := []string{"Status", "Password", "Email", "Boss"}
	sum := func(o *state.Object, fields []string) string {
		d, err := k.SumOf(o, fields)
		if err != nil {
			t.Fatal(err)
		}
		return d.Digest
	}
	base := sum(&o, all)
	if none := sum(nil, all); none != "" {
		t.Errorf("what is not there has the digest %q", none)
	}
	change := func(edit func(*state.Object)) *state.Object {
		c := o.Clone()
		edit(&c)
		return &c
	}
	for name, tt := range map[string]struct {
		o    *state.Object
		same bool
	}{
		"status":            {change(func(o *state.Object) { o.Put("Status", state.OfText("away")) }), true},
		"password":          {change(func(o *state.Object) { o.Put("Password", state.OfText("y")) }), true},
		"number, not named": {change(func(o *state.Object) { o.Put("Number", state.OfText("5")) }), true},
		"empty boss":        {change(func(o *state.Object) { o.Put("Boss", state.Nothing()) }), true},
		"not read":          {change(func(o *state.Object) { o.Put("Email", state.OfText("a").From(state.Source{Basis: state.Attested})) }), false},
		"e-mail":            {change(func(o *state.Object) { o.Put("Email", state.OfText("b")) }), false},
		"boss":              {change(func(o *state.Object) { o.Put("Boss", state.OfText("5")) }), false},
		"id":                {change(func(o *state.Object) { o.ID = "8" }), false},
	} {
		if got := sum(tt.o, all) == base; got != tt.same {
			t.Errorf("%s: same = %v", name, got)
		}
	}
	if sum(&o, []string{"Boss", "Email"}) != sum(&o, []string{"Email", "Boss", "Email"}) {
		t.Error("the order of the names matters")
	}
}

// TestSumMoved: what moved is named, and what the vendor holds for equal has not
// moved.
func TestSumMoved(t *testing.T) {
	k, _ := schema.Kind("user")
	o := object("user/101", attr("Email", state.OfText("Ann@x")), attr("Boss", state.OfText("102")))
	o.ID = "7"
	was, err := k.SumOf(&o, []string{"Email", "Boss"})
	if err != nil {
		t.Fatal(err)
	}
	for want, edit := range map[string]func(*state.Object) *state.Object{
		"":                                      func(o *state.Object) *state.Object { o.Put("Email", state.OfText("ann@X")); return o },
		"not there any more":                    func(*state.Object) *state.Object { return nil },
		"Email changed since the plan was made": func(o *state.Object) *state.Object { o.Put("Email", state.OfText("z")); return o },
		"Boss and Email changed since the plan was made": func(o *state.Object) *state.Object { o.Attrs = nil; return o },
		"another object of that name: its id changed":    func(o *state.Object) *state.Object { o.ID = "8"; return o },
	} {
		c := o.Clone()
		now, err := k.SumOf(edit(&c), was.Names())
		if err != nil {
			t.Fatal(err)
		}
		if got := was.Moved(now); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (state.Sum{}).Moved(was); got != "there by now" {
		t.Errorf("what came is %q", got)
	}
	// A value that a person vouches for cannot be read again, so it binds nothing.
	o.Put("Boss", state.OfText("102").From(state.Source{Basis: state.Attested}))
	if s, err := k.SumOf(&o, []string{"Email", "Boss"}); err != nil || !slices.Equal(s.Names(), []string{"Email"}) {
		t.Errorf("sums up %v, %v", s.Names(), err)
	}
}

func TestRecord(t *testing.T) {
	desired := snapshot(object("user/101", attr("Email", state.OfText("A@x")), attr("Boss", state.OfText("102")), attr("Password", state.OfText("x"))),
		object("user/102", attr("Boss", state.Nothing())), object("user/103"), object("user/104", attr("Email", state.OfText("d"))))
	desired.Target = "pbx"
	for i := range desired.Objects {
		desired.Objects[i].Canonical = "users.u" + desired.Objects[i].Key
	}
	live := snapshot(object("user/101", attr("Email", state.OfText("a@x"))), object("user/102"), object("user/104", attr("Email", state.OfText("z"))))
	live.Objects[0].ID = "7"
	before := &state.Record{Run: "r1", Entries: []state.Entry{{Object: state.ParseRef("user/103"), ID: "9"},
		{Object: state.ParseRef("user/104"), Attrs: []state.Attr{attr("Email", state.OfText("old"))}}}}
	r := before.Settled(schema, desired, live, func(ref state.Ref, field string) bool { return ref.Key == "101" && field == "Boss" })
	if got, want := show(r.Snapshot()), "user/101 Boss=102(applied) Email=A@x Number=101\nuser/102 Boss=(none) Number=102\nuser/103\nuser/104 Email=old Number=104\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if e, ok := r.Find(state.ParseRef("user/101")); !ok || e.ID != "7" || e.Canonical != "users.u101" {
		t.Errorf("entry %v", e)
	}
	r.At = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	b, err := state.EncodeRecord(r)
	if err != nil {
		t.Fatal(err)
	}
	back, err := state.DecodeRecord(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(r, back, exact); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	over := live.Over(back.Overlays())
	if got := show(over); !strings.Contains(got, "user/101 Boss=102(applied) Email=a@x") {
		t.Errorf("over live:\n%s", got)
	}
	var lost *state.Record
	if _, ok := lost.Find(state.ParseRef("user/1")); ok || lost.Snapshot() != nil || lost.Overlays() != nil {
		t.Error("a lost record knows things")
	}
}

func TestOverlays(t *testing.T) {
	unknown := state.Nothing().From(state.Source{Basis: state.Unknown})
	live := snapshot(object("user/101", attr("Email", state.OfText("read")), attr("Boss", unknown)))
	attested := func(s string) state.Value {
		return state.OfText(s).From(state.Source{Basis: state.Attested, By: "alice"})
	}
	ref := state.ParseRef("user/101")
	got := live.Over([]state.Overlay{{ref, "Email", attested("said")}, {ref, "Boss", attested("first")}, {ref, "Boss", attested("later")}, {state.ParseRef("user/999"), "Boss", attested("x")}})
	if want := "user/101 Boss=later(attested) Email=read Number=101\n"; show(got) != want {
		t.Errorf("got %s", show(got))
	}
	if want := "user/101 Boss=(none)(unknown) Email=read Number=101\n"; show(live) != want {
		t.Errorf("the original changed: %s", show(live))
	}
}

func BenchmarkEncodeSnapshot(b *testing.B) {
	s := &state.Snapshot{}
	for i := range 10_000 {
		o := object(fmt.Sprintf("user/%05d", i))
		for j := range 10 {
			o.Put(fmt.Sprintf("F%d", j), state.OfText(fmt.Sprintf("value %d of %d", j, i)))
		}
		s.Objects = append(s.Objects, o)
	}
	for b.Loop() {
		text, err := state.EncodeSnapshot(s)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(text)))
	}
}
