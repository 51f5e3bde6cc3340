package render

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// rightLine is what changes for one holder. Scopes of a permission that come or
// go together stand on one line, and so do permissions that change alike and for
// one reason.
type rightLine struct {
	mark        string // + gained, - lost, ± one instead of another, ? not known
	holder      string
	others      []string // holders folded into this line
	permissions []string
	before      string // "none" when nothing is lost
	after       string // "none" when nothing is gained
	through     string
	was         bool // through is what gave a right that is lost, not what takes it
	privileged  bool
	rests       string // on what less than solid it rests, "" on nothing
	reach       int    // how far the widest scope reaches
}

// like is equal for lines that differ in their permissions alone.
func (l rightLine) like() string {
	return strings.Join([]string{l.mark, l.before, l.after, l.because(), strconv.FormatBool(l.privileged), l.rests}, "\x00")
}

// because is through as it follows in a sentence.
func (l rightLine) because() string {
	switch {
	case l.through == "":
		return ""
	case l.was:
		return "was through " + l.through
	}
	return "through " + l.through
}

// permission is the list as it stands in a table.
func (l rightLine) permission() string { return strings.Join(l.permissions, ", ") }

func rightLines(s *plan.Section, names namer, o Options) []rightLine {
	alike := func(i, j int) bool {
		return personOf(s.Rights[i]) == personOf(s.Rights[j]) && s.Rights[i].Permission == s.Rights[j].Permission
	}
	n := 0
	for i := range s.Rights {
		if i == 0 || !alike(i-1, i) {
			n++
		}
	}
	out := append(make([]rightLine, 0, n), switched(s, names)...)
	names.off = offIn(s)
	by := indexChanges(s.Changes)
	for i := 0; i < len(s.Rights); {
		j := i
		for j < len(s.Rights) && alike(i, j) {
			j++
		}
		out = append(out, rightLineOf(s.Rights[i:j], by, names))
		i = j
	}
	out = joinPermissions(out)
	slices.SortStableFunc(out, compareRightLines)
	return foldRights(out, o)
}

func personOf(c plan.RightChange) person { return person{c.Holder, c.Former} }

// switched is a line for each account that goes off, with all that it may do, or
// comes back.
func switched(s *plan.Section, names namer) []rightLine {
	var out []rightLine
	for _, a := range s.Accounts {
		if !a.Switched() {
			continue
		}
		mark := "+"
		if a.After == plan.Off {
			mark = "-"
		}
		out = append(out, rightLine{mark: mark, holder: names.who(person{a.Holder, a.Former}), permissions: []string{"the account"}, before: string(a.Before), after: string(a.After), privileged: a.Privileged, reach: 5})
	}
	return out
}

// offIn are the holders whose account is off once a section is carried out, or
// was when it goes.
func offIn(s *plan.Section) map[person]bool {
	out := map[person]bool{}
	for _, a := range s.Accounts {
		out[person{a.Holder, a.Former}] = a.After == plan.Off || a.After == "" && a.Before == plan.Off
	}
	return out
}

// compareRightLines puts first what is known, what changes others' rights, and what
// reaches furthest.
func compareRightLines(a, b rightLine) int {
	if c := cmp.Or(compareBool(a.mark == "?", b.mark == "?"), -compareBool(a.privileged, b.privileged), cmp.Compare(b.reach, a.reach)); c != 0 {
		return c
	}
	if c := strings.Compare(a.holder, b.holder); c != 0 {
		return c
	}
	return strings.Compare(a.permissions[0], b.permissions[0])
}

