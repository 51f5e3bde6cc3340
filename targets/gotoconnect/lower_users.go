package gotoconnect

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

func (l *lowering) user(u *resolve.User) {
	o := l.Object(User, l.emails[u.ID], u.Path)
	o.Put("email", state.OfText(o.Key), ".email")
	l.name(o, "firstName", u.FirstName, u)
	l.name(o, "lastName", u.LastName, u)
	l.position(o, u)
	if on, written := u.ContactAdmin[l.Desired.Target.ID]; written {
		o.Put("contactAdmin", state.OfBool(on), "."+resolve.Path("contactAdmin", l.Desired.Target.ID))
	}
	l.licences(o, u)
	own, ofExtension := l.split(&u.Object)
	l.Native(o, own, u.Path)
	l.extension(u, ofExtension)
}

// name: neither can be empty.
func (l *lowering) name(o *state.Object, field string, f model.Field[string], u *resolve.User) {
	if f.Managed() && f.Or("") == "" {
		l.Unfit(u.Path+"."+field, u.Pos, fmt.Sprintf("user %s cannot be without a %s on GoTo", u.ID, map[string]string{"firstName": "first name", "lastName": "last name"}[field]), "write one, or take the line out")
		return
	}
	draft.Put(o, field, f, "."+field, state.OfText)
}

// builtin are what a site calls the built-in roles, and what the API does.
var builtin = map[string]string{"superAdmin": superUser, "admin": manageAccount, "member": "", "": ""}

// customPrefix begins a position that is a custom role, by its name.
const customPrefix = "custom:"

// position is a built-in role or a custom one; whoever has the one has not the other.
func (l *lowering) position(o *state.Object, u *resolve.User) {
	word, written := u.User.Position[l.Desired.Target.ID]
	if !written {
		return
	}
	path := "." + resolve.Path("position", l.Desired.Target.ID)
	if name, custom := strings.CutPrefix(word, customPrefix); custom && name != "" {
		o.Put("adminRoles", state.Nothing(), path)
		o.Put("roleSets", state.OfSet(l.roleNamed(name)), path)
		return
	}
	role, known := builtin[word]
	switch {
	case !known:
		l.Unfit(u.Path+path, u.Pos, fmt.Sprintf("GoTo has no position %q", word), `superAdmin, admin, member, or "custom:" and the name of a custom role`)
		return
	case role == "":
		o.Put("adminRoles", state.Nothing(), path)
	default:
		o.Put("adminRoles", state.OfSet(role), path)
	}
	o.Put("roleSets", state.Nothing(), path)
}

// roleNamed is the name of a custom role that a position names, by a role of the site
// or by its own name.
func (l *lowering) roleNamed(name string) string {
	if own := l.roleNames[name]; own != "" {
		return own
	}
	return name
}

// licences: the map is complete once written. What the account bought otherwise is
// written as licenseKeys.
func (l *lowering) licences(o *state.Object, u *resolve.User) {
	if u.Licences == nil {
		return
	}
	from := []string{".licences"}
	if _, written := u.Licences["contactCenter"]; written {
		from = []string{".licences.contactCenter"}
	}
	o.Put("contactCenter", state.OfBool(u.Licences["contactCenter"] == "true"), from...)
}

// split parts what a site writes of a user in the vendor's words into what is the
// user's and what is the user's extension's.
func (l *lowering) split(src *model.Object) (own, ofExtension *model.Object) {
	id := l.Desired.Target.ID
	a, b := *src, *src
	a.Native, b.Native = map[string]model.Native{id: {}}, map[string]model.Native{id: {}}
	k, _ := l.Schema.Kind(Extension)
	users, _ := l.Schema.Kind(User)
	for name, v := range src.Native[id] {
		_, ofUser := users.Field(name)
		if _, ok := k.Field(name); ok && !ofUser {
			b.Native[id][name] = v
			continue
		}
		a.Native[id][name] = v
	}
	return &a, &b
}

// extension is the user's primary extension, and all that is said of it.
func (l *lowering) extension(u *resolve.User, native *model.Object) {
	email := l.emails[u.ID]
	number, ok := u.Extension.Get()
	if u.Extension.Managed() {
		l.Claim(state.Extent{Kind: Assignment, Attr: "user", Value: email})
	}
	if !ok {
		if u.Extension.Managed() {
			l.alsoFrom(email, ".extension")
		}
		l.homeless(u, native)
		return
	}
	path := u.Path + ".extension"
	o := l.Object(Extension, number, path)
	o.Put("number", state.OfText(number), path)
	l.called(o, u)
	if listed, ok := u.Listed.Get(); ok {
		o.Put("omitFromDirectories", state.OfBool(!listed), u.Path+".listed")
	} else if u.Listed.Managed() {
		o.Put("omitFromDirectories", state.OfBool(false), u.Path+".listed")
	}
	if v := u.Voicemail; v != nil && v.PIN != nil {
		o.Put("voicemailPassword", state.Nothing(), u.Path+".voicemail.pin") // its value is known to nobody here
	}
	l.forwarding(o, u)
	l.Native(o, native, u.Path)
	a := l.Object(Assignment, email+"/"+number, path)
	a.Put("user", state.OfText(email), path)
	a.Put("extension", state.OfText(number), path)
}

// called is the name that is shown: a new extension has the user's, and nobody
// manages that.
func (l *lowering) called(o *state.Object, u *resolve.User) {
	if name, ok := u.DisplayName.Get(); ok {
		o.Put("name", state.OfText(name), u.Path+".displayName")
		return
	}
	full := strings.TrimSpace(u.FirstName.Or("") + " " + u.LastName.Or(""))
	if full == "" {
		full = u.ID
	}
	if u.DisplayName.Managed() {
		o.Put("name", state.OfText(full), u.Path+".displayName")
		return
	}
	draft.Initial(o, "name", full, u.Path)
}

// homeless reports what is said of an extension that the site does not write. A name
// that nothing shows is a loss; the rest would be without effect in silence.
func (l *lowering) homeless(u *resolve.User, native *model.Object) {
	if u.DisplayName.Managed() {
		l.Lost(resolve.Unsupported, u.Path+".displayName", "the display name of user "+u.ID, "an extension is what has one, and the site writes none", u.Pos)
	}
	var paths []string
	for _, x := range []struct {
		said bool
		path string
	}{
		{u.Listed.Managed(), ".listed"}, {u.Forwarding != nil, ".forwarding"},
		{u.Voicemail != nil && u.Voicemail.PIN != nil, ".voicemail.pin"},
	} {
		if x.said {
			paths = append(paths, x.path)
		}
	}
	for _, name := range draft.SortedKeys(native.Native[l.Desired.Target.ID]) {
		paths = append(paths, "."+resolve.Path("native", l.Desired.Target.ID, name))
	}
	for _, p := range paths {
		l.Report(diag.NoNumber, diag.Error, u.Path+p, u.Pos, fmt.Sprintf("%s of user %s belongs to an extension, and the site writes none", strings.TrimPrefix(p, "."), u.ID), fmt.Sprintf("write %s.extension", u.Path))
	}
}

// alsoFrom notes that a user's record stands for a path of the site that has no object
// of its own: what the user shall not have.
func (l *lowering) alsoFrom(email, path string) {
	o := l.Find(User, email)
	a, _ := o.Attr("email")
	o.Put("email", a.Value, append(a.From, path)...)
}
