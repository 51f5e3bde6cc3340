package decorate

import "github.com/patchbay-dev/patchbay/targets"

// ReadOnly is a connection without its writing half, for what may look and not
// touch. A type assertion does not bring the half back.
func ReadOnly(r targets.Reader) targets.Reader { return reader{r} }

type reader struct{ targets.Reader }
