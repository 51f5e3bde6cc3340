package asterisk

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk/sim"
)

const somebody = `"objects": {
	"endpoint": {"101": {"attributes": {"allow": "ulaw"}}, "102": {"attributes": {"allow": "alaw"}}},
	"auth": {"101": {"attributes": {"username": "101", "password": "canary"}}},
	"aor": {"101": {"attributes": {"max_contacts": "3"}}}}`

// reachOf is how much of a kind was read, and why not all.
func reachOf(s *state.Snapshot, kind string) state.Coverage {
	for _, c := range s.Coverage {
		if c.Kind == kind && c.Attr == "" {
			return c
		}
	}
	return state.Coverage{Reach: state.Partial, Reason: "nothing is said"}
}

// TestStorage: objects are found wherever sorcery.conf keeps them; where no API writes
// them, none is made.
func TestStorage(t *testing.T) {
	for _, x := range []struct {
		name, sorcery string
		reach         state.Reach
		requests      int // for the three kinds
	}{
		{"the database alone", "endpoint = astdb,ps_endpoints\\nendpoint/cache = memory_cache,expire_on_reload=yes\\nauth = astdb,ps_auths\\naor = astdb,ps_aors", state.Complete, 3},
		{"files too", "endpoint = astdb,ps_endpoints\\nendpoint = config,pjsip.conf,criteria=type=endpoint\\nauth = astdb,ps_auths\\naor = astdb,ps_aors", state.Complete, 4},
		{"memory", "endpoint = memory\\nauth = memory\\naor = memory", state.Complete, 7},
		{"files alone", "contact = astdb,registrar", state.Partial, 7},
	} {
		p := start(t, `{`+somebody+`, "files": {"sorcery.conf": "[res_pjsip]\n`+strings.ReplaceAll(x.sorcery, `\\n`, `\n`)+`\n"}}`, sim.Options{})
		if _, err := p.w.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.requests()
		s := p.read(targets.Scope{Kinds: pjsipKinds})
		if got := p.requests(); len(got) != x.requests {
			t.Errorf("%s: %d requests, want %d: %v", x.name, len(got), x.requests, got)
		}
		if len(s.Objects) != 4 {
			t.Errorf("%s: %d of 4 objects", x.name, len(s.Objects))
		}
		for _, kind := range pjsipKinds {
			if c := reachOf(s, kind); c.Reach != x.reach || (c.Reason == "") != (x.reach == state.Complete) {
				t.Errorf("%s: %s is covered as %+v", x.name, kind, c)
			}
		}
	}
}

// TestAccounts: what the accounts may not do is said, and is never taken for nothing.
func TestAccounts(t *testing.T) {
	const files = `"files": {
		"ari.conf": "[general]\n[patchbay]\ntype = user\npassword = patchbay\n[looker]\ntype = user\nread_only = yes\npassword = looker\n",
		"manager.conf": "[general]\n[patchbay]\nsecret = patchbay\nread = all\nwrite = all\n[agent]\nsecret = agent\nwrite = agent\n"}`
	p := start(t, `{`+somebody+`, `+files+`}`, sim.Options{})
	as := func(ariUser, amiUser string) *conn {
		return p.connect(func(s *targets.Settings) {
			s.Credentials = map[string]string{"ariUser": ariUser, "ariPassword": ariUser, "amiUser": amiUser, "amiPassword": amiUser}
		})
	}
	for _, x := range []struct {
		name  string
		w     *conn
		roles []string
		reach map[string]state.Reach
	}{
		{"both", as("patchbay", "patchbay"), []string{"ami.DBGetTree", "ami.GetConfig", "ami.PJSIPShowAors", "ami.PJSIPShowAuths", "ami.UpdateConfig", "ari.read", "ari.write"}, map[string]state.Reach{}},
		{"reads only", as("looker", "patchbay"), []string{"ami.DBGetTree", "ami.GetConfig", "ami.PJSIPShowAors", "ami.PJSIPShowAuths", "ami.UpdateConfig", "ari.read"}, map[string]state.Reach{}},
		{"a lesser class", as("patchbay", "agent"), nil, map[string]state.Reach{Endpoint: state.Denied, AOR: state.Denied, Auth: state.Denied, Queue: state.Denied, Mailbox: state.Denied, ManagerAccount: state.Denied, ARIAccount: state.Denied}},
		{"no AMI", as("patchbay", ""), []string{"ari.read", "ari.write"}, map[string]state.Reach{AOR: state.Denied, Auth: state.Denied, Queue: state.Denied, Mailbox: state.Denied, ManagerAccount: state.Denied, ARIAccount: state.Denied}},
	} {
		got, err := x.w.Probe(t.Context())
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
			continue
		}
		if d := cmp.Diff(x.roles, got.Account.Roles); d != "" && x.roles != nil {
			t.Errorf("%s (-want +got):\n%s", x.name, d)
		}
		s, err := x.w.Read(t.Context(), targets.Scope{})
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
			continue
		}
		for _, k := range x.w.schema.Kinds {
			if c := reachOf(s, k.Name); c.Reach != x.reach[k.Name] || (c.Reason == "") != (c.Reach == state.Complete) {
				t.Errorf("%s: %s is covered as %+v", x.name, k.Name, c)
			}
		}
		if n := len(s.OfKind(Endpoint)); x.reach[Endpoint] == state.Complete && n != 2 {
			t.Errorf("%s: %d of 2 endpoints", x.name, n)
		}
	}
	looker := as("looker", "patchbay")
	r := looker.Do(t.Context(), targets.Order{Step: &plan.Step{Call: callPut, Args: plan.Args{"type": "aor", "id": "x", "fields": map[string]any{"max_contacts": int64(1)}}}})
	if r.Outcome != targets.Refused || !errors.Is(r.Err, targets.ErrForbidden) {
		t.Errorf("a write of an account that only reads: %s: %v", r.Outcome, r.Err)
	}
	agent := as("patchbay", "agent")
	r = agent.Do(t.Context(), targets.Order{Step: &plan.Step{Call: callConfigure, Args: configuring(fileQueues, act("newcat", "category", "x"))}})
	if r.Outcome != targets.Refused || !errors.Is(r.Err, targets.ErrForbidden) {
		t.Errorf("a file that the account may not see: %s: %v", r.Outcome, r.Err)
	}
}

