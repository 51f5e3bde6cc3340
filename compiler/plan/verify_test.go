package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestVerify breaks a good plan in every way a driver could, and wants the
// defect that says so.
func TestVerify(t *testing.T) {
	desired := parse(t, `claim:user
		group/Sales path=groups.sales
		user/101 path=users.a Mobile=5
		user/102 path=users.b Email=b@x PrimaryGroup=Sales
		user/104 path=users.d`)
	live := parse(t, "user/101 id=1 Mobile=4\nuser/103 id=3\nuser/104 id=4 Mobile=9")
	sides := plan.Sides{Schema: schema, Desired: desired, Live: live}
	released := func(in *diff.Input) {
		in.Released = map[string]diff.Release{"users": diff.ToReset}
		in.Base = parse(t, "user/104 path=users.d Mobile=9")
	}
	step := func(s *plan.Section, id string) *plan.Step {
		st, ok := s.Step(id)
		if !ok {
			t.Fatalf("no step %s", id)
		}
		return st
	}
	attr := func(s *plan.Step, name string, v state.Value) {
		o := state.Object{Attrs: slices.Clone(s.Effects[0].Attrs)}
		o.Put(name, v)
		s.Effects = slices.Clone(s.Effects)
		s.Effects[0].Attrs = o.Attrs
	}
	tests := []struct {
		name  string
		spoil func(s *plan.Section)
		want  string
	}{
		{"nothing", func(*plan.Section) {}, ""},
		{"a step is missing", func(s *plan.Section) {
			s.Steps = slices.DeleteFunc(s.Steps, func(st plan.Step) bool { return st.ID == "update user/101" })
		},
			`no step covers the change "update user/101"`},
		{"a step covers nothing", func(s *plan.Section) { step(s, "update user/101").Covers = nil },
			`step "update user/101": it covers no change`},
		{"it covers what does not exist", func(s *plan.Section) {
			step(s, "update user/101").Covers = []string{"update user/101", "update user/7"}
		},
			`step "update user/101": it covers "update user/7", which is no change of this section`},
		{"it covers what is only shown", func(s *plan.Section) { s.Changes[changeAt(s, "update user/101")].Part = diff.Left },
			`step "update user/101": it covers "update user/101", which is only to be shown (left)`},
		{"the wrong value", func(s *plan.Section) { attr(step(s, "update user/101"), "Mobile", state.OfText("6")) },
			"after all steps it would still be to do: update user/101 (Mobile)"},
		{"a field nobody asked for", func(s *plan.Section) { attr(step(s, "update user/101"), "Email", state.OfText("z@x")) },
			`step "update user/101": it would set Email of user/101 to z@x, which nobody asked for`},
		{"an object nobody asked for", func(s *plan.Section) {
			st := step(s, "update user/101")
			st.Effects = append(slices.Clone(st.Effects), state.Effect{Op: state.OpUpdate, Object: state.Ref{Kind: "user", Key: "104"}, Attrs: []state.Attr{{Name: "Email", Value: state.OfText("z@x")}}})
		}, `step "update user/101": it would update user/104, which no change that it covers is about`},
		{"the wrong operation", func(s *plan.Section) {
			step(s, "update user/101").Effects = []state.Effect{{Op: state.OpDelete, Object: state.Ref{Kind: "user", Key: "101"}}}
		},
			`step "update user/101": it would delete user/101, where the change is to update it`},
		{"a deletion too many, said to be the vendor's", func(s *plan.Section) {
			st := step(s, "update user/101")
			st.Effects = append(slices.Clone(st.Effects), state.Effect{Op: state.OpDelete, Object: state.Ref{Kind: "user", Key: "104"}, Predicted: true})
		}, "after all steps it would still be to do: create user/104"},
		{"creating what is there", func(s *plan.Section) { step(s, "create user/102").Effects[0].Object.Key = "101" },
			`step "create user/102": it would create user/101, which is there at that point`},
		{"deleting what is not there", func(s *plan.Section) { step(s, "delete user/103").Effects[0].Object.Key = "199" },
			`step "delete user/103": it would delete user/199, which is not there at that point`},
		{"not deleting", func(s *plan.Section) { step(s, "delete user/103").Effects = nil },
			"after all steps it would still be to do: delete user/103"},
		{"changing what is not there", func(s *plan.Section) { step(s, "update user/101").Effects[0].Object.Key = "199" },
			`step "update user/101": it would change user/199, which is not there at that point, or rename it to what is`},
		{"not resetting", func(s *plan.Section) { step(s, "update user/104").Effects = nil },
			"after all steps Mobile of user/104 would not be reset"},
		{"a kind that does not exist", func(s *plan.Section) { step(s, "update user/101").Effects[0].Object.Kind = "shoe" },
			`step "update user/101": it has an effect on shoe/101, a kind that the schema does not have`},
		{"a field that does not exist", func(s *plan.Section) { attr(step(s, "update user/101"), "Shoe", state.OfText("44")) },
			`step "update user/101": it has an effect on Shoe of user/101, a field that the schema does not have`},
		{"a secret as an effect", func(s *plan.Section) { attr(step(s, "update user/101"), "Password", state.OfText("x")) },
			`step "update user/101": it has an effect on Password of user/101, a secret; effects never hold one`},
		{"a secret as an argument", func(s *plan.Section) {
			step(s, "create user/102").Args = plan.Args{"body": map[string]any{"AuthPassword": "hunter2"}}
		},
			`step "create user/102": argument body.AuthPassword is a secret written out; use SecretOf`},
		{"a pin in a list", func(s *plan.Section) { step(s, "create user/102").Args = plan.Args{"VMPIN": []any{"1234"}} },
			`step "create user/102": argument VMPIN.0 is a secret written out; use SecretOf`},
		{"a secret without a name", func(s *plan.Section) { step(s, "create user/102").Args = plan.Args{"password": plan.SecretOf{}} },
			`step "create user/102": argument password is a secret without a name`},
		{"a key that begins with $", func(s *plan.Section) {
			step(s, "create user/102").Args = plan.Args{"a": []any{map[string]any{"$id": "x"}}}
		},
			`step "create user/102": argument has the key "$id"; keys that begin with "$" are kept for references`},
		{"an argument of a strange type", func(s *plan.Section) { step(s, "create user/102").Args = plan.Args{"a": []any{struct{}{}}} },
			`step "create user/102": argument a.0 is a struct {}, which arguments may not hold`},
		{"an id that nobody has", func(s *plan.Section) {
			step(s, "create user/102").Args = plan.Args{"id": plan.IDOf{Ref: state.Ref{Kind: "user", Key: "199"}}}
		},
			`step "create user/102": argument id is the id of user/199, which is not on the target and no step makes`},
		{"an id that comes too late", func(s *plan.Section) {
			step(s, "delete user/103").Args = plan.Args{"id": plan.IDOf{Ref: state.Ref{Kind: "user", Key: "102"}}}
		}, `step "delete user/103": argument id is the id of user/102, but the step that makes it is not among its needs`},
		{"a collection of no kind", func(s *plan.Section) {
			step(s, "create user/102").Args = plan.Args{"a": plan.After{Extent: state.Extent{Kind: "shoe"}}}
		},
			`step "create user/102": argument a is made of shoe, a kind that the schema does not have`},
		{"a need that does not exist", func(s *plan.Section) { step(s, "create user/102").Needs = []string{"nothing"} },
			`step "create user/102": it needs "nothing", which does not come before it`},
		{"a need that comes later", func(s *plan.Section) { slices.Reverse(s.Steps) },
			`step "create user/102": it needs "create group/Sales", which does not come before it`},
		{"one id twice", func(s *plan.Section) { step(s, "create user/102").ID = "delete user/103" },
			`step "delete user/103": its id is empty or used twice`},
		{"no call", func(s *plan.Section) { step(s, "create user/102").Call = "" },
			`step "create user/102": it names no call`},
		{"by hand, and not how", func(s *plan.Section) { step(s, "create user/102").Kind = plan.Manual },
			`step "create user/102": it is manual and does not say what to do`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, desired, live, released)}})
			s := &p.Body.Sections[0]
			tt.spoil(s)
			var got []string
			for _, d := range plan.Verify(s, sides) {
				got = append(got, d.Error())
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && !slices.Contains(got, tt.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), tt.want)
			}
		})
	}
}

