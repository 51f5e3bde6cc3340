package sim

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// listen starts a world on loopback and gives a client that knows its address
// and credentials, and nothing of the inside.
func listen(t *testing.T, seed string, q Quirks) (*client, map[string]string) {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	run, err := Start(context.Background(), []byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: q})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	return &client{Client: reach(t, run.URL, &http.Client{}), headers: map[string]string{}, clock: clock}, run.Ready.Credentials
}

// all reads every page of a list, as tools do: until as many rows came as total says.
func (c *client) all(path string, limit int) []map[string]any {
	c.T.Helper()
	var out []map[string]any
	for {
		r := c.want(200, "GET", fmt.Sprintf("%s&limit=%d&offset=%d", path, limit, len(out)), "")
		rows := r.Value("data").([]any)
		for _, row := range rows {
			out = append(out, row.(map[string]any))
		}
		if len(rows) == 0 || len(out) >= must(strconv.Atoi(r.At("total"))) {
			return out
		}
	}
}

// The life of a tool that somebody else wrote: it logs in as the address tells
// it, hires people, gives them licences and extensions, makes a group of a
// manager and assistants, changes its boss, and lets somebody go.
func TestForeignClient(t *testing.T) {
	c, cred := listen(t, "", Quirks{})
	c.headers["Authorization"] = "Bearer null"
	url := c.want(200, "GET", "authentication/v1.0/urls?uid="+cred["login"]+"&useBackchannelPolling=false", "").At("data.0.loginUrl")
	if !strings.HasPrefix(url, c.Base) {
		t.Fatalf("login is at %s", url)
	}
	c = c.as(cred["login"], cred["password"])
	me := c.want(200, "GET", "enduser/v1.0/users/"+c.me, "")
	company := me.At("data.companyId")
	c.want(200, "GET", "enduser/v1.0/companies/"+company+"?format=full&selectedThemeObj=false", "")
	c.want(200, "GET", "enduser/v1.0/settings/apis", "")

	business := ""
	for _, s := range c.all("subscription/v1.0/companies/"+company+"/subscriptions?format=full", 2) {
		if s["offerReference"] == "RB-Business" {
			business = s["id"].(string)
		}
	}
	system := c.want(200, "GET", "admin/v1.0/systems?companyId="+company, "").At("data.0.id")
	free := c.all("admin/v1.0/systems/"+system+"/phone-numbers?isAssignedToUser=false&sortField=shortNumber", 7)
	if len(free) != 20 {
		t.Fatalf("%d free extensions", len(free))
	}
	var people []string
	for i, name := range []string{"Ada", "Ben", "Cleo"} {
		id := c.make("admin/v1.0/users?sendInvitationEmail=false&doNotAssignPaidLicense=false&mandatoryDefaultSubscription=false",
			fmt.Sprintf(`{"loginEmail":"%s@x.example","password":"Secret-1","firstName":"%s","companyId":"%s","isInitialized":true,"language":"en-US"}`, name, name, company))
		c.want(200, "POST", "admin/v1.0/users/"+id+"/profiles/subscriptions/"+business, "{}")
		c.want(200, "PUT", "admin/v1.0/systems/"+system+"/phone-numbers/"+free[i]["id"].(string), `{"userId":"`+id+`","isMonitored":true}`)
		people = append(people, id)
	}
	if n := len(c.all("admin/v1.0/users?companyId="+company+"&format=full", 1)); n != 4 {
		t.Errorf("%d users", n)
	}
	body := func(boss, assistant string) string {
		return fmt.Sprintf(`{"name":"Direction","companyId":"%s","type":"manager_assistant","members":[{"userId":"%s","roles":["manager"]},{"userId":"%s","roles":["assistant"]}]}`, company, boss, assistant)
	}
	group := c.make(groups, body(people[0], people[1]))
	c.clock.Advance(59 * time.Minute)
	c.headers["Authorization"] = "Bearer " + c.want(200, "GET", "authentication/v1.0/renew", "").At("token")
	c.want(200, "PUT", groups+"/"+group, body(people[2], people[1]))
	c.clock.Advance(time.Hour)
	c.refuse(401202, "jwt expired", "GET", groups, "")
	c = c.as(cred["login"], cred["password"])
	if r := c.want(200, "GET", groups+"/"+group, ""); r.At("data.members.0.userId") != people[2] {
		t.Errorf("the boss is %s", r.Text)
	}
	c.want(200, "DELETE", groups+"/"+group, "")
	c.want(200, "DELETE", "admin/v1.0/users/"+people[0], "")
	if r := c.want(200, "GET", "admin/v1.0/systems/"+system+"/phone-numbers?isAssignedToUser=false", ""); r.Value("total") != number(18) {
		t.Errorf("free extensions: %v", r.Value("total"))
	}
	c.make("admin/v1.0/users", fmt.Sprintf(`{"loginEmail":"Ada@x.example","password":"Secret-1","companyId":"%s"}`, company))
}

