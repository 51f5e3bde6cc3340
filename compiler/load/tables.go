package load

import (
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// The language, definition by definition: schema/v1 has the same names.

var siteTable = table[model.Site]{
	inside("organization", func(s *model.Site) *model.Organization { return &s.Organization }, organizationTable,
		func(o *model.Organization, n node) { o.Pos = n.pos() }),
	many("departments", func(s *model.Site) *[]model.Department { return &s.Departments }, departmentTable,
		func(d *model.Department, id string, n node) { begin(&d.Object, id, n) }),
	many("users", func(s *model.Site) *[]model.User { return &s.Users }, userTable,
		func(u *model.User, id string, n node) { begin(&u.Object, id, n) }),
	many("groups", func(s *model.Site) *[]model.Group { return &s.Groups }, groupTable,
		func(g *model.Group, id string, n node) { begin(&g.Object, id, n) }),
	many("roles", func(s *model.Site) *[]model.Role { return &s.Roles }, roleTable,
		func(r *model.Role, id string, n node) { begin(&r.Object, id, n) }),
	many("devices", func(s *model.Site) *[]model.Device { return &s.Devices }, deviceTable,
		func(d *model.Device, id string, n node) { begin(&d.Object, id, n) }),
	many("workspaces", func(s *model.Site) *[]model.Workspace { return &s.Workspaces }, workspaceTable,
		func(w *model.Workspace, id string, n node) { begin(&w.Object, id, n) }),
	many("targets", func(s *model.Site) *[]model.Target { return &s.Targets }, targetTable,
		func(t *model.Target, id string, n node) {
			begin(&t.Object, id, n)
			t.Losses = model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}
		}),
	inside("policies", func(s *model.Site) *model.Policies { return &s.Policies }, policiesTable, nil),
	inside("requires", func(s *model.Site) *model.Site { return s }, requiresTable, nil),
}

func begin(o *model.Object, id string, n node) { o.ID, o.Pos = id, n.pos() }

var requiresTable = table[model.Site]{
	word("patchbay", func(s *model.Site) *string { return &s.Requires }),
}

var organizationTable = table[model.Organization]{
	text("name", func(o *model.Organization) *model.Field[string] { return &o.Name }),
	text("domain", func(o *model.Organization) *model.Field[string] { return &o.Domain }),
	text("country", func(o *model.Organization) *model.Field[string] { return &o.Country }),
	text("language", func(o *model.Organization) *model.Field[string] { return &o.Language }),
	text("timezone", func(o *model.Organization) *model.Field[string] { return &o.Timezone }),
	inside("extensions", func(o *model.Organization) *model.ExtensionPlan { return &o.Extensions }, planTable, nil),
}

var planTable = table[model.ExtensionPlan]{
	whole("minDigits", func(p *model.ExtensionPlan) *model.Field[int64] { return &p.MinDigits }),
	whole("maxDigits", func(p *model.ExtensionPlan) *model.Field[int64] { return &p.MaxDigits }),
	many("ranges", func(p *model.ExtensionPlan) *[]model.Range { return &p.Ranges }, rangeTable,
		func(r *model.Range, id string, _ node) { r.ID, r.For = id, "any" }),
}

var rangeTable = table[model.Range]{
	word("from", func(r *model.Range) *string { return &r.From }),
	word("to", func(r *model.Range) *string { return &r.To }),
	word("for", func(r *model.Range) *string { return &r.For }),
}

var departmentTable = append(table[model.Department]{
	text("title", func(d *model.Department) *model.Field[string] { return &d.Title }),
	text("parent", func(d *model.Department) *model.Field[string] { return &d.Parent }),
	text("head", func(d *model.Department) *model.Field[string] { return &d.Head }),
	text("language", func(d *model.Department) *model.Field[string] { return &d.Language }),
	text("timezone", func(d *model.Department) *model.Field[string] { return &d.Timezone }),
}, object(func(d *model.Department) *model.Object { return &d.Object })...)

