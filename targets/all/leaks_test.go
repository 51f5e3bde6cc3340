package all_test

import (
	"testing"

	"go.uber.org/goleak"
)

// No driver leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
