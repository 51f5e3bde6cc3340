package sim

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// 8.1: somebody of the PBX who was deleted is back with the next import: another
// user, with Essential alone.
func TestDeletedPBXUsersComeBack(t *testing.T) {
	c := connect(t, office, opts{"tokenLifetime": "24h"})
	c.patch(200, "Bob", give("customer.user.supervisorl1"))
	old := c.id("Bob")
	c.want(200, "DELETE", "customers/c-1/users/"+old, "")
	c.clock.Advance(59 * time.Minute)
	if got := c.want(200, "GET", "customers/c-1/users", "").Names("displayName"); strings.Contains(got, "Bob") {
		t.Errorf("%s", got)
	}
	c.clock.Advance(time.Minute)
	if got := c.want(200, "GET", "customers/c-1/users", "").Names("displayName"); !strings.HasSuffix(got, " Bob") {
		t.Errorf("%s", got)
	}
	if c.id("Bob") == old || c.roles("Bob") != "user.pbx" {
		t.Errorf("%s, %s", c.id("Bob"), c.roles("Bob"))
	}
}

// Who is new on the PBX is imported.
func TestImport(t *testing.T) {
	c := connect(t, office, opts{"tokenLifetime": "24h", "syncEvery": "5m"})
	world := must(c.sim.World())
	if err := c.sim.SetWorld([]byte(strings.Replace(string(world), `"pbxUsers":[`, `"pbxUsers":[{"pbx":"`+c.world.customers.Get("c-1").PBX.AccountID+`","displayName":"Fay"},`, 1))); err != nil {
		t.Fatal(err)
	}
	c.clock.Advance(5 * time.Minute)
	if got := c.want(200, "GET", "customers/c-1/users", "").Names("displayName"); !strings.HasSuffix(got, " Fay") {
		t.Errorf("%s", got)
	}
	for i := range 2 {
		c.clock.Advance(5 * time.Minute)
		if r := c.want(200, "GET", "customers/c-1/users", ""); r.Value("page_size") != json.Number("9") {
			t.Errorf("import %d: %s", i, r.Text)
		}
	}
}

// 8.11: where the provider switched it on, the agent add-on follows the PBX whatever
// a client sets.
func TestAgentsFollowThePBX(t *testing.T) {
	c := connect(t, office, opts{"agentAutoAssign": "true"})
	if got := c.roles("Alice"); got != "user.pbx user.acd" {
		t.Errorf("%s", got)
	}
	c.take(200, "Alice", agentAddOn)
	c.patch(200, "Bob", give(agentAddOn))
	if got := c.licences("c-1"); got != `{"customer.user.acd":1,"customer.user.pbx":5}` {
		t.Errorf("%s", got)
	}
	if a, b := c.roles("Alice"), c.roles("Bob"); a != "user.pbx user.acd" || b != "user.pbx" {
		t.Errorf("Alice %s, Bob %s", a, b)
	}
}

// The switch is the customer's, and an option for one request moves what a client
// set behind its back.
func TestAgentSwitch(t *testing.T) {
	seed := strings.Replace(office, `"id": "c-1",`, `"id": "c-1", "syncAcdAgentWithPbx": true,`, 1)
	if got := connect(t, seed, nil).roles("Alice"); got != "user.pbx user.acd" {
		t.Errorf("%s", got)
	}
	if got := connect(t, seed, opts{"agentAutoAssign": "false"}).roles("Alice"); got != "user.pbx" {
		t.Errorf("%s", got)
	}
	c := connect(t, office, nil)
	c.patch(200, "Bob", give(agentAddOn))
	if err := c.sim.AddFault(simhttp.Fault{Kind: simhttp.Quirk, Nth: 2, Options: opts{"agentAutoAssign": "true"}}); err != nil {
		t.Fatal(err)
	}
	if got := c.roles("Bob"); got != "user.pbx user.acd" {
		t.Errorf("%s", got)
	}
	if a, b := c.roles("Alice"), c.roles("Bob"); a != "user.pbx user.acd" || b != "user.pbx" {
		t.Errorf("Alice %s, Bob %s", a, b)
	}
	c.take(200, "Alice", agentAddOn)
	if got := c.roles("Alice"); got != "user.pbx" {
		t.Errorf("%s", got)
	}
	c.want(200, "PATCH", "customers/<Acme>", `[{"op":"replace","path":"/syncAcdAgentWithPbx","value":true}]`)
	if got := c.roles("Alice"); got != "user.pbx user.acd" {
		t.Errorf("%s", got)
	}
}
