package gotoconnect

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// unlisted are the kinds of group that no API knows.
var unlisted = map[model.GroupKind]string{model.InboxQueue: InboxQueue, model.Campaign: Campaign}

func (l *lowering) groups() {
	names := map[string]string{}
	grouped := map[string]string{} // user → the user group that names them first
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		switch {
		case g.Kind == model.UserGroup:
			if l.free(names, g, UserGroup) {
				l.userGroup(g, grouped)
			}
		case g.Kind == model.Queue:
			l.queue(g)
		case unlisted[g.Kind] != "" && l.free(names, g, unlisted[g.Kind]):
			o := l.Object(unlisted[g.Kind], g.Title.Or(g.ID), g.Path)
			o.Put("name", state.OfText(o.Key), titled(g)...)
			l.people(o, g)
		}
	}
}

// titled is where the name of a group comes from.
func titled(g *resolve.Group) []string {
	if g.Title.Managed() {
		return []string{g.Path, ".title"}
	}
	return []string{g.Path}
}

// free reports whether the name of a group is not another's of its kind.
func (l *lowering) free(names map[string]string, g *resolve.Group, kind string) bool {
	name := g.Title.Or(g.ID)
	if first := names[kind+" "+name]; first != "" {
		l.Report(diag.NameClash, diag.Error, g.Path, g.Pos, fmt.Sprintf("%s is called %q, as %s is", g.ID, name, first), "give one of them another title: they are known by it")
		return false
	}
	names[kind+" "+name] = g.ID
	return true
}

// userGroup: a user is in one at most.
func (l *lowering) userGroup(g *resolve.Group, grouped map[string]string) {
	o := l.Object(UserGroup, g.Title.Or(g.ID), g.Path)
	o.Put("name", state.OfText(o.Key), titled(g)...)
	if g.Members == nil {
		return
	}
	var ids []string
	for i := range g.Members {
		m := &g.Members[i]
		if first := grouped[m.User]; first != "" && l.There(m.User) {
			l.Unfit(g.Path+"."+resolve.Path("members", m.User), m.Pos, fmt.Sprintf("user %s is in %s and in %s, and GoTo has one user group for each user", m.User, first, g.ID), "take the user out of one of them")
			continue
		}
		grouped[m.User] = g.ID
		ids = append(ids, m.User)
	}
	l.everybody(o, g, "members", ids)
}

// queue is known by its number. Who has the name is a person's to change, as is all
// about it.
func (l *lowering) queue(g *resolve.Group) {
	number, ok := g.Extension.Get()
	if !ok {
		l.Report(diag.NoNumber, diag.Error, g.Path, g.Pos, fmt.Sprintf("queue %s has no number, which queues are known by", g.ID), "write its extension")
		return
	}
	o := l.Object(Queue, number, g.Path)
	o.Put("number", state.OfText(number), g.Path, ".extension")
	if g.Title.Managed() {
		o.Put("name", state.OfText(g.Title.Or(g.ID)), ".title")
	} else {
		draft.Initial(o, "name", g.ID, g.Path)
	}
	l.people(o, g)
}

// people are agents and supervisors, and how long an agent has after a call. One user
// may be both (CC8).
func (l *lowering) people(o *state.Object, g *resolve.Group) {
	if g.Agents != nil {
		var ids []string
		for i := range g.Agents {
			ids = append(ids, g.Agents[i].User)
		}
		l.everybody(o, g, "agents", ids)
	}
	if g.Supervisors != nil {
		ids := slices.DeleteFunc(draft.SortedKeys(g.Supervisors), func(id string) bool { return !g.Supervisors[id] })
		l.everybody(o, g, "supervisors", ids)
	}
	draft.Put(o, "wrapUp", g.WrapUp, ".wrapUp", state.OfInt)
}

func (l *lowering) everybody(o *state.Object, g *resolve.Group, field string, ids []string) {
	var all, paths []string
	for _, id := range ids {
		if !l.There(id) {
			continue
		}
		path := "." + resolve.Path(field, id)
		if email := l.member(g, path, id); email != "" {
			all, paths = append(all, email), append(paths, path)
		}
	}
	if len(paths) == 0 {
		paths = []string{"." + field}
	}
	o.Put(field, state.OfSet(all...), paths...)
}

// device is a desk phone.
func (l *lowering) device(v *resolve.Device) {
	if v.Kind != "deskphone" {
		return
	}
	mac, ok := resolve.MAC(v.MAC.Or(""))
	if !ok {
		l.Report(diag.NoNumber, diag.Error, v.Path, v.Pos, fmt.Sprintf("device %s has no MAC address, by which GoTo knows phones", v.ID), "write its mac")
		return
	}
	o := l.Object(Device, mac, v.Path)
	o.Put("macAddress", state.OfText(mac), v.Path, ".mac")
	draft.Put(o, "model", v.Model, ".model", state.OfText)
	if v.Title.Managed() {
		o.Put("name", state.OfText(v.Title.Or(v.ID)), ".title")
	} else {
		draft.Initial(o, "name", v.ID, v.Path)
	}
	l.Owner(o, v, l.emails, "account")
	l.Native(o, &v.Object, v.Path)
	if b, ok := o.Attr("buttons"); ok {
		l.buttons(o, v, b)
	}
	if o.Get("licence").Text() != "" && o.Get("user").Text() != "" {
		l.Unfit(v.Path+".owner", v.Pos, fmt.Sprintf("device %s has a licence of its own, and such a device has no user", v.ID), "take the owner or the licence away")
	}
}

// buttons are a whole list, with numbers of extensions.
func (l *lowering) buttons(o *state.Object, v *resolve.Device, b state.Attr) {
	list, _ := draft.Decoded(b.Value.Text()).([]any)
	ok := len(list) > 0 || b.Value.Presence() != state.Set
	for _, x := range list {
		m, isObject := x.(map[string]any)
		position, isNumber := m["position"].(int64)
		label, _ := m["label"].(string)
		number, _ := m["extension"].(string)
		ok = ok && isObject && len(m) == 4 && isNumber && position >= 0 && label != "" && number != "" && (m["type"] == "SPEED_DIAL" || m["type"] == "LINE")
	}
	if !ok {
		l.Unfit(b.From[0], v.Pos, "buttons are a list of type, position, label and extension", `{type: "SPEED_DIAL", position: 0, label: "Support", extension: "800"}, with LINE beside SPEED_DIAL`)
	}
}
