package threecx

import (
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// body is what a change writes of its own object: scalars as they are, and
// references as the ids of what they name. Collections of other objects are
// added by whoever builds the step.
func (s *stepping) body(c *diff.Change) map[string]any {
	out := map[string]any{}
	k, _ := s.schema.Kind(c.Object.Kind)
	for i := range c.Fields {
		f := &c.Fields[i]
		if !f.Part.Acts() || collections[c.Object.Kind+"."+f.Name] {
			continue
		}
		v := f.Desired
		switch name := f.Name; {
		case name == "PrimaryGroup":
			out["PrimaryGroupId"] = idOfGroup(v.Text())
		case name == "Groups":
			out[name] = groupIDs(v)
		case name == "Managers":
			out[name] = byNumber(v.Items())
		default:
			f, _ := k.Field(name)
			out[name] = sent(f, v)
		}
	}
	return out
}

// begin adds what a new object begins with to what is sent, and says so. None of
// it is managed, so that it is announced like what the PBX does by itself.
func (s *stepping) begin(ref state.Ref, content map[string]any) []state.Effect {
	o, ok := s.in.Desired.Find(ref)
	if !ok {
		return nil
	}
	k, _ := s.schema.Kind(ref.Kind)
	var attrs []state.Attr
	for _, a := range o.Initial {
		if _, asked := o.Attr(a.Name); !asked {
			f, _ := k.Field(a.Name)
			content[a.Name] = sent(f, a.Value)
			attrs = append(attrs, a)
		}
	}
	if len(attrs) == 0 {
		return nil
	}
	return []state.Effect{steps.Predicted(state.OpUpdate, ref, attrs...)}
}

// collections are attributes that are written together, in queues.go's way.
var collections = map[string]bool{
	"queue.Agents": true, "queue.AgentOrder": true, "queue.Skills": true, "ringGroup.Members": true, "ringGroup.MemberOrder": true,
}

func idOfGroup(name string) any {
	if name == "" {
		return nil
	}
	return plan.IDOf{Ref: state.Ref{Kind: Group, Key: name}}
}

func groupIDs(v state.Value) []any {
	out := make([]any, 0, len(v.Items()))
	for _, name := range v.Items() {
		out = append(out, map[string]any{"GroupId": idOfGroup(name)})
	}
	return out
}

func byNumber(numbers []string) []any {
	out := make([]any, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, map[string]any{"Number": n})
	}
	return out
}

// sent is a field's value as it is written: what is empty is null, or an empty
// list.
func sent(f *state.Field, v state.Value) any {
	if v.Presence() != state.Set && f != nil && (f.Type == state.Strset || f.Type == state.Strlist) {
		return []any{}
	}
	return draft.Literal(v)
}

func after(kind, attr, value string) plan.After {
	return plan.After{Extent: state.Extent{Kind: kind, Attr: attr, Value: value}}
}
