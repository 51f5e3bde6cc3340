package load

import (
	"slices"
	"strconv"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/schema"
)

// plan says how each part of a package is evaluated.
type plan struct {
	units  []unit      // what is made of literals alone, to be judged piece by piece
	files  []*ast.File // the rest, to be judged as one package; nil when nothing is left
	whole  map[string]bool
	all    bool // anything may be said about any root field
	forced bool // every root field is judged with the package, for comparison

	plainFields []*ast.Field // the declarations that units come from
}

// free reports whether a root field is what its literals say, and no more.
func (p *plan) free(root string) bool { return !p.all && !p.whole[root] }

// fast reports whether a root field is judged piece by piece.
func (p *plan) fast(root string) bool { return !p.forced && p.free(root) }

// unit is a piece that nothing else in the package says anything about: one
// record of a collection, or one other root field.
type unit struct {
	root   string
	id     string // "" when the unit is the whole root field
	fields []*ast.Field
	rows   []rowOf // of rosters, which say something about the record as well
}

// path of the unit in the site.
func (u unit) path() []string {
	if u.id == "" {
		return []string{u.root}
	}
	return []string{u.root, u.id}
}

// declarations is every field that says something about the record. Those of
// rows are made anew each time: all of them at once would fill the memory.
func (u unit) declarations() []*ast.Field {
	if len(u.rows) == 0 {
		return u.fields
	}
	out := slices.Clip(u.fields)
	for _, r := range u.rows {
		out = append(out, r.sheet.record(r.index))
		if f, ok := r.sheet.templateField(r.index); ok {
			out = append(out, f)
		}
	}
	return out
}

func (u unit) node() node {
	var n node
	for _, f := range u.declarations() {
		n.parts = append(n.parts, part{f.Label.Pos(), f.Value})
	}
	return n
}

// collections are the root fields that hold records by id.
var collections = map[string]bool{
	"departments": true, "users": true, "groups": true, "roles": true, "devices": true,
	"workspaces": true, "targets": true, "rosters": true,
}

// split decides, root field by root field, whether its declarations are plain
// and nothing else in the package can constrain or read them.
func (l *loader) split() *plan {
	p := &plan{whole: map[string]bool{}, forced: l.opts.Whole}
	s := &scan{plan: p, mods: l.mods}
	var fields []*ast.Field
	for _, f := range l.pkg.files {
		for _, d := range f.Decls {
			if field, ok := s.top(l.pkg, f, d); ok {
				fields = append(fields, field)
			}
		}
	}
	for root := range s.refs {
		p.whole[root] = true
	}
	if p.whole["rosters"] {
		p.whole["users"] = true // their rows are users
	}
	for _, f := range fields {
		if name, _ := label(f); p.fast(name) || name == "rosters" && p.free(name) {
			p.plainFields = append(p.plainFields, f)
		}
	}
	p.units = gatherUnits(p.plainFields)
	if s.opaque || len(p.plainFields) < len(fields) {
		p.files = l.remaining(p)
	}
	return p
}

// scan looks at the declarations of a package, erring on the side of judging
// everything together.
type scan struct {
	plan   *plan
	mods   *modules
	refs   map[string]bool // every name that an expression mentions
	opaque bool            // something is left for the package
	seen   map[ast.Node]bool
}

// top classifies one declaration of the package; a plain root field is handed
// back.
func (s *scan) top(p *pkg, f *ast.File, d ast.Decl) (*ast.Field, bool) {
	switch d := d.(type) {
	case *ast.Package, *ast.CommentGroup, *ast.Attribute:
		return nil, false
	case *ast.ImportDecl:
		s.opaque = s.opaque || !onlyLanguage(d)
		return nil, false
	case *ast.EmbedDecl:
		if isLanguageRoot(f, d.Expr) {
			return nil, false // it says what Site says anyway
		}
		s.refer(d.Expr)
		s.mention(p, f, d.Expr)
	case *ast.Field:
		name, ok := label(d)
		switch {
		case ok && helper(d), isDefinition(d):
			s.refer(d.Value)
		case ok && plainRoot(name, d):
			return d, true
		case ok:
			s.plan.whole[name] = true
			s.refer(d.Value)
		default:
			s.plan.all = true
		}
	case *ast.LetClause:
		s.refer(d.Expr)
	default:
		s.plan.all = true
	}
	s.opaque = true
	return nil, false
}

// isDefinition recognizes a helper with a constraint mark or an alias.
func isDefinition(f *ast.Field) bool {
	id, ok := f.Label.(*ast.Ident)
	return ok && helper(f) && f.Alias == nil && id.Name != "_"
}

func plainRoot(name string, f *ast.Field) bool {
	if len(f.Attrs) > 0 || !plain(f.Value) {
		return false
	}
	if !collections[name] {
		return true
	}
	_, ok := f.Value.(*ast.StructLit)
	return ok
}

// refer notes every name that x mentions, whether or not it is a reference.
func (s *scan) refer(x ast.Node) {
	if s.refs == nil {
		s.refs = map[string]bool{}
	}
	ast.Walk(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			// A label is no mention, unless it is computed.
			if id, ok := n.Label.(*ast.Ident); !ok || id == nil {
				s.refer(labelExpr(n.Label))
			}
			s.refer(n.Value)
			return false
		case *ast.Ident:
			s.refs[n.Name] = true
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				if text, err := literal.Unquote(n.Value); err == nil {
					s.refs[text] = true // users may be reached as X["users"]
				}
			}
		}
		return true
	}, nil)
}

