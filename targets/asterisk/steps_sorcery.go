package asterisk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// make puts a new object.
func (s *stepping) make(c *diff.Change) {
	if c.Object.Kind == Auth && s.passwordless(c) {
		return
	}
	attrs := s.attrs(c)
	fields := map[string]any{}
	for _, a := range attrs {
		if v := s.argument(c.Object.Kind, a); a.Name != "id" && a.Name != belongs.Name && v != nil {
			fields[a.Name] = v
		}
	}
	if _, said := fields["allow"]; c.Object.Kind == Endpoint && !said {
		fields["allow"] = []any{"ulaw", "alaw"}
		attrs = append(attrs, state.Attr{Name: "allow", Value: state.OfList("ulaw", "alaw")})
		slices.SortFunc(attrs, byName)
	}
	s.add(plan.Step{ID: making(c.Object), Op: state.OpCreate, Object: c.Object, Title: "add " + s.title(c), Covers: []string{c.Name()}, Call: callPut,
		Args: plan.Args{"type": c.Object.Kind, "id": c.Object.Key, "fields": fields}, Settle: plan.ByKey, Needs: s.first(c), Effects: s.effects(c, effect(c, state.OpCreate, attrs))})
	s.warn(c)
}

// first are the steps that come before an object is made: those that take its name away,
// and those that make its endpoint anew, with which the holder before would have it.
func (s *stepping) first(c *diff.Change) []string {
	var out []string
	if s.gone[c.Object] {
		out = append(out, removing(c.Object))
	}
	owner, _, _ := strings.Cut(c.Object.Key, "@")
	e := ref(Endpoint, owner)
	if c.Object.Kind == Queue || c.Object.Kind == Endpoint {
		return out
	}
	if s.gone[e] {
		out = append(out, removing(e))
	}
	if s.coming[e] != nil {
		out = append(out, making(e))
	}
	return out
}

// update puts what differs; the rest stays.
func (s *stepping) update(c *diff.Change) {
	attrs := s.attrs(c)
	fields := map[string]any{}
	for _, a := range attrs {
		fields[a.Name] = s.argument(c.Object.Kind, a)
	}
	for _, a := range s.dragged(c) {
		if !dragsOn(c) {
			fields[a.Name] = s.argument(c.Object.Kind, a)
		}
	}
	_, relog := fields["password"]
	_, renamed := fields["username"]
	x := plan.Step{ID: changing(c.Object), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s: %s", s.title(c), steps.Changed(s.schema, c)), Covers: []string{c.Name()}, Call: callPut,
		Args: plan.Args{"type": c.Object.Kind, "id": c.Object.Key, "fields": fields}, Settle: plan.ByRead, Effects: s.effects(c, effect(c, state.OpUpdate, attrs)),
		Flags: plan.Flags{Disruption: relog || renamed}}
	s.add(x)
	s.warn(c)
}

// effects are what a put does, with what a switch drags along.
func (s *stepping) effects(c *diff.Change, e state.Effect) []state.Effect {
	out := []state.Effect{e}
	if along := s.dragged(c); len(along) > 0 {
		out = append(out, steps.Predicted(state.OpUpdate, c.Object, along...))
	}
	return out
}

// dragsOn reports whether a change turns webrtc on.
func dragsOn(c *diff.Change) bool {
	f, ok := c.Field("webrtc")
	return ok && f.Part.Acts() && f.Desired.Bool()
}

// dragged are the attributes that change with webrtc and of which the site says nothing.
func (s *stepping) dragged(c *diff.Change) []state.Attr {
	if f, ok := c.Field("webrtc"); c.Object.Kind != Endpoint || !ok || !f.Part.Acts() || c.Op == state.OpCreate && !f.Desired.Bool() {
		return nil
	}
	k, _ := s.schema.Kind(Endpoint)
	want, _ := s.in.Desired.Find(c.Object)
	var out []state.Attr
	for _, a := range dragged(s.in.Profile) {
		if want != nil {
			if _, said := want.Attr(a.Name); said {
				continue
			}
		}
		if !dragsOn(c) {
			f, _ := k.Field(a.Name)
			a.Value = f.Default
		}
		out = append(out, a)
	}
	return out
}

// remove deletes an object, and before an endpoint what belongs to it.
func (s *stepping) remove(r state.Ref, c *diff.Change) {
	if s.gone[r] {
		return
	}
	s.gone[r] = true
	var needs []string
	if r.Kind == Endpoint {
		needs = s.belongings(r.Key, c)
	}
	x := plan.Step{ID: removing(r), Op: state.OpDelete, Object: r, Title: "delete " + titles[r.Kind] + " " + r.Key, Covers: []string{c.Name()}, Call: callRemove,
		Args: plan.Args{"type": r.Kind, "id": r.Key}, Settle: plan.ByKey, Needs: needs, Effects: []state.Effect{{Op: state.OpDelete, Object: r, Predicted: r != c.Live()}}}
	switch r.Kind {
	case Mailbox:
		x.Call, x.Args = callConfigure, unmailbox(r.Key)
	case Queue:
		x.Call, x.Args = callConfigure, configure(fileQueues, map[string]any{"action": actDeleteCategory, "category": r.Key})
	}
	s.add(x)
}

// belongings deletes what goes with an endpoint and has no change of its own: its auth,
// its aor and its mailbox.
func (s *stepping) belongings(id string, c *diff.Change) []string {
	var out []string
	for _, r := range s.owned[id] {
		own := s.changes[r]
		if _, wanted := s.in.Desired.Find(r); own == nil && !wanted || s.coming[r] != nil {
			s.remove(r, c)
		}
		if s.gone[r] || own != nil && (own.Op == state.OpDelete || own.Replace) {
			out = append(out, removing(r))
		}
	}
	return out
}

// owners lists, by the id of an endpoint, what belongs to it on the target.
func owners(live *state.Snapshot) map[string][]state.Ref {
	out := map[string][]state.Ref{}
	for i := range live.Objects {
		o := &live.Objects[i]
		if id := o.Get(belongs.Name).Text(); id != "" {
			out[id] = append(out[id], o.Ref())
		}
	}
	return out
}
