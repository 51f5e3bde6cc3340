package sim

import (
	"context"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a fresh portal.
func New(seed []byte, o Options) (*World, error) {
	given, err := Known.Over(usual(), product, o.Quirks)
	if err != nil {
		return nil, err
	}
	w := &World{given: given, methods: allMethods(), clock: o.Clock}
	if w.clock == nil {
		w.clock = &simhttp.Clock{}
	}
	w.Restart()
	return w, w.Load(seed)
}

// Restart implements simhttp.Vendor: access tokens, what was confirmed for them,
// and what the limits counted are forgotten. Webhooks and refresh tokens are not.
func (w *World) Restart() {
	w.tokens = tokens{access: map[string]*token{}, codes: map[string]*code{}}
	w.buckets, w.spent = map[string]*bucket{}, map[string]*spending{}
}

// Credentials are the path of the first webhook below the portal's address, as
// "webhook"; empty when there is none. See Webhook.
func (w *World) Credentials() map[string]string {
	for _, h := range w.table(webhooks).all() {
		return map[string]string{"webhook": "/rest/" + h.text("user") + "/" + h.text("secret") + "/"}
	}
	return map[string]string{}
}

// NewServer makes a world behind a server, without a listener. The seed is used
// if there is no world file yet.
func NewServer(seed []byte, o Options) (*simhttp.Server, *World, error) {
	return simhttp.Open(&o.Serving, seed, func(seed []byte) (*World, error) { return New(seed, o) })
}

// TLS implements simhttp.Secured.
func (w *World) TLS() bool { return w.given.tls }

// Start serves a world on loopback until the context ends or Close is called.
// The credentials of its ready line are whole addresses.
func Start(ctx context.Context, seed []byte, o Options) (*simhttp.Running, error) {
	s, w, err := NewServer(seed, o)
	if err != nil {
		return nil, err
	}
	run, err := simhttp.Start(ctx, s, o.Serving, simhttp.Ready{Type: "bitrix24", Credentials: map[string]string{}})
	if err != nil {
		return nil, err
	}
	if path, ok := w.Credentials()["webhook"]; ok {
		run.Ready.Credentials["webhook"] = run.URL + path
	}
	return run, nil
}
