package asterisk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// The kinds of object of an Asterisk, by the names that snapshots, plans and steps
// use. The first three are objects of PJSIP, and their names are ARI's.
const (
	Endpoint       = "endpoint"       // who calls and is called: a line, a device beside the first, a trunk
	AOR            = "aor"            // where an endpoint's devices register
	Auth           = "auth"           // user name and password of a device
	Queue          = "queue"          // a category of queues.conf, with its static members
	Mailbox        = "mailbox"        // a line of voicemail.conf
	ManagerAccount = "managerAccount" // an account of AMI, in manager.conf: read
	ARIAccount     = "ariAccount"     // an account of ARI, in ari.conf: read
)

// What an endpoint, aor or auth is by its id (attribute station); "" is neither: a
// trunk, a phone that is nobody's, anything else.
const (
	StationLine   = "line"   // its id is an extension
	StationDevice = "device" // its id is an extension, "-" and the name of a device
)

// Station is what an id says of its object, as the attribute station has it.
func Station(id string) string {
	number, device, more := strings.Cut(id, "-")
	switch {
	case !isNumber(number):
		return ""
	case !more:
		return StationLine
	case device != "":
		return StationDevice
	}
	return ""
}

// isNumber reports whether s can be an extension.
func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// modern is the first version of Asterisk with attributes that older ones lack; 20
// answers as 22 does (measured: 16.28 and 22.10).
const modern = 20

// major is the first number of a version; of an unknown one the newest.
func major(p state.Profile) int {
	first, _, _ := strings.Cut(p.Version, ".")
	if n, err := strconv.Atoi(first); err == nil {
		return n
	}
	return 22
}

