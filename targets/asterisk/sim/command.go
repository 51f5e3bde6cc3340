package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// order is a command of the console. It gives the lines that it prints, and whether
// it did what it was asked; args are the words behind its name.
type order struct {
	words string
	do    func(w *World, args []string) ([]string, bool)
}

// command runs a command of the console, and answers with what it prints.
func (w *World) command(m message) answer {
	words := strings.Fields(m["command"])
	if len(words) == 0 {
		return failed("No command provided")
	}
	text := strings.Join(words, " ")
	o, n := ordered(words)
	if o == nil {
		return printed([]string{fmt.Sprintf("No such command '%s' (type 'core show help %s' for other possible commands)", text, strings.Join(words[:min(len(words), max(n+1, 2))], " "))}, false)
	}
	lines, ok := o.do(w, words[n:])
	if misused := strings.HasPrefix(strings.Join(lines, ""), "Usage: "); !ok && !misused {
		lines = append(lines, "Command '"+text+"' failed.")
	}
	return printed(lines, ok)
}

func printed(lines []string, ok bool) answer {
	out := responded(map[bool]string{true: "Success", false: "Error"}[ok], "Command output follows")
	for _, l := range lines {
		out.add("Output", l)
	}
	return out
}

// ordered is the command with the most of the first words, and how many they are;
// of none, how many words some command begins with.
func ordered(words []string) (*order, int) {
	all := orders()
	var best *order
	most, near := 0, 0
	for i := range all {
		name := strings.Fields(all[i].words)
		same := 0
		for same < min(len(name), len(words)) && strings.EqualFold(name[same], words[same]) {
			same++
		}
		near = max(near, same)
		if same == len(name) && same > most {
			best, most = &all[i], same
		}
	}
	if best == nil {
		return nil, near
	}
	return best, most
}

func orders() []order {
	return slices.Concat([]order{
		{"core reload", func(w *World, _ []string) ([]string, bool) { w.reloadNamed(""); return []string{""}, true }},
		{"core show calls", func(*World, []string) ([]string, bool) { return []string{"0 active calls", "0 calls processed"}, true }},
		{"core show channels", (*World).printChannels},
		{"core show hints", (*World).printHints},
		{"core show uptime", (*World).printUptime},
		{"core show version", (*World).printVersion},
		{"dialplan reload", func(w *World, _ []string) ([]string, bool) {
			w.reload("pbx_config")
			return []string{"Dialplan reloaded."}, true
		}},
		{"dialplan show", (*World).printDialplan},
		{"logger reload", func(*World, []string) ([]string, bool) { return []string{""}, true }},
		{"manager reload", func(w *World, _ []string) ([]string, bool) { w.reload("manager"); return []string{""}, true }},
		{"manager show connected", (*World).printConnected},
		{"manager show user", (*World).printManager},
		{"manager show users", (*World).printManagers},
		{"module reload", (*World).moduleReloaded},
		{"module show", (*World).printModules},
		{"voicemail reload", func(w *World, _ []string) ([]string, bool) {
			w.reload("app_voicemail")
			return []string{"Reloading voicemail configuration..."}, true
		}},
		{"voicemail show users", (*World).printMailboxes},
		{"ari show status", (*World).printARI},
		{"ari show user", (*World).printARIUser},
		{"ari show users", (*World).printARIUsers},
		{"ari show apps", (*World).printApplications},
	}, databaseOrders(), pjsipOrders(), queueOrders())
}

func (w *World) printVersion([]string) ([]string, bool) {
	return []string{fmt.Sprintf("Asterisk %s built by nobody @ localhost on a unknown running Linux on %s", w.version, builtOn)}, true
}

// builtOn is when the program was made.
const builtOn = "2026-01-01 00:00:00 UTC"

func (w *World) printChannels(args []string) ([]string, bool) {
	counts := []string{"0 active channels", "0 active calls", "0 calls processed"}
	switch {
	case len(args) > 0 && args[0] == "concise":
		return []string{""}, true
	case len(args) > 0 && args[0] == "count":
		return counts, true
	}
	name, place := 64, 32
	if w.major() < modern {
		name, place = 20, 20
	}
	return append([]string{fmt.Sprintf("%-*s %-*s %-7s %-30s", name, "Channel", place, "Location", "State", "Application(Data)")}, counts...), true
}

func (w *World) printUptime(args []string) ([]string, bool) {
	now := w.clock.Time()
	if len(args) > 0 && args[0] == "seconds" {
		return []string{fmt.Sprintf("System uptime: %d", int(now.Sub(w.started).Seconds())), fmt.Sprintf("Last reload: %d", int(now.Sub(w.reloaded).Seconds()))}, true
	}
	return []string{"System uptime: " + spoken(now.Sub(w.started)), "Last reload: " + spoken(now.Sub(w.reloaded))}, true
}

