package real_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

func escaped(s string) string { return url.QueryEscape(s) }

// login is the first request of what AMI is asked.
var login = form("Login", "Username", real.Name, "Secret", real.Password)

func put(object string, pairs ...string) asked {
	var fields []string
	for i := 0; i < len(pairs); i += 2 {
		fields = append(fields, fmt.Sprintf(`{"attribute":%q,"value":%q}`, pairs[i], pairs[i+1]))
	}
	return asked{method: "PUT", path: dynamic + object, body: `{"fields":[` + strings.Join(fields, ",") + `]}`, contentType: "application/json"}
}

func raw(object, body string) asked {
	return asked{method: "PUT", path: dynamic + object, body: body, contentType: "application/json"}
}

func get(path string) asked    { return asked{method: "GET", path: path} }
func del(object string) asked  { return asked{method: "DELETE", path: dynamic + object} }
func read(object string) asked { return asked{method: "GET", path: dynamic + object} }

func (a asked) by(account string) asked { a.as = account; return a }

// edit is a request of UpdateConfig: actions, each "newcat sales", "append sales
// member >PJSIP/1" and the like, with "match=" and "line=" where they are needed.
func edit(file string, actions ...[]string) asked {
	pairs := []string{"SrcFilename", file, "DstFilename", file}
	for i, a := range actions {
		n := fmt.Sprintf("-%06d", i)
		pairs = append(pairs, "Action"+n, a[0])
		for _, part := range a[1:] {
			name, v, _ := strings.Cut(part, "=")
			pairs = append(pairs, name+n, v)
		}
	}
	return form("UpdateConfig", pairs...)
}

func act(parts ...string) []string { return parts }

const accounts = `{"files": {
	"ari.conf": "[general]\nenabled = yes\n[patchbay]\ntype = user\nread_only = no\npassword = patchbay\n[auditor]\ntype = user\nread_only = yes\npassword = patchbay\n",
	"manager.conf": "[general]\nenabled = yes\nwebenabled = yes\n[patchbay]\nsecret = patchbay\nread = all\nwrite = all\n[auditor]\nsecret = s\nread = all\nwrite =\n[agents]\nsecret = s\nread = agent\nwrite = agent\n[config]\nsecret = s\nread = config\nwrite = config\n[system]\nsecret = s\nread = system\nwrite = system,reporting\n"
}}`

const queues = `{"files": {"queues.conf": "[general]\npersistentmembers = yes\n\n; the office\n[base](!)\nstrategy = ringall\ntimeout = 15\n[sales](base)\nmember => PJSIP/101,0,Alice\nmember => PJSIP/102,5,\"Bob, B.\"\nmember => PJSIP/103\n[support]\nstrategy = linear\nannounce = a\\;b\n"}}`

const people = `{"objects": {
	"aor": {"101": {"attributes": {"max_contacts": "2", "mailboxes": "101@default"}}, "102": {"attributes": {}}},
	"auth": {"101": {"attributes": {"username": "101", "password": "p;w"}}},
	"endpoint": {"101": {"attributes": {"allow": "ulaw,alaw", "aors": "101", "auth": "101", "callerid": "Alice <101>", "named_call_group": "a,b"}},
		"102": {"attributes": {"allow": "!all,opus", "aors": "102, 101", "auth": "dangling", "context": "internal"}}}},
	"files": {"voicemail.conf": "[general]\nformat = wav\nattach = yes\n[default]\n101 => 1234,Alice,alice@example.com,,attach=no|delete=yes\n102 => ,Bob\n[other]\n101 = 9,Other\n"}}`

// noCodec is the sequence that is about what versions do not have in common.
const noCodec = "what has no codec"

