package module

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"os/exec"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// player is the module's handlers on a pretended portal, in a PHP process.
type player struct {
	in  io.Writer
	out *bufio.Scanner
}

func startPlayer(t *testing.T) player {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), php(t), "tests/play.php")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	scan := bufio.NewScanner(out)
	scan.Buffer(nil, 1<<20)
	return player{in, scan}
}

// say sends a line and gives the answer to it.
func (p player) say(t *rapid.T, line any) reply {
	b, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		t.Fatal(err)
	}
	if !p.out.Scan() {
		t.Fatalf("the PHP process ended at %s", b)
	}
	var out reply
	if err := json.Unmarshal(p.out.Bytes(), &out); err != nil {
		t.Fatalf("%v\n%s", err, p.out.Bytes())
	}
	return out
}

// values are what a parameter may hold, right and wrong.
var values = map[string][]any{
	"start":   {nil, 0, 1, 2, "1", 50, 7, "x"},
	"NAME":    {"Manager", "manager", "Agent", "Night", "", " ", "É", nil, 7, []any{}},
	"ID":      {"1", "4", 4, "5", 5, "6", "0", "04", "4x", "", nil, 9, -1},
	"ROLE_ID": {"1", "4", 4, "5", 5, "6", "0", "4x", "", nil, 9},
	"USER_ID": {"1", "2", 2, "9", "2x", nil},
	"CODE":    {"U2", "U7", "IU2", "DR1", "D1", "G1", "G5", "SG3_K", "SG3", "AU", "u2", "U2 ", "U2\n", "", nil, 7},
}

// permissions are a map of the contract's shape, or nearly.
func permissions(t *rapid.T, levels map[string][]string) any {
	if rapid.IntRange(0, 9).Draw(t, "shape") == 0 {
		return rapid.SampledFrom([]any{nil, "X", []any{}, map[string]any{"CALL": "X"}, map[string]any{"CALL": []any{"X"}}, map[string]any{"CALL": map[string]any{"PERFORM": 1}}}).Draw(t, "permissions")
	}
	out := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "pairs") {
		entity := rapid.SampledFrom([]string{"CALL_DETAIL", "CALL_RECORD", "CALL", "USER", "SETTINGS", "LINE", "BALANCE", "CALL", "ROBOT"}).Draw(t, "entity")
		action := rapid.SampledFrom([]string{"VIEW", "LISTEN", "MODIFY", "PERFORM", "MODIFY"}).Draw(t, "action")
		letters := append([]string{"", "X", "X", "D", "Z"}, levels[entity+"."+action]...)
		out[entity] = map[string]any{action: rapid.SampledFrom(letters).Draw(t, "letter")}
	}
	return out
}

// TestTheSameOnBoth: whatever is called in whatever order, the module's
// handlers and the simulator answer the same.
func TestTheSameOnBoth(t *testing.T) {
	want := theContract(t)
	var all cases
	readJSON(t, "tests/cases.json", &all)
	module := startPlayer(t)
	methods := slices.Sorted(maps.Keys(want.Methods))
	rapid.Check(t, func(rt *rapid.T) {
		simulated := start(t, all.World, nil)
		defer simulated.stop()
		module.say(rt, map[string]any{"world": all.World})
		for range rapid.IntRange(1, 12).Draw(rt, "calls") {
			method := rapid.SampledFrom(methods).Draw(rt, "method")
			params := map[string]any{}
			for _, name := range want.Methods[method] {
				if name == "PERMISSIONS" {
					params[name] = permissions(rt, want.Levels)
				} else if v := rapid.SampledFrom(values[name]).Draw(rt, name); v != nil || rapid.Bool().Draw(rt, "null") {
					params[name] = v
				}
			}
			caller := rapid.SampledFrom([]string{"1", "1", "1", "1", "1", "1", "1", "2"}).Draw(rt, "caller")
			a := module.say(rt, map[string]any{"caller": caller, "method": method, "params": params})
			b := simulated.call(caller, method, params)
			if diff := cmp.Diff(a, b); diff != "" {
				rt.Fatalf("%s %v (-module +simulator):\n%s", method, params, diff)
			}
		}
	})
}
