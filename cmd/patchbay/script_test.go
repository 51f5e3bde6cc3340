package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/schema/formats"
	"github.com/patchbay-dev/patchbay/targets"
)

// TestMain lets scripts run this very program, under a fixed clock. Nothing waits
// long for a target that fails on purpose.
func TestMain(m *testing.M) {
	backoff = 5 * time.Millisecond
	testscript.Main(m, map[string]func(){
		"patchbay": func() {
			clock = fixedClock
			main()
		},
	})
}

// fixedClock shows a Thursday morning, or what a script says: env CLOCK=….
func fixedClock() time.Time {
	if at, err := time.Parse(time.RFC3339, os.Getenv("CLOCK")); err == nil {
		return at
	}
	return time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
}

// folder is where scripts are.
var folder = filepath.Join("..", "..", "testdata", "script")

// TestScripts runs testdata/script: one behaviour of the command line each.
func TestScripts(t *testing.T) {
	dir := folder
	if scripts != nil {
		dir = ""
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               scripts,
		UpdateScripts:       os.Getenv("UPDATE") == "1",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"abort": cmdAbort, "await": cmdAwait, "code": cmdCode, "crash": cmdCrash, "cut": cmdCut, "digest": cmdDigest, "edit": cmdEdit, "expand": cmdExpand, "fault": cmdFault, "held": cmdHeld, "holder": cmdHolder, "interrupt": cmdInterrupt, "requests": cmdRequests, "sim": cmdSim, "stable": cmdStable, "valid": cmdValid, "world": cmdWorld,
		},
	})
}

// raceOptions spare each process a second: the detector lets
// goroutines go on for so long after main has returned, and reports what it saw
// before without waiting.
const raceOptions = "atexit_sleep_ms=0"

// setup gives every script a home of its own and an environment without colours.
func setup(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, ".home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	env.Setenv("HOME", home)
	env.Setenv("LANG", "C.UTF-8")
	env.Setenv("EXAMPLES", repo("examples"))
	env.Setenv("SCHEMA", repo("schema"))
	env.Setenv("GORACE", raceOptions)
	return nil
}

func repo(dir string) string {
	abs, err := filepath.Abs(filepath.Join("..", "..", dir))
	if err != nil {
		panic(err)
	}
	return abs
}

// cmdCode runs the program and asserts its exit code: code N patchbay ARGS.
func cmdCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program args…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// cmdExpand replaces $VARIABLES in files: expand FILE….
func cmdExpand(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		path := ts.MkAbs(name)
		ts.Check(os.WriteFile(path, []byte(os.Expand(ts.ReadFile(name), ts.Getenv)), 0o644))
	}
}

// cmdSim starts a simulator and sets PBX_URL and a variable for each credential,
// such as PBX_CLIENT_ID for clientId: sim TYPE [SEED] [name=value…].
func cmdSim(ts *testscript.TestScript, _ bool, args []string) {
	d, err := driverOf(args[0])
	ts.Check(err)
	o := targets.SimOptions{Options: map[string]string{}}
	for _, arg := range args[1:] {
		if name, value, ok := strings.Cut(arg, "="); ok {
			o.Options[name] = value
			continue
		}
		o.Seed = []byte(ts.ReadFile(arg))
	}
	s, err := d.Simulate(context.Background(), o)
	ts.Check(err)
	ts.Defer(func() { s.Close() })
	ts.Setenv("PBX_URL", s.URL())
	for name, value := range s.Credentials() {
		ts.Setenv(variable(name), value)
	}
}

// variable is a credential's name as variables are named.
func variable(credential string) string {
	out := "PBX_"
	for _, r := range credential {
		if unicode.IsUpper(r) {
			out += "_"
		}
		out += string(unicode.ToUpper(r))
	}
	return out
}

// cmdStable copies what a program printed with the simulator's address, which
// differs from run to run, and digests, which move with everything, replaced:
// stable stdout FILE.
func cmdStable(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if url := ts.Getenv("PBX_URL"); url != "" {
		text = strings.ReplaceAll(text, url, "http://pbx.test")
		text = strings.ReplaceAll(text, strings.TrimPrefix(url, "http://"), "pbx.test")
	}
	text = anyDigest.ReplaceAllString(text, "sha256:0123456789ab")
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o644))
}

var anyDigest = regexp.MustCompile(`sha256:[0-9a-f]{64}`)

// cmdDigest sets NAME to the digest of a plan file and NAME12 to its beginning:
// digest FILE NAME.
func cmdDigest(ts *testscript.TestScript, _ bool, args []string) {
	p, err := plan.Decode([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	digest, err := p.Digest()
	ts.Check(err)
	ts.Setenv(args[1], digest)
	ts.Setenv(args[1]+"12", strings.TrimPrefix(digest, "sha256:")[:12])
}

// cmdEdit replaces text in a file: edit FILE OLD NEW.
func cmdEdit(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o644))
}

