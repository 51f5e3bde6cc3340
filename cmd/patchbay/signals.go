package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

type abortKey struct{}

// untilSignal returns a context that ends with the first Ctrl-C, SIGTERM or
// SIGHUP, which a lost terminal sends, and carries another that ends with the
// second: the first lets the call under way end, the second does not. A third
// ends the process, as if nobody had asked for signals.
func untilSignal(parent context.Context, say func()) (context.Context, func()) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup is meant
		signal.Notify(signals, syscall.SIGHUP)
	}
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

// unpiped lets writes to a pipe that nobody reads any more fail, where they would
// end the process: a run that has begun to write to a target goes on, whoever
// looks at it. What it returns is to be called at the end.
func unpiped() func() {
	broken := make(chan os.Signal, 1) // not Ignore: commands that are run would inherit it
	signal.Notify(broken, syscall.SIGPIPE)
	return func() { signal.Stop(broken) }
}
