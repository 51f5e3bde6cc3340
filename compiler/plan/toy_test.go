package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// schema is a small telephone system: users by number with an e-mail of their
// own, groups by name, memberships by both.
var schema = state.Schema{Kinds: []state.Kind{
	{Name: "user", Plural: "users", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Email", Type: state.Text, Flags: state.Unique | state.CaseFold},
		{Name: "Enabled", Type: state.Bool},
		{Name: "Mobile", Type: state.Text},
		{Name: "Number", Type: state.Text, Flags: state.Immutable},
		{Name: "Password", Type: state.Text, Flags: state.Secret},
		{Name: "PrimaryGroup", Type: state.Text, Ref: "group"},
		{Name: "Status", Type: state.Text, Flags: state.Runtime},
	}},
	{Name: "group", Plural: "groups", Key: []string{"Name"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Head", Type: state.Text, Ref: "user"},
		{Name: "Language", Type: state.Text},
		{Name: "Name", Type: state.Text},
		{Name: "Watchers", Type: state.Strset, Ref: "user"},
	}},
	{Name: "membership", Plural: "memberships", Key: []string{"Group", "User"}, Owner: "user", Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "CanBargeIn", Type: state.Bool, Flags: state.Privilege},
		{Name: "Group", Type: state.Text, Ref: "group"},
		{Name: "RoleName", Type: state.Text, Flags: state.Privilege},
		{Name: "User", Type: state.Text, Ref: "user"},
	}},
	{Name: "phone", Plural: "devices", Key: []string{"Mac"}, Owner: "user", Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Mac", Type: state.Text, Flags: state.Immutable},
		{Name: "User", Type: state.Text, Ref: "user"},
	}},
}}

// parse reads objects, one on a line: kind/key [id=…] [path=…] Attr=value…,
// where value is a word, true or false, or "-" for none. From a from=… on,
// attributes came from that path.
func parse(t testing.TB, text string) *state.Snapshot {
	t.Helper()
	s := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}}, {Extent: state.Extent{Kind: "group"}}, {Extent: state.Extent{Kind: "membership"}}, {Extent: state.Extent{Kind: "phone"}}}}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if claim, ok := strings.CutPrefix(words[0], "claim:"); ok {
			part := strings.SplitN(claim, ":", 3)
			e := state.Extent{Kind: part[0]}
			if len(part) == 3 {
				e.Attr, e.Value = part[1], part[2]
			}
			s.Claims = append(s.Claims, e)
			continue
		}
		ref := state.ParseRef(words[0])
		o := state.Object{Kind: ref.Kind, Key: ref.Key}
		k, ok := schema.Kind(o.Kind)
		if !ok {
			t.Fatalf("no kind %s", o.Kind)
		}
		for i, part := range strings.SplitN(o.Key, "/", len(k.Key)) {
			o.Put(k.Key[i], state.OfText(part))
		}
		from := ""
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			switch {
			case name == "id":
				o.ID = value
			case name == "path":
				o.Canonical = value
			case name == "from":
				from = value
			case value == "-":
				o.Put(name, state.Nothing())
			case name == "Watchers":
				o.Put(name, state.OfSet(strings.Split(value, "+")...))
			case value == "true", value == "false":
				o.Put(name, state.OfBool(value == "true"))
			default:
				o.Put(name, state.OfText(value))
			}
			if a, ok := o.Attr(name); ok {
				p := "." + strings.ToLower(name)
				if from != "" {
					p = from
				}
				o.Put(name, a.Value, p)
			}
		}
		s.Objects = append(s.Objects, o)
	}
	s.Sort()
	return s
}