// sequences are requests that follow one another, each list from a world of its own.
var sequences = []struct {
	name, world string
	asked       []asked
}{
	{"accounts of ARI", accounts, []asked{
		get("/ari/asterisk/info").by("-"), get("/ari/asterisk/info").by("nobody"), get("/ari/asterisk/info").by("auditor"),
		get("/ari/asterisk/info?api_key=auditor:patchbay").by("-"), get("/ari/asterisk/info?api_key=auditor:wrong").by("-"), get("/ari/asterisk/info?api_key=auditor").by("-"),
		put("aor/1").by("auditor"), del("aor/1").by("auditor"), read("aor/1").by("auditor"), put("aor/1").by("-"), raw("aor/1", `{bad`).by("auditor"), raw("aor/1", `{bad`).by("-"), raw("../nope", `{bad`), get("/ari/nope").by("auditor"), get("/ari/nope").by("-"),
		{method: "POST", path: "/ari/asterisk/info", as: "auditor"}, {method: "OPTIONS", path: dynamic + "aor/1", as: "auditor"}, {method: "OPTIONS", path: dynamic + "aor/1", as: "-"},
	}},
	{"paths of ARI", "{}", []asked{
		get("/"), get("/ari"), get("/ari/"), get("/ari/asterisk"), get("/ari/asterisk/"), get("/ari/asterisk/info"), get("/ari/asterisk/info/"), get("/ari/asterisk/info?only=system"),
		get("/ari/asterisk/info?only=build,status"), get("/ari/asterisk/info?only=nope"), get("/ari/asterisk/info?only="), get("/ari/asterisk/ping"), get("/ari/asterisk/nope"), get("/ari//asterisk/info"), get("/ARI/asterisk/info"),
		get("/ari/asterisk/config"), get("/ari/asterisk/config/dynamic"), get(dynamic), get(strings.TrimSuffix(dynamic, "/")), read("aor"), read("aor/"), read("aor/1/2"), read("nope/1"), read("contact/1"), read("transport/1"), read("Aor/1"),
		get("/ari/asterisk/config/dynamic/nope/aor/1"), {method: "POST", path: dynamic + "aor/1"}, {method: "HEAD", path: dynamic + "aor/1"}, {method: "PATCH", path: dynamic + "aor/1"}, {method: "OPTIONS", path: dynamic + "aor/1"},
		{method: "OPTIONS", path: "/ari/asterisk/info"}, {method: "DELETE", path: "/ari/asterisk/info"}, {method: "OPTIONS", path: "/ari/endpoints"}, get("/ari/endpoints"), get("/ari/endpoints/PJSIP"), get("/ari/endpoints/SIP"), get("/ari/endpoints/PJSIP/1"), get("/ari/endpoints/SIP/1"),
		get("/ari/asterisk/variable"), get("/ari/asterisk/variable?variable=nope"), get("/ari/asterisk/modules/nope.so"), get("/ari/deviceStates"),
	}},
	{"bodies", "{}", []asked{
		raw("aor/1", ``), raw("aor/2", `{}`), raw("aor/3", `{bad`), raw("aor/4", `[]`), raw("aor/5", `"x"`), raw("aor/6", `null`), raw("aor/7", `{"fields":{}}`), raw("aor/8", `{"fields":[]}`), raw("aor/9", `{"fields":null}`),
		raw("aor/10", `{"fields":[{"attribute":"max_contacts","value":"1"}],"more":1}`), raw("aor/11", `{"Fields":[{"attribute":"max_contacts","value":"1"}]}`), raw("aor/12", `[{"attribute":"max_contacts","value":"1"}]`),
		raw("aor/13", `{"fields":[{"attribute":"max_contacts","value":"1","x":1}]}`), raw("aor/14", ` {"fields":[{"attribute":"max_contacts","value":"1"}]} `), raw("aor/15", `{"fields":[{"attribute":"max_contacts","value":"1"}]}x`),
		raw("aor/16", `{"fields":[{"attribute":"max_contacts","value":"1"},{"attribute":"max_contacts","value":"2"}]}`), raw("aor/17", `{"max_contacts":"3"}`), raw("aor/18", `{"fields":[{"attribute":"MAX_CONTACTS","value":"1"}]}`),
		{method: "PUT", path: dynamic + "aor/19?fields=x", body: ``}, {method: "PUT", path: dynamic + "aor/20", body: `{"fields":[{"attribute":"max_contacts","value":"1"}]}`},
		{method: "PUT", path: dynamic + "aor/21", body: `{"fields":[{"attribute":"max_contacts","value":"1"}]}`, contentType: "text/plain"}, {method: "PUT", path: dynamic + "aor/22", body: `{"fields":[{"attribute":"max_contacts","value":"1"}]}`, contentType: "application/json; charset=utf-8"},
		{method: "PUT", path: dynamic + "aor/23", body: `max_contacts=1`, contentType: "application/x-www-form-urlencoded"},
		login, form("DBGetTree", "Family", "ps_aors"),
	}},
	{"bodies that end it", "{}", []asked{
		raw("aor/ending", `{"fields":[{"attribute":"max_contacts","value":1}]}`), read("aor/ending"), raw("aor/ending", `{"fields":[{"attribute":"max_contacts","value":null}]}`), raw("aor/ending", `{"fields":[{"attribute":"max_contacts"}]}`),
		raw("aor/ending", `{"fields":[{"value":"1"}]}`), raw("aor/ending", `{"fields":["x"]}`), raw("aor/ending", `{"fields":[{"attribute":"max_contacts","value":true}]}`), raw("aor/ending", `{"fields":[{"attribute":"max_contacts","value":["1"]}]}`), read("aor/ending"),
	}},
	{"names of objects", "{}", []asked{
		put("aor/a%2Fb"), read("aor/a%2Fb"), read("aor/a/b"), put("aor/a%20b"), put("aor/a+b"), put("aor/%C3%A9t%C3%A9"), put("aor/a%3Bb"), put("aor/a%22b"), put("aor/a%25b"), put("aor/A"), read("aor/a"), put("aor/" + strings.Repeat("x", 100)),
		put("aor/..%2Fx"), login, form("DBGetTree", "Family", "ps_aors"), form("DBGetTree", "Family", "ps_aors/aor"), form("DBGet", "Family", "ps_aors/aor", "Key", "a b"), form("PJSIPShowAors"), del("aor/a%2Fb"), del("aor/a%2Fb"), del("aor/A"), form("DBGetTree", "Family", "ps_aors"),
	}},
	{"objects", people, []asked{
		read("endpoint/101"), read("endpoint/102"), read("aor/101"), read("auth/101"), get("/ari/endpoints"), get("/ari/endpoints/PJSIP"), get("/ari/endpoints/PJSIP/101"), get("/ari/endpoints/pjsip/101"), login, form("PJSIPShowEndpoints"), form("PJSIPShowEndpoint", "Endpoint", "101"),
		form("PJSIPShowEndpoint", "Endpoint", "102"), form("PJSIPShowEndpoint", "Endpoint", "nope"), form("PJSIPShowEndpoint"), form("PJSIPShowAors"), form("PJSIPShowAuths"), form("DBGetTree", "Family", "ps_endpoints"), form("DBGetTree", "Family", "ps_auths"), form("DBGetTree", "Family", "ps_endpoints", "Key", "endpoint/101"), form("DBGetTree", "Family", "ps_endpoints", "Key", "endpoint/10"), form("DBGetTree", "Family", "ps_endpoints", "Key", "endpoint"), form("DBGetTree", "Family", "nope"),
		form("DBGet", "Family", "ps_auths/auth", "Key", "101"), form("DBGet", "Family", "ps_auths/auth", "Key", "nope"), form("DBGet", "Family", "ps_auths/auth"), form("DBGet"), del("auth/101"), read("endpoint/101"), form("PJSIPShowEndpoint", "Endpoint", "101"), form("PJSIPShowAuths"),
		del("endpoint/101"), del("endpoint/101"), form("PJSIPShowEndpoints"), put("endpoint/102", "context", "other"), read("endpoint/102"), put("endpoint/102", "context", "third", "nope", "x"), read("endpoint/102"), put("endpoint/102", "allow", ""), read("endpoint/102"),
	}},
	{noCodec, "{}", []asked{
		put("endpoint/1", "context", "x"), read("endpoint/1"), get("/ari/endpoints"), get("/ari/endpoints/PJSIP/1"), login, form("PJSIPShowEndpoints"), form("PJSIPShowEndpoint", "Endpoint", "1"), form("DBGetTree", "Family", "ps_endpoints"), put("endpoint/1", "context", "y"),
		put("endpoint/1", "allow", "ulaw"), read("endpoint/1"), put("endpoint/1", "disallow", "all"), read("endpoint/1"), put("endpoint/1", "allow", "ulaw,alaw", "disallow", "alaw"), read("endpoint/1"), put("endpoint/2", "allow", "all"), read("endpoint/2"), put("endpoint/3", "allow", "nope"), read("endpoint/3"),
		put("endpoint/4", "allow", "!all,ulaw:20,alaw"), put("endpoint/5", "allow", "ulaw,ulaw"), put("endpoint/6", "disallow", "all", "allow", "g722,ulaw"), read("endpoint/6"), put("endpoint/7", "allow", "(ulaw|alaw)"), read("endpoint/7"), del("endpoint/1"), put("endpoint/1", "allow", "ulaw"), read("endpoint/1"),
	}},
	{"variables", "{}", []asked{
		put("endpoint/1", "allow", "ulaw", "set_var", "A=1"), read("endpoint/1"), put("endpoint/1", "set_var", "A=1", "set_var", "B=2"), read("endpoint/1"), put("endpoint/1", "set_var", "C"), login, form("DBGetTree", "Family", "ps_endpoints"), form("PJSIPShowEndpoint", "Endpoint", "1"),
	}},
	{"passwords", "{}", []asked{
		put("auth/1"), put("auth/1", "username", "u"), put("auth/1", "username", "u", "password", "p"), read("auth/1"), put("auth/1", "password", ""), read("auth/1"), put("auth/2", "password", "p"), put("auth/3", "username", "", "password", "p"), put("auth/4", "username", "u", "password", "é;\"\\ x"), read("auth/4"),
		put("auth/5", "auth_type", "md5", "username", "u", "md5_cred", "0123456789abcdef0123456789abcdef"), put("auth/5", "auth_type", "digest", "username", "u", "password", "p"), put("auth/6", "auth_type", "md5", "username", "u"), read("auth/5"), put("auth/1", "realm", "x y"), read("auth/1"),
		put("auth/7", "auth_type", "google_oauth", "username", "u", "oauth_clientid", "c", "oauth_secret", "s", "refresh_token", "r"),
		login, form("PJSIPShowAuths"), form("DBGetTree", "Family", "ps_auths"),
	}},
	{"sessions", accounts, []asked{
		form("Ping"), form("Login", "Username", "patchbay", "Secret", "wrong"), form("Ping"), form("Login"), form("Login", "Username", "patchbay"), form("Login", "Username", "PATCHBAY", "Secret", "patchbay"), form("Login", "Username", "general", "Secret", ""), login, form("Ping"), form("ping"), form("PING"), form("Nope"), form(""),
		{method: "GET", path: "/rawman?action=Ping"}, {method: "GET", path: "/rawman"}, {method: "GET", path: "/mxml?action=Ping"}, {method: "GET", path: "/mxml?action=QueueStatus"}, form("Ping", "ActionID", "7"), form("QueueStatus", "ActionID", "8"), form("QueueSummary", "ActionID", "9"),
		form("Ping", "ActionID", ""), form("Nope", "ActionID", "10"), form("Login", "Username", "auditor", "Secret", "s"), form("GetConfig", "Filename", "queues.conf"), form("Logoff"), form("Ping"), login, form("Logoff", "ActionID", "11"), {method: "PUT", path: "/rawman", body: "action=Ping"}, {method: "DELETE", path: "/rawman"},
	}},
	{"classes: nothing", accounts, classes("auditor")},
	{"classes: agent", accounts, classes("agents")},
	{"classes: config", accounts, classes("config")},
	{"classes: system, reporting", accounts, classes("system")},
	{"files", queues, []asked{
		login, form("GetConfig", "Filename", "queues.conf"), form("GetConfigJSON", "Filename", "queues.conf"), form("ListCategories", "Filename", "queues.conf"), form("GetConfig", "Filename", "queues.conf", "Category", "sales"), form("GetConfig", "Filename", "queues.conf", "Category", "nope"),
		form("GetConfig", "Filename", "queues.conf", "Category", "base"), form("GetConfigJSON", "Filename", "queues.conf", "Category", "sales"), form("GetConfig", "Filename", "nope.conf"), form("GetConfig"), form("GetConfigJSON", "Filename", "nope.conf"), form("ListCategories", "Filename", "nope.conf"), form("ListCategories"),
		form("CreateConfig", "Filename", "new.conf"), form("CreateConfig", "Filename", "new.conf"), form("CreateConfig"), form("CreateConfig", "Filename", "a/b.conf"), form("GetConfig", "Filename", "new.conf"), form("ListCategories", "Filename", "new.conf"), form("GetConfigJSON", "Filename", "new.conf"),
		edit("new.conf", act("newcat", "Cat=x"), act("append", "Cat=x", "Var=a", "Value=1")), form("GetConfig", "Filename", "new.conf"),
	}},
	{"edits", queues, append([]asked{login}, edits...)},
	{"edits that repeat", queues, []asked{login,
		edit("queues.conf", act("append", "Cat=sales", "Var=member", "Value=>PJSIP/103")), edit("queues.conf", act("delete", "Cat=sales", "Var=member", "Match=PJSIP/103")), form("GetConfig", "Filename", "queues.conf", "Category", "sales"),
		edit("queues.conf", act("update", "Cat=sales", "Var=member", "Value=>PJSIP/9", "Match=PJSIP/101,0,Alice")), form("GetConfig", "Filename", "queues.conf", "Category", "sales"), edit("queues.conf", act("delete", "Cat=sales", "Var=member")), form("GetConfig", "Filename", "queues.conf", "Category", "sales"),
		edit("queues.conf", act("delete", "Cat=sales", "Line=0")), form("GetConfig", "Filename", "queues.conf", "Category", "sales"), edit("queues.conf", act("delete", "Cat=sales", "Line=9")), edit("queues.conf", act("insert", "Cat=sales", "Var=a", "Value=1", "Line=0")), edit("queues.conf", act("insert", "Cat=sales", "Var=b", "Value=2", "Line=99")), edit("queues.conf", act("insert", "Cat=sales", "Var=c", "Value=3")),
		form("GetConfig", "Filename", "queues.conf", "Category", "sales"), edit("queues.conf", act("delete", "Cat=sales", "Var=member", "Match=nope")), edit("queues.conf", act("update", "Cat=sales", "Var=member", "Value=x", "Match=nope")),
		edit("queues.conf", act("newcat", "Cat=sales", "Options=allowdups")), form("GetConfig", "Filename", "queues.conf"), edit("queues.conf", act("append", "Cat=sales", "Var=z", "Value=1")), form("GetConfig", "Filename", "queues.conf"), edit("queues.conf", act("delcat", "Cat=sales")), form("GetConfig", "Filename", "queues.conf"),
	}},
	{"queues", queues, []asked{
		login, form("QueueStatus"), form("QueueStatus", "Queue", "sales"), form("QueueStatus", "Queue", "nope"), form("QueueStatus", "Member", "PJSIP/101"), form("QueueSummary"), form("QueueSummary", "Queue", "support"), form("QueueAdd", "Queue", "sales", "Interface", "PJSIP/101"), form("QueueAdd", "Queue", "sales", "Interface", "PJSIP/9"),
		form("QueueAdd", "Queue", "sales", "Interface", "PJSIP/9"), form("QueueAdd", "Queue", "sales", "Interface", "PJSIP/8", "Penalty", "3", "MemberName", "Eve", "Paused", "true"), form("QueueAdd", "Queue", "nope", "Interface", "PJSIP/9"), form("QueueAdd", "Interface", "PJSIP/9"), form("QueueAdd", "Queue", "sales"), form("QueueStatus", "Queue", "sales"),
		form("QueuePause", "Interface", "PJSIP/9", "Paused", "true"), form("QueuePause", "Interface", "PJSIP/77", "Paused", "true"), form("QueuePause", "Interface", "PJSIP/9"), form("QueuePause", "Paused", "true"), form("QueueStatus", "Queue", "sales"),
		form("QueueRemove", "Queue", "sales", "Interface", "PJSIP/101"), form("QueueRemove", "Queue", "sales", "Interface", "PJSIP/9"), form("QueueRemove", "Queue", "sales", "Interface", "PJSIP/9"), form("QueueRemove", "Queue", "sales", "Interface", "PJSIP/8"), form("QueueRemove", "Queue", "nope", "Interface", "PJSIP/8"), form("QueueRemove", "Queue", "sales"), form("QueueRemove", "Interface", "x"),
		edit("queues.conf", act("append", "Cat=support", "Var=member", "Value=>PJSIP/5,2")), form("QueueStatus", "Queue", "support"), form("QueueReload", "Queue", "support"), form("QueueStatus", "Queue", "support"), edit("queues.conf", act("delcat", "Cat=support")), form("QueueReload", "Members", "yes"), form("QueueStatus"), form("QueueReload", "Parameters", "yes"), form("QueueStatus"),
		edit("queues.conf", act("newcat", "Cat=late"), act("append", "Cat=late", "Var=strategy", "Value=nope")), form("QueueReload"), form("QueueSummary"), form("QueueStatus", "Queue", "late"), edit("queues.conf", act("newcat", "Cat=later")), form("Reload", "Module", "app_queue.so"), form("QueueStatus", "Queue", "later"), form("Reload", "Module", "nope"), form("Reload"),
	}},
	{"mailboxes", people, []asked{
		login, form("VoicemailUsersList"), form("VoicemailUsersList", "ActionID", "1"), form("GetConfig", "Filename", "voicemail.conf"), edit("voicemail.conf", act("append", "Cat=default", "Var=103", "Value=>4321,Carol,c@example.com")), form("VoicemailUsersList"), form("Reload", "Module", "app_voicemail"), form("VoicemailUsersList"),
		edit("voicemail.conf", act("update", "Cat=default", "Var=103", "Value=>9,Carol;C")), form("Reload", "Module", "app_voicemail.so"), form("VoicemailUsersList"), form("GetConfig", "Filename", "voicemail.conf", "Category", "default"), edit("voicemail.conf", act("delete", "Cat=default", "Var=103")), edit("voicemail.conf", act("delcat", "Cat=other")), form("Reload", "Module", "app_voicemail"), form("VoicemailUsersList"),
	}},
	{"the system", "{}", []asked{
		login, form("CoreSettings"), form("CoreStatus"), form("ModuleCheck", "Module", "app_queue"), form("ModuleCheck", "Module", "app_queue.so"), form("ModuleCheck", "Module", "nope"), form("ModuleCheck"), form("Reload", "Module", "res_pjsip.so"), form("Reload", "Module", "manager"), form("PJSIPShowEndpoints"), form("PJSIPShowAors"), form("PJSIPShowAuths"), form("VoicemailUsersList"), form("QueueStatus"), form("QueueSummary"),
	}},
}

