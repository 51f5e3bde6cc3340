package module

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/bitrix24/sim"
)

// contract is contract.json, which the PHP tests hold the module to.
type contract struct {
	Version               string
	Page                  int
	NameLength            int
	CodeLength            int
	Methods               map[string][]string
	Levels                map[string][]string
	AbsentInOlderVersions []string
	CodesAccepted         []string
	CodesRefused          []string
	Errors                map[string]int
}

// call is one exchange of cases.json; want is an error's code or a result.
type call struct {
	Method      string
	Params      map[string]any
	Error       string
	Result      any
	Total, Next *int
}

type cases struct {
	World map[string]json.RawMessage
	Cases []struct {
		Name, Caller string
		Calls        []call
	}
}

func theContract(t *testing.T) contract {
	t.Helper()
	var c contract
	readJSON(t, "contract.json", &c)
	return c
}

// portal is a simulated On-Premise portal with the module installed.
type portal struct {
	t    *testing.T
	url  string
	stop func() error
}

// start begins with a world to which quirks may be added.
func start(t *testing.T, world map[string]json.RawMessage, quirks map[string]string) portal {
	t.Helper()
	seed := maps.Clone(world)
	if seed == nil {
		seed = map[string]json.RawMessage{}
	}
	seed["webhooks"] = json.RawMessage(`[{"user": "1", "secret": "w", "scope": "patchbay"}, {"user": "2", "secret": "w", "scope": "patchbay"}]`)
	text, err := json.Marshal(seed)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"edition": "onpremise", "module": "true"}
	maps.Copy(all, quirks)
	run, err := sim.Start(t.Context(), text, sim.Options{Quirks: all})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	return portal{t, run.URL, run.Close}
}

// reply is an answer as clients see it.
type reply struct {
	Status      int
	Result      any
	Error       string
	Total, Next *int
}