var userTable = append(table[model.User]{
	text("firstName", func(u *model.User) *model.Field[string] { return &u.FirstName }),
	text("lastName", func(u *model.User) *model.Field[string] { return &u.LastName }),
	text("displayName", func(u *model.User) *model.Field[string] { return &u.DisplayName }),
	text("email", func(u *model.User) *model.Field[string] { return &u.Email }),
	text("extension", func(u *model.User) *model.Field[string] { return &u.Extension }),
	text("mobile", func(u *model.User) *model.Field[string] { return &u.Mobile }),
	text("jobTitle", func(u *model.User) *model.Field[string] { return &u.JobTitle }),
	text("language", func(u *model.User) *model.Field[string] { return &u.Language }),
	text("department", func(u *model.User) *model.Field[string] { return &u.Department }),
	flag("enabled", func(u *model.User) *model.Field[bool] { return &u.Enabled }),
	text("callerId", func(u *model.User) *model.Field[string] { return &u.CallerID }),
	flag("listed", func(u *model.User) *model.Field[bool] { return &u.Listed }),
	with("licences", func(u *model.User, n node) { u.Licences = collect(n, level) }),
	with("position", func(u *model.User, n node) { u.Position = collect(n, node.text) }),
	set("contactAdmin", func(u *model.User) *map[string]bool { return &u.ContactAdmin }),
	one("voicemail", func(u *model.User) **model.Voicemail { return &u.Voicemail }, voicemailTable,
		func(v *model.Voicemail, n node) { v.Pos = n.pos() }),
	one("forwarding", func(u *model.User) **model.Forwarding { return &u.Forwarding }, forwardingTable,
		func(f *model.Forwarding, n node) { f.Pos = n.pos() }),
}, object(func(u *model.User) *model.Object { return &u.Object })...)

var voicemailTable = table[model.Voicemail]{
	flag("enabled", func(v *model.Voicemail) *model.Field[bool] { return &v.Enabled }),
	text("email", func(v *model.Voicemail) *model.Field[string] { return &v.Email }),
	secret("pin", func(v *model.Voicemail) **model.Secret { return &v.PIN }),
}

var forwardingTable = table[model.Forwarding]{
	whole("ringSeconds", func(f *model.Forwarding) *model.Field[int64] { return &f.RingSeconds }),
	many("rules", func(f *model.Forwarding) *[]model.ForwardingRule { return &f.Rules }, ruleTable,
		func(r *model.ForwardingRule, id string, _ node) { r.Situation = id }),
	{named("followMe"), func(f *model.Forwarding, n node) {
		f.FollowMe = []model.FollowStep{}
		for _, e := range n.elements() {
			var s model.FollowStep
			stepTable.fill(&s, e)
			f.FollowMe = append(f.FollowMe, s)
		}
	}, names{"*": stepTable.names()}},
}

var ruleTable = table[model.ForwardingRule]{
	one("internal", func(r *model.ForwardingRule) **model.Destination { return &r.Internal }, destinationTable, nil),
	one("external", func(r *model.ForwardingRule) **model.Destination { return &r.External }, destinationTable, nil),
}

var stepTable = table[model.FollowStep]{
	inside("to", func(s *model.FollowStep) *model.Destination { return &s.To }, destinationTable, nil),
	whole("seconds", func(s *model.FollowStep) *model.Field[int64] { return &s.Seconds }),
}

var destinationTable = table[model.Destination]{
	word("voicemail", func(d *model.Destination) *string { return &d.Voicemail }),
	word("user", func(d *model.Destination) *string { return &d.User }),
	word("group", func(d *model.Destination) *string { return &d.Group }),
	word("number", func(d *model.Destination) *string { return &d.Number }),
	mark("mobile", func(d *model.Destination) *bool { return &d.Mobile }),
	mark("hangup", func(d *model.Destination) *bool { return &d.Hangup }),
}

