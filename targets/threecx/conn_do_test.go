package threecx

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

func attr(name string, v state.Value) state.Attr { return state.Attr{Name: name, Value: v} }

func ref(kind, key string) state.Ref { return state.Ref{Kind: kind, Key: key} }

// updateUser is a PATCH of a user's memberships with one effect on them.
func updateMemberships(user string, effects ...state.Effect) plan.Step {
	return plan.Step{ID: "s1", Kind: plan.Call, Op: state.OpUpdate, Object: ref(User, user), Call: "Users.Update", Effects: effects,
		Args: plan.Args{"Id": plan.IDOf{Ref: ref(User, user)}, "Body": map[string]any{
			"Groups": plan.After{Extent: state.Extent{Kind: Membership, Attr: "User", Value: user}}}}}
}

func membership(op state.Op, group, user string, attrs ...state.Attr) state.Effect {
	if op == state.OpCreate {
		attrs = append(attrs, attr("Group", state.OfText(group)), attr("User", state.OfText(user)))
	}
	return state.Effect{Op: op, Object: ref(Membership, group+"/"+user), Attrs: attrs}
}

func (p *pbx) must(step plan.Step) targets.Result {
	p.t.Helper()
	r := p.do(step)
	if r.Outcome != targets.Done {
		p.t.Fatalf("%s: %s: %v", step.Call, r.Outcome, r.Err)
	}
	return r
}

// favourites reports whether user 101 is in the group of its favourites.
func (p *pbx) favourites() bool {
	p.t.Helper()
	reply, err := p.w.(*conn).api.byNumber(context.Background(), "Users", "101", query{sel: "Id", expand: "Groups"})
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.Contains(string(reply.Body), favourites+"101")
}

// TestMembershipWritesKeepTheRest: the PBX replaces a user's groups whole, so
// the others, with their overrides and the favourites, are sent along.
func TestMembershipWritesKeepTheRest(t *testing.T) {
	for name, c := range map[string]struct {
		effect state.Effect
		check  func(t *testing.T, p *pbx, s *state.Snapshot)
	}{
		"another role": {membership(state.OpUpdate, "R/D", "101", attr("RoleName", state.OfText("managers"))), func(t *testing.T, p *pbx, s *state.Snapshot) {
			if got := p.find(s, Membership, "R/D/101").Get("RoleName").Text(); got != "managers" {
				t.Errorf("role %q", got)
			}
		}},
		"an override": {membership(state.OpUpdate, "R/D", "101", attr("AllowParking", state.OfBool(true))), func(t *testing.T, p *pbx, s *state.Snapshot) {
			m := p.find(s, Membership, "R/D/101")
			if !m.Get("AllowParking").Bool() || m.Get("RoleName").Text() != "users" {
				t.Errorf("membership %v", m)
			}
		}},
		"an override taken back": {membership(state.OpUpdate, "Sales", "101", attr("CanBargeIn", state.Nothing())), func(t *testing.T, p *pbx, s *state.Snapshot) {
			if v := p.find(s, Membership, "Sales/101").Get("CanBargeIn"); v.Presence() != state.Absent {
				t.Errorf("CanBargeIn is %v, not inherited", v)
			}
		}},
		"a new group": {membership(state.OpCreate, "DEFAULT", "101", attr("RoleName", state.OfText("users"))), func(t *testing.T, p *pbx, s *state.Snapshot) {
			p.find(s, Membership, "DEFAULT/101")
		}},
		"a group less": {membership(state.OpDelete, "R/D", "101"), func(t *testing.T, p *pbx, s *state.Snapshot) {
			if _, ok := s.Find(ref(Membership, "R/D/101")); ok {
				t.Error("it is still there")
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, small, sim.Options{Favorites: true})
			before := p.read(targets.Scope{Kinds: []string{Membership}})
			if !p.favourites() {
				t.Fatal("the seed has no favourites")
			}
			p.must(updateMemberships("101", c.effect))
			after := p.read(targets.Scope{Kinds: []string{Membership}})
			c.check(t, p, after)
			for i := range before.Objects {
				was := &before.Objects[i]
				if was.Ref() == c.effect.Object {
					continue
				}
				if d := cmp.Diff(was, p.find(after, Membership, was.Key), cmp.AllowUnexported(state.Value{})); d != "" {
					t.Errorf("%s changed\n%s", was.Ref(), d)
				}
			}
			if !p.favourites() {
				t.Error("the favourites are gone")
			}
		})
	}
}

