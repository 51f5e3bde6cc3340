package rainbow

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// FuzzRows: whatever valid JSON a portal answers, no decoder breaks, and what it
// gives can be put into objects of the schema's types.
func FuzzRows(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","loginEmail":"A@b.example","roles":["user"],"phoneNumbers":[{"number":612,"deviceType":"mobile"},{"shortNumber":1001,"systemId":"s","isFromSystem":"true"}],"profiles":[{"subscriptionId":"x","offerName":"Business"}],"adminType":"undefined"}`,
		`{"id":7,"phoneNumbers":null,"profiles":{},"customData":[],"tags":"x","roles":{"0":"user"}}`,
		`{"id":"g","name":"x","members":[{"userId":"u","roles":["manager"],"status":"idle","isDelegationEnabled":true},{"memberId":5},null,7],"shortNumber":8001,"timeout":"12"}`,
		`{"id":"g","members":{},"timeout":1e99,"isEmptyAllowed":"no"}`,
		`[[],{},null,"",0]`, `{"maxNumberUsers":"12","numberAssignedUsers":-3.5,"offerName":["x"]}`, `{"macAddress":{"a":1},"phoneNumberId":0}`, `"x"`, `{"a":"\ud800\u0000"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		c := &conn{known: newNames(), counts: map[string]int{}}
		d := newDirectory()
		scan := func() *rest.Scan { return rest.NewScan(raw) }
		if scan().Kind() == '{' {
			d.users = []userRow{readUser(scan())}
			d.groups, d.hubs = []groupRow{readGroup(scan())}, []groupRow{readGroup(scan())}
			d.extensions, d.ddis = []phoneRow{readPhone(scan())}, []phoneRow{readPhone(scan())}
			d.devices, d.subscriptions = []deviceRow{readDevice(scan())}, []subscriptionRow{readSubscription(scan())}
			d.pbxs, d.clouds = []systemRow{readSystem(scan())}, []systemRow{readSystem(scan())}
		}
		c.known.learn(d)
		schema := Schema(state.Profile{})
		for _, kind := range kindOrder {
			k, _ := schema.Kind(kind)
			for _, o := range c.objects(d, kind) {
				for _, a := range o.Attrs {
					f, ok := k.Field(a.Name)
					if !ok {
						t.Fatalf("%s.%s is not in the schema", kind, a.Name)
					}
					if a.Value.Presence() == state.Set && a.Value.Type() != f.Type {
						t.Fatalf("%s.%s is %v, want %v", kind, a.Name, a.Value.Type(), f.Type)
					}
				}
			}
		}
		readFailure(raw)
		dataOf(raw)
		l := &list{path: "x", what: "x", reset: func() {}, read: func(s *rest.Scan) string { return readUser(s).id }}
		l.begin()
		if _, err := l.take(&rest.Reply{Body: raw}); err == nil {
			l.judge()
		}
		if len(d.groups) > 0 {
			c.membersAfter(t.Context(), targets.Order{Step: creating("x@y.example")}, &d.groups[0], supervisionPlaces, "userId")
			phonesAfter(targets.Order{Step: creating("x@y.example")}, &d.users[0])
		}
	})
}

// TestErrorShapes: errorDetails is a text, an object or a list, and what was refused
// is not repeated.
func TestErrorShapes(t *testing.T) {
	for body, want := range map[string]string{
		`{"errorCode":409,"errorMsg":"Conflict","errorDetails":"user already created","errorDetailsCode":409000}`:                                                                           "user already created (409000)",
		`{"errorCode":400,"errorMsg":"Bad Request","errorDetails":{"param":"limit","msg":"must be a number","value":"x"},"errorDetailsCode":"400000"}`:                                      "limit: must be a number (400000)",
		`{"errorCode":400,"errorDetails":[{"param":"language","msg":"must match","value":"xx"},{"param":"password","msg":"too weak","value":"canary-1"},"more"],"errorDetailsCode":400000}`: "language: must match; password: too weak; more (400000)",
		`{"errorCode":403,"errorMsg":"Forbidden","errorDetails":"","errorDetailsCode":403610}`:                                                                                              "Forbidden (403610)",
		`{"errorCode":401,"errorMsg":"Unauthorized","errorDetails":"locked","errorDetailsCode":401501,"errorDetailsData":{"forbiddenDelay":3600}}`:                                          "locked (401501, forbiddenDelay 3600)",
		`{"errorCode":500}`: "", `[]`: "", `not json`: "",
	} {
		got, _ := message(400, []byte(body))
		if got != want {
			t.Errorf("%s\n\t is %q, want %q", body, got, want)
		}
		if strings.Contains(got, "canary") {
			t.Errorf("%q repeats a value", got)
		}
	}
}

// answering is a network in a function.
type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// TestPath: ids that would be another path stay one segment.
func TestPath(t *testing.T) {
	if got := path(usersPath, "a b?c"); got != usersPath+"/a%20b%3Fc" {
		t.Error(got)
	}
	got, took := calls["hub.update"].expand(map[string]string{"companyId": "c/../x", "groupId": "g"})
	if got != companiesPath+"/c%2F..%2Fx/groups/g" || len(took) != 2 {
		t.Error(got, took)
	}
}

// TestLongPageRefused: a portal that takes no more than it gives by default is asked
// for that.
func TestLongPageRefused(t *testing.T) {
	strict := answering(func(r *http.Request) (*http.Response, error) {
		status, body := 200, `{"data":[],"limit":100,"offset":0,"total":0}`
		if r.URL.Query().Get("limit") != "100" {
			status, body = 400, `{"errorCode":400,"errorDetails":{"param":"limit","msg":"too much","value":1000},"errorDetailsCode":400000}`
		}
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}, nil
	})
	c := &conn{known: newNames(), counts: map[string]int{}}
	c.limit.Store(longPage)
	base, _ := url.Parse("https://rainbow.example")
	c.api = &api{client: &rest.Client{Base: base, Transport: strict, Message: message}, auth: apiKey{}, slots: make(chan struct{}, abreast)}
	d := newDirectory()
	if err := c.lists(context.Background(), []*list{d.pbxList(c), d.cloudList(c)}); err != nil {
		t.Fatal(err)
	}
	if c.limit.Load() != usualPage {
		t.Errorf("pages of %d are asked for", c.limit.Load())
	}
}