// groupTable has the fields of every kind of group; which of them a kind has is
// for the language to say.
var groupTable = append(table[model.Group]{
	word("kind", func(g *model.Group) *model.GroupKind { return &g.Kind }),
	text("title", func(g *model.Group) *model.Field[string] { return &g.Title }),
	text("department", func(g *model.Group) *model.Field[string] { return &g.Department }),
	text("extension", func(g *model.Group) *model.Field[string] { return &g.Extension }),
	text("language", func(g *model.Group) *model.Field[string] { return &g.Language }),
	flag("published", func(g *model.Group) *model.Field[bool] { return &g.Published }),
	many("members", func(g *model.Group) *[]model.Member { return &g.Members }, memberTable,
		func(m *model.Member, id string, n node) { m.User, m.Pos = id, n.pos() }),
	{named("roleDefaults"), func(g *model.Group, n node) { g.RoleDefaults = readDefaults(n) }, nil},
	many("agents", func(g *model.Group) *[]model.Agent { return &g.Agents }, agentTable,
		func(a *model.Agent, id string, n node) { a.User, a.Pos = id, n.pos() }),
	ids("supervisors", func(g *model.Group) *map[string]bool { return &g.Supervisors }),
	text("manager", func(g *model.Group) *model.Field[string] { return &g.Manager }),
	many("assistants", func(g *model.Group) *[]model.Assistant { return &g.Assistants }, assistantTable,
		func(a *model.Assistant, id string, n node) { a.User, a.Pos = id, n.pos() }),
	flag("delegation", func(g *model.Group) *model.Field[bool] { return &g.Delegation }),
	ids("groups", func(g *model.Group) *map[string]bool { return &g.Groups }),
	text("strategy", func(g *model.Group) *model.Field[string] { return &g.Strategy }),
	lines("ringOrder", func(g *model.Group) *[]string { return &g.RingOrder }),
	whole("ringSeconds", func(g *model.Group) *model.Field[int64] { return &g.RingSeconds }),
	whole("wrapUp", func(g *model.Group) *model.Field[int64] { return &g.WrapUp }),
	whole("maxWait", func(g *model.Group) *model.Field[int64] { return &g.MaxWait }),
	whole("maxCallers", func(g *model.Group) *model.Field[int64] { return &g.MaxCallers }),
	text("recording", func(g *model.Group) *model.Field[string] { return &g.Recording }),
	one("noAnswer", func(g *model.Group) **model.Destination { return &g.NoAnswer }, destinationTable, nil),
}, object(func(g *model.Group) *model.Object { return &g.Object })...)

func readDefaults(n node) []model.RoleDefault {
	out := []model.RoleDefault{}
	for _, e := range n.entries() {
		if !e.node.removed() {
			out = append(out, model.RoleDefault{Pos: e.node.pos(), Role: e.id, Grants: readGrants(e.node)})
		}
	}
	slices.SortFunc(out, func(a, b model.RoleDefault) int { return strings.Compare(a.Role, b.Role) })
	return out
}

var memberTable = table[model.Member]{
	text("role", func(m *model.Member) *model.Field[string] { return &m.Role }),
	text("as", func(m *model.Member) *model.Field[string] { return &m.As }),
	flag("primary", func(m *model.Member) *model.Field[bool] { return &m.Primary }),
	grants("overrides", func(m *model.Member) *model.Grants { return &m.Overrides }),
}

var agentTable = table[model.Agent]{
	text("skill", func(a *model.Agent) *model.Field[string] { return &a.Skill }),
	whole("priority", func(a *model.Agent) *model.Field[int64] { return &a.Priority }),
}

var assistantTable = table[model.Assistant]{
	flag("loggedOut", func(a *model.Assistant) *model.Field[bool] { return &a.LoggedOut }),
}

var roleTable = append(table[model.Role]{
	text("title", func(r *model.Role) *model.Field[string] { return &r.Title }),
	text("base", func(r *model.Role) *model.Field[string] { return &r.Base }),
	grants("grants", func(r *model.Role) *model.Grants { return &r.Grants }),
	many("assign", func(r *model.Role) *[]model.Assignment { return &r.Assign }, assignmentTable,
		func(a *model.Assignment, id string, n node) { a.Name, a.Pos = id, n.pos() }),
}, object(func(r *model.Role) *model.Object { return &r.Object })...)

var assignmentTable = table[model.Assignment]{
	word("user", func(a *model.Assignment) *string { return &a.User }),
	word("department", func(a *model.Assignment) *string { return &a.Department }),
	mark("subdepartments", func(a *model.Assignment) *bool { return &a.Subdepartments }),
	word("headOf", func(a *model.Assignment) *string { return &a.HeadOf }),
	word("group", func(a *model.Assignment) *string { return &a.Group }),
	word("workgroup", func(a *model.Assignment) *string { return &a.Workgroup }),
	word("as", func(a *model.Assignment) *string { return &a.As }),
	word("userGroup", func(a *model.Assignment) *string { return &a.UserGroup }),
	mark("everyone", func(a *model.Assignment) *bool { return &a.Everyone }),
}

