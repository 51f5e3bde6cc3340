package threecx

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim/spec"
)

// checked holds every exchange against the vendor's specification.
type checked struct {
	t    *testing.T
	next http.RoundTripper
	v    *spec.Validator
	n    int
}

func (c *checked) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := c.next.RoundTrip(r)
	if err != nil || !strings.HasPrefix(r.URL.Path, root) {
		return resp, err
	}
	reply, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(reply))
	c.n++
	if err := c.v.Check(r, body, resp.StatusCode, resp.Header, reply); err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL, err)
	}
	return resp, nil
}

// TestRequestsFollowTheSpecification: reads and each kind of call, as they go
// over the wire.
func TestRequestsFollowTheSpecification(t *testing.T) {
	file := spec.Find("swagger.yaml")
	if file == "" {
		t.Skip(spec.Skip)
	}
	v, err := spec.New(file)
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, small, sim.Options{Favorites: true})
	c := &checked{t: t, v: v}
	p.w = p.connect(func(s *targets.Settings) { c.next, s.Transport = s.Transport, c })
	p.read(targets.Scope{})
	p.read(targets.Scope{Refs: []state.Ref{ref(User, "101"), ref(User, "102"), ref(Queue, "800"), ref(GroupRole, "R/D/users"), ref(Phone, "001565123456")}})
	if _, err := p.w.(targets.Surveyor).Survey(t.Context()); err != nil {
		t.Error(err)
	}
	after := func(kind, by, value string) plan.After {
		return plan.After{Extent: state.Extent{Kind: kind, Attr: by, Value: value}}
	}
	call := func(name string, object state.Ref, op state.Op, body map[string]any, effects ...state.Effect) {
		args := plan.Args{}
		if op != state.OpCreate {
			args["Id"] = plan.IDOf{Ref: object}
		}
		if body != nil {
			args["Body"] = body
		}
		p.must(plan.Step{ID: "s", Op: op, Object: object, Call: name, Args: args, Effects: effects})
	}
	sales := []any{map[string]any{"GroupId": plan.IDOf{Ref: ref(Group, "Sales")}}}
	call("Groups.Create", ref(Group, "New"), state.OpCreate, map[string]any{"Name": "New", "TimeZoneId": "Europe/Paris"})
	call("Users.Create", ref(User, "150"), state.OpCreate, map[string]any{"Number": "150", "FirstName": "Eve", "PrimaryGroupId": plan.IDOf{Ref: ref(Group, "New")}, "Groups": after(Membership, "User", "150")},
		state.Effect{Op: state.OpCreate, Object: ref(User, "150")}, membership(state.OpCreate, "Sales", "150", attr("RoleName", state.OfText("users"))))
	call("Users.Update", ref(User, "101"), state.OpUpdate, map[string]any{"Mobile": nil, "Groups": after(Membership, "User", "101"), "Phones": after(Phone, "User", "101"),
		"ForwardingProfiles": after(Forwarding, "User", "101")}, membership(state.OpUpdate, "Sales", "101", attr("CanBargeIn", state.Nothing())))
	call("Groups.Update", ref(Group, "Sales"), state.OpUpdate, map[string]any{"Members": after(Membership, "Group", "Sales")}, membership(state.OpDelete, "Sales", "102"))
	call("Groups.Update", ref(Group, "Sales"), state.OpUpdate, map[string]any{"Rights": after(GroupRole, "Group", "Sales")},
		state.Effect{Op: state.OpUpdate, Object: ref(GroupRole, "Sales/users"), Attrs: []state.Attr{attr("AllowIVR", state.OfBool(true))}})
	call("Queues.Create", ref(Queue, "801"), state.OpCreate, map[string]any{"Number": "801", "Name": "Two", "Agents": []any{map[string]any{"Number": "101"}}, "Groups": sales})
	call("Queues.Update", ref(Queue, "800"), state.OpUpdate, map[string]any{"RingTimeout": int64(30), "Managers": []any{}})
	call("RingGroups.Create", ref(RingGroup, "851"), state.OpCreate, map[string]any{"Number": "851", "Name": "Back", "Members": []any{map[string]any{"Number": "101"}}})
	call("RingGroups.Update", ref(RingGroup, "850"), state.OpUpdate, map[string]any{"RingTime": int64(20)})
	call("Parkings.Create", ref(Parking, "SP1"), state.OpCreate, map[string]any{"Groups": sales})
	for _, d := range []struct{ call, kind, key string }{{"Queues.Delete", Queue, "801"}, {"RingGroups.Delete", RingGroup, "851"}, {"Users.Delete", User, "150"}} {
		call(d.call, ref(d.kind, d.key), state.OpDelete, nil, state.Effect{Op: state.OpDelete, Object: ref(d.kind, d.key)})
	}
	if c.n < 40 {
		t.Errorf("%d exchanges were checked", c.n)
	}
}
