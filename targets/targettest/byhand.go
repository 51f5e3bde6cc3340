package targettest

import (
	"context"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/apply"
)

// byHand holds a target to what people do in its place. What the schema says no
// API shows or writes is planned for, done by somebody who reads the checklist
// and nothing else, and attested.
func byHand(c *check) {
	s := c.start("peopled")
	schema := c.Driver.Schema(s.profile())
	s.unreadCoverage(schema)
	hidden, manual := deskParts(schema)
	if !hidden && !manual {
		c.noneByHand(s)
		return
	}
	if c.ByHand == nil || hidden && c.Console == nil {
		c.Fatalf("the schema has what no API shows or writes, and the target does not say how a person does it (ByHand, Console)")
	}
	tried := 0
	for _, world := range []string{"empty", "peopled"} {
		for _, x := range c.deskExamples(s.profile(), 6) {
			d := desk{c.start(world), schema}
			tried += d.literally(world, x)
			d.falsely(world, x)
			d.observed(world, x)
		}
	}
	if tried == 0 && !c.Failed() {
		c.Errorf("the schema has what no API writes, and no example led to a step for a person")
	}
}

// deskParts reports whether a schema has what no API shows, and what none writes.
func deskParts(schema state.Schema) (hidden, manual bool) {
	for i := range schema.Kinds {
		k := &schema.Kinds[i]
		hidden = hidden || k.Unread
		for _, f := range k.Fields {
			hidden, manual = hidden || f.Has(state.Unread), manual || f.Has(state.Manual)
		}
	}
	return hidden, manual
}

// unreadCoverage: the schema and the reader agree on what cannot be read, since
// without a connection the schema alone is asked.
func (s *session) unreadCoverage(schema state.Schema) {
	for _, c := range s.read().Coverage {
		k, ok := schema.Kind(c.Kind)
		if ok && c.Attr == "" && k.Unread != (c.Reach == state.Unreadable) {
			s.Errorf("the schema says that %s are unread: %t, and the reader covers them as %s", k.Plural, k.Unread, c.Reach)
		}
	}
}

// noneByHand: a target whose API does everything plans nothing for people.
func (c *check) noneByHand(s *session) {
	for _, x := range c.deskExamples(s.profile(), 6) {
		s.forget()
		p, ok := s.planned(x)
		if !ok {
			continue
		}
		if steps := p.made.Plan.Checklist(); len(steps) > 0 {
			c.Errorf("%s: %q is for a person, and the schema has nothing that is Manual or Unread", x.Name, steps[0].Step.Title)
		}
	}
	c.Logf("the schema has nothing that a person does by hand")
}

// deskExamples are sites that ask for what a person has to set, where a target
// has that.
func (c *check) deskExamples(p state.Profile, n int) []Site {
	out := slices.Clone(c.Sites)
	gen := c.deskSites(c.Driver.Caps(p))
	for i := range n {
		out = append(out, Site{fmt.Sprintf("made up for the desk %d", i), gen.Example(i)})
	}
	return out
}

// desk is a session with somebody at hand.
type desk struct {
	*session
	schema state.Schema
}

// rounds is how often a plan may be followed until nothing is left: a step for a
// person may wait for a call, and a call for a person.
const rounds = 6

// begin starts over with a world, a site, and its first plan applied.
func (d desk) begin(world string, x Site) (*planned, bool) {
	d.Helper()
	d.forget()
	d.setWorld(d.Worlds[world])
	p, ok := d.planned(x)
	if !ok {
		return nil, false
	}
	d.notKnown(x, p)
	return p, d.applied(x, p)
}

// applied carries out what needs nobody.
func (d desk) applied(x Site, p *planned) bool {
	d.Helper()
	report, err := d.apply(p)
	switch {
	case err != nil:
		d.Errorf("%s: apply: %v", x.Name, err)
	case report.Ending != apply.Applied:
		d.Errorf("%s: apply with steps left to people: %s", x.Name, failures(report))
	default:
		return true
	}
	return false
}

