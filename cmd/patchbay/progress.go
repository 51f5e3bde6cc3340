package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress shows what targets are at: bars on a terminal, and elsewhere one
// line for each thing that is done, so that a log reads well.
type progress struct {
	mu    sync.Mutex
	out   io.Writer
	pool  *mpb.Progress // nil without a terminal
	bars  map[string]*mpb.Bar
	words map[string]string
}

func (a *app) progress() *progress {
	p := &progress{out: a.err, bars: map[string]*mpb.Bar{}, words: map[string]string{}}
	if terminal(a.err) && a.env("TERM") != "dumb" {
		p.pool = mpb.New(mpb.WithOutput(a.err), mpb.WithWidth(40))
	}
	return p
}

// reading is told of the looking at targets. Without a terminal that is not
// worth a line.
func (p *progress) reading(target, what string, done, total int) {
	if p.pool != nil {
		p.show(target, what, done, total)
	}
}

// applied is told of each step that has ended.
func (p *progress) applied(target, line string, done, total int) {
	p.mu.Lock()
	if p.pool == nil && line != "" {
		fmt.Fprintf(p.out, "%s: [%*d/%d] %s\n", target, len(fmt.Sprint(total)), done, total, line)
	}
	p.mu.Unlock()
	if p.pool != nil {
		p.show(target, line, done, total)
	}
}

func (p *progress) show(target, what string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if what != "" {
		p.words[target] = what
	}
	bar := p.bars[target]
	if bar == nil {
		bar = p.pool.AddBar(0, mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(target+" ", decor.WCSyncSpaceR), decor.CountersNoUnit("%d/%d ")),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
				p.mu.Lock()
				defer p.mu.Unlock()
				return " " + p.words[target]
			})))
		p.bars[target] = bar
	}
	bar.SetTotal(int64(max(total, 1)), false)
	bar.SetCurrent(int64(done))
}

// end clears the bars away.
func (p *progress) end() {
	if p.pool == nil {
		return
	}
	p.mu.Lock()
	bars := p.bars
	p.bars = map[string]*mpb.Bar{}
	p.mu.Unlock()
	for _, bar := range bars {
		bar.Abort(true)
	}
	p.pool.Wait()
}
