package targettest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// point is where a process dies, around a request of an apply.
type point string

const (
	beforeSend   point = "before the request arrives"
	beforeReply  point = "after the target did it, before the reply"
	beforeRecord point = "after the reply, before the record"
)

// killed is law 7: whatever the request that the process dies at, with SIGKILL,
// running it again comes to the world of a run that nothing disturbed.
//
// The process is patchbay itself, over a site in a folder. For the third point it
// is the stand-in, since a product cannot be made to die there: the reply has
// been read and understood, and the outcome is not on disk.
func killed(c *check) {
	c.ofProcesses()
	t := c.tally("kill")
	for seed := range plans(1, 4) {
		for _, p := range []point{beforeSend, beforeReply, beforeRecord} {
			c.part(fmt.Sprintf("plan %d, %s", seed, p), func(c *check) {
				k := c.killing(seed, p == beforeRecord)
				if k == nil {
					return
				}
				k.each(t, p)
			})
		}
		if torture() {
			c.part(fmt.Sprintf("plan %d, at any moment", seed), func(c *check) {
				if k := c.killing(seed, false); k != nil {
					k.anywhere(t, 100)
				}
			})
		}
	}
}

// ofProcesses skips a case whose work is done by processes of their own: the race
// detector sees only this one, and the case was tried without it.
func (c *check) ofProcesses() {
	if Racing {
		c.Skip("the race detector sees nothing of processes of their own")
	}
}

// killing is a site in a folder, with what an undisturbed apply of it does.
type killing struct {
	*session
	program  *program
	site     *model.Site
	schema   state.Schema
	file     string   // the saved plan
	consent  []string // flags that go with it
	start    []byte   // the world to begin with
	want     *state.Snapshot
	shape    string
	requests int // of an apply of the saved plan
	calls    int // to the connection, of the same
	took     time.Duration
}

// killing prepares; nil is a failure that was told.
func (c *check) killing(seed int, standIn bool) *killing {
	s := c.start("peopled")
	k := &killing{session: s, site: s.eventful(seed), start: s.world(), schema: c.Driver.Schema(s.profile())}
	k.program = s.program()
	if standIn {
		k.program = s.standIn()
	}
	s.dir = s.folder(k.program, k.site)
	s.restart()
	var err error
	if k.file, k.consent, err = k.program.saved(c.TB, s.dir, "plan.json"); err != nil {
		c.Errorf("the plan cannot be saved: %v", err)
		return nil
	}
	s.clearRequests()
	began := time.Now()
	x := k.apply(true, k.consent)
	k.took = time.Since(began)
	if x.code != 0 {
		c.Errorf("undisturbed: %s", x)
		return nil
	}
	k.requests = len(s.requests())
	fmt.Sscanf(x.out.String(), "calls %d", &k.calls)
	k.want, k.shape = s.read(), shape(c.TB, s.world())
	return k
}

// each kills at every request, or call, in turn. It is run again with the saved
// plan and without one; without torture, in turn, so that each request meets both
// at one of the points.
func (k *killing) each(t *tally, p point) {
	n, odd := k.requests, p == beforeReply
	if p == beforeRecord {
		n = k.calls
	}
	for i := 1; i <= n; i++ {
		if spared(i, 7) {
			continue
		}
		for _, saved := range []bool{true, false} {
			if !torture() && saved != (i%2 == 1 == odd) {
				continue
			}
			k.again(k.start)
			why := k.die(p, i)
			if why == "" {
				why = k.recover(saved, false)
			}
			t.count(k.check, fmt.Sprintf("killed at request %d, %s, run again with the saved plan: %t", i, p, saved), why)
		}
	}
}

// again puts everything back to the beginning; the site and the saved plan stay.
func (k *killing) again(world []byte) {
	if err := os.RemoveAll(filepath.Join(k.dir, ".patchbay")); err != nil {
		k.Fatal(err)
	}
	k.clearFaults()
	k.clearRequests()
	k.setWorld(world)
	k.restart()
}

func (k *killing) apply(saved bool, consent []string, env ...string) *process {
	x := k.begin(saved, consent, env...)
	x.wait()
	return x
}

