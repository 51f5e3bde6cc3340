package load

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/schema"
)

// modules finds imported packages without network, cache or environment: the
// language itself, folders of the module around the site, and what is vendored
// below cue.mod.
type modules struct {
	l      *loader
	prefix string // the module's own path; "" when it has none
	loaded bool
	pkgs   map[string]*pkg // by import path; nil while being loaded
}

func newModules(l *loader) *modules { return &modules{l: l, pkgs: map[string]*pkg{}} }

// path of the module around the site, from cue.mod/module.cue.
func (m *modules) path() string {
	if m.loaded {
		return m.prefix
	}
	m.loaded = true
	name := path.Join(m.l.tree.Module(), "cue.mod/module.cue")
	data, err := m.l.text(name)
	if err != nil {
		return "" // a module without a name has no packages of its own
	}
	f, err := parser.ParseFile(name, data)
	if err != nil {
		m.l.diags = append(m.l.diags, syntax(data, err)...)
		return ""
	}
	for _, d := range f.Decls {
		if f, ok := d.(*ast.Field); ok {
			if l, _ := label(f); l == "module" {
				m.prefix, _, _ = strings.Cut(literalText(f.Value), "@")
			}
		}
	}
	return m.prefix
}

// folders is where the package of an import path may lie.
func (m *modules) folders(ip ast.ImportPath) []string {
	root := m.l.tree.Module()
	if p := m.path(); p != "" && (ip.Path == p || strings.HasPrefix(ip.Path, p+"/")) {
		return []string{path.Join(root, strings.TrimPrefix(strings.TrimPrefix(ip.Path, p), "/"))}
	}
	var out []string
	for _, kind := range []string{"pkg", "gen", "usr"} {
		out = append(out, path.Join(root, "cue.mod", kind, ip.Path))
	}
	return out
}

// find parses the package of an import, once.
func (m *modules) find(spec *ast.ImportSpec) (*pkg, bool) {
	full, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return nil, false
	}
	if p, ok := m.pkgs[full]; ok {
		return p, p != nil && len(p.files) > 0
	}
	ip := ast.ParseImportPath(full)
	var names []string
	for _, dir := range m.folders(ip) {
		found, err := m.l.tree.Package(dir)
		if err != nil {
			m.l.report(dir, err)
		}
		names = append(names, found...)
	}
	if len(names) == 0 {
		m.pkgs[full] = nil
		m.l.diags.Add(m.unknown(spec, ip))
		return nil, false
	}
	p := m.l.parsePackage(path.Dir(names[0]), names)
	p.keep(ip.Qualifier)
	m.pkgs[full] = p
	if len(p.files) == 0 && !p.broken {
		m.l.diags.Add(diag.Diagnostic{
			Code: diag.ImportMissing, Pos: []diag.Pos{place(spec.Pos())},
			Message: fmt.Sprintf("%s holds no file of package %s", p.dir, ip.Qualifier),
			Hint:    fmt.Sprintf("name the package after a colon: import %q", ip.Path+":"+orSite(p.name)),
		})
	}
	return p, len(p.files) > 0
}

// keep drops the files of other packages.
func (p *pkg) keep(name string) {
	var files []*ast.File
	for _, f := range p.files {
		if f.PackageName() == name {
			files = append(files, f)
		}
	}
	p.files = files
}

func (m *modules) unknown(spec *ast.ImportSpec, ip ast.ImportPath) diag.Diagnostic {
	d := diag.Diagnostic{
		Code: diag.ImportMissing, Pos: []diag.Pos{place(spec.Pos())},
		Message: fmt.Sprintf("package %s is not here, and a site is loaded without the network", ip.Path),
		Hint:    fmt.Sprintf("put a copy of it in cue.mod/pkg/%s", ip.Path),
	}
	if p := m.path(); p != "" && strings.HasPrefix(ip.Path, p+"/") {
		d.Message = fmt.Sprintf("folder %s holds no CUE file, so package %s does not exist", m.folders(ip)[0], ip.Path)
		d.Hint = "write the package there, or correct the import"
	}
	if near, ok := diag.Nearest(ip.Path, []string{schema.ImportPath}); ok || strings.HasPrefix(ip.Path, "patchbay.dev/") {
		d.Message = fmt.Sprintf("this version of patchbay has no package %s", ip.Path)
		d.Hint = fmt.Sprintf("did you mean %s?", orElse(near, schema.ImportPath))
	}
	return d
}

func orElse(s, alt string) string {
	if s == "" {
		return alt
	}
	return s
}

