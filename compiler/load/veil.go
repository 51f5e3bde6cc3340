package load

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// A value that stands where a secret belongs, or where the site says where one is
// kept, is never repeated: whoever pastes a key in the wrong place has written
// down a key.

// private reports whether a secret may stand at a path: in a reference to one, or
// among credentials.
func private(path []string) bool {
	if len(path) > 2 && path[0] == "targets" && path[2] == "credentials" {
		return true
	}
	for n := 1; n <= len(path); n++ {
		s, ok := shapeAt(path[:n], nil)
		if !ok {
			return false
		}
		if s.name == "Secret" {
			return true
		}
	}
	return false
}

// besides reports whether a text stands in place of a struct that has a secret,
// and may be that secret: voicemail: "83948555", not voicemail: "on".
func besides(x ast.Expr, s *shape) bool {
	lit, ok := x.(*ast.BasicLit)
	return ok && !wordly(strings.Trim(lit.Value, "\"")) && slices.ContainsFunc(s.fields, func(m *member) bool { return m.shape.name == "Secret" })
}

// secretName is the field whose secret a path leads into: pin of
// users.alice.voicemail.pin.env.
func secretName(path []string) []string {
	for n := len(path); n > 1; n-- {
		if s, ok := shapeAt(path[:n], nil); ok && s.name == "Secret" {
			return path[:n]
		}
	}
	if len(path) > 3 {
		return path[:4] // targets.pbx.credentials.webhook
	}
	return path
}

// wordly reports whether a name looks like that of a field: letters alone.
func wordly(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) })
}

// unrepeated is said where a message would show a value.
const unrepeated = "what is written there is not repeated here, as it may be the secret itself"

// changeIt is what to do about a secret that was written down.
const changeIt = "and if the secret itself stands there, change it, as it has been written down"

// veiledText explains a text that does not fit where a reference stands.
func veiledText(path []string) (message, hint string, code diag.Code) {
	if last(path) == "env" {
		return "env takes the name of an environment variable, and this is none; " + unrepeated,
			fmt.Sprintf("write env: %q and put the secret into that variable; %s", envName(secretName(path)), changeIt), diag.Malformed
	}
	return fmt.Sprintf("%s does not take this text; %s", called(path), unrepeated), changeIt[len("and "):], diag.Malformed
}

// veiledKind explains a value of the wrong type there.
func veiledKind(path []string, s *shape, k cue.Kind) (message, hint string) {
	kind := "a text"
	switch k {
	case cue.BoolKind:
		kind = "true or false"
	case cue.NullKind:
		kind = "null"
	case cue.IntKind, cue.FloatKind:
		kind = "a number"
	case cue.ListKind:
		kind = "a list"
	case cue.StructKind:
		kind = "a struct"
	}
	if s.kinds&cue.StructKind != 0 {
		return fmt.Sprintf("%s is made of fields, and %s is none; %s", called(path), kind, unrepeated),
			fmt.Sprintf("write %s: {…} with %s; %s", quoteName(last(path)), brief(s.names("")), changeIt)
	}
	return fmt.Sprintf("%s must be %s, not %s; %s", called(path), wanted(s), kind, unrepeated), changeIt[len("and "):]
}

// pathAt is the path of the innermost field in whose value a place of the site's
// files lies; nil when there is none. Patterns stand for any id.
func (l *loader) pathAt(at diag.Pos) []string {
	data, err := l.tree.Text(at.File)
	if err != nil {
		return nil
	}
	f, err := parser.ParseFile(at.File, data)
	if err != nil {
		return nil
	}
	var path []string
	ast.Walk(f, func(n ast.Node) bool {
		field, ok := n.(*ast.Field)
		if !ok {
			return true
		}
		if place(field.Value.Pos()).Compare(at) > 0 || place(field.Value.End()).Compare(at) < 0 {
			return false
		}
		name, ok := label(field)
		if !ok {
			name = "*"
		}
		if !helper(field) {
			path = append(path, name)
		}
		return true
	}, nil)
	return path
}

var (
	passwordOfURL = regexp.MustCompile(`://[^\s"]*@`)
	queryOfURL    = regexp.MustCompile(`(://[^\s"?]*)\?[^\s"]*`)
)

// withoutPassword takes out of a text what in a url may be a secret.
func withoutPassword(text string) string {
	text = passwordOfURL.ReplaceAllString(text, "://[hidden]@")
	return queryOfURL.ReplaceAllString(text, "$1?[hidden]")
}

// urlFault explains an address of a target with more in it than the address.
func urlFault(path []string, text string, s *shape) (message, hint string, code diag.Code, bad bool) {
	if len(path) != 3 || path[0] != "targets" || path[2] != "url" {
		return "", "", "", false
	}
	message, code = "url ends in a query or a fragment, and it is the address alone", diag.Malformed
	hint = "credentials are written as references, under credentials"
	if passwordOfURL.MatchString(text) {
		message, code = "url has a user or a password in it, and a secret never stands in a site", diag.SecretLiteral
		hint = "write the account as references, under credentials; and change the password, as it has been written down"
	} else if !strings.ContainsAny(text, "?#") {
		return "", "", "", false
	}
	head, rest, _ := strings.Cut(text, "://")
	address, _, _ := strings.Cut(rest[strings.LastIndexByte(rest, '@')+1:], "?")
	address, _, _ = strings.Cut(address, "#")
	if plain := head + "://" + address; s.match.MatchString(plain) {
		hint = fmt.Sprintf("write url: %q; %s", plain, hint)
	}
	return message, hint, code, true
}
