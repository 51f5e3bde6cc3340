package rest

import (
	"net/http"
	"sync"

	"golang.org/x/time/rate"
)

// Account names what a vendor counts requests by.
type Account struct{ Type, Host, Name string }

// Limiters hands out one rate limiter per account, so that all connections of a
// run that share an account share its allowance. The zero value is ready.
type Limiters struct {
	mu  sync.Mutex
	all map[Account]*rate.Limiter
}

// For returns the account's limiter; the first caller's rate holds.
func (l *Limiters) For(a Account, perSecond float64, burst int) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[Account]*rate.Limiter{}
	}
	lim, ok := l.all[a]
	if !ok {
		lim = rate.NewLimiter(rate.Limit(perSecond), burst)
		l.all[a] = lim
	}
	return lim
}

// Limit makes every request wait for its turn. A request whose context ends
// while it waits was not sent.
func Limit(next http.RoundTripper, lim *rate.Limiter) http.RoundTripper {
	return limited{next, lim}
}

type limited struct {
	next http.RoundTripper
	lim  *rate.Limiter
}

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := l.lim.Wait(r.Context()); err != nil {
		return nil, &unsent{err}
	}
	return l.next.RoundTrip(r)
}

// unsent marks an error of a request that never left.
type unsent struct{ error }

func (u *unsent) Unwrap() error { return u.error }
