package sim

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// everything is a seed that uses every part of the format.
const everything = `{
	"version": "20.0.10.7", "quirks": {"primary": "rejoin"}, "license": {"edition": "professional", "maxUsers": 50, "maxSimCalls": 8, "expires": "2030-01-01T00:00:00Z"},
	"system": {"fqdn": "p.example", "enl": 3, "operator": "101", "language": "FR", "timeZone": "52", "company": "Acme"},
	"groups": [{"Name": "DEFAULT", "Rights": [{"RoleName": "users", "AllowIVR": true}]}, {"Name": "Sales", "GloballyVisible": true, "Members": ["102", {"Number": "103", "RoleName": "managers", "Rights": {"CanIntercom": false}}]}],
	"users": [
		{"Number": "101", "FirstName": "Alice", "EmailAddress": "a@acme.example", "PrimaryGroup": "Sales", "Groups": ["DEFAULT", {"Group": "Sales", "RoleName": "managers", "Rights": {"CanBargeIn": true}}], "Favorites": ["102"], "Phones": [{"MacAddress": "001565123456", "TemplateName": "yealink_t4x.ph.xml"}]},
		{"Number": "102", "Groups": [], "PrimaryGroup": "Sales"}, {"Number": "103", "VMPIN": "1234", "IsRegistered": true}],
	"queues": [{"Number": "800", "Name": "Support", "Agents": ["101", {"Number": "102", "SkillGroup": "1"}], "Managers": ["101"]}],
	"ringGroups": [{"Number": "810", "Members": ["101"]}], "parkings": [{"Number": "SP11", "Groups": ["Sales"]}],
	"receptionists": [{"Name": "Menu", "Forwards": [{"Input": "1", "ForwardType": "Extension", "ForwardDN": "101"}]}],
	"fax": [{"Number": "888", "FaxServer": true}], "sbcs": [{"Name": "branch"}], "fxs": [{"MacAddress": "000b82aaaaaa"}],
	"holidays": [{"Name": "Noel", "Day": 25, "Month": 12, "DayEnd": 25, "MonthEnd": 12}], "contacts": [{"FirstName": "X", "PhoneNumber": "1"}],
	"generalSettingsForPbx": {"PlayBusy": true},
	"servicePrincipals": [{"Number": "ci", "Secret": "k", "XAPIEnabled": true, "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}]}]
}`

// loaded is a world that was saved.
func loaded(saved []byte) (*World, error) { return New(saved, Options{}) }

func TestWorldRoundTrip(t *testing.T) {
	for name, seed := range map[string]string{"empty": ``, "fresh": `{}`, "everything": everything, "people": people} {
		t.Run(name, func(t *testing.T) {
			w, err := New([]byte(seed), Options{})
			if err != nil {
				t.Fatal(err)
			}
			simtest.Reloads(t, w, loaded)
		})
	}
}

func TestSeedMistakes(t *testing.T) {
	simtest.Refused(t, map[string]string{
		`{"users":[{"Number":"101","Emial":"x"}]}`:                       "users[0]: Emial: The property 'Emial' does not exist",
		`{"users":[{"Number":"101"},{"Number":"101"}]}`:                  "users[1]: Number: " + alreadyInUse,
		`{"users":[{"Groups":["Nope"]}]}`:                                `users[0]: there is no group "Nope" for Groups[0]`,
		`{"users":[{"PrimaryGroup":"Nope"}]}`:                            `there is no group "Nope"`,
		`{"users":[{"Groups":[{"Group":"DEFAULT","RoleName":"boss"}]}]}`: "Groups[0].Rights.RoleName",
		`{"users":[{"Favorites":["999"]}]}`:                              `there is no number "999"`,
		`{"groups":[{"Name":"G","Members":["999"]}]}`:                    `there is no number "999"`,
		`{"queues":[{"Agents":["999"]}]}`:                                "queues[0]: Agents[0].Number",
		`{"quirks":{"favourites":true}}`:                                 `quirks: json: unknown field "favourites"`,
		`{"user":[]}`:                                                    "user: the world has no such part",
		`{"groups":[{"Name":"A"},{"Name":"a"}]}`:                         "groups: a: Name: " + duplicate,
		`{"users":{}}`:                                                   "users: want a list",
		`{"version":"twenty"}`:                                           "version",
		`{"users":[{"Favorites":[]}]}`:                                   "users[0].Favorites: a user who has them has a Number",
		`{"users":[5]}`:                                                  "users[0]: want an object",
	}, loaded)
}

