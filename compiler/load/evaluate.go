package load

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/model"
)

// chunk is how many records are judged as one expression: from 20 to 500 costs
// the same, below and above more.
const chunk = 50

// worth is how many chunks pay for another worker with an engine of its own.
const worth = 8

// evaluate judges everything, explains what is wrong, and reads what is right.
func (l *loader) evaluate() {
	rosters, units := l.plan.partition()
	l.plan.units = slices.Clone(rosters) // the trees of all others go as they are judged
	if l.judge(rosters) && l.plan.free("rosters") {
		l.sheets = l.readRosters(l.plan.rosters())
	}
	if l.plan.fast("users") {
		units = join(units, l.sheets)
	}
	l.judge(units)
	if l.plan.files != nil || !l.plan.fast("users") && len(l.sheets) > 0 {
		l.judgePackage()
	}
	l.finish()
}

// partition parts the rosters, which bring more units, from the rest.
func (p *plan) partition() (rosters, others []unit) {
	for _, u := range p.units {
		if u.root == "rosters" {
			rosters = append(rosters, u)
		} else {
			others = append(others, u)
		}
	}
	return rosters, others
}

// rest is the plain root fields that are not collections, and the collections
// without their records: one that is written is not absent.
func (p *plan) rest() node {
	s := &ast.StructLit{}
	for _, f := range p.plainFields {
		if name, _ := label(f); collections[name] {
			f = &ast.Field{Label: f.Label, Value: &ast.StructLit{}}
		}
		s.Elts = append(s.Elts, f)
	}
	return node{parts: []part{{expr: s}}}
}

// rosters is the site's rosters, as far as they are made of literals.
func (p *plan) rosters() node {
	var n node
	for _, u := range p.units {
		if u.root == "rosters" {
			for _, f := range u.fields {
				s := &ast.StructLit{Elts: []ast.Decl{f}}
				n.parts = append(n.parts, part{f.Label.Pos(), s})
			}
		}
	}
	return n
}

// join adds rows to units. A user who is also written is judged with what is
// written.
func join(units []unit, sheets []*sheet) []unit {
	if len(sheets) == 0 {
		return units
	}
	index := map[string]int{}
	for i, u := range units {
		if u.root == "users" {
			index[u.id] = i
		}
	}
	for _, s := range sheets {
		for i, r := range s.rows {
			at, ok := index[r.id]
			if !ok {
				at = len(units)
				index[r.id] = at
				units = append(units, unit{root: "users", id: r.id})
			}
			units[at].rows = append(units[at].rows, rowOf{s, i})
		}
	}
	return units
}

// piece is what became of one chunk.
type piece struct {
	faults []fault
	site   model.Site // its records
}

// judge evaluates units in chunks, on as many workers as pay, and reads the
// records. It reports whether all of them are right.
func (l *loader) judge(units []unit) bool {
	chunks := slices.Collect(slices.Chunk(units, chunk))
	pieces := make([]piece, len(chunks))
	next := make(chan int, len(chunks))
	for i := range chunks {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	panics := make(chan any, l.workers(len(chunks)))
	for range cap(panics) {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					panics <- r // the engine is not used again
				}
			}()
			var e *engine // most sites need none
			for i := range next {
				pieces[i], e = judgePiece(chunks[i], e)
				clear(chunks[i])
			}
			if e != nil {
				e.giveUp()
			}
		})
	}
	wg.Wait()
	close(panics)
	if r, ok := <-panics; ok {
		panic(r)
	}
	right := true
	for i := range pieces {
		right = right && len(pieces[i].faults) == 0
		l.explainFaults(pieces[i].faults)
	}
	merge(l.site, pieces)
	return right
}

func (l *loader) workers(chunks int) int {
	n := cmp.Or(l.opts.Workers, runtime.GOMAXPROCS(0))
	return max(1, min(n, (chunks+worth-1)/worth))
}

// fault is a piece that CUE refused, and why.
type fault struct {
	unit unit
	err  error
}

