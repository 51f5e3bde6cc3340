package threecx

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// auth holds the one token that a client may have at a time: a 3CX ends the
// token before when it gives a new one (3CX's own API tutorial), so all
// connections of one client share this and fetch under one lock.
type auth struct {
	mu    sync.Mutex
	token string
	stale time.Time // from then on another token is asked for
}

// tokens fetches tokens for one connection.
type tokens struct {
	shared *auth
	client *rest.Client
	id     string
	secret string
	now    func() time.Time
}

// steals is how often in a row a token may be refused before that counts as an
// answer: any other program with the same client, a second patchbay that plans
// among them, ends ours with each token it asks for.
const steals = 5

// with calls use with a good token, and again with a new one when the target
// refuses it: a request that got 401 was not carried out. Wrong credentials do
// not come this far, since they get no token.
func (t *tokens) with(ctx context.Context, use func(token string) (*rest.Reply, error)) (*rest.Reply, error) {
	token, err := t.get(ctx, "")
	if err != nil {
		return nil, err
	}
	reply, err := use(token)
	for n := 1; n < steals && errors.Is(err, targets.ErrUnauthorized); n++ {
		if n > 1 && !rest.Pause(ctx, time.Duration(n)*50*time.Millisecond) {
			return reply, err
		}
		if token, err = t.get(ctx, token); err != nil {
			return nil, err
		}
		reply, err = use(token)
	}
	return reply, err
}

// get returns a token that is not the refused one.
func (t *tokens) get(ctx context.Context, refused string) (string, error) {
	t.shared.mu.Lock()
	defer t.shared.mu.Unlock()
	if have := t.shared.token; have != "" && have != refused && t.now().Before(t.shared.stale) {
		return have, nil
	}
	token, life, err := t.fetch(ctx)
	if err != nil {
		return "", err
	}
	t.client.Hide(token)
	t.shared.token, t.shared.stale = token, t.now().Add(life*4/5)
	return token, nil
}

// fetch is POST /connect/token. Asking twice does no harm.
func (t *tokens) fetch(ctx context.Context) (string, time.Duration, error) {
	form := url.Values{"client_id": {t.id}, "client_secret": {t.secret}, "grant_type": {"client_credentials"}}
	reply, err := t.client.Do(rest.Reads(ctx), rest.Request{
		Method: http.MethodPost, Path: "/connect/token", Key: "client " + t.id,
		Type: "application/x-www-form-urlencoded", Body: []byte(form.Encode()),
	})
	if err != nil {
		return "", 0, tokenError(err)
	}
	var in struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(reply.Body, &in); err != nil || in.AccessToken == "" {
		return "", 0, &rest.Error{Kind: targets.ErrProtocol, Op: "POST /connect/token", Status: reply.Status, Message: "the reply holds no token", Sent: true}
	}
	return in.AccessToken, lifetime(in.ExpiresIn), nil
}

// lifetime reads expires_in, which counts minutes up to 20.0.8 and seconds
// since 20.0.9. It is taken for seconds always: a token fetched too early costs
// one request, one used too late a failure.
func lifetime(n int64) time.Duration { return time.Duration(max(n, 30)) * time.Second }

// tokenError says which setting to look at when credentials are refused. The
// endpoint answers 400 or 401.
func tokenError(err error) error {
	var e *rest.Error
	if !errors.As(err, &e) || e.Status != 400 && e.Status != 401 {
		return err
	}
	e.Kind = targets.ErrUnauthorized
	e.Hint = "check clientId and clientSecret in the target's credentials; the secret is shown once, under Admin, Integrations, API"
	return e
}

// roles reads the claim "role" of a token that is a JWT. The signature is the
// target's business: this is shown, and nothing is allowed because of it.
func roles(token string) []string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil
	}
	var many struct{ Role []string }
	if json.Unmarshal(b, &many) == nil {
		return many.Role
	}
	var one struct{ Role string }
	if json.Unmarshal(b, &one) == nil && one.Role != "" {
		return []string{one.Role}
	}
	return nil
}
