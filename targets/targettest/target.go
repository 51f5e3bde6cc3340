package targettest

import (
	"os"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Target is a driver with what the suite needs to know to put it to work.
type Target struct {
	Driver targets.Driver

	// Worlds are seeds for the simulator by name. "empty" and "peopled" are
	// needed: the second has objects of every kind, some of which no site of the
	// suite declares, secrets where the vendor keeps them, and fields that the
	// driver does not know.
	Worlds map[string][]byte

	// Sites are examples beside those that the suite makes up. Their one target
	// is given the simulator's type.
	Sites []Site

	// Fit changes a site that the suite made up so that the vendor takes it: numbers of
	// its numbering plan, names in its alphabet, models and licences that it asks for.
	// Nil: it takes any.
	Fit func(*model.Site)

	// Options are the target's own, in every site and connection: what a site has to
	// say before all that the driver can do is done.
	Options model.Native

	// Roles are the vendor's roles that a member of a group may be given.
	Roles []string

	// Page makes the vendor hand out n objects at a time: by an option of the
	// simulator, of the target, or both. Nil: pages cannot be made smaller.
	Page func(n int) (simulator map[string]string, options model.Native)

	// Secrets are values in the world "peopled" that must not leave a reader.
	Secrets []string

	// Quirks holds values for the simulator options that the driver's quirks
	// name. With each of them the target must converge.
	Quirks map[string][]string

	// Apart says that patchbay does not have the driver: the test binary, which
	// does, takes its place where a process is needed. Env is what it needs to
	// choose the same driver again.
	Apart bool
	Env   []string

	// ByHand carries out a manual step on a world of the simulator, as a person
	// does who follows it to the letter: from the step's Op, Object and Manual alone.
	// It is needed where the schema has what no API writes (Manual, Unread).
	ByHand func(world []byte, step *plan.Step) ([]byte, error)
	// Console is what a person sees in the vendor's own console and no API shows:
	// objects of Unread kinds, all of them, and Unread fields of others. It is needed
	// where the schema has any.
	Console func(world []byte) ([]state.Object, error)

	// Spare are objects that the vendor makes by itself and lets nobody delete.
	Spare []state.Ref
}

// Site is an example by name.
type Site struct {
	Name string
	Site *model.Site
}

// Case is one part of the suite.
type Case struct {
	Name string
	Law  string // what it holds the driver to, in a sentence
	run  func(*check)
}

// check is one case under way.
type check struct {
	testing.TB
	Target
}

// Cases is the whole suite, in order.
func Cases() []Case {
	return []Case{
		{"describe", "what a driver says about itself is complete, sorted and in the vocabulary", describe},
		{"lower", "facts in are facts lowered or diagnosed, and the same facts give the same bytes", lower},
		{"raise", "what was lowered can be raised with the same facts and rights, and the other way round", raise},
		{"wider", "nobody holds a right that the site does not grant", wider},
		{"read", "pages of any size give the same snapshot, and coverage says what was not seen", read},
		{"moved", "a listing that moved or broke off never looks whole", moved},
		{"probe", "a target says what it is, and refuses with the right kind of error", probe},
		{"safety", "planning writes nothing, and cannot", safety},
		{"converge", "after an apply the next plan is empty, from any world to any site", converge},
		{"undo", "what an apply did can be taken back, but for what its plan says is lost, and be done again", undo},
		{"effects", "a step does to the simulator what it says, and nothing else", effects},
		{"do", "a call is sent once, and its outcome is what happened", do},
		{"by hand", "what no API shows is unknown until it is attested; steps followed to the letter and attested end in an empty plan", byHand},
		{"unknown", "fields that the driver does not know survive an update", unknown},
		{"faults", "whatever goes wrong at whichever request, at most three runs converge without a duplicate", faults},
		{"edited", "what another admin changes while a plan is applied is not overwritten by that plan", edited},
		{"killed", "killed at whichever request and run again, the world is that of an undisturbed run", killed},
		{"locked", "of two runs at once one writes, and one that lost its lock stops", locked},
		{"chance", "any site, world, faults and edits: three runs converge, and nothing breaks on the way", chance},
		{"secrets", "no secret leaves a connection, in a value, an error or a file", secrets},
		{"quirks", "every quirk has a simulator option, and the target converges under it", quirks},
		{"decorators", "a wrapped connection behaves like the bare one", decorators},
	}
}

// Run holds a target to the whole suite. It has no golden files: where those are
// rewritten, it has nothing to do.
func Run(t *testing.T, target Target) {
	if os.Getenv("UPDATE") != "" {
		t.Skip("golden files are rewritten, and the suite has none")
	}
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			c.Check(t, target)
		})
	}
}

// Check holds a target to one case.
func (c Case) Check(tb testing.TB, target Target) {
	tb.Helper()
	c.run(&check{tb, target})
}

// part runs a part of a case, beside the others where they are tests.
func (c *check) part(name string, run func(*check)) {
	t, ok := c.TB.(*testing.T)
	if !ok {
		run(c)
		return
	}
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		run(&check{t, c.Target})
	})
}
