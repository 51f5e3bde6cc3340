package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestToken(t *testing.T) {
	c := connect(t, `{}`, Options{})
	good := url.Values{"client_id": {"patchbay"}, "client_secret": {"patchbay"}, "grant_type": {"client_credentials"}}
	r := c.form("/connect/token", good)
	if r.json["token_type"] != "Bearer" || r.json["expires_in"] != 3600.0 || r.json["refresh_token"] != nil {
		t.Errorf("token: %s", r.text)
	}
	claims, err := base64.RawURLEncoding.DecodeString(strings.Split(r.json["access_token"].(string), ".")[1])
	var got struct {
		Sub, Iss, Aud, Scope string
		Role                 []string
	}
	if err != nil || json.Unmarshal(claims, &got) != nil || got.Sub != "patchbay" || got.Aud != "/api" || got.Scope != "xapi" || got.Role[2] != "system_owners" {
		t.Errorf("claims %s", claims)
	}
	for name, bad := range map[string]url.Values{
		"secret": {"client_id": {"patchbay"}, "client_secret": {"wrong"}, "grant_type": {"client_credentials"}},
		"client": {"client_id": {"nobody"}, "client_secret": {"patchbay"}, "grant_type": {"client_credentials"}},
		"empty":  {"client_id": {"patchbay"}, "grant_type": {"client_credentials"}},
	} {
		r := c.form("/connect/token", bad)
		if r.status != 401 || r.json["error"] != "unauthorized" || r.json["error_description"] != "The request requires valid user authentication." {
			t.Errorf("wrong %s: %d %s", name, r.status, r.text)
		}
	}
	if r := c.form("/connect/token", url.Values{"grant_type": {"password"}}); r.status != 400 {
		t.Errorf("another grant: %d", r.status)
	}
}

func TestTokenByMultipart(t *testing.T) {
	c := connect(t, `{}`, Options{})
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range [][2]string{{"client_id", "patchbay"}, {"client_secret", "patchbay"}, {"grant_type", "client_credentials"}} {
		w.WriteField(f[0], f[1])
	}
	w.Close()
	req, _ := http.NewRequest("POST", c.base+"/connect/token", &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	if r := c.send(req, ""); r.status != 200 || r.json["access_token"] == "" {
		t.Errorf("%d %s", r.status, r.text)
	}
}

func TestTokensEnd(t *testing.T) {
	c := connect(t, `{}`, Options{})
	old := *c
	c.login("patchbay", "patchbay")
	if old.token == c.token {
		t.Fatal("two tokens are the same")
	}
	if s := old.do("GET", "/Users", "").status; s != 401 {
		t.Errorf("the old token: %d, want 401", s)
	}
	c.want(200, "GET", "/Users", "")
	c.clock.Advance(59 * time.Minute)
	c.want(200, "GET", "/Users", "")
	c.clock.Advance(time.Minute)
	r := c.do("GET", "/Users", "")
	if r.status != 401 || r.header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("an hour later: %d", r.status)
	}
	c.login("patchbay", "patchbay")
	c.sim.Restart()
	if s := c.do("GET", "/Users", "").status; s != 401 {
		t.Errorf("after a restart: %d, want 401", s)
	}

	c = connect(t, `{}`, Options{ManyTokens: true, TokenLifetime: time.Minute})
	old = *c
	c.login("patchbay", "patchbay")
	old.want(200, "GET", "/Users", "")
	c.clock.Advance(time.Minute)
	if s := c.do("GET", "/Users", "").status; s != 401 {
		t.Errorf("after its lifetime: %d", s)
	}
}

func TestNoToken(t *testing.T) {
	c := connect(t, `{}`, Options{})
	c.token = ""
	r := c.do("GET", "/Users", "")
	if r.status != 401 || !strings.Contains(r.text, `"error"`) {
		t.Errorf("%d %s", r.status, r.text)
	}
	c = connect(t, `{}`, Options{EmptyErrors: true})
	if r := c.do("GET", "/Users(9999)", ""); r.status != 404 || r.text != "" {
		t.Errorf("%d %q, want nothing", r.status, r.text)
	}
	c.token = "forged"
	if r := c.do("GET", "/Users", ""); r.status != 401 || r.text != "" {
		t.Errorf("%d %q, want nothing", r.status, r.text)
	}
}

func TestUserLogin(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101","EmailAddress":"a@acme.example","AccessPassword":"pw","Groups":[{"Group":"DEFAULT","RoleName":"system_owners"}]}]}`, Options{})
	login := func(name, password string) reply {
		req, _ := http.NewRequest("POST", c.base+"/webclient/api/Login/GetAccessToken", strings.NewReader(`{"Username":"`+name+`","Password":"`+password+`","SecurityCode":""}`))
		req.Header.Set("Content-Type", "application/json")
		return c.send(req, "")
	}
	if r := login("101", "wrong"); r.json["Status"] != "AuthFailed" {
		t.Errorf("wrong password: %s", r.text)
	}
	for _, name := range []string{"101", "A@acme.example"} {
		r := login(name, "pw")
		token, _ := r.json["Token"].(map[string]any)
		if r.json["Status"] != "AuthSuccess" || token["refresh_token"] == nil {
			t.Fatalf("login as %s: %s", name, r.text)
		}
		c.token = token["access_token"].(string)
		c.show("/MyUser?$select=Number", `{"Number":"101"}`)
		c.want(204, "PATCH", "/MyUser", `{"Mobile":"+331"}`)
		c.show("/MyGroup?$select=Name", `{"Name":"DEFAULT"}`)
		c.want(200, "GET", "/MyGroup/Rights", "")
		c.want(200, "GET", "/MyUser/Groups", "")
		r = c.form("/connect/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"Webclient"}, "refresh_token": {token["refresh_token"].(string)}})
		if r.status != 200 {
			t.Errorf("refresh: %d %s", r.status, r.text)
		}
	}
	req, _ := http.NewRequest("POST", c.base+"/webclient/api/MyPhone/session", strings.NewReader(`{"name":"x"}`))
	if r := c.send(req, ""); r.status != 401 {
		t.Errorf("a session without a token: %d", r.status)
	}
	c.login("patchbay", "patchbay")
	req, _ = http.NewRequest("POST", c.base+"/webclient/api/MyPhone/session", strings.NewReader(`{"name":"AI","version":"0.1","isHuman":false,"impersonate":"110"}`))
	req.Header.Set("Authorization", "Bearer "+c.token)
	if r := c.send(req, ""); r.status != 200 {
		t.Errorf("a session: %d", r.status)
	}
}

func TestEnterpriseIsRequired(t *testing.T) {
	s, _, err := NewServer([]byte(`{"license":{"edition":"professional"}}`), Options{RequireEnterprise: true})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, http: &http.Client{Transport: s.Transport()}, base: "http://pbx"}
	r := c.form("/connect/token", url.Values{"client_id": {"patchbay"}, "client_secret": {"patchbay"}, "grant_type": {"client_credentials"}})
	if r.status != 401 {
		t.Errorf("%d %s", r.status, r.text)
	}
}
