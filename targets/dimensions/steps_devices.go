package dimensions

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// held is the device that a client is known to register as: written last, attested,
// or said once; "" where nobody knows.
func (p *person) held(attr string) string { return p.was(attr).Text() }

// moves reports whether a device goes from one client to another, which the portal
// does by itself (R10).
func (p *person) moves(device, from string) bool {
	for _, attr := range deviceFields {
		if v, ok := orEmpty(p.desired).Attr(attr); ok && attr != from && v.Value.Text() == device && p.held(attr) != device {
			return true
		}
	}
	return false
}

// releases take devices from clients that shall have none. They come before a licence
// goes. One of which nobody knows the device is for a person.
func (s *stepping) releases(c *diff.Change, p *person) []string {
	var out []string
	for _, attr := range deviceFields {
		f, ok := c.Field(attr)
		if !ok || !f.Part.Acts() || f.Desired.Presence() == state.Set {
			continue
		}
		device := f.Live.Text()
		if device != "" && p.moves(device, attr) {
			continue // the other client's step takes it
		}
		x := plan.Step{ID: "release " + c.Object.String() + " " + attr, Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf(s.hand.say("%s: no device for the %s client", "%s : aucun appareil pour le client %s"), s.called(c.Object.Key), clientTypes[attr]),
			Covers: []string{c.Name()}, Call: "device.unassign", Args: s.deviceArgs(c, attr, device), Settle: plan.ByRepeat,
			Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: attr, Value: state.Nothing(), From: f.From}}}}}
		if device == "" {
			x.Kind, x.Call, x.Args, x.Settle = plan.Manual, "", nil, ""
			x.Manual = s.hand.softphone(s.called(c.Live().Key), attr)
		}
		out = append(out, s.add(x))
	}
	return out
}

func (s *stepping) deviceArgs(c *diff.Change, attr, device string) plan.Args {
	return plan.Args{"userId": plan.IDOf{Ref: c.Object}, "deviceId": device, "clientType": clientTypes[attr]}
}

// registers gives clients the devices that they register as, once the licences are
// there.
func (s *stepping) registers(c *diff.Change, p *person, patched string) {
	for _, attr := range deviceFields {
		f, ok := c.Field(attr)
		if !ok || !f.Part.Acts() || f.Desired.Presence() != state.Set {
			continue
		}
		device := f.Desired.Text()
		e := state.Effect{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: attr, Value: f.Desired, From: f.From}}}
		x := plan.Step{ID: "register " + c.Object.String() + " " + attr, Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf(s.hand.say("%s: the %s client registers as %s", "%s : le client %s s'inscrit comme %s"), s.called(c.Object.Key), clientTypes[attr], device),
			Covers: []string{c.Name()}, Call: "device.assign", Args: s.deviceArgs(c, attr, device), Settle: plan.ByRepeat, Effects: append([]state.Effect{e}, s.movedFrom(c, p, attr, device)...)}
		x.Charges = s.contract("assign")
		x.Flags.Costs = len(x.Charges) > 0
		if patched != "" {
			x.Needs = []string{patched}
		}
		s.add(x)
	}
}

// movedFrom is what a client loses whose device another one gets.
func (s *stepping) movedFrom(c *diff.Change, p *person, to, device string) []state.Effect {
	for _, attr := range deviceFields {
		f, changes := c.Field(attr)
		if attr == to || p.held(attr) != device {
			continue
		}
		if changes && f.Part.Acts() && f.Desired.Presence() == state.Set {
			continue // it gets another one by a step of its own
		}
		e := state.Effect{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: attr, Value: state.Nothing()}}}
		if e.Predicted = !changes || !f.Part.Acts(); !e.Predicted {
			e.Attrs[0].From = f.From
		}
		return []state.Effect{e}
	}
	return nil
}
