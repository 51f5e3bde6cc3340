package quirk

import (
	"errors"
	"net/http/httptest"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

type colour string

type settings struct {
	on, off, late bool
	text          string
	word          colour
	one, size     int
	life          time.Duration
	own           string
}

var all = List[settings]{
	Among("among", "", func(s *settings) *int { return &s.one }, 1, 3),
	Either("either", "", func(s *settings) *bool { return &s.late }, "soon", "late"),
	Flag("flag", "", func(s *settings) *bool { return &s.on }),
	From("from", "", 2, func(s *settings) *int { return &s.size }),
	Lasting("lasting", "", func(s *settings) *time.Duration { return &s.life }),
	Own("own", "", func(s *settings, v string) error { s.own = v + "!"; return nil }),
	Text("text", "", func(s *settings) *string { return &s.text }),
	Unless("unless", "", func(s *settings) *bool { return &s.off }),
	Word("word", "", func(s *settings) *colour { return &s.word }, "red", "green"),
}

func TestValues(t *testing.T) {
	for _, x := range []struct {
		name, value string
		want        settings
	}{
		{"among", "3", settings{one: 3}}, {"either", "late", settings{late: true}}, {"either", "soon", settings{}}, {"flag", "true", settings{on: true}}, {"flag", "false", settings{}},
		{"from", "2", settings{size: 2}}, {"lasting", "90s", settings{life: 90 * time.Second}}, {"own", "x", settings{own: "x!"}}, {"text", "any, thing", settings{text: "any, thing"}},
		{"unless", "false", settings{off: true}}, {"unless", "true", settings{}}, {"word", "green", settings{word: "green"}},
	} {
		got, err := all.Over(settings{}, "PBX", map[string]string{x.name: x.value})
		if err != nil || got != x.want {
			t.Errorf("%s=%s: %+v %v", x.name, x.value, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, x := range [][3]string{
		{"among", "2", `option among of the simulated PBX: "2" is none of 1, 3`}, {"among", "x", `option among of the simulated PBX: "x" is none of 1, 3`},
		{"either", "now", `option either of the simulated PBX: "now" is neither soon nor late`}, {"flag", "perhaps", `option flag of the simulated PBX: "perhaps" is neither true nor false`},
		{"from", "1", `option from of the simulated PBX: "1" is no number from 2`}, {"lasting", "-1s", `option lasting of the simulated PBX: "-1s" is no duration, as 90s or 2h`},
		{"unless", "", `option unless of the simulated PBX: "" is neither true nor false`}, {"word", "blue", `option word of the simulated PBX: "blue" is none of red, green`},
		{"words", "red", `the simulated PBX has no option "words"`},
	} {
		_, err := all.Over(settings{}, "PBX", map[string]string{x[0]: x[1]})
		var refused *simhttp.Refusal
		if !errors.As(err, &refused) || err.Error() != x[2] {
			t.Errorf("%s=%s: %v", x[0], x[1], err)
		}
	}
}

// What is laid over leaves what it was laid over as it was.
func TestOver(t *testing.T) {
	usual := settings{text: "usual", size: 9}
	got, err := all.Over(usual, "PBX", map[string]string{"text": "other", "flag": "true"})
	if want := (settings{text: "other", size: 9, on: true}); err != nil || got != want || usual.text != "usual" {
		t.Errorf("%+v over %+v: %v", got, usual, err)
	}
}

func TestOnly(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	options := map[string]string{"flag": "true"}
	if got := Of(Only(r, options)); !reflect.DeepEqual(got, options) {
		t.Errorf("got %v", got)
	}
	if Of(r) != nil {
		t.Error("a request without a mark has options")
	}
}

func TestWords(t *testing.T) {
	if got := Words("a,b, c"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
}
