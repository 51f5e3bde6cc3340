package sim

import (
	"cmp"
	"slices"
	"strings"
)

// mailboxes lists those of voicemail.conf as it was loaded: NUMBER => pin,name,email,
// pager,options in each context.
func (w *World) mailboxes(message) answer {
	var found []event
	for _, c := range w.inForce("voicemail.conf") {
		if c.name == "general" || c.name == "zonemessages" || c.template() {
			continue
		}
		for _, l := range c.variables() {
			parts := append(strings.SplitN(l.value, ",", 5), "", "", "", "", "")
			options := optionsOf(parts[4])
			attach := "Yes"
			if v, ok := options["attach"]; ok && !isTrue(v) {
				attach = "No"
			}
			remove := "No"
			if isTrue(options["delete"]) {
				remove = "Yes"
			}
			e := event{{"Event", "VoicemailUserEntry"}, {"VMContext", c.name}, {"VoiceMailbox", l.name}, {"Fullname", strings.TrimSpace(parts[1])}, {"Email", cmp.Or(strings.TrimSpace(parts[2]), "(null)")},
				{"Pager", strings.TrimSpace(parts[3])}, {"ServerEmail", "asterisk"}, {"FromString", ""}, {"MailCommand", "/usr/sbin/sendmail -t"}, {"Language", options["language"]}, {"TimeZone", options["tz"]},
				{"Callback", ""}, {"Dialout", ""}, {"UniqueID", ""}, {"ExitContext", ""}, {"SayDurationMinimum", "2"}, {"SayEnvelope", "Yes"}, {"SayCID", "No"}, {"AttachMessage", attach},
				{"AttachmentFormat", ""}, {"DeleteMessage", remove}, {"VolumeGain", "0.00"}, {"CanReview", "No"}, {"CanMarkUrgent", "Yes"}, {"CallOperator", "No"}, {"MaxMessageCount", "100"},
				{"MaxMessageLength", "0"}, {"NewMessageCount", "0"}, {"OldMessageCount", "0"}}
			if w.major() < modern {
				e = slices.DeleteFunc(e, func(f [2]string) bool { return f[0] == "CanMarkUrgent" })
			}
			found = append(found, e)
		}
	}
	if found == nil {
		return succeeded("There are no voicemail users currently defined.")
	}
	return list("Voicemail user list will follow", "VoicemailUserEntryComplete", found...)
}

// optionsOf reads name=value, parted by "|".
func optionsOf(s string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(s, "|") {
		if name, value, ok := strings.Cut(part, "="); ok {
			out[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		}
	}
	return out
}

// mailboxOf is one mailbox as the list has it.
func (w *World) mailboxOf(m message) answer {
	if m["context"] == "" || m["mailbox"] == "" {
		return failed("Need 'Context' and 'Mailbox' parameters.")
	}
	for _, e := range w.mailboxes(nil).events {
		if e[1][1] == m["context"] && e[2][1] == m["mailbox"] && e[0][1] == "VoicemailUserEntry" {
			e[0][1] = "VoicemailUserDetail"
			return list("Voicemail user detail will follow", "VoicemailUserDetailComplete", e)
		}
	}
	return succeeded("There is no voicemail user of the given info.")
}

func (w *World) mailboxSummary(m message) answer {
	if m["context"] == "" || m["mailbox"] == "" {
		return failed("Need 'Context' and 'Mailbox' parameters.")
	}
	return list("Voicemail box detail will follow", "VoicemailBoxDetailComplete")
}

// Nobody has left a message, whatever the mailbox.
func (w *World) mailboxStatus(m message) answer {
	if m["mailbox"] == "" {
		return failed("Mailbox not specified")
	}
	out := succeeded("Mailbox Status")
	out.add("Mailbox", m["mailbox"])
	out.add("Waiting", "0")
	return out
}

func (w *World) mailboxCount(m message) answer {
	if m["mailbox"] == "" {
		return failed("Mailbox not specified")
	}
	out := succeeded("Mailbox Message Count")
	out.add("Mailbox", m["mailbox"])
	for _, name := range []string{"UrgMessages", "NewMessages", "OldMessages"} {
		out.add(name, "0")
	}
	return out
}