// joinPermissions puts permissions of one holder that change alike on one line.
// What is not known after a plan makes one line for each holder, whatever its
// scopes: it neither reassures nor alarms, and must not hide what is known.
func joinPermissions(lines []rightLine) []rightLine {
	out := lines[:0] // never more than were read
	at := map[string]int{}
	for _, l := range lines {
		if l.mark == "?" {
			l.before, l.after, l.through, l.was, l.reach = "", "not known", "", false, 0
		}
		key := l.holder + "\x00" + l.like()
		if i, ok := at[key]; ok {
			out[i].permissions = append(out[i].permissions, l.permissions...)
			continue
		}
		at[key] = len(out)
		out = append(out, l)
	}
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func rightLineOf(changes []plan.RightChange, by changesOf, names namer) rightLine {
	who := personOf(changes[0])
	l := rightLine{holder: names.who(who) + offMark(names.off[who]), permissions: []string{safe(changes[0].Permission)}}
	var before, after, unknown []string
	var words []string
	for _, c := range changes {
		scope := scopeWords(c.Right, names)
		switch {
		case c.Gained():
			after = append(after, scope)
			words = append(words, throughWords(c, by, names)...)
		case c.Lost():
			before = append(before, scope)
		default:
			unknown = append(unknown, scope)
		}
		l.privileged = l.privileged || c.Privileged
		if c.Gained() || c.Lost() {
			l.rests = cmp.Or(l.rests, rest(c.Rests))
		}
		l.reach = max(l.reach, reachOf(c.Scope))
	}
	if len(after) == 0 {
		for _, c := range changes {
			l.was = l.was || !written(c)
			words = append(words, throughWords(c, by, names)...)
		}
	}
	kept := keptScopes(changes, names)
	if len(after) > 0 {
		kept = nil // only what shrinks would read as lost without them
	}
	l.before, l.after = orNone(slices.Concat(before, kept)), orNone(slices.Concat(after, kept))
	slices.Sort(words)
	l.through = some(slices.Compact(words), 3)
	switch {
	case len(after) > 0 && len(before) > 0:
		l.mark = "±"
	case len(after) > 0:
		l.mark = "+"
	case len(before) > 0:
		l.mark = "-"
	default:
		l.mark, l.after = "?", strings.Join(unknown, ", ")
	}
	if len(unknown) > 0 && l.mark != "?" {
		l.after += " (not known: " + strings.Join(unknown, ", ") + ")"
	}
	return l
}

// keptScopes are the scopes of the permission that the holder keeps.
func keptScopes(changes []plan.RightChange, names namer) []string {
	var out []string
	for _, scope := range changes[0].Stays {
		out = append(out, scopeWords(rights.Right{Scope: scope}, names))
	}
	return out
}

func orNone(scopes []string) string {
	if len(scopes) == 0 {
		return "none"
	}
	return strings.Join(scopes, ", ")
}

// scopeWords says a scope as people do: "group in Sales".
func scopeWords(r rights.Right, names namer) string {
	kind, key, named := strings.Cut(r.Scope, ":")
	words := safe(r.Scope)
	switch {
	case r.Scope == "" && r.Level == "":
		return "yes"
	case r.Scope == "":
		return safe(r.Level)
	case named:
		words = safe(kind)
		below := strings.HasSuffix(key, "/**")
		key = strings.TrimSuffix(key, "/**")
		name := names.names[kind+"/"+key]
		if name == "" {
			name = key
		}
		words += " in " + safe(name)
		if below {
			words += " and below"
		}
	}
	if r.Level != "" {
		words = safe(r.Level) + ", " + words
	}
	return words
}

func reachOf(scope string) int {
	kind, key, _ := strings.Cut(scope, ":")
	switch {
	case kind == "organization":
		return 5
	case kind == "department" && strings.HasSuffix(key, "/**"):
		return 4
	case kind == "department":
		return 3
	case kind == "own", kind == "":
		return 1
	}
	return 2
}

// throughWords names what gives a right: what stands in the site where the plan
// says so, else the native object.
func throughWords(c plan.RightChange, changes changesOf, names namer) []string {
	var out []string
	for _, t := range c.Through {
		if t.Path != "" {
			out = append(out, ownWords(safe(t.Words), names.who(personOf(c))))
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, src := range c.Via {
		out = append(out, sourceWords(c.Holder, src, changes, names))
	}
	return out
}

// written reports whether something in the site makes the change.
func written(c plan.RightChange) bool {
	return slices.ContainsFunc(c.Through, func(t plan.Through) bool { return t.Path != "" })
}

// ownWords leaves the holder out of what gives a right: "role of bob in sales"
// is Bob's "role in sales", so that the same can be said of others.
func ownWords(words, holder string) string {
	id := holder
	if i := strings.LastIndexByte(holder, '('); i >= 0 {
		id = strings.TrimSuffix(holder[i+1:], ")")
	}
	if words == "user "+id {
		return "own account"
	}
	if field, ok := strings.CutPrefix(words, model.Path("users", id)+"."); ok {
		return "own " + field
	}
	if rest, ok := strings.CutSuffix(words, " of "+id); ok {
		return rest
	}
	return strings.Replace(words, " of "+id+" ", " ", 1)
}

func sourceWords(holder state.Ref, src rights.Source, changes changesOf, names namer) string {
	if f, c := changes.field(src); f != nil {
		if role := roleIn(f.From, c.Canonical); role != "" {
			return "role " + safe(role)
		}
		if member, ok := memberRole(c, src); ok {
			return member
		}
	}
	if src.Object == holder {
		return safe(src.Attr)
	}
	return names.kindTitle(src.Object.Kind) + " " + names.objectOf(src.Object, holder)
}

// memberRole is the vendor role of a membership that gives a right by itself.
func memberRole(c *diff.Change, src rights.Source) (string, bool) {
	i := slices.IndexFunc(c.Fields, func(f diff.Field) bool { return f.Name == src.Attr && f.Desired.Type() == state.Text })
	if i < 0 || !strings.Contains(strings.ToLower(src.Attr), "role") {
		return "", false
	}
	return "role " + safe(c.Fields[i].Desired.Text()), true
}

// changesOf finds changes by their object.
type changesOf map[state.Ref]*diff.Change

func indexChanges(changes []diff.Change) changesOf {
	out := make(changesOf, len(changes))
	for i := range changes {
		out[changes[i].Object] = &changes[i]
	}
	return out
}

func (x changesOf) field(src rights.Source) (*diff.Field, *diff.Change) {
	c := x[src.Object]
	if c == nil {
		return nil, nil
	}
	i := slices.IndexFunc(c.Fields, func(f diff.Field) bool { return f.Name == src.Attr })
	if i < 0 {
		return nil, nil
	}
	return &c.Fields[i], c
}

// roleIn finds the site's role among canonical paths: roles.teamLead.grants….
func roleIn(from []string, canonical string) string {
	for _, p := range from {
		if strings.HasPrefix(p, ".") {
			p = canonical + p
		}
		if parts := model.SplitPath(p); len(parts) > 1 && parts[0] == "roles" {
			return parts[1]
		}
	}
	return ""
}

// foldRightsFrom is how many holders of whom the same is said share a line.
const foldRightsFrom = 3

// foldRights joins lines that say the same of many holders.
func foldRights(lines []rightLine, o Options) []rightLine {
	if o.Full {
		return lines
	}
	key := func(l rightLine) string { return l.like() + "\x00" + l.permission() }
	size := map[string]int{}
	for _, l := range lines {
		size[key(l)]++
	}
	host, seen := map[string]int{}, map[string]int{}
	var out []rightLine
	for _, l := range lines {
		k := key(l)
		seen[k]++
		if size[k] >= foldRightsFrom && seen[k] > 1 {
			out[host[k]].others = append(out[host[k]].others, l.holder)
			continue
		}
		host[k] = len(out)
		out = append(out, l)
	}
	return out
}
