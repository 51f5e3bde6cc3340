package render

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

var update = flag.Bool("update", os.Getenv("UPDATE") == "1", "rewrite golden files")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs (-want +got):\n%s\nUPDATE=1 go test rewrites it", name, d)
	}
}

func ref(kind, key string) state.Ref { return state.Ref{Kind: kind, Key: key} }

// schema is a small PBX.
var schema = state.Schema{Kinds: []state.Kind{
	{Name: "user", Plural: "users", Title: "extension", Key: []string{"Number"}, Fields: []state.Field{
		{Name: "EmailAddress", Type: state.Text}, {Name: "Mobile", Type: state.Text},
		{Name: "Number", Type: state.Text, Flags: state.Immutable}, {Name: "VMPIN", Type: state.Text, Flags: state.Secret}}},
	{Name: "group", Plural: "groups", Title: "department", Key: []string{"Name"}, Fields: []state.Field{{Name: "Name", Type: state.Text}}},
	{Name: "membership", Plural: "memberships", Title: "membership", Key: []string{"Group", "User"}, Fields: []state.Field{
		{Name: "Group", Type: state.Text, Ref: "group"}, {Name: "RoleName", Type: state.Text, Flags: state.Privilege}, {Name: "User", Type: state.Text, Ref: "user"}}},
	{Name: "queue", Plural: "queues", Title: "queue", Key: []string{"Number"}, Fields: []state.Field{
		{Name: "Agents", Type: state.Strset, Ref: "user"}, {Name: "Greeting", Type: state.Text}, {Name: "Hours", Type: state.Tree},
		{Name: "Overflow", Type: state.Tree, Say: func(object map[string]any) ([]state.Word, bool) {
			mailbox, ok := object["mailbox"].(string)
			return []state.Word{{Text: "voicemail of "}, {Ref: ref("user", mailbox)}}, ok
		}}}},
}}

func at(path, file string, line int) plan.Cause {
	return plan.Cause{Path: path, Pos: diag.Pos{File: file, Line: line, Col: 3}, Role: "written"}
}

func asRights(changes ...rights.Change) []plan.RightChange {
	out := make([]plan.RightChange, len(changes))
	for i, c := range changes {
		out[i] = plan.RightChange{Change: c}
	}
	return out
}

