package targettest_test

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// toy is the smallest driver that the suite has something to say about. Its
// value is the one defect it has; "" is none.
type toy string

func (d toy) is(defect string) bool { return string(d) == defect }

func (d toy) driver() targets.Driver {
	reads := []targets.ReadRule{{Method: http.MethodGet, Path: "/**"}, {Method: http.MethodPost, Path: "/login"}}
	if d.is("allows every request while planning") {
		reads = append(reads, targets.ReadRule{Method: http.MethodPost, Path: "/**"}, targets.ReadRule{Method: http.MethodDelete, Path: "/**"},
			targets.ReadRule{Method: http.MethodPatch, Path: "/**"}, targets.ReadRule{Method: http.MethodPut, Path: "/**"})
	}
	quirks := []targets.Quirk{
		{Name: "auto-join", What: "a new person is put into the team All", Option: "autojoin"},
		{Name: "short pages", What: "a page holds fewer than asked for", Option: "take"},
	}
	if d.is("has a quirk nobody simulates") {
		quirks = append(quirks, targets.Quirk{Name: "sleepy", What: "sleeps at noon", Option: "noon"})
	}
	return targets.Driver{
		Type: "toy",
		Doc: targets.Doc{Title: "Toy 3", Versions: "3.0 and later", Account: "an owner",
			Limits: []string{"100 people on a page"}, Quirks: quirks},
		Caps: d.caps, Schema: d.schema, Lower: d.lower, Raise: d.raise, Rights: d.rights, Steps: d.steps, Languages: []plan.Language{"pl"}, Reads: reads,
		Open:       func(ctx context.Context, s targets.Settings) (targets.Reader, error) { return d.open(ctx, s) },
		OpenWriter: func(ctx context.Context, s targets.Settings) (targets.Writer, error) { return d.open(ctx, s) },
		Simulate:   simulateToy,
	}
}

func (d toy) caps(state.Profile) resolve.Caps {
	monitor := "calls.monitor"
	if d.is("names a permission nobody knows") {
		monitor = "calls.moniter"
	}
	c := resolve.Caps{
		Grants: []resolve.GrantCap{
			{Permission: monitor, Level: "none", Support: resolve.Exact, As: "listen"},
			{Permission: monitor, Level: "group", Support: resolve.Exact, As: "listen"},
			{Permission: "calls.park", Level: "false", Support: resolve.Exact, As: "park"},
			{Permission: "calls.park", Level: "true", Support: resolve.Exact, As: "park"},
		},
		Unique: []string{"users.email", "users.extension"},
		Manage: []string{"memberships", "teams", "users"},
	}
	for _, path := range []string{
		"groups.team", "groups.team.members", "groups.team.members.overrides", "groups.team.published", "groups.team.title",
		"users", "users.email", "users.enabled", "users.extension", "users.firstName", "users.language", "users.lastName", "users.listed", "users.mobile", "users.voicemail.pin",
	} {
		support := resolve.Exact
		if slices.Contains([]string{"users.language", "users.listed", "users.mobile"}, path) {
			support = resolve.ByHand
		}
		c.Nouns = append(c.Nouns, resolve.NounCap{Path: path, Support: support, As: path[strings.LastIndexByte(path, '.')+1:]})
	}
	return c
}

