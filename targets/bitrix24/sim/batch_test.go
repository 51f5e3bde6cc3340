package sim

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// parts are the maps of a batch's result.
func (r reply) parts() (result, errors string) {
	m, _ := r.json["result"].(map[string]any)
	return compact(m["result"]), compact(m["result_error"])
}

// 13. Earlier results where later commands refer to them.
func TestReferences(t *testing.T) {
	c := portal(t, people)
	r := c.want("batch", `{"halt":0,"cmd":{
		"u":"user.get?FILTER[ID]=7&select[]=UF_DEPARTMENT",
		"d":"department.get?ID=$result[u][0][UF_DEPARTMENT][1]",
		"all":"user.get?FILTER[UF_DEPARTMENT]=$result[u][0][UF_DEPARTMENT]&FILTER[ACTIVE]=Y&select[]=ID",
		"text":"user.get?FILTER[EMAIL]=$result[who][x]&select[]=ID",
		"in":"user.update?ID=9&WORK_POSITION=of $result[d][0][NAME] ($result[u][0][ID], $result[u][7])",
		"made":"department.add?NAME=Below&PARENT=$result[d][0][ID]",
		"named":"department.get?ID=%24result%5Bmade%5D"}}`)
	result, errs := r.parts()
	same(t, "results", result, `{"all":[{"ID":"1"},{"ID":"7"},{"ID":"9"}],"d":[{"ID":"5","NAME":"Sales","PARENT":"1","SORT":500}],"in":true,"made":6,"named":[{"ID":"6","NAME":"Below","PARENT":"5","SORT":500}],"text":[],"u":[{"ID":"7","UF_DEPARTMENT":[1,5]}]}`)
	same(t, "errors", errs, `[]`)
	same(t, "inside text", c.want("user.get", `{"ID":9}`).field("WORK_POSITION")[0], "of Sales (7, $result[u][7])")
}

// 13. Shapes: what is empty is a list, and so is what counts from nought.
func TestBatchShapes(t *testing.T) {
	c := portal(t, crowd(60))
	r := c.want("batch", `{"cmd":{"a":"user.get?select[]=ID&FILTER[<ID]=2","b":"user.get?FILTER[ID]=99"}}`)
	m := r.json["result"].(map[string]any)
	same(t, "totals", compact(m["result_total"]), `{"a":1,"b":0}`)
	same(t, "nexts", compact(m["result_next"]), `[]`)
	same(t, "errors", compact(m["result_error"]), `[]`)
	if times := m["result_time"].(map[string]any); len(times) != 2 {
		t.Errorf("times: %v", times)
	}
	m = c.want("batch", `{"cmd":["user.get?FILTER[ID]=1&select[]=ID","user.current?","no.such"]}`).json["result"].(map[string]any)
	if rows := m["result"].([]any); len(rows) != 2 {
		t.Errorf("results of an array: %v", rows)
	}
	same(t, "errors of an array", compact(m["result_error"]), `{"2":{"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"}}`)
	m = c.want("batch", `{"cmd":{"a":"user.get"}}`).json["result"].(map[string]any)
	same(t, "next", compact(m["result_next"]), `{"a":50}`)
	for _, empty := range []string{`{}`, `{"cmd":{}}`, `{"cmd":[]}`, `{"cmd":"user.get"}`, `{"cmd":{"a":7,"b":["user.get"],"c":null}}`} {
		c.show("batch", empty, `{"result":[],"result_error":[],"result_total":[],"result_next":[],"result_time":[]}`)
	}
}

// 13. Halting, nesting, and the fifty-first command.
func TestBatchErrors(t *testing.T) {
	c := portal(t, people)
	result, errs := c.want("batch", `{"halt":1,"cmd":{"a":"department.get?ID=1","b":"user.update?ID=99","c":"user.update?ID=9&NAME=Late"}}`).parts()
	same(t, "halted", result+errs, `{"a":[{"ID":"1","NAME":"Company","SORT":500}]}{"b":{"error":"ERROR_CORE","error_description":"access_denied"}}`)
	same(t, "after the halt", c.want("user.get", `{"ID":9}`).field("NAME")[0], "Carl")
	_, errs = c.want("batch", `{"cmd":{"a":"batch?cmd[x]=user.current","b":"user.update?ID=99","c":"user.update?ID=9&NAME=Late"}}`).parts()
	same(t, "not halted", errs, `{"a":{"error":"ERROR_BATCH_METHOD_NOT_ALLOWED","error_description":"Method is not allowed for batch usage"},"b":{"error":"ERROR_CORE","error_description":"access_denied"}}`)
	same(t, "after no halt", c.want("user.get", `{"ID":9}`).field("NAME")[0], "Late")

	form := url.Values{}
	var cmds []string
	for i := range 52 {
		cmds = append(cmds, fmt.Sprintf(`"c%d":"user.admin"`, i))
		form.Set(fmt.Sprintf("cmd[c%d]", i), "user.admin")
	}
	r := c.want("batch", `{"cmd":{`+strings.Join(cmds, ",")+`}}`)
	m := r.json["result"].(map[string]any)
	if done := m["result"].(map[string]any); len(done) != 50 {
		t.Errorf("%d of 52 ran", len(done))
	}
	same(t, "overflow", compact(m["result_error"]), `{"c50":{"error":"ERROR_BATCH_LENGTH_EXCEEDED","error_description":"Max batch length exceeded"},"c51":{"error":"ERROR_BATCH_LENGTH_EXCEEDED","error_description":"Max batch length exceeded"}}`)
	if r := c.send(http.MethodPost, c.base+"batch", formKind, form.Encode()); r.status != 200 {
		t.Errorf("as a form: %d %s", r.status, r.text)
	}
}

