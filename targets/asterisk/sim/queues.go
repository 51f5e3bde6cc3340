package sim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// agent is a member of a queue: static as queues.conf has it, or dynamic as QueueAdd
// put it there.
type agent struct {
	Queue     string `json:"queue"`
	Interface string `json:"interface"`
	Name      string `json:"name,omitempty"`
	Penalty   int    `json:"penalty,omitempty"`
	Paused    bool   `json:"paused,omitempty"`
	LastPause int64  `json:"lastPause,omitempty"` // in seconds since 1970
}

// queue is a category of queues.conf as it was loaded; nil is none.
func (w *World) queue(name string) *category {
	f := w.inForce("queues.conf")
	if i := f.at(name); i >= 0 && isQueue(name) {
		return &f[i]
	}
	return nil
}

// isQueue: general holds what is common to all.
func isQueue(name string) bool { return name != "general" }

func (w *World) queues() []*category {
	var out []*category
	f := w.inForce("queues.conf")
	for i := range f {
		if isQueue(f[i].name) && !f[i].template() {
			out = append(out, &f[i])
		}
	}
	return out
}

// staff are the members of a queue as it runs: those of the file, then the others.
func (w *World) staff(q *category) (static, dynamic []agent) {
	for _, l := range q.lines {
		if strings.EqualFold(l.name, "member") {
			parts := fields(l.value)
			a := agent{Queue: q.name, Interface: strings.TrimSpace(parts[0])}
			if len(parts) > 1 {
				a.Penalty, _ = strconv.Atoi(strings.TrimSpace(parts[1]))
			}
			if len(parts) > 2 {
				a.Name = strings.TrimSpace(parts[2])
			}
			static = append(static, a)
		}
	}
	for _, a := range w.agents {
		if a.Queue == q.name {
			dynamic = append(dynamic, a)
		}
	}
	return static, dynamic
}

// fields are the parts of a value, at commas that are not within quotes.
func fields(s string) []string {
	quoted := false
	out := strings.FieldsFunc(strings.ReplaceAll(s, ",", ", "), func(r rune) bool {
		quoted = quoted != (r == '"')
		return r == ',' && !quoted
	})
	for i := range out {
		out[i] = strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(out[i], ", ", ",")), `"`, "")
	}
	return out
}

// state is how a member's telephone is: 5 is one that is not registered, 4 one that
// there is not.
func (w *World) state(a *agent) string {
	if id, ok := strings.CutPrefix(a.Interface, "PJSIP/"); ok && w.objects["endpoint"][id] != nil {
		return "5"
	}
	return "4"
}

func (w *World) member(a *agent, membership string) event {
	paused := "0"
	if a.Paused {
		paused = "1"
	}
	return event{{"Event", "QueueMember"}, {"Queue", a.Queue}, {"Name", cmp.Or(a.Name, a.Interface)}, {"Location", a.Interface}, {"StateInterface", a.Interface},
		{"Membership", membership}, {"Penalty", strconv.Itoa(a.Penalty)}, {"CallsTaken", "0"}, {"LastCall", "0"}, {"LastPause", strconv.FormatInt(a.LastPause, 10)}, {"LoginTime", strconv.FormatInt(w.started.Unix(), 10)}, {"InCall", "0"},
		{"Status", w.state(a)}, {"Paused", paused}, {"PausedReason", ""}, {"Wrapuptime", "0"}}
}

func (w *World) queueStatus(m message) answer {
	var found []event
	for _, q := range w.queues() {
		if m["queue"] != "" && m["queue"] != q.name {
			continue
		}
		found = append(found, event{{"Event", "QueueParams"}, {"Queue", q.name}, {"Max", cmp.Or(q.get("maxlen"), "0")}, {"Strategy", strategy(q.get("strategy"))},
			{"Calls", "0"}, {"Holdtime", "0"}, {"TalkTime", "0"}, {"Completed", "0"}, {"Abandoned", "0"}, {"ServiceLevel", cmp.Or(q.get("servicelevel"), "0")},
			{"ServicelevelPerf", "0.0"}, {"ServicelevelPerf2", "0.0"}, {"Weight", cmp.Or(q.get("weight"), "0")}})
		static, dynamic := w.staff(q)
		for i, a := range slices.Concat(static, dynamic) {
			membership := "static"
			if i >= len(static) {
				membership = "dynamic"
			}
			if m["member"] == "" || m["member"] == a.Interface {
				found = append(found, w.member(&a, membership))
			}
		}
	}
	return list("Queue status will follow", "QueueStatusComplete", found...)
}

