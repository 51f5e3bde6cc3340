package rights

import "github.com/patchbay-dev/patchbay/compiler/state"

// Grounded says of each row how the weakest of what gives it is known in s, where
// that is less than the driver says: a right rests on what somebody attests as
// soon as one of its sources does.
func (t Table) Grounded(s *state.Snapshot) Table {
	out := t
	out.Rows = make([]Row, len(t.Rows))
	for i, r := range t.Rows {
		for _, via := range r.Via {
			if o, ok := s.Find(via.Object); ok {
				r.Basis = max(r.Basis, o.Get(via.Attr).Basis())
			}
		}
		out.Rows[i] = r
	}
	return out
}
