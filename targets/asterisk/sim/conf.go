package sim

import (
	"fmt"
	"slices"
	"strings"
)

// file is a configuration file: categories in their order.
type file []category

// category is a part of a file. Its lines keep their order, and may repeat a name.
type category struct {
	name    string
	options string // "(!)", "(base)", with the brackets; "" is none
	lines   []line
}

// line is a variable, or, with no name, a comment or an instruction as it stands.
type line struct {
	name, value string
	object      bool // written with =>
}

// parse reads a file as Asterisk does: what stands behind ";" is a comment, unless a
// backslash is before it, and a line that sets nothing is passed over.
func parse(source string) (file, error) {
	var f file
	for n, raw := range strings.Split(source, "\n") {
		s := strings.TrimSpace(raw)
		code := strings.TrimSpace(uncommented(s))
		switch {
		case code == "":
			if s != "" && len(f) > 0 {
				f.last().lines = append(f.last().lines, line{value: s})
			}
		case code[0] == '[':
			end := strings.IndexByte(code, ']')
			if end < 0 {
				return nil, fmt.Errorf("line %d: a category without its bracket", n+1)
			}
			f = append(f, category{name: code[1:end], options: code[end+1:]})
		case len(f) == 0:
			return nil, fmt.Errorf("line %d: before the first category", n+1)
		case code[0] == '#':
			f.last().lines = append(f.last().lines, line{value: code})
		default:
			if l, ok := variable(code); ok && l.name != "" {
				f.last().lines = append(f.last().lines, l)
			}
		}
	}
	return f, nil
}

func (f file) last() *category { return &f[len(f)-1] }

// uncommented is what stands before a comment, its escapes resolved.
func uncommented(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] == ';' {
			i++
		} else if s[i] == ';' {
			break
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func variable(code string) (line, bool) {
	name, value, ok := strings.Cut(code, "=")
	value, object := strings.CutPrefix(value, ">")
	return line{name: strings.TrimSpace(name), value: strings.TrimSpace(value), object: object}, ok
}

// String is the file as it is written.
func (f file) String() string {
	var b strings.Builder
	for _, c := range f {
		fmt.Fprintf(&b, "[%s]%s\n", escaped(c.name), escaped(c.options))
		for _, l := range c.lines {
			switch {
			case l.name == "":
				b.WriteString(l.value + "\n")
			case l.object:
				fmt.Fprintf(&b, "%s => %s\n", escaped(l.name), escaped(l.value))
			default:
				fmt.Fprintf(&b, "%s = %s\n", escaped(l.name), escaped(l.value))
			}
		}
	}
	return b.String()
}

// escaped is a text in which no comment begins.
func escaped(s string) string { return strings.ReplaceAll(s, ";", `\;`) }

// clone shares nothing with f.
func (f file) clone() file {
	out := slices.Clone(f)
	for i := range out {
		out[i].lines = slices.Clone(out[i].lines)
	}
	return out
}

// at is the place of a category, whatever its case; -1 is nowhere. Templates are no
// categories of their own.
func (f file) at(name string) int {
	return slices.IndexFunc(f, func(c category) bool { return strings.EqualFold(c.name, name) && !c.template() })
}

// parts are what stands in the brackets behind a category's name.
func (c *category) parts() []string {
	if c.options == "" {
		return nil
	}
	return strings.Split(strings.Trim(c.options, "() "), ",")
}

func (c *category) template() bool { return slices.Contains(c.parts(), "!") }

// bases are the categories that one inherits from.
func (c *category) bases() []string {
	return slices.DeleteFunc(c.parts(), func(s string) bool { return s == "!" || s == "+" || s == "" })
}

// whole is a file in which each category has what it inherits before what is its own.
func (f file) whole() file {
	if !slices.ContainsFunc(f, func(c category) bool { return len(c.bases()) > 0 }) {
		return f
	}
	out := f.clone()
	for i := range out {
		var inherited []line
		for _, base := range out[i].bases() {
			if j := slices.IndexFunc(out[:i], func(c category) bool { return c.name == base }); j >= 0 {
				inherited = append(inherited, out[j].variables()...)
			}
		}
		out[i].lines = append(inherited, out[i].lines...)
	}
	return out
}

// variables are the lines that set something.
func (c *category) variables() []line {
	return slices.DeleteFunc(slices.Clone(c.lines), func(l line) bool { return l.name == "" })
}

// get is the last value of a variable.
func (c *category) get(name string) string {
	out := ""
	for _, l := range c.lines {
		if strings.EqualFold(l.name, name) {
			out = l.value
		}
	}
	return out
}
