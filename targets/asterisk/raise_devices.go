package asterisk

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// phones are the devices that register: as an extension, beside it, and for nobody.
func (r *raising) phones() {
	for _, u := range r.order {
		r.first(u)
	}
	endpoints := r.s.OfKind(Endpoint)
	for i := range endpoints {
		e := &endpoints[i]
		if r.taken[e.Ref()] || !r.isPhone(e) {
			continue
		}
		number, _, _ := strings.Cut(e.Key, "-")
		switch u := r.users[number]; {
		case Station(e.Key) == StationDevice && u != nil && slices.Contains(u.line.Get("aors").Items(), e.Key):
			r.beside(u, e)
		case Station(e.Key) == "":
			r.common(e)
		}
	}
	for _, u := range r.order {
		r.rings(u)
	}
}

// isPhone reports whether an endpoint has an aor and an auth of its own, and nothing of
// a trunk.
func (r *raising) isPhone(e *state.Object) bool {
	aor, rings := r.s.Find(ref(AOR, e.Key))
	_, logs := r.s.Find(ref(Auth, e.Key))
	auth := e.Get("auth").Items()
	return rings && logs && aor.Get("contact").Presence() != state.Set && slices.Equal(e.Get("aors").Items(), []string{e.Key}) && len(auth) == 1 && (auth[0] == e.Key || auth[0] == disabled && Station(e.Key) == StationDevice) &&
		e.Get("outbound_auth").Presence() != state.Set
}

func kindOf(e *state.Object) string {
	if e.Get("webrtc").Bool() {
		return "webrtc"
	}
	return "deskphone"
}

// first is the device that registers as the extension: there is one if there is an auth
// of its name.
func (r *raising) first(u *user) {
	auth, ok := r.s.Find(ref(Auth, u.line.Key))
	if !ok {
		if u.line.Get("webrtc").Bool() {
			u.site.Native = r.under(u.site.Native[r.s.Target], model.Native{"webrtc": true})
		}
		return
	}
	r.taken[auth.Ref()] = true
	u.phone = r.id("devices", auth.Ref(), u.site.ID+"-phone")
	r.site.Devices = append(r.site.Devices, model.Device{Object: model.Object{ID: u.phone, Native: r.under(r.login(auth))}, Kind: kindOf(u.line), Owner: model.Of(u.site.ID)})
}

// login is what stands under native of an auth.
func (r *raising) login(auth *state.Object) model.Native {
	out := r.bag(auth)
	if auth.Get("username").Text() == auth.Key {
		delete(out, "username")
	}
	return out
}

// beside is a device of a user beside the first. One that is in fewer groups than its
// user is left alone: a site would put it into the others.
func (r *raising) beside(u *user, e *state.Object) {
	for _, x := range []struct {
		attr  string
		known []string
	}{{"named_call_group", u.call}, {"named_pickup_group", u.pickup}} {
		for _, g := range x.known {
			if !slices.Contains(e.Get(x.attr).Items(), g) {
				r.left["devices in fewer groups than their user"]++
				return
			}
		}
	}
	if shut := slices.Equal(e.Get("auth").Items(), []string{disabled}); shut == u.site.Enabled.Or(true) {
		r.left["devices that are shut out where their user is not, or the other way round"]++
		return
	}
	r.claim(e)
	bag := r.bag(e, append([]string{"aors", "auth", "webrtc"}, r.grouped(u, e)...)...)
	r.against(u, e, bag)
	id := r.device(e, model.Of(u.site.ID), u.line.Key+"-", bag)
	u.devices, u.endpoints, u.kinds = append(u.devices, id), append(u.endpoints, e.Key), append(u.kinds, kindOf(e))
}

// against takes out of a bag what follows from the user, and empties what would.
func (r *raising) against(u *user, e *state.Object, bag model.Native) {
	for _, x := range []struct {
		attr    string
		follows bool
	}{
		{"callerid", u.site.DisplayName.Managed() || u.site.FirstName.Managed()}, {"accountcode", u.site.Department.Managed()}, {"language", u.site.Language.Managed()},
		{"context", u.classed},
	} {
		switch same := e.Get(x.attr).Equal(u.line.Get(x.attr)); {
		case x.follows && same:
			delete(bag, x.attr)
		case x.follows && e.Get(x.attr).Presence() != state.Set:
			bag[x.attr] = nil
		}
	}
	if e.Get("context").Text() == usualContext(r.s.Profile) && !u.classed {
		delete(bag, "context")
	}
	r.boxes(u, e, u.site.Voicemail != nil, bag)
}

func (r *raising) claim(e *state.Object) {
	for _, kind := range []string{Endpoint, AOR, Auth} {
		r.taken[ref(kind, e.Key)] = true
	}
}

// common is a phone that is nobody's.
func (r *raising) common(e *state.Object) {
	r.claim(e)
	done := []string{"aors", "auth", "webrtc"}
	d := model.Field[string]{}
	title := model.Field[string]{}
	if name, number := splitCaller(e.Get("callerid").Text()); number == "" && name != "" && strings.TrimSpace(name) == name && !strings.ContainsAny(name, "\\\r\n") {
		title, done = model.Of(name), append(done, "callerid")
	}
	if e.Get("context").Text() == usualContext(r.s.Profile) {
		done = append(done, "context")
	}
	r.device(e, d, "", r.bag(e, done...))
	r.site.Devices[len(r.site.Devices)-1].Title = title
}

// device is one with an endpoint of its own. Its id follows from the site's, or stands
// under native.
func (r *raising) device(e *state.Object, owner model.Field[string], prefix string, bag model.Native) string {
	auth, _ := r.s.Find(ref(Auth, e.Key))
	aor, _ := r.s.Find(ref(AOR, e.Key))
	name := strings.TrimPrefix(e.Key, prefix)
	if !isID(name) {
		name = raised.Slug(name)
	}
	id := r.id("devices", e.Ref(), name)
	if prefix+id != e.Key {
		bag["id"] = e.Key
	}
	r.site.Devices = append(r.site.Devices, model.Device{Object: model.Object{ID: id, Native: r.under(r.login(auth), r.own(aor), bag)}, Kind: kindOf(e), Owner: owner})
	return id
}

// rings says which device has the extension, where there are several, and where the
// number rings, if that is elsewhere than there.
func (r *raising) rings(u *user) {
	bag := model.Native{}
	if len(u.devices) > 0 && u.phone != "" {
		bag[line] = u.phone
	}
	if !slices.Equal(u.line.Get("aors").Items(), r.ringing(u)) {
		bag["aors"] = draft.Literal(u.line.Get("aors"))
	}
	u.site.Native = r.under(u.site.Native[r.s.Target], bag)
}

// ringing are the aors that lowering gives a user: the own one, and those of devices in
// its order.
func (r *raising) ringing(u *user) []string {
	type phone struct {
		kind     int
		id, name string
	}
	var all []phone
	for i, id := range u.devices {
		all = append(all, phone{slices.Index(registers, u.kinds[i]), id, u.endpoints[i]})
	}
	slices.SortFunc(all, func(a, b phone) int {
		if a.kind != b.kind {
			return a.kind - b.kind
		}
		return strings.Compare(a.id, b.id)
	})
	out := []string{u.line.Key}
	for _, p := range all {
		out = append(out, p.name)
	}
	return out
}
