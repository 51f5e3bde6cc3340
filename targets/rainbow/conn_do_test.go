package rainbow

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/rainbow/sim"
)

const (
	zoe    = "zoe.present@old.example"
	yves   = "yves@old.example"
	xavier = "xavier@old.example"
	willy  = "willy@old.example"
)

// changing is a step that writes attributes of an object.
func changing(kind, key, call string, args plan.Args, attrs ...state.Attr) *plan.Step {
	ref := state.Ref{Kind: kind, Key: key}
	slices.SortFunc(attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	return &plan.Step{ID: "1", Op: state.OpUpdate, Object: ref, Call: call, Args: args, Effects: []state.Effect{{Op: state.OpUpdate, Object: ref, Attrs: attrs}}}
}

func replaced(kind, attr, key string) plan.After {
	return plan.After{Extent: state.Extent{Kind: kind, Attr: attr, Value: key}}
}

// did carries a step out, and wants it done.
func (c *company) did(s *plan.Step) {
	c.t.Helper()
	w := c.connect(nil)
	live := everything(c.t, w)
	if r := w.Do(c.t.Context(), orderOf(live, s)); r.Outcome != targets.Done {
		c.t.Fatalf("%s: %s: %v", s.Call, r.Outcome, r.Err)
	}
}

// row is an object of the simulated world, by a field of it.
func (c *company) row(part, field, value string) map[string]any {
	c.t.Helper()
	b, err := c.Server.World()
	if err != nil {
		c.t.Fatal(err)
	}
	var world map[string]json.RawMessage
	var rows []map[string]any
	if err := json.Unmarshal(b, &world); err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(world[part], &rows); err != nil {
		c.t.Fatal(err)
	}
	for _, r := range rows {
		if r[field] == value {
			return r
		}
	}
	c.t.Fatalf("no %s with %s %s", part, field, value)
	return nil
}

// changed are the entries of a list before and after a step.
func (c *company) changed(part, field, value, list string, s *plan.Step) (before, after []any) {
	c.t.Helper()
	before, _ = c.row(part, field, value)[list].([]any)
	c.did(s)
	after, _ = c.row(part, field, value)[list].([]any)
	return before, after
}

// TestNumbersKept: a new mobile number takes the place of the old one, and all
// other numbers stay with their ids and what stands in them.
func TestNumbersKept(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{RefuseUnknownFields: true})
	before, after := c.changed("users", "firstName", "Zoé", "phoneNumbers", changing(User, zoe, "user.update",
		plan.Args{"userId": plan.IDOf{Ref: state.Ref{Kind: User, Key: zoe}}, "phoneNumbers": replaced(User, "loginEmail", zoe)}, state.Attr{Name: "mobile", Value: state.OfText("0611111111")}))
	want := before[0].(map[string]any)
	want["number"], want["numberE164"] = "0611111111", "+33611111111"
	if d := cmp.Diff(before, after); d != "" {
		t.Error(d)
	}
	o := object(t, everything(t, c.connect(nil)), User, zoe)
	if got := o.Get("systemNumbers").Items(); !slices.Equal(got, []string{"OXE 2001"}) {
		t.Errorf("numbers of the PBX: %v", got)
	}
}

// TestNumbersTaken: an empty mobile and other numbers than there were.
func TestNumbersTaken(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	list := `[{"deviceType":"landline","number":"0298765432","type":"home"},{"number":"0199000000"}]`
	before, after := c.changed("users", "firstName", "Zoé", "phoneNumbers", changing(User, zoe, "user.update",
		plan.Args{"userId": plan.IDOf{Ref: state.Ref{Kind: User, Key: zoe}}, "phoneNumbers": replaced(User, "loginEmail", zoe)},
		state.Attr{Name: "mobile", Value: state.Nothing()}, state.Attr{Name: "phoneNumbers", Value: state.OfTree(list)}))
	if len(after) != 2 || cmp.Diff(before[1], after[0]) != "" {
		t.Errorf("%s", cmp.Diff(before, after))
	}
}

