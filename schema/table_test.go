package schema_test

// valid has at least one use of every family.
var valid = []struct{ name, site string }{
	{"empty", ``},
	{"organization", `organization: {name: "Acme", domain: "acme.example", country: "PL", language: "pl-PL", timezone: "Europe/Warsaw"}`},
	{"time zone of three parts", `organization: timezone: "America/Argentina/Buenos_Aires"`},
	{"time zone UTC", `organization: timezone: "UTC"`},
	{"numbers", `organization: extensions: {minDigits: 3, maxDigits: 4, ranges: staff: {from: "100", to: "199", for: "users"}}`},
	{"department", `departments: sales: {title: "Sales", parent: "root", head: "alice"}`},
	{"plain user", `users: alice: {firstName: "Alice", email: "alice@acme.example", extension: "101", department: "sales", mobile: "+33612345678"}`},
	{"cleared fields", `users: alice: {firstName: "", email: "", extension: "", mobile: "", callerId: "", department: "", language: ""}`},
	{"licences", `users: alice: licences: {business: true, agent: "external"}`},
	{"position", `users: alice: {position: pbx: "systemAdmin", contactAdmin: phone: true}`},
	{"voicemail", `users: alice: voicemail: {enabled: true, email: "attach", pin: {file: "pins/alice", generate: true}}`},
	{"forwarding", `users: alice: forwarding: {
		ringSeconds: 20
		rules: {busy: {internal: voicemail: "self", external: group: "desk"}, always: external: number: "+33123456789"}
		followMe: [{to: user: "bob", seconds: 10}, {to: mobile: true}]
	}`},
	{"native", `users: alice: native: pbx: {PromptSet: "x", Deep: list: [1, "two", {three: true}]}`},
	{"renamed", `users: alice: previously: "a.martin": true`},
	{"taken out", `users: alice: false`},
	{"team", `groups: t: {kind: "team", published: true, members: a: {role: "teamLead", overrides: "calls.park": false}, roleDefaults: user: "calls.see": "group"}`},
	{"no members", `groups: t: {kind: "team", members: {}}`},
	{"queue", `groups: q: {kind: "queue", extension: "800", agents: {a: {}, b: {skill: "1", priority: 2}}, supervisors: c: true, strategy: "longestIdle", wrapUp: 0, recording: "optOut", noAnswer: voicemail: "a"}`},
	{"ring group", `groups: r: {kind: "ringGroup", members: {a: {}, b: {}}, strategy: "hunt", ringOrder: ["b", "a"], ringSeconds: 15, noAnswer: hangup: true}`},
	{"manager and assistants", `groups: m: {kind: "managerAssistant", manager: "a", assistants: b: {}}`},
	{"supervision", `groups: s: {kind: "supervision", members: a: {}, supervisors: b: true}`},
	{"workgroup", `groups: w: {kind: "workgroup", members: a: as: "owner"}`},
	{"reporting", `groups: w: {kind: "reporting", members: a: primary: true}`},
	{"parking", `groups: p: {kind: "parking", extension: "7000", groups: t: true}`},
	{"role", `roles: r: {base: "manager", grants: {"calls.history": "department", "recordings.download": true}, assign: {l: user: "a", d: {department: "s", subdepartments: true}, h: headOf: "s", w: {workgroup: "w", as: "owner"}, e: everyone: true}}`},
	{"devices", `devices: {
		a: {kind: "deskphone", owner: "a", mac: "00:15:65:12:34:56", model: "Yealink T46U", network: "sbc", sbc: "hq"}
		b: {kind: "deskphone", mac: "0015.6512.3456"}
		c: {kind: "deskphone", mac: "00-15-65-12-34-56"}
		d: {kind: "deskphone", mac: "001565ABCDEF"}
		e: {kind: "softphone", clients: {desktop: true, mobile: false}}
		f: {kind: "analogue", gateway: "001565abcdef", line: 2}
	}`},
	{"workspace", `workspaces: board: members: alice: "Owner"`},
	{"roster", `rosters: staff: {file: "staff.csv", delimiter: ";", key: "login", fields: {firstName: "first", "voicemail.enabled": "vm"}, template: department: "sales", when: active: "yes"}`},
	{"3cx", `targets: p: {type: "3cx", url: "https://pbx.acme.example", credentials: {clientId: env: "A", clientSecret: exec: ["pass", "show", "pbx"]}, options: {caFile: "ca.pem", requestsPerSecond: 2.5, insecure: false}}`},
	{"bitrix24", `targets: p: {type: "bitrix24", url: "https://acme.bitrix24.eu", credentials: webhook: env: "HOOK", options: userAccess: "user"}`},
	{"rainbow", `targets: p: {type: "rainbow", url: "https://openrainbow.com", credentials: {applicationId: env: "A", applicationSecret: env: "B", apiKey: age: "key.age"}, options: product: "hub"}`},
	{"goto", `targets: p: {type: "goto", url: "https://api.goto.com", credentials: {clientId: env: "A", clientSecret: env: "B", refreshToken: file: "token"}}`},
	{"dimensions", `targets: p: {type: "dimensions", url: "https://api.na.myreports.cloud", tenant: "c-1", options: permissionKeys: manage_users: "admin.user"}`},
	{"asterisk", `targets: p: {type: "asterisk", url: "http://127.0.0.1:8088", credentials: {ariUser: env: "A", ariPassword: env: "B"}, options: {context: "internal", codecs: ["ulaw"]}}`},
	{"simulator", `targets: p: {type: "3cx", url: "sim:seed.json"}`},
	{"target", `targets: p: {
		type: "goto", url: "sim:"
		profile: {version: "1", edition: "pro", licences: contactCenter: 5, modules: contactCenter: true}
		select: {users: alice: true, departments: sales: true, groups: {}, devices: {}}
		manage: {users: "declared", memberships: "exclusive"}
		released: overrides: "reset"
		losses: {unsupported: "error", approximated: "warning"}
	}`},
	{"all thirteen contact-centre settings", `targets: p: {
		type: "goto", url: "sim:"
		contactCenter: {
			organization: loginUnassignedQueues: false
			supervisor: {portal: true, limitToAssigned: false, queueSettings: {view: true, manage: true}, pauseReasons: {view: true, manage: false}, skills: {view: true, manage: false}}
			agent: {prerecordedMessages: true, cannedMessages: false, customTags: true, dispositions: true}
		}
	}`},
	{"policies", `policies: {
		budgets: {users: {delete: 0, deletePercent: 5, modify: 50}, any: delete: 3}
		breakGlass: root: true
		windows: night: {days: ["mon", "sun"], from: "22:00", to: "06:00", timezone: "Europe/Paris"}
		outsideWindow: "defer", attestations: maxAge: {roles: "90d", any: "12h"}, planExpiry: "24h"
	}`},
	{"requires", `requires: patchbay: ">=0.3 <1"`},
	{"a small organization", `
organization: {name: "Acme SA", domain: "acme.example", country: "FR", language: "fr", timezone: "Europe/Paris"}
departments: sales: {title: "Ventes", parent: "root", head: "alice"}
users: alice: {
	firstName: "Alice", lastName: "Martin", email: "alice.martin@acme.example"
	extension: "101", department: "sales", licences: business: true
}
groups: sales: {
	kind: "team", department: "sales", published: true
	roleDefaults: {user: "calls.park": true, manager: "calls.monitor": "group"}
	members: alice: role: "teamLead"
	members: bob: {role: "member", overrides: "calls.park": false}
}
groups: direction: {kind: "managerAssistant", manager: "claire", assistants: {alice: {}, bob: {}}}
roles: teamLead: {
	title: "Chef de département", base: "manager"
	grants: {"calls.history": "department", "recordings.listen": "department", "calls.monitor": "group"}
	assign: lead: user: "alice"
}
devices: "alice-desk": {kind: "deskphone", owner: "alice", mac: "00:15:65:12:34:56", model: "Yealink T46U"}
targets: pbx: {
	type: "3cx", url: "https://pbx.acme.example"
	credentials: {clientId: env: "PBX_CLIENT_ID", clientSecret: env: "PBX_CLIENT_SECRET"}
	manage: {users: "declared", groups: "exclusive"}
}`},
}

