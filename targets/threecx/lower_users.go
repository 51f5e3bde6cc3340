package threecx

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

func (l *lowering) users() {
	for i := range l.Desired.Users {
		u := &l.Desired.Users[i]
		n, ok := u.Extension.Get()
		if !ok {
			l.Report(diag.NoNumber, diag.Error, u.Path, u.Pos, fmt.Sprintf("user %s has no extension, and 3CX knows users by it", u.ID),
				fmt.Sprintf("write %s.extension, or leave the user out with targets.%s.select", u.Path, l.Desired.Target.ID))
			continue
		}
		l.numbers[u.ID] = n
	}
	for i := range l.Desired.Users {
		if u := &l.Desired.Users[i]; l.numbers[u.ID] != "" {
			l.user(u)
		}
	}
}

func (l *lowering) user(u *resolve.User) {
	o := l.Object(User, l.numbers[u.ID], u.Path)
	draft.Put(o, "Number", u.Extension, ".extension", state.OfText)
	draft.Put(o, "FirstName", u.FirstName, ".firstName", state.OfText)
	draft.Put(o, "LastName", u.LastName, ".lastName", state.OfText)
	draft.Put(o, "EmailAddress", u.Email, ".email", state.OfText)
	draft.Put(o, "Mobile", u.Mobile, ".mobile", state.OfText)
	draft.Put(o, "OutboundCallerID", u.CallerID, ".callerId", state.OfText)
	draft.Put(o, "Enabled", u.Enabled, ".enabled", state.OfBool)
	draft.Put(o, "HideInPhonebook", u.Listed, ".listed", func(listed bool) state.Value { return state.OfBool(!listed) })
	draft.Put(o, "Language", u.User.Language, ".language", l.language(u.Path+".language", u.Pos))
	draft.Initial(o, "Language", inheritedLanguage(u.Language), u.Language.From)
	l.home(o, u)
	if v := u.Voicemail; v != nil {
		l.voicemail(o, v)
	}
	if f := u.Forwarding; f != nil {
		l.forwarding(u, f)
	}
}

// home is the user's own department. Without one the PBX chooses DEFAULT.
func (l *lowering) home(o *state.Object, u *resolve.User) {
	dept, ok := u.Department.Get()
	p := l.ofDept[dept]
	switch {
	case p != nil:
		o.Put("PrimaryGroup", state.OfText(p.name), ".department")
		m := l.join(p, u.ID)
		m.primary = true
		m.from = append(m.from, u.Path+".department")
	case ok:
		l.Report(diag.NameClash, diag.Error, u.Path+".department", u.Pos, fmt.Sprintf("department %s has no place on target %s", dept, l.Desired.Target.ID), "see what is said about the department itself")
	case u.Department.Managed():
		l.Unfit(u.Path+".department", u.Pos, "an extension always has a department on 3CX", "leave the field out, or name one")
	}
}

// mailOptions are 3CX's words for what is mailed about a new message.
var mailOptions = map[string]string{"none": "None", "notify": "Notification", "attach": "Attachment", "attachAndDelete": "AttachmentAndDelete"}

// voicemail: the PIN is written when the extension is made; 3CX gives it back to
// nobody who should see it, so that it is never compared.
func (l *lowering) voicemail(o *state.Object, v *model.Voicemail) {
	draft.Put(o, "VMEnabled", v.Enabled, ".voicemail.enabled", state.OfBool)
	draft.Put(o, "VMEmailOptions", v.Email, ".voicemail.email", func(s string) state.Value { return state.OfText(mailOptions[s]) })
	if v.PIN != nil {
		o.Put("VMPIN", state.Nothing(), ".voicemail.pin") // its value is known to nobody here
	}
}

// The two profiles that the language speaks of. A user has three more, which
// stay as they are. (Names inferred.)
const (
	atDesk = "Available"
	isAway = "Away"
)

// situations are the attributes of a situation's rules, by profile.
var situations = map[string]struct{ profile, prefix string }{
	"away":         {isAway, ""},
	"busy":         {atDesk, "Busy"},
	"noAnswer":     {atDesk, "NoAnswer"},
	"unregistered": {atDesk, "NotRegistered"},
}

