// Command live tries patchbay on a real Asterisk.
//
// Rules:
//   - An Asterisk on PATH is used; else it is fetched from Debian, suite by suite,
//     into .cache/asterisk, and run from there without being installed.
//   - Everything listens on loopback, on free ports, and ends with the program.
//   - Where no Asterisk can be had, that is said, and counted as skipped.
//   - The last line is "N passed, N failed, N skipped"; the status is 1 when
//     something failed.
//
// What is tried are the tests of targets/asterisk/real; each is one thing that is
// counted.
//
//	go run ./testdata/live              # everything, on each Asterisk that can be had
//	go run ./testdata/live -short       # the newest alone, and fewer cases
//	go run ./testdata/live -run SIP
//	go run ./testdata/live start        # only starts one, and says how to reach it
//	go run ./testdata/live -site DIR start  # and makes a site for it of examples/office
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// live is one run of the program.
type live struct {
	cache    string
	suites   []string
	within   time.Duration // how long fetching may take
	short    bool
	run      string
	patchbay string
	lab      string
	site     string
}

func main() {
	l := live{}
	var suites string
	flag.BoolVar(&l.short, "short", false, "the newest Asterisk alone, and fewer cases")
	flag.StringVar(&l.run, "run", "", "only tests whose names match")
	flag.StringVar(&l.cache, "cache", ".cache/asterisk", "the folder that Asterisk is fetched into")
	flag.StringVar(&suites, "suites", strings.Join(real.Suites, ","), "suites of Debian to fetch from, when there is none on PATH")
	flag.DurationVar(&l.within, "within", 2*time.Minute, "how long fetching may take")
	flag.StringVar(&l.patchbay, "patchbay", "", "use this binary instead of building one")
	flag.StringVar(&l.lab, "lab", "", "start: keep the state in this folder")
	flag.StringVar(&l.site, "site", "", "start: copy examples/office into this folder, which is not there yet, with the url of what was started")
	flag.Parse()
	l.suites = strings.Split(suites, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	verb := l.try
	if flag.Arg(0) == "start" {
		verb = l.start
	}
	if err := verb(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// installs are the Asterisks that can be had, and why others cannot.
func (l *live) installs(ctx context.Context) ([]*real.Install, []error) {
	if in, err := real.OnPath(ctx); err == nil {
		return []*real.Install{in}, nil
	}
	ctx, stop := context.WithTimeoutCause(ctx, l.within, fmt.Errorf("not fetched within %v", l.within))
	defer stop()
	var found []*real.Install
	var missing []error
	for _, suite := range l.suites {
		in, err := real.Fetch(ctx, l.cache, suite)
		if err != nil {
			missing = append(missing, err)
			if ctx.Err() != nil {
				break
			}
			continue
		}
		found = append(found, in)
		if l.short {
			break
		}
	}
	return found, missing
}
