package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const people = `{
	"groups": [{"Name": "Sales"}, {"Name": "Support"}],
	"users": [
		{"Number": "101", "FirstName": "Alice", "LastName": "Martin", "EmailAddress": "Alice.Martin@acme.example", "Groups": ["DEFAULT", {"Group": "Sales", "RoleName": "managers"}]},
		{"Number": "102", "FirstName": "Bob", "LastName": "O'Neil", "EmailAddress": "bob@acme.example", "PinProtectTimeout": 30, "Groups": ["DEFAULT", "Sales"], "Favorites": ["101"]},
		{"Number": "103", "FirstName": "Claire", "LastName": "Martin", "Enabled": false, "Mobile": null},
		{"Number": "HD104", "FirstName": "Desk", "EnableHotdesking": true, "Hours": {"Type": "SpecificHours", "Periods": [{"DayOfWeek": "Monday", "Start": "09:00", "Stop": "17:30:00"}]}}
	],
	"queues": [{"Number": "800", "Name": "Support", "PollingStrategy": "Hunt", "ForwardNoAnswer": {"To": "VoiceMail", "Number": "101"}}]
}`

func TestFilter(t *testing.T) {
	c := connect(t, people, Options{})
	for filter, want := range map[string]string{
		"Number eq '101'":                                                     "101",
		"Number ne '101'":                                                     "102 103 HD104",
		"number EQ '101'":                                                     "101",
		"not (Number eq '101') and Enabled":                                   "102 HD104",
		"Number eq '101' or Number eq '103'":                                  "101 103",
		"Enabled eq false":                                                    "103",
		"tolower(EmailAddress) eq 'alice.martin@acme.example'":                "101",
		"EmailAddress eq 'alice.martin@acme.example'":                         "",
		"EmailAddress eq 'Alice.Martin@acme.example'":                         "101",
		"startsWith(Number,'HD')":                                             "HD104",
		"startswith(Number,'HD') eq true":                                     "HD104",
		"not startsWith(Number,'HD')":                                         "101 102 103",
		"endswith(LastName,'tin')":                                            "101 103",
		"contains(tolower(FirstName),'a')":                                    "101 103",
		"LastName eq 'O''Neil'":                                               "102",
		"length(FirstName) gt 4":                                              "101 103",
		"indexof(FirstName,'l') eq 1":                                         "101 103",
		"toupper(FirstName) eq 'BOB'":                                         "102",
		"concat(FirstName,LastName) eq 'AliceMartin'":                         "101",
		"Number in ('101','103')":                                             "101 103",
		"Mobile eq null":                                                      "103",
		"Mobile ne null and Number lt '103'":                                  "101 102",
		"PinProtectTimeout gt 15":                                             "102",
		"PinProtectTimeout le 15.5":                                           "101 103 HD104",
		"Hours/Type eq 'SpecificHours'":                                       "HD104",
		"Hours/Type eq Pbx.RuleHoursType'SpecificHours'":                      "HD104",
		"Hours/Periods/any(p:p/DayOfWeek eq 'Monday')":                        "HD104",
		"Hours/Periods/any()":                                                 "HD104",
		"Hours/Periods/$count eq 0":                                           "101 102 103",
		"Groups/any(g:g/Name eq 'Sales')":                                     "101 102",
		"Groups/any(g:g/Rights/RoleName eq 'managers' and g/Name eq 'Sales')": "101",
		"Groups/all(g:g/Name eq 'DEFAULT')":                                   "103 HD104",
		"OfficeHoursProps/any(o:o eq 'GlobalSchedule') and Number ge '103'":   "103 HD104",
	} {
		r := c.want(200, "GET", "/Users?$select=Number&$filter="+escape(filter), "")
		if got := numbers(r); got != want {
			t.Errorf("%s: got %q, want %q", filter, got, want)
		}
	}
	c.show("/Queues?$select=Number&$filter=ForwardNoAnswer/To eq 'VoiceMail' and PollingStrategy eq 'Hunt'", `{"value":[{"Number":"800"}]}`)
	c.show("/Groups?$select=Name&$filter=not startsWith(Name,'___FAVORITES___')", `{"value":[{"Name":"DEFAULT"},{"Name":"Sales"},{"Name":"Support"}]}`)
	c.show("/Groups?$select=Name&$filter=Name eq 'Sales'", `{"value":[{"Name":"Sales"}]}`)
	c.show("/Groups?$select=Name&$filter=contains(Name,'FAVORITES')", `{"value":[{"Name":"___FAVORITES___102"}]}`)
	c.show("/Users("+idOf(c, "102")+")/Groups?$select=Name&$filter=startsWith(Name,'S')", `{"value":[{"Name":"Sales"}]}`)
}

