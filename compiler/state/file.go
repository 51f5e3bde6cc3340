package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Every file says what it is before anything else is believed of it:
// {"format":"patchbay.snapshot","version":1,…}.

// What can be wrong with a file as a whole. Each is wrapped with what was found.
var (
	ErrCut     = errors.New("the file is cut short")
	ErrSyntax  = errors.New("the file is not JSON")
	ErrFormat  = errors.New("not a file of this format")
	ErrNewer   = errors.New("written by a newer patchbay")
	ErrContent = errors.New("the file does not follow its format")
)

// Head opens every file.
type Head struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

// file is what Open decodes into: a struct that embeds Head.
type file interface{ head() Head }

func (h *Head) head() Head { return *h }

// Open checks that data is a whole JSON text of the format, in a version that
// this program knows, and decodes it into v, a struct that embeds Head. Members
// that v does not have are an error: they would be dropped in silence.
func Open(data []byte, want Head, v file) error {
	strict := unmarshalStrict(data, v)
	head := v.head()
	if strict != nil {
		// What the file says of itself explains more than what was not understood.
		head = Head{}
		if err := json.Unmarshal(data, &head); err != nil {
			return readError(data, err)
		}
	}
	switch {
	case head.Format != want.Format:
		return fmt.Errorf("%w: it says %q, wanted %q", ErrFormat, head.Format, want.Format)
	case head.Version > want.Version:
		return fmt.Errorf("%w: %s version %d, this one reads up to %d", ErrNewer, head.Format, head.Version, want.Version)
	case head.Version < 1:
		return fmt.Errorf("%w: version %d of %s does not exist", ErrContent, head.Version, head.Format)
	case strict != nil:
		return fmt.Errorf("%w: %w", ErrContent, strict)
	}
	return nil
}

// readError tells a file that ends too early from one that was never JSON.
func readError(data []byte, err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("%w: %w", ErrContent, err)
	case len(bytes.TrimSpace(data)) == 0, strings.Contains(err.Error(), "unexpected end of JSON input"):
		return fmt.Errorf("%w after %d bytes", ErrCut, len(data))
	}
	return fmt.Errorf("%w: %w", ErrSyntax, err)
}

// unmarshalStrict decodes one JSON value and refuses unknown members and
// anything after it.
func unmarshalStrict(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("text after the end of the JSON value")
	}
	return nil
}

var snapshotHead = Head{"patchbay.snapshot", 1}

type snapshotFile struct {
	Head
	Snapshot
}

// EncodeSnapshot writes a snapshot file, in canonical form.
func EncodeSnapshot(s *Snapshot) ([]byte, error) {
	return Canonical(snapshotFile{snapshotHead, *s})
}

// DecodeSnapshot reads a snapshot file; the objects need not be sorted in it.
func DecodeSnapshot(data []byte) (*Snapshot, error) {
	var f snapshotFile
	if err := Open(data, snapshotHead, &f); err != nil {
		return nil, err
	}
	f.Snapshot.normalize()
	return &f.Snapshot, nil
}

// normalize brings what a file held into the order that the package keeps.
func (s *Snapshot) normalize() {
	for i := range s.Objects {
		attrs := s.Objects[i].Attrs
		s.Objects[i].Attrs = nil
		for _, a := range attrs {
			s.Objects[i].Put(a.Name, a.Value, a.From...)
		}
	}
	s.Sort()
}
