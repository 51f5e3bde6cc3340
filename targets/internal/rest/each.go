package rest

import (
	"context"
	"errors"
	"sync"
)

// Each does n things, so many at a time. The first error ends it, and is that of the
// first of them in order.
func Each(ctx context.Context, abreast, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, n)
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(abreast, n) {
		wait.Go(func() {
			for i := range next {
				if errs[i] = do(ctx, i); errs[i] != nil {
					cancel()
				}
			}
		})
	}
feed:
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wait.Wait()
	return firstOf(ctx, errs)
}

// firstOf is the first error that is not merely the end of the others.
func firstOf(ctx context.Context, errs []error) error {
	var ended error
	for _, err := range errs {
		switch {
		case err == nil:
		case errors.Is(err, context.Canceled):
			ended = err
		default:
			return err
		}
	}
	if ended != nil {
		return ended
	}
	return context.Cause(ctx)
}
