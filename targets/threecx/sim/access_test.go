package sim

import "testing"

const house = `{
	"groups": [{"Name": "Sales"}, {"Name": "Support"}],
	"users": [
		{"Number": "101", "PrimaryGroup": "Sales", "Groups": ["Sales"]},
		{"Number": "102", "PrimaryGroup": "Support", "Groups": ["Support"]},
		{"Number": "103", "PrimaryGroup": "Sales", "Groups": ["Sales", {"Group": "Support", "RoleName": "managers"}]}
	],
	"queues": [{"Number": "800", "Groups": ["Sales"]}, {"Number": "801", "Groups": ["Support"]}],
	"servicePrincipals": [
		{"Number": "owner", "Secret": "s", "XAPIEnabled": true, "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}]},
		{"Number": "admin", "Secret": "s", "XAPIEnabled": true, "Groups": [{"Group": "DEFAULT", "RoleName": "system_admins"}]},
		{"Number": "sales", "Secret": "s", "XAPIEnabled": true, "Groups": [{"Group": "Sales", "RoleName": "group_owners"}]},
		{"Number": "user", "Secret": "s", "XAPIEnabled": true, "Groups": [{"Group": "Sales", "RoleName": "users"}]},
		{"Number": "off", "Secret": "s", "XAPIEnabled": false, "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}]}
	]
}`

func TestRolesOfThePrincipal(t *testing.T) {
	c := connect(t, house, Options{ClientID: "owner"})
	for role, statuses := range map[string]map[string]int{
		"owner": {"GET /Users": 200, "GET /Recordings": 200, "GET /CallHistoryView": 200, "POST /Users": 201, "GET /Trunks": 200, "GET /MyGroup/Rights": 200, "GET /Defs?$select=Id": 200, "POST /Groups": 400, "GET /ServicePrincipals": 200},
		"admin": {"GET /Users": 200, "GET /Recordings": 403, "GET /CallHistoryView": 403, "GET /ChatHistoryView": 403, "GET /ScheduledReports": 403, "POST /Users": 201, "GET /Trunks": 200, "GET /MyGroup/Rights": 403, "POST /Groups": 400},
		"sales": {"GET /Users": 200, "GET /Recordings": 403, "POST /Users": 201, "GET /Trunks": 403, "GET /Parameters": 403, "POST /Groups": 403, "GET /ServicePrincipals": 403, "GET /MyGroup": 200, "GET /PhoneTemplates": 200, "POST /PhoneTemplates": 403},
		"user":  {"GET /Users": 403, "POST /Users": 403, "GET /Groups": 403, "GET /Peers": 403, "GET /Queues": 403, "GET /Defs?$select=Id": 200, "GET /MyGroup": 200, "PATCH /MyGroup": 403, "GET /MyUser": 404, "GET /Contacts": 200, "POST /Contacts": 403},
	} {
		who := c.as(role, "s")
		who.unchecked = true
		for _, request := range sortedKeys(statuses) {
			method, path, _ := cutSpace(request)
			if r := who.do(method, path, "{}"); r.status != statuses[request] {
				t.Errorf("%s: %s: %d, want %d", role, request, r.status, statuses[request])
			}
		}
	}
}

func cutSpace(s string) (string, string, bool) {
	for i := range s {
		if s[i] == ' ' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// A principal of one department sees and changes what is in it, nothing else.
func TestDepartmentScope(t *testing.T) {
	owner := connect(t, house, Options{ClientID: "owner"})
	bob, support := idOf(owner, "102"), groupID(owner, "Support")
	claire := idOf(owner, "103")
	c := owner.as("sales", "s")
	if got := numbers(c.want(200, "GET", "/Users?$select=Number", "")); got != "101 103" {
		t.Errorf("users %s", got)
	}
	if got := numbers(c.want(200, "GET", "/Users?$select=Number&$filter=Number ne '101'", "")); got != "103" {
		t.Errorf("filtered users %s", got)
	}
	if got := numbers(c.want(200, "GET", "/Queues?$select=Number", "")); got != "800" {
		t.Errorf("queues %s", got)
	}
	c.show("/Groups?$select=Name", `{"value":[{"Name":"Sales"}]}`)
	c.want(404, "GET", "/Users("+bob+")", "")
	c.want(404, "PATCH", "/Users("+bob+")", `{}`)
	c.show("/Users?$select=Id&$filter=Number eq '102'", `{"value":[]}`)
	c.refuse("PATCH", "/Users("+idOf(c, "101")+")", `{"Groups":[{"GroupId":`+support+`}]}`, "Groups[0].GroupId", notFound)
	c.refuse("PATCH", "/Users("+idOf(c, "101")+")", `{"PrimaryGroupId":`+support+`}`, "PrimaryGroupId", notFound)
	// The membership that it cannot see outlives its replace.
	c.want(204, "PATCH", "/Users("+claire+")", `{"Groups":[]}`)
	made := c.want(201, "POST", "/Users", `{}`)
	if number := made.json["Number"].(string); idOf(c, number) == "" {
		t.Error("a new user is out of sight")
	}
	owner.login("owner", "s")
	owner.show("/Users("+claire+")/Groups?$select=Name", `{"value":[{"Name":"Support"}]}`)
}

func TestDisabledPrincipal(t *testing.T) {
	_, w, err := NewServer([]byte(house), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Credentials()["clientId"]; got != "owner" {
		t.Errorf("credentials of %s, want the first principal's", got)
	}
	c := connect(t, house, Options{ClientID: "owner"})
	r := c.form("/connect/token", map[string][]string{"client_id": {"off"}, "client_secret": {"s"}, "grant_type": {"client_credentials"}})
	if r.status != 401 {
		t.Errorf("%d %s", r.status, r.text)
	}
}
