package render

import "strings"

// Options say how a view is drawn.
type Options struct {
	Width  int  // columns of the screen; 0 is as wide as it gets
	Colour bool // escape sequences may be used
	Full   bool // equal changes are all listed instead of folded
}

// style is how a piece of text looks on a terminal with colours.
type style string

const (
	plain   style = ""
	bold    style = "1"
	dim     style = "2"
	red     style = "31"
	green   style = "32"
	yellow  style = "33"
	blue    style = "34"
	magenta style = "35"
	cyan    style = "36"
	strike  style = "31;9"
	added   style = "32;4"
)

// paint draws s in a style, or leaves it as it is without colours.
func (o Options) paint(st style, s string) string {
	if !o.Colour || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// pad fills s with blanks to n columns.
func pad(s string, n int) string {
	if w := width(s); w < n {
		return s + strings.Repeat(" ", n-w)
	}
	return s
}

// columns is how wide a value may be on a line that already took some.
func (o Options) columns(taken int) int {
	if o.Width == 0 {
		return 0
	}
	return max(20, o.Width-taken)
}

// count is "1 user", "3 users".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + many
}
