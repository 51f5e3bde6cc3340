package write

import (
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"

	"github.com/patchbay-dev/patchbay/schema"
)

// TestEveryFieldOfTheLanguageIsWritten holds the tables against the language:
// the same fields in the same order. A field that is added to one and not to the
// other fails here.
func TestEveryFieldOfTheLanguageIsWritten(t *testing.T) {
	defs := definitions(t)
	for name, got := range map[string][]string{
		"#Requires": names(requiresTable), "#Organization": names(organizationTable), "#ExtensionPlan": names(planTable), "#Range": names(rangeTable),
		"#Department": names(departmentTable), "#User": names(userTable), "#Voicemail": names(voicemailTable), "#Forwarding": names(forwardingTable),
		"#ForwardingRule": names(ruleTable), "#FollowStep": names(stepTable), "#Destination": names(destinationTable), "#Group": names(groupTable),
		"#Member": names(memberTable), "#Agent": names(agentTable), "#Assistant": names(assistantTable), "#Role": names(roleTable),
		"#Assignment": names(assignmentTable), "#Device": names(deviceTable), "#Workspace": names(workspaceTable), "#Secret": names(secretTable),
		"#Profile": names(profileTable), "#Selection": names(selectionTable), "#Losses": names(lossesTable), "#ContactCenter": names(contactCenterTable),
		"#Policies": names(policiesTable), "#Attestations": names(attestationsTable), "#Budget": names(budgetTable), "#Window": names(windowTable),
	} {
		if want := defs[name]; !slices.Equal(got, want) {
			t.Errorf("%s\n has    %q\n and is written as %q", name, want, got)
		}
	}
	if want := append(defs["#Target"], defs["#Target3CX"]...); !slices.Equal(names(targetTable), want) {
		t.Errorf("#Target\n has    %q\n and is written as %q", want, names(targetTable))
	}
	var roots []string
	for _, l := range layout {
		roots = append(roots, names(l.table)...)
	}
	for _, name := range defs["#Site"] {
		if name != "rosters" && !slices.Contains(roots, name) { // their rows are users
			t.Errorf("%s is in no file", name)
		}
	}
}

func names[T any](t table[T]) []string {
	var out []string
	for _, f := range t {
		out = append(out, f.name)
	}
	return out
}

// definitions are the named fields of each definition of the language, as they
// are written there.
func definitions(t *testing.T) map[string][]string {
	out := map[string][]string{}
	for _, f := range schema.Files() {
		file, err := parser.ParseFile(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			def, ok := d.(*ast.Field)
			if !ok {
				continue
			}
			if name, ok := def.Label.(*ast.Ident); ok && strings.HasPrefix(name.Name, "#") {
				out[name.Name] = fieldsOf(def.Value)
			}
		}
	}
	return out
}

func fieldsOf(x ast.Expr) []string {
	var out []string
	switch x := x.(type) {
	case *ast.Alias: // G={…}
		return fieldsOf(x.Expr)
	case *ast.BinaryExpr: // matchN(…) & close({…})
		return append(fieldsOf(x.X), fieldsOf(x.Y)...)
	case *ast.CallExpr:
		if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "close" {
			return fieldsOf(x.Args[0])
		}
	case *ast.StructLit:
		for _, d := range x.Elts {
			if f, ok := d.(*ast.Field); ok {
				if name, _, err := ast.LabelName(f.Label); err == nil {
					out = append(out, name)
				}
			}
		}
	}
	return out
}
