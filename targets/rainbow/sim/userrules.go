package sim

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// checkUser holds what a user shall be against the rules; old is nil for a new one.
func (c *call) checkUser(old *object, values map[string]any) *apiError {
	if e := c.checkEmail(old, values); e != nil {
		return e
	}
	if e := c.checkPassword(old, values); e != nil {
		return e
	}
	if e := c.checkRoles(old, values); e != nil {
		return e
	}
	if site, ok := values["siteId"].(string); ok && c.get("sites", site) == nil {
		return invalid([]detail{{"siteId", "there is no such site", site}})
	}
	return checkParts(values)
}

// checkParts holds what is inside tags and emails to the vendor's figures.
func checkParts(values map[string]any) *apiError {
	tags, _ := values["tags"].([]any)
	for _, t := range tags {
		if s, _ := t.(string); len([]rune(s)) > 64 {
			return invalid([]detail{{"tags", "a tag has at most 64 characters", s}})
		}
	}
	emails, _ := values["emails"].([]any)
	for _, m := range emails {
		row := m.(map[string]any)
		kind, _ := row["type"].(string)
		if _, ok := row["email"].(string); !ok || !has([]string{"home", "work", "other"}, kind) {
			return invalid([]detail{{"emails", "want email, and type home, work or other", row}})
		}
	}
	return nil
}

func (c *call) checkEmail(old *object, values map[string]any) *apiError {
	email, given := values["loginEmail"].(string)
	if !given {
		return nil
	}
	if old != nil && old == c.who.user && fold(email) != fold(old.str("loginEmail")) {
		return refuse(notThisUser, "nobody may change the own loginEmail")
	}
	if other := c.emails[fold(email)]; other != nil && other != old {
		e := refuse(conflict, "user with loginEmail %s already created", email)
		return e
	}
	return nil
}

// checkPassword wants length, a capital, a digit and a special character. A new
// user may go without when it is invited by e-mail.
func (c *call) checkPassword(old *object, values map[string]any) *apiError {
	p, given := values["password"].(string)
	if !given {
		invited, e := c.flag("sendInvitationEmail")
		if e != nil || old != nil || invited != nil && *invited {
			return e
		}
		return invalid([]detail{{"password", "password is required", nil}})
	}
	special := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	if len([]rune(p)) < or(c.quirks.PasswordLength, 8) || !strings.ContainsFunc(p, unicode.IsUpper) || !strings.ContainsFunc(p, unicode.IsDigit) || !strings.ContainsFunc(p, special) {
		return invalid([]detail{{"password", "too weak: want " + "length, a capital letter, a digit and a special character", nil}})
	}
	return nil
}

func (o *object) hasRole(role string) bool { return has(o.strings("roles"), role) }

// adminsOnly are fields that a plain user cannot change of itself.
var adminsOnly = []string{"tags", "isActive", "accountType", "siteId", "timeToLive", "authenticationType"}

// checkOwn keeps users from what only an admin does to them, and everybody from
// switching off the own account.
func (c *call) checkOwn(u *object, values map[string]any) *apiError {
	if u.is("isTerminated") {
		return refuse(notThisUser, "user %s is deleted", u.id)
	}
	if u != c.who.user {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if has(adminsOnly, name) && !c.who.admin() {
			return refuse(notAllowed, "%s is changed by admins", name)
		}
	}
	if values["isActive"] == false {
		return refuse(notThisUser, "nobody may deactivate the own account")
	}
	return nil
}

// checkRoles: the granter must hold what it grants, nobody changes the own
// roles, an admin needs an adminType that is not above the granter's.
func (c *call) checkRoles(old *object, values map[string]any) *apiError {
	raw, given := values["roles"].([]any)
	before := []string{"user"}
	if old != nil {
		before = old.strings("roles")
	}
	after := before
	if given {
		after = toStrings(raw)
	}
	adminType, typed := values["adminType"].(string)
	if adminType == "undefined" {
		delete(values, "adminType")
		typed = false
	}
	changed := !sameSet(before, after) || typed && old != nil && adminType != old.str("adminType")
	if old != nil && old == c.who.user && changed {
		return refuse(noRoleChange, "nobody may change the own roles")
	}
	if e := c.checkGrant(old, before, after); e != nil {
		return e
	}
	if !has(after, "admin") {
		return nil
	}
	if !typed && (old == nil || old.str("adminType") == "") {
		return invalid([]detail{{"adminType", "adminType is required with the role admin", nil}})
	}
	if changed && slices.Index(adminTypes, adminType) > c.who.rank() {
		return refuse(403304, "you may not make somebody %s", adminType)
	}
	return nil
}

func (c *call) checkGrant(old *object, before, after []string) *apiError {
	for _, r := range after {
		switch {
		case has(before, r):
		case r == "attendant" && old == nil:
			return invalid([]detail{{"roles", "attendant cannot be given at creation", r}})
		case !c.who.has(r) && !c.who.has("superadmin"):
			return refuse(403203, "the role %s is given by those who hold it", r)
		}
	}
	return nil
}

func toStrings(items []any) []string {
	out := make([]string, 0, len(items))
	for _, v := range items {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
