package load

import (
	"testing"

	"cuelang.org/go/cue"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema"
)

// free is what is read as it stands, whatever fields it has.
var freeForm = map[string]bool{"native": true, "options": true, "grants": true, "overrides": true, "roleDefaults": true, "rosters": true}

// TestEveryFieldOfTheLanguageIsRead walks the language and the decoder's tables
// side by side: a field that is added to one and not to the other fails here.
func TestEveryFieldOfTheLanguageIsRead(t *testing.T) {
	s := language()
	if len(s.fields) < 8 {
		t.Fatalf("%s has %d fields: the language was not read", schema.Root, len(s.fields))
	}
	compare(t, "", s, siteTable.names())
	compare(t, "rosters.*", c(t, "rosters", "a"), rosterTable.names())
}

func c(t *testing.T, path ...string) *shape {
	t.Helper()
	s, ok := shapeAt(path, nil)
	if !ok {
		t.Fatalf("the language has no %v", path)
	}
	return s
}

func compare(t *testing.T, path string, s *shape, read names) {
	t.Helper()
	inLanguage := map[string]bool{}
	for _, m := range allMembers(s) {
		inLanguage[m.name] = true
		at := path + "." + m.name
		inner, ok := read[m.name]
		if !ok {
			if !freeForm[m.name] {
				t.Errorf("%s is in the language and never read", at)
			}
			continue
		}
		below(t, at, m, inner)
	}
	for name := range read {
		if !inLanguage[name] && name != "*" {
			t.Errorf("%s.%s is read and not in the language", path, name)
		}
	}
}

// allMembers is the fields of a struct with those of every choice.
func allMembers(s *shape) []*member {
	seen := map[string]bool{}
	var out []*member
	add := func(list []*member) {
		for _, m := range list {
			if !m.barred() && !seen[m.name] {
				seen[m.name] = true
				out = append(out, m)
			}
		}
	}
	add(s.fields)
	for _, choice := range s.choices {
		add(choice.fields)
	}
	return out
}

func below(t *testing.T, at string, m *member, inner names) {
	t.Helper()
	s := m.shape
	if s.item != nil {
		s = s.item
	} else if len(s.entries) > 0 && len(s.fields) == 0 {
		s = s.entries[0].shape
	}
	if inner == nil {
		if len(s.fields) > 0 && !freeForm[m.name] && !leaves(s) {
			t.Errorf("%s has fields of its own, and is read as a leaf", at)
		}
		return
	}
	star, byID := inner["*"]
	switch {
	case byID && len(m.shape.fields) > 0:
		// A map whose ids the language names, such as rules and credentials.
		for _, f := range m.shape.fields {
			compare(t, at+"."+f.name, f.shape, star)
		}
	case byID:
		compare(t, at+".*", s, star)
	case len(s.fields) > 0:
		compare(t, at, s, inner)
	}
}

// leaves reports whether a struct holds switches only, which are read by name
// whatever they are called.
func leaves(s *shape) bool {
	for _, m := range s.fields {
		if m.shape.kinds&cue.StructKind != 0 && !leaves(m.shape) {
			return false
		}
	}
	return true
}

// TestCredentialsAreSecrets: credentials are read by their names, so each of
// them must be a secret in the language.
func TestCredentialsAreSecrets(t *testing.T) {
	for kind, choice := range c(t, "targets", "a").choices {
		m, ok := choice.child("credentials", "")
		if !ok {
			t.Errorf("targets of type %s have no credentials", kind)
			continue
		}
		for _, f := range m.shape.fields {
			if f.shape.name != "Secret" {
				t.Errorf("targets of type %s: credentials.%s is no secret", kind, f.name)
			}
		}
	}
}

// TestGroupKindsAreTheModels holds the model's words against the language's.
func TestGroupKindsAreTheModels(t *testing.T) {
	kinds := map[model.GroupKind]bool{}
	for _, k := range []model.GroupKind{
		model.Team, model.DepartmentGroup, model.Queue, model.InboxQueue, model.Campaign, model.RingGroup, model.ManagerAssistant,
		model.Supervision, model.Workgroup, model.UserGroup, model.Reporting, model.Pickup, model.Parking,
	} {
		kinds[k] = true
	}
	for _, w := range c(t, "groups", "a", "kind").words {
		if !kinds[model.GroupKind(w)] {
			t.Errorf("kind %q of the language is not in the model", w)
		}
		delete(kinds, model.GroupKind(w))
	}
	for k := range kinds {
		t.Errorf("kind %q of the model is not in the language", k)
	}
}

// TestLibrary: what may be imported is what CUE has, without the packages that
// touch the world.
func TestLibrary(t *testing.T) {
	for _, name := range libraryNames() {
		ctx := newEngine().ctx
		v := ctx.CompileString("import x " + `"` + name + `"` + "\n_y: x")
		if err := v.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
