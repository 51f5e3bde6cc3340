package targettest

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The sites of the suite keep their secrets in variables that are named by where in
// the site the secret belongs. Each has a value of its own, which nobody else has.

// secretEnv begins the names of such variables.
const secretEnv = "SUITE_"

func secretAt(path string) *model.Secret {
	return &model.Secret{Env: secretEnv + strings.ToUpper(hex.EncodeToString([]byte(path)))}
}

// secret is what a reference in a step's arguments stands for: ten digits for a PIN,
// since telephones have no other keys, and fewer could stand in a file by chance.
func (s *session) secret(path string) (string, error) {
	value := "secret-of-" + path
	if strings.HasSuffix(path, ".pin") {
		sum := fnv.New64a()
		sum.Write([]byte(path))
		value = fmt.Sprintf("%010d", sum.Sum64()%10_000_000_000)
	}
	s.given.Store(value, path)
	return value, nil
}

// given are the secrets that a session told anybody, and where each belongs.
type given struct{ sync.Map }

// sealed says of a secret that was read which of the suite's it is.
func (g *given) sealed(_ state.Ref, _, live string) state.Value {
	if path, ok := g.Load(live); ok {
		return state.OfText(path.(string))
	}
	return state.OfText(state.Another)
}

// values are those that must not be told.
func (g *given) values() []string {
	var out []string
	g.Range(func(value, _ any) bool {
		out = append(out, value.(string))
		return true
	})
	return out
}

// env is an environment that holds the simulator's credentials, and the secrets of
// the suite's sites.
func (s *session) env(name string) (string, bool) {
	if v, ok := s.simulator.Credentials()[name]; ok {
		return v, true
	}
	path, err := hex.DecodeString(strings.ToLower(strings.TrimPrefix(name, secretEnv)))
	if err != nil || !strings.HasPrefix(name, secretEnv) {
		return "", false
	}
	v, err := s.secret(string(path))
	return v, err == nil
}

// environment is env for a process that works on a site.
func (s *session) environment(x *model.Site) []string {
	var out []string
	add := func(ref *model.Secret) {
		if ref != nil {
			if v, ok := s.env(ref.Env); ok {
				out = append(out, ref.Env+"="+v)
			}
		}
	}
	for i := range x.Users {
		if v := x.Users[i].Voicemail; v != nil {
			add(v.PIN)
		}
	}
	for i := range x.Devices {
		add(x.Devices[i].Password)
	}
	return out
}

// secrets gives a site passwords and PINs, where the target shows what it has and
// can be asked for them.
func (m *maker) secrets(s *model.Site) {
	if !m.sealed {
		return
	}
	for i := range s.Users {
		u := &s.Users[i]
		if m.holds("users.voicemail.pin") && m.maybe("a PIN") {
			u.Voicemail = &model.Voicemail{PIN: secretAt(resolve.Path("users", u.ID, "voicemail", "pin"))}
			if m.holds("users.voicemail.enabled") {
				u.Voicemail.Enabled = model.Of(true)
			}
		}
		if !m.holds("devices.softphone") || !m.holds("devices.softphone.password") {
			continue
		}
		for _, name := range m.some("soft phones", []string{"laptop", "mobile"}) {
			d := model.Device{Object: model.Object{ID: u.ID + "-" + name}, Kind: "softphone", Owner: model.Of(u.ID)}
			if m.maybe("a password") {
				d.Password = secretAt(resolve.Path("devices", d.ID, "password"))
			}
			s.Devices = append(s.Devices, d)
		}
	}
}

// sealed reports whether the target shows secrets.
func (c *check) sealed() bool {
	for _, k := range c.Driver.Schema(state.Profile{}).Kinds {
		for _, f := range k.Fields {
			if f.Has(state.Sealed) {
				return true
			}
		}
	}
	return false
}
