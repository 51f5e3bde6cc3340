package rest

// deepest is how many arrays and objects may lie in one another, as encoding/json
// has it.
const deepest = 10_000

// valid reports whether a text is one JSON value, as encoding/json's Valid does,
// which takes several times as long: for a listing of thousands that is as much
// as everything else that is done with it.
func valid(b []byte) bool {
	v := validator{b: b}
	return v.value() && v.rest()
}

// validator walks a text; i is the next byte.
type validator struct {
	b    []byte
	i    int
	open []byte // the braces and brackets that are not closed, as their ends
}

// space passes over blanks and reports whether something follows.
func (v *validator) space() bool {
	if v.i < len(v.b) && v.b[v.i] > ' ' {
		return true // nearly always
	}
	return v.blanks()
}

func (v *validator) blanks() bool {
	for v.i < len(v.b) {
		switch v.b[v.i] {
		case ' ', '\n', '\t', '\r':
			v.i++
		default:
			return true
		}
	}
	return false
}

// value takes one scalar, or opens an array or an object as far as its first
// scalar.
func (v *validator) value() bool {
	for v.space() {
		switch c := v.b[v.i]; c {
		case '{', '[':
			v.i++
			v.open = append(v.open, c+2) // the end of each stands two further in ASCII
			if len(v.open) > deepest || !v.space() {
				return false
			}
			switch {
			case v.b[v.i] == c+2:
				return true // rest closes it
			case c == '{' && !v.name():
				return false
			}
		case '"':
			return v.text()
		case 't':
			return v.word("true")
		case 'f':
			return v.word("false")
		case 'n':
			return v.word("null")
		default:
			return v.number()
		}
	}
	return false
}

// rest takes what follows a value, to the end of the text.
func (v *validator) rest() bool {
	for v.space() {
		if len(v.open) == 0 {
			return false
		}
		end := v.open[len(v.open)-1]
		switch c := v.b[v.i]; {
		case c == end:
			v.i++
			v.open = v.open[:len(v.open)-1]
		case c == ',':
			v.i++
			if end == '}' && !(v.space() && v.name()) || !v.value() {
				return false
			}
		default:
			return false
		}
	}
	return len(v.open) == 0
}

// name takes a member's name and its colon.
func (v *validator) name() bool {
	if v.b[v.i] != '"' || !v.text() || !v.space() || v.b[v.i] != ':' {
		return false
	}
	v.i++
	return true
}

func (v *validator) word(w string) bool {
	if len(v.b)-v.i < len(w) || string(v.b[v.i:v.i+len(w)]) != w {
		return false
	}
	v.i += len(w)
	return true
}

// literal are the bytes that stand for themselves in a string.
var literal = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return t
}()

// text takes a string, whose first quote is next.
func (v *validator) text() bool {
	b, i := v.b, v.i+1
	for {
		for i < len(b) && literal[b[i]] {
			i++
		}
		if i == len(b) || b[i] < ' ' {
			return false
		}
		if b[i] == '"' {
			v.i = i + 1
			return true
		}
		n := escape(b[i+1:])
		if n == 0 {
			return false
		}
		i += 1 + n
	}
}

// escape is how long what follows a backslash is; 0 is no escape.
func escape(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(b) >= 5 && hex(b[1]) && hex(b[2]) && hex(b[3]) && hex(b[4]) {
			return 5
		}
	}
	return 0
}

func hex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func (v *validator) number() bool {
	v.one('-')
	if !v.one('0') && !v.digits() {
		return false
	}
	if v.one('.') && !v.digits() {
		return false
	}
	if v.one('e') || v.one('E') {
		if !v.one('+') {
			v.one('-')
		}
		return v.digits()
	}
	return true
}

func (v *validator) one(c byte) bool {
	if v.i < len(v.b) && v.b[v.i] == c {
		v.i++
		return true
	}
	return false
}

func (v *validator) digits() bool {
	from := v.i
	for v.i < len(v.b) && '0' <= v.b[v.i] && v.b[v.i] <= '9' {
		v.i++
	}
	return v.i > from
}
