// Package formats holds JSON Schemas (2020-12) of the files that patchbay writes
// for other programs.
//
// Rules:
//   - Every file opens with its format and version; a schema is of one version.
//   - Nothing is open-ended: a member that a schema does not name is an error,
//     so that a schema and the code cannot drift apart unseen.
//   - What several formats share stands in common.schema.json.
package formats

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Base is what the $id of every schema begins with.
const Base = "https://patchbay.dev/formats/"

const suffix = ".schema.json"

//go:embed *.schema.json
var files embed.FS

// Names are the formats that have a schema, sorted: attestation, checkup (of
// doctor), compiled, drift, journal, plan, record, report, rights, snapshot, targets,
// version, vet; and common, which the others refer to.
func Names() []string {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		panic(err) // embedded: it is there or the program was not built
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), suffix))
	}
	slices.Sort(out)
	return out
}

// Schema returns the JSON Schema of a format.
func Schema(name string) ([]byte, error) {
	data, err := files.ReadFile(name + suffix)
	if err != nil {
		return nil, fmt.Errorf("no schema for %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return data, nil
}
