package sim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// 8.10: a code, an access token, and the refresh token that keeps it alive.
func TestAuthorizationCode(t *testing.T) {
	c := start(t, office, nil)
	form := "grant_type=authorization_code&redirect_uri=" + url.QueryEscape(defaultRedirect) + "&code=" + c.code("root@reseller.example", "openid offline_access onboarding")
	r := c.exchange(form)
	if r.Status != 200 || r.At("token_type") != "Bearer" || r.Value("expires_in") != json.Number("3600") || r.At("scope") != "openid offline_access onboarding" {
		t.Fatalf("%d %s", r.Status, r.Text)
	}
	if again := c.exchange(form); again.Status != 400 || again.At("error") != "invalid_grant" {
		t.Errorf("a code is good twice: %s", again.Text)
	}
	if got := claims(r.At("access_token")); got["scope"] != r.At("scope") || got["sub"] != c.id("Admin") || got["role"] != nil {
		t.Errorf("claims: %v", got)
	}
	refresh := "grant_type=refresh_token&refresh_token=" + r.At("refresh_token")
	for range 2 {
		again := c.exchange(refresh)
		if again.Status != 200 || again.At("refresh_token") != r.At("refresh_token") {
			t.Errorf("refresh: %s", again.Text)
		}
		c.token = again.At("access_token")
		c.want(200, "GET", "customers", "")
	}
	c.clock.Advance(time.Hour)
	c.unknown("GET", "customers")
}

// claims are those of a JWT.
func claims(token string) (out map[string]any) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	if b, err := base64.RawURLEncoding.DecodeString(parts[1]); err != nil || json.Unmarshal(b, &out) != nil {
		return nil
	}
	return out
}

// A token may say which roles its person has.
func TestTokenRoles(t *testing.T) {
	c := connect(t, office, opts{"tokenRoles": "true"}).as("thrifty@reseller.example")
	if got := fmt.Sprint(claims(c.token)["role"]); got != "[account.user user.admin onboarding.admin]" {
		t.Errorf("%s", got)
	}
}

// unknown fails unless a request is 401 without a body.
func (c *person) unknown(method, path string) {
	c.T.Helper()
	if r := c.do(method, path, ""); r.Status != 401 || r.Text != "" {
		c.T.Errorf("%s %s: %d %q, want 401 and nothing", method, path, r.Status, r.Text)
	}
}

// A code without offline_access brings no refresh token, one without onboarding no
// access to the API.
func TestScopes(t *testing.T) {
	c := start(t, office, nil)
	form := "grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code="
	r := c.exchange(form + c.code("root@reseller.example", "openid onboarding"))
	if _, ok := r.JSON["refresh_token"]; ok || r.Status != 200 {
		t.Errorf("%s", r.Text)
	}
	c.token = r.At("access_token")
	c.want(200, "GET", "customers", "")
	c.token = c.exchange(form + c.code("root@reseller.example", "openid")).At("access_token")
	c.refuse(403, "Forbidden", "GET", "customers", "")
}

func TestSignInRefused(t *testing.T) {
	c := start(t, office, nil)
	secret := func(id, secret string) func(*http.Request) {
		return func(r *http.Request) {
			r.SetBasicAuth(id, secret)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	ask := "/connect/authorize?response_type=code&scope=onboarding&client_id=patchbay&redirect_uri=" + defaultRedirect
	for _, one := range []struct {
		method, path, body, user, password string
		status                             int
		code                               string
	}{
		{"POST", "/connect/token", "grant_type=refresh_token&refresh_token=x", "patchbay", "wrong", 400, "invalid_client"},
		{"POST", "/connect/token", "grant_type=refresh_token&refresh_token=x", "nobody", "patchbay", 400, "invalid_client"},
		{"POST", "/connect/token", "grant_type=refresh_token&refresh_token=x", "patchbay", "patchbay", 400, "invalid_grant"},
		{"POST", "/connect/token", "grant_type=client_credentials", "patchbay", "patchbay", 400, "unsupported_grant_type"},
		{"POST", "/connect/token", "grant_type=%zz", "patchbay", "patchbay", 400, "invalid_request"},
		{"GET", ask, "", "root@reseller.example", "wrong", 401, "access_denied"},
		{"GET", ask, "", "bob@acme.example", "", 401, "access_denied"},
		{"GET", ask + "/elsewhere", "", "root@reseller.example", "Secret-1", 400, "invalid_request"},
		{"GET", strings.Replace(ask, "=patchbay", "=nobody", 1), "", "root@reseller.example", "Secret-1", 400, "invalid_request"},
	} {
		r := c.Send(one.method, one.path, one.body, secret(one.user, one.password))
		if r.Status != one.status || r.At("error") != one.code {
			t.Errorf("%s %s: %d %s, want %d %s", one.path, one.body, r.Status, r.Text, one.status, one.code)
		}
	}
	for change, want := range map[string]string{"=onboarding": "invalid_scope", "=code": "unsupported_response_type"} {
		r := c.Send("GET", strings.Replace(ask, change, "=other", 1)+"&state=s1", "", secret("root@reseller.example", "Secret-1"))
		if to := r.Header.Get("Location"); r.Status != 302 || to != defaultRedirect+"?error="+want+"&state=s1" {
			t.Errorf("%d %s", r.Status, to)
		}
	}
	if r := c.Send("POST", "/connect/token", "{}", func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }); r.At("error") != "invalid_request" {
		t.Errorf("%s", r.Text)
	}
}

// Without website access nobody passes the login page.
func TestLoginNeedsAccess(t *testing.T) {
	c := start(t, strings.Replace(office, `{"access": [{"pbxUser": "101",`, `{"password": "Secret-1", "access": [{"pbxUser": "101",`, 1), nil)
	r := c.Send("GET", "/connect/authorize?response_type=code&scope=openid&client_id=patchbay&redirect_uri="+defaultRedirect, "", func(r *http.Request) { r.SetBasicAuth("alice@acme.example", "Secret-1") })
	if r.Status != 401 || r.At("error") != "access_denied" {
		t.Errorf("%d %s", r.Status, r.Text)
	}
	c.with(c.world.Credentials()["refreshToken"]).patch(200, "Alice", give(websiteAccess))
	c.code("alice@acme.example", "openid")
}

// A code is for one address and one client, a refresh token for one client.
func TestGrantsAreBound(t *testing.T) {
	c := start(t, `{"clients": [{"id": "patchbay", "secret": "patchbay", "redirectUris": ["`+defaultRedirect+`", "http://127.0.0.1/other"]}, {"id": "other", "secret": "hush"}],
		"users": [{"displayName": "R", "email": "r@x.example", "primaryTenant": "Patchbay Reseller", "password": "Secret-1", "access": [{"roles": ["account.user", "onboarding.admin"]}]}]}`, nil)
	if r := c.exchange("grant_type=authorization_code&redirect_uri=http://127.0.0.1/other&code=" + c.code("r@x.example", "onboarding")); r.At("error") != "invalid_grant" {
		t.Errorf("another address: %s", r.Text)
	}
	refresh := "grant_type=refresh_token&refresh_token=" + c.world.Credentials()["refreshToken"]
	form := func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }
	code := "grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code=" + c.code("r@x.example", "onboarding")
	if r := c.Send("POST", "/connect/token", code+"&client_id=other&client_secret=hush", form); r.At("error") != "invalid_grant" {
		t.Errorf("another client's code: %s", r.Text)
	}
	if r := c.Send("POST", "/connect/token", refresh+"&client_id=other&client_secret=hush", form); r.At("error") != "invalid_grant" {
		t.Errorf("another client: %s", r.Text)
	}
	if r := c.exchange(refresh); r.Status != 200 {
		t.Errorf("its own: %s", r.Text)
	}
}

