package diag

// What can be wrong with the files of a site.
const (
	NoFolder         Code = "PB1001"
	NoCUE            Code = "PB1002"
	NotUTF8          Code = "PB1003"
	LinkEscapes      Code = "PB1004"
	FileUnfit        Code = "PB1005"
	FileUnreadable   Code = "PB1006"
	TwoPackages      Code = "PB1007"
	NoPackage        Code = "PB1008"
	NotRepository    Code = "PB1009"
	UnknownRevision  Code = "PB1010"
	AbsentAtRevision Code = "PB1011"
	Submodule        Code = "PB1012"
	Crash            Code = "PB1013"
	Syntax           Code = "PB1020"
	ImportMissing    Code = "PB1030"
	ImportUnused     Code = "PB1031"
	ImportOfWorld    Code = "PB1032"
	ImportCycle      Code = "PB1033"
	Embeds           Code = "PB1034"
	Requires         Code = "PB1042"
)

// What can be wrong with what the files say.
const (
	UnknownField      Code = "PB1101"
	WrongType         Code = "PB1102"
	NotAWord          Code = "PB1103"
	Malformed         Code = "PB1104"
	Conflict          Code = "PB1105"
	Missing           Code = "PB1106"
	Undefined         Code = "PB1107"
	Circular          Code = "PB1108"
	Unsettled         Code = "PB1109"
	OutOfRange        Code = "PB1110"
	ListForMap        Code = "PB1111"
	BadID             Code = "PB1112"
	NotExactlyOne     Code = "PB1113"
	UnknownPermission Code = "PB1114"
	Misplaced         Code = "PB1115"
	SecretLiteral     Code = "PB1116"
	Refused           Code = "PB1119"
)

// What can be wrong with a roster.
const (
	RosterMissing Code = "PB1201"
	RosterSyntax  Code = "PB1202"
	RosterColumn  Code = "PB1203"
	RosterTwice   Code = "PB1204"
	RosterCell    Code = "PB1205"
	RosterClash   Code = "PB1206"
	RosterKey     Code = "PB1207"
	RosterFormat  Code = "PB1208"
	RosterCells   Code = "PB1209"

	RosterColumnTwice Code = "PB1210"
)

