package bitrix24

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// portalModel is a portal by ids alone, and who may do what there in the words of
// the reference: for each user, go through all roles and ask by brute force.
type portalModel struct {
	converted  bool
	parent     []int   // of departments; 0 is the company
	head       []int   // user, or -1
	in         [][]int // user → departments
	groups     [][]string
	within     [][]int           // user → user groups
	bound      []map[string]bool // role → codes, in the portal's spelling
	letters    []map[string]string
	users      int
	everything map[int]bool
}

func (m *portalModel) above(d int) []int {
	out := []int{d}
	for d != 0 {
		d = m.parent[d]
		out = append(out, d)
	}
	return out
}

func (m *portalModel) holds(u int, code string) bool {
	var n int
	var letter string
	switch {
	case code == "AU":
		return true
	case scan(code, "IU%d", &n):
		if u == n {
			return true
		}
		for _, d := range m.in[n] {
			for _, a := range m.above(d) {
				if m.head[a] == u {
					return true
				}
			}
		}
		return false
	case scan(code, "U%d", &n):
		return u == n
	case scan(code, "G%d", &n):
		return slices.Contains(m.within[u], n)
	case scan(code, "DR%d", &n):
		return slices.ContainsFunc(m.in[u], func(d int) bool { return slices.Contains(m.above(d), n) })
	case scan(code, "D%d", &n):
		return slices.Contains(m.in[u], n) || m.head[n] == u
	}
	at := strings.LastIndexByte(code, '_')
	scan(code[:at], "SG%d", &n)
	letter = code[at+1:]
	mine := m.groups[n][u]
	return mine != "" && strings.Index("AEK", mine) <= strings.Index("AEK", letter)
}

func scan(code, format string, n *int) bool {
	prefix, _, _ := strings.Cut(format, "%")
	rest, ok := strings.CutPrefix(code, prefix)
	if !ok {
		return false
	}
	_, err := fmt.Sscanf(rest, "%d", n)
	return err == nil && fmt.Sprintf(format, *n) == code
}

// most is the greatest letter of a pair that a user has.
func (m *portalModel) most(u int, pair, order string) string {
	best := -1
	for r := range m.bound {
		for c := range m.bound[r] {
			if m.holds(u, c) {
				best = max(best, strings.Index(order, m.letters[r][pair]))
			}
		}
	}
	if m.everything[u] {
		best = len(order) - 1
	}
	if best < 0 {
		return ""
	}
	return strings.TrimSpace(order[best : best+1])
}

// reach are the users whose data a letter opens to a user.
func (m *portalModel) reach(u int, letter string) map[int]bool {
	out := map[int]bool{}
	for v := range m.users {
		switch letter {
		case "X":
			out[v] = true
		case "A":
			out[v] = v == u
		case "D":
			out[v] = v == u || slices.ContainsFunc(m.in[v], func(d int) bool {
				if m.converted {
					return slices.ContainsFunc(m.in[u], func(own int) bool { return slices.Contains(m.above(d), own) })
				}
				return slices.Contains(m.in[u], d) || m.head[d] == u
			})
		}
	}
	maps.DeleteFunc(out, func(_ int, in bool) bool { return !in })
	return out
}