// spoken is a time as people say it: 3 minutes, 45 seconds.
func spoken(d time.Duration) string {
	n := int(d.Seconds())
	var parts []string
	for _, u := range []struct {
		name string
		size int
	}{{"week", 604800}, {"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		if count := n / u.size; count > 0 || u.size == 1 && parts == nil {
			parts = append(parts, plural(count, u.name))
		}
		n %= u.size
	}
	return strings.Join(parts, ", ")
}

func plural(n int, name string) string {
	if n == 1 {
		return "1 " + name
	}
	return fmt.Sprintf("%d %ss", n, name)
}

func (w *World) printHints([]string) ([]string, bool) {
	out := []string{"", "    -= Registered Asterisk Dial Plan Hints =-"}
	hints := w.hints()
	if len(hints) == 0 {
		return []string{"There are no registered dialplan hints"}, true
	}
	for _, s := range hints {
		out = append(out, fmt.Sprintf("%-30.30s: %-60.60s  State:%-15.15s Presence:%-15.15s Watchers %2d", s.exten+"@"+s.context, s.app, extensionWords[w.hinted(s)], "not_set", 0))
	}
	return append(out, "----------------", fmt.Sprintf("- %d hints registered", len(hints))), true
}

func (w *World) printDialplan(args []string) ([]string, bool) {
	var out []string
	context, extens, steps, contexts := "", map[[2]string]bool{}, 0, 0
	for _, s := range w.dialplan() {
		if len(args) > 0 && args[0] != s.context {
			continue
		}
		if s.context != context || contexts == 0 {
			if contexts++; out != nil {
				out = append(out, "")
			}
			out = append(out, fmt.Sprintf("[ Context '%s' created by 'pbx_config' ]", s.context))
			context = s.context
		}
		key := [2]string{s.context, s.exten}
		head := fmt.Sprintf("'%s' =>", s.exten)
		if extens[key] {
			head = ""
		}
		extens[key] = true
		steps++
		call := s.priority + ". " + s.app + "(" + s.data + ")"
		if s.hint() {
			call = "hint: " + s.app
		}
		out = append(out, fmt.Sprintf("  %-17s %-45s %s", head, call, s.where()))
	}
	if out == nil && len(args) > 0 {
		return []string{"There is no existence of '" + args[0] + "' context"}, false
	}
	return append(out, "", fmt.Sprintf("-= %s (%s) in %s. =-", plural(len(extens), "extension"), priorities(steps), plural(contexts, "context"))), true
}

func priorities(n int) string {
	if n == 1 {
		return "1 priority"
	}
	return fmt.Sprintf("%d priorities", n)
}

func (w *World) managers() []string {
	var out []string
	for _, c := range w.inForce("manager.conf") {
		if c.name != "general" && !c.template() {
			out = append(out, c.name)
		}
	}
	return out
}

func (w *World) printManagers([]string) ([]string, bool) {
	names := w.managers()
	out := append([]string{"", "username", "--------"}, names...)
	return append(out, "-------------------", fmt.Sprintf("%d manager users configured.", len(names))), true
}

func (w *World) printManager(args []string) ([]string, bool) {
	if len(args) == 0 {
		return []string{"Usage: manager show user <user>", "       Display all information related to the manager user specified."}, false
	}
	c := w.manager(args[0])
	if c == nil {
		return []string{"There is no manager called " + args[0]}, true
	}
	perms := func(list string) string {
		if of := classesOf(list); len(of) == len(allClasses) {
			return strings.Join(allClasses, ",") + ",all"
		} else if len(of) > 0 {
			return strings.Join(of, ",")
		}
		return "<none>"
	}
	secret := map[bool]string{true: "<Set>", false: "<N/A>"}[c.get("secret") != ""]
	return []string{"", "          username: " + c.name, "            secret: " + secret, "               ACL: no", "         read perm: " + perms(c.get("read")),
		"        write perm: " + perms(c.get("write")), "   displayconnects: yes", "allowmultiplelogin: yes", "         Variables: "}, true
}

func (w *World) printConnected([]string) ([]string, bool) {
	out := []string{"  Username         IP Address                                               Start       Elapsed     FileDes   HttpCnt   ReadPerms   WritePerms"}
	n := 0
	for _, s := range w.wires {
		if s.account != "" && !s.left.Load() {
			host := strings.Split(strings.TrimPrefix(s.remote, "IPV4/TCP/"), "/")[0]
			out = append(out, fmt.Sprintf("  %-15.15s  %-55.55s  %-10d  %-10d  %-8d  %-8d  %-10.10d  %-10.10d", s.account, host, s.since.Unix(), int(w.clock.Time().Sub(s.since).Seconds()), 16, 0, w.mask(s, "read"), w.mask(s, "write")))
			n++
		}
	}
	return append(out, fmt.Sprintf("%d users connected.", n)), true
}

