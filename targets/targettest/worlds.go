package targettest

import (
	"os"
	"path/filepath"
	"testing"
)

// Worlds reads the two worlds that Target needs from testdata/conformance: empty and
// peopled, each with what its file's name has besides, such as "_hub".
func Worlds(t testing.TB, besides string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, name := range []string{"empty", "peopled"} {
		b, err := os.ReadFile(filepath.Join("testdata", "conformance", name+besides+".json"))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = b
	}
	return out
}
