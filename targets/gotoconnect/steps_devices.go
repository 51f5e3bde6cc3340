package gotoconnect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// device makes and changes a desk phone. Its user and its licence are requests of their
// own; it has the one or the other.
func (s *stepping) device(c *diff.Change) {
	var needs []string
	if c.Op == state.OpCreate {
		id, ok := s.createDevice(c)
		if !ok {
			return
		}
		needs = []string{id}
	} else {
		s.updateDevice(c)
	}
	s.assignDevice(c, needs)
	s.placeDevice(c, needs)
	if v, ok := s.written(c, "buttons"); ok && !(c.Op == state.OpCreate && v.Presence() != state.Set) {
		list, more := s.wired(s.literal(c, "buttons"))
		if list == nil {
			list = []any{}
		}
		s.add(plan.Step{ID: "buttons " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("device %s: buttons", resolve.ColonMAC(c.Object.Key)), Covers: []string{c.Name()}, Call: "device.buttons",
			Args: plan.Args{"id": plan.IDOf{Ref: c.Object}, "items": list}, Settle: plan.ByRead, Needs: append(slices.Clone(needs), more...), Effects: []state.Effect{s.part(c, state.OpUpdate, "buttons")}})
	}
}

// model refuses a kind of phone that the service does not know.
func (s *stepping) model(c *diff.Change, name string) (plan.IDOf, bool) {
	if _, ok := s.in.Live.Find(ref(DeviceModel, name)); ok {
		return steps.ID(DeviceModel, name), true
	}
	names := make([]string, 0, 8)
	for _, o := range s.in.Live.OfKind(DeviceModel) {
		names = append(names, o.Key)
	}
	hint := "write the name of a model that GoTo lists"
	if near, ok := diag.Nearest(name, names); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	s.report(diag.ValueUnfit, c, fmt.Sprintf("GoTo knows no phone of the model %q", name), hint)
	return plan.IDOf{}, false
}

func (s *stepping) createDevice(c *diff.Change) (string, bool) {
	v, written := s.written(c, "model")
	if !written || v.Text() == "" {
		s.report(diag.ValueUnfit, c, fmt.Sprintf("a new device has a model, and that of %s is not written", resolve.ColonMAC(c.Object.Key)), "write its model")
		return "", false
	}
	model, ok := s.model(c, v.Text())
	if !ok {
		return "", false
	}
	e := s.part(c, state.OpCreate, "macAddress", "model", "name")
	args := plan.Args{"name": s.named(c, &e), "modelId": model, "macAddress": strings.ToUpper(c.Object.Key)}
	return s.add(plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: fmt.Sprintf("add device %s, %s", resolve.ColonMAC(c.Object.Key), args["name"]), Covers: []string{c.Name()}, Call: "device.create", Args: args,
		Settle: plan.ByKey, Effects: []state.Effect{e}}).ID, true
}

// updateDevice: name and model go together.
func (s *stepping) updateDevice(c *diff.Change) {
	e := s.part(c, state.OpUpdate, "model", "name")
	live, ok := s.in.Live.Find(c.Live())
	if len(e.Attrs) == 0 || !ok {
		return
	}
	text := func(name string) string {
		if v, written := s.written(c, name); written {
			return v.Text()
		}
		return live.Get(name).Text()
	}
	model, known := s.model(c, text("model"))
	if !known {
		return
	}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("device %s: %s", resolve.ColonMAC(c.Object.Key), steps.Few(titles(s, c, "model", "name"))), Covers: []string{c.Name()}, Call: "device.update",
		Args: plan.Args{"id": plan.IDOf{Ref: c.Object}, "name": text("name"), "modelId": model}, Settle: plan.ByRead, Effects: []state.Effect{e}})
}

// titles are what people call those of some attributes that a change writes.
func titles(s *stepping, c *diff.Change, names ...string) []string {
	k, _ := s.schema.Kind(c.Object.Kind)
	var out []string
	for _, name := range names {
		if f, ok := k.Field(name); ok && steps.Acts(c, name) {
			out = append(out, f.Title)
		}
	}
	return out
}

