package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// rightLine is what changes for one holder and one permission. Several scopes
// that come or go together stand on one line.
type rightLine struct {
	mark       string // + gained, - lost, ± one instead of another, ? not known
	holder     string
	others     []string // holders folded into this line
	permission string
	before     string // "none" when nothing is lost
	after      string // "none" when nothing is gained
	through    string
	privileged bool
	reach      int // how far the widest scope reaches
}

func rightLines(s *plan.Section, names namer, o Options) []rightLine {
	var out []rightLine
	for i := 0; i < len(s.Rights); {
		j := i
		for j < len(s.Rights) && s.Rights[j].Holder == s.Rights[i].Holder && s.Rights[j].Permission == s.Rights[i].Permission {
			j++
		}
		out = append(out, rightLineOf(s.Rights[i:j], s, names))
		i = j
	}
	slices.SortStableFunc(out, func(a, b rightLine) int {
		return cmp.Or(-compareBool(a.privileged, b.privileged), cmp.Compare(b.reach, a.reach),
			strings.Compare(a.permission, b.permission), strings.Compare(a.holder, b.holder))
	})
	return foldRights(joinUnknown(out), o)
}

// joinUnknown puts what is not known after a plan at the end, one line for each
// holder: it neither reassures nor alarms, and must not hide what is known.
func joinUnknown(lines []rightLine) []rightLine {
	var out, unknown []rightLine
	at := map[string]int{}
	for _, l := range lines {
		if l.mark != "?" {
			out = append(out, l)
			continue
		}
		i, ok := at[l.holder]
		if !ok {
			at[l.holder] = len(unknown)
			unknown = append(unknown, rightLine{mark: "?", holder: l.holder, permission: l.permission, privileged: l.privileged})
			continue
		}
		unknown[i].permission += ", " + l.permission
		unknown[i].privileged = unknown[i].privileged || l.privileged
	}
	slices.SortStableFunc(unknown, func(a, b rightLine) int { return strings.Compare(a.holder, b.holder) })
	for _, l := range unknown {
		l.before, l.after = "not known: "+l.permission, ""
		l.permission = ""
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

func rightLineOf(changes []plan.RightChange, s *plan.Section, names namer) rightLine {
	l := rightLine{holder: names.holder(changes[0].Holder), permission: safe(changes[0].Permission)}
	var before, after, unknown []string
	var words []string
	for _, c := range changes {
		scope := scopeWords(c.Right, names)
		switch {
		case c.Gained():
			after = append(after, scope)
			words = append(words, throughWords(c, s, names)...)
		case c.Lost():
			before = append(before, scope)
		default:
			unknown = append(unknown, scope)
		}
		l.privileged = l.privileged || c.Privileged
		l.reach = max(l.reach, reachOf(c.Scope))
	}
	if len(after) == 0 {
		for _, c := range changes {
			words = append(words, throughWords(c, s, names)...)
		}
	}
	l.before, l.after = orNone(before), orNone(after)
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
// says so, else the native attribute.
func throughWords(c plan.RightChange, s *plan.Section, names namer) []string {
	var out []string
	for _, t := range c.Through {
		out = append(out, safe(t.Words))
	}
	if len(out) > 0 {
		return out
	}
	for _, src := range c.Via {
		out = append(out, sourceWords(c.Holder, src, s.Changes, names))
	}
	return out
}

func sourceWords(holder state.Ref, src rights.Source, changes []diff.Change, names namer) string {
	if f, c := fieldOf(src, changes); f != nil {
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
	return safe(src.Attr) + " of " + names.kindTitle(src.Object.Kind) + " " + names.objectOf(src.Object, holder)
}

// memberRole is the vendor role of a membership that gives a right by itself.
func memberRole(c *diff.Change, src rights.Source) (string, bool) {
	i := slices.IndexFunc(c.Fields, func(f diff.Field) bool { return f.Name == src.Attr && f.Desired.Type() == state.Text })
	if i < 0 || !strings.Contains(strings.ToLower(src.Attr), "role") {
		return "", false
	}
	return "role " + safe(c.Fields[i].Desired.Text()), true
}

func fieldOf(src rights.Source, changes []diff.Change) (*diff.Field, *diff.Change) {
	for i := range changes {
		c := &changes[i]
		if c.Object != src.Object {
			continue
		}
		for j := range c.Fields {
			if c.Fields[j].Name == src.Attr {
				return &c.Fields[j], c
			}
		}
	}
	return nil, nil
}

// roleIn finds the site's role among canonical paths: roles.teamLead.grants….
func roleIn(from []string, canonical string) string {
	for _, p := range from {
		if strings.HasPrefix(p, ".") {
			p = canonical + p
		}
		if rest, ok := strings.CutPrefix(p, "roles."); ok {
			role, _, _ := strings.Cut(rest, ".")
			return role
		}
	}
	return ""
}

// foldRights joins lines that say the same of many holders.
func foldRights(lines []rightLine, o Options) []rightLine {
	if o.Full {
		return lines
	}
	key := func(l rightLine) string {
		return l.mark + "\x00" + l.permission + "\x00" + l.before + "\x00" + l.after + "\x00" + l.through
	}
	size := map[string]int{}
	for _, l := range lines {
		size[key(l)]++
	}
	host, seen := map[string]int{}, map[string]int{}
	var out []rightLine
	for _, l := range lines {
		k := key(l)
		seen[k]++
		if size[k] >= foldFrom && seen[k] > foldShown {
			out[host[k]].others = append(out[host[k]].others, l.holder)
			continue
		}
		host[k] = len(out)
		out = append(out, l)
	}
	return out
}
