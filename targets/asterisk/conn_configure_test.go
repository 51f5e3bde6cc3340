package asterisk

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk/sim"
)

// act is one of configure's actions, as name, value, name, value.
func act(fields ...any) map[string]any {
	out := map[string]any{"action": fields[0]}
	for i := 1; i < len(fields); i += 2 {
		out[fields[i].(string)] = fields[i+1]
	}
	return out
}

func configuring(file string, actions ...any) plan.Args {
	return plan.Args{"file": file, "actions": actions}
}

// text is a file of the simulator as it stands on its disk.
func (p *pbx) text(name string) string {
	p.t.Helper()
	f, err := p.w.conf(p.t.Context(), name)
	if err != nil {
		p.t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range f.categories {
		fmt.Fprintf(&b, "[%s]\n", c.name)
		for _, l := range c.lines {
			fmt.Fprintf(&b, "%s=%s\n", l.name, l.value)
		}
	}
	return b.String()
}

const staffed = `{"files": {
	"queues.conf": "[general]\n[sales]\nstrategy = ringall\ntimeout = 10\ntimeout = 20\nmember => PJSIP/101,2,Alice\nmember => Local/9@x\nmember => PJSIP/102\n",
	"voicemail.conf": "[general]\n[default]\n101 => 1234,Alice,alice@acme.example,,tz=central|attach=yes\n"}}`

func TestConfigureQueues(t *testing.T) {
	for _, x := range []struct {
		name    string
		actions []any
		want    string
	}{
		{"a new queue", []any{act("newcat", "category", "new"), act("set", "category", "new", "variable", "strategy", "value", "linear"), act("member", "category", "new", "interface", "PJSIP/5", "penalty", int64(3))},
			"[sales]\nstrategy=ringall\ntimeout=10\ntimeout=20\nmember=PJSIP/101,2,Alice\nmember=Local/9@x\nmember=PJSIP/102\n[new]\nstrategy=linear\nmember=PJSIP/5,3\n"},
		{"a value", []any{act("set", "category", "sales", "variable", "strategy", "value", "linear")},
			"[sales]\nstrategy=linear\ntimeout=10\ntimeout=20\nmember=PJSIP/101,2,Alice\nmember=Local/9@x\nmember=PJSIP/102\n"},
		{"a value that is there twice", []any{act("set", "category", "sales", "variable", "timeout", "value", int64(30))},
			"[sales]\nstrategy=ringall\nmember=PJSIP/101,2,Alice\nmember=Local/9@x\nmember=PJSIP/102\ntimeout=30\n"},
		{"what is so already", []any{act("set", "category", "sales", "variable", "strategy", "value", "ringall"), act("unset", "category", "sales", "variable", "weight"), act("member", "category", "sales", "interface", "pjsip/102")},
			"[sales]\nstrategy=ringall\ntimeout=10\ntimeout=20\nmember=PJSIP/101,2,Alice\nmember=Local/9@x\nmember=PJSIP/102\n"},
		{"a penalty, the rest of the line as it was", []any{act("member", "category", "sales", "interface", "PJSIP/101", "penalty", int64(0)), act("member", "category", "sales", "interface", "PJSIP/102", "penalty", int64(7))},
			"[sales]\nstrategy=ringall\ntimeout=10\ntimeout=20\nmember=PJSIP/101,0,Alice\nmember=Local/9@x\nmember=PJSIP/102,7\n"},
		{"members go and come", []any{act("unset", "category", "sales", "variable", "timeout"), act("unmember", "category", "sales", "interface", "PJSIP/101"), act("member", "category", "sales", "interface", "PJSIP/103")},
			"[sales]\nstrategy=ringall\nmember=Local/9@x\nmember=PJSIP/102\nmember=PJSIP/103\n"},
		{"another order", []any{act("order", "category", "sales", "members", []any{"PJSIP/102", "PJSIP/101"})},
			"[sales]\nstrategy=ringall\ntimeout=10\ntimeout=20\nmember=PJSIP/102\nmember=PJSIP/101,2,Alice\nmember=Local/9@x\n"},
		{"another name", []any{act("renamecat", "category", "sales", "value", "Ventes été, 2"), act("set", "category", "Ventes été, 2", "variable", "musicclass", "value", ">a;b")},
			"[Ventes été, 2]\nstrategy=ringall\ntimeout=10\ntimeout=20\nmember=PJSIP/101,2,Alice\nmember=Local/9@x\nmember=PJSIP/102\nmusicclass=>a;b\n"},
		{"gone", []any{act("delcat", "category", "sales")}, ""},
	} {
		p := start(t, staffed, sim.Options{})
		p.done(callConfigure, configuring(fileQueues, x.actions...))
		if d := cmp.Diff("[general]\n"+x.want, p.text("queues.conf")); d != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, d)
		}
	}
}