// TestMembersFromTheGroupsSide: a group's members are replaced whole too, and
// those that are no objects, such as hot-desk places, stay.
func TestMembersFromTheGroupsSide(t *testing.T) {
	p := start(t, strings.Replace(small, `"users": [`, `"users": [{"Number": "HD110", "Groups": [{"Group": "Sales", "RoleName": "users"}]},`, 1), sim.Options{})
	step := plan.Step{ID: "s1", Op: state.OpUpdate, Object: ref(Group, "Sales"), Call: "Groups.Update",
		Effects: []state.Effect{membership(state.OpDelete, "Sales", "102")},
		Args: plan.Args{"Id": plan.IDOf{Ref: ref(Group, "Sales")}, "Body": map[string]any{
			"Members": plan.After{Extent: state.Extent{Kind: Membership, Attr: "Group", Value: "Sales"}}}}}
	p.must(step)
	s := p.read(targets.Scope{Kinds: []string{Membership}})
	if _, ok := s.Find(ref(Membership, "Sales/102")); ok {
		t.Error("102 is still a member")
	}
	if m := p.find(s, Membership, "Sales/101"); !m.Get("CanBargeIn").Bool() {
		t.Errorf("the override of 101 is lost: %v", m)
	}
	reply, err := p.w.(*conn).api.byNumber(context.Background(), "Users", "HD110", query{sel: "Id", expand: "Groups"})
	if err != nil || !strings.Contains(string(reply.Body), `"Sales"`) {
		t.Errorf("the hot-desk place is no member any more: %v", err)
	}
}

// TestRoleDefaults: one flag of one role changes, the rows of the other roles do
// not.
func TestRoleDefaults(t *testing.T) {
	p := start(t, small, sim.Options{})
	before := p.read(targets.Scope{Kinds: []string{GroupRole}})
	changed := ref(GroupRole, "Sales/managers")
	p.must(plan.Step{ID: "s1", Op: state.OpUpdate, Object: ref(Group, "Sales"), Call: "Groups.Update",
		Effects: []state.Effect{{Op: state.OpUpdate, Object: changed, Attrs: []state.Attr{attr("AllowIVR", state.OfBool(true)), attr("CanBargeIn", state.OfBool(true))}}},
		Args:    plan.Args{"Id": plan.IDOf{Ref: ref(Group, "Sales")}, "Body": map[string]any{"Rights": plan.After{Extent: state.Extent{Kind: GroupRole, Attr: "Group", Value: "Sales"}}}}})
	after := p.read(targets.Scope{Kinds: []string{GroupRole}})
	if o := p.find(after, GroupRole, changed.Key); !o.Get("AllowIVR").Bool() || !o.Get("CanBargeIn").Bool() {
		t.Errorf("role %v", o)
	}
	for i := range before.Objects {
		was := &before.Objects[i]
		if was.Ref() == changed {
			continue
		}
		if d := cmp.Diff(was, p.find(after, GroupRole, was.Key), cmp.AllowUnexported(state.Value{})); d != "" {
			t.Errorf("%s changed\n%s", was.Ref(), d)
		}
	}
}

