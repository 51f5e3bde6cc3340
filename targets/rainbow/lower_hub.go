package rainbow

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// hubGroup is a group of product B. It has a number, and rings.
func (l *lowering) hubGroup(g *resolve.Group) {
	number, ok := g.Extension.Get()
	if !ok {
		l.Report(diag.NoNumber, diag.Error, g.Path, g.Pos, fmt.Sprintf("group %s has no number, which groups of the Hub are known by", g.ID), "write its extension")
		return
	}
	l.hubRules(g)
	o := l.Object(HubGroup, number, g.Path)
	o.Put("shortNumber", state.OfText(number), ".extension")
	o.Put("name", state.OfText(l.name(g)), from(g, g.Title.Managed(), ".title")...)
	o.Put("type", state.OfText("hunting_group"), g.Path)
	draft.Put(o, "timeout", g.RingSeconds, ".ringSeconds", state.OfInt)
	if g.Kind == model.ManagerAssistant {
		o.Put("subType", state.OfText(ManagerAssistant), g.Path)
		o.Put("policy", state.OfText("serial"), g.Path) // MA13
		l.leader(o, g)
	} else {
		o.Put("subType", state.OfText("default"), g.Path)
		l.agents(o, g)
	}
	l.Native(o, &g.Object, g.Path)
}

// leader is who the group answers for.
func (l *lowering) leader(o *state.Object, g *resolve.Group) {
	if manager, ok := g.Manager.Get(); ok {
		o.Put("leader", state.OfText(l.member(g.Path+".manager", manager, g.Pos)), ".manager")
	}
	all, paths := l.everyAssistant(g)
	if len(all) > 0 {
		o.Put("assistants", state.OfSet(all...), paths...)
	}
	draft.Put(o, "delegation", g.Delegation, ".delegation", state.OfBool)
	l.loggedOut(o, g)
}

// policies are the orders of ringing that the Hub has.
var policies = map[string]string{"ringAll": "parallel", "hunt": "serial", "roundRobin": "circular"}

func (l *lowering) agents(o *state.Object, g *resolve.Group) {
	if word, ok := g.Strategy.Get(); ok {
		policy := policies[word]
		if policy == "" {
			l.Unfit(g.Path+".strategy", g.Pos, fmt.Sprintf("groups of the Hub do not ring by %s", word), "ringAll, hunt or roundRobin")
		}
		o.Put("policy", state.OfText(policy), ".strategy")
	}
	if g.Members == nil {
		if g.RingOrder != nil {
			l.Unfit(g.Path+".ringOrder", g.Pos, fmt.Sprintf("group %s has an order of ringing and no members", g.ID), "write its members")
		}
		return
	}
	var ids, paths []string
	for i := range g.Members {
		if m := &g.Members[i]; l.There(m.User) {
			ids, paths = append(ids, m.User), append(paths, "."+resolve.Path("members", m.User))
		}
	}
	var all []string
	for _, id := range ringing(g.RingOrder, ids) {
		if email := l.member(g.Path+"."+resolve.Path("members", id), id, g.Pos); email != "" {
			all = append(all, email)
		}
	}
	if len(paths) == 0 {
		paths = []string{".members"}
	}
	if g.RingOrder != nil {
		paths = append(paths, ".ringOrder")
	}
	o.Put("agents", state.OfList(all...), paths...)
}

// device is a desk phone of the Cloud PBX. Those of a PBX are its own.
func (l *lowering) device(v *resolve.Device) {
	if v.Kind != "deskphone" {
		return
	}
	if !l.hub() {
		l.elsewhere("devices.deskphone", v.Path, "device "+v.ID, "desk phones are the PBX's: an extension is associated by users.<id>.extension", v.Pos)
		return
	}
	mac, ok := resolve.MAC(v.MAC.Or(""))
	if !ok {
		l.Report(diag.NoNumber, diag.Error, v.Path, v.Pos, fmt.Sprintf("device %s has no MAC address, which the Hub knows desk phones by", v.ID), "write its mac")
		return
	}
	o := l.Object(Device, mac, v.Path)
	o.Put("macAddress", state.OfText(mac), v.Path, ".mac")
	draft.Put(o, "deviceTypeId", v.Model, ".model", state.OfText)
	draft.Put(o, "description", v.Title, ".title", state.OfText)
	l.Owner(o, v, l.emails, "company")
	l.Native(o, &v.Object, v.Path)
}
