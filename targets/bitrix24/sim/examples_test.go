package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wireExamples finds the replies that the project's reference notes, which are
// beside the repository and not part of it.
func wireExamples(t *testing.T) map[string]struct {
	Status int
	Body   map[string]any
} {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "vendors", "bitrix24", "wire-examples.json"))
	if err != nil {
		t.Skip("skipped: examples of Bitrix24 replies not found beside the repository")
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	out := map[string]struct {
		Status int
		Body   map[string]any
	}{}
	for name, v := range raw {
		var e struct {
			Status int
			Body   map[string]any
		}
		if json.Unmarshal(v, &e) == nil && e.Body != nil {
			out[name] = e
		}
	}
	return out
}

// Replies have the shapes that the reference notes: its keys, its types.
func TestWireExamples(t *testing.T) {
	examples := wireExamples(t)
	c := portal(t, people, "confirm", "allow")
	c = c.wide()
	c.want("sonet_group.create", `{"NAME":"Launch"}`)
	app := c.app()
	tried := map[string]reply{
		"user.get":                               c.call("user.get", `{"ID":7}`),
		"user.add":                               c.call("user.add", `{"EMAIL":"n@acme.example","UF_DEPARTMENT":[1]}`),
		"user.update":                            c.call("user.update", `{"ID":7}`),
		"user.add error":                         c.call("user.add", `{}`),
		"user.update error":                      c.call("user.update", `{"ID":99}`),
		"department.get":                         c.call("department.get", `{"sort":"ID","order":"DESC"}`),
		"sonet_group.user.get":                   c.call("sonet_group.user.get", `{"ID":1}`),
		"sonet_group.user.add":                   c.call("sonet_group.user.add", `{"GROUP_ID":1,"USER_ID":[7,9]}`),
		"sonet error":                            c.call("sonet_group.user.get", `{}`),
		"voximplant.line.get":                    c.call("voximplant.line.get", `{}`),
		"result 1 methods":                       c.call("voximplant.line.outgoing.set", `{}`),
		"unknown method":                         c.call("no.such", `{}`),
		"scope":                                  c.hook("9", "s").call("department.get", `{}`),
		"batch response":                         c.call("batch", `{"cmd":{"u":"user.get?FILTER[ID]=7","d":"department.get?ID=$result[u][0][UF_DEPARTMENT][0]"}}`),
		"batch partial failure":                  c.hook("9", "s").call("batch", `{"cmd":{"u":"department.get"}}`),
		"oauth token":                            c.token("grant_type", "refresh_token", "refresh_token", c.world.find(apps, 1).text("refresh_token")),
		"rest 3.0 error":                         c.third("humanresources.node.member.add", `{}`),
		"no telephony right":                     portal(t, `{"access":[],"users":[{"ID":"1"}]}`).call("voximplant.line.get", `{}`),
		"rate":                                   portal(t, "", "bucket", "1/1").after(1).call("user.admin", `{}`),
		"operating":                              portal(t, "", "operating", "1", "cost", "2").after(1).call("user.admin", `{}`),
		"voximplant.line.outgoing.get":           c.call("voximplant.line.outgoing.get", `{}`),
		"voximplant.user.get (application only)": app.call("voximplant.user.get", `{"USER_ID":7}`),
		"voximplant.user.get waiting":            portal(t, "").app().call("voximplant.user.get", `{"USER_ID":1}`),
		"voximplant.user.get denied":             portal(t, "", "confirm", "deny").app().call("voximplant.user.get", `{"USER_ID":1}`),
	}
	for _, name := range slices.Sorted(maps.Keys(examples)) {
		r, ok := tried[name]
		if !ok {
			t.Errorf("%s: not tried", name)
			continue
		}
		e := examples[name]
		if r.status != e.Status {
			t.Errorf("%s: status %d, want %d", name, r.status, e.Status)
		}
		delete(e.Body, "next") // of a listing longer than these
		fits(t, name, e.Body, r.json)
	}
}

// wide is the portal by a webhook that has every scope.
func (c *client) wide() *client {
	c.world.table(webhooks).put(9, map[string]any{"ID": "9", "user": "1", "secret": "wide", "scope": allScopes})
	return c.hook("1", "wide")
}

// after makes some calls first.
func (c *client) after(n int) *client {
	for range n {
		c.call("user.admin", `{}`)
	}
	return c
}

// fits holds a reply against an example: the same keys and types; of an error the
// same words, of a list its first item.
func fits(t *testing.T, at string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s: got %T %v, want an object", at, got, got)
			return
		}
		for _, k := range slices.Sorted(maps.Keys(want)) {
			v, there := have[k]
			if !there && k != "sip7" { // an invented line
				t.Errorf("%s.%s is missing from %s", at, k, compact(have))
				continue
			}
			if s, word := want[k].(string); word && (k == "error" || k == "error_description" && s != "" || k == "code" || k == "message") {
				same(t, at+"."+k, v, any(s))
			}
			fits(t, at+"."+k, want[k], v)
		}
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) == 0 != (len(want) == 0) {
			t.Errorf("%s: got %v, want %v", at, got, want)
			return
		}
		if len(want) > 0 {
			fits(t, at+"[0]", want[0], have[0])
		}
	case nil:
	default:
		if got != nil && fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) && !strings.HasSuffix(at, ".sip7") {
			t.Errorf("%s: got %T %v, want %T", at, got, got, want)
		}
	}
}
