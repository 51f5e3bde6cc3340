package resolve_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// site is a tree of three departments with somebody in each, a team and a queue.
func site() *model.Site {
	dept := func(id, parent, head string) model.Department {
		return model.Department{Object: model.Object{ID: id}, Parent: model.Of(parent), Head: model.Text(head)}
	}
	user := func(id, dept, extension string) model.User {
		return model.User{Object: model.Object{ID: id}, Department: model.Text(dept), Extension: model.Of(extension)}
	}
	s := &model.Site{
		Organization: model.Organization{Language: model.Of("fr")},
		Departments:  []model.Department{dept("east", "sales", "eve"), dept("ops", "root", ""), dept("sales", "root", "sam")},
		Users:        []model.User{user("eve", "east", "101"), user("nobody", "", "102"), user("otto", "ops", "103"), user("sam", "sales", "104")},
		Groups: []model.Group{
			{Object: model.Object{ID: "line"}, Kind: model.Queue, Agents: []model.Agent{{User: "otto"}}},
			{Object: model.Object{ID: "team"}, Kind: model.Team, Members: []model.Member{
				{User: "eve", Role: model.Of("lead"), Overrides: model.Grants{{Permission: "calls.park", Level: "false"}}},
				{User: "sam", Role: model.Of("user")},
			}},
		},
		Roles: []model.Role{{Object: model.Object{ID: "lead"}, Base: model.Of("manager"),
			Grants: model.Grants{{Permission: "calls.park", Level: "true"}, {Permission: "calls.see", Level: "group"}}}},
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "x", Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}},
	}
	s.Departments[0].Language = model.Of("de")
	return s
}

// full can hold everything that the tests write.
var full = resolve.Caps{
	Grants: []resolve.GrantCap{{Permission: "calls.park", Level: "false", Support: resolve.Exact}, {Permission: "calls.park", Level: "true", Support: resolve.Exact},
		{Permission: "calls.see", Level: "group", Support: resolve.Exact}},
	Nouns: []resolve.NounCap{{Path: "departments", Support: resolve.Implied}, {Path: "groups", Support: resolve.Implied}, {Path: "roles", Support: resolve.Implied},
		{Path: "users", Support: resolve.Exact}, {Path: "users.department", Support: resolve.Exact}, {Path: "users.email", Support: resolve.Exact}, {Path: "users.extension", Support: resolve.Exact}},
	Unique: []string{"extension", "users.email"}, Manage: []string{"users"},
}

func resolved(t *testing.T, s *model.Site) (*resolve.Desired, diag.List) {
	t.Helper()
	return resolve.For(s, &s.Targets[0], state.Profile{Version: "1", Edition: "all"}, full)
}

func ids[E model.Entry](list []E) []string {
	var out []string
	for _, x := range list {
		out = append(out, x.Ident())
	}
	return out
}

func pointers[T any](list []T) []*T {
	var out []*T
	for i := range list {
		out = append(out, &list[i])
	}
	return out
}

