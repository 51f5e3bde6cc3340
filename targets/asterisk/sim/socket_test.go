package sim

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// amiSeed has accounts of all kinds, two phones, a queue and a hint.
const amiSeed = `{"files": {
	"manager.conf": "[general]\nenabled=yes\n[admin]\nsecret=s\nread=all\nwrite=all\n[viewer]\nsecret=s\nread=all\nwrite=\n[agents]\nsecret=s\nread=agent\nwrite=agent\n",
	"queues.conf": "[general]\npersistentmembers=yes\n[sales]\nstrategy=linear\nmember => PJSIP/7001,1,Alice\n",
	"extensions.conf": "[globals]\nOFFICE=Bern\n[internal]\nexten => _7XXX,1,Dial(PJSIP/${EXTEN},20)\nsame => n,Hangup()\nexten => 7001,hint,PJSIP/7001\n",
	"voicemail.conf": "[general]\n[default]\n7001 => 1,Alice,a@example.com\n"},
	"objects": {"endpoint": {"7001": {"attributes": {"allow": "(ulaw)", "aors": "7001", "auth": "7001", "callerid": "\"A\" <7001>"}}},
		"aor": {"7001": {"attributes": {"max_contacts": "2"}}}, "auth": {"7001": {"attributes": {"username": "7001", "password": "p"}}}}}`

// listening is a simulator with AMI over TCP.
func listening(t *testing.T, o Options) *simhttp.Running {
	t.Helper()
	o.Quirks = map[string]string{"amiListen": "127.0.0.1:0"}
	run, err := Start(t.Context(), []byte(amiSeed), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	return run
}

// caller is a client of AMI over TCP, which waits for what it expects and no longer.
type caller struct {
	t *testing.T
	net.Conn
	got string
}

func call(t *testing.T, run *simhttp.Running) *caller {
	t.Helper()
	conn, err := net.Dial("tcp", run.Addresses()["ami"])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := &caller{t: t, Conn: conn}
	c.until("Asterisk Call Manager/11.0.0\n")
	return c
}

func (c *caller) say(lines ...string) {
	c.t.Helper()
	if _, err := io.WriteString(c, strings.Join(lines, "\r\n")+"\r\n\r\n"); err != nil {
		c.t.Fatal(err)
	}
}

// until reads up to an end, "" for that of the connection, and gives all that came.
func (c *caller) until(end string) string {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(5 * time.Second))
	b := make([]byte, 4096)
	for {
		if i := strings.Index(c.got, end); end != "" && i >= 0 {
			out := c.got[:i+len(end)]
			c.got = c.got[i+len(end):]
			return out
		}
		n, err := c.Read(b)
		c.got += strings.ReplaceAll(string(b[:n]), "\r\n", "\n")
		if errors.Is(err, io.EOF) && end == "" {
			return c.got
		}
		if err != nil {
			c.t.Fatalf("waiting for %q: %v, got %q", end, err, c.got)
		}
	}
}

// login signs in and reads no events.
func (c *caller) login(account string, more ...string) {
	c.t.Helper()
	c.say(append([]string{"Action: Login", "Username: " + account, "Secret: s"}, more...)...)
	c.until("Response: Success\nMessage: Authentication accepted\n\n")
}

// masked has no times, numbers of sessions and ends of connections.
func masked(s string) string {
	return regexp.MustCompile(`(?m)^(EventTV|SessionTV|SessionID|LocalAddress|RemoteAddress|LoginTime|LastPause|Uptime|LastReload|Timestamp): .*$`).ReplaceAllString(s, "$1: *")
}

