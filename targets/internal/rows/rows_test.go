package rows

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type thing struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Any  any    `json:"any,omitempty"`
}

func (t *thing) RowKey() string { return t.ID }

func filled(ids ...string) *Table[*thing] {
	t := New[*thing]("things")
	for _, id := range ids {
		t.Put(&thing{ID: id})
	}
	return t
}

func order(t *Table[*thing]) string {
	var out []string
	for r := range t.All {
		out = append(out, r.ID+r.Name)
	}
	return strings.Join(out, " ")
}

// Rows stay where they were made, whatever becomes of the others.
func TestOrder(t *testing.T) {
	x := filled("c", "a", "b")
	x.Put(&thing{ID: "a", Name: "2"})
	x.Drop("c")
	x.Drop("nobody")
	x.Put(&thing{ID: "c"})
	if got := order(x); got != "a2 b c" {
		t.Errorf("%s", got)
	}
	if x.Get("nobody") != nil || x.Has("nobody") || !x.Has("b") || x.Get("a").Name != "2" {
		t.Error("rows are not found by key")
	}
	if x.After(x.Serial("b")) != 2 || x.After(0) != 0 || x.Serial("nobody") != 0 || x.Generation() != 6 {
		t.Errorf("after %d, generation %d", x.After(x.Serial("b")), x.Generation())
	}
	if got := x.Among(map[string]bool{"c": true, "a": true, "nobody": true}); len(got) != 2 || got[0].ID != "a" || got[1].ID != "c" {
		t.Errorf("%v", got)
	}
	x.Each(func(r *thing) (*thing, bool) { return &thing{ID: r.ID, Name: "3"}, r.ID != "b" })
	if got := order(x); got != "a3 b c3" {
		t.Errorf("%s", got)
	}
	if x.First(func(r *thing) bool { return r.Name == "3" }).ID != "a" || x.First(func(*thing) bool { return false }) != nil {
		t.Error("the first that fits is not found")
	}
	for range x.All {
		break
	}
}

// Indexes are told of what comes and what goes.
func TestIndexes(t *testing.T) {
	x := New[*thing]("things")
	var told []string
	x.Enter = func(r *thing) { told = append(told, "+"+r.ID+r.Name) }
	x.Leave = func(r *thing) { told = append(told, "-"+r.ID+r.Name) }
	x.Put(&thing{ID: "a"})
	x.Put(&thing{ID: "a", Name: "2"})
	x.Drop("a")
	if got := strings.Join(told, " "); got != "+a -a +a2 -a2" {
		t.Errorf("%s", got)
	}
}

// A seed is taken whole, each row checked, or refused with the place of what is wrong.
func TestLoad(t *testing.T) {
	check := func(r Row) error {
		if x := r.(*thing); x.Name == "bad" {
			return errors.New("is bad")
		} else if x.ID == "" {
			x.ID = "made"
		}
		return nil
	}
	for seed, want := range map[string]string{
		`[{"id":"a"},{"name":"n"}]`: "", `[{"id":"a"},{"id":"a"}]`: `things[1]: "a" is there twice`, `[{"colour":1}]`: "unknown field", `[null]`: "things[0]: want an object", `[{"name":"bad"}]`: "things[0]: is bad", `[7]`: "things[0]",
	} {
		var raw []json.RawMessage
		if err := json.Unmarshal([]byte(seed), &raw); err != nil {
			t.Fatal(err)
		}
		x := New[*thing]("things")
		err := x.Load(raw, check)
		if got := fmt.Sprint(err); want == "" && (err != nil || order(x) != "a maden") || !strings.Contains(got, want) {
			t.Errorf("%s: %v, want %s", seed, err, want)
		}
	}
	for text, ok := range map[string]bool{`{"id":"a"}`: true, `{"id":"a"} {}`: false, `{`: false, ``: false} {
		if err := Strict([]byte(text), &thing{}); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A record of changes makes of a replica what the world is; nothing is told twice.
func TestReplay(t *testing.T) {
	x, others := filled("c", "a", "b"), New[*thing]("others")
	replica, copies := filled("c", "a", "b"), New[*thing]("others")
	world, twin := Parts{x, others}, Parts{replica, copies}
	world.Changes(0)
	if r := world.Changes(1); r != nil {
		t.Errorf("told twice: %s", r)
	}
	x.Put(&thing{ID: "z", Name: "<&>", Any: json.Number("12345678901234567890")})
	x.Put(&thing{ID: "a", Name: "2"})
	x.Drop("c")
	others.Put(&thing{ID: "o"})
	r := world.Changes(7)
	if want := `{"gone":{"things":["c"]},"nextId":7,"put":{"others":[{"id":"o"}],"things":[{"id":"a","name":"2"},{"id":"z","name":"<&>","any":12345678901234567890}]}}`; string(r) != want {
		t.Errorf("%s", r)
	}
	next, err := twin.Replay(r)
	if err != nil || next != 7 || cmp.Diff(x.Rows(), replica.Rows()) != "" || cmp.Diff(others.Rows(), copies.Rows()) != "" {
		t.Errorf("%v, next %d: %v %v", err, next, replica.Rows(), copies.Rows())
	}
	if r := twin.Changes(8); r != nil {
		t.Errorf("what was replayed is told as a change: %s", r)
	}
	for _, bad := range []string{`{`, `{"x":1}`, `{"put":{"things":[{"x":1}]}}`, `{"put":{"things":[null]}}`} {
		if _, err := twin.Replay([]byte(bad)); err == nil {
			t.Errorf("%s is replayed", bad)
		}
	}
	if got := fmt.Sprint(x.Name(), others.Name()); got != "thingsothers" {
		t.Errorf("%s", got)
	}
}
