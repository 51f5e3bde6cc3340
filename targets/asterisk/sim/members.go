package sim

import (
	"slices"
	"strconv"
	"strings"
)

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

// membersNamed are the members with an interface, of one queue or of all.
func (w *World) membersNamed(queue, face string) []member {
	var out []member
	agents := w.byQueue()
	for _, q := range w.queues() {
		if queue == "" || strings.EqualFold(queue, q.name) {
			for _, m := range w.staff(q, agents[q.name]) {
				if strings.EqualFold(m.Interface, face) {
					out = append(out, m)
				}
			}
		}
	}
	return out
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
	if len(w.membersNamed(q.name, m["interface"])) > 0 {
		return failed("Unable to add interface: Already there")
	}
	penalty, _ := strconv.Atoi(m["penalty"])
	a := agent{Queue: q.name, Interface: m["interface"], Name: m["membername"], Penalty: max(penalty, 0), Paused: isTrue(m["paused"]), State: m["stateinterface"]}
	now := w.clock.Time().Unix()
	added := member{agent: a, past: past{since: now}}
	if added.Paused {
		added.LastPause = now
		if w.major() >= modern {
			added.Reason = m["reason"]
		}
	}
	w.agents = append(slices.Clone(w.agents), added.agent)
	w.keep(added)
	w.tell(added, "QueueMemberAdded")
	return succeeded("Added interface to queue")
}

func (w *World) queueRemove(m message) answer {
	if m["queue"] == "" || m["interface"] == "" {
		return failed("Need 'Queue' and 'Interface' parameters.")
	}
	q := w.queue(m["queue"])
	if q == nil {
		return failed("Unable to remove interface from queue: No such queue")
	}
	there := w.membersNamed(q.name, m["interface"])
	switch {
	case len(there) == 0:
		return failed("Unable to remove interface: Not there")
	case there[0].static:
		return failed("Member not dynamic")
	}
	key := crewKey(q.name, m["interface"])
	w.agents = slices.DeleteFunc(slices.Clone(w.agents), func(a agent) bool { return crewKey(a.Queue, a.Interface) == key })
	w.touched.agents = true
	delete(w.crew, key)
	w.tell(there[0], "QueueMemberRemoved")
	return succeeded("Removed interface from queue")
}

// each changes the members that a message means, and counts them.
func (w *World) each(m message, event string, change func(*member)) int {
	all := w.membersNamed(m["queue"], m["interface"])
	for _, one := range all {
		change(&one)
		w.keep(one)
		w.tell(one, event)
	}
	return len(all)
}

func (w *World) queuePause(m message) answer {
	if m["interface"] == "" || m["paused"] == "" {
		return failed("Need 'Interface' and 'Paused' parameters.")
	}
	on := isTrue(m["paused"])
	n := w.each(m, "QueueMemberPause", func(one *member) {
		one.Paused, one.Reason = on, ""
		if on {
			one.Reason, one.LastPause = m["reason"], w.clock.Time().Unix()
		}
	})
	switch {
	case n == 0:
		return failed("Interface not found")
	case on:
		return succeeded("Interface paused successfully")
	}
	return succeeded("Interface unpaused successfully")
}

func (w *World) queuePenalty(m message) answer {
	if m["interface"] == "" || m["penalty"] == "" {
		return failed("Need 'Interface' and 'Penalty' parameters.")
	}
	penalty, _ := strconv.Atoi(m["penalty"])
	if penalty < 0 || w.each(m, "QueueMemberPenalty", func(one *member) { one.Penalty = penalty }) == 0 {
		return failed("Invalid interface, queuename or penalty")
	}
	return succeeded("Interface penalty set successfully")
}

func (w *World) queueRingInUse(m message) answer {
	if m["interface"] == "" || m["ringinuse"] == "" {
		return failed("Need 'Interface' and 'RingInUse' parameters.")
	}
	if w.each(m, "QueueMemberRinginuse", func(one *member) { one.quiet = !isTrue(m["ringinuse"]) }) == 0 {
		return failed("Invalid interface, queuename, or ringinuse value")
	}
	return succeeded("Interface ringinuse set successfully")
}

func (w *World) queueLog(m message) answer {
	if m["queue"] == "" || m["event"] == "" {
		return failed("Need 'Queue' and 'Event' parameters.")
	}
	return succeeded("Event added successfully")
}

func (w *World) changePriority(m message) answer {
	switch {
	case m["queue"] == "":
		return failed("'Queue' not specified.")
	case m["caller"] == "":
		return failed("'Caller' not specified.")
	case m["priority"] == "":
		return failed("'Priority' not specified.")
	}
	return failed("Unable to change priority caller on queue: No such caller")
}

func (w *World) withdrawCaller(m message) answer {
	switch {
	case m["queue"] == "":
		return failed("'Queue' not specified.")
	case m["caller"] == "":
		return failed("'Caller' not specified.")
	}
	return failed("Unable to request withdraw from queue: No such caller")
}
