package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// Revision is the site in a folder as it was at a revision (a branch, a tag, a
// commit, HEAD~1). repo is any folder of a repository's work tree, or a bare
// repository; subdir is the site's folder below it.
func Revision(ctx context.Context, repo, rev, subdir string) (*Tree, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := git.PlainOpenWithOptions(repo, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		r, err = git.PlainOpen(repo) // a bare one has no .git
	}
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, diag.Diagnostic{
			Code: diag.NotRepository, Message: fmt.Sprintf("%s is in no git repository, so it has no revision %s", repo, rev),
			Hint: "run `git init` and commit the site, or leave the revision out",
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open git repository of %s: %w", repo, err)
	}
	root, err := treeAt(r, rev)
	if err != nil {
		return nil, err
	}
	below, err := belowWorkTree(r, repo)
	if err != nil {
		return nil, err
	}
	site := path.Join(below, filepath.ToSlash(subdir))
	if site == "." || site == "/" {
		site = ""
	}
	top, err := siteModule(root, site, rev)
	if err != nil {
		return nil, err
	}
	where := fmt.Sprintf("%s at %s", orDot(site), rev)
	rel := strings.TrimPrefix(strings.TrimPrefix(site, top), "/")
	return newTree(commit{root, top}, rel, where)
}

func orDot(dir string) string {
	if dir == "" {
		return "the repository"
	}
	return dir
}

// treeAt resolves a revision to the files it holds.
func treeAt(r *git.Repository, rev string) (*object.Tree, error) {
	hash, err := r.ResolveRevision(plumbing.Revision(rev))
	if err != nil {
		return nil, unknownRevision(r, rev)
	}
	c, err := r.CommitObject(*hash)
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return nil, unknownRevision(r, rev)
	}
	if err != nil {
		return nil, fmt.Errorf("read commit %s: %w", rev, err)
	}
	tree, err := c.Tree()
	if err != nil {
		return nil, fmt.Errorf("read the files of %s: %w", rev, err)
	}
	return tree, nil
}

func unknownRevision(r *git.Repository, rev string) error {
	d := diag.Diagnostic{
		Code: diag.UnknownRevision, Message: fmt.Sprintf("git knows no revision %s here", rev),
		Hint: "fetch it first; a shallow clone holds only the last commits (`git fetch --unshallow`)",
	}
	var names []string
	if refs, err := r.References(); err == nil {
		// A reference that cannot be read is one suggestion less.
		_ = refs.ForEach(func(ref *plumbing.Reference) error {
			names = append(names, ref.Name().Short())
			return nil
		})
	}
	slices.Sort(names)
	if near, ok := diag.Nearest(rev, names); ok {
		d.Hint = fmt.Sprintf("did you mean %s?", near)
	}
	return d
}

// belowWorkTree is dir's place in the repository; "" in a bare one.
func belowWorkTree(r *git.Repository, dir string) (string, error) {
	w, err := r.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find work tree of %s: %w", dir, err)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find work tree of %s: %w", dir, err)
	}
	top := w.Filesystem.Root()
	if rel, err := filepath.Rel(resolved(top), resolved(abs)); err == nil && !escapes(filepath.ToSlash(rel)) {
		return filepath.ToSlash(rel), nil
	}
	return "", fmt.Errorf("%s is outside its repository's work tree %s", dir, top)
}

// resolved follows links as far as the path exists: the folder may be gone now
// and still be there at the revision.
func resolved(p string) string {
	if r, err := filepath.EvalSymlinks(p); err == nil {
		return r
	}
	if up := filepath.Dir(p); up != p {
		return filepath.Join(resolved(up), filepath.Base(p))
	}
	return p
}

// siteModule is the folder of the CUE module around site at that revision.
func siteModule(root *object.Tree, site, rev string) (string, error) {
	if err := checkFolder(root, site, rev); err != nil {
		return "", err
	}
	for at := site; ; at = parent(at) {
		if e, err := root.FindEntry(path.Join(at, "cue.mod")); err == nil && e.Mode == filemode.Dir {
			return at, nil
		}
		if at == "" {
			return site, nil
		}
	}
}

