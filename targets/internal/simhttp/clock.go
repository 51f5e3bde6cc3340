package simhttp

import (
	"sync"
	"time"
)

// Clock is the only time a simulated world knows. The zero value is the wall clock.
type Clock struct {
	// Now is where time comes from; nil is time.Now. A test gives a constant.
	Now func() time.Time

	mu     sync.Mutex
	offset time.Duration
}

// Time returns the simulated time in UTC.
func (c *Clock) Time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	return now().Add(c.offset).UTC()
}

// Advance moves the clock forward by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}
