package targettest

import (
	"bytes"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// full is the profile of the simulator's own edition and version.
func (c *check) full() state.Profile { return c.start("empty").profile() }

func lower(c *check) {
	p := c.full()
	for _, x := range c.Sites {
		c.checkLowered(c.TB, x.Site, p)
	}
	caps := c.Driver.Caps(p)
	rapid.Check(c.TB, func(t *rapid.T) {
		site := c.sites(caps).Draw(t, "site")
		c.checkLowered(t, site, p)
	})
}

// reporter is a test or a rapid run.
type reporter interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
	Skipf(string, ...any)
}

func (c *check) checkLowered(tb reporter, site *model.Site, p state.Profile) {
	desired, native, ds := c.desire(site, p)
	if missing := resolve.Unaccounted(desired, native, ds); len(missing) > 0 {
		tb.Fatalf("lost in silence: %s", strings.Join(missing, ", "))
	}
	if !slices.IsSortedFunc(native.Objects, func(a, b state.Object) int { return a.Ref().Compare(b.Ref()) }) {
		tb.Fatalf("Lower: objects are not sorted by kind and key")
	}
	schema := c.Driver.Schema(p)
	for i := range native.Objects {
		o := &native.Objects[i]
		if i > 0 && native.Objects[i-1].Ref() == o.Ref() {
			tb.Fatalf("Lower: two objects are %s", o.Ref())
		}
		checkObject(tb, schema, o)
		for _, a := range o.Attrs {
			if len(a.From) == 0 {
				tb.Fatalf("Lower: %s.%s does not say where it came from", o.Ref(), a.Name)
			}
			k, _ := schema.Kind(o.Kind)
			if f, ok := k.Field(a.Name); ok && f.Has(state.Sealed) && !slices.Contains(o.Paths(a), a.Value.Text()) {
				tb.Fatalf("Lower: %s.%s is %q, and that is not where the site keeps it: %v", o.Ref(), a.Name, a.Value, o.Paths(a))
			}
		}
	}
	for range 4 {
		_, again, ds2 := c.desire(site, p)
		if !bytes.Equal(encodeSnapshot(tb, native), encodeSnapshot(tb, again)) || !slices.EqualFunc(ds, ds2, sameDiagnostic) {
			tb.Fatalf("Lower: the same site gives different bytes")
		}
	}
}

func sameDiagnostic(a, b diag.Diagnostic) bool {
	return a.Code == b.Code && a.Path == b.Path && a.Message == b.Message && a.Severity == b.Severity
}

func encodeSnapshot(tb reporter, s *state.Snapshot) []byte {
	b, err := state.EncodeSnapshot(s)
	if err != nil {
		tb.Fatalf("a snapshot cannot be written: %v", err)
	}
	return b
}

// checkObject holds an object to its schema.
func checkObject(tb reporter, schema state.Schema, o *state.Object) {
	k, ok := schema.Kind(o.Kind)
	if !ok {
		tb.Fatalf("%s is of no kind in the schema", o.Ref())
		return
	}
	var key []string
	for _, name := range k.Key {
		key = append(key, o.Get(name).Text())
	}
	if got := strings.Join(key, "/"); got != o.Key {
		tb.Fatalf("%s: its key attributes make %q", o.Ref(), got)
	}
	for _, a := range o.Attrs {
		f, ok := k.Field(a.Name)
		switch {
		case !ok:
			tb.Fatalf("%s has the attribute %s, which is not in the schema", o.Ref(), a.Name)
		case a.Value.Presence() == state.Set && a.Value.Type() != f.Type:
			tb.Fatalf("%s.%s is of another type than the schema says", o.Ref(), a.Name)
		case f.Has(state.Secret) && a.Value.Text() != "":
			tb.Fatalf("%s.%s is a secret and holds a value", o.Ref(), a.Name)
		}
	}
}

func raise(c *check) {
	p := c.full()
	caps, schema := c.Driver.Caps(p), c.Driver.Schema(p)
	rapid.Check(c.TB, func(t *rapid.T) {
		site := c.sites(caps).Draw(t, "site")
		_, native, ds := c.desire(site, p)
		if ds.HasErrors() {
			t.Skipf("refused: %v", ds.Err())
		}
		c.checkRaised(t, schema, native, p, site.Targets[0])
	})
	// The other way round, from what a target holds.
	s := c.start("peopled")
	c.checkRaisedLive(schema, s.read(), p)
}

// checkRaised holds Raise to be Lower's inverse on what was lowered.
func (c *check) checkRaised(tb reporter, schema state.Schema, native *state.Snapshot, p state.Profile, target model.Target) {
	native.Profile = p
	first := c.lowerAgain(tb, native, p, target)
	if d := difference(schema, speakable(native, schema), speakable(first, schema), unread|state.Sealed); d != "" {
		tb.Fatalf("Lower(For(Raise(s))) differs from s: %s", d)
	}
	if d := rights.Diff(c.Driver.Rights(native), c.Driver.Rights(first)); len(d) > 0 {
		tb.Fatalf("Raise changes rights: %s %s %s is %s and %s", d[0].Holder, d[0].Permission, d[0].Scope, d[0].Before, d[0].After)
	}
	second := c.lowerAgain(tb, first, p, target)
	if d := difference(schema, first, second, unread|state.Sealed); d != "" {
		tb.Fatalf("Raise is no fixed point in the second round: %s", d)
	}
}

