package asterisk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// box is what a line of voicemail.conf holds: PIN,name,email,pager,name=value|name=value.
type box struct {
	pin, name, email, pager string
	options                 []string // "name=value", in their order
	more                    string   // what stands behind a fifth comma
}

func parseBox(value string) box {
	parts := strings.SplitN(value, ",", 6)
	for len(parts) < 6 {
		parts = append(parts, "")
	}
	for i := range 4 {
		parts[i] = strings.TrimSpace(parts[i])
	}
	b := box{pin: parts[0], name: parts[1], email: parts[2], pager: parts[3], more: parts[5]}
	for option := range strings.SplitSeq(parts[4], "|") {
		if option = strings.TrimSpace(option); option != "" {
			b.options = append(b.options, option)
		}
	}
	return b
}

// String is the line, without the commas that nothing follows.
func (b *box) String() string {
	all := []string{b.pin, b.name, b.email, b.pager, strings.Join(b.options, "|"), b.more}
	return strings.TrimRight(strings.Join(all, ","), ",")
}

// put sets an option in its place, or takes it out for "".
func (b *box) put(name, value string) {
	of := func(o string) bool {
		n, _, _ := strings.Cut(o, "=")
		return strings.EqualFold(strings.TrimSpace(n), name)
	}
	i := slices.IndexFunc(b.options, of)
	if value == "" || i < 0 {
		b.options = slices.DeleteFunc(b.options, of)
	}
	switch {
	case value == "":
	case i < 0:
		b.options = append(b.options, name+"="+value)
	default:
		b.options[i] = name + "=" + value
	}
}

// take lays fields over a line, by the names of the kind's attributes.
func (b *box) take(fields map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name]
		if name != "options" && strings.ContainsAny(value, ",|") {
			return fmt.Errorf("%w: the %s of a mailbox cannot hold a comma or a bar", targets.ErrInvalid, name)
		}
		switch name {
		case "pin":
			b.pin = value
		case "name":
			b.name = value
		case "email":
			b.email = value
		case "pager":
			b.pager = value
		case "attach", "delete":
			b.put(name, value)
		case "options":
			b.replace(value)
		default:
			return fmt.Errorf("%w: a mailbox has no %s", targets.ErrUnsupported, name)
		}
	}
	return nil
}

// replace puts other options in the place of all but attach and delete.
func (b *box) replace(list string) {
	own := slices.DeleteFunc(slices.Clone(b.options), func(o string) bool {
		n, _, _ := strings.Cut(o, "=")
		n = strings.ToLower(strings.TrimSpace(n))
		return n != "attach" && n != "delete"
	})
	for o := range strings.SplitSeq(list, ",") {
		if o != "" {
			own = append(own, o)
		}
	}
	b.options = own
}

// mailboxKey is what a mailbox is called.
func mailboxKey(number, context string) string { return number + "@" + context }

// aside are the categories of voicemail.conf that hold no mailboxes.
func aside(name string) bool { return name == "general" || name == "zonemessages" }

// object is the mailbox of a line, its PIN yet to be sealed.
func (b *box) object(key string) state.Object {
	o := state.Object{Kind: Mailbox, Key: key}
	o.Put("mailbox", state.OfText(key))
	for _, f := range []entry{{"name", b.name}, {"email", b.email}, {"pager", b.pager}} {
		if f.value != "" {
			o.Put(f.name, state.OfText(f.value))
		}
	}
	var other []string
	for _, option := range b.options {
		switch n, v, _ := strings.Cut(option, "="); strings.ToLower(strings.TrimSpace(n)) {
		case "attach", "delete":
			o.Put(strings.ToLower(strings.TrimSpace(n)), state.OfBool(isTrue(strings.TrimSpace(v))))
		default:
			other = append(other, option)
		}
	}
	if len(other) > 0 {
		o.Put("options", state.OfSet(other...))
	}
	return o
}
