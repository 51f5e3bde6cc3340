package asterisk

import (
	"cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The levels of calls.place that a context can stand for.
const (
	levelNone     = "none"
	levelInternal = "internal"
	levelAny      = "any"
)

// levels are those, the narrowest first.
var levels = []string{levelNone, levelInternal, levelAny}

// The facts of a profile are texts of the target's options, which offline and probed
// profiles have alike.
const (
	factContext        = "context"
	factContexts       = "contexts." // and the level
	factTransport      = "transport"
	factMailboxContext = "mailboxContext"
)

// usualContext is that of an endpoint whose user has no class of service.
func usualContext(p state.Profile) string { return cmp.Or(p.Facts[factContext], "internal") }

// contextOf is what a level of calls.place is called; "" where the site has no name
// for it.
func contextOf(p state.Profile, level string) string { return p.Facts[factContexts+level] }

// levelOf is the widest level that a context stands for; "" where the site does not say.
func levelOf(p state.Profile, context string) string {
	out := ""
	for _, level := range levels {
		if contextOf(p, level) == context {
			out = level
		}
	}
	return out
}

// mailboxContext is the category of voicemail.conf that mailboxes are made in.
func mailboxContext(p state.Profile) string { return cmp.Or(p.Facts[factMailboxContext], "default") }

// mailboxOf is what the mailbox of an extension is called.
func mailboxOf(p state.Profile, number string) string { return number + "@" + mailboxContext(p) }
