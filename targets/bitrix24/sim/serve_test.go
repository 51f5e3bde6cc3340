package sim

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// The numbers are those of the list of what a faithful simulator must do.

// 1. Addresses and verbs.
func TestAddresses(t *testing.T) {
	c := portal(t, "")
	for _, path := range []string{"/rest/1/patchbay/user.get", "/rest/1/patchbay/user.get.json", "/rest/1/patchbay/user.get/", "/rest/1/patchbay/USER.Get.json/?bx24_request_id=1&bx24_sdk_ver=2"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if r := c.send(method, "http://portal.example"+path, "", ""); r.status != http.StatusOK || len(r.field("ID")) != 1 {
				t.Errorf("%s %s: %d %s", method, path, r.status, r.text)
			}
		}
	}
	token := c.app().auth
	for _, r := range []reply{
		c.get("http://portal.example/rest/user.current?auth=" + token),
		c.get("http://portal.example/rest/user.current.json/?auth=" + token),
		c.send(http.MethodPost, "http://portal.example/rest/user.current", jsonKind, `{"auth":"`+token+`"}`),
		c.send(http.MethodPost, "http://portal.example/rest/user.current/", formKind, "auth="+token),
	} {
		if r.status != http.StatusOK || !strings.Contains(r.result(), `"ID":"1"`) {
			t.Errorf("by token: %d %s", r.status, r.text)
		}
	}
	for _, path := range []string{"/", "/rest/", "/rest/1/patchbay", "/rest/x/patchbay/user.get", "/rest/1/2/3/4", "/bitrix/admin/"} {
		if r := c.get("http://portal.example" + path); r.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, r.status, r.text)
		}
	}
}

// 1. One question in every encoding has one answer.
func TestEncodings(t *testing.T) {
	c := portal(t, `{"users":[{"ID":"1","ADMIN":true},{"ID":"7","NAME":"Ada"},{"ID":"8","NAME":"Bob"}]}`)
	at := c.base + "user.get"
	boundary := "--b\r\nContent-Disposition: form-data; name=\"FILTER[ID][]\"\r\n\r\n7\r\n--b--\r\n"
	for name, r := range map[string]reply{
		"query":               c.get(at + "?FILTER[ID][0]=7"),
		"query, escaped":      c.get(at + "?FILTER%5BID%5D%5B%5D=7"),
		"query of a POST":     c.send(http.MethodPost, at+"?FILTER[ID]=7", formKind, ""),
		"form":                c.send(http.MethodPost, at, formKind, "FILTER[ID][0]=7"),
		"form over query":     c.send(http.MethodPost, at+"?FILTER[ID]=8", formKind, "FILTER%5BID%5D=7"),
		"form with a charset": c.send(http.MethodPost, at, formKind+"; charset=UTF-8", "FILTER[ID]=7&bx24_request_id=5"),
		"multipart":           c.send(http.MethodPost, at, "multipart/form-data; boundary=b", boundary),
		"JSON":                c.send(http.MethodPost, at, jsonKind, `{"FILTER":{"ID":7}}`),
		"JSON, text":          c.send(http.MethodPost, at, jsonKind+"; charset=utf-8", `{"filter":{"ID":["7"]},"order":{"ID":"ASC"}}`),
	} {
		if got := strings.Join(r.field("NAME"), ","); got != "Ada" {
			t.Errorf("%s: %q in %s", name, got, r.text)
		}
	}
	// JSON that says it is a form is a form, as in PHP; JSON that is none holds nothing.
	for _, r := range []reply{c.send(http.MethodPost, at, formKind, `{"FILTER":{"ID":7}}`), c.send(http.MethodPost, at, jsonKind, `{"FILTER":`), c.send(http.MethodPost, at, jsonKind, `7`)} {
		if n := len(r.field("ID")); r.status != http.StatusOK || n != 3 {
			t.Errorf("%d with %d users", r.status, n)
		}
	}
}