func someModel(t *rapid.T) *portalModel {
	n := func(what string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, what) }
	m := &portalModel{converted: rapid.Bool().Draw(t, "converted"), users: n("users", 1, 5), everything: map[int]bool{}}
	departments := n("departments", 1, 5)
	for d := range departments {
		m.parent = append(m.parent, n("parent", 0, max(d-1, 0)))
		m.head = append(m.head, n("head", -1, m.users-1))
	}
	for u := range m.users {
		in := rapid.SliceOfNDistinct(rapid.IntRange(0, departments-1), 1, min(2, departments), rapid.ID[int]).Draw(t, "in")
		m.in = append(m.in, in)
		m.within = append(m.within, rapid.SliceOfDistinct(rapid.IntRange(5, 6), rapid.ID[int]).Draw(t, "within"))
		m.everything[u] = u == 0 && rapid.Bool().Draw(t, "administrator")
	}
	for range n("groups", 0, 2) {
		var places []string
		for range m.users {
			places = append(places, rapid.SampledFrom([]string{"", "A", "E", "K"}).Draw(t, "place"))
		}
		m.groups = append(m.groups, places)
	}
	for range n("roles", 0, 4) {
		codes := map[string]bool{}
		for range n("codes", 0, 3) {
			kinds := []string{"AU", fmt.Sprintf("U%d", n("user", 0, m.users-1)), fmt.Sprintf("IU%d", n("user", 0, m.users-1)), fmt.Sprintf("D%d", n("department", 0, departments-1)), fmt.Sprintf("DR%d", n("department", 0, departments-1))}
			kinds = append(kinds, fmt.Sprintf("G%d", n("user group", 5, 6)))
			if len(m.groups) > 0 {
				kinds = append(kinds, fmt.Sprintf("SG%d_%s", n("group", 0, len(m.groups)-1), rapid.SampledFrom([]string{"A", "E", "K"}).Draw(t, "part")))
			}
			codes[rapid.SampledFrom(kinds).Draw(t, "code")] = true
		}
		letters := map[string]string{}
		for _, p := range pairs {
			choice := map[string][]string{"CALL.PERFORM": {"", "C", "K", "X"}, "SETTINGS.MODIFY": {"", "X"}, "LINE.MODIFY": {"", "X"}, "BALANCE.MODIFY": {"", "X"}}[p.name]
			if choice == nil {
				choice = []string{"", "A", "D", "X"}
			}
			letters[p.name] = rapid.SampledFrom(choice).Draw(t, p.name)
		}
		m.bound, m.letters = append(m.bound, codes), append(m.letters, letters)
	}
	return m
}

func userKey(u int) string { return fmt.Sprintf("u%d@acme.example", u) }

func departmentKey(d int) string {
	if d == 0 {
		return Company
	}
	return fmt.Sprintf("d%d", d)
}

// snapshot is the same portal as the driver reads it.
func (m *portalModel) snapshot() *state.Snapshot {
	p := state.Profile{Edition: onPremiseEdition, Modules: map[string]bool{Module: true, Converted: m.converted}}
	s := &state.Snapshot{Target: "pbx", Type: "bitrix24", Profile: p}
	for u := range m.users {
		o := state.Object{Kind: User, Key: userKey(u), ID: fmt.Sprint(u + 1)}
		var in []string
		for _, d := range m.in[u] {
			in = append(in, departmentKey(d))
		}
		o.Put("UF_DEPARTMENT", state.OfSet(in...))
		o.Put("PORTAL_ADMIN", state.OfBool(m.everything[u]))
		if m.within != nil {
			var within []string
			for _, g := range m.within[u] {
				within = append(within, fmt.Sprintf("ug%d", g))
			}
			o.Put(WithinGroups, state.OfSet(within...))
		}
		s.Objects = append(s.Objects, o)
	}
	for d := range m.parent {
		o := state.Object{Kind: Department, Key: departmentKey(d)}
		if d > 0 {
			o.Put("PARENT", state.OfText(departmentKey(m.parent[d])))
		}
		if m.head[d] >= 0 {
			o.Put("UF_HEAD", state.OfText(userKey(m.head[d])))
		}
		s.Objects = append(s.Objects, o)
	}
	for g := range m.groups {
		s.Objects = append(s.Objects, state.Object{Kind: Workgroup, Key: fmt.Sprintf("g%d", g)})
		for u, letter := range m.groups[g] {
			if letter != "" {
				o := state.Object{Kind: Member, Key: fmt.Sprintf("g%d/%s", g, userKey(u))}
				o.Put("WORKGROUP", state.OfText(fmt.Sprintf("g%d", g)))
				o.Put("USER", state.OfText(userKey(u)))
				o.Put("ROLE", state.OfText(letter))
				s.Objects = append(s.Objects, o)
			}
		}
	}
	for r := range m.bound {
		s.Objects = append(s.Objects, m.role(r))
	}
	s.Coverage = []state.Coverage{{Extent: state.Extent{Kind: Role}, Reach: state.Complete}}
	s.Sort()
	return s
}

