package real

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// Options say how a process is started. The zero value is a fresh PBX.
type Options struct {
	// Lab is the folder of all that it writes; "" is a temporary one, which Close
	// removes. Its path has to be short: a socket is in there, whose name has no
	// more than 107 bytes.
	Lab string
	// HTTP is the port of ARI and AMI over HTTP; 0 is a free one.
	HTTP int
	// SIP is the port of SIP over UDP; 0 is a free one.
	SIP int
	// Prefix is the path below which HTTP is served, such as "pbx"; "" is none.
	Prefix string
	// Files replace those of the same name that a lab begins with.
	Files map[string]string
}

// Asterisk is one that was started. It is not safe for concurrent use but for
// Console, URL and SIP.
type Asterisk struct {
	Install *Install
	Lab     string

	options Options
	ports   ports
	owned   bool // the lab is ours to remove
	process *os.Process
	ended   chan struct{} // closed when the process is gone
}

// Limits of how long a process may take.
const (
	startLimit = 20 * time.Second
	stopLimit  = 15 * time.Second
)

// Start runs Asterisk and returns when it is ready for everything.
func Start(ctx context.Context, in *Install, o Options) (*Asterisk, error) {
	a := &Asterisk{Install: in, Lab: o.Lab, options: o}
	if o.Lab == "" {
		dir, err := os.MkdirTemp("", "asterisk-")
		if err != nil {
			return nil, err
		}
		a.Lab, a.owned = dir, true
	}
	var err error
	for range 3 { // a port that was free may be taken meanwhile
		if err = a.begin(ctx); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		err = fmt.Errorf("start Asterisk %s: %w\n%s", in.Version, err, a.Log())
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *Asterisk) begin(ctx context.Context) error {
	var err error
	if a.ports, err = choose(a.options); err != nil {
		return err
	}
	if err := lay(a.Lab, a.Install, a.ports, a.options); err != nil {
		return err
	}
	return a.Again(ctx)
}

// Again starts a process that was stopped or killed, on what it left and on the same
// ports.
func (a *Asterisk) Again(ctx context.Context) error {
	if a.Running() {
		return errors.New("it is running")
	}
	_ = os.Remove(a.socket()) // of one that was killed
	if err := a.run(); err != nil {
		return err
	}
	ctx, stop := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("not ready within %v", startLimit))
	defer stop()
	for {
		if a.booted(ctx) {
			return nil
		}
		select {
		case <-a.ended:
			return errors.New("it ended by itself")
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), a.Kill())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// booted reports whether all modules are there, and the commands of the core, which
// come last.
func (a *Asterisk) booted(ctx context.Context) bool {
	for command, says := range map[string]string{"core waitfullybooted": "fully booted", "core show version": a.Install.Version} {
		if out, err := a.Console(ctx, command); err != nil || !strings.Contains(out, says) {
			return false
		}
	}
	return true
}

// run starts the process. Its parent is a thread that stays until it ends, so that
// it can end with its parent.
func (a *Asterisk) run() error {
	log, err := os.OpenFile(a.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	args := append(a.Install.Command[1:len(a.Install.Command):len(a.Install.Command)], "-C", filepath.Join(a.Lab, "etc/asterisk.conf"), "-f", "-n")
	cmd := exec.Command(a.Install.Command[0], args...)
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr, cmd.Dir = log, log, dying(), a.Lab
	started, ended := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer log.Close()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // it is ended by signals
		}
		close(ended)
	}()
	if err := <-started; err != nil {
		return err
	}
	a.process, a.ended = cmd.Process, ended
	return nil
}

// Running reports whether there is a process.
func (a *Asterisk) Running() bool {
	if a.process == nil {
		return false
	}
	select {
	case <-a.ended:
		return false
	default:
		return true
	}
}

// Ended is closed once the process that runs now is gone.
func (a *Asterisk) Ended() <-chan struct{} { return a.ended }

// Stop ends the process as an operator does, and waits for it.
func (a *Asterisk) Stop() error { return a.end(syscall.SIGTERM) }

// Kill ends it at once, whatever it was doing.
func (a *Asterisk) Kill() error { return a.end(syscall.SIGKILL) }

func (a *Asterisk) end(signal syscall.Signal) error {
	if !a.Running() {
		return nil
	}
	if err := a.process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-a.ended:
		return nil
	case <-time.After(stopLimit):
		err := fmt.Errorf("asterisk did not end within %v of %v", stopLimit, signal)
		return errors.Join(err, a.process.Kill())
	}
}

// Close stops it. A lab that was temporary is removed, and since nobody needs what
// would be written to it at the end, its process is not given the time.
func (a *Asterisk) Close() error {
	if !a.owned {
		return a.Stop()
	}
	return errors.Join(a.Kill(), os.RemoveAll(a.Lab))
}

// URL is where HTTP is, without a slash at the end.
func (a *Asterisk) URL() string {
	url := fmt.Sprintf("http://127.0.0.1:%d", a.ports.http)
	if a.options.Prefix != "" {
		url += "/" + a.options.Prefix
	}
	return url
}

// SIP is the address of SIP over UDP.
func (a *Asterisk) SIP() string { return fmt.Sprintf("127.0.0.1:%d", a.ports.sip) }

// AMI is the address of AMI over TCP.
func (a *Asterisk) AMI() string { return fmt.Sprintf("127.0.0.1:%d", a.ports.ami) }

// PID is the id of the process that runs now.
func (a *Asterisk) PID() int { return a.process.Pid }

// Log is the end of what it said, for a person to read when something failed, without
// what it says of every endpoint that it loads.
func (a *Asterisk) Log() string {
	b, err := os.ReadFile(a.logFile())
	if err != nil {
		return ""
	}
	var kept []string
	for line := range strings.Lines(string(b)) {
		if !strings.Contains(line, "is no longer supported") && !strings.Contains(line, "not reloadable") {
			kept = append(kept, line)
		}
	}
	const enough = 30
	return strings.Join(kept[max(0, len(kept)-enough):], "")
}

func (a *Asterisk) logFile() string { return filepath.Join(a.Lab, "log/console") }

// choose takes ports that are free now.
func choose(o Options) (ports, error) {
	p := ports{http: o.HTTP, sip: o.SIP}
	web, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", o.HTTP))
	if err != nil {
		return p, err
	}
	defer web.Close()
	ami, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return p, err
	}
	defer ami.Close()
	sip, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", o.SIP))
	if err != nil {
		return p, err
	}
	defer sip.Close()
	return ports{web.Addr().(*net.TCPAddr).Port, ami.Addr().(*net.TCPAddr).Port, sip.LocalAddr().(*net.UDPAddr).Port}, nil
}
