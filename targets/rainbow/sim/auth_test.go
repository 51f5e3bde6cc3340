package sim

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

const login = "admin@patchbay.example"

func TestLoginURLs(t *testing.T) {
	c := start(t, "", Quirks{})
	c.headers["Authorization"] = "Bearer null"
	r := c.want(200, "GET", "authentication/v1.0/urls?uid="+login+"&useBackchannelPolling=false", "")
	c.Equal(r, "data", `[{"type":"RAINBOW","loginUrl":"http://rainbow/api/rainbow/authentication/v1.0/login","logoutUrl":"http://rainbow/api/rainbow/authentication/v1.0/logout"}]`)
}

func TestLogin(t *testing.T) {
	c := start(t, "", Quirks{})
	app := appAuth("patchbay", "patchbay", "Patchbay-1")
	r := c.tryLogin(login, "Patchbay-1", app)
	if r.Status != 200 || r.JSON["data"] != nil || r.At("loggedInUser.loginEmail") != login || r.At("loggedInApplication.id") != "patchbay" {
		t.Fatalf("login: %d %s", r.Status, r.Text)
	}
	if strings.Contains(r.Text, "Patchbay-1") {
		t.Error("a password is shown")
	}
	claims := claimsOf(t, r.At("token"))
	for k, want := range map[string]any{"countRenewed": 0.0, "maxTokenRenew": 5.0} {
		if claims[k] != want {
			t.Errorf("%s is %v, want %v", k, claims[k], want)
		}
	}
	if claims["exp"].(float64)-claims["iat"].(float64) != 3600 {
		t.Errorf("exp %v, iat %v", claims["exp"], claims["iat"])
	}
	c.refuse(404000, "", "POST", "authentication/v1.0/login", "")
	c.refuse(404000, "", "GET", "authentication/v1.0/Login", "")
	c.refuse(401202, "", "GET", "admin/v1.0/users", "")
}

// Each part of the application's header matters, and none of it counts as a
// wrong password.
func TestApplicationHash(t *testing.T) {
	c := start(t, "", Quirks{})
	for name, app := range map[string]string{
		"no header": "", "wrong id": appAuth("other", "patchbay", "Patchbay-1"), "wrong secret": appAuth("patchbay", "other", "Patchbay-1"),
		"over another password": appAuth("patchbay", "patchbay", "x"), "not base64": "Basic ???", "another scheme": "Bearer x",
	} {
		for range 6 {
			if r := c.tryLogin(login, "Patchbay-1", app); r.JSON["errorDetailsCode"] != number(401102) {
				t.Errorf("%s: %d %s", name, r.Status, r.Text)
			}
		}
	}
	c.as(login, "Patchbay-1")
}

func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("token %q has %d parts", token, len(parts))
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	var out map[string]any
	if err != nil || json.Unmarshal(b, &out) != nil {
		t.Fatalf("claims %q: %v", parts[1], err)
	}
	return out
}

func TestLockout(t *testing.T) {
	c := start(t, `{"users":[{"loginEmail":"a@x.example","password":"Secret-1"}]}`, Quirks{})
	try := func(password string) reply {
		return c.tryLogin("a@x.example", password, appAuth("patchbay", "patchbay", password))
	}
	for i := range 5 {
		if r := try("wrong"); r.JSON["errorDetailsCode"] != number(401500) {
			t.Fatalf("try %d: %s", i+1, r.Text)
		}
	}
	r := try("Secret-1")
	if r.JSON["errorDetailsCode"] != number(401501) || r.Value("errorDetailsData.forbiddenDelay") != number(3600) {
		t.Errorf("locked: %s", r.Text)
	}
	c.clock.Advance(50 * time.Minute)
	if r := try("wrong"); r.Value("errorDetailsData.forbiddenDelay") != number(3600) {
		t.Errorf("a wrong try does not start the wait anew: %s", r.Text)
	}
	c.clock.Advance(50 * time.Minute)
	if r := try("Secret-1"); r.Value("errorDetailsData.forbiddenDelay") != number(600) {
		t.Errorf("still locked: %s", r.Text)
	}
	c.sim.Restart()
	if r := try("Secret-1"); r.Status != 401 {
		t.Errorf("a restart unlocks: %s", r.Text)
	}
	c.clock.Advance(11 * time.Minute)
	if r := try("Secret-1"); r.Status != 200 {
		t.Errorf("after the wait: %s", r.Text)
	}
	for range 5 {
		try("wrong")
	}
	admin := c.as(login, "Patchbay-1")
	admin.want(200, "PUT", admin.path("admin/v1.0/users/<users/a@x.example>"), `{"password":"Another-1"}`)
	if r := try("Another-1"); r.Status != 200 {
		t.Errorf("a password set by an admin does not unlock: %s", r.Text)
	}
}

func TestRenew(t *testing.T) {
	c := connect(t, "", Quirks{})
	for i := range 5 {
		r := c.want(200, "GET", "authentication/v1.0/renew", "")
		if n := claimsOf(t, r.At("token"))["countRenewed"]; n != float64(i+1) {
			t.Errorf("renewal %d says %v", i+1, n)
		}
		c.headers["Authorization"] = "Bearer " + r.At("token")
		c.clock.Advance(50 * time.Minute)
	}
	c.refuse(401202, "maximum number", "GET", "authentication/v1.0/renew", "")
	c.want(200, "GET", "authentication/v1.0/validator", "")
	c.clock.Advance(11 * time.Minute)
	c.refuse(401202, "jwt expired", "GET", "admin/v1.0/users", "")
	c.refuse(401202, "jwt expired", "GET", "authentication/v1.0/renew", "")
}

