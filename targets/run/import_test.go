package run_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// someWorld draws a 3CX as its simulator begins with: names that are hard to
// write down, switches either way, overrides, queues and phones.
func someWorld(t *rapid.T) map[string]any {
	name := func(what string) string {
		return rapid.OneOf(rapid.SampledFrom([]string{"", "Jan", `"Bob" \(x)`, "Łódź / a\\b", "true", "-", "李", "a\tb"}), rapid.StringMatching(`[\pL\pN '"/\\#.-]{1,12}`)).Draw(t, what)
	}
	some := func(to map[string]any, names ...string) {
		for _, n := range names {
			if rapid.Bool().Draw(t, n) {
				to[n] = rapid.Bool().Draw(t, n+" is on")
			}
		}
	}
	groups, users := []any{}, []any{}
	in := []string{"DEFAULT"}
	for i := range rapid.IntRange(0, 3).Draw(t, "groups") {
		g := map[string]any{"Name": fmt.Sprint(name("group"), i), "Language": rapid.SampledFrom([]string{"EN", "FR", "pt-BR"}).Draw(t, "language")}
		some(g, "GloballyVisible")
		in = append(in, g["Name"].(string))
		groups = append(groups, g)
	}
	var numbers []string
	for i := range rapid.IntRange(0, 5).Draw(t, "users") {
		n := fmt.Sprint(100 + i)
		u := map[string]any{"Number": n, "FirstName": name("first"), "LastName": name("last"),
			"Mobile": rapid.SampledFrom([]string{"", "+48600100200", "0600 1"}).Draw(t, "mobile"), "PrimaryGroup": rapid.SampledFrom(in).Draw(t, "home")}
		some(u, "Enabled", "HideInPhonebook", "Internal", "VMEnabled", "AllowOwnRecordings", "MyPhoneShowRecordings", "MyPhoneAllowDeleteRecordings", "RecordCalls")
		if rapid.Bool().Draw(t, "mail") {
			u["EmailAddress"] = "U" + n + "@acme.example"
		}
		var memberships []any
		for _, g := range in {
			if g == u["PrimaryGroup"] || rapid.Bool().Draw(t, "member") {
				rights := map[string]any{}
				some(rights, "CanBargeIn", "AllowParking", "CanSeeGroupRecordings", "CanIntercom")
				memberships = append(memberships, map[string]any{"Group": g, "RoleName": rapid.SampledFrom([]string{"users", "managers", "receptionists"}).Draw(t, "role"), "Rights": rights})
			}
		}
		u["Groups"] = memberships
		if rapid.Bool().Draw(t, "phone") {
			u["Phones"] = []any{map[string]any{"MacAddress": fmt.Sprintf("00156512340%d", i), "TemplateName": "yealink_t5x.ph.xml"}}
		}
		numbers, users = append(numbers, n), append(users, u)
	}
	world := map[string]any{"license": map[string]any{"edition": rapid.SampledFrom([]string{"enterprise", "professional", "standard"}).Draw(t, "edition")}, "groups": groups, "users": users}
	if len(numbers) > 0 && rapid.Bool().Draw(t, "queue") {
		world["queues"] = []any{map[string]any{"Number": "800", "Name": "Q" + name("queue"), "Agents": rapid.Permutation(numbers).Draw(t, "agents"), "Managers": numbers[:1],
			"ForwardNoAnswer": map[string]any{"To": "Extension", "Number": numbers[0]}}}
		world["ringGroups"] = []any{map[string]any{"Number": "810", "Name": "R" + name("ring group"), "Members": rapid.Permutation(numbers).Draw(t, "members")}}
	}
	return world
}

func imported(t *rapid.T, dir string) *run.Imported {
	site := &model.Site{Package: "site", Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "3cx", URL: "sim:seed.json",
		Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}}}
	job := &run.Job{Site: &load.Result{Site: site}, Dir: dir, Drivers: all.Drivers, Now: func() time.Time { return time.Unix(0, 0) }, Secrets: &secret.Resolver{Dir: dir}}
	got, err := job.Import(t.Context(), run.ImportOptions{Package: "site"})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestImportThenPlan: whatever a target holds, the next plan for what was
// written is empty, and a second import has the same bytes.
func TestImportThenPlan(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(root, "")
		if err != nil {
			t.Fatal(err)
		}
		seed, err := json.Marshal(someWorld(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "seed.json"), seed, 0o600); err != nil {
			t.Fatal(err)
		}
		got := imported(t, dir)
		if got.Left.Count(diag.Warning) > 0 || got.Left.HasErrors() {
			t.Fatalf("left: %v\n%s", got.Left, seed)
		}
		contents := map[string][]byte{}
		for _, f := range got.Files {
			contents[f.Name] = f.Data
		}
		tree, err := source.Memory(contents)
		if err != nil {
			t.Fatal(err)
		}
		site, found := load.Site(tree, load.Options{})
		if found.HasErrors() {
			t.Fatal(found.Err())
		}
		job := &run.Job{Site: site, Dir: dir, Drivers: all.Drivers, Now: func() time.Time { return time.Unix(0, 0) }, Secrets: &secret.Resolver{Dir: dir}}
		planned, err := job.Plan(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !planned.Plan.Empty() || len(planned.Failures) > 0 {
			t.Fatalf("failures %v\n%s", planned.Failures, seed)
		}
		if rapid.IntRange(0, 3).Draw(t, "again") > 0 {
			return // once in four times is enough, and a read takes long
		}
		if d := cmp.Diff(got.Files, imported(t, dir).Files); d != "" {
			t.Fatal(d)
		}
	})
}
