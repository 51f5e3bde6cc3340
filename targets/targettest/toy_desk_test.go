package targettest_test

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Three things of the toy are done at its desk. Who is in the book is shown by
// the API; the language of a person is not, and nor are the cards, with a mobile
// number on each.

// deskFields are the fields of a person that are set at the desk.
var deskFields = []string{"Listed", "Tongue"}

func card(u *resolve.User, mobile string) state.Object {
	o := state.Object{Kind: "card", Key: u.Extension.Or(""), Canonical: u.Path}
	o.Put("Person", state.OfText(o.Key), ".extension")
	o.Put("Mobile", state.OfText(mobile), ".mobile")
	return o
}

// userSteps are the call and the walk to the desk that one change takes.
func (d toy) userSteps(in targets.StepInput, c diff.Change) []plan.Step {
	desk, call := c, c
	atDesk := func(f diff.Field) bool { return slices.Contains(deskFields, f.Name) }
	desk.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f diff.Field) bool { return !atDesk(f) || !f.Part.Acts() })
	call.Fields = slices.DeleteFunc(slices.Clone(c.Fields), atDesk)
	if c.Op == state.OpDelete {
		return []plan.Step{d.step(in, c)}
	}
	var out []plan.Step
	if c.Op == state.OpCreate || slices.ContainsFunc(call.Fields, func(f diff.Field) bool { return f.Part.Acts() }) {
		out = append(out, d.step(in, call))
	}
	if len(desk.Fields) == 0 {
		return out
	}
	desk.Op, desk.LiveKey = state.OpUpdate, ""
	s := d.deskStep(in, desk)
	s.ID, s.Covers = "desk "+c.Name(), []string{c.Name()}
	if len(out) > 0 {
		s.Needs = []string{out[0].ID}
	}
	return append(out, s)
}

// deskStep is what somebody does at the desk.
func (d toy) deskStep(in targets.StepInput, c diff.Change) plan.Step {
	s := plan.Step{ID: c.Name(), Kind: plan.Manual, Op: c.Op, Object: c.Object, Title: string(c.Op) + " at the desk: " + c.Object.Key,
		Covers: []string{c.Name()}, Effects: []state.Effect{effect(c)}, Manual: &plan.ManualWork{By: "admin", Where: deskPath(in.Language)}}
	for _, f := range c.Fields {
		if c.Op == state.OpDelete || !f.Part.Acts() {
			continue
		}
		e := plan.Edit{Field: f.Name, From: in.Language.Was(f.Live, nil), To: f.Desired.String()}
		if d.is("says none where nobody knows") {
			e.From = state.Nothing().String()
		}
		if d.is("misprints what no API shows") && f.Name == "Tongue" && f.Desired.Presence() == state.Set {
			e.To += "?"
		}
		s.Manual.Do = append(s.Manual.Do, e)
	}
	if n := len(s.Manual.Do); d.is("leaves a line out of the checklist") && n > 0 {
		s.Manual.Do = s.Manual.Do[:n-1]
	}
	return s
}

func deskPath(language plan.Language) []string {
	if language == "pl" {
		return []string{"Biuro", "Kartoteka"}
	}
	return []string{"Office", "Desk"}
}

// atDesk does what a manual step says.
func atDesk(world []byte, s *plan.Step) ([]byte, error) {
	var w toyWorld
	if err := json.Unmarshal(world, &w); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(w.Users, func(u toyUser) bool { return u.Number == s.Object.Key })
	switch {
	case i < 0:
		return nil, fmt.Errorf("nobody at the desk has heard of %s", s.Object.Key)
	case s.Object.Kind == "card" && s.Op == state.OpDelete:
		w.Users[i].Card = nil
	case s.Object.Kind == "card" && w.Users[i].Card == nil:
		w.Users[i].Card = &toyCard{}
	}
	for _, e := range s.Manual.Do {
		switch u := &w.Users[i]; e.Field {
		case "Mobile":
			u.Card.Mobile = e.To
		case "Tongue":
			u.Tongue = &e.To
			if e.To == state.Nothing().String() {
				u.Tongue = nil
			}
		case "Listed":
			u.Listed = e.To == "true"
		}
	}
	return json.Marshal(w)
}

// onDesk is what the desk shows and the API does not.
func onDesk(world []byte) ([]state.Object, error) {
	var w toyWorld
	if err := json.Unmarshal(world, &w); err != nil {
		return nil, err
	}
	var out []state.Object
	for _, u := range w.Users {
		o := state.Object{Kind: "user", Key: u.Number}
		o.Put("Tongue", state.Nothing())
		if u.Tongue != nil {
			o.Put("Tongue", state.OfText(*u.Tongue))
		}
		out = append(out, o)
		if u.Card != nil {
			c := state.Object{Kind: "card", Key: u.Number}
			c.Put("Person", state.OfText(u.Number))
			c.Put("Mobile", state.OfText(u.Card.Mobile))
			out = append(out, c)
		}
	}
	return out, nil
}
