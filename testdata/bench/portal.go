package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
)

// What Bitrix24 lets nobody go below: 50 calls to a batch, 50 rows to a call, and a
// bucket of 50 requests from which two run off each second (its documentation,
// limits). What is held against that are requests, which do not depend on the
// machine, and the time of one apply, of which nearly all is waiting.
const (
	batched  = 50
	rows     = batched * 50
	bucket   = 50
	drainage = 2.0
)

// portal is a simulated Bitrix24 of n employees, in this program's process, and
// the folder of a site that says what is there.
type portal struct {
	sim  targets.Simulator
	dir  string
	n    int
	rate int // requests a second that patchbay is told of; 0 leaves the vendor's
}

// newPortal starts one whose people the site declares. limited turns the bucket on,
// as the vendor has it.
func (b *bench) newPortal(ctx context.Context, n int, limited bool) (*portal, error) {
	return b.portalWith(ctx, n, n, limited)
}

// portalWith starts one of some people, for a site that declares n.
func (b *bench) portalWith(ctx context.Context, there, n int, limited bool) (*portal, error) {
	d, ok := all.Find("bitrix24")
	if !ok {
		return nil, errors.New("there is no driver for bitrix24")
	}
	p := &portal{n: n, dir: filepath.Join(b.dir, fmt.Sprintf("portal-%d-%d-%t", there, n, limited))}
	quirks := map[string]string{}
	if !limited {
		quirks["bucket"], quirks["operating"], p.rate = "off", "off", unlimited
	}
	users := []map[string]any{{"ID": "1", "ACTIVE": true, "ADMIN": true, "NAME": "Portal", "EMAIL": "admin@acme.example", "UF_DEPARTMENT": []int{1}, "USER_TYPE": "employee"}}
	for i := range there {
		users = append(users, map[string]any{"ID": fmt.Sprint(i + 2), "ACTIVE": true, "NAME": "User", "LAST_NAME": fmt.Sprint(i), "EMAIL": address(i), "WORK_POSITION": "agent",
			"UF_DEPARTMENT": []int{1}, "USER_TYPE": "employee"})
	}
	seed, err := json.Marshal(map[string]any{"quirks": quirks, "users": users, "departments": []map[string]any{{"ID": "1", "NAME": "Acme"}}})
	if err != nil {
		return nil, err
	}
	if p.sim, err = d.Simulate(ctx, targets.SimOptions{Seed: seed}); err != nil {
		return nil, err
	}
	return p, errors.Join(os.RemoveAll(p.dir), p.write("agent"))
}

func address(i int) string { return fmt.Sprintf("u%d@acme.example", i) }

// write makes the site: everybody's job is called so.
func (p *portal) write(job string) error {
	return write(filepath.Join(p.dir, "site.cue"), func(w *bufio.Writer) {
		fmt.Fprintf(w, "package bench\n\ntargets: portal: {\n\ttype: \"bitrix24\"\n\turl: %q\n\tcredentials: webhook: env: \"BENCH_HOOK\"\n", p.sim.URL())
		if p.rate > 0 {
			fmt.Fprintf(w, "\toptions: requestsPerSecond: %d\n", p.rate)
		}
		fmt.Fprint(w, "}\n\nusers: {\n")
		for i := range p.n {
			fmt.Fprintf(w, "\tu%d: {firstName: \"User\", lastName: \"%d\", email: %q, jobTitle: %q}\n", i, i, address(i), job)
		}
		fmt.Fprintln(w, "}")
	})
}

// tallied is what one run asked of the portal.
type tallied struct {
	sample
	all, writes, refused int
}

// run runs patchbay on the site and counts its requests.
func (p *portal) run(ctx context.Context, b *bench, args ...string) (tallied, error) {
	if err := p.log(ctx, http.MethodDelete, nil); err != nil {
		return tallied{}, err
	}
	c := command{path: b.patchbay, args: args, dir: p.dir, env: []string{"BENCH_HOOK=" + p.sim.Credentials()["webhook"]}}
	s, err := c.run(ctx)
	if err != nil {
		return tallied{}, err
	}
	var log []struct {
		Status   int
		Mutating bool
	}
	if err := p.log(ctx, http.MethodGet, &log); err != nil {
		return tallied{}, err
	}
	out := tallied{sample: s, all: len(log)}
	for _, r := range log {
		if r.Mutating {
			out.writes++
		}
		if r.Status != http.StatusOK {
			out.refused++
		}
	}
	return out, nil
}

