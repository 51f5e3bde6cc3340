package source

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// memory is a tree held in a map.
type memory map[string][]byte

func (m memory) read(name string) ([]byte, error) {
	if escapes(name) {
		return nil, errEscapes
	}
	data, ok := m[name]
	switch {
	case !ok:
		return nil, fs.ErrNotExist
	case len(data) > MaxFile:
		return nil, errTooLarge
	}
	return data, nil
}

func (m memory) list(dir string) ([]entry, error) {
	var out []entry
	for name := range m {
		if path.Dir(name) == path.Clean(dir) {
			out = append(out, entry{name: path.Base(name)})
		}
	}
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// escapes reports whether a clean name points above the root.
func escapes(name string) bool {
	return name == ".." || strings.HasPrefix(name, "../") || path.IsAbs(name)
}