// lowerAgain raises a snapshot, gives it the target it is for, and lowers it.
func (c *check) lowerAgain(tb reporter, s *state.Snapshot, p state.Profile, target model.Target) *state.Snapshot {
	site, ds := c.Driver.Raise(s, targets.Names{})
	if ds.HasErrors() {
		tb.Fatalf("Raise: %v", ds.Err())
	}
	site.Targets = []model.Target{target}
	_, native, more := c.desire(site, p)
	if more.HasErrors() {
		tb.Fatalf("what was raised cannot be lowered: %v", more.Err())
	}
	return native
}

// speakable leaves out what no site can speak of: objects that the vendor makes by
// itself with their owner and that hold nothing.
func speakable(s *state.Snapshot, schema state.Schema) *state.Snapshot {
	out := *s
	out.Objects = slices.DeleteFunc(slices.Clone(s.Objects), func(o state.Object) bool {
		k, ok := schema.Kind(o.Kind)
		return ok && k.Can&state.Create == 0 && len(fields(schema, &o, unread|state.Immutable)) == 0
	})
	return &out
}

// checkRaisedLive holds that what a target has is a site again, but for what is
// reported.
func (c *check) checkRaisedLive(schema state.Schema, live *state.Snapshot, p state.Profile) {
	site, ds := c.Driver.Raise(live, targets.Names{})
	if site == nil {
		c.Fatalf("Raise gives no site: %v", ds.Err())
	}
	again, ds2 := c.Driver.Raise(live, targets.Names{})
	if !slices.EqualFunc(ds, ds2, sameDiagnostic) || len(site.Users) != len(again.Users) {
		c.Errorf("Raise: the same state gives different sites")
	}
	site.Targets = []model.Target{{Object: model.Object{ID: "pbx"}, Type: c.Driver.Type}}
	_, native, more := c.desire(site, p)
	if more.HasErrors() {
		c.Fatalf("what was raised from a live target cannot be lowered: %v", more.Err())
	}
	for i := range native.Objects {
		want := &native.Objects[i]
		got, ok := live.Find(want.Ref())
		if !ok {
			c.Errorf("raised from a live target: %s is lowered, and is not there", want.Ref())
			continue
		}
		have := fields(schema, got, unread|state.Sealed)
		for name, v := range fields(schema, want, unread|state.Sealed) {
			if v.Presence() == state.Set && !v.Equal(have[name]) {
				c.Errorf("raised from a live target: %s.%s is lowered as %s, and is %s", want.Ref(), name, v, have[name])
			}
		}
	}
	missing := 0
	for i := range live.Objects {
		if _, ok := native.Find(live.Objects[i].Ref()); !ok {
			missing++
		}
	}
	if missing > 0 && len(ds) == 0 && len(native.Objects) == 0 {
		c.Errorf("Raise leaves out all %d objects without a word", missing)
	}
}

// wider is law 13: what a site lowers to gives nobody a right that it does not
// grant. What a grant becomes is seen in effective rights, as two plans announce
// them: that of the site, and that of the same site without its grants. Nothing
// else may be gained.
func wider(c *check) {
	s := c.start("peopled")
	p := s.profile()
	for _, x := range c.examples(p, 20) {
		s.forget()
		site, ok := s.planned(x)
		bare, fine := s.planned(Site{x.Name + " without grants", withoutGrants(x.Site)})
		if !ok || !fine {
			continue
		}
		_, native, _ := c.desire(x.Site, p)
		asked := grantsOf(x.Site, native)
		for _, gained := range rights.Diff(s.rightsAfter(bare, bare.section.Steps), s.rightsAfter(site, site.section.Steps)) {
			everybody := grant{permission: gained.Permission}
			if gained.Gained() && !asked[everybody] && !asked[grant{gained.Holder, gained.Permission}] {
				c.Errorf("%s: %s gains %s %s, which the site does not grant", x.Name, gained.Holder, gained.Permission, gained.Scope)
			}
		}
	}
}

// rightsAfter are the rights that steps of a plan lead to.
func (s *session) rightsAfter(p *planned, steps []plan.Step) rights.Table {
	after, _ := s.Driver.Schema(p.live.Profile).Apply(p.live, effectsOfSteps(steps))
	return s.Driver.Rights(after)
}

// grant is a permission that a site gives somebody; without a holder, to all
// who have some role.
type grant struct {
	holder     state.Ref
	permission string
}

// grantsOf are the permissions that a site gives.
func grantsOf(s *model.Site, native *state.Snapshot) map[grant]bool {
	out := map[grant]bool{}
	add := func(holder state.Ref, grants model.Grants) {
		for _, g := range grants {
			if g.Level != "none" && g.Level != "false" {
				out[grant{holder, g.Permission}] = true
			}
		}
	}
	for _, g := range s.Groups {
		for _, m := range g.Members {
			for _, holder := range lowered(native, resolve.Path("users", m.User)) {
				add(holder, m.Overrides)
			}
		}
		for _, r := range g.RoleDefaults {
			add(state.Ref{}, r.Grants)
		}
	}
	for _, r := range s.Roles {
		add(state.Ref{}, r.Grants)
	}
	return out
}

// lowered finds what a canonical object became; several things where a vendor
// keeps parts of it elsewhere.
func lowered(s *state.Snapshot, canonical string) []state.Ref {
	var out []state.Ref
	for i := range s.Objects {
		if s.Objects[i].Canonical == canonical {
			out = append(out, s.Objects[i].Ref())
		}
	}
	return out
}

// withoutGrants copies a site and takes every grant out of it.
func withoutGrants(s *model.Site) *model.Site {
	out := *s
	out.Groups = slices.Clone(s.Groups)
	for i := range out.Groups {
		g := &out.Groups[i]
		g.RoleDefaults = nil
		g.Members = slices.Clone(g.Members)
		for j := range g.Members {
			g.Members[j].Overrides = nil
		}
	}
	return &out
}
