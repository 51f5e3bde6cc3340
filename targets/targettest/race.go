//go:build race

package targettest

// racing is whether the race detector watches.
const racing = true