// assignDevice gives a device to a user, or a licence to it, or takes either away: what
// it has goes before the other comes.
func (s *stepping) assignDevice(c *diff.Change, needs []string) {
	user, licence := s.changed(c, "user"), s.changed(c, "licence")
	give := func(id, call, field, title string, v any, more ...string) string {
		name := map[string]string{"user": "assignedUserKey", "licence": "licenseKey"}[field]
		return s.add(plan.Step{ID: id + " " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: title, Covers: []string{c.Name()}, Call: call, Args: plan.Args{"id": plan.IDOf{Ref: c.Object}, name: v}, Settle: plan.ByRead,
			Needs: append(slices.Clone(needs), more...), Effects: []state.Effect{s.part(c, state.OpUpdate, field)}}).ID
	}
	device := "device " + resolve.ColonMAC(c.Object.Key)
	if licence.acts && licence.is == "" && licence.was != "" {
		needs = append(needs, give("unlicense", "device.licence", "licence", device+" gives its licence back", nil))
	}
	if user.acts && user.is == "" && user.was != "" {
		if step, goes := s.going(ref(User, user.was)); goes {
			needs = append(needs, step) // the user takes it along
		}
		needs = append(needs, give("release", "device.user", "user", fmt.Sprintf("%s is taken from %s", device, s.person(user.was)), nil))
	}
	if user.acts && user.is != "" && s.equipped(c, user.is) {
		more := s.needs(ref(User, user.is))
		for _, email := range []string{user.is, user.was} {
			if x := s.changes[ref(User, email)]; x != nil && steps.Acts(x, "licenseKeys") && x.Op == state.OpUpdate && !x.Replace {
				more = append(more, "licences "+x.Object.String())
			}
			if step, goes := s.going(ref(User, email)); goes {
				more = append(more, step)
			}
		}
		give("give", "device.user", "user", fmt.Sprintf("%s for %s", device, s.person(user.is)), steps.ID(User, user.is), more...)
	}
	if licence.acts && licence.is != "" && s.licensable(c, licence.is) {
		give("license", "device.licence", "licence", fmt.Sprintf("%s has the licence %s", device, licence.is), steps.ID(Licence, licence.is))
		x := &s.steps[len(s.steps)-1]
		x.Flags.Costs, x.Charges = true, []string{licence.is}
	}
}

// passage is one text that changes.
type passage struct {
	acts    bool
	was, is string
}

func (s *stepping) changed(c *diff.Change, name string) passage {
	v, acts := s.written(c, name)
	out := passage{acts: acts, is: v.Text()}
	if f, ok := c.Field(name); ok {
		out.was = f.Live.Text()
	}
	return out
}

// licensable refuses a licence that is not for devices.
func (s *stepping) licensable(c *diff.Change, name string) bool {
	o, ok := s.in.Live.Find(ref(Licence, name))
	if ok && (o.Get("devicesAllowed").Bool() || o.Get("devicesOnly").Bool()) && o.Get("enabled").Bool() {
		return true
	}
	s.report(diag.NoSeat, c, fmt.Sprintf("the account has no licence %q that a device can have", name), "write one that it bought for devices, by its name; patchbay never buys")
	return false
}

// phoneProduct is the product of licences with which a user has a phone.
const phoneProduct = "JIVE"

// equipped refuses a device for somebody who does not have exactly one licence for the
// PBX: the service would.
func (s *stepping) equipped(c *diff.Change, email string) bool {
	held := state.Value{}
	if o, ok := s.in.Live.Find(ref(User, email)); ok && s.coming[ref(User, email)] == nil {
		held = o.Get("licenseKeys")
	}
	if o, ok := s.in.Desired.Find(ref(User, email)); ok {
		if a, written := o.Attr("licenseKeys"); written {
			held = a.Value
		}
	}
	n := 0
	for _, name := range held.Items() {
		if o, ok := s.in.Live.Find(ref(Licence, name)); ok && slices.Contains(o.Get("products").Items(), phoneProduct) {
			n++
		}
	}
	if n == 1 {
		return true
	}
	s.report(diag.NotEquipped, c, fmt.Sprintf("%s has %d licences for the PBX, and whoever has a phone has one", s.person(email), n), "write native licenseKeys of the user, with one of the account's licences for it")
	return false
}

