package asterisk

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// conn is one connection to an Asterisk. It is used by one goroutine at a time, and
// asks ARI several things at a time itself. Actions of AMI go one after another, as
// those of one session do.
type conn struct {
	settings targets.Settings
	ari      *ari
	manager  *manager // nil: the site gives no account
	now      func() time.Time

	profile state.Profile
	schema  state.Schema
	probed  bool
	stores  map[string]store    // where the objects of each type of PJSIP are kept
	counts  map[string]int      // how many objects of each type there were when last listed
	odd     map[string]bool     // endpoints that have variables, or attributes that the schema does not know; nil before they were listed
	seen    map[string]*sighted // the files of configure as they were read last, with what we wrote since
}

// sighted is a file with the moment at which reading it began.
type sighted struct {
	file *file
	from time.Time
}

// abreast is how many requests ARI gets at a time: with four it does about twice as
// many in a second as with one, and no more with eight (measured: 22.10 on two cores).
const abreast = 4

// open connects for planning. Nothing is sent before the first call.
func open(_ context.Context, s targets.Settings) (targets.Reader, error) { return connect(s) }

// openWriter connects for applying.
func openWriter(_ context.Context, s targets.Settings) (targets.Writer, error) { return connect(s) }

func connect(s targets.Settings) (*conn, error) {
	insecure, _ := s.Options["insecure"].(bool)
	base, err := rest.Parse(s.URL, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", s.Target, err)
	}
	c := &conn{settings: s, now: s.Now, counts: map[string]int{}, seen: map[string]*sighted{}}
	if c.now == nil {
		c.now = time.Now
	}
	if err := c.signIn(base); err != nil {
		return nil, fmt.Errorf("target %s: %w: %w", s.Target, targets.ErrUnauthorized, err)
	}
	return c, nil
}

// signIn makes the clients of both interfaces, which are kept apart: neither's replies
// are the other's.
func (c *conn) signIn(base *url.URL) error {
	user, password := c.settings.Credentials["ariUser"], c.settings.Credentials["ariPassword"]
	if user == "" || password == "" {
		return errors.New("credentials need ariUser and ariPassword")
	}
	rows, actions := &rest.Client{Base: base, Transport: c.settings.Transport, Message: message}, &rest.Client{Base: base, Transport: c.settings.Transport}
	var err error
	if c.manager, err = managerOf(c.settings, actions, c.now); err != nil {
		return err
	}
	c.ari = newARI(rows, user, password)
	secret := c.settings.Credentials["amiPassword"]
	rows.Hide(secret)
	actions.Hide(password)
	return nil
}

// Close forgets what was read; the transport belongs to whoever gave it.
func (c *conn) Close() error {
	c.seen = map[string]*sighted{}
	return nil
}

// act makes an action of AMI that only reads.
func (c *conn) act(ctx context.Context, action, key string, fields ...pair) (*answer, error) {
	if c.manager == nil {
		return nil, &rest.Error{Kind: targets.ErrForbidden, Op: opOf(action), Key: key, Message: "the site gives no AMI account", Hint: "add amiUser and amiPassword to the target's credentials"}
	}
	return c.manager.do(rest.Reads(ctx), action, key, fields...)
}

// ready probes once, for callers that did not.
func (c *conn) ready(ctx context.Context) error {
	if c.probed {
		return nil
	}
	_, err := c.Probe(ctx)
	return err
}

var _ targets.BatchWriter = (*conn)(nil)
