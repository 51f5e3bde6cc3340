package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/all"
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
	f.consent = plan.Consent{Deletes: kindCounts{}, Replaces: kindCounts{}, Modifies: kindCounts{}, Disables: kindCounts{}}
	cmd.Flags().Var(kindCounts(f.consent.Deletes), "allow-delete", "consent to exactly this many deletions of a kind; may be repeated")
	cmd.Flags().Var(kindCounts(f.consent.Replaces), "allow-replace", "consent to exactly this many objects deleted and created anew; may be repeated")
	cmd.Flags().Var(kindCounts(f.consent.Modifies), "allow-modify", "consent to exactly this many changes of a kind; may be repeated")
	cmd.Flags().Var(kindCounts(f.consent.Disables), "allow-disable", "consent to exactly this many accounts of a kind switched off; may be repeated")
	for _, flag := range []string{"allow-delete", "allow-replace", "allow-modify", "allow-disable"} {
		must(cmd.RegisterFlagCompletionFunc(flag, completeKinds))
	}
	cmd.Flags().Var((*names)(&f.consent.Acknowledged), "acknowledge", "consent to what cannot be undone about these `objects`, such as users.bob,user/101, or about so many of a kind, users=12; may be repeated")
	cmd.Flags().BoolVar(&f.consent.Charges, "accept-charges", false, "consent to the calls that raise the bill")
}

// names is a flag with a list of names that may be repeated. Names hold quotes
// where an id is no word, and are taken as they are.
type names []string

func (n *names) String() string { return strings.Join(*n, ",") }

func (*names) Type() string { return "objects" }

func (n *names) Set(s string) error {
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		_, counted := countOf(name)
		if !counted && !strings.ContainsAny(name, "./") {
			return fmt.Errorf("write KIND.ID as in the site, kind/key as on the target, or KIND=N with the exact number, such as users.bob, user/101 or users=12")
		}
		*n = append(*n, name)
	}
	return nil
}

// countOf is the kind, perhaps of one target, of a name that is a number of objects.
func countOf(name string) (kind string, ok bool) {
	kind, number, ok := strings.Cut(name, "=")
	n, err := strconv.Atoi(number)
	return kind, ok && kind != "" && err == nil && n > 0
}

// completeKinds offers the kinds to consent to, with the number left to write.
func completeKinds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, d := range all.Drivers {
		for _, k := range d.Schema(state.Profile{}).Kinds {
			out = append(out, k.Plural+"=")
		}
	}
	slices.Sort(out)
	return slices.Compact(out), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// counts are the consents that are numbers, by their flags.
func (f *planFlags) counts() []kindCounts {
	return []kindCounts{kindCounts(f.consent.Deletes), kindCounts(f.consent.Replaces), kindCounts(f.consent.Modifies), kindCounts(f.consent.Disables)}
}

// knownKinds refuses consent to what no target has, which is a slip that would
// otherwise show only as the refusal it was meant to lift.
func (f *planFlags) knownKinds() error {
	var known []string
	for _, d := range all.Drivers {
		for _, k := range d.Schema(state.Profile{}).Kinds {
			known = append(known, k.Plural)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	var named []string
	for _, c := range f.counts() {
		named = append(named, c.kinds()...)
	}
	for _, name := range f.consent.Acknowledged {
		if kind, counted := countOf(name); counted && !strings.ContainsAny(kind, ".@") {
			named = append(named, kind)
		}
	}
	for _, asked := range named {
		_, kind, ok := strings.Cut(asked, "/") // of one target
		if ok {
			asked = kind
		}
		if slices.Contains(known, asked) {
			continue
		}
		hint := "kinds are " + strings.Join(known, ", ")
		if near, ok := diag.Nearest(asked, known); ok {
			hint = "did you mean " + near + "?"
		}
		return wrong(hint, "no target has a kind of objects called %q", asked)
	}
	return nil
}

func (k kindCounts) kinds() []string { return slices.Sorted(maps.Keys(k)) }

// allowed are the consents as refusals name them.
func (f *planFlags) allowed() []string {
	var out []string
	for i, verb := range []string{plan.AllowDelete, plan.AllowReplace, plan.AllowModify, plan.AllowDisable} {
		out = append(out, f.counts()[i].words(verb+" ")...)
	}
	for _, name := range f.consent.Acknowledged {
		out = append(out, plan.Acknowledge+" "+name)
	}
	if f.consent.Charges {
		out = append(out, plan.AcceptCharges)
	}
	return out
}
