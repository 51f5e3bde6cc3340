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

// editsOf are the actions of a message, in the order of their numbers, up to the
// first that there is not.
func editsOf(m message) []edit {
	var out []edit
	for i := 0; m[fmt.Sprintf("action-%06d", i)] != ""; i++ {
		n := fmt.Sprintf("%06d", i)
		value, object := strings.CutPrefix(m["value-"+n], ">")
		out = append(out, edit{action: strings.ToLower(m["action-"+n]), category: m["cat-"+n], variable: m["var-"+n], value: value, object: object,
			match: m["match-"+n], line: m["line-"+n], options: m["options-"+n]})
	}
	return out
}

// edited is a file after all of the edits, or nothing and why not. It is what is read
// again once it is written, so that a value with a line break is two lines.
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
	return parse(f.String())
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

// changed does an edit to each category of its name: there may be several.
func (f file) changed(e edit) (file, error) {
	if !slices.Contains([]string{"renamecat", "delcat", "emptycat", "update", "delete", "append", "insert"}, e.action) {
		return nil, errAction
	}
	if f.at(e.category) < 0 {
		return nil, errNoCategory
	}
	named := func(c category) bool { return strings.EqualFold(c.name, e.category) && !c.template() }
	if e.action == "delcat" {
		return slices.DeleteFunc(f, named), nil
	}
	whole := f.whole()
	for i := range f {
		if !named(f[i]) {
			continue
		}
		if err := f[i].changed(e, len(whole[i].lines)-len(f[i].lines)); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// changed does an edit to a category that inherits some lines.
func (c *category) changed(e edit, inherited int) error {
	switch e.action {
	case "renamecat":
		if e.value == "" {
			return errUnfit
		}
		c.name = e.value
	case "emptycat":
		c.lines = nil
	default:
		return c.edit(e, inherited)
	}
	return nil
}

// edit changes the lines of a category. Those that it inherits count, and are not
// its own to delete.
func (c *category) edit(e edit, inherited int) error {
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
		i := slices.IndexFunc(c.lines, e.means)
		switch n, err := strconv.Atoi(e.line); {
		case err == nil && e.action == "delete":
			if n -= inherited; n >= len(c.lines) {
				return errUpdate
			}
			if n >= 0 {
				c.lines = slices.Delete(c.lines, n, n+1)
			}
		case i < 0:
			return errUpdate
		case e.action == "delete":
			c.lines = slices.DeleteFunc(c.lines, e.means)
		default:
			c.lines[i] = set
		}
	}
	return nil
}

// means reports whether a line has the name, and the value if one is to match. The
// first such line is updated, and all of them are deleted.
func (e edit) means(l line) bool {
	return strings.EqualFold(l.name, e.variable) && (e.match == "" || strings.EqualFold(l.value, e.match))
}

// updateConfig does the actions of a message to a file: all, or none.
func (w *World) updateConfig(m message) answer {
	source, target := m["srcfilename"], m["dstfilename"]
	if source == "" || target == "" {
		return failed("Filename not specified")
	}
	f, ok := w.files[source]
	if _, there := w.files[target]; !ok || !there {
		return failed(w.escalated())
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

// escalated is the refusal of a file that is not there to be edited.
func (w *World) escalated() string {
	if w.major() < modern {
		return "File requires escalated priveledges"
	}
	return "File requires escalated privileges"
}

// getConfig lists a file, or the categories of one name, with what they inherit.
func (w *World) getConfig(m message) answer {
	f, why := w.asked(m, "Config file not found")
	if why != "" {
		return failed(why)
	}
	out := succeeded("")
	found := f.chosen(m["category"])
	if len(found) == 0 && m["category"] != "" {
		return plain("No categories found")
	}
	for n, c := range found {
		out.add(fmt.Sprintf("Category-%06d", n), c.name)
		if bases := c.bases(); len(bases) > 0 {
			out.add(fmt.Sprintf("Templates-%06d", n), strings.Join(bases, ","))
		}
		for i, l := range c.variables() {
			out.add(fmt.Sprintf("Line-%06d-%06d", n, i), l.name+"="+l.value)
		}
	}
	return out
}

// chosen are the categories that are shown: those of a name, or all.
func (f file) chosen(name string) file {
	return slices.DeleteFunc(f.whole().clone(), func(c category) bool { return c.template() || name != "" && !strings.EqualFold(c.name, name) })
}

// getConfigJSON is a file as JSON in which names may repeat.
func (w *World) getConfigJSON(m message) answer {
	f, why := w.asked(m, w.escalated())
	if why != "" {
		return failed(why)
	}
	var parts []string
	for _, c := range f.chosen(m["category"]) {
		var in []string
		if bases := c.bases(); len(bases) > 0 {
			in = append(in, `"templates":`+quoted(strings.Join(bases, ",")))
		}
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
	f, why := w.asked(m, "Config file not found")
	if why != "" {
		return failed(why)
	}
	out := succeeded("")
	for n, c := range f.chosen("") {
		out.add(fmt.Sprintf("Category-%06d", n), c.name)
	}
	if len(out.fields) == 1 {
		out.add("Error", "no categories found")
	}
	return out
}

// asked is the file that a message names, or why there is none.
func (w *World) asked(m message, missing string) (f file, why string) {
	name := m["filename"]
	if name == "" {
		return nil, "Filename not specified"
	}
	f, ok := w.files[name]
	if !ok {
		return nil, missing
	}
	return f, ""
}

func (w *World) createConfig(m message) answer {
	name := m["filename"]
	switch _, there := w.files[name]; {
	case name == "" && w.major() < modern:
		return failed("Is a directory")
	case name == "":
		return failed("Filename not specified")
	case strings.Contains(name, "/"):
		return failed("No such file or directory")
	case there:
		return failed("File exists")
	}
	w.setFile(name, file{})
	return succeeded("New configuration file created successfully")
}