// TestPhonesKeepTheirSecrets: a phone that is renamed keeps the secret that we
// never show, and a second phone comes beside it.
func TestPhonesKeepTheirSecrets(t *testing.T) {
	seed := strings.Replace(small, `"TemplateName": "yealink_t4x.ph.xml"}`, `"TemplateName": "yealink_t4x.ph.xml", "Settings": {"Secret": "canary-7", "Firmware": "1.2"}}`, 1)
	p := start(t, seed, sim.Options{})
	extent := plan.After{Extent: state.Extent{Kind: Phone, Attr: "User", Value: "101"}}
	p.must(plan.Step{ID: "s1", Op: state.OpUpdate, Object: ref(User, "101"), Call: "Users.Update",
		Effects: []state.Effect{
			{Op: state.OpUpdate, Object: ref(Phone, "001565123456"), Attrs: []state.Attr{attr("Name", state.OfText("Desk"))}},
			{Op: state.OpCreate, Object: ref(Phone, "001565aabbcc"), Attrs: []state.Attr{attr("MacAddress", state.OfText("001565aabbcc")),
				attr("TemplateName", state.OfText("yealink_t4x.ph.xml")), attr("User", state.OfText("101")), attr("ProvisionType", state.OfText("LocalLan"))}}},
		Args: plan.Args{"Id": plan.IDOf{Ref: ref(User, "101")}, "Body": map[string]any{"Phones": extent}}})
	s := p.read(targets.Scope{Kinds: []string{Phone}})
	if got := p.find(s, Phone, "001565123456").Get("Name").Text(); got != "Desk" {
		t.Errorf("name %q", got)
	}
	if got := p.find(s, Phone, "001565aabbcc").Get("ProvisionType").Text(); got != "LocalLan" {
		t.Errorf("provisioning %q", got)
	}
	world, _ := p.World()
	if !strings.Contains(string(world), "canary-7") {
		t.Error("the phone lost its secret")
	}
}

func createUser(number string, body map[string]any, effects ...state.Effect) plan.Step {
	body["Number"] = number
	effects = append([]state.Effect{{Op: state.OpCreate, Object: ref(User, number), Attrs: []state.Attr{attr("Number", state.OfText(number))}}}, effects...)
	return plan.Step{ID: "s1", Op: state.OpCreate, Object: ref(User, number), Call: "Users.Create", Effects: effects, Args: plan.Args{"Body": body}}
}

func TestCreateYieldsTheID(t *testing.T) {
	p := start(t, small, sim.Options{})
	step := createUser("150", map[string]any{"FirstName": "Eve", "PrimaryGroupId": plan.IDOf{Ref: ref(Group, "Sales")},
		"AuthPassword": plan.SecretOf{Name: "sip"}, "Groups": plan.After{Extent: state.Extent{Kind: Membership, Attr: "User", Value: "150"}}},
		membership(state.OpCreate, "Sales", "150", attr("RoleName", state.OfText("users")), attr("AllowParking", state.OfBool(true))))
	r := p.must(step)
	s := p.read(targets.Scope{})
	eve := p.find(s, User, "150")
	if got := r.IDs[ref(User, "150")]; got == "" || got != eve.ID {
		t.Errorf("id %q, and the PBX has %q", got, eve.ID)
	}
	if eve.Get("PrimaryGroup").Text() != "Sales" || !p.find(s, Membership, "Sales/150").Get("AllowParking").Bool() {
		t.Errorf("user %v", eve)
	}
	world, _ := p.World()
	if !strings.Contains(string(world), "s3cr3t-sip") {
		t.Error("the secret did not arrive")
	}
}

