package source

import (
	"context"
	"slices"

	"github.com/go-git/go-git/v5"
)

// Dirty stands behind a commit when the site's files are not as it has them.
const Dirty = "+dirty"

// Commit names the commit that is checked out around a site's folder, for
// people who ask later what a plan was made from. names are the files that the
// site was read from: one that differs from the commit, or is not in it, makes
// it COMMIT+dirty. It is "" where there is no commit, or none that can be read:
// nothing rests on it, since plans are bound to the files themselves.
func Commit(ctx context.Context, dir string, names []string) string {
	r, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if err != nil {
		return ""
	}
	head, err := r.Head()
	if err != nil {
		return ""
	}
	commit := head.Hash().String()
	here, err := Dir(ctx, dir)
	if err != nil {
		return ""
	}
	there, err := Revision(ctx, dir, commit, "")
	if err != nil || !slices.Equal(here.CUE(), there.CUE()) || here.Digest(names) != there.Digest(names) {
		return commit + Dirty
	}
	return commit
}