func escape(s string) string { return strings.NewReplacer("'", "%27", "+", "%2B").Replace(s) }

func numbers(r reply) string {
	var out []string
	for _, v := range r.json["value"].([]any) {
		out = append(out, v.(map[string]any)["Number"].(string))
	}
	return strings.Join(out, " ")
}

func TestBadQuery(t *testing.T) {
	c := connect(t, people, Options{})
	for query, want := range map[string]string{
		"$top=101":                         "The query specified in the URI is not valid. The limit of '100' for Top query has been exceeded. The value from the incoming request is '101'.",
		"%24top=500":                       "The limit of '100' for Top query has been exceeded. The value from the incoming request is '500'.",
		"$top=-1":                          "$top",
		"$top=many":                        "$top",
		"$skip=-1":                         "$skip",
		"$count=maybe":                     "$count",
		"$select=Nmber":                    "Could not find a property named 'Nmber' on type 'Pbx.User'.",
		"$select=Hours/Kind":               "'Kind' on type 'Pbx.Schedule'",
		"$select=Number/Kind":              "has no properties",
		"$expand=Friends":                  "'Friends' on type 'Pbx.User'",
		"$expand=Hours":                    "not a navigation property",
		"$expand=Groups($select=Nope)":     "'Nope' on type 'Pbx.UserGroup'",
		"$expand=Groups($top=200)":         "The limit of '100'",
		"$expand=Groups($select=Name":      "Unbalanced",
		"$filter=Nmber eq '1'":             "'Nmber' on type 'Pbx.User'",
		"$filter=Number eq 1":              "incompatible types",
		"$filter=Number eq '1":             "unterminated",
		"$filter=Number eq":                "expression was expected",
		"$filter=Number":                   "single boolean",
		"$filter=Number eq '1' '2'":        "Syntax error",
		"$filter=soundex(Number) eq '1'":   "soundex",
		"$filter=contains(Number) eq true": "No function signature",
		"$filter=not Number":               "incompatible",
		"$filter=(Number eq '1'":           "')' expected",
		"$filter=Groups eq 1":              "incompatible types",
		"$filter=Enabled eq 09:99":         "not valid",
		"$orderby=Nmber":                   "'Nmber' on type 'Pbx.User'",
		"$orderby=Number sideways":         "not valid",
		"$bogus=1":                         "'$bogus' is not supported",
	} {
		r := c.want(400, "GET", "/Users?"+query, "")
		e, _ := r.json["error"].(map[string]any)
		if msg, _ := e["message"].(string); !strings.Contains(msg, want) {
			t.Errorf("%s: message %q, want it to contain %q", query, msg, want)
		}
	}
	c.want(200, "GET", "/Users?api-version=1&cache=no", "")
	c.want(200, "GET", "/Users?filter=Number%20eq%20'101'&Top=1", "")
}

