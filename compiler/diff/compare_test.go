package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// schema is a small telephone system: users by number, groups by name,
// memberships by both.
var schema = state.Schema{Kinds: []state.Kind{
	{Name: "user", Plural: "users", Title: "user", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Email", Type: state.Text, Flags: state.Unique | state.CaseFold},
		{Name: "Enabled", Type: state.Bool, Default: state.OfBool(true)},
		{Name: "Id", Type: state.Int, Flags: state.Computed},
		{Name: "Mobile", Type: state.Text},
		{Name: "Number", Type: state.Text, Flags: state.Immutable},
		{Name: "Office", Type: state.Text, Flags: state.External},
		{Name: "Password", Type: state.Text, Flags: state.Secret},
		{Name: "Status", Type: state.Text, Flags: state.Runtime},
	}},
	{Name: "group", Plural: "groups", Title: "group", Key: []string{"Name"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Head", Type: state.Text, Ref: "user"},
		{Name: "Language", Type: state.Text},
		{Name: "Name", Type: state.Text},
	}},
	{Name: "membership", Plural: "memberships", Title: "membership", Key: []string{"Group", "User"}, Owner: "user", Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "CanBargeIn", Type: state.Bool, Flags: state.Privilege},
		{Name: "Group", Type: state.Text, Ref: "group"},
		{Name: "RoleName", Type: state.Text, Flags: state.Privilege},
		{Name: "User", Type: state.Text, Ref: "user"},
	}},
	{Name: "phone", Plural: "devices", Title: "phone", Key: []string{"Mac"}, Owner: "user", Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Mac", Type: state.Text, Flags: state.Immutable},
		{Name: "Name", Type: state.Text},
		{Name: "Serial", Type: state.Text, Flags: state.Immutable},
		{Name: "User", Type: state.Text, Ref: "user"},
	}},
}}

// parse reads objects, one on a line: kind/key [id=…] [path=…] Attr=value…,
// where value is a word, true or false, or "-" for none.
func parse(t testing.TB, text string) []state.Object {
	t.Helper()
	var out []state.Object
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		ref := state.ParseRef(words[0])
		o := state.Object{Kind: ref.Kind, Key: ref.Key}
		k, _ := schema.Kind(o.Kind)
		for i, part := range strings.SplitN(o.Key, "/", len(k.Key)) {
			o.Put(k.Key[i], state.OfText(part), ".key")
		}
		for _, w := range words[1:] {
			name, value, ok := strings.Cut(w, "=")
			switch {
			case !ok:
				t.Fatalf("bad word %q", w)
			case name == "id":
				o.ID = value
			case name == "path":
				o.Canonical = value
			case value == "-":
				o.Put(name, state.Nothing(), "."+strings.ToLower(name))
			case value == "true", value == "false":
				o.Put(name, state.OfBool(value == "true"), "."+strings.ToLower(name))
			case value == "?":
				o.Put(name, state.Nothing().From(state.Source{Basis: state.Unknown}))
			default:
				o.Put(name, state.OfText(value), "."+strings.ToLower(name))
			}
		}
		out = append(out, o)
	}
	return out
}

var complete = []state.Coverage{{Extent: state.Extent{Kind: "user"}}, {Extent: state.Extent{Kind: "group"}}, {Extent: state.Extent{Kind: "membership"}}, {Extent: state.Extent{Kind: "phone"}}}

func side(t testing.TB, text string) *state.Snapshot {
	s := &state.Snapshot{Objects: parse(t, text), Coverage: complete}
	s.Sort()
	return s
}