// The default group may have another name, and another group its name.
func TestRenamedDefault(t *testing.T) {
	c := connect(t, `{"groups":[{"Name":"DEFAULT"},{"Name":"Everybody","IsDefault":true}]}`, Options{})
	c.show("/Groups?$select=Name,IsDefault,Number&$orderby=Number", `{"value":[{"Name":"Everybody","IsDefault":true,"Number":"GRP0000"},{"Name":"DEFAULT","IsDefault":false,"Number":"GRP0001"}]}`)
}

func TestQuirksOfSeed(t *testing.T) {
	c := connect(t, `{"quirks":{"nextLink":true,"pageSize":1},"users":[{"Number":"101"},{"Number":"102"}]}`, Options{PageSize: 50, ManyTokens: true})
	other := c.as("patchbay", "patchbay")
	for _, c := range []*client{c, other} {
		r := c.want(200, "GET", "/Users?$select=Number", "")
		if numbers(r) != "101" || r.json["@odata.nextLink"] == nil {
			t.Error(r.text)
		}
	}
}

// A world that could not be loaded leaves the old one in place.
func TestLoadIsAtomic(t *testing.T) {
	w := must(New([]byte(people), Options{}))
	before := string(must(w.Save()))
	if err := w.Load([]byte(`{"users":[{"Number":"1"}]}`)); err == nil {
		t.Fatal("a number of one digit was taken")
	}
	if d := cmp.Diff(before, string(must(w.Save()))); d != "" {
		t.Error(d)
	}
}

// Whatever is asked, replaying the journal onto the world before gives the world after.
func TestJournalReplays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := connectWith(t, everything)
		w, follower := c.world, must(New([]byte(everything), Options{}))
		if err := follower.Load(must(w.Save())); err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(rt, "requests") {
			method, path, body := drawRequest(rt)
			r := c.quiet(method, path, body)
			rt.Log(method, path, body, r)
			if record := w.Changes(); record != nil {
				if err := follower.Replay(record); err != nil {
					rt.Fatalf("%s: %v", record, err)
				}
			}
		}
		if d := cmp.Diff(string(must(w.Save())), string(must(follower.Save()))); d != "" {
			rt.Fatal(d)
		}
	})
}

func drawRequest(rt *rapid.T) (method, path, body string) {
	id := rapid.IntRange(27, 60).Draw(rt, "id")
	group := rapid.IntRange(28, 30).Draw(rt, "group")
	set := rapid.SampledFrom([]string{"Users", "Groups", "Queues", "RingGroups", "Parkings", "ServicePrincipals"}).Draw(rt, "set")
	bodies := []string{`{}`, `{"Name":"N"}`, `{"FirstName":"F"}`, fmt.Sprintf(`{"Groups":[{"GroupId":%d,"Rights":{"RoleName":"managers","AllowIVR":true}}]}`, group),
		`{"Groups":[]}`, `{"Members":[{"Number":"101"},{"Number":"102","Rights":{"RoleName":"users","AllowParking":false}}]}`, `{"Members":[]}`,
		`{"Agents":[{"Number":"103"}]}`, fmt.Sprintf(`{"PrimaryGroupId":%d}`, group), `{"Rights":[{"RoleName":"users","CanIntercom":true}]}`,
		`{"Phones":[{"MacAddress":"001565123456"}]}`, `{"Number":"appa"}`, `{"EmailAddress":"A@acme.example"}`}
	body = rapid.SampledFrom(bodies).Draw(rt, "body")
	switch rapid.IntRange(0, 5).Draw(rt, "verb") {
	case 0, 1:
		return "POST", "/" + set, body
	case 2:
		return "DELETE", fmt.Sprintf("/%s(%d)", set, id), ""
	case 5:
		return "POST", "/SystemStatus/Pbx." + rapid.SampledFrom([]string{"SetMultiCompanyMode", "SetChatLogStatus", "RequestHelp"}).Draw(rt, "action"), `{"enable":true}`
	case 3:
		return "POST", "/Users/Pbx.RegeneratePasswords", fmt.Sprintf(`{"Ids":[%d],"opts":{"SipAuth":true}}`, id)
	}
	return "PATCH", fmt.Sprintf("/%s(%d)", set, id), body
}

