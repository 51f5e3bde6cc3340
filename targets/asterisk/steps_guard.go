package asterisk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// unguarded refuses an endpoint that somebody could use whom the site does not know: one
// without auth, or a new one whose auth is there already and is not the site's.
func (s *stepping) unguarded(c *diff.Change) bool {
	if c.Object.Kind != Endpoint || c.Op == state.OpDelete {
		return false
	}
	if f, ok := c.Field("auth"); ok && f.Part.Acts() && f.Desired.Presence() != state.Set {
		s.report(diag.WouldWiden, diag.Error, c, fmt.Sprintf("endpoint %s would be without auth, and take calls from whoever reaches it", c.Object.Key), "name an auth, even one that is not there")
		return true
	}
	if _, there := s.in.Live.Find(ref(Auth, disabled)); there && slices.ContainsFunc(s.attrs(c), func(a state.Attr) bool { return a.Name == "auth" && slices.Contains(a.Value.Items(), disabled) }) {
		s.report(diag.AuthLeft, diag.Error, c, fmt.Sprintf("endpoint %s would be open to whoever has the password of auth %s, which is there", c.Object.Key, disabled), "delete that auth on the PBX: who is shut out names it because it is not there")
		return true
	}
	if c.Op != state.OpCreate {
		return false
	}
	want, _ := s.in.Desired.Find(c.Object)
	if want == nil {
		return false
	}
	for _, id := range want.Get("auth").Items() {
		_, there := s.in.Live.Find(ref(Auth, id))
		if _, declared := s.in.Desired.Find(ref(Auth, id)); there && !declared {
			s.report(diag.AuthLeft, diag.Error, c, fmt.Sprintf("endpoint %s is not there, and auth %s is: whoever has its password could use the new endpoint at once", c.Object.Key, id),
				"declare the device with a password, or delete the auth on the PBX")
			return true
		}
	}
	return false
}

// fixed are the attributes that cannot be taken away.
var fixed = map[string][]string{Endpoint: {"allow"}, Auth: {"username", "password"}, Queue: {"name"}}

// lacks refuses to empty what has to be there.
func (s *stepping) lacks(c *diff.Change) bool {
	for i := range c.Fields {
		f := &c.Fields[i]
		if c.Op == state.OpUpdate && f.Part.Acts() && f.Desired.Presence() != state.Set && slices.Contains(fixed[c.Object.Kind], f.Name) {
			s.report(diag.ValueUnfit, diag.Error, c, fmt.Sprintf("%s cannot be without %s", s.title(c), f.Name), "write one, or leave it as it is")
			return true
		}
		if f.Name == "order" && f.Part.Acts() && f.Desired.Presence() != state.Set && s.staffed(c) {
			s.report(diag.ValueUnfit, diag.Error, c, fmt.Sprintf("members of %s stand in some order", s.title(c)), "write one, or leave it as it is")
			return true
		}
	}
	return false
}

// staffed reports whether a queue has members once a change is made.
func (s *stepping) staffed(c *diff.Change) bool {
	if f, ok := c.Field("members"); ok && f.Part.Acts() {
		return f.Desired.Presence() == state.Set
	}
	o, there := s.in.Live.Find(c.Live())
	return there && o.Get("members").Presence() == state.Set
}

// byHand reports whether a new auth has no password that anybody here knows.
func (s *stepping) byHand(c *diff.Change) bool {
	return c.Object.Kind == Auth && !slices.ContainsFunc(s.attrs(c), func(a state.Attr) bool { return a.Name == "password" && a.Value.Presence() == state.Set })
}