func TestOrderAndPages(t *testing.T) {
	c := connect(t, people, Options{})
	for query, want := range map[string]string{
		"":                                      "101 102 103 HD104",
		"$orderby=Number desc":                  "HD104 103 102 101",
		"$orderby=LastName desc,FirstName desc": "102 103 101 HD104",
		"$orderby=LastName asc, Number desc":    "HD104 103 101 102",
		"$orderby=tolower(FirstName) desc&$top=2": "HD104 103",
		"$orderby=Number&$skip=1&$top=2":          "102 103",
		"$skip=3":                                 "HD104",
		"$skip=9":                                 "",
		"$top=0":                                  "",
		"$search=martin":                          "101 103",
		"$search=%22bob%22":                       "102",
		"$orderby=Hours/Type desc,Number&$top=1":  "HD104",
	} {
		for range 2 { // the second comes from the list that the first left behind
			if got := numbers(c.want(200, "GET", "/Users?$select=Number&"+query, "")); got != want {
				t.Errorf("%s: got %q, want %q", query, got, want)
			}
		}
	}
	c.show("/Users?$select=Number&$count=true&$top=1&$filter=Enabled", `{"@odata.count":3,"value":[{"Number":"101"}]}`)
	c.want(204, "PATCH", "/Users("+idOf(c, "103")+")", `{"Enabled":true}`)
	c.show("/Users?$select=Number&$count=true&$top=1&$filter=Enabled", `{"@odata.count":4,"value":[{"Number":"101"}]}`)
}

// idOf looks an extension up.
func idOf(c *client, number string) string {
	c.t.Helper()
	return fmt.Sprint(c.want(200, "GET", "/Users(Number='"+number+"')?$select=Id", "").json["Id"])
}

func TestSelectAndExpand(t *testing.T) {
	c := connect(t, people, Options{})
	plain := c.want(200, "GET", "/Users(Number='101')", "")
	for _, nav := range []string{"Groups", "Phones", "ForwardingProfiles", "ForwardingExceptions", "Greetings"} {
		if _, there := plain.json[nav]; there {
			t.Errorf("%s is there without $expand", nav)
		}
	}
	c.show("/Users(Number='101')?$select=Number,Hours/Type", `{"Number":"101","Hours":{"Type":"OfficeHours"}}`)
	c.show("/Users(Number='HD104')?$select=Hours($select=Periods)", `{"Hours":{"Periods":[{"DayOfWeek":"Monday","Start":"09:00:00.0000000","Stop":"17:30:00.0000000"}]}}`)
	c.show("/Users(Number='101')?$select=Number&$expand=Phones,Groups($select=Name,Rights;$filter=not startsWith(Name,'___FAVORITES___');$expand=Rights($select=RoleName);$orderby=Name desc;$top=1;$count=true)",
		`{"Number":"101","Phones":[],"Groups@odata.count":2,"Groups":[{"Name":"Sales","Rights":{"RoleName":"managers"}}]}`)
	c.show("/Users(Number='103')?$select=Number,Groups", `{"Number":"103"}`)
	c.show("/Groups?$select=Name&$filter=Name eq 'Sales'&$expand=Members($select=Number;$skip=1)", `{"value":[{"Name":"Sales","Members":[{"Number":"102"}]}]}`)
	ctx := c.want(200, "GET", "/Users?$select=Id,Number&$top=1", "").json["@odata.context"]
	if d := cmp.Diff("https://pbx.example/xapi/v1/$metadata#Users(Id,Number)", ctx); d != "" {
		t.Error(d)
	}
}