// TestRolesKept: who becomes an administrator stays a supervisor, and a member of the
// groups that go with it.
func TestRolesKept(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	c.did(changing(User, xavier, "user.update", plan.Args{"userId": plan.IDOf{Ref: state.Ref{Kind: User, Key: xavier}}, "roles": replaced(User, "loginEmail", xavier), "adminType": "company_admin"},
		state.Attr{Name: "adminType", Value: state.OfText("company_admin")}))
	s := everything(t, c.connect(nil))
	if o := object(t, s, User, xavier); o.Get("adminType").Text() != "company_admin" || !o.Get("supervises").Bool() {
		t.Errorf("%v", o.Attrs)
	}
	if o := object(t, s, Supervision, "Accueil"); !slices.Contains(o.Get("supervisors").Items(), xavier) {
		t.Errorf("%v", o.Attrs)
	}
	c.did(changing(User, xavier, "user.update", plan.Args{"userId": plan.IDOf{Ref: state.Ref{Kind: User, Key: xavier}}, "roles": replaced(User, "loginEmail", xavier), "adminType": ""},
		state.Attr{Name: "adminType", Value: state.Nothing()}))
	if roles := c.row("users", "firstName", "Xavier")["roles"]; cmp.Diff(roles, []any{"supervisor", "user"}) != "" {
		t.Errorf("roles %v", roles)
	}
}

// TestMembersKept: whoever stays in a group keeps the status, what nobody here knows,
// and the delegation, whatever a replacement resets.
func TestMembersKept(t *testing.T) {
	for _, resets := range []bool{false, true} {
		c := simulated(t, "peopled", sim.Quirks{ReplaceResets: resets, LooseMembers: true})
		before, after := c.changed("supervisionGroups", "name", "Direction", "members", updating("Direction", state.Attr{Name: "assistants", Value: state.OfSet(xavier, yves, willy)}))
		if d := cmp.Diff(before, after[:3]); len(after) != 4 || d != "" {
			t.Errorf("resets %v: %s", resets, cmp.Diff(before, after))
		}
		if m := after[3].(map[string]any); m["status"] != "active" {
			t.Errorf("whoever comes: %v", m)
		}
		if c.row("supervisionGroups", "name", "Direction")["description"] != "kept" {
			t.Error("the description is gone")
		}
	}
}

func updating(group string, attrs ...state.Attr) *plan.Step {
	return changing(Supervision, group, "supervision.update", plan.Args{"groupId": plan.IDOf{Ref: state.Ref{Kind: Supervision, Key: group}}, "members": replaced(Supervision, "name", group)}, attrs...)
}

// TestManagerReplaced: one request puts the new manager in the place of the old one
// (MA12), who has delegated nothing.
func TestManagerReplaced(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	_, after := c.changed("supervisionGroups", "name", "Direction", "members", updating("Direction", state.Attr{Name: "manager", Value: state.OfText(willy)}))
	_ = after
	o := object(t, everything(t, c.connect(nil)), Supervision, "Direction")
	if o.Get("manager").Text() != willy || o.Get("delegation").Bool() || !slices.Equal(o.Get("assistants").Items(), []string{xavier, yves}) || !slices.Equal(o.Get("idle").Items(), []string{xavier}) {
		t.Errorf("%+v", o.Attrs)
	}
}

// TestRenamed: a group that gets another name keeps its members.
func TestRenamed(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	ref := state.Ref{Kind: Supervision, Key: "Conseil"}
	s := &plan.Step{ID: "1", Op: state.OpUpdate, Object: ref, Call: "supervision.update", Args: plan.Args{"groupId": plan.IDOf{Ref: state.Ref{Kind: Supervision, Key: "Direction"}}, "name": "Conseil"},
		Effects: []state.Effect{{Op: state.OpUpdate, Object: ref, LiveKey: "Direction", Attrs: []state.Attr{{Name: "name", Value: state.OfText("Conseil")}}}}}
	before := c.row("supervisionGroups", "name", "Direction")
	c.did(s)
	after := c.row("supervisionGroups", "name", "Conseil")
	before["name"] = "Conseil"
	if d := cmp.Diff(before, after); d != "" {
		t.Error(d)
	}
}

