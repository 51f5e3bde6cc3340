package asterisk

import (
	"errors"
	"strconv"
	"strings"
)

// answer is what AMI says to an action: the fields of its response in their order,
// since names repeat, and the events of a list.
type answer struct {
	fields []entry
	events []event
}

// entry is a name with its value: of an answer, or of a category in a file.
type entry struct{ name, value string }

type event []entry

func (e event) get(name string) string {
	for _, l := range e {
		if l.name == name {
			return l.value
		}
	}
	return ""
}

func (a *answer) get(name string) string { return event(a.fields).get(name) }

// errBroken is an answer of AMI that is not whole.
var errBroken = errors.New("the answer breaks off")

// parseAnswer reads an answer as /rawman gives it: blocks of "Name: value" lines that
// each end with an empty one, the last of them too.
func parseAnswer(body string) (*answer, error) {
	if !strings.HasSuffix(body, "\r\n\r\n") {
		return nil, errBroken
	}
	var a answer
	first := true
	for block := range strings.SplitSeq(body, "\r\n\r\n") {
		block = strings.TrimLeft(block, "\r\n")
		switch {
		case block == "":
		case first:
			a.fields, first = linesOf(block), false
		default:
			a.events = append(a.events, linesOf(block))
		}
	}
	if a.get("Response") == "" {
		return nil, errors.New("no answer of the manager interface")
	}
	return &a, nil
}

// linesOf reads a block. A line without a name is some action's whole answer, such as
// "No categories found".
func linesOf(block string) event {
	out := make(event, 0, strings.Count(block, "\r\n")+1)
	for s := range strings.SplitSeq(block, "\r\n") {
		name, value, ok := strings.Cut(s, ": ")
		if !ok {
			if name, ok = strings.CutSuffix(s, ":"); !ok {
				name, value = "", s
			}
		}
		out = append(out, entry{name, value})
	}
	return out
}

// listed are the events of a list without the one that ends it.
func (a *answer) listed() ([]event, error) {
	n := len(a.events) - 1
	if n < 0 || a.events[n].get("EventList") != "Complete" {
		return nil, errBroken
	}
	return a.events[:n], nil
}

// counted are those of a list that says how many there are.
func (a *answer) counted() ([]event, error) {
	all, err := a.listed()
	if err != nil {
		return nil, err
	}
	if n, err := strconv.Atoi(a.events[len(all)].get("ListItems")); err != nil || n != len(all) {
		return nil, errors.New("the list does not hold as many as it says")
	}
	return all, nil
}

// pair is a field of a form, in the order in which it is sent.
type pair struct{ name, value string }

// formOf writes a form. A blank is %20: not every version takes "+" for one.
func formOf(fields []pair) []byte {
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		escape(&b, f.name)
		b.WriteByte('=')
		escape(&b, f.value)
	}
	return []byte(b.String())
}

const hexDigits = "0123456789ABCDEF"

// escape writes s with everything escaped that is no letter, digit or one of "-._~".
func escape(b *strings.Builder, s string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
}
