package sim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

func oauthRoutes() []route {
	const o = "authentication/v1.0/oauth/"
	return []route{
		{method: "GET", path: o + "authorize", do: (*call).authorize, guard: open},
		{method: "POST", path: o + "token", do: (*call).oauthToken, guard: open},
		{method: "GET", path: o + "tokens", do: (*call).listTokens, guard: anyone},
		{method: "GET", path: o + "tokens/{token}", do: (*call).readToken, guard: anyone},
		{method: "DELETE", path: o + "tokens/{token}", do: (*call).revokeToken, guard: anyone},
	}
}

// grant is an authorization code: good for ten minutes, and once.
type grant struct {
	user    string
	uri     string
	expires time.Time
}

// authorize gives a code. There is no login page here: a request brings Basic
// credentials of the user who would have filled it in, and that is consent.
func (c *call) authorize() *apiError {
	uri := c.query.Get("redirect_uri")
	if uri == "" && len(c.app.RedirectURIs) > 0 {
		uri = c.app.RedirectURIs[0]
	}
	if c.query.Get("client_id") != c.app.ID || !slices.Contains(c.app.RedirectURIs, uri) {
		return c.oauthError(http.StatusUnauthorized, "invalid_client", "Invalid client: `redirect_uri` does not match client value")
	}
	if c.query.Get("response_type") != "code" {
		return c.oauthError(http.StatusBadRequest, "unsupported_response_type", "only code is simulated")
	}
	email, password, _ := c.r.BasicAuth()
	u := c.emails[fold(email)]
	if u == nil {
		return refuse(noCredentials, "Unknown login or wrong password")
	}
	if e := c.password(u, password); e != nil {
		return e
	}
	code := c.token("code", c.mint())[:40]
	c.sessions.codes[code] = grant{user: u.id, uri: uri, expires: c.clock.Time().Add(10 * time.Minute)}
	back := url.Values{"code": {code}, "state": {c.query.Get("state")}}
	c.rw.Header().Set("Location", uri+"?"+back.Encode())
	writeJSON(c.rw, http.StatusFound, map[string]any{"status": "Found"})
	return nil
}

// oauthToken answers the grants that the application may use.
func (c *call) oauthToken() *apiError {
	form, err := url.ParseQuery(string(c.body))
	if err != nil || !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return c.oauthError(http.StatusBadRequest, "invalid_request", "want a form")
	}
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if user, pass, ok := c.r.BasicAuth(); ok {
		id, secret = user, pass
	}
	if id != c.app.ID || !same(secret, c.app.Secret) {
		return c.oauthError(http.StatusUnauthorized, "invalid_client", "client authentication failed")
	}
	u, e := c.granted(form)
	if e != nil {
		return e
	}
	if u == nil {
		return c.oauthError(http.StatusBadRequest, "invalid_grant", "the grant is not valid")
	}
	s := c.issue(u, 0)
	s.oauth = true
	refresh := c.token("refresh", s.id)[:40]
	c.sessions.refresh[refresh] = u.id
	writeJSON(c.rw, http.StatusOK, map[string]any{
		"access_token": s.text, "token_type": "bearer", "expires_in": int(c.quirks.lifetime() / time.Second), "refresh_token": refresh, "scope": "all",
	})
	return nil
}

// granted is the user that a grant speaks for, or nil.
func (c *call) granted(form url.Values) (*object, *apiError) {
	switch form.Get("grant_type") {
	case "authorization_code":
		g, ok := c.sessions.codes[form.Get("code")]
		delete(c.sessions.codes, form.Get("code"))
		if !ok || g.uri != form.Get("redirect_uri") || !c.clock.Time().Before(g.expires) {
			return nil, nil
		}
		return c.get("users", g.user), nil
	case "refresh_token":
		return c.get("users", c.sessions.refresh[form.Get("refresh_token")]), nil
	case "password":
		u := c.emails[fold(form.Get("username"))]
		if u == nil {
			return nil, nil
		}
		return u, c.password(u, form.Get("password"))
	}
	return nil, nil
}

func (c *call) oauthError(status int, code, text string) *apiError {
	writeJSON(c.rw, status, map[string]any{"error": code, "error_description": text})
	return nil
}

// oauthTokens are the caller's tokens from OAuth, oldest first.
func (c *call) oauthTokens() []*session {
	var out []*session
	for _, s := range c.sessions.byToken {
		if s.oauth && s.user == c.who.user.id {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b *session) int { return strings.Compare(a.id, b.id) })
	return out
}

func (c *call) tokenView(s *session) map[string]any {
	return map[string]any{"id": s.id, "userId": s.user, "appId": c.app.ID, "appName": c.app.Name, "scope": []any{"all"}, "creationDate": stamp(s.issued), "expirationDate": stamp(s.expires)}
}

func (c *call) listTokens() *apiError {
	p, e := c.paging("creationDate")
	if e != nil {
		return e
	}
	all := c.oauthTokens()
	return c.page(len(all), p, func(i int) any { return c.tokenView(all[i]) })
}

func (c *call) ownToken() (*session, *apiError) {
	all := c.oauthTokens()
	i := slices.IndexFunc(all, func(s *session) bool { return s.id == c.args["token"] })
	if i < 0 {
		return nil, refuse(notFound, "there is no token %s", c.args["token"])
	}
	return all[i], nil
}

func (c *call) readToken() *apiError {
	s, e := c.ownToken()
	if e != nil {
		return e
	}
	return c.data(http.StatusOK, c.tokenView(s))
}

func (c *call) revokeToken() *apiError {
	s, e := c.ownToken()
	if e != nil {
		return e
	}
	delete(c.sessions.byToken, s.text)
	return c.deleted("OAuth token", s.id)
}