// placeDevice moves a device, out of wherever it was.
func (s *stepping) placeDevice(c *diff.Change, needs []string) {
	to := s.changed(c, "location")
	if !to.acts || to.is == to.was || s.stuck(c, to.was) {
		return
	}
	x := plan.Step{ID: "place " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("device %s is in %s", resolve.ColonMAC(c.Object.Key), to.is), Covers: []string{c.Name()}, Call: "device.place",
		Args: plan.Args{"location": steps.ID(Location, to.is), "deviceId": plan.IDOf{Ref: c.Object}}, Settle: plan.ByRead, Needs: append(slices.Clone(needs), s.needs(ref(Location, to.is))...),
		Effects: []state.Effect{s.part(c, state.OpUpdate, "location")}}
	if to.is == "" {
		x.Call, x.Title = "device.unplace", fmt.Sprintf("device %s is no longer in %s", resolve.ColonMAC(c.Object.Key), to.was)
		x.Args = plan.Args{"location": steps.ID(Location, s.then(Location, to.was)), "deviceId": plan.IDOf{Ref: c.Object}}
	}
	s.add(x)
}

// phoneNumber words and routes a public number. None is ever ordered.
func (s *stepping) phoneNumber(c *diff.Change) {
	if c.Op == state.OpCreate {
		s.report(diag.NoExtension, c, fmt.Sprintf("the account has no phone number %s, and patchbay orders none", c.Object.Key), "order it in the administration, which costs money, or write one that is there")
		return
	}
	e := s.part(c, state.OpUpdate, "callerIdName", "forwardTo", "name", "routeTo")
	args := plan.Args{"id": plan.IDOf{Ref: c.Object}}
	var needs []string
	for _, a := range e.Attrs {
		switch key := a.Value.Text(); {
		case a.Name == "routeTo" && key != "":
			args["routeTo"] = map[string]any{"id": steps.ID(Extension, key), "type": "EXTENSION"}
			needs = s.needs(ref(Extension, key))
		case a.Name == "forwardTo" && key != "":
			args["routeTo"] = map[string]any{"id": steps.ID(PhoneNumber, key), "type": "PHONE_NUMBER"}
		case a.Name == "routeTo" || a.Name == "forwardTo":
			if _, said := args["routeTo"]; !said {
				args["routeTo"] = nil
			}
		case key == "":
			args[a.Name] = nil
		default:
			args[a.Name] = key
		}
	}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("number %s: %s", c.Object.Key, steps.Changed(s.schema, c)), Covers: []string{c.Name()}, Call: "number.update", Args: args,
		Settle: plan.ByRead, Needs: needs, Effects: []state.Effect{e}})
}

// permission is what one user may do with a number; nothing takes the user off.
func (s *stepping) permission(c *diff.Change) {
	number, email := steps.End(s.in, c, "number"), steps.End(s.in, c, "user")
	x := plan.Step{ID: string(c.Op) + " " + c.Object.String(), Op: c.Op, Object: c.Object, Covers: []string{c.Name()}, Call: "permission.set", Settle: plan.ByRead,
		Args: plan.Args{"number": steps.ID(PhoneNumber, number), "userKey": steps.ID(User, email), "permissions": []any{}}, Needs: s.needs(ref(User, email))}
	if c.Op == state.OpDelete {
		live := c.Live()
		x.ID, x.Object, x.Title, x.Effects = "delete "+live.String(), live, fmt.Sprintf("%s may not use %s any more", s.person(email), number), []state.Effect{{Op: state.OpDelete, Object: live}}
	} else {
		v, _ := s.written(c, "permissions")
		if !s.textable(c, number, v) {
			return
		}
		x.Args["permissions"], x.Title = s.literal(c, "permissions"), fmt.Sprintf("%s may use %s: %s", s.person(email), number, listed(v.Items()))
		x.Effects = []state.Effect{s.part(c, c.Op, "number", "permissions", "user")}
	}
	s.addOrHand(x, func() *plan.ManualWork { return s.hand.permission(s, c, number, email) })
}

// textable refuses permissions about text messages for a number that takes none.
func (s *stepping) textable(c *diff.Change, number string, v state.Value) bool {
	o, ok := s.in.Live.Find(ref(PhoneNumber, number))
	texting := slices.ContainsFunc(v.Items(), func(p string) bool { return p != "OUTBOUND_CALLER_ID" })
	if !ok || !texting || o.Get("smsEnabled").Bool() {
		return true
	}
	s.report(diag.ValueUnfit, c, fmt.Sprintf("%s takes no text messages", number), "write OUTBOUND_CALLER_ID alone, or another number")
	return false
}
