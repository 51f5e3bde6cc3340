package sim

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func authRoutes() []route {
	const a = "authentication/v1.0/"
	return []route{
		{method: "GET", path: a + "urls", do: (*call).loginURLs, guard: open},
		{method: "GET", path: a + "login", do: (*call).login, guard: open},
		{method: "GET", path: a + "renew", do: (*call).renew, guard: anyone},
		{method: "GET", path: a + "validator", do: (*call).validate, guard: anyone},
		{method: "GET", path: a + "logout", do: (*call).logout, guard: anyone},
		{method: "GET", path: a + "about", do: (*call).about, guard: open},
		{method: "GET", path: "ping", do: (*call).ping, guard: open},
		{method: "GET", path: "applications/v1.0/applications/{app}", do: (*call).readApplication, guard: anyone},
		{method: "GET", path: "enduser/v1.0/settings/apis", do: (*call).apiSettings, guard: anyone},
	}
}

// loginURLs tells where to log in. The SDK asks before it has a token, with
// "Bearer null", and wants absolute URLs.
func (c *call) loginURLs() *apiError {
	at := "http://" + c.r.Host + base + "authentication/v1.0/"
	return c.data(http.StatusOK, []any{map[string]any{"type": "RAINBOW", "loginUrl": at + "login", "logoutUrl": at + "logout"}})
}

func (c *call) ping() *apiError { return c.done("OK") }

func (c *call) about() *apiError {
	writeJSON(c.rw, http.StatusOK, map[string]any{"version": "1.239.2", "description": "Rainbow authentication portal, simulated"})
	return nil
}

// readApplication shows the application that the caller came with, without its
// secret. The Node SDK asks when it starts with an API key.
func (c *call) readApplication() *apiError {
	if c.args["app"] != c.app.ID {
		return refuse(notFound, "there is no application %s", c.args["app"])
	}
	return c.data(http.StatusOK, c.appView())
}

// apiSettings has no headers to add: there is one region.
func (c *call) apiSettings() *apiError {
	return c.data(http.StatusOK, map[string]any{"additionalHeaders": []any{}, "ttl": 3600})
}

// login checks the user's password and the application's hash over its secret
// and that password.
func (c *call) login() *apiError {
	email, password, ok := c.r.BasicAuth()
	if !ok {
		return refuse(noCredentials, "Unauthorized: Basic credentials are required")
	}
	if e := c.throttle("login " + fold(email)); e != nil {
		return e
	}
	if e := c.clientVersion(); e != nil {
		return e
	}
	if !c.appAuth(password) {
		return refuse(badApp, "application authorization failure")
	}
	u := c.emails[fold(email)]
	if u == nil {
		return refuse(noCredentials, "Unknown login or wrong password for login %s, please try again.", email)
	}
	if e := c.password(u, password); e != nil {
		return e
	}
	if e := c.active(u, 401520); e != nil {
		return e
	}
	c.World.set(u, c.loggedIn(u))
	s := c.issue(u, 0)
	writeJSON(c.rw, http.StatusOK, c.tokenReply(s))
	return nil
}

// loggedIn are the dates that a login sets, and the failures that it ends.
func (c *call) loggedIn(u *object) map[string]any {
	values := map[string]any{"lastLoginDate": c.now(), "loginFailures": nil, "lockedUntil": nil}
	if u.str("firstLoginDate") == "" {
		values["firstLoginDate"] = c.now()
	}
	return values
}

// password checks a password and counts wrong ones: so many lock the account,
// and while it is locked the right one is refused too, and a wrong one starts
// the wait anew.
func (c *call) password(u *object, password string) *apiError {
	right := same(u.str("password"), password) && password != ""
	now := c.clock.Time()
	until, err := time.Parse(time.RFC3339, u.str("lockedUntil"))
	if err == nil && now.Before(until) {
		if !right {
			until = now.Add(c.quirks.lock())
			c.World.set(u, map[string]any{"lockedUntil": stamp(until)})
		}
		return forbidden(until.Sub(now))
	}
	if right {
		return nil
	}
	failures := u.int("loginFailures") + 1
	if err == nil { // the lock is over
		failures = 1
	}
	values := map[string]any{"loginFailures": failures, "lockedUntil": nil}
	if failures >= int64(c.quirks.attempts()) {
		values["lockedUntil"] = stamp(now.Add(c.quirks.lock()))
	}
	c.World.set(u, values)
	return refuse(noCredentials, "Unknown login or wrong password for login %s, please try again.", u.str("loginEmail"))
}

