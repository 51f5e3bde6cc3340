package state

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// The canonical form of JSON is RFC 8785: no space, members sorted by UTF-16
// code units, the shortest escapes, numbers as ECMAScript prints them. One
// state is one text, so that a digest of the text is a digest of the state.

// maxExact is the greatest integer that every JSON reader keeps.
const maxExact = 1 << 53

// ErrUnfit is a value that has no canonical JSON: not a number, an integer that
// readers would round, text that is not UTF-8.
var ErrUnfit = errors.New("has no canonical JSON")

// CanonicalAppender is implemented by types that write their own canonical form.
type CanonicalAppender interface {
	AppendCanonical([]byte) ([]byte, error)
}

// Canonical encodes v as encoding/json would, in canonical form. Integers
// beyond 2^53 are refused: whoever has such numbers writes them as strings.
func Canonical(v any) ([]byte, error) { return (&canonizer{}).append(nil, reflect.ValueOf(v)) }

// CanonicalDigest is the Digest of what Canonical returns, without the text
// ever being in memory as a whole.
func CanonicalDigest(v any) (string, error) { return WriteCanonical(io.Discard, v) }

// WriteCanonical writes what Canonical returns to w, a piece at a time, and returns
// its Digest.
func WriteCanonical(w io.Writer, v any) (digest string, err error) {
	sum := sha256.New()
	c := &canonizer{to: io.MultiWriter(sum, w)}
	rest, err := c.append(make([]byte, 0, 2*spill), reflect.ValueOf(v))
	if err == nil {
		c.write(rest)
		err = c.failed
	}
	if err != nil {
		return "", err
	}
	return digestOf(sum.Sum(nil)), nil
}

// Canonicalize rewrites JSON text in canonical form.
func Canonicalize(text []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err == nil {
		return nil, fmt.Errorf("text after the end of the JSON value")
	}
	return Canonical(v)
}

// digestPrefix says how a digest was made.
const digestPrefix = "sha256:"

// Digest is "sha256:" and the sum of data in hexadecimal.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return digestOf(sum[:])
}

func digestOf(sum []byte) string { return digestPrefix + hex.EncodeToString(sum) }

// canonizer writes the canonical form.
type canonizer struct {
	to     io.Writer // takes what is written, now and then, where nobody needs all of it at once
	failed error     // of the first write that went wrong
}

// spill is how many bytes may wait to be written.
const spill = 32 << 10

// flush empties b where nobody needs its text.
func (c *canonizer) flush(b []byte) []byte {
	if c.to == nil || len(b) < spill {
		return b
	}
	c.write(b)
	return b[:0]
}

func (c *canonizer) write(b []byte) {
	if c.failed == nil {
		_, c.failed = c.to.Write(b)
	}
}

func (c *canonizer) append(b []byte, v reflect.Value) ([]byte, error) {
	if !v.IsValid() {
		return append(b, "null"...), nil
	}
	return c.appendBy(b, v, planOf(v.Type()))
}

