package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// TestRules has the edges of each family; the examples of the documentation have
// the middle. want is every diagnostic, sorted by path.
func TestRules(t *testing.T) {
	tests := []struct {
		name, site string
		want       []string
	}{
		{"an empty site", ``, nil},
		{"references everywhere", `
departments: d: {parent: "x", head: "x"}
users: a: {department: "x", forwarding: {rules: busy: {internal: voicemail: "x", external: user: "x"}, followMe: [{to: group: "x"}]}, native: x: {}, contactAdmin: x: true}
groups: {
	t: {kind: "team", department: "x", members: a: role: "x"}
	q: {kind: "queue", agents: x: {}, supervisors: x: true, ringOrder: ["x"], noAnswer: user: "x"}
	m: {kind: "managerAssistant", manager: "x", assistants: x: {}}
	p: {kind: "parking", groups: x: true}
}
roles: r: assign: {u: user: "x", d: department: "x", h: headOf: "x", g: group: "x", w: workgroup: "x", s: userGroup: "x", e: everyone: true}
devices: e: {kind: "mobile", owner: "x"}
workspaces: w: members: x: "Owner"
policies: breakGlass: x: true
`, []string{
			"PB2001 departments.d.head", "PB2002 departments.d.parent", "PB2001 devices.e.owner",
			"PB2001 groups.m.assistants.x", "PB2049 groups.m.assistants.x", "PB2001 groups.m.manager", "PB2003 groups.p.groups.x",
			"PB2001 groups.q.agents.x", "PB2001 groups.q.noAnswer.user", `PB2001 groups.q.ringOrder[0]`, "PB2001 groups.q.supervisors.x",
			"PB2002 groups.t.department", "PB2004 groups.t.members.a.role", "PB2001 policies.breakGlass.x",
			"PB2002 roles.r.assign.d.department", "PB2003 roles.r.assign.g.group", "PB2002 roles.r.assign.h.headOf",
			"PB2003 roles.r.assign.s.userGroup", "PB2001 roles.r.assign.u.user", "PB2003 roles.r.assign.w.workgroup",
			"PB2005 users.a.contactAdmin.x", "PB2002 users.a.department", `PB2003 users.a.forwarding.followMe[0].to.group`,
			"PB2001 users.a.forwarding.rules.busy.external.user", "PB2001 users.a.forwarding.rules.busy.internal.voicemail",
			"PB2005 users.a.native.x", "PB2001 workspaces.w.members.x",
		}},
		{"the root is a department", `users: a: department: "root"
roles: r: assign: x: department: "root"`, nil},
		{"cleared references", `users: a: department: ""
departments: d: {parent: "", head: ""}`, nil},
		{"own voicemail", `users: a: forwarding: rules: busy: internal: voicemail: "self"`, nil},
		{"a team with a number", `users: a: forwarding: rules: busy: internal: group: "t"
groups: t: {kind: "team", extension: "5"}`, nil},

		{"a department in itself", `departments: a: parent: "a"`, []string{"PB2010 departments.a.parent"}},
		{"a long ring, once", `departments: {a: parent: "b", b: parent: "c", c: parent: "a", d: parent: "a"}`, []string{"PB2010 departments.a.parent"}},
		{"two rings", `departments: {a: parent: "b", b: parent: "a", c: parent: "d", d: parent: "c"}`, []string{"PB2010 departments.a.parent", "PB2010 departments.c.parent"}},
		{"a department group without a department", `groups: g: kind: "department"`, []string{"PB2011 groups.g.department"}},

		{"three with one number", `users: {a: extension: "1", b: extension: "1", c: extension: "1"}`, []string{"PB2020 users.b.extension", "PB2020 users.c.extension"}},
		{"no number is no clash", `users: {a: extension: "", b: extension: ""}`, nil},
		{"leading zeros differ", `users: {a: extension: "1", b: extension: "01"}`, nil},
		{"lengths", `organization: extensions: {minDigits: 2, maxDigits: 3}
users: {a: extension: "1", b: extension: "12", c: extension: "123", d: extension: "1234"}
groups: p: {kind: "parking", extension: "9"}`, []string{"PB2021 users.a.extension", "PB2021 users.d.extension"}},
		{"a block of another length", `organization: extensions: ranges: people: {from: "100", to: "199", for: "users"}
users: {a: extension: "1500", b: extension: "150"}`, []string{"PB2022 users.a.extension"}},
		{"somebody else's block", `organization: extensions: ranges: people: {from: "100", to: "199", for: "users"}
groups: {q: {kind: "queue", extension: "150"}, r: {kind: "queue", extension: "800"}}`, []string{"PB2022 groups.q.extension"}},
		{"a block for anything", `organization: extensions: ranges: {people: {from: "100", to: "199", for: "users"}, rest: {from: "200", to: "299"}}
users: a: extension: "250"`, nil},
		{"a plan that cannot be", `organization: extensions: {minDigits: 4, maxDigits: 3, ranges: {a: {from: "20", to: "10"}, b: {from: "1", to: "10"}}}`,
			[]string{"PB2023 organization.extensions.minDigits", "PB2023 organization.extensions.ranges.a", "PB2023 organization.extensions.ranges.b"}},
		{"a block inside another", `organization: extensions: ranges: {a: {from: "100", to: "999"}, b: {from: "200", to: "299"}, c: {from: "300", to: "399"}}`,
			[]string{"PB2023 organization.extensions.ranges.b", "PB2023 organization.extensions.ranges.c"}},

		{"e-mail where it is no login", `users: {a: email: "x@acme.example", b: email: "x@acme.example"}
targets: p: {type: "asterisk", url: "sim:"}`, nil},
		{"e-mail on a portal, of two who log in", `users: {a: email: "x@acme.example", b: email: "x@acme.example", c: email: "x@acme.example"}
roles: r: {grants: "portal.access": true, assign: {a: user: "a", b: user: "b"}}
targets: p: {type: "dimensions", url: "sim:"}`, []string{"PB2030 users.b.email"}},
		{"portal by a report level of a department", `departments: {d: {}, e: parent: "d"}
users: {a: {email: "", department: "e"}, b: {email: "", department: "d"}}
roles: r: {grants: "reports.see": "live", assign: d: {department: "d", subdepartments: true}}
targets: p: {type: "dimensions", url: "sim:"}`, []string{"PB2031 users.a.email", "PB2031 users.b.email"}},
		{"capitals and separators of an address", `devices: {a: {kind: "deskphone", mac: "00-15-65-AB-CD-EF"}, b: {kind: "deskphone", mac: "001565abcdef"}}`, []string{"PB2032 devices.b.mac"}},
		{"renamed to what another was", `users: {a: previously: b: true, c: previously: b: true}
groups: g: {kind: "team", previously: b: true}`, []string{"PB2033 users.c.previously.b"}},
		{"two teams of one name", `groups: {a: {kind: "team", title: "X"}, b: {kind: "team", title: "x"}}
targets: p: {type: "3cx", url: "sim:"}`, []string{"PB2035 groups.b.title"}},
		{"one name where teams are no departments", `departments: x: {}
groups: x: kind: "team"
targets: p: {type: "rainbow", url: "sim:"}`, nil},

		{"three primary groups", `users: a: {}
groups: {x: {kind: "team", members: a: primary: true}, y: {kind: "reporting", members: a: primary: true}, z: {kind: "team", members: a: primary: false}}`,
			[]string{"PB2040 groups.y.members.a.primary"}},
		{"fields of members", `users: a: {}
groups: {
	w: {kind: "workgroup", members: a: {as: "owner", primary: true}}
	t: {kind: "team", members: a: as: "owner"}
	r: {kind: "reporting", members: a: {primary: true, overrides: {}}}
}`, []string{"PB2041 groups.r.members.a.overrides", "PB2041 groups.t.members.a.as", "PB2041 groups.w.members.a.primary"}},
		{"a parking of a queue", `groups: {p: {kind: "parking", groups: {q: true, t: true}}, q: kind: "queue", t: kind: "team"}`, []string{"PB2042 groups.p.groups.q"}},
		{"a user group as a workgroup", `groups: g: kind: "userGroup"
roles: r: assign: x: workgroup: "g"`, []string{"PB2042 roles.r.assign.x.workgroup"}},
		{"a role for a parking", `groups: g: kind: "parking"
roles: r: assign: x: group: "g"`, []string{"PB2042 roles.r.assign.x.group"}},
		{"somebody twice in the order", `users: {a: {}, b: {}}
groups: q: {kind: "queue", agents: {a: {}, b: {}}, ringOrder: ["a", "b", "a"]}`, []string{`PB2043 groups.q.ringOrder[2]`}},
		{"an order of members that are not managed", `users: a: {}
groups: q: {kind: "queue", ringOrder: ["a"]}`, nil},
		{"paging a queue", `groups: q: {kind: "queue", strategy: "paging"}`, []string{"PB2044 groups.q.strategy"}},
		{"to itself", `groups: q: {kind: "queue", noAnswer: group: "q"}`, []string{"PB2045 groups.q.noAnswer.group"}},
		{"into a circle from outside", `groups: {a: {kind: "queue", noAnswer: group: "b"}, b: {kind: "queue", noAnswer: group: "c"}, c: {kind: "queue", noAnswer: group: "b"}}`, []string{"PB2045 groups.b.noAnswer.group"}},

		{"an assistant of two", `users: {a: {}, b: {}, c: {}}
groups: {x: {kind: "managerAssistant", manager: "a", assistants: c: {}}, y: {kind: "managerAssistant", manager: "b", assistants: c: {}}}`, nil},
		{"manager and assistant of one group", `users: {a: {}, b: {}}
groups: x: {kind: "managerAssistant", manager: "a", assistants: {a: {}, b: {}}}`, []string{"PB2049 groups.x.assistants.a"}},
		{"an empty pair", `groups: x: {kind: "managerAssistant", manager: "", assistants: {}}`, []string{"PB2047 groups.x.assistants", "PB2046 groups.x.manager"}},
		{"equipped by a device", `users: {a: licences: enterprise: true, b: licences: business: true}
devices: {ad: {kind: "remoteExtension", owner: "a", number: "+33123456789"}, bd: {kind: "deskphone", owner: "b", mac: "001565000001"}}
groups: x: {kind: "managerAssistant", manager: "a", assistants: b: {}}
targets: r: {type: "rainbow", url: "sim:"}`, nil},

		{"no overrides need no role", `users: a: {}
groups: t: {kind: "team", members: a: overrides: {}}`, nil},
		{"a role called like one of 3CX elsewhere", `roles: manager: {}
targets: r: {type: "rainbow", url: "sim:"}`, nil},
		{"positions", `users: a: position: {g: "custom:Billing", b: "portalAdmin", r: "siteAdmin", p: "owner", d: ""}
users: b: position: {g: "custom:", b: "admin", r: "owner", p: "custom:x", d: "admin"}
targets: {g: {type: "goto", url: "sim:"}, b: {type: "bitrix24", url: "sim:"}, r: {type: "rainbow", url: "sim:"}, p: {type: "3cx", url: "sim:"}, d: {type: "dimensions", url: "sim:"}}`,
			[]string{"PB2054 users.b.position.b", "PB2054 users.b.position.d", "PB2054 users.b.position.g", "PB2054 users.b.position.p", "PB2054 users.b.position.r"}},
		{"a base of another vendor", `roles: r: base: "agent"
targets: g: {type: "goto", url: "sim:"}`, nil},
		{"defaults of a role of the site", `roles: lead: base: "manager"
groups: t: {kind: "team", roleDefaults: lead: "calls.park": true}
targets: p: {type: "3cx", url: "sim:"}`, []string{"PB2058 groups.t.roleDefaults.lead"}},

		{"the other half of a front desk", `roles: r: grants: {"presence.set": "group", "reception.operate": false}`, []string{`PB2063 roles.r.grants."presence.set"`}},
		{"neither half", `roles: r: grants: {"presence.set": "none", "reception.operate": false}`, nil},
		{"half in overrides is the role's affair", `users: a: {}
groups: t: {kind: "team", members: a: {role: "receptionist", overrides: "reception.operate": true}}`, nil},
		{"no reports", `groups: t: {kind: "team", roleDefaults: manager: {"recordings.download": true, "reports.see": "none"}}`, []string{`PB2064 groups.t.roleDefaults.manager."recordings.download"`}},
		{"paying on Bitrix24", `roles: r: grants: "billing.pay": true
targets: b: {type: "bitrix24", url: "sim:"}`, nil},
		{"privileged on one target of two", `roles: r: grants: "telephony.settings": true
targets: {b: {type: "bitrix24", url: "sim:"}, p: {type: "3cx", url: "sim:"}}`, []string{`PB2062 roles.r.grants."telephony.settings"`}},
		{"a right taken away is not privileged", `roles: r: grants: "rights.manage": "none"
targets: p: {type: "3cx", url: "sim:"}`, nil},

		{"contact administrator of a 3CX", `users: a: contactAdmin: p: true
targets: p: {type: "3cx", url: "sim:"}`, []string{"PB2070 users.a.contactAdmin.p"}},
		{"pause reasons", `targets: g: {type: "goto", url: "sim:", contactCenter: supervisor: pauseReasons: {view: false, manage: true}}`,
			[]string{"PB2072 targets.g.contactCenter.supervisor.pauseReasons.manage"}},
		{"every queue, by queue", `users: {a: {}, b: {}}
groups: {x: {kind: "queue", supervisors: a: true}, y: {kind: "campaign", supervisors: b: true}, z: {kind: "inboxQueue", supervisors: {a: true, b: true}}}
targets: g: {type: "goto", url: "sim:", contactCenter: supervisor: limitToAssigned: false}`,
			[]string{"PB2073 targets.g.contactCenter.supervisor.limitToAssigned", "PB2073 targets.g.contactCenter.supervisor.limitToAssigned"}},
		{"wrap-up of nothing", `groups: {x: {kind: "queue", wrapUp: 0}, y: {kind: "queue", wrapUp: 1}}
targets: g: {type: "goto", url: "sim:", contactCenter: agent: dispositions: true}`, []string{"PB2074 targets.g.contactCenter.agent.dispositions"}},
		{"queues that go elsewhere", `groups: {x: kind: "queue", y: {kind: "queue", wrapUp: 1}}
targets: g: {type: "goto", url: "sim:", select: groups: y: true, contactCenter: agent: dispositions: true}`, nil},
		{"licences that are not managed", `users: a: {}
groups: x: {kind: "queue", agents: a: {}}
targets: g: {type: "goto", url: "sim:"}`, nil},
		{"a supervisor without a licence", `users: a: licences: contactCenter: false
groups: x: {kind: "queue", supervisors: a: true}
targets: g: {type: "goto", url: "sim:"}`, []string{"PB2075 users.a.licences"}},

		{"licences of a template", `users: a: licences: business: true`, nil},
		{"an agent that the provider assigns", `users: a: licences: agent: "external"
targets: d: {type: "dimensions", url: "sim:"}`, nil},

		{"a controller nobody connects through", `devices: {a: {kind: "deskphone", mac: "001565000001", network: "sbc"}, b: {kind: "deskphone", mac: "001565000002", sbc: "hq", network: "local"}}`,
			[]string{`PB2085 devices.a.sbc`, `PB2085 devices.b.sbc`}},
		{"bare devices", `devices: {a: kind: "remoteExtension", b: kind: "analogue", c: kind: "webrtc", d: kind: "mobile"}`,
			[]string{"PB2085 devices.a.number", "PB2085 devices.b.gateway", "PB2085 devices.b.line"}},
		{"a phone that logs in by itself", `devices: a: kind: "deskphone"
targets: p: {type: "asterisk", url: "sim:"}`, nil},
		{"a phone that one of two systems sets up", `devices: a: kind: "deskphone"
targets: {p: {type: "asterisk", url: "sim:"}, q: {type: "3cx", url: "sim:"}}`, []string{"PB2085 devices.a.mac"}},
		{"fields of other devices", `devices: a: {kind: "mobile", number: "+33612345678", clients: {}, line: 1, network: "local"}`,
			[]string{"PB2086 devices.a.clients", "PB2086 devices.a.line", "PB2086 devices.a.network"}},

		{"one service, two tenants", `targets: {a: {type: "rainbow", url: "https://openrainbow.com", tenant: "a", credentials: {applicationId: env: "A", applicationSecret: env: "B", apiKey: env: "C"}}, b: {type: "rainbow", url: "https://openrainbow.com", tenant: "b", credentials: {applicationId: env: "A", applicationSecret: env: "B", apiKey: env: "C"}}}`, nil},
		{"two simulators", `targets: {a: {type: "3cx", url: "sim:seed.json"}, b: {type: "3cx", url: "sim:seed.json"}}`, nil},
		{"released kinds", `targets: r: {type: "rainbow", url: "sim:", released: {parkings: "reset", users: "leave"}}`, []string{"PB2091 targets.r.released.parkings"}},
		{"a selection of departments", `departments: d: {}
targets: p: {type: "3cx", url: "sim:", select: departments: d: true, manage: {users: "exclusive", groups: "exclusive"}}`, []string{"PB2093 targets.p.manage.users"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := []string{}
			for _, d := range check.Site(read(t, tt.site), nil) {
				got = append(got, string(d.Code)+" "+d.Path)
			}
			want := append([]string{}, tt.want...)
			if diff := cmp.Diff(byPath(want), byPath(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func byPath(lines []string) map[string]int {
	out := map[string]int{}
	for _, l := range lines {
		out[l]++
	}
	return out
}

// big is a site of n people without a mistake.
func big(n int) *model.Site {
	s := &model.Site{}
	for i := range n {
		id := fmt.Sprintf("u%06d", i)
		s.Users = append(s.Users, model.User{
			Object: model.Object{ID: id}, Email: model.Of(id + "@acme.example"), Extension: model.Of(fmt.Sprint(100000 + i)),
			Department: model.Of("d"), Licences: map[string]string{"business": "true"},
		})
		s.Devices = append(s.Devices, model.Device{Object: model.Object{ID: id}, Kind: "deskphone", Owner: model.Of(id), MAC: model.Of(fmt.Sprintf("%012x", i))})
		if i%10 == 0 {
			s.Groups = append(s.Groups, model.Group{Object: model.Object{ID: fmt.Sprintf("g%06d", i)}, Kind: model.Team})
		}
		g := &s.Groups[len(s.Groups)-1]
		g.Members = append(g.Members, model.Member{User: id, Role: model.Of("user")})
	}
	s.Departments = []model.Department{{Object: model.Object{ID: "d"}}}
	s.Targets = []model.Target{
		{Object: model.Object{ID: "p"}, Type: "3cx", URL: "sim:"},
		{Object: model.Object{ID: "r"}, Type: "rainbow", URL: "sim:"},
	}
	return s
}

func TestBigSiteIsClean(t *testing.T) {
	if got := check.Site(big(1000), nil); len(got) != 0 {
		t.Errorf("%d diagnostics, the first %v", len(got), got[0])
	}
}

// TestManyMistakes wants one diagnostic for each, however many.
func TestManyMistakes(t *testing.T) {
	s := big(1000)
	for i := range s.Users {
		s.Users[i].Department = model.Of("nowhere")
	}
	got := check.Site(s, nil)
	if len(got) != 1000 {
		t.Errorf("%d diagnostics, want 1000", len(got))
	}
	for _, d := range got {
		if !strings.HasSuffix(d.Path, ".department") || d.Hint == "" {
			t.Fatalf("unexpected %+v", d)
		}
	}
}

func BenchmarkSite(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := big(n)
			b.ReportAllocs()
			for b.Loop() {
				check.Site(s, nil)
			}
		})
	}
}