// forbidden is the answer of a locked account. The unit of forbiddenDelay is not
// known; here it is seconds.
func forbidden(wait time.Duration) *apiError {
	e := refuse(locked, "Login is forbidden: too many wrong passwords")
	e.data = map[string]any{"forbiddenDelay": int(wait / time.Second)}
	return e
}

// active refuses accounts that are deleted, switched off or over.
func (c *call) active(u *object, code int) *apiError {
	if u.is("isTerminated") || !u.is("isActive") {
		return refuse(code, "User %s is not active", u.str("loginEmail"))
	}
	ttl := u.int("timeToLive")
	made, err := time.Parse(time.RFC3339, u.str("creationDate"))
	if ttl >= 0 && err == nil && c.clock.Time().After(made.Add(time.Duration(ttl)*time.Second)) {
		return refuse(401523, "timeToLive of user %s is reached", u.str("loginEmail"))
	}
	return nil
}

// appAuth checks x-rainbow-app-auth: Basic of appId:hex(sha256(appSecret+salt)),
// where salt is the password or an API key's challenge.
func (c *call) appAuth(salt string) bool {
	scheme, code, _ := strings.Cut(c.r.Header.Get("x-rainbow-app-auth"), " ")
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code))
	if !strings.EqualFold(scheme, "basic") || err != nil {
		return false
	}
	id, hash, _ := strings.Cut(string(b), ":")
	sum := sha256.Sum256([]byte(c.app.Secret + salt))
	return id == c.app.ID && same(strings.ToLower(hash), hex.EncodeToString(sum[:]))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (c *call) clientVersion() *apiError {
	v := c.r.Header.Get("x-rainbow-client-version")
	if low := c.quirks.MinClientVersion; low != "" && v != "" && older(v, low) {
		return refuse(403020, "client version %s is too old, want %s", v, low)
	}
	return nil
}

// older compares versions of numbers between dots.
func older(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, _ := strconv.Atoi(as[i])
		y, _ := strconv.Atoi(bs[i])
		if x != y {
			return x < y
		}
	}
	return len(as) < len(bs)
}

// identify finds out who makes a request: by API key, or by token.
func (c *call) identify() *apiError {
	if key := c.r.Header.Get("x-rainbow-api-key"); key != "" {
		return c.identifyKey(key)
	}
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return refuse(badToken, "No authorization token was found")
	}
	s := c.sessions.byToken[strings.TrimSpace(token)]
	if s == nil {
		return refuse(badToken, "jwt invalid")
	}
	if !c.clock.Time().Before(s.expires) {
		return refuse(badToken, "jwt expired")
	}
	u := c.get("users", s.user)
	if u == nil {
		return refuse(badToken, "jwt invalid")
	}
	c.who = &caller{user: u, token: s}
	return c.active(u, 401521)
}

// identifyKey checks an API key, and the application over its challenge.
func (c *call) identifyKey(key string) *apiError {
	challenge := c.r.Header.Get("x-rainbow-challenge")
	if challenge == "" || !c.appAuth(challenge) {
		return refuse(badApp, "application authorization failure")
	}
	k := c.keys["\x00"+key]
	if k == nil || !k.is("isActive") {
		return refuse(badToken, "API key is not valid")
	}
	until, err := time.Parse(time.RFC3339, k.str("expirationDate"))
	if err == nil && !c.clock.Time().Before(until) {
		return refuse(badToken, "API key expired")
	}
	u := c.get("users", k.str("userId"))
	if u == nil {
		return refuse(badToken, "API key is not valid")
	}
	c.who = &caller{user: u}
	return c.active(u, 401521)
}

func (c *call) renew() *apiError {
	s := c.who.token
	if s == nil {
		return refuse(badToken, "an API key has no token to renew")
	}
	if s.renewed >= c.quirks.maxRenew() {
		return refuse(badToken, "maximum number of token renewals reached")
	}
	writeJSON(c.rw, http.StatusOK, c.tokenReply(c.issue(c.who.user, s.renewed+1)))
	return nil
}

func (c *call) validate() *apiError {
	writeJSON(c.rw, http.StatusOK, map[string]any{"status": "OK"})
	return nil
}

func (c *call) logout() *apiError {
	if s := c.who.token; s != nil {
		delete(c.sessions.byToken, s.text)
	}
	writeJSON(c.rw, http.StatusOK, map[string]any{"status": "OK"})
	return nil
}
