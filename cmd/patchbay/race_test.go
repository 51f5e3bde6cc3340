//go:build race

package main

import "path/filepath"

// scripts are for the race detector those in which goroutines meet, several
// hundred processes being slow under it: a run is stopped, or has several targets.
var scripts = files("abort", "interrupted", "rollback-targets", "two-targets")

func files(names ...string) []string {
	for i, n := range names {
		names[i] = filepath.Join(folder, n+".txtar")
	}
	return names
}
