package write_test

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// drawing draws what a site may say: every field of the model, absent, none or
// set, with values that the language takes.
type drawing struct{ *rapid.T }

func (d drawing) yes(what string) bool { return rapid.Bool().Draw(d.T, what) }

func (d drawing) of(what string, words ...string) string {
	return rapid.SampledFrom(words).Draw(d.T, what)
}

// odd are texts that are hard to write down.
var odd = []string{"Alice", `"Bob" \(x)`, "Zażółć gęślą", "a/b\\c", "line\nbreak\ttab", "\u2028\u0000\ufeff", "null", "#x", "'''", `"""`, " spaced ", "🙂", "// no comment"}

func (d drawing) name(what string) string {
	if d.yes(what + " is odd") {
		return rapid.SampledFrom(odd).Draw(d.T, what)
	}
	return rapid.String().Draw(d.T, what)
}

// maybe is a field that is absent, none or one of the words.
func (d drawing) maybe(what string, words ...string) (f model.Field[string]) {
	if len(words) == 0 {
		words = []string{"", d.name(what)}
	}
	if d.yes(what) {
		return model.Text(d.of(what, words...))
	}
	return f
}

func (d drawing) number(what string, least, most int64) (f model.Field[int64]) {
	if d.yes(what) {
		return model.Of(rapid.Int64Range(least, most).Draw(d.T, what))
	}
	return f
}

func (d drawing) flag(what string) (f model.Field[bool]) {
	if d.yes(what) {
		return model.Of(d.yes(what + " is on"))
	}
	return f
}

