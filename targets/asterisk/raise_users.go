package asterisk

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// people says of each user what the line and its mailbox hold.
func (r *raising) people() {
	for _, u := range r.order {
		u.site.Extension = model.Of(u.line.Key)
		box, boxed := r.s.Find(ref(Mailbox, mailboxOf(r.s.Profile, u.line.Key)))
		r.called(u, box)
		done := []string{"aors", "webrtc"}
		done = append(done, r.derive(u, u.line)...)
		if a := u.line.Get("auth").Items(); slices.Equal(a, []string{disabled}) {
			u.site.Enabled, done = model.Of(false), append(done, "auth")
		} else if slices.Equal(a, []string{u.line.Key}) {
			done = append(done, "auth")
		}
		var kept model.Native
		if boxed {
			kept = r.voicemail(u, box)
		}
		bag := r.bag(u.line, done...)
		r.boxes(u, u.line, boxed, bag)
		aor, _ := r.s.Find(ref(AOR, u.line.Key))
		u.site.Native = r.under(bag, kept, r.own(aor))
	}
}

// own is what stands under native of an aor. Names that an endpoint has too are the
// endpoint's.
func (r *raising) own(aor *state.Object) model.Native {
	k, _ := r.schema.Kind(Endpoint)
	out := r.bag(aor)
	for name := range out {
		if _, taken := k.Field(name); taken {
			delete(out, name)
			r.left["aors with an attribute by a name that an endpoint has too"]++
		}
	}
	return out
}

// called is the name that is shown. Where it parts into two words it is first and last
// name, which a mailbox has too.
func (r *raising) called(u *user, box *state.Object) {
	text := u.line.Get("callerid").Text()
	name, number := splitCaller(text)
	if name == "" || number != u.line.Key || callerID(name, number) != text || strings.ContainsAny(name, "\\\r\n") || strings.TrimSpace(name) != name {
		return
	}
	first, last, _ := strings.Cut(name, " ")
	if boxName := box; boxName != nil && boxName.Get("name").Text() != name || strings.ContainsAny(name, ",|") && box != nil || strings.TrimSpace(last) != last {
		u.site.DisplayName = model.Of(name)
		return
	}
	u.site.FirstName = model.Of(first)
	if last != "" {
		u.site.LastName = model.Of(last)
	}
}

// derive takes what each endpoint of a user has of the user: from the line it is what
// the site says, on another it is held against that. It returns the attributes of which
// no more need be said.
func (r *raising) derive(u *user, e *state.Object) []string {
	line := e == u.line
	var done []string
	is := func(name, want string) bool { return e.Get(name).Text() == want }
	if line && u.site.DisplayName.Managed() || line && u.site.FirstName.Managed() || line && is("callerid", callerID("", e.Key)) {
		done = append(done, "callerid")
	}
	if code := e.Get("accountcode").Text(); line && isID(code) {
		u.site.Department, done = model.Of(code), append(done, "accountcode")
		r.department(code)
	}
	if word := e.Get("language").Text(); line && isLanguage(word) {
		u.site.Language, done = model.Of(strings.ReplaceAll(word, "_", "-")), append(done, "language")
	}
	if line && r.classOf(u, e) {
		done = append(done, "context")
	}
	return append(done, r.grouped(u, e)...)
}

// isLanguage reports whether a word is a language that a site may write: fr, pt_BR.
func isLanguage(word string) bool {
	language, region, more := strings.Cut(word, "_")
	return raised.IsLanguage(language) && (!more || len(region) == 2 && strings.Trim(region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "")
}

func (r *raising) department(code string) {
	if r.departments[code] {
		return
	}
	r.departments[code] = true
	r.site.Departments = append(r.site.Departments, model.Department{Object: model.Object{ID: code}, Title: model.Of(code)})
}

// classOf takes a context that the target's options name, or that is the usual one.
func (r *raising) classOf(u *user, e *state.Object) bool {
	context := e.Get("context").Text()
	if context == "" {
		return false
	}
	if level := levelOf(r.s.Profile, context); level != "" {
		r.classes[level], u.classed = append(r.classes[level], u.site.ID), true
		return true
	}
	return context == usualContext(r.s.Profile)
}

// grouped takes the groups of the site out of those that an endpoint names. What is left
// is added under native.
func (r *raising) grouped(u *user, e *state.Object) []string {
	var done []string
	for _, x := range []struct {
		attr  string
		known []string
	}{{"named_call_group", u.call}, {"named_pickup_group", u.pickup}} {
		if rest := slices.DeleteFunc(slices.Clone(e.Get(x.attr).Items()), func(g string) bool { return slices.Contains(x.known, g) }); len(rest) == 0 {
			done = append(done, x.attr)
		}
	}
	return done
}

// boxes takes the mailbox that an endpoint tells of.
func (r *raising) boxes(u *user, e *state.Object, boxed bool, bag model.Native) {
	own := mailboxOf(r.s.Profile, u.line.Key)
	items := e.Get("mailboxes").Items()
	switch {
	case boxed && slices.Equal(items, []string{own}):
		delete(bag, "mailboxes")
	case boxed && len(items) == 0:
		bag["mailboxes"] = nil
	}
}

// voicemail is the mailbox of a user, and what of it stands under native.
func (r *raising) voicemail(u *user, box *state.Object) model.Native {
	r.taken[box.Ref()] = true
	v := &model.Voicemail{Enabled: model.Of(true)}
	u.site.Voicemail = v
	var done []string
	address := box.Get("email").Text()
	switch {
	case address == "":
		v.Email = model.Of("none")
	case raised.IsEmail(address):
		u.site.Email, done = model.Of(address), append(done, "email")
		if way := wayOf(box); way != "" {
			v.Email, done = model.Of(way), append(done, "attach", "delete")
		}
	}
	if full := strings.TrimSpace(u.site.FirstName.Or("") + " " + u.site.LastName.Or("")); full != "" && full == box.Get("name").Text() {
		done = append(done, "name")
	}
	return r.bag(box, done...)
}

// wayOf is the site's word for how messages are sent; "" is none of them.
func wayOf(box *state.Object) string {
	attach, remove := box.Get("attach"), box.Get("delete")
	for _, word := range draft.SortedKeys(messages) {
		if how := messages[word]; attach.Presence() == state.Set && remove.Presence() == state.Set && attach.Bool() == how.attach && remove.Bool() == how.remove {
			return word
		}
	}
	return ""
}

// roles are one for each class of service that somebody has.
func (r *raising) roles() {
	for _, level := range levels {
		holders := r.classes[level]
		if len(holders) == 0 {
			continue
		}
		role := model.Role{Object: model.Object{ID: "calls-" + level}, Grants: model.Grants{{Permission: "calls.place", Level: level}}}
		for _, id := range draft.Unique(holders) {
			role.Assign = append(role.Assign, model.Assignment{Name: id, User: id})
		}
		r.site.Roles = append(r.site.Roles, role)
	}
}