var deviceTable = append(table[model.Device]{
	word("kind", func(d *model.Device) *string { return &d.Kind }),
	text("title", func(d *model.Device) *model.Field[string] { return &d.Title }),
	text("owner", func(d *model.Device) *model.Field[string] { return &d.Owner }),
	text("mac", func(d *model.Device) *model.Field[string] { return &d.MAC }),
	text("model", func(d *model.Device) *model.Field[string] { return &d.Model }),
	text("template", func(d *model.Device) *model.Field[string] { return &d.Template }),
	{named("clients"), func(d *model.Device, n node) { d.Clients = collect(n, node.truth) },
		names{"desktop": nil, "mobile": nil, "crm": nil, "web": nil}},
	text("number", func(d *model.Device) *model.Field[string] { return &d.Number }),
	text("network", func(d *model.Device) *model.Field[string] { return &d.Network }),
	text("sbc", func(d *model.Device) *model.Field[string] { return &d.SBC }),
	text("gateway", func(d *model.Device) *model.Field[string] { return &d.Gateway }),
	whole("line", func(d *model.Device) *model.Field[int64] { return &d.Line }),
	text("language", func(d *model.Device) *model.Field[string] { return &d.Language }),
	secret("password", func(d *model.Device) **model.Secret { return &d.Password }),
}, object(func(d *model.Device) *model.Object { return &d.Object })...)

var workspaceTable = append(table[model.Workspace]{
	text("title", func(w *model.Workspace) *model.Field[string] { return &w.Title }),
	words("members", func(w *model.Workspace) *map[string]string { return &w.Members }),
}, object(func(w *model.Workspace) *model.Object { return &w.Object })...)

var secretTable = table[model.Secret]{
	word("env", func(s *model.Secret) *string { return &s.Env }),
	word("file", func(s *model.Secret) *string { return &s.File }),
	lines("exec", func(s *model.Secret) *[]string { return &s.Exec }),
	word("age", func(s *model.Secret) *string { return &s.Age }),
	mark("generate", func(s *model.Secret) *bool { return &s.Generate }),
}

func secret[T any](name string, at func(*T) **model.Secret) field[T] {
	return one(name, at, secretTable, func(s *model.Secret, n node) { s.Pos = n.pos() })
}

var targetTable = append(table[model.Target]{
	word("type", func(t *model.Target) *string { return &t.Type }),
	word("url", func(t *model.Target) *string { return &t.URL }),
	text("tenant", func(t *model.Target) *model.Field[string] { return &t.Tenant }),
	{named("credentials"), func(t *model.Target, n node) { t.Credentials = readCredentials(n) }, names{"*": secretTable.names()}},
	inside("profile", func(t *model.Target) *model.Profile { return &t.Profile }, profileTable, nil),
	inside("select", func(t *model.Target) *model.Selection { return &t.Select }, selectionTable, nil),
	words("manage", func(t *model.Target) *map[string]model.Ownership { return &t.Manage }),
	words("released", func(t *model.Target) *map[string]model.Release { return &t.Released }),
	inside("losses", func(t *model.Target) *model.Losses { return &t.Losses }, lossesTable, nil),
	one("contactCenter", func(t *model.Target) **model.ContactCenter { return &t.ContactCenter }, contactCenterTable,
		func(c *model.ContactCenter, n node) { c.Pos = n.pos() }),
	with("options", func(t *model.Target, n node) { t.Options = bag(n) }),
}, object(func(t *model.Target) *model.Object { return &t.Object })...)

func readCredentials(n node) map[string]model.Secret {
	out := map[string]model.Secret{}
	for _, e := range n.entries() {
		s := model.Secret{Pos: e.node.pos()}
		secretTable.fill(&s, e.node)
		out[e.id] = s
	}
	return out
}

