package main

import "context"

func (l *live) try(ctx context.Context) error { return nil }
