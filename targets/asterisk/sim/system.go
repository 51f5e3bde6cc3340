package sim

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// info is what the system is, or a part of it. Of several "only" the last counts;
// what is no part is passed over.
func (w *World) info(q *ask) {
	all := map[string]any{
		"build":  map[string]string{"os": "Linux", "kernel": "unknown", "machine": "unknown", "options": "OPTIONAL_API", "date": builtOn, "user": "nobody"},
		"system": map[string]string{"version": w.version, "entity_id": entity},
		"config": map[string]any{"name": "", "default_language": "en", "setid": map[string]string{"user": "", "group": ""}},
		"status": map[string]string{"startup_time": stamp(w.started), "last_reload_time": stamp(w.reloaded)},
	}
	if only := q.params["only"]; len(only) > 0 {
		wanted := strings.Split(only[len(only)-1], ",")
		maps.DeleteFunc(all, func(name string, _ any) bool { return !slices.Contains(wanted, name) })
	}
	q.ok(all)
}

// entity is the system's id: the hardware address of its first network card.
const entity = "02:00:00:00:00:01"

func (w *World) ping(q *ask) {
	q.ok(map[string]string{"ping": "pong", "timestamp": stamp(w.clock.Time()), "asterisk_id": entity})
}

func (w *World) globalVariable(q *ask) {
	if !q.lacks("variable", "Variable name is required") {
		q.ok(map[string]string{"value": w.variables[q.param("variable")]})
	}
}

func (w *World) setGlobalVariable(q *ask) {
	if !q.lacks("variable", "Variable name is required") {
		w.setGlobal(q.param("variable"), q.param("value"))
		q.none()
	}
}

type moduleRow struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	UseCount    int    `json:"use_count"`
	Status      string `json:"status"`
	Support     string `json:"support_level"`
}

func (w *World) moduleRows() []moduleRow {
	var out []moduleRow
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		out = append(out, moduleRow{name + ".so", modules[name], 0, "Running", "core"})
	}
	for _, name := range parts {
		out = append(out, moduleRow{name, "Part of the program", 1, "Running", "core"})
	}
	slices.SortFunc(out, func(a, b moduleRow) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (w *World) listModules(q *ask) { q.ok(w.moduleRows()) }

func (w *World) getModule(q *ask) {
	name := q.args["moduleName"]
	rows := w.moduleRows()
	i := slices.IndexFunc(rows, func(m moduleRow) bool { return m.Name == name })
	switch {
	case i >= 0:
		q.ok(rows[i])
	case isLoaded(name): // found by a part of its name, and then not
		q.refuse(http.StatusConflict, "Module information could not be retrieved")
	default:
		q.refuse(http.StatusNotFound, "Module could not be found in running modules")
	}
}

func (w *World) reloadModule(q *ask) {
	if name := q.args["moduleName"]; !isLoaded(name) && !slices.Contains(parts, name) {
		q.refuse(http.StatusNotFound, "Module not found in running modules")
		return
	}
	w.reloadNamed(q.args["moduleName"])
	q.none()
}

// loadModule has none to load.
func (w *World) loadModule(q *ask) {
	if isLoaded(q.args["moduleName"]) {
		q.refuse(http.StatusConflict, "Module is already loaded")
		return
	}
	q.refuse(http.StatusConflict, "Module load declined")
}

// unloadModule keeps all that are loaded: others use them.
func (w *World) unloadModule(q *ask) {
	if !isLoaded(q.args["moduleName"]) {
		q.refuse(http.StatusNotFound, "Module not found in running modules")
		return
	}
	q.refuse(http.StatusConflict, "Module could not be unloaded")
}

type logRow struct {
	Channel       string `json:"channel"`
	Type          string `json:"type"`
	Status        string `json:"status"`
	Configuration string `json:"configuration"`
}

// logFolder is where channels of the log are files.
const logFolder = "/var/log/asterisk/"

func (w *World) listLogs(q *ask) {
	out := []logRow{}
	for _, name := range slices.Sorted(maps.Keys(w.logs)) {
		out = append(out, logRow{logFolder + name, "File", "Enabled", w.logs[name]})
	}
	q.ok(append(out, logRow{"", "Console", "Enabled", "NOTICE WARNING ERROR VERBOSE "}))
}

func (w *World) addLog(q *ask) {
	name := q.args["logChannelName"]
	if q.lacks("configuration", "Configuration levels are required") {
		return
	}
	if _, there := w.logs[name]; there {
		q.refuse(http.StatusConflict, "Log channel already exists")
		return
	}
	levels := ""
	for level := range strings.SplitSeq(q.param("configuration"), ",") {
		levels += strings.ToUpper(strings.TrimSpace(level)) + " "
	}
	w.logs[name] = levels
	q.none()
}

// logNamed reports whether there is a channel of that name or path; otherwise it has
// said so.
func (w *World) logNamed(q *ask) (string, bool) {
	name := strings.TrimPrefix(q.args["logChannelName"], logFolder)
	_, ok := w.logs[name]
	if !ok {
		q.refuse(http.StatusNotFound, "Log channel does not exist")
	}
	return name, ok
}

func (w *World) deleteLog(q *ask) {
	if name, ok := w.logNamed(q); ok {
		delete(w.logs, name)
		q.none()
	}
}

func (w *World) rotateLog(q *ask) {
	if _, ok := w.logNamed(q); ok {
		q.none()
	}
}