func (k *killing) begin(saved bool, consent []string, env ...string) *process {
	args := append([]string{"apply"}, consent...)
	if saved {
		args = append(args, k.file)
	} else {
		args = append(args, "--yes")
	}
	p := *k.program
	p.env = append(env, p.env...)
	return p.start(k.TB, k.dir, args...)
}

// die runs an apply that is killed at the ith request or call.
func (k *killing) die(p point, i int) string {
	if p == beforeRecord {
		x := k.apply(true, k.consent, fmt.Sprintf("%s=%d", dieEnv, i))
		if !x.killed {
			return fmt.Sprintf("it was to die at call %d and did not: %s", i, x)
		}
		return ""
	}
	kind := map[point]string{beforeSend: "hold-before", beforeReply: "hold-after"}[p]
	k.breakAt(fault{Kind: kind, Nth: i})
	x := k.begin(true, k.consent)
	if !k.await(func() bool { return k.holding() || x.over() }) || x.over() {
		x.kill()
		return fmt.Sprintf("there was no request %d: %s", i, x)
	}
	x.kill()
	if !k.await(func() bool { return !k.holding() }) {
		return "the target still waits for a process that is gone"
	}
	k.clearFaults()
	return ""
}

// recover runs again, as an operator would, and says what is wrong then. The run
// before may be over: then its plan need not be taken again.
func (k *killing) recover(saved, over bool) string {
	var said []string
	consent := k.consent
	for range 4 {
		x := k.apply(saved, consent)
		said = append(said, x.String())
		switch x.code {
		case 0:
			return k.verdict(said)
		case 3:
			// What is left to delete is less than what was agreed to: the operator
			// reads the new plan, and agrees to that.
			var err error
			if _, consent, err = k.program.saved(k.TB, k.dir, "again.json"); err != nil {
				return err.Error()
			}
		case 4:
			if saved && !over {
				return "what was cut off is not gone on with: " + x.String()
			}
			saved = false // the plan was carried out already
		default:
			return "running it again: " + x.String()
		}
	}
	return "four runs did not do it: " + strings.Join(said, "\n")
}

// verdict compares the world with that of the undisturbed run.
func (k *killing) verdict(said []string) string {
	got := k.read()
	if twice := duplicate(got); twice != "" {
		return twice
	}
	if d := difference(k.schema, k.want, got, unread); d != "" {
		return d + "\n" + strings.Join(said, "\n")
	}
	if have := shape(k.TB, k.session.world()); have != k.shape {
		return fmt.Sprintf("the world has other numbers of things: %s, want %s", have, k.shape)
	}
	p, err := k.plan(k.site)
	switch {
	case err != nil:
		return "the plan after: " + err.Error()
	case len(automatic(p.section)) > 0:
		return "there is still a plan: " + steps(p.section)
	}
	return ""
}

// shape counts the things of a world by their place in it, whatever they are.
func shape(tb testing.TB, world []byte) string {
	var v any
	if err := json.Unmarshal(world, &v); err != nil {
		tb.Fatalf("the world is not JSON: %v", err)
	}
	n := map[string]int{}
	measure(n, "", v)
	var out []string
	for _, path := range sortedKeys(n) {
		out = append(out, fmt.Sprintf("%s %d", path, n[path]))
	}
	return strings.Join(out, ", ")
}

func measure(n map[string]int, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range sortedKeys(v) {
			measure(n, path+"."+k, v[k])
		}
	case []any:
		n[path] += len(v)
		for _, x := range v {
			measure(n, path, x)
		}
	}
}

// anywhere kills at moments that nobody chose, and every second time kills the
// run that was to mend it, too.
func (k *killing) anywhere(t *tally, times int) {
	for i := range times {
		k.again(k.start)
		for range 1 + i%2 {
			x := k.begin(true, k.consent)
			select {
			case <-x.ended:
			case <-time.After(time.Duration(rand.Int64N(int64(k.took)))):
				x.kill()
			}
		}
		t.count(k.check, fmt.Sprintf("killed at some moment, time %d", i+1), k.recover(i%4 < 2, true))
	}
}