// Schema lists the kinds and attributes of an Asterisk of one version. Attributes of
// endpoint, aor and auth have ARI's names, those of a queue the names of variables in
// queues.conf, except:
//
//   - id, name and mailbox are what the object is called;
//   - station is what an id says (see Station), and endpoint the endpoint that an aor, an
//     auth or a mailbox goes with, by its name, whether or not there is one;
//   - lists of PJSIP are sets or lists of their items: allow in its order, aors in the
//     order in which they are tried, the rest without one;
//   - callerid is `"Name" <number>`, and the parts that are there;
//   - of a queue, members are ids of endpoints (lines member => PJSIP/<id>), others are
//     interfaces of any other technology, penalties is "id:penalty" or
//     "interface:penalty" for members with one above zero, and order is members as they
//     stand in the file;
//   - of a mailbox, options are "name=value" but for attach and delete.
//
// A value that is the vendor's own default may be left out by a reader. set_var, which
// ARI shows as attributes of the variables' names, is not among them. What belongs to an
// endpoint is deleted before it, by steps of their own; what an endpoint names need not be
// there, and is no reference for that reason.
func Schema(p state.Profile) state.Schema {
	kinds := []state.Kind{endpointKind(p), aorKind(p), authKind(p), queueKind(), mailboxKind(), managerKind(), ariKind()}
	for i := range kinds {
		slices.SortFunc(kinds[i].Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return state.Schema{Kinds: kinds}
}

const all = state.Create | state.Update | state.Delete

// own are the two attributes that every object of PJSIP has.
func own(title string) []state.Field {
	return []state.Field{
		{Name: "id", Type: state.Text, Flags: state.Immutable, Title: title},
		{Name: "station", Type: state.Text, Flags: state.Computed, Values: []string{StationDevice, StationLine}, Title: "station"},
	}
}

func endpointKind(p state.Profile) state.Kind {
	return state.Kind{Name: Endpoint, Plural: "users", Title: "endpoint", Key: []string{"id"}, Can: all, Fields: slices.Concat(own("endpoint"), []state.Field{
		{Name: "callerid", Type: state.Text, Title: "caller id"},
		{Name: "accountcode", Type: state.Text, Title: "account code"},
		{Name: "language", Type: state.Text, Title: "language"},
		{Name: "context", Type: state.Text, Flags: state.Privilege, Default: state.OfText("default"), Title: "context"},
		{Name: "allow", Type: state.Strlist, Title: "codecs"},
		{Name: "aors", Type: state.Strlist, Title: "where it rings"},
		{Name: "auth", Type: state.Strset, Flags: state.Privilege, Title: "who may call from it"},
		{Name: "mailboxes", Type: state.Strset, Title: "mailboxes"},
		{Name: "named_call_group", Type: state.Strset, Flags: state.Privilege, Title: "call groups"},
		{Name: "named_pickup_group", Type: state.Strset, Flags: state.Privilege, Title: "pickup groups"},
		{Name: "call_group", Type: state.Strset, Flags: state.Privilege, Title: "numbered call groups"},
		{Name: "pickup_group", Type: state.Strset, Flags: state.Privilege, Title: "numbered pickup groups"},
		{Name: "outbound_auth", Type: state.Strset, Title: "outbound auth"},
		{Name: "webrtc", Type: state.Bool, Default: state.OfBool(false), Title: "WebRTC"},
		{Name: "transport", Type: state.Text, Title: "transport"},
	}, fields(p, endpointAttributes))}
}

// belongs is the endpoint that takes an object with it when it goes: of an aor and an auth
// the one of the same id, of a mailbox of the target's own context the one of its number.
var belongs = state.Field{Name: "endpoint", Type: state.Text, Flags: state.Immutable, Ref: Endpoint, Title: "endpoint"}

func aorKind(p state.Profile) state.Kind {
	return state.Kind{Name: AOR, Plural: "users", Title: "aor", Key: []string{"id"}, Owner: Endpoint, Can: all, Fields: slices.Concat(own("aor"), []state.Field{
		belongs,
		{Name: "mailboxes", Type: state.Strset, Title: "mailboxes"},
		{Name: "contact", Type: state.Strset, Title: "fixed contacts"},
	}, fields(p, aorAttributes))}
}

func authKind(p state.Profile) state.Kind {
	return state.Kind{Name: Auth, Plural: "devices", Title: "auth", Key: []string{"id"}, Owner: Endpoint, Can: all, Fields: slices.Concat(own("auth"), []state.Field{
		belongs,
		{Name: "auth_type", Type: state.Text, Values: []string{"digest", "md5", "userpass"}, Default: state.OfText("userpass"), Title: "kind of auth"},
		{Name: "username", Type: state.Text, Flags: state.Privilege, Title: "user name"},
		{Name: "password", Type: state.Text, Flags: state.Sealed, Title: "password"},
		{Name: "md5_cred", Type: state.Text, Flags: state.Secret, Title: "MD5 digest"},
	}, fields(p, authAttributes))}
}

// strategies of app_queue, which are the same from 16 to 22.
var strategies = []string{"fewestcalls", "leastrecent", "linear", "random", "ringall", "rrmemory", "rrordered", "wrandom"}

// queueKind: members always stand in some order, which is nobody's while the site writes
// none: it is not given up with ringOrder.
func queueKind() state.Kind {
	return state.Kind{Name: Queue, Plural: "queues", Title: "queue", Key: []string{"name"}, Can: all, Fields: slices.Concat([]state.Field{
		{Name: "name", Type: state.Text, Flags: state.Unique, Title: "name"},
		{Name: "strategy", Type: state.Text, Values: strategies, Default: state.OfText("ringall"), Title: "strategy"},
		{Name: "timeout", Type: state.Int, Default: state.OfInt(15), Title: "ring seconds"},
		{Name: "wrapuptime", Type: state.Int, Default: state.OfInt(0), Title: "wrap-up seconds"},
		{Name: "maxlen", Type: state.Int, Default: state.OfInt(0), Title: "callers at most"},
		{Name: "members", Type: state.Strset, Ref: Endpoint, Flags: state.Answering, Title: "members"},
		{Name: "others", Type: state.Strset, Title: "members that are no endpoints"},
		{Name: "order", Type: state.Strlist, Ref: Endpoint, Flags: state.Runtime, Title: "order of members"},
		{Name: "penalties", Type: state.Strset, Title: "penalties"},
	}, queueVariables())}
}

// mailboxKind: a line is number => PIN,name,email,pager,options in the category of its
// context. People change the PIN at their phone.
func mailboxKind() state.Kind {
	return state.Kind{Name: Mailbox, Plural: "users", Title: "mailbox", Key: []string{"mailbox"}, Owner: Endpoint, Can: all, Fields: []state.Field{
		belongs,
		{Name: "mailbox", Type: state.Text, Flags: state.Immutable, Title: "mailbox"}, // number@context
		{Name: "pin", Type: state.Text, Flags: state.Sealed | state.Runtime, Title: "PIN"},
		{Name: "name", Type: state.Text, Title: "name"},
		{Name: "email", Type: state.Text, Title: "e-mail address"},
		{Name: "pager", Type: state.Text, Title: "pager address"},
		{Name: "attach", Type: state.Bool, Title: "message attached"},
		{Name: "delete", Type: state.Bool, Title: "message deleted once sent"},
		{Name: "options", Type: state.Strset, Title: "other options"},
	}}
}

// managerKind and ariKind are read for who may do what; nobody writes them.
func managerKind() state.Kind {
	return state.Kind{Name: ManagerAccount, Plural: "managerAccounts", Title: "AMI account", Key: []string{"name"}, Fields: []state.Field{
		{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
		{Name: "read", Type: state.Strset, Flags: state.External | state.Privilege, Title: "read classes"},
		{Name: "write", Type: state.Strset, Flags: state.External | state.Privilege, Title: "write classes"},
		{Name: "secret", Type: state.Text, Flags: state.Secret, Title: "secret"},
	}}
}

func ariKind() state.Kind {
	return state.Kind{Name: ARIAccount, Plural: "ariAccounts", Title: "ARI account", Key: []string{"name"}, Fields: []state.Field{
		{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
		{Name: "read_only", Type: state.Bool, Flags: state.External | state.Privilege, Default: state.OfBool(false), Title: "reads only"},
		{Name: "password", Type: state.Text, Flags: state.Secret, Title: "password"},
	}}
}

// queueVariables are those of a queue that the language has no noun for
// (queues.conf.sample of 16 and 22).
func queueVariables() []state.Field {
	return slices.Concat(
		draft.Fields(state.Text, 0, "announce", "autopause", "context", "defaultrule", "joinempty", "leavewhenempty", "membergosub", "membermacro", "monitor-format", "monitor-type", "musicclass", "periodic-announce",
			"announce-holdtime", "announce-position", "queue-callswaiting", "queue-callerannounce", "queue-holdtime", "queue-minute", "queue-minutes", "queue-quantity1", "queue-quantity2",
			"queue-reporthold", "queue-seconds", "queue-thankyou", "queue-thereare", "queue-youarenext", "timeoutpriority"),
		draft.Fields(state.Int, 0, "announce-frequency", "announce-position-limit", "announce-round-seconds", "autopausedelay", "memberdelay", "min-announce-frequency", "penaltymemberslimit",
			"periodic-announce-frequency", "retry", "servicelevel", "weight"),
		draft.Fields(state.Bool, 0, "announce-to-first-user", "autofill", "autopausebusy", "autopauseunavail", "random-periodic-announce", "relative-periodic-announce", "reportholdtime",
			"ringinuse", "setinterfacevar", "setqueueentryvar", "setqueuevar", "timeoutrestart"))
}

// queueNamed reports whether a text can be the name of a category.
func queueNamed(s string) bool {
	return s != "" && !strings.ContainsAny(s, "[](),;\r\n\\") && strings.TrimSpace(s) == s
}
