package run_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// crowd is a site of n users in one department.
func crowd(n int) map[string]string {
	var b strings.Builder
	b.WriteString(`package acme

organization: {name: "Acme", domain: "acme.example", country: "FR", language: "fr", timezone: "Europe/Paris"}
departments: d: {title: "Crew", parent: "root"}
targets: pbx: {
	type: "3cx", url: "URL(pbx)", credentials: {clientId: env: "pbx_clientId", clientSecret: env: "pbx_clientSecret"}
	options: requestsPerSecond: 1000000
}
users: {
`)
	for i := range n {
		fmt.Fprintf(&b, "\tu%d: {firstName: \"U\", lastName: \"%d\", email: \"u%d@acme.example\", extension: \"%d\", department: \"d\"}\n", i, i, i, 1000+i)
	}
	b.WriteString("}\n")
	return map[string]string{"site.cue": b.String()}
}

// TestRequests: on the wire the floor is the vendor's. A plan costs a page for each
// hundred users; an apply its writes, and a page for each hundred of what it
// writes three times: before the first write, before its own, and read back. A
// twentieth more than that is allowed, for groups and what is asked once.
func TestRequests(t *testing.T) {
	const n, page = 480, 100
	b := newBench(t, crowd(n), map[string]string{"pbx": "{}"})
	b.sent()
	made := b.plan()
	b.sent()
	if err := b.apply(made.Plan); err != nil {
		t.Fatal(err)
	}
	sent := b.sent()
	writes, pages := n+1, (n+page-1)/page
	floor := writes + 3*pages
	if sent["write"] != writes {
		t.Errorf("%d writes, wanted %d", sent["write"], writes)
	}
	if all := sent["write"] + sent["read"]; float64(all) > 1.05*float64(floor) {
		t.Errorf("an apply of %d users takes %d requests, wanted at most a twentieth more than %d", n, all, floor)
	}
	b.plan()
	if sent = b.sent(); sent["read"] > pages+10 || sent["write"] > 0 {
		t.Errorf("a plan of %d users takes %d reads and %d writes, wanted %d pages and a few", n, sent["read"], sent["write"], pages)
	}
}

// sent counts the requests to the PBX since the last call.
func (b *bench) sent() map[string]int {
	b.Helper()
	var log []struct {
		Path     string
		Mutating bool
	}
	if err := json.Unmarshal(b.sim("pbx", http.MethodGet, "requests", nil), &log); err != nil {
		b.Fatal(err)
	}
	b.sim("pbx", http.MethodDelete, "requests", nil)
	out := map[string]int{}
	for _, r := range log {
		switch {
		case strings.HasPrefix(r.Path, "/connect/"):
		case r.Mutating:
			out["write"]++
		default:
			out["read"]++
		}
	}
	return out
}
