package asterisk

import (
	"slices"
	"strings"
)

// file is a configuration file as GetConfig shows it: what is included is in it, parts
// of one category stand together, templates and comments are left out.
type file struct{ categories []category }

// category is a part of a file. Its lines keep their order, and may repeat a name.
type category struct {
	name  string
	base  string // the templates that some of its lines come from; which, nobody is told
	twice bool   // another one has its name
	lines []entry
}

// parseFile takes a file out of an answer of GetConfig: Category-000000: name,
// Templates-000000: "base", Line-000000-000000: name=value.
func parseFile(a *answer) *file {
	f := &file{}
	places := map[string]int{}
	for _, l := range a.fields {
		what, _, _ := strings.Cut(l.name, "-")
		switch {
		case what == "Category":
			i, twice := places[l.value]
			if twice {
				f.categories[i].twice = true
			}
			places[l.value] = len(f.categories)
			f.categories = append(f.categories, category{name: l.value, twice: twice})
		case len(f.categories) == 0:
		case what == "Templates":
			f.last().base = strings.Trim(l.value, `"`)
		case what == "Line":
			name, value, _ := strings.Cut(l.value, "=")
			f.last().lines = append(f.last().lines, entry{name, value})
		}
	}
	return f
}

func (f *file) last() *category { return &f.categories[len(f.categories)-1] }

// find is the category of a name; nil where there is none.
func (f *file) find(name string) *category {
	if i := f.at(name); i >= 0 {
		return &f.categories[i]
	}
	return nil
}

func (f *file) at(name string) int {
	return slices.IndexFunc(f.categories, func(c category) bool { return c.name == name })
}

// unclear is why a category cannot be written as one reads it; "" is that it can.
func (c *category) unclear() string {
	switch {
	case c.twice:
		return "[" + c.name + "] is there twice, and only one of them counts: make one of them, then patchbay manages it"
	case c.base != "":
		return "[" + c.name + "] inherits from the template " + c.base + ", and which lines are its own nobody is told: write them out, then patchbay manages it"
	}
	return ""
}

// values are those of a variable, whatever its case, in their order.
func (c *category) values(name string) []string {
	var out []string
	for _, l := range c.lines {
		if strings.EqualFold(l.name, name) {
			out = append(out, l.value)
		}
	}
	return out
}

// get is what counts of a variable: its last value.
func (c *category) get(name string) string {
	if all := c.values(name); len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// isTrue is how Asterisk reads a switch; whatever it does not know is off.
func isTrue(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "true", "y", "t", "1", "on":
		return true
	}
	return false
}
