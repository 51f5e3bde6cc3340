package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

func databaseOrders() []order {
	return []order{
		{"database show", func(w *World, args []string) ([]string, bool) {
			path := ""
			if len(args) > 0 {
				path = "/" + strings.Join(args[:min(2, len(args))], "/")
			}
			return printedRows(w.tree(path))
		}},
		{"database showkey", func(w *World, args []string) ([]string, bool) {
			return printedRows(slices.DeleteFunc(w.tree(""), func(r row) bool {
				return len(args) != 1 || !strings.EqualFold(r.path[strings.LastIndexByte(r.path, '/')+1:], args[0])
			}))
		}},
		{"database get", withKey("get", func(w *World, path string) string {
			if v, ok := w.one(path); ok {
				return "Value: " + v
			}
			return "Database entry not found."
		})},
		{"database put", func(w *World, args []string) ([]string, bool) {
			if len(args) != 3 {
				return usage("database put <family> <key> <value>", "       Adds or updates an entry in the Asterisk database for", "       a given family, key, and value.")
			}
			w.setRow("/"+args[0]+"/"+args[1], args[2])
			return []string{"Updated database successfully"}, true
		}},
		{"database del", withKey("del", func(w *World, path string) string {
			if w.dropRow(path) {
				return "Database entry removed."
			}
			return "Database entry could not be removed."
		})},
		{"database deltree", func(w *World, args []string) ([]string, bool) {
			n := 0
			if len(args) > 0 {
				n = w.dropTree("/" + strings.Join(args, "/"))
			}
			if n == 0 {
				return []string{"Database entries do not exist."}, true
			}
			return []string{fmt.Sprintf("%d database entries removed.", n)}, true
		}},
	}
}

// usage is what a command says that was not given what it needs.
func usage(line string, more ...string) ([]string, bool) {
	return append([]string{"Usage: " + line}, more...), false
}

// withKey is a command on one row.
func withKey(verb string, do func(w *World, path string) string) func(*World, []string) ([]string, bool) {
	return func(w *World, args []string) ([]string, bool) {
		if len(args) != 2 {
			return usage("database " + verb + " <family> <key>")
		}
		return []string{do(w, "/"+args[0]+"/"+args[1])}, true
	}
}

func printedRows(rows []row) ([]string, bool) {
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%-50s: %-25s", r.path, r.value))
	}
	return append(out, fmt.Sprintf("%d results found.", len(rows))), true
}

// The heads of lists, with the widths of their columns.
const (
	headEndpoint = " Endpoint:  <Endpoint/CID.....................................>  <State.....>  <Channels.>"
	headAuth     = "    I/OAuth:  <AuthId/UserName...........................................................>"
	headAor      = "        Aor:  <Aor............................................>  <MaxContact>"
	headContact  = "      Contact:  <Aor/ContactUri..........................> <Hash....> <Status> <RTT(ms)..>"
	headOthers   = "  Transport:  <TransportId........>  <Type>  <cos>  <tos>  <BindAddress..................>\n    Channel:  <ChannelId......................................>  <State.....>  <Time.....>\n        Exten: <DialedExten...........>  CLCID: <ConnectedLineCID.......>"
	rule         = "=========================================================================================="
)

func pjsipOrders() []order {
	endpoints := strings.Split("\n"+headEndpoint+"\n"+headAuth+"\n"+headAor+"\n"+headContact+"\n"+headOthers+"\n"+rule+"\n", "\n")
	aors := []string{"", "      Aor:  <Aor..............................................>  <MaxContact>", "    Contact:  <Aor/ContactUri............................> <Hash....> <Status> <RTT(ms)..>", rule, ""}
	auths := []string{"", "  I/OAuth:  <AuthId/UserName.............................................................>", rule, ""}
	none := func(*World, []string) ([]string, bool) { return []string{"No objects found.", ""}, true }
	return []order{
		{"pjsip show endpoints", printAll("endpoint", endpoints, (*World).endpointLines, true)},
		{"pjsip show endpoint", printOne("endpoint", endpoints, (*World).endpointLines)},
		{"pjsip show aors", printAll("aor", aors, aorLines, true)},
		{"pjsip show aor", printOne("aor", aors, aorLines)},
		{"pjsip show auths", printAll("auth", auths, authLines, false)},
		{"pjsip show auth", printOne("auth", auths, authLines)},
		{"pjsip show contacts", none},
		{"pjsip show registrations", none},
	}
}

