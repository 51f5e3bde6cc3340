package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func recorded(kind, key, canonical, id string) state.Entry {
	return state.Entry{Object: state.Ref{Kind: kind, Key: key}, Canonical: canonical, ID: id}
}

// gains are the right changes of the only section, in short.
func gains(p *plan.Plan) []string {
	var out []string
	for _, r := range p.Body.Sections[0].Rights {
		l := r.Holder.Key + " " + r.Permission + " " + r.Scope + " " + r.Before.String() + "→" + r.After.String()
		for _, th := range r.Through {
			l += ", " + th.Words
		}
		for _, scope := range r.Stays {
			l += ", stays " + scope
		}
		out = append(out, l)
	}
	return out
}

// TestRightsUnderNewNames: a new name for a group, or a new number for a person,
// is no change of rights; what changes beside it is.
func TestRightsUnderNewNames(t *testing.T) {
	for name, tt := range map[string]struct {
		desired, live string
		record        []state.Entry
		want          []string
	}{
		"a group is called otherwise": {
			"group/Verkauf path=groups.sales\nuser/101\nuser/102\nmembership/Verkauf/101 CanBargeIn=true\nmembership/Verkauf/102 path=groups.sales.members.bob from=groups.sales.members.bob.overrides CanBargeIn=-",
			"group/Sales id=1\nuser/101\nuser/102\nmembership/Sales/101 CanBargeIn=true\nmembership/Sales/102 CanBargeIn=true",
			[]state.Entry{recorded("group", "Sales", "groups.sales", "1")},
			[]string{"102 calls.monitor group:Verkauf yes→no, override of bob in sales"},
		},
		"a right shrinks to another group": {
			"claim:membership:Group:Ops\ngroup/Ops path=groups.ops\ngroup/Sales\nuser/101\nmembership/Sales/101 CanBargeIn=true",
			"group/Ops\ngroup/Sales\nuser/101\nmembership/Sales/101 CanBargeIn=true\nmembership/Ops/101 CanBargeIn=true",
			nil,
			[]string{"101 calls.monitor group:Ops yes→no, the former place in group ops, stays group:Sales"},
		},
		"two groups swap names": {
			"group/B path=groups.a\ngroup/A path=groups.b\nuser/101\nmembership/B/101 CanBargeIn=true",
			"group/A id=1\ngroup/B id=2\nuser/101\nmembership/A/101 CanBargeIn=true",
			[]state.Entry{recorded("group", "A", "groups.a", "1"), recorded("group", "B", "groups.b", "2")},
			nil,
		},
		"a person has another number": {
			"user/150 path=users.bob\ngroup/Sales\nmembership/Sales/150 from=groups.sales.members.bob.role CanBargeIn=true RoleName=owner",
			"user/101 id=4\ngroup/Sales\nmembership/Sales/101 CanBargeIn=true",
			[]state.Entry{recorded("user", "101", "users.bob", "4")},
			[]string{"150 rights.manage group:Sales no→yes, role of bob in sales"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := target(t, parse(t, tt.desired), parse(t, tt.live), withRecord(tt.record...))
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
			if d := cmp.Diff(tt.want, gains(p)); d != "" {
				t.Errorf("rights (-want +got):\n%s\n%s", d, show(&p.Body.Sections[0]))
			}
		})
	}
}

// TestGoesUnderItsNewName: what goes along with a member of a group that was
// renamed before is called otherwise by then.
func TestGoesUnderItsNewName(t *testing.T) {
	const live = "group/Sales id=1\nuser/101\nuser/102\nmembership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=user"
	desired := parse(t, "claim:user\ngroup/Verkauf path=groups.sales\nuser/101\nmembership/Verkauf/101 RoleName=user")
	for name, said := range map[string]bool{"the driver says what goes along": true, "the plan finds it": false} {
		t.Run(name, func(t *testing.T) {
			in := target(t, desired, parse(t, live), withRecord(recorded("group", "Sales", "groups.sales", "1")))
			for i := range in.Steps {
				s := &in.Steps[i]
				if s.Op != state.OpDelete {
					continue
				}
				s.Needs = []string{"update group/Verkauf"}
				if said {
					s.Effects = append([]state.Effect{{Op: state.OpDelete, Object: state.Ref{Kind: "membership", Key: "Sales/102"}, Predicted: true}}, s.Effects...)
				}
			}
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
			if d := cmp.Diff("update group/Verkauf\ndelete user/102 after [update group/Verkauf]\n", show(&p.Body.Sections[0])); d != "" {
				t.Errorf("steps (-want +got):\n%s", d)
			}
		})
	}
}
