package rainbow

import (
	"cmp"
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// A direct number of the Hub is one person's or one group's. The service gives it to
// nobody while it is somebody's (409251), so that it is given up first: by a step of
// its own, which waits for nothing, so that numbers may go round. A group gives one
// up by taking another, unless somebody waits for it. Who has none on the Cloud PBX
// is given no direct one either.

// directs are the direct numbers that are somebody's, and the steps that free them.
type directs struct {
	holder map[string]state.Ref
	freed  map[string]string
	wanted map[string]bool // by somebody who does not have it
}

// numberOf is the attribute that is the direct number of a kind of object.
var numberOf = map[string]string{User: "ddi", HubGroup: "externalNumber"}

// direct looks over who has direct numbers, and who gives them up.
func (s *stepping) direct(all []*diff.Change) {
	d := &directs{holder: map[string]state.Ref{}, freed: map[string]string{}, wanted: map[string]bool{}}
	s.directs = d
	for _, c := range all {
		if f, ok := c.Field(numberOf[c.Object.Kind]); ok && f.Part.Acts() {
			d.wanted[f.Desired.Text()] = true
		}
	}
	for _, kind := range []string{User, HubGroup} {
		for i := range s.in.Live.OfKind(kind) {
			o := &s.in.Live.OfKind(kind)[i]
			number := o.Get(numberOf[kind]).Text()
			if number == "" {
				continue
			}
			d.holder[number] = o.Ref()
			if c := s.changes[o.Ref()]; c != nil {
				d.freed[number] = s.frees(c)
			}
		}
	}
}

// frees is the step of a change that gives its direct number up; "" for none.
func (s *stepping) frees(c *diff.Change) string {
	if c.Op == state.OpDelete || c.Object.Kind == HubGroup && s.renewed(c) {
		return "delete " + c.Live().String()
	}
	if f, ok := c.Field(numberOf[c.Object.Kind]); ok && f.Part.Acts() {
		return "free number of " + c.Live().String()
	}
	return ""
}

// asks is the direct number that a change gives, and whether it is to be given: a
// group that is made anew is given again what it had.
func (s *stepping) asks(c *diff.Change) (v state.Value, from []string, ok bool) {
	name := numberOf[c.Object.Kind]
	if f, ok := c.Field(name); ok && f.Part.Acts() {
		return f.Desired, f.From, c.Op != state.OpDelete
	}
	if c.Object.Kind != HubGroup || !s.renewed(c) {
		return v, nil, false
	}
	live, _ := s.in.Live.Find(c.Live())
	return live.Get(name).Bare(), nil, live.Get(name).Text() != ""
}

// number gives somebody a direct number, or takes it away. last is the step after
// which it is done, "" for none; what is returned is the last step of this one.
func (s *stepping) number(c *diff.Change, who, last string) string {
	v, from, ok := s.asks(c)
	if !ok {
		return last
	}
	live, there := s.in.Live.Find(c.Live())
	had := ""
	if there && !s.renewed(c) {
		had = live.Get(numberOf[c.Object.Kind]).Text()
	}
	if had != "" && (v.Text() == "" || c.Object.Kind == User || s.directs.wanted[had]) {
		last = s.freeNumber(c, who, had, last)
	}
	if v.Text() != "" {
		return s.giveNumber(c, who, v, from, last)
	}
	return last
}

// writesNumber is the effect of one that is given or given up.
func writesNumber(c *diff.Change, v state.Value, from []string) []state.Effect {
	return []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: numberOf[c.Object.Kind], Value: v, From: from}}}}
}

func (s *stepping) freeNumber(c *diff.Change, who, number, last string) string {
	f, _ := c.Field(numberOf[c.Object.Kind])
	x := plan.Step{ID: "free number of " + c.Live().String(), Op: state.OpUpdate, Object: c.Object, Title: who + " is not called any more by " + number, Covers: []string{c.Name()}, Needs: after(last),
		Settle: plan.ByRead, Effects: writesNumber(c, state.Nothing(), f.From)}
	if c.Object.Kind == HubGroup {
		x.Call, x.Args = "hub.update", plan.Args{"groupId": plan.IDOf{Ref: c.Object}, "externalNumberId": ""}
		return s.add(x).ID
	}
	x.Call, x.Args = "user.ddi.release", s.ddiArgs(c, number)
	return s.add(x).ID
}

func (s *stepping) ddiArgs(c *diff.Change, number string) plan.Args {
	o, _ := s.in.Live.Find(state.Ref{Kind: DDI, Key: number})
	return plan.Args{"systemId": steps.ID(System, o.Get("system").Text()), "phoneNumberId": plan.IDOf{Ref: o.Ref()}, "userId": plan.IDOf{Ref: c.Object}}
}

func (s *stepping) giveNumber(c *diff.Change, who string, v state.Value, from []string, last string) string {
	number := v.Text()
	if _, there := s.in.Live.Find(state.Ref{Kind: DDI, Key: number}); !there {
		s.report(diag.NoExtension, diag.Error, c, "the Cloud PBX has no direct number "+number, "order it first, or write one that is there")
		return last
	}
	holder, taken := s.directs.holder[number]
	if taken && holder != c.Live() && s.directs.freed[number] == "" {
		s.report(diag.NoExtension, diag.Error, c, fmt.Sprintf("the direct number %s is %s's", number, s.called(holder)), "take it from them in the site, or write another")
		return last
	}
	x := plan.Step{ID: "number " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: who + " is called by " + number, Covers: []string{c.Name()}, Needs: after(last), Settle: plan.ByRead,
		Effects: writesNumber(c, v, from)}
	if taken && holder != c.Live() {
		x.Needs = append(x.Needs, s.directs.freed[number])
	}
	if c.Object.Kind == HubGroup {
		x.Call, x.Args = "hub.update", plan.Args{"groupId": plan.IDOf{Ref: c.Object}, "externalNumberId": steps.ID(DDI, number)}
		return s.add(x).ID
	}
	x.Call, x.Args = "user.ddi.assign", s.ddiArgs(c, number)
	for _, n := range s.coming[state.Ref{Kind: Subscriber, Key: c.Object.Key}] {
		x.Needs = append(x.Needs, "create "+n.Object.String())
	}
	return s.add(x).ID
}

// called is what people call a user or a group of the Hub.
func (s *stepping) called(r state.Ref) string {
	if r.Kind == User {
		return s.person(r.Key)
	}
	return cmp.Or(s.hubName(r), r.Key)
}
