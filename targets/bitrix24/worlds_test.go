package bitrix24_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/write"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// row is an object of a portal's world, in the vendor's words.
type row map[string]any

// somePortal is any world that a portal may hold: names that others have too,
// dismissed people who are still named, codes of what is gone or that no site can
// write, letters beyond a pair's levels.
func somePortal(t *rapid.T) row {
	n := func(what string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, what) }
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	w := row{"edition": "onpremise", "module": rapid.Bool().Draw(t, "module"), "converted": rapid.Bool().Draw(t, "converted"), "quirks": row{"bucket": "off", "operating": "off"},
		"userGroups": []row{{"ID": "1", "NAME": "Administrators"}, {"ID": "2", "NAME": "All"}, {"ID": "5", "NAME": "Nuit"}, {"ID": "6", "NAME": pick("a group's name", "Jour", "Nuit")}}}
	people, departments := n("people", 1, 6), n("departments", 0, 4)
	var users, tree, circles, roles, access []row
	for d := range departments {
		tree = append(tree, row{"ID": fmt.Sprint(d + 2), "NAME": pick("department", "Ventes", "Nord", "Sud", "ventes", "Été"), "SORT": n("sort", 499, 501), "PARENT": fmt.Sprint(n("above", 1, d+1)), "UF_HEAD": fmt.Sprint(n("head", 0, people))})
	}
	for u := range people {
		x := row{"ID": fmt.Sprint(u + 1), "ACTIVE": u == 0 || n("dismissed", 0, 4) > 0, "ADMIN": u == 0 || n("admin", 0, 4) == 0, "EMAIL": fmt.Sprintf("u%d@acme.example", u), "NAME": pick("name", "Anne", "Bob", ""),
			"LAST_NAME": pick("last name", "Martin", "", "de \"X\""), "UF_DEPARTMENT": rapid.SliceOfNDistinct(rapid.IntRange(1, departments+1), 1, min(2, departments+1), rapid.ID[int]).Draw(t, "in"),
			"WORK_POSITION": pick("job", "", "agent"), "PERSONAL_MOBILE": pick("mobile", "", "+33 6 11 22 33 44", "0611"), "USER_GROUPS": rapid.SliceOfDistinct(rapid.SampledFrom([]string{"5", "6"}), rapid.ID[string]).Draw(t, "within"), "USER_TYPE": "employee"}
		if rapid.Bool().Draw(t, "has an extension") {
			x["UF_PHONE_INNER"] = fmt.Sprint(100 + u)
		}
		users = append(users, x)
	}
	for g := range n("workgroups", 0, 2) {
		members := []row{{"USER_ID": "1", "ROLE": "A"}}
		for u := range people - 1 {
			if place := pick("place", "", "E", "K"); place != "" {
				members = append(members, row{"USER_ID": fmt.Sprint(u + 2), "ROLE": place})
			}
		}
		circles = append(circles, row{"ID": fmt.Sprint(g + 3), "NAME": pick("workgroup", "Lancement", "Projet"), "OWNER_ID": "1", "VISIBLE": pick("visible", "Y", "N"), "MEMBERS": members})
	}
	for r := range n("roles", 0, 3) {
		letters := row{}
		for _, pair := range []string{"CALL_DETAIL.VIEW", "CALL_RECORD.LISTEN", "USER.MODIFY", "SETTINGS.MODIFY", "CALL.PERFORM"} {
			letters[pair] = pick(pair, "", "X", "D", "A")
		}
		roles = append(roles, row{"ID": fmt.Sprint(r + 1), "NAME": pick("role", "Chef", "Écoute", "Manager"), "PERMISSIONS": letters})
		for range n("codes", 0, 4) {
			code := pick("code", "U1", "U2", "IU2", "U99", "D1", "D2", "DR1", "DR2", "DR99", "SG3", "SG3_A", "SG3_E", "SG4_K", "G1", "G2", "G5", "G6", "AD0", "AU")
			access = append(access, row{"ID": fmt.Sprint(len(access) + 1), "ROLE_ID": fmt.Sprint(r + 1), "CODE": code})
		}
	}
	w["users"], w["departments"], w["workgroups"], w["roles"], w["access"] = users, append([]row{{"ID": "1", "NAME": "Acme"}}, tree...), circles, roles, access
	return w
}

// imported writes what a portal holds as a site, and returns the job that plans it.
func imported(t *rapid.T, dir string, sim targets.Simulator) *run.Job {
	text := fmt.Sprintf("package acme\n\ntargets: pbx: {type: \"bitrix24\", url: %q, options: requestsPerSecond: 1000000, credentials: webhook: env: \"HOOK\"}\n", sim.URL())
	job := jobOf(t, dir, sim, []write.File{{Name: "site.cue", Data: []byte(text)}})
	got, err := job.Import(t.Context(), run.ImportOptions{Package: "acme"})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got.Left {
		if strings.Contains(d.Message, "next plan") {
			t.Fatalf("left: %s", d.Message)
		}
	}
	return jobOf(t, dir, sim, got.Files)
}

func jobOf(t *rapid.T, dir string, sim targets.Simulator, files []write.File) *run.Job {
	t.Helper()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Dir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	loaded, ds := load.Site(tree, load.Options{})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	env := func(string) (string, bool) { return sim.Credentials()["webhook"], true }
	return &run.Job{Site: loaded, Dir: dir, Drivers: []targets.Driver{bitrix24.Driver}, Tool: "test", Now: time.Now, Secrets: &secret.Resolver{Dir: dir, Env: env}}
}

// TestImportedPortals: any portal is imported as a site whose next plan is empty.
func TestImportedPortals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, err := json.Marshal(somePortal(t))
		if err != nil {
			t.Fatal(err)
		}
		sim, err := bitrix24.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		defer sim.Close()
		dir, err := os.MkdirTemp("", "portal")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		made, err := imported(t, dir, sim).Plan(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range made.Failures {
			t.Fatalf("%v\n%s", f, seed)
		}
		for _, s := range made.Plan.Body.Sections[0].Steps {
			t.Errorf("%s: %s (%v)", s.ID, s.Title, s.Effects)
		}
	})
}