// id is what the language takes for the name of a thing: some have to be quoted.
func (d drawing) id(what string) string {
	return rapid.OneOf(rapid.SampledFrom([]string{"alice", "a.b", "101", "true", "for", "null", "let", "A-1", "x_y", "import"}), rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9._-]{0,6}`)).Draw(d.T, what)
}

func (d drawing) ids(what string) []string {
	out := []string{}
	for range rapid.IntRange(0, 3).Draw(d.T, what) {
		out = append(out, d.id(what))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mapped is a map that is absent, empty or filled.
func mapped[V any](d drawing, what string, keys []string, value func() V) map[string]V {
	if !d.yes(what) {
		return nil
	}
	if keys == nil {
		keys = d.ids(what)
	}
	out := map[string]V{}
	for _, k := range keys {
		if d.yes(what + "." + k) {
			out[k] = value()
		}
	}
	return out
}

// listed is a collection sorted by id that is absent, empty or filled.
func listed[T any](d drawing, what string, keys []string, item func(id string) T) []T {
	if !d.yes(what) {
		return nil
	}
	if keys == nil {
		keys = d.ids(what)
	}
	out := []T{}
	for _, k := range keys {
		out = append(out, item(k))
	}
	return out
}

func (d drawing) set(what string) map[string]bool {
	return mapped(d, what, nil, func() bool { return true })
}

func (d drawing) order(what string) []string {
	if d.yes(what) {
		return append([]string{}, rapid.Permutation(d.ids(what)).Draw(d.T, what)...)
	}
	return nil
}

func (d drawing) object(id string) model.Object {
	o := model.Object{ID: id}
	if d.yes("renamed") {
		if o.Previously = d.ids("previously"); len(o.Previously) == 0 {
			o.Previously = nil
		}
	}
	o.Native = mapped(d, "native", nil, func() model.Native { return model.Native(d.bag(2)) })
	return o
}

func (d drawing) bag(depth int) map[string]any {
	out := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(d.T, "attributes") {
		out[norm.NFC.String(d.name("attribute"))] = d.free(depth) // CUE evaluates labels in this form
	}
	return out
}

func (d drawing) free(depth int) any {
	switch rapid.IntRange(0, 4+min(depth, 1)*2).Draw(d.T, "shape") {
	case 0:
		return nil
	case 1:
		return d.yes("value")
	case 2:
		return rapid.Int64Range(-1<<53, 1<<53).Draw(d.T, "value")
	case 3:
		return rapid.OneOf(rapid.Float64Range(-1e9, 1e9), rapid.SampledFrom([]float64{0, 1, -2, 0.1, 1e21, -1e-7, 2.5})).Draw(d.T, "value")
	case 4:
		return d.name("value")
	case 5:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(d.T, "items") {
			list = append(list, d.free(depth-1))
		}
		return list
	}
	return d.bag(depth - 1)
}

func (d drawing) secret(what string) *model.Secret {
	if !d.yes(what) {
		return nil
	}
	s := d.reference()
	return &s
}

func (d drawing) reference() model.Secret {
	s := model.Secret{Generate: d.yes("generate")}
	switch d.of("kept in", "env", "file", "exec", "age") {
	case "env":
		s.Env = d.of("env", "PBX_ID", "_x")
	case "file":
		s.File = "secrets/a b.txt"
	case "exec":
		s.Exec = []string{"pass", "show", d.name("argument")}
	case "age":
		s.Age = "secrets/a.age"
	}
	return s
}

func (d drawing) grants(what string) model.Grants {
	if !d.yes(what) {
		return nil
	}
	out := model.Grants{}
	for _, name := range permission.Names() {
		if rapid.IntRange(0, 6).Draw(d.T, name) == 0 {
			out = append(out, model.Grant{Permission: name, Level: d.of("level", permission.Levels(name)...)})
		}
	}
	slices.SortFunc(out, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
	return out
}

func (d drawing) destination(what string) *model.Destination {
	if !d.yes(what) {
		return nil
	}
	to := d.somewhere()
	return &to
}

func (d drawing) somewhere() model.Destination {
	return rapid.SampledFrom([]model.Destination{{Voicemail: "self"}, {User: d.id("user")}, {Group: d.id("group")}, {Number: "+48*1#"}, {Mobile: true}, {Hangup: true}}).Draw(d.T, "to")
}

const (
	language = "pt-BR"
	timezone = "America/Argentina/Buenos_Aires"
)

func someSite(t *rapid.T) *model.Site {
	d := drawing{t}
	s := &model.Site{Package: d.of("package", "acme", "site7"), Organization: d.organization()}
	s.Departments = listed(d, "departments", nil, func(id string) model.Department {
		return model.Department{Object: d.object(id), Title: d.maybe("title"), Parent: d.maybe("parent", "", "root", d.id("parent")), Head: d.maybe("head", "", d.id("head")),
			Language: d.maybe("language", "", language), Timezone: d.maybe("timezone", "", timezone)}
	})
	s.Users = listed(d, "users", nil, d.user)
	s.Groups = listed(d, "groups", nil, d.group)
	s.Roles = listed(d, "roles", nil, func(id string) model.Role {
		return model.Role{Object: d.object(id), Title: d.maybe("title"), Base: d.maybe("base", "", "manager"), Grants: d.grants("grants"),
			Assign: listed(d, "assign", nil, d.assignment)}
	})
	s.Devices = listed(d, "devices", nil, d.device)
	s.Workspaces = listed(d, "workspaces", nil, func(id string) model.Workspace {
		return model.Workspace{Object: d.object(id), Title: d.maybe("title"), Members: mapped(d, "members", nil, func() string { return "Ow" + d.name("role") })}
	})
	s.Targets = listed(d, "targets", nil, d.target)
	s.Policies = d.policies()
	s.Requires = d.of("requires", "", ">=0.3 <1")
	return s
}

func (d drawing) organization() model.Organization {
	return model.Organization{Name: d.maybe("name"), Domain: d.maybe("domain", "", "acme.example"), Country: d.maybe("country", "", "PL"),
		Language: d.maybe("language", "", language), Timezone: d.maybe("timezone", "", timezone, "UTC"),
		Extensions: model.ExtensionPlan{MinDigits: d.number("minDigits", 1, 20), MaxDigits: d.number("maxDigits", 1, 20),
			Ranges: listed(d, "ranges", nil, func(id string) model.Range {
				return model.Range{ID: id, From: "100", To: "199", For: d.of("for", "any", "users", "parkings")}
			})}}
}

func (d drawing) user(id string) model.User {
	u := model.User{Object: d.object(id), FirstName: d.maybe("firstName"), LastName: d.maybe("lastName"), DisplayName: d.maybe("displayName"),
		Email: d.maybe("email", "", "a@b.example", `o'"x@ż`), Extension: d.maybe("extension", "", "101"), Mobile: d.maybe("mobile", "", "+48600"), JobTitle: d.maybe("jobTitle"),
		Language: d.maybe("language", "", language), Department: d.maybe("department", "", d.id("department")), Enabled: d.flag("enabled"), CallerID: d.maybe("callerId", "", "+48#*"),
		Listed: d.flag("listed"), Licences: mapped(d, "licences", []string{"agent", "business"}, func() string { return d.of("licence", "true", "false") }),
		Position: mapped(d, "position", nil, func() string { return d.name("position") }), ContactAdmin: mapped(d, "contactAdmin", nil, func() bool { return d.yes("is") })}
	if u.Licences["agent"] == "true" && d.yes("external") {
		u.Licences["agent"] = "external"
	}
	if d.yes("voicemail") {
		u.Voicemail = &model.Voicemail{Enabled: d.flag("enabled"), Email: d.maybe("email", "none", "attach"), PIN: d.secret("pin")}
	}
	if d.yes("forwarding") {
		u.Forwarding = &model.Forwarding{RingSeconds: d.number("ringSeconds", 1, 86400),
			Rules: listed(d, "rules", []string{"away", "busy", "noAnswer"}, func(situation string) model.ForwardingRule {
				return model.ForwardingRule{Situation: situation, Internal: d.destination("internal"), External: d.destination("external")}
			}),
			FollowMe: listed(d, "followMe", []string{"first", "second"}, func(string) model.FollowStep {
				return model.FollowStep{To: d.somewhere(), Seconds: d.number("seconds", 1, 60)}
			})}
	}
	return u
}

