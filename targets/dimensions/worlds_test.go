package dimensions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// The world of the property tests: seven who are on the phone system, of whom two
// share an address and one has none, and two who were made by hand. What they may do
// is drawn, legal by the vendor's rules.
var staff = []struct {
	id, name, email string
	pbx             bool
}{
	{"ann", "Ann", "ann@acme.example", true}, {"ben", "Ben", "Ben@acme.example", true}, {"cid", "Cid", "cid@acme.example", true}, {"dora", "Dora", "dora@acme.example", true},
	{"hall-a", "Hall A", "hall@acme.example", true}, {"hall-b", "Hall B", "hall@acme.example", true}, {"porter", "Porter", "", true},
	{"eve", "Eve", "eve@audit.example", false}, {"hugo", "Hugo", "hugo@audit.example", false},
}

// drawn is what one of them has.
type drawn struct {
	on    []string // attributes
	level string
}

// draw gives each of the staff something that is legal for them.
func draw(t *rapid.T, label string) []drawn {
	out := make([]drawn, len(staff))
	shared := rapid.IntRange(-1, 1).Draw(t, label+": which of the hall uses the portal")
	for i, p := range staff {
		d := &out[i]
		yes := func(what string) bool { return rapid.Bool().Draw(t, label+" "+p.id+": "+what) }
		if p.pbx && yes("agent") {
			d.on = append(d.on, Agent)
		}
		if p.pbx && yes("realtime") {
			d.on = append(d.on, Realtime)
		}
		may := p.email != "" && (p.email != "hall@acme.example" || shared == i-4)
		if !may || p.pbx && !yes("portal") {
			continue
		}
		d.on = append(d.on, Website)
		d.level = rapid.SampledFrom([]string{"", Reports, Analytics, Live, ContactCenter}).Draw(t, label+" "+p.id+": level")
		if p.pbx && yes("client") {
			d.on = append(d.on, Client)
			if yes("professional") {
				d.on = append(d.on, Professional)
			}
			if yes("crm") {
				d.on = append(d.on, CRM)
			}
		}
		for _, r := range permissions() {
			if yes(r.name) {
				d.on = append(d.on, r.name)
			}
		}
		if levelOf(d.level) >= levelOf(Live) && p.pbx && !slices.Contains(d.on, Realtime) {
			d.on = append(d.on, Realtime)
		}
	}
	return out
}

// keysOf are the role keys of what one of the staff has.
func (d drawn) keysOf() []string {
	var out []string
	for _, name := range d.on {
		out = append(out, keyOf(keyed, name))
	}
	if d.level != "" {
		out = append(out, keyOf(keyed, d.level))
	}
	return out
}

// seed is a world of the simulator in which everybody has what was drawn.
func seed(all []drawn) []byte {
	var people, users []map[string]any
	for i, p := range staff {
		if p.pbx {
			people = append(people, map[string]any{"id": "k-" + p.id, "displayName": p.name, "email": p.email, "extension": fmt.Sprint(101 + i)})
			users = append(users, map[string]any{"access": []any{map[string]any{"pbxUser": fmt.Sprint(101 + i), "roles": all[i].keysOf()}}})
			continue
		}
		users = append(users, map[string]any{"displayName": p.name, "email": p.email, "access": []any{map[string]any{"tenant": "Acme", "roles": all[i].keysOf()}}})
	}
	b, err := json.Marshal(map[string]any{"customers": []any{map[string]any{"id": "c-17", "name": "Acme"}}, "pbxUsers": people, "users": users})
	if err != nil {
		panic(err)
	}
	return b
}