// With rotateRefresh a refresh token is used up; with refreshLifetime one that is
// not used ends.
func TestRefreshTokens(t *testing.T) {
	c := start(t, office, opts{"rotateRefresh": "true", "refreshLifetime": "720h", "tokenLifetime": "10m"})
	first := c.world.Credentials()["refreshToken"]
	r := c.exchange("grant_type=refresh_token&refresh_token=" + first)
	second := r.At("refresh_token")
	if second == "" || second == first || r.Value("expires_in") != json.Number("600") {
		t.Fatalf("%s", r.Text)
	}
	if r := c.exchange("grant_type=refresh_token&refresh_token=" + first); r.Status != 400 {
		t.Errorf("used up, and good: %s", r.Text)
	}
	c.clock.Advance(700 * time.Hour)
	c = start(t, office, opts{"refreshLifetime": "720h"})
	only := "grant_type=refresh_token&refresh_token=" + c.world.Credentials()["refreshToken"]
	for range 3 { // each use keeps it alive
		c.clock.Advance(700 * time.Hour)
		if r := c.exchange(only); r.Status != 200 {
			t.Errorf("%s", r.Text)
		}
	}
	c.clock.Advance(720 * time.Hour)
	if r := c.exchange(only); r.Status != 400 {
		t.Errorf("over, and good: %s", r.Text)
	}
}

// 8.6: a token that is missing, unknown, over or forgotten is 401 without a body.
func TestUnknownTokens(t *testing.T) {
	c := connect(t, office, nil)
	c.want(200, "GET", "customers", "")
	for _, header := range []string{"", "Bearer", "Bearer x.y.z", "Basic " + c.token, c.token} {
		r := c.Send("GET", "/api/v1.0/customers", "", func(r *http.Request) { r.Header.Set("Authorization", header) })
		if r.Status != 401 || r.Text != "" {
			t.Errorf("%q: %d %q", header, r.Status, r.Text)
		}
	}
	c.sim.Restart()
	c.unknown("GET", "customers")
	c.with(c.world.Credentials()["refreshToken"]).want(200, "GET", "customers", "")
}

// Who let the client in must be of a reseller or an enterprise, and may use the API.
func TestWhoMayOnboard(t *testing.T) {
	c := connect(t, strings.Replace(office, `{"displayName": "Zoe", "email": "zoe@acme.example"}`,
		`{"displayName": "Zoe", "email": "zoe@acme.example", "password": "Secret-1", "access": [{"roles": ["customer.user", "rest_api_admin"]}]}`, 1), nil)
	c.as("clerk@reseller.example").refuse(403, "Forbidden", "GET", "customers", "")
	c.as("zoe@acme.example").refuse(403, "Forbidden", "GET", user1+"Zoe>", "")
	c.as("reader@reseller.example").want(200, "GET", user1+"Zoe>", "")
	c.as("reader@reseller.example").refuse(403, "Forbidden", "PATCH", user1+"Zoe>", `[{"op":"replace","path":"/displayName","value":"Z"}]`)
	c.as("reader@reseller.example").refuse(403, "Forbidden", "POST", "customers/<Acme>/users", `{"email":"n@x.example","displayName":"N"}`)
}
