package schema

import (
	"embed"
	"io/fs"
	"path"
)

// PolicyPath is what a policy imports to have its plan typed:
// import "patchbay.dev/policy/v1".
const PolicyPath = "patchbay.dev/policy/v1"

//go:embed policy/v1/*.cue
var policyFiles embed.FS

// PolicyFiles returns the files that type what policies see, sorted by name.
func PolicyFiles() []File {
	const dir = "policy/" + Version
	entries, err := fs.ReadDir(policyFiles, dir)
	if err != nil {
		panic(err) // embedded: it is there or the program was not built
	}
	var out []File
	for _, e := range entries {
		data, err := policyFiles.ReadFile(path.Join(dir, e.Name()))
		if err != nil {
			panic(err)
		}
		out = append(out, File{e.Name(), data})
	}
	return out
}
