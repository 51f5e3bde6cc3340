package load

import (
	"cuelang.org/go/cue"
	cueerrors "cuelang.org/go/cue/errors"
	"fmt"
	"github.com/patchbay-dev/patchbay/compiler/diag"
)


func (l *loader) explainUnevaluated()    {}
func (l *loader) explainFaults(fs []fault) {
	for _, f := range fs {
		l.raw(f.err)
	}
}
func (l *loader) explainPackage(v cue.Value, err error) { l.raw(err) }
func (l *loader) raw(err error) {
	for _, e := range cueerrors.Errors(err) {
		d := diag.Diagnostic{Code: "PB0000", Message: fmt.Sprint(e.Path(), e.Error())}
		for _, p := range cueerrors.Positions(e) {
			d.Pos = append(d.Pos, place(p))
		}
		l.diags.Add(d)
	}
}
func syntax(data []byte, err error) diag.List {
	var out diag.List
	for _, e := range cueerrors.Errors(err) {
		out.Add(diag.Diagnostic{Code: "PB1020", Message: e.Error(), Pos: []diag.Pos{place(e.Position())}})
	}
	return out
}
