package asterisk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
)

// edit is one action of UpdateConfig. One that changes or deletes a line names the
// value that it has to have: where somebody changed it since, the whole request is
// refused and nothing happens.
type edit struct {
	action, category, variable, value, match string
}

// pairs are the fields of an edit, the number of its place among others.
func (e edit) pairs(n int) []pair {
	suffix := fmt.Sprintf("-%06d", n)
	out := []pair{{"Action" + suffix, e.action}, {"Cat" + suffix, e.category}}
	for _, p := range []pair{{"Var", e.variable}, {"Value", e.value}, {"Match", e.match}} {
		if p.value != "" {
			out = append(out, pair{p.name + suffix, p.value})
		}
	}
	return out
}

// editor makes the edits that lead from a file to what is asked of it.
type editor struct {
	file  *file
	edits []edit
}

// written is a value as UpdateConfig takes it: after ">" it is written with "=>", and
// one that begins with ">" itself needs that.
func written(value string, object bool) string {
	if object || strings.HasPrefix(value, ">") {
		return ">" + value
	}
	return value
}

// object reports whether a file's lines of a variable are written with "=>".
func object(variable string) bool {
	return strings.EqualFold(variable, "member") || isNumber(variable)
}

// category is one that has to be there.
func (e *editor) category(name string) (*category, error) {
	if c := e.file.find(name); c != nil {
		if why := c.unclear(); why != "" {
			return nil, fmt.Errorf("%w: %s", targets.ErrUnsupported, why)
		}
		return c, nil
	}
	return nil, fmt.Errorf("%w: there is no category [%s]", targets.ErrNotFound, name)
}

func (e *editor) newCategory(name string) error {
	if e.file.find(name) != nil {
		return fmt.Errorf("%w: there is a category [%s] already", targets.ErrConflict, name)
	}
	if err := nameable(name); err != nil {
		return err
	}
	e.edits = append(e.edits, edit{action: "newcat", category: name})
	e.file.categories = append(e.file.categories, category{name: name})
	return nil
}

// nameable refuses names that end a category's heading: Asterisk writes one with a
// semicolon, and cannot read the file any more.
func nameable(name string) error {
	if strings.ContainsAny(name, "[];") || strings.TrimSpace(name) != name || name == "" {
		return fmt.Errorf("%w: %q cannot be the name of a category", targets.ErrInvalid, name)
	}
	return nil
}

func (e *editor) deleteCategory(name string) error {
	if _, err := e.category(name); err != nil {
		return err
	}
	e.edits = append(e.edits, edit{action: "delcat", category: name})
	i := e.file.at(name)
	e.file.categories = slices.Delete(e.file.categories, i, i+1)
	return nil
}

// rename gives a category another name, which Asterisk would do even where that is
// taken.
func (e *editor) rename(name, to string) error {
	c, err := e.category(name)
	if err != nil {
		return err
	}
	if e.file.find(to) != nil {
		return fmt.Errorf("%w: there is a category [%s] already", targets.ErrConflict, to)
	}
	if err := nameable(to); err != nil {
		return err
	}
	e.edits = append(e.edits, edit{action: "renamecat", category: name, value: to})
	c.name = to
	return nil
}

// set leaves one line of a variable.
func (e *editor) set(category, variable, value string) error {
	c, err := e.category(category)
	if err != nil {
		return err
	}
	switch all := c.values(variable); {
	case len(all) == 1 && all[0] == value:
		return nil
	case len(all) == 1 && all[0] != "":
		e.update(c, variable, all[0], value)
		return nil
	}
	e.removeAll(c, variable, func(string) bool { return true })
	e.add(c, variable, value)
	return nil
}

func (e *editor) unset(category, variable string) error {
	c, err := e.category(category)
	if err != nil {
		return err
	}
	e.removeAll(c, variable, func(string) bool { return true })
	return nil
}

// update changes the first line of a variable that has the value from.
func (e *editor) update(c *category, variable, from, to string) {
	if from == to {
		return
	}
	e.edits = append(e.edits, edit{"update", c.name, variable, written(to, object(variable)), from})
	i := slices.IndexFunc(c.lines, func(l entry) bool { return strings.EqualFold(l.name, variable) && l.value == from })
	c.lines[i].value = to
}

func (e *editor) add(c *category, variable, value string) {
	e.edits = append(e.edits, edit{action: "append", category: c.name, variable: variable, value: written(value, object(variable))})
	c.lines = append(c.lines, entry{variable, value})
}

