package targettest_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// toyEnv is the defect of the toy that a test binary stands in with.
const toyEnv = "TOY_DEFECT"

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, toy(os.Getenv(toyEnv)).driver())) }

// toyTarget is a toy with one defect, or none.
func toyTarget(d toy) targettest.Target {
	return targettest.Target{
		Driver: d.driver(), Apart: true, Env: []string{toyEnv + "=" + string(d)},
		Worlds: map[string][]byte{"empty": []byte(`{"version":"3.1","role":"owner","users":[],"teams":[]}`), "peopled": []byte(peopled)},
		Page: func(n int) (map[string]string, model.Native) {
			return map[string]string{"take": fmt.Sprint(n)}, model.Native{"take": int64(n)}
		},
		Sites:   []targettest.Site{{Name: "another team", Site: anotherTeam()}},
		Secrets: []string{"pin-canary-1", "pin-canary-2", "code-canary-1"},
		Quirks:  map[string][]string{"autojoin": {"true", "false"}, "take": {"1", "3"}},
		ByHand:  atDesk, Console: onDesk,
	}
}

// anotherTeam changes who is in a team that is there.
func anotherTeam() *model.Site {
	user := func(id, number, name string) model.User {
		return model.User{Object: model.Object{ID: id}, Extension: model.Of(number), FirstName: model.Of(name), Email: model.Of(id + "@toy.example")}
	}
	eve := user("eve", "102", "Eve")
	eve.Mobile, eve.Listed = model.Of("+33600"), model.Of(true) // at the desk
	return &model.Site{
		Package: "toy", Organization: model.Organization{Name: model.Of("Toy")},
		Users: []model.User{user("ann", "101", "Anna"), user("cy", "300", "Cy"), user("di", "301", "Di"), eve},
		Groups: []model.Group{
			{Object: model.Object{ID: "late"}, Kind: model.Team, Title: model.Of("Late")},
			{Object: model.Object{ID: "sales"}, Kind: model.Team, Title: model.Of("Ventes 0"), Members: []model.Member{
				{User: "di"}, {User: "eve", Overrides: model.Grants{{Permission: "calls.park", Level: "true"}}}}},
		},
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "toy", Manage: map[string]model.Ownership{"users": model.Exclusive}}},
	}
}

const peopled = `{"version": "3.1", "role": "owner", "next": 20,
	"users": [
		{"id": "x1", "number": "101", "first": "Ann", "last": "Old", "email": "ann@toy.example", "active": true, "pin": "pin-canary-1", "code": "code-canary-1", "color": "red"},
		{"id": "x2", "number": "110", "first": "Ben", "active": false, "pin": "pin-canary-2", "color": "blue"},
		{"id": "x3", "number": "300", "first": "Cy", "last": "", "active": true, "online": true},
		{"id": "x4", "number": "301", "first": "Di", "active": true},
		{"id": "x5", "number": "302", "active": true}
	],
	"teams": [
		{"id": "x10", "name": "All", "open": false, "color": "grey", "members": [{"user": "x1", "since": "2019"}, {"user": "x2"}, {"user": "x3", "listen": true, "since": "2020"}, {"user": "x4"}, {"user": "x5"}]},
		{"id": "x11", "name": "Ventes 0", "members": [{"user": "x1", "listen": true, "since": "2021"}, {"user": "x4", "park": false}]},
		{"id": "x12", "name": "Night", "open": true, "members": [{"user": "x5", "park": true}]}
	]}`

func TestToy(t *testing.T) { targettest.Run(t, toyTarget("")) }

// lax is a toy that lets two teams have one name: nothing but the engine stands
// between a lost reply and a duplicate.
func lax(target targettest.Target) targettest.Target {
	target.Worlds = maps.Clone(target.Worlds)
	for name, w := range target.Worlds {
		target.Worlds[name] = append([]byte(`{"namesakes": true,`), w[1:]...)
	}
	return target
}