func (d toy) schema(state.Profile) state.Schema {
	key := []string{"Number"}
	if d.is("has a key that is no field") {
		key = []string{"Numer"}
	}
	all := state.Create | state.Update | state.Delete
	return state.Schema{Kinds: []state.Kind{
		{Name: "user", Plural: "users", Title: "person", Key: key, Can: all, Fields: []state.Field{
			{Name: "Active", Type: state.Bool, Default: state.OfBool(true), Title: "active"},
			{Name: "Code", Type: state.Text, Flags: state.Sealed, Title: "code of the mailbox"},
			{Name: "Email", Type: state.Text, Flags: state.Unique, Title: "e-mail"},
			{Name: "First", Type: state.Text, Title: "first name"},
			{Name: "Last", Type: state.Text, Title: "last name"},
			{Name: "Listed", Type: state.Bool, Flags: state.Manual, Title: "in the book"},
			{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "Online", Type: state.Bool, Flags: state.Computed, Title: "online"},
			{Name: "Pin", Type: state.Text, Flags: state.Secret, Title: "PIN"},
			{Name: "Tongue", Type: state.Text, Flags: state.Manual | state.Unread, Values: []string{"en", "fr"}, Title: "language"},
		}},
		{Name: "team", Plural: "teams", Title: "team", Key: []string{"Name"}, Can: all, Fields: []state.Field{
			{Name: "Name", Type: state.Text, Flags: state.Unique, Title: "name"},
			{Name: "Open", Type: state.Bool, Flags: state.Privilege, Title: "shown to everybody"},
		}},
		{Name: "membership", Plural: "memberships", Title: "membership", Key: []string{"Team", "User"}, Owner: "user", Can: all, Fields: []state.Field{
			{Name: "Listen", Type: state.Bool, Flags: state.Privilege, Title: "listens to calls"},
			{Name: "Park", Type: state.Bool, Flags: state.Privilege, Title: "parks calls"},
			{Name: "Team", Type: state.Text, Flags: state.Immutable, Ref: "team", Title: "team"},
			{Name: "User", Type: state.Text, Flags: state.Immutable, Ref: "user", Title: "person"},
		}},
		{Name: "card", Plural: "cards", Title: "card at the desk", Key: []string{"Person"}, Owner: "user", Unread: true, Fields: []state.Field{
			{Name: "Mobile", Type: state.Text, Title: "mobile"},
			{Name: "Person", Type: state.Text, Ref: "user", Title: "person"},
		}},
	}}
}

// switches are the toy's two rights, by permission.
var switches = map[string]string{"calls.monitor": "Listen", "calls.park": "Park"}

func (d toy) rights(s *state.Snapshot) rights.Table {
	var t rights.Table
	for _, m := range s.OfKind("membership") {
		team, holder := m.Get("Team").Text(), state.Ref{Kind: "user", Key: m.Get("User").Text()}
		row := func(permission, scope, attr string) {
			if m.Get(attr).Bool() {
				t.Rows = append(t.Rows, rights.Row{
					Right:  rights.Right{Holder: holder, Permission: permission, Scope: scope},
					Answer: rights.Yes, Via: []rights.Source{{Object: m.Ref(), Attr: attr}}})
			}
		}
		row("calls.monitor", "group:"+team, "Listen")
		row("calls.park", "group:"+team, "Park")
	}
	t.Sort()
	return t
}

func (d toy) steps(in targets.StepInput) ([]plan.Step, diag.List) {
	var out []plan.Step
	teams := map[string]*plan.Step{}
	var order []string
	for _, c := range in.Changes.Changes {
		switch {
		case !c.Acts():
		case c.Object.Kind == "card":
			out = append(out, d.deskStep(in, c))
		case c.Object.Kind == "user":
			out = append(out, d.userSteps(in, c)...)
		case c.Object.Kind != "membership":
			out = append(out, d.step(in, c))
		default:
			team, _, _ := strings.Cut(c.Object.Key, "/")
			if teams[team] == nil {
				teams[team] = d.memberStep(team)
				order = append(order, team)
			}
			s := teams[team]
			s.Covers = append(s.Covers, c.Name())
			e := effect(c)
			if _, user, _ := strings.Cut(c.Object.Key, "/"); team == "All" && c.Op == state.OpCreate && made(in.Changes, state.Ref{Kind: "user", Key: user}) {
				e.Op = state.OpUpdate // the vendor has made it by then
			}
			s.Effects = append(s.Effects, e)
		}
	}
	slices.Sort(order)
	for _, team := range order {
		if gone(in.Changes, state.Ref{Kind: "team", Key: team}) {
			continue
		}
		if d.is("writes the members that the plan knew") {
			teams[team].Args["body"] = known(in.Live, team, teams[team].Effects)
		}
		out = append(out, *teams[team])
	}
	return out, nil
}

