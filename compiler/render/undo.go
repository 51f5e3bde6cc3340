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

// fewLost are as many lines as a page shows of what does not come back, and
// fewNamed as many objects as a line names; Options.Full shows all.
const (
	fewLost  = 12
	fewNamed = 5
)

// undoing are, of a plan that takes a run back, what does not come back and what
// others changed since.
func undoing(s *plan.Section, names namer, o Options) []asideView {
	var out []asideView
	if len(s.Lost) > 0 {
		out = append(out, asideView{title: "What cannot be brought back", lines: lostLines(s.Lost, names, o)})
	}
	if len(s.Kept) > 0 {
		var lines []string
		for _, k := range s.Kept {
			lines = append(lines, keptLine(k, names))
		}
		out = append(out, asideView{title: "Left as it is: changed since that run", lines: bounded(lines, o)})
	}
	return out
}

// lostLines say what is lost for good: objects of a kind that lose the same stand
// in one line.
func lostLines(lost []plan.Lost, names namer, o Options) []string {
	type group struct{ kind, what string }
	var order []group
	members := map[group][]string{}
	for _, l := range lost {
		g := group{l.Object.Kind, strings.Join(l.What, ", ")}
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], names.formerly(l.Object))
	}
	var lines []string
	for _, g := range order {
		objects, kind := members[g], names.kindTitle(g.kind)
		few := fewNamed
		if o.Full {
			few = len(objects)
		}
		if len(objects) > 1 {
			kind = fmt.Sprintf("%d %s", len(objects), names.kindsTitle(g.kind))
		}
		who := strings.Join(objects[:min(few, len(objects))], ", ")
		if more := len(objects) - few; more > 0 {
			who += fmt.Sprintf(" and %d more (--full lists them)", more)
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", kind, who, safe(g.what)))
	}
	return bounded(lines, o)
}

// bounded are the first lines of a list, and how many more there are.
func bounded(lines []string, o Options) []string {
	if o.Full || len(lines) <= fewLost+1 {
		return lines
	}
	return append(lines[:fewLost:fewLost], fmt.Sprintf("and %d more lines; --full shows them", len(lines)-fewLost))
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

// wayBack says how much of a section cannot be taken back whole, and what is
// lost with it; nothing when all can.
func (p Plan) wayBack(s *plan.Section, names namer, o Options) asideView {
	way, ok := p.UndoOf(s.Target)
	if !ok || len(way.Lost) == 0 || p.Body.Undoes != "" {
		return asideView{}
	}
	acting := 0
	for i := range s.Changes {
		if s.Changes[i].Acts() {
			acting++
		}
	}
	title := fmt.Sprintf("Undo: %d of %s cannot be taken back whole; what would be lost", len(way.Lost), count(acting, "change", "changes"))
	return asideView{title: title, lines: lostLines(way.Lost, names, o)}
}
