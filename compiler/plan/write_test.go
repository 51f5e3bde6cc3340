package plan_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestWrite: what is written piece by piece is canonical as a whole, and reads back;
// and it is written without being held.
func TestWrite(t *testing.T) {
	p, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{target(t, everything(2000), parse(t, ""))}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	data, err := plan.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := state.Canonicalize(data)
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("a plan file is not canonical (%v)", err)
	}
	if _, err := plan.Decode(data); err != nil {
		t.Error(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := plan.Write(io.Discard, p); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 2*uint64(len(data)) {
		t.Errorf("writing %d bytes of plan allocates %d", len(data), used)
	}
}

// TestWriteFails: a disk that is full is said to be, and no plan counts as written.
func TestWriteFails(t *testing.T) {
	p, _ := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{target(t, everything(500), parse(t, ""))}})
	data, err := plan.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 10, len(data) / 2, len(data) - 1} {
		if err := plan.Write(&small{room}, p); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("room for %d of %d bytes: %v", room, len(data), err)
		}
	}
}

type small struct{ room int }

func (s *small) Write(b []byte) (int, error) {
	if s.room -= len(b); s.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}
