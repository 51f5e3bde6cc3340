package render

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// A span is a piece of a value, and how it fares in a change.
type span struct {
	text string
	fate fate
}

type fate uint8

const (
	same fate = iota
	goes
	comes
)

// longText is the length from which two texts are shown as one with what goes
// and comes marked, instead of one after the other.
const longText = 32

// difference shows a change of one value. It is either before → after, or, for
// long texts and for lists, a single text with marks.
func difference(before, after state.Value, say speech) []span {
	if before.Basis() == state.Unknown {
		return []span{{notKnown(before, say.before()), goes}, {" → ", same}, {shown(after, say), comes}}
	}
	if listed(before) && listed(after) && len(before.Items())+len(after.Items()) > 2 {
		return listDifference(before, after, say)
	}
	b, a := shown(before, say.before()), shown(after, say)
	if min(len(b), len(a)) >= longText && say.prose(before) && say.prose(after) {
		if spans, ok := wordDifference(b, a); ok {
			return spans
		}
	}
	return []span{{b, goes}, {" → ", same}, {a, comes}}
}

func listed(v state.Value) bool {
	return v.Presence() == state.None || v.Type() == state.Strset || v.Type() == state.Strlist
}

// shown is one value on one line. Blanks at an end are made visible by quotes.
func shown(v state.Value, say speech) string {
	switch {
	case v.Basis() == state.Unknown:
		return notKnown(v, say)
	case v.Presence() == state.Absent:
		return "(not set)"
	case v.Presence() == state.None:
		return "(none)" + known(v)
	}
	switch v.Type() {
	case state.Strset, state.Strlist:
		items := make([]string, len(v.Items()))
		for i, item := range v.Items() {
			items[i] = quoted(say.item(item))
		}
		return strings.Join(items, ", ") + known(v)
	case state.Text:
		return quoted(say.item(v.Text())) + known(v)
	case state.Tree:
		return safe(say.tree(v)) + known(v)
	}
	return safe(v.String()) + known(v)
}

func quoted(text string) string {
	if strings.TrimSpace(text) != text || strings.HasPrefix(text, "(") {
		return `"` + safe(text) + `"`
	}
	return safe(text)
}

// known says how a value is known when nobody has seen it.
func known(v state.Value) string {
	switch v.Basis() {
	case state.Attested:
		from := v.Source()
		if from.Seen {
			return " (seen by " + safe(from.By) + from.At.Format(", 2006-01-02") + ")"
		}
		return " (attested by " + safe(from.By) + from.At.Format(", 2006-01-02") + ")"
	case state.Applied:
		return " (as last applied)"
	case state.Predicted:
		return " (predicted)"
	}
	return ""
}

// listDifference names what joins and leaves; for lists, also what moves.
func listDifference(before, after state.Value, say speech) []span {
	var out []span
	add := func(text string, f fate) {
		if len(out) > 0 {
			out = append(out, span{" ", same})
		}
		out = append(out, span{text, f})
	}
	var stay []string // by their names afterwards: a name that another gets is no member kept
	for _, item := range before.Items() {
		then, stays := say.afterwards(item)
		if stays {
			stay = append(stay, then)
		}
		if !stays || !slices.Contains(after.Items(), then) {
			add("-"+quoted(say.before().item(item)), goes)
		}
	}
	for _, item := range after.Items() {
		if !slices.Contains(stay, item) {
			add("+"+quoted(say.item(item)), comes)
		}
	}
	ordered := before.Type() == state.Strlist || after.Type() == state.Strlist
	switch {
	case ordered:
		add("in the order "+shown(after, say), same)
	case after.Presence() == state.None:
		add("(none left)", same)
	default:
		if kept := len(after.Items()) - countSpans(out, comes); kept > 0 {
			add("("+itoa(kept)+" unchanged)", same)
		}
	}
	if how := known(before); how != "" {
		add("before:"+how, same)
	}
	return out
}

func countSpans(spans []span, f fate) int {
	n := 0
	for _, s := range spans {
		if s.fate == f {
			n++
		}
	}
	return n
}

// wordDifference marks the words that go and come. It gives up on texts that
// have little in common, which read better one after the other.
func wordDifference(before, after string) ([]span, bool) {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the same marks on every machine
	b, a, words := dmp.DiffLinesToRunes(wordPerLine(before), wordPerLine(after))
	// Cleaned up while a word is one rune: afterwards marks would begin inside words.
	diffs := dmp.DiffCharsToLines(dmp.DiffCleanupSemantic(dmp.DiffMainRunes(b, a, false)), words)
	var out []span
	common := 0
	for _, d := range diffs {
		text := strings.ReplaceAll(d.Text, "\n", "")
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			common += len(text)
			out = append(out, span{text, same})
		case diffmatchpatch.DiffDelete:
			out = append(out, span{text, goes})
		case diffmatchpatch.DiffInsert:
			out = append(out, span{text, comes})
		}
	}
	return out, common*2 >= max(len(before), len(after))
}

// wordPerLine puts every word and every run of other characters on a line of
// its own, so that the differ of lines compares words.
func wordPerLine(s string) string {
	var b strings.Builder
	inWord := false
	for i, r := range s {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if i > 0 && (!word || !inWord) {
			b.WriteByte('\n')
		}
		inWord = word
		b.WriteRune(r)
	}
	b.WriteByte('\n')
	return b.String()
}

// paintSpans draws a difference. Without colours, marked pieces stand in
// [-…-] and {+…+}.
func (o Options) paintSpans(spans []span) string {
	marked := len(spans) > 1 && spans[1].text != " → "
	var b strings.Builder
	for _, s := range spans {
		switch {
		case s.fate == same:
			b.WriteString(o.paint(dimArrow(s.text), s.text))
		case s.fate == goes && o.Colour && marked:
			b.WriteString(o.paint(strike, s.text))
		case s.fate == comes && o.Colour && marked:
			b.WriteString(o.paint(added, s.text))
		case s.fate == goes && marked && !signed(s.text):
			b.WriteString("[-" + s.text + "-]")
		case s.fate == comes && marked && !signed(s.text):
			b.WriteString("{+" + s.text + "+}")
		case s.fate == goes:
			b.WriteString(o.paint(red, s.text))
		default:
			b.WriteString(o.paint(green, s.text))
		}
	}
	return b.String()
}

func dimArrow(text string) style {
	if text == " → " {
		return dim
	}
	return plain
}

func signed(text string) bool { return strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") }

// plainSpans is a difference without colours.
func plainSpans(spans []span) string { return Options{}.paintSpans(spans) }