// TestSocket walks through what one client asks, word for word.
func TestSocket(t *testing.T) {
	c := call(t, listening(t, Options{}))
	for _, step := range []struct{ send, want string }{
		{"Action: Ping", "Response: Error\nMessage: Permission denied\n\n"},
		{"Action: Challenge\nAuthType: SHA", "Response: Error\nMessage: Must specify AuthType\n\n"},
		{"Action: Login\nUsername: admin\nSecret: s\nEvents: off\nActionID: 1", "Response: Success\nActionID: 1\nMessage: Authentication accepted\n\n"},
		{"Action: Login", "Response: Success\nMessage: Already authenticated\n\n"},
		{"action: ping\nactionid: 2", "Response: Success\nActionID: 2\nPing: Pong\nTimestamp: *\n\n"},
		{"ActionID: 3", "Response: Error\nActionID: 3\nMessage: Missing action in request\n\n"},
		{"Action: Nope", "Response: Error\nMessage: Invalid/unknown command: Nope. Use Action: ListCommands to show available commands.\n\n"},
		{"Action: Events", "Response: Error\nMessage: Invalid event mask\n\n"},
		{"Action: Events\nEventMask: nonsense", "Response: Success\nEvents: Off\n\n"},
		{"Action: Events\nEventMask: 1", "Response: Success\nEvents: On\n\n"},
		{"Action: Events\nEventMask: off", "Response: Success\nEvents: Off\n\n"},
		{"Action: Filter\nOperation: Add\nFilter: [", "Response: Error\nMessage: Filter did not compile.  Check the syntax of the filter given.\n\n"},
		{"Action: WaitEvent\nTimeout: 1", "Response: Success\nMessage: Waiting for Event completed.\n\nEvent: WaitEventComplete\n\n"},
		{"Action: CoreShowChannels\nActionID: 4", "Response: Success\nActionID: 4\nEventList: start\nMessage: Channels will follow\n\nEvent: CoreShowChannelsComplete\nActionID: 4\nEventList: Complete\nListItems: 0\n\n"},
		{"Action: DBPut\nFamily: x\nKey: y/z\nVal: a: b", "Response: Success\nMessage: Updated database successfully\n\n"},
		{"Action: DBPut\nKey: y", "Response: Error\nMessage: No family specified\n\n"},
		{"Action: DBGet\nFamily: x\nKey: y/z", "Response: Success\nEventList: start\nMessage: Result will follow\n\nEvent: DBGetResponse\nFamily: x\nKey: y/z\nVal: a: b\n\nEvent: DBGetComplete\nEventList: Complete\nListItems: 1\n\n"},
		{"Action: DBGetTree\nFamily: X", "Response: Success\nEventList: start\nMessage: Result will follow\n\nEvent: DBGetTreeResponse\nKey: /x/y/z\nVal: a: b\n\nEvent: DBGetTreeComplete\nEventList: Complete\nListItems: 1\n\n"},
		{"Action: DBDel\nFamily: x\nKey: y", "Response: Error\nMessage: Database entry could not be deleted\n\n"},
		{"Action: DBDelTree\nFamily: x\nKey: y", "Response: Success\nMessage: Key tree deleted successfully\n\n"},
		{"Action: DBDelTree\nFamily: x", "Response: Error\nMessage: Database entry not found\n\n"},
		{"Action: DBDel\nFamily: ps_auths/auth\nKey: 7001", "Response: Success\nMessage: Key deleted successfully\n\n"},
		{"Action: DBPut\nFamily: ps_auths/auth\nKey: 7001\nVal: {\"username\":\"u\",\"password\":\"p\",\"unknown\":\"x\"}", "Response: Success\nMessage: Updated database successfully\n\n"},
		{"Action: PJSIPShowEndpoint\nEndpoint: none", "Response: Error\nMessage: Unable to retrieve endpoint none\n\n\n"},
		{"Action: PJSIPQualify\nEndpoint: 7001", "Response: Success\nMessage: Endpoint found, will qualify\n\n"},
		{"Action: MailboxCount\nMailbox: 7001@default", "Response: Success\nMessage: Mailbox Message Count\nMailbox: 7001@default\nUrgMessages: 0\nNewMessages: 0\nOldMessages: 0\n\n"},
		{"Action: MailboxStatus", "Response: Error\nMessage: Mailbox not specified\n\n"},
		{"Action: VoicemailUserStatus\nContext: default\nMailbox: 7002", "Response: Success\nMessage: There is no voicemail user of the given info.\n\n"},
		{"Action: ExtensionState\nExten: 7001\nContext: internal", "Response: Success\nMessage: Extension Status\nExten: 7001\nContext: internal\nHint: PJSIP/7001\nStatus: 4\nStatusText: Unavailable\n\n"},
		{"Action: ExtensionState\nExten: 7002", "Response: Success\nMessage: Extension Status\nExten: 7002\nContext: default\nHint: \nStatus: -1\nStatusText: Unknown\n\n"},
		{"Action: Getvar\nVariable: OFFICE", "Response: Success\nVariable: OFFICE\nValue: Bern\n\n"},
		{"Action: Setvar\nVariable: OFFICE\nValue: Biel", "Response: Success\nMessage: Variable Set\n\n"},
		{"Action: Getvar\nVariable: OFFICE", "Response: Success\nVariable: OFFICE\nValue: Biel\n\n"},
		{"Action: Getvar\nVariable: X\nChannel: none", "Response: Error\nMessage: No such channel\n\n"},
		{"Action: Originate\nChannel: PJSIP/7001\nExten: 1\nContext: internal\nPriority: 1", "Response: Error\nMessage: Originate failed\n\n"},
		{"Action: Redirect\nChannel: x\nContext: a\nExten: 1\nPriority: 1", "Response: Error\nMessage: Channel does not exist: x\n\n"},
		{"Action: Hangup", "Response: Error\nMessage: No channel specified\n\n"},
		{"Action: ModuleCheck\nModule: app_queue.so", "Response: Success\nVersion: \n\n"},
		{"Action: ModuleLoad\nLoadType: reload\nModule: app_queue.so", "Response: Success\nMessage: Module reloaded.\n\n"},
		{"Action: ModuleLoad\nLoadType: load\nModule: app_queue.so", "Response: Error\nMessage: Could not load module.\n\n"},
		{"Action: Reload\nModule: nope", "Response: Error\nMessage: No such module\n\n"},
		{"Action: QueueSummary\nQueue: SALES", "Response: Success\nEventList: start\nMessage: Queue summary will follow\n\nEvent: QueueSummary\nQueue: sales\nLoggedIn: 0\nAvailable: 0\nCallers: 0\nHoldTime: 0\nTalkTime: 0\nLongestHoldTime: 0\n\nEvent: QueueSummaryComplete\nEventList: Complete\nListItems: 1\n\n"},
		{"Action: QueuePenalty\nInterface: PJSIP/7001\nPenalty: -1", "Response: Error\nMessage: Invalid interface, queuename or penalty\n\n"},
		{"Action: QueuePenalty\nInterface: PJSIP/7001\nPenalty: 4", "Response: Success\nMessage: Interface penalty set successfully\n\n"},
		{"Action: QueueMemberRingInUse\nInterface: PJSIP/7001\nRingInUse: no", "Response: Success\nMessage: Interface ringinuse set successfully\n\n"},
		{"Action: Logoff\nActionID: 5", "Response: Goodbye\nActionID: 5\nMessage: Thanks for all the fish.\n\n"},
	} {
		c.say(strings.Split(step.send, "\n")...)
		c.got = masked(c.until(lastWords(step.want)))
		if c.got != step.want {
			t.Errorf("%s\n%s", step.send, cmp.Diff(step.want, c.got))
		}
		c.got = ""
	}
	if rest := c.until(""); rest != "" {
		t.Errorf("after the goodbye: %q", rest)
	}
}

