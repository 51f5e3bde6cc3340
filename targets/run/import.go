package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/compiler/write"
	"github.com/patchbay-dev/patchbay/targets"
)

// Imported is what a target holds, as a site of its own.
type Imported struct {
	Target string
	Title  string // "3CX 20.0.10, enterprise"
	Site   *model.Site
	Files  []write.File
	// Left is what has no place in a site, or was not read. Notices are what is
	// left alone for good; a warning is a difference that the next plan will show.
	Left diag.List

	Attested []string // what was taken from people's word: "roles, as Anna attested on 2026-05-02"
}

// ImportOptions say how a target becomes a site.
type ImportOptions struct {
	Package string              // the site's name
	Declare func(*model.Target) // has the last word on how the site declares its target; may be nil
	Bare    bool                // without what the language has no word for, which is then not managed
}

// Import reads the one chosen target and writes it as a site. Things that the
// job's own site declares keep their ids.
//
// What is written is read again and compared with the target before it is
// handed back: what the next plan would change is among what is left.
func (j *Job) Import(ctx context.Context, o ImportOptions) (*Imported, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	if len(stages) != 1 {
		return nil, advised{fmt.Errorf("import reads one target, and the site has %d", len(stages)), "choose one with --target"}
	}
	s := stages[0]
	if s.driver == nil {
		return nil, s.noDriver()
	}
	out, err := s.imported(ctx, o)
	if err != nil {
		return nil, Failure{s.target.ID, err}
	}
	return out, nil
}

func (s *stage) imported(ctx context.Context, o ImportOptions) (*Imported, error) {
	seen, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	s.progress("writing", 0, 0)
	out := &Imported{Target: s.target.ID, Title: titleOf(s.driver, seen.Profile)}
	out.Site, out.Left = s.driver.Raise(seen.Live, s.given(seen))
	out.Site.Package = o.Package
	t := s.declared(seen)
	if o.Declare != nil {
		o.Declare(&t)
	}
	out.Site.Targets = []model.Target{t}
	if o.Bare {
		out.Left = append(out.Left, s.bared(out.Site)...)
	}
	out.Left = append(out.Left, notRead(seen)...)
	beside, err := s.beside(ctx)
	if err != nil {
		return nil, err
	}
	out.Left = append(out.Left, beside...)
	for _, w := range inOrder(attested(seen.Live)) {
		k, _ := seen.Schema.Kind(w.kind)
		out.Attested = append(out.Attested, fmt.Sprintf("%s, as %s attested on %s", k.Plural, w.by, w.at.UTC().Format(time.DateOnly)))
	}
	if out.Files, err = write.Site(out.Site, write.Options{Notes: map[string]string{"targets.cue": note(out)}}); err != nil {
		return nil, err
	}
	differs, err := s.proved(seen, out.Files)
	if err != nil {
		return nil, err
	}
	out.Left = append(out.Left, differs...).Sorted()
	return out, nil
}

// given are the ids that the site at hand, or an apply of it, gave to what is on
// the target.
func (s *stage) given(seen *Seen) targets.Names {
	names := targets.Names{}
	add := func(ref state.Ref, canonical string) {
		if parts := model.SplitPath(canonical); len(parts) == 2 && names[ref] == "" {
			names[ref] = parts[1]
		}
	}
	if desired := s.desired(seen.Profile); desired != nil {
		for i := range desired.Objects {
			o := &desired.Objects[i]
			if _, ok := seen.Live.Find(o.Ref()); ok {
				add(o.Ref(), o.Canonical)
			}
		}
	}
	if seen.Record == nil {
		return names
	}
	type id struct{ kind, id string }
	recorded := map[id]string{}
	for _, e := range seen.Record.Entries {
		recorded[id{e.Object.Kind, e.ID}] = e.Canonical
	}
	for i := range seen.Live.Objects {
		if o := &seen.Live.Objects[i]; o.ID != "" {
			add(o.Ref(), recorded[id{o.Kind, o.ID}])
		}
	}
	return names
}

// manageable are the kinds of which an import says that what it does not declare
// is left alone.
var manageable = []string{"departments", "devices", "groups", "parkings", "queues", "ringGroups", "users"}

