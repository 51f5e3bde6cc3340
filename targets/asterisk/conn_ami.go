package asterisk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// manager speaks AMI over HTTP, in the raw form.
type manager struct {
	client       *rest.Client
	user, secret string
	now          func() time.Time
	shared       *amiSession
}

// amiSession is what all connections of one account share. Asterisk forgets a session
// 60 seconds after its last use.
type amiSession struct {
	mu     sync.Mutex
	cookie string
	used   time.Time
}

// idle is how long a session is trusted to be there: less than the 60 s of Asterisk.
const idle = 50 * time.Second

// managerOf is the manager interface that a target's credentials open; nil without any.
func managerOf(s targets.Settings, client *rest.Client, now func() time.Time) (*manager, error) {
	user, secret := s.Credentials["amiUser"], s.Credentials["amiPassword"]
	switch {
	case user == "" && secret == "":
		return nil, nil
	case user == "" || secret == "":
		return nil, errors.New("credentials need both of amiUser and amiPassword, or none")
	}
	client.Hide(secret)
	name := fmt.Sprintf("asterisk session of %s at %s\x00%s", user, client.Base, secret)
	shared := s.Shared.Get(name, func() any { return &amiSession{} }).(*amiSession)
	return &manager{client: client, user: user, secret: secret, now: now, shared: shared}, nil
}

// do makes one action. A session that Asterisk has forgotten answers as one that may
// not do a thing does, and nothing was done: then we log in again, once. key is what
// it is about, in people's words.
func (m *manager) do(ctx context.Context, action, key string, fields ...pair) (*answer, error) {
	for refused := ""; ; {
		cookie, err := m.session(ctx, refused)
		if err != nil {
			return nil, err
		}
		a, err := m.send(ctx, cookie, action, key, fields)
		var e *saidError
		if refused != "" || !(errors.As(err, &e) && e.denied()) && !unauthorized(err) {
			return a, err
		}
		refused = cookie
	}
}

// session is the cookie of a session that is not the refused one.
func (m *manager) session(ctx context.Context, refused string) (string, error) {
	s := m.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	now := m.now()
	if s.cookie != "" && s.cookie != refused && now.Sub(s.used) < idle {
		s.used = now
		return s.cookie, nil
	}
	cookie, err := m.login(ctx)
	if err != nil {
		return "", err
	}
	s.cookie, s.used = cookie, now
	return cookie, nil
}

// login opens a session, to which no events are sent.
func (m *manager) login(ctx context.Context) (string, error) {
	fields := []pair{{"username", m.user}, {"secret", m.secret}, {"events", "off"}}
	reply, err := m.post(rest.Reads(ctx), "", "login", "", fields)
	if unauthorized(err) {
		reply, err = m.post(rest.Reads(ctx), "", "login", "", fields)
	}
	if err != nil {
		return "", err
	}
	if _, err := m.read(reply, "login", ""); err != nil {
		return "", err
	}
	for _, c := range (&http.Response{Header: reply.Header}).Cookies() {
		if c.Name == cookieName && c.Value != "" {
			m.client.Hide(c.Value)
			return c.Value, nil
		}
	}
	return "", m.broken(reply, "login", "", errors.New("the reply holds no session"))
}

const cookieName = "mansession_id"

func (m *manager) send(ctx context.Context, cookie, action, key string, fields []pair) (*answer, error) {
	reply, err := m.post(ctx, cookie, action, key, fields)
	if err != nil {
		return nil, err
	}
	return m.read(reply, action, key)
}

func (m *manager) post(ctx context.Context, cookie, action, key string, fields []pair) (*rest.Reply, error) {
	q := rest.Request{Method: http.MethodPost, Path: managerPath, Name: opOf(action), Key: key, Raw: true,
		Body: formOf(append([]pair{{"action", action}}, fields...)), Type: "application/x-www-form-urlencoded", Header: http.Header{"Accept": {"text/plain"}}}
	if cookie != "" {
		q.Header.Set("Cookie", cookieName+"="+cookie)
	}
	reply, err := m.client.Do(ctx, q)
	return reply, managerAdvice(err)
}

// managerPath is where AMI is served in the form of its own protocol.
const managerPath = "/rawman"

// opOf names an action in errors.
func opOf(action string) string { return "AMI " + action }

// read takes the answer out of a reply, or what is wrong with it.
func (m *manager) read(reply *rest.Reply, action, key string) (*answer, error) {
	a, err := parseAnswer(string(reply.Body))
	if err != nil {
		if body := strings.TrimSpace(string(reply.Body)); strings.HasPrefix(body, "<") {
			err = errors.New("a web page instead of an answer")
		}
		return nil, m.broken(reply, action, key, err)
	}
	if a.get("Response") == "Error" {
		return nil, said(action, key, a.get("Message"))
	}
	return a, nil
}

func (m *manager) broken(reply *rest.Reply, action, key string, why error) error {
	return &rest.Error{Kind: targets.ErrProtocol, Op: "POST " + opOf(action), Key: key, Status: reply.Status, Sent: true, Message: why.Error(), Hint: "check the target's url: something other than Asterisk answers, or cuts its answers off"}
}