// judgePiece judges a chunk, as far as the sieve does not, with e or an engine
// that it borrows, which it returns.
func judgePiece(units []unit, e *engine) (piece, *engine) {
	var p piece
	var doubtful []unit
	for i := range units {
		units[i].fields, units[i].rows = units[i].declarations(), nil
		if !units[i].passes(siteSieve()) {
			doubtful = append(doubtful, units[i])
		}
	}
	if len(doubtful) > 0 && e == nil {
		e = borrow()
	}
	if len(doubtful) > 0 && !e.passes(assemble(doubtful)) {
		units, p.faults = e.oneByOne(units, doubtful)
	}
	siteTable.fill(&p.site, node{parts: []part{{expr: assemble(units)}}})
	return p, e
}

// oneByOne judges those that are in doubt alone, and returns all that are right.
func (e *engine) oneByOne(units, doubtful []unit) (right []unit, wrong []fault) {
	for _, u := range doubtful {
		if err := e.judge(assemble([]unit{u})); err != nil {
			wrong = append(wrong, fault{u, err})
		}
	}
	for _, u := range units {
		if !slices.ContainsFunc(wrong, func(f fault) bool { return f.unit.root == u.root && f.unit.id == u.id }) {
			right = append(right, u)
		}
	}
	return right, wrong
}

// assemble writes units as a site.
func assemble(units []unit) *ast.StructLit {
	site := &ast.StructLit{}
	roots := map[string]*ast.StructLit{}
	for _, u := range units {
		if u.id == "" {
			for _, f := range u.fields {
				site.Elts = append(site.Elts, f)
			}
			continue
		}
		s := roots[u.root]
		if s == nil {
			s = &ast.StructLit{}
			roots[u.root] = s
			site.Elts = append(site.Elts, &ast.Field{Label: ast.NewIdent(u.root), Value: s})
		}
		for _, f := range u.declarations() {
			s.Elts = append(s.Elts, f)
		}
	}
	return site
}

// merge puts the records of all pieces into the site.
func merge(to *model.Site, pieces []piece) {
	mergeSlice(&to.Departments, pieces, func(s *model.Site) []model.Department { return s.Departments })
	mergeSlice(&to.Users, pieces, func(s *model.Site) []model.User { return s.Users })
	mergeSlice(&to.Groups, pieces, func(s *model.Site) []model.Group { return s.Groups })
	mergeSlice(&to.Roles, pieces, func(s *model.Site) []model.Role { return s.Roles })
	mergeSlice(&to.Devices, pieces, func(s *model.Site) []model.Device { return s.Devices })
	mergeSlice(&to.Workspaces, pieces, func(s *model.Site) []model.Workspace { return s.Workspaces })
	mergeSlice(&to.Targets, pieces, func(s *model.Site) []model.Target { return s.Targets })
}

func mergeSlice[T any](to *[]T, pieces []piece, from func(*model.Site) []T) {
	n := len(*to)
	for i := range pieces {
		n += len(from(&pieces[i].site))
	}
	if n == len(*to) {
		return
	}
	*to = slices.Grow(*to, n-len(*to))
	for i := range pieces {
		*to = append(*to, from(&pieces[i].site)...)
	}
}

// judgePackage evaluates what needs the whole package, in a context of its own.
// Rows of rosters that the package has a say in are part of it.
func (l *loader) judgePackage() {
	e := borrowPackages()
	l.judgeWhole(e)
	if l.plan.fast("users") { // else the package is large, and goes with its engine
		e.giveUpPackages()
	}
}

func (l *loader) judgeWhole(e *engine) {
	own, site := l.buildPackage(e)
	if v := site.LookupPath(cue.MakePath(cue.Str("rosters"))); !l.plan.free("rosters") && v.Exists() && v.Validate(cue.Concrete(true)) == nil {
		if l.sheets = l.readRosters(node{within(l.written(), "rosters"), v}); len(l.sheets) > 0 {
			own, site = l.buildPackage(e)
		}
	}
	if site.Validate(cue.Concrete(true)) != nil {
		l.explainPackage(own, complaints(site))
	}
	// What is wrong is left out again.
	siteTable.fill(l.site, node{parts: l.written(), value: site})
}

