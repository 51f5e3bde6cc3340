package plan

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// ErrEdited is a plan file whose content is not what was saved.
var ErrEdited = errors.New("the plan was changed after it was saved")

// head: version 2 has the way back beside the body; version 3 what is said about
// attestations, and of lists that name things which get other names the values that
// can be compared.
var head = state.Head{Format: "patchbay.plan", Version: 3}

// file is a saved plan. Digest is what people approve: the digest of the body.
// Seal is the digest of everything else in the file, so that no edit of
// bindings, envelope or the way back goes unseen either.
type file struct {
	state.Head
	Plan
	Digest string `json:"digest"`
	Seal   string `json:"seal,omitempty"`
}

// Digest is the digest of the body: two plans that say the same have the same,
// whenever and from whatever commit they were made.
func (p *Plan) Digest() (string, error) {
	digest, err := state.CanonicalDigest(&p.Body)
	if err != nil {
		return "", fmt.Errorf("plan body: %w", err)
	}
	return digest, nil
}

// Encode returns a plan file, in canonical form.
func Encode(p *Plan) ([]byte, error) {
	var b bytes.Buffer
	if err := Write(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Write writes a plan file, in canonical form. The body, which is all but a little
// of it, is never in memory as text: its digest comes after it in the file.
func Write(w io.Writer, p *Plan) error {
	first := map[string]any{"bindings": p.Bindings}
	if len(p.Attested) > 0 {
		first["attested"] = p.Attested
	}
	before, err := state.Canonical(first)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s,\"body\":", before[:len(before)-1]); err != nil {
		return err
	}
	f := file{Head: head, Plan: *p}
	if f.Digest, err = state.WriteCanonical(w, &p.Body); err != nil {
		return fmt.Errorf("plan body: %w", err)
	}
	if f.Seal, err = f.seal(); err != nil {
		return err
	}
	members := map[string]any{"format": f.Format, "version": f.Version, "envelope": f.Envelope, "digest": f.Digest, "seal": f.Seal}
	if len(f.Undo) > 0 {
		members["undo"] = f.Undo
	}
	if len(f.Words) > 0 {
		members["words"] = f.Words
	}
	after, err := state.Canonical(members)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, ",%s", after[1:])
	return err
}

// seal sums the file without its seal. The body stands in it by its digest.
func (f *file) seal() (string, error) {
	members := map[string]any{"head": f.Head, "digest": f.Digest, "bindings": f.Bindings, "envelope": f.Envelope}
	if len(f.Undo) > 0 {
		members["undo"] = f.Undo
	}
	if len(f.Attested) > 0 {
		members["attested"] = f.Attested
	}
	if len(f.Words) > 0 {
		members["words"] = f.Words
	}
	seal, err := state.CanonicalDigest(members)
	if err != nil {
		return "", fmt.Errorf("plan: %w", err)
	}
	return seal, nil
}

// Decode reads a plan file. The errors tell what is wrong with it: state.ErrCut,
// ErrSyntax, ErrFormat, ErrNewer, ErrContent, or ErrEdited. White space and the
// order of members may have changed, nothing else.
func Decode(data []byte) (*Plan, error) {
	var f file
	if err := state.Open(data, head, &f); err != nil {
		return nil, err
	}
	digest, err := f.Plan.Digest()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", state.ErrContent, err)
	}
	if digest != f.Digest {
		return nil, fmt.Errorf("%w: its body has the digest %s, saved as %s", ErrEdited, digest, f.Digest)
	}
	seal, err := f.seal()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", state.ErrContent, err)
	}
	if seal != f.Seal {
		return nil, fmt.Errorf("%w: its bindings, envelope or way back are not what was saved", ErrEdited)
	}
	return &f.Plan, nil
}
