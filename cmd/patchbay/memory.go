package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A run is short and makes much garbage, so memory is traded for speed: a small
// heap may grow to four times of what is alive before it is collected. The more
// is alive, the less is traded, so that a site of 100,000 users does not take
// four times what it needs. It is never less than what is alive: below that the
// collector's share grows with the site. A fixed limit would bound it too, until
// more than the limit is alive and the collector takes every second cycle.
const (
	generous = 300       // percent, of a small heap
	careful  = 100       // percent, of a large one
	spare    = 192 << 20 // bytes of garbage that are always welcome
	first    = 1600      // percent, of the 4 MiB that a process begins with
)

// tuneMemory sets the percentage after each collection, unless the user has said
// how it is to be.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(first)
	atEachCollection(func(live uint64) { debug.SetGCPercent(gcPercent(live)) })
}

// gcPercent is how much garbage may lie beside what is alive.
func gcPercent(live uint64) int {
	if live == 0 {
		return generous
	}
	return int(min(max(100*spare/live, careful), generous))
}

// atEachCollection calls f with the bytes that a collection found alive.
func atEachCollection(f func(live uint64)) {
	type mark struct{ _ *byte } // what the collector finds dead each time
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var again func(*mark)
	again = func(*mark) {
		metrics.Read(sample)
		f(sample[0].Value.Uint64())
		runtime.SetFinalizer(&mark{}, again)
	}
	runtime.SetFinalizer(&mark{}, again)
}
