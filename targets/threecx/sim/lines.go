package sim

import (
	"fmt"
	"strings"
)

// checkQueue keeps the rules of a queue.
func checkQueue(d *draft) {
	d.preset("Name", "New queue")
	if name, ok := d.sent("Name"); ok && name == "" {
		d.fail("Name", emptyString)
	}
	d.readLinks("Agents")
	d.readLinks("Managers")
}

// checkRingGroup keeps the rules of a ring group.
func checkRingGroup(d *draft) {
	d.preset("Name", "New ring group")
	d.readLinks("Members")
	if d.props["RingStrategy"] == "Paging" && d.string("MulticastAddress") == "" && d.props["MulticastPort"] != nil {
		d.fail("RingStrategy", noPaging)
	}
}

// checkReceptionist keeps the rules of an IVR.
func checkReceptionist(d *draft) {
	d.preset("Name", "New IVR")
	d.numberRows("Forwards")
}

// checkFax gives a fax extension its credentials.
func checkFax(d *draft) {
	d.mint("AuthID", 10, mixed)
	d.mint("AuthPassword", 10, mixed)
}

func keepFax(w *World, _ *caller, o *object) string {
	if b, _ := o.props["FaxServer"].(bool); b {
		return faxKept
	}
	return keepNumber(w, nil, o)
}

// checkTrunk fills in a trunk.
func checkTrunk(d *draft) {
	if d.creating() && d.props["Gateway"] == nil {
		d.fail("Gateway", required)
	}
	if pw, ok := d.in["AuthPassword"].(map[string]any); ok {
		if hidden, _ := pw["Concealed"].(bool); hidden && d.old != nil {
			d.props["AuthPassword"] = d.old.props["AuthPassword"]
		}
	}
}

// contactNumbers are the properties of a contact that hold a number.
var contactNumbers = []string{"PhoneNumber", "Mobile2", "Home", "Business", "Business2", "BusinessFax", "Other", "Pager"}

// checkContact keeps the two rules of the phone book.
func checkContact(d *draft) {
	if d.string("FirstName")+d.string("LastName")+d.string("CompanyName") == "" {
		d.fail("FirstName", contactName)
	}
	numbers := ""
	for _, f := range contactNumbers {
		numbers += d.string(f)
	}
	if numbers == "" && d.string("Email") == "" {
		d.fail("PhoneNumber", contactNumber)
	}
}

// checkParameter keeps parameter names unique.
func checkParameter(d *draft) {
	d.need("Name")
	name := d.string("Name")
	for _, o := range d.w.table("Parameters").list {
		if o != d.old && strings.EqualFold(o.prop("Name"), name) {
			d.fail("Name", duplicate)
		}
	}
}

// readLinks turns the rows of a collection that name numbers into links.
func (d *draft) readLinks(name string) {
	rows, ok := d.in[name].([]any)
	if !ok {
		return
	}
	links := []any{}
	seen := map[int]bool{}
	for i, r := range rows {
		row := r.(map[string]any)
		target := fmt.Sprintf("%s[%d].Number", name, i)
		n, _ := row["Number"].(string)
		o := d.w.numbers[n]
		switch {
		case n == "":
			d.fail(target, required)
			continue
		case o == nil || o.table.set.name == "Groups":
			d.fail(target, noSuchNumber)
			continue
		case seen[o.id]:
			d.fail(target, duplicate)
			continue
		}
		seen[o.id] = true
		link := map[string]any{"Id": int64(o.id)}
		if g, ok := row["SkillGroup"].(string); ok {
			link["SkillGroup"] = g
		}
		links = append(links, link)
	}
	d.props[name] = links
}

// linkRows shows a collection of links with the number and name of today. A
// number that is gone is gone from every collection.
func linkRows(name string) func(*World, *object) any {
	return func(w *World, o *object) any {
		links, _ := o.props[name].([]any)
		out := make([]any, 0, len(links))
		for _, l := range links {
			link := l.(map[string]any)
			id, _ := link["Id"].(int64)
			dn := w.byID[int(id)]
			if dn == nil {
				continue
			}
			row := map[string]any{"Id": id, "Number": dn.number(), "Name": dn.displayName(), "Tags": dn.tags()}
			if g, ok := link["SkillGroup"]; ok {
				row["SkillGroup"] = g
			}
			out = append(out, row)
		}
		return out
	}
}

// checkDestinations refuses numbers that nobody has, if the quirk says so.
func (d *draft) checkDestinations() {
	if !d.w.quirks.CheckDestinations {
		return
	}
	for _, p := range d.table.set.typ.props {
		if v, ok := d.in[p.name]; ok {
			d.walkDestinations(p, v, p.name)
		}
	}
}

func (d *draft) walkDestinations(p *prop, v any, path string) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			d.walkDestinations(p, item, fmt.Sprintf("%s[%d]", path, i))
		}
	case map[string]any:
		if p.typ != nil && p.typ.name == "Destination" {
			if n, _ := v["Number"].(string); n != "" && d.w.numbers[n] == nil {
				d.fail(path+".Number", noSuchNumber)
			}
			return
		}
		if p.typ == nil {
			return
		}
		for _, sub := range p.typ.props {
			if item, ok := v[sub.name]; ok {
				d.walkDestinations(sub, item, path+"."+sub.name)
			}
		}
	}
}
