package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

type abortKey struct{}

// untilSignal returns a context that ends with the first Ctrl-C or SIGTERM and
// carries another that ends with the second: the first lets the call under way
// end, the second does not. A third ends the process, as if nobody had asked for
// signals.
func untilSignal(parent context.Context, say func()) (context.Context, func()) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	abort, abortNow := context.WithCancel(parent)
	ctx, interrupt := context.WithCancel(context.WithValue(parent, abortKey{}, abort))
	over := make(chan struct{})
	go func() {
		for _, act := range []func(){
			func() { say(); interrupt() },
			func() { signal.Stop(signals); abortNow() },
		} {
			select {
			case <-signals:
				act()
			case <-over:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(over)
		interrupt()
		abortNow()
	}
}

// abortOf is the context of the second signal.
func abortOf(ctx context.Context) context.Context {
	if abort, ok := ctx.Value(abortKey{}).(context.Context); ok {
		return abort
	}
	return ctx
}