// A boss and an assistant of two groups change places: no order of single
// updates keeps the rules, so one group goes and comes back.
func TestSwapNeedsDeleteAndCreate(t *testing.T) {
	c := connect(t, people, Quirks{})
	one := groups + "/" + c.make(groups, c.ma("One", "alice:manager bob:assistant"))
	two := groups + "/" + c.make(groups, c.ma("Two", "erin:manager frank:assistant"))
	c.refuse(409000, "MA3: ", "PUT", one, c.ma("One", "frank:manager bob:assistant"))
	c.refuse(409000, "MA3: ", "PUT", two, c.ma("Two", "erin:manager alice:assistant"))
	c.want(200, "DELETE", two, "")
	c.want(200, "PUT", one, c.ma("One", "frank:manager bob:assistant"))
	c.make(groups, c.ma("Two", "erin:manager alice:assistant"))
}

// A client that is told to wait waits as long as it is told.
func TestRetryAfter(t *testing.T) {
	c, cred := listen(t, "", Quirks{RateLimit: 5})
	c = c.as(cred["login"], cred["password"])
	waits := 0
	for range 12 {
		r := c.do("GET", "admin/v1.0/users", "")
		if r.Status == 429 {
			seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
			if err != nil || seconds < 1 {
				t.Fatalf("Retry-After is %q", r.Header.Get("Retry-After"))
			}
			c.clock.Advance(time.Duration(seconds) * time.Second)
			waits++
			r = c.do("GET", "admin/v1.0/users", "")
		}
		if r.Status != 200 {
			t.Fatalf("%d %s", r.Status, r.Text)
		}
	}
	if waits != 2 {
		t.Errorf("waited %d times, want 2", waits)
	}
}

func TestOAuth(t *testing.T) {
	c := start(t, `{"application":{"id":"app","secret":"hush","oauthRedirectUris":["https://tool.example/back"]}}`, Quirks{})
	c.HTTP.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	basic := func(user, password string) {
		c.headers = map[string]string{"Authorization": "Basic " + basicAuth(user, password)}
	}
	basic(login, "Patchbay-1")
	c.want(401, "GET", "authentication/v1.0/oauth/authorize?response_type=code&client_id=app&redirect_uri=https://evil.example", "")
	r := c.want(302, "GET", "authentication/v1.0/oauth/authorize?response_type=code&client_id=app&redirect_uri=https://tool.example/back&state=s1", "")
	to := r.Header.Get("Location")
	code, _, _ := strings.Cut(strings.TrimPrefix(to, "https://tool.example/back?code="), "&")
	if !strings.HasSuffix(to, "&state=s1") || code == to {
		t.Fatalf("sent to %s", to)
	}
	basic("app", "hush")
	form := func(status int, body string) reply {
		c.T.Helper()
		c.headers["Content-Type"] = "application/x-www-form-urlencoded"
		return c.want(status, "POST", "authentication/v1.0/oauth/token", body)
	}
	exchange := "grant_type=authorization_code&redirect_uri=https://tool.example/back&code=" + code
	token := form(200, exchange)
	form(400, exchange) // a code is good once
	again := form(200, "grant_type=refresh_token&refresh_token="+token.At("refresh_token"))
	form(200, "grant_type=password&username="+login+"&password=Patchbay-1")
	form(400, "grant_type=client_credentials")
	basic("app", "wrong")
	form(401, exchange)
	c.headers = map[string]string{"Authorization": "Bearer " + again.At("access_token")}
	list := c.want(200, "GET", "authentication/v1.0/oauth/tokens", "")
	c.Equal(list, "total", "3")
	c.want(200, "GET", "authentication/v1.0/oauth/tokens/"+list.At("data.0.id"), "")
	c.want(200, "DELETE", "authentication/v1.0/oauth/tokens/"+list.At("data.0.id"), "")
	c.Equal(c.want(200, "GET", "authentication/v1.0/oauth/tokens", ""), "total", "2")
	c.headers["Authorization"] = "Bearer " + token.At("access_token")
	c.refuse(401202, "", "GET", "admin/v1.0/users", "")
}
