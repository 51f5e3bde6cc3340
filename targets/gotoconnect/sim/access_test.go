package sim

import (
	"net/http"
	"strings"
	"testing"
)

// The 401 of every API: voice with a prefix, users without, admin in a shape of
// its own, the identity service with an empty body.
func TestStrangers(t *testing.T) {
	c := connect(t, people, nil)
	token := c.token
	for _, one := range []struct{ header, voice, users string }{
		{"", "AUTHN_INVALID_TOKEN", "INVALID_TOKEN"},
		{"Basic abc", "AUTHN_UNSUPPORTED_SCHEME", "UNSUPPORTED_SCHEME"},
		{"Bearer abc", "AUTHN_MALFORMED_TOKEN", "INVALID_TOKEN"},
		{"Bearer a.b.c", "AUTHN_INVALID_TOKEN", "INVALID_TOKEN"},
	} {
		set := func(r *http.Request) {
			if one.header != "" {
				r.Header.Set("Authorization", one.header)
			}
		}
		if r := c.Send("GET", "/voice-admin/v1/devices", "", set); r.Status != 401 || r.At("errorCode") != one.voice || r.At("reference") == "" {
			t.Errorf("voice, %q: %d %s", one.header, r.Status, r.Text)
		}
		if r := c.Send("GET", "/users/v1/me", "", set); r.Status != 401 || r.At("errorCode") != one.users {
			t.Errorf("users, %q: %d %s", one.header, r.Status, r.Text)
		}
		if r := c.Send("GET", "/admin/rest/v1/me", "", set); r.Status != 401 || r.At("int_err_code") != "InvalidToken" {
			t.Errorf("admin, %q: %d %s", one.header, r.Status, r.Text)
		}
		r := c.Send("GET", "/identity/v1/Users/me", "", set)
		if www := r.Header.Get("WWW-Authenticate"); r.Status != 401 || r.Text != "" || !strings.HasPrefix(www, `Bearer error="invalid_token",error_description="`) {
			t.Errorf("identity, %q: %d %q %s", one.header, r.Status, r.Text, www)
		}
	}
	c.token = token
	if err := c.sim.SetWorld([]byte(people)); err != nil {
		t.Fatal(err)
	}
	c.want(200, "GET", "/admin/rest/v1/me", "") // sessions stay with the same keys
}

// The scope is checked before the principal, the principal before the resource:
// a 403 says nothing of what is there.
func TestScopeFirst(t *testing.T) {
	c := start(t, people, nil)
	reader := c.as("root@acme.example", "voice-admin.v1.read")
	for _, path := range []string{"extensions/" + reader.id("ext/1001"), "extensions/nothing", "extensions/" + reader.world.extensions.List[5].Row.ID} {
		r := reader.refuse(403, "AUTHZ_INSUFFICIENT_SCOPE", "PATCH", "voice:"+path, `{"name": 7}`)
		if strings.Contains(r.Text, "nothing") {
			t.Errorf("%s", r.Text)
		}
	}
	reader.refuse(403, "AUTHZ_INSUFFICIENT_SCOPE", "POST", "voice:extensions", `{`)
	reader.refuse(403, "InsufficientScope", "GET", "admin:users", "")
	reader.refuse(403, "InsufficientScope", "GET", "scim:Users", "")
	reader.refuse(403, "AUTHZ_INSUFFICIENT_SCOPE", "GET", "users:users?accountKey=HOME", "")
	writer := c.as("root@acme.example", "voice-admin.v1.write")
	writer.refuse(403, "AUTHZ_INSUFFICIENT_SCOPE", "GET", "voice:extensions", "")

	member := c.as("alice@acme.example", "")
	member.refuse(403, "UNAUTHORIZED", "PATCH", "voice:extensions/nothing", `{`)
	member.refuse(403, "UNAUTHORIZED", "DELETE", "voice:extensions/"+c.id("ext/1001"), "")
	member.refuse(403, "UNAUTHORIZED", "GET", "users:users?accountKey=HOME", "")
	member.refuse(403, "AccessDenied", "GET", "admin:users/7", "")
	c.as("alice@acme.example", "voice-admin.v1.read").refuse(403, "AUTHZ_INSUFFICIENT_SCOPE", "DELETE", "voice:extensions/x", "")
}

