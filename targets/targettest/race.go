//go:build race

package targettest

// Racing is whether the race detector watches: it takes eight times as long, sees
// nothing of other processes, and learns nothing from what is alike.
const Racing = true
