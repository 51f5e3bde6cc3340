package state_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

var exact = cmp.Comparer(func(a, b state.Value) bool {
	return a.Equal(b) && a.Source() == b.Source() && a.Type() == b.Type()
})

func drawSnapshot(t *rapid.T) *state.Snapshot {
	s := &state.Snapshot{Target: "pbx", Type: "toy", Profile: state.Profile{Version: "20", Limits: map[string]int64{"users": 5}}}
	for i := range rapid.IntRange(0, 4).Draw(t, "objects") {
		o := state.Object{Kind: "user", Key: fmt.Sprint(i), ID: rapid.String().Draw(t, "id"), Canonical: "users.u"}
		for range rapid.IntRange(0, 3).Draw(t, "attrs") {
			o.Put(rapid.StringMatching("[A-Z][a-z]{0,3}").Draw(t, "name"), drawValue(t))
		}
		s.Objects = append(s.Objects, o)
	}
	s.Coverage = []state.Coverage{{Extent: state.Extent{Kind: "user"}, Reach: state.Reach(rapid.IntRange(0, 3).Draw(t, "reach")), Reason: "why"}}
	s.Claims = []state.Extent{{Kind: "user", Attr: "Group", Value: "Sales"}}
	return s
}

func TestSnapshotFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		b, err := state.EncodeSnapshot(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := state.DecodeSnapshot(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, back, exact); d != "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
		if c, err := state.Canonicalize(b); err != nil || !bytes.Equal(b, c) {
			t.Fatalf("not canonical: %v", err)
		}
	})
}

func TestSnapshotFilesNeedNoOrder(t *testing.T) {
	s, err := state.DecodeSnapshot([]byte(`{"version":1,"format":"patchbay.snapshot","objects":[
		{"kind":"user","key":"2"},
		{"kind":"user","key":"1","attrs":[{"name":"B","value":{"text":"b"}},{"name":"A","value":{"bool":true}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	o, ok := s.Find(state.Ref{Kind: "user", Key: "1"})
	if !ok || o.Get("A").String() != "true" || o.Get("B").String() != "b" {
		t.Errorf("got %v", s.Objects)
	}
}

func TestFilesRefused(t *testing.T) {
	tests := []struct {
		data string
		want error
	}{
		{"", state.ErrCut},
		{`{"format":"patchbay.snapshot","versi`, state.ErrCut},
		{"<html>", state.ErrSyntax},
		{`[]`, state.ErrContent},
		{`{"format":"patchbay.plan","version":1}`, state.ErrFormat},
		{`{}`, state.ErrFormat},
		{`{"format":"patchbay.snapshot","version":2}`, state.ErrNewer},
		{`{"format":"patchbay.snapshot"}`, state.ErrContent},
		{`{"format":"patchbay.snapshot","version":1,"color":"red"}`, state.ErrContent},
		{`{"format":"patchbay.snapshot","version":1,"objects":[{"kind":"u","key":"k","attrs":[{"name":"a","value":{"int":true}}]}]}`, state.ErrContent},
	}
	for _, tt := range tests {
		if _, err := state.DecodeSnapshot([]byte(tt.data)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.data, err, tt.want)
		}
	}
	_, err := state.DecodeSnapshot([]byte(`{"format":"patchbay.snapshot","version":7}`))
	if err == nil || !strings.Contains(err.Error(), "version 7, this one reads up to 1") {
		t.Errorf("a newer file says %v", err)
	}
}

func FuzzDecodeSnapshot(f *testing.F) {
	f.Add([]byte(`{"format":"patchbay.snapshot","version":1,"objects":[{"kind":"user","key":"1","attrs":[{"name":"A","value":{"set":["b","a"]}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := state.DecodeSnapshot(data)
		if err != nil {
			known(t, err)
			return
		}
		b, err := state.EncodeSnapshot(s)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := state.DecodeSnapshot(b)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if twice, err := state.EncodeSnapshot(again); err != nil || string(twice) != string(b) {
			t.Errorf("written\n%s\nand again\n%s %v", b, twice, err)
		}
	})
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add([]byte(`{"format":"patchbay.record","version":1,"target":"pbx","type":"toy","entries":[{"object":"user/1","id":"7","attrs":[{"name":"A","value":{"int":"9007199254740993"}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := state.DecodeRecord(data)
		if err != nil {
			known(t, err)
			return
		}
		b, err := state.EncodeRecord(r)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := state.DecodeRecord(b)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if twice, err := state.EncodeRecord(again); err != nil || string(twice) != string(b) {
			t.Errorf("written\n%s\nand again\n%s %v", b, twice, err)
		}
	})
}

// known: what is wrong with a file is one of the few things that there are words for.
func known(t *testing.T, err error) {
	t.Helper()
	for _, kind := range []error{state.ErrCut, state.ErrSyntax, state.ErrFormat, state.ErrNewer, state.ErrContent} {
		if errors.Is(err, kind) {
			return
		}
	}
	t.Errorf("an error of no kind: %v", err)
}
