package sim

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// sessions are what a restart forgets.
type sessions struct {
	tokens map[string]*token
	codes  map[string]*code
	issued int
	asked  map[string][]time.Time // client and API → requests of the last second
}

// token is an access token.
type token struct {
	client, user string
	scopes       []string
	expires      time.Time
}

// code is an authorization code: good once, for ten minutes.
type code struct {
	client, user, uri string
	scopes            []string
	expires           time.Time
}

func newSessions() sessions {
	return sessions{tokens: map[string]*token{}, codes: map[string]*code{}, asked: map[string][]time.Time{}}
}

func (t *token) allows(scope string) bool { return slices.Contains(t.scopes, scope) }

// Restart implements simhttp.Vendor: access tokens are expired from now on, codes
// are forgotten. Refresh tokens are part of the world and stay.
func (w *World) Restart() {
	old := w.sessions
	w.sessions = newSessions()
	w.sessions.issued = old.issued
	for text, t := range old.tokens {
		if w.clock.Time().Before(t.expires) {
			w.sessions.tokens[text] = &token{client: t.client, user: t.user, scopes: t.scopes}
		}
	}
}

// issue makes an access token; it has three parts, as the vendor's have.
func (w *World) issue(client, user string, scopes []string) string {
	w.sessions.issued++
	enc := base64.RawURLEncoding.EncodeToString
	text := enc([]byte(`{"alg":"none"}`)) + "." + enc(fmt.Appendf(nil, `{"jti":"%d"}`, w.sessions.issued)) + "." + digest("token", []any{client, user, w.sessions.issued, w.clock.Time().UnixNano()})
	w.sessions.tokens[text] = &token{client: client, user: user, scopes: scopes, expires: w.clock.Time().Add(w.quirks.tokenLifetime)}
	return text
}

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

// authenticate finds who is asking.
func (c *call) authenticate() *fail {
	header := c.r.Header.Get("Authorization")
	if header == "" {
		return c.stranger("INVALID_TOKEN", "No token was provided")
	}
	scheme, text, _ := strings.Cut(header, " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		return c.stranger("UNSUPPORTED_SCHEME", "The authentication scheme is not supported")
	case !tokenForm.MatchString(text):
		return c.stranger("MALFORMED_TOKEN", "The token is malformed")
	}
	t := c.sessions.tokens[text]
	if t == nil || !c.users.Has(t.user) {
		return c.stranger("INVALID_TOKEN", "The token is invalid")
	}
	if !c.clock.Time().Before(t.expires) || c.quirks.expiredToken {
		return c.stranger("EXPIRED_TOKEN", "The token is expired")
	}
	c.token, c.who = t, c.users.Get(t.user)
	return nil
}

// stranger is a 401. users/v1 has the codes without a prefix, and none for a
// malformed token.
func (c *call) stranger(code, message string) *fail {
	if c.family == usersAPI {
		if code == "MALFORMED_TOKEN" {
			code = "INVALID_TOKEN"
		}
		return refuse(http.StatusUnauthorized, code, "%s", message)
	}
	return refuse(http.StatusUnauthorized, "AUTHN_"+code, "%s", message)
}

// throttle answers 429 to a client that asked one API too often in one second.
// Requests that are refused do not count.
func (c *call) throttle() *fail {
	limit := c.quirks.rateLimit
	if limit == 0 {
		return nil
	}
	now := c.clock.Time()
	key := at(c.token.client, c.family)
	recent := slices.DeleteFunc(c.sessions.asked[key], func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(recent) >= limit {
		c.sessions.asked[key] = recent
		return &fail{status: http.StatusTooManyRequests, code: "TOO_MANY_REQUESTS"}
	}
	c.sessions.asked[key] = append(recent, now)
	return nil
}