// known is a team's list of members as it was to be when the plan was made.
func known(live *state.Snapshot, team string, effects []state.Effect) []any {
	list := []any{}
	after, _ := state.Apply(live, effects)
	for _, m := range after.OfKind("membership") {
		if m.Get("Team").Text() != team {
			continue
		}
		user := state.Ref{Kind: "user", Key: m.Get("User").Text()}
		item := map[string]any{"user": plan.IDOf{Ref: user}}
		if o, ok := live.Find(user); ok {
			item["user"] = o.ID
		}
		for name, attr := range map[string]string{"listen": "Listen", "park": "Park"} {
			if v := m.Get(attr); v.Presence() == state.Set {
				item[name] = v.Bool()
			}
		}
		list = append(list, item)
	}
	return list
}

func gone(s diff.ChangeSet, r state.Ref) bool {
	return slices.ContainsFunc(s.Changes, func(c diff.Change) bool { return c.Acts() && c.Op == state.OpDelete && c.Object == r })
}

func made(s diff.ChangeSet, r state.Ref) bool {
	return slices.ContainsFunc(s.Changes, func(c diff.Change) bool { return c.Acts() && c.Op == state.OpCreate && c.Object == r })
}

func (d toy) memberStep(team string) *plan.Step {
	ref := state.Ref{Kind: "team", Key: team}
	return &plan.Step{
		ID: "members:" + team, Kind: plan.Call, Op: state.OpUpdate, Object: ref, Title: "members of " + team,
		Call:   "PUT /teams/{id}/members",
		Args:   plan.Args{"id": plan.IDOf{Ref: ref}, "body": plan.After{Extent: state.Extent{Kind: "membership", Attr: "Team", Value: team}}},
		Settle: plan.ByRepeat,
	}
}

// step carries out one change of a person or a team.
func (d toy) step(in targets.StepInput, c diff.Change) plan.Step {
	path := "/" + c.Object.Kind + "s"
	live := state.Ref{Kind: c.Object.Kind, Key: c.Object.Key}
	if c.LiveKey != "" {
		live.Key = c.LiveKey
	}
	s := plan.Step{ID: c.Name(), Kind: plan.Call, Op: c.Op, Object: c.Object, Title: c.Name(), Covers: []string{c.Name()},
		Settle: plan.ByRead, Effects: []state.Effect{effect(c)}}
	switch c.Op {
	case state.OpCreate:
		s.Call, s.Settle, s.Args = "POST "+path, plan.ByKey, plan.Args{"body": d.body(c)}
		if d.is("takes a lost create for not done") {
			s.Settle = plan.ByRepeat
		}
		if all := (state.Ref{Kind: "team", Key: "All"}); c.Object.Kind == "user" && !d.is("keeps a side effect to itself") {
			if _, there := in.Live.Find(all); there {
				s.Effects = append(s.Effects, joined(c.Object.Key))
			}
		}
	case state.OpUpdate:
		s.Call, s.Args = "PATCH "+path+"/{id}", plan.Args{"id": plan.IDOf{Ref: c.Object}, "body": d.body(c)}
		if d.is("sends less than it says") {
			s.Args["body"] = map[string]any{}
		}
	case state.OpDelete:
		s.Call, s.Args, s.Settle = "DELETE "+path+"/{id}", plan.Args{"id": plan.IDOf{Ref: live}}, plan.ByKey
		s.Flags.Irreversible = true
		for _, m := range in.Live.OfKind("membership") {
			if live.Kind == "user" && gone(in.Changes, state.Ref{Kind: "team", Key: m.Get("Team").Text()}) {
				continue // it goes with its team
			}
			if m.Get("User").Text() == live.Key && live.Kind == "user" || m.Get("Team").Text() == live.Key && live.Kind == "team" {
				s.Effects = append(s.Effects, state.Effect{Op: state.OpDelete, Object: m.Ref(), Predicted: true})
				s.Covers = append(s.Covers, coverOf(in.Changes, m.Ref())...)
			}
		}
	}
	return s
}

