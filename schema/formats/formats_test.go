package formats_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/formats"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, n := range formats.Names() {
		text, err := formats.Schema(n)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(formats.Base+n+".schema.json", doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(formats.Base + name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, name string, text []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, name).Validate(doc)
}

// filled gives every exported field that can hold something a value, so that
// an example has every member that the code can write.
func filled(v reflect.Value, depth int) {
	switch x := v.Addr().Interface().(type) {
	case *state.Value:
		*x = state.OfText("x").From(state.Source{Basis: state.Attested, By: "alice", At: noon})
		return
	case *state.Ref:
		*x = state.Ref{Kind: "user", Key: "101"}
		return
	case *time.Time:
		*x = noon
		return
	case *plan.Args:
		*x = plan.Args{"id": plan.IDOf{Ref: state.Ref{Kind: "user", Key: "101"}}, "list": []any{plan.SecretOf{Name: "s"}, plan.After{Extent: state.Extent{Kind: "user"}}, int64(1) << 60, 1.5, nil}}
		return
	}
	if text, ok := words[v.Type()]; ok {
		v.SetString(text)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Uint8:
		if v.CanInt() {
			v.SetInt(1)
		} else {
			v.SetUint(1)
		}
	case reflect.Slice:
		if depth == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0), depth-1)
	case reflect.Map:
		e := reflect.New(v.Type().Elem()).Elem()
		filled(e, depth-1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("user/101"), e)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), depth-1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				filled(v.Field(i), depth)
			}
		}
	}
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// words are legal values of texts that are one of a few.
var words = map[reflect.Type]string{
	reflect.TypeFor[state.Op]():        "update",
	reflect.TypeFor[diff.Part]():       "asked",
	reflect.TypeFor[plan.StepKind]():   "call",
	reflect.TypeFor[plan.Settle]():     "key",
	reflect.TypeFor[diag.Code]():       "PB4001",
	reflect.TypeFor[apply.Ending]():    "partly",
	reflect.TypeFor[apply.Outcome]():   "done",
	reflect.TypeFor[ledger.Event]():    "intent",
	reflect.TypeFor[resolve.Support](): "exact",
}

func fill[T any]() *T {
	v := new(T)
	filled(reflect.ValueOf(v).Elem(), 8)
	return v
}

// examples has, for each format, a file with every member and the smallest one.
func examples(t *testing.T) map[string][][]byte {
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	p := fill[plan.Plan]()
	p.Bindings.Inputs = state.Digest(nil)
	for _, b := range p.Bindings.Targets {
		b.Objects["user/101"] = state.Sum{Digest: state.Digest(nil), Fields: map[string]string{"Mobile": "e3b0c442"}}
		for name := range b.Objects {
			if name != "user/101" {
				b.Objects[name] = state.Sum{}
			}
		}
	}
	p.Body.Sections[0].Steps[0].Manual.By = "admin"
	checkups := *fill[[]render.Checkup]()
	checkups[0].Findings[0].State = "warning"
	opening, line := fill[ledger.Opening](), fill[ledger.Line]()
	opening.Format, opening.Version = "patchbay.journal", 1
	report := fill[apply.Report]()
	report.Steps[0].Manual.By = "admin"
	word := fill[state.Attestation]()
	word.Done.About = state.Digest(nil)
	seen := state.Attestation{Target: "pbx", Type: "3cx", By: "Anna", At: noon, Observed: &state.Sighting{}}
	return map[string][][]byte{
		"attestation": {must(state.EncodeAttestation(word)), must(state.EncodeAttestation(&seen))},
		"plan":        {must(plan.Encode(p)), must(plan.Encode(&plan.Plan{}))},
		"snapshot":    {must(state.EncodeSnapshot(fill[state.Snapshot]())), must(state.EncodeSnapshot(&state.Snapshot{}))},
		"record":      {must(state.EncodeRecord(fill[state.Record]())), must(state.EncodeRecord(&state.Record{}))},
		"report":      {must(apply.Encode(report))},
		"journal":     {must(json.Marshal(opening)), must(json.Marshal(line)), must(json.Marshal(ledger.Line{Event: ledger.End}))},
		"rights":      {must(render.RightsJSON([]render.RightsTable{{Target: "pbx", Table: *fill[rights.Table](), Names: map[string]string{"user/101": "Bob"}}})), must(render.RightsJSON(nil))},
		"vet":         {must(render.DiagnosticsJSON(*fill[diag.List]())), must(render.DiagnosticsJSON(nil))},
		"checkup":     {must(render.CheckupJSON(checkups)), must(render.CheckupJSON(nil))},
		"compiled":    {must(render.Compiled(*fill[[]render.Part](), "json")), must(render.Compiled(nil, "json"))},
		"drift":       {must(render.DriftJSON(*fill[[]render.Drift]())), must(render.DriftJSON(nil))},
		"version":     {must(render.VersionJSON("0.1.0", "1.0", "go1.26"))},
		"targets":     {must(render.Sheets([]render.Sheet{*fill[render.Sheet]()}, "json", render.Options{}))},
	}
}

func TestWhatIsWrittenFollowsItsSchema(t *testing.T) {
	all := examples(t)
	for _, name := range formats.Names() {
		if name == "common" {
			continue
		}
		if len(all[name]) == 0 {
			t.Errorf("%s has no example", name)
		}
		for i, text := range all[name] {
			if err := validate(t, name, text); err != nil {
				t.Errorf("%s, example %d: %v\n%s", name, i, err, text)
			}
		}
	}
}

// TestSchemasAllowNothingElse: a member that the code does not write is not in
// a schema either, and an unknown one is refused at every depth.
func TestSchemasAllowNothingElse(t *testing.T) {
	for name, texts := range examples(t) {
		var doc any
		if err := json.Unmarshal(texts[0], &doc); err != nil {
			t.Fatal(err)
		}
		written := map[string]bool{}
		members(doc, written)
		for _, m := range declared(t, name) {
			if !written[m] && name != "journal" {
				t.Errorf("%s: the schema has %q, which is never written", name, m)
			}
		}
		top, ok := doc.(map[string]any)
		if !ok {
			t.Fatalf("%s is no object", name)
		}
		top["surprise"] = true
		spoiled, err := json.Marshal(top)
		if err != nil {
			t.Fatal(err)
		}
		if validate(t, name, spoiled) == nil {
			t.Errorf("%s: a member that nobody knows is allowed", name)
		}
	}
}

func members(v any, into map[string]bool) {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			into[k] = true
			members(e, into)
		}
	case []any:
		for _, e := range x {
			members(e, into)
		}
	}
}

// declared lists the members that a schema's own text names, not those of
// common.
func declared(t *testing.T, name string) []string {
	text, err := formats.Schema(name)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var out []string
	var visit func(v any)
	visit = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if props, ok := x["properties"].(map[string]any); ok {
				for k := range props {
					out = append(out, k)
				}
			}
			for _, e := range x {
				visit(e)
			}
		case []any:
			for _, e := range x {
				visit(e)
			}
		}
	}
	visit(doc)
	slices.Sort(out)
	return slices.Compact(out)
}

func TestSchemaOfNothing(t *testing.T) {
	if _, err := formats.Schema("shoe"); err == nil || !strings.Contains(err.Error(), "journal, plan") {
		t.Errorf("got %v", err)
	}
}
