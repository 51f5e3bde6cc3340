package targettest

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// Environment of the stand-in.
const (
	standInEnv = "TARGETTEST_TARGET" // the site's one target, which makes a test binary the stand-in
	dieEnv     = "TARGETTEST_DIE"    // the call of the connection after which it kills itself
	nameEnv    = "TARGETTEST_NAME"   // what it calls itself to the target
)

// told is what the stand-in is told of its target.
type told struct {
	Type, URL string
	Options   model.Native
}

// whole is whether the test binary can stand in: its TestMain has called Main.
var whole bool

// Main runs the tests of a package that holds targets to the suite, and is what
// its TestMain is for:
//
//	func TestMain(m *testing.M) { os.Exit(targettest.Main(m, threecx.Driver)) }
//
// Run by the suite, the same binary is a small patchbay with the drivers: `plan`
// and `apply` with the same words and exit codes. After the tests it looks for
// goroutines that were left behind.
func Main(m *testing.M, drivers ...targets.Driver) int {
	if text := os.Getenv(standInEnv); text != "" {
		return standIn(text, drivers)
	}
	whole = true
	debug.SetGCPercent(400) // thousands of short runs
	if err := dull(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := os.RemoveAll(scratch()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines are left behind:", err)
			return 1
		}
	}
	return code
}

// dull has few things drawn at random under the race detector: what they are
// decides nothing about goroutines.
func dull() error {
	if !Racing {
		return nil
	}
	return flag.Set("rapid.checks", "40")
}

// standIn is the program.
func standIn(text string, drivers []targets.Driver) int {
	code, err := stand(text, drivers, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
	}
	return int(code)
}

func stand(text string, drivers []targets.Driver, args []string) (run.Code, error) {
	flags := flag.NewFlagSet("stand-in", flag.ContinueOnError)
	dir, out, _ := flags.String("C", "", ""), flags.String("o", "", ""), flags.Bool("yes", false, "")
	flags.Bool("accept-charges", false, "")
	consent := consents{flags: flags}
	consent.add("allow-delete", "allow-replace", "allow-modify", "allow-disable", "acknowledge")
	if err := flags.Parse(args[1:]); err != nil {
		return run.Failed, err
	}
	w := &mortal{last: -1}
	fmt.Sscan(os.Getenv(dieEnv), &w.last)
	job, err := standJob(text, *dir, w.all(drivers))
	if err != nil {
		return run.Failed, err
	}
	x := run.Execution{}
	var p *plan.Plan
	if flags.NArg() > 0 {
		data, err := os.ReadFile(flags.Arg(0))
		if err != nil {
			return run.Failed, err
		}
		if p, err = plan.Decode(data); err != nil {
			return run.Failed, err
		}
	} else {
		if args[0] == "apply" { // locks come before looks, as in the product
			defer job.Release()
			if held, err := job.Begin(context.Background(), &x); err != nil || len(held) > 0 {
				return heldBack(held, err)
			}
		}
		if x.Planned, err = job.Plan(context.Background(), nil); err != nil {
			return run.CodeOf(err), err
		}
		for _, f := range x.Planned.Failures {
			return run.CodeOf(f.Err), f
		}
		p = x.Planned.Plan
	}
	if args[0] == "plan" {
		data, err := plan.Encode(p)
		if err != nil {
			return run.Failed, err
		}
		return run.OK, os.WriteFile(*out, data, 0o600)
	}
	// Whoever gives one consent has read the plan, and gives all of them.
	for _, r := range p.Refused() {
		x.Allowed = append(x.Allowed, r.Flag)
	}
	done, err := job.Apply(context.Background(), p, x)
	fmt.Println("calls", w.calls)
	if err != nil {
		return run.CodeOf(err), err
	}
	var all []run.Code
	wrote := false
	for _, t := range done {
		all, err = append(all, run.CodeOf(t.Err)), errors.Join(err, t.Err)
		wrote = wrote || t.Report != nil && t.Report.Wrote()
		if t.Report != nil && t.Report.Ending != apply.Applied {
			err = errors.Join(err, errors.New(failures(t.Report)))
		}
	}
	return run.Worst(all, wrote), err
}

// heldBack is why nothing could be begun anywhere.
func heldBack(held []run.Failure, err error) (run.Code, error) {
	if err == nil {
		err = held[0]
	}
	return run.CodeOf(err), err
}

// consents are flags that the product has and the stand-in need not weigh.
type consents struct{ flags *flag.FlagSet }

func (c consents) add(names ...string) {
	for _, n := range names {
		c.flags.Func(n, "", func(string) error { return nil })
	}
}

func standJob(text, dir string, drivers []targets.Driver) (*run.Job, error) {
	var at told
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return nil, err
	}
	tree, err := source.Dir(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	result, found := load.Site(tree, load.Options{})
	if result == nil || found.HasErrors() {
		return nil, found.Err()
	}
	target := model.Target{Object: model.Object{ID: "pbx"}, Type: at.Type, URL: at.URL, Options: at.Options, Credentials: map[string]model.Secret{}}
	data, err := os.ReadFile(filepath.Join(dir, "manage.json"))
	if err == nil {
		err = json.Unmarshal(data, &target.Manage)
	}
	if err != nil {
		return nil, err
	}
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); name != "" && strings.ToUpper(name) != name {
			target.Credentials[name] = model.Secret{Env: name}
		}
	}
	result.Site.Targets = []model.Target{target}
	return &run.Job{Site: result, Dir: dir, Drivers: drivers, Tool: "stand-in", Now: time.Now,
		Secrets: &secret.Resolver{Dir: dir, Env: os.LookupEnv}}, nil
}

// mortal counts what a connection for writing was asked, and kills the process
// when the last answer is there and nobody knows it yet.
type mortal struct{ calls, last int }

func (m *mortal) all(drivers []targets.Driver) []targets.Driver {
	drivers = slices.Clone(drivers)
	for i := range drivers {
		open := drivers[i].OpenWriter
		drivers[i].OpenWriter = func(ctx context.Context, s targets.Settings) (targets.Writer, error) {
			if name := os.Getenv(nameEnv); name != "" {
				s.Transport = named{s.Transport, name}
			}
			w, err := open(ctx, s)
			if err != nil {
				return nil, err
			}
			return m.writer(w), nil
		}
	}
	return drivers
}

func (m *mortal) answered() {
	m.calls++
	if m.calls == m.last {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (m *mortal) writer(w targets.Writer) targets.Writer {
	return watch(w, watcher{after: func(call) { m.answered() }})
}

// named tells a target who asks.
type named struct {
	next http.RoundTripper
	name string
}

func (t named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", t.name)
	return t.next.RoundTrip(r)
}
