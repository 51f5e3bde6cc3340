package simtest

import (
	"fmt"
	"strings"
	"testing"
)

// watched is a test whose failures are counted; a fatal one ends it by a panic.
type watched struct {
	testing.TB
	failed []string
}

func (w *watched) Helper()                   {}
func (w *watched) Error(v ...any)            { w.failed = append(w.failed, fmt.Sprint(v...)) }
func (w *watched) Errorf(f string, v ...any) { w.failed = append(w.failed, fmt.Sprintf(f, v...)) }
func (w *watched) Fatal(v ...any)            { w.Error(v...); panic(w) }
func (w *watched) Fatalf(f string, v ...any) { w.Errorf(f, v...); panic(w) }

// failures are what a check says.
func failures(t *testing.T, check func(testing.TB)) string {
	t.Helper()
	w := &watched{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(w) {
				panic(p)
			}
		}()
		check(w)
	}()
	return strings.Join(w.failed, "\n")
}

// holds fails unless a check passes without a defect and says words with it.
func holds(t *testing.T, check func(testing.TB, defects), with map[string]defects) {
	t.Helper()
	if said := failures(t, func(tb testing.TB) { check(tb, defects{}) }); said != "" {
		t.Errorf("without a defect: %s", said)
	}
	for words, d := range with {
		if said := failures(t, func(tb testing.TB) { check(tb, d) }); !strings.Contains(said, words) {
			t.Errorf("%+v: %q, want %q", d, said, words)
		}
	}
}

const seed = `{"things":[{"name":"a"},{"name":"b"}]}`