var loadCodes = []Info{
	{Code: NoFolder, Title: "the site is not there",
		Explain: "A site is a folder. The one that was named does not exist, or is a file."},
	{Code: NoCUE, Title: "no CUE file in the folder",
		Explain: "A site is the *.cue files of one folder; folders below it, files that begin with _ or a dot, and files that end in _test.cue or _tool.cue do not count."},
	{Code: NotUTF8, Title: "a file is not UTF-8",
		Explain: `Sites and rosters are read as UTF-8. A spreadsheet often saves CSV in the encoding of its country; choose "CSV UTF-8" when saving.`},
	{Code: LinkEscapes, Title: "a link leads out of the site",
		Explain: "Everything that a plan depends on is in the site and is bound by its digest. A symbolic link to a file elsewhere would let the plan change while the site does not."},
	{Code: FileUnfit, Title: "not a file that a site can hold",
		Explain: "Only regular files of at most 64 MiB are read."},
	{Code: FileUnreadable, Title: "a file cannot be read",
		Explain: "The system refused to read the file."},
	{Code: TwoPackages, Title: "files of several packages in one folder",
		Explain: "All files of a site carry the same package clause: a site is one CUE package.",
		Bad:     "package acme   // a.cue\npackage globex // b.cue",
		Good:    "package acme // in both"},
	{Code: NoPackage, Title: "a file without a package clause",
		Explain: "CUE ignores such a file when it loads a package, so what it says would be lost. Begin it with the package of the other files.",
		Bad:     `users: alice: extension: "101"`,
		Good: `package acme

users: alice: extension: "101"`},
	{Code: NotRepository, Title: "not in a git repository",
		Explain: "A revision can only be read from a git repository."},
	{Code: UnknownRevision, Title: "git knows no such revision",
		Explain: "The branch, tag or commit does not exist in this clone. CI often clones only the last commit: fetch the one to compare with."},
	{Code: AbsentAtRevision, Title: "the folder does not exist at that revision",
		Explain: "The site was added, renamed or moved after that revision."},
	{Code: Submodule, Title: "a git submodule",
		Explain: "The files of a submodule are in another repository, and its revisions are that one's."},
	{Code: Crash, Title: "CUE gave up",
		Explain: "Evaluating the site ended in a panic of the CUE library. This is a fault of patchbay or of CUE, never of the site; please report it."},
	{Code: Syntax, Title: "the file is not CUE",
		Explain: "The text cannot be read as CUE. The place is where the parser stopped; the mistake is there or shortly before.",
		Bad:     `users: alice: {firstName: "Alice" lastName: "Martin"}`,
		Good:    `users: alice: {firstName: "Alice", lastName: "Martin"}`},
	{Code: ImportMissing, Title: "an imported package is not here",
		Explain: "A site is loaded without the network and without a cache: imports are the language itself, CUE's standard library, folders of the module around the site, and what lies below cue.mod/pkg.",
		Bad:     `import "github.com/acme/templates"`,
		Good:    `import "acme.example/templates" // with module: "acme.example" in cue.mod/module.cue`},
	{Code: ImportUnused, Title: "an import that nothing uses",
		Explain: "CUE refuses imports that a file does not use.",
		Bad: `import "strings"

users: alice: firstName: "Alice"`,
		Good: `users: alice: firstName: "Alice"`},
	{Code: ImportOfWorld, Title: "an import that touches the world",
		Explain: "The packages tool/… run commands, read files and open connections. A site is data: loading it gives the same result everywhere.",
		Bad:     `import "tool/exec"`},
	{Code: ImportCycle, Title: "packages import each other",
		Explain: "Two packages cannot each be made of the other. Move what both need to a third."},
	{Code: Embeds, Title: "a file is embedded",
		Explain: "CUE can put other files into a package, with @extern(embed) and @embed. A site is its *.cue files and its rosters, which a plan is bound to; nothing else is read.",
		Bad:     `users: alice: firstName: string @embed(file=alice.txt, type=text)`,
		Good:    `users: alice: firstName: "Alice"`},
	{Code: Requires, Title: "the site needs another version of patchbay",
		Explain: "The line requires.patchbay limits the versions of patchbay that may read this site. Nothing else was checked, since the site may be written in words that this version does not know.",
		Bad:     `requires: patchbay: ">=9.0"`},
	{Code: UnknownField, Title: "a field that does not exist",
		Explain: "The language has no such field here. Most often it is a slip of the pen, or the field belongs one level up or down.",
		Bad:     `users: alice: emial: "alice@acme.example"`,
		Good:    `users: alice: email: "alice@acme.example"`},
	{Code: WrongType, Title: "a value of the wrong type",
		Explain: "Extensions and other numbers that are dialled are text, in quotes. Switches are true or false without quotes.",
		Bad:     "users: alice: extension: 101",
		Good:    `users: alice: extension: "101"`},
	{Code: NotAWord, Title: "not one of the words allowed",
		Explain: "The field takes one of a few words; the message lists them.",
		Bad:     `roles: lead: grants: "calls.monitor": "gruop"`,
		Good:    `roles: lead: grants: "calls.monitor": "group"`},
	{Code: Malformed, Title: "a text of the wrong form",
		Explain: "The text does not have the form that the field needs: an e-mail address, a number in international form, a hardware address.",
		Bad:     `users: alice: mobile: "06 12 34 56 78"`,
		Good:    `users: alice: mobile: "+33612345678"`},
	{Code: Conflict, Title: "two different values for one field",
		Explain: "In CUE nothing overrides: a field that is written twice must have the same value each time. A template that lets sites choose writes its value as a default.",
		Bad: `users: alice: extension: "101"
users: alice: extension: "102"`,
		Good: `users: alice: extension: "101"`},
	{Code: Missing, Title: "a field that is needed is not written",
		Explain: "A group needs a kind, a device a kind, a target a type and a url; credentials need what their target's type asks for.",
		Bad:     `groups: sales: title: "Sales"`,
		Good:    `groups: sales: {kind: "team", title: "Sales"}`},
	{Code: Undefined, Title: "a name that is defined nowhere",
		Explain: "A name without quotes refers to something defined elsewhere in the package. Text stands in quotes.",
		Bad:     "users: alice: department: sales",
		Good:    `users: alice: department: "sales"`},
	{Code: Circular, Title: "a value that depends on itself",
		Explain: "Following the references leads back to where it began.",
		Bad:     `users: alice: native: pbx: a: users.alice.native.pbx`},
	{Code: Unsettled, Title: "a field without a definite value",
		Explain: "What is written limits the field without giving it a value: a type, a pattern, a reference in a circle, or two defaults.",
		Bad:     "users: alice: email: string",
		Good:    `users: alice: email: "alice@acme.example"`},
	{Code: OutOfRange, Title: "a number out of range",
		Explain: "The message says from where to where the number may lie.",
		Bad:     `groups: support: {kind: "queue", ringSeconds: 0}`,
		Good:    `groups: support: {kind: "queue", ringSeconds: 20}`},
	{Code: ListForMap, Title: "a list where a map is wanted",
		Explain: "Collections are maps by id, so that templates can add to them and take entries out.",
		Bad:     `groups: sales: {kind: "team", members: ["alice", "bob"]}`,
		Good:    `groups: sales: {kind: "team", members: {alice: {}, bob: {}}}`},
	{Code: BadID, Title: "not an id",
		Explain: "An id names one thing of the site: letters, digits, -, _ and ., beginning with a letter or digit. It never reaches a phone system as a name.",
		Bad:     `users: "alice martin": firstName: "Alice"`,
		Good:    `users: alice: firstName: "Alice"`},
	{Code: NotExactlyOne, Title: "none or several of what excludes each other",
		Explain: "A secret is kept in one place, a call is sent to one place, a role is assigned to one kind of holder.",
		Bad:     `users: alice: voicemail: pin: {env: "PIN", file: "pin.txt"}`,
		Good:    `users: alice: voicemail: pin: env: "PIN"`},
	{Code: UnknownPermission, Title: "a permission that does not exist",
		Explain: "The vocabulary of permissions is the same for every phone system.",
		Bad:     `roles: lead: grants: "calls.moniter": "group"`,
		Good:    `roles: lead: grants: "calls.monitor": "group"`},
	{Code: Misplaced, Title: "a field that belongs elsewhere",
		Explain: "Which fields a group has depends on its kind, and contact-centre settings belong to a target, not to a role. The message says where the field is at home.",
		Bad: `users: alice: {}
groups: sales: {kind: "team", wrapUp: 15}`,
		Good: `users: alice: {}
groups: sales: {kind: "queue", wrapUp: 15}`},
	{Code: SecretLiteral, Title: "a secret written in the site",
		Explain: "A site is in git and read by many. It says where a secret is kept: an environment variable, a file, a program, a file encrypted with age. A secret that was written down once should be changed.",
		Bad:     `users: alice: voicemail: pin: "1234"`,
		Good:    `users: alice: voicemail: pin: env: "ALICE_PIN"`},
	{Code: Refused, Title: "CUE refuses a value",
		Explain: "The message is CUE's own."},
	{Code: RosterMissing, Title: "a roster's file does not exist",
		Explain: "The file of a roster is named relative to the site's folder.",
		Bad:     `rosters: staff: {file: "staff.csv", key: "login", fields: email: "mail"}`},
	{Code: RosterSyntax, Title: "a roster cannot be read",
		Explain: "The file is not CSV, JSON or YAML, or is not a table: a header and rows in CSV; a list of objects, or an object of objects by key, in JSON and YAML."},
	{Code: RosterColumn, Title: "a roster lacks a column",
		Explain: "A column that the site names is not in the file. Names are compared letter by letter."},
	{Code: RosterTwice, Title: "two rows with the same key",
		Explain: "The key is the user's id, so it can stand in one row only."},
	{Code: RosterCell, Title: "a bad cell in a roster",
		Explain: "Every row is checked like a user that is written out. The message names the column, and the place is the cell's."},
	{Code: RosterClash, Title: "a row and a line of the site disagree",
		Explain: "A user may be in a roster and be written as well; then both say the same, or different fields."},
	{Code: RosterKey, Title: "a row without a usable key",
		Explain: "The key becomes the user's id."},
	{Code: RosterFormat, Title: "a roster of unknown format",
		Explain: "The ending of the file says how it is written, or the field format does."},
	{Code: RosterCells, Title: "a row with too many or too few cells",
		Explain: "Each row of a CSV file has as many cells as the header. A cell with the delimiter in it stands in quotes."},
	{Code: RosterColumnTwice, Title: "a roster has a column twice",
		Explain: "Two columns of the file, or two entries of a row, have one name, and the site makes use of it. Which of them is meant cannot be known. Columns that the site does not use may be there twice."},
}