// coverOf names the change that takes a membership away with its owner.
func coverOf(s diff.ChangeSet, r state.Ref) []string {
	for _, c := range s.Changes {
		if c.Acts() && c.Object == r && c.Op == state.OpDelete && r.Kind == "membership" {
			return []string{c.Name()}
		}
	}
	return nil
}

func joined(number string) state.Effect {
	return state.Effect{Op: state.OpCreate, Object: state.Ref{Kind: "membership", Key: "All/" + number}, Predicted: true, Attrs: []state.Attr{
		{Name: "Team", Value: state.OfText("All")}, {Name: "User", Value: state.OfText(number)},
	}}
}

func effect(c diff.Change) state.Effect {
	e := state.Effect{Op: c.Op, Object: c.Object}
	if c.Op == state.OpDelete {
		return e
	}
	for _, f := range c.Fields {
		if !f.Part.Acts() {
			continue
		}
		e.Attrs = append(e.Attrs, state.Attr{Name: f.Name, Value: f.Desired, From: f.From})
	}
	return e
}

// body is what a change sends, in the toy's own words.
func (d toy) body(c diff.Change) map[string]any {
	out := map[string]any{}
	for _, f := range c.Fields {
		if !f.Part.Acts() {
			continue
		}
		name := strings.ToLower(f.Name)
		switch f.Desired.Presence() {
		case state.None:
			out[name] = ""
			if f.Live.Type() == state.Bool {
				out[name] = nil
			}
		case state.Set:
			out[name] = f.Desired.Text()
			switch {
			case f.Desired.Type() == state.Bool:
				out[name] = f.Desired.Bool()
			case f.Name == "Code":
				out[name] = plan.SecretOf{Name: f.Desired.Text()}
			}
		}
	}
	return out
}

func (d toy) lower(in *resolve.Desired) (*state.Snapshot, diag.List) {
	out := &state.Snapshot{Target: in.Target.ID, Type: "toy", Profile: in.Profile}
	for i := range in.Users {
		u := &in.Users[i]
		out.Objects = append(out.Objects, d.lowerUser(u))
		if u.Mobile.Managed() {
			out.Claims = append(out.Claims, state.Extent{Kind: "card", Attr: "Person", Value: u.Extension.Or("")})
		}
		if mobile := u.Mobile.Or(""); mobile != "" {
			out.Objects = append(out.Objects, card(u, mobile))
		}
	}
	for i := range in.Groups {
		g := &in.Groups[i]
		out.Objects = append(out.Objects, d.lowerTeam(in, g)...)
		if g.Members != nil {
			out.Claims = append(out.Claims, state.Extent{Kind: "membership", Attr: "Team", Value: g.Title.Or(g.ID)})
		}
	}
	if in.Target.Manage["users"] == model.Exclusive {
		out.Claims = append(out.Claims, state.Extent{Kind: "user"})
	}
	if !d.is("lowers in no order") {
		out.Sort()
	}
	return out, nil
}

func (d toy) lowerUser(u *resolve.User) state.Object {
	o := state.Object{Kind: "user", Canonical: u.Path}
	text := func(attr, from string, f model.Field[string]) {
		if f.Managed() {
			o.Put(attr, state.OfText(f.Or("")), from)
		}
	}
	text("Number", ".extension", u.Extension)
	text("First", ".firstName", u.FirstName)
	if !d.is("loses a field in silence") {
		text("Last", ".lastName", u.LastName)
	}
	text("Email", ".email", u.Email)
	if on, ok := u.Enabled.Get(); ok {
		o.Put("Active", state.OfBool(on), ".enabled")
	}
	if on, ok := u.Listed.Get(); ok {
		o.Put("Listed", state.OfBool(on), ".listed")
	}
	text("Tongue", ".language", u.User.Language)
	if u.Voicemail != nil && u.Voicemail.PIN != nil {
		o.Put("Code", state.OfText(u.Path+".voicemail.pin"), ".voicemail.pin")
	}
	o.Key = o.Get("Number").Text()
	return o
}

