package simhttp

// Simulated is a running simulator with what a client needs to sign in.
type Simulated struct {
	Run *Running
	// Keys are by the names that a site has for them. They may be another world's
	// once the world is another.
	Keys func() map[string]string
}

// URL is where it listens.
func (s Simulated) URL() string { return s.Run.URL }

// Credentials are those that it takes.
func (s Simulated) Credentials() map[string]string { return s.Keys() }

// Addresses are where it listens besides, by the names of the protocols; nil is
// nowhere.
func (s Simulated) Addresses() map[string]string { return s.Run.Addresses() }

// Close stops it.
func (s Simulated) Close() error { return s.Run.Close() }
