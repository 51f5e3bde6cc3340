package resolve

import (
	"iter"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// Fact is one thing that this target is asked to hold: a canonical path and the
// noun that Caps knows it by, which is the path without ids and with the kind
// where the language has several ("groups.queue.wrapUp").
type Fact struct {
	Path  string
	Noun  string
	Needs []string // canonical paths of the objects it speaks about, beside its own
	Among []string // of a role: those who hold it. It holds of those who are there
	Grant string   // of a grant: the permission
	Level string   // of a grant
	Pos   diag.Pos
}

// Facts lists every fact that this target is asked to hold, sorted by path. What
// the target's caps call implied is not among them: it needs nothing done there.
func (d *Desired) Facts() []Fact { return slices.SortedStableFunc(d.each(), byPath) }

func byPath(a, b Fact) int { return strings.Compare(a.Path, b.Path) }

// batch takes the facts of a few objects at a time: those of a whole site are
// many times what it says of itself, and are never in memory together.
type batch struct {
	facts []Fact
	nouns map[[2]string]string // nouns by what they are made of: few, and asked for often
	idle  map[string]bool      // by noun: whether the target implies it
}

func (b *batch) noun(above, name string) string {
	n, ok := b.nouns[[2]string{above, name}]
	if !ok {
		n = above + "." + name
		b.nouns[[2]string{above, name}] = n
	}
	return n
}

// gather collects the facts of one object.
type gather struct {
	out   *batch
	path  string
	noun  string
	pos   diag.Pos
	among []string
}

func (g gather) add(name string, needs ...string) {
	g.out.facts = append(g.out.facts, Fact{Path: below(g.path, name), Noun: g.out.noun(g.noun, name), Needs: needs, Among: g.among, Pos: g.pos})
}

// at goes down into a part. A part that is one of a map's entries keeps the noun.
func (g gather) at(name string) gather {
	g.path, g.noun = below(g.path, name), g.out.noun(g.noun, name)
	return g
}

func (g gather) entry(id string) gather {
	g.path = below(g.path, id)
	return g
}

func (g gather) itself(needs ...string) {
	g.out.facts = append(g.out.facts, Fact{Path: g.path, Noun: g.noun, Needs: needs, Among: g.among, Pos: g.pos})
}

func (g gather) grants(grants model.Grants, needs ...string) {
	for _, x := range grants {
		g.out.facts = append(g.out.facts, Fact{Path: below(g.path, x.Permission), Noun: g.noun, Needs: needs, Among: g.among, Grant: x.Permission, Level: x.Level, Pos: x.Pos})
	}
}

func put[T comparable](g gather, name string, f model.Field[T], needs ...string) {
	if f.Managed() {
		g.add(name, needs...)
	}
}

// refer is a field whose value is the id of an object of a collection.
func refer(g gather, name, collection string, f model.Field[string]) {
	if id, ok := f.Get(); ok && id != model.Root {
		g.add(name, Path(collection, id))
	} else if f.Managed() {
		g.add(name)
	}
}

func set(g gather, name, collection string, m map[string]bool) {
	if m == nil {
		return
	}
	if len(m) == 0 {
		g.add(name)
	}
	for _, id := range ids(m) {
		if m[id] {
			g.at(name).entry(id).itself(Path(collection, id))
		}
	}
}

func ids[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// each yields every fact, worked out anew: those of one object follow each
// other, sorted by path, so that what is above comes first.
func (d *Desired) each() iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		out := &batch{nouns: map[[2]string]string{}, idle: map[string]bool{}}
		done := false
		gathered := func(fill func()) {
			if done {
				return
			}
			out.facts = out.facts[:0]
			fill()
			facts := slices.DeleteFunc(out.facts, func(f Fact) bool { return d.holdsAnyway(out, f) })
			slices.SortStableFunc(facts, byPath)
			for _, f := range facts {
				if done = !yield(f); done {
					return
				}
			}
		}
		for i := range d.Departments {
			gathered(func() { d.departmentFacts(out, &d.Departments[i]) })
		}
		for i := range d.Users {
			gathered(func() { d.userFacts(out, &d.Users[i]) })
		}
		for i := range d.Groups {
			gathered(func() { d.groupFacts(out, &d.Groups[i]) })
		}
		for i := range d.Devices {
			gathered(func() { d.deviceFacts(out, &d.Devices[i]) })
		}
		gathered(func() { d.roleFacts(out) })
		gathered(func() { d.restFacts(out) })
	}
}

// holdsAnyway reports whether a fact needs nothing done: the target implies it,
// or it takes away what does not exist there.
func (d *Desired) holdsAnyway(out *batch, f Fact) bool {
	if f.Grant != "" {
		return permission.None(f.Level) && !d.Caps.Lists(f.Grant)
	}
	implied, ok := out.idle[f.Noun]
	if !ok {
		implied = d.Caps.Noun(f.Noun).Support == Implied
		out.idle[f.Noun] = implied
	}
	return implied
}