// declared is the target as the new site has it: reached as before, and never
// owning more than what is written.
func (s *stage) declared(seen *Seen) model.Target {
	t := *s.target
	t.Select = model.Selection{}
	t.Manage = map[string]model.Ownership{}
	for _, k := range seen.Schema.Kinds {
		if slices.Contains(manageable, k.Plural) {
			t.Manage[k.Plural] = model.Declared
		}
	}
	if v := seen.Profile.Version; v != "" && !t.Profile.Version.Managed() {
		t.Profile.Version = model.Of(release(v))
	}
	if e := seen.Profile.Edition; e != "" && !t.Profile.Edition.Managed() {
		t.Profile.Edition = model.Of(e)
	}
	t.Profile.Modules = switchedOn(t.Profile.Modules, seen.Profile.Modules)
	return t
}

// switchedOn are the modules that a site says, and those that the target turned out
// to have: without them it could not be checked offline, and nobody would notice if
// one went.
func switchedOn(said, seen map[string]bool) map[string]bool {
	out := maps.Clone(said)
	for name, on := range seen {
		if _, known := said[name]; on && !known {
			if out == nil {
				out = map[string]bool{}
			}
			out[name] = true
		}
	}
	return out
}

// release is a version without its build, which changes with every patch.
func release(version string) string {
	parts := strings.Split(version, ".")
	return strings.Join(parts[:min(3, len(parts))], ".")
}

func titleOf(d *targets.Driver, p state.Profile) string {
	title := d.Type
	if p.Version != "" {
		title += " " + p.Version
	}
	if p.Edition != "" {
		title += ", " + p.Edition
	}
	return title
}

// notRead says what is missing because it could not be looked at.
func notRead(seen *Seen) diag.List {
	var out diag.List
	for _, c := range seen.Live.Coverage {
		if c.Reach == state.Complete || c.Reach == state.Witnessed {
			continue
		}
		kind := c.Kind
		if k, ok := seen.Schema.Kind(c.Kind); ok {
			kind = k.Plural
		}
		if c.Value != "" {
			kind += " of " + c.Value
		}
		unread := diag.Diagnostic{Code: diag.ImportUnread, Severity: diag.Warning, Target: seen.Target,
			Message: fmt.Sprintf("%s: reading them was %s, so the site may not have all of them%s", kind, c.Reach, because(c.Reason)),
			Hint:    "what is not declared is left alone; import again with an account that may look"}
		if c.Reach == state.Unreadable {
			unread.Message = fmt.Sprintf("%s: no API shows them, so the site has those alone that people attested", kind)
			unread.Hint = "what is not declared is left alone; write down what the console shows for `patchbay attest --observed`, and import again"
		}
		out.Add(unread)
	}
	return out
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + reason + ")"
}

// beside is what the target holds and no site is about, where its driver can tell.
func (s *stage) beside(ctx context.Context) (out diag.List, err error) {
	r, closeReader, err := s.opened(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	surveyor, ok := r.(targets.Surveyor)
	if !ok {
		return nil, nil
	}
	s.progress("counting the rest", 0, 0)
	found, err := surveyor.Survey(ctx)
	if err != nil {
		return nil, fmt.Errorf("count what else is on %s: %w", s.target.ID, s.cleaned(err))
	}
	for _, u := range found {
		d := diag.Diagnostic{Code: diag.NotRaised, Severity: diag.Notice, Target: s.target.ID, Message: fmt.Sprintf("%d × %s", u.Count, u.What),
			Hint: "left alone; they stay as they are until somebody changes them in the console"}
		if u.Why != "" {
			d.Message = fmt.Sprintf("%s, which could not be counted: %s", u.What, u.Why)
		}
		out.Add(d)
	}
	return out, nil
}

// bared takes out what stands in the vendor's own words.
func (s *stage) bared(site *model.Site) diag.List {
	n := 0
	strip := func(o *model.Object) {
		n += len(o.Native[s.target.ID])
		o.Native = nil
	}
	for i := range site.Departments {
		strip(&site.Departments[i].Object)
	}
	for i := range site.Users {
		strip(&site.Users[i].Object)
	}
	for i := range site.Groups {
		strip(&site.Groups[i].Object)
	}
	for i := range site.Devices {
		strip(&site.Devices[i].Object)
	}
	if n == 0 {
		return nil
	}
	return diag.List{{Code: diag.NotRaised, Severity: diag.Notice, Target: s.target.ID, Message: fmt.Sprintf("%d × attributes in %s's own words, as was asked", n, s.driver.Type)}}
}

// note opens the file of the target.
func note(i *Imported) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Read from %s: %s.", i.Target, i.Title)
	if len(i.Attested) > 0 {
		b.WriteString("\n\nTaken from people's word, since no API shows it:")
	}
	for _, line := range i.Attested {
		b.WriteString("\n  - " + line)
	}
	if len(i.Left) > 0 {
		b.WriteString("\n\nNot in this site, and left alone:")
	}
	for _, d := range i.Left.Sorted() {
		b.WriteString("\n  - " + strings.ReplaceAll(d.Message, "\n", " "))
	}
	return b.String()
}

