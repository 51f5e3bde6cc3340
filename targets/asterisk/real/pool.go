package real

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Pool lends PBXs to whoever wants one for a while: each has the world that was
// asked for, and nobody else uses it meanwhile. The zero value needs an Install.
type Pool struct {
	Install *Install

	mu   sync.Mutex
	free []*PBX
	all  []*PBX
}

// Simulate stands where a driver starts its simulator. Options that simulators have
// are refused: a real PBX is as it is.
func (p *Pool) Simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	if len(o.Options) > 0 {
		return nil, fmt.Errorf("real Asterisk: it has no options such as %v", o.Options)
	}
	pbx, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	if err := pbx.Load(o.Seed); err != nil {
		p.put(pbx)
		return nil, err
	}
	pbx.Restart()
	run, err := Serve(ctx, pbx, simhttp.Serving{Addr: o.Listen, Certificate: o.Certificate})
	if err != nil {
		p.put(pbx)
		return nil, err
	}
	return &lent{Simulated: simhttp.Simulated{Run: run, Keys: pbx.Credentials}, back: sync.OnceFunc(func() { p.put(pbx) })}, nil
}

// lent is a PBX that goes back to its pool when it is closed.
type lent struct {
	simhttp.Simulated
	back func()
}

func (l *lent) Close() error {
	err := l.Simulated.Close()
	l.back()
	return err
}

func (p *Pool) take(ctx context.Context) (*PBX, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		defer p.mu.Unlock()
		pbx := p.free[n-1]
		p.free = p.free[:n-1]
		return pbx, nil
	}
	p.mu.Unlock()
	a, err := Start(ctx, p.Install, Options{})
	if err != nil {
		return nil, err
	}
	pbx, err := NewPBX(a)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, pbx)
	return pbx, nil
}

func (p *Pool) put(pbx *PBX) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, pbx)
}

// Close stops all of them.
func (p *Pool) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for _, pbx := range p.all {
		err = errors.Join(err, pbx.Close())
	}
	return err
}

// Credentials are the first accounts of ari.conf and manager.conf that may do
// everything, by the names that a site has for them.
func (p *PBX) Credentials() map[string]string {
	ari := p.account("ari.conf", func(lines map[string]string) bool { return lines["type"] == "user" && lines["read_only"] != "yes" })
	ami := p.account("manager.conf", func(lines map[string]string) bool { return lines["write"] == "all" })
	return map[string]string{"ariUser": ari["name"], "ariPassword": ari["password"], "amiUser": ami["name"], "amiPassword": ami["secret"]}
}

// account is the first category of a file that fits, with its name.
func (p *PBX) account(file string, fits func(map[string]string) bool) map[string]string {
	var found []map[string]string
	for line := range strings.Lines(p.text(file)) {
		line = strings.TrimSpace(line)
		name, value, sets := strings.Cut(line, "=")
		switch {
		case strings.HasPrefix(line, "["):
			found = append(found, map[string]string{"name": strings.Trim(line, "[]")})
		case sets && len(found) > 0:
			found[len(found)-1][strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	if i := slices.IndexFunc(found, fits); i >= 0 {
		return found[i]
	}
	return nil
}