func TestPaths(t *testing.T) {
	c := connect(t, people, Options{})
	id := idOf(c, "101")
	c.unchecked = true // most of these are not in the specification
	for _, p := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/Users(Number=%27101%27)", 200},
		{"GET", "/users(number='101')", 200},
		{"GET", "/Users(" + id + ")/Groups", 200},
		{"GET", "/Users(" + id + ")/ForwardingProfiles", 200},
		{"GET", "/Users(" + id + ")/Greetings", 200},
		{"GET", "/Users(" + id + ")/Phones", 404},
		{"GET", "/Users(Number='999')", 404},
		{"GET", "/Users('101')", 404},
		{"GET", "/Users(x)", 404},
		{"GET", "/Users()", 404},
		{"GET", "/Users/Pbx.GetByNumber(number='101')", 404},
		{"GET", "/Nothing", 404},
		{"GET", "/ReportCallLogData", 404},
		{"GET", "/Users/$count", 404},
		{"POST", "/Users(" + id + ")/Groups", 404},
		{"PUT", "/Users(" + id + ")/Groups", 405},
		{"PUT", "/Users(" + id + ")", 405},
		{"DELETE", "/Users", 405},
		{"POST", "/Peers", 405},
		{"GET", "/Users/Pbx.BatchDelete", 405},
		{"POST", "/Users/Pbx.Nothing", 404},
		{"HEAD", "/Users", 200},
		{"GET", "/$metadata", 200},
		{"GET", "/", 200},
		{"GET", "", 200},
	} {
		if r := c.do(p.method, p.path, ""); r.status != p.status {
			t.Errorf("%s %s: %d, want %d", p.method, p.path, r.status, p.status)
		}
	}
	r := c.want(200, "GET", "/$metadata", "")
	for _, want := range []string{`<EntitySet Name="Users" EntityType="Pbx.User"/>`, `<NavigationProperty Name="GroupRights" Type="Pbx.Rights"/>`, `<Singleton Name="MyUser" Type="Pbx.User"/>`} {
		if !strings.Contains(r.text, want) {
			t.Errorf("$metadata lacks %s", want)
		}
	}
	r = c.want(200, "GET", "/Users?$top=1", "")
	if ct := r.header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json; odata.metadata=minimal") {
		t.Errorf("Content-Type is %s", ct)
	}
	if _, there := r.json["@odata.nextLink"]; there {
		t.Error("@odata.nextLink is there")
	}
}

