package sim

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// message is an action with its parameters, their names in lower case.
type message map[string]string

// answer is what comes back: a response, and the events of a list.
type answer struct {
	fields [][2]string
	events []event
	listed bool // closed by an event that counts the others
}

type event [][2]string

func (a *answer) add(name, value string) { a.fields = append(a.fields, [2]string{name, value}) }

func succeeded(text string) answer { return responded("Success", text) }
func failed(text string) answer    { return responded("Error", text) }

func responded(what, text string) answer {
	a := answer{fields: [][2]string{{"Response", what}}}
	if text != "" {
		a.add("Message", text)
	}
	return a
}

// plain is a success whose text has no name before it.
func plain(text string) answer {
	return answer{fields: [][2]string{{"Response", "Success"}, {"", text}}}
}

// list is a response with events, and one at the end that counts them.
func list(text, complete string, events ...event) answer {
	a := answer{fields: [][2]string{{"Response", "Success"}, {"EventList", "start"}, {"Message", text}}, listed: true}
	a.events = append(events, event{{"Event", complete}, {"EventList", "Complete"}, {"ListItems", fmt.Sprint(len(events))}})
	return a
}

// session is one client of AMI over HTTP.
type session struct {
	account string
	until   time.Time
}

// patience is how long a session lasts from its last use.
const patience = 60 * time.Second

// manage answers a request of AMI over HTTP, in the form that its path asks for.
func (w *World) manage(rw http.ResponseWriter, r *http.Request, form string) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.page(rw, http.StatusNotImplemented, "Not Implemented", "Attempt to use unimplemented / unsupported method")
		return
	}
	m := message{}
	if err := r.ParseForm(); err == nil {
		for name, values := range r.Form {
			m[strings.ToLower(name)] = values[0]
		}
	}
	id, s := w.sessionOf(r)
	a := w.act(&s, m)
	if simhttp.Shifted(r) {
		a.shift()
	}
	if id == "" {
		id = w.newID()
	}
	s.until = w.clock.Time().Add(patience)
	w.sessions[id] = s
	if actionOf(m) == "logoff" {
		delete(w.sessions, id)
	}
	a.mark(m["actionid"])
	h := rw.Header()
	h.Set("Set-Cookie", fmt.Sprintf(`mansession_id="%s"; Version=1; Max-Age=%d`, id, int(patience.Seconds())))
	h.Set("Pragma", "SuppressEvents")
	switch form {
	case "rawman":
		h.Set("Content-Type", "text/plain")
		fmt.Fprint(rw, a.raw())
	case "mxml":
		h.Set("Content-Type", "text/xml")
		fmt.Fprint(rw, a.xml())
	default:
		h.Set("Content-Type", "text/html")
		fmt.Fprint(rw, a.page())
	}
}

// sessionOf is the session that a request's cookie names; "" where it has none that
// lasts.
func (w *World) sessionOf(r *http.Request) (string, session) {
	for _, c := range r.Cookies() {
		if c.Name != "mansession_id" {
			continue
		}
		id := strings.Trim(c.Value, `"`)
		if s, ok := w.sessions[id]; ok && w.clock.Time().Before(s.until) {
			return id, s
		}
	}
	return "", session{}
}

func actionOf(m message) string { return strings.ToLower(m["action"]) }

// act does what a message asks for.
func (w *World) act(s *session, m message) answer {
	name := actionOf(m)
	switch {
	case name == "":
		return failed("Missing action in request")
	case name == "login":
		return w.login(s, m)
	case s.account == "":
		return failed("Permission denied")
	case name == "logoff":
		return responded("Goodbye", "Thanks for all the fish.")
	}
	a, ok := actionNamed(name)
	switch {
	case !ok:
		return failed(fmt.Sprintf("Invalid/unknown command: %s. Use Action: ListCommands to show available commands.", m["action"]))
	case !w.mayWrite(s.account, a.needs):
		return failed("Permission denied")
	}
	return a.do(w, m)
}

func (w *World) login(s *session, m message) answer {
	if s.account != "" {
		return succeeded("Already authenticated")
	}
	c := w.manager(m["username"])
	if c == nil || c.get("secret") == "" || c.get("secret") != m["secret"] {
		return failed("Authentication failed")
	}
	s.account = c.name
	return succeeded("Authentication accepted")
}

// mark writes the id that a client gave its action into all that answers it.
func (a *answer) mark(id string) {
	if id == "" {
		return
	}
	a.fields = slices.Insert(a.fields, 1, [2]string{"ActionID", id})
	for i, e := range a.events {
		at := len(e)
		if i == len(a.events)-1 && a.listed || e[0][1] == "VoicemailUserEntry" {
			at = 1
		}
		a.events[i] = slices.Insert(e, at, [2]string{"ActionID", id})
	}
}

// manager is an account of manager.conf as it was loaded; nil is none.
func (w *World) manager(name string) *category {
	f := w.inForce("manager.conf")
	if i := f.at(name); i >= 0 && name != "general" {
		return &f[i]
	}
	return nil
}

// mayWrite reports whether an account has one of the classes.
func (w *World) mayWrite(account string, needs []string) bool {
	c := w.manager(account)
	if c == nil {
		return false
	}
	if len(needs) == 0 {
		return true
	}
	for class := range strings.SplitSeq(c.get("write"), ",") {
		if class = strings.TrimSpace(class); class == "all" || slices.Contains(needs, class) {
			return true
		}
	}
	return false
}

// raw is the answer as AMI writes it over a socket.
func (a *answer) raw() string {
	var b strings.Builder
	write := func(fields [][2]string) {
		for _, f := range fields {
			if f[0] == "" {
				b.WriteString(f[1] + "\r\n")
			} else {
				b.WriteString(f[0] + ": " + f[1] + "\r\n")
			}
		}
		b.WriteString("\r\n")
	}
	write(a.fields)
	for _, e := range a.events {
		write(e)
	}
	return b.String()
}

// xml is the answer as attributes of elements.
func (a *answer) xml() string {
	var b strings.Builder
	b.WriteString("<ajax-response>\n")
	write := func(fields [][2]string) {
		b.WriteString("<response type='object' id='unknown'><generic")
		for _, f := range fields {
			if f[0] != "" {
				fmt.Fprintf(&b, " %s='%s'", strings.ToLower(f[0]), html.EscapeString(f[1]))
			}
		}
		b.WriteString(" /></response>\n")
	}
	write(a.fields)
	for _, e := range a.events {
		write(e)
	}
	b.WriteString("</ajax-response>\n")
	return b.String()
}

// page is the answer as a table for a browser.
func (a *answer) page() string {
	var b strings.Builder
	b.WriteString("<title>Asterisk&trade; Manager Interface</title><body><table>\n")
	for _, f := range a.fields {
		fmt.Fprintf(&b, "<tr><td>%s</td><td>%s</td></tr>\n", html.EscapeString(f[0]), html.EscapeString(f[1]))
	}
	for _, e := range a.events {
		b.WriteString("<tr><td colspan=\"2\"><hr></td></tr>\n")
		for _, f := range e {
			fmt.Fprintf(&b, "<tr><td>%s</td><td>%s</td></tr>\n", html.EscapeString(f[0]), html.EscapeString(f[1]))
		}
	}
	b.WriteString("</table></body>\n")
	return b.String()
}