// TestHubMembers: the leader comes first whoever it is, assistants keep their order,
// and a new leader has not delegated.
func TestHubMembers(t *testing.T) {
	c := simulated(t, "peopled_hub", sim.Quirks{LooseMembers: true})
	ref := state.Ref{Kind: HubGroup, Key: "8701"}
	_, after := c.changed("groups", "shortNumber", "8701", "members", changing(HubGroup, "8701", "hub.update", plan.Args{"groupId": plan.IDOf{Ref: ref}, "members": replaced(HubGroup, "shortNumber", "8701")},
		state.Attr{Name: "leader", Value: state.OfText(xavier)}, state.Attr{Name: "assistants", Value: state.OfSet(yves)}))
	if len(after) != 3 || after[0].(map[string]any)["status"] != "idle" {
		t.Errorf("%v", after)
	}
	o := object(t, everything(t, c.connect(nil)), HubGroup, "8701")
	if got := o.Get("memberOrder").Items(); !slices.Equal(got, []string{xavier, yves, willy}) || o.Get("delegation").Bool() || !slices.Equal(o.Get("managers").Items(), []string{willy}) {
		t.Errorf("%v", o.Attrs)
	}
}

// TestNewUser: nothing that costs, no message, a password that nobody is told, and
// the site that the target names.
func TestNewUser(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{PasswordLength: 12})
	w := c.connect(func(s *targets.Settings) { s.Options = map[string]any{"site": "Paris"} })
	live := everything(t, w)
	if r := w.Do(t.Context(), orderOf(live, creating("new@acme.example"))); r.Outcome != targets.Done {
		t.Fatal(r.Err)
	}
	o := object(t, everything(t, w), User, "new@acme.example")
	if o.Get("site").Text() != "Paris" || o.Get("mobile").Text() != "0611111111" || o.Get("adminType").Presence() == state.Set {
		t.Errorf("%v", o.Attrs)
	}
	for _, r := range c.Server.Requests() {
		if r.Method == "POST" && r.Query != "doNotAssignPaidLicense=true" {
			t.Errorf("query %s", r.Query)
		}
	}
	again := c.connect(func(s *targets.Settings) { s.Options = map[string]any{"invite": true} })
	if r := again.Do(t.Context(), orderOf(live, creating("other@acme.example"))); r.Outcome != targets.Done {
		t.Fatal(r.Err)
	}
	if p := c.row("users", "loginEmail", "other@acme.example")["password"]; p != nil {
		t.Error("who is invited has a password")
	}
}

// TestLoginChanged: who has another login is known by it in groups at once.
func TestLoginChanged(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	w := c.connect(nil)
	live := everything(t, w)
	ref := state.Ref{Kind: User, Key: "y@old.example"}
	s := &plan.Step{ID: "1", Op: state.OpUpdate, Object: ref, Call: "user.update", Args: plan.Args{"userId": plan.IDOf{Ref: state.Ref{Kind: User, Key: yves}}, "loginEmail": ref.Key},
		Effects: []state.Effect{{Op: state.OpUpdate, Object: ref, LiveKey: yves, Attrs: []state.Attr{{Name: "loginEmail", Value: state.OfText(ref.Key)}}}}}
	if r := w.Do(t.Context(), orderOf(live, s)); r.Outcome != targets.Done {
		t.Fatal(r.Err)
	}
	got, err := w.Read(t.Context(), targets.Scope{Refs: []state.Ref{{Kind: Supervision, Key: "Direction"}, {Kind: Association, Key: "y@old.example/2002"}}})
	if err != nil {
		t.Fatal(err)
	}
	if o := object(t, got, Supervision, "Direction"); !slices.Equal(o.Get("assistants").Items(), []string{xavier, ref.Key}) {
		t.Errorf("%v", o.Attrs)
	}
	object(t, got, Association, "y@old.example/2002")
}

// TestTwoOfOneName: groups of one name are both told of, so that nobody takes one
// for the other.
func TestTwoOfOneName(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	w := c.connect(nil)
	live := everything(t, w)
	s := &plan.Step{ID: "1", Op: state.OpCreate, Object: state.Ref{Kind: Supervision, Key: "Accueil"}, Call: "supervision.create",
		Args: plan.Args{"name": "Accueil", "type": "default", "members": []any{map[string]any{"userId": plan.IDOf{Ref: state.Ref{Kind: User, Key: yves}}, "roles": []any{"supervised"}}}}}
	if r := w.Do(t.Context(), orderOf(live, s)); r.Outcome != targets.Done {
		t.Fatal(r.Err)
	}
	got, err := w.Read(t.Context(), targets.Scope{Refs: []state.Ref{{Kind: Supervision, Key: "Accueil"}}})
	if err != nil || len(got.OfKind(Supervision)) != 2 {
		t.Errorf("%d groups: %v", len(got.OfKind(Supervision)), err)
	}
}