// show prints a change set, one line a change.
func show(set diff.ChangeSet) string {
	var b strings.Builder
	for _, c := range set.Changes {
		fmt.Fprintf(&b, "%s %s", c.Part, c.Name())
		if c.LiveKey != "" {
			fmt.Fprintf(&b, " was %s", c.LiveKey)
		}
		if c.Replace {
			b.WriteString(" replace")
		}
		for _, f := range c.Fields {
			if c.Op != state.OpUpdate {
				continue
			}
			part := ""
			if f.Part != c.Part {
				part = string(f.Part) + " "
			}
			fmt.Fprintf(&b, " {%s%s %s→%s}", part, f.Name, f.Live, f.Desired)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func codes(l diag.List) string {
	var out []string
	for _, d := range l {
		out = append(out, string(d.Code)+" "+d.Message)
	}
	return strings.Join(out, "\n")
}

func TestCompare(t *testing.T) {
	record := func(text string) *state.Record {
		r := &state.Record{}
		for _, o := range parse(t, text) {
			r.Entries = append(r.Entries, state.Entry{Object: o.Ref(), Canonical: o.Canonical, ID: o.ID, Attrs: o.Attrs})
		}
		return r
	}
	tests := []struct {
		name                      string
		desired, live, base, last string
		record                    string
		previously                map[string][]string
		released                  map[string]diff.Release
		claims                    []state.Extent
		coverage                  []state.Coverage
		want                      string
		diags                     string
	}{
		{name: "nothing to do",
			desired: "user/101 Email=a@x", live: "user/101 Email=a@x Mobile=5"},
		{name: "what refers to something made anew is written again",
			desired: "user/150 path=users.bob\ngroup/Sales Head=150\ngroup/Ops Head=102", live: "user/101 id=4\nuser/102\ngroup/Sales Head=101\ngroup/Ops Head=102",
			record: "user/101 id=4 path=users.bob",
			want:   "asked update user/150 was 101 replace {Number 101→150}\nasked update group/Sales {Head 101→150}\n"},
		{name: "what belongs to something made anew moves to it",
			desired: "user/150 path=users.bob\nphone/aa User=150", live: "user/101 id=4\nphone/aa User=101",
			record: "user/101 id=4 path=users.bob",
			want:   "asked update user/150 was 101 replace {Number 101→150}\nasked update phone/aa {User 101→150}\n"},
		{name: "things without vendor ids are known by their keys",
			desired: "user/101\nuser/102\nphone/ab path=devices.one Name=A User=101\nphone/aa path=devices.two Name=B User=102", live: "user/101\nuser/102\nphone/aa Name=A User=101\nphone/ab Name=B User=102",
			record: "phone/aa path=devices.one Name=A User=101\nphone/ab path=devices.two Name=B User=102",
			want:   "asked update phone/aa {Name A→B} {User 101→102}\nasked update phone/ab {Name B→A} {User 102→101}\n"},
		{name: "the one that is not declared any more is released",
			desired: "user/101\nphone/ab path=devices.one User=101", live: "user/101\nphone/aa User=101\nphone/ab User=101",
			record: "phone/aa path=devices.one User=101",
			want:   "released delete phone/aa\n"},
		{name: "what moves away outlives its owner",
			desired: "user/102\nphone/aa User=102\nphone/ab User=102", live: "user/101\nuser/102\nphone/aa User=101\nphone/ac User=101",
			claims: []state.Extent{{Kind: "user"}},
			want:   "asked delete user/101\nasked update phone/aa {User 101→102}\nasked create phone/ab\n"},
		{name: "create, update, leave alone",
			desired: "user/101 Email=b@x\nuser/102 Email=c@x", live: "user/101 Email=a@x Mobile=5\nuser/103 Email=d@x",
			want: "asked update user/101 {Email a@x→b@x}\nasked create user/102\n"},
		{name: "absent is not managed, none clears",
			desired: "user/101 Email=-\nuser/102", live: "user/101 Email=a@x\nuser/102 Email=b@x",
			want: "asked update user/101 {Email a@x→(none)}\n"},
		{name: "clearing what is not set",
			desired: "membership/Sales/101 CanBargeIn=-", live: "membership/Sales/101"},
		{name: "letter case of folding fields",
			desired: "user/101 Email=A@x Mobile=a", live: "user/101 Email=a@X Mobile=A",
			want: "asked update user/101 {Mobile A→a}\n"},
		{name: "a default that is not shown",
			desired: "user/101 Enabled=true\nuser/102 Enabled=false", live: "user/101\nuser/102",
			want: "asked update user/102 {Enabled (unset)→false}\n"},
		{name: "cleared to the default",
			desired: "user/101 Enabled=-", live: "user/101 Enabled=true"},
		{name: "computed and secret fields never differ",
			desired: "user/101 Id=1 Password=x", live: "user/101 Id=2 Password=y"},
		{name: "running state only when declared",
			desired: "user/101 Status=away\nuser/102", live: "user/101 Status=here\nuser/102 Status=here",
			want: "asked update user/101 {Status here→away}\n"},
		{name: "another system's field",
			desired: "user/101 path=users.bob Office=a", live: "user/101 Office=b",
			diags: "PB4004 Office of user 101 is kept by another system: there it is b, here a"},
		{name: "set at creation and never shown again",
			desired: "phone/aa path=devices.desk Serial=5", live: "phone/aa",
			diags: "PB4008 Serial of phone aa is set only when it is made and cannot be read: taken to be 5"},
		{name: "released, and set at creation only",
			desired: "phone/aa path=devices.desk", live: "phone/aa Serial=5", last: "phone/aa Serial=5", released: map[string]diff.Release{"devices": diff.ToReset},
			want:  "released update phone/aa {Serial 5→(unset)}\n",
			diags: "PB4010 Serial of phone aa is no longer declared, and can be set only when it is made: it stays 5"},
		{name: "unknown values are written",
			desired: "user/101 Mobile=5", live: "user/101 Mobile=?",
			want: "asked update user/101 {Mobile (none)→5}\n"},

		{name: "drift is overwritten",
			desired: "user/101 Mobile=5 Email=b@x", live: "user/101 Mobile=6 Email=a@x", last: "user/101 Mobile=5 Email=a@x",
			want: "asked update user/101 {Email a@x→b@x} {overwrite Mobile 6→5}\n"},
		{name: "all drift",
			desired: "user/101 Mobile=5", live: "user/101 Mobile=6", last: "user/101 Mobile=5",
			want: "overwrite update user/101 {Mobile 6→5}\n"},
		{name: "deleted behind our back",
			desired: "user/101", last: "user/101",
			want: "overwrite create user/101\n"},
		{name: "drift on what is no longer declared is left",
			desired: "user/101", live: "user/101 Mobile=6", last: "user/101 Mobile=5",
			want: "left update user/101 {Mobile 6→(unset)}\n"},

		{name: "released field is listed",
			desired: "user/101 Email=b@x", live: "user/101 Mobile=5 Email=a@x", base: "user/101 Mobile=5",
			want: "asked update user/101 {Email a@x→b@x} {released Mobile 5→(unset)}\n"},
		{name: "released field is reset",
			desired: "user/101", live: "user/101 Mobile=5 Enabled=false", last: "user/101 Mobile=5 Enabled=false",
			released: map[string]diff.Release{"users": diff.ToReset},
			want:     "reset update user/101 {Enabled false→true} {Mobile 5→(none)}\n"},
		{name: "released rights need a word, and come first",
			desired: "user/101 Email=b@x\nmembership/Sales/101 path=m", live: "user/101 Email=a@x\nmembership/Sales/101 CanBargeIn=true",
			base:  "membership/Sales/101 path=m CanBargeIn=true",
			want:  "released update membership/Sales/101 {CanBargeIn true→(unset)}\nasked update user/101 {Email a@x→b@x}\n",
			diags: "PB4005 CanBargeIn of membership Sales/101 is no longer declared and would stay true"},
		{name: "released rights are an error though they drifted",
			desired: "membership/Sales/101 path=m", live: "membership/Sales/101 RoleName=owner", last: "membership/Sales/101 path=m RoleName=user",
			want:  "released update membership/Sales/101 {RoleName owner→(unset)}\n",
			diags: "PB4005 RoleName of membership Sales/101 is no longer declared and would stay owner"},
		{name: "released right left knowingly",
			desired: "membership/Sales/101", live: "membership/Sales/101 CanBargeIn=true", base: "membership/Sales/101 CanBargeIn=true",
			released: map[string]diff.Release{"memberships": diff.ToLeave},
			want:     "released update membership/Sales/101 {CanBargeIn true→(unset)}\n"},
		{name: "nothing of the released is left",
			desired: "membership/Sales/101", live: "membership/Sales/101", base: "membership/Sales/101 CanBargeIn=true"},
		{name: "released object is left by default",
			live: "user/101", base: "user/101 path=users.bob",
			want: "released delete user/101\n"},
		{name: "released membership is an error by default",
			live: "membership/Sales/101", last: "membership/Sales/101 path=groups.sales.members.bob",
			want:  "released delete membership/Sales/101\n",
			diags: "PB4005 membership Sales/101 is no longer declared and would stay as it is"},
		{name: "released object is reset",
			live: "user/101", last: "user/101", released: map[string]diff.Release{"users": diff.ToReset},
			want: "reset delete user/101\n"},
		{name: "released object that is gone", base: "user/101"},

		{name: "deleted inside a claim only",
			desired: "membership/Sales/101", live: "membership/Sales/101\nmembership/Sales/102\nmembership/Ops/102",
			claims: []state.Extent{{Kind: "membership", Attr: "Group", Value: "Sales"}},
			want:   "asked delete membership/Sales/102\n"},
		{name: "no delete where the list is cut",
			desired: "user/101", live: "user/101\nuser/102\nuser/103", claims: []state.Extent{{Kind: "user"}},
			coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}, Reach: state.Partial, Reason: "page 2 failed"}},
			diags:    "PB4003 user 102, 103 not deleted: the list of users on the target could not be read in full (partial: page 2 failed)"},
		{name: "no create where the account may not look",
			desired: "user/101", coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}, Reach: state.Denied}},
			diags: "PB4003 user 101 not created: the list of users on the target could not be read in full (denied)"},
		{name: "what nobody mentions is partial",
			desired: "user/101", coverage: []state.Coverage{},
			diags: "PB4003 user 101 not created: the list of users on the target could not be read in full (partial: nothing says how much of it was read)"},
		{name: "the narrowest extent decides",
			desired: "membership/Sales/101\nmembership/Ops/101", coverage: []state.Coverage{{Extent: state.Extent{Kind: "membership"}},
				{Extent: state.Extent{Kind: "membership", Attr: "Group", Value: "Ops"}, Reach: state.Denied}},
			want:  "asked create membership/Sales/101\n",
			diags: "PB4003 membership Ops/101 not created: the list of memberships of Ops on the target could not be read in full (denied)"},
		{name: "what is owned goes with its owner",
			live: "user/101\nmembership/Sales/101\nmembership/Sales/102", claims: []state.Extent{{Kind: "user"}},
			want: "asked delete user/101\n"},

		{name: "renamed group takes its members along",
			desired: "group/Verkauf path=groups.sales\nmembership/Verkauf/101 path=groups.sales.members.a RoleName=owner",
			live:    "group/Sales id=7\nmembership/Sales/101 RoleName=user",
			record:  "group/Sales id=7 path=groups.sales",
			claims:  []state.Extent{{Kind: "membership", Attr: "Group", Value: "Verkauf"}},
			want:    "asked update group/Verkauf was Sales {Name Sales→Verkauf}\nasked update membership/Verkauf/101 was Sales/101 {RoleName user→owner}\n"},
		{name: "renamed by previously, known from base",
			desired: "group/Verkauf path=groups.verkauf", live: "group/Sales id=7", base: "group/Sales path=groups.sales Language=de",
			previously: map[string][]string{"groups.verkauf": {"groups.sales"}},
			want:       "asked update group/Verkauf was Sales {Name Sales→Verkauf}\n"},
		{name: "renamed by previously, nothing known",
			desired: "group/verkauf path=groups.verkauf", live: "group/sales id=7",
			previously: map[string][]string{"groups.verkauf": {"groups.sales"}},
			want:       "asked update group/verkauf was sales {Name sales→verkauf}\n"},
		{name: "a new number where one cannot renumber",
			desired: "user/150 path=users.bob\nmembership/Sales/150", live: "user/101 id=4\nmembership/Sales/101", record: "user/101 id=4 path=users.bob",
			want: "asked update user/150 was 101 replace {Number 101→150}\nasked create membership/Sales/150\n"},
		{name: "two numbers swapped, told by the record",
			desired: "group/B path=groups.a\ngroup/A path=groups.b", live: "group/A id=1\ngroup/B id=2",
			record: "group/A id=1 path=groups.a\ngroup/B id=2 path=groups.b",
			want:   "asked update group/A was B {Name B→A}\nasked update group/B was A {Name A→B}\n"},
		{name: "two candidates",
			desired: "group/Verkauf path=groups.sales", live: "group/Sales id=7\ngroup/Verkauf id=8", record: "group/Sales id=7 path=groups.sales",
			diags: "PB4001 two things on the target could be groups.sales: group Sales (id 7) and group Verkauf (id 8)"},
		{name: "a name that somebody leaves in the same change",
			desired: "group/Ops path=groups.sales", live: "group/Ops id=8\ngroup/Sales id=7", record: "group/Ops id=8 path=groups.ops\ngroup/Sales id=7 path=groups.sales",
			diags: "PB4020 groups.sales, which is group Sales (id 7), would become group Ops (id 8), and that is still there: it was groups.ops, which the site does not declare any more"},
		{name: "two of one name",
			desired: "group/Sales path=groups.sales Language=de", live: "group/Sales id=7 Language=de\ngroup/Sales id=8",
			diags: "PB4001 two things on the target could be groups.sales: group Sales (id 7) and group Sales (id 8)"},
		{name: "two of one name, told by the record",
			desired: "group/Sales path=groups.sales Language=de", live: "group/Sales id=7 Language=fr\ngroup/Sales id=8", record: "group/Sales id=8 path=groups.sales",
			want: "asked update group/Sales {Language (unset)→de}\n"},
		{name: "recorded under another name by somebody",
			desired: "group/Sales path=groups.sales", live: "group/Sells id=7", record: "group/Sales id=7 path=groups.sales",
			want:  "overwrite create group/Sales\n",
			diags: "PB4007 groups.sales was group Sales (id 7) when it was last applied; that is now called Sells and is left alone"},
		{name: "two declarations of one thing",
			desired: "user/101 path=users.a Email=b\nuser/101 path=users.b Email=c", live: "user/101",
			diags: "PB4002 users.a and users.b are both user 101 on the target"},
		{name: "a number that goes to somebody else",
			desired: "user/150 path=users.a\nuser/101 path=users.b", live: "user/101", base: "user/101 path=users.a",
			diags: "PB4009 user 101 was users.a and would become users.b"},
		{name: "handsets passed on in a chain",
			desired: "phone/b path=devices.1 User=1\nphone/c path=devices.2 User=2\nphone/d path=devices.3 User=3",
			live:    "phone/a User=1\nphone/b User=2\nphone/c User=3", base: "phone/a path=devices.1 User=1\nphone/b path=devices.2 User=2\nphone/c path=devices.3 User=3",
			want: "asked update phone/b {User 2→1}\nasked update phone/c {User 3→2}\nasked update phone/d was a replace {Mac a→d} {User 1→3}\n"},
		{name: "a handset passed on to a holder who had none",
			desired: "phone/a path=devices.4 User=4\nphone/d path=devices.1 User=1", live: "phone/a User=1", base: "phone/a path=devices.1 User=1",
			want: "asked update phone/a {User 1→4}\nasked create phone/d\n"},
		{name: "no state the schema does not know",
			desired: "user/101 path=users.a Shoe=44", live: "user/101",
			diags: "PB4006 user/101: attribute Shoe is not in the schema"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := diff.Input{Schema: schema, Desired: side(t, tt.desired), Live: side(t, tt.live), Previously: tt.previously, Released: tt.released}
			in.Desired.Claims = tt.claims
			if tt.coverage != nil {
				in.Live.Coverage = tt.coverage
			}
			if tt.base != "" {
				in.Base = side(t, tt.base)
			}
			if tt.last != "" {
				in.Last = side(t, tt.last)
			}
			if tt.record != "" {
				in.Record = record(tt.record)
			}
			set, diags := diff.Compare(in)
			if d := cmp.Diff(tt.want, show(set)); d != "" {
				t.Errorf("changes (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.diags, codes(diags)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s", d)
			}
		})
	}
}
