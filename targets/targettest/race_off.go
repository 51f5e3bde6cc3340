//go:build !race

package targettest

// Racing is whether the race detector watches.
const Racing = false
