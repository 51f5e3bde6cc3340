package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// planSite plans the site in a folder, for a profile of what a plan costs.
func planSite(ctx context.Context, args []string) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("plan: which folder?")
	}
	job, err := jobOf(ctx, args[0])
	if err != nil {
		return nil, err
	}
	made, err := job.Plan(ctx, nil)
	if err != nil {
		return nil, err
	}
	return map[string]int{"steps": len(made.Plan.Body.Sections[0].Steps), "failures": len(made.Failures)}, nil
}

func jobOf(ctx context.Context, dir string) (*run.Job, error) {
	tree, err := source.Dir(ctx, dir)
	if err != nil {
		return nil, err
	}
	site, ds := load.Site(tree, load.Options{})
	if site == nil {
		return nil, ds.Err()
	}
	return &run.Job{Site: site, Dir: dir, Drivers: all.Drivers, Tool: "bench", Now: time.Now, Secrets: &secret.Resolver{Dir: dir}}, nil
}

// compareWrites creates n users by an apply, and by a bare loop of the same
// requests with a record synced to disk before each.
func compareWrites(ctx context.Context, args []string) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("write: how many users?")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "patchbay-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	b := &bench{dir: tmp}
	var out ratios
	for i := range 5 {
		dir, err := b.site(fmt.Sprintf("write-%d", i), n, block)
		if err != nil {
			return nil, err
		}
		ours, err := applyOnce(ctx, dir, n)
		if err != nil {
			return nil, err
		}
		theirs, err := bareLoop(ctx, filepath.Join(tmp, "journal"), n)
		if err != nil {
			return nil, err
		}
		out.Ours, out.Theirs = append(out.Ours, ours), append(out.Theirs, theirs)
	}
	return out, nil
}

// simulator is a fresh 3CX in memory, on loopback.
func simulator(ctx context.Context) (targets.Simulator, error) {
	d, ok := all.Find("3cx")
	if !ok {
		return nil, errors.New("there is no driver for 3cx")
	}
	return d.Simulate(ctx, targets.SimOptions{Seed: []byte("{}")})
}

// applyOnce is how long the apply alone takes, in seconds.
func applyOnce(ctx context.Context, dir string, n int) (float64, error) {
	sim, err := simulator(ctx)
	if err != nil {
		return 0, err
	}
	defer sim.Close()
	job, err := jobOf(ctx, dir)
	if err != nil {
		return 0, err
	}
	target := &job.Site.Site.Targets[0]
	target.URL, target.Options = sim.URL(), model.Native{"requestsPerSecond": int64(1 << 20)}
	target.Credentials = map[string]model.Secret{"clientId": {Env: "clientId"}, "clientSecret": {Env: "clientSecret"}}
	job.Secrets.Env = func(name string) (string, bool) { v, ok := sim.Credentials()[name]; return v, ok }
	made, err := job.Plan(ctx, nil)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	done, err := job.Apply(ctx, made.Plan, run.Execution{Planned: made})
	took := time.Since(start).Seconds()
	if err == nil && done[0].Err != nil {
		err = done[0].Err
	}
	if err == nil && done[0].Report.Counts.Done < n {
		err = fmt.Errorf("%d of %d steps done", done[0].Report.Counts.Done, n)
	}
	return took, err
}

// bareLoop is the least that can be done: the requests, one after another, each
// announced on disk.
func bareLoop(ctx context.Context, journal string, n int) (float64, error) {
	sim, err := simulator(ctx)
	if err != nil {
		return 0, err
	}
	defer sim.Close()
	token, err := login(ctx, sim)
	if err != nil {
		return 0, err
	}
	f, err := os.Create(journal)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	start := time.Now()
	for i := range n {
		body := userBody(personAt(i, width(n)))
		if _, err := f.Write(append(body, '\n')); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		if _, err := post(ctx, sim.URL()+"/xapi/v1/Users", "application/json", token, body); err != nil {
			return 0, err
		}
	}
	return time.Since(start).Seconds(), nil
}

func userBody(p person) []byte {
	b, err := json.Marshal(map[string]string{"Number": p.extension, "FirstName": p.first, "LastName": p.last, "EmailAddress": p.email,
		"Mobile": p.mobile, "Language": "FR"})
	if err != nil {
		panic(err) // strings always can
	}
	return b
}

func login(ctx context.Context, sim targets.Simulator) (string, error) {
	c := sim.Credentials()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c["clientId"]}, "client_secret": {c["clientSecret"]}}
	b, err := post(ctx, sim.URL()+"/connect/token", "application/x-www-form-urlencoded", "", []byte(form.Encode()))
	if err != nil {
		return "", err
	}
	var out struct {
		Token string `json:"access_token"`
	}
	return out.Token, json.Unmarshal(b, &out)
}

func post(ctx context.Context, where, kind, token string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, where, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s: %d %s", where, resp.StatusCode, b)
	}
	return b, err
}