func (d toy) lowerTeam(in *resolve.Desired, g *resolve.Group) []state.Object {
	name := g.Title.Or(g.ID)
	team := state.Object{Kind: "team", Key: name, Canonical: g.Path}
	team.Put("Name", state.OfText(name), ".title", ".members")
	if open, ok := g.Published.Get(); ok {
		team.Put("Open", state.OfBool(open), ".published")
	}
	out := []state.Object{team}
	for _, m := range g.Members {
		u, ok := in.User(m.User)
		if !ok {
			continue
		}
		number := u.Extension.Or("")
		o := state.Object{Kind: "membership", Key: name + "/" + number, Canonical: resolve.Path("groups", g.ID, "members", m.User)}
		o.Put("Team", state.OfText(name), g.Path+".members")
		o.Put("User", state.OfText(number), o.Canonical)
		for _, permission := range []string{"calls.monitor", "calls.park"} {
			from := o.Canonical + ".overrides"
			level, written := m.Overrides.Get(permission)
			switch {
			case written:
				yes := level != "none" && level != "false" || d.is("widens a grant")
				o.Put(switches[permission], state.OfBool(yes), from+"."+resolve.Path(permission))
			case m.Overrides != nil:
				o.Put(switches[permission], state.Nothing(), from)
			}
		}
		out = append(out, o)
	}
	return out
}

func (d toy) raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	site := &model.Site{Package: "raised"}
	id := map[string]string{}
	for _, o := range s.OfKind("user") {
		u := model.User{Object: model.Object{ID: names[o.Ref()]}}
		if u.ID == "" {
			u.ID = "u" + o.Key
		}
		id[o.Key] = u.ID
		text := func(f *model.Field[string], attr string) {
			if v := o.Get(attr); v.Presence() != state.Absent {
				*f = model.Text(v.Text())
			}
		}
		text(&u.Extension, "Number")
		text(&u.FirstName, "First")
		text(&u.LastName, "Last")
		if !d.is("raises without e-mail") {
			text(&u.Email, "Email")
		}
		if v := o.Get("Active"); v.Presence() == state.Set {
			u.Enabled = model.Of(v.Bool())
		}
		if v := o.Get("Listed"); v.Presence() == state.Set {
			u.Listed = model.Of(v.Bool())
		}
		text(&u.Language, "Tongue")
		if c, ok := s.Find(state.Ref{Kind: "card", Key: o.Key}); ok {
			u.Mobile = model.Text(c.Get("Mobile").Text())
		}
		site.Users = append(site.Users, u)
	}
	for _, o := range s.OfKind("team") {
		site.Groups = append(site.Groups, d.raiseTeam(s, o, names, id))
	}
	slices.SortFunc(site.Users, func(a, b model.User) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(site.Groups, func(a, b model.Group) int { return strings.Compare(a.ID, b.ID) })
	return site, nil
}

func (d toy) raiseTeam(s *state.Snapshot, o state.Object, names targets.Names, id map[string]string) model.Group {
	g := model.Group{Object: model.Object{ID: names[o.Ref()]}, Kind: model.Team, Title: model.Of(o.Key), Members: []model.Member{}}
	if g.ID == "" {
		g.ID = "t-" + o.Key
	}
	if v := o.Get("Open"); v.Presence() == state.Set {
		g.Published = model.Of(v.Bool())
	}
	for _, m := range s.OfKind("membership") {
		if m.Get("Team").Text() != o.Key {
			continue
		}
		member := model.Member{User: id[m.Get("User").Text()], Overrides: model.Grants{}}
		if v := m.Get("Listen"); v.Presence() == state.Set {
			level := "none"
			if v.Bool() {
				level = "group"
			}
			member.Overrides = append(member.Overrides, model.Grant{Permission: "calls.monitor", Level: level})
		}
		if v := m.Get("Park"); v.Presence() == state.Set {
			level := "false"
			if v.Bool() {
				level = "true"
			}
			member.Overrides = append(member.Overrides, model.Grant{Permission: "calls.park", Level: level})
		}
		g.Members = append(g.Members, member)
	}
	slices.SortFunc(g.Members, func(a, b model.Member) int { return strings.Compare(a.User, b.User) })
	return g
}
