package apply

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// schema is that of a small vendor: people, and teams that one of them leads.
var schema = state.Schema{Kinds: []state.Kind{
	{Name: "person", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Mail", Type: state.Text}, {Name: "Number", Type: state.Text}, {Name: "Role", Type: state.Text, Flags: state.ReadBack}}},
	{Name: "team", Key: []string{"Name"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Lead", Type: state.Text, Ref: "person"}, {Name: "Name", Type: state.Text}}},
}}

func schemaOf(*plan.Plan) state.Schema { return schema }

// fate is what happens to one call.
type fate int

const (
	fine         fate = iota
	refused           // the target says no
	notSent           // it never gets there
	turnedAway        // it never gets there, and no other would
	lostAfter         // done, and the reply is lost
	lostBefore        // not done, and nobody knows
	ignored           // accepted, and not done
	killedBefore      // the process dies before sending
	killedAfter       // the process dies before the reply
)

type killed struct{}

// fake is the vendor: objects by id, so that two with one key can be told apart.
type fake struct {
	objects map[string]state.Object
	next    int
	calls   int
	reads   int
	fates   func(call int) fate
	reach   state.Reach // of what is not there
	edit    func(calls int)
}

func newFake() *fake {
	return &fake{objects: map[string]state.Object{}, fates: func(int) fate { return fine }}
}

func person(number, mail, role string) state.Object {
	o := state.Object{Kind: "person", Key: number}
	o.Put("Number", state.OfText(number))
	o.Put("Mail", state.OfText(mail))
	o.Put("Role", state.OfText(role))
	return o
}

func team(name, lead string) state.Object {
	o := state.Object{Kind: "team", Key: name}
	o.Put("Name", state.OfText(name))
	o.Put("Lead", state.OfText(lead))
	return o
}

func (f *fake) put(o state.Object) {
	f.next++
	o.ID = fmt.Sprint(f.next)
	f.objects[o.ID] = o
}

// set is another admin's edit.
func (f *fake) set(id, name, value string) {
	o := f.objects[id]
	o = o.Clone()
	o.Put(name, state.OfText(value))
	f.objects[id] = o
}

func (f *fake) Probe(context.Context) (state.Profile, error) { return state.Profile{}, nil }
func (f *fake) Close() error                                 { return nil }

func (f *fake) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.reads++
	out := &state.Snapshot{}
	for _, o := range f.objects {
		if len(scope.Refs) == 0 || slices.Contains(scope.Refs, o.Ref()) {
			out.Objects = append(out.Objects, o.Clone())
		}
	}
	for _, k := range schema.Kinds {
		out.Coverage = append(out.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}, Reach: f.reach})
	}
	out.Sort()
	return out, nil
}

func (f *fake) Do(_ context.Context, o targets.Order) targets.Result {
	f.calls++
	how := f.fates(f.calls)
	if f.edit != nil {
		f.edit(f.calls)
	}
	switch how {
	case killedBefore:
		panic(killed{})
	case refused:
		return targets.Result{Outcome: targets.Refused, Err: fmt.Errorf("no: %w", targets.ErrInvalid)}
	case notSent:
		return targets.Result{Outcome: targets.NotSent, Err: targets.ErrUnsupported}
	case turnedAway:
		return targets.Result{Outcome: targets.NotSent, Err: targets.ErrUnauthorized}
	case lostBefore:
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: targets.ErrUnreachable}
	}
	ids, err := f.commit(o, how == ignored)
	switch {
	case err != nil:
		return targets.Result{Outcome: targets.Refused, Err: err}
	case how == killedAfter:
		panic(killed{})
	case how == lostAfter:
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: targets.ErrUnreachable}
	}
	return targets.Result{Outcome: targets.Done, IDs: ids}
}

// commit writes by id, as vendors do; a create never looks whether there is one.
func (f *fake) commit(o targets.Order, pretend bool) (map[state.Ref]string, error) {
	e := o.Step.Effects[0]
	if e.Op == state.OpCreate && pretend {
		return map[state.Ref]string{e.Object: "0"}, nil
	}
	if e.Op == state.OpCreate {
		n := state.Object{Kind: e.Object.Kind, Key: e.Object.Key}
		for _, a := range e.Attrs {
			n.Put(a.Name, a.Value)
		}
		f.put(n)
		return map[state.Ref]string{e.Object: fmt.Sprint(f.next)}, nil
	}
	id, ok := o.ID(e.Object)
	was, there := f.objects[id]
	if !ok || !there {
		return nil, fmt.Errorf("%s: %w", e.Object, targets.ErrNotFound)
	}
	if pretend {
		return nil, nil
	}
	if e.Op == state.OpDelete {
		delete(f.objects, id)
		return nil, nil
	}
	was = was.Clone()
	for _, a := range e.Attrs {
		was.Put(a.Name, a.Value)
	}
	f.objects[id] = was
	return nil, nil
}

