package threecx

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// aDay bounds times in the language.
const aDay = 86400

func (r *raising) raiseQueues() {
	for i, queues := 0, r.s.OfKind(Queue); i < len(queues); i++ {
		o := &queues[i]
		t := r.take(o)
		g := model.Group{Object: r.object(o), Kind: model.Queue, Title: t.Text("Name", nil), Extension: model.Of(o.Key),
			Strategy: t.Word("PollingStrategy", polling), RingSeconds: t.Number("RingTimeout", 1, aDay), WrapUp: t.Number("WrapUpTime", 0, aDay),
			MaxWait: t.Number("MasterTimeout", 1, aDay), MaxCallers: t.Number("MaxCallersInQueue", 1, 1<<53), Recording: t.Word("Recording", recordings),
			Department: t.department(), NoAnswer: t.noAnswer()}
		t.agents(&g)
		if v := o.Get("Managers"); v.Presence() == state.Set {
			if ids, ok := r.userIDs(v.Items()); ok {
				g.Supervisors, t.Done["Managers"] = map[string]bool{}, true
				for _, id := range ids {
					g.Supervisors[id] = true
				}
			}
		}
		g.Native = t.Native(r.s.Target)
		r.site.Groups = append(r.site.Groups, g)
	}
}

// userIDs are the ids of extensions; not ok when one is unknown.
func (r *raising) userIDs(numbers []string) (ids []string, ok bool) {
	for _, n := range numbers {
		id, ok := r.id(User, n)
		if !ok {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// department takes Groups when it is one department.
func (t taking) department() (f model.Field[string]) {
	v := t.Object.Get("Groups")
	if len(v.Items()) != 1 || !t.r.home[v.Items()[0]] {
		return f
	}
	id, ok := t.r.id(Group, v.Items()[0])
	if !ok {
		return f
	}
	t.Done["Groups"] = true
	return model.Of(id)
}

// agents takes who serves, in which order and with which skill. An order that
// is that of the numbers is still an order.
func (t taking) agents(g *model.Group) {
	v := t.Object.Get("Agents")
	ids, ok := t.r.userIDs(v.Items())
	if v.Presence() != state.Set || !ok {
		return
	}
	t.Done["Agents"] = true
	skills := map[string]string{}
	if s := t.Object.Get("Skills"); s.Presence() == state.Set && fitsSkills(s.Items(), v.Items()) {
		t.Done["Skills"] = true
		for _, item := range s.Items() {
			n, skill, _ := strings.Cut(item, ":")
			skills[n] = skill
		}
	}
	for i, n := range v.Items() {
		a := model.Agent{User: ids[i]}
		if skill := skills[n]; skill != "" {
			a.Skill = model.Of(skill)
		}
		g.Agents = append(g.Agents, a)
	}
	slices.SortFunc(g.Agents, func(a, b model.Agent) int { return strings.Compare(a.User, b.User) })
	g.RingOrder = t.order("AgentOrder", v.Items())
}

// fitsSkills reports whether each skill is one agent's only one.
func fitsSkills(skills, agents []string) bool {
	seen := map[string]bool{}
	for _, s := range skills {
		n, skill, ok := strings.Cut(s, ":")
		if !ok || skill == "" || seen[n] || !slices.Contains(agents, n) {
			return false
		}
		seen[n] = true
	}
	return true
}

// order takes the order of all people who are in line.
func (t taking) order(name string, people []string) []string {
	v := t.Object.Get(name)
	ids, ok := t.r.userIDs(v.Items())
	if v.Presence() != state.Set || !ok || !state.OfSet(v.Items()...).Equal(state.OfSet(people...)) || len(v.Items()) != len(people) {
		return nil
	}
	t.Done[name] = true
	return ids
}

func (r *raising) raiseRingGroups() {
	for i, groups := 0, r.s.OfKind(RingGroup); i < len(groups); i++ {
		o := &groups[i]
		t := r.take(o)
		g := model.Group{Object: r.object(o), Kind: model.RingGroup, Title: t.Text("Name", nil), Extension: model.Of(o.Key),
			Strategy: t.Word("RingStrategy", ringing), RingSeconds: t.Number("RingTime", 1, aDay), Department: t.department(), NoAnswer: t.noAnswer()}
		if v := o.Get("Members"); v.Presence() == state.Set {
			if ids, ok := r.userIDs(v.Items()); ok {
				t.Done["Members"] = true
				for _, id := range ids {
					g.Members = append(g.Members, model.Member{User: id})
				}
				slices.SortFunc(g.Members, func(a, b model.Member) int { return strings.Compare(a.User, b.User) })
				g.RingOrder = t.order("MemberOrder", v.Items())
			}
		}
		g.Native = t.Native(r.s.Target)
		r.site.Groups = append(r.site.Groups, g)
	}
}

func (r *raising) raiseParkings() {
	for i, parkings := 0, r.s.OfKind(Parking); i < len(parkings); i++ {
		o := &parkings[i]
		number, ok := strings.CutPrefix(o.Key, parkingPrefix)
		if !ok || !raised.Digits(number) {
			r.left("parkings with a number of their own kind")
			continue
		}
		t := r.take(o)
		g := model.Group{Object: r.object(o), Kind: model.Parking, Extension: model.Of(number)}
		if ids := t.groupIDs(); ids != nil {
			g.Groups = ids
		}
		g.Native = t.Native(r.s.Target)
		r.site.Groups = append(r.site.Groups, g)
	}
}

// groupIDs takes the departments and teams of a parking.
func (t taking) groupIDs() map[string]bool {
	v := t.Object.Get("Groups")
	if v.Presence() != state.Set {
		return nil
	}
	out := map[string]bool{}
	for _, name := range v.Items() {
		id, ok := t.r.id(Group, name)
		if !ok {
			return nil
		}
		out[id] = true
	}
	t.Done["Groups"] = true
	return out
}

// noAnswer takes a destination that lowers to the same again.
func (t taking) noAnswer() *model.Destination {
	v := t.Object.Get("ForwardNoAnswer")
	if v.Presence() != state.Set {
		return nil
	}
	m, _ := draft.Decoded(v.Text()).(map[string]any)
	to, _ := m["To"].(string)
	number, _ := m["Number"].(string)
	external, _ := m["External"].(string)
	d, ok := t.r.destination(to, number, external)
	if !ok || !route(to, cmp.Or(map[bool]string{true: "External"}[to == "External"], "Number"), cmp.Or(external, number)).Equal(v) {
		return nil
	}
	t.Done["ForwardNoAnswer"] = true
	return &d
}

func (r *raising) destination(to, number, external string) (model.Destination, bool) {
	user, isUser := r.id(User, number)
	switch {
	case to == "None":
		return model.Destination{Hangup: true}, true
	case to == "VoiceMail" && isUser:
		return model.Destination{Voicemail: user}, true
	case to == "Extension" && isUser:
		return model.Destination{User: user}, true
	case to == "External" && raised.IsNumber(external):
		return model.Destination{Number: external}, true
	}
	for _, kind := range []string{Queue, RingGroup} {
		if id, ok := r.id(kind, number); ok && strings.EqualFold(to, kind) {
			return model.Destination{Group: id}, true
		}
	}
	return model.Destination{}, false
}

func (r *raising) raisePhones() {
	for i, phones := 0, r.s.OfKind(Phone); i < len(phones); i++ {
		o := &phones[i]
		owner, ok := r.id(User, o.Get("User").Text())
		if mac, valid := resolve.MAC(o.Key); !ok || !valid || mac != o.Key {
			r.left("phones without a hardware address or owner")
			continue
		}
		t := r.take(o)
		t.Done["User"] = true
		d := model.Device{Object: r.object(o), Kind: "deskphone", Owner: model.Of(owner), MAC: model.Of(o.Key), Model: t.Text("Name", nil),
			Template: t.Text("TemplateName", nil), SBC: t.Text("SbcName", nil), Network: t.Word("ProvisionType", provisioning)}
		d.Native = t.Native(r.s.Target)
		r.site.Devices = append(r.site.Devices, d)
	}
}