// notKnown: nothing says that what nobody knows is not there.
func (d desk) notKnown(x Site, p *planned) {
	for i := range p.section.Changes {
		c := &p.section.Changes[i]
		k, ok := d.schema.Kind(c.Object.Kind)
		if !ok || !c.Acts() || c.Op == state.OpDelete {
			continue
		}
		if _, seen := p.live.Find(c.Object); k.Unread && !seen && c.Op == state.OpCreate && !c.Unknown {
			d.Errorf("%s: the plan takes %s for not there, and nobody knows that", x.Name, c.Object)
		}
	}
	for _, i := range p.made.Plan.Checklist() {
		d.checkItem(x, p, i)
	}
}

// checkItem holds what a step says to a person to what is known.
func (d desk) checkItem(x Site, p *planned, i plan.Item) {
	w := i.Step.Manual
	if len(w.Where) == 0 || w.By == "" || i.Step.Title == "" {
		d.Errorf("%s: step %q does not say what to do, where or by whom", x.Name, i.Step.ID)
	}
	guess := slices.ContainsFunc(i.Step.Covers, func(name string) bool {
		c, ok := p.section.Change(name)
		return ok && c.Guess() && c.Object == i.Step.Object
	})
	for _, e := range w.Do {
		if guess && !w.Language.Guessed(e) {
			d.Errorf("%s: step %q says that %s is %q, and nobody knows", x.Name, i.Step.ID, e.Field, e.From)
		}
	}
}

// literally follows every step to the letter and attests it. It returns how many
// there were.
func (d desk) literally(world string, x Site) int {
	p, ok := d.begin(world, x)
	if !ok {
		return 0
	}
	done := 0
	for range rounds {
		if p, ok = d.planned(x); !ok {
			return done
		}
		if len(p.section.Steps) == 0 {
			d.asAsked(x)
			return done
		}
		n := d.follow(x, p)
		if done += n; !d.applied(x, p) {
			return done
		}
		if n == 0 && len(automatic(p.section)) == 0 {
			break
		}
	}
	d.Errorf("%s: followed and attested, and still planned: %s", x.Name, steps(p.section))
	return done
}

// follow does the steps of a plan that wait for no call, and attests them.
func (d desk) follow(x Site, p *planned) int {
	var ids []string
	for _, i := range p.made.Plan.Checklist() {
		if slices.ContainsFunc(i.Step.Needs, func(id string) bool { st, ok := p.section.Step(id); return ok && st.Kind == plan.Call }) {
			continue
		}
		world, err := d.ByHand(d.world(), i.Step)
		if err != nil {
			d.Errorf("%s: step %q cannot be followed: %v", x.Name, i.Step.ID, err)
			return 0
		}
		d.setWorld(world)
		ids = append(ids, i.Step.ID)
	}
	if len(ids) == 0 {
		return 0
	}
	if _, err := p.job.Attest(p.made.Plan, ids, "Anna Nowak"); err != nil {
		d.Errorf("%s: attest: %v", x.Name, err)
	}
	return len(ids)
}

// asAsked: what the console shows is what the site asks for.
func (d desk) asAsked(x Site) {
	if d.Console == nil {
		return
	}
	shown, err := d.Console(d.world())
	if err != nil {
		d.Fatalf("Console: %v", err)
	}
	live := state.Snapshot{Objects: shown}
	live.Sort()
	_, desired, _ := d.desire(x.Site, d.profile())
	for i := range desired.Objects {
		o := &desired.Objects[i]
		k, _ := d.schema.Kind(o.Kind)
		at, there := live.Find(o.Ref())
		if k.Unread && !there {
			d.Errorf("%s: every step was followed, and %s is not there", x.Name, o.Ref())
			continue
		}
		for _, a := range o.Attrs {
			f, _ := k.Field(a.Name)
			if there && k.Hidden(f) && !f.Has(state.Secret|state.Computed) && !f.Holds(a.Value, at.Get(a.Name)) {
				d.Errorf("%s: every step was followed, and %s of %s is %s instead of %s", x.Name, a.Name, o.Ref(), at.Get(a.Name), a.Value)
			}
		}
	}
}

