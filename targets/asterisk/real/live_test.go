package real_test

import (
	"testing"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// onEach runs a test on each Asterisk that there is.
func onEach(t *testing.T, run func(t *testing.T, in *real.Install)) {
	t.Helper()
	all, err := real.Given(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if all == nil {
		t.Skip("it needs a real Asterisk, which make live gets")
	}
	for _, in := range all {
		t.Run(in.Version, func(t *testing.T) { run(t, in) })
	}
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
