package load

import (
	"maps"
	"slices"
)

// library is CUE's standard packages that only compute. A test holds it against
// what the CUE module registers.
var library = map[string]bool{
	"crypto/ed25519": true, "crypto/hmac": true, "crypto/md5": true, "crypto/sha1": true, "crypto/sha256": true, "crypto/sha512": true,
	"encoding/base64": true, "encoding/csv": true, "encoding/hex": true, "encoding/json": true, "encoding/openapi": true,
	"encoding/toml": true, "encoding/yaml": true, "html": true, "list": true, "math": true, "math/bits": true, "net": true,
	"path": true, "regexp": true, "strconv": true, "strings": true, "struct": true, "text/tabwriter": true,
	"text/template": true, "time": true, "uuid": true,
}

func libraryNames() []string { return slices.Sorted(maps.Keys(library)) }
