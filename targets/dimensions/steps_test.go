package dimensions

import (
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// there is somebody on the portal, with the attributes that are on.
func there(login, source string, on ...string) state.Object {
	o := state.Object{Kind: User, Key: login, ID: "id-" + login}
	address, _, _ := strings.Cut(login, " (")
	for name, v := range map[string]state.Value{"login": state.OfText(login), "displayName": state.OfText("Name " + login), "email": state.OfText(address), "source": state.OfText(source),
		"primaryTenant": state.OfBool(true), "otherRoles": state.Nothing(), Supervisor: state.Nothing()} {
		o.Put(name, v)
	}
	for i := range roles {
		if roles[i].level == 0 {
			o.Put(roles[i].name, state.OfBool(roles[i].name == Essential && source == FromPBX || slices.Contains(on, roles[i].name)))
		}
		if roles[i].level > 0 && slices.Contains(on, roles[i].name) {
			o.Put(Supervisor, state.OfText(roles[i].name))
		}
	}
	return o
}

func portal(p state.Profile, users ...state.Object) *state.Snapshot {
	s := &state.Snapshot{Target: "stats", Type: typeName, Profile: p, Objects: users, Coverage: []state.Coverage{{Extent: state.Extent{Kind: User}}}}
	for _, k := range []string{Group, Workspace, Access} {
		s.Coverage = append(s.Coverage, state.Coverage{Extent: state.Extent{Kind: k}, Reach: state.Unreadable, Reason: noAPI})
	}
	s.Sort()
	return s
}

// asks is a site of users and roles.
func asks(users []model.User, roles ...model.Role) *model.Site {
	return &model.Site{Users: users, Roles: roles, Targets: []model.Target{{Object: model.Object{ID: "stats"}, Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}}}
}

func one(email string, licences ...string) model.User {
	u := model.User{Object: model.Object{ID: "ann"}, Email: model.Of(email)}
	for _, l := range licences {
		if u.Licences == nil {
			u.Licences = map[string]string{}
		}
		u.Licences[l] = "true"
	}
	return u
}

func stepped(t *testing.T, site *model.Site, live *state.Snapshot) ([]plan.Step, diag.List) {
	t.Helper()
	_, desired, ds := lowered(site, live.Profile)
	if ds.HasErrors() {
		t.Fatalf("refused offline: %v", ds.Err())
	}
	changes, _ := diff.Compare(diff.Input{Target: "stats", Schema: Schema(live.Profile), Desired: desired, Live: live})
	return Steps(targets.StepInput{Profile: live.Profile, Desired: desired, Live: live, Changes: changes})
}

// softphoneOf is a site that says which device somebody's desktop client registers
// as, and nothing of licences.
func softphoneOf(email string) *model.Site {
	s := asks([]model.User{one(email)})
	s.Devices = []model.Device{{Object: model.Object{ID: "d", Native: map[string]model.Native{"stats": {deviceID: "soft-1"}}}, Kind: "softphone", Owner: model.Of("ann"), Clients: map[string]bool{"desktop": true}}}
	return s
}

// TestRefused has what only the target tells: who is there, what they have beside
// what the site says, and what the account may.
func TestRefused(t *testing.T) {
	mayNot := keyed
	mayNot.Account = state.Account{Name: "ops@reseller.example", Roles: []string{"account.user", "onboarding.admin"}}
	said := keyed
	said.Modules = map[string]bool{billing: false}
	portalOnly := roleFor("r", "ann", "portal.access", "true")
	for _, x := range []struct {
		name string
		site *model.Site
		live *state.Snapshot
		want diag.Code
		says string
	}{
		{"somebody whom the phone system does not have", asks([]model.User{one("ann@acme.example", "ucClient")}), portal(keyed), diag.NotImported, "imported nobody"},
		{"somebody who shares an address", asks([]model.User{one("hall@acme.example", "ucClient")}), portal(keyed, there("hall@acme.example (A)", FromPBX), there("hall@acme.example (B)", FromPBX)), diag.NotImported, "cannot be told"},
		{"a newcomer without an address", asks([]model.User{{Object: model.Object{ID: "ann"}, DisplayName: model.Of("Ann")}}), portal(keyed), diag.ValueUnfit, "needs an e-mail"},
		{"a user of the reseller", asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "reports.see", "reports")), portal(keyed, there("ann@acme.example", FromParent)), diag.NotDeletable, "reseller"},
		{"R2: a licence for somebody who was made by hand", asks([]model.User{one("ann@acme.example", "ucClient")}), portal(keyed, there("ann@acme.example", Manual, Website)), diag.UserRule, "(R2)"},
		{"R5: an address that somebody on the portal has", asks([]model.User{{Object: model.Object{ID: "ann"}, DisplayName: model.Of("Ann"), Email: model.Of("ann@acme.example")}}, portalOnly),
			portal(keyed, there("ann@acme.example (A)", FromPBX, Website), there("ann@acme.example (Ann)", FromPBX)), diag.UserRule, "(R5)"},
		{"R9: a softphone of somebody without Professional", softphoneOf("ann@acme.example"), portal(keyed, there("ann@acme.example", FromPBX, Website, Client)), diag.UserRule, "(R9)"},
		{"R18: access taken from somebody who keeps a level", asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "portal.access", "false")), portal(keyed, there("ann@acme.example", FromPBX, Website, Reports)), diag.UserRule, "(R18)"},
		{"R18: access taken from somebody who keeps the client", asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "portal.access", "false")), portal(keyed, there("ann@acme.example", FromPBX, Website, Client)), diag.UserRule, "(R18)"},
		{"R3: access taken from somebody who keeps a permission", asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "portal.access", "false")), portal(keyed, there("ann@acme.example", FromPBX, Website, Settings)), diag.UserRule, "(R3)"},
		{"R13: by the account's own roles", asks([]model.User{one("ann@acme.example", "agent")}), portal(mayNot, there("ann@acme.example", FromPBX)), diag.MayNotCharge, "(R13)"},
		{"R13: by the site's word", asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "reports.see", "reports")), portal(said, there("ann@acme.example", FromPBX)), diag.MayNotCharge, "(R13)"},
		{"R13: who may not spend may not give the right to", asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "portal.access", "true", "licences.assign", "true", "rights.manage", "all")),
			portal(mayNot, there("ann@acme.example", FromPBX, Website)), diag.MayNotCharge, "(R13)"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, ds := stepped(t, x.site, x.live)
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
				return d.Code == x.want && d.Severity == diag.Error && d.Hint != "" && strings.Contains(d.Message, x.says)
			}) {
				t.Errorf("want %s about %q, got\n%s", x.want, x.says, targettest.Said(ds))
			}
		})
	}
}

