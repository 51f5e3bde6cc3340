package sim

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// span is a range of extension numbers, both ends in it.
type span struct {
	name     string
	from, to int
}

// spans divides the numbers of a given length (ENL): people from 1… to 7…,
// system extensions (queues, ring groups, IVR, fax) 8…, hot desks HD and parkings
// SP have letters, trunks are pseudo-numbers above all others. Inferred from
// fresh installations; departments may narrow them in Props.
func (d *data) span(name string) span {
	unit := 1
	for range d.enl() - 1 {
		unit *= 10
	}
	switch name {
	case "users":
		return span{name, unit, 8*unit - 1}
	case "trunks":
		return span{name, max(10000, 10*unit), max(10000, 10*unit)*10 - 1}
	}
	return span{name, 8 * unit, 10*unit - 1}
}

// enl is the length of extension numbers.
func (d *data) enl() int {
	if d.system.ENL > 0 {
		return d.system.ENL
	}
	return 3
}

// next returns the first free number of a span, "" when there is none.
func (d *data) next(s span) string {
	for n := max(s.from, d.free[s.name]); n <= s.to; n++ {
		if d.numbers[strconv.Itoa(n)] == nil {
			d.free[s.name] = n
			return strconv.Itoa(n)
		}
	}
	return ""
}

// release makes a number that went away available again.
func (d *data) release(o *object) {
	n, err := strconv.Atoi(o.number())
	if err != nil {
		delete(d.free, strings.TrimRight(o.number(), "0123456789"))
		return
	}
	for name, hint := range d.free {
		if n < hint {
			d.free[name] = n
		}
	}
}

// nextPrefixed returns the first free number made of a prefix and a counter.
func (d *data) nextPrefixed(prefix string, from, width int) string {
	for n := max(from, d.free[prefix]); ; n++ {
		s := strconv.Itoa(n)
		s = prefix + strings.Repeat("0", max(0, width-len(s))) + s
		if d.numbers[s] == nil {
			d.free[prefix] = n
			return s
		}
	}
}

var (
	digits       = regexp.MustCompile(`^[0-9]{2,6}$`)
	userNumber   = regexp.MustCompile(`^(HD)?[0-9]{2,6}$`)
	parkNumber   = regexp.MustCompile(`^SP[0-9]+$`)
	clientNumber = regexp.MustCompile(`^[a-z0-9]+$`)
)

// checkNumber gives a new DN its number, and keeps the number of an old one.
func (d *draft) checkNumber() {
	k := d.table.kind
	if k.peer == "" {
		return
	}
	n, ok := d.sent("Number")
	if !d.creating() {
		if ok && n != d.old.number() {
			d.fail("Number", forbidden)
		}
		return
	}
	if n == "" {
		if n = k.number(d.w.data); n == "" {
			d.fail("Number", cmp.Or(k.numberless, noNumbers))
		}
		d.props["Number"] = n
		return
	}
	d.props["Number"] = n
	switch {
	case d.w.numbers[n] != nil:
		d.fail("Number", alreadyInUse)
	case k.form != nil && !k.form.MatchString(n):
		d.fail("Number", invalid)
	case d.w.quirks.StrictLength && digits.MatchString(n) && k.peer != "ExternalLine" && len(n) != d.w.enl():
		d.fail("Number", outOfRange)
	}
}
