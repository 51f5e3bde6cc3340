package policy

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// Options are what rules are compiled with beside their files.
type Options struct {
	// Kinds are the words for kinds of things that targets have, in the plural;
	// none is any.
	Kinds []string
	// Attributes are the names that attributes have on targets; none is any.
	Attributes []string
	// Tests takes the files that end in _test.cue along.
	Tests bool
}

// Rules are a site's, compiled. They serve one goroutine at a time.
type Rules struct {
	Digest string // binds the files that hold them
	Files  []string

	ctx        *cue.Context
	value      cue.Value
	kinds      []string
	attributes []string
	where      map[string]diag.Pos // deny.NAME → where it is written

	uses    map[string]bool // what of a plan the rules mention
	usesAll bool
}

// The two families of rules, and what else policies hold.
const (
	deny  = "deny"
	warn  = "warn"
	tests = "tests"
	given = "plan"
)

// Compile evaluates the rules of a site, as far as that goes without a plan.
// They are nil when it has none, and when a diagnostic is an error.
func Compile(tree *source.Tree, o Options) (rules *Rules, found diag.List) {
	files, found := load.Policies(tree, o.Tests)
	if files == nil {
		return nil, found
	}
	r := &Rules{Digest: files.Digest, Files: files.Files, ctx: cuecontext.New(), kinds: o.Kinds, attributes: o.Attributes, where: map[string]diag.Pos{}}
	defer func() {
		if p := recover(); p != nil {
			rules, found = nil, append(found, crash(p))
		}
	}()
	for _, f := range files.Syntax {
		r.note(f)
	}
	found = append(found, r.names(files.Syntax)...)
	for _, f := range files.Syntax {
		giveWay(f)
	}
	if found.HasErrors() {
		return nil, found.Sorted()
	}
	r.value = files.Build(r.ctx, r.frame(files.Syntax[0].PackageName(), o.Tests))
	found = append(found, r.compile()...)
	if found.HasErrors() {
		return nil, found.Sorted()
	}
	return r, found.Sorted()
}

// compile finds what is wrong with the rules whatever the plan is.
func (r *Rules) compile() diag.List {
	if err := r.value.Err(); err != nil {
		return r.complaints("", err)
	}
	found := r.roots()
	if found.HasErrors() {
		return found
	}
	for _, sample := range []*View{nothing(r.kinds), everything(r.kinds)} {
		if _, found := r.judge(sample); len(found) > 0 {
			return found
		}
	}
	return nil
}

// frame is what patchbay says in the package.
func (r *Rules) frame(pkg string, withTests bool) *ast.File {
	src := "package " + pkg + "\n" + given + ": _\n"
	if withTests {
		src = "package " + pkg + "\nimport v1 \"patchbay.dev/policy/v1\"\n" + given + ": _\n" + tests + ": [string]: v1.#Test\n"
	}
	f, err := parser.ParseFile(frameFile, src)
	if err != nil {
		panic(err) // a package's name is an identifier, or it would not have been parsed
	}
	return f
}

// frameFile marks positions in what no operator wrote.
const frameFile = "patchbay.dev/policy"

// giveWay takes the type off the plan: what is there is made to it, and judging
// ten thousand changes by it again would cost more than the rules do. The
// mention stays, so that the import is used.
func giveWay(f *ast.File) {
	for _, d := range f.Decls {
		if field, ok := d.(*ast.Field); ok && labelOf(field) == given {
			field.Value = &ast.StructLit{Elts: []ast.Decl{
				&ast.Field{Label: ast.NewIdent("#type"), Value: field.Value}, &ast.Ellipsis{},
			}}
		}
	}
}

// note remembers where rules and tests are written.
func (r *Rules) note(f *ast.File) {
	for _, d := range f.Decls {
		field, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		family := labelOf(field)
		if s, ok := field.Value.(*ast.StructLit); ok && slices.Contains([]string{deny, warn, tests}, family) {
			for _, e := range s.Elts {
				if one, ok := e.(*ast.Field); ok {
					r.place(family+"."+labelOf(one), place(one.Label.Pos()))
				}
			}
		}
		r.place(family, place(field.Label.Pos()))
	}
}

func (r *Rules) place(path string, at diag.Pos) {
	if _, ok := r.where[path]; !ok {
		r.where[path] = at
	}
}

// roots refuses fields that nobody would look at.
func (r *Rules) roots() diag.List {
	var out diag.List
	known := []string{deny, warn, tests, given}
	fields, err := r.value.Fields()
	if err != nil {
		return r.complaints("", err)
	}
	for fields.Next() {
		name := fields.Selector().Unquoted()
		if slices.Contains(known, name) {
			continue
		}
		d := diag.Diagnostic{Code: diag.PolicyRoot, Path: name, Message: fmt.Sprintf("policies have no field %q", name),
			Hint: "they have deny, warn and tests; a name that begins with _ is free", Pos: r.at(name, fields.Value())}
		if near, ok := diag.Nearest(name, known); ok {
			d.Hint = "did you mean " + near + "?"
		}
		out.Add(d)
	}
	return out
}

