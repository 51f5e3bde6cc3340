package gotoconnect

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// queue is a queue or campaign. A person makes and changes it; a call queue goes by the
// request that deletes extensions of any type.
func (s *stepping) queue(c *diff.Change) {
	k, _ := s.schema.Kind(c.Object.Kind)
	switch {
	case c.Op == state.OpDelete && c.Object.Kind == Queue:
		s.deleteQueue(c)
		return
	case c.Op == state.OpDelete:
		live := c.Live()
		s.add(plan.Step{ID: "delete " + live.String(), Kind: plan.Manual, Op: c.Op, Object: live, Title: s.hand.say("remove %s %s", "supprimer %s %s", s.hand.kind(k.Name), live.Key), Covers: []string{c.Name()}, Flags: plan.Flags{Irreversible: true},
			Manual:  &plan.ManualWork{By: "contactAdmin", Where: s.hand.queues(k.Name, live.Key), Do: []plan.Edit{{Field: s.hand.kind(k.Name), From: live.Key, To: s.hand.say("delete", "supprimer")}}},
			Effects: []state.Effect{{Op: c.Op, Object: live}}})
		return
	}
	if !s.numbered(c) {
		return
	}
	e := s.part(c, c.Op, "agents", "name", "number", "supervisors", "wrapUp")
	x := plan.Step{ID: string(c.Op) + " " + c.Object.String(), Kind: plan.Manual, Op: c.Op, Object: c.Object, Covers: []string{c.Name()}, Needs: s.staff(c), Flags: plan.Flags{}}
	name := s.called(c)
	if c.Op == state.OpCreate {
		if c.Object.Kind == Queue {
			name = s.named(c, &e)
		}
		x.Title = s.hand.say("%s %s: as it shall be", "%s %s : son état voulu", s.hand.kind(k.Name), name)
	} else {
		x.Title = s.hand.say("%s %s: who and how", "%s %s : qui et comment", s.hand.kind(k.Name), name)
	}
	x.Manual = s.queueWork(c, &e, name)
	x.Effects = []state.Effect{e}
	if c.Op == state.OpCreate && c.Object.Kind == Queue {
		x.Effects = append(x.Effects, steps.Predicted(state.OpCreate, ref(Extension, c.Object.Key), steps.Text("number", c.Object.Key), steps.Text("name", name), steps.Text("type", "CALL_QUEUE")))
	}
	if c.LiveKey != "" && c.Object.Kind == Queue {
		y := steps.Predicted(state.OpUpdate, ref(Extension, c.Object.Key), steps.Text("number", c.Object.Key))
		y.LiveKey = c.LiveKey
		x.Effects = append(x.Effects, y)
	}
	s.add(x)
}

// numbered refuses a number that something else has.
func (s *stepping) numbered(c *diff.Change) bool {
	if c.Object.Kind != Queue || c.Op == state.OpUpdate && c.LiveKey == "" {
		return true
	}
	o, taken := s.in.Live.Find(ref(Extension, c.Object.Key))
	if !taken {
		return true
	}
	s.report(diag.NoExtension, c, fmt.Sprintf("%s is the number of %q already, a %s", c.Object.Key, o.Get("name").Text(), o.Get("type").Text()), "write another number")
	return false
}

func (s *stepping) deleteQueue(c *diff.Change) {
	live := c.Live()
	s.deleteExtension(c, live, steps.Predicted(state.OpDelete, ref(Extension, live.Key)), state.Effect{Op: state.OpDelete, Object: live})
}

// staff are the steps that make people whom a queue names.
func (s *stepping) staff(c *diff.Change) []string {
	var out []string
	for _, field := range []string{"agents", "supervisors"} {
		v, _ := s.written(c, field)
		for _, email := range v.Items() {
			out = append(out, s.needs(ref(User, email))...)
		}
	}
	return out
}

