package render

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func tables() []RightsTable {
	t := rights.Table{Rows: []rights.Row{
		{Right: rights.Right{Holder: ref("user", "101"), Permission: "calls.monitor", Scope: "group:Sales"}, Answer: rights.Yes,
			Via: []rights.Source{{Object: ref("membership", "Sales/101"), Attr: "CanBargeIn"}}},
		{Right: rights.Right{Holder: ref("user", "101"), Permission: "system.admin", Scope: "organization"}, Answer: rights.Unknown, Privileged: true, Basis: state.Unknown},
		{Right: rights.Right{Holder: ref("user", "102"), Permission: "calls.park"}, Answer: rights.No},
	}}
	return []RightsTable{{Target: "pbx", Table: t, Names: map[string]string{"user/101": "=cmd|' /C calc'!A0", "user/102": "Bob Durand (bob)"}, Schema: schema}}
}

func TestRights(t *testing.T) {
	golden(t, "rights.txt", RightsText(tables(), Options{}))
	out, err := RightsJSON(tables())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "rights.json", out)
	sheet, err := RightsCSV(tables())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "rights.csv", sheet)
	if strings.Contains(string(sheet), ",=cmd") {
		t.Error("a name would run as a formula")
	}
}

func TestSnapshot(t *testing.T) {
	s := &state.Snapshot{Target: "pbx", Type: "3cx", Profile: state.Profile{Version: "20.0.10"}, Objects: []state.Object{
		{Kind: "queue", Key: "800", ID: "7", Attrs: []state.Attr{{Name: "Agents", Value: state.OfSet("101")}}},
		{Kind: "user", Key: "101", Canonical: "users.alice", Attrs: []state.Attr{{Name: "EmailAddress", Value: state.Nothing()}, {Name: "VMPIN", Value: state.OfText("1234")}}},
		{Kind: "zone", Key: "z"},
	}, Coverage: []state.Coverage{{Extent: state.Extent{Kind: "phone"}, Reach: state.Denied, Reason: "403"}}}
	got := SnapshotText(s, schema, map[string]string{"user/101": "Alice Martin"}, Options{})
	golden(t, "snapshot.txt", got)
	if strings.Contains(string(got), "1234") {
		t.Error("a secret is shown")
	}
}

func TestYAML(t *testing.T) {
	got, err := YAML([]byte(`{"b":1,"a":["yes",true,null,1.5,"2"],"empty":{},"none":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := "b: 1\na:\n  - \"yes\"\n  - true\n  - null\n  - 1.5\n  - \"2\"\nempty: {}\nnone: []\n"
	if string(got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if _, err := YAML([]byte(`{"a":`)); err == nil {
		t.Error("cut JSON is taken for whole")
	}
}
