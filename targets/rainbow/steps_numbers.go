package rainbow

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// devicesOf counts the numbers that people have on PBXs.
func devicesOf(live *state.Snapshot) map[string]int {
	out := map[string]int{}
	for i := range live.OfKind(User) {
		u := &live.OfKind(User)[i]
		out[u.Key] = len(u.Get("systemNumbers").Items())
	}
	return out
}

// extension changes what an extension of the PBX says of itself.
func (s *stepping) extension(c *diff.Change) {
	o, ok := s.in.Live.Find(c.Live())
	if c.Op != state.OpUpdate || !ok {
		return
	}
	args := plan.Args(values(c))
	args["systemId"], args["phoneNumberId"] = steps.ID(System, o.Get("system").Text()), plan.IDOf{Ref: c.Object}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("extension %s: %s", c.Object.Key, steps.Changed(s.schema, c)), Covers: []string{c.Name()},
		Call: "extension.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{steps.Effect(c)}})
}

// association gives an extension of the PBX to a user, or takes it away.
func (s *stepping) association(c *diff.Change) {
	email, number := s.end(c, "user"), s.end(c, "extension")
	o, ok := s.in.Live.Find(state.Ref{Kind: Extension, Key: number})
	if !ok {
		s.missing(c, number)
		return
	}
	args := plan.Args{"systemId": steps.ID(System, o.Get("system").Text()), "phoneNumberId": steps.ID(Extension, number)}
	if c.Op == state.OpDelete {
		x := plan.Step{ID: "delete " + c.Live().String(), Op: c.Op, Object: c.Live(), Title: fmt.Sprintf("extension %s is taken from %s", number, s.person(email)), Covers: []string{c.Name()}, Needs: s.renaming(c),
			Call: "extension.dissociate", Args: args, Settle: plan.ByRead, Effects: []state.Effect{{Op: state.OpDelete, Object: c.Live()}}}
		s.addOrHand(x, func() *plan.ManualWork { return s.hand.dissociate(s.person(email), o.Get("system").Text(), number) })
		return
	}
	if holder := s.holder(number); holder != "" {
		s.report(diag.NoExtension, diag.Error, c, fmt.Sprintf("extension %s is %s's", number, s.person(holder)), "take it from them in the site, or write another")
		return
	}
	args["userId"] = steps.ID(User, email)
	s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("extension %s for %s", number, s.person(email)), Covers: []string{c.Name()},
		Call: "extension.associate", Args: args, Settle: plan.ByRead, Effects: []state.Effect{steps.Effect(c)}})
}

// missing refuses an extension that is not there: only the PBX makes them.
func (s *stepping) missing(c *diff.Change, number string) {
	if !s.complete(Extension) {
		s.report(diag.NotWhollyRead, diag.Error, c, fmt.Sprintf("whether the PBX has the extension %s is not known: extensions were not read in full", number), "let the account see the PBX")
		return
	}
	where := "the PBX"
	if systems := s.in.Live.OfKind(System); len(systems) == 0 {
		where = "the company has no PBX, and so"
	}
	s.report(diag.NoExtension, diag.Error, c, fmt.Sprintf("%s has no extension %s", where, number), "make it on the PBX first: Rainbow learns of it by itself; or write one that is there")
}

// holder is who keeps an extension: whoever has it now and does not give it up.
func (s *stepping) holder(number string) string {
	for _, o := range s.find.with(Association, "extension", number) {
		gone := s.changes[o.Ref()]
		owner := s.changes[state.Ref{Kind: User, Key: o.Get("user").Text()}]
		if (gone == nil || gone.Op != state.OpDelete) && (owner == nil || owner.Op != state.OpDelete) {
			return o.Get("user").Text()
		}
	}
	return ""
}