// asSite is what was drawn, asked for by a site.
func asSite(all []drawn) *model.Site {
	s := asks(nil)
	for i, p := range staff {
		u := model.User{Object: model.Object{ID: p.id}, DisplayName: model.Of(p.name), Email: model.Text(p.email)}
		has := func(name string) bool { return slices.Contains(all[i].on, name) }
		yes := func(name string) string { return fmt.Sprint(has(name)) }
		if p.email == "" {
			u.Email = model.Field[string]{}
		}
		if p.pbx {
			u.Extension = model.Of(fmt.Sprint(101 + i))
			u.Licences = map[string]string{"agent": yes(Agent), "crm": yes(CRM), "professional": yes(Professional), "ucClient": yes(Client)}
			if levelOf(all[i].level) < levelOf(Live) {
				u.Licences["realtime"] = yes(Realtime)
			}
		}
		s.Users = append(s.Users, u)
		live := there(p.id, Manual, all[i].on...)
		live.Put(Supervisor, state.OfText(all[i].level))
		g := grantsFrom(&live)
		if !has(Website) {
			g = grants("portal.access", "false", "reports.see", "none", "rights.manage", "none", "licences.assign", "false", "calls.monitor", "none", "calls.takeOver", "none", "recordings.listen", "none",
				"agents.control", "none", "api.manage", "false", "phonebook.manage", "false", "telephony.settings", "false", "webhooks.manage", "false", "workspaces.manage", "false")
		}
		s.Roles = append(s.Roles, model.Role{Object: model.Object{ID: "r-" + p.id}, Grants: g, Assign: []model.Assignment{{Name: "a", User: p.id}}})
	}
	slices.SortFunc(s.Users, func(a, b model.User) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Roles, func(a, b model.Role) int { return strings.Compare(a.ID, b.ID) })
	return s
}

// simulated is a running world with a connection that writes to it.
type simulated struct {
	t   *rapid.T
	sim targets.Simulator
	w   targets.Writer
}

