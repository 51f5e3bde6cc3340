package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const newCustomer = `{"name":"Initech","description":"Long","reference":"R1","enabled":true,"timezone":"America/Denver","countryCode":"US","syncAcdAgentWithPbx":true,
	"pbxConnectionProfile":{"_type":"KazooPbxConnectionProfile","hostRest":"https://x.example","hostWebsocket":"wss://x.example","accountId":"k-7","apiKey":"Secret-Key-7","monitorSubAccounts":true},
	"sendNewUserEmail":false,"trialDuration":0}`

// A new customer costs something, connects its PBX, and has everybody on it.
func TestCreateCustomer(t *testing.T) {
	seed := strings.Replace(office, `"pbxUsers": [`, `"pbxUsers": [{"displayName": "Milton", "pbx": "k-7"}, {"displayName": "Peter", "pbx": "k-7"},`, 1)
	c := connect(t, seed, nil)
	c.due("POST", "customers", newCustomer)
	r := c.want(200, "GET", "customers/<Initech>", "")
	c.equal(r, "data", `{"id":"<Initech>","name":"Initech","description":"Long","reference":"R1","enabled":true,"timezone":"America/Denver","countryCode":"US","parentTenantId":"r-1",
		"dateCreated":"2026-03-01T09:00:00.000","syncAcdAgentWithPbx":false,"sendNewUserEmail":false,"sendConnectWelcomeEmail":true,
		"pbxConnectionProfile":{"_type":"KazooPbxConnectionProfile","hostRest":"https://x.example","hostWebsocket":"wss://x.example","accountId":"k-7","monitorSubAccounts":true}}`)
	if got := c.want(200, "GET", "customers/<Initech>/users", "").Names("displayName"); got != "Milton Peter" {
		t.Errorf("%s", got)
	}
	for body, message := range map[string]string{
		`{}`: "The name field is required.", `[]`: "The request body is not valid JSON.", `{"name":"X"}`: "The pbxConnectionProfile field is required.",
		`{"name":"` + strings.Repeat("x", 101) + `"}`:          "The field name must be a string with a maximum length of 100.",
		strings.Replace(newCustomer, `"US"`, `"USA-US"`, 1):    "The field countryCode must be a string with a maximum length of 5.",
		strings.Replace(newCustomer, `tion":0`, `tion":14`, 1): "The tenant is not permitted to create trials.",
	} {
		c.refuse(400, message, "POST", "customers", body)
	}
	c.as("thrifty@reseller.example").refuse(403, "Forbidden", "POST", "customers", newCustomer)
	c.want(200, "PATCH", "users/<Admin>", give("customer.trials"))
	c.pay(201, "POST", "customers", strings.NewReplacer(`tion":0`, `tion":14`, "Initech", "Trial").Replace(newCustomer))
	idle := c.pay(201, "POST", "customers", strings.Replace(newCustomer, `"enabled":true`, `"enabled":false`, 1))
	id := idle.At("data.id")
	if n := c.want(200, "GET", "customers/"+id+"/users", "").Value("page_size"); n != json.Number("0") {
		t.Errorf("nobody is imported before a customer is enabled, and there are %v", n)
	}
	c.want(200, "PATCH", "customers/"+id, `[{"op":"replace","path":"/enabled","value":true},{"op":"replace","path":"/name","value":"Initrode"}]`)
	if got := c.want(200, "GET", "customers/"+id+"/users", "").Names("displayName"); got != "Milton Peter" {
		t.Errorf("%s", got)
	}
}

