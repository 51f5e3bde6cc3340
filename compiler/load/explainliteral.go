package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// literal explains one literal that cannot stand here.
func (x *explainer) literal(path []string, p part, s *shape) {
	k := literalKind(p.expr)
	if k == cue.BottomKind {
		return
	}
	if k&s.kinds == 0 && !(k == cue.IntKind && s.kinds&cue.NumberKind != 0) {
		x.wrongKind(path, p, s, k)
		return
	}
	switch k {
	case cue.StringKind:
		if msg, hint, code, bad := textFault(path, literalText(p.expr), s); bad {
			x.add(code, path, valuePos(p), msg, hint)
		}
	case cue.BoolKind:
		truth := p.expr.(*ast.BasicLit).Kind == token.TRUE
		if s.bools != nil && !slices.Contains(s.bools, truth) {
			x.wrongTruth(path, p, s, truth)
		}
	case cue.IntKind, cue.FloatKind:
		if msg, bad := numberFault(path, (node{parts: []part{p}}).whole(), s); bad {
			x.add(diag.OutOfRange, path, valuePos(p), msg, "")
		}
	case cue.ListKind:
		for i, e := range p.expr.(*ast.ListLit).Elts {
			if s.item != nil {
				x.check(append(slices.Clip(path), strconv.Itoa(i)), []part{{e.Pos(), e}}, s.item)
			}
		}
	}
}

func (x *explainer) wrongTruth(path []string, p part, s *shape, truth bool) {
	message := fmt.Sprintf("%s cannot be %t here", last(path), truth)
	hint := fmt.Sprintf("leave %s out", last(path))
	switch {
	case s.message != "":
		message, hint = attributed(last(path), s.message), fmt.Sprintf("write %s: %t, or leave it out", quoteName(last(path)), !truth)
	case s.kinds&cue.StructKind != 0:
		message = fmt.Sprintf("%s is %s, not true", last(path), article(s))
		hint = fmt.Sprintf("write %s: {…}, or false to take out what a template gives", quoteName(last(path)))
	}
	x.add(diag.WrongType, path, valuePos(p), message, hint)
}

// wrongKind explains a value of the wrong type.
func (x *explainer) wrongKind(path []string, p part, s *shape, k cue.Kind) {
	name, at := called(path), valuePos(p)
	switch {
	case s.name == "Secret":
		x.add(diag.SecretLiteral, path, at, fmt.Sprintf("%s is a secret, and a secret never stands in a site", name),
			fmt.Sprintf("say where it is kept: %s: env: %q; and change it, as it has been written down", quoteName(name), envName(path)))
	case private(path) || besides(p.expr, s):
		message, hint := veiledKind(path, s, k)
		x.add(diag.WrongType, path, at, message, hint)
	case k == cue.ListKind && s.kinds&cue.StructKind != 0:
		x.add(diag.ListForMap, path, at, fmt.Sprintf("%s is a map by id, not a list", name), mapHint(name, p.expr, s))
	case s.kinds&cue.StructKind != 0 && len(s.names("")) > 0 && s.kinds&cue.BoolKind == 0:
		x.add(diag.WrongType, path, at, fmt.Sprintf("%s is made of fields, and %s is none", name, kindName(p.expr, k)), kindHint(name, p.expr, s, k))
	default:
		x.add(diag.WrongType, path, at, fmt.Sprintf("%s must be %s, not %s", name, wanted(s), kindName(p.expr, k)), kindHint(name, p.expr, s, k))
	}
}