// passwordless is a new auth without a password: Asterisk 20 and later refuse one, and
// older ones let everybody in. Nobody here knows the one that the device has, so that a
// person makes it; until then nobody can log in.
func (s *stepping) passwordless(c *diff.Change) bool {
	if !s.byHand(c) {
		return false
	}
	if c.Canonical != "" {
		s.report(diag.NoPassword, diag.Warning, c, fmt.Sprintf("auth %s is not there, and %s has no password to make it with", c.Object.Key, c.Canonical),
			fmt.Sprintf("write %s.password: where it is kept, with generate: true to have one made", c.Canonical))
	}
	say := hand{s.in.Language}
	s.add(plan.Step{ID: making(c.Object), Kind: plan.Manual, Op: state.OpCreate, Object: c.Object, Title: say.say("auth %s: make it, with a password", "auth %s : le créer, avec un mot de passe", c.Object.Key), Covers: []string{c.Name()}, Needs: s.first(c),
		Manual: &plan.ManualWork{By: "admin", Language: s.in.Language, Where: []string{"ARI", "PUT /ari/asterisk/config/dynamic/res_pjsip/auth/" + c.Object.Key},
			Do: []plan.Edit{{Field: say.say("password", "mot de passe"), From: say.say("none", "aucun"), To: say.say("the one that the device has", "celui de l'appareil")}}},
		Effects: []state.Effect{effect(c, state.OpCreate, s.attrs(c))}})
	return true
}

// warn says what becomes of others by a change.
func (s *stepping) warn(c *diff.Change) {
	switch {
	case c.Object.Kind == Auth:
		s.moves(c)
	case c.Object.Kind == Endpoint && (c.Op == state.OpCreate || c.Replace):
		s.joined(c)
	}
}

// moves says that a phone loses the extension to another of the same user.
func (s *stepping) moves(c *diff.Change) {
	f, ok := c.Field("password")
	if !ok || !f.Part.Acts() {
		return
	}
	for _, was := range []state.Value{f.Last, f.Base} {
		if was.Presence() != state.Set || was.Text() == f.Desired.Text() || !s.kept(was.Text()) {
			continue
		}
		device := strings.TrimSuffix(was.Text(), ".password")
		s.report(diag.DeviceMoves, diag.Warning, c, fmt.Sprintf("%s registers as %s from now on, and %s, which did, has to be set up anew", strings.TrimSuffix(f.Desired.Text(), ".password"), c.Object.Key, device),
			fmt.Sprintf("write native line of the user to say which device has the extension: the id of %s keeps it as it was", device))
		return
	}
}

// kept reports whether the site still writes a secret, for another auth.
func (s *stepping) kept(path string) bool {
	return slices.ContainsFunc(s.in.Desired.OfKind(Auth), func(o state.Object) bool { return o.Get("password").Text() == path })
}

// joined says that a new endpoint is a member of a queue already, by its id.
func (s *stepping) joined(c *diff.Change) {
	for _, q := range s.in.Live.OfKind(Queue) {
		if want, ok := s.in.Desired.Find(q.Ref()); ok {
			if _, said := want.Attr("members"); said {
				continue
			}
		}
		if own := s.changes[q.Ref()]; slices.Contains(q.Get("members").Items(), c.Object.Key) && (own == nil || own.Op != state.OpDelete) {
			s.report(diag.MemberAlready, diag.Warning, c, fmt.Sprintf("the new endpoint %s is a member of the queue %s already, which the site does not manage", c.Object.Key, q.Key), "declare the queue with its agents, or take the member out on the PBX")
		}
	}
}

// inherited is a mailbox whose number another person had: what is in it stays on disk.
func (s *stepping) inherited(c *diff.Change, number string) {
	e := s.changes[ref(Endpoint, number)]
	if _, there := s.in.Live.Find(c.Object); !there || e == nil || e.Former == "" {
		return
	}
	say, context := hand{s.in.Language}, c.Object.Key[strings.IndexByte(c.Object.Key, '@')+1:]
	s.add(plan.Step{ID: "empty " + c.Object.String(), Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: say.say("mailbox %s: delete what %s left in it", "boîte vocale %s : supprimer ce que %s y a laissé", c.Object.Key, e.Former), Covers: []string{c.Name()},
		Needs: []string{making(c.Object)},
		Manual: &plan.ManualWork{By: "admin", Language: s.in.Language, Where: []string{say.say("files of the PBX", "fichiers du PBX"), "voicemail/" + context + "/" + number},
			Do: []plan.Edit{{Field: say.say("messages and greetings", "messages et annonces"), From: say.say("those of %s", "ceux de %s", e.Former), To: say.say("none", "aucun")}}}})
}
