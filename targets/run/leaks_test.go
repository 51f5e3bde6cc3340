package run_test

import (
	"testing"

	"go.uber.org/goleak"
)

// No stage leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