func envName(path []string) string {
	var b strings.Builder
	for _, r := range last(path) {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	name := strings.ToUpper(b.String())
	if len(path) > 2 && path[0] == "targets" {
		name = strings.ToUpper(path[1]) + "_" + name
	}
	return strings.Map(func(r rune) rune {
		if r == '_' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
}

// listed is the texts of a list.
func listed(e ast.Expr) []string {
	var out []string
	if l, ok := e.(*ast.ListLit); ok {
		for _, item := range l.Elts {
			if id := literalText(item); id != "" {
				out = append(out, id)
			}
		}
	}
	return out
}

func mapHint(name string, e ast.Expr, s *shape) string {
	value := "{…}"
	if len(s.entries) > 0 {
		if of := s.entries[0].shape; of.kinds&cue.StructKind == 0 {
			value = "true"
		} else if len(listed(e)) > 0 {
			value = "{}"
		}
	}
	var ids []string
	for _, id := range listed(e) {
		ids = append(ids, quoteName(id)+": "+value)
	}
	if len(ids) == 0 {
		ids = []string{"id: " + value, "…"}
	}
	return fmt.Sprintf("write %s: {%s}", quoteName(name), strings.Join(ids, ", "))
}

// wanted says what a place takes.
func wanted(s *shape) string {
	switch {
	case len(s.words) > 0 && s.kinds == cue.StringKind:
		return "one of " + strings.Join(s.words, ", ")
	case len(s.words) > 0:
		return "true, false or " + quotedWords(s.words)
	case s.about != "" && s.kinds&cue.StructKind == 0 && s.match != nil:
		return s.about
	case s.kinds&cue.StructKind != 0:
		return article(s)
	case s.kinds&cue.StringKind != 0:
		return "text in quotes"
	case s.kinds&cue.BoolKind != 0:
		return "true or false"
	case s.kinds&cue.ListKind != 0:
		return "a list"
	case s.kinds == cue.IntKind:
		return "a whole number"
	}
	return "a number"
}

func quotedWords(words []string) string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = strconv.Quote(w)
	}
	return strings.Join(q, ", ")
}

func kindName(e ast.Expr, k cue.Kind) string {
	switch k {
	case cue.StringKind:
		return "the text " + show(e)
	case cue.BoolKind, cue.NullKind:
		return show(e)
	case cue.IntKind, cue.FloatKind:
		return "the number " + show(e)
	}
	return show(e)
}

func kindHint(name string, e ast.Expr, s *shape, k cue.Kind) string {
	name = quoteName(name)
	if lit, ok := e.(*ast.StructLit); ok && !lit.Lbrace.IsValid() {
		return fmt.Sprintf("what follows %s: is read as its value; write a value after the colon", name)
	}
	switch {
	case k == cue.NullKind && s.kinds&cue.StringKind != 0:
		return fmt.Sprintf("write %s: \"\" to clear it, or leave it out", name)
	case (k == cue.IntKind || k == cue.FloatKind) && s.kinds&cue.StringKind != 0 && s.words == nil:
		return fmt.Sprintf("put it in quotes: %s: %q", name, show(e))
	case k == cue.StringKind && s.kinds&cue.NumberKind != 0 && isNumber(literalText(e)):
		return fmt.Sprintf("take the quotes off: %s: %s", name, literalText(e))
	case k == cue.StringKind && s.kinds&cue.BoolKind != 0:
		if truth, ok := truthOf(literalText(e)); ok {
			return fmt.Sprintf("write %s: %t", name, truth)
		}
	case k == cue.StringKind && s.kinds&cue.ListKind != 0:
		return fmt.Sprintf("put it in brackets: %s: [%s]", name, show(e))
	case k == cue.StructKind && s.kinds&cue.ListKind != 0:
		return fmt.Sprintf("write %s: […], as the order counts", name)
	}
	if s.kinds&cue.StructKind != 0 && len(s.one) > 0 && len(s.one[0]) > 0 {
		return fmt.Sprintf("write %s: %s: …, where %s is one of %s", name, s.one[0][0], s.one[0][0], strings.Join(s.one[0], ", "))
	}
	if s.kinds&cue.StructKind != 0 && s.kinds&cue.BoolKind == 0 && len(s.names("")) > 0 {
		return fmt.Sprintf("write %s: {…} with %s", name, brief(s.names("")))
	}
	return ""
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// truthOf reads the words for yes and no that people write in tables.
func truthOf(s string) (truth, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "yes", "on", "1", "y", "x", "oui", "vrai", "tak", "prawda":
		return true, true
	case "false", "no", "off", "0", "n", "non", "faux", "nie", "fałsz":
		return false, true
	}
	return false, false
}

// textFault explains a text that cannot stand here.
func textFault(path []string, text string, s *shape) (message, hint string, code diag.Code, bad bool) {
	name := called(path)
	switch {
	case s.filled && text == "":
		return name + " cannot be empty", fmt.Sprintf("leave %s out if there is nothing to say", name), diag.Malformed, true
	case s.match != nil && !s.match.MatchString(text) && private(path):
		message, hint, code = veiledText(path)
		return message, hint, code, true
	case s.words != nil && !slices.Contains(s.words, text):
		return wordFault(name, text, s)
	case s.match != nil && !s.match.MatchString(text):
		if message, hint, code, bad = urlFault(path, text, s); bad {
			return message, hint, code, true
		}
		message = fmt.Sprintf("%q is not what %s takes", clip(text), name)
		if s.about != "" {
			message = fmt.Sprintf("%s must be %s; %q is not", name, s.about, clip(text))
		}
		if hint = textHint(name, text, s); hint == "" && s.about == "" && s.note != "" {
			hint = fmt.Sprintf("%s: %s", name, lowerFirst(s.note))
		}
		return message, hint, diag.Malformed, true
	}
	return "", "", "", false
}

func wordFault(name, text string, s *shape) (message, hint string, code diag.Code, bad bool) {
	words := strings.Join(s.words, ", ")
	if s.kinds&cue.BoolKind != 0 {
		words = "true, false, " + words
	}
	message = fmt.Sprintf("%s must be one of %s; %q is not", name, words, clip(text))
	if near, ok := diag.Nearest(text, s.words); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return message, hint, diag.NotAWord, true
}

// textHint offers the text without what people add to numbers.
func textHint(name, text string, s *shape) string {
	trimmed := strings.TrimSpace(text)
	for _, try := range []string{trimmed, squeeze(trimmed), "https://" + trimmed, strings.ToUpper(trimmed)} {
		if strings.Count(try, "://") > 1 {
			continue
		}
		if try != text && try != "" && s.match.MatchString(try) {
			return fmt.Sprintf("write %s: %q", quoteName(name), try)
		}
	}
	return ""
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-()/\u00a0\u202f", r) {
			return -1
		}
		return r
	}, s)
}

func numberFault(path []string, n int64, s *shape) (string, bool) {
	name := called(path)
	switch {
	case s.min != nil && s.max != nil && (n < *s.min || n > *s.max):
		return fmt.Sprintf("%s must lie between %d and %d; %d does not", name, *s.min, *s.max, n), true
	case s.min != nil && n < *s.min:
		return fmt.Sprintf("%s must be at least %d; %d is not", name, *s.min, n), true
	case s.max != nil && n > *s.max:
		return fmt.Sprintf("%s must be at most %d; %d is not", name, *s.max, n), true
	}
	return "", false
}
