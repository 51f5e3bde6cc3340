package asterisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// there is a PBX with some objects, each of its id and attributes as texts.
func there(site *model.Site, objects ...state.Object) *state.Snapshot {
	_, s, _ := lowered(site)
	live := asLive(s)
	for _, o := range objects {
		live.Objects = slices.DeleteFunc(live.Objects, func(x state.Object) bool { return x.Ref() == o.Ref() })
		asRead(&o, live.Profile)
		live.Objects = append(live.Objects, o)
	}
	live.Sort()
	return live
}

func thing(kind, key string, attrs ...state.Attr) state.Object {
	o := state.Object{Kind: kind, Key: key}
	k, _ := Schema(state.Profile{}).Kind(kind)
	o.Put(k.Key[0], state.OfText(key))
	for _, a := range attrs {
		o.Put(a.Name, a.Value)
	}
	return o
}

func empty(*model.Site) {}

// declared is a site that leaves alone what it does not declare.
func declared(change func(s *model.Site)) *model.Site {
	s := office(change)
	s.Targets[0].Manage = nil
	return s
}

func nobodyYet(s *model.Site) { s.Users = nil }

// TestSaid are what steps say about who else is concerned.
func TestSaid(t *testing.T) {
	desk := func(s *model.Site) { s.Devices = []model.Device{phone("m-desk", "deskphone", "alice")} }
	bare := func(s *model.Site) { desk(s); s.Devices[0].Password = nil }
	for _, x := range []struct {
		name       string
		live, last *state.Snapshot
		site       *model.Site
		code       diag.Code
		grave      diag.Severity
	}{
		{"a phone without a password", there(declared(nobodyYet)), nil, declared(bare), diag.NoPassword, diag.Warning},
		{"an auth that waits for its endpoint", there(declared(nobodyYet), thing(Auth, "101", state.Attr{Name: "password", Value: state.OfText(state.Another)})), nil, declared(empty), diag.AuthLeft, diag.Error},
		{"an auth that opens what is shut", there(declared(empty), thing(Auth, disabled)), nil, declared(func(s *model.Site) { s.Users[0].Enabled = model.Of(false) }), diag.AuthLeft, diag.Error},
		{"a member that was not there", there(declared(nobodyYet), thing(Queue, "old", state.Attr{Name: "members", Value: state.OfSet("101")})), nil, declared(empty), diag.MemberAlready, diag.Warning},
		{"another phone for the extension", there(declared(desk)), desired(declared(desk)), declared(func(s *model.Site) {
			desk(s)
			s.Devices = append([]model.Device{phone("a-desk", "deskphone", "alice")}, s.Devices...)
		}), diag.DeviceMoves, diag.Warning},
	} {
		t.Run(x.name, func(t *testing.T) {
			p, _ := between(t, x.live, x.last, x.site)
			if !slices.ContainsFunc(p.said, func(d diag.Diagnostic) bool { return d.Code == x.code && d.Severity == x.grave && d.Hint != "" }) {
				t.Errorf("nothing says %s: %+v\n%s", x.code, p.said, route(p))
			}
		})
	}
}

func desired(site *model.Site) *state.Snapshot {
	_, s, _ := lowered(site)
	return s
}

// TestByHand: an auth whose password nobody here knows is a person's to make, and
// nothing else waits for it.
func TestByHand(t *testing.T) {
	p, ok := between(t, there(declared(nobodyYet)), nil, declared(func(s *model.Site) {
		s.Devices = []model.Device{{Object: model.Object{ID: "desk"}, Kind: "deskphone", Owner: model.Of("alice")}}
	}))
	if !ok {
		t.Fatal(p.said.Err())
	}
	for _, x := range p.section.Steps {
		if manual := x.Kind == plan.Manual; manual != (x.Object == ref(Auth, "101")) || !manual && slices.Contains(x.Needs, making(ref(Auth, "101"))) {
			t.Errorf("%s (%s) needs %v", x.ID, x.Kind, x.Needs)
		}
	}
}