// text is the world without ids, one object on a line; duplicates show.
func (f *fake) text() string { return text(f.all()) }

func (f *fake) all() []state.Object {
	var out []state.Object
	for _, o := range f.objects {
		out = append(out, o)
	}
	return out
}

func text(objects []state.Object) string {
	var lines []string
	for _, o := range objects {
		var b strings.Builder
		b.WriteString(o.Ref().String())
		for _, a := range o.Attrs {
			if a.Value.Presence() == state.Set {
				fmt.Fprintf(&b, " %s=%s", a.Name, a.Value)
			}
		}
		lines = append(lines, b.String())
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// planned is the plan from what is there to what is desired: a step for each
// object, teams after people, deletions last.
func planned(f *fake, desired []state.Object, settle func(state.Op) plan.Settle) plan.Section {
	out := plan.Section{Target: "pbx", Type: "fake"}
	live := map[state.Ref]state.Object{}
	for _, o := range f.objects {
		live[o.Ref()] = o
	}
	step := map[state.Ref]string{}
	add := func(op state.Op, want, have state.Object) {
		ref := want.Ref()
		if op == state.OpDelete {
			ref = have.Ref()
		}
		c := diff.Change{Op: op, Object: ref, ID: have.ID, Part: diff.Asked}
		e := state.Effect{Op: op, Object: ref}
		for _, a := range want.Attrs {
			if l := have.Get(a.Name); op == state.OpCreate || !l.Equal(a.Value) {
				c.Fields = append(c.Fields, diff.Field{Name: a.Name, Desired: a.Value, Live: l, Part: diff.Asked})
				e.Attrs = append(e.Attrs, a)
			}
		}
		if op == state.OpUpdate && len(e.Attrs) == 0 {
			return
		}
		s := plan.Step{ID: fmt.Sprintf("s%d", len(out.Steps)+1), Target: "pbx", Kind: plan.Call, Op: op, Object: ref, Title: string(op) + " " + ref.String(),
			Call: string(op), Effects: []state.Effect{e}, Settle: settle(op)}
		if lead := want.Get("Lead").Text(); lead != "" && step[state.Ref{Kind: "person", Key: lead}] != "" {
			s.Needs = []string{step[state.Ref{Kind: "person", Key: lead}]}
		}
		step[ref] = s.ID
		out.Changes, out.Steps = append(out.Changes, c), append(out.Steps, s)
	}
	slices.SortFunc(desired, func(a, b state.Object) int { return a.Ref().Compare(b.Ref()) })
	wanted := map[state.Ref]bool{}
	for _, o := range desired {
		wanted[o.Ref()] = true
		if have, ok := live[o.Ref()]; ok {
			add(state.OpUpdate, o, have)
		} else {
			add(state.OpCreate, o, state.Object{})
		}
	}
	gone := f.all()
	slices.SortFunc(gone, func(a, b state.Object) int { return b.Ref().Compare(a.Ref()) }) // teams before people
	for _, o := range gone {
		if !wanted[o.Ref()] {
			add(state.OpDelete, state.Object{}, o)
		}
	}
	return out
}

func usual(op state.Op) plan.Settle {
	if op == state.OpCreate {
		return plan.ByKey
	}
	return plan.ByRead
}

var clock = func() time.Time { return time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC) }

func job(t testing.TB, w targets.Writer, s plan.Section, dir, name string) Job {
	t.Helper()
	j, err := jobOf(w, s, dir, name)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// jobOf keeps its plan, as every run does.
func jobOf(w targets.Writer, s plan.Section, dir, name string) (Job, error) {
	l := ledger.Open(dir)
	l.Now = clock
	p := &plan.Plan{Body: plan.Body{Site: "acme", Sections: []plan.Section{s}}}
	digest, err := p.Digest()
	if err != nil {
		return Job{}, err
	}
	save := func() error {
		data, err := plan.Encode(p)
		if err != nil {
			return err
		}
		return l.SavePlan(name, data)
	}
	return Job{Section: s, Plan: digest, Run: name, Schema: schema, Writer: w, Ledger: l, Now: clock, SavePlan: save}, nil
}

func outcomes(r Report) string {
	var out []string
	for _, s := range r.Steps {
		out = append(out, string(s.Op)+" "+s.Object.String()+": "+string(s.Outcome))
	}
	return strings.Join(out, "\n")
}
