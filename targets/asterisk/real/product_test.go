package real_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// site is a folder that patchbay is run in, with the credentials of a PBX.
type site struct {
	t   *testing.T
	dir string
	env []string
}

// patchbayEnv names the binary, which testdata/live builds.
const patchbayEnv = "TARGETTEST_PATCHBAY"

// officeAt copies examples/office and points its target, which is on a simulator, to a
// PBX.
func officeAt(t *testing.T, in *real.Install, url string) *site {
	t.Helper()
	s := emptySite(t)
	if err := os.CopyFS(s.dir, os.DirFS("../../../examples/office")); err != nil {
		t.Fatal(err)
	}
	s.edit("targets.cue", `"sim:seed.json"`, `"`+url+`"`+"\n\t"+credentials)
	s.edit("targets.cue", `version: "22"`, fmt.Sprintf("version: %q", fmt.Sprint(in.Major())))
	return s
}

// credentials are those of a target of such a site.
const credentials = `credentials: {ariUser: env: "ARI_USER", ariPassword: env: "ARI_PASSWORD", amiUser: env: "AMI_USER", amiPassword: env: "AMI_PASSWORD"}`

func emptySite(t *testing.T) *site {
	env := append(os.Environ(), "NO_COLOR=1", "HOME="+t.TempDir())
	for _, name := range []string{"ARI_USER", "ARI_PASSWORD", "AMI_USER", "AMI_PASSWORD"} {
		env = append(env, name+"="+map[bool]string{true: real.Name, false: real.Password}[strings.HasSuffix(name, "USER")])
	}
	return &site{t, t.TempDir(), env}
}

// edit replaces a text that stands once in a file of the site.
func (s *site) edit(file, before, after string) {
	s.t.Helper()
	path := filepath.Join(s.dir, file)
	b, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if n := strings.Count(string(b), before); n != 1 {
		s.t.Fatalf("%s has %q %d times", file, before, n)
	}
	s.write(file, strings.Replace(string(b), before, after, 1))
}

func (s *site) write(file, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, file), []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// run does a verb, which is to end with a status, and returns what it printed.
func (s *site) run(status int, args ...string) string {
	s.t.Helper()
	got, out, errs := s.try(args...)
	if got != status {
		s.t.Fatalf("patchbay %s: status %d, want %d\n%s%s", strings.Join(args, " "), got, status, out, errs)
	}
	return out
}

// try does a verb and returns its status, results and messages.
func (s *site) try(args ...string) (int, string, string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), os.Getenv(patchbayEnv), args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		s.t.Fatalf("patchbay %s: %v", strings.Join(args, " "), err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// settled reports that a plan of the site has nothing to do.
func (s *site) settled() {
	s.t.Helper()
	if status, out, errs := s.try("plan", "--detailed-exitcode"); status != 0 {
		s.t.Errorf("the plan is not empty: status %d\n%s%s", status, out, errs)
	}
}

// counts are how many objects of each type a PBX has.
func counts(t *testing.T, p *real.PBX) map[string]int {
	t.Helper()
	raw, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	var w seed
	if err := json.Unmarshal(raw, &w); err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for typ, all := range w.Objects {
		out[typ] = len(all)
	}
	return out
}
