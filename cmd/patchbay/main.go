// Command patchbay compiles the description of an organization's phone system
// into the exact calls that bring each PBX to it.
//
// Rules of everything that is printed:
//   - Results go to stdout, everything else to stderr; success is quiet.
//   - A failure is a line that begins with "error:", what to do about it one
//     that begins with "hint:" below it.
//   - Colours and progress bars appear on a terminal only, and never with
//     NO_COLOR; what goes to a file or a pipe is plain.
//   - The exit code says what happened; the codes are run.Code's and never change.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
	_ "time/tzdata" // windows open at the same moment on machines without zones

	"github.com/mattn/go-isatty"

	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// clock is the wall clock; scripts set it to a fixed one.
var clock = time.Now

// backoff is how long a request waits before it is sent a second time; 0 is the
// usual. Tests, which have targets that fail on purpose, wait less.
var backoff time.Duration

func main() {
	tuneMemory()
	a := newApp()
	ctx, stop := untilSignal(context.Background(), func() {
		if terminal(a.err) {
			a.say("\ninterrupted: ending the call under way; again to stop at once")
		}
	})
	code := execute(ctx, a, os.Args[1:])
	stop()
	os.Exit(int(code))
}

// app is what a verb runs in.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	now      func() time.Time

	dir      string
	targets  []string
	format   string
	debug    bool
	redactor secret.Redactor // takes secrets out of what is said about failures
	fetching []*secret.Resolver
}

func newApp() *app {
	return &app{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv, now: func() time.Time { return clock() }}
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, a *app, args []string) run.Code {
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	cmd, err := a.safely(ctx, root)
	a.remark()
	if err == nil {
		return run.OK
	}
	var code codeError
	if errors.As(err, &code) {
		return code.Code
	}
	if ctx.Err() != nil {
		fmt.Fprintln(a.err, "error: interrupted")
		return run.Interrupted
	}
	a.fail(explainUsage(cmd, err))
	return run.CodeOf(err)
}

// codeError ends a verb that has already said all there is to say.
type codeError struct{ run.Code }

func (c codeError) Error() string { return fmt.Sprintf("exit code %d", int(c.Code)) }

// done turns a code into what a verb returns.
func done(c run.Code) error {
	if c == run.OK {
		return nil
	}
	return codeError{c}
}

// terminal reports whether w shows what is written to a person.
func terminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
