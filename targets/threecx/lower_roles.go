package threecx

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// roleOf decides a membership's role: the bases that reach it, which must agree.
// Where none does and a grant follows only from a role, see chooseRole.
func (l *lowering) roleOf(m *member) {
	for _, h := range m.holdings {
		if h.Base == "" {
			continue
		}
		r, ok := roleByBase(h.Base)
		switch {
		case !ok:
			l.unknownRole(h.Named[0], h.Pos, h.Base)
			continue
		case m.roleSet && m.role.wire != r.wire:
			l.quarrel(m, h, r)
		case !m.roleSet:
			m.role, m.roleSet, m.roleBy, m.rolePos = r, true, h, h.Pos
		}
		m.roleFrom = append(m.roleFrom, h.Named...)
	}
}

// quarrel collects memberships that are given two roles, by the line that is to
// be mended: an assignment, which may reach hundreds, before the line of one
// member.
type quarrel struct {
	path   string
	pos    []diag.Pos
	first  string // the whole of it for the first user
	roles  string
	others string // where the first user has the other role
	users  []string
}

func (l *lowering) quarrel(m *member, h *resolve.Holding, r role) {
	q := quarrel{path: h.Named[0], pos: positions(h.Pos, m.rolePos), others: m.roleFrom[0], roles: r.label + " and " + m.role.label}
	switch {
	case assigned(m.roleBy):
		q = quarrel{path: m.roleBy.From[0], pos: positions(m.rolePos, h.Pos), others: h.Named[0], roles: m.role.label + " and " + r.label}
	case assigned(h):
		q.path = h.From[0]
	}
	q.first = fmt.Sprintf("%s is %s in %q by %s and %s by %s", m.user, m.role.label, m.place.name, m.roleFrom[0], r.label, h.Named[0])
	key := q.path + " " + q.roles
	if l.quarrels[key] == nil {
		l.quarrels[key] = &q
	}
	l.quarrels[key].users = append(l.quarrels[key].users, m.user)
}

// assigned reports whether a holding comes from a role's assignment.
func assigned(h *resolve.Holding) bool {
	return h != nil && strings.HasPrefix(h.From[0], "roles.")
}

func positions(all ...diag.Pos) []diag.Pos {
	var out []diag.Pos
	for _, p := range all {
		if !p.IsZero() && (len(out) == 0 || out[0] != p) {
			out = append(out, p)
		}
	}
	return out
}

// quarreled reports them, one for each line.
func (l *lowering) quarreled() {
	for _, key := range draft.SortedKeys(l.quarrels) {
		q := l.quarrels[key]
		users, message := draft.Unique(q.users), q.first
		if len(users) > 1 {
			message = fmt.Sprintf("%d users are given two roles by it, %s: %s (the first by %s)", len(users), q.roles, draft.People(users), q.others)
		}
		l.Found.Add(diag.Diagnostic{Code: diag.RolesClash, Severity: diag.Error, Target: l.Desired.Target.ID, Path: q.path, Pos: q.pos, Message: message,
			Hint: "a membership has one role on 3CX: make the bases equal, or hold one of the roles elsewhere"})
	}
}
