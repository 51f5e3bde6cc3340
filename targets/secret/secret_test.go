package secret

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

const canary = "c4n4ry/+ \"secret\"\\"

func resolver(t *testing.T, env map[string]string) *Resolver {
	return &Resolver{Dir: t.TempDir(), Redactor: &Redactor{}, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestGet(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "key")
	write(t, outside, canary+"\r\n", 0o600)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "identity.txt")
	write(t, keys, "# mine\n"+identity.String()+"\n", 0o600)
	r := resolver(t, map[string]string{"PBX": canary, "AGE_IDENTITY_FILE": keys})
	write(t, filepath.Join(r.Dir, "key"), canary+"\n", 0o600)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(w, canary)
	w.Close()
	write(t, filepath.Join(r.Dir, "key.age"), sealed.String(), 0o644)
	for name, s := range map[string]model.Secret{
		"env":          {Env: "PBX"},
		"file":         {File: "key"},
		"file outside": {File: outside},
		"exec":         {Exec: []string{"printf", "%s\n", canary}},
		"exec in site": {Exec: []string{"cat", "key"}},
		"age":          {Age: "key.age"},
	} {
		got, err := r.Get(context.Background(), "targets.pbx.credentials.x", s)
		if err != nil || got != canary {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if w := r.Warnings(); len(w) != 0 {
		t.Errorf("warnings %v", w)
	}
	if got := r.Redactor.String("x " + canary); got != "x "+Hidden {
		t.Errorf("redacted %q", got)
	}
}

func TestGetErrors(t *testing.T) {
	r := resolver(t, map[string]string{"EMPTY": "", "AGE_IDENTITY_FILE": "/nowhere"})
	r.Timeout = 100 * time.Millisecond
	write(t, filepath.Join(r.Dir, "empty"), "\n", 0o600)
	for name, c := range map[string]struct {
		s     model.Secret
		kind  error
		words string
	}{
		"no variable":       {model.Secret{Env: "NONE"}, ErrMissing, "env NONE"},
		"empty variable":    {model.Secret{Env: "EMPTY"}, ErrEmpty, "env EMPTY"},
		"no file":           {model.Secret{File: "none"}, ErrMissing, "file (not repeated"},
		"empty file":        {model.Secret{File: "empty"}, ErrEmpty, "file empty"},
		"a folder":          {model.Secret{File: "."}, ErrFailed, "regular"},
		"no program":        {model.Secret{Exec: []string{"no-such-program-here"}}, ErrMissing, "exec (not repeated"},
		"failing program":   {model.Secret{Exec: []string{"sh", "-c", "echo " + "canary-on-stderr" + " >&2; exit 3"}}, ErrFailed, "exit status 3"},
		"slow program":      {model.Secret{Exec: []string{"sleep", "60"}}, ErrFailed, "longer than"},
		"talkative program": {model.Secret{Exec: []string{"head", "-c", "70000", "/dev/zero"}}, ErrFailed, "more than"},
		"no identity":       {model.Secret{Age: "x.age"}, ErrMissing, "AGE_IDENTITY_FILE"},
		"no reference":      {model.Secret{}, ErrMissing, "nothing says"},
		"pasted as name":    {model.Secret{Env: pasted}, ErrMissing, "env (not repeated"},
		"pasted as file":    {model.Secret{File: pasted}, ErrMissing, "file (not repeated"},
		"pasted as age":     {model.Secret{Age: pasted}, ErrMissing, "age (not repeated"},
		"pasted as program": {model.Secret{Exec: []string{pasted}}, ErrMissing, "exec (not repeated"},
		"pasted as word":    {model.Secret{Exec: []string{"false", pasted}}, ErrFailed, "exec false"},
	} {
		_, err := r.Get(context.Background(), "targets.pbx.credentials.x", c.s)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) || !strings.HasPrefix(err.Error(), "targets.pbx.credentials.x: ") {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(fmt.Sprint(err), pasted) {
			t.Errorf("%s: what may be the secret itself is repeated: %v", name, err)
		}
	}
}

// pasted is a secret that stands where its place belongs.
const pasted = "hunter2x9"

// TestNoShell: what looks like a command of a shell is an argument.
func TestNoShell(t *testing.T) {
	r := resolver(t, nil)
	got, err := r.Get(context.Background(), "p", model.Secret{Exec: []string{"echo", "$(id); `id` | cat"}})
	if err != nil || got != "$(id); `id` | cat" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestReadableFileIsAWarning(t *testing.T) {
	r := resolver(t, nil)
	write(t, filepath.Join(r.Dir, "key"), canary, 0o644)
	pos := diag.Pos{File: "targets.cue", Line: 3}
	if _, err := r.Get(context.Background(), "targets.pbx.credentials.x", model.Secret{File: "key", Pos: pos}); err != nil {
		t.Fatal(err)
	}
	w := r.Warnings()
	if len(w) != 1 || w[0].Code != diag.SecretReadable || w[0].At() != pos || !strings.Contains(w[0].Hint, "chmod 600") {
		t.Errorf("warnings %v", w)
	}
}

// TestAllNamesEveryMistake, and fetches each reference once.
func TestAll(t *testing.T) {
	r := resolver(t, map[string]string{"A": "value-a"})
	counter := filepath.Join(r.Dir, "n")
	once := model.Secret{Exec: []string{"sh", "-c", "echo x >> " + counter + "; echo value-b"}}
	got, err := r.All(context.Background(), "t", map[string]model.Secret{"a": {Env: "A"}, "b": once, "b2": once})
	if err != nil || got["a"] != "value-a" || got["b2"] != "value-b" {
		t.Errorf("%v, %v", got, err)
	}
	if b, _ := os.ReadFile(counter); string(b) != "x\n" {
		t.Errorf("the program ran %d times", strings.Count(string(b), "x"))
	}
	_, err = r.All(context.Background(), "t", map[string]model.Secret{"x": {Env: "NO1"}, "y": {Env: "NO2"}})
	if err == nil || !strings.Contains(err.Error(), "t.x: env NO1") || !strings.Contains(err.Error(), "t.y: env NO2") {
		t.Errorf("%v", err)
	}
}

// TestSpellings: a value is found in urls, JSON, headers and errors.
func TestSpellings(t *testing.T) {
	r := &Redactor{}
	r.Add(canary)
	for _, text := range []string{
		canary, "a=" + "c4n4ry%2F%2B+%22secret%22%5C", `{"p":"c4n4ry/+ \"secret\"\\"}`, "Basic YzRuNHJ5LysgInNlY3JldCJc",
	} {
		if got := r.String(text); strings.Contains(got, "c4n4ry") || strings.Contains(got, "YzRuNHJ5") {
			t.Errorf("%q became %q", text, got)
		}
	}
	base := errors.New("base")
	err := r.Error(fmt.Errorf("%w: %s", base, canary))
	if strings.Contains(err.Error(), canary) || !errors.Is(err, base) {
		t.Errorf("error %v", err)
	}
	var none *Redactor
	none.Add("x")
	if none.String("text") != "text" {
		t.Error("a nil redactor changes text")
	}
}

// TestWriter: however a text is cut into writes, what comes out is the whole
// text redacted.
func TestWriter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.StringMatching(`[ab]{4,6}`), 1, 3).Draw(t, "values")
		text := rapid.StringMatching(`([abc]{0,8}\n?){0,6}`).Draw(t, "text")
		r := &Redactor{}
		for _, v := range values {
			r.Add(v)
		}
		var out bytes.Buffer
		w := r.Writer(&out)
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			w.Write([]byte(rest[:n]))
			rest = rest[n:]
		}
		w.Flush()
		for _, v := range values {
			if strings.Contains(strings.ReplaceAll(out.String(), Hidden, "\x00"), v) {
				t.Fatalf("%q is in %q", v, out.String())
			}
		}
		clean := r.String(text) == text
		if clean && out.String() != text {
			t.Fatalf("%q became %q", text, out.String())
		}
	})
}

