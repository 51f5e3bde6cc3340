package simtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
)

type settings struct {
	on   bool
	word string
}

func TestOptions(t *testing.T) {
	onOff := quirk.Flag("flag", "does it (true or false; false).", func(s *settings) *bool { return &s.on })
	word := quirk.Word("word", "says which (red or green; red).", func(s *settings) *string { return &s.word }, "red", "green")
	check := func(values map[string]string, list ...quirk.Option[settings]) string {
		return failures(t, func(tb testing.TB) { Options(tb, list, settings{word: "red"}, values) })
	}
	if said := check(map[string]string{"word": "red green"}, onOff, word); said != "" {
		t.Error(said)
	}
	any := quirk.Own("text", "is anything (any; none).", func(s *settings, v string) error { s.word = v; return nil })
	idle := quirk.Own("idle", "does nothing (true or false; false).", func(_ *settings, v string) error {
		if v != "true" && v != "false" {
			return fmt.Errorf("neither")
		}
		return nil
	})
	for words, said := range map[string]string{
		"out of order": check(map[string]string{"word": "green"}, word, onOff), "nothing changes by": check(map[string]string{"word": "red"}, word), "word=blue": check(map[string]string{"word": "blue"}, word),
		"text takes anything": check(map[string]string{"text": "x"}, any), "idle: nothing changes": check(nil, idle), "there is no option colour": check(map[string]string{"colour": "x"}, onOff),
		"is no sentence": check(nil, quirk.Flag("flag", "does it", func(s *settings) *bool { return &s.on })),
	} {
		if !strings.Contains(said, words) {
			t.Errorf("said %q, want %q", said, words)
		}
	}
}

func TestInferred(t *testing.T) {
	check := func(routes []string, list ...quirk.Inference) string {
		return failures(t, func(tb testing.TB) { Inferred(tb, list, []string{"a", "b"}, routes) })
	}
	good := quirk.Inference{Name: "n", What: "it does", Why: "a client shows it", Option: "a, b"}
	if said := check([]string{"", "n"}, good); said != "" {
		t.Error(said)
	}
	unknown, bare := good, good
	unknown.Option, bare.Why = "c", ""
	for words, said := range map[string]string{"there twice": check(nil, good, good), "without a reason": check(nil, bare), "names the option c": check(nil, unknown), "taken away as m": check([]string{"m"}, good)} {
		if !strings.Contains(said, words) {
			t.Errorf("said %q, want %q", said, words)
		}
	}
}
