package policy

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// View is what rules see of a plan: #Plan of schema/policy, where each field is
// explained. No list in it is nil, since none is null.
type View struct {
	Site     string           `json:"site"`
	Partial  bool             `json:"partial"`
	Targets  []Target         `json:"targets"`
	Rights   []Right          `json:"rights"`
	Changes  []Change         `json:"changes"`
	Released []Change         `json:"released"`
	Left     []Change         `json:"left"`
	Steps    []Step           `json:"steps"`
	Losses   []Loss           `json:"losses"`
	Count    map[string]Count `json:"count"`
}

// Target is one target of a plan.
type Target struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Version string `json:"version"`
	Failed  string `json:"failed"`
}

// Who is someone who has rights.
type Who struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"`
	Key  string `json:"key"`
}

// Right is one right that someone gains or loses, or may: a rule is not passed
// by what nobody knows.
type Right struct {
	Target     string   `json:"target"`
	Holder     Who      `json:"holder"`
	Permission string   `json:"permission"`
	Scope      string   `json:"scope"`
	Level      string   `json:"level"`
	Before     string   `json:"before"`
	After      string   `json:"after"`
	Gained     bool     `json:"gained"`
	Lost       bool     `json:"lost"`
	Certain    bool     `json:"certain"`
	Privileged bool     `json:"privileged"`
	Through    []string `json:"through"`
}

// Change is one thing on a target that differs.
type Change struct {
	Target  string  `json:"target"`
	Op      string  `json:"op"`
	Replace bool    `json:"replace"`
	Kind    string  `json:"kind"`
	Key     string  `json:"key"`
	Path    string  `json:"path"`
	Name    string  `json:"name"`
	Part    string  `json:"part"`
	Fields  []Field `json:"fields"`
}

// Field is one attribute that differs.
type Field struct {
	Name string `json:"name"`
	Part string `json:"part"`
	From any    `json:"from"`
	To   any    `json:"to"`
}

// Step is one thing that is done.
type Step struct {
	Target       string `json:"target"`
	Kind         string `json:"kind"`
	By           string `json:"by"`
	Op           string `json:"op"`
	Title        string `json:"title"`
	About        string `json:"about"`
	Key          string `json:"key"`
	Irreversible bool   `json:"irreversible"`
	Costs        bool   `json:"costs"`
	Notifies     bool   `json:"notifies"`
	Privileged   bool   `json:"privileged"`
	Disrupts     bool   `json:"disrupts"`
}

// Loss is something that a target cannot hold as the site says it.
type Loss struct {
	Target   string `json:"target"`
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Path     string `json:"path"`
	Message  string `json:"message"`
}

// Count is how much of one kind is changed.
type Count struct {
	Created  int `json:"created"`
	Updated  int `json:"updated"`
	Deleted  int `json:"deleted"`
	Replaced int `json:"replaced"`
}

// See is what rules see of a plan. Schemas, by target, give kinds the names that
// people know and say which fields are secret.
func See(p *plan.Plan, schemas map[string]state.Schema) *View {
	v := &View{Site: p.Body.Site, Partial: p.Body.Partial}
	for i := range p.Body.Sections {
		s := &seer{&p.Body.Sections[i], schemas[p.Body.Sections[i].Target], diff.IdentitiesOf(p.Body.Sections[i].Changes), v}
		v.Targets = append(v.Targets, Target{s.Target, s.Type, p.Bindings.Targets[s.Target].Profile.Version, s.Failed})
		s.rights()
		s.changes()
		s.steps()
		for _, d := range s.Losses {
			v.Losses = append(v.Losses, Loss{s.Target, string(d.Code), d.Severity.String(), d.Path, d.Message})
		}
		for i := range s.schema.Kinds {
			v.count(s.kind(s.schema.Kinds[i].Name), Count{})
		}
	}
	v.complete(nil)
	return v
}

// seer looks at one section.
type seer struct {
	*plan.Section
	schema state.Schema
	ids    diff.Identities
	view   *View
}

func (s *seer) rights() {
	for i := range s.Rights {
		r := &s.Rights[i]
		out := Right{Target: s.Target, Holder: s.who(r.Holder, r.Former), Permission: r.Permission, Scope: r.Scope, Level: r.Level,
			Before: r.Before.String(), After: r.After.String(), Gained: r.Before != rights.Yes && r.After != rights.No, Lost: r.Before != rights.No && r.After != rights.Yes,
			Certain: r.Before != rights.Unknown && r.After != rights.Unknown, Privileged: r.Privileged, Through: []string{}}
		for _, t := range r.Through {
			if t.Path != "" {
				out.Through = append(out.Through, t.Path)
			}
		}
		s.view.Rights = append(s.view.Rights, out)
	}
}

// who has the account, or had it until it is made anew for somebody else.
func (s *seer) who(r state.Ref, former string) Who {
	w, path := Who{Name: s.name(r), Kind: s.kind(r.Kind), Key: r.Key}, s.Paths[r.String()]
	if former != "" {
		w.Name, path = cmp.Or(s.Names[former], former), former
	}
	if parts := model.SplitPath(path); len(parts) == 2 {
		w.ID = parts[1]
	}
	return w
}

