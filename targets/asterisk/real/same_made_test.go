package real_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// basis is what an object needs before one can be made at all.
var basis = map[string][]string{"aor": nil, "auth": {"username", "u", "password", "p"}, "endpoint": {"allow", "ulaw"}}

// tried are values that one attribute or another may be given, or not.
var tried = []string{"yes", "no", "true", "on", "off", "1", "0", "", "5", "30", "1.5", "-1", "65535", "65536", "4294967296", " 5", "5 ", "abc", "ABC", "a,b", "a, b,a", "b,a", "all", "everyone", "none",
	"Alice <100>", `"Al" <1>`, `"A, B" <+33 (1) 2.3-4>`, "<5>", "1-3", "1,2,5", "a;b", "a=b", "a|b", `a"b`, "é", "sip:a@example.com", "!all,ulaw,alaw", "ulaw", "g722,ulaw:30", "username,ip", "ip", "auth_username", "userpass", "md5", "inband", "auto", "rfc4733", "required", "sdes", "dtls",
	"reinvite", "outgoing", "always", "local", "10.0.0.0/8", "127.0.0.1", "::1", "local_first", "prefer:pending,operation:union,keep:all,transcode:allow", "fingerprint", "SHA-1", "active", "MD5", "SHA-256,MD5", "allowed", "prohib_failed_screen", "uas_only", "fec"}

// attributes are those that the real one shows of an object.
func (p *pair) attributes(t *testing.T, typ string) []string {
	t.Helper()
	p.ask(t, put(typ+"/names", basis[typ]...))
	var shown []struct{ Attribute string }
	if err := json.Unmarshal([]byte(p.ask(t, read(typ+"/names")).body), &shown); err != nil {
		t.Fatal(err)
	}
	p.ask(t, del(typ+"/names"))
	var out []string
	for _, a := range shown {
		out = append(out, a.Attribute)
	}
	slices.Sort(out)
	if len(out) < 6 {
		t.Fatalf("%s has the attributes %v", typ, out)
	}
	return out
}

// TestSameAttributes writes every value to every attribute, of an object that is made
// so and of one that is changed to it, and reads it back.
func TestSameAttributes(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p := newPair(t, in)
		for _, typ := range []string{"aor", "auth", "endpoint"} {
			t.Run(typ, func(t *testing.T) {
				p.begin(t, "{}")
				n := 0
				for i, name := range p.attributes(t, typ) {
					for j, v := range tried {
						if testing.Short() && (i+j)%8 != 0 {
							continue
						}
						id := fmt.Sprintf("%s/o%d", typ, n)
						n++
						p.ask(t, put(id, append(slices.Clone(basis[typ]), name, v)...))
						p.ask(t, read(id))
						p.ask(t, put(id, name, v))
						p.ask(t, read(id))
						p.ask(t, del(id))
					}
				}
				t.Logf("%d values of attributes, each written twice", n)
			})
		}
	})
}

// TestSameMerges writes some attributes over others, in any order.
func TestSameMerges(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p := newPair(t, in)
		times := 60
		if testing.Short() {
			times = 15
		}
		for _, typ := range []string{"aor", "auth", "endpoint"} {
			t.Run(typ, func(t *testing.T) {
				p.begin(t, "{}")
				names := p.attributes(t, typ)
				p.ask(t, login)
				for seed := range times {
					chance := rand.New(rand.NewPCG(uint64(seed), 7))
					id := fmt.Sprintf("%s/m%d", typ, seed)
					pairs := slices.Clone(basis[typ])
					for range 6 {
						for range 1 + chance.IntN(4) {
							pairs = append(pairs, names[chance.IntN(len(names))], tried[chance.IntN(len(tried))])
						}
						p.ask(t, put(id, pairs...))
						p.ask(t, read(id))
						if pairs = nil; in.Major() < 20 { // see noCodec
							pairs = slices.Clone(basis[typ])
						}
					}
				}
				p.ask(t, form("DBGetTree", "Family", "ps_"+typ+"s"))
				p.ask(t, form("PJSIPShow"+map[string]string{"aor": "Aors", "auth": "Auths", "endpoint": "Endpoints"}[typ]))
			})
		}
	})
}