// toySteps is a driver with one call for each change, two for a replacement, and
// one for all phones that a user gives away and gets.
func toySteps(set diff.ChangeSet, desired *state.Snapshot) []plan.Step {
	var out []plan.Step
	phones := map[string]*plan.Step{}
	for _, c := range set.Changes {
		if !c.Acts() {
			continue
		}
		switch {
		case c.Object.Kind == "phone" && c.Op == state.OpUpdate:
			f, _ := c.Field("User")
			toyPhones(phones, f.Live.Text(), c, state.Effect{Op: state.OpDelete, Object: c.Object})
			toyPhones(phones, f.Desired.Text(), c, state.Effect{Op: state.OpCreate, Object: c.Object, Attrs: []state.Attr{
				{Name: "Mac", Value: state.OfText(c.Object.Key)}, {Name: "User", Value: f.Desired}}})
		case c.Replace:
			out = append(out, toyDelete(c, c.Live()), toyCreate(c, desired))
		case c.Op == state.OpCreate:
			out = append(out, toyCreate(c, desired))
		case c.Op == state.OpDelete:
			out = append(out, toyDelete(c, c.Object))
		default:
			out = append(out, toyUpdate(c))
		}
	}
	for _, user := range slices.Sorted(keys(phones)) {
		if !goes(set, user) {
			out = append(out, *phones[user])
		}
	}
	return out
}

// goes reports whether a user is deleted, and phones with it.
func goes(set diff.ChangeSet, user string) bool {
	return slices.ContainsFunc(set.Changes, func(c diff.Change) bool {
		return c.Acts() && c.Live() == state.Ref{Kind: "user", Key: user} && (c.Replace || c.Op == state.OpDelete)
	})
}

func toyPhones(phones map[string]*plan.Step, user string, c diff.Change, e state.Effect) {
	s := phones[user]
	if s == nil {
		ref := state.Ref{Kind: "user", Key: user}
		s = &plan.Step{ID: "phones of " + user, Op: state.OpUpdate, Object: ref, Call: "phones", Args: plan.Args{"id": plan.IDOf{Ref: ref}}, Settle: plan.ByRead}
		phones[user] = s
	}
	s.Covers = append(s.Covers, c.Name())
	s.Effects = append(s.Effects, e)
}

func toyCreate(c diff.Change, desired *state.Snapshot) plan.Step {
	d, _ := desired.Find(c.Object)
	body := map[string]any{}
	for _, a := range d.Attrs {
		body[a.Name] = a.Value.String()
	}
	if c.Object.Kind == "membership" {
		body = map[string]any{"user": plan.IDOf{Ref: state.Ref{Kind: "user", Key: d.Get("User").Text()}}, "group": plan.IDOf{Ref: state.Ref{Kind: "group", Key: d.Get("Group").Text()}}}
	}
	return plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Covers: []string{c.Name()}, Call: "create", Args: plan.Args{"body": body},
		Effects: []state.Effect{{Op: state.OpCreate, Object: c.Object, Attrs: d.Attrs}}, Settle: plan.ByKey}
}

func toyDelete(c diff.Change, ref state.Ref) plan.Step {
	return plan.Step{ID: "delete " + ref.String(), Op: state.OpDelete, Object: ref, Covers: []string{c.Name()}, Call: "delete", Args: plan.Args{"id": plan.IDOf{Ref: ref}},
		Effects: []state.Effect{{Op: state.OpDelete, Object: ref}}, Flags: plan.Flags{Irreversible: ref.Kind == "user"}, Settle: plan.ByKey}
}

func toyUpdate(c diff.Change) plan.Step {
	e := state.Effect{Op: state.OpUpdate, Object: c.Object, LiveKey: c.LiveKey}
	body := map[string]any{}
	for _, f := range c.Fields {
		if f.Part.Acts() {
			e.Attrs = append(e.Attrs, state.Attr{Name: f.Name, Value: f.Desired})
			body[f.Name] = f.Desired.String()
		}
	}
	return plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Covers: []string{c.Name()}, Call: "update",
		Args: plan.Args{"id": plan.IDOf{Ref: c.Object}, "body": body}, Effects: []state.Effect{e}, Settle: plan.ByRead}
}

