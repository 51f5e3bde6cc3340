package asterisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk/sim"
)

// TestEditsAgree: whatever is asked of a file, what the editor takes it for afterwards
// is what is in it.
func TestEditsAgree(t *testing.T) {
	p := start(t, "", sim.Options{})
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		name := fmt.Sprintf("q%d", n)
		actions := []any{act("newcat", "category", name)}
		text := rapid.SampledFrom([]string{"1", "a;b", `back\slash`, ">x", "a,b,c", "é", "with  blanks", "x=y", "#include", `"q"`, "a|b"})
		variable := rapid.SampledFrom([]string{"strategy", "timeout", "announce", "musicclass"})
		who := rapid.SampledFrom([]string{"PJSIP/1", "PJSIP/2", "PJSIP/3", "Local/9@x", "pjsip/1"})
		for range rapid.IntRange(0, 40).Draw(t, "actions") {
			switch rapid.IntRange(0, 6).Draw(t, "action") {
			case 0, 1:
				actions = append(actions, act("set", "category", name, "variable", variable.Draw(t, "variable"), "value", text.Draw(t, "value")))
			case 2:
				actions = append(actions, act("unset", "category", name, "variable", variable.Draw(t, "variable")))
			case 3:
				actions = append(actions, act("member", "category", name, "interface", who.Draw(t, "who"), "penalty", rapid.Int64Range(0, 9).Draw(t, "penalty")))
			case 4:
				actions = append(actions, act("member", "category", name, "interface", who.Draw(t, "who")))
			case 5:
				actions = append(actions, act("unmember", "category", name, "interface", who.Draw(t, "who")))
			default:
				actions = append(actions, act("order", "category", name, "members", []any{who.Draw(t, "first"), who.Draw(t, "second")}))
			}
		}
		if r := p.do(callConfigure, configuring(fileQueues, actions...)); r.Outcome != targets.Done {
			t.Fatalf("%s: %v", r.Outcome, r.Err)
		}
		known := *p.w.seen[fileQueues].file.find(name)
		read, err := p.w.conf(p.t.Context(), "queues.conf")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(known.lines, read.find(name).lines) {
			t.Fatalf("what is known is %v, and there is %v", known.lines, read.find(name).lines)
		}
	})
}

// TestHeld: no request has more fields than Asterisk reads, nor a longer body.
func TestHeld(t *testing.T) {
	for _, length := range []int{1, 200, 3000} {
		var edits []edit
		for i := range 100 {
			edits = append(edits, edit{"update", "sales", fmt.Sprint("v", i), strings.Repeat("é", length), "x"})
		}
		for total := 0; len(edits) > 0; {
			n := held(edits)
			fields := []pair{{"action", "updateconfig"}, {"srcfilename", "queues.conf"}, {"dstfilename", "queues.conf"}, {"reload", moduleQueue}}
			for i, e := range edits[:n] {
				fields = append(fields, e.pairs(i)...)
			}
			if len(fields) > 128 || n > 1 && len(formOf(fields)) > 40960 {
				t.Errorf("%d edits of %d letters: %d fields, %d bytes", n, length, len(fields), len(formOf(fields)))
			}
			edits, total = edits[n:], total+n
		}
	}
}

// FuzzParseAnswer: no answer is taken for whole that ends in the middle of a line, and
// none breaks the reader.
func FuzzParseAnswer(f *testing.F) {
	for _, s := range []string{"Response: Success\r\n\r\n", "Response: Success\r\nEventList: start\r\n\r\nEvent: X\r\nKey: a\r\n\r\nEvent: XComplete\r\nEventList: Complete\r\nListItems: 1\r\n\r\n",
		"Response: Success\r\nNo categories found\r\n\r\n", "Response: Success\r\nCategory-000000: a\r\nTemplates-000000: \"t\"\r\nLine-000000-000000: a=b=c\r\n\r\n", "\r\n\r\n", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := parseAnswer(s)
		if err != nil {
			return
		}
		if !strings.HasSuffix(s, "\r\n\r\n") || a.get("Response") == "" {
			t.Errorf("%q was taken for an answer", s)
		}
		parseFile(a)
		_, _ = a.counted()
	})
}
