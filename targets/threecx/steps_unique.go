package threecx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// taken reports numbers that something undeclared, of another kind, has already:
// extensions, queues and ring groups share them.
func (s *stepping) taken() {
	holders := map[string]state.Ref{}
	for _, kind := range []string{User, Queue, RingGroup, Receptionist, Fax} {
		for _, o := range s.in.Live.OfKind(kind) {
			holders[o.Key] = o.Ref()
		}
	}
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Acts() && (c.Op == state.OpDelete || c.Replace) && holders[c.Live().Key] == c.Live() {
			delete(holders, c.Live().Key)
		}
	}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		h, ok := holders[c.Object.Key]
		if !ok || !c.Acts() || c.Op != state.OpCreate || !slices.Contains([]string{User, Queue, RingGroup}, c.Object.Kind) {
			continue
		}
		s.report(diag.NotUnique, c, fmt.Sprintf("%s is the number of %s already", c.Object.Key, s.titled(h)), "choose another number, or declare and move what has it")
	}
}

// titled is an object as people speak of it: "the queue 800 Help".
func (s *stepping) titled(ref state.Ref) string {
	k, _ := s.schema.Kind(ref.Kind)
	return "the " + k.Title + " " + s.named(ref)
}

// shared reports texts that one object alone may have, capitals aside (a second
// one is refused with ALREADY_IN_USE or DUPLICATE), and that something else will
// still have when all is done. What the site itself says twice was reported before.
func (s *stepping) shared(kind, name, what string) {
	holders, asked := s.finally(kind, name)
	for _, c := range asked {
		text := s.becomes(c, name).Text()
		for _, h := range holders[strings.ToLower(text)] {
			s.report(diag.NotUnique, c, fmt.Sprintf("%q is %s %s already, and 3CX wants it once, capitals aside", text, what, h.Key),
				"write another, or declare and change what has it")
		}
	}
}

// finally is who has which text of a kind once all changes are made, among those
// whose text stays as it is, and the changes that give one, in order.
func (s *stepping) finally(kind, name string) (holders map[string][]state.Ref, asked []*diff.Change) {
	moved := map[state.Ref]bool{}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		f, ok := c.Field(name)
		gives := c.Replace || ok && f.Part.Acts()
		if c.Object.Kind != kind || !c.Acts() || c.Op != state.OpDelete && !gives {
			continue
		}
		moved[c.Live()] = true
		if c.Op != state.OpDelete {
			asked = append(asked, c)
		}
	}
	holders = map[string][]state.Ref{}
	for _, o := range s.in.Live.OfKind(kind) {
		if text := o.Get(name).Text(); text != "" && !moved[o.Ref()] {
			holders[strings.ToLower(text)] = append(holders[strings.ToLower(text)], o.Ref())
		}
	}
	return holders, asked
}

// lengths warns of new numbers that are not as long as the PBX's own: some builds
// refuse them (observed by integrators).
func (s *stepping) lengths() {
	digits := int(s.in.Profile.Limits["extensionDigits"])
	var numbers []string
	var first *diff.Change
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		made := c.Acts() && (c.Op == state.OpCreate || c.Replace)
		if !made || !slices.Contains([]string{User, Queue, RingGroup}, c.Object.Kind) || len(c.Object.Key) == digits {
			continue
		}
		if first == nil {
			first = c
		}
		numbers = append(numbers, c.Object.Key)
	}
	if digits == 0 || first == nil {
		return
	}
	s.ds.Add(diag.Diagnostic{Code: diag.OtherLength, Severity: diag.Warning, Target: s.in.Live.Target, Path: first.Canonical,
		Message: fmt.Sprintf("extensions of %s have %d digits, and these do not: %s", s.in.Live.Target, digits, draft.People(numbers)),
		Hint:    "some PBXs refuse such numbers, and apply then leaves them out; take numbers of that length, or try one first"})
}