// TestOverlaps: of values that overlap in a text no part is left, and what only
// touches is told apart.
func TestOverlaps(t *testing.T) {
	for _, tt := range []struct {
		values     []string
		text, want string
	}{
		{[]string{"abcd", "cdefgh"}, "xabcdefghx", "x[hidden]x"},
		{[]string{"abcd", "abcdefgh"}, "abcdefghi abcdefg", "[hidden]i [hidden]efg"},
		{[]string{"abcd"}, "abcdabcd", "[hidden][hidden]"},
		{[]string{"aaaa"}, "aaaaaa", "[hidden]"},
		{[]string{"abc"}, "abc", "abc"},
	} {
		r := &Redactor{}
		for _, v := range tt.values {
			r.Add(v)
		}
		if got := r.String(tt.text); got != tt.want {
			t.Errorf("%q of %q became %q, want %q", tt.text, tt.values, got, tt.want)
		}
	}
}

// BenchmarkRedactor tells what a text of a megabyte costs with ten and with ten
// thousand values known: the two should be much alike.
func BenchmarkRedactor(b *testing.B) {
	text := strings.Repeat(`{"kind":"endpoint","key":"1042","attrs":[{"name":"callerid","value":"Ann Lee <1042>"}]}`, 1<<20/88)
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := &Redactor{}
			for i := range n {
				r.Add(fmt.Sprintf("%x", sha256.Sum256([]byte{byte(i), byte(i >> 8)}))[:24])
			}
			for b.Loop() {
				r.String(text)
			}
		})
	}
}

