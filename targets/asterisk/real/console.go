package real

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
)

// socket is where the process takes commands of its console.
func (a *Asterisk) socket() string { return filepath.Join(a.Lab, "run/asterisk.ctl") }

// Console does one command of the console, as asterisk -rx does, over the same
// socket. The first line that the other side sends is its greeting.
func (a *Asterisk) Console(ctx context.Context, command string) (string, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", a.socket())
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := fmt.Fprintf(conn, "cli quit after %s\x00", command); err != nil {
		return "", err
	}
	out, err := io.ReadAll(conn)
	if err != nil {
		return "", err
	}
	_, text, _ := strings.Cut(string(out), "\n")
	return strings.ReplaceAll(text, "\x00", ""), nil
}

// Rx does a command by the program itself, asterisk -rx, as an admin does by hand.
func (a *Asterisk) Rx(ctx context.Context, command string) (string, error) {
	args := append(a.Install.Command[1:len(a.Install.Command):len(a.Install.Command)], "-C", filepath.Join(a.Lab, "etc/asterisk.conf"), "-rx", command)
	out, err := exec.CommandContext(ctx, a.Install.Command[0], args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("asterisk -rx %q: %w: %s", command, err, out)
	}
	return string(out), nil
}
