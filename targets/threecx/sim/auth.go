package sim

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"
)

// session is a token that was handed out.
type session struct {
	number  string // of the principal or user
	expires time.Time
}

// sessions are the tokens in force. They are not part of the world: a restart
// of the PBX forgets them.
type sessions struct {
	byToken map[string]*session
	current map[string]string // number → its one token
	refresh map[string]string // refresh token → number
	used    map[string]time.Time
	issued  int // never goes back, so that no token comes twice
}

// caller is who makes a request.
type caller struct {
	object *object
	role   string
	global bool         // sees the whole PBX
	groups map[int]bool // the departments it sees otherwise
}

// sees says whether an object is within the caller's departments.
func (c *caller) sees(o *object) bool {
	if c.global {
		return true
	}
	if o.table.set.name == "Groups" {
		return c.groups[o.id]
	}
	for _, m := range o.groups {
		if c.groups[m.group] {
			return true
		}
	}
	return len(o.groups) == 0 && o.table.kind.peer == ""
}

// caller finds out who holds a token; nil when nobody does.
func (w *World) caller(token string) *caller {
	s := w.sessions.byToken[token]
	if s == nil || !w.clock.Time().Before(s.expires) {
		return nil
	}
	o := w.numbers[s.number]
	if o == nil {
		return nil
	}
	c := &caller{object: o, role: o.role(), groups: map[int]bool{}}
	c.global = rank(c.role) >= rank("system_admins")
	for _, m := range o.groups {
		c.groups[m.group] = true
	}
	return c
}

// serveToken answers POST /connect/token.
func (w *World) serveToken(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		rw.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	var err error
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		err = r.ParseMultipartForm(1 << 20)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		tokenError(rw, http.StatusBadRequest, "invalid_request", "The request is malformed.")
		return
	}
	switch grant := r.PostFormValue("grant_type"); grant {
	case "client_credentials":
		w.grantClient(rw, r)
	case "refresh_token":
		number, ok := w.sessions.refresh[r.PostFormValue("refresh_token")]
		if !ok || w.numbers[number] == nil {
			tokenError(rw, http.StatusUnauthorized, "invalid_grant", "The refresh token is not valid.")
			return
		}
		writeJSON(rw, w.issue(w.numbers[number], true))
	default:
		tokenError(rw, http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported.")
	}
}

func (w *World) grantClient(rw http.ResponseWriter, r *http.Request) {
	id, secret := r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	if user, pass, ok := r.BasicAuth(); ok && id == "" {
		id, secret = user, pass
	}
	o := w.numbers[id]
	enabled := o != nil && o.table.set.name == "ServicePrincipals" && o.props["XAPIEnabled"] == true
	if !enabled || o.secret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(o.secret)) != 1 ||
		w.quirks.RequireEnterprise && !w.license.enterprise() {
		tokenError(rw, http.StatusUnauthorized, "unauthorized", "The request requires valid user authentication.")
		return
	}
	writeJSON(rw, w.issue(o, false))
}

// tokenReply is what a token endpoint says.
type tokenReply struct {
	TokenType    string  `json:"token_type"`
	ExpiresIn    int     `json:"expires_in"`
	AccessToken  string  `json:"access_token"`
	RefreshToken *string `json:"refresh_token"`
}

// issue makes a token; the one before it ends.
func (w *World) issue(o *object, withRefresh bool) tokenReply {
	now := w.clock.Time()
	life := w.quirks.TokenLifetime
	if life == 0 {
		life = time.Hour
	}
	s := &w.sessions
	s.issued++
	token := w.jwt(o, now, now.Add(life))
	if old := s.current[o.number()]; old != "" && !w.quirks.ManyTokens {
		delete(s.byToken, old)
	}
	s.byToken[token] = &session{number: o.number(), expires: now.Add(life)}
	s.current[o.number()] = token
	s.used[o.number()] = now
	reply := tokenReply{TokenType: "Bearer", ExpiresIn: int(life / time.Second), AccessToken: token}
	if !w.version.atLeast(20, 0, 9) {
		reply.ExpiresIn = int(life / time.Minute)
	}
	if withRefresh {
		refresh := base64.RawURLEncoding.EncodeToString(digest("refresh", token))
		s.refresh[refresh] = o.number()
		reply.RefreshToken = &refresh
	}
	return reply
}

// tokenRoles are the roles in a token's claims, as decoded from live tokens.
var tokenRoles = map[string][]string{
	owner:           {"App", "Reports", owner, "CallFlowApp", "MyPhone"},
	"system_admins": {"App", "system_admins", "MyPhone"},
}

// jwt makes a token with the shape and claims of the real one. Nobody can check
// its signature, and nobody should: the PBX keeps its key to itself.
func (w *World) jwt(o *object, now, until time.Time) string {
	role := tokenRoles[o.role()]
	if role == nil {
		role = []string{"App", o.role(), "MyPhone"}
	}
	claims, _ := json.Marshal(map[string]any{
		"sub": o.number(), "iss": w.system.FQDN, "aud": "/api", "scope": "xapi", "role": role,
		"iat": now.Unix(), "exp": until.Unix(), "jti": fmt.Sprint(w.sessions.issued),
	})
	enc := base64.RawURLEncoding.EncodeToString
	body := enc([]byte(`{"alg":"ES256","typ":"JWT"}`)) + "." + enc(claims)
	return body + "." + enc(append(digest("r", body), digest("s", body)...))
}

func digest(label, s string) []byte {
	sum := sha256.Sum256([]byte(label + "\x00" + s))
	return sum[:]
}

func tokenError(rw http.ResponseWriter, status int, code, text string) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	json.NewEncoder(rw).Encode(map[string]string{"error": code, "error_description": text})
}

func writeJSON(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(rw).Encode(v)
}

// serveLogin answers the web client's login of a user.
func (w *World) serveLogin(rw http.ResponseWriter, r *http.Request) {
	var in struct{ Username, Password string }
	if r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&in) != nil {
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	o := w.numbers[in.Username]
	if o == nil {
		o = w.emails[strings.ToLower(in.Username)]
	}
	if o == nil || o.table.set.name != "Users" || in.Password == "" || o.prop("AccessPassword") != in.Password {
		writeJSON(rw, map[string]any{"Status": "AuthFailed", "Token": nil, "TwoFactorAuth": nil})
		return
	}
	writeJSON(rw, map[string]any{"Status": "AuthSuccess", "Token": w.issue(o, true), "TwoFactorAuth": nil})
}

// bearer is the token of a request.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
