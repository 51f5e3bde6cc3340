package load

import (
	"runtime"
	"sync"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
)

// chunk is how many records are judged as one expression: from 20 to 500 costs
// the same, below and above more.
const chunk = 50

// worth is how many chunks pay for another worker with an engine of its own.
const worth = 8

// evaluate judges everything, explains what is wrong, and reads what is right.
func (l *loader) evaluate() {
	l.judgePieces(l.plan.units)
	if l.plan.files != nil {
		l.judgePackage()
	}
	if !l.diags.HasErrors() {
		siteTable.fill(l.site, l.plan.node())
	}
}

// node is the site as far as it is made of pieces.
func (p *plan) node() node {
	s := &ast.StructLit{}
	for _, f := range p.plainFields {
		s.Elts = append(s.Elts, f)
	}
	return node{parts: []part{{expr: s}}}
}

// judgePieces evaluates units in chunks, on as many workers as pay.
func (l *loader) judgePieces(units []unit) {
	var chunks [][]unit
	for rest := units; len(rest) > 0; {
		n := min(chunk, len(rest))
		chunks, rest = append(chunks, rest[:n]), rest[n:]
	}
	bad := make([][]fault, len(chunks))
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
			e := borrow()
			for i := range next {
				bad[i] = e.faults(chunks[i])
			}
			e.giveUp()
		})
	}
	wg.Wait()
	close(panics)
	if r, ok := <-panics; ok {
		panic(r)
	}
	for _, faults := range bad {
		l.explainFaults(faults)
	}
}

func (l *loader) workers(chunks int) int {
	n := l.opts.Workers
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return max(1, min(n, (chunks+worth-1)/worth))
}

// fault is a piece that CUE refused, and why.
type fault struct {
	unit unit
	err  error
}

// faults judges a chunk; only when it is refused is each piece judged alone.
func (e *engine) faults(units []unit) []fault {
	err := e.judge(units)
	if err == nil {
		return nil
	}
	if len(units) == 1 {
		return []fault{{units[0], err}}
	}
	var out []fault
	for i := range units {
		if err := e.judge(units[i : i+1]); err != nil {
			out = append(out, fault{units[i], err})
		}
	}
	return out
}

// judgePackage evaluates what needs the whole package, in a context of its own.
func (l *loader) judgePackage() {
	own, site := l.buildPackage()
	if err := site.Validate(cue.Concrete(true)); err != nil {
		l.explainPackage(own, err)
		return
	}
	siteTable.fill(l.site, node{parts: l.written(), value: site})
}

// buildPackage evaluates the remaining files, by themselves and as a site.
func (l *loader) buildPackage() (own, site cue.Value) {
	e := newEngine()
	b := &builder{m: l.mods, engine: e, ctx: build.NewContext(), built: map[string]*build.Instance{}}
	inst := b.instance(&pkg{dir: ".", files: l.plan.files}, "patchbay.site/"+l.pkg.name)
	own = e.ctx.BuildInstance(inst)
	return own, e.site.Unify(own)
}

// written is every declaration of the package that is judged as one.
func (l *loader) written() []part {
	var out []part
	for _, f := range l.plan.files {
		out = append(out, part{expr: &ast.StructLit{Elts: f.Decls}})
	}
	return out
}