func TestChangeCustomer(t *testing.T) {
	c := connect(t, office, nil)
	c.want(200, "PATCH", "customers/<Acme>", `[{"op":"replace","path":"/reference","value":"R9"},{"op":"replace","path":"/sendNewUserEmail","value":false}]`)
	r := c.want(200, "GET", "customers/c-1", "")
	c.equal(r, "data.reference", `"R9"`)
	c.equal(r, "data.sendNewUserEmail", `false`)
	for ops, message := range map[string]string{
		`[{"op":"replace","path":"/id","value":"x"}]`: "The field id cannot be changed.", `[{"op":"replace","path":"/pbxConnectionProfile/accountId","value":"x"}]`: "The field pbxConnectionProfile cannot be changed.",
		`[{"op":"remove","path":"/name"}]`: "The name field is required.", `[{"op":"replace","path":"/apiKey","value":"x"}]`: "The target location specified by path segment 'apiKey' was not found.",
	} {
		c.refuse(400, message, "PATCH", "customers/<Acme>", ops)
	}
	c.as("thrifty@reseller.example").refuse(403, "Forbidden", "PATCH", "customers/<Acme>", `[]`)
}

// The list of customers has pages and a filter.
func TestListCustomers(t *testing.T) {
	var rows []string
	for i := range 25 {
		rows = append(rows, fmt.Sprintf(`{"name":"Customer %02d","reference":"ref-%d"}`, i, i%3))
	}
	c := connect(t, `{"customers":[`+strings.Join(rows, ",")+`]}`, nil)
	r := c.want(200, "GET", "customers?pageIndex=1&pageSize=20", "")
	if got := r.Names("reference"); got != "ref-2 ref-0 ref-1 ref-2 ref-0" || r.Value("page_size") != json.Number("5") || r.Value("page_index") != json.Number("1") {
		t.Errorf("%s", r.Text)
	}
	c.equal(r, "data.0", `{"id":"<Customer 20>","name":"Customer 20","description":"","enabled":true,"parentTenantId":"<Patchbay Reseller>","reference":"ref-2","dateCreated":"2026-03-01T09:00:00.000"}`)
	if r := c.want(200, "GET", "customers", ""); r.Value("page_size") != json.Number("25") {
		t.Errorf("%s", r.Text)
	}
	if got := c.want(200, "GET", "customers?filter=CUSTOMER%201", "").Value("page_size"); got != json.Number("10") {
		t.Errorf("%v", got)
	}
	if got := c.want(200, "GET", "customers?filter=ref-1&pageSize=3&pageIndex=2", "").Names("name"); got != "Customer 19 Customer 22" {
		t.Errorf("%v", got)
	}
	c.refuse(400, "The value '1001' is not valid.", "GET", "customers?pageSize=1001", "")
}

// 8.6: an id that is no tenant of the caller's is 400 with the documented text.
func TestForeignTenants(t *testing.T) {
	c := connect(t, office, nil)
	for _, id := range []string{"c-9", "nothing", "r-1"} {
		c.refuse(400, "The value '"+id+"' is not valid.", "GET", "customers/"+id+"/users", "")
		c.refuse(400, "The value '"+id+"' is not valid.", "GET", "customers/"+id, "")
	}
	c.refuse(404, "Not Found", "GET", "customers/c-1/users/nobody", "")
	c.refuse(404, "Not Found", "GET", "customers/c-2/users/<Bob>", "")
	for _, path := range []string{"customers/", "customers//users", "nothing", "customers/c-1/users/"} {
		if r := c.Send("GET", "/api/v1.0/nothing", "", func(r *http.Request) {
			r.URL.Opaque = "/api/v1.0/" + path
			r.Header.Set("Authorization", "Bearer "+c.token)
		}); r.Status != 404 {
			t.Errorf("%s: %d", path, r.Status)
		}
	}
	for _, path := range []string{"/", "/nothing", "/api/v1.1/customers", "/connect/nothing"} {
		if r := c.Send("GET", path, "", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+c.token) }); r.Status != 404 || r.At("message") != "Not Found" {
			t.Errorf("%s: %d %s", path, r.Status, r.Text)
		}
	}
	c = connect(t, office, opts{"foreignTenant": "refuse"})
	c.refuse(403, "Forbidden", "GET", "customers/c-9/users", "")
	c.refuse(400, "The value 'nothing' is not valid.", "GET", "customers/nothing/users", "")
}

