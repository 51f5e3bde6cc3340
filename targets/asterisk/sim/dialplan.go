package sim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// step is a line of the dialplan.
type step struct {
	context, exten, priority, app, data string
	line                                int // of extensions.conf; 0: an action added it
}

func (s *step) hint() bool { return s.priority == "hint" }

// dialplan are the steps in force: those of extensions.conf as it was loaded, then
// those that were added; sorted as they are listed, patterns behind numbers.
func (w *World) dialplan() []step {
	out := slices.Clone(w.steps)
	at := 0
	for _, c := range w.inForce("extensions.conf") {
		at++
		last, n := "", 0
		for _, l := range c.lines {
			at++
			s, ok := stepOf(l, last, n)
			if !ok || c.template() || c.name == "general" || c.name == "globals" {
				continue
			}
			last, s.context, s.line = s.exten, c.name, at
			n, _ = strconv.Atoi(s.priority)
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b step) int {
		pattern := func(s step) int { return strings.Count(s.exten[:min(1, len(s.exten))], "_") }
		return cmp.Or(cmp.Compare(a.context, b.context), pattern(a)-pattern(b), cmp.Compare(a.exten, b.exten))
	})
	return out
}

// stepOf reads exten => NUMBER,PRIORITY,APP(DATA), or same => with the number before.
func stepOf(l line, last string, n int) (step, bool) {
	parts := strings.SplitN(l.value, ",", 3)
	if strings.EqualFold(l.name, "same") {
		parts = append([]string{last}, strings.SplitN(l.value, ",", 2)...)
	} else if !strings.EqualFold(l.name, "exten") {
		return step{}, false
	}
	if len(parts) < 3 {
		return step{}, false
	}
	s := step{exten: strings.TrimSpace(parts[0]), priority: strings.TrimSpace(parts[1])}
	if label, _, _ := strings.Cut(s.priority, "("); label == "n" {
		s.priority = strconv.Itoa(n + 1)
	}
	s.app, s.data = strings.TrimSpace(parts[2]), ""
	if open := strings.IndexByte(s.app, '('); open > 0 && strings.HasSuffix(s.app, ")") && !s.hint() {
		s.app, s.data = s.app[:open], s.app[open+1:len(s.app)-1]
	}
	return s, true
}

// reaches reports whether a context has a number.
func (w *World) reaches(context, exten string) bool {
	return slices.ContainsFunc(w.dialplan(), func(s step) bool {
		return s.context == context && !s.hint() && dials(s.exten, exten)
	})
}

// dials reports whether a number is an extension's, or fits its pattern.
func dials(exten, number string) bool {
	pattern, ok := strings.CutPrefix(exten, "_")
	if !ok {
		return exten == number
	}
	for i := 0; i < len(pattern); i++ {
		if strings.ContainsRune(".!", rune(pattern[i])) {
			return len(number) > 0 || pattern[i] == '!'
		}
		set, digit := string(pattern[i]), ""
		if pattern[i] == '[' {
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				return false
			}
			set, i = pattern[i+1:i+end], i+end
		}
		if number == "" {
			return false
		}
		digit, number = number[:1], number[1:]
		if !within(set, digit[0]) {
			return false
		}
	}
	return number == ""
}

func within(set string, digit byte) bool {
	switch set {
	case "X":
		set = "0-9"
	case "Z":
		set = "1-9"
	case "N":
		set = "2-9"
	}
	for i := 0; i < len(set); i++ {
		if i+2 < len(set) && set[i+1] == '-' {
			if set[i] <= digit && digit <= set[i+2] {
				return true
			}
			i += 2
		} else if set[i] == digit {
			return true
		}
	}
	return false
}

func (w *World) showDialplan(m message) answer {
	var found []event
	contexts, extens := map[string]bool{}, map[[2]string]bool{}
	for _, s := range w.dialplan() {
		if m["context"] != "" && m["context"] != s.context || m["extension"] != "" && m["extension"] != s.exten {
			continue
		}
		contexts[s.context], extens[[2]string{s.context, s.exten}] = true, true
		e := event{{"Event", "ListDialplan"}, {"Context", s.context}, {"Extension", s.exten}, {"Priority", s.priority}, {"Application", s.app}}
		if !s.hint() {
			e = append(e, [2]string{"AppData", s.data})
		}
		found = append(found, append(e, [2]string{"Registrar", "pbx_config"}))
	}
	if found == nil && m["context"] != "" {
		return failed("Did not find context " + m["context"])
	}
	out := list("DialPlan list will follow", "ShowDialPlanComplete", found...)
	out.count("ListExtensions", len(extens))
	out.count("ListPriorities", len(found))
	out.count("ListContexts", len(contexts))
	return out
}