// mask are the classes that an account may read or write, as bits.
func (w *World) mask(s *session, which string) int {
	c := w.manager(s.account)
	if c == nil {
		return 0
	}
	out := 0
	for _, class := range classesOf(c.get(which)) {
		out |= 1 << slices.Index(allClasses, class)
	}
	if out == 1<<len(allClasses)-1 {
		return 2147483647
	}
	return out
}

func (w *World) moduleReloaded(args []string) ([]string, bool) {
	if len(args) == 0 {
		w.reloadNamed("")
		return []string{""}, true
	}
	if !w.reloadNamed(args[0]) {
		return []string{"No such module '" + args[0] + "'"}, true
	}
	return []string{"Module '" + args[0] + "' reloaded successfully."}, true
}

func (w *World) printModules(args []string) ([]string, bool) {
	like := ""
	if len(args) == 2 && args[0] == "like" {
		like = args[1]
	}
	out := []string{fmt.Sprintf("%-30s %-40.40s %-10s %-11s %s", "Module", "Description", "Use Count", "Status", "Support Level")}
	n := 0
	for _, m := range w.moduleRows() {
		if strings.Contains(m.Name, like) {
			out = append(out, fmt.Sprintf("%-30s %-40.40s %-10d %-11s %13s", m.Name, m.Description, m.UseCount, m.Status, m.Support))
			n++
		}
	}
	return append(out, fmt.Sprintf("%d modules loaded", n)), true
}

func (w *World) printMailboxes([]string) ([]string, bool) {
	out := []string{fmt.Sprintf("%-10s %-5s %-25s %-10s %6s", "Context", "Mbox", "User", "Zone", "NewMsg")}
	n := 0
	for _, e := range w.mailboxes(nil).events {
		if e[0][1] == "VoicemailUserEntry" {
			out = append(out, fmt.Sprintf("%-10s %-5s %-25s %-10s %6d", e[1][1], e[2][1], e[3][1], e[10][1], 0))
			n++
		}
	}
	if n == 0 {
		return []string{"There are no voicemail users currently defined"}, true
	}
	return append(out, fmt.Sprintf("%d voicemail users configured.", n)), true
}

// ariUsers are the accounts of ari.conf, sorted.
func (w *World) ariUsers() file {
	out := slices.DeleteFunc(w.inForce("ari.conf").clone(), func(c category) bool { return !strings.EqualFold(c.get("type"), "user") || c.template() })
	slices.SortFunc(out, func(a, b category) int { return strings.Compare(a.name, b.name) })
	return out
}

func (w *World) printARI([]string) ([]string, bool) {
	out := []string{"ARI Status:", "Enabled: Yes", "Output format: compact", "Auth realm: Asterisk REST Interface", "Allowed Origins: "}
	if w.major() < modern {
		out = append(out, fmt.Sprintf("User count: %d", len(w.ariUsers())))
	}
	return out, true
}

func (w *World) printARIUsers([]string) ([]string, bool) {
	out, acl := []string{"r/o?  ACL?  Username", "----  ----  --------"}, "No    "
	if w.major() < modern {
		out, acl = []string{"r/o?  Username", "----  --------"}, ""
	}
	for _, c := range w.ariUsers() {
		out = append(out, fmt.Sprintf("%-4s  %s%s", map[bool]string{true: "Yes", false: "No"}[isTrue(c.get("read_only"))], acl, c.name))
	}
	return out, true
}

func (w *World) printARIUser(args []string) ([]string, bool) {
	f := w.inForce("ari.conf")
	if len(args) != 1 || f.at(args[0]) < 0 {
		return []string{"User '" + strings.Join(args, " ") + "' not found"}, true
	}
	only := map[bool]string{true: "Yes", false: "No"}[isTrue(f[f.at(args[0])].get("read_only"))]
	out := []string{"Username: " + args[0], "Read only?: " + only}
	if w.major() >= modern {
		out = append(out, "ACL?: No")
	}
	return out, true
}

func (w *World) printApplications([]string) ([]string, bool) {
	out := []string{fmt.Sprintf("%-25.25s", "Application Name"), strings.Repeat("=", 25)}
	for _, a := range w.applications() {
		out = append(out, fmt.Sprintf("%-25.25s", a.name))
	}
	return out, true
}