// cmdAwait waits until the simulator has seen a request whose method and path
// begin so: await METHOD PATH.
func cmdAwait(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		var log []struct{ Method, Path string }
		ts.Check(json.Unmarshal(control(ts, http.MethodGet, "requests", nil), &log))
		for _, r := range log {
			if r.Method == args[0] && strings.HasPrefix(r.Path, args[1]) {
				return
			}
		}
		time.Sleep(5 * time.Millisecond) // between two looks at another process
	}
	ts.Fatalf("no %s %s within 20 s", args[0], args[1])
}

// cmdFault adds a fault, or takes all of them away: fault JSON, fault none.
func cmdFault(ts *testscript.TestScript, _ bool, args []string) {
	if args[0] == "none" {
		control(ts, http.MethodDelete, "faults", nil)
		return
	}
	control(ts, http.MethodPost, "faults", []byte(args[0]))
}

// cmdWorld writes the simulator's world to a file, indented, or replaces it:
// world FILE, world put FILE.
func cmdWorld(ts *testscript.TestScript, _ bool, args []string) {
	if args[0] == "put" {
		control(ts, http.MethodPut, "world", []byte(ts.ReadFile(args[1])))
		return
	}
	var b bytes.Buffer
	ts.Check(json.Indent(&b, control(ts, http.MethodGet, "world", nil), "", "  "))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// cmdRequests writes the requests since the last call to a file, one on a line
// (METHOD path status): requests FILE [writes].
func cmdRequests(ts *testscript.TestScript, _ bool, args []string) {
	var log []struct {
		Method, Path string
		Status       int
		Mutating     bool
	}
	ts.Check(json.Unmarshal(control(ts, http.MethodGet, "requests", nil), &log))
	control(ts, http.MethodDelete, "requests", nil)
	var b strings.Builder
	for _, r := range log {
		if r.Mutating || !slices.Contains(args, "writes") {
			fmt.Fprintf(&b, "%s %s %d\n", r.Method, r.Path, r.Status)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o644))
}

// control talks to the simulator's control plane.
func control(ts *testscript.TestScript, method, what string, body []byte) []byte {
	req, err := http.NewRequestWithContext(context.Background(), method, ts.Getenv("PBX_URL")+"/_sim/"+what, bytes.NewReader(body))
	ts.Check(err)
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if resp.StatusCode >= 300 {
		ts.Fatalf("%s /_sim/%s: %s: %s", method, what, resp.Status, data)
	}
	return data
}

// cmdValid holds files against the JSON Schema of a format that is shipped:
// valid plan FILE…. A journal is one document for each line.
func cmdValid(ts *testscript.TestScript, _ bool, args []string) {
	c := jsonschema.NewCompiler()
	for _, name := range formats.Names() {
		text, err := formats.Schema(name)
		ts.Check(err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		ts.Check(err)
		ts.Check(c.AddResource(formats.Base+name+".schema.json", doc))
	}
	schema, err := c.Compile(formats.Base + args[0] + ".schema.json")
	ts.Check(err)
	for _, name := range args[1:] {
		docs := []string{ts.ReadFile(name)}
		if args[0] == "journal" {
			docs = strings.Split(strings.TrimSpace(docs[0]), "\n")
		}
		for _, doc := range docs {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
			ts.Check(err)
			if err := schema.Validate(v); err != nil {
				ts.Fatalf("%s is not what the schema of %s says: %v", name, args[0], err)
			}
		}
	}
}

// cmdInterrupt starts the program, sends it one Ctrl-C once the simulator has
// seen a request, and asserts how it ends: interrupt CODE METHOD PATH args….
func cmdInterrupt(ts *testscript.TestScript, _ bool, args []string) {
	var out, errs bytes.Buffer
	program := filepath.Join(strings.Split(ts.Getenv("PATH"), string(filepath.ListSeparator))[0], "patchbay")
	cmd := exec.Command(program, args[3:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), &out, &errs
	for _, name := range []string{"HOME", "PATH", "PBX_CLIENT_ID", "PBX_CLIENT_SECRET"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	ts.Check(cmd.Start())
	cmdAwait(ts, false, args[1:3])
	ts.Check(cmd.Process.Signal(os.Interrupt))
	cmd.Wait()
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, want %s\n%s%s", got, args[0], out.String(), errs.String())
	}
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.out"), out.Bytes(), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.err"), errs.Bytes(), 0o644))
}

// cmdCut copies the first bytes of a file: cut FILE COPY N.
func cmdCut(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(ts.ReadFile(args[0])[:n]), 0o644))
}
