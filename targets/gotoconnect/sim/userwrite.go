package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
)

// isEmail says whether text is an address and nothing else.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// newcomer is one of the users of a POST.
type newcomer struct{ email, first, last string }

// createUsers makes those that are not there yet, and answers with all of them:
// who exists already is no conflict, and stays as it is.
func (c *call) createUsers() *fail {
	if f := c.mine(); f != nil {
		return f
	}
	in := c.fields()
	people := in.newcomers()
	licences, _ := in.keys("licenseKeys")
	quiet := false
	in.bool("suppressEmail", &quiet)
	if in.fail != nil {
		return in.fail
	}
	if f := c.room(people, licences); f != nil {
		return f
	}
	out := []any{}
	for _, p := range people {
		u := c.users.Get(c.emails[at(c.who.Account, fold(p.email))])
		switch {
		case u == nil:
			u = c.newUser(&user{Account: c.who.Account, Email: p.email, FirstName: p.first, LastName: p.last, LicenseKeys: licences, Invited: !quiet})
		case c.quirks.existingLicences:
			next := *u
			next.LicenseKeys = union(u.LicenseKeys, licences)
			c.users.Put(&next)
		}
		out = append(out, map[string]any{"key": number(u.Key), "email": u.Email})
	}
	return c.answer(http.StatusOK, out)
}

// newUser adds a user to the world, with the ids that nobody gave.
func (w *World) newUser(u *user) *user {
	u.Key = w.mintNumber(userBase, w.users.Has)
	u.complete()
	u.Made = w.now()
	w.users.Put(u)
	return u
}

// complete fills what follows from the rest.
func (u *user) complete() {
	u.UserID, u.ScimID, u.Status = or(u.UserID, uuid("user", u.Key)), or(u.ScimID, uuid("scim", u.Key)), or(u.Status, "INVITED")
	u.AdminRoles, u.RoleSets, u.LicenseKeys = some(u.AdminRoles), some(u.RoleSets), some(u.LicenseKeys)
}

// newcomers reads users, each with an e-mail address and names.
func (in *fields) newcomers() []newcomer {
	var raw []json.RawMessage
	if !in.read("users", &raw) || len(raw) == 0 {
		in.wrong(missing("users"))
	}
	var out []newcomer
	for i, text := range raw {
		one := &fields{}
		one.all, one.fail = objectOf(text)
		var p newcomer
		one.mandatory("email", "firstName", "lastName")
		one.required("email", "INVALID_EMAIL", &p.email, isEmail)
		one.required("firstName", "INVALID_NAME", &p.first, isName)
		one.required("lastName", "INVALID_NAME", &p.last, isName)
		if one.fail != nil {
			one.fail.message = fmt.Sprintf("users[%d]: %s", i, one.fail.message)
			in.wrong(one.fail)
		}
		out = append(out, p)
	}
	return out
}

// room checks that licences are the account's, are for people, and have seats for
// all who are new.
func (c *call) room(people []newcomer, licences []string) *fail {
	fresh := map[string]bool{}
	for _, p := range people {
		u := c.users.Get(c.emails[at(c.who.Account, fold(p.email))])
		if u == nil {
			fresh[fold(p.email)] = true
		}
	}
	for i, key := range licences {
		if slices.Contains(licences[:i], key) {
			return bad("INVALID_LICENSE_KEY", "licence %s is there twice", key)
		}
		need := len(fresh)
		if c.quirks.existingLicences {
			need += c.lacking(people, key)
		}
		if f := c.seat(key, need); f != nil {
			return f
		}
	}
	return nil
}

// lacking counts those who exist and do not have a licence.
func (c *call) lacking(people []newcomer, licence string) int {
	seen := map[string]bool{}
	for _, p := range people {
		u := c.users.Get(c.emails[at(c.who.Account, fold(p.email))])
		if u != nil && !slices.Contains(u.LicenseKeys, licence) {
			seen[u.Key] = true
		}
	}
	return len(seen)
}

// seat checks that a licence takes so many people more.
func (c *call) seat(key string, need int) *fail {
	l := c.licences.Get(key)
	switch {
	case l == nil || l.Account != c.who.Account:
		return bad("INVALID_LICENSE_KEY", "there is no licence %s", key)
	case l.DevicesOnly || !l.Enabled:
		return bad("INVALID_LICENSE_KEY", "licence %s is not for users", key)
	case c.seats[key]+need > l.Seats:
		return bad("LICENSE_FULL", "licence %s has no seat left", key)
	}
	return nil
}

// updateUser changes what the body has. The e-mail address and the key are for
// ever; to repeat the address is fine.
func (c *call) updateUser() *fail {
	u, f := c.person()
	if f != nil {
		return f
	}
	next := *u
	in := c.fields()
	in.frozen(u)
	in.required("firstName", "INVALID_NAME", &next.FirstName, isName)
	in.required("lastName", "INVALID_NAME", &next.LastName, isName)
	c.changeRoles(in, &next)
	c.changeLicences(in, u, &next)
	if in.given("groupKey") {
		in.wrong(bad("INVALID_GROUP", "a group is changed through its own route"))
	}
	if in.fail != nil {
		return in.fail
	}
	c.users.Put(&next)
	return c.done(http.StatusNoContent)
}

// frozen refuses a new address, and a key in the body, which clients found out
// may stand in the path only.
func (in *fields) frozen(u *user) {
	if in.given("key") {
		in.wrong(bad("INVALID_KEY", "key cannot be in the body"))
	}
	var email string
	in.required("email", "INVALID_EMAIL", &email, isEmail)
	if email != "" && fold(email) != fold(u.Email) {
		in.wrong(bad("INVALID_EMAIL", "the e-mail address of a user cannot be changed"))
	}
}

func (c *call) changeRoles(in *fields, u *user) {
	roles, ok := in.texts("adminRoles")
	if !ok {
		return
	}
	for _, r := range roles {
		if r != "SUPER_USER" && r != "MANAGE_ACCOUNT" {
			in.wrong(bad("INVALID_ROLE", "there is no admin role %s", r))
		}
	}
	if len(roles) > 1 {
		in.wrong(bad("INVALID_ROLE", "a user has one admin role"))
	}
	if len(roles) > 0 && len(u.RoleSets) > 0 {
		if c.quirks.roleSwitch == "refuse" {
			in.wrong(bad("INVALID_ROLE", "the user has a custom role"))
		}
		u.RoleSets = []string{}
	}
	lost := u.super() && !slices.Contains(roles, "SUPER_USER")
	if lost && c.quirks.lastAdmin == "refuse" && !c.superBesides(u.Key) {
		in.wrong(bad("INVALID_ROLE", "the last super admin cannot lose the role"))
	}
	u.AdminRoles = roles
}

// changeLicences replaces a user's licences; clients do so in the same request.
func (c *call) changeLicences(in *fields, old, next *user) {
	if !in.given("licenseKeys") || c.quirks.lacks.Route("user-licences") {
		return
	}
	keys, ok := in.keys("licenseKeys")
	if !ok {
		return
	}
	for i, key := range keys {
		if slices.Contains(keys[:i], key) {
			in.wrong(bad("INVALID_LICENSE_KEY", "licence %s is there twice", key))
		}
		if !slices.Contains(old.LicenseKeys, key) {
			if f := c.seat(key, 1); f != nil {
				in.wrong(f)
			}
		}
	}
	next.LicenseKeys = keys
}

// union is a list with those of another that it does not have.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