func TestTokensEnd(t *testing.T) {
	c := connect(t, `{"users":[{"loginEmail":"a@x.example","password":"Secret-1","isInitialized":true}]}`, Quirks{})
	user := c.as("a@x.example", "Secret-1")
	user.want(200, "GET", "authentication/v1.0/validator", "")
	c.want(200, "PUT", c.path("admin/v1.0/users/<users/a@x.example>"), `{"password":"Another-1"}`)
	user.refuse(401202, "jwt invalid", "GET", "authentication/v1.0/validator", "")
	user = c.as("a@x.example", "Another-1")
	c.want(200, "PUT", c.path("admin/v1.0/users/<users/a@x.example>"), `{"isActive":false}`)
	user.refuse(401521, "not active", "GET", "authentication/v1.0/validator", "")
	if r := c.tryLogin("a@x.example", "Another-1", appAuth("patchbay", "patchbay", "Another-1")); r.JSON["errorDetailsCode"] != number(401520) {
		t.Errorf("an inactive user logs in: %s", r.Text)
	}
	c.want(200, "GET", "authentication/v1.0/logout", "")
	c.refuse(401202, "jwt invalid", "GET", "admin/v1.0/users", "")
	c = c.as(login, "Patchbay-1")
	c.sim.Restart()
	c.refuse(401202, "", "GET", "admin/v1.0/users", "")
	c.headers["Authorization"] += "x"
	c.refuse(401202, "", "GET", "admin/v1.0/users", "")
}

func TestTimeToLive(t *testing.T) {
	c := connect(t, `{"users":[{"loginEmail":"g@x.example","password":"Secret-1","timeToLive":60}]}`, Quirks{})
	user := c.as("g@x.example", "Secret-1")
	c.clock.Advance(2 * time.Minute)
	user.refuse(401523, "timeToLive", "GET", "authentication/v1.0/validator", "")
}

func TestAPIKey(t *testing.T) {
	c := connect(t, "", Quirks{})
	r := c.want(201, "POST", "authentication/v1.0/apikeys", `{"description":"ci","scope":["all"],"isActive":true,"expirationDate":"2026-03-02T00:00:00.000Z"}`)
	key, id := r.At("data.apiKey"), r.At("data.id")
	k := *c
	with := func(app, challenge string) {
		k.headers = map[string]string{"x-rainbow-api-key": key, "x-rainbow-challenge": challenge, "x-rainbow-app-auth": app}
	}
	with(appAuth("patchbay", "patchbay", "random"), "random")
	k.want(200, "GET", "admin/v1.0/users", "")
	k.Equal(k.want(200, "GET", "applications/v1.0/applications/patchbay", ""), "data.name", `"patchbay"`)
	k.refuse(404000, "no application", "GET", "applications/v1.0/applications/x", "")
	k.Equal(k.want(200, "GET", "enduser/v1.0/users/me", ""), "data.loginEmail", `"`+login+`"`)
	if got := k.want(200, "GET", "authentication/v1.0/apikeys/current", "").At("data.id"); got != id {
		t.Errorf("current key is %s, want %s", got, id)
	}
	if strings.Contains(k.want(200, "GET", "authentication/v1.0/apikeys?format=full", "").Text, key) {
		t.Error("a list shows the key")
	}
	list := c.want(200, "GET", "authentication/v1.0/apikeys?format=full&userId="+c.me, "")
	c.Equal(list, "data.0.loginEmail", `"`+login+`"`)
	if c.want(200, "GET", "authentication/v1.0/apikeys?format=medium", "").Value("data.0.userId") != nil {
		t.Error("medium shows whose the key is")
	}
	k.refuse(401202, "no token", "GET", "authentication/v1.0/renew", "")
	with(appAuth("patchbay", "patchbay", "other"), "random")
	k.refuse(401102, "", "GET", "admin/v1.0/users", "")
	with(appAuth("patchbay", "patchbay", "random"), "random")
	c.want(200, "PUT", "authentication/v1.0/apikeys/"+id, `{"isActive":false}`)
	k.refuse(401202, "not valid", "GET", "admin/v1.0/users", "")
	c.want(200, "PUT", "authentication/v1.0/apikeys/"+id, `{"isActive":true}`)
	c.clock.Advance(20 * time.Hour)
	k.refuse(401202, "expired", "GET", "admin/v1.0/users", "")
	c = c.as(login, "Patchbay-1")
	c.want(200, "DELETE", "authentication/v1.0/apikeys/"+id, "")
	c.refuse(404000, "", "GET", "authentication/v1.0/apikeys/"+id, "")
}

func TestClientVersion(t *testing.T) {
	c := start(t, "", Quirks{MinClientVersion: "2.40.0"})
	c.headers["x-rainbow-client-version"] = "2.9.1"
	for version, want := range map[string]int{"2.9.1": 403, "2.40.0": 200, "2.46.1": 200} {
		c.headers = map[string]string{"x-rainbow-client-version": version, "x-rainbow-app-auth": appAuth("patchbay", "patchbay", "Patchbay-1"),
			"Authorization": "Basic " + basicAuth(login, "Patchbay-1")}
		if r := c.do("GET", "authentication/v1.0/login", ""); r.Status != want {
			t.Errorf("version %s: %d %s", version, r.Status, r.Text)
		}
	}
}

func TestRateLimit(t *testing.T) {
	c := connect(t, "", Quirks{RateLimit: 3})
	for range 3 {
		c.want(200, "GET", "admin/v1.0/users", "")
	}
	c.clock.Advance(20 * time.Second)
	r := c.refuse(429000, "Too many", "GET", "admin/v1.0/users", "")
	if after := r.Header.Get("Retry-After"); after != "40" {
		t.Errorf("Retry-After is %q, want 40", after)
	}
	c.clock.Advance(40 * time.Second)
	c.want(200, "GET", "admin/v1.0/users", "")
}