func TestSelection(t *testing.T) {
	for name, test := range map[string]struct {
		sel         model.Selection
		users       []string
		departments []string
		groups      []string
	}{
		"everything":                          {model.Selection{}, []string{"eve", "nobody", "otto", "sam"}, []string{"east", "ops", "sales"}, []string{"line", "team"}},
		"a department with its subtree":       {model.Selection{Departments: map[string]bool{"sales": true}}, []string{"eve", "sam"}, []string{"east", "sales"}, []string{"line", "team"}},
		"a user brings the departments above": {model.Selection{Users: map[string]bool{"eve": true}}, []string{"eve"}, []string{"east", "sales"}, []string{"line", "team"}},
		"users and departments together":      {model.Selection{Users: map[string]bool{"nobody": true}, Departments: map[string]bool{"ops": true}}, []string{"nobody", "otto"}, []string{"ops"}, []string{"line", "team"}},
		"one group":                           {model.Selection{Groups: map[string]bool{"team": true, "line": false}}, []string{"eve", "nobody", "otto", "sam"}, []string{"east", "ops", "sales"}, []string{"team"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := site()
			s.Targets[0].Select = test.sel
			d, _ := resolved(t, s)
			got := [][]string{ids(pointers(d.Users)), ids(pointers(d.Departments)), ids(pointers(d.Groups))}
			if diff := cmp.Diff([][]string{test.users, test.departments, test.groups}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSelectionOfDepartmentGroups: the group of a department goes where its
// department does.
func TestSelectionOfDepartmentGroups(t *testing.T) {
	own := model.Group{Object: model.Object{ID: "own"}, Kind: model.DepartmentGroup, Department: model.Of("ops")}
	for name, test := range map[string]struct {
		sel                 model.Selection
		departments, groups []string
	}{
		"not its department":       {model.Selection{Departments: map[string]bool{"sales": true}}, []string{"east", "sales"}, []string{"line", "team"}},
		"its department":           {model.Selection{Departments: map[string]bool{"ops": true}}, []string{"ops"}, []string{"line", "own", "team"}},
		"a user of its department": {model.Selection{Users: map[string]bool{"otto": true}}, []string{"ops"}, []string{"line", "own", "team"}},
		"a user of another":        {model.Selection{Users: map[string]bool{"sam": true}}, []string{"sales"}, []string{"line", "team"}},
		"the group itself": {model.Selection{Users: map[string]bool{"sam": true}, Groups: map[string]bool{"own": true}},
			[]string{"ops", "sales"}, []string{"own"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := site()
			s.Groups = slices.Insert(s.Groups, 1, own)
			s.Targets[0].Select = test.sel
			d, _ := resolved(t, s)
			if diff := cmp.Diff([][]string{test.departments, test.groups}, [][]string{ids(pointers(d.Departments)), ids(pointers(d.Groups))}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTreeAndDefaults(t *testing.T) {
	d, _ := resolved(t, site())
	sales, _ := d.Department("sales")
	east, _ := d.Department("east")
	if !slices.Equal(sales.Subtree, []string{"east", "sales"}) || !slices.Equal(east.Ancestors, []string{"sales"}) || !slices.Equal(east.Users, []string{"eve"}) {
		t.Errorf("subtree %v, ancestors %v, users %v", sales.Subtree, east.Ancestors, east.Users)
	}
	for user, want := range map[string]resolve.Default{
		"eve":    {Value: "de", From: "departments.east.language"},
		"sam":    {Value: "fr", From: "organization.language"},
		"nobody": {Value: "fr", From: "organization.language"},
	} {
		if u, _ := d.User(user); u.Language != want {
			t.Errorf("language of %s: %+v, want %+v", user, u.Language, want)
		}
	}
	if slices.ContainsFunc(d.Facts(), func(f resolve.Fact) bool { return f.Noun == "users.language" }) {
		t.Error("an inherited language is a fact")
	}
}

// TestCycle: departments above each other end where the circle closes.
func TestCycle(t *testing.T) {
	s := site()
	s.Departments[2].Parent = model.Of("east")
	d, _ := resolved(t, s)
	if east, _ := d.Department("east"); !slices.Equal(east.Ancestors, []string{"sales"}) || !slices.Equal(east.Subtree, []string{"east", "sales"}) {
		t.Errorf("%v %v", east.Ancestors, east.Subtree)
	}
}

func TestAssignments(t *testing.T) {
	type held struct{ user, kind, place string }
	for name, test := range map[string]struct {
		to   model.Assignment
		want []held
	}{
		"user":           {model.Assignment{User: "otto"}, []held{{"otto", "department", "ops"}}},
		"homeless user":  {model.Assignment{User: "nobody"}, []held{{"nobody", "", ""}}},
		"department":     {model.Assignment{Department: "sales"}, []held{{"sam", "department", "sales"}}},
		"subdepartments": {model.Assignment{Department: "sales", Subdepartments: true}, []held{{"eve", "department", "east"}, {"sam", "department", "sales"}}},
		"head":           {model.Assignment{HeadOf: "east"}, []held{{"eve", "department", "east"}}},
		"no head":        {model.Assignment{HeadOf: "ops"}, nil},
		"group":          {model.Assignment{Group: "team"}, []held{{"eve", "group", "team"}, {"sam", "group", "team"}}},
		"queue":          {model.Assignment{Group: "line"}, []held{{"otto", "group", "line"}}},
		"workgroup as":   {model.Assignment{Workgroup: "team", As: "owner"}, nil},
		"everyone":       {model.Assignment{Everyone: true}, []held{{"eve", "department", "east"}, {"nobody", "", ""}, {"otto", "department", "ops"}, {"sam", "department", "sales"}}},
		"unknown":        {model.Assignment{User: "ghost"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := site()
			s.Groups[1].Members[0].Role, s.Groups[1].Members[0].Overrides, s.Groups[1].Members[1].Role = model.Field[string]{}, nil, model.Field[string]{}
			test.to.Name = "a"
			s.Roles[0].Assign = []model.Assignment{test.to}
			d, _ := resolved(t, s)
			var got []held
			for _, h := range d.Holdings {
				got = append(got, held{h.User, h.Place.Kind, h.Place.ID})
				if h.Base != "manager" || !slices.Equal(h.From, []string{"roles.lead.assign.a"}) || len(h.Grants) != 2 {
					t.Errorf("%+v", h)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestMembers: an override replaces what the role says for that member, and a
// role that the site does not define is a base.
func TestMembers(t *testing.T) {
	d, _ := resolved(t, site())
	if len(d.Holdings) != 2 {
		t.Fatalf("%+v", d.Holdings)
	}
	eve, sam := d.Holdings[0], d.Holdings[1]
	park, _ := eve.Grant("calls.park")
	see, _ := eve.Grant("calls.see")
	if park.Level != "false" || !park.Override || park.Path != `groups.team.members.eve.overrides."calls.park"` || see.Override || see.Path != `roles.lead.grants."calls.see"` {
		t.Errorf("%+v", eve.Grants)
	}
	if sam.Role != "" || sam.Base != "user" || !slices.Equal(sam.Named, []string{"groups.team.members.sam.role"}) {
		t.Errorf("%+v", sam)
	}
	for _, f := range d.Facts() {
		if f.Path == `roles.lead.grants."calls.park"` {
			t.Error("a grant that its only holder's override replaces is a fact")
		}
	}
}

func TestUnique(t *testing.T) {
	s := site()
	s.Users[0].Email, s.Users[3].Email = model.Of("Sales@acme.example"), model.Of("sales@acme.example")
	s.Groups[0].Extension = model.Of("101")
	_, ds := resolved(t, s)
	var paths []string
	for _, d := range ds {
		if d.Code == diag.NotUnique {
			paths = append(paths, d.Path)
		}
	}
	if want := []string{"users.eve.extension", "users.sam.email"}; !slices.Equal(paths, want) {
		t.Errorf("got %v, want %v", paths, want)
	}
}

// TestLosses: one diagnostic for each fact, graded as the target says; what an
// object cannot be is said once for all of it.
func TestLosses(t *testing.T) {
	s := site()
	s.Users[0].Mobile = model.Of("+1")
	s.Devices = []model.Device{{Object: model.Object{ID: "a b"}, Kind: "mobile", Title: model.Of("x"), Number: model.Of("1")}}
	s.Targets[0].Losses.Unsupported = diag.Error
	s.Targets[0].Manage = map[string]model.Ownership{"user": model.Exclusive}
	_, ds := resolved(t, s)
	var got []string
	for _, d := range ds {
		got = append(got, string(d.Code)+" "+d.Severity.String()+" "+d.Path)
	}
	want := []string{`PB3101 error devices."a b"`, "PB3004 error targets.pbx.manage.user", "PB3101 error users.eve.mobile"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestByHand: what has no API is no loss that the site grades, and is said.
func TestByHand(t *testing.T) {
	s := site()
	s.Targets[0].Losses.Unsupported = diag.Error
	d, _ := resolved(t, s)
	got, ok := d.Loss(resolve.ByHand, "users.eve.mobile", "mobile", "", diag.Pos{})
	if !ok || got.Code != diag.LossByHand || got.Severity != diag.Notice {
		t.Errorf("got %v", got)
	}
}

// TestByHandTogether: what a person sets in one place, for one reason, is said once.
func TestByHandTogether(t *testing.T) {
	noun := func(path, note string) resolve.NounCap {
		return resolve.NounCap{Path: path, Support: resolve.ByHand, Note: note}
	}
	const whole, follow, ring = "users.forwarding", "users.forwarding.followMe", "users.forwarding.ringSeconds"
	for name, tt := range map[string]struct{ nouns, want []string }{
		"as a whole":            {[]string{whole, "no API", follow, "no API", ring, "no API"}, []string{"users.eve.forwarding"}},
		"one for its own cause": {[]string{whole, "no API", follow, "no API", ring, "a licence"}, []string{"users.eve.forwarding", "users.eve.forwarding.ringSeconds"}},
		"nothing above is one":  {[]string{follow, "no API", ring, "no API"}, []string{"users.eve.forwarding.followMe", "users.eve.forwarding.ringSeconds"}},
	} {
		s := site()
		s.Users[0].Forwarding = &model.Forwarding{RingSeconds: model.Of[int64](20), FollowMe: []model.FollowStep{}}
		caps := full
		caps.Nouns = slices.Clone(full.Nouns)
		for pair := range slices.Chunk(tt.nouns, 2) {
			caps.Nouns = append(caps.Nouns, noun(pair[0], pair[1]))
		}
		_, ds := resolve.For(s, &s.Targets[0], state.Profile{}, caps)
		var got []string
		for _, d := range ds {
			if d.Code == diag.LossByHand {
				got = append(got, d.Path)
			}
		}
		if slices.Sort(got); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}

func TestUnaccounted(t *testing.T) {
	s := site()
	s.Users, s.Groups, s.Roles = s.Users[3:], nil, nil
	d, _ := resolved(t, s)
	o := state.Object{Kind: "user", Key: "104", Canonical: "users.sam"}
	o.Put("Number", state.OfText("104"), ".extension")
	snapshot := &state.Snapshot{Objects: []state.Object{o}}
	if got := resolve.Unaccounted(d, snapshot, nil); !slices.Equal(got, []string{"users.sam.department"}) {
		t.Errorf("got %v", got)
	}
	for path, want := range map[string]bool{"users.sam.department": true, "users.sam": true, "departments.sales": true, "users.s": false, "users.sam.departmen": false} {
		if got := len(resolve.Unaccounted(d, snapshot, diag.List{{Path: path}})) == 0; got != want {
			t.Errorf("a diagnostic about %s accounts for it: %v", path, got)
		}
	}
}

func TestConfirm(t *testing.T) {
	target := model.Target{Object: model.Object{ID: "pbx"}, Profile: model.Profile{Version: model.Of("20.0"), Edition: model.Of("Enterprise"),
		Licences: map[string]int64{"calls": 16}, Modules: map[string]bool{"cc": true}}}
	same := state.Profile{Version: "20.0.10.1", Edition: "enterprise", Limits: map[string]int64{"calls": 16}}
	if ds := resolve.Confirm(&target, same); len(ds) > 0 {
		t.Error(ds)
	}
	other := state.Profile{Version: "20.1", Edition: "standard", Limits: map[string]int64{"calls": 8}, Modules: map[string]bool{"cc": false}}
	if ds := resolve.Confirm(&target, other); ds.Count(diag.Error) != 4 {
		t.Error(ds)
	}
	if p := resolve.Offline(&model.Target{}); !p.Assumed {
		t.Error("a profile that nobody wrote is not assumed")
	}
}

func TestPath(t *testing.T) {
	if got := resolve.Path("devices", "alice-desk", "x.y", "", "_a1"); got != `devices."alice-desk"."x.y".""._a1` {
		t.Error(got)
	}
}

func TestMAC(t *testing.T) {
	for in, want := range map[string]string{"00:15:65:AB:cd:EF": "001565abcdef", "0015.65ab.cdef": "001565abcdef", "00-15-65-ab-cd": "", "00156512345g": ""} {
		if got, ok := resolve.MAC(in); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s %v", in, got, ok)
		}
	}
	if got := resolve.ColonMAC("001565abcdef"); got != "00:15:65:ab:cd:ef" {
		t.Error(got)
	}
}

// TestAssumed: a site is asked for what it does not say of its target, and for no
// edition where there is one alone.
func TestAssumed(t *testing.T) {
	for _, tt := range []struct {
		profile state.Profile
		one     bool
		open    string // "" is nothing
	}{
		{state.Profile{Assumed: true}, false, "(version, edition)"},
		{state.Profile{Assumed: true}, true, "(version)"},
		{state.Profile{Assumed: true, Version: "22"}, false, "(edition)"},
		{state.Profile{Assumed: true, Version: "22"}, true, ""},
		{state.Profile{Version: "22"}, false, ""},
	} {
		target := model.Target{Object: model.Object{ID: "pbx"}}
		_, found := resolve.For(&model.Site{Targets: []model.Target{target}}, &target, tt.profile, resolve.Caps{OneEdition: tt.one})
		var said string
		for _, d := range found {
			if d.Code == diag.ProfileAssumed {
				said = d.Message
			}
		}
		if (said != "") != (tt.open != "") || !strings.Contains(said, tt.open) {
			t.Errorf("%+v, one edition %t: %q", tt.profile, tt.one, said)
		}
	}
}
