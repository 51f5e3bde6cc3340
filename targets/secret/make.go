package secret

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/patchbay-dev/patchbay/compiler/model"
)

// ErrNotMade is a secret with `generate` that is in its place no more than in any
// other: whoever carries out the step that needs it makes it.
var ErrNotMade = errors.New("the secret is not made yet")

// What is made: a password takes more guesses than anybody has, in letters that
// every phone, dialog and file takes; a PIN is typed on a phone.
const (
	letters        = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
	digits         = "0123456789"
	passwordLength = 24
	pinLength      = 6
)

// Make is Get, but for a secret with `generate` that is not there yet: that one is
// made, kept in its place, and only then returned. Of two runs that make it at the
// same time one makes it, and both get that one.
func (r *Resolver) Make(ctx context.Context, path string, s model.Secret) (string, error) {
	value, err := r.Get(ctx, path, s)
	if !errors.Is(err, ErrNotMade) {
		return value, err
	}
	if err := r.make(path, s); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s: %s: %w", path, Reference(s), err)
	}
	return r.Get(ctx, path, s)
}

// unmade reports whether the place that a secret is to be kept in is empty.
func (r *Resolver) unmade(s model.Secret) bool {
	name := cmp.Or(s.File, s.Age)
	if name == "" {
		return false
	}
	_, err := os.Lstat(r.place(name))
	return errors.Is(err, fs.ErrNotExist)
}

func (r *Resolver) make(path string, s model.Secret) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	value := fresh(path)
	r.learn(path, value)
	if s.File != "" {
		return create(r.place(s.File), value+"\n")
	}
	text, err := r.encrypt(value + "\n")
	if err != nil {
		return err
	}
	return create(r.place(s.Age), text)
}

// fresh is a value for the secret at a path: a PIN or a password.
func fresh(path string) string {
	if !strings.HasSuffix(path, ".pin") {
		return random(letters, passwordLength)
	}
	for {
		if pin := random(digits, pinLength); !plain(pin) {
			return pin
		}
	}
}

func random(from string, n int) string {
	var out strings.Builder
	for range n {
		i, err := rand.Int(rand.Reader, big.NewInt(int64(len(from))))
		if err != nil {
			panic(err) // crypto/rand ends the program before it gives an error
		}
		out.WriteByte(from[i.Int64()])
	}
	return out.String()
}

// plain reports whether each digit is the one before, or the next to it, in one
// direction: 111111, 234567. Systems refuse such PINs, and people guess them.
func plain(pin string) bool {
	step := pin[1] - pin[0]
	for i := 2; i < len(pin); i++ {
		if pin[i]-pin[i-1] != step {
			return false
		}
	}
	return step == 0 || step == 1 || step == 0xff
}

// create puts a text into a file that is not there yet, all of it or nothing.
func create(place, text string) error {
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return fmt.Errorf("%w: %w", ErrFailed, reason(err))
	}
	f, err := os.CreateTemp(filepath.Dir(place), ".new-*") // its mode is 0600
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFailed, reason(err))
	}
	defer os.Remove(f.Name())
	_, err = io.WriteString(f, text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%w: %w", ErrFailed, reason(err))
	}
	if err := os.Link(f.Name(), place); err != nil { // unlike a rename it replaces nothing
		return fmt.Errorf("%w: %w", ErrFailed, err)
	}
	return nil
}

// encrypt makes an age file that the identities of this machine can open.
func (r *Resolver) encrypt(text string) (string, error) {
	identities, err := r.identities()
	if err != nil {
		return "", err
	}
	var to []age.Recipient
	for _, id := range identities {
		switch id := id.(type) {
		case *age.X25519Identity:
			to = append(to, id.Recipient())
		case *age.HybridIdentity:
			to = append(to, id.Recipient())
		}
	}
	if len(to) != len(identities) {
		return "", fmt.Errorf("%w: %s holds an identity that nothing can be encrypted to", ErrFailed, identityEnv)
	}
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	w, err := age.Encrypt(armored, to...)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrFailed, err)
	}
	_, err = io.WriteString(w, text)
	if err = errors.Join(err, w.Close(), armored.Close()); err != nil {
		return "", fmt.Errorf("%w: %w", ErrFailed, err)
	}
	return out.String(), nil
}
