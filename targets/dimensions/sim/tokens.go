package sim

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// sessions are what a restart forgets.
type sessions struct {
	tokens map[string]*token
	codes  map[string]*code
	issued int
	asked  map[string][]time.Time // client → requests of the last second
}

// token is an access token.
type token struct {
	client, user string
	scopes       []string
	expires      time.Time
}

// code is an authorization code: good once, for five minutes.
type code struct {
	client, user, uri string
	scopes            []string
	expires           time.Time
}

func newSessions() sessions {
	return sessions{tokens: map[string]*token{}, codes: map[string]*code{}, asked: map[string][]time.Time{}}
}

// Restart implements simhttp.Vendor: access tokens and codes are forgotten. Refresh
// tokens are part of the world and stay.
func (w *World) Restart() {
	issued := w.sessions.issued
	w.sessions = newSessions()
	w.sessions.issued = issued
}

// issue makes an access token in the form of a JWT, which nobody signs.
func (w *World) issue(client, user string, scopes []string) string {
	w.sessions.issued++
	now := w.clock.Time()
	expires := now.Add(w.quirks.tokenLifetime)
	claims := map[string]any{"sub": user, "client_id": client, "scope": strings.Join(scopes, " "), "iat": now.Unix(), "exp": expires.Unix(), "jti": strconv.Itoa(w.sessions.issued)}
	if u := w.users.Get(user); w.quirks.tokenRoles {
		claims["role"] = u.in(u.Primary).Roles
	}
	text := encoded(map[string]any{"alg": "none", "typ": "at+jwt"}) + "." + encoded(claims) + "." + digest("token", []any{client, user, w.sessions.issued, now.UnixNano()})
	w.sessions.tokens[text] = &token{client: client, user: user, scopes: scopes, expires: expires}
	return text
}

// encoded is a part of a JWT.
func encoded(v map[string]any) string {
	b, err := simhttp.JSON(v)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// authenticate finds who is asking: a token that is missing, unknown or over is 401
// without a body.
func (c *call) authenticate() *fail {
	scheme, text, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	t := c.sessions.tokens[text]
	if !strings.EqualFold(scheme, "Bearer") || t == nil || !c.users.Has(t.user) || !c.clock.Time().Before(t.expires) || c.quirks.expiredToken {
		return &fail{status: http.StatusUnauthorized}
	}
	c.token, c.who = t, c.users.Get(t.user)
	return nil
}

// throttle answers 429 to a client that asked too often in one second. Requests
// that are refused do not count.
func (c *call) throttle() *fail {
	limit := c.quirks.rateLimit
	if limit == 0 {
		return nil
	}
	now := c.clock.Time()
	recent := slices.DeleteFunc(c.sessions.asked[c.token.client], func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(recent) >= limit {
		c.sessions.asked[c.token.client] = recent
		c.rw.Header().Set("Retry-After", "1")
		return refuse(http.StatusTooManyRequests, "Too Many Requests")
	}
	c.sessions.asked[c.token.client] = append(recent, now)
	return nil
}
