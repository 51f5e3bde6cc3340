package sim

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAmongIsNoOtherQuestion: chains of comparisons are answered by sets and
// indexes. Asked of concat(Property,”), which no index has, the same question
// has the same answer.
func TestAmongIsNoOtherQuestion(t *testing.T) {
	c := connect(t, people, Options{})
	text := rapid.SampledFrom([]string{"101", "102", "103", "HD104", "hd104", "999", "", "O'Neil", "o'neil", "Martin",
		"Alice.Martin@acme.example", "alice.martin@acme.example", "bob@acme.example", "Bob"})
	prop := rapid.SampledFrom([]string{"Number", "LastName", "EmailAddress", "Mobile", "FirstName"})
	quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	term := rapid.Custom(func(t *rapid.T) string {
		p, v := prop.Draw(t, "property"), quoted(text.Draw(t, "text"))
		switch rapid.IntRange(0, 7).Draw(t, "form") {
		case 0:
			return fmt.Sprintf("%s eq %s", v, p)
		case 1:
			return fmt.Sprintf("%s in (%s,%s)", p, v, quoted(text.Draw(t, "other")))
		case 2:
			return fmt.Sprintf("%s ne %s", p, v)
		case 3:
			return fmt.Sprintf("(%s eq %s or %s eq %s)", p, v, p, quoted(text.Draw(t, "other")))
		case 4:
			return fmt.Sprintf("not (%s eq %s)", p, v)
		}
		return fmt.Sprintf("%s eq %s", p, v)
	})
	rapid.Check(t, func(t *rapid.T) {
		filter := term.Draw(t, "first")
		for range rapid.IntRange(0, 4).Draw(t, "terms") {
			filter += rapid.SampledFrom([]string{" or ", " or ", " and "}).Draw(t, "joint") + term.Draw(t, "next")
		}
		plain := filter
		for _, p := range []string{"Number", "LastName", "EmailAddress", "Mobile", "FirstName"} {
			plain = strings.ReplaceAll(plain, p+" ", "concat("+p+",'') ")
			if strings.HasSuffix(plain, p) {
				plain = strings.TrimSuffix(plain, p) + "concat(" + p + ",'')"
			}
		}
		ask := func(filter string) string {
			return numbers(c.want(200, "GET", "/Users?$select=Number&$filter="+url.QueryEscape(filter), ""))
		}
		if got, want := ask(filter), ask(plain); got != want {
			t.Fatalf("%s\ngot  %q\nwant %q", filter, got, want)
		}
	})
}

// TestKeysAreLookedUp: a page of keys is found without a look at every user.
func TestKeysAreLookedUp(t *testing.T) {
	w := must(New([]byte(people), Options{}))
	users := w.table("Users")
	e, err := parseFilter("Number eq '103' or Number eq '101' or Number eq 'nobody'", users.set.typ)
	if err != nil {
		t.Fatal(err)
	}
	c := &call{w: w, set: users.set, who: &caller{global: true}}
	found, ok := c.pick(e.needs)
	if !ok || len(found) != 2 || found[0].(*object).number() != "101" || found[1].(*object).number() != "103" {
		t.Errorf("found %v (%t), want 101 and 103", found, ok)
	}
}
