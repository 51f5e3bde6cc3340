package threecx

import (
	"encoding/json"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// wire turns XAPI's JSON into attributes and back, by the schema of one
// version: a property has the name and type of its attribute unless it stands
// in a table below.
type wire struct {
	kinds map[string]*codec
	names map[string]string      // strings that repeat from object to object, kept once
	trees map[string]state.Value // deeper values that repeat, by their text
}

// codec is one kind's table.
type codec struct {
	kind  *state.Kind
	slots []slot         // by the order of kind.Fields
	top   []bool         // of slots: whether props holds it
	props map[string]int // property → slot, for those at the top of the entity
	below map[string]map[string]int
	vals  []state.Value // of the one record of the kind that is being read
	last  int           // the slot that was found last, plus one; 0 when a record begins
	after []int         // slot → the one that came next in the record before: they come in one order

	routes   map[string]map[string][]routed // of forwarding profiles: place → text → what it says
	profiles map[string]profile             // of whole forwarding profiles, by their text
}

// profile is a forwarding profile as somebody's: the next one's differs in the key
// and in one attribute.
type profile struct {
	state.Object
	name string
	user int // the index of the attribute that says whose it is
}

// routed is one rule of a routing.
type routed struct {
	slot  int
	value state.Value
}

// slot is where one attribute stands.
type slot struct {
	field *state.Field
	place string // the property that holds it; "" is the entity itself
}

// settings is where a phone's attributes stand, but for these.
var phoneTop = map[string]bool{"MacAddress": true, "Name": true, "TemplateName": true, "Interface": true,
	"ProvisioningLinkExt": true, "ProvisioningLinkLocal": true}

// available and away are the two routings of a forwarding profile; a profile
// carries one of them, and a rule sent to the other is refused (observed by
// integrators).
var (
	available = map[string]bool{"BusyAllCalls": true, "BusyExternal": true, "BusyInternal": true, "NoAnswerAllCalls": true,
		"NoAnswerExternal": true, "NoAnswerInternal": true, "NotRegisteredAllCalls": true, "NotRegisteredExternal": true, "NotRegisteredInternal": true}
	away = map[string]bool{"AllHoursExternal": true, "AllHoursInternal": true, "External": true, "Internal": true}
)

// placeOf says which property of an entity holds an attribute.
func placeOf(kind, attr string) string {
	switch {
	case kind == Membership && attr != "Group" && attr != "User":
		return "Rights"
	case kind == Phone && !phoneTop[attr]:
		return "Settings"
	case kind == Forwarding && available[attr]:
		return "AvailableRoute"
	case kind == Forwarding && away[attr]:
		return "AwayRoute"
	}
	return ""
}

// elsewhere are attributes that no property of the same name holds: they are
// made of others, by hand.
var elsewhere = map[string]bool{
	"user.PrimaryGroup": true, "groupRole.Group": true, "membership.Group": true, "membership.User": true, "phone.User": true, "forwarding.User": true,
	"queue.Agents": true, "queue.AgentOrder": true, "queue.Skills": true, "queue.Managers": true, "queue.Groups": true,
	"ringGroup.Members": true, "ringGroup.MemberOrder": true, "ringGroup.Groups": true, "parking.Groups": true,
	"receptionist.Calls": true,
}

func newWire(p state.Profile) *wire {
	schema := Schema(p)
	w := &wire{kinds: map[string]*codec{}, names: map[string]string{}, trees: map[string]state.Value{}}
	for i := range schema.Kinds {
		k := &schema.Kinds[i]
		c := &codec{kind: k, slots: make([]slot, len(k.Fields)), top: make([]bool, len(k.Fields)), after: make([]int, len(k.Fields)+1), props: map[string]int{}, below: map[string]map[string]int{}}
		for n := range k.Fields {
			f := &k.Fields[n]
			place := placeOf(k.Name, f.Name)
			c.slots[n] = slot{f, place}
			switch {
			case f.Has(state.Secret), elsewhere[k.Name+"."+f.Name]:
			case place == "":
				c.props[f.Name], c.top[n] = n, true
			default:
				if c.below[place] == nil {
					c.below[place] = map[string]int{}
				}
				c.below[place][f.Name] = n
			}
		}
		w.kinds[k.Name] = c
	}
	return w
}

// selected lists the properties that a listing of the kind asks for. Secrets
// are not among them: they never leave the PBX.
func (w *wire) selected(kind string, more ...string) string {
	names := append([]string{"Id"}, more...)
	c := w.kinds[kind]
	for _, s := range c.slots {
		if _, ok := c.props[s.field.Name]; ok {
			names = append(names, s.field.Name)
		}
	}
	return strings.Join(names, ",")
}

// record is an object while it is read: a value for each slot. There is one at a
// time of each kind.
type record struct {
	c    *codec
	vals []state.Value
}

func (w *wire) record(kind string) record {
	c := w.kinds[kind]
	if c.vals == nil {
		c.vals = make([]state.Value, len(c.slots))
	}
	clear(c.vals)
	c.last = 0
	return record{c, c.vals}
}

// slot finds a property of the entity itself. Where the record before went on the
// same way it is not looked for.
func (c *codec) slot(name []byte) (int, bool) {
	n := c.after[c.last]
	if f := c.slots[n].field; f.Name != string(name) || !c.top[n] {
		var ok bool
		if n, ok = c.props[string(name)]; !ok {
			return 0, false
		}
		c.after[c.last] = n
	}
	c.last = n + 1
	return n, true
}

// set fills an attribute that is made by hand.
func (r record) set(name string, v state.Value) {
	for i, s := range r.c.slots {
		if s.field.Name == name {
			r.vals[i] = v
			return
		}
	}
}

// object is the record as an object. Values that the reply did not hold stay absent.
func (r record) object(key, id string) state.Object {
	n := 0
	for i := range r.vals {
		if r.vals[i].Presence() != state.Absent {
			n++
		}
	}
	attrs := make([]state.Attr, n)
	n = 0
	for i := range r.vals {
		if r.vals[i].Presence() != state.Absent {
			attrs[n].Name, attrs[n].Value = r.c.slots[i].field.Name, r.vals[i]
			n++
		}
	}
	return state.Object{Kind: r.c.kind.Name, Key: key, ID: id, Attrs: attrs}
}

// property takes one property of an entity into the record, and reports whether
// it knows it.
func (w *wire) property(r record, s *rest.Scan, name []byte) bool {
	if n, ok := r.c.slot(name); ok {
		r.vals[n] = w.value(s, r.c.kind, r.c.slots[n].field)
		return true
	}
	below, ok := r.c.below[string(name)]
	if !ok {
		return false
	}
	if r.c.kind.Name == Forwarding {
		for _, rule := range w.routing(r.c, s.Raw(), string(name)) {
			r.vals[rule.slot] = rule.value
		}
		return true
	}
	// null in a member's rights is the same as not there: inherited.
	sparse := r.c.kind.Name == Membership
	s.Object(func(name []byte) {
		n, ok := below[string(name)]
		if !ok || sparse && s.Kind() == 'n' {
			return
		}
		r.vals[n] = w.value(s, r.c.kind, r.c.slots[n].field)
	})
	return true
}

// routing reads the rules of one of a forwarding profile's two routings; the other
// is null. Each user has five profiles, most of which say what everybody's do, so
// that a text is read once.
func (w *wire) routing(c *codec, raw []byte, place string) []routed {
	if known, ok := c.routes[place][string(raw)]; ok {
		return known
	}
	var out []routed
	s := rest.NewScan(raw)
	s.Object(func(name []byte) {
		if n, ok := c.below[place][string(name)]; ok && s.Kind() != 'n' {
			out = append(out, routed{n, w.value(s, c.kind, c.slots[n].field)})
		}
	})
	if c.routes == nil {
		c.routes = map[string]map[string][]routed{}
	}
	if c.routes[place] == nil {
		c.routes[place] = map[string][]routed{}
	}
	if len(c.routes[place]) < remembered {
		c.routes[place][string(raw)] = out
	}
	return out
}

// remembered is how many different texts of one sort are kept.
const remembered = 4096

// value reads one attribute. null is empty.
func (w *wire) value(s *rest.Scan, k *state.Kind, f *state.Field) state.Value {
	kind := s.Kind()
	if kind == 'n' {
		s.Skip()
		return state.Nothing()
	}
	switch f.Type {
	case state.Bool:
		return state.OfBool(s.Bool())
	case state.Int:
		n, _ := s.Int()
		return state.OfInt(n)
	case state.Strset:
		return state.OfSet(w.strings(s)...)
	case state.Strlist:
		return state.OfList(w.strings(s)...)
	case state.Tree:
		raw := s.Raw()
		if k.Name == Forwarding && isVoicemail(raw) {
			return ownVoicemail
		}
		return w.tree(raw)
	}
	if f.Name == "MacAddress" {
		return state.OfText(normalMAC(s.Text()))
	}
	return state.OfText(w.intern(s))
}

// strings reads an array of names, or one name.
func (w *wire) strings(s *rest.Scan) []string {
	var out []string
	if s.Kind() != '[' {
		return append(out, s.Text())
	}
	s.Array(func() { out = append(out, w.intern(s)) })
	return out
}

// intern reads a string and keeps short ones once; roles, languages and options
// repeat in every object.
func (w *wire) intern(s *rest.Scan) string {
	b := s.Bytes()
	if len(b) > 20 {
		return string(b)
	}
	if have, ok := w.names[string(b)]; ok {
		return have
	}
	text := string(b)
	if len(w.names) < remembered {
		w.names[text] = text
	}
	return text
}

// tree is a deeper value as canonical JSON, its destinations reduced to what can
// be set.
func (w *wire) tree(raw []byte) state.Value {
	if v, ok := w.trees[string(raw)]; ok {
		return v
	}
	v := canonicalTree(raw)
	if len(w.trees) < remembered {
		w.trees[string(raw)] = v
	}
	return v
}

// ownVoicemail is where most calls of most users go, and each user's is written
// differently: in a user's own rules it carries the extension, which is not a
// choice (observed by integrators). A queue's names the mailbox.
var ownVoicemail = state.OfTree(`{"To":"VoiceMail"}`)

func isVoicemail(raw []byte) bool {
	if len(raw) == 0 || raw[0] != '{' {
		return false
	}
	found := false
	s := rest.NewScan(raw)
	s.Object(func(name []byte) {
		if string(name) == "To" {
			found = string(s.Raw()) == `"VoiceMail"`
		}
	})
	return found
}

func canonicalTree(raw []byte) state.Value {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return state.Nothing()
	}
	b, err := json.Marshal(plainTree(v))
	if err == nil {
		b, err = state.Canonicalize(b)
	}
	if err != nil {
		return state.Nothing()
	}
	return state.OfTree(string(b))
}

// plainTree takes out nulls and the vendor's own remarks on destinations. An
// external destination has its number in External (observed by integrators).
func plainTree(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plainTree(v[i])
		}
	case map[string]any:
		to, destination := v["To"].(string)
		for name, x := range v {
			drop := x == nil
			if destination {
				switch name {
				case "To":
				case "Number":
					drop = x == nil || x == "" || to == "External" || to == "None"
				case "External":
					drop = x == nil || x == "" || to != "External"
				default:
					drop = true
				}
			}
			if drop {
				delete(v, name)
				continue
			}
			v[name] = plainTree(x)
		}
	}
	return v
}

// normalMAC is a hardware address as twelve lower-case digits, the form in which
// 3CX keeps it.
func normalMAC(s string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(s))
}
