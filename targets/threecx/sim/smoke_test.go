package sim

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSmoke(t *testing.T) {
	s, _, err := NewServer([]byte(`{"users":[{"Number":"101","FirstName":"Alice","EmailAddress":"Alice@x.org"},{"Number":"102"}],"groups":[{"Name":"Sales","Members":["102"]}],"queues":[{"Number":"800","Agents":["101"]}]}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Transport: s.Transport()}
	resp, err := c.PostForm("http://pbx/connect/token", url.Values{"client_id": {"patchbay"}, "client_secret": {"patchbay"}, "grant_type": {"client_credentials"}})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(resp.Body)
	fmt.Println(string(b))
	tok := strings.Split(string(b), `"access_token":"`)[1]
	tok = tok[:strings.Index(tok, `"`)]
	do := func(m, p, body string) {
		r, _ := http.NewRequest(m, "http://pbx/xapi/v1"+p, bytes.NewBufferString(body))
		r.Header.Set("Authorization", "Bearer "+tok)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		resp, err := c.Do(r)
		if err != nil {
			fmt.Println(m, p, err)
			return
		}
		b, _ := io.ReadAll(resp.Body)
		if len(b) > 1500 {
			b = append(b[:1500], "..."...)
		}
		fmt.Println(m, p, resp.StatusCode, string(b))
	}
	do("GET", "/Defs?$select=Id", "")
	do("GET", "/Users?%24select=Id,Number&$count=true&$orderby=Number%20desc&$top=10", "")
	do("GET", "/Users(Number='101')?$expand=Groups($select=GroupId,Name,Rights;$filter=not%20startsWith(Name,'___F');$expand=Rights($select=RoleName),GroupRights)&$select=Number,FirstName", "")
	do("POST", "/Users", "{}")
	do("POST", "/Groups", `{"Name":"Group 1"}`)
	do("PATCH", "/Users(30)", `{"Number":"100"}`)
	do("PATCH", "/Users(30)", `{"Groups":[{"GroupId":29,"Rights":{"RoleName":"nosuch"}}]}`)
	do("PATCH", "/Users(30)", `{"Groups":[{"GroupId":29,"Rights":{"RoleName":"users","CanBargeIn":true}}]}`)
	do("GET", "/Groups(29)/Members?$expand=Rights", "")
	do("GET", "/Queues?$expand=Agents,Managers&$select=Number,Name", "")
	do("GET", "/Users?$top=500", "")
	do("GET", "/Users?$filter=tolower(EmailAddress)%20eq%20'alice@x.org'%20and%20Groups/any(g:g/GroupId%20eq%2029)&$select=Id", "")
	do("GET", "/Trunks/Pbx.InitTrunk(template='1cx.pv.xml')", "")
	do("GET", "/Peers?$expand=MemberOf", "")
	r, _ := c.Get("http://pbx/_sim/world")
	b, _ = io.ReadAll(r.Body)
	fmt.Println(string(b[:3000]))
	r, _ = c.Get("http://pbx/_sim/requests")
	b, _ = io.ReadAll(r.Body)
	fmt.Println(string(b[:500]))
}