// TestCallsThatAreRefused: what the PBX says no to is refused, with the kind and its words,
// and without the secrets of the call.
func TestCallsThatAreRefused(t *testing.T) {
	p := start(t, small, sim.Options{})
	update := func(body map[string]any) plan.Step {
		return plan.Step{ID: "s1", Op: state.OpUpdate, Object: ref(User, "102"), Call: "Users.Update", Args: plan.Args{"Id": plan.IDOf{Ref: ref(User, "102")}, "Body": body}}
	}
	for name, c := range map[string]struct {
		step  plan.Step
		kind  error
		words string
	}{
		"number taken":     {createUser("101", map[string]any{"AuthPassword": plan.SecretOf{Name: "sip"}}), targets.ErrConflict, "Number"},
		"e-mail taken":     {update(map[string]any{"EmailAddress": "alice@acme.example"}), targets.ErrConflict, "EmailAddress"},
		"immutable number": {update(map[string]any{"Number": "199"}), targets.ErrInvalid, "Number"},
		"group not empty": {plan.Step{ID: "s1", Op: state.OpDelete, Object: ref(Group, "Sales"), Call: "Groups.Delete", Args: plan.Args{"Id": plan.IDOf{Ref: ref(Group, "Sales")}}},
			targets.ErrConflict, "DELETED"},
	} {
		t.Run(name, func(t *testing.T) {
			r := p.do(c.step)
			if r.Outcome != targets.Refused || !errors.Is(r.Err, c.kind) || !strings.Contains(r.Err.Error(), c.words) {
				t.Errorf("%s: %v", r.Outcome, r.Err)
			}
			if strings.Contains(r.Err.Error(), "s3cr3t") {
				t.Errorf("a secret is in %q", r.Err)
			}
		})
	}
	if r := p.do(update(map[string]any{"Number": "102"})); r.Outcome != targets.Done {
		t.Errorf("the same number: %s: %v", r.Outcome, r.Err)
	}
}

// TestOutcomesOfACall: what travelled decides between refused, unknown and not
// sent.
func TestOutcomesOfACall(t *testing.T) {
	for name, c := range map[string]struct {
		fault simhttp.Fault
		want  targets.Outcome
		posts int // requests that reached the server
	}{
		"reply lost":         {simhttp.Fault{Kind: simhttp.DropAfter}, targets.OutcomeUnknown, 1},
		"reply breaks off":   {simhttp.Fault{Kind: simhttp.Truncate}, targets.OutcomeUnknown, 1},
		"reply is half":      {simhttp.Fault{Kind: simhttp.Malformed}, targets.OutcomeUnknown, 1},
		"web page":           {simhttp.Fault{Kind: simhttp.HTML}, targets.OutcomeUnknown, 1},
		"500, empty":         {simhttp.Fault{Kind: simhttp.Status, Status: 500}, targets.OutcomeUnknown, 1},
		"503":                {simhttp.Fault{Kind: simhttp.Status, Status: 503}, targets.OutcomeUnknown, 1},
		"dropped":            {simhttp.Fault{Kind: simhttp.DropBefore}, targets.OutcomeUnknown, 1},
		"busy once":          {simhttp.Fault{Kind: simhttp.Status, Status: 429, Nth: 1, RetryAfter: "0"}, targets.Done, 2},
		"503 with a time":    {simhttp.Fault{Kind: simhttp.Status, Status: 503, Nth: 1, RetryAfter: "0"}, targets.Done, 2},
		"busy always":        {simhttp.Fault{Kind: simhttp.Status, Status: 429}, targets.NotSent, 4},
		"forbidden":          {simhttp.Fault{Kind: simhttp.Status, Status: 403}, targets.Refused, 1},
		"token refused once": {simhttp.Fault{Kind: simhttp.Status, Status: 401, Nth: 1}, targets.Done, 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, small, sim.Options{})
			step := createUser("150", map[string]any{"FirstName": "Eve"})
			order := p.order(step, p.read(targets.Scope{Refs: []state.Ref{step.Object}}))
			c.fault.Match = simhttp.Match{Method: "POST", Path: "/xapi/v1/Users"}
			if err := p.AddFault(c.fault); err != nil {
				t.Fatal(err)
			}
			p.ClearRequests()
			r := p.w.Do(context.Background(), order)
			if r.Outcome != c.want || (r.Err == nil) != (c.want == targets.Done) {
				t.Errorf("%s: %v", r.Outcome, r.Err)
			}
			posts := 0
			for _, path := range p.paths() {
				if path == "POST /xapi/v1/Users" {
					posts++
				}
			}
			if posts != c.posts {
				t.Errorf("sent %d times, want %d", posts, c.posts)
			}
		})
	}
}

