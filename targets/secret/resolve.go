package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// Why a secret is not there. Errors wrap one of them with the reference.
var (
	ErrMissing = errors.New("the secret is not there")
	ErrEmpty   = errors.New("the secret is empty")
	ErrFailed  = errors.New("the secret cannot be had")
)

// identityEnv names the file with age identities, as age's own tools do.
const identityEnv = "AGE_IDENTITY_FILE"

// limit is the size of a secret, and patience how long a program may take.
const (
	limit    = 64 << 10
	patience = 30 * time.Second
)

// Resolver fetches secrets, each at most once. It may be used by several
// goroutines.
type Resolver struct {
	// Dir is the site's folder; files are relative to it, and programs run in it.
	Dir string
	// Env looks up environment variables; nil is os.LookupEnv.
	Env func(string) (string, bool)
	// Redactor learns every value; nil keeps none.
	Redactor *Redactor
	// Timeout is how long a program may take; 0 is 30 seconds.
	Timeout time.Duration

	mu       sync.Mutex
	have     map[string]string
	warnings diag.List
}

// Get fetches one secret. path is its place in the site, for errors, such as
// targets.pbx.credentials.clientSecret.
func (r *Resolver) Get(ctx context.Context, path string, s model.Secret) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := Reference(s)
	if v, ok := r.have[key]; ok {
		r.learn(path, v)
		return v, nil
	}
	v, err := r.fetch(ctx, path, s)
	if err != nil && s.Generate && r.unmade(s) {
		err = ErrNotMade
	}
	if err != nil {
		return "", fmt.Errorf("%s: %s: %w", path, r.told(s), err)
	}
	if v == "" {
		return "", fmt.Errorf("%s: %s: %w", path, r.told(s), ErrEmpty)
	}
	if r.have == nil {
		r.have = map[string]string{}
	}
	r.have[key] = v
	r.learn(path, v)
	return v, nil
}

// identifiers are credentials that say who we are and prove nothing. They are
// kept where secrets are kept, and shown: a person who looks for the account
// that a run worked as has to find it.
var identifiers = []string{"amiUser", "applicationId", "ariUser", "clientId", "login"}

// learn keeps a value out of what is said from now on, unless it is no secret.
func (r *Resolver) learn(path, value string) {
	if slices.Contains(identifiers, path[strings.LastIndexByte(path, '.')+1:]) {
		return
	}
	r.Redactor.Add(value)
}

// All fetches a set of secrets by name, such as a target's credentials.
func (r *Resolver) All(ctx context.Context, path string, set map[string]model.Secret) (map[string]string, error) {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make(map[string]string, len(set))
	var wrong []error
	for _, name := range names {
		v, err := r.Get(ctx, path+"."+name, set[name])
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		out[name] = v
	}
	return out, errors.Join(wrong...)
}

// Warnings are remarks on what was fetched, in order.
func (r *Resolver) Warnings() diag.List {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.warnings.Sorted()
}

// Reference is a secret's place in words: "env PBX_SECRET", "file pbx.key". It is
// for those who compare; errors use what told makes of it.
func Reference(s model.Secret) string {
	switch {
	case s.Env != "":
		return "env " + s.Env
	case s.File != "":
		return "file " + s.File
	case len(s.Exec) > 0:
		return fmt.Sprintf("exec %q", s.Exec)
	case s.Age != "":
		return "age " + s.Age
	}
	return "no reference"
}

// usual is how variables are named everywhere; a secret hardly ever looks so.
var usual = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)

// told is a secret's place as an error names it. Who pastes the secret itself
// where its place belongs must not find it in a log: what is not plainly the name
// of a variable, of a file that is there or of a program that exists is left out.
func (r *Resolver) told(s model.Secret) string {
	const hidden = " (not repeated, as it may be the secret itself)"
	there := func(name string) bool {
		_, err := os.Stat(r.place(name))
		return err == nil
	}
	switch {
	case s.Env != "" && !usual.MatchString(s.Env):
		return "env" + hidden
	case s.File != "" && !there(s.File):
		return "file" + hidden
	case s.Age != "" && !there(s.Age):
		return "age" + hidden
	case len(s.Exec) > 0:
		if _, err := exec.LookPath(s.Exec[0]); err != nil {
			return "exec" + hidden
		}
		return "exec " + s.Exec[0]
	}
	return Reference(s)
}

