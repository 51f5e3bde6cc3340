package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/patchbay-dev/patchbay/compiler/render"
)

// progress shows what targets are at: bars on a terminal, and elsewhere one
// line for each thing that is done, so that a log reads well.
type progress struct {
	mu   sync.Mutex
	out  io.Writer
	pool *mpb.Progress // nil without a terminal
	bars map[string]*mpb.Bar

	// words have a lock of their own: the pool asks for them while whoever holds
	// mu waits for the pool.
	wordsMu sync.Mutex
	words   map[string]string
}

func (a *app) progress() *progress {
	p := &progress{out: a.err, bars: map[string]*mpb.Bar{}, words: map[string]string{}}
	if terminal(a.err) && a.env("TERM") != "dumb" {
		p.pool = mpb.New(mpb.WithOutput(a.err), mpb.WithWidth(barWidth))
	}
	return p
}

// reading is told of the looking at targets. Without a terminal that is not
// worth a line.
func (p *progress) reading(target, what string, done, total int) { p.show(target, what, done, total) }

// applied is told of each step that has ended. Its title holds names from the
// site and the target.
func (p *progress) applied(target, line string, done, total int) {
	line = render.OneLine(line)
	if p.show(target, line, done, total) || line == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "%s: [%*d/%d] %s\n", target, len(fmt.Sprint(total)), done, total, line)
}

// show moves a target's bar, and reports whether there are bars.
func (p *progress) show(target, what string, done, total int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool == nil {
		return false
	}
	if what != "" {
		p.wordsMu.Lock()
		p.words[target] = what
		p.wordsMu.Unlock()
	}
	bar := p.bars[target]
	if bar == nil {
		bar = p.pool.AddBar(0, mpb.PrependDecorators(decor.Name(target+" ", decor.WCSyncSpaceR), decor.CountersNoUnit("%d/%d ")),
			mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
				return " " + render.Shorten(p.doing(target), labelRoom(s.AvailableWidth))
			})))
		p.bars[target] = bar
	}
	bar.SetTotal(int64(max(total, 1)), false)
	bar.SetCurrent(int64(done))
	return true
}

// barWidth is as wide as a bar gets.
const barWidth = 40

// labelRoom is how many of the columns that are left the words take: all but the
// bar's on a wide screen, half of them on a narrow one.
func labelRoom(columns int) int { return max(columns-barWidth-3, columns/2, 2) }

// doing is what stands behind a bar. The pool asks for it from a goroutine of
// its own.
func (p *progress) doing(target string) string {
	p.wordsMu.Lock()
	defer p.wordsMu.Unlock()
	return p.words[target]
}

// end clears the bars away; what is told afterwards is not shown.
func (p *progress) end() {
	p.mu.Lock()
	pool, bars := p.pool, p.bars
	p.pool, p.bars = nil, nil
	p.mu.Unlock()
	if pool == nil {
		return
	}
	for _, bar := range bars {
		bar.Abort(true)
	}
	pool.Wait()
}