func changeAt(s *plan.Section, name string) int {
	return slices.IndexFunc(s.Changes, func(c diff.Change) bool { return c.Name() == name })
}

// TestVerifyAllowsWholeRecords: vendors that take whole records make a step
// write what is there already, and fill in what they need at creation.
func TestVerifyAllowsWholeRecords(t *testing.T) {
	desired, live := parse(t, "user/101 Mobile=5\nuser/102"), parse(t, "user/101 Mobile=4 Email=a@x")
	in := target(t, desired, live)
	for i := range in.Steps {
		s := &in.Steps[i]
		s.Effects[0].Attrs = append(slices.Clone(s.Effects[0].Attrs), state.Attr{Name: "Email", Value: state.OfText("a@X")})
	}
	in.Steps[0].Effects[0].Attrs[1].Value = state.OfText("new@x") // of the creation
	if in.Steps[0].Op != state.OpCreate {
		in.Steps[0].Effects[0].Attrs[1].Value, in.Steps[1].Effects[0].Attrs[1].Value = state.OfText("a@X"), state.OfText("new@x")
	}
	build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
}

// TestBuildDistrustsDrivers: what Verify finds reaches the operator.
func TestBuildDistrustsDrivers(t *testing.T) {
	for name, spoil := range map[string]func(*plan.TargetInput){
		"a need that does not exist": func(in *plan.TargetInput) { in.Steps[0].Needs = []string{"x"} },
		"two steps of one id":        func(in *plan.TargetInput) { in.Steps = append(in.Steps, in.Steps[0]) },
		"a strange argument":         func(in *plan.TargetInput) { in.Steps[0].Args = plan.Args{"a": make(chan int)} },
		"no steps":                   func(in *plan.TargetInput) { in.Steps = nil },
	} {
		in := target(t, parse(t, "user/101"), parse(t, ""))
		spoil(&in)
		if _, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}}); !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == diag.StepsWrong }) {
			t.Errorf("%s: the driver is not blamed: %v", name, diags)
		}
	}
}