// sample is a plan with one of everything.
func sample() Plan {
	s := plan.Section{
		Target: "pbx", Type: "3cx",
		Names: map[string]string{"user/101": "Alice Martin (alice)", "user/102": "Bob Durand (bob)", "user/103": "Claire Petit (claire)", "group/Sales": "Sales"},
		Changes: []diff.Change{
			{Op: state.OpCreate, Object: ref("group", "Sales"), Canonical: "groups.sales", Part: diff.Asked, Fields: []diff.Field{
				{Name: "Language", Desired: state.OfText("fr"), Part: diff.Asked, From: []string{".language"}},
				{Name: "Name", Desired: state.OfText("Sales"), Part: diff.Asked, From: []string{".title"}}}},
			{Op: state.OpCreate, Object: ref("membership", "Sales/102"), Canonical: "groups.sales.members.bob", Part: diff.Asked, Fields: []diff.Field{
				{Name: "CanBargeIn", Desired: state.OfBool(true), Part: diff.Asked, From: []string{"roles.teamLead.grants.calls.monitor"}},
				{Name: "Group", Desired: state.OfText("Sales"), Part: diff.Asked, From: []string{"groups.sales"}},
				{Name: "RoleName", Desired: state.OfText("managers"), Part: diff.Asked, From: []string{".role"}},
				{Name: "User", Desired: state.OfText("102"), Part: diff.Asked, From: []string{"users.bob.extension"}}}},
			{Op: state.OpUpdate, Object: ref("queue", "800"), ID: "7", Canonical: "groups.hotline", Part: diff.Asked, Fields: []diff.Field{
				{Name: "Agents", Live: state.OfSet("101", "102"), Desired: state.OfSet("101", "103"), Part: diff.Asked, From: []string{".agents"}},
				{Name: "Greeting", Live: state.OfText("Welcome to Acme, please hold the line while we find someone"),
					Desired: state.OfText("Welcome to Acme, please hold on while we find somebody"), Part: diff.Asked, From: []string{".native"}},
				{Name: "Hours", Live: state.OfTree(`{"monday":{"from":"08:00","to":"17:00"},"tuesday":{"from":"08:00","to":"17:00"}}`),
					Desired: state.OfTree(`{"monday":{"from":"08:00","to":"17:00"},"tuesday":{"from":"09:00","to":"17:00"}}`), Part: diff.Asked, From: []string{".native"}},
				{Name: "Overflow", Live: state.OfTree(`{"mailbox":"101"}`), Desired: state.OfTree(`{"mailbox":"103"}`), Part: diff.Asked, From: []string{".noAnswer"}},
				{Name: "Mood", Live: state.OfText("gloomy"), Last: state.OfText("sunny"), Part: diff.Left}}},
			{Op: state.OpDelete, Object: ref("user", "109"), ID: "19", Part: diff.Asked, Fields: []diff.Field{
				{Name: "EmailAddress", Live: state.OfText("gone@acme.example"), Part: diff.Asked}}},
			{Op: state.OpUpdate, Object: ref("user", "101"), ID: "11", Canonical: "users.alice", Part: diff.Asked, Fields: []diff.Field{
				{Name: "EmailAddress", Live: state.OfText("al@acme.example"), Desired: state.OfText("alice@acme.example"), Last: state.OfText("alice@acme.example"),
					Part: diff.Overwrite, From: []string{".email"}},
				{Name: "Mobile", Live: state.OfText("+33123456789"), Desired: state.Nothing(), Base: state.Nothing(), Part: diff.Asked, From: []string{".mobile"}},
				{Name: "VMPIN", Desired: state.OfText("changed"), Part: diff.Asked, From: []string{".voicemail.pin"}}}},
			{Op: state.OpUpdate, Object: ref("user", "103"), ID: "13", Canonical: "users.claire", Part: diff.Asked, Replace: true, Fields: []diff.Field{
				{Name: "Number", Live: state.OfText("104"), Desired: state.OfText("103"), Part: diff.Asked, From: []string{".extension"}}}},
			{Op: state.OpUpdate, Object: ref("membership", "Support/101"), Part: diff.Released, Fields: []diff.Field{
				{Name: "RoleName", Live: state.OfText("managers"), Last: state.OfText("managers"), Part: diff.Released}}},
		},
		Rights: asRights(
			rights.Change{Right: rights.Right{Holder: ref("user", "101"), Permission: "calls.monitor", Scope: "group:Support"}, Before: rights.Yes, After: rights.No,
				Via: []rights.Source{{Object: ref("membership", "Support/101"), Attr: "CanBargeIn"}}},
			rights.Change{Right: rights.Right{Holder: ref("user", "102"), Permission: "calls.monitor", Scope: "group:Sales"}, Before: rights.No, After: rights.Yes,
				Via: []rights.Source{{Object: ref("membership", "Sales/102"), Attr: "CanBargeIn"}}},
			rights.Change{Right: rights.Right{Holder: ref("user", "103"), Permission: "system.admin", Scope: "organization"}, Before: rights.No, After: rights.Yes, Privileged: true,
				Via: []rights.Source{{Object: ref("user", "103"), Attr: "RoleName"}}},
		),
		Refusals: []plan.Refusal{{Guard: "replace", Kind: "users", Count: 1, Objects: []state.Ref{ref("user", "103")}, Flag: "--allow-replace users=1",
			Message: "1 users would be deleted and created again, since the target cannot change Number"}},
		Losses: diag.List{{Code: "PB3101", Severity: diag.Warning, Target: "pbx", Path: "roles.teamLead.grants.calls.history",
			Message: "pbx cannot give calls.history for a department", Hint: "take the grant out for this target", Pos: []diag.Pos{{File: "roles.cue", Line: 5, Col: 2}}}},
		Steps: []plan.Step{
			{ID: "s1", Kind: plan.Call, Covers: []string{"create group/Sales"}, Causes: []plan.Cause{at("groups.sales", "groups.cue", 3)}},
			{ID: "s2", Kind: plan.Call, Covers: []string{"create membership/Sales/102"}, Flags: plan.Flags{Privileged: true}, Causes: []plan.Cause{
				at("groups.sales.members.bob", "groups.cue", 7), at("roles.teamLead.grants.calls.monitor", "roles.cue", 4)}},
			{ID: "s3", Kind: plan.Call, Covers: []string{"update user/101"}, Args: plan.Args{"VMPIN": plan.SecretOf{Name: "users.alice.pin"}}, Causes: []plan.Cause{at("users.alice.email", "users.cue", 12)}},
			{ID: "s4", Kind: plan.Call, Covers: []string{"delete user/109"}, Flags: plan.Flags{Irreversible: true}},
			{ID: "s5", Kind: plan.Call, Covers: []string{"update queue/800"}, Causes: []plan.Cause{at("groups.hotline.agents", "groups.cue", 20)}},
			{ID: "s6", Kind: plan.Call, Covers: []string{"update user/103"}, Flags: plan.Flags{Irreversible: true, Disruption: true}},
			{ID: "s7", Kind: plan.Manual, Title: "allow international calls for Alice Martin", Manual: &plan.ManualWork{By: "provider",
				Where: []string{"Admin Console", "Outbound Rules", "International"}, Do: []plan.Edit{{Field: "Extensions", From: "", To: "101"}}}},
		},
	}
	p := &plan.Plan{Body: plan.Body{Site: "acme", Sections: []plan.Section{s, {Target: "tel", Type: "3cx", Failed: "target unreachable: dial tcp 192.0.2.1:443"}}},
		Bindings: plan.Bindings{Targets: map[string]plan.TargetBindings{"pbx": {URL: "https://pbx.acme.example", Profile: state.Profile{Version: "20.0.10", Edition: "Enterprise"}}}}}
	return Plan{Plan: p, Schemas: map[string]state.Schema{"pbx": schema}}
}

// crowd creates n users that are alike, each with the same right.
func crowd(n int) Plan {
	s := plan.Section{Target: "pbx", Type: "3cx"}
	for i := range n {
		key := fmt.Sprint(100 + i)
		s.Changes = append(s.Changes, diff.Change{Op: state.OpCreate, Object: ref("user", key), Part: diff.Asked, Fields: []diff.Field{
			{Name: "EmailAddress", Desired: state.OfText(key + "@acme.example"), Part: diff.Asked}}})
		s.Rights = append(s.Rights, asRights(rights.Change{Right: rights.Right{Holder: ref("user", key), Permission: "calls.park"}, After: rights.Yes,
			Via: []rights.Source{{Object: ref("membership", "Sales/"+key), Attr: "AllowParking"}}})...)
	}
	return Plan{Plan: &plan.Plan{Body: plan.Body{Site: "acme", Sections: []plan.Section{s}}}, Schemas: map[string]state.Schema{"pbx": schema}}
}
