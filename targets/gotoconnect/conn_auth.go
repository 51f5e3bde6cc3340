package gotoconnect

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Where the vendor's services are (reference §2). A target on loopback, which is a
// simulator, is all of them.
const (
	authHost  = "https://authentication.logmeininc.com"
	adminHost = "https://api.getgo.com"
)

// session is what all connections of one refresh token share.
type session struct {
	mu      sync.Mutex
	access  string
	refresh string
	from    time.Time
	life    time.Duration
}

// bearer signs with the access token that a refresh token gives.
type bearer struct {
	shared     *session
	server     *rest.Client
	hide       func(...string)
	id, secret string
	now        func() time.Time
	keep       func(name, value string) error
}

// token is an access token that is not the refused one: the one there is while it is
// young, and else a new one.
func (b *bearer) token(ctx context.Context, refused string) (string, error) {
	s := b.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.access != "" && s.access != refused && (s.life <= 0 || b.now().Sub(s.from) < s.life*4/5) {
		return s.access, nil
	}
	if err := b.renew(ctx); err != nil {
		return "", err
	}
	return s.access, nil
}

// renew exchanges the refresh token. It may come back with another one, which is where
// the site keeps it before anything is done with what it came with; else the one before
// stays good.
func (b *bearer) renew(ctx context.Context) error {
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {b.shared.refresh}}
	basic := base64.StdEncoding.EncodeToString([]byte(b.id + ":" + b.secret))
	reply, err := b.server.Do(rest.Reads(ctx), rest.Request{Method: http.MethodPost, Path: tokenPath, Name: tokenPath, Header: http.Header{"Authorization": {"Basic " + basic}},
		Body: []byte(form.Encode()), Type: "application/x-www-form-urlencoded"})
	if err != nil {
		return tokenError(err)
	}
	var access, refresh, expires string
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		switch name {
		case "access_token":
			access = s.Plain()
		case "refresh_token":
			refresh = s.Plain()
		case "expires_in":
			expires = s.Plain()
		}
	})
	if access == "" {
		return &rest.Error{Kind: targets.ErrProtocol, Op: "POST " + tokenPath, Status: reply.Status, Message: "the reply holds no token", Sent: true}
	}
	b.hide(access, refresh)
	seconds, _ := strconv.Atoi(expires)
	s := b.shared
	changed := refresh != "" && refresh != s.refresh
	s.access, s.from, s.life = access, b.now(), time.Duration(seconds)*time.Second
	if !changed {
		return nil
	}
	s.refresh = refresh
	if b.keep == nil {
		return nil
	}
	if err := b.keep("refreshToken", refresh); err != nil {
		return fmt.Errorf("the service replaced the refresh token, and the new one cannot be kept: %w", err)
	}
	return nil
}

func tokenError(err error) error {
	var e *rest.Error
	if errors.As(err, &e) && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized) {
		e.Kind = targets.ErrUnauthorized
		e.Hint = "check clientId and clientSecret; if they are right, let a super admin log in to the client once more and keep its new refresh token"
	}
	return err
}

// authorize makes what signs requests.
func authorize(s targets.Settings, server *rest.Client, hide func(...string), now func() time.Time) (*bearer, error) {
	c := s.Credentials
	hide(c["clientSecret"], c["refreshToken"])
	if c["clientId"] == "" || c["clientSecret"] == "" || c["refreshToken"] == "" {
		return nil, errors.New("credentials need clientId, clientSecret and refreshToken")
	}
	name := fmt.Sprintf("goto session of %s at %s\x00%s\x00%s", c["clientId"], server.Base.Host, c["clientSecret"], c["refreshToken"])
	shared := s.Shared.Get(name, func() any { return &session{refresh: c["refreshToken"]} }).(*session)
	return &bearer{shared: shared, server: server, hide: hide, id: c["clientId"], secret: c["clientSecret"], now: now, keep: s.Keep}, nil
}

// expired reports whether a token is what was refused.
func expired(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized
}
