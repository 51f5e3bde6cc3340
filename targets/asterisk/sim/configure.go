package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// refusal is why UpdateConfig does nothing, in the vendor's words.
type refusal string

func (r refusal) Error() string { return string(r) }

const (
	errNoCategory = refusal("Given category does not exist")
	errUnnamed    = refusal("Category not specified")
	errThere      = refusal("Create category did not complete successfully")
	errUpdate     = refusal("Update did not complete successfully")
	errUnfit      = refusal("Problem with category, value, or line (if required)")
	errAction     = refusal("Unknown action command")
	errTemplate   = refusal("Template category not found")
)

// edit is one action of UpdateConfig.
type edit struct {
	action, category, variable, value, match, line, options string
	object                                                  bool // the value began with ">"
}

// editsOf are the actions of a message, in the order of their numbers.
func editsOf(m message) []edit {
	var numbers []string
	for key := range m {
		if n, ok := strings.CutPrefix(key, "action-"); ok {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var out []edit
	for _, n := range numbers {
		value, object := strings.CutPrefix(m["value-"+n], ">")
		out = append(out, edit{action: strings.ToLower(m["action-"+n]), category: m["cat-"+n], variable: m["var-"+n], value: value, object: object,
			match: m["match-"+n], line: m["line-"+n], options: m["options-"+n]})
	}
	return out
}

// edited is a file after all of the edits, or nothing and why not.
func edited(f file, edits []edit) (file, error) {
	f = f.clone()
	for _, e := range edits {
		if e.category == "" {
			return nil, errUnnamed
		}
		var err error
		if e.action == "newcat" {
			f, err = f.added(e)
		} else {
			f, err = f.changed(e)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f file) added(e edit) (file, error) {
	c := category{name: e.category}
	doubles := false
	for option := range strings.SplitSeq(e.options, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(option), "=")
		switch name {
		case "template":
			c.options = "(!)"
		case "allowdups":
			doubles = true
		case "inherit":
			base := strings.Trim(value, `"`)
			if !slices.ContainsFunc(f, func(c category) bool { return c.name == base && c.template() }) {
				return nil, errTemplate
			}
			c.options = "(" + base + ")"
		}
	}
	if !doubles && f.at(e.category) >= 0 {
		return nil, errThere
	}
	return append(f, c), nil
}

func (f file) changed(e edit) (file, error) {
	i := f.at(e.category)
	if !slices.Contains([]string{"renamecat", "delcat", "emptycat", "update", "delete", "append", "insert"}, e.action) {
		return nil, errAction
	}
	if i < 0 {
		return nil, errNoCategory
	}
	switch c := &f[i]; e.action {
	case "renamecat":
		if e.value == "" {
			return nil, errUnfit
		}
		c.name = e.value
	case "delcat":
		f = slices.Delete(f, i, i+1)
	case "emptycat":
		c.lines = nil
	default:
		return f, c.edit(e)
	}
	return f, nil
}

// edit changes the lines of a category.
func (c *category) edit(e edit) error {
	if e.variable == "" && (e.action != "delete" || e.line == "") {
		return errUnfit
	}
	set := line{name: e.variable, value: e.value, object: e.object}
	switch e.action {
	case "append":
		c.lines = append(c.lines, set)
	case "insert":
		n, err := strconv.Atoi(e.line)
		if err != nil {
			return errUnfit
		}
		c.lines = slices.Insert(c.lines, min(n, len(c.lines)), set)
	default:
		i := c.found(e)
		if i < 0 {
			return errUpdate
		}
		if e.action == "delete" {
			c.lines = slices.Delete(c.lines, i, i+1)
		} else {
			c.lines[i].value, c.lines[i].object = e.value, e.object
		}
	}
	return nil
}

// found is the line that is meant: by its number, or the first of its name that has
// the value to match.
func (c *category) found(e edit) int {
	if n, err := strconv.Atoi(e.line); err == nil && e.action == "delete" {
		if n < len(c.lines) {
			return n
		}
		return -1
	}
	return slices.IndexFunc(c.lines, func(l line) bool {
		return strings.EqualFold(l.name, e.variable) && (e.match == "" || strings.EqualFold(l.value, e.match))
	})
}

// updateConfig does the actions of a message to a file: all, or none.
func (w *World) updateConfig(m message) answer {
	source, target := m["srcfilename"], m["dstfilename"]
	if source == "" || target == "" {
		return failed("Filename not specified")
	}
	f, ok := w.files[source]
	if !ok || strings.Contains(target, "/") {
		return failed("File requires escalated privileges")
	}
	out, err := edited(f, editsOf(m))
	if err != nil {
		return failed(err.Error())
	}
	w.setFile(target, out)
	switch module := m["reload"]; {
	case isTrue(module):
		w.reloadNamed("")
	case module != "" && module != "no" && module != "0":
		w.reloadNamed(module)
	}
	return succeeded("")
}

// getConfig lists a file, or the categories of one name.
func (w *World) getConfig(m message) answer {
	f, why := w.asked(m)
	if why != "" {
		return failed(why)
	}
	out := succeeded("")
	n := 0
	for _, c := range f {
		if c.template() || m["category"] != "" && c.name != m["category"] {
			continue
		}
		out.add(fmt.Sprintf("Category-%06d", n), c.name)
		for i, l := range c.variables() {
			out.add(fmt.Sprintf("Line-%06d-%06d", n, i), l.name+"="+l.value)
		}
		n++
	}
	if n == 0 {
		return plain("No categories found")
	}
	return out
}

// getConfigJSON is a file as JSON in which names may repeat.
func (w *World) getConfigJSON(m message) answer {
	f, why := w.asked(m)
	if why != "" {
		return failed(why)
	}
	var parts []string
	for _, c := range f {
		if c.template() || m["category"] != "" && c.name != m["category"] {
			continue
		}
		var in []string
		for _, l := range c.variables() {
			in = append(in, quoted(l.name)+":"+quoted(l.value))
		}
		parts = append(parts, quoted(c.name)+":{"+strings.Join(in, ",")+"}")
	}
	out := succeeded("")
	out.add("JSON", "{"+strings.Join(parts, ",")+"}")
	return out
}

func (w *World) listCategories(m message) answer {
	f, why := w.asked(m)
	if why != "" {
		return failed(why)
	}
	out := succeeded("")
	n := 0
	for _, c := range f {
		if !c.template() {
			out.add(fmt.Sprintf("Category-%06d", n), c.name)
			n++
		}
	}
	return out
}

func (w *World) asked(m message) (f file, why string) {
	name := m["filename"]
	if name == "" {
		return nil, "Filename not specified"
	}
	f, ok := w.files[name]
	if !ok {
		return nil, "Config file not found"
	}
	return f, ""
}

func (w *World) createConfig(m message) answer {
	name := m["filename"]
	switch _, there := w.files[name]; {
	case name == "":
		return failed("Filename not specified")
	case strings.Contains(name, "/"):
		return failed("File requires escalated privileges")
	case there:
		return failed("File exists")
	}
	w.setFile(name, file{})
	return succeeded("New configuration file created successfully")
}
