package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

const (
	withStrangers = "groups with people who are no users of a site"
	withoutWords  = "groups of a kind that a site has no word for"
)

func (r *raising) supervision() {
	r.each(Supervision, func(o *state.Object) {
		t := raised.Take(r.schema, o)
		t.Done["name"], t.Done["type"] = true, true
		g := model.Group{Object: model.Object{ID: r.IDs[o.Ref()]}, Title: model.Of(o.Key)}
		ok := false
		switch o.Get("type").Text() {
		case ManagerAssistant:
			ok = r.boss(t, &g, "manager")
		case DefaultType, MutualAid:
			ok = r.supervisors(t, &g)
		}
		if !ok {
			r.left[withStrangers]++
			return
		}
		g.Native = t.Native(r.s.Target)
		if o.Get("type").Text() == MutualAid {
			g.Native = also(g.Native, r.s.Target, "type", MutualAid)
		}
		r.site.Groups = append(r.site.Groups, g)
	})
}

// also adds one of the vendor's words to those of an object.
func also(native map[string]model.Native, target, name string, v any) map[string]model.Native {
	if native == nil {
		native = map[string]model.Native{target: {}}
	}
	native[target][name] = v
	return native
}

// boss takes the manager and the assistants; false where they cannot all be said.
func (r *raising) boss(t raised.Taking, g *model.Group, field string) bool {
	g.Kind = model.ManagerAssistant
	manager, ok := r.user(t.Object.Get(field).Text())
	all, known := r.all(t.Object.Get("assistants").Items())
	if !ok || !known || len(all) == 0 {
		return false
	}
	g.Manager = model.Of(manager)
	slices.Sort(all)
	for _, id := range all {
		g.Assistants = append(g.Assistants, model.Assistant{User: id})
	}
	t.Done[field], t.Done["assistants"] = true, true
	return true
}

func (r *raising) supervisors(t raised.Taking, g *model.Group) bool {
	g.Kind = model.Supervision
	members, ok := r.all(t.Object.Get("supervised").Items())
	supervisors, known := r.all(t.Object.Get("supervisors").Items())
	if !ok || !known {
		return false
	}
	slices.Sort(members)
	for _, id := range members {
		g.Members = append(g.Members, model.Member{User: id})
	}
	if len(supervisors) > 0 {
		g.Supervisors = set(supervisors)
	}
	t.Done["supervised"], t.Done["supervisors"] = true, true
	return true
}

func (r *raising) hubGroups() {
	r.each(HubGroup, func(o *state.Object) {
		t := raised.Take(r.schema, o)
		t.Done["name"], t.Done["shortNumber"], t.Done["type"], t.Done["subType"], t.Done["policy"] = true, true, true, true, true
		g := model.Group{Object: model.Object{ID: r.IDs[o.Ref()]}, Title: model.Of(o.Get("name").Text()), Extension: model.Of(o.Key), RingSeconds: t.Number("timeout", 5, 30)}
		kind := o.Get("type").Text() + " " + o.Get("subType").Text()
		if !isExtension(o.Key) || kind != "hunting_group default" && kind != "hunting_group "+ManagerAssistant {
			r.left[withoutWords]++
			return
		}
		ok := false
		if o.Get("subType").Text() == ManagerAssistant {
			ok = r.boss(t, &g, "leader")
		} else {
			g.Strategy = t.Word("policy", policies)
			ok = r.agents(t, &g)
		}
		if !ok {
			r.left[withStrangers]++
			return
		}
		g.Native = t.Native(r.s.Target)
		r.site.Groups = append(r.site.Groups, g)
	})
}

// agents are members, with the order in which they ring where ids have another.
func (r *raising) agents(t raised.Taking, g *model.Group) bool {
	g.Kind = model.RingGroup
	ids, ok := r.all(t.Object.Get("agents").Items())
	if !ok {
		return false
	}
	t.Done["agents"] = true
	inOrder := slices.Sorted(slices.Values(ids))
	for _, id := range inOrder {
		g.Members = append(g.Members, model.Member{User: id})
	}
	if !slices.Equal(ids, inOrder) {
		g.RingOrder = ids
	}
	return true
}

func (r *raising) devices() {
	r.each(Device, func(o *state.Object) {
		t := raised.Take(r.schema, o)
		t.Done["macAddress"], t.Done["user"] = true, true
		d := model.Device{Object: model.Object{ID: r.IDs[o.Ref()]}, Kind: "deskphone", MAC: model.Of(resolve.ColonMAC(o.Key)), Model: t.Text("deviceTypeId", nil), Title: t.Text("description", nil)}
		if email := o.Get("user").Text(); email != "" {
			id, ok := r.user(email)
			if !ok {
				r.left["devices of people who are no users of a site"]++
				return
			}
			d.Owner = model.Of(id)
		}
		d.Native = t.Native(r.s.Target)
		r.site.Devices = append(r.site.Devices, d)
	})
}