func (p *portal) log(ctx context.Context, method string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, p.sim.URL()+"/_sim/requests", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s /_sim/requests: %s", method, resp.Status)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// pages is how many of a size hold n.
func pages(n, size int) int { return (n + size - 1) / size }

// G17: what a read costs beside a request for each 2,500 users is the same at any
// size.
func portalRead(ctx context.Context, b *bench) ([]result, error) {
	var rest [2]int
	var said [2]string
	for i, n := range []int{b.size(2_500), b.size(50_000)} {
		p, err := b.newPortal(ctx, n, false)
		if err != nil {
			return nil, err
		}
		t, err := p.run(ctx, b, "plan", "--detailed-exitcode")
		p.sim.Close()
		if err != nil {
			return nil, err
		}
		rest[i] = t.all - pages(n, rows)
		said[i] = fmt.Sprintf("%d users: %d requests, %.1f s", n, t.all, t.wall.Seconds())
	}
	return []result{{what: "requests beside ceil(n/2500), more at the larger size", value: float64(rest[1] - rest[0]), limit: 0, unit: "more", detail: said[0] + ", " + said[1]}}, nil
}

// G18: an apply writes 50 changes at once, and looks at each batch right before.
func portalApply(ctx context.Context, b *bench) ([]result, error) {
	n := b.size(10_000)
	p, err := b.newPortal(ctx, n, false)
	if err != nil {
		return nil, err
	}
	defer p.sim.Close()
	read, err := p.run(ctx, b, "plan", "--detailed-exitcode")
	if err != nil {
		return nil, err
	}
	if err := p.write("clerk"); err != nil {
		return nil, err
	}
	t, err := p.run(ctx, b, "apply", "--yes", "--allow-modify", fmt.Sprintf("users=%d", n))
	if err != nil {
		return nil, err
	}
	least := pages(n, batched)
	detail := fmt.Sprintf("%d users: %d writes of %d requests, a read is %d, %.1f s", n, t.writes, t.all, read.all, t.wall.Seconds())
	return []result{
		{what: "writes over ceil(n/50)", value: float64(t.writes) / float64(least), limit: 1, unit: "×", detail: detail},
		{what: "all requests over two reads, writes and re-checks", value: float64(t.all) / float64(2*read.all+2*least), limit: 1.1, unit: "×", detail: detail},
	}, nil
}

// invites applies a site of n people to a portal that has none of them. Mail goes to
// each, so that the number of them is agreed to of a plan that was saved.
func (p *portal) invites(ctx context.Context, b *bench) (made, done tallied, err error) {
	counted := fmt.Sprintf("--acknowledge=users=%d", p.n)
	if made, err = p.run(ctx, b, "plan", counted, "-o", "invite.json"); err != nil {
		return made, done, err
	}
	done, err = p.run(ctx, b, "apply", counted, "invite.json")
	return made, done, err
}

// portalInvites is what inviting costs: new people are written 50 at once, and
// looked up right before. What is answered is not read again.
func portalInvites(ctx context.Context, b *bench) ([]result, error) {
	n := b.size(10_000)
	p, err := b.portalWith(ctx, 0, n, false)
	if err != nil {
		return nil, err
	}
	defer p.sim.Close()
	made, t, err := p.invites(ctx, b)
	if err != nil {
		return nil, err
	}
	least := pages(n, batched)
	detail := fmt.Sprintf("%d people: %d writes of %d requests, a read is %d, %.1f s", n, t.writes, t.all, made.all, t.wall.Seconds())
	return []result{
		{what: "invitations: writes over ceil(n/50)", value: float64(t.writes) / float64(least), limit: 1, unit: "×", detail: detail},
		{what: "invitations: requests over a read, writes and re-checks", value: float64(t.all) / float64(made.all+2*least), limit: 1.1, unit: "×", detail: detail},
	}, nil
}

// G19: with the bucket as the vendor has it, an apply takes no longer than its
// requests have to wait, whether it changes people or invites them.
func portalWall(ctx context.Context, b *bench) ([]result, error) {
	n := 5_000
	if b.short {
		n = 3_000 // a tenth would fit into the bucket
	}
	p, err := b.newPortal(ctx, n, true)
	if err != nil {
		return nil, err
	}
	defer p.sim.Close()
	if err := p.write("clerk"); err != nil {
		return nil, err
	}
	t, err := p.run(ctx, b, "apply", "--yes", "--allow-modify", fmt.Sprintf("users=%d", n))
	if err != nil {
		return nil, err
	}
	invited, err := b.invitesUnderLimits(ctx, n)
	return []result{underBucket("wall, beside what the bucket allows", n, t), invited}, err
}

// invitesUnderLimits is the same of people who are invited. What the plan before it
// took from the bucket is not counted for it.
func (b *bench) invitesUnderLimits(ctx context.Context, n int) (result, error) {
	p, err := b.portalWith(ctx, 0, n, true)
	if err != nil {
		return result{}, err
	}
	defer p.sim.Close()
	_, t, err := p.invites(ctx, b)
	return underBucket("invitations: wall, beside what the bucket allows", n, t), err
}

func underBucket(what string, n int, t tallied) result {
	floor := time.Duration(float64(t.all-bucket) / drainage * float64(time.Second))
	return result{what: what, value: t.wall.Seconds() / floor.Seconds(), limit: 1.1, unit: "×",
		detail: fmt.Sprintf("%d people: %.1f s against %.1f s for %d requests, %d refused, %.1f s of CPU", n, t.wall.Seconds(), floor.Seconds(), t.all, t.refused, t.cpu.Seconds())}
}
