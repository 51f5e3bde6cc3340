package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// How long what an application is given is good. A refresh token is good for
// 180 days and replaced at each use.
const (
	accessLife = time.Hour
	codeLife   = 30 * time.Second
	refreshDay = 180 * 24 * time.Hour
)

// tokens are what applications hold for the time being.
type tokens struct {
	access map[string]*token
	codes  map[string]*code
}

type token struct {
	app, user int
	until     time.Time
	confirmed string // what an administrator said of it: "", allow or deny
}

type code struct {
	app, user int
	until     time.Time
}

// mint makes a secret. It looks random, and is the same for the same world and
// the same history. Its last characters tell that it was made here.
func (w *World) mint(label string) string {
	w.head.Minted++
	w.touchHead()
	sum := sha256.Sum256(fmt.Appendf(nil, "bitrix24/%s/%d", label, w.head.Minted))
	body := hex.EncodeToString(sum[:24])
	return body + seal(body)
}

func seal(body string) string {
	sum := sha256.Sum256([]byte("bitrix24/seal/" + body))
	return hex.EncodeToString(sum[:4])
}

// minted says whether a secret was made by this simulator.
func (w *World) minted(s string) bool {
	return len(s) == 56 && seal(s[:48]) == s[48:]
}

// serveAuthorize gives a code to the application of client_id, for the user of
// the parameter user (1 when there is none): who that is a browser's session
// says on a portal. It sends the browser on to redirect_uri, if the request or
// the application names one.
func (w *World) serveAuthorize(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	app := w.table(apps).first(key("client", q.Get("client_id")))
	if app == nil {
		writeJSON(rw, http.StatusBadRequest, oauthError("invalid_client", "Invalid client"))
		return
	}
	user := number(q.Get("user"))
	if user == 0 {
		user = 1
	}
	u := w.find(users, user)
	if u == nil || !u.user.active {
		writeJSON(rw, http.StatusForbidden, errLeaver.body())
		return
	}
	given := w.mint("code")
	w.tokens.codes[given] = &code{app: app.id, user: user, until: w.clock.Time().Add(codeLife)}
	back := url.Values{"code": {given}, "state": {q.Get("state")}, "domain": {r.Host}, "member_id": {w.member()}, "scope": {strings.Join(scopesOf(app), ",")}, "server_domain": {r.Host}}
	to := q.Get("redirect_uri")
	if to == "" {
		to = app.text("redirect_uri")
	}
	if to == "" {
		to = "/"
	}
	sep := "?"
	if strings.Contains(to, "?") {
		sep = "&"
	}
	http.Redirect(rw, r, to+sep+back.Encode(), http.StatusFound)
}

// serveToken is the authorization server, which is a host of its own for a real
// portal: oauth.bitrix.info.
func (w *World) serveToken(rw http.ResponseWriter, r *http.Request, body []byte) {
	p := decode(r, body)
	app := w.table(apps).first(key("client", p.text("client_id")))
	if app == nil || app.text("client_secret") != p.text("client_secret") {
		writeJSON(rw, http.StatusUnauthorized, oauthError("invalid_client", "Invalid client"))
		return
	}
	if yes(app.props["payment_expired"]) {
		writeJSON(rw, http.StatusPaymentRequired, oauthError("PAYMENT_REQUIRED", "Payment required"))
		return
	}
	switch p.text("grant_type") {
	case "authorization_code":
		w.redeem(rw, r, app, p.text("code"))
	case "refresh_token":
		w.renew(rw, r, app, p.text("refresh_token"))
	default:
		writeJSON(rw, http.StatusBadRequest, oauthError("invalid_request", "Unsupported grant type"))
	}
}

func oauthError(code, text string) obj {
	return obj{{"error", code}, {"error_description", text}}
}

func (w *World) redeem(rw http.ResponseWriter, r *http.Request, app *row, given string) {
	c := w.tokens.codes[given]
	delete(w.tokens.codes, given)
	if c == nil || c.app != app.id || w.clock.Time().After(c.until) {
		writeJSON(rw, http.StatusBadRequest, oauthError("invalid_grant", "Invalid code"))
		return
	}
	app = w.edit(app, map[string]any{"refresh_token": w.mint("refresh"), "refresh_until": w.refreshUntil(), "user": text(c.user)})
	writeJSON(rw, http.StatusOK, w.issue(r, app, false))
}

func (w *World) refreshUntil() string {
	return w.clock.Time().Add(refreshDay).Format(time.RFC3339)
}

func (w *World) renew(rw http.ResponseWriter, r *http.Request, app *row, given string) {
	current := given != "" && given == app.text("refresh_token") && !w.late(app.text("refresh_until"))
	if !current && !(w.quirks.keepRefresh && w.minted(given)) {
		writeJSON(rw, http.StatusBadRequest, oauthError("invalid_grant", "Invalid refresh token"))
		return
	}
	if !w.quirks.keepRefresh {
		app = w.edit(app, map[string]any{"refresh_token": w.mint("refresh"), "refresh_until": w.refreshUntil()})
	}
	writeJSON(rw, http.StatusOK, w.issue(r, app, true))
}

// issue gives an application an access token; one for its other use stays good.
func (w *World) issue(r *http.Request, app *row, renewal bool) obj {
	user := app.int("user")
	if user == 0 {
		user = 1
	}
	given := w.mint("access")
	until := w.clock.Time().Add(accessLife)
	w.tokens.access[given] = &token{app: app.id, user: user, until: until}
	out := obj{
		{"access_token", given}, {"client_endpoint", origin(r) + "/rest/"}, {"domain", "oauth.bitrix.info"}, {"expires_in", int(accessLife.Seconds())},
		{"member_id", w.member()}, {"refresh_token", app.text("refresh_token")}, {"scope", strings.Join(scopesOf(app), ",")},
		{"server_endpoint", origin(r) + "/rest/"}, {"status", "L"},
	}
	if renewal {
		out = append(out, field{"expires", int(until.Unix())}, field{"user_id", user})
	}
	return out
}

// member is the portal's own id.
func (w *World) member() string { return seal("member") + seal("portal") }

func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