// TestVerifyFollowsNeeds: an id may be yielded by a step that is needed by way of
// others, however many ways there are.
func TestVerifyFollowsNeeds(t *testing.T) {
	var text strings.Builder
	text.WriteString("group/Sales\n")
	for i := range 60 {
		fmt.Fprintf(&text, "user/%d\n", 1000+i)
	}
	desired := parse(t, text.String())
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, desired, parse(t, ""))}})
	s := &p.Body.Sections[0]
	slices.SortStableFunc(s.Steps, func(a, b plan.Step) int { return strings.Compare(a.Object.Kind, b.Object.Kind) })
	for i := range s.Steps {
		s.Steps[i].Needs = nil
		for j := max(0, i-2); j < i; j++ {
			s.Steps[i].Needs = append(s.Steps[i].Needs, s.Steps[j].ID) // two ways at each step
		}
	}
	last := &s.Steps[len(s.Steps)-1]
	last.Args["group"] = plan.IDOf{Ref: state.Ref{Kind: "group", Key: "Sales"}}
	sides := plan.Sides{Schema: schema, Desired: desired, Live: parse(t, "")}
	if d := plan.Verify(s, sides); len(d) > 0 {
		t.Errorf("the id is yielded before: %v", d)
	}
	for i := range s.Steps {
		s.Steps[i].Needs = slices.DeleteFunc(s.Steps[i].Needs, func(n string) bool { return n == "create group/Sales" })
	}
	if d := plan.Verify(s, sides); len(d) != 1 || !strings.Contains(d[0].Error(), "not among its needs") {
		t.Errorf("nothing leads to it any more: %v", d)
	}
}