// TestProbeRefuses: a system of another version, a wrong password, AMI that is not
// served, an address where something else answers.
func TestProbeRefuses(t *testing.T) {
	for _, x := range []struct {
		name, seed string
		quirks     map[string]string
		change     func(*targets.Settings)
		kind       error
	}{
		{"an old version", `{"version": "13.38.3"}`, nil, nil, targets.ErrUnsupported},
		{"a new one", `{"version": "23.0.0"}`, nil, nil, targets.ErrUnsupported},
		{"no version", `{"version": "GIT-master-1a2b3c"}`, nil, nil, targets.ErrUnsupported},
		{"a wrong secret of AMI", `{}`, nil, func(s *targets.Settings) {
			s.Credentials = map[string]string{"ariUser": "patchbay", "ariPassword": "patchbay", "amiUser": "patchbay", "amiPassword": "wrong"}
		}, targets.ErrUnauthorized},
		{"AMI is not served", `{}`, map[string]string{"noManager": "true"}, nil, targets.ErrUnsupported},
		{"a prefix that the url lacks", `{}`, map[string]string{"prefix": "/pbx"}, nil, targets.ErrProtocol},
	} {
		p := start(t, x.seed, sim.Options{Quirks: x.quirks})
		w := p.connect(x.change)
		_, err := w.Probe(t.Context())
		if !errors.Is(err, x.kind) {
			t.Errorf("%s: %v: want %v", x.name, err, x.kind)
		}
	}
	for _, version := range []string{"16.28.0~dfsg-0+deb11u4", "18.9-cert5", "certified/20.7-cert2", "22"} {
		p := start(t, fmt.Sprintf(`{"version": %q}`, version), sim.Options{})
		if got, err := p.w.Probe(t.Context()); err != nil || major(got) < oldest {
			t.Errorf("%s: %+v: %v", version, got, err)
		}
	}
	p := start(t, `{}`, sim.Options{Quirks: map[string]string{"prefix": "/pbx"}})
	w := p.connect(func(s *targets.Settings) { s.URL += "/pbx" })
	if _, err := w.Read(t.Context(), targets.Scope{}); err != nil {
		t.Errorf("a url with the prefix: %v", err)
	}
}

// TestLooks: a planning transport lets through what only looks, in no other spelling.
func TestLooks(t *testing.T) {
	for body, want := range map[string]bool{
		"action=getconfig&filename=queues.conf": true, "action=dbgettree&family=ps_auths": true, "action=login&username=a&secret=b%20c&events=off": true, "action=listcommands": true,
		"action=updateconfig&srcfilename=a": false, "Action=getconfig&filename=a": false, "action=getconfig&Action=updateconfig": false, "action=getconfig&action=updateconfig": false,
		"action=GetConfig&filename=a": false, "action=getconfig&filename=a&srcfilename=b": false, "action=getconfig&filename=a%0d%0aAction:%20UpdateConfig": false,
		"action=getconfig&filename=a&filename=b": false, "action=command&command=reload": false, "": false, "action=reload": false, "action=dbput&family=a&key=b&val=c": false, "action=getconfig;filename=a": false,
	} {
		if got := looks([]byte(body)); got != want {
			t.Errorf("%q is let through: %t, want %t", body, got, want)
		}
	}
}