// lines is an object in a list of the console.
type lines func(w *World, id string) []string

func printAll(typ string, head []string, one lines, apart bool) func(*World, []string) ([]string, bool) {
	return func(w *World, _ []string) ([]string, bool) {
		out := slices.Clone(head)
		ids := w.ids(typ)
		for _, id := range ids {
			if out = append(out, one(w, id)...); apart {
				out = append(out, "")
			}
		}
		if len(ids) == 0 {
			return []string{"No objects found.", ""}, true
		}
		return append(out, "", fmt.Sprintf("Objects found: %d", len(ids)), ""), true
	}
}

func printOne(typ string, head []string, one lines) func(*World, []string) ([]string, bool) {
	return func(w *World, args []string) ([]string, bool) {
		if len(args) != 1 {
			return []string{"No object specified."}, false
		}
		o := w.objects[typ][args[0]]
		if o == nil || !w.loads(typ, o) {
			return []string{"Unable to find object " + args[0] + ".", ""}, true
		}
		out := append(slices.Clone(head), one(w, args[0])...)
		if typ != "auth" {
			out = append(out, "")
		}
		shown := w.shown(typ, o)
		name, value := len("ParameterName"), len("ParameterValue")
		for _, p := range shown {
			name, value = max(name, len(p.Attribute)), max(value, len(p.Value))
		}
		out = append(out, "", fmt.Sprintf(" %-*s : ParameterValue", name, "ParameterName"), " "+strings.Repeat("=", name+value+3))
		for _, p := range shown {
			out = append(out, fmt.Sprintf(" %-*s : %s", name, p.Attribute, p.Value))
		}
		return append(out, ""), true
	}
}

// cell is a text as wide as a column's head.
func cell(text string, width int) string { return fmt.Sprintf("%-*s", width, text) }

func (w *World) endpointLines(id string) []string {
	o := w.objects["endpoint"][id]
	label := id
	if _, number := splitCaller(o.Values["callerid"]); number != "" {
		label += "/" + number
	}
	limit := "inf"
	if n := cmp.Or(o.Values["device_state_busy_at"], "0"); n != "0" {
		limit = n
	}
	out := []string{fmt.Sprintf(" Endpoint:  %s  %s  0 of %s", cell(label, 51), cell(worded[w.deviceState("PJSIP/"+id)], 12), limit)}
	if auth := o.Values["auth"]; auth != "" {
		if a := w.objects["auth"][auth]; a != nil {
			auth += "/" + a.Values["username"]
		}
		out = append(out, "     InAuth:  "+auth)
	}
	for aor := range strings.SplitSeq(o.Values["aors"], ",") {
		if a := w.objects["aor"][strings.TrimSpace(aor)]; a != nil {
			out = append(out, fmt.Sprintf("        Aor:  %s  %s", cell(strings.TrimSpace(aor), 49), cmp.Or(a.Values["max_contacts"], "0")))
		}
	}
	return out
}

func aorLines(w *World, id string) []string {
	return []string{fmt.Sprintf("      Aor:  %s  %s", cell(id, 51), cmp.Or(w.objects["aor"][id].Values["max_contacts"], "0"))}
}

func authLines(w *World, id string) []string {
	return []string{"     Auth:  " + id + "/" + w.objects["auth"][id].Values["username"]}
}

func queueOrders() []order {
	return []order{
		{"queue show", (*World).printQueues},
		{"queue show rules", func(*World, []string) ([]string, bool) { return []string{""}, true }},
		{"queue reload all", func(w *World, _ []string) ([]string, bool) { w.reload("app_queue"); return []string{""}, true }},
		{"queue add member", (*World).orderAdd},
		{"queue remove member", (*World).orderRemove},
		{"queue pause member", orderPause("yes", "pause")},
		{"queue unpause member", orderPause("no", "unpause")},
	}
}

// option is the word behind another.
func option(args []string, name string) string {
	if i := slices.Index(args, name); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return ""
}

// succeededIn reports whether an answer is good.
func succeededIn(a answer) bool { return a.fields[0][1] == "Success" }