// 2. The envelope: keys, shapes and types.
func TestEnvelope(t *testing.T) {
	cloud, box := portal(t, ""), portal(t, `{"edition":"onpremise","lines":{}}`)
	r := cloud.want("user.get", `{}`)
	same(t, "keys of a listing", strings.Join(r.keys(), " "), "result time total")
	same(t, "content type", r.header.Get("Content-Type"), "application/json; charset=utf-8")
	times := r.json["time"].(map[string]any)
	for _, k := range []string{"start", "finish", "duration", "processing", "operating", "operating_reset_at"} {
		if _, ok := times[k].(float64); !ok {
			t.Errorf("time.%s is %v", k, times[k])
		}
	}
	same(t, "date_finish", times["date_finish"], any("2026-05-14T12:00:00+00:00"))
	r = box.want("user.current", `{}`)
	same(t, "keys of one thing", strings.Join(r.keys(), " "), "result time")
	if _, ok := r.json["time"].(map[string]any)["operating"]; ok {
		t.Error("On-Premise tells its operating time")
	}
	box.show("voximplant.line.get", `{}`, `[]`)
	cloud.show("voximplant.line.get", `{}`, `{"reg150907":"SIP line"}`)
	for method, body := range map[string]string{
		"user.add":           `{"EMAIL":"a@acme.example","UF_DEPARTMENT":[1]}`,
		"department.add":     `{"NAME":"Sales","PARENT":1}`,
		"sonet_group.create": `{"NAME":"Launch"}`,
	} {
		if _, ok := cloud.want(method, body).json["result"].(float64); !ok {
			t.Errorf("%s does not answer a number", method)
		}
	}
	for _, method := range []string{"user.get", "department.get", "sonet_group.get"} {
		for _, id := range cloud.want(method, `{}`).json["result"].([]any) {
			if _, ok := id.(map[string]any)["ID"].(string); !ok {
				t.Errorf("%s: an ID that is no string: %v", method, id)
			}
		}
	}
}

// 3. What is checked first: the method, the credential, its scopes, the limit, the right.
func TestOrderOfChecks(t *testing.T) {
	c := portal(t, `{"users":[{"ID":"1","ADMIN":true},{"ID":"2"},{"ID":"3","ACTIVE":false}],
		"webhooks":[{"user":"1","secret":"patchbay","scope":"user,telephony,department"},{"user":"2","secret":"plain","scope":"telephony"},{"user":"3","secret":"left","scope":"user"},
		{"user":"1","secret":"old","scope":"user","expires":"2026-05-14T11:00:00Z"}],"access":[]}`, "operating", "0.01", "cost", "0.02")
	wrong, plain := c.hook("1", "wrong"), c.hook("2", "plain")
	wrong.refuse("no.such", `{}`, 404, "ERROR_METHOD_NOT_FOUND Method not found!")
	wrong.refuse("user.get", `{}`, 403, "INVALID_CREDENTIALS Invalid request credentials")
	c.hook("2", "patchbay").refuse("user.get", `{}`, 403, "INVALID_CREDENTIALS Invalid request credentials")
	c.hook("1", "old").refuse("user.get", `{}`, 403, "INVALID_CREDENTIALS Invalid request credentials")
	c.hook("3", "left").refuse("user.get", `{}`, 403, "user_access_error The user does not have access to the application")
	plain.refuse("user.get", `{}`, 403, "insufficient_scope The request requires higher privileges than provided by the webhook token")
	plain.refuse("voximplant.line.get", `{}`, 403, "ACCESS_DENIED Access denied!")
	plain.refuse("voximplant.line.get", `{}`, 429, "OPERATION_TIME_LIMIT Method is blocked due to operation time limit.")
	if r := c.get("http://portal.example/rest/user.get"); r.status != 401 || r.failure() != "NO_AUTH_FOUND Wrong authorization data" {
		t.Errorf("without a token: %d %s", r.status, r.text)
	}
	portal(t, "", "badSecret", "401").hook("1", "wrong").refuse("user.get", `{}`, 401, "INVALID_CREDENTIALS Invalid request credentials")
}

// Either spelling of the scope of workgroups is enough.
func TestScopes(t *testing.T) {
	for _, scope := range []string{"sonet", "sonet_group", "socialnetwork"} {
		c := portal(t, `{"webhooks":[{"user":"1","secret":"patchbay","scope":"`+scope+`"}]}`)
		c.want("sonet_group.get", `{}`)
		c.show("scope", `{}`, `["`+scope+`"]`)
		c.show("method.get", `{"name":"user.get"}`, `{"isExisting":true,"isAvailable":false}`)
		c.show("method.get", `{"name":"Sonet_Group.Get"}`, `{"isExisting":true,"isAvailable":true}`)
		c.show("method.get", `{"name":"user.delete"}`, `{"isExisting":false,"isAvailable":false}`)
	}
	c := portal(t, `{"users":[{"ID":"1","EMAIL":"a@acme.example","UF_PHONE_INNER":"101","NAME":"Ada"}],"webhooks":[{"user":"1","secret":"patchbay","scope":"user_brief"}]}`)
	u := c.want("user.get", `{}`).json["result"].([]any)[0].(map[string]any)
	if _, ok := u["EMAIL"]; ok || u["NAME"] != "Ada" {
		t.Errorf("user_brief shows %v", u)
	}
	c.refuse("user.update", `{"ID":1}`, 403, "insufficient_scope "+errScope.text)
}

