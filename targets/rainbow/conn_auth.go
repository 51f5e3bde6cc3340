package rainbow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// application is what every client logs in with beside a user: its id, and a hash
// over its secret and something that changes (generated authentication client;
// Node SDK).
type application struct{ id, secret string }

// header is x-rainbow-app-auth over a password or a challenge.
func (a application) header(salt string) string {
	sum := sha256.Sum256([]byte(a.secret + salt))
	return basic(a.id, hex.EncodeToString(sum[:]))
}

func basic(name, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+secret))
}

// apiKey signs each request by itself, with a challenge that nobody has seen.
type apiKey struct {
	app application
	key string
}

func (k apiKey) sign(context.Context, string) (http.Header, string, error) {
	challenge := rand.Text()
	return header("x-rainbow-api-key", k.key, "x-rainbow-challenge", challenge, "x-rainbow-app-auth", k.app.header(challenge)), "", nil
}

// header makes headers; names are as net/http writes them.
func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

// session is one login, which all connections with the same credentials share. A
// login that was refused is never tried again: five wrong passwords lock an
// account, and readers work side by side.
type session struct {
	mu      sync.Mutex
	token   string
	user    []byte // loggedInUser of the login
	claims  claims
	from    time.Time // when the token was given, by our clock
	proven  bool      // the password was right once
	refused error
}

// claims are those of a token that say how long it is good. Their times are the
// vendor's: only the distance between them is used.
type claims struct {
	Renewed int   `json:"countRenewed"`
	Most    int   `json:"maxTokenRenew"`
	Issued  int64 `json:"iat"`
	Expires int64 `json:"exp"`
}

// life is how long a token is good; a token that does not say is taken to be good
// until it is refused.
func (c claims) life() time.Duration { return time.Duration(c.Expires-c.Issued) * time.Second }

// password signs by the token of a login.
type password struct {
	app             application
	login, password string
	shared          *session
	client          *rest.Client
	now             func() time.Time
}

func (p *password) sign(ctx context.Context, refused string) (http.Header, string, error) {
	token, err := p.tokenFor(ctx, refused)
	if err != nil {
		return nil, "", err
	}
	return bearer(token), token, nil
}

// me is the user of the login, as the reply to it had them.
func (p *password) me(ctx context.Context) ([]byte, error) {
	if _, err := p.tokenFor(ctx, ""); err != nil {
		return nil, err
	}
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	return p.shared.user, nil
}

func bearer(token string) http.Header { return header("Authorization", "Bearer "+token) }

// tokenFor is a token that is not the refused one: the one there is while it is
// young, renewed while that is allowed, and else of a new login.
func (p *password) tokenFor(ctx context.Context, refused string) (string, error) {
	s := p.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused != nil {
		return "", s.refused
	}
	if s.token != "" && s.token != refused {
		age, life := p.now().Sub(s.from), s.claims.life()
		if life <= 0 || age < life*4/5 {
			return s.token, nil
		}
		if age < life && s.claims.Renewed < s.claims.Most && p.renew(ctx) == nil {
			return s.token, nil
		}
	}
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	return s.token, nil
}

// renew is GET renew. When it fails there is still the login.
func (p *password) renew(ctx context.Context) error {
	reply, err := p.client.Do(ctx, rest.Request{Method: http.MethodGet, Path: root + renewPath, Name: renewPath, Header: bearer(p.shared.token)})
	if err != nil {
		return err
	}
	return p.keep(renewPath, reply)
}

const (
	loginPath = "authentication/v1.0/login"
	renewPath = "authentication/v1.0/renew"
)

// enter is GET login. Until the password was right once, an answer that got lost
// is not asked for again, since the try may have been counted.
func (p *password) enter(ctx context.Context) error {
	s := p.shared
	if !s.proven {
		ctx = rest.Once(ctx)
	}
	h := header("Authorization", basic(p.login, p.password), "x-rainbow-app-auth", p.app.header(p.password))
	reply, err := p.client.Do(ctx, rest.Request{Method: http.MethodGet, Path: root + loginPath, Name: loginPath, Key: "user " + p.login, Header: h})
	if err != nil {
		err = loginError(err)
		if errors.Is(err, targets.ErrUnauthorized) {
			s.refused = err
		}
		return err
	}
	s.proven = true
	return p.keep(loginPath, reply)
}

// keep takes the token out of a reply, which is not wrapped in data.
func (p *password) keep(path string, reply *rest.Reply) error {
	var token string
	var user []byte
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		switch name {
		case "token":
			token = s.Plain()
		case "loggedInUser":
			user = s.Raw()
		}
	})
	if token == "" {
		return shapeless(path, "the reply holds no token")
	}
	p.client.Hide(token)
	s := p.shared
	s.token, s.from, s.claims = token, p.now(), claimsOf(token)
	if len(user) > 0 && user[0] == '{' {
		s.user = user
	}
	return nil
}

// claimsOf reads a token that is a JWT. The signature is the target's business.
func claimsOf(token string) claims {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(b, &c) != nil {
		return claims{}
	}
	return c
}

// loginError says which setting to look at.
func loginError(err error) error {
	var e *rest.Error
	if !errors.As(err, &e) {
		return err
	}
	switch code := codeOf(err); {
	case code == lockedOut:
		e.Hint = "the account is locked after too many wrong passwords; wait, or let another administrator reset the password, and check the target's credentials before the next run"
	case code == wrongApp:
		e.Hint = "check applicationId and applicationSecret in the target's credentials"
	case e.Status == http.StatusUnauthorized:
		e.Hint = "check login and password in the target's credentials; the password is tried once a run, since the account is locked after five wrong ones. An account that signs in by SAML or OIDC needs an apiKey"
	case code == oldClient:
		e.Hint = "Rainbow takes no client of this version any more: update patchbay"
	}
	return e
}

// credentialsFrom chooses between a login and an API key.
func credentialsFrom(client *rest.Client, s targets.Settings, now func() time.Time) (authority, error) {
	c := s.Credentials
	app := application{c["applicationId"], c["applicationSecret"]}
	client.Hide(app.secret, c["password"], c["apiKey"])
	switch {
	case app.id == "" || app.secret == "":
		return nil, errors.New("credentials need applicationId and applicationSecret of an application")
	case c["apiKey"] != "":
		return apiKey{app, c["apiKey"]}, nil
	case c["login"] == "" || c["password"] == "":
		return nil, errors.New("credentials need login and password, or apiKey")
	}
	sum := sha256.Sum256([]byte(app.id + "\x00" + app.secret + "\x00" + c["password"]))
	name := fmt.Sprintf("rainbow session of %s at %s %x", c["login"], client.Base.Host, sum)
	shared := s.Shared.Get(name, func() any { return &session{} }).(*session)
	return &password{app: app, login: c["login"], password: c["password"], shared: shared, client: client, now: now}, nil
}