// cloud is the company's Cloud PBX.
func (s *stepping) cloud(c *diff.Change) (plan.IDOf, bool) {
	for _, o := range s.in.Live.OfKind(System) {
		if o.Get("product").Text() == ProductHub {
			return steps.ID(System, o.Key), true
		}
	}
	s.report(diag.NoExtension, diag.Error, c, "the company has no Cloud PBX", "order Rainbow Hub first, or write options.product: \"pbx\" in the target")
	return plan.IDOf{}, false
}

// subscriber gives a user a number of the Cloud PBX.
func (s *stepping) subscriber(c *diff.Change) {
	system, ok := s.cloud(c)
	if !ok {
		return
	}
	email, number := s.end(c, "user"), s.end(c, "shortNumber")
	if c.Op == state.OpDelete {
		s.add(plan.Step{ID: "delete " + c.Live().String(), Op: c.Op, Object: c.Live(), Title: fmt.Sprintf("%s gives up %s", s.person(email), number), Covers: []string{c.Name()}, Call: "subscriber.delete",
			Args: plan.Args{"systemId": system, "phoneNumberId": plan.IDOf{Ref: c.Live()}}, Settle: plan.ByKey, Needs: append(s.renaming(c), s.releasing(email)...), Effects: append(s.let(email), state.Effect{Op: c.Op, Object: c.Live()})})
		return
	}
	if o, taken := s.in.Live.Find(state.Ref{Kind: HubGroup, Key: number}); taken {
		s.report(diag.NoExtension, diag.Error, c, fmt.Sprintf("%s is the number of the Hub group %s", number, o.Get("name").Text()), "write another number (MA14)")
		return
	}
	s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("%s is %s", s.person(email), number), Covers: []string{c.Name()}, Call: "subscriber.create",
		Args: plan.Args{"systemId": system, "shortNumber": number, "userId": steps.ID(User, email)}, Settle: plan.ByKey, Effects: []state.Effect{steps.Effect(c)}})
}

// voice is the step that gives a user the licence without which nobody has a number
// of the Cloud PBX; none where they hold one and keep it.
func (s *stepping) voice(c *diff.Change, email string) []string {
	for _, o := range s.licencesOf(email) {
		if gone := s.changes[o.Ref()]; voiced(o.Get("subscription").Text()) && (gone == nil || gone.Op != state.OpDelete) {
			return nil
		}
	}
	for _, x := range s.coming[state.Ref{Kind: Licence, Key: email}] {
		if voiced(s.seat[x.Object.Key]) {
			return []string{"create " + x.Object.String()}
		}
	}
	if s.complete(Licence) {
		s.report(diag.NotEquipped, diag.Error, c, fmt.Sprintf("%s has no voice licence, and so no number of the Cloud PBX", s.person(email)),
			"write licences: enterprise: true, where the company has a Voice offer for it")
	}
	return nil
}

// let are the devices that a subscriber lets go of by itself.
func (s *stepping) let(email string) []state.Effect {
	var out []state.Effect
	for _, o := range s.find.owned(Device, email) {
		if s.changes[o.Ref()] == nil {
			out = append(out, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: "user", Value: state.Nothing()}))
		}
	}
	return out
}

// device makes, words, gives and removes a desk phone of the Cloud PBX.
func (s *stepping) device(c *diff.Change) {
	system, ok := s.cloud(c)
	if !ok {
		return
	}
	if c.Op == state.OpDelete {
		x := plan.Step{ID: "delete " + c.Live().String(), Op: c.Op, Object: c.Live(), Title: "remove device " + resolve.ColonMAC(c.Live().Key), Covers: []string{c.Name()}, Call: "device.delete",
			Args: plan.Args{"systemId": system, "deviceId": plan.IDOf{Ref: c.Live()}}, Settle: plan.ByKey, Effects: []state.Effect{{Op: c.Op, Object: c.Live()}}}
		if o, ok := s.in.Live.Find(c.Live()); ok && o.Get("user").Text() != "" {
			x.Needs = []string{s.release(c, system, o.Get("user").Text())}
		}
		s.add(x)
		return
	}
	notUser := func(name string) bool { return name != "user" }
	e := effect(c, notUser)
	if c.Op == state.OpCreate {
		args := plan.Args(values(c, "user"))
		args["systemId"] = system
		s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: "add device " + resolve.ColonMAC(c.Object.Key), Covers: []string{c.Name()}, Call: "device.create", Args: args,
			Settle: plan.ByKey, Effects: []state.Effect{e}})
	} else if len(e.Attrs) > 0 {
		args := plan.Args(values(c, "user"))
		args["systemId"], args["deviceId"] = system, plan.IDOf{Ref: c.Object}
		s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("device %s: %s", resolve.ColonMAC(c.Object.Key), steps.Changed(s.schema, c)), Covers: []string{c.Name()}, Call: "device.update", Args: args,
			Settle: plan.ByRead, Effects: []state.Effect{e}})
	}
	s.give(c, system)
}