// Who is asked, and what there is.
func TestSystemMethods(t *testing.T) {
	c := portal(t, `{"users":[{"ID":"1","ADMIN":true,"NAME":"Ada","LAST_NAME":"B"},{"ID":"2"}],"webhooks":[{"user":"1","secret":"patchbay","scope":"user"},{"user":"2","secret":"two","scope":""}]}`)
	c.show("profile", `{}`, `{"ID":"1","ADMIN":true,"NAME":"Ada","LAST_NAME":"B","PERSONAL_GENDER":"","TIME_ZONE":""}`)
	c.show("user.admin", `{}`, `true`)
	c.hook("2", "two").show("user.admin", `{}`, `false`)
	c.show("server.time", `{}`, `"2026-05-14T12:00:00+00:00"`)
	c.refuse("app.info", `{}`, 403, "ACCESS_DENIED Access denied! Application context required")
	c.show("feature.get", `{"CODE":"rest_auth_connector"}`, `{"value":"Y"}`)
	c.show("feature.get", `{"CODE":"other"}`, `{"value":"N"}`)
	app := c.app()
	if got := app.want("app.info", `{}`).json["result"].(map[string]any); got["STATUS"] != "L" || got["INSTALLED"] != true {
		t.Errorf("app.info: %v", got)
	}
	if names := c.want("methods", `{}`).result(); !strings.Contains(names, `"user.get"`) || strings.Contains(names, `"department.get"`) {
		t.Errorf("methods: %s", names)
	}
	if names := c.want("methods", `{"full":true}`).result(); !strings.Contains(names, `"department.get"`) || strings.Contains(names, "patchbay") || strings.Contains(names, "role") {
		t.Errorf("all methods: %s", names)
	}
}

// Events are for applications, and nothing is ever sent.
func TestEvents(t *testing.T) {
	c := portal(t, "")
	c.refuse("event.bind", `{"event":"ONUSERADD","handler":"http://127.0.0.1:9/x"}`, 403, "WRONG_AUTH_TYPE Current authorization type is denied for this method")
	app := c.app()
	app.refuse("event.bind", `{"event":"ONNOTHING","handler":"http://127.0.0.1:9/x"}`, 400, "ERROR_EVENT_NOT_FOUND Event not found")
	app.show("event.bind", `{"event":"OnUserAdd","handler":"http://127.0.0.1:9/x","auth_type":1}`, `true`)
	app.show("event.get", `{}`, `[{"event":"ONUSERADD","handler":"http://127.0.0.1:9/x","auth_type":"1","offline":0}]`)
	app.show("event.unbind", `{"event":"ONUSERADD","handler":"http://127.0.0.1:9/x"}`, `{"count":1}`)
	app.show("event.get", `{}`, `[]`)
}

// 17. Nobody but this machine reaches a portal.
func TestLoopbackOnly(t *testing.T) {
	if _, err := Start(t.Context(), nil, Options{Serving: simhttp.Serving{Addr: "0.0.0.0:0"}}); !errors.Is(err, simhttp.ErrNotLoopback) {
		t.Errorf("0.0.0.0: %v", err)
	}
}

// What the log says of a request does not depend on the verb.
func TestMutating(t *testing.T) {
	c := portal(t, "")
	for _, x := range []struct {
		path, kind, body string
		want             bool
	}{
		{"user.get", jsonKind, `{}`, false},
		{"user.update?ID=1", "", "", true},
		{"USER.UPDATE.json", formKind, "ID=1", true},
		{"voximplant.user.activatePhone", jsonKind, `{"USER_ID":1}`, true},
		{"no.such", jsonKind, `{}`, false},
		{"patchbay.role.add", jsonKind, `{}`, true},
		{"patchbay.role.list", jsonKind, `{}`, false},
		{"batch", jsonKind, `{"cmd":{"a":"user.get?","b":"department.get?ID=1"}}`, false},
		{"batch", jsonKind, `{"cmd":["user.get","user.update?ID=1"]}`, true},
		{"batch", formKind, "cmd[a]=user.get%3FID%3D1&cmd[b]=Department.Add%3FNAME%3Dx", true},
		{"batch?" + url.Values{"cmd[a]": {"user.get?start=50"}, "cmd[b]": {"batch?cmd[a]=user.add"}}.Encode(), "", "", false},
		{"batch", jsonKind, `{"cmd":"user.update"}`, false},
		{"batch", jsonKind, `{"cmd":{"a":7}}`, false},
	} {
		c.server.ClearRequests()
		c.send(http.MethodPost, c.base+x.path, x.kind, x.body)
		if got := c.server.Requests()[0].Mutating; got != x.want {
			t.Errorf("%s %s: mutating is %v", x.path, x.body, got)
		}
	}
}
