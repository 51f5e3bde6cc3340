package targettest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets/apply"
)

// secrets is law 9: what must not be told is in no value, error, plan, report,
// journal or record.
func secrets(c *check) {
	s := c.start("peopled")
	hidden := s.hidden()
	for _, v := range c.Secrets {
		if !bytes.Contains(c.Worlds["peopled"], []byte(v)) {
			c.Errorf("the secret %q is not in the world peopled: nothing is proved", v)
		}
	}
	live := s.read()
	s.clean("a snapshot", bytesOf(c.TB, live), hidden)
	for _, o := range live.Objects {
		s.clean("Extra of "+o.Ref().String(), []byte(o.Extra), hidden)
	}
	s.checkErrors(hidden)
	s.checkFiles(hidden)
}

// hidden are the values that must not be told: of the world, and those of the
// credentials that are secret by their name.
func (s *session) hidden() []string {
	out := slices.Clone(s.Secrets)
	for name, v := range s.simulator.Credentials() {
		if secretName(name) {
			out = append(out, v)
		}
	}
	return out
}

func secretName(name string) bool {
	return slices.ContainsFunc([]string{"secret", "password", "token", "key", "webhook"}, func(w string) bool { return strings.Contains(strings.ToLower(name), w) })
}

// clean looks for secrets in something that leaves a connection.
func (s *session) clean(what string, text []byte, hidden []string) {
	for _, h := range hidden {
		if bytes.Contains(text, []byte(h)) {
			s.Errorf("%s holds the secret %q", what, h)
		}
	}
}

// checkErrors provokes every error and reads what it says.
func (s *session) checkErrors(hidden []string) {
	for name := range s.simulator.Credentials() {
		if !secretName(name) {
			continue
		}
		set := s.settings(s.planning())
		set.Credentials[name] = "wrong-canary-" + name
		if err := s.look(s.within(), set); err != nil {
			s.clean("an error", []byte(err.Error()), append(slices.Clone(hidden), "wrong-canary-"+name))
		}
	}
	for _, f := range mishaps {
		s.clearFaults()
		s.breakAt(f)
		if err := s.look(s.within(), s.settings(s.planning())); err != nil {
			s.clean("an error", []byte(err.Error()), hidden)
		}
	}
	s.clearFaults()
}

// checkFiles runs a plan and reads every file that it leaves.
func (s *session) checkFiles(hidden []string) {
	p, ok := s.planned(s.examples(s.profile(), 1)[len(s.Sites)])
	if !ok {
		return
	}
	b, err := plan.Encode(p.made.Plan)
	if err != nil {
		s.Fatalf("the plan cannot be written: %v", err)
	}
	report, err := s.apply(p)
	if err != nil {
		s.Fatalf("apply: %v", err)
	}
	hidden = append(hidden, s.given.values()...)
	s.clean("a plan", b, hidden)
	if b, err = apply.Encode(report); err != nil {
		s.Fatalf("the report cannot be written: %v", err)
	}
	s.clean("a report", b, hidden)
	files := 0
	err = filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, "/sim/") {
			return err
		}
		files++
		b, err := os.ReadFile(name)
		s.clean(name, b, hidden)
		return err
	})
	if err != nil || files == 0 {
		s.Errorf("the run left %d files: %v", files, err)
	}
}
