package threecx

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func (r *raising) raiseUsers() {
	for i, users := 0, r.s.OfKind(User); i < len(users); i++ {
		r.raiseUser(&users[i])
	}
}

func (r *raising) raiseUser(o *state.Object) {
	t := r.take(o)
	u := model.User{Object: r.object(o),
		FirstName: t.text("FirstName", nil), LastName: t.text("LastName", nil),
		Email: t.text("EmailAddress", isEmail), Extension: model.Of(o.Key), Mobile: t.text("Mobile", isE164), CallerID: t.text("OutboundCallerID", isNumber),
		Language: t.language(), Enabled: t.bool("Enabled")}
	if hidden, ok := t.bool("HideInPhonebook").Get(); ok {
		u.Listed = model.Of(!hidden)
	}
	if m := r.at[o.Key]; m != nil {
		id, _ := r.id(Group, m.Get("Group").Text())
		u.Department = model.Of(id)
		t.done["PrimaryGroup"] = true
		if !r.unseen && told(o, m) {
			r.switched(t, o, m)
		}
	}
	v := model.Voicemail{Enabled: t.bool("VMEnabled"), Email: t.word("VMEmailOptions", mailOptions)}
	if v.Enabled.Managed() || v.Email.Managed() {
		u.Voicemail = &v
	}
	u.Native = t.native()
	r.site.Users = append(r.site.Users, u)
}

// switched marks the switches that stand among the overrides at home.
func (r *raising) switched(t taking, u, m *state.Object) {
	if _, ok := placeLevel(u); ok {
		t.done["Internal"] = true
	}
	if _, ok := deleteLevel(u); ok {
		t.done["MyPhoneAllowDeleteRecordings"] = true
	}
	if noGroupRecordings(m) {
		t.done["AllowOwnRecordings"], t.done["MyPhoneShowRecordings"] = true, true
	}
}

// What the language takes for each of these; schema/v1/types.cue says the same.

func isEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && at == strings.LastIndexByte(s, '@') && at < len(s)-1 && !strings.ContainsAny(s, " \t")
}

func isE164(s string) bool {
	return len(s) >= 3 && len(s) <= 16 && s[0] == '+' && s[1] != '0' && digits(s[1:])
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "+")
	return s != "" && len(s) <= 32 && strings.Trim(s, "0123456789*#") == ""
}

func isLanguage(tag string) bool {
	return (len(tag) == 2 || len(tag) == 3) && strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == ""
}

// isTimezone: one to three parts, each beginning with a capital, or UTC.
func isTimezone(s string) bool {
	if s == "UTC" {
		return true
	}
	parts := strings.Split(s, "/")
	for i, p := range parts {
		if p == "" || p[0] < 'A' || p[0] > 'Z' {
			return false
		}
		rest := strings.Trim(p[1:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
		if i > 0 {
			rest = strings.Trim(p[1:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789+-")
		}
		if rest != "" || i == 0 && len(p) < 2 {
			return false
		}
	}
	return len(parts) == 2 || len(parts) == 3
}
