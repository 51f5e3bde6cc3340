package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Code names one kind of mistake, such as PB1042.
type Code string

// Info is what `patchbay vet --explain CODE` prints.
type Info struct {
	Code    Code
	Title   string // one line, no full stop
	Explain string // why it is a mistake and what to do, in sentences
	Bad     string // an example that gives this diagnostic, when one helps
	Good    string // the same, mended
}

// The ranges. A room adds its codes in a file of its own beside this one and
// never reuses a number.
//
//	PB10xx  source, load: files, syntax, imports
//	PB11xx  load: the language (unknown field, wrong type, constraint)
//	PB12xx  load: rosters
//	PB20xx  check: references and rules across objects
//	PB30xx  resolve: what a target is asked, its profile and capabilities
//	PB31xx  lower, raise: losses
//	PB40xx  diff: matching, ownership, released
//	PB50xx  plan: order, verification, guards, policies
//	PB60xx  apply, journal, records
//	PB70xx  connections, accounts, versions
//	PB71xx  run: a site and its targets
var tables = [][]Info{loadCodes, checkCodes, resolveCodes, diffCodes, planCodes, policyCodes, applyCodes, connectionCodes, runCodes}

// Explain finds the documentation of a code, written in any case.
func Explain(code string) (Info, bool) {
	want := Code(strings.ToUpper(strings.TrimSpace(code)))
	for _, t := range tables {
		if i := slices.IndexFunc(t, func(i Info) bool { return i.Code == want }); i >= 0 {
			return t[i], true
		}
	}
	return Info{}, false
}

// Codes returns every code in order.
func Codes() []Info {
	all := slices.Concat(tables...)
	slices.SortFunc(all, func(a, b Info) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return all
}

// String is the code followed by its title.
func (i Info) String() string { return fmt.Sprintf("%s %s", i.Code, i.Title) }