// remove deletes the first line of a variable that has a value.
func (e *editor) remove(c *category, variable, value string) {
	i := slices.IndexFunc(c.lines, func(l entry) bool { return strings.EqualFold(l.name, variable) && l.value == value })
	e.edits = append(e.edits, edit{action: "delete", category: c.name, variable: variable, match: value})
	c.lines = slices.Delete(c.lines, i, i+1)
}

// removeAll deletes the lines of a variable that which picks by their values.
func (e *editor) removeAll(c *category, variable string, which func(string) bool) {
	c.lines = slices.DeleteFunc(c.lines, func(l entry) bool {
		if !strings.EqualFold(l.name, variable) || !which(l.value) {
			return false
		}
		e.edits = append(e.edits, edit{action: "delete", category: c.name, variable: l.name, match: l.value})
		return true
	})
}

// is picks the member lines of an interface.
func is(interfaced string) func(string) bool {
	return func(value string) bool {
		first, _, _ := strings.Cut(value, ",")
		return strings.EqualFold(strings.TrimSpace(first), interfaced)
	}
}

// member puts an interface into a queue, or gives it another penalty; nil is the one
// that it has. Of several lines of one interface the last one counts, and it is left.
func (e *editor) member(category, interfaced string, penalty *int64) error {
	c, err := e.category(category)
	if err != nil {
		return err
	}
	mine := slices.DeleteFunc(c.values("member"), func(value string) bool { return !is(interfaced)(value) })
	switch {
	case len(mine) == 0 && penalty == nil:
		e.add(c, "member", interfaced)
	case len(mine) == 0:
		e.add(c, "member", interfaced+","+strconv.FormatInt(*penalty, 10))
	case penalty != nil:
		last := mine[len(mine)-1]
		for _, value := range mine[:len(mine)-1] {
			e.remove(c, "member", value)
		}
		e.update(c, "member", last, penalized(last, *penalty))
	}
	return nil
}

// penalized is the line of a member with another penalty.
func penalized(value string, penalty int64) string {
	parts := strings.Split(value, ",")
	if len(parts) == 1 {
		parts = append(parts, "")
	}
	parts[1] = strconv.FormatInt(penalty, 10)
	return strings.Join(parts, ",")
}

func (e *editor) unmember(category, interfaced string) error {
	c, err := e.category(category)
	if err != nil {
		return err
	}
	e.removeAll(c, "member", is(interfaced))
	return nil
}

// order puts the lines of members into an order; those that it does not name come
// behind it.
func (e *editor) order(category string, interfaces []string) error {
	c, err := e.category(category)
	if err != nil {
		return err
	}
	left := c.values("member")
	var all []string
	for _, name := range interfaces {
		for i := slices.IndexFunc(left, is(name)); i >= 0; i = slices.IndexFunc(left, is(name)) {
			all, left = append(all, left[i]), slices.Delete(left, i, i+1)
		}
	}
	if all = append(all, left...); slices.Equal(all, c.values("member")) {
		return nil
	}
	e.removeAll(c, "member", func(string) bool { return true })
	for _, value := range all {
		e.add(c, "member", value)
	}
	return nil
}

// numbered refuses what cannot be the name of a line.
func numbered(number string) error {
	if strings.ContainsAny(number, "=;[]#>") || strings.TrimSpace(number) != number || number == "" {
		return fmt.Errorf("%w: %q cannot be the number of a mailbox", targets.ErrInvalid, number)
	}
	return nil
}

// mailbox writes the fields of a mailbox that are named, and leaves one line of it.
func (e *editor) mailbox(category, number string, fields map[string]string) error {
	if err := numbered(number); err != nil {
		return err
	}
	if e.file.find(category) == nil {
		if err := e.newCategory(category); err != nil {
			return err
		}
	}
	c, err := e.category(category)
	if err != nil {
		return err
	}
	all := c.values(number)
	box := box{}
	if len(all) > 0 {
		box = parseBox(all[0]) // the first line counts
	}
	if err := box.take(fields); err != nil {
		return err
	}
	if len(all) == 1 && all[0] != "" {
		e.update(c, number, all[0], box.String())
		return nil
	}
	e.removeAll(c, number, func(string) bool { return true })
	e.add(c, number, box.String())
	return nil
}
