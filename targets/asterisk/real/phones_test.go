package real_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// desks are endpoints of each sort: with credentials, with credentials that nobody
// made, and with none.
const desks = `{"objects": {
	"aor": {"101": {"attributes": {"max_contacts": "1"}}, "102": {"attributes": {"max_contacts": "1"}}, "103": {"attributes": {"max_contacts": "1"}}},
	"auth": {"101": {"attributes": {"username": "101", "password": "right"}}},
	"endpoint": {
		"101": {"attributes": {"allow": "ulaw", "aors": "101", "auth": "101", "context": "internal"}},
		"102": {"attributes": {"allow": "ulaw", "aors": "102", "auth": "102", "context": "internal"}},
		"103": {"attributes": {"allow": "ulaw", "aors": "103", "context": "internal"}}}}}`

// TestPhones: whoever has the password is let in, and nobody else; an endpoint whose
// credentials are not there lets nobody in at all (the PBX answers 500, whatever is
// asked), and one that names none lets in everybody.
func TestPhones(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p, run := served(t, in)
		if err := run.SetWorld([]byte(desks)); err != nil {
			t.Fatal(err)
		}
		c, phone := wire(t, run.URL), newPhone(t, p.SIP())
		for _, step := range []struct {
			name  string
			do    func() int
			want  func(status int) bool
			says  string
			id    string
			state string
		}{
			{"the right password", func() int { return phone.register("101", signIn{"101", "right"}, 60) }, is(200), "200", "101", "online"},
			{"gone again", func() int { return phone.register("101", signIn{"101", "right"}, 0) }, is(200), "200", "101", "offline"},
			{"a wrong password", func() int { return phone.register("101", signIn{"101", "wrong"}, 60) }, is(401), "401", "101", "offline"},
			{"no password", func() int { return phone.register("101", signIn{}, 60) }, is(401), "401", "101", "offline"},
			{"another one's password", func() int { return phone.register("102", signIn{"101", "right"}, 60) }, is(500), "500", "102", "offline"},
			{"nobody's id", func() int { return phone.register("199", signIn{"199", "right"}, 60) }, is(401), "401", "101", "offline"},
			{"credentials that are not there", func() int { return phone.register("102", signIn{"102", ""}, 60) }, is(500), "500", "102", "offline"},
			{"credentials that are not there, and none given", func() int { return phone.register("102", signIn{}, 60) }, is(500), "500", "102", "offline"},
			{"a call with the right password", func() int { return phone.call("101", "102", signIn{"101", "right"}) }, passed, "an answer of the dialplan", "101", "offline"},
			{"a call with a wrong password", func() int { return phone.call("101", "102", signIn{"101", "wrong"}) }, is(401), "401", "101", "offline"},
			{"a call without a password", func() int { return phone.call("101", "102", signIn{}) }, is(401), "401", "101", "offline"},
			{"a call where credentials are not there", func() int { return phone.call("102", "101", signIn{"102", ""}) }, is(500), "500", "102", "offline"},
			{"a call where credentials are not there, and none given", func() int { return phone.call("102", "101", signIn{}) }, is(500), "500", "102", "offline"},
			{"a call of nobody's id", func() int { return phone.call("199", "101", signIn{}) }, is(401), "401", "102", "offline"},
			{"where no credentials are named, anybody calls", func() int { return phone.call("103", "101", signIn{}) }, passed, "an answer of the dialplan", "103", "offline"},
			{"where no credentials are named, anybody registers", func() int { return phone.register("103", signIn{}, 60) }, is(200), "200", "103", "online"},
		} {
			t.Run(step.name, func(t *testing.T) {
				if got := step.do(); !step.want(got) {
					t.Errorf("status %d, want %s", got, step.says)
				}
				if got := c.stateOf(step.id, step.state); got != step.state {
					t.Errorf("%s is %s, want %s", step.id, got, step.state)
				}
			})
		}
	})
}

func is(status int) func(int) bool { return func(got int) bool { return got == status } }

// passed: the dialplan was reached, and found nobody at home.
func passed(status int) bool {
	return status == 480 || status == 486 || status == 503 || status == 404 || status == 603
}

// stateOf is whether an endpoint is online, as ARI says it. It says so a moment after
// a registration.
func (c *client) stateOf(id, hoped string) string {
	c.t.Helper()
	var e struct{ State string }
	for range 100 {
		if err := json.Unmarshal([]byte(c.send("GET", "/ari/endpoints/PJSIP/"+id, "", "").body), &e); err != nil {
			c.t.Fatal(err)
		}
		if e.State == hoped {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return e.State
}