// standard reports whether an import path is one of CUE's own: its first
// element has no dot.
func standard(full string) bool {
	first, _, _ := strings.Cut(full, "/")
	return !strings.Contains(first, ".")
}

// builder makes build instances of imported packages for one CUE context.
type builder struct {
	m      *modules
	engine *engine
	ctx    *build.Context
	built  map[string]*build.Instance
}

func (b *builder) load(pos token.Pos, full string) *build.Instance {
	if standard(full) {
		return nil
	}
	if full == schema.ImportPath {
		return b.engine.language
	}
	if inst, ok := b.built[full]; ok {
		return inst
	}
	p := b.m.pkgs[full]
	if p == nil {
		return nil
	}
	b.built[full] = nil
	inst := b.instance(p, full)
	b.built[full] = inst
	return inst
}

func (b *builder) instance(p *pkg, full string) *build.Instance {
	inst := b.ctx.NewInstance(p.dir, b.load)
	inst.PkgName = ast.ParseImportPath(full).Qualifier
	inst.ImportPath = full
	for _, f := range p.files {
		// What is wrong with the file is kept in inst.Err and found when it is built.
		_ = inst.AddSyntax(f)
	}
	// So is what is wrong with its imports.
	_ = inst.Complete()
	return inst
}

// checkImports parses every package that the site imports, near or far, and
// reports imports that cannot be: unknown, unused, of the world, or in a circle.
func (l *loader) checkImports() bool {
	before := len(l.diags)
	l.follow(l.pkg, nil)
	for _, f := range l.pkg.files {
		l.checkUsed(f)
	}
	return len(l.diags) == before
}

// checkUsed reports imports that the file never mentions.
func (l *loader) checkUsed(f *ast.File) {
	var specs []*ast.ImportSpec
	for spec := range f.ImportSpecs() {
		specs = append(specs, spec)
	}
	if len(specs) == 0 {
		return
	}
	used := map[string]bool{}
	for _, d := range f.Decls {
		if _, ok := d.(*ast.ImportDecl); ok {
			continue
		}
		ast.Walk(d, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			}
			return true
		}, nil)
	}
	for _, spec := range specs {
		name := importName(spec)
		if used[name] {
			continue
		}
		hint := fmt.Sprintf("take the import out, or use %s", name)
		if strings.Contains(spec.Path.Value, schema.ImportPath) {
			hint = "take it out: a site is held against the language without importing it"
		}
		l.diags.Add(diag.Diagnostic{
			Code: diag.ImportUnused, Pos: []diag.Pos{place(spec.Pos())},
			Message: fmt.Sprintf("%s is imported and not used", spec.Path.Value), Hint: hint,
		})
	}
}

func (l *loader) follow(p *pkg, chain []string) {
	for _, f := range p.files {
		for spec := range f.ImportSpecs() {
			full, err := strconv.Unquote(spec.Path.Value)
			if err != nil || l.builtIn(full) {
				continue
			}
			if standard(full) {
				l.checkStandard(spec, full)
				continue
			}
			if at := indexOf(chain, full); at >= 0 {
				l.diags.Add(diag.Diagnostic{
					Code: diag.ImportCycle, Pos: []diag.Pos{place(spec.Pos())},
					Message: fmt.Sprintf("packages import each other in a circle: %s", strings.Join(append(chain[at:len(chain):len(chain)], full), " → ")),
					Hint:    "move what both need to a third package",
				})
				continue
			}
			_, seen := l.mods.pkgs[full]
			imported, ok := l.mods.find(spec)
			if ok && (!seen || len(chain) > 0) {
				l.follow(imported, append(chain[:len(chain):len(chain)], full))
			}
		}
	}
}

func indexOf(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

func (l *loader) checkStandard(spec *ast.ImportSpec, full string) {
	d := diag.Diagnostic{Pos: []diag.Pos{place(spec.Pos())}}
	switch {
	case full == "tool" || strings.HasPrefix(full, "tool/"):
		d.Code = diag.ImportOfWorld
		d.Message = fmt.Sprintf("package %s runs commands or reads files, and a site is only data", full)
		d.Hint = "write the value in the site, or make it before patchbay runs"
	case !library[full]:
		d.Code = diag.ImportMissing
		d.Message = fmt.Sprintf("CUE has no package %s", full)
		if near, ok := diag.Nearest(full, libraryNames()); ok {
			d.Hint = fmt.Sprintf("did you mean %q?", near)
		} else {
			d.Hint = "packages of your own begin with a domain, such as acme.example/templates"
		}
	default:
		return
	}
	l.diags.Add(d)
}
