package rainbow

import (
	"fmt"
	"regexp"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// user: names and the rest as they are, the department as its title.
func (l *lowering) user(u *resolve.User) {
	o := l.Object(User, l.emails[u.ID], u.Path)
	o.Put("loginEmail", state.OfText(o.Key), ".email")
	draft.Put(o, "firstName", u.FirstName, ".firstName", state.OfText)
	draft.Put(o, "lastName", u.LastName, ".lastName", state.OfText)
	draft.Put(o, "jobTitle", u.JobTitle, ".jobTitle", state.OfText)
	draft.Put(o, "mobile", u.Mobile, ".mobile", state.OfText)
	draft.Put(o, "isActive", u.Enabled, ".enabled", state.OfBool)
	l.language(o, u)
	l.department(o, u)
	l.position(o, u)
	l.extension(u)
	l.licences(u)
	l.native(o, u)
}

// languageTag is what the API takes for one (GEN PostUsers).
var languageTag = regexp.MustCompile(`^[a-z]{2}(-[A-Z]{2})?$`)

func (l *lowering) language(o *state.Object, u *resolve.User) {
	tag, ok := u.User.Language.Get()
	if ok && !languageTag.MatchString(tag) {
		l.Unfit(u.Path+".language", u.Pos, fmt.Sprintf("%s is no language of Rainbow", tag), `two letters, and a country where it matters: "fr" or "fr-CA"`)
		return
	}
	draft.Put(o, "language", u.User.Language, ".language", state.OfText)
	if languageTag.MatchString(u.Language.Value) {
		draft.Initial(o, "language", u.Language.Value, u.Language.From)
	}
}

// department: Rainbow has a word for it, and no thing.
func (l *lowering) department(o *state.Object, u *resolve.User) {
	id, ok := u.Department.Get()
	switch {
	case ok && id != model.Root:
		title := id
		if d, there := l.Desired.Department(id); there {
			title = d.Title.Or(id)
		}
		o.Put("department", state.OfText(title), ".department")
	case u.Department.Managed():
		o.Put("department", state.Nothing(), ".department")
	}
}

// positions are what a site calls the administrators, and what Rainbow does.
var positions = map[string]string{"companyAdmin": "company_admin", "siteAdmin": "site_admin", "user": "", "": ""}

func (l *lowering) position(o *state.Object, u *resolve.User) {
	word, written := u.User.Position[l.Desired.Target.ID]
	if !written {
		return
	}
	path := resolve.Path("position", l.Desired.Target.ID)
	kind, known := positions[word]
	if !known {
		l.Unfit(u.Path+"."+path, u.Pos, fmt.Sprintf("Rainbow has no position %q", word), "companyAdmin, siteAdmin or user")
		return
	}
	o.Put("adminType", state.OfText(kind), "."+path)
}

// shortNumber is what the API takes for a number of the PBX (GEN).
var shortNumber = regexp.MustCompile(`^[0-9A-Za-z #\-+*()./]{1,32}$`)

// extension associates a user with a phone of the PBX, or makes them a subscriber
// of the Cloud PBX.
func (l *lowering) extension(u *resolve.User) {
	if !u.Extension.Managed() {
		return
	}
	kind, field, email := Association, "extension", l.emails[u.ID]
	if l.hub() {
		kind, field = Subscriber, "shortNumber"
	}
	n, ok := u.Extension.Get()
	if ok && !shortNumber.MatchString(n) {
		l.Unfit(u.Path+".extension", u.Pos, fmt.Sprintf("%s is no extension of Rainbow", n), "at most 32 digits and letters")
		return
	}
	l.Claim(state.Extent{Kind: kind, Attr: "user", Value: email})
	if !ok {
		l.alsoFrom(email, ".extension")
		return
	}
	path := u.Path + ".extension"
	o := l.Object(kind, email+"/"+n, path)
	o.Put("user", state.OfText(email), path)
	o.Put(field, state.OfText(n), path)
}

// alsoFrom notes that a user's record stands for a path of the site that has no
// object of its own: what the user shall not have.
func (l *lowering) alsoFrom(email, path string) {
	o := l.Find(User, email)
	a, _ := o.Attr("loginEmail")
	o.Put("loginEmail", a.Value, append(a.From, path)...)
}

// licences: what is written is all that the user holds beside what comes with the
// account.
func (l *lowering) licences(u *resolve.User) {
	if u.Licences == nil {
		return
	}
	email := l.emails[u.ID]
	l.Claim(state.Extent{Kind: Licence, Attr: "user", Value: email})
	for _, name := range []string{Business, Enterprise, Attendant} {
		given, written := u.Licences[name]
		path := u.Path + ".licences." + name
		switch {
		case given == "true":
			o := l.Object(Licence, email+"/"+name, path)
			o.Put("user", state.OfText(email), path)
			o.Put("offer", state.OfText(name), path)
		case written:
			l.alsoFrom(email, ".licences."+name)
		}
	}
	if u.Licences[Business] == "true" && u.Licences[Enterprise] == "true" {
		l.Unfit(u.Path+".licences", u.Pos, fmt.Sprintf("user %s cannot hold Business and Enterprise: each excludes the other", u.ID), "enterprise holds all that business does: keep one of them")
	}
}

// native puts what the site wrote in Rainbow's own words. The last administrators'
// role is written as a position, and what the service gives by itself is not
// written at all.
func (l *lowering) native(o *state.Object, u *resolve.User) {
	l.Native(o, &u.Object, u.Path)
	for _, r := range o.Get("roles").Items() {
		if r == "admin" || r == "user" || r == "supervisor" {
			l.Unfit(u.Path+"."+resolve.Path("native", l.Desired.Target.ID, "roles"), u.Pos, fmt.Sprintf("the role %s is not written", r),
				"admin follows from position, supervisor from supervision groups, and user is everybody's")
		}
	}
}
