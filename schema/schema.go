// Package schema holds the patchbay language: the CUE files of version 1, as
// users import them, and nothing that evaluates them.
//
// Rules:
//   - v1/*.cue is one family per file and one target_<type>.cue per target type.
//   - Every field there has a comment; README.md is generated from them.
//   - What CUE can state is stated in CUE. Rules across objects are package
//     check's.
//   - The catalogue of permissions stands twice, in v1/permissions.cue for CUE and
//     in package permission for Go; a test holds the two together.
package schema

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const (
	// Version is the language's. A site that was written for it keeps its meaning.
	Version = "v1"

	// ImportPath is what a site imports: import "patchbay.dev/schema/v1".
	ImportPath = "patchbay.dev/schema/v1"

	// VendorDir is where CUE looks for ImportPath inside a module.
	VendorDir = "cue.mod/pkg/" + ImportPath

	// Root is the definition that a site is unified with.
	Root = "#Site"
)

//go:embed v1/*.cue
var files embed.FS

// File is one file of the language.
type File struct {
	Name string // site.cue
	Data []byte
}

// Files returns the files of the language, sorted by name.
func Files() []File {
	entries, err := fs.ReadDir(files, Version)
	if err != nil {
		panic(err) // embedded: it is there or the program was not built
	}
	var out []File
	for _, e := range entries {
		data, err := files.ReadFile(path.Join(Version, e.Name()))
		if err != nil {
			panic(err)
		}
		out = append(out, File{e.Name(), data})
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Overlay returns the files of the language by the path at which CUE finds them
// in the module whose root is dir: dir/cue.mod/pkg/patchbay.dev/schema/v1/….
func Overlay(dir string) map[string][]byte {
	out := map[string][]byte{}
	for _, f := range Files() {
		out[path.Join(dir, VendorDir, f.Name)] = f.Data
	}
	return out
}
