package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"

	"golang.org/x/sync/errgroup"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// insides are the measurements that need a process of their own but no
// command: of many sites at once, and of single stages.
var insides = map[string]func(context.Context, []string) (any, error){
	"check": checkSites,
	"diff":  compareSets,
	"plan":  planSite,
	"write": compareWrites,
}

func inside(ctx context.Context, mode string, args []string) error {
	do, ok := insides[mode]
	if !ok {
		return fmt.Errorf("nothing is measured as %q", mode)
	}
	out, err := do(ctx, args)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

// profiled writes a CPU profile of do, unless file is "".
func profiled(file string, do func() error) error {
	if file == "" {
		return do()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}

// checkSites checks every site below a folder as the command line does one:
// with the collector set as there, a site per core at a time, each dropped once
// it was looked at.
func checkSites(ctx context.Context, args []string) (any, error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
		debug.SetMemoryLimit(1 << 30)
	}
	sites, err := filepath.Glob(filepath.Join(args[0], "t*", "site.cue"))
	if err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.NumCPU())
	users := make([]int, len(sites))
	for i, file := range sites {
		g.Go(func() error {
			tree, err := source.Dir(ctx, filepath.Dir(file))
			if err != nil {
				return err
			}
			r, ds := load.Site(tree, load.Options{Workers: 1})
			if r == nil {
				return fmt.Errorf("%s: %w", file, ds.Err())
			}
			users[i] = len(r.Site.Users)
			return errors.Join(ds.Err(), check.Site(r.Site, r.Causes).Err())
		})
	}
	total := 0
	err = g.Wait()
	for _, n := range users {
		total += n
	}
	return map[string]int{"sites": len(sites), "users": total}, err
}
