package render

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// passing is a plan in which things of a kind are renamed, each from → to.
func passing(kind string, pairs ...string) []diff.Change {
	var out []diff.Change
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, diff.Change{Op: state.OpUpdate, Object: ref(kind, pairs[i+1]), LiveKey: pairs[i], Part: diff.Asked})
	}
	return out
}

// TestSetsWhileNamesPassRound: the one side of a field is in the names of now and
// the other in those of then. What stays is not shown, and what goes or comes is
// shown as what it is.
func TestSetsWhileNamesPassRound(t *testing.T) {
	swap := passing("department", "Nord", "Sud", "Sud", "Nord")
	cycle := passing("department", "Nord", "Sud", "Sud", "Est", "Est", "Nord")
	created := append(passing("department", "Nord", "Sud"), diff.Change{Op: state.OpCreate, Object: ref("department", "Nord"), Part: diff.Asked})
	set := state.OfSet
	for _, tt := range []struct {
		name, want    string
		changes       []diff.Change
		live, desired state.Value
	}{
		{"swap, one goes", "-Nord (becomes Sud) (1 unchanged)", swap, set("Nord", "Sud"), set("Nord")},
		{"swap, one comes", "+Sud (nord, now Nord) (1 unchanged)", swap, set("Sud"), set("Nord", "Sud")},
		{"swap, one in the place of the other", "Nord (becomes Sud) → Nord (sud, now Sud)", swap, set("Nord"), set("Nord")},
		{"swap, one in the place of the other, beside a third", "-Nord (becomes Sud) +Nord (sud, now Sud) (1 unchanged)", swap, set("Nord", "West"), set("Nord", "West")},
		{"swap, a third goes", "-West (2 unchanged)", swap, set("Nord", "Sud", "West"), set("Nord", "Sud")},
		{"swap, a third comes", "+West (1 unchanged)", swap, set("Nord"), set("Sud", "West")},
		{"swap, all go", "-Nord (becomes Sud) -Sud (becomes Nord) -West (none left)", swap, set("Nord", "Sud", "West"), state.Nothing()},
		{"cycle, one goes", "-Nord (becomes Sud) (1 unchanged)", cycle, set("Est", "Nord"), set("Nord")},
		{"cycle, the other goes", "-Est (becomes Nord) (1 unchanged)", cycle, set("Est", "Nord"), set("Sud")},
		{"cycle, one comes", "+Est (now Sud) (1 unchanged)", cycle, set("Nord"), set("Est", "Sud")},
		{"cycle, one goes and one comes", "-Nord (becomes Sud) +Est (now Sud) (1 unchanged)", cycle, set("Est", "Nord"), set("Est", "Nord")},
		{"cycle, all stay and one comes", "+West (3 unchanged)", cycle, set("Est", "Nord", "Sud"), set("Est", "Nord", "Sud", "West")},
		{"renamed to a free name, another goes", "-Est (1 unchanged)", passing("department", "Nord", "Loin"), set("Est", "Nord"), set("Loin")},
		{"a chain to a free name", "-Est (2 unchanged)", passing("department", "Nord", "Sud", "Sud", "Loin"), set("Est", "Nord", "Sud"), set("Loin", "Sud")},
		{"a new one under the name", "-Nord (becomes Sud) +Nord (sud, new) (1 unchanged)", created, set("Est", "Nord"), set("Est", "Nord")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			names := namer{
				names:  map[string]string{"department/Nord": "Nord (sud)", "department/Sud": "Sud (nord)"},
				schema: state.Schema{Kinds: []state.Kind{{Name: "role", Fields: []state.Field{{Name: "Below", Type: state.Strset, Ref: "department"}}}}},
				ids:    diff.IdentitiesOf(tt.changes),
			}
			f := diff.Field{Name: "Below", Live: tt.live, Desired: tt.desired, Part: diff.Asked}
			if got := plainSpans(viewField(diff.Change{Op: state.OpUpdate, Object: ref("role", "R")}, f, names).spans); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestListsWhileNumbersRotate: three people pass their numbers round, and one who
// leaves gives his to somebody else.
func TestListsWhileNumbersRotate(t *testing.T) {
	rotate := passing("user", "101", "102", "102", "103", "103", "101")
	heir := []diff.Change{{Op: state.OpUpdate, Replace: true, Object: ref("user", "102"), Canonical: "users.carl", Former: "users.bob", Part: diff.Asked}}
	own := append([]diff.Change{{Op: state.OpDelete, Object: ref("user", "103"), Canonical: "users.carl", Part: diff.Asked}}, heir...)
	names := map[string]string{"user/101": "Carl", "user/102": "Alice", "user/103": "Bob", "users.bob": "Bob"}
	passed := map[string]string{"user/101": "Alice", "user/102": "Carl", "user/103": "Carl", "users.bob": "Bob"}
	for _, tt := range []struct {
		name, want    string
		changes       []diff.Change
		names         map[string]string
		live, desired state.Value
	}{
		{"rotated, one goes", "-102 Bob (1 unchanged)", rotate, names, state.OfSet("101", "102"), state.OfSet("102")},
		{"rotated, one comes", "+101 Carl (1 unchanged)", rotate, names, state.OfSet("101"), state.OfSet("101", "102")},
		{"rotated, one goes and one comes", "-101 Alice +101 Carl (1 unchanged)", rotate, names, state.OfSet("101", "102"), state.OfSet("101", "103")},
		{"the joiner has the leaver's place", "-102 Bob +102 Carl (1 unchanged)", heir, passed, state.OfSet("101", "102"), state.OfSet("101", "102")},
		{"the joiner has it not", "-102 Bob (1 unchanged)", heir, passed, state.OfSet("101", "102"), state.OfSet("101")},
		{"who stays takes the leaver's number", "-102 Bob (2 unchanged)", own, passed, state.OfSet("101", "102", "103"), state.OfSet("101", "102")},
		{"who stays takes his place too", "102 Bob → 102 Carl", own, passed, state.OfSet("102"), state.OfSet("102")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := namer{names: tt.names, schema: schema, ids: diff.IdentitiesOf(tt.changes)}
			f := diff.Field{Name: "Agents", Live: tt.live, Desired: tt.desired, Part: diff.Asked}
			if got := plainSpans(viewField(diff.Change{Op: state.OpUpdate, Object: ref("queue", "800")}, f, n).spans); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