// lastWords are the end of an answer, by which its end is known.
func lastWords(answer string) string {
	answer = strings.ReplaceAll(answer, ": *\n\n", "")
	if strings.Contains(answer, "EventList: start") {
		return answer[strings.LastIndex(answer, "EventList: Complete"):]
	}
	if strings.HasSuffix(answer, "Timestamp") {
		return "\n\n"
	}
	return answer[strings.LastIndex(strings.TrimRight(answer, "\n"), "\n")+1:]
}

// TestEvents: who hears of what, after the answer to who caused it.
func TestEvents(t *testing.T) {
	run := listening(t, Options{})
	a, b, v := call(t, run), call(t, run), call(t, run)
	a.login("admin")
	if got := masked(a.until("SessionTV: ")); !strings.HasPrefix(got, "Event: FullyBooted\nPrivilege: system,all\nUptime: *\nLastReload: *\nStatus: Fully Booted\n\nEvent: SuccessfulAuth\nPrivilege: security,all\nEventTV: *\nSeverity: Informational\nService: AMI\nEventVersion: 1\nAccountID: admin\n") {
		t.Error(got)
	}
	a.until("\n\n")
	b.login("agents", "Events: on")
	a.until("AccountID: agents\n")
	a.until("\n\n")
	v.login("viewer", "Events: user,agent")
	a.until("AccountID: viewer\n")
	a.until("\n\n")

	b.say("Action: QueueAdd", "Queue: sales", "Interface: PJSIP/7002", "MemberName: Bob", "Penalty: 2", "ActionID: 9")
	const added = "Event: QueueMemberAdded\nPrivilege: agent,all\nQueue: sales\nMemberName: Bob\nInterface: PJSIP/7002\nStateInterface: PJSIP/7002\nMembership: dynamic\nPenalty: 2\n" +
		"CallsTaken: 0\nLastCall: 0\nLastPause: *\nLoginTime: *\nInCall: 0\nStatus: 4\nPaused: 0\nPausedReason: \nRinginuse: 1\nWrapuptime: 0\n\n"
	want := map[*caller]string{a: added, b: "Response: Success\nActionID: 9\nMessage: Added interface to queue\n\n" + added, v: added}
	for c, text := range want {
		if got := masked(c.until("Wrapuptime: 0\n\n")); got != text {
			t.Errorf("%s", cmp.Diff(text, got))
		}
	}
	v.say("Action: QueueRemove", "Queue: sales", "Interface: PJSIP/7002")
	v.until("Response: Error\nMessage: Permission denied\n\n")
	if got := masked(a.until("RequestType: Action: QueueRemove\n")); !strings.HasPrefix(got, "Event: RequestNotAllowed\nPrivilege: security,all\nEventTV: *\nSeverity: Error\n") {
		t.Error(got)
	}
	a.until("\n\n")
	a.say("Action: UserEvent", "UserEvent: hello", "Place: here", "ActionID: 7")
	const hello = "Event: UserEvent\nPrivilege: user,all\nUserEvent: hello\nPlace: here\nActionID: 7\n\n"
	if got := v.until("ActionID: 7\n\n"); got != hello {
		t.Error(got)
	}
	if got := a.until(hello); got != "Response: Success\nActionID: 7\nMessage: Event Sent\n\n"+hello {
		t.Error(got)
	}
	a.say("Action: Reload")
	got := a.until("Module: All\nStatus: 0\n\n")
	for _, part := range []string{"Module Reloaded", "Event: ExtensionStatus\nPrivilege: call,all\nExten: 7001\n", "Event: MessageWaiting\nPrivilege: call,all\nMailbox: 7001@default\n", "Event: Reload\nPrivilege: system,all\n"} {
		if !strings.Contains(got, part) {
			t.Errorf("no %q in %s", part, got)
		}
	}
	b.say("Action: Ping")
	if got := b.until("\n\n"); !strings.HasPrefix(got, "Response: Success\nPing: Pong\n") {
		t.Errorf("agents heard of what is not theirs: %s", got)
	}
	run.Restart()
	if got := a.until(""); got != "Event: Shutdown\nPrivilege: system,all\nShutdown: Cleanly\nRestart: False\n\n" {
		t.Error(got)
	}
	b.until("")
}

