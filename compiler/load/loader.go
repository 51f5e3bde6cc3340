package load

import (
	"fmt"
	"slices"

	"cuelang.org/go/cue"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// loader is one load, from files to model.
type loader struct {
	tree  *source.Tree
	opts  Options
	diags diag.List
	read  []string // files that took part
	pkg   *pkg
	mods  *modules
	plan  *plan
	site  *model.Site
	where *where

	policy bool // the package is a site's rules, not a site

	sheets []*sheet // the rosters' rows
	lost   []string // what stands in rows that are not whole: one of the cells is the key
}

// run never panics: what CUE makes of bytes nobody foresaw is a diagnostic.
func (l *loader) run() (site *model.Site) {
	defer func() {
		if r := recover(); r != nil {
			l.diags.Add(crash(r))
			site = nil
		}
	}()
	l.mods = newModules(l)
	l.pkg = l.parsePackage(".", l.tree.CUE())
	whole := !l.pkg.broken
	whole = l.checkClauses() && whole
	whole = l.checkAttributes() && whole
	whole = l.checkImports() && whole
	if !whole {
		l.explainUnevaluated()
		return nil
	}
	if !l.versionFits() {
		return nil // what follows may be in words that this version does not know
	}
	l.plan = l.split()
	l.where = newWhere(l.tree)
	for _, f := range l.pkg.files {
		l.where.note(f)
	}
	l.site = &model.Site{Package: l.pkg.name}
	siteTable.fill(l.site, l.plan.rest())
	// Trees of records are the bulk of a load; each goes when its unit is judged.
	l.pkg.files, l.plan.plainFields = l.remaining(l.plan), nil
	l.evaluate()
	return l.site
}

func (l *loader) causes() *Causes {
	return &Causes{
		tree: l.tree, opts: l.opts, sheets: l.sheets, where: l.where,
		whole: l.plan.whole, all: l.plan.all || l.plan.forced,
	}
}

// again evaluates the package once more, for its causes.
func (l *loader) again(c *Causes) (site cue.Value) {
	defer func() {
		if recover() != nil {
			site = cue.Value{} // as good as a site without templates
		}
	}()
	l.mods = newModules(l)
	l.pkg = l.parsePackage(".", l.tree.CUE())
	l.checkImports()
	l.plan = l.split()
	if l.sheets = c.sheets; l.plan.files == nil && len(l.sheets) == 0 {
		return cue.Value{}
	}
	_, site = l.buildPackage(newEngine())
	return site
}

func crash(r any) diag.Diagnostic {
	return diag.Diagnostic{
		Code: diag.Crash, Message: fmt.Sprintf("CUE gave up on this site: %v", r),
		Hint: "this is a fault of patchbay or CUE; undo the last change, and report it with the file",
	}
}

// text reads a file that takes part in the site.
func (l *loader) text(name string) ([]byte, error) {
	data, err := l.tree.Text(name)
	if err == nil {
		l.read = append(l.read, name)
	}
	return data, err
}

// line is the text of one line, "" when there is none.
func (l *loader) line(p diag.Pos) string {
	data, err := l.tree.Text(p.File)
	if err != nil {
		return ""
	}
	return line(data, p.Line)
}

func (l *loader) files() []string {
	slices.Sort(l.read)
	return slices.Compact(l.read)
}

// report adds what is wrong with one file. Anything but a diagnostic is what a
// system did while a file was read, which only the operator can mend.
func (l *loader) report(name string, err error) {
	switch err := err.(type) {
	case diag.Diagnostic:
		l.diags.Add(err)
	case diag.List:
		l.diags = append(l.diags, err...)
	default:
		l.diags.Add(diag.Diagnostic{Code: diag.FileUnreadable, Message: fmt.Sprintf("%s cannot be read: %v", name, err), Pos: []diag.Pos{{File: name}}})
	}
}