// TestSpreads: whoever gets Manage Billable Items can give it on, and the plan says so.
func TestSpreads(t *testing.T) {
	site := asks([]model.User{one("ann@acme.example")}, roleFor("r", "ann", "portal.access", "true", "licences.assign", "true", "rights.manage", "all"))
	for name, p := range map[string]state.Profile{"by the API": keyed, "by a person": keyless} {
		steps, ds := stepped(t, site, portal(p, there("ann@acme.example", FromPBX)))
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.RightSpreads && d.Severity == diag.Warning }) {
			t.Errorf("%s: nothing says that the right spreads:\n%s", name, targettest.Said(ds))
		}
		if !slices.ContainsFunc(steps, func(s plan.Step) bool { return s.Flags.Privileged }) {
			t.Errorf("%s: no step is privileged", name)
		}
	}
}

// TestCharges: a step says what it consumes, what comes by itself too, and what goes
// down costs nothing.
func TestCharges(t *testing.T) {
	for _, x := range []struct {
		name string
		user model.User
		role model.Role
		live state.Object
		want string
	}{
		{"licences", one("ann@acme.example", "ucClient", "professional", "agent"), roleFor("r", "ann", "portal.access", "true"), there("ann@acme.example", FromPBX), "Professional User, Agent User Add-On"},
		{"a live level brings a licence", one("ann@acme.example", "essential"), roleFor("r", "ann", "reports.see", "live"), there("ann@acme.example", FromPBX), "Real-Time Add-On, Live Analytics Supervisor"},
		{"a level up", one("ann@acme.example"), roleFor("r", "ann", "reports.see", "analytics"), there("ann@acme.example", FromPBX, Website, Reports), "Analytics Supervisor"},
		{"a level down", one("ann@acme.example", "essential"), roleFor("r", "ann", "reports.see", "reports"), there("ann@acme.example", FromPBX, Website, Live, Realtime), ""},
		{"a permission", one("ann@acme.example"), roleFor("r", "ann", "portal.access", "true", "telephony.settings", "true"), there("ann@acme.example", FromPBX), ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			steps, ds := stepped(t, asks([]model.User{x.user}, x.role), portal(keyed, x.live))
			if ds.HasErrors() || len(steps) != 1 {
				t.Fatalf("%d steps: %v", len(steps), ds.Err())
			}
			if got := strings.Join(steps[0].Charges, ", "); got != x.want || steps[0].Flags.Costs != (x.want != "") {
				t.Errorf("charges %q (costs: %t), want %q", got, steps[0].Flags.Costs, x.want)
			}
		})
	}
}