// Who is no admin reads empty lists and finds nothing.
func TestMember(t *testing.T) {
	c := start(t, people, nil)
	member := c.as("alice@acme.example", "")
	for _, list := range []string{"extensions", "devices", "locations", "phone-numbers", "call-queues", "billing-groups"} {
		c.equal(member.want(200, "GET", "voice:"+list+"?accountKey=HOME", ""), "", `{"items":[]}`)
	}
	member.refuse(404, "NOT_FOUND", "GET", "voice:extensions/"+c.id("ext/1001"), "")
	member.want(200, "GET", "/admin/rest/v1/me", "")
	if r := member.want(200, "GET", "users:lines", ""); r.Names("number") != "1001" {
		t.Errorf("own lines: %s", r.Text)
	}
	strict := start(t, people, opts{"memberReads": "refuse"})
	strict.as("alice@acme.example", "").refuse(403, "UNAUTHORIZED", "GET", "voice:extensions?accountKey=HOME", "")
}

// An admin configures the PBX; users, roles and orders are the super admin's.
func TestAdmin(t *testing.T) {
	c := start(t, people, nil)
	mia := c.as("mia@acme.example", "")
	mia.want(200, "PATCH", "voice:extensions/"+c.id("ext/1003"), `{"name":"Spare phone"}`)
	mia.want(200, "GET", "admin:users", "")
	mia.refuse(403, "AccessDenied", "POST", "admin:users", `{}`)
	mia.refuse(403, "AccessDenied", "PUT", "admin:users/"+c.id("user/alice@acme.example"), `{"adminRoles":["SUPER_USER"]}`)
	mia.refuse(403, "UNAUTHORIZED", "POST", "voice:phone-number-orders", `{"accountKey":"HOME","areaCode":"415"}`)
}

// Another account's lists are empty, its objects are not found, and nothing is
// made in it.
func TestForeignAccount(t *testing.T) {
	c := connect(t, people, nil)
	other := c.world.accounts.List[1].Row.Key
	for _, account := range []string{other, "123"} {
		for _, list := range []string{"voice:extensions", "voice:devices", "voice:locations", "voice:phone-numbers", "voice:call-queues", "voice:billing-groups", "users:users"} {
			c.equal(c.want(200, "GET", list+"?accountKey="+account, ""), "", `{"items":[]}`)
		}
		for _, list := range []string{"users", "licenses", "rolesets", "groups", "attributes", "templates"} {
			c.equal(c.want(200, "GET", adminAPI+"accounts/"+account+"/"+list, ""), "results", `[]`)
		}
		for path, body := range map[string]string{
			"extensions": `{"name":"X","number":"1009"`, "locations": `{"name":"X"`, "devices": `{"name":"X","modelId":"yealink.t46u","macAddress":"001565000099"`,
			"shared-voicemails": `{"name":"X","extensionNumber":"1009"`, "phone-number-orders": `{"areaCode":"415"`,
		} {
			c.refuse(400, "INVALID_ACCOUNT_KEY", "POST", "voice:"+path, body+`,"accountKey":"`+account+`"}`)
		}
		c.refuse(404, "NotFound", "POST", adminAPI+"accounts/"+account+"/users", `{"users":[{"email":"x@x.example","firstName":"X","lastName":"Y"}]}`)
	}
	theirs := c.world.extensions.List[5].Row.ID
	c.refuse(404, "NOT_FOUND", "GET", "voice:extensions/"+theirs, "")
	c.refuse(404, "NOT_FOUND", "DELETE", "voice:extensions/"+theirs, "")
	c.refuse(404, "NotFound", "GET", "admin:users/"+c.world.users.List[5].Row.Key, "")
	strict := connect(t, people, opts{"adminForeign": "refuse"})
	strict.refuse(403, "AccessDenied", "GET", adminAPI+"accounts/123/users", "")
}
