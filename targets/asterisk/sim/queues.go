package sim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// agent is a member that QueueAdd put into a queue.
type agent struct {
	Queue     string `json:"queue"`
	Interface string `json:"interface"`
	Name      string `json:"name,omitempty"`
	Penalty   int    `json:"penalty,omitempty"`
	Paused    bool   `json:"paused,omitempty"`
	Reason    string `json:"reason,omitempty"`    // of the pause
	State     string `json:"state,omitempty"`     // the device whose state counts, where it is another
	LastPause int64  `json:"lastPause,omitempty"` // in seconds since 1970
}

// member is one of a queue as it runs: static as queues.conf has it, or an agent.
type member struct {
	agent
	static bool
	past
}

// past is what a member went through since the system started, by queue and interface.
type past struct {
	since int64  // when it came, in seconds since 1970
	quiet bool   // it is not rung while in use
	told  *agent // what actions said to a static member
}

// crewKey is where a member's past is kept.
func crewKey(queue, face string) [2]string { return [2]string{queue, strings.ToLower(face)} }

// queue is a category of queues.conf as it was loaded, whatever the case of its name;
// nil is none.
func (w *World) queue(name string) *category {
	all := w.queues()
	if i := slices.IndexFunc(all, func(q *category) bool { return strings.EqualFold(q.name, name) }); i >= 0 {
		return all[i]
	}
	return nil
}

func (w *World) queues() []*category {
	var out []*category
	f := w.inForce("queues.conf")
	for i := range f {
		if f[i].name != "general" && !f[i].template() { // general holds what is common to all
			out = append(out, &f[i])
		}
	}
	return out
}

// byQueue are the agents of each queue.
func (w *World) byQueue() map[string][]agent {
	out := map[string][]agent{}
	for _, a := range w.agents {
		out[a.Queue] = append(out[a.Queue], a)
	}
	return out
}

// staff are the members of a queue as it runs: those of the file, then the others.
func (w *World) staff(q *category, agents []agent) []member {
	var out []member
	for _, l := range q.lines {
		if strings.EqualFold(l.name, "member") {
			out = append(out, w.staticMember(q.name, l.value))
		}
	}
	for _, a := range agents {
		m := member{agent: a, past: w.crew[crewKey(q.name, a.Interface)]}
		m.since = cmp.Or(m.since, w.started.Unix())
		out = append(out, m)
	}
	return out
}

// staticMember reads interface, penalty, name and the device of its state.
func (w *World) staticMember(queue, value string) member {
	parts := append(fields(value), "", "", "", "")
	m := member{agent: agent{Queue: queue, Interface: parts[0], Name: parts[2], State: parts[3]}, static: true, past: w.crew[crewKey(queue, parts[0])]}
	m.Penalty, _ = strconv.Atoi(parts[1])
	m.since = cmp.Or(m.since, w.reloaded.Unix())
	if t := m.told; t != nil {
		m.Penalty, m.Paused, m.Reason, m.LastPause = t.Penalty, t.Paused, t.Reason, t.LastPause
	}
	return m
}

// keep stores what became of a member.
func (w *World) keep(m member) {
	if m.static {
		said := m.agent
		m.told = &said
	} else {
		w.agents = slices.Clone(w.agents)
		i := slices.IndexFunc(w.agents, func(a agent) bool { return crewKey(a.Queue, a.Interface) == crewKey(m.Queue, m.Interface) })
		w.agents[i], w.touched.agents = m.agent, true
	}
	w.crew[crewKey(m.Queue, m.Interface)] = m.past
}

