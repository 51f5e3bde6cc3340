package policy_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/policy"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

var kinds = []string{"users", "groups", "memberships"}

// attributes are those that the samples below speak of.
var attributes = []string{"CanBargeIn", "Enabled", "Groups", "Mobile", "Number"}

// tree is a site with a policy folder.
func tree(t testing.TB, files map[string]string) *source.Tree {
	t.Helper()
	all := map[string][]byte{"site.cue": []byte("package acme\n")}
	for name, text := range files {
		all[name] = []byte(text)
	}
	out, err := source.Memory(all)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// one is the file of a policy.
func one(text string) map[string]string {
	return map[string]string{"policy/rules.cue": "package policy\n" + text}
}

func compile(t testing.TB, files map[string]string) *policy.Rules {
	t.Helper()
	r, found := policy.Compile(tree(t, files), policy.Options{Kinds: kinds, Attributes: attributes, Tests: true})
	if len(found) > 0 || r == nil {
		t.Fatalf("%v", found)
	}
	return r
}

func gain(id, permission string) policy.Right {
	return policy.Right{Target: "pbx", Holder: policy.Who{ID: id, Name: strings.ToUpper(id), Kind: "users", Key: "1"}, Permission: permission,
		Scope: "group:Sales", Before: "no", After: "yes", Gained: true, Certain: true, Through: []string{}}
}

func TestNoPolicies(t *testing.T) {
	r, found := policy.Compile(tree(t, nil), policy.Options{})
	if r != nil || len(found) > 0 {
		t.Errorf("%v %v", r, found)
	}
}

func TestJudge(t *testing.T) {
	const rules = `
import "patchbay.dev/policy/v1"

plan: v1.#Plan

_leads: {adam: true, eve: true}

let gains = [for r in plan.rights if r.gained {r}]

// Only leads listen in.
deny: listeningIn: [
	for r in gains if r.permission == "calls.monitor" && _leads[r.holder.id] == _|_ {
		"\(r.holder.name) would listen in on \(r.scope)"
	},
]
deny: many: [if plan.count.users.deleted > 1 {"\(plan.count.users.deleted) of any \(plan.count.any.deleted) would go"}]
warn: messages: [for s in plan.steps if s.notifies {"\(s.title): somebody gets a message"}]
warn: "with dash": [for c in plan.changes for f in c.fields if f.name == "Number" && f.from != null {"\(c.name) is renumbered from \(f.from)"}]
`
	gone := policy.Change{Op: "delete", Kind: "users", Fields: []policy.Field{}}
	for _, c := range []struct {
		name string
		view policy.View
		want plan.Judgement
	}{
		{"nothing", policy.View{}, plan.Judgement{}},
		{"one right of two", policy.View{Rights: []policy.Right{gain("bob", "calls.monitor"), gain("adam", "calls.monitor"), gain("bob", "calls.park")}},
			plan.Judgement{Denied: []plan.Finding{{Rule: "listeningIn", Message: "BOB would listen in on group:Sales"}}}},
		{"counted", policy.View{Changes: []policy.Change{gone, gone, {Op: "delete", Kind: "groups", Fields: []policy.Field{}}}},
			plan.Judgement{Denied: []plan.Finding{{Rule: "many", Message: "2 of any 3 would go"}}}},
		{"warned", policy.View{Steps: []policy.Step{{Title: "invite Bob", Notifies: true}}, Changes: []policy.Change{{Name: "Bob", Op: "update", Kind: "users",
			Fields: []policy.Field{{Name: "Number", From: "101", To: "102"}, {Name: "Groups", From: []string{"a"}, To: nil}}}}},
			plan.Judgement{Warned: []plan.Finding{{Rule: "messages", Message: "invite Bob: somebody gets a message"}, {Rule: "with dash", Message: "Bob is renumbered from 101"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := compile(t, one(rules))
			got, found := r.Judge(&c.view)
			if len(found) > 0 {
				t.Fatal(found)
			}
			c.want.Rules = r.Digest
			if d := cmp.Diff(&c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestMistakes wants one diagnostic for each, on the operator's line.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		name, rules string
		code        diag.Code
		at, says    string
	}{
		{"field", `deny: x: [for r in plan.rights if r.permision == "calls.park" {"x"}]`, diag.PolicyField, "policy/rules.cue:2:37", "did you mean permission?"},
		{"field asked for", `deny: x: [for r in plan.rights if r.holder.department != _|_ {"x"}]`, diag.PolicyField, "policy/rules.cue:2:44", `"department"`},
		{"field of the plan", `deny: x: [for r in plan.right {"x"}]`, diag.PolicyField, "policy/rules.cue:2:25", "did you mean rights?"},
		{"field in a message", `deny: x: [for r in plan.rights {"\(r.holder.nam) gains"}]`, diag.PolicyField, "policy/rules.cue:2:45", "did you mean name?"},
		{"field through let", "let all = [for r in plan.rights if r.gained {r}]\ndeny: x: [for r in all {r.nme}]", diag.PolicyField, "policy/rules.cue:3:27", "nme"},
		{"field through a hidden one", "_all: [for r in plan.rights {r}]\ndeny: x: [for r in _all {r.scop}]", diag.PolicyField, "policy/rules.cue:3:28", "did you mean scope?"},
		{"field of an element", `deny: x: [if len(plan.rights) > 0 if plan.rights[0].scop == "" {"x"}]`, diag.PolicyField, "policy/rules.cue:2:53", "did you mean scope?"},
		{"permission", `deny: x: [for r in plan.rights if r.permission == "calls.moniter" {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:51", `did you mean "calls.monitor"?`},
		{"kind", `deny: x: [for c in plan.changes if "user" == c.kind {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:36", `did you mean "users"?`},
		{"attribute", `deny: x: [for c in plan.changes for f in c.fields if f.name == "Enabeld" {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:64", `did you mean "Enabled"?`},
		{"attribute of what is released", `deny: x: [for c in plan.released if c.fields[0].name == "enabled" {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:57", `did you mean "Enabled"?`},
		{"attribute among several", "import \"list\"\ndeny: x: [for c in plan.changes for f in c.fields if list.Contains([\"Mobile\", \"CanBargeln\"], f.name) {\"x\"}]", diag.PolicyWord, "policy/rules.cue:3:79", `did you mean "CanBargeIn"?`},
		{"kind among several", "import \"list\"\ndeny: x: [for c in plan.changes if list.Contains([\"user\"], c.kind) {\"x\"}]", diag.PolicyWord, "policy/rules.cue:3:51", `did you mean "users"?`},
		{"part", `deny: x: [for c in plan.changes if c.part == "drift" {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:46", "overwrite"},
		{"op", `deny: x: [for c in plan.changes if c.op != "remove" {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:44", "create, update, delete"},
		{"answer", `deny: x: [for r in plan.rights if r.after == "maybe" {"x"}]`, diag.PolicyWord, "policy/rules.cue:2:46", "unknown"},
		{"family", `denny: x: ["x"]`, diag.PolicyRoot, "policy/rules.cue:2:1", "did you mean deny?"},
		{"a plan of its own", `plan: rights: []`, diag.PolicyRoot, "policy/rules.cue:2:1", "v1.#Plan"},
		{"yes or no", `deny: x: plan.partial`, diag.PolicyRule, "policy/rules.cue:2:7", "yes or no"},
		{"text", `deny: x: "no"`, diag.PolicyRule, "policy/rules.cue:2:7", "text"},
		{"thing instead of message", `deny: x: [for r in plan.rights {r}]`, diag.PolicyRule, "policy/rules.cue:2:32", "thing among its messages"},
		{"empty message", `deny: x: [if plan.partial {""}]`, diag.PolicyRule, "policy/rules.cue:2:27", "without a word"},
		{"first of none", `deny: x: [if plan.rights[0].gained {"x"}]`, diag.PolicyFails, "policy/rules.cue:2:26", "need not have"},
		{"open", `deny: x: [string]`, diag.PolicyFails, "policy/rules.cue:2:11", "no definite value"},
		{"no name", `deny: x: [nobody]`, diag.PolicyCUE, "policy/rules.cue:2:11", "no nobody here"},
		{"two texts", "deny: x: [\"a\"]\ndeny: x: [\"b\"]", diag.PolicyCUE, "policy/rules.cue:3:11", "conflicting"},
		{"syntax", `deny: x: [`, diag.Syntax, "policy/rules.cue:2:10", "closed"},
		{"world", "import \"tool/exec\"\ndeny: x: [exec.Run]", diag.ImportOfWorld, "policy/rules.cue:2:8", "runs commands"},
		{"network", "import \"example.com/x\"\ndeny: x: [x.y]", diag.ImportMissing, "policy/rules.cue:2:8", "without the network"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, found := policy.Compile(tree(t, one(c.rules+"\n")), policy.Options{Kinds: kinds, Attributes: attributes})
			if r != nil || len(found) != 1 {
				t.Fatalf("%d diagnostics: %v", len(found), found)
			}
			d := found[0]
			if d.Code != c.code || d.At().String() != c.at || !strings.Contains(d.Message+" "+d.Hint, c.says) {
				t.Errorf("got  %s %s %s (%s)\nwant %s %s … %s", d.Code, d.At(), d.Message, d.Hint, c.code, c.at, c.says)
			}
		})
	}
}

// TestRight is what must not be taken for a mistake.
func TestRight(t *testing.T) {
	for name, rules := range map[string]string{
		"nothing":         `deny: {}`,
		"nothing to say":  `deny: x: []`,
		"always":          `warn: x: ["think twice"]`,
		"a map":           `deny: x: [for kind, c in plan.count if c.deleted > 5 {"\(kind)"}]`,
		"a list function": "import \"list\"\ndeny: x: [if list.Contains([for r in plan.rights {r.permission}], \"calls.park\") {\"x\"}]",
		"own names":       "_of: {right: {nme: 1}}\ndeny: x: [for plan in [{foo: 1}] if plan.foo == 2 {\"x\"}]\ndeny: y: [if _of.right.nme == 2 {\"y\"}]",
		"regular words":   `deny: x: [for r in plan.rights if r.permission =~ "^calls\\." && r.scope == "anything" {"x"}]`,
		"a field's value": `deny: x: [for c in plan.changes for f in c.fields if f.name == "Number" if f.to != null {"\(f.to)"}]`,
		"the language":    "import \"patchbay.dev/schema/v1\"\n_k: v1.#Kind\ndeny: x: [for r in plan.rights if (_k & r.holder.kind) == _|_ {\"x\"}]",
	} {
		t.Run(name, func(t *testing.T) { compile(t, one(rules+"\n")) })
	}
}

// TestShared: rules of several sites stand in a package of the module.
func TestShared(t *testing.T) {
	r := compile(t, map[string]string{
		"cue.mod/module.cue": "module: \"acme.example\"\nlanguage: version: \"v0.17.0\"\n",
		"shared/rules.cue":   "package shared\n\n#Rules: {\n\tplan: _\n\tdeny: nobody: [for r in plan.rights if r.gained {\"\\(r.holder.name) gains\"}]\n}\n",
		"policy/rules.cue":   "package policy\n\nimport \"acme.example/shared\"\n\n_shared: shared.#Rules & {\"plan\": plan}\n\ndeny: _shared.deny\n",
	})
	got, found := r.Judge(&policy.View{Rights: []policy.Right{gain("bob", "calls.park")}})
	if len(found) > 0 || len(got.Denied) != 1 || got.Denied[0].Message != "BOB gains" {
		t.Errorf("%+v %v", got, found)
	}
	if len(r.Files) != 3 {
		t.Errorf("files: %v", r.Files)
	}
}

// TestFailsClosed: a rule that cannot be evaluated over the plan at hand denies it.
func TestFailsClosed(t *testing.T) {
	r := compile(t, one("import \"strconv\"\ndeny: small: [for c in plan.changes if c.key != \"\" if strconv.Atoi(c.key) > 900 {\"\\(c.key) is too large\"}]\nwarn: other: [\"seen\"]\n"))
	ok, found := r.Judge(&policy.View{Changes: []policy.Change{{Op: "create", Kind: "users", Key: "901", Fields: []policy.Field{}}}})
	if len(found) > 0 || len(ok.Denied) != 1 {
		t.Fatalf("%+v %v", ok, found)
	}
	got, found := r.Judge(&policy.View{Changes: []policy.Change{{Op: "create", Kind: "users", Key: "9A1", Fields: []policy.Field{}}}})
	if len(found) != 1 || found[0].Code != diag.PolicyFails || found[0].At().File != "policy/rules.cue" || found[0].At().Line != 3 {
		t.Errorf("%v", found)
	}
	if len(got.Denied) != 1 || got.Denied[0].Rule != "small" || !strings.Contains(got.Denied[0].Message, "policy/rules.cue:3") {
		t.Errorf("%+v", got.Denied)
	}
}

func TestTry(t *testing.T) {
	r := compile(t, map[string]string{
		"policy/rules.cue": `package policy

deny: listeningIn: [for r in plan.rights if r.gained && r.permission == "calls.monitor" {"\(r.holder.id) would listen in"}]
deny: many: [if plan.count.users.deleted > 1 {"too many"}]
warn: messages: [for s in plan.steps if s.notifies {"a message"}]
`,
		"policy/rules_test.cue": `package policy

tests: {
	gains: {
		plan: rights: [{holder: id: "bob", permission: "calls.monitor"}]
		deny: listeningIn: ["bob would listen in"]
	}
	counts: {plan: changes: [{op: "delete"}, {op: "delete"}], deny: many: 1}
	countsWritten: {plan: count: users: deleted: 7, deny: many: 1}
	loses: plan: rights: [{holder: id: "bob", permission: "calls.monitor", before: "yes", after: "no"}]
	wrongNumber: {plan: rights: [{permission: "calls.monitor"}], deny: listeningIn: 2}
	wrongMessage: {plan: rights: [{permission: "calls.monitor", holder: id: "eve"}], deny: listeningIn: ["nobody"]}
	unexpected: plan: steps: [{notifies: true}]
	silent: deny: many: 1
	noRule: deny: mny: 1
}
`})
	got, found := r.Try()
	if len(found) > 0 {
		t.Fatal(found)
	}
	lines := map[string]string{}
	for _, trial := range got {
		lines[trial.Name] = strings.Join(trial.Problems, "; ")
		if trial.Passed() != (lines[trial.Name] == "") || trial.Pos.File != "policy/rules_test.cue" {
			t.Errorf("%+v", trial)
		}
	}
	want := map[string]string{
		"gains": "", "counts": "", "countsWritten": "", "loses": "",
		"wrongNumber":  `deny.listeningIn is expected to say 2 things, and says " would listen in"`,
		"wrongMessage": `deny.listeningIn is expected to say "nobody", and says "eve would listen in"`,
		"unexpected":   `warn.messages is not expected to say anything, and says "a message"`,
		"silent":       `deny.many is expected to say 1 things, and says nothing`,
		"noRule":       `there is no rule deny.mny; did you mean many?`,
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestMisspeltSample: a sample with a field that no plan has would prove nothing.
func TestMisspeltSample(t *testing.T) {
	_, found := policy.Compile(tree(t, map[string]string{"policy/rules.cue": "package policy\n\ndeny: {}\n",
		"policy/rules_test.cue": "package policy\n\ntests: x: plan: rights: [{permision: \"calls.monitor\"}]\n"}), policy.Options{Tests: true})
	if len(found) != 1 || found[0].Code != diag.PolicyField || found[0].At().String() != "policy/rules_test.cue:3:27" || !strings.Contains(found[0].Message, "permision") {
		t.Errorf("%v", found)
	}
}

// TestViewFits: what rules see is what they are told they see, down to the last
// field; and a sample without anything is a plan without anything.
func TestViewFits(t *testing.T) {
	ctx := cuecontext.New()
	data, err := json.Marshal(policy.Everything(kinds))
	if err != nil {
		t.Fatal(err)
	}
	typed := load.PolicyLanguage(ctx).LookupPath(cue.ParsePath("#Plan"))
	full := policy.Everything(kinds)
	if err := typed.Unify(ctx.CompileBytes(data)).Validate(cue.Concrete(true)); err != nil {
		t.Errorf("what rules see is not what #Plan says: %v", err)
	}
	every(t, reflect.ValueOf(full).Elem(), "plan")
	var empty policy.View
	if err := typed.Decode(&empty); err != nil {
		t.Fatal(err)
	}
	same := func(path string, view any, def string) {
		var fromType map[string]any
		if err := load.PolicyLanguage(ctx).LookupPath(cue.ParsePath(def)).Decode(&fromType); err != nil {
			t.Fatal(err)
		}
		for i := range reflect.TypeOf(view).NumField() {
			name := reflect.TypeOf(view).Field(i).Tag.Get("json")
			if _, ok := fromType[name]; !ok && name != "count" {
				t.Errorf("%s has no %s, and rules see one", def, name)
			}
			delete(fromType, name)
		}
		for name := range fromType {
			t.Errorf("%s has %s, and rules do not see it", def, name)
		}
	}
	same("plan", policy.View{}, "#Plan")
	same("target", policy.Target{}, "#Target")
	same("right", policy.Right{}, "#Right")
	same("who", policy.Who{}, "#Who")
	same("change", policy.Change{}, "#Change")
	same("field", policy.Field{}, "#Field")
	same("step", policy.Step{}, "#Step")
	same("loss", policy.Loss{}, "#Loss")
	same("count", policy.Count{}, "#Count")
}

// every wants no list to be nil.
func every(t *testing.T, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			t.Errorf("%s is nil", path)
		}
		for i := range v.Len() {
			every(t, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			every(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	}
}

// TestCodes: the bad example of each code gives it, the good one gives nothing.
func TestCodes(t *testing.T) {
	for _, code := range []diag.Code{diag.PolicyField, diag.PolicyWord, diag.PolicyRoot, diag.PolicyRule, diag.PolicyFails, diag.PolicyCUE} {
		info, ok := diag.Explain(string(code))
		if !ok {
			t.Fatalf("%s is not explained", code)
		}
		if _, found := policy.Compile(tree(t, one(info.Bad)), policy.Options{Kinds: kinds, Attributes: attributes}); len(found) != 1 || found[0].Code != code {
			t.Errorf("%s: the bad example gives %v", code, found)
		}
		if _, found := policy.Compile(tree(t, one(info.Good)), policy.Options{Kinds: kinds, Attributes: attributes}); len(found) > 0 {
			t.Errorf("%s: the good example gives %v", code, found)
		}
	}
}

// TestStable: what is said does not hang on how the rules are cut into files.
func TestStable(t *testing.T) {
	rules := []string{`deny: b: ["b"]`, `deny: a: ["a", "aa"]`, `warn: c: ["c"]`, `deny: d: [for r in plan.rights {r.permission}]`}
	rapid.Check(t, func(rt *rapid.T) {
		files := map[string]string{}
		for i, r := range rapid.Permutation(rules).Draw(rt, "rules") {
			name := fmt.Sprintf("policy/%d.cue", rapid.IntRange(0, 2).Draw(rt, fmt.Sprint("file", i)))
			if files[name] == "" {
				files[name] = "package policy\n"
			}
			files[name] += r + "\n"
		}
		got, _ := compile(t, files).Judge(&policy.View{Rights: []policy.Right{gain("bob", "calls.park")}})
		got.Rules = ""
		want := &plan.Judgement{Denied: []plan.Finding{{Rule: "a", Message: "a"}, {Rule: "a", Message: "aa"}, {Rule: "b", Message: "b"}, {Rule: "d", Message: "calls.park"}},
			Warned: []plan.Finding{{Rule: "c", Message: "c"}}}
		if d := cmp.Diff(want, got); d != "" {
			rt.Errorf("(-want +got):\n%s", d)
		}
	})
}

// FuzzCompile: no text of a policy makes the compiler give up.
func FuzzCompile(f *testing.F) {
	f.Add("deny: x: [for r in plan.rights if r.gained {\"x\"}]")
	f.Add("import \"patchbay.dev/policy/v1\"\nplan: v1.#Plan\nlet a = plan.rights[0]\nwarn: {for k, v in plan {\"\\(k)\": []}}")
	f.Fuzz(func(t *testing.T, text string) {
		site, err := source.Memory(map[string][]byte{"site.cue": []byte("package acme\n"), "policy/x.cue": []byte("package policy\n" + text)})
		if err != nil {
			t.Skip()
		}
		r, found := policy.Compile(site, policy.Options{Kinds: kinds, Attributes: attributes, Tests: true})
		for _, d := range found {
			if d.Code == diag.Crash {
				t.Errorf("%v", d)
			}
		}
		if r != nil {
			r.Judge(&policy.View{})
			r.Try()
		}
	})
}

func BenchmarkJudge10000(b *testing.B) {
	r := compile(b, one(`deny: x: [for c in plan.changes if c.op == "delete" && c.kind == "users" {"\(c.name) goes"}]
deny: y: [for r in plan.rights if r.gained && r.permission == "calls.monitor" {"\(r.holder.name)"}]
`))
	v := &policy.View{}
	for i := range 10_000 {
		v.Changes = append(v.Changes, policy.Change{Target: "pbx", Op: "update", Kind: "users", Key: fmt.Sprint(i), Path: fmt.Sprint("users.u", i), Name: fmt.Sprint("User ", i), Part: "asked",
			Fields: []policy.Field{{Name: "FirstName", Part: "asked", From: "a", To: "b"}, {Name: "LastName", Part: "asked", From: "a", To: "b"}}})
		v.Rights = append(v.Rights, gain(fmt.Sprint("u", i), "calls.park"))
		v.Steps = append(v.Steps, policy.Step{Target: "pbx", Kind: "call", Op: "update", Title: fmt.Sprint("change ", i), About: "users", Key: fmt.Sprint(i)})
	}
	for b.Loop() {
		if got, found := r.Judge(v); len(found) > 0 || len(got.Denied) > 0 {
			b.Fatal(found, got)
		}
	}
}
