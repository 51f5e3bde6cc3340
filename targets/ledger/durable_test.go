package ledger

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

// watched is a file that knows whether all that was written to it was synced.
type watched struct {
	*os.File
	unsynced bool
}

func (w *watched) Write(b []byte) (int, error) {
	w.unsynced = true
	return w.File.Write(b)
}

func (w *watched) Sync() error {
	w.unsynced = false
	return w.File.Sync()
}

// TestWrittenIsSynced: what must survive a power cut is synced when the call
// returns, not only handed to the system.
func TestWrittenIsSynced(t *testing.T) {
	l := open(t)
	j, err := l.CreateJournal(Opening{Plan: "p1", Target: "pbx", Run: "r1"})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	file := &watched{File: j.file.(*os.File)}
	j.file = file
	for name, write := range map[string]func() error{
		"intent": func() error { return j.Intend("s1") },
		"note":   func() error { return errors.Join(j.Note("s1", "done", nil, ""), j.Sync()) },
		"resume": func() error { return j.Resumed("r2") },
		"end":    func() error { return j.Finish("applied") },
	} {
		file.unsynced = true // it must be this call that syncs
		if err := write(); err != nil || file.unsynced {
			t.Errorf("%s: %v, not synced: %v", name, err, file.unsynced)
		}
	}
}

// TestTornTailIsCutOff: nothing is written behind half a line, with or without
// the newline that ends it, and what comes after is read again.
func TestTornTailIsCutOff(t *testing.T) {
	whole := journal(t, open(t))
	last := bytes.LastIndexByte(bytes.TrimSuffix(whole, []byte("\n")), '\n') + 1
	for name, tail := range map[string][]byte{
		"half a line":                 whole[last : last+9],
		"half a line and its newline": append(bytes.Clone(whole[last:last+9]), '\n'),
		"zeros and a newline":         []byte("\x00\x00\x00\n"),
	} {
		l := open(t)
		path, err := l.file("runs/r1", "pbx.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(bytes.Clone(whole[:last]), tail...), 0o600); err != nil {
			t.Fatal(err)
		}
		j := unfinished(t, l)
		before := len(j.Lines)
		if err := errors.Join(j.Resumed("r2"), j.Intend("s4"), j.Close()); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadJournal(data)
		if err != nil || len(again.Lines) != before+2 {
			t.Errorf("%s: %v, %d lines and two that were added", name, err, before)
		}
	}
	middle := bytes.Join([][]byte{whole[:last], []byte("half\n"), whole[last:]}, nil)
	if _, err := ReadJournal(middle); !errors.Is(err, ErrBroken) {
		t.Errorf("half a line in the middle: %v", err)
	}
}
