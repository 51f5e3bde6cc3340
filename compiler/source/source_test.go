package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const acme = "package acme\n"

// write lays files down below dir; a name that ends in "@" is a link.
func write(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	for name, data := range files {
		link := strings.HasSuffix(name, "@")
		at := filepath.Join(dir, strings.TrimSuffix(name, "@"))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if link {
			err = os.Symlink(data, at)
		} else {
			err = os.WriteFile(at, []byte(data), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// repository is a folder with every file in one commit on branch main.
func repository(t *testing.T, files map[string]string) (string, *git.Repository) {
	t.Helper()
	dir := write(t, t.TempDir(), files)
	r, err := git.PlainInitWithOptions(dir, &git.PlainInitOptions{InitOptions: git.InitOptions{DefaultBranch: plumbing.NewBranchReferenceName("main")}})
	if err != nil {
		t.Fatal(err)
	}
	commitAll(t, r)
	return dir, r
}

func commitAll(t *testing.T, r *git.Repository) {
	t.Helper()
	w, err := r.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddGlob("."); err != nil {
		t.Fatal(err)
	}
	who := &object.Signature{Name: "Alice", Email: "alice@acme.example", When: time.Unix(1700000000, 0)}
	if _, err := w.Commit("site", &git.CommitOptions{Author: who}); err != nil {
		t.Fatal(err)
	}
}

func code(err error) diag.Code {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return d.Code
	}
	return ""
}

var siteFiles = map[string]string{
	"site.cue": acme, "users.cue": acme, "staff.csv": "login\n", "readme.md": "no", "x_test.cue": acme, "x_tool.cue": acme, "_draft.cue": acme, ".hidden.cue": acme,
	"policy/limits.cue": "package policy\n", "sub/other.cue": "package sub\n", "attestations/pbx/a.json": "{}",
	"again.cue@": "users.cue", "shared@": "sub",
}

// TestFolderAndRevisionAreTheSame reads one site both ways.
func TestFolderAndRevisionAreTheSame(t *testing.T) {
	dir, _ := repository(t, siteFiles)
	bare := filepath.Join(t.TempDir(), "acme.git")
	if err := os.CopyFS(bare, os.DirFS(filepath.Join(dir, ".git"))); err != nil {
		t.Fatal(err)
	}
	worktree := linkedWorkTree(t, dir)
	trees := map[string]*Tree{}
	var err error
	if trees["folder"], err = Dir(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if trees["revision"], err = Revision(t.Context(), dir, "main", ""); err != nil {
		t.Fatal(err)
	}
	if trees["bare"], err = Revision(t.Context(), bare, "main", ""); err != nil {
		t.Fatal(err)
	}
	if trees["work tree"], err = Revision(t.Context(), worktree, "HEAD", ""); err != nil {
		t.Fatal(err)
	}
	for name, tree := range trees {
		if d := cmp.Diff([]string{"again.cue", "site.cue", "users.cue"}, tree.CUE()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if got, err := tree.Policies(); err != nil || len(got) != 1 || got[0] != "policy/limits.cue" {
			t.Errorf("%s: policies %v, %v", name, got, err)
		}
		if got, err := tree.Package("shared"); err != nil || len(got) != 1 {
			t.Errorf("%s: through a link: %v, %v", name, got, err)
		}
		if data, err := tree.Text("again.cue"); err != nil || string(data) != acme {
			t.Errorf("%s: through a link: %q, %v", name, data, err)
		}
		if _, err := tree.Read("absent.csv"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: absent file: %v", name, err)
		}
		all := append(tree.CUE(), "staff.csv", "absent.csv")
		if got, want := tree.Digest(all), trees["folder"].Digest(all); got != want {
			t.Errorf("%s: digest %s, want %s", name, got, want)
		}
	}
}

// linkedWorkTree is what `git worktree add` makes.
func linkedWorkTree(t *testing.T, dir string) string {
	t.Helper()
	tree := t.TempDir()
	admin := filepath.Join(dir, ".git", "worktrees", "second")
	write(t, admin, map[string]string{"HEAD": "ref: refs/heads/main\n", "commondir": "../..\n", "gitdir": filepath.Join(tree, ".git") + "\n"})
	write(t, tree, map[string]string{".git": "gitdir: " + admin + "\n"})
	return tree
}

func TestDigestBindsNamesAndContents(t *testing.T) {
	digest := func(files map[string][]byte) string {
		tree, err := Memory(files)
		if err != nil {
			t.Fatal(err)
		}
		return tree.Digest([]string{"b.cue", "a.cue", "a.cue", "staff.csv"})
	}
	base := map[string][]byte{"a.cue": []byte("package a"), "b.cue": []byte("xy")}
	seen := map[string]string{digest(base): "the site"}
	for name, files := range map[string]map[string][]byte{
		"another content":  {"a.cue": []byte("package b"), "b.cue": []byte("xy")},
		"moved text":       {"a.cue": []byte("package ax"), "b.cue": []byte("y")},
		"one more file":    {"a.cue": []byte("package a"), "b.cue": []byte("xy"), "staff.csv": nil},
		"one file missing": {"a.cue": []byte("package a")},
	} {
		got := digest(files)
		if before, ok := seen[got]; ok {
			t.Errorf("%s has the digest of %s", name, before)
		}
		seen[got] = name
	}
	other := map[string][]byte{"a.cue": []byte("package a"), "b.cue": []byte("xy"), "c.cue": []byte("not read")}
	if digest(other) != digest(base) {
		t.Error("a file that was not read is bound")
	}
}

func TestModuleAround(t *testing.T) {
	dir, _ := repository(t, map[string]string{
		"cue.mod/module.cue": `module: "acme.example"`, "templates/t.cue": "package templates\n",
		"customers/globex/site.cue": "package globex\n",
	})
	site := filepath.Join(dir, "customers", "globex")
	folder, err := Dir(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	revision, err := Revision(t.Context(), site, "HEAD", "")
	if err != nil {
		t.Fatal(err)
	}
	below, err := Revision(t.Context(), dir, "HEAD", "customers/globex")
	if err != nil {
		t.Fatal(err)
	}
	for name, tree := range map[string]*Tree{"folder": folder, "revision": revision, "subdir": below} {
		if tree.Module() != "../.." || tree.Site() != "customers/globex" {
			t.Errorf("%s: module %s, site %s", name, tree.Module(), tree.Site())
		}
		if got, err := tree.Package("../../templates"); err != nil || len(got) != 1 || got[0] != "../../templates/t.cue" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if _, err := tree.Read("../../../outside.cue"); code(err) != diag.LinkEscapes {
			t.Errorf("%s: above the module: %v", name, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	outside := write(t, t.TempDir(), map[string]string{"secret.cue": acme})
	dir := write(t, t.TempDir(), map[string]string{
		"site.cue": acme, "out.cue@": filepath.Join(outside, "secret.cue"), "up.cue@": "../../secret.cue",
		"latin.cue": "// \xe9\n", "utf16.csv": "\xff\xfea\x00", "dir.csv/x": "",
	})
	tree, err := Dir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]diag.Code{
		"out.cue": diag.LinkEscapes, "up.cue": diag.LinkEscapes, "latin.cue": diag.NotUTF8, "utf16.csv": diag.NotUTF8, "dir.csv": diag.FileUnfit,
	} {
		if _, err := tree.Text(name); code(err) != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	big := filepath.Join(dir, "big.csv")
	if err := os.WriteFile(big, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, MaxFile+1); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Read("big.csv"); code(err) != diag.FileUnfit {
		t.Errorf("big.csv: %v", err)
	}
	for name, at := range map[string]string{"missing": filepath.Join(dir, "no"), "a file": filepath.Join(dir, "site.cue")} {
		if _, err := Dir(t.Context(), at); code(err) != diag.NoFolder {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Dir(t.Context(), t.TempDir()); code(err) != diag.NoCUE {
		t.Errorf("empty folder: %v", err)
	}
}

func TestRevisionRefusals(t *testing.T) {
	dir, r := repository(t, map[string]string{"a/site.cue": acme, "a/out.cue@": "../../../etc/passwd"})
	if _, err := r.CreateTag("v1.0", head(t, r), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rev, sub string
		want     diag.Code
		hint     string
	}{
		{"mian", "a", diag.UnknownRevision, "main"},
		{"v1.1", "a", diag.UnknownRevision, "v1.0"},
		{"0123456789012345678901234567890123456789", "a", diag.UnknownRevision, "fetch"},
		{"main", "b", diag.AbsentAtRevision, "already there"},
		{"main", "", diag.NoCUE, "-C"},
	} {
		_, err := Revision(t.Context(), dir, c.rev, c.sub)
		var d diag.Diagnostic
		if !errors.As(err, &d) || d.Code != c.want || !strings.Contains(d.Hint, c.hint) {
			t.Errorf("%s %s: %v (hint %q), want %s", c.rev, c.sub, err, d.Hint, c.want)
		}
	}
	if _, err := Revision(t.Context(), t.TempDir(), "main", ""); code(err) != diag.NotRepository {
		t.Errorf("no repository: %v", err)
	}
	tree, err := Revision(t.Context(), dir, "v1.0", "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Read("out.cue"); code(err) != diag.LinkEscapes {
		t.Errorf("link out: %v", err)
	}
}

// TestSubmodule: what another repository holds is not part of a revision,
// wherever it lies: around the site, below it, or in place of a file.
func TestSubmodule(t *testing.T) {
	dir, r := repository(t, map[string]string{"a/site.cue": acme, "a/link.csv@": "templates/staff.csv"})
	for _, name := range []string{"b", "a/templates"} {
		addSubmodule(t, r, name)
	}
	for _, sub := range []string{"b", "b/site"} {
		if _, err := Revision(t.Context(), dir, "main", sub); code(err) != diag.Submodule {
			t.Errorf("site in %s: %v", sub, err)
		}
	}
	tree, err := Revision(t.Context(), dir, "main", "a")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"site.cue"}; !slices.Equal(tree.CUE(), want) {
		t.Errorf("files of the site: %v, want %v", tree.CUE(), want)
	}
	for _, name := range []string{"templates/staff.csv", "link.csv", "templates"} {
		if _, err := tree.Read(name); code(err) != diag.Submodule {
			t.Errorf("read %s: %v", name, err)
		}
	}
	if names, err := tree.Package("templates"); code(err) != diag.Submodule {
		t.Errorf("package templates: %v, %v", names, err)
	}
}

// addSubmodule commits a submodule called name, as `git submodule add` does.
func addSubmodule(t *testing.T, r *git.Repository, name string) {
	t.Helper()
	idx, err := r.Storer.Index()
	if err != nil {
		t.Fatal(err)
	}
	idx.Entries = append(idx.Entries, &index.Entry{Name: name, Mode: filemode.Submodule, Hash: head(t, r)})
	if err := r.Storer.SetIndex(idx); err != nil {
		t.Fatal(err)
	}
	w, err := r.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	who := &object.Signature{Name: "Alice", Email: "alice@acme.example", When: time.Unix(1700000000, 0)}
	if _, err := w.Commit("submodule", &git.CommitOptions{Author: who}); err != nil {
		t.Fatal(err)
	}
}

func head(t *testing.T, r *git.Repository) plumbing.Hash {
	t.Helper()
	ref, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	return ref.Hash()
}

// TestReadOnce: what a tree gave once it gives again, whatever happens on disk.
func TestReadOnce(t *testing.T) {
	dir := write(t, t.TempDir(), map[string]string{"site.cue": acme})
	tree, err := Dir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Read("site.cue"); err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"site.cue": "package other\n"})
	if data, err := tree.Read("./site.cue"); err != nil || string(data) != acme {
		t.Errorf("%q, %v", data, err)
	}
	if d := cmp.Diff([]string{"site.cue"}, tree.Names()); d != "" {
		t.Error(d)
	}
}

func TestByteOrderMark(t *testing.T) {
	tree, err := Memory(map[string][]byte{"site.cue": []byte("\ufeffpackage acme\n")})
	if err != nil {
		t.Fatal(err)
	}
	if data, err := tree.Text("site.cue"); err != nil || string(data) != acme {
		t.Errorf("%q, %v", data, err)
	}
}