// An enterprise names the reseller in the path, a reseller does not.
func TestLevels(t *testing.T) {
	c := connect(t, office, nil)
	c.refuse(403, "Forbidden", "GET", "accounts/r-1/customers/c-1/users", "")
	c.refuse(403, "Forbidden", "GET", "accounts/r-1/users", "")
	c.refuse(403, "Forbidden", "GET", "accounts", "")
	boss := c.as("boss@enterprise.example")
	boss.refuse(403, "Forbidden", "GET", "customers/c-1/users", "")
	boss.refuse(400, "The value 'c-9' is not valid.", "GET", "accounts/r-1/customers/c-9/users", "")
	boss.refuse(400, "The value 'r-7' is not valid.", "GET", "accounts/r-7/customers/c-1/users", "")
	elsewhere := connect(t, strings.NewReplacer(`{"id": "r-2", "name": "Rival"}`, `{"id": "r-2", "name": "Rival", "enterprise": "Other"}`, `"accounts"`, `"enterprises": [{"name": "Patchbay Enterprise"}, {"id": "e-2", "name": "Other"}], "accounts"`).Replace(office), opts{"level": "enterprise"})
	elsewhere.refuse(400, "The value 'r-2' is not valid.", "GET", "accounts/r-2/customers", "")
	if got := elsewhere.want(200, "GET", "accounts", "").Names("name"); got != "Reseller" {
		t.Errorf("%s", got)
	}
	if got := boss.want(200, "GET", "accounts/r-2/customers", "").Names("name"); got != "Theirs" {
		t.Errorf("%s", got)
	}
	if got := boss.want(200, "GET", "accounts/r-1/customers/c-1/users", "").Value("page_size"); got != json.Number("8") {
		t.Errorf("%v", got)
	}
	boss.pay(200, "PATCH", "accounts/r-1/customers/c-1/users/<Alice>", give(client, professional))
	boss.want(200, "PUT", "accounts/r-1/customers/c-1/users/<Alice>/devices/pbx/d-web/assign", `{"clientType":"crm"}`)
	if got := c.clients(); got != "map[crm:d-web]" {
		t.Errorf("%s", got)
	}
}

// Resellers are made and changed by their enterprise.
func TestAccounts(t *testing.T) {
	c := connect(t, office, opts{"level": "enterprise"})
	if got := c.want(200, "GET", "accounts", "").Names("name"); got != "Reseller Rival" {
		t.Errorf("%s", got)
	}
	r := c.want(201, "POST", "accounts", `{"name":"Third","description":"D","reference":"X","enabled":true,"timezone":"Europe/Paris","countryCode":"FR","id":"mine"}`)
	id := r.At("data.id")
	if id == "mine" || r.Header.Get("Location") != "http://dimensions/api/v1.0/accounts/"+id {
		t.Errorf("%s %v", r.Text, r.Header)
	}
	c.want(200, "PATCH", "accounts/"+id, `[{"op":"replace","path":"/name","value":"Fourth"},{"op":"replace","path":"/enabled","value":false}]`)
	c.equal(c.want(200, "GET", "accounts/"+id, ""), "data", `{"id":"`+id+`","name":"Fourth","description":"D","reference":"X","enabled":false,"timezone":"Europe/Paris","countryCode":"FR","parentTenantId":"`+r.At("data.parentTenantId")+`","dateCreated":"2026-03-01T09:00:00.000"}`)
	c.refuse(400, "The name field is required.", "POST", "accounts", `{}`)
	c.refuse(400, "The name field is required.", "PATCH", "accounts/"+id, `[{"op":"replace","path":"/name","value":""}]`)
	c.refuse(400, "The value 'x' is not valid.", "PATCH", "accounts/x", `[]`)
	reseller := c.as("root@reseller.example")
	reseller.refuse(403, "Forbidden", "POST", "accounts", `{"name":"X"}`)
	reseller.refuse(403, "Forbidden", "PATCH", "accounts/r-1", `[]`)
	c.want(200, "PATCH", "accounts/r-1/customers/c-1", `[{"op":"replace","path":"/name","value":"Acme 2"}]`)
	c.refuse(400, "The value 'r-9' is not valid.", "GET", "accounts/r-9", "")
	guest := connect(t, strings.Replace(office, `"email": "boss@enterprise.example", "primaryTenant": "Patchbay Enterprise", "password": "Secret-1",
			"access": [{"roles": ["account.user", "user.admin", "customer.admin",`, `"email": "boss@enterprise.example", "primaryTenant": "Patchbay Enterprise", "password": "Secret-1",
			"access": [{"roles": ["account.user",`, 1), opts{"level": "enterprise"})
	guest.want(200, "GET", "accounts", "")
	for _, one := range [][3]string{{"POST", "accounts", `{"name":"X"}`}, {"PATCH", "accounts/r-1", `[]`}, {"POST", "accounts/r-1/users", `{"email":"n@r.example","displayName":"N"}`}, {"DELETE", "accounts/r-1/users/<Clerk>", ""}} {
		guest.refuse(403, "Forbidden", one[0], one[1], one[2])
	}
}