func (r *Resolver) fetch(ctx context.Context, path string, s model.Secret) (string, error) {
	switch {
	case s.Env != "":
		v, ok := r.env(s.Env)
		if !ok {
			return "", fmt.Errorf("%w: the variable is not set", ErrMissing)
		}
		return v, nil
	case s.File != "":
		return r.file(path, s)
	case len(s.Exec) > 0:
		return r.run(ctx, s.Exec)
	case s.Age != "":
		return r.decrypt(path, s)
	}
	return "", fmt.Errorf("%w: nothing says where it is kept", ErrMissing)
}

func (r *Resolver) env(name string) (string, bool) {
	if r.Env != nil {
		return r.Env(name)
	}
	return os.LookupEnv(name)
}

// place is a path of the site; absolute ones and those outside it are allowed,
// since a secret is better kept elsewhere.
func (r *Resolver) place(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(r.Dir, filepath.FromSlash(name))
}

func (r *Resolver) file(path string, s model.Secret) (string, error) {
	data, mode, err := read(r.place(s.File))
	if err != nil {
		return "", err
	}
	if mode.Perm()&0o004 != 0 {
		r.warnings.Add(diag.Diagnostic{Code: diag.SecretReadable, Severity: diag.Warning, Path: path,
			Message: fmt.Sprintf("every user of this machine can read the secret in %s (mode %04o)", s.File, mode.Perm()),
			Hint:    "chmod 600 " + s.File, Pos: positions(s)})
	}
	return line(data), nil
}

func positions(s model.Secret) []diag.Pos {
	if s.Pos.IsZero() {
		return nil
	}
	return []diag.Pos{s.Pos}
}

func read(path string) ([]byte, os.FileMode, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrMissing, reason(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrFailed, reason(err))
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%w: not a regular file", ErrFailed)
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrFailed, reason(err))
	}
	if len(data) > limit {
		return nil, 0, fmt.Errorf("%w: longer than %d bytes", ErrFailed, limit)
	}
	return data, info.Mode(), nil
}

// reason is an error of the system without the path, which the reference names.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// line is a secret without the end of line that editors add.
func line(data []byte) string {
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
}

// run starts a program and takes what it prints. Its own messages could hold the
// secret, so only its exit status is told.
func (r *Resolver) run(ctx context.Context, argv []string) (string, error) {
	wait := r.Timeout
	if wait == 0 {
		wait = patience
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = r.Dir
	cmd.WaitDelay = time.Second
	out := &bounded{}
	cmd.Stdout = out
	err := cmd.Run()
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return "", fmt.Errorf("%w: the program took longer than %v", ErrFailed, wait)
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("%w: there is no such program", ErrMissing)
	case err != nil:
		return "", fmt.Errorf("%w: the program failed: %w", ErrFailed, reason(err))
	case out.over:
		return "", fmt.Errorf("%w: the program printed more than %d bytes", ErrFailed, limit)
	}
	return line(out.text), nil
}

// bounded keeps what a program prints, up to the limit.
type bounded struct {
	text []byte
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.text)+len(p) > limit {
		b.over = true
		return len(p), nil
	}
	b.text = append(b.text, p...)
	return len(p), nil
}

// decrypt reads an age file, armored or not, with the identities of the person
// or machine that runs this.
func (r *Resolver) decrypt(_ string, s model.Secret) (string, error) {
	identities, err := r.identities()
	if err != nil {
		return "", err
	}
	data, _, err := read(r.place(s.Age))
	if err != nil {
		return "", err
	}
	var src io.Reader = bytes.NewReader(data)
	if bytes.HasPrefix(data, []byte(armor.Header)) {
		src = armor.NewReader(src)
	}
	clear, err := age.Decrypt(src, identities...)
	if err != nil {
		return "", fmt.Errorf("%w: no identity in %s opens it", ErrFailed, identityEnv)
	}
	out, err := io.ReadAll(io.LimitReader(clear, limit))
	if err != nil {
		return "", fmt.Errorf("%w: the file is damaged", ErrFailed)
	}
	return line(out), nil
}

// identities are those of the person or machine that runs this.
func (r *Resolver) identities() ([]age.Identity, error) {
	name, ok := r.env(identityEnv)
	if !ok || name == "" {
		return nil, fmt.Errorf("%w: %s names no file with an identity", ErrMissing, identityEnv)
	}
	keys, _, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", identityEnv, err)
	}
	identities, err := age.ParseIdentities(bytes.NewReader(keys))
	if err != nil {
		return nil, fmt.Errorf("%w: %s holds no identity of age", ErrFailed, identityEnv)
	}
	return identities, nil
}