var profileTable = table[model.Profile]{
	text("version", func(p *model.Profile) *model.Field[string] { return &p.Version }),
	text("edition", func(p *model.Profile) *model.Field[string] { return &p.Edition }),
	with("licences", func(p *model.Profile, n node) { p.Licences = collect(n, node.whole) }),
	set("modules", func(p *model.Profile) *map[string]bool { return &p.Modules }),
}

var selectionTable = table[model.Selection]{
	ids("users", func(s *model.Selection) *map[string]bool { return &s.Users }),
	ids("departments", func(s *model.Selection) *map[string]bool { return &s.Departments }),
	ids("groups", func(s *model.Selection) *map[string]bool { return &s.Groups }),
	ids("devices", func(s *model.Selection) *map[string]bool { return &s.Devices }),
}

var lossesTable = table[model.Losses]{
	severity("unsupported", func(l *model.Losses) *diag.Severity { return &l.Unsupported }),
	severity("approximated", func(l *model.Losses) *diag.Severity { return &l.Approximated }),
}

var contactCenterTable = table[model.ContactCenter]{
	settings("organization", func(c *model.ContactCenter) *model.Settings { return &c.Organization }),
	settings("supervisor", func(c *model.ContactCenter) *model.Settings { return &c.Supervisor }),
	settings("agent", func(c *model.ContactCenter) *model.Settings { return &c.Agent }),
}

// settings reads switches by their names; those in a struct of their own are
// spelt with a dot, such as queueSettings.view.
func settings(name string, at func(*model.ContactCenter) *model.Settings) field[model.ContactCenter] {
	return with(name, func(c *model.ContactCenter, n node) {
		out := appendSettings(model.Settings{}, "", n)
		slices.SortFunc(out, func(a, b model.Setting) int { return strings.Compare(a.Name, b.Name) })
		*at(c) = out
	})
}

func appendSettings(out model.Settings, prefix string, n node) model.Settings {
	for _, e := range n.entries() {
		name := prefix + e.id
		if inner := e.node.entries(); len(inner) > 0 {
			out = appendSettings(out, name+".", e.node)
		} else if e.node.kind() == cue.BoolKind {
			out = append(out, model.Setting{Name: name, On: e.node.truth(), Pos: e.node.pos()})
		}
	}
	return out
}

var policiesTable = table[model.Policies]{
	many("budgets", func(p *model.Policies) *[]model.Budget { return &p.Budgets }, budgetTable,
		func(b *model.Budget, id string, n node) { b.Kind, b.Pos = id, n.pos() }),
	ids("breakGlass", func(p *model.Policies) *map[string]bool { return &p.BreakGlass }),
	many("windows", func(p *model.Policies) *[]model.Window { return &p.Windows }, windowTable,
		func(w *model.Window, id string, _ node) { w.Name = id }),
	word("outsideWindow", func(p *model.Policies) *string { return &p.OutsideWindow }),
	inside("attestations", func(p *model.Policies) *model.Policies { return p }, attestationsTable, nil),
	text("planExpiry", func(p *model.Policies) *model.Field[string] { return &p.PlanExpiry }),
}

var attestationsTable = table[model.Policies]{
	words("maxAge", func(p *model.Policies) *map[string]string { return &p.MaxAge }),
}

var budgetTable = table[model.Budget]{
	whole("delete", func(b *model.Budget) *model.Field[int64] { return &b.Delete }),
	whole("deletePercent", func(b *model.Budget) *model.Field[int64] { return &b.DeletePercent }),
	whole("modify", func(b *model.Budget) *model.Field[int64] { return &b.Modify }),
	whole("modifyPercent", func(b *model.Budget) *model.Field[int64] { return &b.ModifyPercent }),
	whole("disable", func(b *model.Budget) *model.Field[int64] { return &b.Disable }),
	whole("disablePercent", func(b *model.Budget) *model.Field[int64] { return &b.DisablePercent }),
}

var windowTable = table[model.Window]{
	lines("days", func(w *model.Window) *[]string { return &w.Days }),
	word("from", func(w *model.Window) *string { return &w.From }),
	word("to", func(w *model.Window) *string { return &w.To }),
	word("timezone", func(w *model.Window) *string { return &w.Timezone }),
}