// Users of resellers have roles of their own, and website access from the start.
func TestResellerUsers(t *testing.T) {
	c := connect(t, office, opts{"level": "enterprise"})
	if got := c.want(200, "GET", "accounts/r-1/users", "").Names("displayName"); got != "Admin Thrifty Reader Clerk" {
		t.Errorf("%s", got)
	}
	r := c.want(201, "POST", "accounts/r-1/users", `{"email":"n@r.example","displayName":"N","roles":["branding.admin"]}`)
	c.equal(r, "data", `{"id":"<N>","displayName":"N","email":"n@r.example","primaryTenant":"r-1","isParent":false,"roles":["account.user","branding.admin"]}`)
	c.want(200, "PATCH", "accounts/r-1/users/<N>", give("user.admin", "account.service.status", "account.storage.admin", "customer.admin", "onboarding.admin", "webhooks.admin"))
	c.refuse(400, "The value 'customer.user' is not valid.", "PATCH", "accounts/r-1/users/<N>", give("customer.user"))
	c.refuse(400, "The role 'branding.admin' requires the role 'account.user'.", "PATCH", "accounts/r-1/users/<N>", `[{"op":"replace","path":"/roles","value":["branding.admin"]}]`)
	c.refuse(400, "The email 'root@reseller.example' is already in use.", "PATCH", "accounts/r-1/users/<N>", `[{"op":"replace","path":"/email","value":"root@reseller.example"}]`)
	c.want(200, "DELETE", "accounts/r-1/users/<N>", "")
	c.refuse(404, "Not Found", "DELETE", "accounts/r-1/users/<Boss>", "")
}

// A reseller has its own users without naming itself, and finds there what whoever
// let the client in may do.
func TestOwnUsers(t *testing.T) {
	c := connect(t, office, nil)
	if got := c.want(200, "GET", "users", "").Names("displayName"); got != "Admin Thrifty Reader Clerk" {
		t.Errorf("%s", got)
	}
	thrifty := c.as("thrifty@reseller.example")
	thrifty.equal(thrifty.want(200, "GET", "users/"+claims(thrifty.token)["sub"].(string), ""), "data.roles", `["account.user","user.admin","onboarding.admin"]`)
	thrifty.refuse(403, "Forbidden", "PATCH", "users/<Thrifty>", give("billing.admin"))
	thrifty.want(200, "PATCH", "users/<Reader>", give("branding.admin"))
	thrifty.refuse(403, "Forbidden", "DELETE", "users/<Thrifty>", "")
	c.want(200, "PATCH", "users/<Thrifty>", give("billing.admin"))
	c.want(201, "POST", "users", `{"email":"n@r.example","displayName":"N"}`)
	c.want(200, "DELETE", "users/<N>", "")
	c.as("boss@enterprise.example").refuse(403, "Forbidden", "GET", "users", "")
}

