package spec

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	path := Find("swagger.yaml")
	if path == "" {
		t.Skip(Skip)
	}
	v, err := New(path)
	if err != nil {
		t.Fatal(err)
	}
	json := http.Header{"Content-Type": {"application/json; odata.metadata=minimal; charset=utf-8"}}
	for name, c := range map[string]struct {
		method, target, body string
		status               int
		reply, want          string
	}{
		"list":           {"GET", "/xapi/v1/Users?%24top=5&$expand=Groups($select=Name;$filter=Name%20eq%20'a')", "", 200, `{"@odata.count":1,"value":[{"Id":1,"Number":"100"}]}`, ""},
		"by number":      {"GET", "/xapi/v1/Users(Number='100')", "", 200, `{"Id":1}`, ""},
		"wrong type":     {"GET", "/xapi/v1/Users(1)", "", 200, `{"Id":"1"}`, "reply"},
		"unknown":        {"GET", "/xapi/v1/Users(1)", "", 200, `{"Nmber":"1"}`, "Nmber"},
		"unknown nested": {"PATCH", "/xapi/v1/Users(1)", `{"Groups":[{"Rights":{"Role":"x"}}]}`, 204, "", "Role"},
		"wrong enum":     {"PATCH", "/xapi/v1/Queues(1)", `{"PollingStrategy":"Never"}`, 204, "", "request"},
		"error":          {"POST", "/xapi/v1/Users", `{}`, 400, `{"error":{"code":"","message":"x"}}`, ""},
		"bad error":      {"POST", "/xapi/v1/Users", `{}`, 400, `{"error":{}}`, "reply"},
		"no operation":   {"PUT", "/xapi/v1/Users(1)", `{}`, 204, "", "no such operation"},
		"function":       {"GET", "/xapi/v1/Groups(3)/Pbx.GetRestrictions()", "", 200, `{"MaxPrompts":3}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(c.method, strings.ReplaceAll(c.target, " ", "%20"), nil)
			if c.body != "" {
				req.Header.Set("Content-Type", "application/json")
			}
			err := v.Check(req, []byte(c.body), c.status, json, []byte(c.reply))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if name == "no operation" && !errors.Is(err, ErrNoRoute) {
				t.Errorf("got %v, want ErrNoRoute", err)
			}
		})
	}
}