// said is what lists and events tell of a member.
func (w *World) said(m member, name, face string) [][2]string {
	membership, state := "dynamic", cmp.Or(m.State, m.Interface)
	if m.static {
		membership = "static"
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return [][2]string{{"Queue", m.Queue}, {name, cmp.Or(m.Name, m.Interface)}, {face, m.Interface}, {"StateInterface", state}, {"Membership", membership},
		{"Penalty", strconv.Itoa(m.Penalty)}, {"CallsTaken", "0"}, {"LastCall", "0"}, {"LastPause", number(m.LastPause)}, {"LoginTime", number(m.since)}, {"InCall", "0"},
		{"Status", strconv.Itoa(w.deviceState(state))}, {"Paused", bit(m.Paused)}, {"PausedReason", m.Reason}}
}

func bit(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// tell says what happened to a member.
func (w *World) tell(m member, what string) {
	fields := append(w.said(m, "MemberName", "Interface"), [2]string{"Ringinuse", bit(!m.quiet)}, [2]string{"Wrapuptime", "0"})
	if what == "QueueMemberPause" && m.Reason != "" && w.major() < modern {
		fields = append(fields, [2]string{"Reason", m.Reason})
	}
	w.emit("agent", what, fields...)
}

func (w *World) queueStatus(m message) answer {
	var found []event
	agents := w.byQueue()
	for _, q := range w.queues() {
		if m["queue"] != "" && !strings.EqualFold(m["queue"], q.name) {
			continue
		}
		found = append(found, event{{"Event", "QueueParams"}, {"Queue", q.name}, {"Max", cmp.Or(q.get("maxlen"), "0")}, {"Strategy", strategy(q.get("strategy"))},
			{"Calls", "0"}, {"Holdtime", "0"}, {"TalkTime", "0"}, {"Completed", "0"}, {"Abandoned", "0"}, {"ServiceLevel", cmp.Or(q.get("servicelevel"), "0")},
			{"ServicelevelPerf", "0.0"}, {"ServicelevelPerf2", "0.0"}, {"Weight", cmp.Or(q.get("weight"), "0")}})
		for _, one := range w.staff(q, agents[q.name]) {
			if m["member"] == "" || strings.EqualFold(m["member"], one.Interface) {
				found = append(found, append(append(event{{"Event", "QueueMember"}}, w.said(one, "Name", "Location")...), [2]string{"Wrapuptime", "0"}))
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

func (w *World) queueSummary(m message) answer {
	var found []event
	agents := w.byQueue()
	for _, q := range w.queues() {
		if m["queue"] != "" && !strings.EqualFold(m["queue"], q.name) {
			continue
		}
		in, free := 0, 0
		for _, one := range w.staff(q, agents[q.name]) {
			if s := states[w.deviceState(cmp.Or(one.State, one.Interface))]; s != "INVALID" && s != "UNAVAILABLE" {
				in++
				free += map[bool]int{true: 1}[s == "NOT_INUSE" && !one.Paused]
			}
		}
		found = append(found, event{{"Event", "QueueSummary"}, {"Queue", q.name}, {"LoggedIn", strconv.Itoa(in)}, {"Available", strconv.Itoa(free)}, {"Callers", "0"}, {"HoldTime", "0"}, {"TalkTime", "0"}, {"LongestHoldTime", "0"}})
	}
	return list("Queue summary will follow", "QueueSummaryComplete", found...)
}

// persistent are the rows in which added members outlast a restart.
func (w *World) persistent() []row {
	f := w.inForce("queues.conf")
	if i := f.at("general"); i < 0 || !isTrue(f[i].get("persistentmembers")) {
		return nil
	}
	var out []row
	agents := w.byQueue()
	for _, q := range w.queues() {
		var parts []string
		for _, a := range agents[q.name] {
			parts = append(parts, strings.Join([]string{a.Interface, strconv.Itoa(a.Penalty), bit(a.Paused), cmp.Or(a.Name, a.Interface), cmp.Or(a.State, a.Interface), a.Reason, "0"}, ";"))
		}
		if parts != nil {
			out = append(out, row{"/Queue/PersistentMembers/" + q.name, strings.Join(parts, "|")})
		}
	}
	return out
}
