package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestDebugHidesSecrets: whoever logs a secret by mistake, it is not told.
func TestDebugHidesSecrets(t *testing.T) {
	var out bytes.Buffer
	a := newApp()
	a.debug, a.err = true, &out
	a.redactor.Add("hunter2-and-more")
	a.log().Debug("request", "path", "/x?key=hunter2-and-more", "status", 200)
	if got := out.String(); !strings.Contains(got, "status=200") || strings.Contains(got, "hunter2") {
		t.Errorf("told: %s", got)
	}
}