// strategy is how a queue rings; what is no strategy is ringall.
func strategy(s string) string {
	if slices.Contains([]string{"fewestcalls", "leastrecent", "linear", "random", "ringall", "rrmemory", "rrordered", "wrandom"}, s) {
		return s
	}
	return "ringall"
}

func (w *World) queueSummary(m message) answer {
	var found []event
	for _, q := range w.queues() {
		if m["queue"] == "" || m["queue"] == q.name {
			found = append(found, event{{"Event", "QueueSummary"}, {"Queue", q.name}, {"LoggedIn", "0"}, {"Available", "0"}, {"Callers", "0"}, {"HoldTime", "0"}, {"TalkTime", "0"}, {"LongestHoldTime", "0"}})
		}
	}
	return list("Queue summary will follow", "QueueSummaryComplete", found...)
}

// queueReload reads the file again; one queue's reload is that of all. One of the
// members or the parameters alone leaves queues that are not in the file any more.
func (w *World) queueReload(m message) answer {
	before := w.loaded["queues.conf"]
	w.reload("app_queue")
	if isTrue(m["members"]) || isTrue(m["parameters"]) {
		for _, c := range before {
			if w.loaded["queues.conf"].at(c.name) < 0 && !c.template() {
				w.loaded["queues.conf"] = append(w.loaded["queues.conf"].clone(), c)
			}
		}
	}
	return succeeded("Queue reloaded successfully")
}

func (w *World) queueAdd(m message) answer {
	switch {
	case m["queue"] == "":
		return failed("'Queue' not specified.")
	case m["interface"] == "":
		return failed("'Interface' not specified.")
	}
	q := w.queue(m["queue"])
	if q == nil {
		return failed("Unable to add interface to queue: No such queue")
	}
	static, dynamic := w.staff(q)
	if slices.ContainsFunc(append(static, dynamic...), func(a agent) bool { return strings.EqualFold(a.Interface, m["interface"]) }) {
		return failed("Unable to add interface: Already there")
	}
	penalty, _ := strconv.Atoi(m["penalty"])
	added := agent{Queue: q.name, Interface: m["interface"], Name: m["membername"], Penalty: penalty, Paused: isTrue(m["paused"])}
	if added.Paused {
		added.LastPause = w.clock.Time().Unix()
	}
	w.agents = append(slices.Clone(w.agents), added)
	w.touched.agents = true
	return succeeded("Added interface to queue")
}

func (w *World) queueRemove(m message) answer {
	at := slices.IndexFunc(w.agents, func(a agent) bool { return a.Queue == m["queue"] && strings.EqualFold(a.Interface, m["interface"]) })
	q := w.queue(m["queue"])
	switch {
	case m["queue"] == "" || m["interface"] == "":
		return failed("Need 'Queue' and 'Interface' parameters.")
	case q == nil:
		return failed("Unable to remove interface from queue: No such queue")
	case at < 0:
		if static, _ := w.staff(q); slices.ContainsFunc(static, func(a agent) bool { return strings.EqualFold(a.Interface, m["interface"]) }) {
			return failed("Member not dynamic")
		}
		return failed("Unable to remove interface: Not there")
	}
	w.agents = slices.Delete(slices.Clone(w.agents), at, at+1)
	w.touched.agents = true
	return succeeded("Removed interface from queue")
}

func (w *World) queuePause(m message) answer {
	if m["interface"] == "" || m["paused"] == "" {
		return failed("Need 'Interface' and 'Paused' parameters.")
	}
	found := false
	agents := slices.Clone(w.agents)
	for i := range agents {
		if strings.EqualFold(agents[i].Interface, m["interface"]) && (m["queue"] == "" || m["queue"] == agents[i].Queue) {
			agents[i].Paused, found = isTrue(m["paused"]), true
			if agents[i].Paused {
				agents[i].LastPause = w.clock.Time().Unix()
			}
		}
	}
	if !found {
		return failed("Interface not found")
	}
	w.agents, w.touched.agents = agents, true
	if isTrue(m["paused"]) {
		return succeeded("Interface paused successfully")
	}
	return succeeded("Interface unpaused successfully")
}

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