func (d *Desired) open(out *batch, collection, kind string, o *model.Object) gather {
	return d.openFor(out, collection, kind, o, nil)
}

func (d *Desired) openFor(out *batch, collection, kind string, o *model.Object, among []string) gather {
	g := gather{out, Path(collection, o.ID), collection, o.Pos, among}
	if kind != "" {
		g.noun += "." + kind
	}
	g.itself()
	for _, name := range ids(o.Native[d.Target.ID]) {
		g.at("native").entry(d.Target.ID).entry(name).itself()
	}
	return g
}

func (d *Desired) departmentFacts(out *batch, x *Department) {
	g := d.open(out, "departments", "", &x.Object)
	put(g, "title", x.Title)
	refer(g, "parent", "departments", x.Parent)
	refer(g, "head", "users", x.Head)
	put(g, "language", x.Department.Language)
	put(g, "timezone", x.Department.Timezone)
}

func (d *Desired) userFacts(out *batch, x *User) {
	g := d.open(out, "users", "", &x.Object)
	put(g, "firstName", x.FirstName)
	put(g, "lastName", x.LastName)
	put(g, "displayName", x.DisplayName)
	put(g, "email", x.Email)
	put(g, "extension", x.Extension)
	put(g, "mobile", x.Mobile)
	put(g, "jobTitle", x.JobTitle)
	put(g, "language", x.User.Language)
	refer(g, "department", "departments", x.Department)
	put(g, "enabled", x.Enabled)
	put(g, "callerId", x.CallerID)
	put(g, "listed", x.Listed)
	for _, name := range ids(x.Licences) {
		g.at("licences").add(name)
	}
	if _, ok := x.User.Position[d.Target.ID]; ok {
		g.at("position").entry(d.Target.ID).itself()
	}
	if _, ok := x.ContactAdmin[d.Target.ID]; ok {
		g.at("contactAdmin").entry(d.Target.ID).itself()
	}
	if v := x.Voicemail; v != nil {
		at := g.at("voicemail")
		put(at, "enabled", v.Enabled)
		put(at, "email", v.Email)
		if v.PIN != nil {
			at.add("pin")
		}
	}
	if f := x.Forwarding; f != nil {
		forwardingFacts(g.at("forwarding"), f)
	}
}

func forwardingFacts(g gather, f *model.Forwarding) {
	put(g, "ringSeconds", f.RingSeconds)
	if f.FollowMe != nil {
		g.add("followMe")
	}
	for _, r := range f.Rules {
		at := g.at("rules").at(r.Situation)
		if r.Internal != nil {
			at.add("internal", destination(r.Internal)...)
		}
		if r.External != nil {
			at.add("external", destination(r.External)...)
		}
	}
}

// destination is the object that a call is sent to, if it is one.
func destination(x *model.Destination) []string {
	switch {
	case x.Voicemail != "" && x.Voicemail != "self":
		return []string{Path("users", x.Voicemail)}
	case x.User != "":
		return []string{Path("users", x.User)}
	case x.Group != "":
		return []string{Path("groups", x.Group)}
	}
	return nil
}

func (d *Desired) groupFacts(out *batch, x *Group) {
	g := d.open(out, "groups", string(x.Kind), &x.Object)
	put(g, "title", x.Title)
	refer(g, "department", "departments", x.Department)
	put(g, "extension", x.Extension)
	put(g, "language", x.Group.Language)
	put(g, "published", x.Published)
	d.memberFacts(g, x)
	for _, r := range x.RoleDefaults {
		at := g.at("roleDefaults").entry(r.Role)
		at.pos = r.Pos
		at.grants(r.Grants)
	}
	for _, a := range x.Agents {
		if d.absent(a.User) {
			continue
		}
		at := g.at("agents").entry(a.User)
		at.itself(Path("users", a.User))
		put(at, "skill", a.Skill, Path("users", a.User))
		put(at, "priority", a.Priority, Path("users", a.User))
	}
	if x.Agents != nil && len(x.Agents) == 0 {
		g.add("agents")
	}
	set(g, "supervisors", "users", x.Supervisors)
	refer(g, "manager", "users", x.Manager)
	for _, a := range x.Assistants {
		at := g.at("assistants").entry(a.User)
		at.itself(Path("users", a.User))
		put(at, "loggedOut", a.LoggedOut)
	}
	put(g, "delegation", x.Delegation)
	set(g, "groups", "groups", x.Groups)
	put(g, "strategy", x.Strategy)
	if x.RingOrder != nil {
		g.add("ringOrder")
	}
	put(g, "ringSeconds", x.RingSeconds)
	put(g, "wrapUp", x.WrapUp)
	put(g, "maxWait", x.MaxWait)
	put(g, "maxCallers", x.MaxCallers)
	put(g, "recording", x.Recording)
	if x.NoAnswer != nil {
		g.add("noAnswer", destination(x.NoAnswer)...)
	}
}

