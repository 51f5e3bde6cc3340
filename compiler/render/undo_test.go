package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// losing is a plan whose way back loses something of each of n objects, and
// something of its own of each of m others.
func losing(n, m int) Plan {
	p := sample()
	way := plan.Undo{Target: p.Body.Sections[0].Target}
	for i := range n {
		way.Lost = append(way.Lost, plan.Lost{Object: ref("user", fmt.Sprint(200+i)), What: []string{"call history", "voicemail messages"}})
	}
	for i := range m {
		way.Lost = append(way.Lost, plan.Lost{Object: ref("user", fmt.Sprint(600+i)), What: []string{fmt.Sprintf("the former Field%d, which cannot be read", i)}})
	}
	p.Undo = []plan.Undo{way}
	return p
}

// TestPlansListWhatIsLost: every format that people read says what no rollback
// brings back, the same of several objects in one line.
func TestPlansListWhatIsLost(t *testing.T) {
	p := losing(2, 1)
	page, err := p.HTML(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, view := range [][]byte{p.Text(Options{}), p.Markdown(Options{}), page} {
		for _, want := range []string{"Undo: 3 of ", "2 Extensions 200, 201: call history, voicemail messages", "Extension 600: the former Field0, which cannot be read"} {
			if !strings.Contains(strings.ToLower(string(view)), strings.ToLower(want)) {
				t.Errorf("want %q in:\n%s", want, view)
			}
		}
	}
}

// TestWhatIsLostIsBounded: a page stays short and says how the rest is seen.
func TestWhatIsLostIsBounded(t *testing.T) {
	p := losing(40, 30)
	text := string(p.Text(Options{}))
	for _, want := range []string{"Undo: 70 of ", "200, 201, 202, 203, 204 and 35 more (--full lists them)", "and 19 more lines; --full shows them"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in:\n%s", want, text)
		}
	}
	full := string(p.Text(Options{Full: true}))
	for _, want := range []string{"238, 239: call history", "Field29,"} {
		if !strings.Contains(full, want) {
			t.Errorf("a full plan lacks %q:\n%s", want, full)
		}
	}
	if strings.Contains(full, " more") {
		t.Errorf("a full plan is bounded:\n%s", full)
	}
}

// TestRollbacksListWhatIsLost: so does the plan that takes a run back.
func TestRollbacksListWhatIsLost(t *testing.T) {
	p := losing(9, 0)
	s := &p.Body.Sections[0]
	s.Lost, p.Undo, p.Body.Undoes = p.Undo[0].Lost, nil, "20260115T090000Z-ab"
	for i := range 30 {
		s.Kept = append(s.Kept, plan.Kept{Object: ref("user", fmt.Sprint(300+i)), Why: "changed since"})
	}
	text := string(p.Text(Options{}))
	for _, want := range []string{"What cannot be brought back\n", "200, 201, 202, 203, 204 and 4 more (--full lists them): call history", "311: changed since\n", "and 18 more lines; --full shows them"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in:\n%s", want, text)
		}
	}
}