func (m *portalModel) role(r int) state.Object {
	o := state.Object{Kind: Role, Key: fmt.Sprintf("r%d", r)}
	sets := map[string][]string{}
	for c := range m.bound[r] {
		var n int
		switch at := strings.LastIndexByte(c, '_'); {
		case c == "AU":
			o.Put(Everyone, state.OfBool(true))
		case scan(c, "IU%d", &n):
			sets[Users], sets[UsersAndAbove] = append(sets[Users], userKey(n)), append(sets[UsersAndAbove], userKey(n))
		case scan(c, "U%d", &n):
			sets[Users] = append(sets[Users], userKey(n))
		case scan(c, "G%d", &n):
			sets[UserGroups] = append(sets[UserGroups], fmt.Sprintf("ug%d", n))
		case scan(c, "DR%d", &n):
			sets[Subtrees] = append(sets[Subtrees], departmentKey(n))
		case scan(c, "D%d", &n):
			sets[Departments] = append(sets[Departments], departmentKey(n))
		default:
			scan(c[:at], "SG%d", &n)
			set := map[string]string{"A": GroupOwners, "E": GroupMods, "K": GroupMembers}[c[at+1:]]
			sets[set] = append(sets[set], fmt.Sprintf("g%d", n))
		}
	}
	for set, items := range sets {
		o.Put(set, state.OfSet(items...))
	}
	for name, letter := range m.letters[r] {
		o.Put(name, state.OfText(letter))
	}
	return o
}

// opened are the users whose data the rows of a permission open to a holder.
func (m *portalModel) opened(rows []rights.Row, u int, permission string) map[int]bool {
	out := map[int]bool{}
	for i := range rows {
		r := &rows[i]
		if r.Holder.Key != userKey(u) || r.Permission != permission || r.Answer != rights.Yes {
			continue
		}
		name, isDepartment := strings.CutPrefix(r.Scope, "department:")
		name, below := strings.CutSuffix(name, "/**")
		for v := range m.users {
			inside := slices.ContainsFunc(m.in[v], func(d int) bool {
				return departmentKey(d) == name || below && slices.ContainsFunc(m.above(d), func(a int) bool { return departmentKey(a) == name })
			})
			if r.Scope == "organization" || r.Scope == "own" && v == u || isDepartment && inside {
				out[v] = true
			}
		}
	}
	return out
}

func has(rows []rights.Row, u int, permission, level string) bool {
	return slices.ContainsFunc(rows, func(r rights.Row) bool {
		return r.Holder.Key == userKey(u) && r.Permission == permission && r.Level == level && r.Answer == rights.Yes
	})
}

// TestRightsAsThePortal holds the algorithm against the model on random portals.
func TestRightsAsThePortal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := someModel(t)
		table := Rights(m.snapshot())
		for u := range m.users {
			for permission, pair := range map[string]string{"calls.history": "CALL_DETAIL.VIEW", "recordings.listen": "CALL_RECORD.LISTEN", "recordings.delete": "CALL_RECORD.MODIFY", "extensions.manage": "USER.MODIFY"} {
				letter := m.most(u, pair, " ADX")
				if got, want := m.opened(table.Rows, u, permission), m.reach(u, letter); !maps.Equal(got, want) {
					t.Fatalf("user %d, %s (letter %q): the table opens %v, the portal %v", u, permission, letter, got, want)
				}
			}
			for permission, pair := range map[string]string{"telephony.settings": "SETTINGS.MODIFY", "numbers.manage": "LINE.MODIFY", "billing.pay": "BALANCE.MODIFY"} {
				if got, want := has(table.Rows, u, permission, ""), m.most(u, pair, " X") == "X"; got != want {
					t.Fatalf("user %d, %s: %t, the portal %t", u, permission, got, want)
				}
			}
			if got, want := has(table.Rows, u, "rights.manage", "all"), m.most(u, "SETTINGS.MODIFY", " X") == "X"; got != want {
				t.Fatalf("user %d, rights.manage follows telephony.settings: %t, the portal %t", u, got, want)
			}
			m.checkCalls(t, table.Rows, u)
			if got := has(table.Rows, u, "recordings.download", ""); got != m.everything[u] {
				t.Fatalf("user %d downloads recordings: %t, administrator %t", u, got, m.everything[u])
			}
		}
	})
}

func (m *portalModel) checkCalls(t *rapid.T, rows []rights.Row, u int) {
	levels := []string{"", "crm", "crmAndColleagues", "any"}
	want := strings.Index(" CKX", m.most(u, "CALL.PERFORM", " CKX"))
	if m.most(u, "CALL.PERFORM", " CKX") == "" {
		want = 0
	}
	got := 0
	for i, level := range levels {
		if i > 0 && has(rows, u, "calls.place", level) {
			got = i
		}
	}
	if got != want {
		t.Fatalf("user %d calls %s, the portal lets call %s", u, levels[got], levels[want])
	}
}