// TestFilters: patterns that events must have, or must not.
func TestFilters(t *testing.T) {
	c := call(t, listening(t, Options{}))
	c.login("admin", "Events: user")
	for _, f := range []string{"Place: .*ere", "!nowhere"} {
		c.say("Action: Filter", "Operation: Add", "Filter: "+f)
		c.until("Message: Success\n\n")
	}
	for place, heard := range map[string]bool{"here": true, "there": true, "nowhere": false, "Bern": false} {
		c.say("Action: UserEvent", "UserEvent: x", "Place: "+place)
		c.until("Message: Event Sent\n\n")
		if heard {
			c.until("Place: " + place + "\n\n")
		}
		c.say("Action: Ping") // what was heard came before its answer
		if got := c.until("Timestamp: "); strings.Contains(got, "Event:") {
			t.Errorf("%s: %q", place, got)
		}
		c.until("\n\n")
	}
}

// TestSignIn: by the secret, by a challenge once given, and not otherwise.
func TestSignIn(t *testing.T) {
	run := listening(t, Options{})
	watch := call(t, run)
	watch.login("admin", "Events: security")
	for _, c := range []struct {
		lines []string
		event string // what those who may hear of it are told; "" is a success
	}{
		{[]string{"Username: admin", "Secret: wrong"}, "InvalidPassword"},
		{[]string{"Username: nobody", "Secret: s"}, "InvalidAccountID"},
		{[]string{"Username: general", "Secret: "}, "InvalidAccountID"},
		{nil, "InvalidAccountID"},
		{[]string{"Username: admin", "AuthType: MD5", "Key: 00"}, "ChallengeResponseFailed"},
		{[]string{"Username: admin", "AuthType: MD5", "Key: {" + "key}"}, "SuccessfulAuth"},
	} {
		one := call(t, run)
		lines := append([]string{"Action: Login", "ActionID: 1"}, c.lines...)
		if strings.HasSuffix(lines[len(lines)-1], "{key}") {
			one.say("Action: Challenge", "AuthType: md5")
			said := one.until("\n\n")
			challenge := strings.TrimSpace(said[strings.Index(said, "Challenge: ")+len("Challenge: "):])
			sum := md5.Sum([]byte(challenge + "s"))
			lines[len(lines)-1] = "Key: " + hex.EncodeToString(sum[:])
		}
		one.say(lines...)
		watch.until("Event: " + c.event + "\n")
		if c.event == "SuccessfulAuth" {
			one.until("Response: Success\nActionID: 1\nMessage: Authentication accepted\n\n")
			continue
		}
		if got := one.until(""); got != "Response: Error\nActionID: 1\nMessage: Authentication failed\n\n" {
			t.Errorf("%q: %q", c.lines, got)
		}
	}
}