// falsely attests without doing: what can be read is asked for again, and the
// rest is known for what it is, somebody's word.
func (d desk) falsely(world string, x Site) {
	p, ok := d.begin(world, x)
	if !ok || len(p.made.Plan.Checklist()) == 0 {
		return
	}
	if p, ok = d.planned(x); !ok || len(p.made.Plan.Checklist()) == 0 {
		return
	}
	if _, err := p.job.Attest(p.made.Plan, nil, "Eve Liar"); err != nil {
		d.Errorf("%s: attest: %v", x.Name, err)
		return
	}
	again, ok := d.planned(x)
	if !ok {
		return
	}
	seen, failed, err := again.job.Snapshot(context.WithoutCancel(d.Context()))
	if err != nil || len(failed) > 0 {
		d.Fatalf("%s: snapshot: %v %v", x.Name, err, failed)
	}
	for _, i := range p.made.Plan.Checklist() {
		for _, e := range i.Step.Effects {
			if !e.Predicted && e.Op != state.OpDelete {
				d.onlyWord(x, seen[0].Live, again, i.Step, e)
			}
		}
	}
}

func (d desk) onlyWord(x Site, live *state.Snapshot, again *planned, st *plan.Step, e state.Effect) {
	k, _ := d.schema.Kind(e.Object.Kind)
	o, there := live.Find(e.Object)
	for _, a := range e.Attrs {
		f, _ := k.Field(a.Name)
		var v state.Value
		if there {
			v = o.Get(a.Name)
		}
		switch _, asked := again.section.Step(st.ID); {
		case !there && !k.Unread && asked: // that it is not there can be read: what was said of it counts for nothing
		case k.Hidden(f) && v.Basis() != state.Attested:
			d.Errorf("%s: %s of %s was attested, and is shown as %s", x.Name, a.Name, e.Object, v.Basis())
		case !k.Hidden(f) && !f.Holds(a.Value, v) && !asked:
			d.Errorf("%s: %s of %s can be read and is not %s, and somebody's word hides it", x.Name, a.Name, e.Object, a.Value)
		}
	}
}

// observed has somebody write down all that the console shows: then the plan
// knows what to ask for, and takes nothing for unknown.
func (d desk) observed(world string, x Site) {
	if d.Console == nil {
		return
	}
	if _, ok := d.begin(world, x); !ok {
		return
	}
	p, ok := d.planned(x)
	if !ok {
		return
	}
	if _, err := p.job.Observe("seen.yaml", d.writeDown(), "Anna Nowak"); err != nil {
		d.Errorf("%s: observe: %v", x.Name, err)
		return
	}
	if p, ok = d.planned(x); !ok {
		return
	}
	for i := range p.section.Changes {
		if c := &p.section.Changes[i]; c.Acts() && c.Guess() {
			d.Errorf("%s: everything was seen and attested, and the plan does not know what is so of %s", x.Name, c.Object)
		}
	}
}

// writeDown is what a person writes down who looks at everything.
func (d desk) writeDown() []byte {
	shown, err := d.Console(d.world())
	if err != nil {
		d.Fatalf("Console: %v", err)
	}
	seen := map[string]map[string]map[string]any{}
	var whole []string
	for _, k := range d.schema.Kinds {
		if k.Unread {
			whole = append(whole, k.Name)
		}
	}
	for i := range shown {
		o := &shown[i]
		k, _ := d.schema.Kind(o.Kind)
		attrs := map[string]any{}
		for _, a := range o.Attrs {
			if f, ok := k.Field(a.Name); ok && k.Hidden(f) {
				attrs[a.Name] = written(a.Value)
			}
		}
		if seen[o.Kind] == nil {
			seen[o.Kind] = map[string]map[string]any{}
		}
		if len(attrs) > 0 || k.Unread {
			seen[o.Kind][o.Key] = attrs
		}
	}
	return encode(d.TB, map[string]any{"seen": seen, "whole": whole})
}

// written is a value as a person writes it.
func written(v state.Value) any {
	switch v.Type() {
	case state.Strset, state.Strlist:
		return v.Items()
	case state.Bool:
		return v.Bool()
	case state.Int:
		return v.Int()
	}
	return v.Text()
}