// buildPackage evaluates the remaining files, by themselves and as a site.
func (l *loader) buildPackage(e *engine) (own, site cue.Value) {
	b := &builder{m: l.mods, engine: e, ctx: build.NewContext(), built: map[string]*build.Instance{}}
	files := l.plan.files
	if !l.plan.fast("users") && len(l.sheets) > 0 {
		files = append(slices.Clip(files), l.rowsFile(l.templateOf))
	}
	inst := b.instance(&pkg{dir: ".", files: files}, "patchbay.site/"+l.pkg.name)
	own = e.ctx.BuildInstance(inst)
	return own, e.site.Unify(own)
}

// rowsFile is the rows of all rosters as a file of the package.
func (l *loader) rowsFile(template func(*sheet) ast.Expr) *ast.File {
	f := &ast.File{Filename: "rosters", Decls: []ast.Decl{
		&ast.Package{Name: ast.NewIdent(l.pkg.name)},
		&ast.Field{Label: ast.NewIdent("rosters"), Value: ast.NewIdent("_")},
	}}
	users := &ast.StructLit{}
	for _, s := range l.sheets {
		for i, r := range s.rows {
			users.Elts = append(users.Elts, s.record(i))
			if s.roster.templated {
				at := s.file.Pos(int(r.at), token.NoRelPos)
				users.Elts = append(users.Elts, &ast.Field{Label: nameAt(r.id, at), Value: template(s)})
			}
		}
	}
	f.Decls = append(f.Decls, &ast.Field{Label: ast.NewIdent("users"), Value: users})
	return f
}

// templateOf is what every row of a roster has beside: the literals themselves,
// or a reference where the package computes them.
func (l *loader) templateOf(s *sheet) ast.Expr {
	if l.plan.free("rosters") {
		return s.template()
	}
	return &ast.SelectorExpr{
		X:   &ast.IndexExpr{X: ast.NewIdent("rosters"), Index: ast.NewString(s.roster.name)},
		Sel: ast.NewIdent("template"),
	}
}

// written is every declaration of the package that is judged as one.
func (l *loader) written() []part {
	var out []part
	for _, f := range l.plan.files {
		out = append(out, part{expr: &ast.StructLit{Elts: f.Decls}})
	}
	if !l.plan.fast("users") && len(l.sheets) > 0 {
		f := l.rowsFile((*sheet).template)
		out = append(out, part{expr: &ast.StructLit{Elts: f.Decls[2:]}})
	}
	return out
}

// finish sorts what came in pieces, marks the rows of rosters, and reads telephone
// numbers, which takes the organization's country.
func (l *loader) finish() {
	s := l.site
	sortByID(s.Departments, func(d *model.Department) string { return d.ID })
	sortByID(s.Users, func(u *model.User) string { return u.ID })
	sortByID(s.Groups, func(g *model.Group) string { return g.ID })
	sortByID(s.Roles, func(r *model.Role) string { return r.ID })
	sortByID(s.Devices, func(d *model.Device) string { return d.ID })
	sortByID(s.Workspaces, func(w *model.Workspace) string { return w.ID })
	sortByID(s.Targets, func(t *model.Target) string { return t.ID })
	for _, sheet := range l.sheets {
		for _, r := range sheet.rows {
			if u, ok := model.Find(s.Users, r.id); ok {
				u.Roster = sheet.roster.name
			}
		}
	}
	l.readPhones()
}

func sortByID[T any](list []T, id func(*T) string) {
	for i := 1; i < len(list); i++ { // records are large, and mostly written in order
		if id(&list[i-1]) > id(&list[i]) {
			slices.SortFunc(list, func(a, b T) int { return strings.Compare(id(&a), id(&b)) })
			return
		}
	}
}