// TestReplace: what a vendor gave in a secret's place is in its file at once and
// with the mode of before; what stands elsewhere is good for this run, and a warning
// says so.
func TestReplace(t *testing.T) {
	r := resolver(t, map[string]string{"TOKEN": "old-token-1"})
	file := filepath.Join(r.Dir, "token")
	write(t, file, "old-token-2\n", 0o640)
	for _, s := range []model.Secret{{File: "token"}, {Env: "TOKEN"}} {
		if err := r.Replace("targets.pbx.credentials.refreshToken", s, "new-token-77"); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Get(context.Background(), "targets.pbx.credentials.refreshToken", s); err != nil || got != "new-token-77" {
			t.Errorf("%s: %q %v", Reference(s), got, err)
		}
	}
	b, err := os.ReadFile(file)
	info, statErr := os.Stat(file)
	if err != nil || statErr != nil || string(b) != "new-token-77\n" || info.Mode().Perm() != 0o640 {
		t.Errorf("%q %v %v", b, err, info.Mode())
	}
	ds := r.Warnings()
	if len(ds) != 1 || ds[0].Code != diag.SecretNotKept || strings.Contains(ds[0].Message+ds[0].Hint, "new-token") {
		t.Errorf("%v", ds)
	}
	if err := r.Replace("x", model.Secret{File: "no/such/folder/token"}, "new-token-78"); !errors.Is(err, ErrFailed) || strings.Contains(err.Error(), "new-token") {
		t.Errorf("%v", err)
	}
}

// TestMake: what is to be made is made once, kept where the site says, and the same
// for whoever asks next; nothing that is there is touched.
func TestMake(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "identity.txt")
	write(t, keys, identity.String()+"\n", 0o600)
	env := map[string]string{"AGE_IDENTITY_FILE": keys, "SIP": "from outside"}
	first := resolver(t, env)
	write(t, filepath.Join(first.Dir, "there"), "kept", 0o600)
	for _, tt := range []struct {
		path  string
		s     model.Secret
		shape string
	}{
		{"devices.desk.password", model.Secret{File: "keys/desk", Generate: true}, `^[A-Za-z2-9]{24}$`},
		{"devices.soft.password", model.Secret{Age: "keys/soft.age", Generate: true}, `^[A-Za-z2-9]{24}$`},
		{"users.ann.voicemail.pin", model.Secret{File: "keys/ann", Generate: true}, `^[0-9]{6}$`},
		{"devices.old.password", model.Secret{File: "there", Generate: true}, `^kept$`},
		{"devices.env.password", model.Secret{Env: "SIP", Generate: true}, `^from outside$`},
	} {
		if _, err := first.Get(t.Context(), tt.path, tt.s); strings.HasPrefix(tt.s.File+tt.s.Age, "keys/") != errors.Is(err, ErrNotMade) {
			t.Errorf("%s before: %v", tt.path, err)
		}
		made, err := first.Make(t.Context(), tt.path, tt.s)
		if err != nil || !regexp.MustCompile(tt.shape).MatchString(made) {
			t.Errorf("%s: %q, %v", tt.path, made, err)
		}
		second := resolver(t, env)
		second.Dir = first.Dir
		for range 2 {
			if again, err := second.Make(t.Context(), tt.path, tt.s); err != nil || again != made {
				t.Errorf("%s again: %q, %v; it was %q", tt.path, again, err, made)
			}
		}
		if got := first.Redactor.String("x " + made); tt.s.Env == "" && got != "x "+Hidden {
			t.Errorf("%s is told: %q", tt.path, got)
		}
	}
	left, err := filepath.Glob(filepath.Join(first.Dir, "keys", ".new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for name, mode := range map[string]os.FileMode{"keys": 0o700, "keys/desk": 0o600, "keys/soft.age": 0o600} {
		if info, err := os.Stat(filepath.Join(first.Dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// TestMakeRefused: without an identity nothing can be encrypted, and a variable is
// no place to keep anything in.
func TestMakeRefused(t *testing.T) {
	r := resolver(t, nil)
	for _, s := range []model.Secret{{Age: "desk.age", Generate: true}, {Env: "DESK", Generate: true}, {Exec: []string{"false"}, Generate: true}, {File: "desk"}} {
		if v, err := r.Make(t.Context(), "devices.desk.password", s); err == nil || errors.Is(err, ErrNotMade) {
			t.Errorf("%s: %q, %v", Reference(s), v, err)
		}
	}
	if all, err := os.ReadDir(r.Dir); err != nil || len(all) > 0 {
		t.Errorf("left behind: %v, %v", all, err)
	}
}

// TestMakeAtOnce: of many who make a secret at the same time all get the same.
func TestMakeAtOnce(t *testing.T) {
	dir := t.TempDir()
	s := model.Secret{File: "pin", Generate: true}
	values := make([]string, 8)
	var wg sync.WaitGroup
	for i := range values {
		wg.Go(func() {
			r := &Resolver{Dir: dir, Redactor: &Redactor{}}
			values[i], _ = r.Make(t.Context(), "users.ann.voicemail.pin", s)
		})
	}
	wg.Wait()
	if all := slices.Compact(values); len(all) != 1 || len(all[0]) != pinLength {
		t.Errorf("got %q", all)
	}
}

func TestPlainPINs(t *testing.T) {
	for pin, want := range map[string]bool{"111111": true, "123456": true, "987654": true, "135790": false, "112233": false, "902468": false} {
		if plain(pin) != want {
			t.Errorf("%s: %t", pin, !want)
		}
	}
}
