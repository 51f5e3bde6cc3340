package real_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// TestOffice applies examples/office to a PBX that has nothing, lets every telephone
// register with the password that was made for it, and then edits the PBX behind
// patchbay's back.
func TestOffice(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p, run := served(t, in)
		s := officeAt(t, in, run.URL)
		t.Run("vet, plan, apply, plan", func(t *testing.T) {
			s := s.in(t)
			s.run(0, "vet")
			plan := s.run(2, "plan", "--detailed-exitcode")
			s.secretless(plan)
			s.secretless(s.run(0, "apply", "--yes"))
			s.settled()
			if d := cmp.Diff(map[string]int{"aor": 32, "auth": 32, "endpoint": 32}, counts(t, p)); d != "" {
				t.Errorf("objects (-want +got):\n%s", d)
			}
		})
		t.Run("telephones", func(t *testing.T) { telephones(t, p, run.URL, s.in(t)) })
		for _, e := range edits16to22 {
			t.Run("by hand: "+e.name, func(t *testing.T) {
				s := s.in(t)
				e.by(t, p, wire(t, p.URL()))
				drift := s.run(2, "drift", "--detailed-exitcode")
				plan := s.run(2, "plan", "--detailed-exitcode")
				for _, out := range []string{drift, plan} {
					if !strings.Contains(out, e.shows) {
						t.Errorf("no word of %q in\n%s", e.shows, out)
					}
					s.secretless(out)
				}
				s.run(0, "apply", "--yes")
				s.settled()
			})
		}
		t.Run("other codecs", func(t *testing.T) {
			s := s.in(t)
			s.edit("targets.cue", `["alaw", "ulaw", "g722"]`, `["g722", "alaw"]`)
			s.run(0, "apply", "--yes")
			s.settled()
			if got := world(t, p.Save).Objects["endpoint"]["100"].Attributes["allow"]; got != "(g722|alaw)" {
				t.Errorf("endpoint 100 allows %s", got)
			}
		})
		t.Run("restarted between plan and apply", func(t *testing.T) {
			s := s.in(t)
			s.edit("users.cue", `lastName: "Adams"`, `lastName: "Abbott"`)
			s.run(0, "plan", "-o", "p.plan")
			if err := p.Stop(); err != nil {
				t.Fatal(err)
			}
			if err := p.Again(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.run(0, "apply", "--yes", "p.plan")
			s.settled()
			if got := wire(t, p.URL()).ari("GET", "endpoint/100", "").body; !strings.Contains(got, "Grace Abbott") {
				t.Errorf("endpoint 100: %s", got)
			}
		})
		t.Run("killed after an apply", func(t *testing.T) {
			s := s.in(t)
			s.edit("users.cue", `lastName: "Baker"`, `lastName: "Bishop"`)
			s.run(0, "apply", "--yes")
			killed(t, p) // what was acknowledged may be lost: the next plan shows it
			if status, out, errs := s.try("apply", "--yes"); status != 0 {
				t.Errorf("status %d\n%s%s", status, out, errs)
			}
			s.settled()
		})
	})
}

// in is the site in a test of its own.
func (s *site) in(t *testing.T) *site { return &site{t, s.dir, s.env} }

// secretless fails when a text holds what stands in secrets/.
func (s *site) secretless(text string) {
	s.t.Helper()
	for path, secret := range s.secrets() {
		if strings.Contains(text, secret) {
			s.t.Errorf("what %s holds was printed", path)
		}
	}
}

// secrets are those that were made, by the names of their files.
func (s *site) secrets() map[string]string {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "secrets/*"))
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			s.t.Fatal(err)
		}
		out[filepath.Base(f)] = strings.TrimSpace(string(b))
	}
	return out
}