// labelExpr is a label seen as an expression; a plain string is none.
func labelExpr(l ast.Label) ast.Node {
	if lit, ok := l.(*ast.BasicLit); ok {
		return &ast.BasicLit{Kind: token.NULL, Value: "null", ValuePos: lit.ValuePos}
	}
	return l
}

// mention marks the root fields that an embedded expression may constrain.
func (s *scan) mention(p *pkg, f *ast.File, x ast.Expr) {
	if s.seen == nil {
		s.seen = map[ast.Node]bool{}
	}
	if s.seen[x] {
		return
	}
	s.seen[x] = true
	switch x := x.(type) {
	case *ast.ParenExpr:
		s.mention(p, f, x.X)
	case *ast.BinaryExpr:
		if x.Op != token.AND {
			s.plan.all = true
			return
		}
		s.mention(p, f, x.X)
		s.mention(p, f, x.Y)
	case *ast.StructLit:
		for _, d := range x.Elts {
			s.mentionDecl(p, f, d)
		}
	case *ast.Ident:
		s.mentionNamed(p, x.Name)
	case *ast.SelectorExpr:
		s.mentionSelected(f, x)
	default:
		s.plan.all = true
	}
}

func (s *scan) mentionDecl(p *pkg, f *ast.File, d ast.Decl) {
	switch d := d.(type) {
	case *ast.CommentGroup, *ast.LetClause:
	case *ast.Ellipsis:
		if d.Type != nil {
			s.plan.all = true // it says something about every other field
		}
	case *ast.EmbedDecl:
		s.mention(p, f, d.Expr)
	case *ast.Field:
		if helper(d) {
			return
		}
		if name, ok := fieldName(d); ok {
			s.plan.whole[name] = true
			return
		}
		s.plan.all = true
	default:
		s.plan.all = true
	}
}

// fieldName is label for fields with a mark, such as `users?: …`.
func fieldName(f *ast.Field) (string, bool) {
	g := *f
	g.Constraint = token.ILLEGAL
	return label(&g)
}

// mentionNamed follows a definition of package p.
func (s *scan) mentionNamed(p *pkg, name string) {
	found := false
	for _, f := range p.files {
		for _, d := range f.Decls {
			field, ok := d.(*ast.Field)
			if !ok {
				continue
			}
			if id, ok := field.Label.(*ast.Ident); ok && id.Name == name {
				found = true
				s.mention(p, f, field.Value)
			}
		}
	}
	if !found {
		s.plan.all = true
	}
}

// mentionSelected follows a definition of an imported package.
func (s *scan) mentionSelected(f *ast.File, x *ast.SelectorExpr) {
	if isLanguageRoot(f, x) {
		return
	}
	base, isIdent := x.X.(*ast.Ident)
	name, isName := x.Sel.(*ast.Ident)
	if !isIdent || !isName {
		s.plan.all = true
		return
	}
	for spec := range f.ImportSpecs() {
		if importName(spec) != base.Name {
			continue
		}
		if p, ok := s.mods.find(spec); ok {
			s.mentionNamed(p, name.Name)
			return
		}
	}
	s.plan.all = true
}

func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	full, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return ast.ParseImportPath(full).Qualifier
}

// isLanguageRoot recognizes v1.#Site, under whatever name it is imported.
func isLanguageRoot(f *ast.File, x ast.Expr) bool {
	sel, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	base, ok := sel.X.(*ast.Ident)
	name, isName := sel.Sel.(*ast.Ident)
	if !ok || !isName || name.Name != schema.Root {
		return false
	}
	for spec := range f.ImportSpecs() {
		if full, err := strconv.Unquote(spec.Path.Value); err == nil && full == schema.ImportPath && importName(spec) == base.Name {
			return true
		}
	}
	return false
}

// onlyLanguage reports whether a declaration imports the language and nothing
// else. Whether it is used is checked with the package when there is one left.
func onlyLanguage(d *ast.ImportDecl) bool {
	return !slices.ContainsFunc(d.Specs, func(spec *ast.ImportSpec) bool {
		full, err := strconv.Unquote(spec.Path.Value)
		return err != nil || full != schema.ImportPath
	})
}

// gatherUnits puts the declarations of each record together, in the order in
// which records are first written.
func gatherUnits(fields []*ast.Field) []unit {
	type place struct{ root, id string }
	index := map[place]int{}
	var out []unit
	add := func(root, id string, f *ast.Field) {
		at := place{root, id}
		i, ok := index[at]
		if !ok {
			i = len(out)
			index[at] = i
			out = append(out, unit{root: root, id: id})
		}
		out[i].fields = append(out[i].fields, f)
	}
	for _, f := range fields {
		root, _ := label(f)
		s, ok := f.Value.(*ast.StructLit)
		if !collections[root] || !ok {
			add(root, "", f)
			continue
		}
		for _, d := range s.Elts {
			if record, ok := d.(*ast.Field); ok {
				id, _ := label(record)
				add(root, id, record)
			}
		}
	}
	return out
}

// remaining is the package without what is judged piece by piece.
func (l *loader) remaining(p *plan) []*ast.File {
	var out []*ast.File
	for _, f := range l.pkg.files {
		rest := *f
		rest.Decls = nil
		for _, d := range f.Decls {
			if field, ok := d.(*ast.Field); ok {
				if name, ok := label(field); ok && !helper(field) && p.fast(name) && plainRoot(name, field) {
					continue
				}
			}
			rest.Decls = append(rest.Decls, d)
		}
		out = append(out, &rest)
	}
	return out
}