func TestNextLinkAndPageSize(t *testing.T) {
	c := connect(t, people, Options{NextLink: true, PageSize: 3})
	r := c.want(200, "GET", "/Users?$select=Number", "")
	if got := numbers(r); got != "101 102 103" {
		t.Errorf("first page: %s", got)
	}
	req, err := http.NewRequest("GET", r.json["@odata.nextLink"].(string), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if got := numbers(c.send(req, "")); got != "HD104" {
		t.Errorf("second page: %s", got)
	}
}

func TestShiftedPage(t *testing.T) {
	c := connect(t, people, Options{})
	fault := `{"match":{"path":"/xapi/v1/Users"},"nth":2,"kind":"shift-page"}`
	req, _ := http.NewRequest("POST", "http://pbx/_sim/faults", strings.NewReader(fault))
	c.send(req, "")
	first := numbers(c.want(200, "GET", "/Users?$select=Number&$orderby=Number&$top=2", ""))
	second := numbers(c.want(200, "GET", "/Users?$select=Number&$orderby=Number&$top=2&$skip=2", ""))
	if first != "101 102" || second != "HD104 101" {
		t.Errorf("pages are %q and %q: want 103 to fall between them", first, second)
	}
}

func TestBodies(t *testing.T) {
	c := connect(t, `{}`, Options{})
	for body, want := range map[string]string{
		`{"Nmber":"1"}`:                             "'Nmber' does not exist on type 'Pbx.User'",
		`{"Enabled":"yes"}`:                         "Edm.Boolean",
		`{"PinProtectTimeout":"5"}`:                 "not a 'Edm.Int32'",
		`{"PinProtectTimeout":1.5}`:                 "Edm.Int32",
		`{"PinProtectTimeout":3000000000}`:          "Edm.Int32",
		`{"FirstName":5}`:                           "Edm.String",
		`{"SRTPMode":"Sometimes"}`:                  "Pbx.SRTPModeType",
		`{"Groups":{}}`:                             "Collection(Pbx.UserGroup)",
		`{"Groups":null}`:                           "Collection(Pbx.UserGroup)",
		`{"Groups":[null]}`:                         "null",
		`{"Tags":["Nope"]}`:                         "Pbx.UserTag",
		`{"Id":null}`:                               "not nullable",
		`{"Hours":{"Periods":[{"Start":"25:00"}]}}`: "Edm.TimeOfDay",
		`[]`: "JSON object",
		`{`:  "not JSON",
		`{"Blfs":"` + strings.Repeat("x", 20481) + `"}`: tooLong,
	} {
		r := c.want(400, "POST", "/Users", body)
		var e struct{ Error struct{ Message string } }
		json.Unmarshal([]byte(r.text), &e)
		if !strings.Contains(e.Error.Message, want) {
			t.Errorf("%.60s: %q, want it to contain %q", body, e.Error.Message, want)
		}
	}
	c.unchecked = true // the service takes more than the specification says
	for _, body := range []string{``, `{}`, `{"@odata.type":"#Pbx.User","Id":0,"Groups@odata.type":"#Collection(Pbx.UserGroup)"}`, `{"firstName":"any case"}`, `{"TranscriptionMode":"Voicemail, Recordings"}`, `{"IsRegistered":true}`} {
		r := c.want(201, "POST", "/Users", body)
		if r.json["IsRegistered"] != false {
			t.Errorf("%s: IsRegistered can be written", body)
		}
	}
	req, _ := http.NewRequest("POST", c.base+"/xapi/v1/Users", strings.NewReader("a=b"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+c.token)
	if r := c.send(req, ""); r.status != 415 {
		t.Errorf("a form is %d, want 415", r.status)
	}
}

// Whatever a client sends as a query, the answer is rows or a 400.
func TestAnyQuery(t *testing.T) {
	c := connectWith(t, people)
	words := []string{"Number", "Groups", "Hours", "/", "(", ")", ",", ";", "$select=", "$filter=", "$expand=", "$orderby=", "eq", "ne", "in", "not", "and", "or",
		"any(", "all(", "x:", "x/Name", "'a'", "'", "1", "-1.5", "2026-01-01T00:00:00Z", "null", "true", "contains(", "length(", "$count", "$it", "desc", " ", "*", "é"}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"$filter", "$expand", "$select", "$orderby", "$search", "$top"}).Draw(rt, "option")
		value := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(rt, "words"), rapid.SampledFrom([]string{"", " "}).Draw(rt, "between"))
		if status := c.quiet("GET", "/Users?"+name+"="+url.QueryEscape(value), ""); status != 200 && status != 400 {
			rt.Errorf("%s=%s: %d", name, value, status)
		}
	})
	long := "/Users?$filter=" + strings.Repeat("(", maxTokens+1)
	if status := c.quiet("GET", long, ""); status != 400 {
		t.Errorf("a query without end: %d", status)
	}
}

// TestRepeatedOptions: a list that is written as one option for each item is that
// list; where one value alone fits, several are refused.
func TestRepeatedOptions(t *testing.T) {
	c := connect(t, people, Options{})
	at := "/Users(" + idOf(c, "103") + ")"
	c.show("/Users("+idOf(c, "101")+")?$select=Mobile&$select=Enabled&$select=Number", `{"Mobile":"","Enabled":true,"Number":"101"}`)
	c.show(at+"?$select=Number&$expand=Groups($select=Name)&$expand=Phones", `{"Number":"103","Groups":[{"Name":"DEFAULT"}],"Phones":[]}`)
	c.want(400, "GET", "/Users?$top=1&$top=2", "")
}

// TestUndoneOptions: what would change the answer and is not carried out is no
// success.
func TestUndoneOptions(t *testing.T) {
	c := connect(t, people, Options{})
	for _, q := range []string{"$apply=aggregate($count%20as%20n)", "$compute=Id%20add%201%20as%20Next", "$skiptoken=3", "$levels=2"} {
		c.want(501, "GET", "/Users?"+q, "")
	}
	c.want(400, "GET", "/Users?$foo=1", "")
}
