package write

import (
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// The language, definition by definition: schema/v1 has the same names in the
// same order.

var requiresTable = table[model.Site]{
	word("patchbay", func(s *model.Site) string { return s.Requires }),
}

var organizationTable = table[model.Organization]{
	text("name", func(o *model.Organization) model.Field[string] { return o.Name }),
	text("domain", func(o *model.Organization) model.Field[string] { return o.Domain }),
	text("country", func(o *model.Organization) model.Field[string] { return o.Country }),
	text("language", func(o *model.Organization) model.Field[string] { return o.Language }),
	text("timezone", func(o *model.Organization) model.Field[string] { return o.Timezone }),
	inside("extensions", func(o *model.Organization) *model.ExtensionPlan { return &o.Extensions }, planTable),
}

var planTable = table[model.ExtensionPlan]{
	amount("minDigits", func(p *model.ExtensionPlan) model.Field[int64] { return p.MinDigits }),
	amount("maxDigits", func(p *model.ExtensionPlan) model.Field[int64] { return p.MaxDigits }),
	many("ranges", func(p *model.ExtensionPlan) []model.Range { return p.Ranges }, (*model.Range).Ident, rangeTable),
}

var rangeTable = table[model.Range]{
	word("from", func(r *model.Range) string { return r.From }),
	word("to", func(r *model.Range) string { return r.To }),
	word("for", func(r *model.Range) string { return r.For }),
}

var departmentTable = append(table[model.Department]{
	text("title", func(d *model.Department) model.Field[string] { return d.Title }),
	text("parent", func(d *model.Department) model.Field[string] { return d.Parent }),
	text("head", func(d *model.Department) model.Field[string] { return d.Head }),
	text("language", func(d *model.Department) model.Field[string] { return d.Language }),
	text("timezone", func(d *model.Department) model.Field[string] { return d.Timezone }),
}, object(func(d *model.Department) *model.Object { return &d.Object })...)

var userTable = append(table[model.User]{
	text("firstName", func(u *model.User) model.Field[string] { return u.FirstName }),
	text("lastName", func(u *model.User) model.Field[string] { return u.LastName }),
	text("displayName", func(u *model.User) model.Field[string] { return u.DisplayName }),
	text("email", func(u *model.User) model.Field[string] { return u.Email }),
	text("extension", func(u *model.User) model.Field[string] { return u.Extension }),
	text("mobile", func(u *model.User) model.Field[string] { return u.Mobile }),
	text("jobTitle", func(u *model.User) model.Field[string] { return u.JobTitle }),
	text("language", func(u *model.User) model.Field[string] { return u.Language }),
	text("department", func(u *model.User) model.Field[string] { return u.Department }),
	flag("enabled", func(u *model.User) model.Field[bool] { return u.Enabled }),
	text("callerId", func(u *model.User) model.Field[string] { return u.CallerID }),
	flag("listed", func(u *model.User) model.Field[bool] { return u.Listed }),
	byKey("licences", func(u *model.User) map[string]string { return u.Licences }, level),
	words("position", func(u *model.User) map[string]string { return u.Position }),
	set("contactAdmin", func(u *model.User) map[string]bool { return u.ContactAdmin }),
	one("voicemail", func(u *model.User) *model.Voicemail { return u.Voicemail }, voicemailTable),
	one("forwarding", func(u *model.User) *model.Forwarding { return u.Forwarding }, forwardingTable),
}, object(func(u *model.User) *model.Object { return &u.Object })...)

var voicemailTable = table[model.Voicemail]{
	flag("enabled", func(v *model.Voicemail) model.Field[bool] { return v.Enabled }),
	text("email", func(v *model.Voicemail) model.Field[string] { return v.Email }),
	one("pin", func(v *model.Voicemail) *model.Secret { return v.PIN }, secretTable),
}

var forwardingTable = table[model.Forwarding]{
	amount("ringSeconds", func(f *model.Forwarding) model.Field[int64] { return f.RingSeconds }),
	many("rules", func(f *model.Forwarding) []model.ForwardingRule { return f.Rules }, func(r *model.ForwardingRule) string { return r.Situation }, ruleTable),
	list("followMe", func(f *model.Forwarding) []model.FollowStep { return f.FollowMe },
		func(s *model.FollowStep) ast.Expr { return structOf(stepTable.fields(s), false) }),
}

var ruleTable = table[model.ForwardingRule]{
	one("internal", func(r *model.ForwardingRule) *model.Destination { return r.Internal }, destinationTable),
	one("external", func(r *model.ForwardingRule) *model.Destination { return r.External }, destinationTable),
}

var stepTable = table[model.FollowStep]{
	one("to", func(s *model.FollowStep) *model.Destination { return &s.To }, destinationTable),
	amount("seconds", func(s *model.FollowStep) model.Field[int64] { return s.Seconds }),
}

var destinationTable = table[model.Destination]{
	word("voicemail", func(d *model.Destination) string { return d.Voicemail }),
	word("user", func(d *model.Destination) string { return d.User }),
	word("group", func(d *model.Destination) string { return d.Group }),
	word("number", func(d *model.Destination) string { return d.Number }),
	mark("mobile", func(d *model.Destination) bool { return d.Mobile }),
	mark("hangup", func(d *model.Destination) bool { return d.Hangup }),
}

var groupTable = append(table[model.Group]{
	word("kind", func(g *model.Group) model.GroupKind { return g.Kind }),
	text("title", func(g *model.Group) model.Field[string] { return g.Title }),
	text("department", func(g *model.Group) model.Field[string] { return g.Department }),
	text("language", func(g *model.Group) model.Field[string] { return g.Language }),
	text("extension", func(g *model.Group) model.Field[string] { return g.Extension }),
	flag("published", func(g *model.Group) model.Field[bool] { return g.Published }),
	many("members", func(g *model.Group) []model.Member { return g.Members }, func(m *model.Member) string { return m.User }, memberTable),
	{"roleDefaults", roleDefaults},
	many("agents", func(g *model.Group) []model.Agent { return g.Agents }, func(a *model.Agent) string { return a.User }, agentTable),
	ids("supervisors", func(g *model.Group) map[string]bool { return g.Supervisors }),
	text("manager", func(g *model.Group) model.Field[string] { return g.Manager }),
	many("assistants", func(g *model.Group) []model.Assistant { return g.Assistants }, func(a *model.Assistant) string { return a.User }, assistantTable),
	flag("delegation", func(g *model.Group) model.Field[bool] { return g.Delegation }),
	ids("groups", func(g *model.Group) map[string]bool { return g.Groups }),
	text("strategy", func(g *model.Group) model.Field[string] { return g.Strategy }),
	lines("ringOrder", func(g *model.Group) []string { return g.RingOrder }),
	amount("ringSeconds", func(g *model.Group) model.Field[int64] { return g.RingSeconds }),
	amount("wrapUp", func(g *model.Group) model.Field[int64] { return g.WrapUp }),
	amount("maxWait", func(g *model.Group) model.Field[int64] { return g.MaxWait }),
	amount("maxCallers", func(g *model.Group) model.Field[int64] { return g.MaxCallers }),
	text("recording", func(g *model.Group) model.Field[string] { return g.Recording }),
	one("noAnswer", func(g *model.Group) *model.Destination { return g.NoAnswer }, destinationTable),
}, object(func(g *model.Group) *model.Object { return &g.Object })...)

func roleDefaults(g *model.Group) ast.Expr {
	if g.RoleDefaults == nil {
		return nil
	}
	var out []*ast.Field
	for _, d := range g.RoleDefaults {
		out = append(out, entry(d.Role, grantsOf(d.Grants)))
	}
	return structOf(out, len(out) > 1)
}

var memberTable = table[model.Member]{
	text("role", func(m *model.Member) model.Field[string] { return m.Role }),
	text("as", func(m *model.Member) model.Field[string] { return m.As }),
	flag("primary", func(m *model.Member) model.Field[bool] { return m.Primary }),
	grants("overrides", func(m *model.Member) model.Grants { return m.Overrides }),
}

var agentTable = table[model.Agent]{
	text("skill", func(a *model.Agent) model.Field[string] { return a.Skill }),
	amount("priority", func(a *model.Agent) model.Field[int64] { return a.Priority }),
}

var assistantTable = table[model.Assistant]{
	flag("loggedOut", func(a *model.Assistant) model.Field[bool] { return a.LoggedOut }),
}

var roleTable = append(table[model.Role]{
	text("title", func(r *model.Role) model.Field[string] { return r.Title }),
	text("base", func(r *model.Role) model.Field[string] { return r.Base }),
	grants("grants", func(r *model.Role) model.Grants { return r.Grants }),
	many("assign", func(r *model.Role) []model.Assignment { return r.Assign }, (*model.Assignment).Ident, assignmentTable),
}, object(func(r *model.Role) *model.Object { return &r.Object })...)

var assignmentTable = table[model.Assignment]{
	word("user", func(a *model.Assignment) string { return a.User }),
	word("department", func(a *model.Assignment) string { return a.Department }),
	mark("subdepartments", func(a *model.Assignment) bool { return a.Subdepartments }),
	word("headOf", func(a *model.Assignment) string { return a.HeadOf }),
	word("group", func(a *model.Assignment) string { return a.Group }),
	word("workgroup", func(a *model.Assignment) string { return a.Workgroup }),
	word("as", func(a *model.Assignment) string { return a.As }),
	word("userGroup", func(a *model.Assignment) string { return a.UserGroup }),
	mark("everyone", func(a *model.Assignment) bool { return a.Everyone }),
}

var deviceTable = append(table[model.Device]{
	word("kind", func(d *model.Device) string { return d.Kind }),
	text("title", func(d *model.Device) model.Field[string] { return d.Title }),
	text("owner", func(d *model.Device) model.Field[string] { return d.Owner }),
	text("mac", func(d *model.Device) model.Field[string] { return d.MAC }),
	text("model", func(d *model.Device) model.Field[string] { return d.Model }),
	text("template", func(d *model.Device) model.Field[string] { return d.Template }),
	set("clients", func(d *model.Device) map[string]bool { return d.Clients }),
	text("number", func(d *model.Device) model.Field[string] { return d.Number }),
	text("network", func(d *model.Device) model.Field[string] { return d.Network }),
	text("sbc", func(d *model.Device) model.Field[string] { return d.SBC }),
	text("gateway", func(d *model.Device) model.Field[string] { return d.Gateway }),
	amount("line", func(d *model.Device) model.Field[int64] { return d.Line }),
	text("language", func(d *model.Device) model.Field[string] { return d.Language }),
	one("password", func(d *model.Device) *model.Secret { return d.Password }, secretTable),
}, object(func(d *model.Device) *model.Object { return &d.Object })...)

var workspaceTable = append(table[model.Workspace]{
	text("title", func(w *model.Workspace) model.Field[string] { return w.Title }),
	words("members", func(w *model.Workspace) map[string]string { return w.Members }),
}, object(func(w *model.Workspace) *model.Object { return &w.Object })...)

var secretTable = table[model.Secret]{
	word("env", func(s *model.Secret) string { return s.Env }),
	word("file", func(s *model.Secret) string { return s.File }),
	lines("exec", func(s *model.Secret) []string { return s.Exec }),
	word("age", func(s *model.Secret) string { return s.Age }),
	mark("generate", func(s *model.Secret) bool { return s.Generate }),
}

// targetTable ends with what the types add.
var targetTable = slices.Concat(table[model.Target]{
	word("type", func(t *model.Target) string { return t.Type }),
	word("url", func(t *model.Target) string { return t.URL }),
	text("tenant", func(t *model.Target) model.Field[string] { return t.Tenant }),
	inside("profile", func(t *model.Target) *model.Profile { return &t.Profile }, profileTable),
	inside("select", func(t *model.Target) *model.Selection { return &t.Select }, selectionTable),
	words("manage", func(t *model.Target) map[string]model.Ownership { return t.Manage }),
	words("released", func(t *model.Target) map[string]model.Release { return t.Released }),
	inside("losses", func(t *model.Target) *model.Losses { return &t.Losses }, lossesTable),
	one("contactCenter", func(t *model.Target) *model.ContactCenter { return t.ContactCenter }, contactCenterTable),
}, object(func(t *model.Target) *model.Object { return &t.Object }), table[model.Target]{
	byKey("credentials", func(t *model.Target) map[string]model.Secret { return t.Credentials },
		func(s model.Secret) ast.Expr { return structOf(secretTable.fields(&s), false) }),
	bag("options", func(t *model.Target) model.Native { return t.Options }),
})

var profileTable = table[model.Profile]{
	text("version", func(p *model.Profile) model.Field[string] { return p.Version }),
	text("edition", func(p *model.Profile) model.Field[string] { return p.Edition }),
	byKey("licences", func(p *model.Profile) map[string]int64 { return p.Licences }, whole),
	set("modules", func(p *model.Profile) map[string]bool { return p.Modules }),
}

var selectionTable = table[model.Selection]{
	ids("users", func(s *model.Selection) map[string]bool { return s.Users }),
	ids("departments", func(s *model.Selection) map[string]bool { return s.Departments }),
	ids("groups", func(s *model.Selection) map[string]bool { return s.Groups }),
	ids("devices", func(s *model.Selection) map[string]bool { return s.Devices }),
}

var lossesTable = table[model.Losses]{
	severity("unsupported", func(l *model.Losses) diag.Severity { return l.Unsupported }),
	severity("approximated", func(l *model.Losses) diag.Severity { return l.Approximated }),
}

var contactCenterTable = table[model.ContactCenter]{
	settings("organization", func(c *model.ContactCenter) model.Settings { return c.Organization }),
	settings("supervisor", func(c *model.ContactCenter) model.Settings { return c.Supervisor }),
	settings("agent", func(c *model.ContactCenter) model.Settings { return c.Agent }),
}

// settings are switches by name; a name with a dot stands in a struct of its own.
func settings(name string, at func(*model.ContactCenter) model.Settings) field[model.ContactCenter] {
	return field[model.ContactCenter]{name, func(c *model.ContactCenter) ast.Expr {
		if s := at(c); s != nil {
			return settingsOf(s)
		}
		return nil
	}}
}

func settingsOf(s model.Settings) ast.Expr {
	var out []*ast.Field
	for len(s) > 0 {
		head, _, inner := strings.Cut(s[0].Name, ".")
		if !inner {
			out = append(out, entry(head, ast.NewBool(s[0].On)))
			s = s[1:]
			continue
		}
		var below model.Settings
		for len(s) > 0 && strings.HasPrefix(s[0].Name, head+".") {
			below = append(below, model.Setting{Name: strings.TrimPrefix(s[0].Name, head+"."), On: s[0].On})
			s = s[1:]
		}
		out = append(out, entry(head, settingsOf(below)))
	}
	return structOf(out, false)
}

var policiesTable = table[model.Policies]{
	many("budgets", func(p *model.Policies) []model.Budget { return p.Budgets }, func(b *model.Budget) string { return b.Kind }, budgetTable),
	ids("breakGlass", func(p *model.Policies) map[string]bool { return p.BreakGlass }),
	many("windows", func(p *model.Policies) []model.Window { return p.Windows }, func(w *model.Window) string { return w.Name }, windowTable),
	word("outsideWindow", func(p *model.Policies) string { return p.OutsideWindow }),
	inside("attestations", func(p *model.Policies) *model.Policies { return p }, attestationsTable),
	text("planExpiry", func(p *model.Policies) model.Field[string] { return p.PlanExpiry }),
}

var attestationsTable = table[model.Policies]{
	words("maxAge", func(p *model.Policies) map[string]string { return p.MaxAge }),
}

var budgetTable = table[model.Budget]{
	amount("delete", func(b *model.Budget) model.Field[int64] { return b.Delete }),
	amount("deletePercent", func(b *model.Budget) model.Field[int64] { return b.DeletePercent }),
	amount("modify", func(b *model.Budget) model.Field[int64] { return b.Modify }),
	amount("modifyPercent", func(b *model.Budget) model.Field[int64] { return b.ModifyPercent }),
	amount("disable", func(b *model.Budget) model.Field[int64] { return b.Disable }),
	amount("disablePercent", func(b *model.Budget) model.Field[int64] { return b.DisablePercent }),
}

var windowTable = table[model.Window]{
	lines("days", func(w *model.Window) []string { return w.Days }),
	word("from", func(w *model.Window) string { return w.From }),
	word("to", func(w *model.Window) string { return w.To }),
	word("timezone", func(w *model.Window) string { return w.Timezone }),
}