// invalid has one mistake each, and a part of what CUE says about it.
var invalid = []struct{ name, site, want string }{
	{"misspelt family", `usres: a: {}`, "usres: field not allowed"},
	{"misspelt field", `users: a: emial: "a@b.example"`, "users.a.emial: field not allowed"},
	{"id with a slash", `users: "a/b": {}`, `users."a/b": field not allowed`},
	{"id with a space", `groups: "a b": kind: "team"`, `groups."a b": field not allowed`},
	{"null", `users: a: firstName: null`, "mismatched types"},
	{"list for a collection", `users: []`, "mismatched types"},
	{"e-mail", `users: a: email: "alice.acme.example"`, "users.a.email"},
	{"extension with letters", `users: a: extension: "10a"`, "users.a.extension"},
	{"extension as a number", `users: a: extension: 101`, "users.a.extension"},
	{"mobile with words", `users: a: mobile: "06 12 34 56 78 (home)"`, "users.a.mobile"},
	{"language", `users: a: language: "français"`, "users.a.language"},
	{"country in small letters", `organization: country: "fr"`, "organization.country"},
	{"time zone", `organization: timezone: "CET+1 hour"`, "organization.timezone"},
	{"unknown licence", `users: a: licences: buisness: true`, "licences.buisness: field not allowed"},
	{"external licence", `users: a: licences: business: "external"`, "users.a.licences"},
	{"voicemail", `users: a: voicemail: email: "yes"`, "users.a.voicemail.email"},
	{"two destinations", `users: a: forwarding: rules: busy: internal: {user: "b", hangup: true}`, "MaxFields(1)"},
	{"no destination", `groups: q: {kind: "queue", noAnswer: {}}`, "MinFields(1)"},
	{"ring for nothing", `users: a: forwarding: ringSeconds: 0`, "ringSeconds"},
	{"range without end", `organization: extensions: ranges: a: from: "100"`, "ranges.a"},
	{"range for anything else", `organization: extensions: ranges: a: {from: "1", to: "2", for: "phones"}`, "ranges.a"},
	{"previously as a text", `users: a: previously: "b"`, "users.a.previously"},
	{"group without kind", `groups: g: title: "G"`, "required field missing: kind"},
	{"unknown kind", `groups: g: kind: "quue"`, `"quue"`},
	{"manager of a team", `groups: g: {kind: "team", manager: "a"}`, "manager belongs to groups of kind managerAssistant"},
	{"assistants of a queue", `groups: g: {kind: "queue", assistants: a: {}}`, "assistants belongs to groups of kind managerAssistant"},
	{"delegation of a team", `groups: g: {kind: "team", delegation: true}`, "delegation belongs to"},
	{"members of a queue", `groups: g: {kind: "queue", members: a: {}}`, "have no members"},
	{"members of a parking", `groups: g: {kind: "parking", members: a: {}}`, "a parking has groups"},
	{"wrap-up of a ring group", `groups: g: {kind: "ringGroup", wrapUp: 5}`, "wrapUp belongs to"},
	{"agents of a team", `groups: g: {kind: "team", agents: a: {}}`, "agents belongs to"},
	{"supervisors of a team", `groups: g: {kind: "team", supervisors: a: true}`, "supervisors belongs to"},
	{"published queue", `groups: g: {kind: "queue", published: true}`, "published belongs to"},
	{"role defaults of a queue", `groups: g: {kind: "queue", roleDefaults: user: {}}`, "roleDefaults belongs to"},
	{"ringing team", `groups: g: {kind: "team", ringSeconds: 5}`, "ringSeconds belongs to"},
	{"strategy of assistants", `groups: g: {kind: "managerAssistant", strategy: "hunt"}`, "strategy belongs to"},
	{"groups of a queue", `groups: g: {kind: "queue", groups: a: true}`, "groups belongs to groups of kind parking"},
	{"number of a workgroup", `groups: g: {kind: "workgroup", extension: "1"}`, "cannot be called"},
	{"negative wrap-up", `groups: g: {kind: "queue", wrapUp: -1}`, "wrapUp"},
	{"fraction", `groups: g: {kind: "queue", maxCallers: 1.5}`, "maxCallers"},
	{"strategy", `groups: g: {kind: "queue", strategy: "round-robin"}`, "strategy"},
	{"unknown permission", `roles: r: grants: "calls.plce": "any"`, "field not allowed"},
	{"level of another permission", `roles: r: grants: "calls.monitor": "own"`, `"own"`},
	{"switch as a text", `roles: r: grants: "calls.park": "yes"`, "calls.park"},
	{"queue settings granted", `groups: g: {kind: "team", members: a: overrides: "queueSettings.manage": true}`, "targets.<name>.contactCenter"},
	{"assigned to two", `roles: r: assign: x: {user: "a", group: "b"}`, "2 matched, expected 1"},
	{"assigned to nobody", `roles: r: assign: x: {}`, "0 matched, expected 1"},
	{"owner of no workgroup", `roles: r: assign: x: {user: "a", as: "owner"}`, "workgroup"},
	{"sub-departments of no department", `roles: r: assign: x: {user: "a", subdepartments: true}`, "department"},
	{"everyone false", `roles: r: assign: x: everyone: false`, "everyone"},
	{"device without kind", `devices: d: owner: "a"`, "kind: field is required but not present"},
	{"short mac", `devices: d: {kind: "deskphone", mac: "00:15:65:12:34"}`, "devices.d.mac"},
	{"line 0", `devices: d: {kind: "analogue", line: 0}`, "devices.d.line"},
	{"roster without key", `rosters: r: {file: "x.csv", fields: {}}`, "key: field is required but not present"},
	{"roster format", `rosters: r: {file: "x.xls", format: "xls", key: "a", fields: {}}`, "format"},
	{"template field", `rosters: r: {file: "x.csv", key: "a", fields: {}, template: emial: "x"}`, "emial: field not allowed"},
	{"target type", `targets: p: {type: "4cx", url: "sim:"}`, `"4cx"`},
	{"target without url", `targets: p: type: "3cx"`, "url: field is required but not present"},
	{"target url", `targets: p: {type: "3cx", url: "pbx.acme.example"}`, "targets.p.url"},
	{"credentials of another type", `targets: p: {type: "3cx", url: "sim:", credentials: webhook: env: "A"}`, "field not allowed"},
	{"half of the credentials", `targets: p: {type: "3cx", url: "sim:", credentials: clientId: env: "A"}`, "clientSecret: field is required but not present"},
	{"two kinds of credentials", `targets: p: {type: "rainbow", url: "sim:", credentials: {applicationId: env: "A", applicationSecret: env: "B", apiKey: env: "C", login: env: "D"}}`, "2 matched, expected 1"},
	{"options of another type", `targets: p: {type: "3cx", url: "sim:", options: product: "hub"}`, "product: field not allowed"},
	{"secret in the site", `targets: p: {type: "3cx", url: "sim:", credentials: {clientId: "abc", clientSecret: env: "B"}}`, "clientId"},
	{"secret in two places", `targets: p: {type: "3cx", url: "sim:", credentials: {clientId: {env: "A", file: "b"}, clientSecret: env: "B"}}`, "2 matched, expected 1"},
	{"manage by a kind in the singular", `targets: p: {type: "3cx", url: "sim:", manage: user: "declared"}`, "manage.user: field not allowed"},
	{"manage by a word of released", `targets: p: {type: "3cx", url: "sim:", manage: users: "reset"}`, "manage.users"},
	{"losses as a notice", `targets: p: {type: "3cx", url: "sim:", losses: unsupported: "notice"}`, "losses.unsupported"},
	{"queue settings hidden", `targets: p: {type: "goto", url: "sim:", contactCenter: supervisor: queueSettings: view: false}`, "supervisors always see"},
	{"contact-centre setting in the wrong tab", `targets: p: {type: "goto", url: "sim:", contactCenter: agent: portal: true}`, "portal: field not allowed"},
	{"budget for a kind in the singular", `policies: budgets: user: delete: 1`, "field not allowed"},
	{"negative budget", `policies: budgets: users: delete: -1`, "delete"},
	{"time of day", `policies: windows: n: {from: "24:00", to: "06:00"}`, "windows.n"},
	{"day", `policies: windows: n: {from: "22:00", to: "06:00", days: ["monday"]}`, "windows.n"},
	{"age", `policies: planExpiry: "1 day"`, "planExpiry"},
	{"version", `requires: patchbay: "latest"`, "requires.patchbay"},
}
