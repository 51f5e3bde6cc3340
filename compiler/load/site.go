package load

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// Options are what a load depends on beside the site's files. The zero value
// works.
type Options struct {
	Version string // patchbay's own, such as "0.3.1"; "" skips the site's requires
	Workers int    // how many records are evaluated at once; 0: one per core
	Whole   bool   // evaluate everything as one CUE package, for comparison
}

// Result is a site that loaded without an error.
type Result struct {
	Site   *model.Site
	Digest string            // binds every file that load read
	Files  []string          // those files, sorted
	Sums   map[string]string // the beginning of each file's own digest, to say which one differs
	Causes *Causes
}

// Site loads the site in tree. With an error among the diagnostics, which are
// sorted, the result is nil.
func Site(tree *source.Tree, opts Options) (*Result, diag.List) {
	r, found := Draft(tree, opts)
	if found.HasErrors() {
		return nil, found
	}
	return r, found
}

// Draft is Site for those who look for mistakes: where all errors lie in single
// records, rows and fields, the result is the site without those, named in
// Site.Unread, so that what is wrong across the others is not hidden. It must not
// be used for anything else.
func Draft(tree *source.Tree, opts Options) (*Result, diag.List) {
	l := &loader{tree: tree, opts: opts}
	site := l.run()
	if site != nil && l.diags.HasErrors() && !l.leaveOut(site) {
		site = nil
	}
	l.readPolicies()
	if site == nil {
		return nil, l.diags.Sorted()
	}
	files := l.files()
	return &Result{Site: site, Files: files, Digest: tree.Digest(files), Sums: sums(tree, files), Causes: l.causes()}, l.diags.Sorted()
}

// shown is how much of a file's digest is kept.
const shown = 12

func sums(tree *source.Tree, files []string) map[string]string {
	out := make(map[string]string, len(files))
	for _, name := range files {
		_, sum, _ := strings.Cut(tree.Digest([]string{name}), ":")
		out[name] = sum[:shown]
	}
	return out
}
