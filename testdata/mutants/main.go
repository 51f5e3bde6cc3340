// Command mutants takes out each guard in turn and says which test notices.
//
// Rules:
//   - A mutant is one line of the table: a text that stands exactly once in a
//     file, and what stands there instead. It must compile, and must differ from
//     the original in what patchbay does.
//   - No file of the tree is changed: the go command is given another file in
//     place of the one that is altered, also where a test builds patchbay itself.
//   - Only the tests that are named have to notice, and they pass without the
//     mutant: a test that fails anyway proves nothing.
//   - A mutant that does not compile, or whose text is gone, is an error of the
//     table and no success.
//
// It ends with status 1 when a mutant survives or the table is wrong.
//
//	go run ./testdata/mutants -j 2           # everything, two at a time
//	go run ./testdata/mutants -run 'lock|intent'
//	go run ./testdata/mutants -list
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"
)

// mutant is a guard, and how it is taken out.
type mutant struct {
	name     string // what does not hold any more
	file     string
	old, new string
	tests    []string // PACKAGE PATTERN: tests that must notice; the first that does ends the search
}

func main() {
	pattern := flag.String("run", "", "only mutants whose names match this `pattern`")
	list := flag.Bool("list", false, "print the names and stop")
	jobs := flag.Int("j", 1, "how many are tried at a time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	some, err := chosen(*pattern)
	switch {
	case err != nil:
	case *list:
		for _, m := range some {
			fmt.Printf("%s (%s)\n", m.name, m.file)
		}
	default:
		err = run(ctx, some, *jobs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// chosen are the mutants whose names match, in the order of the table.
func chosen(pattern string) ([]*mutant, error) {
	match, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	var out []*mutant
	for i := range table {
		if match.MatchString(table[i].name) {
			out = append(out, &table[i])
		}
	}
	return out, nil
}

// outcome is what became of one mutant.
type outcome struct {
	by   string // who noticed; "" nobody
	err  error  // why it is no mutant
	took time.Duration
}

// run tries mutants, and tells of each in their order. The error says that one
// survived, or is none.
func run(ctx context.Context, some []*mutant, jobs int) error {
	l, err := newLab()
	if err != nil {
		return err
	}
	defer l.close()
	free := make(chan struct{}, max(1, jobs))
	outcomes := make([]chan outcome, len(some))
	for i := range some {
		outcomes[i] = make(chan outcome, 1)
	}
	go func() {
		for i, m := range some {
			free <- struct{}{}
			go func() {
				start := time.Now()
				by, err := l.try(ctx, m)
				outcomes[i] <- outcome{by, err, time.Since(start).Round(time.Second)}
				<-free
			}()
		}
	}()
	killed, survived, wrong := 0, 0, 0
	for i, m := range some {
		o := <-outcomes[i]
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case o.err != nil:
			wrong++
			fmt.Printf("%s: NO MUTANT: %v (%v)\n", m.name, o.err, o.took)
		case o.by == "":
			survived++
			fmt.Printf("%s: SURVIVED (%v)\n", m.name, o.took)
		default:
			killed++
			fmt.Printf("%s: killed by %s (%v)\n", m.name, o.by, o.took)
		}
	}
	fmt.Printf("%d killed, %d survived\n", killed, survived)
	if wrong > 0 {
		return fmt.Errorf("%d of the table are no mutants, or their tests do not pass without them", wrong)
	}
	if survived > 0 {
		return fmt.Errorf("no test noticed %d of them", survived)
	}
	return nil
}

// moduleRoot is the folder that holds go.mod, from here upwards.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod here or above")
		}
		dir = up
	}
}