func TestNotSentWithoutAnID(t *testing.T) {
	p := start(t, small, sim.Options{})
	step := plan.Step{ID: "s1", Op: state.OpUpdate, Object: ref(User, "999"), Call: "Users.Update", Args: plan.Args{"Id": plan.IDOf{Ref: ref(User, "999")}, "Body": map[string]any{}}}
	if r := p.do(step); r.Outcome != targets.NotSent || !strings.Contains(r.Err.Error(), "user/999") {
		t.Errorf("%s: %v", r.Outcome, r.Err)
	}
	step.Call = "Users.Explode"
	if r := p.do(step); r.Outcome != targets.NotSent || !errors.Is(r.Err, targets.ErrUnsupported) {
		t.Errorf("%s: %v", r.Outcome, r.Err)
	}
}

// TestBatchDelete: errors of single users come inside a 200.
func TestBatchDelete(t *testing.T) {
	p := start(t, strings.Replace(small, `"license"`, `"system": {"operator": "101"}, "license"`, 1), sim.Options{})
	w := p.w.(targets.BatchWriter)
	var orders []targets.Order
	for _, number := range []string{"101", "102"} {
		step := plan.Step{ID: number, Op: state.OpDelete, Object: ref(User, number), Call: "Users.Delete", Args: plan.Args{"Id": plan.IDOf{Ref: ref(User, number)}},
			Effects: []state.Effect{{Op: state.OpDelete, Object: ref(User, number)}}}
		orders = append(orders, p.order(step, nil))
	}
	if w.BatchSize("Users.Delete") != 100 || w.BatchSize("Users.Create") != 1 {
		t.Error("sizes of batches")
	}
	p.ClearRequests()
	got := w.DoBatch(context.Background(), orders)
	if d := cmp.Diff([]string{"POST /xapi/v1/Users/Pbx.BatchDelete"}, p.paths()); d != "" {
		t.Error(d)
	}
	if got[0].Outcome != targets.Refused || !errors.Is(got[0].Err, targets.ErrConflict) || got[1].Outcome != targets.Done {
		t.Errorf("results %+v", got)
	}
	s := p.read(targets.Scope{Kinds: []string{User}})
	if _, ok := s.Find(ref(User, "102")); ok {
		t.Error("102 is still there")
	}
	p.find(s, User, "101")
}

// TestWarningsByTheirEnds: the same refusal has another code since 20.0.9.
func TestWarningsByTheirEnds(t *testing.T) {
	for text, want := range map[string]error{
		"WARNINGS.XAPI.ALREADY_IN_USE":                   targets.ErrConflict,
		"WARNINGS.ALREADY_IN_USE":                        targets.ErrConflict,
		"Number:\nWARNINGS.XAPI.ALREADY_IN_USE":          targets.ErrConflict,
		"WARNINGS.GROUP_WITH_MEMBERS_CANNOT_BE_DELETED.": targets.ErrConflict,
		"WARNINGS.XAPI.OTHER_USER_ROLE_DOWNGRADE":        targets.ErrForbidden,
		"WARNINGS.INVALID":                               nil,
		"":                                               nil,
	} {
		if got := kindOfWarning(text); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

func TestMessages(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":{"code":"","message":"Number:\nWARNINGS.XAPI.ALREADY_IN_USE","details":[{"code":"","message":"WARNINGS.XAPI.ALREADY_IN_USE","target":"Number"}]}}`: "Number: WARNINGS.XAPI.ALREADY_IN_USE",
		`{"error":{"code":"400","message":"WARNINGS.XAPI.FILE_NOT_FOUND"}}`:                                                                                          "WARNINGS.XAPI.FILE_NOT_FOUND",
		`{"error":"unauthorized","error_description":"The request requires valid user authentication."}`:                                                             "The request requires valid user authentication.",
		`{"error":{"code":"","message":""}}`: "",
		``:                                   "",
		`null`:                               "",
		`[1]`:                                "",
	} {
		if got, _ := message(400, []byte(body)); got != want {
			t.Errorf("%s is %q, want %q", body, got, want)
		}
	}
}
