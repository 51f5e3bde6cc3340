package sim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A code is exchanged with Basic client authentication for a token of an hour and
// a refresh token; a refresh answers without a new one, and the old one stays.
func TestOAuth(t *testing.T) {
	c := start(t, people, nil)
	code := c.code("root@acme.example", "voice-admin.v1.read users.v1.read")
	form := "grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code=" + code
	r := c.exchange(form)
	for path, want := range map[string]string{"token_type": "Bearer", "expires_in": "3600", "scope": "voice-admin.v1.read users.v1.read", "principal": "root@acme.example"} {
		if got := r.At(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if again := c.exchange(form); again.Status != 400 || again.At("error") != "invalid_grant" {
		t.Errorf("a code is good twice: %s", again.Text)
	}
	refresh := "grant_type=refresh_token&refresh_token=" + r.At("refresh_token")
	for range 2 {
		again := c.exchange(refresh)
		if _, there := again.JSON["refresh_token"]; again.Status != 200 || there || again.At("scope") != r.At("scope") {
			t.Errorf("refresh: %s", again.Text)
		}
		c.token = again.At("access_token")
		c.want(200, "GET", "voice:extensions?accountKey=HOME", "")
	}
	c.clock.Advance(time.Hour)
	c.refuse(401, "AUTHN_EXPIRED_TOKEN", "GET", "voice:extensions?accountKey=HOME", "")
}

func TestOAuthRefused(t *testing.T) {
	c := start(t, people, nil)
	basic := func(user, password string) func(*http.Request) {
		return func(r *http.Request) {
			r.SetBasicAuth(user, password)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	ask := "/oauth/authorize?response_type=code&client_id=patchbay&redirect_uri=" + defaultRedirect
	for _, one := range []struct {
		method, path, body, user, password string
		status                             int
		code                               string
	}{
		{"POST", "/oauth/token", "grant_type=refresh_token&refresh_token=x", "patchbay", "wrong", 401, "invalid_client"},
		{"POST", "/oauth/token", "grant_type=refresh_token&refresh_token=x", "patchbay", "patchbay", 400, "invalid_grant"},
		{"POST", "/oauth/token", "grant_type=client_credentials", "patchbay", "patchbay", 400, "unsupported_grant_type"},
		{"POST", "/oauth/token", "grant_type=%zz", "patchbay", "patchbay", 400, "invalid_request"},
		{"GET", ask, "", "root@acme.example", "wrong", 401, "access_denied"},
		{"GET", ask + "/elsewhere", "", "root@acme.example", "Secret-1", 400, "invalid_request"},
		{"GET", strings.Replace(ask, "=patchbay", "=nobody", 1), "", "root@acme.example", "Secret-1", 400, "invalid_request"},
	} {
		r := c.Send(one.method, one.path, one.body, basic(one.user, one.password))
		if r.Status != one.status || r.At("error") != one.code {
			t.Errorf("%s %s: %d %s, want %d %s", one.path, one.body, r.Status, r.Text, one.status, one.code)
		}
	}
	r := c.Send("GET", ask+"&scope=everything&state=s1", "", basic("root@acme.example", "Secret-1"))
	if to := r.Header.Get("Location"); r.Status != 302 || !strings.HasSuffix(to, "?error=invalid_scope&state=s1") {
		t.Errorf("%d %s", r.Status, to)
	}
	if r := c.Send("GET", "/oauth/v2/token", "", basic("patchbay", "patchbay")); r.Status != 404 {
		t.Errorf("the old host's path answers %d", r.Status)
	}
}

// A code is for one address, a refresh token for one client.
func TestGrantsAreBound(t *testing.T) {
	c := start(t, `{"clients":[
		{"id":"patchbay","secret":"patchbay","redirectUris":["`+defaultRedirect+`","http://127.0.0.1/other"]}, {"id":"other","secret":"hush","redirectUris":[]}],
		"users":[{"email":"root@x.example","adminRoles":["SUPER_USER"],"password":"Secret-1"}]}`, nil)
	code := c.code("root@x.example", "")
	if r := c.exchange("grant_type=authorization_code&redirect_uri=http://127.0.0.1/other&code=" + code); r.Status != 400 || r.At("error") != "invalid_grant" {
		t.Errorf("another address: %s", r.Text)
	}
	refresh := "grant_type=refresh_token&refresh_token=" + c.world.Credentials()["refreshToken"]
	r := c.Send("POST", "/oauth/token", refresh, func(r *http.Request) {
		r.SetBasicAuth("other", "hush")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
	if r.Status != 400 || r.At("error") != "invalid_grant" {
		t.Errorf("another client: %s", r.Text)
	}
	if r := c.exchange(refresh); r.Status != 200 {
		t.Errorf("its own: %s", r.Text)
	}
}

// With rotateRefresh a refresh token is used up; with refreshLifetime it ends.
func TestRefreshTokens(t *testing.T) {
	c := start(t, people, opts{"rotateRefresh": "true", "refreshLifetime": "720h", "tokenLifetime": "10m"})
	first := c.world.Credentials()["refreshToken"]
	r := c.exchange("grant_type=refresh_token&refresh_token=" + first)
	second := r.At("refresh_token")
	if second == "" || second == first || r.At("expires_in") != "600" {
		t.Fatalf("%s", r.Text)
	}
	if r := c.exchange("grant_type=refresh_token&refresh_token=" + first); r.Status != 400 {
		t.Errorf("used up, and good: %s", r.Text)
	}
	if got := c.world.Credentials()["refreshToken"]; got != second {
		t.Errorf("the credentials are %s, want %s", got, second)
	}
	c.clock.Advance(720 * time.Hour)
	if r := c.exchange("grant_type=refresh_token&refresh_token=" + second); r.Status != 400 {
		t.Errorf("over, and good: %s", r.Text)
	}
}

// A restart ends access tokens and keeps refresh tokens.
func TestRestart(t *testing.T) {
	c := connect(t, people, nil)
	c.want(200, "GET", "/admin/rest/v1/me", "")
	c.sim.Restart()
	c.refuse(401, "InvalidToken", "GET", "/admin/rest/v1/me", "")
	c.refuse(401, "AUTHN_EXPIRED_TOKEN", "GET", "voice:devices?accountKey=HOME", "")
	c.refuse(401, "EXPIRED_TOKEN", "GET", "users:me", "")
	fresh := c.with(c.world.Credentials()["refreshToken"])
	fresh.want(200, "GET", "/admin/rest/v1/me", "")
	c.refuse(401, "EXPIRED_TOKEN", "GET", "users:me", "") // the new token is another one
}