// call posts JSON as a user's webhook.
func (p portal) call(user, method string, params map[string]any) reply {
	p.t.Helper()
	if params == nil {
		params = map[string]any{}
	}
	body, err := json.Marshal(params)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := http.Post(fmt.Sprintf("%s/rest/%s/w/%s", p.url, user, method), "application/json", bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	out := reply{Status: res.StatusCode}
	if err := json.Unmarshal(text, &out); err != nil {
		p.t.Fatalf("%s: %v\n%s", method, err, text)
	}
	return out
}

// check compares an answer with what a case says.
func (p portal) check(user string, c call, want contract) {
	p.t.Helper()
	got := p.call(user, c.Method, c.Params)
	expected := reply{Status: http.StatusOK, Result: c.Result, Total: c.Total, Next: c.Next}
	if c.Error != "" {
		expected = reply{Status: want.Errors[c.Error], Error: c.Error}
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		p.t.Errorf("%s %v (-module +simulator):\n%s", c.Method, c.Params, diff)
	}
}

// TestCasesOnTheSimulator plays what the PHP handlers answer (cases_test.php).
func TestCasesOnTheSimulator(t *testing.T) {
	want := theContract(t)
	var all cases
	readJSON(t, "tests/cases.json", &all)
	for _, c := range all.Cases {
		t.Run(strings.ReplaceAll(c.Name, " ", "-"), func(t *testing.T) {
			p := start(t, all.World, nil)
			user := c.Caller
			if user == "" {
				user = "1"
			}
			for _, call := range c.Calls {
				p.check(user, call, want)
			}
		})
	}
}

// TestSimulatorKeepsTheContract tries every letter, code and length of it.
func TestSimulatorKeepsTheContract(t *testing.T) {
	want := theContract(t)
	p := start(t, nil, nil)
	id := p.call("1", "patchbay.role.add", map[string]any{"NAME": "Tried"}).Result
	set := func(pair, letter string) reply {
		entity, action, _ := strings.Cut(pair, ".")
		return p.call("1", "patchbay.role.update", map[string]any{"ID": id, "PERMISSIONS": map[string]any{entity: map[string]any{action: letter}}})
	}
	for _, pair := range slices.Sorted(maps.Keys(want.Levels)) {
		for _, letter := range []string{"", "A", "C", "D", "K", "X", "Y", "a", " ", "XX"} {
			if got := set(pair, letter); (got.Status == http.StatusOK) != slices.Contains(want.Levels[pair], letter) {
				t.Errorf("%s = %q: the simulator says %d %s", pair, letter, got.Status, got.Error)
			}
		}
	}
	bind := func(code string) string {
		return p.call("1", "patchbay.access.add", map[string]any{"ROLE_ID": id, "CODE": code}).Error
	}
	for _, code := range want.CodesAccepted {
		if got := bind(code); got != "" {
			t.Errorf("code %q: the simulator says %s", code, got)
		}
	}
	for _, code := range append(want.CodesRefused, "U"+strings.Repeat("1", want.CodeLength)) {
		if got := bind(code); got != "PATCHBAY_BAD_CODE" {
			t.Errorf("code %q: the simulator says %q", code, got)
		}
	}
	for n, refused := range map[int]string{want.NameLength: "", want.NameLength + 1: "PATCHBAY_BAD_NAME"} {
		if got := p.call("1", "patchbay.role.add", map[string]any{"NAME": strings.Repeat("é", n)}).Error; got != refused {
			t.Errorf("a name of %d characters: the simulator says %q", n, got)
		}
	}
}

// TestSimulatorPages has the same page size and offsets.
func TestSimulatorPages(t *testing.T) {
	want := theContract(t)
	p := start(t, nil, nil)
	for i := range want.Page + 10 {
		p.call("1", "patchbay.role.add", map[string]any{"NAME": fmt.Sprint("Role ", i)})
	}
	first := p.call("1", "patchbay.role.list", nil)
	rows, _ := first.Result.([]any)
	if len(rows) != want.Page || first.Next == nil || *first.Next != want.Page || first.Total == nil || *first.Total <= want.Page {
		t.Errorf("a first page of %d, next %v, total %v", len(rows), first.Next, first.Total)
	}
	if below := p.call("1", "patchbay.role.list", map[string]any{"start": -1}); cmp.Diff(first, below) != "" {
		t.Errorf("start=-1 is another page: %s", cmp.Diff(first, below))
	}
}

// TestSimulatorInfo knows the pairs of the newest and of an old version.
func TestSimulatorInfo(t *testing.T) {
	want := theContract(t)
	pairs := slices.Sorted(maps.Keys(want.Levels))
	old := slices.DeleteFunc(slices.Clone(pairs), func(p string) bool { return slices.Contains(want.AbsentInOlderVersions, p) })
	for version, known := range map[string][]string{"newest": pairs, "older": old} {
		var info struct {
			Version string `json:"VERSION"`
			Pairs   []string
		}
		b, _ := json.Marshal(start(t, nil, map[string]string{"telephonyVersion": version}).call("1", "patchbay.info", nil).Result)
		if err := json.Unmarshal(b, &info); err != nil {
			t.Fatal(err)
		}
		if slices.Sort(info.Pairs); !slices.Equal(info.Pairs, known) || info.Version != want.Version {
			t.Errorf("%s: version %q, pairs %v, want %v", version, info.Version, info.Pairs, known)
		}
	}
}

// TestMethodsOfTheModule: the simulator has all of them with the module, and
// none without it or in the cloud.
func TestMethodsOfTheModule(t *testing.T) {
	want := theContract(t)
	for name, quirks := range map[string]map[string]string{"module": nil, "none": {"module": "false"}, "cloud": {"edition": "cloud"}} {
		p := start(t, nil, quirks)
		var listed []string
		all, _ := p.call("1", "methods", nil).Result.([]any)
		for _, m := range all {
			if m := fmt.Sprint(m); strings.HasPrefix(m, "patchbay.") {
				listed = append(listed, m)
			}
		}
		if known := slices.Sorted(maps.Keys(want.Methods)); name == "module" && !slices.Equal(listed, known) || name != "module" && listed != nil {
			t.Errorf("%s: methods are %v, want %v or none", name, listed, known)
		}
		for _, method := range slices.Sorted(maps.Keys(want.Methods)) {
			got := p.call("1", method, nil)
			if gone := got.Error == "ERROR_METHOD_NOT_FOUND"; gone != (name != "module") {
				t.Errorf("%s: %s: %d %s", name, method, got.Status, got.Error)
			}
			got = p.call("1", "method.get", map[string]any{"name": method})
			there := name == "module"
			if diff := cmp.Diff(map[string]any{"isExisting": there, "isAvailable": there}, got.Result); diff != "" {
				t.Errorf("%s: method.get %s: %s", name, method, diff)
			}
		}
	}
}