func begin(t *rapid.T, tb testing.TB, world []byte) simulated {
	sim, err := Driver.Simulate(tb.Context(), targets.SimOptions{Seed: world})
	if err != nil {
		t.Fatalf("%v\n%s", err, world)
	}
	t.Cleanup(func() { sim.Close() })
	options := model.Native{"permissionKeys": map[string]any{}}
	for name, key := range keyed.Facts {
		options["permissionKeys"].(map[string]any)[strings.TrimPrefix(name, keysOption)] = key
	}
	w, err := Driver.OpenWriter(tb.Context(), targets.Settings{Target: "stats", URL: sim.URL(), Credentials: sim.Credentials(), Options: options, Transport: http.DefaultTransport, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return simulated{t, sim, w}
}

func (s simulated) read(tb testing.TB) *state.Snapshot {
	live, err := s.w.Read(tb.Context(), targets.Scope{})
	if err != nil {
		s.t.Fatal(err)
	}
	return live
}

// licences are the simulator's own count of what the customer pays for, by role key.
func (s simulated) licences() map[string]int {
	resp, err := http.Get(s.sim.URL() + "/_sim/world")
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	var w struct {
		Licences map[string]map[string]int `json:"licences"`
	}
	if err != nil || json.NewDecoder(bytes.NewReader(b)).Decode(&w) != nil {
		s.t.Fatal("no licences in the world")
	}
	return w.Licences["c-17"]
}

// counted are the licences that a snapshot holds, by role key.
func counted(s *state.Snapshot) map[string]int {
	out := map[string]int{}
	for _, o := range s.OfKind(User) {
		p := person{live: &o}
		for i := range roles {
			if r := &roles[i]; r.item != "" && p.had(r) {
				out[keyOf(s.Profile, r.name)]++
			}
		}
	}
	return out
}

// planned compares a site with what is there and makes the steps. None may be for a
// person, and nothing may be said against it.
func (s simulated) planned(site *model.Site, live *state.Snapshot) []plan.Step {
	_, desired, ds := lowered(site, live.Profile)
	if ds.HasErrors() {
		s.t.Fatalf("what is legal is refused: %v", ds.Err())
	}
	changes, ds := diff.Compare(diff.Input{Target: "stats", Schema: Schema(live.Profile), Desired: desired, Live: live})
	if ds.HasErrors() {
		s.t.Fatalf("compare: %v", ds.Err())
	}
	steps, ds := Steps(targets.StepInput{Profile: live.Profile, Desired: desired, Live: live, Changes: changes})
	if ds.HasErrors() {
		s.t.Fatalf("a legal change is refused: %v", ds.Err())
	}
	return steps
}

// TestRandomWorlds: what is raised from any legal world and lowered again differs from
// it in nothing; any other legal world is reached from it, with no step that the
// simulator, which has the rules by its own code, refuses; the licences afterwards are
// those that the steps say, by the simulator's own count; and then nothing is left.
func TestRandomWorlds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		from, to := draw(rt, "from"), draw(rt, "to")
		s := begin(rt, t, seed(from))
		live := s.read(t)
		if d := cmp.Diff(s.licences(), counted(live)); d != "" {
			rt.Fatalf("licences before (-simulator +read):\n%s", d)
		}
		raised, _ := Raise(live, nil)
		raised.Targets[0].ID = "stats"
		if again := s.planned(raised, live); len(again) > 0 {
			rt.Fatalf("imported, and planned: %s", again[0].Title)
		}
		site := asSite(to)
		steps := s.planned(site, live)
		var effects []state.Effect
		charges := map[string]int{}
		for i := range steps {
			effects = append(effects, steps[i].Effects...)
			for _, item := range steps[i].Charges {
				charges[item]++
			}
		}
		after, wrong := Schema(live.Profile).Apply(live, effects)
		if len(wrong) > 0 {
			rt.Fatalf("effect %d is of nothing that is there", wrong[0])
		}
		s.carryOut(t, steps, live)
		now := s.read(t)
		if d := cmp.Diff(s.licences(), counted(after)); d != "" {
			rt.Fatalf("licences afterwards (-simulator +plan):\n%s", d)
		}
		if d := cmp.Diff(gained(live, now), charges); d != "" {
			rt.Fatalf("what was charged (-simulator +plan):\n%s", d)
		}
		if left := s.planned(site, now); len(left) > 0 {
			rt.Fatalf("after the apply there is still %s: %v", left[0].Title, left[0].Args)
		}
	})
}

// carryOut does the steps in an order that their needs allow.
func (s simulated) carryOut(tb testing.TB, steps []plan.Step, live *state.Snapshot) {
	done := map[string]bool{}
	for len(done) < len(steps) {
		before := len(done)
		for i := range steps {
			st := &steps[i]
			if done[st.ID] || slices.ContainsFunc(st.Needs, func(id string) bool { return !done[id] }) {
				continue
			}
			got := s.w.Do(tb.Context(), targets.Order{Step: st, Live: live, ID: func(r state.Ref) (string, bool) {
				o, ok := live.Find(r)
				if !ok {
					return "", false
				}
				return o.ID, true
			}})
			if got.Outcome != targets.Done {
				s.t.Fatalf("%s: %s: %v (%v)", st.Title, got.Outcome, got.Err, st.Args)
			}
			done[st.ID] = true
		}
		if len(done) == before {
			s.t.Fatal("steps wait for each other")
		}
	}
}

// gained are the licences that somebody has now and had not, by the vendor's words; a
// supervisor level where it is higher than the one before.
func gained(before, after *state.Snapshot) map[string]int {
	out := map[string]int{}
	for _, o := range after.OfKind(User) {
		was, ok := before.Find(o.Ref())
		if !ok {
			continue
		}
		then, now := person{live: was}, person{live: &o}
		for i := range roles {
			r := &roles[i]
			if r.item != "" && now.had(r) && !then.had(r) && r.level >= levelOf(was.Get(Supervisor).Text())*min(r.level, 1) {
				out[r.item]++
			}
		}
	}
	return maps.Clone(out)
}
