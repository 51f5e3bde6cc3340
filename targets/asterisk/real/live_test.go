package real_test

import (
	"os"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// The program testdata/live says where Asterisk is: the folder of what was fetched,
// and its suites; "PATH" is the one that the machine has.
const cacheVariable, suitesVariable = "LIVE_CACHE", "LIVE_SUITES"

// onEach runs a test on each Asterisk that there is.
func onEach(t *testing.T, run func(t *testing.T, in *real.Install)) {
	t.Helper()
	suites := os.Getenv(suitesVariable)
	if suites == "" {
		t.Skip("it needs a real Asterisk, which make live gets")
	}
	for suite := range strings.SplitSeq(suites, ",") {
		in, err := installed(t, suite)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(in.Version, func(t *testing.T) { run(t, in) })
	}
}

// onNewest runs a test on the first of them.
func onNewest(t *testing.T, run func(t *testing.T, in *real.Install)) {
	t.Helper()
	first := true
	onEach(t, func(t *testing.T, in *real.Install) {
		if !first {
			t.SkipNow()
		}
		first = false
		run(t, in)
	})
}

func installed(t *testing.T, suite string) (*real.Install, error) {
	if suite == "PATH" {
		return real.OnPath(t.Context())
	}
	return real.Cached(t.Context(), os.Getenv(cacheVariable), suite)
}

// started is an Asterisk that lives as long as the test.
func started(t *testing.T, in *real.Install, o real.Options) *real.Asterisk {
	t.Helper()
	a, err := real.Start(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what Asterisk said last:\n%s", a.Log())
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// served is an Asterisk behind the control plane of simulators.
func served(t *testing.T, in *real.Install) (*real.PBX, *simhttp.Running) {
	t.Helper()
	p, err := real.NewPBX(started(t, in, real.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	run, err := real.Serve(t.Context(), p, simhttp.Serving{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := run.Close(); err != nil {
			t.Error(err)
		}
	})
	return p, run
}