func (w *World) orderAdd(args []string) ([]string, bool) {
	if len(args) < 3 || args[1] != "to" {
		return usage("queue add member <dial string> to <queue> [[[penalty <penalty>] as <membername>] state_interface <interface>]")
	}
	a := w.queueAdd(message{"interface": args[0], "queue": args[2], "penalty": option(args, "penalty"), "membername": option(args, "as"), "stateinterface": option(args, "state_interface")})
	switch {
	case succeededIn(a):
		return []string{fmt.Sprintf("Added interface '%s' to queue '%s'", args[0], args[2])}, true
	case w.queue(args[2]) == nil:
		return []string{fmt.Sprintf("Unable to add interface to queue '%s': No such queue", args[2])}, false
	}
	return []string{fmt.Sprintf("Unable to add interface '%s' to queue '%s': Already there", args[0], args[2])}, false
}

func (w *World) orderRemove(args []string) ([]string, bool) {
	if len(args) < 3 || args[1] != "from" {
		return usage("queue remove member <channel> from <queue> [reason <reason>]")
	}
	a := w.queueRemove(message{"interface": args[0], "queue": args[2]})
	switch {
	case succeededIn(a):
		return []string{fmt.Sprintf("Removed interface %s from queue '%s'", args[0], args[2])}, true
	case w.queue(args[2]) == nil:
		return []string{fmt.Sprintf("Unable to remove interface from queue '%s': No such queue", args[2])}, false
	}
	return []string{fmt.Sprintf("Unable to remove interface '%s' from queue '%s': Not there", args[0], args[2])}, false
}

func orderPause(on, verb string) func(*World, []string) ([]string, bool) {
	return func(w *World, args []string) ([]string, bool) {
		if len(args) == 0 {
			return usage("queue " + verb + " member <member> [queue <queue> [reason <reason>]]")
		}
		in := ""
		if q := option(args, "queue"); q != "" {
			in = " in queue '" + q + "'"
		}
		a := w.queuePause(message{"interface": args[0], "queue": option(args, "queue"), "reason": option(args, "reason"), "paused": on})
		if !succeededIn(a) {
			return []string{fmt.Sprintf("Unable to %s interface '%s'%s", verb, args[0], in)}, false
		}
		return []string{fmt.Sprintf("%sd interface '%s'%s", verb, args[0], in)}, true
	}
}

func (w *World) printQueues(args []string) ([]string, bool) {
	var out []string
	agents := w.byQueue()
	for _, q := range w.queues() {
		if len(args) > 0 && !strings.EqualFold(args[0], q.name) {
			continue
		}
		most := cmp.Or(q.get("maxlen"), "0")
		if most == "0" {
			most = "unlimited"
		}
		out = append(out, fmt.Sprintf("%s has 0 calls (max %s) in '%s' strategy (0s holdtime, 0s talktime), W:%s, C:0, A:0, SL:0.0%%, SL2:0.0%% within %ss", q.name, most, strategy(q.get("strategy")), cmp.Or(q.get("weight"), "0"), cmp.Or(q.get("servicelevel"), "0")))
		staff := w.staff(q, agents[q.name])
		if len(staff) == 0 {
			out = append(out, "   No Members")
		} else {
			out = append(out, "   Members: ")
		}
		for _, m := range staff {
			out = append(out, "      "+w.printMember(m))
		}
		out = append(out, "   No Callers", "")
	}
	switch {
	case out == nil && len(args) > 0:
		return []string{"No such queue: " + args[0] + "."}, true
	case out == nil:
		return []string{"No queues."}, true
	}
	return out, true
}

func (w *World) printMember(m member) string {
	now := w.clock.Time().Unix()
	out := m.Interface
	if m.Name != "" && m.Name != m.Interface {
		out = m.Name + " (" + m.Interface + ")"
	}
	if m.Penalty > 0 {
		out += fmt.Sprintf(" with penalty %d", m.Penalty)
	}
	out += " (ringinuse " + map[bool]string{true: "disabled", false: "enabled"}[m.quiet] + ")"
	if !m.static {
		out += " (dynamic)"
	}
	if m.Paused {
		reason := ""
		if m.Reason != "" {
			reason = ":" + m.Reason
		}
		out += fmt.Sprintf(" (paused%s was %d secs ago)", reason, now-m.LastPause)
	}
	return out + fmt.Sprintf(" (%s) has taken no calls yet (login was %d secs ago)", worded[w.deviceState(cmp.Or(m.State, m.Interface))], now-m.since)
}
