package threecx

import (
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

func (r *raising) raiseUsers() {
	for i, users := 0, r.s.OfKind(User); i < len(users); i++ {
		r.raiseUser(&users[i])
	}
}

func (r *raising) raiseUser(o *state.Object) {
	t := r.take(o)
	u := model.User{Object: r.object(o),
		FirstName: t.Text("FirstName", nil), LastName: t.Text("LastName", nil),
		Email: t.Text("EmailAddress", raised.IsEmail), Extension: model.Of(o.Key), Mobile: t.Text("Mobile", raised.IsE164), CallerID: t.Text("OutboundCallerID", raised.IsNumber),
		Language: t.language(), Enabled: t.Bool("Enabled")}
	if hidden, ok := t.Bool("HideInPhonebook").Get(); ok {
		u.Listed = model.Of(!hidden)
	}
	if m := r.at[o.Key]; m != nil {
		id, _ := r.id(Group, m.Get("Group").Text())
		u.Department = model.Of(id)
		t.Done["PrimaryGroup"] = true
		if !r.unseen && told(o, m) {
			r.switched(t, o, m)
		}
	}
	v := model.Voicemail{Enabled: t.Bool("VMEnabled"), Email: t.Word("VMEmailOptions", mailOptions)}
	if v.Enabled.Managed() || v.Email.Managed() {
		u.Voicemail = &v
	}
	u.Native = t.Native(r.s.Target)
	r.site.Users = append(r.site.Users, u)
}

// switched marks the switches that stand among the overrides at home.
func (r *raising) switched(t taking, u, m *state.Object) {
	if _, ok := placeLevel(u); ok {
		t.Done["Internal"] = true
	}
	if _, ok := deleteLevel(u); ok {
		t.Done["MyPhoneAllowDeleteRecordings"] = true
	}
	if noGroupRecordings(m) {
		t.Done["AllowOwnRecordings"], t.Done["MyPhoneShowRecordings"] = true, true
	}
}
