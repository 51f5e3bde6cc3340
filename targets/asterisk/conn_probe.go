package asterisk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// The versions that are planned and applied to.
const (
	oldest = 16
	newest = 22
)

// Probe asks what the system is, which of its modules are loaded, who we are and what
// we may do.
func (c *conn) Probe(ctx context.Context) (state.Profile, error) {
	p := state.Profile{Modules: maps.Clone(c.settings.Profile.Modules), Account: state.Account{Name: c.settings.Credentials["ariUser"]},
		Facts: resolve.Offline(&model.Target{Options: c.settings.Options}).Facts}
	var err error
	if p.Version, err = c.version(ctx); err != nil {
		return state.Profile{}, err
	}
	loaded, err := c.modules(ctx)
	if err != nil {
		return state.Profile{}, err
	}
	if p.Modules == nil {
		p.Modules = map[string]bool{}
	}
	maps.Copy(p.Modules, loaded)
	if p.Account.Roles, err = c.roles(ctx); err != nil {
		return state.Profile{}, err
	}
	if c.stores, err = c.storage(ctx); err != nil {
		return state.Profile{}, err
	}
	c.profile, c.schema, c.probed = p, Schema(p), true
	return p, nil
}

// version is that of the system, if it is one of those that are known.
func (c *conn) version(ctx context.Context) (string, error) {
	const path = ariRoot + "/asterisk/info"
	reply, err := c.ari.get(ctx, path+"?only=system")
	if err != nil {
		return "", err
	}
	var version string
	fieldsOf(reply.Body, func(name string, s *rest.Scan) {
		if name == "system" {
			s.Object(func(name []byte) {
				if string(name) == "version" {
					version = s.Text()
				}
			})
		}
	})
	if version == "" {
		return "", shapeless("GET "+path, "the reply says no version")
	}
	plain := strings.TrimPrefix(version, "certified/")
	first, _, _ := strings.Cut(plain, ".")
	first, _, _ = strings.Cut(first, "-")
	if n, err := strconv.Atoi(first); err != nil || n < oldest || n > newest {
		return "", &rest.Error{Kind: targets.ErrUnsupported, Op: "GET " + path, Sent: true, Message: "it is Asterisk " + version, Hint: fmt.Sprintf("patchbay knows versions %d to %d: what others make of attributes was not measured", oldest, newest)}
	}
	return plain, nil
}

// wanted are the modules without which a part of the kinds is of no effect.
var wanted = []string{moduleQueue, moduleVoicemail}

// modules says of those that matter whether they are loaded.
func (c *conn) modules(ctx context.Context) (map[string]bool, error) {
	const path = ariRoot + "/asterisk/modules"
	reply, err := c.ari.get(ctx, path)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, name := range wanted {
		out[name] = false
	}
	if len(reply.Body) == 0 {
		return nil, shapeless("GET "+path, "the reply is empty")
	}
	s, some := rest.NewScan(reply.Body), false
	s.Array(func() {
		s.Object(func(field []byte) {
			if string(field) == "name" {
				name := strings.TrimSuffix(s.Text(), ".so")
				some = true
				if _, matters := out[name]; matters {
					out[name] = true
				}
			}
		})
	})
	if !some {
		return nil, shapeless("GET "+path, "the reply names no modules")
	}
	return out, nil
}

// needed are the actions of AMI that patchbay makes.
var needed = []string{"DBGetTree", "GetConfig", "PJSIPShowAors", "PJSIPShowAuths", "UpdateConfig"}

// roles are what both accounts may do: ListCommands names the actions that this one
// may make, and ari.conf whether the other one writes.
func (c *conn) roles(ctx context.Context) ([]string, error) {
	out := []string{"ari.read"}
	if c.manager == nil {
		return append(out, "ari.write"), nil // as far as anybody knows
	}
	a, err := c.act(ctx, "listcommands", "")
	if err != nil {
		return nil, err
	}
	for _, name := range needed {
		if a.get(name) != "" {
			out = append(out, "ami."+name)
		}
	}
	own, err := c.account(ctx)
	if err != nil {
		return nil, err
	}
	if own == nil || !isTrue(own.get("read_only")) {
		out = append(out, "ari.write")
	}
	slices.Sort(out)
	return out, nil
}

// account is our own one in ari.conf; nil where nobody shows it.
func (c *conn) account(ctx context.Context) (*category, error) {
	f, err := c.conf(ctx, fileARI)
	if err != nil {
		if hidden(err) {
			return nil, nil
		}
		return nil, err
	}
	return f.find(c.settings.Credentials["ariUser"]), nil
}

// hidden reports whether an error of AMI says that we are not shown something, which
// is no reason not to look at the rest.
func hidden(err error) bool {
	var e *saidError
	return errors.As(err, &e) && !errors.Is(err, targets.ErrUnauthorized) || errors.Is(err, targets.ErrForbidden)
}

// store is where sorcery keeps the objects of a type.
type store struct {
	family string // of Asterisk's database; "" is that they are not there
	only   bool   // nowhere else
	writes bool   // where an API can write
	words  string // of sorcery.conf, for people
}

// storage reads sorcery.conf. Without a word there, objects stand in pjsip.conf; and
// where nobody shows it, they may be anywhere.
func (c *conn) storage(ctx context.Context) (map[string]store, error) {
	out := map[string]store{}
	f, err := c.conf(ctx, fileSorcery)
	switch {
	case err != nil && !hidden(err):
		return nil, err
	case err != nil:
		for _, typ := range pjsipKinds {
			out[typ] = store{family: "ps_" + typ + "s", writes: true, words: "unknown"}
		}
		return out, nil
	}
	mapping := f.find("res_pjsip")
	if mapping == nil {
		mapping = &category{}
	}
	for _, typ := range pjsipKinds {
		out[typ] = mapping.store(typ)
	}
	return out, nil
}

// store reads lines such as endpoint = astdb,ps_endpoints. Caches before it are none.
func (c *category) store(typ string) store {
	out := store{only: true}
	var words []string
	for _, l := range c.lines {
		name, option, _ := strings.Cut(l.name, "/")
		if name != typ || option == "cache" {
			continue
		}
		wizard, data, _ := strings.Cut(l.value, ",")
		words = append(words, l.value)
		switch wizard = strings.TrimSpace(wizard); {
		case wizard == "astdb" && out.family == "":
			out.family, out.writes = strings.TrimSpace(data), true
		case wizard == "config":
			out.only = false
		default:
			out.only, out.writes = false, true
		}
	}
	if len(words) == 0 {
		return store{words: "pjsip.conf"}
	}
	out.words = strings.Join(words, " and ")
	return out
}

// fieldsOf visits the fields of an object; anything else has none.
func fieldsOf(raw []byte, visit func(name string, s *rest.Scan)) {
	if len(raw) == 0 {
		return
	}
	s := rest.NewScan(raw)
	s.Object(func(name []byte) { visit(string(name), s) })
}