// edits are those of UpdateConfig, one mistake or feature each; the file is looked at
// after each.
var edits = looking("queues.conf",
	edit("queues.conf", act("newcat", "Cat=new")), edit("queues.conf", act("newcat", "Cat=new")), edit("queues.conf", act("newcat")), edit("queues.conf", act("newcat", "Cat=")), edit("queues.conf", act("newcat", "Cat=t", "Options=template")), edit("queues.conf", act("newcat", "Cat=u", "Options=inherit=base")),
	edit("queues.conf", act("newcat", "Cat=v", "Options=inherit=nope")), edit("queues.conf", act("newcat", "Cat=w", "Options=nope")), edit("queues.conf", act("append", "Cat=new", "Var=a", "Value=1")), edit("queues.conf", act("append", "Cat=new", "Var=a", "Value=2")), edit("queues.conf", act("append", "Cat=new", "Var=o", "Value=>2")), edit("queues.conf", act("append", "Cat=new", "Var=e", "Value=")),
	edit("queues.conf", act("append", "Cat=new", "Var=e")), edit("queues.conf", act("append", "Cat=new", "Value=1")), edit("queues.conf", act("append", "Cat=nope", "Var=a", "Value=1")), edit("queues.conf", act("append", "Cat=new", "Var=s", "Value=a;b")), edit("queues.conf", act("append", "Cat=new", "Var=s", "Value=a\\;b")), edit("queues.conf", act("append", "Cat=new", "Var=q", "Value=\"x\" y")), edit("queues.conf", act("append", "Cat=new", "Var=p", "Value= x ")),
	edit("queues.conf", act("append", "Cat=new", "Var=n", "Value=a\nb")), edit("queues.conf", act("append", "Cat=new", "Var=u", "Value=é")), edit("queues.conf", act("append", "Cat=new", "Var=x y", "Value=1")), edit("queues.conf", act("append", "Cat=new", "Var=eq", "Value=a=b")), edit("queues.conf", act("append", "Cat=new", "Var=br", "Value=[x]")), edit("queues.conf", act("append", "Cat=new", "Var=ha", "Value=#x")),
	edit("queues.conf", act("update", "Cat=new", "Var=a", "Value=3")), edit("queues.conf", act("update", "Cat=new", "Var=A", "Value=4")), edit("queues.conf", act("update", "Cat=NEW", "Var=a", "Value=5")), edit("queues.conf", act("update", "Cat=new", "Var=none", "Value=5")), edit("queues.conf", act("update", "Cat=new", "Var=a")), edit("queues.conf", act("update", "Cat=new", "Value=5")), edit("queues.conf", act("update", "Cat=new", "Var=a", "Value=>6")),
	edit("queues.conf", act("delete", "Cat=new", "Var=a")), edit("queues.conf", act("delete", "Cat=new", "Var=none")), edit("queues.conf", act("delete", "Cat=new")), edit("queues.conf", act("delete", "Cat=nope", "Var=a")), edit("queues.conf", act("renamecat", "Cat=new", "Value=newer")), edit("queues.conf", act("renamecat", "Cat=newer")), edit("queues.conf", act("renamecat", "Cat=nope", "Value=x")), edit("queues.conf", act("renamecat", "Cat=newer", "Value=sales")),
	edit("queues.conf", act("emptycat", "Cat=support")), edit("queues.conf", act("emptycat", "Cat=nope")), edit("queues.conf", act("delcat", "Cat=support")), edit("queues.conf", act("delcat", "Cat=support")), edit("queues.conf", act("nope", "Cat=sales")), edit("queues.conf", act("", "Cat=sales")), edit("queues.conf"), edit("nope.conf", act("newcat", "Cat=x")),
	edit("queues.conf", act("newcat", "Cat=all"), act("append", "Cat=all", "Var=a", "Value=1"), act("append", "Cat=none", "Var=a", "Value=1")), edit("queues.conf", act("newcat", "Cat=all"), act("append", "Cat=all", "Var=a", "Value=1"), act("update", "Cat=all", "Var=a", "Value=2"), act("delcat", "Cat=t")),
	form("UpdateConfig", "SrcFilename", "queues.conf"), form("UpdateConfig", "DstFilename", "queues.conf"), form("UpdateConfig"), form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "other.conf"), form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "../queues.conf"),
	form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "queues.conf", "Reload", "yes", "Action-000000", "newcat", "Cat-000000", "reloaded"), form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "queues.conf", "Reload", "app_queue", "Action-000000", "newcat", "Cat-000000", "again"),
	form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "queues.conf", "Action-0", "newcat", "Cat-0", "short"), form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "queues.conf", "Action-000001", "newcat", "Cat-000001", "gap"), form("UpdateConfig", "SrcFilename", "queues.conf", "DstFilename", "queues.conf", "PreserveEffectiveContext", "no", "Action-000000", "newcat", "Cat-000000", "kept"),
)

