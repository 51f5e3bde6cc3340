package dimensions

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// loginServer is where tokens are had, whatever the brand and the region (reference,
// authentication). A portal on loopback, which is a simulator, gives them itself.
const loginServer = "https://login.xarios.cloud"

const tokenPath = "/connect/token"

// session is what all connections with the same credentials share: a refresh token
// may be replaced with each use, so that one of them uses it at a time.
type session struct {
	mu      sync.Mutex
	access  string
	stale   time.Time // from then on another token is asked for
	refresh string
	claims  claims
}

// claims are those of an access token that say who we are. The signature is the
// target's business: what they say is shown and checked against, and nothing is
// allowed because of it.
type claims struct {
	Subject string
	Roles   []string
}

// tokens fetches access tokens for one connection.
type tokens struct {
	shared     *session
	server     *rest.Client
	client     *rest.Client
	id, secret string
	keep       func(name, value string) error
	now        func() time.Time
}

// credentialsFrom makes the tokens of a target.
func credentialsFrom(client *rest.Client, s targets.Settings, now func() time.Time) (*tokens, error) {
	c := s.Credentials
	if c["clientId"] == "" || c["clientSecret"] == "" || c["refreshToken"] == "" {
		return nil, errors.New("credentials need clientId, clientSecret and refreshToken")
	}
	server := &rest.Client{Base: client.Base, Transport: s.Transport, Message: tokenMessage}
	if !loopback(client.Base.Hostname()) {
		base, err := url.Parse(loginServer)
		if err != nil {
			return nil, err
		}
		server.Base = base
	}
	for _, x := range []*rest.Client{client, server} {
		x.Hide(c["clientSecret"], c["refreshToken"])
	}
	sum := sha256.Sum256([]byte(c["clientId"] + "\x00" + c["clientSecret"] + "\x00" + c["refreshToken"]))
	name := fmt.Sprintf("dimensions session at %s %x", server.Base.Host, sum)
	shared := s.Shared.Get(name, func() any { return &session{refresh: c["refreshToken"]} }).(*session)
	return &tokens{shared: shared, server: server, client: client, id: c["clientId"], secret: c["clientSecret"], keep: s.Keep, now: now}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// get returns a token that is not the refused one.
func (t *tokens) get(ctx context.Context, refused string) (string, error) {
	s := t.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.access != "" && s.access != refused && t.now().Before(s.stale) {
		return s.access, nil
	}
	if err := t.renew(ctx); err != nil {
		return "", err
	}
	return s.access, nil
}

// renew exchanges the refresh token. A new one is where the site keeps it before
// anything is done with what it came with.
func (t *tokens) renew(ctx context.Context) error {
	s := t.shared
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {t.id}, "client_secret": {t.secret}, "refresh_token": {s.refresh}}
	reply, err := t.server.Do(rest.Reads(ctx), rest.Request{Method: http.MethodPost, Path: tokenPath, Key: "client " + t.id, Type: "application/x-www-form-urlencoded", Body: []byte(form.Encode())})
	if err != nil {
		return tokenError(err)
	}
	var in struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Expires int64  `json:"expires_in"`
	}
	if json.Unmarshal(reply.Body, &in) != nil || in.Access == "" {
		return &rest.Error{Kind: targets.ErrProtocol, Op: "POST " + tokenPath, Status: reply.Status, Message: "the reply holds no token", Sent: true}
	}
	for _, x := range []*rest.Client{t.client, t.server} {
		x.Hide(in.Access, in.Refresh)
	}
	s.access, s.stale, s.claims = in.Access, t.now().Add(time.Duration(max(in.Expires, 30))*time.Second*4/5), claimsOf(in.Access)
	if in.Refresh == "" || in.Refresh == s.refresh {
		return nil
	}
	if s.refresh = in.Refresh; t.keep == nil {
		return nil
	}
	if err := t.keep("refreshToken", in.Refresh); err != nil {
		return fmt.Errorf("the portal replaced the refresh token, and the new one cannot be kept: %w", err)
	}
	return nil
}

// tokenMessage reads an error of the token endpoint (RFC 6749).
func tokenMessage(_ int, body []byte) (string, error) {
	var in struct {
		Error string `json:"error"`
		Text  string `json:"error_description"`
	}
	if json.Unmarshal(body, &in) != nil {
		return "", nil
	}
	return strings.TrimSuffix(rest.OneLine(in.Error+": "+in.Text), ": "), nil
}

// tokenError says which setting to look at. The endpoint answers 400 or 401.
func tokenError(err error) error {
	var e *rest.Error
	if errors.As(err, &e) && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized) {
		e.Kind = targets.ErrUnauthorized
		e.Hint = "check clientId, clientSecret and refreshToken in the target's credentials: the REST API page of the reseller's portal has the first two, and signing in there gives a new refresh token"
	}
	return err
}

// claimsOf reads an access token that is a JWT.
func claimsOf(token string) claims {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return claims{}
	}
	var in struct {
		Sub  string          `json:"sub"`
		Role json.RawMessage `json:"role"`
	}
	if json.Unmarshal(b, &in) != nil {
		return claims{}
	}
	out := claims{Subject: in.Sub}
	var one string
	if json.Unmarshal(in.Role, &out.Roles) != nil && json.Unmarshal(in.Role, &one) == nil && one != "" {
		out.Roles = []string{one}
	}
	return out
}

// who are the claims of the token in use.
func (t *tokens) who(ctx context.Context) (claims, error) {
	if _, err := t.get(ctx, ""); err != nil {
		return claims{}, err
	}
	t.shared.mu.Lock()
	defer t.shared.mu.Unlock()
	return t.shared.claims, nil
}
