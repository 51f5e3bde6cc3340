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

// A seed says what a world is made of, and nothing that no world has.
func TestSeed(t *testing.T) {
	parts := Parts{New[*thing]("things")}
	for text, want := range map[string]string{
		"": "", " \n": "", "{}": "", `{"things":[]}`: "", `{"nextId":3,"own":1,"quirks":{"a":"b"}}`: "",
		"[]": "cannot unmarshal", "null": "want an object", "{} {}": "more than one", `{"other":1}`: "other: the world has no such part",
		`{"nextId":-1}`: "nextId: want a number from 0", `{"nextId":"x"}`: "nextId", `{"quirks":[]}`: "quirks: ",
	} {
		s, err := ReadSeed([]byte(text))
		if err == nil {
			_, err = s.Head(parts, "own")
		}
		if got := fmt.Sprint(err); want == "" && err != nil || !strings.Contains(got, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What a world saves is a seed that gives it again.
func TestSaved(t *testing.T) {
	head := Head{NextID: 7, Quirks: map[string]string{"a": "b"}}
	text, err := Parts{filled("b", "a")}.Save(head, map[string]any{"own": 1})
	if want := `{"nextId":7,"own":1,"quirks":{"a":"b"},"things":[{"id":"b"},{"id":"a"}]}`; err != nil || string(text) != want {
		t.Fatalf("%s %v", text, err)
	}
	s, err := ReadSeed(text)
	if err != nil || !s.Saved() || (Seed{}).Saved() {
		t.Fatalf("%v %v", s, err)
	}
	x := New[*thing]("things")
	if got, err := s.Head(Parts{x}, "own"); err != nil || cmp.Diff(head, got) != "" {
		t.Errorf("%+v %v", got, err)
	}
	if err := s.Load(x, []json.RawMessage{[]byte(`{"id":"c"}`)}, func(Row) error { return nil }); err != nil || order(x) != "b a c" {
		t.Errorf("%s %v", order(x), err)
	}
	for _, bad := range []string{"null", "{}", "7"} {
		if err := (Seed{"things": []byte(bad)}).Load(New[*thing]("things"), nil, nil); err == nil || err.Error() != "things: want a list of objects" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// A name stands for a key within its part and place; a key stays what it is.
func TestNames(t *testing.T) {
	n := Names{}
	n.Call("people", "acme", " Ana ", "u-1")
	taken := func(key string) bool { return key == "u-9" }
	for ref, want := range map[string]string{"": "", "u-9": "u-9", "ana": "u-1", "ANA ": "u-1"} {
		got := ref
		if err := n.Resolve("people", "acme", &got, taken); err != nil || got != want {
			t.Errorf("%q: %q %v", ref, got, err)
		}
	}
	for _, where := range [][2]string{{"people", "other"}, {"groups", "acme"}} {
		got := "ana"
		if err := n.Resolve(where[0], where[1], &got, taken); err == nil || got != "ana" {
			t.Errorf("%v: %s", where, got)
		}
	}
	n.Call("people", "acme", "ana", "u-2")
	if got := n.Called("people", "acme", "Ana"); got != "u-2" {
		t.Errorf("%s", got)
	}
	if Required("name", "x") != nil || Required("name", "") == nil || Valid("name", true) != nil || Valid("name", false) == nil {
		t.Error("what is there is refused, or what is not is taken")
	}
}