// TestSocketFaults: what the control plane does to HTTP it does to a connection, and
// what a client did over it is there for HTTP and for another process.
func TestSocketFaults(t *testing.T) {
	path := t.TempDir() + "/world.json"
	run := listening(t, Options{Serving: simhttp.Serving{File: path}})
	faults := []simhttp.Fault{
		{Match: simhttp.Match{Path: "/ami/DBPut"}, Nth: 2, Kind: simhttp.DropBefore},
		{Match: simhttp.Match{Path: "/ami/DBPut"}, Nth: 3, Kind: simhttp.DropAfter},
		{Match: simhttp.Match{Path: "/ami/CoreStatus"}, Kind: simhttp.Truncate},
		{Match: simhttp.Match{Path: "/ami/Ping"}, Kind: simhttp.Expire},
	}
	for _, f := range faults {
		if err := run.AddFault(f); err != nil {
			t.Fatal(err)
		}
	}
	put := func(c *caller, key string) { c.say("Action: DBPut", "Family: f", "Key: "+key, "Val: v") }
	a := call(t, run)
	a.login("admin", "Events: off")
	put(a, "kept")
	a.until("Updated database successfully\n\n")
	put(a, "never")
	if got := a.until(""); got != "" {
		t.Errorf("dropped before: %q", got)
	}
	b := call(t, run)
	b.login("admin", "Events: off")
	put(b, "unknown")
	if got := b.until(""); got != "" {
		t.Errorf("dropped after: %q", got)
	}
	c := call(t, run)
	c.login("admin", "Events: off")
	c.say("Action: CoreStatus")
	if got := c.until(""); !strings.HasPrefix(got, "Response: Success\n") || strings.HasSuffix(got, "\n\n") {
		t.Errorf("cut: %q", got)
	}
	d := call(t, run)
	d.login("admin", "Events: off")
	d.say("Action: Ping")
	d.until("")
	other, _, err := NewServer(nil, Options{Serving: simhttp.Serving{File: path}})
	if err != nil {
		t.Fatal(err)
	}
	world, err := other.World()
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"kept": true, "never": false, "unknown": true} {
		if got := strings.Contains(string(world), `"/f/`+key+`":"v"`); got != want {
			t.Errorf("%s is there: %v, want %v\n%s", key, got, want, world)
		}
	}
	log := fmt.Sprint(run.Requests())
	if strings.Contains(log, "Secret") || !strings.Contains(log, "/ami/DBPut") || !strings.Contains(log, "true drop-before") {
		t.Error(log)
	}
}

// TestSocketRefused: over HTTP there is no such path, and nobody else can reach AMI.
func TestSocketRefused(t *testing.T) {
	c := newClient(t, amiSeed, Options{})
	if status, _ := c.ari("AMI", "/ami/Ping", ""); status != 404 {
		t.Errorf("HTTP reaches a connection's path: %d", status)
	}
	if _, err := Start(t.Context(), nil, Options{Quirks: map[string]string{"amiListen": "0.0.0.0:0"}}); !errors.Is(err, simhttp.ErrNotLoopback) {
		t.Error(err)
	}
	run, err := Start(t.Context(), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if run.Addresses() != nil {
		t.Error("it listens where nobody asked it to")
	}
}