func (d drawing) group(id string) model.Group {
	g := model.Group{Object: d.object(id), Title: d.maybe("title"), Department: d.maybe("department", "", d.id("department")), Language: d.maybe("language", "", language)}
	g.Kind = rapid.SampledFrom([]model.GroupKind{model.Team, model.DepartmentGroup, model.Queue, model.Campaign, model.RingGroup, model.ManagerAssistant, model.Supervision, model.Workgroup, model.Parking}).Draw(d.T, "kind")
	if g.Kind != model.Workgroup {
		g.Extension = d.maybe("extension", "", "800")
	}
	rings := func() {
		g.Strategy, g.RingOrder, g.RingSeconds = d.maybe("strategy", "ringAll"), d.order("ringOrder"), d.number("ringSeconds", 1, 86400)
		g.NoAnswer = d.destination("noAnswer")
	}
	switch g.Kind {
	case model.Team, model.DepartmentGroup:
		g.Published = d.flag("published")
		g.RoleDefaults = listed(d, "roleDefaults", nil, func(role string) model.RoleDefault {
			return model.RoleDefault{Role: role, Grants: append(model.Grants{}, d.grants("grants")...)}
		})
	case model.Queue, model.Campaign:
		rings()
		g.Agents = listed(d, "agents", nil, func(id string) model.Agent {
			return model.Agent{User: id, Skill: d.maybe("skill"), Priority: d.number("priority", 0, 9)}
		})
		g.WrapUp, g.MaxWait, g.MaxCallers, g.Recording = d.number("wrapUp", 0, 9), d.number("maxWait", 1, 9), d.number("maxCallers", 1, 9), d.maybe("recording", "off", "optIn")
		g.Supervisors = d.set("supervisors")
		return g
	case model.RingGroup:
		rings()
	case model.ManagerAssistant:
		g.Manager, g.Delegation, g.RingSeconds = d.maybe("manager", "", d.id("manager")), d.flag("delegation"), d.number("ringSeconds", 1, 9)
		g.Assistants = listed(d, "assistants", nil, func(id string) model.Assistant { return model.Assistant{User: id, LoggedOut: d.flag("loggedOut")} })
		return g
	case model.Supervision:
		g.Supervisors = d.set("supervisors")
	case model.Parking:
		g.Groups = d.set("groups")
		return g
	}
	g.Members = listed(d, "members", nil, func(id string) model.Member {
		return model.Member{User: id, Role: d.maybe("role", "", "lead"), As: d.maybe("as", "owner"), Primary: d.flag("primary"), Overrides: d.grants("overrides")}
	})
	return g
}

func (d drawing) assignment(name string) model.Assignment {
	a := rapid.SampledFrom([]model.Assignment{{User: "bob"}, {Department: "sales"}, {Department: "root", Subdepartments: true}, {HeadOf: "sales"}, {Group: "g"},
		{Workgroup: "w", As: "owner"}, {UserGroup: "u"}, {Everyone: true}}).Draw(d.T, "to")
	a.Name = name
	return a
}

