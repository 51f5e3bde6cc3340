package sim

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// scopes are those that a client of a fresh world may ask for.
var scopes = []string{
	"voice-admin.v1.read", "voice-admin.v1.write", "users.v1.read", "users.v1.lines.read", "identity:", "identity:scim.org", "identity:scim.me",
	"cc-analytics.v1.agent-status.read", "queue-caller.v1.read",
}

func oauthRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "authorize", do: (*call).authorize, guard: open},
		{method: "POST", path: "token", do: (*call).exchange, guard: open},
	}
}

// authorize gives a code. There is no login page here: a request brings Basic
// credentials of the user who would have filled it in, and that is consent.
func (c *call) authorize() *fail {
	app := c.clients.Get(c.query["client_id"])
	uri := c.query["redirect_uri"]
	if app == nil || !slices.Contains(app.RedirectURIs, uri) {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "client_id or redirect_uri is not known")
	}
	back := url.Values{}
	if s := c.query["state"]; s != "" {
		back.Set("state", s)
	}
	email, password, _ := c.r.BasicAuth()
	u := c.users.First(func(u *user) bool {
		return fold(u.Email) == fold(email) && u.Password != "" && same(u.Password, password)
	})
	asked := app.ask(c.query["scope"])
	switch {
	case u == nil:
		return c.oauthError(http.StatusUnauthorized, "access_denied", "the login page was not passed")
	case c.query["response_type"] != "code":
		back.Set("error", "unsupported_response_type")
	case asked == nil:
		back.Set("error", "invalid_scope")
	default:
		c.sessions.issued++
		text := digest("code", []any{app.ID, u.Key, c.sessions.issued})[:40]
		c.sessions.codes[text] = &code{app.ID, u.Key, uri, asked, c.clock.Time().Add(10 * time.Minute)}
		back.Set("code", text)
	}
	c.rw.Header().Set("Location", uri+"?"+back.Encode())
	c.rw.WriteHeader(http.StatusFound)
	return nil
}

// ask returns the scopes that a request gets: all of the client's when it names
// none, nil when it names one that the client does not have.
func (a *oauthClient) ask(list string) []string {
	if strings.TrimSpace(list) == "" {
		return a.Scopes
	}
	var out []string
	for _, s := range strings.FieldsFunc(list, func(r rune) bool { return r == ' ' || r == '+' }) {
		if !slices.Contains(a.Scopes, s) {
			return nil
		}
		out = append(out, s)
	}
	return out
}

// exchange answers the two grants: a code, and a refresh token.
func (c *call) exchange() *fail {
	kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	form, err := url.ParseQuery(string(c.body))
	if err != nil || strings.TrimSpace(kind) != "application/x-www-form-urlencoded" {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "want a form")
	}
	id, secret, ok := c.r.BasicAuth()
	app := c.clients.Get(id)
	if !ok || app == nil || !same(app.Secret, secret) {
		c.rw.Header().Set("WWW-Authenticate", `Basic realm="oauth"`)
		return c.oauthError(http.StatusUnauthorized, "invalid_client", "client authentication failed")
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		return c.exchangeCode(app, form)
	case "refresh_token":
		return c.refresh(app, form.Get("refresh_token"))
	}
	return c.oauthError(http.StatusBadRequest, "unsupported_grant_type", "want authorization_code or refresh_token")
}

func (c *call) exchangeCode(app *oauthClient, form url.Values) *fail {
	text := form.Get("code")
	got := c.sessions.codes[text]
	delete(c.sessions.codes, text) // once
	if got == nil || got.client != app.ID || got.uri != form.Get("redirect_uri") || !c.clock.Time().Before(got.expires) || !c.users.Has(got.user) {
		return c.oauthError(http.StatusBadRequest, "invalid_grant", "the code is not valid")
	}
	return c.tokenReply(app.ID, got.user, got.scopes, c.newGrant(app.ID, got.user, got.scopes).Token)
}

// newGrant makes a refresh token.
func (w *World) newGrant(client, user string, scopes []string) *grant {
	g := &grant{Client: client, User: user, Scopes: scopes, Issued: w.now()}
	w.nextID++
	g.Token = digest("refresh", []any{client, user, w.nextID})
	w.grants.Put(g)
	return g
}

// refresh gives a new access token; usually the refresh token stays and is not
// in the reply.
func (c *call) refresh(app *oauthClient, text string) *fail {
	g := c.grants.Get(text)
	old := g != nil && c.quirks.refreshLifetime > 0 && !c.clock.Time().Before(g.Issued.Add(c.quirks.refreshLifetime))
	if g == nil || old || g.Client != app.ID || !c.users.Has(g.User) {
		return c.oauthError(http.StatusBadRequest, "invalid_grant", "the refresh token is not valid")
	}
	if !c.quirks.rotateRefresh {
		return c.tokenReply(app.ID, g.User, g.Scopes, "")
	}
	fresh := c.newGrant(app.ID, g.User, g.Scopes)
	c.grants.Drop(text)
	return c.tokenReply(app.ID, g.User, g.Scopes, fresh.Token)
}

func (c *call) tokenReply(client, user string, scopes []string, refresh string) *fail {
	out := map[string]any{
		"access_token": c.issue(client, user, scopes), "token_type": "Bearer", "expires_in": int(c.quirks.tokenLifetime / time.Second),
		"scope": strings.Join(scopes, " "), "principal": c.users.Get(user).Email,
	}
	if refresh != "" {
		out["refresh_token"] = refresh
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) oauthError(status int, code, text string) *fail {
	return c.answer(status, map[string]any{"error": code, "error_description": text})
}

// same compares secrets in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
