package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// kindCounts is a flag of the form KIND=N that may be repeated.
type kindCounts map[string]int

func (k kindCounts) String() string { return strings.Join(k.words(""), " ") }

func (kindCounts) Type() string { return "KIND=N" }

func (k kindCounts) Set(s string) error {
	kind, number, ok := strings.Cut(s, "=")
	n, err := strconv.Atoi(number)
	if !ok || kind == "" || err != nil || n < 1 {
		return fmt.Errorf("write KIND=N with the exact number, such as users=3")
	}
	k[kind] = n
	return nil
}

// words are the pairs as they stand on a command line, sorted.
func (k kindCounts) words(flag string) []string {
	var out []string
	for kind, n := range k {
		out = append(out, fmt.Sprintf("%s%s=%d", flag, kind, n))
	}
	slices.Sort(out)
	return out
}

func (f *planFlags) addConsent(cmd *cobra.Command) {
	f.consent = plan.Consent{Deletes: kindCounts{}, Replaces: kindCounts{}}
	cmd.Flags().Var(kindCounts(f.consent.Deletes), "allow-delete", "consent to exactly this many deletions of a kind; may be repeated")
	cmd.Flags().Var(kindCounts(f.consent.Replaces), "allow-replace", "consent to exactly this many objects deleted and created anew; may be repeated")
}

// allowed are the consents as refusals name them.
func (f *planFlags) allowed() []string {
	return append(kindCounts(f.consent.Deletes).words("--allow-delete "), kindCounts(f.consent.Replaces).words("--allow-replace ")...)
}