func parent(p string) string {
	if d := path.Dir(p); d != "." {
		return d
	}
	return ""
}

func checkFolder(root *object.Tree, site, rev string) error {
	for at := ""; site != at; {
		rest := strings.TrimPrefix(strings.TrimPrefix(site, at), "/")
		name, _, _ := strings.Cut(rest, "/")
		at = path.Join(at, name)
		e, err := root.FindEntry(at)
		switch {
		case err != nil:
			return diag.Diagnostic{
				Code: diag.AbsentAtRevision, Message: fmt.Sprintf("folder %s does not exist at revision %s", at, rev),
				Hint: "name a revision in which the site was already there",
			}
		case e.Mode == filemode.Submodule:
			return submodule(at)
		}
	}
	return nil
}

func submodule(name string) error {
	return diag.Diagnostic{
		Code: diag.Submodule, Pos: []diag.Pos{{File: name}},
		Message: fmt.Sprintf("%s is a git submodule, whose files another repository holds", name),
		Hint:    "run patchbay in the submodule itself",
	}
}

// commit is the tree of one commit, seen from the folder top.
type commit struct {
	root *object.Tree
	top  string
}

// maxLinks bounds a chain of links, as the kernel does.
const maxLinks = 40

// find follows links inside top to the entry that name stands for.
func (c commit) find(name string) (*object.TreeEntry, string, error) {
	todo, at := strings.Split(path.Clean(name), "/"), ""
	entry := &object.TreeEntry{Mode: filemode.Dir}
	for links := 0; len(todo) > 0; {
		at, todo = path.Join(at, todo[0]), todo[1:]
		if escapes(at) {
			return nil, "", errEscapes
		}
		if at == "." || at == "" {
			at = ""
			continue
		}
		e, err := c.root.FindEntry(path.Join(c.top, at))
		if err != nil {
			return nil, "", fs.ErrNotExist
		}
		switch e.Mode {
		case filemode.Submodule:
			return nil, "", errSubmodule
		case filemode.Symlink:
			if links++; links > maxLinks {
				return nil, "", errors.New("too many links")
			}
			target, err := c.blob(e)
			if err != nil {
				return nil, "", err
			}
			if path.IsAbs(string(target)) {
				return nil, "", errEscapes
			}
			todo = append(strings.Split(string(target), "/"), todo...)
			at = parent(at)
			continue
		}
		entry = e
	}
	return entry, at, nil
}

func (c commit) read(name string) ([]byte, error) {
	if escapes(name) {
		return nil, errEscapes
	}
	e, _, err := c.find(name)
	if err != nil {
		return nil, err
	}
	if !e.Mode.IsFile() {
		return nil, errIrregular
	}
	return c.blob(e)
}

func (c commit) blob(e *object.TreeEntry) ([]byte, error) {
	f, err := c.root.TreeEntryFile(e)
	if err != nil {
		return nil, fmt.Errorf("git object %s: %w", e.Hash, err)
	}
	if f.Size > MaxFile {
		return nil, errTooLarge
	}
	r, err := f.Reader()
	if err != nil {
		return nil, fmt.Errorf("git object %s: %w", e.Hash, err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("git object %s: %w", e.Hash, err)
	}
	return data, nil
}

func (c commit) list(dir string) ([]entry, error) {
	if escapes(dir) {
		return nil, errEscapes
	}
	e, at, err := c.find(dir)
	if err != nil {
		return nil, err
	}
	if e.Mode != filemode.Dir {
		return nil, fs.ErrNotExist
	}
	tree := c.root
	if at := path.Join(c.top, at); at != "" {
		if tree, err = c.root.Tree(at); err != nil {
			return nil, fmt.Errorf("git folder %s: %w", at, err)
		}
	}
	out := make([]entry, len(tree.Entries))
	for i, e := range tree.Entries {
		out[i] = entry{name: e.Name, dir: e.Mode == filemode.Dir}
	}
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return out, nil
}
