package gotoconnect

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// follow is how calls go on: ring steps as a whole list, and the two places beside them
// in a request of their own.
func (s *stepping) follow(c *diff.Change, needs []string) {
	if v, ok := s.written(c, "ringSteps"); ok {
		list, more := s.wired(draft.Literal(v))
		if list == nil {
			list = []any{}
		}
		s.add(plan.Step{ID: "ring " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("extension %s: ring steps", c.Object.Key), Covers: []string{c.Name()}, Call: "extension.ring",
			Args: plan.Args{"id": plan.IDOf{Ref: c.Object}, "ringSteps": list}, Settle: plan.ByRead, Needs: append(slices.Clone(needs), more...), Effects: []state.Effect{s.part(c, state.OpUpdate, "ringSteps")}})
	}
	e := s.part(c, state.OpUpdate, "finalStep", "unavailableStep")
	if len(e.Attrs) == 0 {
		return
	}
	args := plan.Args{"id": plan.IDOf{Ref: c.Object}}
	for i, a := range e.Attrs {
		to, more := s.wired(draft.Literal(a.Value))
		needs = append(slices.Clone(needs), more...)
		if to == nil && a.Name == "finalStep" { // it cannot be unset: this is what a new extension has
			to = map[string]any{"action": "VOICEMAIL"}
			e.Attrs[i].Value = treeOf(to)
		}
		args[a.Name] = to
	}
	s.add(plan.Step{ID: "follow " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("extension %s: where calls go that nobody takes", c.Object.Key), Covers: []string{c.Name()}, Call: "extension.follow", Args: args,
		Settle: plan.ByRead, Needs: needs, Effects: []state.Effect{e}})
}

// wired is a tree with ids in the place of numbers of extensions, and the steps that make
// those.
func (s *stepping) wired(v any) (any, []string) {
	switch v := v.(type) {
	case []any:
		var needs []string
		out := make([]any, len(v))
		for i := range v {
			x, more := s.wired(v[i])
			out[i], needs = x, append(needs, more...)
		}
		return out, needs
	case map[string]any:
		var needs []string
		out := map[string]any{}
		for _, name := range draft.SortedKeys(v) {
			if number, ok := v[name].(string); ok && name == "extension" {
				out["extensionId"] = steps.ID(Extension, number)
				needs = append(needs, s.needs(ref(Extension, number))...)
				continue
			}
			x, more := s.wired(v[name])
			out[name], needs = x, append(needs, more...)
		}
		return out, needs
	}
	return v, nil
}

// voicemail writes what nobody can read. The PIN goes along when the extension is made,
// and never again: whether it is still that one is known to nobody here.
func (s *stepping) voicemail(c *diff.Change, needs []string) {
	e := s.part(c, state.OpUpdate, append(slices.Clone(voicemailSwitches), "operatorExtension", "timeZone")...)
	args := s.arguments(e)
	if number, ok := args["operatorExtension"]; ok {
		delete(args, "operatorExtension")
		args["operatorExtensionId"] = number
		if key, isText := number.(string); isText {
			args["operatorExtensionId"] = steps.ID(Extension, key)
			needs = append(slices.Clone(needs), s.needs(ref(Extension, key))...)
		}
	}
	if o, ok := s.in.Desired.Find(c.Object); ok && c.Op == state.OpCreate {
		if pin, written := o.Attr("voicemailPassword"); written {
			args["password"] = plan.SecretOf{Name: o.Paths(pin)[0]}
		}
	}
	if len(args) == 0 {
		return
	}
	if len(e.Attrs) == 0 { // the PIN alone: a step says what it is about
		e = state.Effect{Op: state.OpUpdate, Object: c.Object}
	}
	args["id"] = plan.IDOf{Ref: c.Object}
	s.add(plan.Step{ID: "voicemail " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("extension %s: mailbox", c.Object.Key), Covers: []string{c.Name()}, Call: "extension.voicemail", Args: args,
		Settle: plan.ByRepeat, Needs: needs, Effects: []state.Effect{e}})
}
