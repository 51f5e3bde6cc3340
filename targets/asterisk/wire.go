package asterisk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// What Asterisk writes for nothing.
const (
	nobody   = "unknown"   // callerid, in angle brackets; without them once it was loaded again
	noCodecs = "(nothing)" // allow of an endpoint that was made without
)

// passedOver are attributes that are shown and mean nothing: of one that is no more,
// and of a list that is shown as attributes of its own.
var passedOver = map[string]bool{"set_var": true, "stir_shaken": true}

// secretFields are those that leave no connection.
const secretFields = state.Secret | state.Sealed

// valueOf is what an attribute's text says, in the shape of its field. ok is false
// where it does not fit; nothing is Absent.
func valueOf(f *state.Field, text string) (v state.Value, ok bool) {
	if text == "" || strings.Trim(text, "<>") == nobody && f.Name == "callerid" || text == noCodecs && f.Name == "allow" {
		return state.Value{}, true
	}
	switch f.Type {
	case state.Bool:
		return state.OfBool(isTrue(text)), true
	case state.Int:
		n, err := strconv.ParseInt(text, 10, 64)
		return state.OfInt(n), err == nil
	case state.Strset:
		all := items(text)
		for i := range all {
			if f.Name == "mailboxes" && !strings.Contains(all[i], "@") {
				all[i] = mailboxKey(all[i], "default") // which is what Asterisk takes it for
			}
		}
		return state.OfSet(all...), true
	case state.Strlist:
		return state.OfList(items(text)...), true
	}
	return state.OfText(text), true
}

// items are those of a list: "a, b", or "(a|b)" as codecs are shown.
func items(text string) []string {
	if inner, ok := strings.CutPrefix(text, "("); ok {
		text = strings.ReplaceAll(strings.TrimSuffix(inner, ")"), "|", ",")
	}
	var out []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// row is an object of PJSIP as it was read.
type row struct {
	id    string
	pairs []pair
}

func (r *row) get(name string) string {
	for _, p := range r.pairs {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// loads reports whether Asterisk finds the object again: an endpoint that was made
// without codecs is kept, and from 20 on cannot be read, so that a PUT makes it anew.
func (r *row) loads(kind string, p state.Profile) bool {
	return kind != Endpoint || major(p) < modern || r.get("allow") != noCodecs && r.get("allow") != ""
}

// readStored is an object as the database keeps it: {"attribute": "value", …}.
func readStored(id, text string) (row, bool) {
	r := row{id: id}
	if !json.Valid([]byte(text)) {
		return r, false
	}
	s := rest.NewScan([]byte(text))
	s.Object(func(name []byte) { r.pairs = append(r.pairs, pair{string(name), s.Text()}) })
	return r, len(r.pairs) > 0
}

// readShown is an object as ARI shows it: [{"attribute": …, "value": …}, …].
func readShown(id string, body []byte) (row, bool) {
	r := row{id: id}
	if len(body) == 0 {
		return r, false
	}
	s := rest.NewScan(body)
	s.Array(func() {
		var p pair
		s.Object(func(name []byte) {
			switch string(name) {
			case "attribute":
				p.name = s.Text()
			case "value":
				p.value = s.Text()
			}
		})
		r.pairs = append(r.pairs, p)
	})
	return r, len(r.pairs) > 0
}

// object is a row in the words of its kind. Values that are the vendor's own are left
// out, secrets are sealed or not read at all. What the schema does not know is kept
// aside, but for an auth's, any of which may be a secret.
func (r *row) object(k *state.Kind, seal func(ref state.Ref, field, live string) state.Value) state.Object {
	o := state.Object{Kind: k.Name, Key: r.id, Attrs: make([]state.Attr, 0, 12)}
	extra := map[string]any{}
	for _, p := range r.pairs {
		f, known := k.Field(p.name)
		switch {
		case known && f.Has(state.Sealed):
			o.Put(f.Name, seal(o.Ref(), f.Name, p.value))
		case known && f.Has(state.Secret), passedOver[p.name]:
		case known && f.Flags&state.Computed == 0:
			if v, ok := valueOf(f, p.value); !ok {
				extra[p.name] = p.value
			} else if v = usual(f, v); v.Presence() != state.Absent {
				o.Put(f.Name, v)
			}
		case !known && p.value != "" && k.Name != Auth:
			extra[p.name] = p.value
		}
	}
	o.Put("id", state.OfText(r.id))
	if s := Station(r.id); s != "" {
		o.Put("station", state.OfText(s))
	}
	if k.Name != Endpoint {
		o.Put(belongs.Name, state.OfText(r.id))
	}
	o.Extra = canonical(extra)
	return o
}

// usual leaves out what Asterisk has by itself, and keeps that something is empty which
// by itself is not.
func usual(f *state.Field, v state.Value) state.Value {
	filled := f.Default.Presence() == state.Set
	switch {
	case filled && v.Presence() == state.Absent:
		return state.Nothing()
	case filled && f.Equal(f.Default, v):
		return state.Value{}
	}
	return v
}

// canonical is canonical JSON of what the schema does not know; "" of nothing.
func canonical(extra map[string]any) string {
	if len(extra) == 0 {
		return ""
	}
	b, err := state.Canonical(extra)
	if err != nil {
		return ""
	}
	return string(b)
}

// textOf is an argument as the vendor's text: PJSIP's and that of files are the same.
// Line ends would begin a line of their own, in a file and in a message of SIP.
func textOf(name string, v any) (string, error) {
	var out string
	switch v := v.(type) {
	case nil:
	case string:
		out = v
	case bool:
		out = "no"
		if v {
			out = "yes"
		}
	case int64:
		out = strconv.FormatInt(v, 10)
	case []any:
		for i := range v {
			item, ok := v[i].(string)
			if !ok || strings.ContainsAny(item, ",") {
				return "", fmt.Errorf("%w: %s holds what is no item of a list", targets.ErrInvalid, name)
			}
			if i > 0 {
				out += ","
			}
			out += item
		}
	default:
		return "", fmt.Errorf("%w: %s is a %T", targets.ErrUnsupported, name, v)
	}
	if strings.ContainsFunc(out, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", fmt.Errorf("%w: %s holds a line end or another control character", targets.ErrInvalid, name)
	}
	return out, nil
}

// pairsOf are an object's fields as they are sent, in a fixed order. An endpoint's
// codecs come first: those before count for what follows.
func pairsOf(fields map[string]any) ([]pair, error) {
	out := make([]pair, 0, len(fields))
	for name, v := range fields {
		text, err := textOf(name, v)
		if err != nil {
			return nil, err
		}
		if name == "allow" && text != "" {
			text = "!all," + text // else they are added to those that are there
		}
		out = append(out, pair{name, text})
	}
	slices.SortFunc(out, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	return out, nil
}