// proved reads what was written as any verb would, and compares it with what
// the target holds. A site that cannot be read, or asked for, is an error.
func (s *stage) proved(seen *Seen, files []write.File) (diag.List, error) {
	contents := map[string][]byte{}
	for _, f := range files {
		contents[f.Name] = f.Data
	}
	tree, err := source.Memory(contents)
	if err != nil {
		return nil, err
	}
	site, found := load.Site(tree, load.Options{})
	if found.HasErrors() {
		return nil, fmt.Errorf("what was read makes no site: %w", found.Err())
	}
	out := s.differences(site, seen)
	for _, d := range check.Site(site.Site, site.Causes) {
		if d.Severity == diag.Error {
			out.Add(d)
		}
	}
	return out, nil
}

// differences is what a plan for the site would change on the target.
func (s *stage) differences(site *load.Result, seen *Seen) diag.List {
	t, _ := model.Find(site.Site.Targets, s.target.ID)
	again := &stage{Job: &Job{Site: site, Dir: s.Dir, Drivers: s.Drivers, Now: s.Now, Tool: s.Tool}, target: t, driver: s.driver}
	fresh := *seen
	fresh.Record = nil
	in, err := again.compare(&fresh)
	if err != nil {
		return diag.List{{Code: diag.ImportDiffers, Severity: diag.Warning, Target: s.target.ID, Message: "the next plan will be refused: " + shortReason(err)}}
	}
	var out diag.List
	for _, c := range in.Changes.Changes {
		if !c.Acts() {
			continue
		}
		var fields []string
		for _, f := range c.Fields {
			if f.Part.Acts() {
				fields = append(fields, f.Name)
			}
		}
		out.Add(diag.Diagnostic{Code: diag.ImportDiffers, Severity: diag.Warning, Target: s.target.ID, Path: c.Canonical,
			Message: strings.TrimRight(fmt.Sprintf("the next plan will want to %s: %s", c.Name(), strings.Join(fields, ", ")), ": ")})
	}
	return out
}

// Holds counts what the site has, in the order of the language.
func (i *Imported) Holds() string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, many)
	}
	var parts []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{len(i.Site.Departments), "department", "departments"}, {len(i.Site.Users), "user", "users"}, {len(i.Site.Groups), "group", "groups"},
		{len(i.Site.Roles), "role", "roles"}, {len(i.Site.Devices), "device", "devices"}, {len(i.Site.Workspaces), "workspace", "workspaces"},
	} {
		if c.n > 0 {
			parts = append(parts, count(c.n, c.one, c.many))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Relocate rewrites what a target names relative to its site's folder, for a
// site in another one.
func Relocate(t *model.Target, move func(string) string) {
	if file, ok := strings.CutPrefix(t.URL, "sim:"); ok && file != "" {
		t.URL = "sim:" + move(file)
	}
	if file, ok := t.Options["caFile"].(string); ok {
		t.Options = maps.Clone(t.Options)
		t.Options["caFile"] = move(file)
	}
	t.Credentials = maps.Clone(t.Credentials)
	for name, s := range t.Credentials {
		if s.File != "" {
			s.File = move(s.File)
		}
		if s.Age != "" {
			s.Age = move(s.Age)
		}
		t.Credentials[name] = s
	}
}