// called is the name of a queue: the one it gets, or has.
func (s *stepping) called(c *diff.Change) string {
	if v, ok := s.written(c, "name"); ok && v.Text() != "" {
		return v.Text()
	}
	if o, ok := s.in.Live.Find(c.Live()); ok && o.Get("name").Text() != "" {
		return o.Get("name").Text()
	}
	return c.Object.Key
}

func (h hand) kind(kind string) string {
	switch kind {
	case InboxQueue:
		return h.say("inbox queue", "file de réception")
	case Campaign:
		return h.say("campaign", "campagne")
	}
	return h.say("call queue", "file d'appels")
}

// queues is the way to one of them (inferred).
func (h hand) queues(kind, name string) []string {
	switch kind {
	case InboxQueue:
		return h.center(h.say("Inbox queues", "Files de réception"), name)
	case Campaign:
		return h.center(h.say("Campaigns", "Campagnes"), name)
	}
	return h.center(h.say("Call queues", "Files d'appels"), name)
}

// queueWork is what a person does to a queue, in the order of its page.
func (s *stepping) queueWork(c *diff.Change, e *state.Effect, name string) *plan.ManualWork {
	h := s.hand
	now := name
	if o, ok := s.in.Live.Find(c.Live()); ok && o.Get("name").Text() != "" {
		now = o.Get("name").Text()
	}
	w := &plan.ManualWork{By: "contactAdmin", Where: h.queues(c.Object.Kind, now)}
	for _, a := range e.Attrs {
		f, _ := c.Field(a.Name)
		switch a.Name {
		case "name":
			w.Do = append(w.Do, plan.Edit{Field: h.say("Name", "Nom"), From: h.was(c, f, nil), To: a.Value.Text()})
		case "number":
			w.Do = append(w.Do, plan.Edit{Field: h.say("Extension number", "Numéro d'extension"), From: h.was(c, f, nil), To: a.Value.Text()})
		case "wrapUp":
			w.Do = append(w.Do, plan.Edit{Field: h.say("Wrap-up time", "Temps de conclusion"), From: h.was(c, f, h.seconds), To: h.seconds(a.Value)})
		case "agents":
			w.Do = append(w.Do, s.staffed(c, f, a.Value, h.say("agent", "agent"))...)
		case "supervisors":
			w.Do = append(w.Do, s.staffed(c, f, a.Value, h.say("supervisor", "superviseur"))...)
		}
	}
	return w
}

func (h hand) seconds(v state.Value) string {
	if v.Presence() != state.Set {
		return "0 s"
	}
	return fmt.Sprintf("%d s", v.Int())
}

// was is what a field holds, as far as anybody knows, and on whose word.
func (h hand) was(c *diff.Change, f *diff.Field, show func(state.Value) string) string {
	switch {
	case c.Unknown && (f == nil || f.Live.Source().By == ""):
		return h.language.Unknown()
	case f == nil, c.Op == state.OpCreate && !c.Unknown:
		return "–"
	}
	return h.language.Was(f.Live, show)
}

// staffed are who comes and who goes. Where nobody knows who is there, whoever else is
// goes.
func (s *stepping) staffed(c *diff.Change, f *diff.Field, desired state.Value, role string) []plan.Edit {
	h := s.hand
	known := c.Op == state.OpCreate && !c.Unknown || f != nil && !c.Unknown && f.Live.Basis() != state.Unknown
	var have []string
	if f != nil && known {
		have = f.Live.Items()
	}
	var out []plan.Edit
	for _, email := range desired.Items() {
		if slices.Contains(have, email) {
			continue
		}
		from := "–"
		if !known {
			from = s.hand.language.Unknown()
		}
		out = append(out, plan.Edit{Field: s.person(email), From: from, To: role})
	}
	for _, email := range have {
		if !slices.Contains(desired.Items(), email) {
			out = append(out, plan.Edit{Field: s.person(email), From: role, To: h.say("remove", "retirer")})
		}
	}
	if !known {
		out = append(out, plan.Edit{Field: h.say("everybody else who is %s", "toute autre personne %s", role), From: s.hand.language.Unknown(), To: h.say("remove", "retirer")})
	}
	return out
}
