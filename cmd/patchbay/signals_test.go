package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// TestSignals: the first ends one context, the second the other, the third the
// process, though nothing listens to the contexts any more.
func TestSignals(t *testing.T) {
	if os.Getenv("PATCHBAY_TEST_SIGNALS") != "" {
		ctx, _ := untilSignal(context.Background(), func() { fmt.Println("said") })
		fmt.Println("ready")
		<-ctx.Done()
		if abortOf(ctx).Err() != nil {
			fmt.Println("aborted at once")
		}
		fmt.Println("first")
		<-abortOf(ctx).Done()
		fmt.Println("second")
		select {}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(exe, "-test.run=^TestSignals$")
	child.Env = append(os.Environ(), "PATCHBAY_TEST_SIGNALS=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Process.Kill()
	lines := bufio.NewScanner(out)
	for _, want := range []string{"ready", "said", "first", "second"} {
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("it says %q, want %q", lines.Text(), want)
		}
		send := os.Signal(os.Interrupt)
		if want == "ready" {
			send = syscall.SIGHUP // a lost terminal is one as good
		}
		if want != "said" {
			if err := child.Process.Signal(send); err != nil {
				t.Fatal(err)
			}
		}
	}
	child.Wait()
	if s, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || !s.Signaled() || s.Signal() != syscall.SIGINT {
		t.Errorf("it ended with %v, not by the third signal", child.ProcessState)
	}
}

// TestUnpiped: who writes to a target is not ended by a pipe that nobody reads; a
// child finds out, since it is its own standard output that counts.
func TestUnpiped(t *testing.T) {
	if os.Getenv("PATCHBAY_TEST_UNPIPED") != "" {
		defer unpiped()()
		if _, err := os.Stdout.WriteString("lost\n"); !errors.Is(err, syscall.EPIPE) {
			os.Exit(4)
		}
		os.Exit(3)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(exe, "-test.run=^TestUnpiped$")
	child.Env, child.Stdout = append(os.Environ(), "PATCHBAY_TEST_UNPIPED=1"), write
	child.Run()
	if got := child.ProcessState.ExitCode(); got != 3 {
		t.Errorf("it ended with %v, and not by itself with 3", child.ProcessState)
	}
}

// cmdAbort starts the program, sends it two Ctrl-C once the simulator holds a
// request, and asserts how it ends: abort CODE args….
func cmdAbort(ts *testscript.TestScript, _ bool, args []string) {
	p := started(ts, args[1:])
	awaitHeld(ts)
	ts.Check(p.Process.Signal(os.Interrupt))
	time.Sleep(300 * time.Millisecond) // signals of one kind that wait together are one
	ts.Check(p.Process.Signal(os.Interrupt))
	p.Wait()
	if got := strconv.Itoa(p.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, want %s\n%s", got, args[0], p.Stderr)
	}
	p.keep(ts, "aborted")
}

// cmdCrash starts the program and kills it once the simulator holds a request. It
// ends when the simulator has noticed, or clearing the faults might let the request
// of the dead through: crash args….
func cmdCrash(ts *testscript.TestScript, _ bool, args []string) {
	p := started(ts, args)
	awaitHeld(ts)
	ts.Check(p.Process.Kill())
	p.Wait()
	awaitHolding(ts, false)
	p.keep(ts, "crashed")
}

// process is the program under way.
type process struct {
	*exec.Cmd
	out, err bytes.Buffer
}

func started(ts *testscript.TestScript, args []string) *process {
	program := filepath.Join(strings.Split(ts.Getenv("PATH"), string(filepath.ListSeparator))[0], "patchbay")
	p := &process{Cmd: exec.Command(program, args...)}
	p.Dir, p.Stdout, p.Stderr = ts.MkAbs("."), &p.out, &p.err
	for _, name := range []string{"HOME", "PATH", "PBX_CLIENT_ID", "PBX_CLIENT_SECRET"} {
		p.Env = append(p.Env, name+"="+ts.Getenv(name))
	}
	ts.Check(p.Start())
	return p
}

func (p *process) keep(ts *testscript.TestScript, name string) {
	ts.Check(os.WriteFile(ts.MkAbs(name+".out"), p.out.Bytes(), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs(name+".err"), p.err.Bytes(), 0o644))
}

// cmdHeld waits until the simulator holds a request.
func cmdHeld(ts *testscript.TestScript, _ bool, _ []string) { awaitHeld(ts) }

// cmdHolder sets HOLDER to the run that a lock file names: holder FILE.
func cmdHolder(ts *testscript.TestScript, _ bool, args []string) {
	var h ledger.Holder
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &h))
	ts.Setenv("HOLDER", h.Run)
}

// awaitHeld waits until a request waits in the simulator for its fault to be
// cleared.
func awaitHeld(ts *testscript.TestScript) { awaitHolding(ts, true) }

func awaitHolding(ts *testscript.TestScript, want bool) {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if bytes.Contains(control(ts, http.MethodGet, "faults", nil), []byte(`"holding":true`)) == want {
			return
		}
		time.Sleep(5 * time.Millisecond) // between two looks at another process
	}
	ts.Fatalf("a request is held: still not %v after 20 s", want)
}
