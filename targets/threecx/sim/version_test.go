package sim

import (
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/threecx/sim/spec"
)

func TestVersions(t *testing.T) {
	for _, v := range []struct {
		version   string
		byKey     int // GET /Users(Number='100')
		byCall    int // GET /Users/Pbx.GetByNumber(number='100')
		expires   float64
		forbid    bool // User.ForbidRecording
		agent     bool // User.AIAgent
		wrongWord string
	}{
		{"20.0.7.1", 404, 200, 60, false, false, "WARNINGS.XAPI.INVALID"},
		{"20.0.8.1109", 200, 404, 60, false, false, "WARNINGS.XAPI.INVALID"},
		{"20.0.9.995", 200, 404, 3600, false, true, "WARNINGS.INVALID"},
		{"20.0.10.1234", 200, 404, 3600, true, true, "WARNINGS.INVALID"},
	} {
		t.Run(v.version, func(t *testing.T) {
			c := connect(t, `{"version":"`+v.version+`","users":[{"Number":"100"}]}`, Options{})
			c.want(v.byKey, "GET", "/Users(Number='100')", "")
			c.want(v.byCall, "GET", "/Users/Pbx.GetByNumber(number='100')", "")
			r := c.form("/connect/token", url.Values{"client_id": {"patchbay"}, "client_secret": {"patchbay"}, "grant_type": {"client_credentials"}})
			if r.json["expires_in"] != v.expires {
				t.Errorf("expires_in is %v, want %v", r.json["expires_in"], v.expires)
			}
			c.token = r.json["access_token"].(string)
			list := c.want(200, "GET", "/Users?$top=1", "")
			user := list.json["value"].([]any)[0].(map[string]any)
			if _, there := user["ForbidRecording"]; there != v.forbid {
				t.Errorf("ForbidRecording is there: %v", there)
			}
			if _, there := user["AIAgent"]; there != v.agent {
				t.Errorf("AIAgent is there: %v", there)
			}
			if s := c.do("GET", "/Users?$select=ForbidRecording", "").status; (s == 200) != v.forbid {
				t.Errorf("$select=ForbidRecording: %d", s)
			}
			if s := c.do("POST", "/Users", `{"ForbidRecording":true}`).status; (s == 201) != v.forbid {
				t.Errorf("POST of ForbidRecording: %d", s)
			}
			if r := c.do("POST", "/Users", `{"EmailAddress":"x"}`); !strings.Contains(r.text, `"`+v.wrongWord+`"`) {
				t.Errorf("the warning is %s, want %s", r.text, v.wrongWord)
			}
			if got := c.want(200, "GET", "/Defs?$select=Id", "").header.Get("X-3CX-Version"); got != v.version {
				t.Errorf("X-3CX-Version is %s", got)
			}
		})
	}
}

// A world of 20.0.7 answers as the specification of 20.0.7 has it.
func TestOldestSpecification(t *testing.T) {
	path := spec.Find("swagger-20.0.7.yaml")
	if path == "" {
		t.Skip(spec.Skip)
	}
	c := connect(t, `{"version":"20.0.7.1","users":[{"Number":"100"}]}`, Options{})
	c.spec, c.unchecked = must(spec.New(path)), false
	for _, set := range []string{"Users", "Groups", "Queues", "RingGroups", "Receptionists", "Parkings", "ServicePrincipals", "Trunks", "Fax", "Peers",
		"Contacts", "Parameters", "Holidays", "PhoneTemplates", "FxsTemplates", "TrunkTemplates", "SystemStatus", "LicenseStatus", "Defs/Pbx.GetSystemParameters()"} {
		c.want(200, "GET", "/"+set, "")
	}
	c.id("Users", `{"FirstName":"A"}`)
	c.id("Queues", `{"Name":"Q","Agents":[{"Number":"100"}]}`)
	c.id("Groups", `{"Name":"G"}`)
	c.want(200, "GET", "/Users/Pbx.GetByNumber(number='100')?$expand=Groups($expand=Rights,GroupRights)", "")
	c.want(400, "POST", "/Users", `{"EmailAddress":"x"}`)
}