// 13. By GET a command is encoded twice.
func TestBatchByGet(t *testing.T) {
	c := portal(t, people)
	inner := "user.get?" + url.Values{"FILTER[NAME]": {"Ada"}, "select[]": {"NAME"}}.Encode()
	r := c.get(c.base + "batch?halt=0&" + url.Values{"cmd[a]": {inner}, "cmd[b]": {"/User.Current/"}}.Encode())
	m := r.json["result"].(map[string]any)["result"].(map[string]any)
	same(t, "by GET", compact(m["a"]), `[{"ID":"7","NAME":"Ada"}]`)
	if m["b"].(map[string]any)["ID"] != "1" {
		t.Errorf("%s", r.text)
	}
}

// 13. A batch answers 200 whatever becomes of its commands; each has its own rights.
func TestBatchOfRefusals(t *testing.T) {
	c := portal(t, `{"users":[{"ID":"1"}],"access":[],"webhooks":[{"user":"1","secret":"patchbay","scope":"telephony"}]}`)
	result, errs := c.want("batch", `{"cmd":{"u":"user.get","l":"voximplant.line.get","e":"event.bind?event=x","r":"patchbay.role.list"}}`).parts()
	same(t, "results", result, `[]`)
	same(t, "errors", errs, `{"e":{"error":"WRONG_AUTH_TYPE","error_description":"Current authorization type is denied for this method"},"l":{"error":"ACCESS_DENIED","error_description":"Access denied!"},"r":{"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"},"u":{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the webhook token"}}`)
}

// A batch that fails half way leaves what was done.
func TestHalfBatch(t *testing.T) {
	c := portal(t, people, "batchFails", "1")
	_, errs := c.want("batch", `{"cmd":{"a":"user.update?ID=7&NAME=A","b":"user.update?ID=9&NAME=B"}}`).parts()
	same(t, "errors", errs, `{"b":{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}}`)
	same(t, "names", strings.Join(c.want("user.get", `{"FILTER":{"ID":[7,9]}}`).field("NAME"), " "), "A Carl")
}

// Any option can be for one request: the second batch fails half way, the third
// does not.
func TestQuirkOfOneRequest(t *testing.T) {
	c := portal(t, people)
	fault := func(body string) reply {
		return c.send(http.MethodPost, "http://portal.example/_sim/faults", jsonKind, body)
	}
	if r := fault(`{"match":{"path":"*/batch"},"nth":2,"kind":"quirk","options":{"batchFails":"1"}}`); r.status != 200 {
		t.Fatal(r.text)
	}
	for i, want := range []bool{false, true, false} {
		_, errs := c.want("batch", `{"cmd":["user.update?ID=7&NAME=A","user.update?ID=9&NAME=B"]}`).parts()
		if failed := errs != "[]"; failed != want {
			t.Errorf("batch %d: %s", i+1, errs)
		}
	}
	if log := c.server.Requests(); log[1].Fault != "quirk" || log[2].Fault != "" {
		t.Errorf("log: %+v", log)
	}
	for _, wrong := range []string{`{"kind":"quirk","options":{"none":"1"}}`, `{"kind":"quirk","options":{"pageSize":"x"}}`} {
		if r := fault(wrong); r.status != 400 {
			t.Errorf("%s: %d %s", wrong, r.status, r.text)
		}
	}
	if r := fault(`{"nth":1,"kind":"quirk","options":{"secondStep":"fail"}}`); r.status != 200 {
		t.Fatal(r.text)
	}
	c.refuse("user.add", `{"EMAIL":"a@acme.example","UF_DEPARTMENT":[1]}`, 400, "ERROR_CORE The user could not be updated.")
	c.want("user.add", `{"EMAIL":"b@acme.example","UF_DEPARTMENT":[1]}`)
}
