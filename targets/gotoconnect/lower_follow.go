package gotoconnect

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// ringsUsually is how long a step rings of which nobody says how long, in seconds, as
// the vendor's sample has it.
const ringsUsually = 20

// The bounds of ring steps (reference §5).
const (
	maxRingSeconds = 999
	maxRingSteps   = 50
)

// forwarding is find-me-follow-me. People change it themselves: it is compared only
// where the site writes it.
func (l *lowering) forwarding(o *state.Object, u *resolve.User) {
	f := u.Forwarding
	if f == nil {
		return
	}
	at := u.Path + ".forwarding"
	if f.FollowMe != nil {
		l.ringSteps(o, u, at+".followMe")
	}
	for _, r := range f.Rules {
		switch r.Situation {
		case "noAnswer":
			l.rule(o, u, &r, "finalStep", at+".rules.noAnswer")
		case "unregistered":
			l.rule(o, u, &r, "unavailableStep", at+".rules.unregistered")
		}
	}
}

func (l *lowering) ringSteps(o *state.Object, u *resolve.User, at string) {
	steps := []any{}
	for _, s := range u.Forwarding.FollowMe {
		to, ok := l.place(u, &s.To, at)
		seconds := s.Seconds.Or(ringsUsually)
		switch {
		case !ok:
			return
		case to["action"] != nil:
			l.Unfit(at, u.Forwarding.Pos, "a step of find-me-follow-me rings somewhere: a mailbox and an end are where it goes when nobody answers", "write them as rules: noAnswer")
			return
		case seconds > maxRingSeconds:
			l.Unfit(at, u.Forwarding.Pos, fmt.Sprintf("a step rings for %d seconds at most", maxRingSeconds), "write fewer")
			return
		}
		steps = append(steps, map[string]any{"passThruCallerId": false, "timeout": seconds, "items": []any{to}})
	}
	if len(steps) > maxRingSteps {
		l.Unfit(at, u.Forwarding.Pos, fmt.Sprintf("find-me-follow-me has at most %d steps", maxRingSteps), "write fewer")
		return
	}
	o.Put("ringSteps", treeOf(steps), at)
}

// rule is where calls go that nobody takes. GoTo does not tell calls from inside from
// others: both go to the same place.
func (l *lowering) rule(o *state.Object, u *resolve.User, r *model.ForwardingRule, field, at string) {
	var from []string
	var one *model.Destination
	for _, side := range []struct {
		name string
		to   *model.Destination
	}{{"internal", r.Internal}, {"external", r.External}} {
		if side.to != nil {
			from, one = append(from, at+"."+side.name), side.to
		}
	}
	if len(from) == 0 {
		return
	}
	if r.Internal == nil || r.External == nil || *r.Internal != *r.External {
		for _, path := range from {
			l.Unfit(path, u.Forwarding.Pos, "GoTo does not tell calls of colleagues from calls from outside", "write internal and external, and the same for both")
		}
		return
	}
	to, ok := l.place(u, one, from...)
	switch {
	case !ok:
		return
	case field == "unavailableStep" && to["action"] == "VOICEMAIL":
		o.Put(field, state.Nothing(), from...) // without a step the call goes to the final one, which is the mailbox unless somebody changed it
	case field == "unavailableStep" && to["action"] != nil:
		for _, path := range from {
			l.Unfit(path, u.Forwarding.Pos, "while phones are not there a call goes to an extension or a number", "name a user, a group or a number")
		}
	case field == "unavailableStep":
		o.Put(field, treeOf(to), from...)
	default:
		o.Put(field, treeOf(finalStep(to)), from...)
	}
}

// finalStep gives a place the action that leads there.
func finalStep(to map[string]any) map[string]any {
	switch {
	case to["action"] != nil:
	case to["extension"] != nil:
		to["action"] = "EXTENSION"
	default:
		to["action"] = "EXTERNAL_NUMBER"
	}
	return to
}

// place is a destination in the API's words, with numbers of extensions. A mailbox and
// an end are actions.
func (l *lowering) place(u *resolve.User, d *model.Destination, paths ...string) (map[string]any, bool) {
	unfit := func(message, hint string) (map[string]any, bool) {
		for _, path := range paths {
			l.Unfit(path, u.Forwarding.Pos, message, hint)
		}
		return nil, false
	}
	lost := func(what string) (map[string]any, bool) {
		for _, path := range paths {
			l.Lost(resolve.Unsupported, path, what, "it has no number on this target", u.Forwarding.Pos)
		}
		return nil, false
	}
	switch {
	case d.Voicemail == "self" || d.Voicemail == u.ID:
		return map[string]any{"action": "VOICEMAIL"}, true
	case d.Voicemail != "":
		return unfit("find-me-follow-me ends in the own mailbox, and in nobody else's", `write voicemail: "self", or send the call to the user`)
	case d.Hangup:
		return map[string]any{"action": "HANG_UP"}, true
	case d.Number != "":
		if n := strings.TrimPrefix(d.Number, "+"); strings.Trim(n, "0123456789") != "" || len(n) < 2 || len(n) > 20 {
			return unfit(fmt.Sprintf("%s is no number outside", d.Number), "2 to 20 digits, with or without a + before them")
		}
		return map[string]any{"externalNumber": d.Number}, true
	case d.Mobile:
		n, ok := u.Mobile.Get()
		if !ok {
			return unfit(fmt.Sprintf("user %s has no mobile number", u.ID), fmt.Sprintf("write %s.mobile", u.Path))
		}
		return map[string]any{"externalNumber": n}, true
	case d.User != "":
		if x, ok := l.Desired.User(d.User); ok && x.Extension.Or("") != "" {
			return map[string]any{"extension": x.Extension.Or("")}, true
		}
		return lost("a call to user " + d.User)
	case d.Group != "":
		if x, ok := l.Desired.Group(d.Group); ok && x.Kind == model.Queue && x.Extension.Or("") != "" {
			return map[string]any{"extension": x.Extension.Or("")}, true
		}
		return lost("a call to group " + d.Group)
	}
	l.Report(diag.ValueUnfit, diag.Error, paths[0], u.Forwarding.Pos, "a destination names nothing", "write one of its fields")
	return nil, false
}

// treeOf is a deeper value. What is put together here can always be written.
func treeOf(v any) state.Value {
	if list, ok := v.([]any); ok && len(list) == 0 {
		return state.Nothing()
	}
	b, err := state.Canonical(v)
	if err != nil {
		return state.Value{}
	}
	return state.OfTree(string(b))
}
