package sim

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// scopes are all that a client may ask for: to be told who signed in, to stay
// signed in, and to use the API.
var scopes = []string{"openid", "offline_access", "onboarding"}

func oauthRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "authorize", do: (*call).authorize},
		{method: "POST", path: "token", do: (*call).exchange},
	}
}

// authorize gives a code. There is no login page here: a request brings Basic
// credentials of the user who would have filled it in, and that is consent.
func (c *call) authorize() *fail {
	q := c.r.URL.Query()
	app, uri := c.clients.Get(q.Get("client_id")), q.Get("redirect_uri")
	if app == nil || !contains(app.RedirectURIs, uri) {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "client_id or redirect_uri is not known")
	}
	back := url.Values{}
	if s := q.Get("state"); s != "" {
		back.Set("state", s)
	}
	u := c.loggedIn()
	wants := scopesOf(q.Get("scope"))
	switch {
	case u == nil:
		return c.oauthError(http.StatusUnauthorized, "access_denied", "the login page was not passed")
	case q.Get("response_type") != "code":
		back.Set("error", "unsupported_response_type")
	case wants == nil:
		back.Set("error", "invalid_scope")
	default:
		back.Set("code", c.newCode(app, u, uri, wants))
		back.Set("scope", strings.Join(wants, " "))
	}
	c.rw.Header().Set("Location", uri+"?"+back.Encode())
	c.rw.WriteHeader(http.StatusFound)
	return nil
}

// loggedIn is who passes the login page: somebody with website access, of whom the
// e-mail address is the login name.
func (c *call) loggedIn() *user {
	email, password, _ := c.r.BasicAuth()
	for _, u := range c.users.Among(c.emails[fold(email)]) {
		if u.portal() && u.Password != "" && same(u.Password, password) {
			return u
		}
	}
	return nil
}

func (c *call) newCode(app *oauthClient, u *user, uri string, asked []string) string {
	c.sessions.issued++
	text := digest("code", []any{app.ID, u.ID, c.sessions.issued})[:40]
	c.sessions.codes[text] = &code{app.ID, u.ID, uri, asked, c.clock.Time().Add(5 * time.Minute)}
	return text
}

// scopesOf are the scopes that a request gets; nil when it names none or one that
// does not exist.
func scopesOf(list string) []string {
	var out []string
	for s := range strings.FieldsSeq(list) {
		if !contains(scopes, s) {
			return nil
		}
		out = append(out, s)
	}
	return out
}

// exchange answers the two grants: a code, and a refresh token. The client's id and
// secret are in the form or in Basic credentials.
func (c *call) exchange() *fail {
	kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	form, err := url.ParseQuery(string(c.body))
	if err != nil || strings.TrimSpace(kind) != "application/x-www-form-urlencoded" {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "want a form")
	}
	id, secret, basic := c.r.BasicAuth()
	if !basic {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	app := c.clients.Get(id)
	if app == nil || !same(app.Secret, secret) {
		return c.oauthError(http.StatusBadRequest, "invalid_client", "client authentication failed")
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
	refresh := ""
	if contains(got.scopes, "offline_access") {
		refresh = c.newGrant(app.ID, got.user, got.scopes).Token
	}
	return c.tokenReply(app.ID, got.user, got.scopes, refresh)
}

// newGrant makes a refresh token.
func (w *World) newGrant(client, user string, scopes []string) *grant {
	g := &grant{Client: client, User: user, Scopes: scopes, Issued: w.now()}
	w.nextID++
	g.Token = digest("refresh", []any{client, user, w.nextID})
	w.grants.Put(g)
	return g
}

// refresh gives a new access token, and the refresh token again: using one keeps it
// alive.
func (c *call) refresh(app *oauthClient, text string) *fail {
	g := c.grants.Get(text)
	old := g != nil && c.quirks.refreshLifetime > 0 && !c.clock.Time().Before(g.Issued.Add(c.quirks.refreshLifetime))
	if g == nil || old || g.Client != app.ID || !c.users.Has(g.User) {
		return c.oauthError(http.StatusBadRequest, "invalid_grant", "the refresh token is not valid")
	}
	next := *g
	if c.quirks.rotateRefresh {
		c.grants.Drop(text)
		next = *c.newGrant(app.ID, g.User, g.Scopes)
	}
	if next.Issued = c.now(); c.quirks.refreshLifetime > 0 {
		c.grants.Put(&next)
	}
	return c.tokenReply(app.ID, g.User, g.Scopes, next.Token)
}

func (c *call) tokenReply(client, user string, scopes []string, refresh string) *fail {
	out := map[string]any{
		"access_token": c.issue(client, user, scopes), "token_type": "Bearer", "expires_in": int(c.quirks.tokenLifetime / time.Second),
		"scope": strings.Join(scopes, " "),
	}
	if refresh != "" {
		out["refresh_token"] = refresh
	}
	writeJSON(c.rw, http.StatusOK, out)
	return nil
}

func (c *call) oauthError(status int, code, text string) *fail {
	writeJSON(c.rw, status, map[string]any{"error": code, "error_description": text})
	return nil
}

// same compares secrets in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
