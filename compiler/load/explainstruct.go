package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// structure explains the fields of a struct: those it cannot have, those it
// needs, and then each of them.
func (x *explainer) structure(path []string, parts []part, s *shape) {
	fields := map[string][]part{}
	for _, p := range parts {
		index(fields, p.expr)
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := first(fields[a]).Compare(first(fields[b])); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	choice := ""
	if s.by != "" {
		choice = (node{parts: fields[s.by]}).text()
	}
	for _, name := range names {
		below := append(slices.Clip(path), name)
		m, ok := s.child(name, choice)
		switch {
		case ok:
			x.check(below, fields[name], m.shape)
		case s.choices[choice] == nil && s.mayHave(name):
			// What it may hold is only known once the choice is made.
		default:
			x.unknown(below, first(fields[name]), s, choice)
		}
	}
	if x.wanting(path, parts) {
		x.missing(path, parts, s, choice, fields)
	}
	if !x.together(path, parts, s, fields) {
		x.exactlyOne(path, parts, s, fields)
	}
}

// mayHave reports whether some choice has a field of that name.
func (s *shape) mayHave(name string) bool {
	_, ok := s.anyChoice(name)
	return ok
}

// complete reports whether nothing but the literals can add a field.
func complete(parts []part) bool {
	return !slices.ContainsFunc(parts, func(p part) bool { return !plain(p.expr) })
}

// unknown explains a name that the language does not have here.
func (x *explainer) unknown(path []string, at diag.Pos, s *shape, choice string) {
	name := last(path)
	if len(s.entries) > 0 && len(s.fields) == 0 {
		x.badEntry(path, at, s)
		return
	}
	d := diag.Diagnostic{Code: diag.UnknownField, Path: model.Path(path...), Pos: []diag.Pos{at}}
	names := s.names(choice)
	d.Message = fmt.Sprintf("%s no field %s", having(path, s), name)
	if choice != "" {
		d.Message = fmt.Sprintf("%s of %s %s has no field %s", article(s), s.by, choice, name)
	}
	if s.name == "Grants" {
		d.Code, d.Message = diag.UnknownPermission, fmt.Sprintf("there is no permission %s", name)
		names = family(name, names)
	}
	if near, ok := diag.Nearest(name, s.names(choice)); ok {
		d.Hint = fmt.Sprintf("did you mean %s?", near)
		x.mean(append(slices.Clone(path[:len(path)-1]), near))
	} else if where, ok := elsewhere(name, s); ok {
		d.Hint = where
	} else {
		d.Hint = "it may have " + brief(names)
		if s.name == "Secret" && !wordly(name) {
			d.Path, d.Message = model.Path(path[:len(path)-1]...), fmt.Sprintf("%s has a field that %s does not have; %s", called(path[:len(path)-1]), article(s), unrepeated)
		}
	}
	if len(s.one) > 0 {
		x.silence(path[:len(path)-1])
	}
	x.out.Add(d)
}

// mean notes what a misspelt name stands for, so that it is not missing too.
func (x *explainer) mean(path []string) {
	if x.meant == nil {
		x.meant = map[string]bool{}
	}
	x.meant[model.Path(path...)] = true
	x.silence(path)
}

// having is the subject of a sentence about what a struct has.
func having(path []string, s *shape) string {
	switch {
	case s.name == "" && len(path) > 1:
		return path[len(path)-2] + " has"
	case plural[s.name]:
		return spaced(s.name) + " have"
	}
	return article(s) + " has"
}

// plural is definitions whose names are.
var plural = map[string]bool{
	"Grants": true, "Licences": true, "Clients": true, "Losses": true, "Policies": true, "Attestations": true, "ForwardingRules": true,
}

// family is the permissions of the same group, or all groups when there is none.
func family(name string, names []string) []string {
	head, _, _ := strings.Cut(name, ".")
	var same, heads []string
	for _, n := range names {
		h, _, _ := strings.Cut(n, ".")
		if h == head {
			same = append(same, n)
		}
		if !slices.Contains(heads, h+".…") {
			heads = append(heads, h+".…")
		}
	}
	if len(same) > 0 {
		return same
	}
	return heads
}

// elsewhere finds the one place of a record's parts where a name is at home.
func elsewhere(name string, s *shape) (string, bool) {
	for _, m := range s.fields {
		if _, ok := m.shape.index[name]; ok && m.shape.message == "" {
			return fmt.Sprintf("it belongs in %s: %s: …", m.name, name), true
		}
	}
	return "", false
}

// brief lists names, the first dozen of them.
func brief(names []string) string {
	const most = 14
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// badEntry explains an id or word that a map does not take.
func (x *explainer) badEntry(path []string, at diag.Pos, s *shape) {
	name, holder := last(path), last(path[:len(path)-1])
	words := alternativesOf(s.entries[0])
	if len(words) == 0 {
		x.add(diag.BadID, path, at, fmt.Sprintf("%q cannot be an id in %s", name, holder),
			"an id has letters, digits, - _ and ., and begins with a letter or digit")
		return
	}
	hint := ""
	if near, ok := diag.Nearest(name, words); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	x.add(diag.UnknownField, path, at, fmt.Sprintf("%s has no entry %s; it may have %s", holder, name, strings.Join(words, ", ")), hint)
}

// alternativesOf is the words that a map's names are limited to.
func alternativesOf(p pattern) []string {
	if len(p.words) > 0 {
		return p.words
	}
	if p.key == nil {
		return nil
	}
	text := strings.TrimSuffix(strings.TrimPrefix(p.key.String(), "^("), ")$")
	if text == p.key.String() || strings.ContainsAny(text, `[]()\.*+?{}`) {
		return nil
	}
	return strings.Split(text, "|")
}

// missing explains fields that must be written and are not.
func (x *explainer) missing(path []string, parts []part, s *shape, choice string, fields map[string][]part) {
	required := slices.Clone(s.fields)
	if c := s.choices[choice]; c != nil {
		required = append(required, c.fields...)
	}
	for _, m := range required {
		if !m.required || len(fields[m.name]) > 0 || x.meant[model.Path(append(slices.Clip(path), m.name)...)] {
			continue
		}
		hint := fmt.Sprintf("write %s: …", quoteName(m.name))
		switch {
		case len(m.shape.words) > 0:
			hint = fmt.Sprintf("write %s: %q, or another of %s", quoteName(m.name), m.shape.words[0], strings.Join(m.shape.words, ", "))
		case m.about != "":
			hint = fmt.Sprintf("write %s: … (%s)", quoteName(m.name), lowerFirst(m.about))
		}
		x.add(diag.Missing, append(slices.Clip(path), m.name), first(parts), fmt.Sprintf("%s has no %s, which it needs", called(path), m.name), hint)
	}
}

func lowerFirst(s string) string {
	if s == "" || len(s) > 1 && strings.ToUpper(s[:2]) == s[:2] {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// exactlyOne explains alternatives of which none or several are written.
func (x *explainer) exactlyOne(path []string, parts []part, s *shape, fields map[string][]part) {
	for _, set := range s.one {
		var have []string
		var at []diag.Pos
		for _, name := range set {
			if len(fields[name]) > 0 {
				have, at = append(have, name), append(at, first(fields[name]))
			}
		}
		d := diag.Diagnostic{Code: diag.NotExactlyOne, Path: model.Path(path...), Pos: at}
		switch {
		case len(set) == 0, len(have) == 1:
			continue
		case len(have) == 0 && (!x.wanting(path, parts) || s.strayed(fields)):
			continue // a template may hold it, or a misspelt name stands for it
		case len(have) == 0:
			d.Pos = []diag.Pos{first(parts)}
		}
		d.Message, d.Hint = alternativesFault(path, have, set)
		x.out.Add(d)
	}
}

// alternativesFault says that none or several of set are there.
func alternativesFault(path, have, set []string) (message, hint string) {
	if len(have) > 1 {
		return fmt.Sprintf("%s has %s at once, and takes exactly one of %s", called(path), enumerate(have), strings.Join(set, ", ")),
			"keep the one that is meant"
	}
	return fmt.Sprintf("%s has none of %s, and needs exactly one", called(path), strings.Join(set, ", ")),
		fmt.Sprintf("write %s: …, or one of the others", set[0])
}

// strayed reports whether a name that is not of this struct was written.
func (s *shape) strayed(fields map[string][]part) bool {
	for name := range fields {
		if _, ok := s.child(name, ""); !ok {
			return true
		}
	}
	return false
}

// together explains fields that make no sense without another, and reports
// whether there are any.
func (x *explainer) together(path []string, parts []part, s *shape, fields map[string][]part) bool {
	found := false
	for _, n := range s.needs {
		if len(fields[n[0]]) > 0 && len(fields[n[1]]) == 0 && x.wanting(path, parts) {
			message, hint := without(n)
			x.add(diag.Missing, append(slices.Clip(path), n[1]), first(fields[n[0]]), message, hint)
			x.silence(path)
			found = true
		}
	}
	return found
}

// without says that the first field makes no sense without the second.
func without(n [2]string) (message, hint string) {
	return fmt.Sprintf("%s says nothing without %s", n[0], n[1]), fmt.Sprintf("write %s as well, or take %s out", n[1], n[0])
}

func enumerate(names []string) string {
	if len(names) == 2 {
		return "both " + names[0] + " and " + names[1]
	}
	return strings.Join(names, ", ")
}

// article is a definition's name as a noun: "a user", "an extension plan".
func article(s *shape) string {
	noun := spaced(s.name)
	switch s.name {
	case "Site":
		return "a site"
	case "":
		return "this"
	}
	if plural[s.name] {
		return noun
	}
	if strings.HasPrefix(s.name, "Target") && s.name != "Target" && s.name != "TargetType" {
		return "a target"
	}
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// spaced splits a name at its capitals.
func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && 'A' <= r && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
