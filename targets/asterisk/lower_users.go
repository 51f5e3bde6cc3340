package asterisk

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// user is an endpoint with its aor and mailbox, and what of the devices registers there.
func (l *lowering) user(u *resolve.User) {
	ext := number(u)
	if ext == "" {
		l.Report(diag.LossUnsupported, l.Desired.Target.Losses.Unsupported, u.Path, u.Pos, fmt.Sprintf("user %s has no extension, by which Asterisk knows people", u.ID),
			fmt.Sprintf("write %s.extension, or leave the user out with targets.%s.select", u.Path, l.Desired.Target.ID))
		return
	}
	if other := l.Find(Endpoint, ext); other != nil {
		l.Report(diag.NameClash, diag.Error, u.Path+".extension", u.Pos, fmt.Sprintf("user %s would be the endpoint %s, as %s is", u.ID, ext, other.Canonical), "give one of them another name")
		return
	}
	from := u.Path + ".extension"
	e, a := l.Object(Endpoint, ext, u.Path), l.Object(AOR, ext, u.Path)
	named := append([]string{from}, l.nothing[u.ID]...)
	if _, said := u.Native[l.Desired.Target.ID][line]; said {
		named = append(named, u.Path+"."+resolve.Path("native", l.Desired.Target.ID, line))
	}
	e.Put("id", state.OfText(ext), draft.Unique(named)...)
	a.Put("id", state.OfText(ext), from)
	a.Put(belongs.Name, state.OfText(ext), from)
	aors, rings := []string{ext}, []string{from}
	phones := l.phones[u.ID]
	for i, x := range phones {
		if i == 0 {
			l.login(x, ext)
			l.rings(e, a, x)
			continue
		}
		id := l.called(x, ext+"-"+x.ID)
		l.triple(x, id, u)
		aors, rings = append(aors, id), append(rings, x.Path)
	}
	e.Put("aors", state.OfList(aors...), rings...)
	if len(phones) == 0 {
		l.admit(e, u, ext, from)
	} else {
		l.admit(e, u, ext, phones[0].Path)
	}
	l.said(e, u)
	l.mailbox(u, e)
	own := writing{src: &u.Object, path: u.Path, over: derived}
	l.native(own, e, a, l.Find(Mailbox, mailboxOf(l.Desired.Profile, ext)))
	if len(phones) > 0 {
		l.native(writing{src: &phones[0].Object, path: phones[0].Path, over: derived}, e, a, l.Find(Auth, ext))
	}
	l.usual(e)
}

// admit says by which auth one may call from an endpoint.
func (l *lowering) admit(e *state.Object, u *resolve.User, id, from string) {
	if on, ok := u.Enabled.Get(); ok && !on {
		e.Put("auth", state.OfSet(disabled), u.Path+".enabled")
		return
	}
	paths := []string{from}
	if u.Enabled.Managed() {
		paths = append(paths, u.Path+".enabled")
	}
	e.Put("auth", state.OfSet(id), paths...)
}

// said is what the site says of a user that each of the user's endpoints has.
func (l *lowering) said(e *state.Object, u *resolve.User) {
	if name, from := l.callerName(u); len(from) > 0 {
		e.Put("callerid", state.OfText(callerID(name, number(u))), append(from, u.Path+".extension")...)
	} else {
		draft.Initial(e, "callerid", callerID("", number(u)), u.Path+".extension")
	}
	draft.Put(e, "accountcode", u.Department, u.Path+".department", state.OfText)
	draft.Put(e, "language", u.User.Language, u.Path+".language", languageValue)
	if !u.Language.Written {
		draft.Initial(e, "language", languageWord(u.Language.Value), u.Language.From)
	}
	l.class(e, u)
	l.belongs(e, u)
}

// languageWord is a language as Asterisk's folders of sounds are called.
func languageWord(tag string) string { return strings.ReplaceAll(tag, "-", "_") }

func languageValue(tag string) state.Value { return state.OfText(languageWord(tag)) }

// callerName is what is shown when a user calls, and where it was written. Asterisk has
// one name for each endpoint.
func (l *lowering) callerName(u *resolve.User) (name string, from []string) {
	full, parts := fullName(u)
	if shown, ok := u.DisplayName.Get(); ok {
		if len(parts) > 0 && !hasMailbox(u) {
			for _, p := range parts {
				l.Lost(resolve.Unsupported, p, p[strings.LastIndexByte(p, '.')+1:]+" of user "+u.ID, "an endpoint has one name, and displayName is written", u.Pos)
			}
		}
		return l.plain(shown, u.Path+".displayName", u.Pos), []string{u.Path + ".displayName"}
	}
	if u.DisplayName.Managed() {
		parts = append(parts, u.Path+".displayName")
	}
	if len(parts) == 0 {
		return "", nil
	}
	return l.plain(full, parts[0], u.Pos), parts
}

// fullName is first and last name, and where they were written.
func fullName(u *resolve.User) (name string, from []string) {
	for _, x := range []struct {
		field model.Field[string]
		name  string
	}{{u.FirstName, "firstName"}, {u.LastName, "lastName"}} {
		if x.field.Managed() {
			from = append(from, u.Path+"."+x.name)
		}
	}
	return strings.TrimSpace(u.FirstName.Or("") + " " + u.LastName.Or("")), from
}

// plain is a name that Asterisk gives back as it was written.
func (l *lowering) plain(name, path string, pos diag.Pos) string {
	if strings.ContainsAny(name, "\\\r\n\x00") {
		l.Unfit(path, pos, fmt.Sprintf("%q cannot be shown as a caller's name", name), "a name has no backslash and no end of line")
	}
	return strings.TrimSpace(name)
}