func TestConfigureMailboxes(t *testing.T) {
	p := start(t, staffed, sim.Options{})
	p.done(callConfigure, configuring(fileVoicemail,
		act("mailbox", "category", "default", "mailbox", "101", "fields", map[string]any{"name": "Alice M", "attach": false, "options": []any{"tz=european"}}),
		act("mailbox", "category", "default", "mailbox", "102", "fields", map[string]any{"pin": "9876", "email": "bob@acme.example", "delete": true}),
		act("mailbox", "category", "other", "mailbox", "103", "fields", map[string]any{"name": "Carol"})))
	want := "[general]\n[default]\n101=1234,Alice M,alice@acme.example,,attach=no|tz=european\n102=9876,,bob@acme.example,,delete=yes\n[other]\n103=,Carol\n"
	if d := cmp.Diff(want, p.text("voicemail.conf")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	p.done(callConfigure, configuring(fileVoicemail, act("unmailbox", "category", "default", "mailbox", "101")))
	if strings.Contains(p.text("voicemail.conf"), "101=") {
		t.Errorf("a mailbox that was deleted is still there")
	}
}

// TestConfigureTwice: of lines that are there twice one is left, with what counted
// before: of a mailbox the first, of a member the last.
func TestConfigureTwice(t *testing.T) {
	p := start(t, `{"files": {"queues.conf": "[general]\n[q]\nmember => PJSIP/1,1\nmember => PJSIP/2\nmember => pjsip/1,5,Al\n",
		"voicemail.conf": "[general]\n[default]\n101 => 1,First\n102 => 3,Other\n101 => 2,Second\n"}}`, sim.Options{})
	s := p.read(targets.Scope{})
	if q := shown(s, state.Ref{Kind: Queue, Key: "q"}); q["order"] != "1, 2" || q["penalties"] != "1:5" {
		t.Errorf("the queue: %v", q)
	}
	if m := shown(s, state.Ref{Kind: Mailbox, Key: "101@default"}); m["name"] != "First" {
		t.Errorf("the mailbox: %v", m)
	}
	p.done(callConfigure, configuring(fileQueues, act("member", "category", "q", "interface", "PJSIP/1", "penalty", int64(7))))
	p.done(callConfigure, configuring(fileVoicemail, act("mailbox", "category", "default", "mailbox", "101", "fields", map[string]any{"email": "al@acme.example"})))
	if d := cmp.Diff("[general]\n[q]\nmember=PJSIP/2\nmember=pjsip/1,7,Al\n", p.text("queues.conf")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff("[general]\n[default]\n102=3,Other\n101=1,First,al@acme.example\n", p.text("voicemail.conf")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestConfigureRefuses: what would write another thing than it says is not sent.
func TestConfigureRefuses(t *testing.T) {
	p := start(t, `{"files": {"queues.conf": "[general]\n[tpl](!)\n[sales](tpl)\n[q]\n[r]\n"}}`, sim.Options{})
	before := p.text("queues.conf")
	for name, a := range map[string]any{
		"a line end":             act("set", "category", "q", "variable", "announce", "value", "x\n[evil]"),
		"a bracket":              act("newcat", "category", "a]b"),
		"a semicolon":            act("newcat", "category", "a;b"),
		"a semicolon, renaming":  act("renamecat", "category", "q", "value", "a;b"),
		"a name that is taken":   act("newcat", "category", "q"),
		"a rename over another":  act("renamecat", "category", "q", "value", "r"),
		"a category of nobody":   act("set", "category", "nobody", "variable", "a", "value", "b"),
		"a template's heir":      act("set", "category", "sales", "variable", "a", "value", "b"),
		"an action that is none": act("reboot", "category", "q"),
	} {
		if r := p.do(callConfigure, configuring(fileQueues, a)); r.Outcome != targets.NotSent {
			t.Errorf("%s: %s: %v", name, r.Outcome, r.Err)
		}
	}
	if r := p.do(callConfigure, configuring(fileVoicemail, act("mailbox", "category", "default", "mailbox", "1", "fields", map[string]any{"name": "Martin, Alice"}))); r.Outcome != targets.NotSent {
		t.Errorf("a comma in a mailbox: %s: %v", r.Outcome, r.Err)
	}
	if got := p.text("queues.conf"); got != before {
		t.Errorf("the file changed: %s", got)
	}
}

// TestBatch: as many orders as one request holds go together; an order that is refused
// takes nobody with it.
func TestBatch(t *testing.T) {
	p := start(t, "", sim.Options{})
	p.read(targets.Scope{Kinds: []string{Mailbox}})
	p.requests()
	var orders []targets.Order
	for i := range 100 {
		orders = append(orders, targets.Order{Step: &plan.Step{Call: callConfigure, Args: configuring(fileVoicemail, act("mailbox", "category", "default", "mailbox", fmt.Sprint(100+i), "fields", map[string]any{"name": "x"}))}, Asked: time.Now().Add(-time.Minute)})
	}
	for i, r := range p.w.DoBatch(t.Context(), orders) {
		if r.Outcome != targets.Done {
			t.Fatalf("order %d: %s: %v", i, r.Outcome, r.Err)
		}
	}
	sent := p.requests()
	if len(sent) != 4 { // 31 edits of four fields beside four others
		t.Errorf("100 mailboxes took %v", sent)
	}
	if got := strings.Count(p.text("voicemail.conf"), "=,x\n"); got != 100 {
		t.Errorf("%d of 100 mailboxes", got)
	}
}

// TestBatchMoved: a line that somebody changed after it was read is not overwritten, and
// the other orders of its request are carried out.
func TestBatchMoved(t *testing.T) {
	p := start(t, staffed, sim.Options{})
	asked := time.Now()
	p.read(targets.Scope{Kinds: []string{Queue}})
	other := p.connect(nil)
	if r := other.Do(t.Context(), targets.Order{Step: &plan.Step{Call: callConfigure, Args: configuring(fileQueues, act("set", "category", "sales", "variable", "strategy", "value", "random"))}}); r.Outcome != targets.Done {
		t.Fatalf("%v", r.Err)
	}
	order := func(a map[string]any) targets.Order {
		return targets.Order{Step: &plan.Step{Call: callConfigure, Args: configuring(fileQueues, a)}, Asked: asked}
	}
	got := p.w.DoBatch(t.Context(), []targets.Order{
		order(act("set", "category", "sales", "variable", "strategy", "value", "linear")),
		order(act("member", "category", "sales", "interface", "PJSIP/103")),
	})
	if got[1].Outcome != targets.Done {
		t.Errorf("the other order: %s: %v", got[1].Outcome, got[1].Err)
	}
	if got[0].Outcome != targets.Refused || !errors.Is(got[0].Err, targets.ErrConflict) {
		t.Errorf("what moved: %s: %v", got[0].Outcome, got[0].Err)
	}
	if q := shown(p.read(targets.Scope{}), state.Ref{Kind: Queue, Key: "sales"}); q["strategy"] != "random" || q["order"] != "101, 102, 103" {
		t.Errorf("the queue: %v", q)
	}
}
