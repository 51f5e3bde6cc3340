package sim

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func (c *client) token(values ...string) reply {
	c.t.Helper()
	q := url.Values{"client_id": {"patchbay"}, "client_secret": {"patchbay"}}
	for i := 0; i+1 < len(values); i += 2 {
		q.Set(values[i], values[i+1])
	}
	return c.get("http://portal.example/oauth/token/?" + q.Encode())
}

// A refresh token is replaced at each use; an access token lasts an hour.
func TestRefresh(t *testing.T) {
	c := portal(t, "")
	first := c.token("grant_type", "refresh_token", "refresh_token", "patchbay")
	if got := strings.Join(first.keys(), " "); first.status != 200 || got != "access_token client_endpoint domain expires expires_in member_id refresh_token scope server_endpoint status user_id" {
		t.Fatalf("%d %s", first.status, first.text)
	}
	same(t, "endpoint", first.json["client_endpoint"], any("http://portal.example/rest/"))
	same(t, "seconds", first.json["expires_in"], any(3600.0))
	if r := c.token("grant_type", "refresh_token", "refresh_token", "patchbay"); r.status != 400 || r.json["error"] != "invalid_grant" {
		t.Errorf("used twice: %d %s", r.status, r.text)
	}
	second := c.token("grant_type", "refresh_token", "refresh_token", first.json["refresh_token"].(string))
	app := *c
	app.base, app.auth = "http://portal.example/rest/", first.json["access_token"].(string)
	app.want("user.current", `{}`) // the older access token stays good
	c.server.Clock().Advance(time.Hour + time.Second)
	app.refuse("user.current", `{}`, 401, "expired_token The access token provided has expired")
	app.auth = "made up"
	app.refuse("user.current", `{}`, 401, "NO_AUTH_FOUND Wrong authorization data")
	c.server.Clock().Advance(181 * 24 * time.Hour)
	if r := c.token("grant_type", "refresh_token", "refresh_token", second.json["refresh_token"].(string)); r.json["error"] != "invalid_grant" {
		t.Errorf("after 181 days: %s", r.text)
	}
	keep := portal(t, "", "keepRefresh", "true")
	for range 2 {
		if r := keep.token("grant_type", "refresh_token", "refresh_token", "patchbay"); r.status != 200 || r.json["refresh_token"] != "patchbay" {
			t.Errorf("kept: %d %s", r.status, r.text)
		}
	}
}

// A code is good once, for thirty seconds.
func TestAuthorize(t *testing.T) {
	c := portal(t, people)
	ask := func() string {
		r := c.get("http://portal.example/oauth/authorize/?client_id=patchbay&state=s&user=9&redirect_uri=" + url.QueryEscape("http://127.0.0.1:9/cb?x=1"))
		to, err := url.Parse(r.header.Get("Location"))
		if err != nil || r.status != http.StatusFound || to.Host != "127.0.0.1:9" || to.Query().Get("state") != "s" || to.Query().Get("x") != "1" {
			t.Fatalf("%d %s %v", r.status, r.header.Get("Location"), err)
		}
		return to.Query().Get("code")
	}
	code := ask()
	r := c.token("grant_type", "authorization_code", "code", code)
	app := *c
	app.base, app.auth = "http://portal.example/rest/", r.json["access_token"].(string)
	if u := app.want("user.current", `{}`).json["result"].(map[string]any); u["ID"] != "9" {
		t.Errorf("the user is %v", u["ID"])
	}
	if r := c.token("grant_type", "authorization_code", "code", code); r.json["error"] != "invalid_grant" {
		t.Errorf("used twice: %s", r.text)
	}
	code = ask()
	c.server.Clock().Advance(31 * time.Second)
	if r := c.token("grant_type", "authorization_code", "code", code); r.json["error"] != "invalid_grant" {
		t.Errorf("after 31 seconds: %s", r.text)
	}
}

func TestTokenErrors(t *testing.T) {
	c := portal(t, "")
	for _, x := range []struct {
		r      reply
		status int
		code   string
	}{
		{c.token("grant_type", "password"), 400, "invalid_request"},
		{c.token("client_secret", "wrong"), 401, "invalid_client"},
		{c.token("client_id", "nobody"), 401, "invalid_client"},
		{c.token("grant_type", "refresh_token"), 400, "invalid_grant"},
		{c.get("http://portal.example/oauth/authorize/?client_id=nobody"), 400, "invalid_client"},
		{portal(t, `{"apps":[{"client_id":"patchbay","client_secret":"patchbay","payment_expired":"Y"}]}`).token("grant_type", "refresh_token"), 402, "PAYMENT_REQUIRED"},
	} {
		if x.r.status != x.status || x.r.json["error"] != x.code {
			t.Errorf("%d %s, want %d %s", x.r.status, x.r.text, x.status, x.code)
		}
	}
	if r := c.token("grant_type", "refresh_token", "refresh_token", "patchbay"); r.status != 200 {
		t.Errorf("after what was refused: %s", r.text)
	}
}
