package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// holder is whoever has a number.
type holder struct {
	family string // users, groups
	what   string // user, queue, ring group, …
	id     string
	number string
	kind   string // what an organization's range may be for: users, queues, ringGroups, parkings
	pos    diag.Pos
}

func (h holder) path() string { return path(h.family, h.id, "extension") }

// numbers wants every extension once, and inside the numbering plan.
func numbers(r *run) {
	r.planItself()
	all := r.holders()
	taken := make(map[string]int, len(all)) // number → who has it, in all
	for i, h := range all {
		if at, ok := taken[h.number]; ok {
			first := all[at]
			r.fail(problem{
				code: diag.DuplicateExtension, path: h.path(), at: h.pos, also: []diag.Pos{r.place(first.path(), first.pos)},
				message: fmt.Sprintf("extension %s belongs to %s %q and to %s %q", h.number, first.what, first.id, h.what, h.id),
				hint:    "give one of them another number",
			})
			continue
		}
		taken[h.number] = i
		r.inPlan(h)
	}
}

// holders are the users and groups with a number, users first.
func (r *run) holders() []holder {
	out := make([]holder, 0, len(r.site.Users))
	for i := range r.site.Users {
		u := &r.site.Users[i]
		if n, ok := u.Extension.Get(); ok {
			out = append(out, holder{"users", "user", u.ID, n, "users", u.Pos})
		}
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if n, ok := g.Extension.Get(); ok {
			out = append(out, holder{"groups", string(g.Kind), g.ID, n, rangeKind(g.Kind), g.Pos})
		}
	}
	return out
}

func rangeKind(k model.GroupKind) string {
	switch {
	case queue(k):
		return "queues"
	case k == model.RingGroup:
		return "ringGroups"
	case k == model.Parking:
		return "parkings"
	}
	return ""
}

// inPlan judges one number by length and ranges. Parkings are judged by ranges
// alone: several systems number them apart from people.
func (r *run) inPlan(h holder) {
	p := r.site.Organization.Extensions
	lo, hasMin := p.MinDigits.Get()
	hi, hasMax := p.MaxDigits.Get()
	digits := int64(len(h.number))
	if h.kind != "parkings" && (hasMin && digits < lo || hasMax && digits > hi) {
		r.fail(problem{
			code: diag.ExtensionLength, path: h.path(), at: h.pos,
			message: fmt.Sprintf("extension %s of %s %q has %d digits, and the organization's have %s", h.number, h.what, h.id, digits, span(p)),
			hint:    "change the number, or organization.extensions.minDigits and maxDigits",
		})
		return
	}
	if blocks := p.Ranges; len(blocks) > 0 && !fits(h, blocks) {
		r.fail(problem{
			code: diag.ExtensionRange, path: h.path(), at: h.pos,
			message: fmt.Sprintf("extension %s of %s %q is in no block for it%s", h.number, h.what, h.id, whose(h.number, blocks)),
			hint:    blocksHint(h, blocks),
		})
	}
}

func span(p model.ExtensionPlan) string {
	lo, hasMin := p.MinDigits.Get()
	hi, hasMax := p.MaxDigits.Get()
	switch {
	case hasMin && hasMax && lo == hi:
		return fmt.Sprint(lo)
	case hasMin && hasMax:
		return fmt.Sprintf("%d to %d", lo, hi)
	case hasMin:
		return fmt.Sprintf("at least %d", lo)
	}
	return fmt.Sprintf("at most %d", hi)
}

// fits reports whether a number lies in a block for its kind or, when the site
// has no block for that kind, in none that is kept for another.
func fits(h holder, blocks []model.Range) bool {
	own := false
	for _, b := range blocks {
		mine := b.For == "" || b.For == "any" || b.For == h.kind
		if mine && holds(b, h.number) {
			return true
		}
		own = own || b.For == h.kind
	}
	return !own && whose(h.number, blocks) == ""
}

// holds compares as numbers are written: same length, digit by digit.
func holds(b model.Range, n string) bool { return len(n) == len(b.From) && b.From <= n && n <= b.To }

// whose says for what the block is kept in which a number lies.
func whose(n string, blocks []model.Range) string {
	for _, b := range blocks {
		if holds(b, n) {
			return fmt.Sprintf("; it lies in %q (%s to %s), kept for %s", b.ID, b.From, b.To, b.For)
		}
	}
	return ""
}

func blocksHint(h holder, blocks []model.Range) string {
	var own []string
	for _, b := range blocks {
		if b.For == h.kind || b.For == "" || b.For == "any" {
			own = append(own, b.From+" to "+b.To)
		}
	}
	if len(own) == 0 {
		return "add a block for it under organization.extensions.ranges"
	}
	return "take one of " + strings.Join(own, ", ") + ", or widen the block"
}

// planItself wants a numbering plan that can be kept.
func (r *run) planItself() {
	p := r.site.Organization.Extensions
	at := r.site.Organization.Pos
	lo, hasMin := p.MinDigits.Get()
	if hi, ok := p.MaxDigits.Get(); ok && hasMin && lo > hi {
		r.fail(problem{
			code: diag.ExtensionPlan, path: "organization.extensions.minDigits", at: at,
			message: fmt.Sprintf("extensions have at least %d digits and at most %d", lo, hi), hint: "swap the two",
		})
	}
	var sound []model.Range
	for _, b := range p.Ranges {
		if len(b.From) == len(b.To) && b.From <= b.To {
			sound = append(sound, b)
			continue
		}
		r.fail(problem{
			code: diag.ExtensionPlan, path: path("organization", "extensions", "ranges", b.ID), at: at,
			message: fmt.Sprintf("the block from %s to %s holds no number", b.From, b.To),
			hint:    "from comes first, and both have the same number of digits",
		})
	}
	r.overlaps(sound, at)
}

func (r *run) overlaps(blocks []model.Range, at diag.Pos) {
	blocks = slices.Clone(blocks)
	slices.SortStableFunc(blocks, func(a, b model.Range) int {
		return cmp.Or(cmp.Compare(len(a.From), len(b.From)), strings.Compare(a.From, b.From))
	})
	for i := 1; i < len(blocks); i++ {
		a, b := blocks[i-1], blocks[i]
		if len(a.From) != len(b.From) || b.From > a.To {
			continue
		}
		if b.To < a.To {
			blocks[i] = a // the longer one may reach the next block too
		}
		r.fail(problem{
			code: diag.ExtensionPlan, path: path("organization", "extensions", "ranges", b.ID), at: at,
			also:    []diag.Pos{r.place(path("organization", "extensions", "ranges", a.ID), diag.Pos{})},
			message: fmt.Sprintf("blocks %q (%s to %s) and %q (%s to %s) overlap", a.ID, a.From, a.To, b.ID, b.From, b.To),
			hint:    "end the first before the second begins",
		})
	}
}