// give puts a device on somebody's desk.
func (s *stepping) give(c *diff.Change, system plan.IDOf) {
	f, ok := c.Field("user")
	if !ok || !f.Part.Acts() {
		return
	}
	needs := s.renaming(c)
	if was := f.Live.Text(); was != "" {
		if released := s.release(c, system, was); released != "" {
			needs = append(needs, released)
		}
	}
	email := f.Desired.Text()
	if email == "" {
		return
	}
	number, known := s.subscription(email)
	if !known {
		s.report(diag.NotEquipped, diag.Error, c, fmt.Sprintf("%s is no subscriber of the Cloud PBX and can have no device", s.person(email)), "write the user's extension")
		return
	}
	if c.Op == state.OpCreate {
		needs = append(needs, "create "+c.Object.String())
	}
	s.add(plan.Step{ID: "give " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("device %s for %s", resolve.ColonMAC(c.Object.Key), s.person(email)), Covers: []string{c.Name()}, Needs: needs,
		Call: "device.assign", Args: plan.Args{"systemId": system, "phoneNumberId": plan.IDOf{Ref: number}, "deviceId": plan.IDOf{Ref: c.Object}}, Settle: plan.ByRead,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "user", Value: f.Desired, From: f.From}}}}})
}

// releasing are the steps that take devices from somebody: they come before the
// number goes that the devices hang on.
func (s *stepping) releasing(email string) []string {
	var out []string
	for _, o := range s.find.owned(Device, s.find.now(email)) {
		c := s.changes[o.Ref()]
		if c != nil && (c.Op == state.OpDelete || steps.Acts(c, "user")) {
			out = append(out, "release "+c.Live().String())
		}
	}
	return out
}

// release takes a device from somebody, and returns the step.
func (s *stepping) release(c *diff.Change, system plan.IDOf, email string) string {
	number, known := s.liveSubscription(email)
	if !known {
		return ""
	}
	x := s.add(plan.Step{ID: "release " + c.Live().String(), Op: state.OpUpdate, Object: c.Live(), Title: fmt.Sprintf("device %s is taken from %s", resolve.ColonMAC(c.Live().Key), s.person(email)), Covers: []string{c.Name()},
		Call: "device.release", Args: plan.Args{"systemId": system, "phoneNumberId": plan.IDOf{Ref: number}, "deviceId": plan.IDOf{Ref: c.Live()}}, Settle: plan.ByRead,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Live(), Attrs: []state.Attr{{Name: "user", Value: state.Nothing()}}, Predicted: c.Op == state.OpDelete}}})
	return x.ID
}

// subscription is the number that somebody has on the Cloud PBX afterwards.
func (s *stepping) subscription(email string) (state.Ref, bool) {
	for _, side := range []*index{s.asked, s.find} {
		for _, o := range side.owned(Subscriber, email) {
			if gone := s.changes[o.Ref()]; gone == nil || gone.Op != state.OpDelete {
				return o.Ref(), true
			}
		}
	}
	return state.Ref{}, false
}

func (s *stepping) liveSubscription(email string) (state.Ref, bool) {
	for _, o := range s.find.owned(Subscriber, email) {
		return o.Ref(), true
	}
	return state.Ref{}, false
}
