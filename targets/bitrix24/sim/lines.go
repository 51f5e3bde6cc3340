package sim

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// lineMethods are those of lines, SIP connections and lines of applications.
func lineMethods() map[string]method {
	return map[string]method{
		"voximplant.line.get":              {scope: telephonyScope, do: withLines(lineGet)},
		"voximplant.line.outgoing.get":     {scope: telephonyScope, do: withLines(outgoingGet)},
		"voximplant.line.outgoing.set":     {scope: telephonyScope, writes: true, do: withLines(outgoingSet)},
		"voximplant.line.outgoing.sip.set": {scope: telephonyScope, writes: true, do: withLines(outgoingSIP)},

		"voximplant.sip.get":              {scope: telephonyScope, do: withLines(sipGet)},
		"voximplant.sip.add":              {scope: telephonyScope, writes: true, do: withLines(sipAdd)},
		"voximplant.sip.update":           {scope: telephonyScope, writes: true, do: withLines(sipUpdate)},
		"voximplant.sip.delete":           {scope: telephonyScope, writes: true, do: withLines(sipDelete)},
		"voximplant.sip.status":           {scope: telephonyScope, do: withLines(sipStatus)},
		"voximplant.sip.connector.status": {scope: telephonyScope, do: withLines(sipConnector)},

		"telephony.externalline.add":    {scope: telephonyScope, app: true, writes: true, do: outerAdd},
		"telephony.externalline.update": {scope: telephonyScope, app: true, writes: true, do: outerUpdate},
		"telephony.externalline.get":    {scope: telephonyScope, app: true, do: outerGet},
		"telephony.externalline.delete": {scope: telephonyScope, app: true, writes: true, do: outerDelete},
	}
}

// withLines is a method for those who may manage numbers. Its keys do not mind the case.
func withLines(do func(*call, *array) (any, *fail)) func(*call) (any, *fail) {
	return func(c *call) (any, *fail) {
		if !c.may("LINE.MODIFY") {
			return nil, denied("")
		}
		return do(c, c.p.upper())
	}
}

// lineGet is a map of ids to names: rented numbers and SIP connections.
func lineGet(c *call, _ *array) (any, *fail) {
	out := obj{}
	for _, id := range slices.Sorted(maps.Keys(c.w.head.Lines)) {
		out = out.with(id, c.w.head.Lines[id])
	}
	return out, nil
}

func outgoingGet(c *call, _ *array) (any, *fail) { return c.w.head.OutgoingLine, nil }

// outgoingSet answers 1 for anything; a line that is not there changes nothing.
func outgoingSet(c *call, p *array) (any, *fail) {
	id := p.text("LINE_ID")
	if _, ok := c.w.head.Lines[id]; ok && id != c.w.head.OutgoingLine {
		c.w.head.OutgoingLine = id
		c.w.touchHead()
	}
	return 1, nil
}

func outgoingSIP(c *call, p *array) (any, *fail) {
	r := c.w.table(sips).first(key("config", p.text("CONFIG_ID")))
	if r == nil {
		return nil, argument("Specified CONFIG_ID is not found")
	}
	c.w.head.OutgoingLine = lineID(r)
	c.w.touchHead()
	return 1, nil
}

// lineID is how a SIP connection is called among the lines.
func lineID(r *row) string {
	if id := r.text("REG_ID"); id != "" {
		return "reg" + id
	}
	return "sip" + r.text("CONFIG_ID")
}

// sipGet lists the connections that the same application made, without their ID
// and with the password in clear.
func sipGet(c *call, p *array) (any, *fail) {
	where := conditions(orEmpty(p.sub("FILTER")), isSIPColumn)
	rows := slices.DeleteFunc(c.w.table(sips).pick(where, func(r *row, name string) []string { return []string{r.text(name)} }, 0),
		func(r *row) bool { return r.text("APP") != c.who.id })
	by := text(scalar(p.vals["SORT"]))
	return c.list(sorted(rows, by, text(scalar(p.vals["ORDER"]))), func(r *row) any {
		return slices.DeleteFunc(showSIP(r), func(f field) bool { return f.key == "ID" })
	}), nil
}

func isSIPColumn(name string) bool {
	return slices.Contains([]string{"TYPE", "CONFIG_ID", "REG_ID", "TITLE", "SERVER", "LOGIN"}, name)
}

// showSIP: a cloud connection has a registration, an office one an address that
// it calls in to.
func showSIP(r *row) obj {
	out := obj{{"ID", r.key()}, {"TYPE", r.text("TYPE")}, {"CONFIG_ID", r.text("CONFIG_ID")}}
	if r.text("TYPE") == "cloud" {
		out = out.with("REG_ID", r.int("REG_ID"))
	}
	out = append(out, obj{{"TITLE", r.text("TITLE")}, {"SERVER", r.text("SERVER")}, {"LOGIN", r.text("LOGIN")}, {"PASSWORD", r.text("PASSWORD")}}...)
	if r.text("TYPE") == "office" {
		out = append(out, obj{{"INCOMING_SERVER", "ip.b24-0-0.bitrixphone.com"}, {"INCOMING_LOGIN", "sip" + r.text("CONFIG_ID")}, {"INCOMING_PASSWORD", r.text("INCOMING_PASSWORD")}}...)
	}
	return append(out, obj{{"AUTH_USER", nil}, {"OUTBOUND_PROXY", nil}, {"DETECT_LINE_NUMBER", "N"}, {"LINE_DETECT_HEADER_ORDER", "diversion;to"},
		{"REGISTRATION_STATUS_CODE", nil}, {"REGISTRATION_ERROR_MESSAGE", nil}}...)
}

