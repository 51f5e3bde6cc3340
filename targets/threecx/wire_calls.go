package threecx

import (
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// receptionist reads a digital receptionist for what it calls: its keys, what
// happens without one or with a wrong one, and outside hours. Numbers are one
// space on a PBX, so that they are kept without saying of what.
func receptionist(h *harvest, s *rest.Scan) (id string) {
	r := h.wire.record(Receptionist)
	var calls []string
	call := func(number string) {
		if number != "" {
			calls = append(calls, number)
		}
	}
	s.Object(func(name []byte) {
		switch string(name) {
		case "Id":
			id = s.Text()
		case "TimeoutForwardDN", "InvalidKeyForwardDN":
			call(optional(s))
		case "OutOfOfficeRoute", "BreakRoute", "HolidaysRoute":
			for _, to := range destinations(state.OfTree(string(s.Raw()))) {
				call(to.Key)
			}
		case "Forwards":
			s.Array(func() {
				s.Object(func(name []byte) {
					if string(name) == "ForwardDN" {
						call(optional(s))
					}
				})
			})
		default:
			h.wire.property(r, s, name)
		}
	})
	r.set("Calls", state.OfSet(calls...))
	o := r.object("", id)
	o.Key = o.Get("Number").Text()
	h.take(o)
	return id
}

// optional is a text that may be null.
func optional(s *rest.Scan) string {
	if s.Kind() != '"' {
		s.Skip()
		return ""
	}
	return s.Text()
}