func (s *seer) changes() {
	for i := range s.Changes {
		acting, released, left := s.change(&s.Changes[i])
		if acting != nil {
			s.view.Changes = append(s.view.Changes, *acting)
		}
		if released != nil {
			s.view.Released = append(s.view.Released, *released)
		}
		if left != nil {
			s.view.Left = append(s.view.Left, *left)
		}
	}
}

// change parts what is done to an object from what is only shown of it.
func (s *seer) change(c *diff.Change) (acting, released, left *Change) {
	all := Change{Target: s.Target, Op: string(c.Op), Replace: c.Replace, Kind: s.kind(c.Object.Kind), Key: c.Object.Key, Path: c.Canonical,
		Name: s.name(c.Object), Part: string(c.Part), Fields: []Field{}}
	a, r, l := all, all, all
	k, _ := s.schema.Kind(c.Object.Kind)
	for i := range c.Fields {
		f := &c.Fields[i]
		out := s.field(k, f)
		switch f.Part {
		case diff.Released:
			r.Fields = append(r.Fields, out)
		case diff.Left:
			l.Fields = append(l.Fields, out)
		default:
			a.Fields = append(a.Fields, out)
		}
	}
	if c.Acts() {
		acting = &a
	}
	if len(r.Fields) > 0 || c.Part == diff.Released {
		released = &r
	}
	if len(l.Fields) > 0 || c.Part == diff.Left {
		left = &l
	}
	return acting, released, left
}

// field has what it refers to by one name on both sides, so that a rule which
// compares them sees who comes and who goes, whatever they are called now.
func (s *seer) field(k *state.Kind, f *diff.Field) Field {
	out := Field{Name: f.Name, Part: string(f.Part), From: plain(f.Live), To: plain(f.Desired)}
	if k == nil {
		return out
	}
	field, ok := k.Field(f.Name)
	switch {
	case !ok:
	case field.Has(state.Secret):
		out.From, out.To = secret, secret
	case field.Ref != "" && f.Live.Presence() == state.Set && f.Live.Basis() != state.Unknown:
		out.From = plain(s.ids.Follow(field, f.Live))
	}
	return out
}

const secret = "(secret)"

func (s *seer) steps() {
	for i := range s.Steps {
		st := &s.Steps[i]
		out := Step{Target: s.Target, Kind: string(st.Kind), Op: string(st.Op), Title: st.Title, About: s.kind(st.Object.Kind), Key: st.Object.Key,
			Irreversible: st.Flags.Irreversible, Costs: st.Flags.Costs, Notifies: st.Flags.Notifies, Privileged: st.Flags.Privileged, Disrupts: st.Flags.Disruption}
		if st.Manual != nil {
			out.By = st.Manual.By
		}
		s.view.Steps = append(s.view.Steps, out)
	}
}

func (s *seer) name(r state.Ref) string {
	if n := s.Names[r.String()]; n != "" {
		return n
	}
	return r.Key
}

// kind is the word of budgets and flags.
func (s *seer) kind(name string) string {
	if k, ok := s.schema.Kind(name); ok && k.Plural != "" {
		return k.Plural
	}
	return name
}

// plain is a value as CUE has it; nil is nothing.
func plain(v state.Value) any {
	if v.Presence() != state.Set || v.Basis() == state.Unknown {
		return nil
	}
	switch v.Type() {
	case state.Bool:
		return v.Bool()
	case state.Int:
		return v.Int()
	case state.Strset, state.Strlist:
		return append([]string{}, v.Items()...)
	case state.Tree:
		var tree any
		if err := json.Unmarshal([]byte(v.Text()), &tree); err != nil {
			return v.Text()
		}
		return tree
	}
	return v.Text()
}

func (v *View) count(kind string, c Count) {
	if v.Count == nil {
		v.Count = map[string]Count{}
	}
	have := v.Count[kind]
	v.Count[kind] = Count{have.Created + c.Created, have.Updated + c.Updated, have.Deleted + c.Deleted, have.Replaced + c.Replaced}
}

// complete counts changes, and makes every list one; what is counted already,
// as a sample may be, stays.
func (v *View) complete(kinds []string) {
	written := maps.Clone(v.Count)
	for _, k := range append(slices.Clone(kinds), plan.AnyKind) {
		v.count(k, Count{})
	}
	for i := range v.Changes {
		c := one(&v.Changes[i])
		v.count(v.Changes[i].Kind, c)
		v.count(plan.AnyKind, c)
	}
	for kind, c := range written {
		if c != (Count{}) {
			v.Count[kind] = c
		}
	}
	fill(&v.Targets)
	fill(&v.Rights)
	fill(&v.Changes)
	fill(&v.Released)
	fill(&v.Left)
	fill(&v.Steps)
	fill(&v.Losses)
}

func fill[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// one counts one change.
func one(c *Change) Count {
	switch {
	case c.Replace:
		return Count{Replaced: 1}
	case c.Op == string(state.OpCreate):
		return Count{Created: 1}
	case c.Op == string(state.OpDelete):
		return Count{Deleted: 1}
	}
	return Count{Updated: 1}
}
