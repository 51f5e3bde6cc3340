package targettest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/write"
)

// program is a command that plans and applies in a process of its own, which can
// be killed.
type program struct {
	path string
	env  []string
	full bool // the product, which reads its targets from the site's folder
}

// programEnv names a patchbay that was made of this tree already.
const programEnv = "TARGETTEST_PATCHBAY"

// built is patchbay itself, made once for all cases of a test binary, or once for
// all test binaries by whoever runs them.
var built = sync.OnceValues(func() (string, error) {
	if path := os.Getenv(programEnv); path != "" {
		_, err := os.Stat(path) // so that results are not kept when it is another
		return path, err
	}
	if err := os.MkdirAll(scratch(), 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(scratch(), "patchbay")
	out, err := exec.Command("go", "build", "-o", path, "github.com/patchbay-dev/patchbay/cmd/patchbay").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build cmd/patchbay: %w\n%s", err, out)
	}
	return path, nil
})

// scratch is a folder that Main removes.
var scratch = sync.OnceValue(func() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("patchbay-suite-%d", os.Getpid()))
})

// program is what an operator of the target would run: patchbay, or for a driver
// that is not in it the stand-in.
func (s *session) program() *program {
	s.Helper()
	if s.Apart {
		return s.standIn()
	}
	path, err := built()
	if err != nil {
		s.Fatal(err)
	}
	return &program{path: path, env: s.credentialEnv(), full: true}
}

// standIn is the test binary as a small program with the target's driver. It can
// do what a product must not: die at a point of its own code.
func (s *session) standIn() *program {
	s.Helper()
	if !whole {
		s.Fatal("this package needs: func TestMain(m *testing.M) { os.Exit(targettest.Main(m, drivers…)) }")
	}
	path, err := os.Executable()
	if err != nil {
		s.Fatal(err)
	}
	b, err := json.Marshal(told{Type: s.Driver.Type, URL: s.simulator.URL(), Options: s.options})
	if err != nil {
		s.Fatal(err)
	}
	return &program{path: path, env: append(append(s.credentialEnv(), s.Env...), standInEnv+"="+string(b))}
}

func (s *session) credentialEnv() []string {
	var out []string
	for _, name := range sortedKeys(s.simulator.Credentials()) {
		out = append(out, name+"="+s.simulator.Credentials()[name])
	}
	return out
}

// folder is a site on disk, as its user would have it.
func (s *session) folder(p *program, x *model.Site) string {
	s.Helper()
	dir := s.TempDir()
	p.env = append(slices.Clone(p.env), s.environment(x)...)
	whole := *s.job(x).Site.Site
	if !p.full {
		whole.Targets = nil // the language does not know the type
	} else {
		whole.Targets = unhurried(whole.Targets)
	}
	files, err := write.Site(&whole, write.Options{})
	if err != nil {
		s.Fatalf("the site cannot be written: %v", err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			s.Fatal(err)
		}
	}
	if !p.full {
		b, err := json.Marshal(x.Targets[0].Manage)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "manage.json"), b, 0o600)
		}
		if err != nil {
			s.Fatal(err)
		}
	}
	return dir
}

// unhurried are targets that take as many requests in a second as come: a vendor's own
// allowance says nothing about its simulator, and would make a case take minutes.
func unhurried(all []model.Target) []model.Target {
	all = slices.Clone(all)
	for i := range all {
		options := maps.Clone(all[i].Options)
		if options == nil {
			options = model.Native{}
		}
		options["requestsPerSecond"] = int64(1_000_000)
		all[i].Options = options
	}
	return all
}

// process is a program under way, or what became of it.
type process struct {
	cmd      *exec.Cmd
	out, err bytes.Buffer
	ended    chan struct{}
	code     int
	killed   bool // by SIGKILL, whoever sent it
}

// patient is how long a process may take before its case gives it up.
const patient = 60 * time.Second

func (p *program) start(tb testing.TB, dir string, args ...string) *process {
	tb.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patient)
	x := &process{cmd: exec.CommandContext(ctx, p.path, append([]string{args[0], "-C", dir}, args[1:]...)...), ended: make(chan struct{})}
	// A stand-in under the race detector would wait a second before it ends.
	x.cmd.Env = append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "GORACE=atexit_sleep_ms=0"}, p.env...)
	x.cmd.Stdout, x.cmd.Stderr = &x.out, &x.err
	if err := x.cmd.Start(); err != nil {
		stop()
		tb.Fatalf("start %s: %v", p.path, err)
	}
	go func() {
		defer close(x.ended)
		defer stop()
		x.cmd.Wait()
		x.code = x.cmd.ProcessState.ExitCode()
		if w, ok := x.cmd.ProcessState.Sys().(syscall.WaitStatus); ok {
			x.killed = w.Signaled() && w.Signal() == syscall.SIGKILL
		}
	}()
	return x
}

// run waits for the process to end.
func (p *program) run(tb testing.TB, dir string, args ...string) *process {
	tb.Helper()
	x := p.start(tb, dir, args...)
	x.wait()
	return x
}

func (x *process) wait() { <-x.ended }

// kill ends the process as a power cut would, and waits until it is gone.
func (x *process) kill() {
	x.cmd.Process.Kill()
	x.wait()
}

func (x *process) over() bool {
	select {
	case <-x.ended:
		return true
	default:
		return false
	}
}

func (x *process) String() string {
	return fmt.Sprintf("%v: exit %d\n%s%s", x.cmd.Args[1:], x.code, x.err.String(), x.out.String())
}

// saved makes a plan and the flags that an operator, who reads it, gives with it.
func (p *program) saved(tb testing.TB, dir, name string) (file string, consent []string, err error) {
	tb.Helper()
	file = filepath.Join(dir, name)
	for range 2 {
		x := p.run(tb, dir, append([]string{"plan", "-o", file}, consent...)...)
		if x.code != 0 && x.code != 3 {
			return "", nil, errors.New(x.String())
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", x, err)
		}
		made, err := plan.Decode(data)
		if err != nil {
			return "", nil, err
		}
		asked := len(consent)
		for _, r := range made.Refused() {
			if r.Flag == "" {
				return "", nil, errors.New(r.Message)
			}
			if flag := strings.Fields(r.Flag); !slices.Contains(consent, flag[len(flag)-1]) {
				consent = append(consent, flag...)
				for _, s := range r.Stakes { // by name too, for a run whose plan nobody reads
					consent = append(consent, plan.Acknowledge, s.Name())
				}
			}
		}
		if len(consent) == asked {
			return file, consent, nil
		}
	}
	return "", nil, errors.New("the plan is refused with every consent that it asks for")
}