func TestLaxToy(t *testing.T) {
	if testing.Short() {
		t.Skip("what is tried in short tells nothing about this")
	}
	for _, c := range targettest.Cases() {
		if c.Name == "faults" || c.Name == "killed" {
			t.Run(c.Name, func(t *testing.T) { c.Check(t, lax(toyTarget(""))) })
		}
	}
}

// defects are what can be wrong with a driver, and the case that must find it.
var defects = []struct {
	defect toy
	fails  string
}{
	{"names a permission nobody knows", "describe"},
	{"has a key that is no field", "describe"},
	{"loses a field in silence", "lower"},
	{"lowers in no order", "lower"},
	{"raises without e-mail", "raise"},
	{"widens a grant", "wider"},
	{"reads the first page only", "read"},
	{"reads secrets", "secrets"},
	{"reads codes", "secrets"},
	{"trusts a moved listing", "moved"},
	{"mixes up kinds of error", "probe"},
	{"says the secret", "secrets"},
	{"writes while planning", "safety"},
	{"bypasses the transport", "safety"},
	{"allows every request while planning", "safety"},
	{"forgets other members", "effects"},
	{"keeps a side effect to itself", "effects"},
	{"sends less than it says", "converge"},
	{"drops unknown fields", "unknown"},
	{"repeats creates", "do"},
	{"calls failure done", "do"},
	{"repeats creates", "faults"},
	{"takes a lost create for not done", "faults"},
	{"finds nothing when a lookup fails", "faults"},
	{"tells the outcome before the reply", "do"},
	{"writes the members that the plan knew", "edited"},
	{"gives up when the token ends", "faults"},
	{"has a quirk nobody simulates", "quirks"},
	{"takes what no API shows for read", "by hand"},
	{"leaves a line out of the checklist", "by hand"},
	{"says none where nobody knows", "by hand"},
	{"misprints what no API shows", "by hand"},
}

// TestDefects breaks the toy's driver on purpose, in one way at a time.
func TestDefects(t *testing.T) {
	if testing.Short() {
		t.Skip("of what is tried in short, a defect may show nowhere")
	}
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		t.Fatal(err)
	}
	cases := map[string]targettest.Case{}
	for _, c := range targettest.Cases() {
		cases[c.Name] = c
	}
	for _, d := range defects {
		t.Run(strings.ReplaceAll(string(d.defect), " ", "-"), func(t *testing.T) {
			t.Parallel()
			target := toyTarget(d.defect)
			if d.fails == "faults" {
				target = lax(target)
			}
			r := record(t, cases[d.fails], target)
			if !r.failed {
				t.Errorf("a driver that %s passes the case %s", d.defect, d.fails)
			}
			t.Log(r.first)
		})
	}
}

// recorder takes the place of a test that may fail.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed bool
	first  string
}

// record runs one case and keeps what it says to itself.
func record(t *testing.T, c targettest.Case, target targettest.Target) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Check(r, target)
	}()
	<-done
	return r
}

func (r *recorder) note(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.failed {
		r.first = text
	}
	r.failed = true
}

// One failure is enough: the rest of the case is spared.
func (r *recorder) Error(args ...any)                 { r.Fatal(args...) }
func (r *recorder) Errorf(format string, args ...any) { r.Fatalf(format, args...) }
func (r *recorder) Fail()                             { r.FailNow() }
func (r *recorder) FailNow()                          { r.note("failed"); runtime.Goexit() }
func (r *recorder) Fatal(args ...any)                 { r.note(fmt.Sprint(args...)); runtime.Goexit() }
func (r *recorder) Log(...any)                        {}
func (r *recorder) Logf(string, ...any)               {}
func (r *recorder) Helper()                           {}
func (r *recorder) Failed() bool                      { r.mu.Lock(); defer r.mu.Unlock(); return r.failed }
func (r *recorder) Fatalf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...))
	runtime.Goexit()
}
