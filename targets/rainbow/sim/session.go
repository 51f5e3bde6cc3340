package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// sessions are what a restart forgets.
type sessions struct {
	byToken map[string]*session
	codes   map[string]grant // OAuth authorization codes
	refresh map[string]string
	issued  int
	used    map[string]*window
}

// session is one token.
type session struct {
	id      string
	text    string
	user    string
	issued  time.Time
	expires time.Time
	renewed int
	oauth   bool
}

// window counts the requests of one caller in a minute.
type window struct {
	start time.Time
	n     int
}

func newSessions() sessions {
	return sessions{byToken: map[string]*session{}, codes: map[string]grant{}, refresh: map[string]string{}, used: map[string]*window{}}
}

// issue makes a token. The one before it stays good until it expires: whether
// the service ends it is not known.
func (w *World) issue(u *object, renewed int) *session {
	now := w.clock.Time()
	w.sessions.issued++
	s := &session{id: fmt.Sprintf("77000000%016x", w.sessions.issued), user: u.id, issued: now, expires: now.Add(w.quirks.lifetime()), renewed: renewed}
	s.text = w.jwt(u, s)
	w.sessions.byToken[s.text] = s
	return s
}

// jwt makes a token of three parts with the claims of the real one.
func (w *World) jwt(u *object, s *session) string {
	claims, _ := json.Marshal(map[string]any{
		"countRenewed": s.renewed, "maxTokenRenew": w.quirks.maxRenew(), "jti": s.id,
		"user": map[string]any{"id": u.id, "loginEmail": u.str("loginEmail")},
		"app":  map[string]any{"id": w.app.ID, "name": w.app.Name},
		"iat":  s.issued.Unix(), "exp": s.expires.Unix(),
	})
	enc := base64.RawURLEncoding.EncodeToString
	body := enc([]byte(`{"typ":"JWT","alg":"HS256"}`)) + "." + enc(claims)
	mac := hmac.New(sha256.New, []byte(w.app.Secret))
	mac.Write([]byte(body))
	return body + "." + enc(mac.Sum(nil))
}

// tokenReply is what a login answers: it is not wrapped in data.
func (w *World) tokenReply(s *session) map[string]any {
	u := w.view(w.get("users", s.user), full)
	return map[string]any{
		"token": s.text, "loggedInUser": u,
		"loggedInApplication": w.appView(),
	}
}

func (w *World) appView() map[string]any {
	return map[string]any{"id": w.app.ID, "name": w.app.Name, "ownerId": nil, "env": "sandbox", "state": "active"}
}

// revoke ends all tokens of a user, as a new password does.
func (w *World) revoke(user string) {
	for text, s := range w.sessions.byToken {
		if s.user == user {
			delete(w.sessions.byToken, text)
		}
	}
	for text, id := range w.sessions.refresh {
		if id == user {
			delete(w.sessions.refresh, text)
		}
	}
}

// throttle answers 429 to a caller that asked too often in this minute.
func (c *call) throttle(who string) *apiError {
	limit := c.quirks.RateLimit
	if limit == 0 {
		return nil
	}
	now := c.clock.Time()
	win := c.sessions.used[who]
	if win == nil || now.Sub(win.start) >= time.Minute {
		win = &window{start: now}
		c.sessions.used[who] = win
	}
	win.n++
	if win.n <= limit {
		return nil
	}
	e := refuse(429000, "Too many requests")
	e.retry = max(1, int(math.Ceil(win.start.Add(time.Minute).Sub(now).Seconds())))
	return e
}