// bare drives a world without a server, so that its journal stays where it is.
type bare struct {
	world *World
	token string
}

func connectWith(t *testing.T, seed string) *bare {
	t.Helper()
	w := must(New([]byte(seed), Options{Serving: simhttp.Serving{Clock: &simhttp.Clock{Now: func() time.Time { return time.Unix(1772355600, 0) }}}}))
	cred := w.Credentials()
	return &bare{w, w.issue(w.numbers[cred["clientId"]], false).AccessToken}
}

func (b *bare) quiet(method, path, body string) int {
	req, _ := http.NewRequest(method, "http://pbx/xapi/v1"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+b.token)
	rec := httptest.NewRecorder()
	b.world.ServeHTTP(rec, req)
	return rec.Code
}

// The world file is one world for processes that follow each other.
func TestWorldFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sim", "pbx.json")
	for i := range 3 {
		run, err := Start(context.Background(), []byte(people), Options{Serving: simhttp.Serving{File: file}})
		if err != nil {
			t.Fatal(err)
		}
		c := &client{t: t, http: &http.Client{}, base: run.URL}
		c.login("patchbay", "patchbay")
		c.show("/Groups?$count=true&$top=0", fmt.Sprintf(`{"@odata.count":%d,"value":[]}`, 4+i))
		c.id("Groups", fmt.Sprintf(`{"Name":"G%d","Members":[{"Number":"103"}]}`, i))
		if err := run.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// child is the other process of TestKilled: it creates users for as long as it lives.
func child(file string) {
	run, err := Start(context.Background(), nil, Options{Serving: simhttp.Serving{File: file}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(run.Ready)
	select {}
}

func TestMain(m *testing.M) {
	if file := os.Getenv("SIM_CHILD"); file != "" {
		child(file)
	}
	os.Exit(m.Run())
}

// Killed at any point, the world file has every write that was acknowledged.
func TestKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pbx.json")
	acknowledged := 0
	for _, writes := range []int{1, 7, 40} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "SIM_CHILD="+file)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var ready simhttp.Ready
		line, err := bufio.NewReader(out).ReadBytes('\n')
		if err != nil || json.Unmarshal(line, &ready) != nil {
			t.Fatalf("ready line %q: %v", line, err)
		}
		c := &client{t: t, http: &http.Client{}, base: ready.URL}
		c.login(ready.Credentials["clientId"], ready.Credentials["clientSecret"])
		for range writes {
			c.id("Users", `{}`)
			acknowledged++
		}
		cmd.Process.Kill()
		cmd.Wait()
	}
	if f, err := os.OpenFile(file+".log", os.O_WRONLY|os.O_APPEND, 0); err == nil {
		io.WriteString(f, "0badbeef {\"half a rec")
		f.Close()
	} else {
		t.Fatal(err)
	}
	s, w, err := NewServer(nil, Options{Serving: simhttp.Serving{File: file}})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(w.table("Users").list); got != acknowledged {
		t.Errorf("%d users, %d were acknowledged", got, acknowledged)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
