package asterisk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// queueFile and its like hold one category that is none of theirs.
const general = "general"

// queueObject is a category of queues.conf. Of a variable that is there twice the last
// one counts.
func (c *category) queueObject(k *state.Kind) state.Object {
	o := state.Object{Kind: Queue, Key: c.name}
	o.Put("name", state.OfText(c.name))
	extra := map[string]any{}
	for _, l := range c.lines {
		name := strings.ToLower(l.name)
		f, known := k.Field(name)
		if name == "member" || known && listed[name] {
			continue
		}
		text := c.get(name)
		v, ok := state.Value{}, false
		if known {
			v, ok = valueOf(f, text)
		}
		switch {
		case !ok:
			extra[name] = text
		case v.Presence() == state.Set:
			o.Put(name, v)
		}
	}
	c.putMembers(&o)
	o.Extra = canonical(extra)
	return o
}

// listed are the attributes of a queue that are no variables.
var listed = map[string]bool{"members": true, "name": true, "order": true, "others": true, "penalties": true}

// putMembers reads the lines member => interface,penalty,name,…. Of several lines of
// one interface the last one counts, at the place of the first.
func (c *category) putMembers(o *state.Object) {
	var members, others, order, penalties []string
	penalty := map[string]int{}
	for _, value := range c.values("member") {
		parts := strings.Split(value, ",")
		who := strings.TrimSpace(parts[0])
		if who == "" {
			continue
		}
		id, ours := endpointOf(who)
		if ours {
			who = id
		}
		switch _, known := penalty[who]; {
		case known:
		case ours:
			members, order = append(members, who), append(order, who)
		default:
			others = append(others, who)
		}
		penalty[who] = 0
		if len(parts) > 1 {
			penalty[who], _ = strconv.Atoi(strings.TrimSpace(parts[1]))
		}
	}
	for _, who := range slices.Concat(members, others) {
		if penalty[who] > 0 {
			penalties = append(penalties, who+":"+strconv.Itoa(penalty[who]))
		}
	}
	for _, l := range []struct {
		name string
		v    state.Value
	}{{"members", state.OfSet(members...)}, {"others", state.OfSet(others...)}, {"order", state.OfList(order...)}, {"penalties", state.OfSet(penalties...)}} {
		if l.v.Presence() == state.Set {
			o.Put(l.name, l.v)
		}
	}
}

// endpointOf is the endpoint that an interface names by itself, whatever address of it.
func endpointOf(interfaced string) (id string, ok bool) {
	if len(interfaced) <= len(technology) || !strings.EqualFold(interfaced[:len(technology)], technology) {
		return "", false
	}
	id = interfaced[len(technology):]
	return id, !strings.ContainsAny(id, "/@")
}

// accountObject is a category of manager.conf or ari.conf: who may do what, and no
// secret.
func (c *category) accountObject(k *state.Kind) state.Object {
	o := state.Object{Kind: k.Name, Key: c.name}
	o.Put("name", state.OfText(c.name))
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Flags&(secretFields|state.Immutable) != 0 {
			continue
		}
		if v, ok := valueOf(f, c.get(f.Name)); ok && v.Presence() == state.Set {
			o.Put(f.Name, usual(f, v))
		}
	}
	return o
}