// memberFacts leaves out members who are no users of this target.
func (d *Desired) memberFacts(g gather, x *Group) {
	if x.Members != nil && len(x.Members) == 0 {
		g.add("members")
	}
	for _, m := range x.Members {
		if d.absent(m.User) {
			continue
		}
		user := Path("users", m.User)
		at := g.at("members").entry(m.User)
		at.pos = m.Pos
		at.itself(user)
		put(at, "role", m.Role, user)
		put(at, "as", m.As, user)
		put(at, "primary", m.Primary, user)
		if m.Overrides != nil && len(m.Overrides) == 0 {
			at.add("overrides", user)
		}
		at.at("overrides").grants(m.Overrides, user)
	}
}

// workspaceFacts leaves out members who are no users of this target.
func (d *Desired) workspaceFacts(g gather, w *model.Workspace) {
	put(g, "title", w.Title)
	if w.Members != nil && len(w.Members) == 0 {
		g.add("members")
	}
	for _, user := range ids(w.Members) {
		if !d.absent(user) {
			g.at("members").entry(user).itself(Path("users", user))
		}
	}
}

func (d *Desired) absent(user string) bool {
	_, ok := d.User(user)
	return !ok
}

func (d *Desired) deviceFacts(out *batch, x *Device) {
	g := d.open(out, "devices", x.Kind, &x.Object)
	put(g, "title", x.Title)
	refer(g, "owner", "users", x.Owner)
	put(g, "mac", x.MAC)
	put(g, "model", x.Model)
	put(g, "template", x.Template)
	for _, name := range ids(x.Clients) {
		g.at("clients").add(name)
	}
	put(g, "number", x.Number)
	put(g, "network", x.Network)
	put(g, "sbc", x.SBC)
	put(g, "gateway", x.Gateway)
	put(g, "line", x.Line)
	put(g, "language", x.Language)
	if x.Password != nil {
		g.add("password")
	}
}

// roleFacts are of roles that somebody holds here: what a role would grant to
// nobody, or only to members whose overrides say otherwise, is not asked of the
// target.
func (d *Desired) roleFacts(out *batch) {
	holders := map[string][]string{} // by role
	given := map[string][]string{}   // by the path that gives it
	plain := map[string][]string{}   // by role: those without overrides
	unlike := map[string][]string{}  // by a grant's path: others who have it all the same
	for i := range d.Holdings {
		h := &d.Holdings[i]
		if h.Role == "" {
			continue
		}
		user := Path("users", h.User)
		holders[h.Role] = append(holders[h.Role], user)
		for _, p := range h.From {
			given[p] = append(given[p], user)
		}
		if !h.overridden() {
			plain[h.Role] = append(plain[h.Role], user)
			continue
		}
		for _, g := range h.Grants {
			if !g.Override {
				unlike[g.Path] = append(unlike[g.Path], user)
			}
		}
	}
	for i := range d.Site.Roles {
		r := &d.Site.Roles[i]
		if len(holders[r.ID]) == 0 {
			continue
		}
		g := d.openFor(out, "roles", "", &r.Object, holders[r.ID])
		put(g, "title", r.Title)
		put(g, "base", r.Base)
		for _, x := range r.Grants {
			at := g.at("grants")
			at.among = plain[r.ID]
			if more := unlike[below(at.path, x.Permission)]; more != nil {
				at.among = slices.Concat(at.among, more)
			}
			if len(at.among) > 0 {
				at.grants(model.Grants{x})
			}
		}
		for _, a := range r.Assign {
			at := g.at("assign").entry(a.Name)
			if at.among = given[at.path]; len(at.among) > 0 {
				at.pos = a.Pos
				at.itself()
			}
		}
	}
}

func (h *Holding) overridden() bool {
	return slices.ContainsFunc(h.Grants, func(g Granted) bool { return g.Override })
}

func (d *Desired) restFacts(out *batch) {
	for i := range d.Site.Workspaces {
		w := &d.Site.Workspaces[i]
		d.workspaceFacts(d.open(out, "workspaces", "", &w.Object), w)
	}
	c := d.Target.ContactCenter
	if c == nil {
		return
	}
	g := gather{out, Path("targets", d.Target.ID, "contactCenter"), "targets.contactCenter", c.Pos, nil}
	for _, tab := range []struct {
		name string
		set  model.Settings
	}{{"organization", c.Organization}, {"supervisor", c.Supervisor}, {"agent", c.Agent}} {
		for _, s := range tab.set {
			g.at(tab.name).add(s.Name)
		}
	}
}