// Whoever let the client in cannot be deleted through it, and a token of somebody
// who is gone is good no more.
func TestTheActingPerson(t *testing.T) {
	seed := strings.Replace(office, `{"displayName": "Boss"`, `{"displayName": "Guest", "email": "guest@enterprise.example", "primaryTenant": "Patchbay Enterprise", "password": "Secret-1",
			"access": [{"roles": ["account.user", "user.admin", "onboarding.admin"]}, {"tenant": "Reseller", "roles": ["account.user"]}]}, {"displayName": "Boss"`, 1)
	c := connect(t, seed, nil)
	guest := c.as("guest@enterprise.example")
	guest.refuse(403, "Forbidden", "DELETE", "accounts/r-1/users/<Guest>", "")
	c.want(200, "GET", "customers", "")
	guest.want(200, "DELETE", "accounts/r-1/users/<Admin>", "")
	c.unknown("GET", "customers")
	if got := c.world.Credentials()["refreshToken"]; got != "" {
		t.Errorf("a refresh token of nobody: %s", got)
	}
}

// 8.10: the API of another region has none of the tenants.
func TestRegions(t *testing.T) {
	for region, others := range map[string][]string{"na": {"uk", "au"}, "uk": {"na", "au"}} {
		c := connect(t, office, opts{"region": region})
		c.Base = "http://api." + region + ".myreports.cloud"
		r := c.want(201, "POST", "customers/c-1/users", `{"email":"n@x.example","displayName":"N"}`)
		if got := r.Header.Get("Location"); !strings.HasPrefix(got, c.Base+"/api/v1.0/customers/c-1/users/") {
			t.Errorf("%s", got)
		}
		for _, other := range others {
			c.Base = "http://api." + other + ".myreports.cloud"
			c.refuse(400, "The value 'c-1' is not valid.", "GET", "customers/c-1/users", "")
			if got := c.want(200, "GET", "customers", "").Value("page_size"); got != json.Number("0") {
				t.Errorf("%v", got)
			}
			boss := c.as("boss@enterprise.example")
			boss.refuse(400, "The value 'r-1' is not valid.", "GET", "accounts/r-1/users", "")
		}
		c.Base = "http://login.xarios.cloud"
		c.with(c.world.Credentials()["refreshToken"])
	}
}

// Inferred routes can be taken away.
func TestWithoutInferred(t *testing.T) {
	c := connect(t, office, opts{"withoutInferred": "all", "level": "enterprise"})
	for _, path := range []string{"accounts", "accounts/r-1", "accounts/r-1/customers/c-1"} {
		c.refuse(404, "Not Found", "GET", path, "")
	}
	c.refuse(404, "Not Found", "PATCH", "accounts/r-1/customers/c-1", `[]`)
	c.want(200, "GET", "accounts/r-1/customers", "")
	c.as("root@reseller.example").refuse(404, "Not Found", "GET", "users", "")
	c.as("root@reseller.example").want(200, "GET", "customers", "")
}

// A limit of requests, for who wants to see one.
func TestRateLimit(t *testing.T) {
	c := connect(t, office, opts{"rateLimit": "2"})
	c.want(200, "GET", "customers", "")
	c.want(200, "GET", "customers", "")
	r := c.want(429, "GET", "customers", "")
	if r.Header.Get("Retry-After") != "1" || r.At("message") != "Too Many Requests" {
		t.Errorf("%s %v", r.Text, r.Header)
	}
	c.clock.Advance(1e9)
	c.want(200, "GET", "customers", "")
}