const cloudLines = 10

// sipAdd connects a SIP server. CONFIG_ID is the row's own number; a registration
// gets one that no other has.
func sipAdd(c *call, p *array) (any, *fail) {
	kind := p.text("TYPE")
	if kind != "office" {
		kind = "cloud"
	}
	switch {
	case p.text("SERVER") == "":
		return nil, bad("CHECK_FIELDS_ERROR", "Server address not specified")
	case p.text("LOGIN") == "":
		return nil, bad("CHECK_FIELDS_ERROR", "Login for connecting to the server not specified")
	case len(p.text("PASSWORD")) > 100:
		return nil, bad("CHECK_FIELDS_ERROR", "Password for connecting to the server cannot exceed 100 characters")
	case p.text("TITLE") != "" && c.w.table(sips).first(key("title", p.text("TITLE"))) != nil:
		return nil, errTitle
	case kind == "cloud" && c.w.cloudLines() >= cloudLines:
		return nil, bad("MAX_CLOUD_PBX", "You cannot connect more than 10 virtual PBXs.")
	}
	r := c.w.create(sips, map[string]any{"APP": c.who.id, "TYPE": kind, "TITLE": p.text("TITLE"), "SERVER": p.text("SERVER"), "LOGIN": p.text("LOGIN"), "PASSWORD": p.text("PASSWORD")})
	more := map[string]any{"CONFIG_ID": r.key()}
	if kind == "cloud" {
		more["REG_ID"] = strconv.Itoa(firstRegistration + r.id)
	} else {
		more["INCOMING_PASSWORD"] = c.w.mint("incoming")
	}
	r = c.w.edit(r, more)
	c.w.nameLine(r)
	return showSIP(r), nil
}

var errTitle = bad("TITLE_EXISTS", "The specified connection name is already registered in the system")

const firstRegistration = 151000

func (w *World) cloudLines() int {
	n := 0
	for _, r := range w.table(sips).rows {
		if r.text("TYPE") == "cloud" {
			n++
		}
	}
	return n
}

// nameLine keeps the list of lines in step with a connection.
func (w *World) nameLine(r *row) {
	title := r.text("TITLE")
	if title == "" {
		title = map[string]string{"cloud": "Cloud PBX", "office": "Office PBX"}[r.text("TYPE")] + fmt.Sprintf(" (%s)", r.key())
	}
	lines := maps.Clone(w.head.Lines)
	lines[lineID(r)] = title
	w.head.Lines = lines
	w.touchHead()
}

// ownSIP finds a connection of the caller's application; the methods differ in the
// status that they answer when there is none.
func (c *call) ownSIP(p *array, status int) (*row, *fail) {
	r := c.w.table(sips).first(key("config", p.text("CONFIG_ID")))
	if r == nil || r.text("APP") != c.who.id {
		return nil, &fail{status: status, code: "ERROR_NOT_FOUND", text: "Specified CONFIG_ID is not found"}
	}
	return r, nil
}

// sipUpdate without a TYPE makes the connection a cloud one in what is stored; the
// registration it would need does not appear by that.
func sipUpdate(c *call, p *array) (any, *fail) {
	r, f := c.ownSIP(p, http.StatusNotFound)
	if f != nil {
		return nil, f
	}
	change := map[string]any{"TYPE": "cloud"}
	if p.text("TYPE") == "office" {
		change["TYPE"] = "office"
	}
	for _, name := range []string{"TITLE", "SERVER", "LOGIN", "PASSWORD"} {
		if v, ok := p.get(name); ok {
			change[name] = text(v)
		}
	}
	if title := text(change["TITLE"]); title != "" {
		if other := c.w.table(sips).first(key("title", title)); other != nil && other != r {
			return nil, errTitle
		}
	}
	c.w.nameLine(c.w.edit(r, change))
	return 1, nil
}

func sipDelete(c *call, p *array) (any, *fail) {
	r, f := c.ownSIP(p, http.StatusBadRequest)
	if f != nil {
		return nil, f
	}
	lines := maps.Clone(c.w.head.Lines)
	delete(lines, lineID(r))
	c.w.head.Lines = lines
	if c.w.head.OutgoingLine == lineID(r) {
		c.w.head.OutgoingLine = ""
	}
	c.w.touchHead()
	c.w.drop(r)
	return 1, nil
}

func sipStatus(c *call, p *array) (any, *fail) {
	r := c.w.table(sips).first(key("reg", p.text("REG_ID")))
	if r == nil || p.text("REG_ID") == "" {
		return nil, bad("REG_ID_NOT_FOUND", "Specified REG_ID is not found")
	}
	return obj{{"REG_ID", r.int("REG_ID")}, {"LAST_UPDATED", c.w.clock.Time().Format(dates)}, {"ERROR_MESSAGE", ""}, {"STATUS_CODE", "200"}, {"STATUS_RESULT", "success"}}, nil
}

func sipConnector(*call, *array) (any, *fail) {
	return obj{{"FREE_MINUTES", 0}, {"PAID", false}, {"PAID_DATE_END", ""}}, nil
}