// TestHeir: who gets the number of somebody who leaves gets nothing that was theirs, and
// a person empties the mailbox.
func TestHeir(t *testing.T) {
	box := func(s *model.Site) {
		for i := range s.Users {
			s.Users[i].Voicemail = &model.Voicemail{Enabled: model.Of(true)}
		}
	}
	before := office(func(s *model.Site) {
		s.Users = s.Users[:1]
		box(s)
		s.Devices = []model.Device{phone("alice-desk", "deskphone", "alice")}
	})
	p, ok := between(t, there(before), desired(before), office(func(s *model.Site) {
		s.Users = []model.User{person("bob", "101")}
		box(s)
		s.Devices = []model.Device{phone("bob-desk", "deskphone", "bob")}
	}))
	if !ok {
		t.Fatal(p.said.Err())
	}
	var made, emptied bool
	for _, x := range p.section.Steps {
		made = made || x.ID == making(ref(Auth, "101")) && slices.Contains(x.Needs, removing(ref(Endpoint, "101")))
		emptied = emptied || x.Kind == plan.Manual && strings.HasPrefix(x.ID, "empty mailbox/101@default")
	}
	if !made || !emptied {
		t.Errorf("the auth is made once the endpoint is gone: %t; the mailbox is emptied: %t\n%s", made, emptied, route(p))
	}
}

// TestWebRTC: what the switch drags along is put back when it is turned off.
func TestWebRTC(t *testing.T) {
	of := func(kind string) *model.Site {
		return office(func(s *model.Site) { s.Devices = []model.Device{phone("dev", kind, "alice")} })
	}
	p, ok := between(t, there(of("webrtc")), nil, of("deskphone"))
	if !ok || len(p.section.Steps) != 1 {
		t.Fatalf("%v\n%s", p.said, route(p))
	}
	fields, _ := p.section.Steps[0].Args["fields"].(map[string]any)
	for _, a := range append(dragged(p.live.Profile), state.Attr{Name: "webrtc"}) {
		if _, sent := fields[a.Name]; !sent {
			t.Errorf("%s stays on: %v", a.Name, fields)
		}
	}
}

// TestQueueMembers are the actions that who comes, goes and stays makes.
func TestQueueMembers(t *testing.T) {
	of := func(agents []model.Agent, order ...string) *model.Site {
		return office(func(s *model.Site) {
			s.Users = append(s.Users, person("claire", "103"))
			s.Groups = []model.Group{{Object: model.Object{ID: "acd"}, Kind: model.Queue, Strategy: model.Of("hunt"), Agents: agents, RingOrder: order}}
		})
	}
	agent := func(id string, priority int64) model.Agent {
		return model.Agent{User: id, Priority: model.Of(priority)}
	}
	for _, x := range []struct {
		name     string
		from, to *model.Site
		want     string
	}{
		{"one for another", of([]model.Agent{{User: "alice"}, {User: "bob"}}), of([]model.Agent{{User: "alice"}, {User: "claire"}}), "unmember PJSIP/102; member PJSIP/103"},
		{"another penalty", of([]model.Agent{agent("alice", 0), agent("bob", 1)}), of([]model.Agent{agent("alice", 2), agent("bob", 1)}), "member PJSIP/101 2"},
		{"another order", of([]model.Agent{{User: "alice"}, {User: "bob"}}, "alice", "bob"), of([]model.Agent{{User: "alice"}, {User: "bob"}}, "bob", "alice"), "order [PJSIP/102 PJSIP/101]"},
		{"a newcomer at the head", of([]model.Agent{{User: "alice"}}, "alice"), of([]model.Agent{{User: "alice"}, agent("bob", 3)}, "bob"), "member PJSIP/102 3; order [PJSIP/102 PJSIP/101]"},
	} {
		t.Run(x.name, func(t *testing.T) {
			p, ok := between(t, there(x.from), nil, x.to)
			if !ok || len(p.section.Steps) != 1 {
				t.Fatalf("%v\n%s", p.said, route(p))
			}
			if got := actionsOf(&p.section.Steps[0]); got != x.want {
				t.Errorf("got %s, want %s", got, x.want)
			}
		})
	}
}

// actionsOf are those of a step that are about members.
func actionsOf(x *plan.Step) string {
	var out []string
	list, _ := x.Args["actions"].([]any)
	for _, a := range list {
		m, _ := a.(map[string]any)
		text := fmt.Sprint(m["action"])
		for _, name := range []string{"interface", "penalty", "members"} {
			if v, said := m[name]; said {
				text += " " + fmt.Sprint(v)
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}
