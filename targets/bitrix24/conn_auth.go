package bitrix24

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// webhook is an incoming webhook: its address is the secret, and all there is to
// it.
type webhook struct{ path string }

func (w webhook) sign(context.Context, string) (path, token string, err error) {
	return w.path, "", nil
}

// parseWebhook reads the address of an incoming webhook, /rest/<user>/<secret>/
// with or without the portal before it. One of another portal is refused: it
// would be told there what it should not know.
func parseWebhook(raw string, portal *url.URL) (webhook, string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return webhook{}, "", errors.New("the webhook is no address")
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch {
	case u.Host != "" && !strings.EqualFold(u.Host, portal.Host):
		return webhook{}, "", fmt.Errorf("the webhook is one of %s, and the target's url is %s", u.Host, portal.Host)
	case u.Scheme != "" && u.Scheme != portal.Scheme, len(parts) != 3 || parts[0] != "rest" || parts[1] == "" || parts[2] == "":
		return webhook{}, "", errors.New("the webhook is not of the form https://PORTAL/rest/USER/SECRET/")
	}
	return webhook{"/" + strings.Join(parts, "/") + "/"}, parts[2], nil
}

// oauthServer is where tokens of applications are renewed, whatever the portal
// (DOC). A portal on loopback, which is a simulator, does it itself.
const oauthServer = "https://oauth.bitrix.info"

// session is what all connections of one application share: the refresh token is
// replaced with each use, so that one of them uses it at a time.
type session struct {
	mu      sync.Mutex
	access  string
	refresh string
}

// application signs with the access token of an application.
type application struct {
	shared     *session
	server     *rest.Client
	portal     *rest.Client
	id, secret string
	keep       func(name, value string) error
}

func (a *application) sign(ctx context.Context, refused string) (path, token string, err error) {
	a.shared.mu.Lock()
	defer a.shared.mu.Unlock()
	if a.shared.access == "" || a.shared.access == refused {
		if err := a.renew(ctx); err != nil {
			return "", "", err
		}
	}
	return "/rest/", a.shared.access, nil
}

// renew exchanges the refresh token. The new one is where the site keeps it before
// anything is done with what it came with.
func (a *application) renew(ctx context.Context) error {
	q := url.Values{"grant_type": {"refresh_token"}, "client_id": {a.id}, "client_secret": {a.secret}, "refresh_token": {a.shared.refresh}}
	reply, err := a.server.Do(ctx, rest.Request{Method: http.MethodGet, Path: "/oauth/token/?" + q.Encode(), Name: "/oauth/token/"})
	if err != nil {
		return tokenError(err)
	}
	var access, refresh string
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		switch name {
		case "access_token":
			access = texted(s)
		case "refresh_token":
			refresh = texted(s)
		}
	})
	if access == "" || refresh == "" {
		return &rest.Error{Kind: targets.ErrProtocol, Op: "GET /oauth/token/", Status: reply.Status, Message: "the reply holds no token", Sent: true}
	}
	a.server.Hide(access, refresh)
	a.portal.Hide(access, refresh)
	changed := refresh != a.shared.refresh
	a.shared.access, a.shared.refresh = access, refresh
	if !changed || a.keep == nil {
		return nil
	}
	if err := a.keep("refreshToken", refresh); err != nil {
		return fmt.Errorf("the portal replaced the refresh token, and the new one cannot be kept: %w", err)
	}
	return nil
}

func tokenError(err error) error {
	var e *rest.Error
	if errors.As(err, &e) && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized) {
		e.Kind = targets.ErrUnauthorized
		e.Hint = "check clientId and clientSecret; a refresh token is good once and for 180 days: if it was used elsewhere, install the application again and keep its new token in a file"
	}
	return err
}

// expired reports whether another token may help.
func expired(err error) bool { return errors.Is(err, targets.ErrUnauthorized) }