// hasMailbox reports whether the site gives a user a mailbox.
func hasMailbox(u *resolve.User) bool { return u.Voicemail != nil && u.Voicemail.Enabled.Or(true) }

// usual is what an endpoint has of the target's options, where neither the user nor
// native says otherwise.
func (l *lowering) usual(e *state.Object) {
	options := resolve.Path("targets", l.Desired.Target.ID, "options")
	unsaid := func(name string) bool { _, said := e.Attr(name); return !said }
	if v := l.Desired.Target.Options["codecs"]; unsaid("allow") && v != nil {
		f, _ := l.field(Endpoint, "allow")
		if list, ok := draft.NativeValue(f, v); ok && list.Presence() == state.Set {
			e.Put("allow", list, options+".codecs")
		}
	}
	if unsaid("allow") {
		initial(e, "allow", state.OfList("ulaw", "alaw"), e.Canonical)
	}
	if t := l.Desired.Profile.Facts[factTransport]; unsaid("transport") && t != "" {
		e.Put("transport", state.OfText(t), options+".transport")
	}
	if !unsaid("context") {
		return
	}
	from := e.Canonical
	if l.Desired.Profile.Facts[factContext] != "" {
		from = options + ".context"
	}
	e.Put("context", state.OfText(usualContext(l.Desired.Profile)), from)
}

// field is one of the schema.
func (l *lowering) field(kind, name string) (*state.Field, bool) {
	k, _ := l.Schema.Kind(kind)
	return k.Field(name)
}

// initial is an attribute that a new object begins with and nobody manages.
func initial(o *state.Object, name string, v state.Value, from string) {
	if _, written := o.Attr(name); !written {
		o.Initial = append(o.Initial, state.Attr{Name: name, Value: v, From: []string{from}})
	}
}

// mailbox is the line of voicemail.conf and what tells the endpoint of it.
func (l *lowering) mailbox(u *resolve.User, e *state.Object) {
	v := u.Voicemail
	if v == nil {
		l.unkept(u)
		return
	}
	key, at := mailboxOf(l.Desired.Profile, number(u)), u.Path+".voicemail"
	if !hasMailbox(u) {
		e.Put("mailboxes", state.Nothing(), at+".enabled")
		l.Claim(state.Extent{Kind: Mailbox, Attr: "mailbox", Value: key})
		l.unboxed(u)
		return
	}
	from := []string{u.Path + ".extension"}
	if v.Enabled.Managed() {
		from = append(from, at+".enabled")
	}
	o := l.Object(Mailbox, key, u.Path)
	o.Put("mailbox", state.OfText(key), from...)
	o.Put(belongs.Name, state.OfText(number(u)), from...)
	if full, parts := fullName(u); len(parts) > 0 {
		o.Put("name", state.OfText(l.between(full, parts[0], u)), parts...)
	} else {
		draft.Initial(o, "name", strings.ReplaceAll(u.DisplayName.Or(u.ID), ",", " "), u.Path)
	}
	l.messages(o, u)
	if v.PIN != nil {
		o.Put("pin", state.OfText(at+".pin"), at+".pin")
	}
	e.Put("mailboxes", state.OfSet(key), from...)
}

// between is a text that stands between commas.
func (l *lowering) between(s, path string, u *resolve.User) string {
	if strings.ContainsAny(s, ",|\r\n") {
		l.Unfit(path, u.Pos, fmt.Sprintf("%q cannot stand in voicemail.conf", s), "take the comma or bar out: they part the fields of a mailbox")
	}
	return s
}

// messages are what is sent about a new message: voicemail.email of the site.
var messages = map[string]struct{ attach, remove bool }{"notify": {false, false}, "attach": {true, false}, "attachAndDelete": {true, true}}

// messages says where messages go by e-mail. Asterisk sends them to whoever has an
// address.
func (l *lowering) messages(o *state.Object, u *resolve.User) {
	at := u.Path + ".voicemail.email"
	address, _ := u.Email.Get()
	paths := []string{}
	if u.Email.Managed() {
		paths = append(paths, u.Path+".email")
	}
	way, said := u.Voicemail.Email.Get()
	how, sends := messages[way]
	switch {
	case sends:
		o.Put("attach", state.OfBool(how.attach), at)
		o.Put("delete", state.OfBool(how.remove), at)
		if address == "" {
			l.Unfit(at, u.Pos, fmt.Sprintf("user %s has no e-mail address to send messages to", u.ID), fmt.Sprintf("write %s.email, or voicemail.email: none", u.Path))
		}
	case said || u.Voicemail.Email.Managed():
		o.Put("email", state.Nothing(), append(paths, at)...)
		return
	}
	if len(paths) > 0 {
		o.Put("email", state.OfText(l.between(address, paths[0], u)), paths...)
	}
}

// unkept: addresses are those of mailboxes. One warning is for all who have none.
func (l *lowering) unkept(u *resolve.User) {
	if !u.Email.Managed() {
		return
	}
	l.homeless = cmp.Or(l.homeless, u.Path+".email")
	l.NarrowTo(l.homeless, resolve.Unsupported, "the e-mail address", u.ID, "Asterisk keeps addresses of mailboxes alone: write voicemail: enabled: true for who shall have one", u.Pos)
}

// unboxed reports what is said of a mailbox that shall not be there.
func (l *lowering) unboxed(u *resolve.User) {
	l.unkept(u)
	at := u.Path + ".voicemail"
	for _, x := range []struct {
		said bool
		name string
	}{{u.Voicemail.Email.Managed(), ".email"}, {u.Voicemail.PIN != nil, ".pin"}} {
		if x.said {
			l.Lost(resolve.Unsupported, at+x.name, fmt.Sprintf("voicemail%s of user %s", x.name, u.ID), "the user has no mailbox", u.Pos)
		}
	}
}
