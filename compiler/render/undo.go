package render

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// asideView is a heading with remarks below it.
type asideView struct {
	title string
	lines []string
}

// undoing are, of a plan that takes a run back, what does not come back and what
// others changed since.
func undoing(s *plan.Section, names namer) []asideView {
	var out []asideView
	if len(s.Lost) > 0 {
		v := asideView{title: "What cannot be brought back"}
		for _, l := range s.Lost {
			v.lines = append(v.lines, fmt.Sprintf("%s %s: %s", names.kindTitle(l.Object.Kind), names.object(l.Object), safe(strings.Join(l.What, ", "))))
		}
		out = append(out, v)
	}
	if len(s.Kept) > 0 {
		v := asideView{title: "Left as it is: changed since that run"}
		for _, k := range s.Kept {
			v.lines = append(v.lines, keptLine(k, names))
		}
		out = append(out, v)
	}
	return out
}

func keptLine(k plan.Kept, names namer) string {
	line := names.kindTitle(k.Object.Kind) + " " + names.object(k.Object)
	if k.Field == "" {
		return line + ": " + safe(k.Why)
	}
	value := names.speech(k.Object.Kind, k.Field)
	if k.Former.Presence() == state.Set {
		return fmt.Sprintf("%s: %s cannot be %s again: %s", line, safe(k.Field), shown(k.Former, value), safe(k.Why))
	}
	return fmt.Sprintf("%s: %s %s: the run wrote %s, it is %s", line, safe(k.Field), safe(k.Why), shown(k.Wrote, value), shown(k.Now, value))
}

// wayBack says in a line how much of a section cannot be taken back whole; ""
// when all can.
func (p Plan) wayBack(s *plan.Section) string {
	way, ok := p.UndoOf(s.Target)
	if !ok || len(way.Lost) == 0 || p.Body.Undoes != "" {
		return ""
	}
	acting := 0
	for i := range s.Changes {
		if s.Changes[i].Acts() {
			acting++
		}
	}
	return fmt.Sprintf("Undo: %d of %s cannot be taken back whole; --format json says what is lost.", len(way.Lost), count(acting, "change", "changes"))
}
