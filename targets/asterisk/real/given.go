package real

import (
	"context"
	"os"
	"strings"
)

// The program testdata/live tells the tests that it runs what it found.
const (
	// CacheEnv is the folder of what was fetched.
	CacheEnv = "LIVE_CACHE"
	// SuitesEnv are the suites in it, parted by commas; PATH is the one that the
	// machine has. Without it a test that needs an Asterisk is not to be run.
	SuitesEnv = "LIVE_SUITES"
)

// Given are the Asterisks that tests are to be run on: none, where it is not the
// program testdata/live that runs them.
func Given(ctx context.Context) ([]*Install, error) {
	var out []*Install
	for suite := range strings.FieldsFuncSeq(os.Getenv(SuitesEnv), func(r rune) bool { return r == ',' }) {
		in, err := Cached(ctx, os.Getenv(CacheEnv), suite)
		if suite == "PATH" {
			in, err = OnPath(ctx)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	return out, nil
}
