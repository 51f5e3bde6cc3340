package plan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func encode(t testing.TB, p *plan.Plan) []byte {
	t.Helper()
	b, err := plan.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// full is a plan with something in every part of it.
func full(t testing.TB) *plan.Plan {
	in := target(t, parse(t, `claim:user
		claim:membership:Group:Sales
		group/Sales path=groups.sales
		user/101 path=users.a Mobile=-
		user/102 path=users.b Email=b@x
		membership/Sales/101 path=groups.sales.members.a RoleName=owner CanBargeIn=true`),
		parse(t, "group/Sales id=1\nuser/101 id=2 Mobile=5\nuser/103 id=3\nmembership/Sales/103 RoleName=owner"))
	in.Losses = diag.List{{Code: "PB3101", Severity: diag.Warning, Path: "users.a.jobTitle", Message: "has no job title", Pos: []diag.Pos{{File: "a.cue", Line: 1}}}}
	in.Names = func(ref string) string {
		return map[string]string{"user/101": "Alice (a)", "user/999": "nobody here"}[ref]
	}
	for i := range in.Steps {
		s := &in.Steps[i]
		s.Title = "<" + s.ID + "> & more"
		s.Args["more"] = map[string]any{"n": int64(1) << 60, "f": 1.5, "none": nil, "list": []string{"a"}, "secret": plan.SecretOf{Name: "pbx/sip"},
			"all": plan.After{Extent: state.Extent{Kind: "membership", Attr: "Group", Value: "Sales"}}}
		s.Loses = []string{"voicemail messages"}
		s.Flags.Notifies = true
	}
	return build(t, plan.BuildInput{Site: "acme", Targets: []plan.TargetInput{in, {Target: "other", Type: "toy", Failed: "unreachable"}},
		Causes: func(p string) []plan.Cause {
			return []plan.Cause{{Path: p, Pos: diag.Pos{File: "x.cue", Line: 2, Col: 3}, Role: "written"}}
		},
		Bindings: plan.Bindings{Inputs: "sha256:00", Tool: "1", Schema: "v1"},
		Envelope: plan.Envelope{Created: noon, Expires: noon.AddDate(0, 0, 1), Run: "r1", Commit: "abc"}})
}

var exact = cmp.Options{cmp.Comparer(func(a, b state.Value) bool { return a.Equal(b) && a.Source() == b.Source() })}

func TestRoundTrip(t *testing.T) {
	p := full(t)
	b := encode(t, p)
	q, err := plan.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p, q, exact); d != "" {
		t.Errorf("decoded (-want +got):\n%s", d)
	}
	if again := encode(t, q); !bytes.Equal(b, again) {
		t.Error("encoding what was decoded gives other bytes")
	}
	canonical, err := state.Canonicalize(b)
	if err != nil || !bytes.Equal(canonical, b) {
		t.Errorf("not canonical: %v", err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Decode(pretty.Bytes()); err != nil {
		t.Errorf("laid out for reading: %v", err)
	}
}

func TestDigestIsOfTheBody(t *testing.T) {
	p, q := full(t), full(t)
	q.Envelope.Run, q.Bindings.Inputs = "r2", "sha256:01"
	a, _ := p.Digest()
	b, _ := q.Digest()
	if a != b || !strings.HasPrefix(a, "sha256:") {
		t.Errorf("%s and %s", a, b)
	}
	q.Body.Sections[1].Steps[0].Title += "!"
	if c, _ := q.Digest(); c == a {
		t.Error("another body has the same digest")
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := string(encode(t, full(t)))
	tests := []struct {
		name, data string
		want       error
	}{
		{"empty", "", state.ErrCut},
		{"cut", good[:len(good)/2], state.ErrCut},
		{"one byte cut", good[:len(good)-1], state.ErrCut},
		{"not JSON", "hello", state.ErrSyntax},
		{"another format", strings.Replace(good, "patchbay.plan", "patchbay.record", 1), state.ErrFormat},
		{"newer", strings.Replace(good, `"version":3}`, `"version":4}`, 1), state.ErrNewer},
		{"no such version", strings.Replace(good, `"version":3}`, `"version":0}`, 1), state.ErrContent},
		{"a step edited", strings.Replace(good, "update user/101> &", "update user/102> &", 1), plan.ErrEdited},
		{"a digest edited", strings.Replace(good, `"digest":"sha256:`, `"digest":"sha256:0`, 1), plan.ErrEdited},
		{"a binding edited", strings.Replace(good, `"inputs":"sha256:00"`, `"inputs":"sha256:01"`, 1), plan.ErrEdited},
		{"the expiry edited", strings.Replace(good, `"expires":"2026-01-03`, `"expires":"2027-01-03`, 1), plan.ErrEdited},
		{"the way back edited", strings.Replace(good, `"undo":[{"former":[{`, `"undo":[{"former":[{"canonical":"x",`, 1), plan.ErrEdited},
		{"the way back taken out", regexp.MustCompile(`,"undo":\[.*\],"version"`).ReplaceAllString(good, `,"version"`), plan.ErrEdited},
		{"a member added", strings.Replace(good, `"body":{`, `"body":{"force":true,`, 1), state.ErrContent},
		{"a member of the wrong type", strings.Replace(good, `"site":"acme"`, `"site":5`, 1), state.ErrContent},
		{"something after it", good + "{}", state.ErrSyntax},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name != "empty" && tt.data == good {
				t.Fatal("the test changes nothing")
			}
			_, err := plan.Decode([]byte(tt.data))
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// TestAnyArgs: whatever arguments may hold comes back as it was.
func TestAnyArgs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := plan.Args(drawMap(t, 3))
		b, err := state.Canonical(a)
		if err != nil {
			t.Fatal(err)
		}
		var back plan.Args
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if d := cmp.Diff(map[string]any(a), map[string]any(back)); d != "" {
			t.Fatalf("%s (-want +got):\n%s", b, d)
		}
		std, err := json.Marshal(a)
		if err != nil || !json.Valid(std) {
			t.Fatalf("encoding/json: %v", err)
		}
	})
}

func drawMap(t *rapid.T, depth int) map[string]any {
	return rapid.MapOfN(rapid.StringMatching(`[a-zA-Z€𝄞"\\]{1,4}`), rapid.Custom(func(t *rapid.T) any { return drawLeaf(t, depth) }), 0, 4).Draw(t, "args")
}

func drawLeaf(t *rapid.T, depth int) any {
	text := rapid.String()
	most := 9
	if depth == 0 {
		most = 7
	}
	switch rapid.IntRange(0, most).Draw(t, "leaf") {
	case 0:
		return text.Draw(t, "text")
	case 1:
		return rapid.Int64().Draw(t, "int")
	case 2:
		return rapid.Bool().Draw(t, "bool")
	case 3:
		return rapid.Float64Range(-1e300, 1e300).Filter(func(f float64) bool { return f != float64(int64(f)) }).Draw(t, "float")
	case 4:
		return nil
	case 5:
		return plan.IDOf{Ref: state.Ref{Kind: "user", Key: text.Draw(t, "key")}}
	case 6:
		return plan.SecretOf{Name: text.Draw(t, "name")}
	case 7:
		return plan.After{Extent: state.Extent{Kind: text.Draw(t, "kind"), Attr: text.Draw(t, "attr"), Value: text.Draw(t, "value")}}
	case 8:
		return drawMap(t, depth-1)
	}
	out := []any{}
	for range rapid.IntRange(0, 3).Draw(t, "n") {
		out = append(out, drawLeaf(t, depth-1))
	}
	return out
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, full(f)))
	f.Add([]byte(`{"format":"patchbay.plan","version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := plan.Decode(data)
		if err != nil {
			kinds := []error{state.ErrCut, state.ErrSyntax, state.ErrFormat, state.ErrNewer, state.ErrContent, plan.ErrEdited}
			if !slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }) {
				t.Errorf("an error of no kind: %v", err)
			}
			return
		}
		once := encode(t, p)
		q, err := plan.Decode(once)
		if err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
		if twice := encode(t, q); string(twice) != string(once) {
			t.Errorf("written\n%s\nand again\n%s", once, twice)
		}
	})
}