func (d drawing) device(id string) model.Device {
	return model.Device{Object: d.object(id), Kind: d.of("kind", "deskphone", "analogue"), Title: d.maybe("title"), Owner: d.maybe("owner", "", d.id("owner")), MAC: d.maybe("mac", "", "00:15:65:aa:BB:cc"),
		Model: d.maybe("model"), Template: d.maybe("template"), Clients: mapped(d, "clients", []string{"desktop", "web"}, func() bool { return d.yes("on") }), Number: d.maybe("number", "", "+1"),
		Network: d.maybe("network", "sbc"), SBC: d.maybe("sbc"), Gateway: d.maybe("gateway", "", "001565aabbcc"), Line: d.number("line", 1, 9), Language: d.maybe("language", "", language), Password: d.secret("password")}
}

func (d drawing) target(id string) model.Target {
	t := model.Target{Object: d.object(id), Type: "goto", URL: d.of("url", "sim:", "https://x.example"), Tenant: d.maybe("tenant"),
		Profile: model.Profile{Version: d.maybe("version"), Edition: d.maybe("edition"), Licences: mapped(d, "licences", nil, func() int64 { return 3 }), Modules: mapped(d, "modules", nil, func() bool { return d.yes("on") })},
		Select:  model.Selection{Users: d.set("users"), Departments: d.set("departments"), Groups: d.set("groups"), Devices: d.set("devices")},
		Manage:  mapped(d, "manage", []string{"users", "queues"}, func() model.Ownership { return model.Ownership(d.of("owner", "declared", "exclusive")) }),
		Released: mapped(d, "released", []string{"users", "roles"}, func() model.Release {
			return model.Release(d.of("release", "reset", "leave", "error"))
		}),
		Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}
	if d.yes("credentials") {
		t.Credentials = map[string]model.Secret{"clientId": d.reference(), "clientSecret": d.reference(), "refreshToken": d.reference()}
	}
	if d.yes("grave") {
		t.Losses.Unsupported = diag.Error
	}
	if d.yes("options") {
		t.Options = model.Native{"invite": d.yes("invite"), "requestsPerSecond": rapid.SampledFrom([]any{int64(5), 2.0, 2.5}).Draw(d.T, "rate")}
	}
	if d.yes("contactCenter") {
		t.ContactCenter = &model.ContactCenter{Organization: d.settings("loginUnassignedQueues"), Supervisor: d.settings("portal", "queueSettings.manage", "skills.manage", "skills.view"), Agent: d.settings("customTags")}
	}
	return t
}

func (d drawing) settings(names ...string) model.Settings {
	if !d.yes("settings") {
		return nil
	}
	out := model.Settings{}
	for _, n := range names {
		if d.yes(n) {
			out = append(out, model.Setting{Name: n, On: d.yes("on")})
		}
	}
	slices.SortFunc(out, func(a, b model.Setting) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (d drawing) policies() model.Policies {
	return model.Policies{
		Budgets: listed(d, "budgets", []string{"any", "users"}, func(kind string) model.Budget {
			return model.Budget{Kind: kind, Delete: d.number("delete", 0, 9), DeletePercent: d.number("deletePercent", 0, 100), Modify: d.number("modify", 0, 9), ModifyPercent: d.number("modifyPercent", 0, 100), Disable: d.number("disable", 0, 9), DisablePercent: d.number("disablePercent", 0, 100)}
		}),
		BreakGlass: d.set("breakGlass"),
		Windows: listed(d, "windows", nil, func(name string) model.Window {
			w := model.Window{Name: name, From: "22:00", To: "06:00", Timezone: d.of("zone", "", timezone)}
			if d.yes("days") {
				w.Days = []string{"mon", "sun"}
			}
			return w
		}),
		OutsideWindow: d.of("outsideWindow", "", "defer"),
		MaxAge:        mapped(d, "maxAge", []string{"any", "roles"}, func() string { return fmt.Sprint(rapid.IntRange(1, 90).Draw(d.T, "days"), "d") }),
		PlanExpiry:    d.maybe("planExpiry", "24h"),
	}
}
