package rest

import (
	"regexp"
	"strings"
)

// A vendor's message may quote a secret that nobody here has ever seen: another
// user's PIN, in the words that refuse ours. It cannot be known by its value, so
// it is known by its company.

// telling are words that secrets stand beside.
var telling = regexp.MustCompile(`(?i)pass(word|wd|code|phrase)|passwd|\bpwd?\b|pin\b|secret|token|credential|auth|api.?key|access.?key|private.?key|provisioning|licen[cs]e.?key|bearer|cookie`)

// quoted is what stands in quotation marks; spelt is a word that looks made up:
// letters and digits mixed, or a number longer than extensions are.
var (
	quoted = regexp.MustCompile(`"[^"]*"|'[^']*'|“[^”]*”|«[^»]*»`)
	spelt  = regexp.MustCompile(`[\pL\pN_+/=.~-]*\pN[\pL\pN_+/=.~-]*`)
)

// veil takes what may be a secret out of a vendor's message. A message that does
// not speak of secrets stays as it is.
func veil(message string) string {
	if !telling.MatchString(message) {
		return message
	}
	message = quoted.ReplaceAllStringFunc(message, func(s string) string {
		if telling.MatchString(s) && !strings.ContainsAny(s, "0123456789") {
			return s // the name of a field
		}
		return "[hidden]"
	})
	return madeUp(message)
}

// madeUp hides the words of a text that nobody would choose.
func madeUp(text string) string {
	return spelt.ReplaceAllStringFunc(text, func(s string) string {
		if len(s) < 4 || strings.Trim(s, "0123456789") != "" && len(s) < 6 {
			return s
		}
		return "[hidden]"
	})
}
