package real_test

import (
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// dialogues are what is said over connections of AMI, each by a client of its own: an
// action a line, its lines parted by " | ". The one that begins with "!" is sent as it
// stands.
var dialogues = map[string][]string{
	"who nobody knows":  {"Action: Ping", "Action: Challenge | AuthType: SHA", "Action: Challenge", "Action: Login | Username: nobody | Secret: x | ActionID: 1"},
	"a wrong challenge": {"Action: Login | AuthType: MD5 | Username: patchbay | Key: 00"},
	"goodbye at once":   {"Action: Logoff | ActionID: 2"},
	"session": {signedIn, "Action: Login", "action: ping | actionid: 1", "ActionID: 3", "!\r\n", "Action: Nope", "Action: Events", "Action: Events | EventMask: nonsense", "Action: Events | EventMask: 1", "Action: Events | EventMask: user,agent",
		"Action: UserEvent | UserEvent: hello | A: 1 | ActionID: 9", "Action: UserEvent", "Action: Events | EventMask: off", "Action: UserEvent | UserEvent: unheard",
		"Action: Filter | Operation: Add | Filter: [", "Action: Filter | Operation: Del", "Action: ListCommands", "Action: Ping | " + strings.Repeat("X: y | ", 127) + "ActionID: 5", "Action: Ping | " + strings.Repeat("X: y | ", 200) + "ActionID: 6",
		"Action: DBPut | Family: x | Key: y | Val: " + strings.Repeat("a", 1017), "Action: DBPut | Family: x | Key: y | Val: " + strings.Repeat("b", 1100), "Action: DBGet | Family: x | Key: y", "Action: Logoff"},
	"queues": {signedIn, "Action: UpdateConfig | SrcFilename: queues.conf | DstFilename: queues.conf | Reload: app_queue | Action-000000: newcat | Cat-000000: sales | Action-000001: append | Cat-000001: sales | Var-000001: member | Value-000001: >PJSIP/101,1,Alice",
		"Action: QueueAdd | Queue: sales | Interface: PJSIP/102 | Penalty: 2 | MemberName: Bob", "Action: QueueAdd | Queue: SALES | Interface: pjsip/102", "Action: QueueAdd | Queue: sales | Interface: PJSIP/103 | Paused: yes | Reason: lunch | StateInterface: PJSIP/102",
		"Action: QueuePause | Queue: sales | Interface: PJSIP/102 | Paused: true | Reason: tea", "Action: QueuePause | Interface: PJSIP/101 | Paused: 1", "Action: QueuePause | Interface: PJSIP/101 | Paused: no", "Action: QueuePause | Interface: PJSIP/9 | Paused: no",
		"Action: QueuePenalty | Interface: PJSIP/102 | Penalty: 5", "Action: QueuePenalty | Interface: PJSIP/101 | Penalty: 4", "Action: QueuePenalty | Interface: PJSIP/102 | Penalty: -3", "Action: QueuePenalty | Penalty: 3",
		"Action: QueueMemberRingInUse | Interface: PJSIP/102 | RingInUse: no", "Action: QueueStatus | Queue: Sales", "Action: QueueSummary | Queue: sales", "Action: QueueLog | Queue: sales | Event: X", "Action: QueueReset", "Action: QueueRule",
		"Action: QueueRemove | Queue: sales | Interface: PJSIP/102", "Action: QueueRemove | Queue: sales | Interface: PJSIP/101", "Action: QueueRemove | Queue: none | Interface: PJSIP/101"},
	"database": {signedIn, "Action: DBPut | Family: x | Key: y | Val: a: b", "Action: DBPut | Family: x | Val: a", "Action: DBPut | Family: x | Key: z/deep | Val: 1", "Action: DBGet | Family: x | Key: y | ActionID: 12", "Action: DBGetTree | Family: X | ActionID: 3",
		"Action: DBGetTree | Family: x | Key: z", "Action: DBGetTree | Family: none", "Action: DBDel | Family: x | Key: y", "Action: DBDel | Family: x | Key: y", "Action: DBDel | Family: x", "Action: DBDelTree | Family: x | Key: none", "Action: DBDelTree | Family: x", "Action: DBDelTree",
		"Action: Command | Command: database put a b c", "Action: Command | Command: database get a b", "Action: Command | Command: database put a b", "Action: Command | Command: database deltree a", "Action: Command | Command: database deltree a"},
	"calls": {signedIn, "Action: CoreShowChannels", "Action: Status", "Action: Status | Channel: x", "Action: Hangup", "Action: Hangup | Channel: x", "Action: Hangup | Channel: /x/", "Action: Redirect | Channel: x | Context: a | Exten: 1 | Priority: 1", "Action: Redirect | Channel: x",
		"Action: AbsoluteTimeout | Channel: x", "Action: AbsoluteTimeout | Channel: x | Timeout: 1", "Action: Atxfer | Channel: x | Exten: 1", "Action: BlindTransfer | Channel: x", "Action: Bridge | Channel1: x | Channel2: y", "Action: BridgeList", "Action: BridgeTechnologyList",
		"Action: BridgeInfo | BridgeUniqueid: x", "Action: BridgeKick | Channel: x", "Action: SendText | Channel: x", "Action: Originate | Channel: PJSIP", "Action: Originate | Channel: PJSIP/9 | Exten: 1", "Action: MessageSend", "Action: LocalOptimizeAway",
		"Action: Getvar | Variable: FOO", "Action: Setvar | Variable: FOO | Value: a: b", "Action: Getvar | Variable: FOO", "Action: Getvar", "Action: Getvar | Channel: x | Variable: FOO", "Action: PresenceState | Provider: Custom:x", "Action: PresenceState"},
	"phones": {signedIn, "Action: PJSIPQualify | Endpoint: 9", "Action: PJSIPRegister | Registration: x", "Action: PJSIPShowContacts", "Action: PJSIPShowRegistrationsOutbound", "Action: PJSIPShowRegistrationInboundContactStatuses", "Action: PJSIPShowSubscriptionsInbound",
		"Action: MailboxCount | Mailbox: 101@default", "Action: MailboxStatus | Mailbox: 101", "Action: MailboxStatus", "Action: ExtensionState | Exten: 101 | Context: internal", "Action: ExtensionState | Exten: 1", "Action: ExtensionStateList",
		"Action: ShowDialPlan | Context: internal", "Action: ShowDialPlan | Context: none", "Action: DialplanExtensionAdd | Context: internal | Extension: 8000 | Priority: 1 | Application: NoOp", "Action: ShowDialPlan | Context: internal",
		"Action: DialplanExtensionRemove | Context: internal | Extension: 8000", "Action: DialplanExtensionRemove"},
	"console": {signedIn, "Action: Command", "Action: Command | Command: nope nope", "Action: Command | Command: core show channels", "Action: Command | Command: core show channels concise", "Action: Command | Command: core show calls", "Action: Command | Command: core show hints",
		"Action: Command | Command: pjsip show endpoints", "Action: Command | Command: pjsip show endpoint 9", "Action: Command | Command: pjsip show contacts", "Action: Command | Command: dialplan show internal", "Action: Command | Command: dialplan show none",
		"Action: Command | Command: manager show users", "Action: Command | Command: manager show user patchbay", "Action: Command | Command: ari show users", "Action: Command | Command: ari show status", "Action: Command | Command: module reload nope",
		"Action: Command | Command: queue reload all", "Action: Command | Command: queue show none", "Action: Command | Command: sip show peers", "Action: Command | Command: dialplan reload"},
	"modules": {signedIn, "Action: ModuleCheck | Module: app_queue", "Action: ModuleCheck | Module: nope", "Action: ModuleLoad | LoadType: reload | Module: app_queue.so", "Action: ModuleLoad | LoadType: reload | Module: nope.so", "Action: ModuleLoad | LoadType: load | Module: app_queue.so",
		"Action: ModuleLoad | LoadType: unload | Module: res_pjsip.so", "Action: Reload | Module: app_queue", "Action: Reload | Module: nope", "Action: Reload | Module: manager", "Action: LoggerRotate"},
}

const signedIn = "Action: Login | Username: " + real.Name + " | Secret: " + real.Password

// line is one end of a dialogue.
type line struct {
	t *testing.T
	net.Conn
}

// hears gives all that comes until nothing more does.
func (p line) hears() string {
	var out strings.Builder
	b := make([]byte, 1<<16)
	for {
		p.SetReadDeadline(time.Now().Add(150 * time.Millisecond))
		n, err := p.Read(b)
		out.Write(b[:n])
		if timeout, ok := err.(net.Error); err != nil && (!ok || !timeout.Timeout()) {
			return out.String() + "(end)"
		} else if err != nil && out.Len() > 0 {
			return out.String()
		} else if err != nil && n == 0 {
			p.SetReadDeadline(time.Now().Add(1500 * time.Millisecond)) // a refused login takes a second
			if n, err = p.Read(b); err != nil && n == 0 {
				return "(nothing)"
			}
			out.Write(b[:n])
		}
	}
}

// personal is what an event of security says of one connection, or of one moment.
var personal = regexp.MustCompile(`(?m)^(SessionID|LocalAddress|RemoteAddress|ExpectedResponse|Challenge|Uptime|LastReload|LoginTime|LastPause): .*$|was \d+ secs ago|\d{6,}`)

// TestSameDialogues says the same to both over connections, and hears the same.
func TestSameDialogues(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p := newPair(t, in)
		for name, said := range dialogues {
			if testing.Short() && name != "session" && name != "a wrong challenge" {
				continue // each answer is waited for until nothing more comes
			}
			t.Run(name, func(t *testing.T) {
				p.begin(t, `{}`)
				var ends [2]line
				for i, addr := range p.amis {
					conn, err := net.Dial("tcp", addr)
					if err != nil {
						t.Fatal(err)
					}
					defer conn.Close()
					ends[i] = line{t, conn}
				}
				answers := func() (out [2][]string) {
					for i, e := range ends {
						out[i] = blocks(personal.ReplaceAllString(e.hears(), "<personal>"))
					}
					return out
				}
				for _, action := range append([]string{""}, said...) {
					text := strings.ReplaceAll(action, " | ", "\r\n") + "\r\n\r\n"
					if raw, ok := strings.CutPrefix(action, "!"); ok {
						text = raw
					}
					for _, e := range ends {
						if action != "" {
							e.Write([]byte(text))
						}
					}
					got := answers()
					if d := cmp.Diff(got[0], got[1]); d != "" {
						t.Errorf("%.200s (-simulator +real):\n%s", action, d)
					}
				}
			})
		}
	})
}