func (w *World) extensionAdd(m message) answer {
	if m["context"] == "" || m["extension"] == "" || m["priority"] == "" || m["application"] == "" {
		return failed("Context, Extension, Priority, and Application must be defined for DialplanExtensionAdd.")
	}
	w.steps = append(slices.Clone(w.steps), step{context: m["context"], exten: m["extension"], priority: m["priority"], app: m["application"], data: m["applicationdata"]})
	return succeeded("Added requested extension")
}

func (w *World) extensionRemove(m message) answer {
	if m["context"] == "" || m["extension"] == "" {
		return failed("Context and Extension must be provided for DialplanExtensionRemove")
	}
	before := len(w.steps)
	w.steps = slices.DeleteFunc(slices.Clone(w.steps), func(s step) bool {
		return s.context == m["context"] && s.exten == m["extension"] && (m["priority"] == "" || s.priority == m["priority"])
	})
	if len(w.steps) == before {
		return failed("The Context, Extension or Priority does not exist.")
	}
	return succeeded("Removed the requested extension")
}

// hinted is the state of an extension by its number: the devices' of its hint; -1
// without one.
func (w *World) hinted(s step) int {
	best := 0
	for device := range strings.SplitSeq(s.app, "&") {
		best = w.deviceState(device)
	}
	switch states[best] {
	case "NOT_INUSE", "UNKNOWN":
		return 0
	case "INUSE":
		return 1
	case "BUSY":
		return 2
	case "RINGING":
		return 8
	case "ONHOLD":
		return 16
	}
	return 4
}

// extensionWords are what states of extensions are called.
var extensionWords = map[int]string{-1: "Unknown", 0: "Idle", 1: "InUse", 2: "Busy", 4: "Unavailable", 8: "Ringing", 16: "Hold"}

func (w *World) extensionState(m message) answer {
	exten, context := m["exten"], cmp.Or(m["context"], "default")
	if exten == "" {
		return failed("Extension not specified")
	}
	hint, state := "", -1
	for _, s := range w.hints() {
		if s.context == context && s.exten == exten {
			hint, state = s.app, w.hinted(s)
		}
	}
	out := succeeded("Extension Status")
	for _, f := range [][2]string{{"Exten", exten}, {"Context", context}, {"Hint", hint}, {"Status", strconv.Itoa(state)}, {"StatusText", extensionWords[state]}} {
		out.add(f[0], f[1])
	}
	return out
}

func (w *World) hints() []step {
	return slices.DeleteFunc(w.dialplan(), func(s step) bool { return !s.hint() })
}

func (w *World) hintFields(s step) [][2]string {
	state := w.hinted(s)
	return [][2]string{{"Exten", s.exten}, {"Context", s.context}, {"Hint", s.app}, {"Status", strconv.Itoa(state)}, {"StatusText", extensionWords[state]}}
}

func (w *World) extensionStates(message) answer {
	var found []event
	for _, s := range w.hints() {
		found = append(found, append(event{{"Event", "ExtensionStatus"}}, w.hintFields(s)...))
	}
	return list("Extension Statuses will follow", "ExtensionStateListComplete", found...)
}

func (w *World) getVariable(m message) answer {
	switch {
	case m["variable"] == "":
		return failed("No variable specified")
	case m["channel"] != "":
		return failed("No such channel")
	}
	out := succeeded("")
	out.add("Variable", m["variable"])
	out.add("Value", w.variables[m["variable"]])
	return out
}

func (w *World) setVariable(m message) answer {
	switch {
	case m["variable"] == "":
		return failed("No variable specified")
	case m["channel"] != "":
		return failed("No such channel")
	}
	w.setGlobal(m["variable"], m["value"])
	return succeeded("Variable Set")
}

func (w *World) setGlobal(name, value string) {
	w.variables = maps.Clone(w.variables)
	w.variables[name] = value
	w.emit("dialplan", "VarSet", [2]string{"Channel", "none"}, [2]string{"Uniqueid", "none"}, [2]string{"Variable", name}, [2]string{"Value", value})
}

// globals are the variables that extensions.conf sets.
func (w *World) globals() map[string]string {
	out := map[string]string{}
	f := w.inForce("extensions.conf")
	if i := f.at("globals"); i >= 0 {
		for _, l := range f[i].variables() {
			out[l.name] = l.value
		}
	}
	return out
}

// where is a step's origin as the console shows it.
func (s *step) where() string {
	if s.line == 0 {
		return "[pbx_config]"
	}
	return fmt.Sprintf("[extensions.conf:%d]", s.line)
}
