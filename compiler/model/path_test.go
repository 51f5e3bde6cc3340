package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPath(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{[]string{"users", "bob", "extension"}, "users.bob.extension"},
		{[]string{"devices", "alice-desk", "mac"}, `devices."alice-desk".mac`},
		{[]string{"roles", "lead", "grants", "calls.park"}, `roles.lead.grants."calls.park"`},
		{[]string{"users", "101"}, `users."101"`},
		{[]string{"users", ""}, `users.""`},
	} {
		if got := Path(c.parts...); got != c.want {
			t.Errorf("Path(%q) = %s, want %s", c.parts, got, c.want)
		}
		if got := SplitPath(c.want); !slices.Equal(got, c.parts) {
			t.Errorf("SplitPath(%s) = %q, want %q", c.want, got, c.parts)
		}
	}
	if got := SplitPath("devices.alice-desk.mac"); !slices.Equal(got, []string{"devices", "alice-desk", "mac"}) {
		t.Errorf("without quotes: %q", got)
	}
}

func TestSplitPathInvertsPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "parts")
		if got := SplitPath(Path(parts...)); !slices.Equal(got, parts) {
			t.Fatalf("%q came back as %q", parts, got)
		}
	})
}
