package raised

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

func objects(refs ...state.Ref) *state.Snapshot {
	s := &state.Snapshot{}
	for _, at := range refs {
		s.Objects = append(s.Objects, state.Object{Kind: at.Kind, Key: at.Key})
	}
	return s
}

func keyOf(o *state.Object) string { return o.Key }

var (
	ana      = state.Ref{Kind: "user", Key: "ana@x.example"}
	bob      = state.Ref{Kind: "user", Key: "Bob"}
	sales    = state.Ref{Kind: "queue", Key: "Sales"}
	team     = state.Ref{Kind: "group", Key: "sales"}
	top      = state.Ref{Kind: "group", Key: "top"}
	nothing  = state.Ref{Kind: "line", Key: "1"}
	families = map[string]string{"user": "users", "queue": "groups", "group": "groups"}
)

// Ids differ within a collection; what was given goes first, what is excepted has no
// other, and what is raised into no collection has none at all.
func TestName(t *testing.T) {
	given := targets.Names{team: "support", sales: "support", bob: "sales", nothing: "line"}
	n := Name(objects(team, top, nothing, sales, bob, ana), given, families, keyOf, top)
	want := map[state.Ref]string{team: "support", sales: "sales", bob: "sales", ana: "ana-x-example"}
	if d := cmp.Diff(want, n.IDs); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if len(n.Twice) != 0 {
		t.Errorf("%v", n.Twice)
	}
	if n = Name(objects(top), targets.Names{top: "root"}, families, keyOf, top); n.IDs[top] != "root" {
		t.Errorf("what was given is not kept: %v", n.IDs)
	}
}

// Of things with one key none can be meant.
func TestTwice(t *testing.T) {
	s := objects(sales, sales, bob, ana)
	n := Name(s, nil, families, keyOf)
	left, seen := Left{}, ""
	n.Each(s.Objects, "thing", left, func(o *state.Object) { seen += o.Key + " " })
	if !n.Twice[sales] || len(n.Twice) != 1 || seen != "Bob ana@x.example " || left["things with a name that another has too"] != 2 {
		t.Errorf("%v, seen %q, left %v", n.Twice, seen, left)
	}
}

// A person is known by an address that a site can write, and stands for one.
func TestPeople(t *testing.T) {
	n := Name(objects(bob, ana), nil, families, keyOf)
	if id, ok := n.Person("user", ana.Key); !ok || id != "ana-x-example" {
		t.Errorf("%s %v", id, ok)
	}
	if ids, ok := n.People("user", []string{ana.Key}); !ok || !cmp.Equal(ids, []string{"ana-x-example"}) {
		t.Errorf("%v %v", ids, ok)
	}
	for _, who := range []string{bob.Key, "nobody@x.example"} {
		if ids, ok := n.People("user", []string{ana.Key, who}); ok || ids != nil {
			t.Errorf("%s: %v", who, ids)
		}
	}
	if n = Name(objects(ana, ana), nil, families, keyOf); n.IDs[ana] == "" {
		t.Error("no id at all")
	}
	if _, ok := n.Person("user", ana.Key); ok {
		t.Error("one of two is meant")
	}
}