func (l *lowering) forwarding(u *resolve.User, f *model.Forwarding) {
	at := u.Path + ".forwarding"
	if f.RingSeconds.Managed() {
		draft.Put(l.profile(u, atDesk), "NoAnswerTimeout", f.RingSeconds, at+".ringSeconds", state.OfInt)
	}
	for _, r := range f.Rules {
		s, ok := situations[r.Situation]
		if !ok {
			continue // resolve has said so
		}
		for _, side := range []struct {
			name, attr string
			to         *model.Destination
		}{{"internal", "Internal", r.Internal}, {"external", "External", r.External}} {
			if side.to == nil {
				continue
			}
			path := at + "." + resolve.Path("rules", r.Situation, side.name)
			if v, ok := l.destination(u, side.to, path, f.Pos); ok {
				l.profile(u, s.profile).Put(s.prefix+side.attr, v, path)
			}
		}
	}
}

func (l *lowering) profile(u *resolve.User, name string) *state.Object {
	n := l.numbers[u.ID]
	o := l.Object(Forwarding, n+"/"+name, u.Path+".forwarding")
	if len(o.Attrs) == 0 {
		o.Put("User", state.OfText(n), u.Path)
		o.Put("Name", state.OfText(name), u.Path)
	}
	return o
}

// destination is where a call goes. u is the user whose rule it is, nil for a
// queue's. The mailbox of another cannot be named: 3CX gives the extension's own
// number there (observed by integrators).
func (l *lowering) destination(u *resolve.User, to *model.Destination, path string, pos diag.Pos) (state.Value, bool) {
	switch {
	case to.Hangup:
		return route("None", "Number", ""), true
	case to.Voicemail == "self" && u != nil, u != nil && to.Voicemail == u.ID:
		return route("VoiceMail", "Number", ""), true
	case to.Voicemail != "" && u == nil:
		if n, ok := l.number(to.Voicemail); ok {
			return route("VoiceMail", "Number", n), true
		}
	case to.Voicemail != "":
		l.Lost(resolve.Unsupported, path, "the mailbox of another user", "send the call to the user, whose own rules then apply", pos)
	case to.User != "":
		if n, ok := l.number(to.User); ok {
			return route("Extension", "Number", n), true
		}
	case to.Group != "":
		return l.groupDestination(to.Group, path, pos)
	case to.Number != "":
		return route("External", "External", to.Number), true
	case to.Mobile && u != nil && u.Mobile.Or("") != "":
		return route("External", "External", u.Mobile.Or("")), true
	case to.Mobile:
		l.Unfit(path, pos, "there is no mobile number to send the call to", "write users.<id>.mobile, or number")
	}
	return state.Value{}, false
}

func (l *lowering) groupDestination(id, path string, pos diag.Pos) (state.Value, bool) {
	g, ok := l.Desired.Group(id)
	if !ok {
		l.Lost(resolve.Unsupported, path, "a destination that is not on this target", "", pos)
		return state.Value{}, false
	}
	n, numbered := g.Extension.Get()
	switch {
	case g.Kind == model.Queue && numbered:
		return route("Queue", "Number", n), true
	case g.Kind == model.RingGroup && numbered:
		return route("RingGroup", "Number", n), true
	case g.Kind == model.Queue || g.Kind == model.RingGroup:
		return state.Value{}, false // the group itself was reported
	}
	l.Lost(resolve.Unsupported, path, "a "+string(g.Kind)+" as a destination", "calls can be sent to queues and ring groups", pos)
	return state.Value{}, false
}

// route is a destination as 3CX has it.
func route(to, field, value string) state.Value {
	tree := map[string]any{"To": to}
	if value != "" {
		tree[field] = value
	}
	v, _ := draft.TreeOf(tree)
	return v
}

func inheritedLanguage(d resolve.Default) string {
	if d.Written {
		return ""
	}
	word, _ := languageWord(d.Value)
	return word
}

// languageWord is the vendor's word for a language, and whether it means all of
// the tag.
func languageWord(tag string) (word string, exact bool) {
	primary, _, region := strings.Cut(tag, "-")
	return strings.ToUpper(primary), !region
}
