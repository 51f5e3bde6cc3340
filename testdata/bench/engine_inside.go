package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
)

// G14
func diffCost(ctx context.Context, b *bench) ([]result, error) {
	return b.fromInside(ctx, "diff", strconv.Itoa(b.size(10_000)), result{what: "beside a map-based diff of the same two sets", limit: 4, unit: "×"})
}

// G11
func writeCost(ctx context.Context, b *bench) ([]result, error) {
	return b.fromInside(ctx, "write", strconv.Itoa(b.size(1_000)), result{what: "beside a bare loop of the same requests, a synced record each", limit: 2, unit: "×"})
}

// fromInside has this program measure within a process of its own.
func (b *bench) fromInside(ctx context.Context, mode, arg string, r result) ([]result, error) {
	c := b.self(mode, arg)
	cmd := exec.CommandContext(ctx, c.path, c.args...)
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return nil, err
	}
	var m ratios
	if err := json.Unmarshal(out, &m); err != nil {
		return nil, err
	}
	var all []float64
	for i := range m.Ours {
		all = append(all, m.Ours[i]/m.Theirs[i])
	}
	r.value = median(all)
	r.detail = fmt.Sprintf("%.1f ms against %.1f ms", median(m.Ours)*1000, median(m.Theirs)*1000)
	return []result{r}, nil
}
