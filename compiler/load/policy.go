package load

import (
	"path"
	"slices"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/parser"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/schema"
)

// PolicyFolder holds a site's rules over plans: a CUE package of its own.
const PolicyFolder = "policy"

// Policy is the package in a site's policy folder, parsed and with everything
// that it imports, not evaluated.
type Policy struct {
	Files  []string    // every file that was read, sorted
	Digest string      // binds them
	Syntax []*ast.File // of the folder itself
	l      *loader
}

// Policies parses the rules of a site; nil when it has none. With tests, files
// that end in _test.cue belong to the package as well.
func Policies(tree *source.Tree, tests bool) (*Policy, diag.List) {
	l := &loader{tree: tree, policy: true}
	names, err := tree.Policies()
	if err == nil && tests && len(names) > 0 {
		var more []string
		more, err = tree.PolicyTests()
		names = append(names, more...)
	}
	if err != nil {
		l.report(PolicyFolder, err)
	}
	if len(names) == 0 {
		return nil, l.diags
	}
	l.mods = newModules(l)
	l.pkg = l.parsePackage(PolicyFolder, names)
	if whole := !l.pkg.broken; !l.checkClauses() || !l.checkImports() || !whole {
		return nil, l.diags.Sorted()
	}
	if len(l.pkg.files) == 0 {
		return nil, l.diags // all of them leave themselves out
	}
	files := l.files()
	return &Policy{Files: files, Digest: tree.Digest(files), Syntax: l.pkg.files, l: l}, l.diags.Sorted()
}

// readPolicies notes the files of the site's rules among those that it is made
// of: what judges a plan is approved with it. What is wrong with them is for
// whoever evaluates them to say.
func (l *loader) readPolicies() {
	names, err := l.tree.Policies()
	if err != nil || len(names) == 0 {
		return
	}
	rules := &loader{tree: l.tree, policy: true}
	rules.mods = newModules(rules)
	rules.pkg = rules.parsePackage(PolicyFolder, names)
	rules.checkImports()
	l.read = append(l.read, rules.read...)
}

// Build evaluates the package in a context, with more files of the same package.
// It may be called once: CUE writes to the trees that it builds.
func (p *Policy) Build(ctx *cue.Context, more ...*ast.File) cue.Value {
	b := &builder{m: p.l.mods, engine: &engine{ctx: ctx}, ctx: build.NewContext(), built: map[string]*build.Instance{}}
	imports := p.imports(more)
	if slices.Contains(imports, schema.ImportPath) {
		b.engine.language = newLanguage()
	}
	if slices.Contains(imports, schema.PolicyPath) {
		b.built[schema.PolicyPath] = policyLanguage()
	}
	inst := b.instance(&pkg{dir: PolicyFolder, files: append(slices.Clip(p.Syntax), more...)}, "patchbay.site/policy:"+p.l.pkg.name)
	return ctx.BuildInstance(inst)
}

// imports is every import path in the package, in more files of it, and in what
// it imports.
func (p *Policy) imports(more []*ast.File) []string {
	var out []string
	note := func(files []*ast.File) {
		for _, f := range files {
			for spec := range f.ImportSpecs() {
				out = append(out, literalText(spec.Path))
			}
		}
	}
	note(p.Syntax)
	note(more)
	for _, imported := range p.l.mods.pkgs {
		if imported != nil {
			note(imported.files)
		}
	}
	return out
}

// policyLanguage is what types the plan that rules see.
func policyLanguage() *build.Instance {
	inst := build.NewContext().NewInstance(schema.PolicyPath, nil)
	inst.ImportPath = schema.PolicyPath
	inst.PkgName = schema.Version
	for _, f := range schema.PolicyFiles() {
		syntax, err := parser.ParseFile(path.Join(schema.PolicyPath, f.Name), f.Data)
		if err != nil {
			panic(err) // embedded, and tested with the language
		}
		mustAdd(inst, syntax)
	}
	return inst
}

// PolicyLanguage evaluates what types the plan that rules see.
func PolicyLanguage(ctx *cue.Context) cue.Value { return ctx.BuildInstance(policyLanguage()) }

// builtIn reports whether a package comes with patchbay.
func (l *loader) builtIn(full string) bool {
	return full == schema.ImportPath || l.policy && full == schema.PolicyPath
}