// TestContract: what a portal charges for beside licences, it is said to.
func TestContract(t *testing.T) {
	p := state.Profile{Version: "1.0", Facts: map[string]string{"charges.create": "portal user", "charges.assign": "softphone"}}
	steps, _ := stepped(t, asks([]model.User{{Object: model.Object{ID: "eve"}, DisplayName: model.Of("Eve"), Email: model.Of("eve@audit.example")}}), portal(p))
	if len(steps) != 1 || !steps[0].Flags.Costs || !slices.Equal(steps[0].Charges, []string{"portal user"}) || !steps[0].Flags.Notifies {
		t.Errorf("%+v", steps)
	}
}

// TestDeletes: who is at home here is lost everywhere; whoever is not loses this
// customer alone; those of the phone system are kept.
func TestDeletes(t *testing.T) {
	away := there("willy@else.example", Manual, Website)
	away.Put("primaryTenant", state.OfBool(false))
	unsaid := there("uma@acme.example", Manual, Website)
	unsaid.Put("primaryTenant", state.Value{})
	site := asks(nil)
	site.Targets[0].Manage = map[string]model.Ownership{"users": model.Exclusive}
	steps, ds := stepped(t, site, portal(keyed, away, unsaid, there("eve@audit.example", Manual, Website), there("ann@acme.example", FromPBX), there("rita@reseller.example", FromParent)))
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	got := map[string]bool{}
	for _, s := range steps {
		got[s.Object.Key] = s.Flags.Irreversible && len(s.Loses) > 0
	}
	if len(got) != 3 || got["willy@else.example"] || !got["eve@audit.example"] || !got["uma@acme.example"] {
		t.Errorf("for good: %v", got)
	}
}

// TestDeviceMoves: a device that goes from one client to another is one call, of
// which the portal empties the first by itself.
func TestDeviceMoves(t *testing.T) {
	live := there("ann@acme.example", FromPBX, Website, Client, Professional)
	live.Put(DesktopDevice, state.OfText("soft-1").From(state.Source{Basis: state.Applied}))
	site := asks([]model.User{one("ann@acme.example", "ucClient", "professional")})
	site.Devices = []model.Device{{Object: model.Object{ID: "d", Native: map[string]model.Native{"stats": {deviceID: "soft-1"}}}, Kind: "softphone", Owner: model.Of("ann"), Clients: map[string]bool{"desktop": false, "mobile": true}}}
	steps, ds := stepped(t, site, portal(keyed, live))
	if ds.HasErrors() || len(steps) != 1 || steps[0].Call != "device.assign" || steps[0].Args["clientType"] != "mobile" {
		t.Fatalf("%+v %v", steps, ds.Err())
	}
	after, wrong := Schema(keyed).Apply(portal(keyed, live), steps[0].Effects)
	o, _ := after.Find(live.Ref())
	if len(wrong) > 0 || o.Get(MobileDevice).Text() != "soft-1" || o.Get(DesktopDevice).Presence() == state.Set {
		t.Errorf("afterwards: %s and %s", o.Get(MobileDevice), o.Get(DesktopDevice))
	}
}

// TestReleasedFirst: a device is taken away before the licence that it stands on, by
// its id where that is known and by a person where it is not.
func TestReleasedFirst(t *testing.T) {
	site := asks([]model.User{one("ann@acme.example", "essential")}, roleFor("r", "ann", "portal.access", "true"))
	site.Devices = []model.Device{{Object: model.Object{ID: "d", Native: map[string]model.Native{"stats": {deviceID: "soft-1"}}}, Kind: "softphone", Owner: model.Of("ann"), Clients: map[string]bool{"desktop": false}}}
	for _, known := range []bool{true, false} {
		live := there("ann@acme.example", FromPBX, Website, Client, Professional)
		if known {
			live.Put(DesktopDevice, state.OfText("soft-1").From(state.Source{Basis: state.Applied}))
		}
		steps, ds := stepped(t, site, portal(keyed, live))
		if ds.HasErrors() || len(steps) != 2 || known != (steps[0].Call == "device.unassign") || known == (steps[0].Kind == plan.Manual) {
			t.Fatalf("known %t: %+v %v", known, steps, ds.Err())
		}
		if !slices.Contains(steps[1].Needs, steps[0].ID) {
			t.Errorf("known %t: the licence goes before the device", known)
		}
	}
}