// TestUnlicensed: without the licence stored roles count for nothing.
func TestUnlicensed(t *testing.T) {
	m := &portalModel{users: 1, parent: []int{0}, head: []int{-1}, in: [][]int{{0}}, bound: []map[string]bool{{"AU": true}}, letters: []map[string]string{{"CALL_RECORD.LISTEN": "X", "SETTINGS.MODIFY": "X"}}, everything: map[int]bool{}}
	s := m.snapshot()
	s.Profile = state.Profile{Edition: cloudEdition, Modules: map[string]bool{Licence: false}}
	table := Rights(s)
	if has(table.Rows, 0, "telephony.settings", "") {
		t.Error("a stored role counts although nothing pays for roles")
	}
	if !has(table.Rows, 0, "calls.place", "any") || len(m.opened(table.Rows, 0, "recordings.listen")) != 1 {
		t.Error("everybody has what the predefined role Manager has")
	}
}

// TestOpaqueCodes: whoever may be in a user group, or hold a code that nobody can
// read the holders of, may have what the role gives. It is asked, never denied.
func TestOpaqueCodes(t *testing.T) {
	for _, x := range []struct {
		set, item string
		want      rights.Answer
	}{{UserGroups, "Night shift", rights.Unknown}, {OtherCodes, "G7", rights.Unknown}, {OtherCodes, "AD5", rights.Unknown}, {OtherCodes, "AT0", rights.Unknown}, {OtherCodes, "SG3", rights.Unknown},
		{OtherCodes, "CR", rights.Unknown}, {OtherCodes, "G1", rights.No}, {OtherCodes, "G2", rights.Yes}, {OtherCodes, "U99", rights.No}, {OtherCodes, "DR99", rights.No}, {OtherCodes, "SG9_K", rights.No}} {
		m := &portalModel{users: 1, parent: []int{0}, head: []int{-1}, in: [][]int{{0}}, everything: map[int]bool{}, bound: []map[string]bool{{}}, letters: []map[string]string{{"CALL_RECORD.LISTEN": "X", "CALL.PERFORM": "C", "SETTINGS.MODIFY": "X"}}}
		s := m.snapshot()
		for i := range s.Objects {
			if o := &s.Objects[i]; o.Kind == Role {
				o.Put(x.set, state.OfSet(x.item))
			}
		}
		for _, permission := range []string{"recordings.listen", "calls.place", "rights.manage"} {
			got := rights.No
			for _, row := range Rights(s).Rows {
				if row.Permission == permission {
					got = row.Answer
					if row.Answer == rights.Unknown && (row.Privileged || row.Basis != state.Unknown) {
						t.Errorf("%s %s: a question counts as an answer: %+v", x.set, x.item, row)
					}
				}
			}
			if got != x.want {
				t.Errorf("%s %s: %s is %s, want %s", x.set, x.item, permission, got, x.want)
			}
		}
	}
}

// TestSubordinatesBelow: on a portal whose structure is not converted, a head with
// the letter D may reach the departments below as well. It is asked.
func TestSubordinatesBelow(t *testing.T) {
	for _, converted := range []bool{false, true} {
		m := &portalModel{converted: converted, users: 1, parent: []int{0, 0, 1}, head: []int{-1, 0, 0}, in: [][]int{{1}}, everything: map[int]bool{}, bound: []map[string]bool{{"U0": true}}, letters: []map[string]string{{"CALL_RECORD.LISTEN": "D"}}}
		got := map[string]rights.Answer{}
		for _, row := range Rights(m.snapshot()).Rows {
			if row.Permission == "recordings.listen" {
				got[row.Scope] = row.Answer
			}
		}
		want := map[string]rights.Answer{"own": rights.Yes, "department:d1": rights.Yes, "department:d2": rights.Yes, "department:d1/**": rights.Unknown}
		if converted {
			want = map[string]rights.Answer{"own": rights.Yes, "department:d1/**": rights.Yes}
		}
		if !maps.Equal(got, want) {
			t.Errorf("converted %t: %v, want %v", converted, got, want)
		}
	}
}
