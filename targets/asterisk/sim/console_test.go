package sim

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// TestConsole: commands as admins' tools send them, line by line.
func TestConsole(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clock := &simhttp.Clock{Now: func() time.Time { return now }}
	w, err := New([]byte(amiSeed), Options{Serving: simhttp.Serving{Clock: clock}})
	if err != nil {
		t.Fatal(err)
	}
	clock.Advance(3*time.Minute + 45*time.Second)
	for _, step := range []struct {
		command string
		ok      bool
		prints  []string
	}{
		{"core show version", true, []string{"Asterisk 22.10.1 built by nobody @ localhost on a unknown running Linux on 2026-01-01 00:00:00 UTC"}},
		{"core show uptime", true, []string{"System uptime: 3 minutes, 45 seconds", "Last reload: 3 minutes, 45 seconds"}},
		{"core  show uptime   seconds", true, []string{"System uptime: 225", "Last reload: 225"}},
		{"core show channels count", true, []string{"0 active channels", "0 active calls", "0 calls processed"}},
		{"Core Show Calls", true, []string{"0 active calls", "0 calls processed"}},
		{"nope nope", false, []string{"No such command 'nope nope' (type 'core show help nope nope' for other possible commands)"}},
		{"sip show peers", false, []string{"No such command 'sip show peers' (type 'core show help sip show' for other possible commands)"}},
		{"core show bogus", false, []string{"No such command 'core show bogus' (type 'core show help core show bogus' for other possible commands)"}},
		{"queue show", true, []string{"sales has 0 calls (max unlimited) in 'linear' strategy (0s holdtime, 0s talktime), W:0, C:0, A:0, SL:0.0%, SL2:0.0% within 0s", "   Members: ",
			"      Alice (PJSIP/7001) with penalty 1 (ringinuse enabled) (Unavailable) has taken no calls yet (login was 225 secs ago)", "   No Callers", ""}},
		{"queue show none", true, []string{"No such queue: none."}},
		{"queue add member PJSIP/7002 to sales penalty 2 as Bob", true, []string{"Added interface 'PJSIP/7002' to queue 'sales'"}},
		{"queue add member PJSIP/7002 to sales", false, []string{"Unable to add interface 'PJSIP/7002' to queue 'sales': Already there", "Command 'queue add member PJSIP/7002 to sales' failed."}},
		{"queue pause member PJSIP/7002 queue sales reason tea", true, []string{"paused interface 'PJSIP/7002' in queue 'sales'"}},
		{"queue show sales", true, []string{"sales has 0 calls (max unlimited) in 'linear' strategy (0s holdtime, 0s talktime), W:0, C:0, A:0, SL:0.0%, SL2:0.0% within 0s", "   Members: ",
			"      Alice (PJSIP/7001) with penalty 1 (ringinuse enabled) (Unavailable) has taken no calls yet (login was 225 secs ago)",
			"      Bob (PJSIP/7002) with penalty 2 (ringinuse enabled) (dynamic) (paused:tea was 0 secs ago) (Invalid) has taken no calls yet (login was 0 secs ago)", "   No Callers", ""}},
		{"database show Queue", true, []string{"/Queue/PersistentMembers/sales                    : PJSIP/7002;2;1;Bob;PJSIP/7002;tea;0", "1 results found."}},
		{"queue remove member PJSIP/7002 from sales", true, []string{"Removed interface PJSIP/7002 from queue 'sales'"}},
		{"queue remove member PJSIP/7001 from none", false, []string{"Unable to remove interface from queue 'none': No such queue", "Command 'queue remove member PJSIP/7001 from none' failed."}},
		{"database put x y z", true, []string{"Updated database successfully"}},
		{"database get x y", true, []string{"Value: z"}},
		{"database showkey y", true, []string{"/x/y                                              : z                        ", "1 results found."}},
		{"database put x", false, []string{"Usage: database put <family> <key> <value>", "       Adds or updates an entry in the Asterisk database for", "       a given family, key, and value."}},
		{"database deltree x", true, []string{"1 database entries removed."}},
		{"database del x y", true, []string{"Database entry could not be removed."}},
		{"dialplan show internal", true, []string{"[ Context 'internal' created by 'pbx_config' ]", "  '7001' =>         hint: PJSIP/7001                              [extensions.conf:6]",
			"  '_7XXX' =>        1. Dial(PJSIP/${EXTEN},20)                    [extensions.conf:4]", "                    2. Hangup()                                   [extensions.conf:5]", "", "-= 2 extensions (3 priorities) in 1 context. =-"}},
		{"dialplan show none", false, []string{"There is no existence of 'none' context", "Command 'dialplan show none' failed."}},
		{"core show hints", true, []string{"", "    -= Registered Asterisk Dial Plan Hints =-",
			"7001@internal                 : PJSIP/7001                                                    State:Unavailable     Presence:not_set         Watchers  0", "----------------", "- 1 hints registered"}},
		{"voicemail show users", true, []string{"Context    Mbox  User                      Zone       NewMsg", "default    7001  Alice                                     0", "1 voicemail users configured."}},
		{"manager show users", true, []string{"", "username", "--------", "admin", "viewer", "agents", "-------------------", "3 manager users configured."}},
		{"manager show user agents", true, []string{"", "          username: agents", "            secret: <Set>", "               ACL: no", "         read perm: agent", "        write perm: agent", "   displayconnects: yes", "allowmultiplelogin: yes", "         Variables: "}},
		{"ari show users", true, []string{"r/o?  ACL?  Username", "----  ----  --------", "No    No    patchbay"}},
		{"module reload app_queue", true, []string{"Module 'app_queue' reloaded successfully."}},
		{"module reload nope", true, []string{"No such module 'nope'"}},
		{"module show like app_queue", true, []string{"Module                         Description                              Use Count  Status      Support Level",
			"app_queue.so                   True Call Queueing                       0          Running              core", "1 modules loaded"}},
		{"pjsip show auths", true, []string{"", "  I/OAuth:  <AuthId/UserName.............................................................>", strings.Repeat("=", 90), "", "     Auth:  7001/7001", "", "Objects found: 1", ""}},
		{"pjsip show contacts", true, []string{"No objects found.", ""}},
		{"pjsip show endpoint none", true, []string{"Unable to find object none.", ""}},
	} {
		a := w.command(message{"command": step.command})
		var got []string
		for _, f := range a.fields[2:] {
			got = append(got, f[1])
		}
		if ok := succeededIn(a); ok != step.ok || a.fields[1][1] != "Command output follows" {
			t.Errorf("%s: %v", step.command, a.fields)
		} else if d := cmp.Diff(step.prints, got); d != "" {
			t.Errorf("%s\n%s", step.command, d)
		}
	}
	one := w.command(message{"command": "pjsip show endpoint 7001"})
	shown := one.raw()
	for _, line := range []string{"Output:  Endpoint:  7001/7001                                            Unavailable   0 of inf\r\n", "Output:      InAuth:  7001/7001\r\n",
		"Output:         Aor:  7001                                               2\r\n", "Output:  100rel                             : yes\r\n"} {
		if !strings.Contains(shown, line) {
			t.Errorf("no %q in\n%s", line, shown)
		}
	}
}

// TestDials: numbers and the patterns they fit.
func TestDials(t *testing.T) {
	for _, c := range []struct {
		exten, number string
		fits          bool
	}{
		{"7001", "7001", true}, {"7001", "700", false}, {"_7XXX", "7001", true}, {"_7XXX", "70011", false}, {"_7XXX", "700", false},
		{"_X.", "7", false}, {"_X.", "71", true}, {"_X!", "7", true}, {"_[1-35]N", "52", true}, {"_[1-35]N", "42", false}, {"_[1-35]N", "51", false}, {"_Z", "0", false}, {"_[1", "1", false}, {"_", "", true},
	} {
		if got := dials(c.exten, c.number); got != c.fits {
			t.Errorf("%s dials %q: %v", c.exten, c.number, got)
		}
	}
}