// toyFree empties a unique field, or gives a group a name that nobody has.
func toyFree(step *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	e := state.Effect{Op: state.OpUpdate, Object: object}
	if object.Kind == "phone" {
		return plan.Step{Op: state.OpUpdate, Object: object, Call: "phones", Args: plan.Args{"id": plan.IDOf{Ref: step.Object}}, Effects: []state.Effect{{Op: state.OpDelete, Object: object}}, Settle: plan.ByRead}, true
	}
	var value any
	if field == "Name" {
		e.Object, e.LiveKey = state.Ref{Kind: object.Kind, Key: "tmp " + object.Key}, object.Key
		e.Attrs = []state.Attr{{Name: field, Value: state.OfText(e.Object.Key)}}
		value = e.Object.Key
	} else {
		e.Attrs = []state.Attr{{Name: field, Value: state.Nothing()}}
	}
	return plan.Step{Op: state.OpUpdate, Object: object, Call: "update", Args: plan.Args{"id": plan.IDOf{Ref: object}, field: value}, Effects: []state.Effect{e}, Settle: plan.ByRead}, true
}

// toyRights: who has the role "owner" in a group may change rights in it, a
// "treasurer" those that cost too, a "chief" everywhere. Who may
// barge in may do that in the group. Who is not there, or is switched off, does
// nothing.
func toyRights(s *state.Snapshot) rights.Table {
	var t rights.Table
	for _, u := range s.OfKind("user") {
		if v := u.Get("Enabled"); v.Presence() == state.Set && !v.Bool() {
			t.Off = append(t.Off, u.Ref())
		}
	}
	for _, m := range s.OfKind("membership") {
		holder, scope := state.Ref{Kind: "user", Key: m.Get("User").Text()}, "group:"+m.Get("Group").Text()
		reach := map[string]rights.Right{"owner": {Scope: scope}, "chief": {Scope: "organization"}, "treasurer": {Scope: scope, Level: "all"}}
		if right, ok := reach[m.Get("RoleName").Text()]; ok {
			right.Holder, right.Permission = holder, "rights.manage"
			t.Rows = append(t.Rows, rights.Row{Right: right, Answer: rights.Yes, Privileged: true,
				Via: []rights.Source{{Object: m.Ref(), Attr: "RoleName"}}})
		}
		if m.Get("CanBargeIn").Bool() {
			t.Rows = append(t.Rows, rights.Row{Right: rights.Right{Holder: holder, Permission: "calls.monitor", Scope: scope}, Answer: rights.Yes,
				Via: []rights.Source{{Object: m.Ref(), Attr: "CanBargeIn"}}})
		}
	}
	t.Sort()
	return t
}

// toyAtMost: all is more than nothing said.
func toyAtMost(_, level, other string) bool { return level == "" || level == other }

// target compares and asks the toy driver.
func target(t testing.TB, desired, live *state.Snapshot, edit ...func(*diff.Input)) plan.TargetInput {
	t.Helper()
	in := diff.Input{Target: "pbx", Schema: schema, Desired: desired, Live: live}
	for _, e := range edit {
		e(&in)
	}
	set, diags := diff.Compare(in)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.TargetInput{Target: "pbx", Type: "toy", URL: "https://pbx.example", Vendor: plan.Vendor{Schema: schema, Rights: toyRights, Free: toyFree, AtMost: toyAtMost},
		Desired: desired, Live: live, Changes: set, Steps: toySteps(set, desired), Profile: state.Profile{Version: "20"}}
}

func build(t testing.TB, in plan.BuildInput) *plan.Plan {
	t.Helper()
	p, diags := plan.Build(in)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

// show prints the steps in order with what they need.
func show(s *plan.Section) string {
	var b strings.Builder
	for _, st := range s.Steps {
		b.WriteString(st.ID)
		if len(st.Needs) > 0 {
			fmt.Fprintf(&b, " after [%s]", strings.Join(st.Needs, ", "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func refusals(s *plan.Section) string {
	var out []string
	for _, r := range s.Refusals {
		out = append(out, strings.TrimSpace(r.Guard+": "+r.Message+" "+r.Flag))
	}
	return strings.Join(out, "\n")
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// withRecord tells Compare which vendor id was which path.
func withRecord(entries ...state.Entry) func(*diff.Input) {
	return func(in *diff.Input) {
		slices.SortFunc(entries, func(a, b state.Entry) int { return a.Object.Compare(b.Object) })
		in.Record = &state.Record{Entries: entries}
	}
}