// looking puts a look at a file behind each request.
func looking(file string, all ...asked) []asked {
	var out []asked
	for _, a := range all {
		out = append(out, a, form("GetConfig", "Filename", file))
	}
	return out
}

// classes is what an account may do that has some of them.
func classes(account string) []asked {
	out := []asked{form("Login", "Username", account, "Secret", "s")}
	for _, action := range []string{"CoreSettings", "CoreStatus", "DBGet", "DBGetTree", "GetConfig", "GetConfigJSON", "ListCategories", "ModuleCheck", "PJSIPShowAors", "PJSIPShowAuths", "PJSIPShowEndpoints", "PJSIPShowEndpoint",
		"QueueAdd", "QueuePause", "QueueRemove", "QueueReload", "QueueStatus", "QueueSummary", "VoicemailUsersList", "Reload", "Logoff"} {
		out = append(out, form(action, "Filename", "queues.conf", "Family", "ps_aors", "Queue", "nope", "Interface", "PJSIP/1", "Paused", "yes", "Module", "app_queue", "Endpoint", "1"))
	}
	return append(out, form("Login", "Username", account, "Secret", "s"), edit("queues.conf", act("newcat", "Cat=x")), form("CreateConfig", "Filename", "x.conf"))
}

// TestSame asks a simulator and a real PBX the same, one request after the other.
func TestSame(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p := newPair(t, in)
		for _, s := range sequences {
			t.Run(s.name, func(t *testing.T) {
				if s.name == noCodec && in.Major() < 20 {
					t.Skip("older versions keep an endpoint without codecs in memory alone, which is not simulated")
				}
				p.begin(t, s.world)
				for _, a := range s.asked {
					p.ask(t, a)
				}
			})
		}
	})
}
