package targettest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// locked is law 8, with two processes on one site.
func locked(c *check) {
	c.ofProcesses()
	t := c.tally("lock")
	c.part("one holds the lock", func(c *check) {
		if k := c.killing(0, false); k != nil {
			k.shutOut(t)
		}
	})
	c.part("both at once", func(c *check) {
		if k := c.killing(0, true); k != nil {
			k.race(t, plans(6, 200))
		}
	})
	c.part("the lock is stolen", func(c *check) { c.start("empty").steal(t) })
}

// shutOut holds a run up at each of its writes while another one tries.
func (k *killing) shutOut(t *tally) {
	k.again(k.start)
	k.apply(true, k.consent)
	all := k.control.requests()
	for i, r := range all {
		if !r.Mutating || spared(i, 4) {
			continue
		}
		for _, saved := range []bool{true, false} {
			t.count(k.check, fmt.Sprintf("a second run at request %d, with the saved plan: %t", i+1, saved), k.second(i+1, saved))
		}
	}
}

// second runs an apply while the first is at its ith request.
func (k *killing) second(i int, saved bool) string {
	k.again(k.start)
	k.breakAt(fault{Kind: "hold-before", Nth: i})
	first := k.begin(true, k.consent)
	if !k.await(func() bool { return k.holding() || first.over() }) || first.over() {
		first.kill()
		return fmt.Sprintf("there was no request %d: %s", i, first)
	}
	before := len(k.writes())
	x := k.apply(saved, k.consent)
	after := len(k.writes())
	k.clearFaults()
	first.wait()
	switch {
	case after > before:
		return "the second run sent writes"
	case x.code == int(run.Guarded) && !saved: // what was agreed to is of the whole plan
	case x.code != int(run.Locked):
		return "the second run: " + x.String()
	case first.code != 0:
		return "the first run: " + first.String()
	}
	return k.verdict(nil)
}

// race starts two runs at the same moment, again and again.
func (k *killing) race(t *tally, times int) {
	for i := range times {
		k.again(k.start)
		var runs []*process
		for _, name := range []string{"a", "b"} {
			runs = append(runs, k.begin(i%3 > 0, k.consent, nameEnv+"="+name))
		}
		for _, x := range runs {
			x.wait()
		}
		t.count(k.check, fmt.Sprintf("two runs, time %d", i+1), k.apart(runs))
	}
}

// apart says how two runs were in each other's way.
func (k *killing) apart(runs []*process) string {
	var turns []string
	for _, r := range k.writes() {
		if len(turns) == 0 || turns[len(turns)-1] != r.Agent {
			turns = append(turns, r.Agent)
		}
	}
	if len(turns) > 1 && len(slices.Compact(slices.Sorted(slices.Values(turns)))) != len(turns) {
		return fmt.Sprintf("they wrote in turns: %v", turns)
	}
	// One that came when the other had ended found nothing to do, or that the
	// target was not as it had planned for.
	fine := 0
	for _, x := range runs {
		switch run.Code(x.code) {
		case run.OK:
			fine++
		case run.Locked, run.Stale:
		default:
			return x.String()
		}
	}
	if fine == 0 {
		return "neither run did it: " + runs[0].String() + runs[1].String()
	}
	return k.verdict(nil)
}

// crowd is more users than are checked and sent at a time.
const crowd = 130

// steal takes the lock of a run that is at its first write. It stops at the next
// group of calls, and whoever took the lock does the rest.
func (s *session) steal(t *tally) {
	site := &model.Site{Package: "crowd", Organization: model.Organization{Name: model.Of("Crowd SA"), Country: model.Of("FR"), Language: model.Of("en"), Timezone: model.Of("Europe/Paris")}}
	for i := range crowd {
		site.Users = append(site.Users, model.User{Object: model.Object{ID: fmt.Sprintf("u%03d", i)}, Extension: model.Of(fmt.Sprint(1000 + i)),
			FirstName: model.Of(fmt.Sprint("Person ", i)), Email: model.Of(fmt.Sprintf("u%d@made.example", i))})
	}
	site.Targets = []model.Target{{Object: model.Object{ID: "pbx"}, Type: s.Driver.Type}}
	s.fit(site)
	p := s.program()
	s.dir = s.folder(p, site)
	s.restart()
	_, consent, err := p.saved(s.TB, s.dir, "plan.json")
	if err != nil {
		s.Errorf("the plan cannot be saved: %v", err)
		return
	}
	args := append([]string{"apply", "--yes"}, consent...)
	s.clearRequests()
	s.breakAt(s.writing(site))
	first := p.start(s.TB, s.dir, args...)
	if !s.await(func() bool { return s.holding() || first.over() }) || first.over() {
		first.kill()
		s.Errorf("the first run wrote nothing: %s", first)
		return
	}
	err = s.takeLock()
	s.clearFaults()
	first.wait()
	some := len(s.read().Objects)
	second := p.run(s.TB, s.dir, args...)
	all := len(s.read().Objects)
	why := ""
	switch {
	case err != nil:
		why = err.Error()
	case first.code != int(run.Partial) && first.code != int(run.Locked):
		why = first.String()
	case second.code != 0:
		why = second.String()
	case some >= all:
		why = fmt.Sprintf("the run went on without its lock: %d of %d objects", some, all)
	}
	t.count(s.check, "the lock is taken at the first write", why)
}

// writing is a fault that holds the first request that writes.
func (s *session) writing(site *model.Site) fault {
	other := s.start("empty")
	if _, why := other.attempt(site); why != "" {
		s.Fatalf("undisturbed: %s", why)
	}
	w := other.writes()
	return fault{Kind: "hold-before", Nth: 1, Match: match{Method: w[0].Method, Path: w[0].Path}}
}

// takeLock makes the lock of the run under way another run's, as one on another
// machine would that shares the folder.
func (s *session) takeLock() error {
	files, err := filepath.Glob(filepath.Join(s.dir, ".patchbay", "locks", "*.lock"))
	if err != nil || len(files) != 1 {
		return fmt.Errorf("there are locks %v: %w", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	runs, err := filepath.Glob(filepath.Join(s.dir, ".patchbay", "runs", "*"))
	if err != nil || len(runs) != 1 || !bytes.Contains(text, []byte(filepath.Base(runs[0]))) {
		return fmt.Errorf("the lock %q does not name one of the runs %v: %w", text, runs, err)
	}
	return os.WriteFile(files[0], bytes.ReplaceAll(text, []byte(filepath.Base(runs[0])), []byte("another")), 0o600)
}