// killed ends a PBX at once and starts it again on what it left.
func killed(t *testing.T, p *real.PBX) {
	t.Helper()
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := p.Again(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// away is the extension of who is on leave in examples/office.
const away = "161"

// telephones registers each endpoint with what the site's folder has for it.
func telephones(t *testing.T, p *real.PBX, url string, s *site) {
	made := map[string]string{}
	for name, secret := range s.secrets() {
		made[secret] = name
	}
	w := world(t, p.Save)
	phone, c := newPhone(t, p.SIP()), wire(t, url)
	in, again, offline := 0, 0, 0
	for id, e := range w.Objects["endpoint"] {
		auth := w.Objects["auth"][e.Attributes["auth"]].Attributes
		if id == away {
			auth = w.Objects["auth"][id].Attributes
		}
		with := signIn{auth["username"], auth["password"]}
		if made[with.password] == "" {
			t.Errorf("%s has a password that no file in secrets/ holds", id)
			continue
		}
		if got := phone.register(id, signIn{with.name, with.password + "x"}, 60); got == 200 {
			t.Errorf("%s registers with a wrong password", id)
		}
		got := phone.register(id, with, 60)
		if id == away {
			if called := phone.call(id, "100", with); got == 200 || passed(called) {
				t.Errorf("%s registers (%d) or calls (%d), and its user is not enabled", id, got, called)
			}
			continue
		}
		if got == 200 && c.stateOf(id, "online") != "online" { // now and then one says so only when it registers again
			again++
			if got = phone.register(id, with, 60); c.stateOf(id, "online") != "online" {
				offline++
			}
		}
		if got != 200 || !bound(t, p, id) {
			t.Errorf("%s (%s): status %d, and it has no contact", id, made[with.password], got)
			continue
		}
		in++
	}
	t.Logf("%d of %d endpoints registered, %d of them twice before they were online, %d without ARI saying so, each refused with a wrong password before", in, len(w.Objects["endpoint"]), again, offline)
}

// bound reports whether the registrar has a contact of an aor, which is what a
// registration is. The state that ARI shows lags: of 500 phones that registered within
// seconds it was still offline for two.
func bound(t *testing.T, p *real.PBX, aor string) bool {
	t.Helper()
	out, err := p.Rx(t.Context(), "database show registrar contact")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(out, "/registrar/contact/"+aor+";@")
}

// byHand is an edit that another admin makes, and what a plan has to say of it.
type byHand struct {
	name  string
	by    func(*testing.T, *real.PBX, *client)
	shows string
}

var edits16to22 = []byHand{
	{"asterisk -rx deletes an endpoint", func(t *testing.T, p *real.PBX, _ *client) { rx(t, p, "database del ps_endpoints endpoint/112") }, "112"},
	{"asterisk -rx deletes a password", func(t *testing.T, p *real.PBX, _ *client) { rx(t, p, "database del ps_auths auth/113") }, "113"},
	{"a raw call moves an endpoint to another context", func(t *testing.T, _ *real.PBX, c *client) {
		c.must(t, c.ari("PUT", "endpoint/114", `{"fields":[{"attribute":"context","value":"outside-free"}]}`))
	}, "outside-free"},
	{"a raw call changes a password", func(t *testing.T, _ *real.PBX, c *client) {
		c.must(t, c.ari("PUT", "auth/115", `{"fields":[{"attribute":"password","value":"taken-over"}]}`))
	}, "115"},
	{"a raw call renames a caller", func(t *testing.T, _ *real.PBX, c *client) {
		c.must(t, c.ari("PUT", "endpoint/120", `{"fields":[{"attribute":"callerid","value":"Somebody Else <120>"}]}`))
	}, "Somebody Else"},
	{"AMI takes a member out of a queue", func(t *testing.T, _ *real.PBX, c *client) {
		c.must(t, c.ami(login.body))
		c.must(t, c.ami(edit("queues.conf", act("delete", "Cat=helpdesk", "Var=member", "Match=PJSIP/131")).body))
	}, "131"},
	{"an editor deletes a queue in its file", func(t *testing.T, p *real.PBX, _ *client) {
		rewrite(t, p, "queues.conf", "[reception]", "[reception-old]")
	}, "reception"},
	{"an editor changes the address of a mailbox", func(t *testing.T, p *real.PBX, _ *client) {
		rewrite(t, p, "voicemail.conf", "ruth@harbour.example", "thief@elsewhere.example")
	}, "thief@elsewhere.example"},
}

func rx(t *testing.T, p *real.PBX, command string) {
	t.Helper()
	out, err := p.Rx(t.Context(), command)
	if err != nil || !strings.Contains(out, "removed") {
		t.Fatalf("asterisk -rx %q: %s %v", command, out, err)
	}
	if p.Install.Major() < 20 { // which has objects in memory too, until it ends
		if err := errors.Join(p.Stop(), p.Again(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
}

// rewrite edits a file of the PBX as somebody does who is signed in there.
func rewrite(t *testing.T, p *real.PBX, file, before, after string) {
	t.Helper()
	path := filepath.Join(p.Lab, "etc", file)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), before) {
		t.Fatalf("%s has no %q", file, before)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(b), before, after)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// must fails a test whose raw request the PBX refused.
func (c *client) must(t *testing.T, r reply) {
	t.Helper()
	if r.status != 200 || strings.Contains(r.body, "Response: Error") {
		t.Fatalf("refused: %d %s", r.status, r.body)
	}
}
