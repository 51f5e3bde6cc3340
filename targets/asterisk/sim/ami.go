package sim

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// answer is what comes back: a response, and the events of a list.
type answer struct {
	fields [][2]string
	heard  string // events that nobody asked for, as they are written
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

// manage answers a request of AMI over HTTP, in the form that its path asks for.
func (w *World) manage(rw http.ResponseWriter, r *http.Request, form string) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.page(rw, http.StatusNotImplemented, "Attempt to use unimplemented / unsupported method")
		return
	}
	query := r.URL.RawQuery
	if r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		body := readAll(r)
		if len(body) > largestForm {
			w.page(rw, http.StatusRequestEntityTooLarge, "Body too large")
			return
		}
		query = string(body)
	}
	q := formMessage(query)
	id, s := w.sessionOf(r)
	a := w.act(s, q)
	if simhttp.Shifted(r) {
		a.shift()
	}
	s.until = w.clock.Time().Add(patience)
	if actionOf(q.message) == "logoff" {
		delete(w.sessions, id)
	}
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

// sessionOf is the session that a request's cookie names, or a new one.
func (w *World) sessionOf(r *http.Request) (string, *session) {
	now := w.clock.Time()
	for _, c := range r.Cookies() {
		if c.Name != "mansession_id" {
			continue
		}
		id := strings.Trim(c.Value, `"`)
		if s, ok := w.sessions[id]; ok && now.Before(s.until) {
			return id, s
		}
	}
	if len(w.sessions) >= w.crowd { // those that ended are forgotten before there are twice as many
		maps.DeleteFunc(w.sessions, func(_ string, s *session) bool { return !now.Before(s.until) })
		w.crowd = 2*len(w.sessions) + 100
	}
	id, s := w.newID(), &session{number: w.issued, local: peer(r.Host), remote: peer(r.RemoteAddr)}
	w.sessions[id] = s
	return id, s
}

// peer is an end of a connection as events tell it.
func peer(addr string) string { return "IPV4/TCP/" + strings.ReplaceAll(addr, ":", "/") }

func actionOf(m message) string { return strings.ToLower(m["action"]) }

// act does what a message asks for.
func (w *World) act(s *session, q request) answer {
	a := w.answer(s, q)
	a.mark(q.message["actionid"])
	return a
}

func (w *World) answer(s *session, q request) answer {
	name := actionOf(q.message)
	switch {
	case name == "":
		w.malformed(s, "NONE")
		return failed("Missing action in request")
	case name == "login":
		return w.login(s, q.message)
	case name == "logoff":
		s.gone = true
		return responded("Goodbye", "Thanks for all the fish.")
	case name == "challenge":
		return w.challengeAMI(s, q)
	case s.account == "":
		return w.denied(s, q)
	}
	a, ok := w.actionNamed(name)
	switch {
	case !ok:
		w.malformed(s, q.message["action"])
		return failed(fmt.Sprintf("Invalid/unknown command: %s. Use Action: ListCommands to show available commands.", q.message["action"]))
	case !w.mayWrite(s.account, a.needs):
		return w.denied(s, q)
	case a.talk != nil:
		return a.talk(w, s, q)
	}
	return a.do(w, q.message)
}

func (w *World) denied(s *session, q request) answer {
	if s.account != "" {
		w.security(s, "RequestNotAllowed", "Error", 1, [2]string{"AccountID", s.account}, [2]string{"RequestType", "Action: " + q.message["action"]})
	}
	return failed("Permission denied")
}

func (w *World) malformed(s *session, action string) {
	fields := [][2]string{{"RequestType", "Action: " + action}}
	if s.account != "" {
		fields = append(fields, [2]string{afterwards, s.account})
	}
	w.security(s, "RequestBadFormat", "Error", 1, fields...)
}

// count adds a number to the event that closes a list.
func (a *answer) count(name string, n int) {
	last := len(a.events) - 1
	a.events[last] = append(a.events[last], [2]string{name, fmt.Sprint(n)})
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
	b.WriteString(a.heard)
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