// appendBy is append with the plan of the value's type at hand.
func (c *canonizer) appendBy(b []byte, v reflect.Value, plan *typePlan) ([]byte, error) {
	if b, ok, err := appendBySelf(b, v, plan); ok {
		return b, err
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInt(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > maxExact {
			return b, fmt.Errorf("%d %w", v.Uint(), ErrUnfit)
		}
		return strconv.AppendUint(b, v.Uint(), 10), nil
	case reflect.Float32, reflect.Float64:
		return appendFloat(b, v.Float())
	case reflect.String:
		return AppendText(b, v.String())
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		return c.append(b, v.Elem())
	case reflect.Slice, reflect.Array:
		return c.list(b, v)
	case reflect.Map:
		return c.object(b, v)
	case reflect.Struct:
		return c.record(b, v, plan)
	}
	return b, fmt.Errorf("a %s %w", v.Type(), ErrUnfit)
}

// appendBySelf asks the value to write itself.
func appendBySelf(b []byte, v reflect.Value, plan *typePlan) ([]byte, bool, error) {
	if plan.by == bySelfNot || v.Kind() == reflect.Pointer && v.IsNil() {
		return b, false, nil
	}
	switch x := inPlace(v).(type) {
	case CanonicalAppender:
		b, err := x.AppendCanonical(b)
		return b, true, err
	case json.Number:
		b, err := appendNumber(b, x)
		return b, true, err
	case *json.Number:
		b, err := appendNumber(b, *x)
		return b, true, err
	case json.RawMessage:
		c, err := Canonicalize(x)
		return append(b, c...), true, err
	case *json.RawMessage:
		c, err := Canonicalize(*x)
		return append(b, c...), true, err
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		if err != nil {
			return b, true, err
		}
		b, err = AppendText(b, string(text))
		return b, true, err
	}
	return b, false, nil
}

// inPlace is v, by its address where it has one: a pointer has the methods of
// what it points to, and needs no copy of it.
func inPlace(v reflect.Value) any {
	if v.Kind() != reflect.Pointer && v.CanAddr() {
		return v.Addr().Interface()
	}
	return v.Interface()
}

func appendInt(b []byte, n int64) ([]byte, error) {
	if n > maxExact || n < -maxExact {
		return b, fmt.Errorf("%d %w", n, ErrUnfit)
	}
	return strconv.AppendInt(b, n, 10), nil
}

func appendNumber(b []byte, n json.Number) ([]byte, error) {
	if i, err := n.Int64(); err == nil {
		return appendInt(b, i)
	}
	f, err := n.Float64()
	if err != nil {
		return b, fmt.Errorf("%s %w", n, ErrUnfit)
	}
	return appendFloat(b, f)
}

// appendFloat prints as ECMAScript's Number::toString does.
func appendFloat(b []byte, f float64) ([]byte, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return b, fmt.Errorf("%v %w", f, ErrUnfit)
	}
	if f == 0 {
		return append(b, '0'), nil // also for -0
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(b, f, 'f', -1, 64), nil
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	if n := len(b); n-start > 4 && b[n-2] == '0' && (b[n-3] == '-' || b[n-3] == '+') {
		b[n-2] = b[n-1]
		b = b[:n-1]
	}
	return b, nil
}

const hexDigits = "0123456789abcdef"

// AppendText appends a JSON string.
func AppendText(b []byte, s string) ([]byte, error) {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				return b, fmt.Errorf("%q %w", s, ErrUnfit)
			}
			i += size
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		b = appendEscape(b, c)
		i++
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"'), nil
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\t':
		return append(b, '\\', 't')
	case '\n':
		return append(b, '\\', 'n')
	case '\f':
		return append(b, '\\', 'f')
	case '\r':
		return append(b, '\\', 'r')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

func (c *canonizer) list(b []byte, v reflect.Value) ([]byte, error) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return append(b, "null"...), nil
	}
	var err error
	plan := planOf(v.Type().Elem())
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = c.appendBy(c.flush(b), v.Index(i), plan); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func (c *canonizer) object(b []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(b, "null"...), nil
	}
	if v.Type().Key().Kind() != reflect.String {
		return b, fmt.Errorf("a %s %w", v.Type(), ErrUnfit)
	}
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.SortFunc(keys, compareUTF16)
	var err error
	b = append(b, '{')
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = AppendText(b, k); err != nil {
			return b, err
		}
		b = append(b, ':')
		if b, err = c.append(b, v.MapIndex(reflect.ValueOf(k).Convert(v.Type().Key()))); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func (c *canonizer) record(b []byte, v reflect.Value, plan *typePlan) ([]byte, error) {
	var err error
	b = append(b, '{')
	first := true
	for i := range plan.members {
		f := &plan.members[i]
		m, err := v.FieldByIndexErr(f.index)
		if err != nil || f.omit(m) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, f.label...)
		if b, err = c.appendBy(b, m, f.planOf(m)); err != nil {
			return b, err
		}
	}
	return append(b, '}'), err
}

// compareUTF16 orders text by UTF-16 code units, which differs from the order
// of bytes only beyond the basic plane.
func compareUTF16(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] == b[i] {
			continue
		}
		if a[i] < 0xee || b[i] < 0xee {
			return cmp.Compare(a[i], b[i])
		}
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	}
	return cmp.Compare(len(a), len(b))
}
