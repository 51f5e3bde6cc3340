package sim

import (
	"fmt"
	"maps"
	"regexp"
)

var macForm = regexp.MustCompile(`^[0-9a-f]{12}$`)

// checkPhones reads the desk phones of a user: the whole list, each hardware
// address used once on the PBX.
func (d *draft) checkPhones() {
	rows, ok := d.in["Phones"].([]any)
	if !ok {
		return
	}
	seen := map[string]bool{}
	for i, r := range rows {
		p := r.(map[string]any)
		target := fmt.Sprintf("Phones[%d].MacAddress", i)
		mac, _ := p["MacAddress"].(string)
		switch {
		case mac == "":
			continue
		case seen[foldMAC(mac)]:
			d.fail(target, macInUse)
		default:
			d.checkMAC(mac, target)
		}
		seen[foldMAC(mac)] = true
	}
	d.props["Phones"] = d.numberPhones(rows)
}

// checkMAC refuses an address that is malformed or somebody else's.
func (d *draft) checkMAC(mac, target string) {
	if !macForm.MatchString(foldMAC(mac)) {
		d.fail(target, invalid)
		return
	}
	o := d.w.macs[foldMAC(mac)]
	switch {
	case o == nil || o == d.old:
	case o.table.set.name == "Users":
		d.fail(target, macInUse)
	default:
		d.fail(target, macUsedBy)
	}
}

// numberPhones gives new phones an Id and what provisioning makes up, and lets
// known ones, by address, keep theirs.
func (d *draft) numberPhones(rows []any) []any {
	known := map[string]map[string]any{}
	top := int64(0)
	if d.old != nil {
		for _, r := range d.old.phones() {
			mac, _ := r["MacAddress"].(string)
			known[foldMAC(mac)] = r
			id, _ := r["Id"].(int64)
			top = max(top, id)
		}
	}
	out := make([]any, 0, len(rows))
	for _, r := range rows {
		p := r.(map[string]any)
		mac, _ := p["MacAddress"].(string)
		if old := known[foldMAC(mac)]; old != nil {
			p["Id"] = old["Id"]
		} else {
			top++
			p["Id"] = top
		}
		out = append(out, p)
	}
	return out
}

func (o *object) phones() []map[string]any {
	rows, _ := o.props["Phones"].([]any)
	out := make([]map[string]any, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.(map[string]any))
	}
	return out
}

// phones shows a user's phones with their provisioning links.
func phones(w *World, o *object) any {
	out := []any{}
	for _, p := range o.phones() {
		mac, _ := p["MacAddress"].(string)
		p = maps.Clone(p)
		if mac != "" {
			link := fmt.Sprintf("https://%s/provisioning/%s/cfg%s.xml", w.system.FQDN, w.system.ProvisioningKey, foldMAC(mac))
			p["ProvisioningLinkExt"], p["ProvisioningLinkLocal"] = link, link
		}
		out = append(out, p)
	}
	return out
}

// sipDevices lists the desk phones of all users as SIP devices. They are known
// to the registrar, none of them is registered: no handset is simulated.
func (w *World) sipDevices() []record {
	out := []record{}
	for _, u := range w.table("Users").list {
		for _, p := range u.phones() {
			id, _ := p["Id"].(int64)
			settings, _ := p["Settings"].(map[string]any)
			out = append(out, row{
				"Id": int64(u.id)*100 + id, "DN": map[string]any(w.peer(u)), "ProvLink": nil, "PhoneWebPassword": settings["Secret"],
				"Registrar": map[string]any{"MAC": p["MacAddress"], "Model": p["Name"], "Vendor": nil},
			})
		}
	}
	return out
}

// phoneOf finds the user of a hardware address.
func (d *data) phoneOf(mac string) *object {
	if o := d.macs[foldMAC(mac)]; o != nil && o.table.set.name == "Users" {
		return o
	}
	return nil
}

// checkFxs keeps the rules of an FXS gateway or DECT base, keyed by its address.
func checkFxs(d *draft) {
	mac, sent := d.sent("MacAddress")
	switch {
	case d.creating() && mac == "":
		d.fail("MacAddress", required)
	case !d.creating() && sent && foldMAC(mac) != foldMAC(d.old.key()):
		d.fail("MacAddress", forbidden)
	case sent:
		d.checkMAC(mac, "MacAddress")
	}
	if d.old != nil {
		d.props["MacAddress"] = d.old.props["MacAddress"]
	}
	lines, _ := d.in["FxsLines"].([]any)
	for i, l := range lines {
		if n, _ := l.(map[string]any)["Number"].(string); n != "" && d.w.numbers[n] == nil {
			d.fail(fmt.Sprintf("FxsLines[%d].Number", i), noSuchNumber)
		}
	}
	d.mint("Secret", 12, mixed)
	d.mint("Password", 10, mixed)
}

var sbcName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// checkSbc keeps the rules of a session border controller, keyed by its name.
func checkSbc(d *draft) {
	name, sent := d.sent("Name")
	switch {
	case d.creating() && name == "":
		d.mint("Name", 12, lower)
	case d.creating() && !sbcName.MatchString(name):
		d.fail("Name", invalid)
	case d.creating() && d.w.table("Sbcs").byKey[foldKey(name)] != nil:
		d.fail("Name", duplicate)
	case !d.creating() && sent && name != d.old.key():
		d.fail("Name", forbidden)
	}
	d.preset("DisplayName", d.string("Name"))
	d.mint("Password", 12, mixed)
}

// checkTemplate keeps the rules of provisioning templates, keyed by file name.
func checkTemplate(d *draft) {
	id, sent := d.in["Id"].(string)
	switch {
	case d.creating() && id == "":
		d.fail("Id", required)
	case d.creating() && d.table.byKey[foldKey(id)] != nil:
		d.fail("Id", duplicate)
	case !d.creating() && sent && id != d.old.key():
		d.fail("Id", forbidden)
	}
	d.preset("IsCustom", true)
}