// at is where a path is written.
func (r *Rules) at(path string, v cue.Value) []diag.Pos {
	if p, ok := r.where[path]; ok {
		return []diag.Pos{p}
	}
	if p := place(v.Pos()); own(p) {
		return []diag.Pos{p}
	}
	return nil
}

// Judge says what the rules say of a plan. What cannot be evaluated is denied,
// and in the diagnostics too.
func (r *Rules) Judge(v *View) (out *plan.Judgement, found diag.List) {
	defer func() {
		if p := recover(); p != nil {
			found = diag.List{crash(p)}
			out = r.failed(found)
		}
	}()
	v.complete(r.kinds)
	verdict, found := r.judge(v)
	if len(found) > 0 {
		return r.failed(found), found
	}
	return &plan.Judgement{Rules: r.Digest, Denied: verdict[deny], Warned: verdict[warn]}, nil
}

func (r *Rules) failed(found diag.List) *plan.Judgement { return Unjudged(r.Digest, found) }

// Unjudged denies a plan whose rules have no answer.
func Unjudged(digest string, found diag.List) *plan.Judgement {
	out := &plan.Judgement{Rules: digest}
	for _, d := range found.Sorted() {
		if d.Severity != diag.Error {
			continue
		}
		message := d.Message
		if at := d.At(); !at.IsZero() {
			message += " (" + at.String() + ")"
		}
		rule := strings.TrimPrefix(strings.TrimPrefix(d.Path, deny+"."), warn+".")
		if rule == "" {
			rule = "the rules"
		}
		out.Denied = append(out.Denied, plan.Finding{Rule: rule, Message: message})
	}
	return out
}

// verdict is what each family of rules says, rules in the order of their names.
type verdict map[string][]plan.Finding

// judge evaluates every rule over one plan.
func (r *Rules) judge(v *View) (verdict, diag.List) {
	data, err := r.written(v)
	if err != nil {
		return nil, diag.List{crash(err)}
	}
	over := r.value.FillPath(cue.MakePath(cue.Str(given)), data)
	if err := over.LookupPath(cue.MakePath(cue.Str(given))).Err(); err != nil {
		return nil, r.complaints(given, err)
	}
	out := verdict{}
	var found diag.List
	for _, family := range []string{deny, warn} {
		rules := over.LookupPath(cue.MakePath(cue.Str(family)))
		if !rules.Exists() {
			continue
		}
		fields, err := rules.Fields()
		if err != nil {
			found = append(found, r.complaints(family, err)...)
			continue
		}
		for fields.Next() {
			name := fields.Selector().Unquoted()
			said, wrong := r.ask(family+"."+name, fields.Value())
			found = append(found, wrong...)
			for _, m := range said {
				out[family] = append(out[family], plan.Finding{Rule: name, Message: m})
			}
		}
		slices.SortStableFunc(out[family], func(a, b plan.Finding) int { return strings.Compare(a.Rule, b.Rule) })
	}
	return out, found.Sorted()
}

// written is the plan in CUE, as far as rules mention it. It goes through syntax:
// values made of Go's own lose their fields when a rule puts them in braces.
func (r *Rules) written(v *View) (cue.Value, error) {
	mentioned := func(name string) bool { return r.usesAll || r.uses[name] }
	out := r.ctx.BuildFile(planSyntax(v, mentioned))
	return out, out.Err()
}

// ask is what one rule says.
func (r *Rules) ask(path string, rule cue.Value) ([]string, diag.List) {
	if err := rule.Validate(cue.Concrete(true)); err != nil {
		return nil, r.complaints(path, err)
	}
	wrong := func(v cue.Value, message string) diag.List {
		d := diag.Diagnostic{Code: diag.PolicyRule, Path: path, Message: message, Hint: "write [for … if … {\"what is wrong\"}], or [if … {\"what is wrong\"}]"}
		if p := place(v.Pos()); own(p) {
			d.Pos = append(d.Pos, p)
		} else {
			d.Pos = r.at(path, rule)
		}
		return diag.List{d}
	}
	if rule.IncompleteKind() != cue.ListKind {
		return nil, wrong(rule, fmt.Sprintf("rule %s is a %s, and rules are lists of messages", path, kindOf(rule)))
	}
	var out []string
	items, _ := rule.List() // it is one
	for items.Next() {
		text, err := items.Value().String()
		if err != nil {
			return nil, wrong(items.Value(), fmt.Sprintf("rule %s holds a %s among its messages", path, kindOf(items.Value())))
		}
		if strings.TrimSpace(text) == "" {
			return nil, wrong(items.Value(), fmt.Sprintf("rule %s holds a message without a word", path))
		}
		out = append(out, text)
	}
	return out, nil
}

func kindOf(v cue.Value) string {
	switch k := v.IncompleteKind(); k {
	case cue.StringKind:
		return "text"
	case cue.BoolKind:
		return "yes or no"
	case cue.IntKind, cue.FloatKind, cue.NumberKind:
		return "number"
	case cue.StructKind:
		return "thing"
	default:
		return k.String()
	}
}
