package sim

import (
	"encoding/json"
	"slices"
	"strings"
)

// userMethods are those of users, and of the fields that a portal adds to them.
func userMethods() map[string]method {
	return map[string]method{
		"user.get":     {scope: userRead, do: userGet},
		"user.search":  {scope: userRead, do: userSearch},
		"user.current": {scope: userRead, do: userCurrent},
		"user.fields":  {scope: userRead, do: userFieldNames},
		"user.add":     {scope: userScope, writes: true, do: userAdd},
		"user.update":  {scope: userScope, writes: true, do: userUpdate},

		"user.userfield.add":    {scope: fieldScope, writes: true, do: userfieldAdd},
		"user.userfield.delete": {scope: fieldScope, writes: true, do: userfieldDelete},
		"user.userfield.list":   {scope: fieldScope, do: userfieldList},
		"user.userfield.update": {scope: fieldScope, writes: true, do: userfieldUpdate},
	}
}

// How a field of a user is written, and who may read and write it.
const (
	writable = 1 << iota
	contact  // not for the scope user_brief
	dated    // {} when there is none
	always   // there without a value too; the others are left out then
)

// userColumn is one field of a user.
type userColumn struct {
	name, label string
	traits      int
}

// userColumns are the fields of a user in the order of a reply.
var userColumns = []userColumn{
	{"ID", "ID", always}, {"XML_ID", "External ID", always}, {"ACTIVE", "Active", writable | always}, {"NAME", "First name", writable | always}, {"LAST_NAME", "Last name", writable | always},
	{"SECOND_NAME", "Middle name", writable | always}, {"TITLE", "Salutation", 0}, {"EMAIL", "E-mail", writable | contact | always}, {"LAST_LOGIN", "Last login", always},
	{"DATE_REGISTER", "Registered on", always}, {"TIME_ZONE", "Time zone", always}, {"IS_ONLINE", "Is online", always}, {"TIME_ZONE_OFFSET", "Time zone offset", 0},
	{"TIMESTAMP_X", "Modified on", dated | always}, {"LAST_ACTIVITY_DATE", "Last activity", dated | always},
	{"PERSONAL_GENDER", "Gender", writable | always}, {"PERSONAL_PROFESSION", "Job title", writable}, {"PERSONAL_WWW", "Web page", writable | always},
	{"PERSONAL_BIRTHDAY", "Date of birth", writable | always}, {"PERSONAL_PHOTO", "Photo", writable}, {"PERSONAL_ICQ", "ICQ", writable | contact},
	{"PERSONAL_PHONE", "Phone", writable | contact}, {"PERSONAL_FAX", "Fax", writable | contact}, {"PERSONAL_MOBILE", "Mobile", writable | contact | always},
	{"PERSONAL_PAGER", "Pager", writable | contact}, {"PERSONAL_STREET", "Street", writable | contact}, {"PERSONAL_CITY", "City", writable | always},
	{"PERSONAL_STATE", "State", writable}, {"PERSONAL_ZIP", "ZIP", writable | contact}, {"PERSONAL_COUNTRY", "Country", writable},
	{"PERSONAL_MAILBOX", "Mailbox", writable | contact}, {"PERSONAL_NOTES", "Notes", writable},
	{"WORK_PHONE", "Work phone", writable | contact | always}, {"WORK_COMPANY", "Company", writable}, {"WORK_POSITION", "Position", writable | always},
	{"WORK_DEPARTMENT", "Department", writable}, {"WORK_WWW", "Company web page", writable}, {"WORK_FAX", "Work fax", writable | contact},
	{"WORK_PAGER", "Work pager", writable | contact}, {"WORK_STREET", "Work street", writable | contact}, {"WORK_MAILBOX", "Work mailbox", writable | contact},
	{"WORK_CITY", "Work city", writable}, {"WORK_STATE", "Work state", writable}, {"WORK_ZIP", "Work ZIP", writable | contact},
	{"WORK_COUNTRY", "Work country", writable}, {"WORK_PROFILE", "Business area", writable}, {"WORK_LOGO", "Company logo", writable},
	{"WORK_NOTES", "Work notes", writable}, {"UF_SKYPE_LINK", "Skype chat", writable | contact}, {"UF_ZOOM", "Zoom", writable | contact},
	{"UF_EMPLOYMENT_DATE", "Hired on", writable | always}, {"UF_TIMEMAN", "Work time", writable}, {"UF_DEPARTMENT", "Departments", writable | always},
	{"UF_INTERESTS", "Interests", writable}, {"UF_SKILLS", "Skills", writable}, {"UF_WEB_SITES", "Web sites", writable},
	{"UF_XING", "Xing", writable | contact}, {"UF_LINKEDIN", "LinkedIn", writable | contact}, {"UF_FACEBOOK", "Facebook", writable | contact},
	{"UF_TWITTER", "Twitter", writable | contact}, {"UF_SKYPE", "Skype", writable | contact}, {"UF_DISTRICT", "District", writable},
	{"UF_PHONE_INNER", "Extension number", writable | contact | always}, {"USER_TYPE", "User type", always},
}

// private is what a user's row holds that user.get never shows.
var private = []string{"ADMIN", "USER_GROUPS", "PHONE_ENABLED", "DEFAULT_LINE", "SIP_PASSWORD"}

var columnAt = columnIndex()

func columnIndex() map[string]int {
	out := map[string]int{}
	for i, c := range userColumns {
		out[c.name] = i
	}
	return out
}

func isPrivate(name string) bool {
	return slices.Contains(private, name) || strings.HasPrefix(name, "UF_VI_")
}

// added says whether a name is a field that this portal added, or one of a newer
// version, which the seed brought: capitals, and not private.
func added(name string) bool {
	_, usual := columnAt[name]
	return !usual && !isPrivate(name) && name == strings.ToUpper(name)
}

// traitsHidden are the traits of fields that the caller's scopes do not show.
func (c *caller) traitsHidden() int {
	if c.has("user,user_basic") {
		return 0
	}
	return contact
}

// showUser is a user as user.get shows one.
func (c *call) showUser(r *row) obj {
	out := make(obj, 0, len(r.props)+8)
	hide := c.who.traitsHidden()
	for i := range userColumns {
		col := &userColumns[i]
		if col.traits&hide != 0 {
			continue
		}
		v, ok := r.userValue(col)
		if !ok && (c.w.quirks.sparse || col.traits&always == 0) {
			continue
		}
		out = append(out, field{col.name, v})
	}
	for _, f := range fieldsOf(r.props) {
		if added(f.key) {
			out = append(out, f)
		}
	}
	return out
}

// userValue is the value of a field as it is read, and whether there is one.
func (r *row) userValue(col *userColumn) (any, bool) {
	switch col.name {
	case "ACTIVE":
		return r.user.active, true
	case "USER_TYPE":
		return r.user.kind, true
	case "IS_ONLINE":
		if v := r.text(col.name); v != "" {
			return v, true
		}
		return "N", true
	case "UF_DEPARTMENT":
		out := make([]any, 0, len(r.user.departments))
		for _, d := range r.user.departments {
			out = append(out, d)
		}
		return out, true
	}
	v, ok := r.props[col.name]
	if n, isNumber := v.(json.Number); isNumber {
		v = n.String()
	}
	switch {
	case ok && v != nil:
		return v, v != ""
	case col.traits&dated != 0:
		return hollow{}, false
	case col.name == "XML_ID":
		return nil, false
	}
	return "", false
}

func userCurrent(c *call) (any, *fail) { return c.showUser(c.who.user), nil }

func userFieldNames(c *call) (any, *fail) {
	out := obj{}
	for _, col := range userColumns {
		out = out.with(col.name, col.label)
	}
	for _, f := range c.w.table(userFields).all() {
		out = out.with(f.text("FIELD_NAME"), f.text("LABEL"))
	}
	return out, nil
}

// userGet lists users, dismissed ones too unless ACTIVE is filtered. Keys do not
// mind the case. With a FILTER, nothing else filters.
func userGet(c *call) (any, *fail) {
	p := c.p.upper()
	filter := p
	if f := p.sub("FILTER"); f != nil {
		filter = f
	}
	where := conditions(filter, c.w.filterable)
	if c.w.quirks.legacyFilters {
		where = slices.DeleteFunc(where, func(x condition) bool { return x.op != "" })
	}
	return c.listUsers(p, where), nil
}

// filterable says whether user.get knows a field.
func (w *World) filterable(name string) bool {
	if name == "ADMIN_MODE" || name == "SORT" || name == "ORDER" || name == "SELECT" {
		return false
	}
	_, ok := columnAt[name]
	return ok || strings.HasPrefix(name, "UF_USR_") || name == "UF_DEPARTMENT_NAME"
}

func (c *call) listUsers(p *array, where []condition) page {
	t := c.w.table(users)
	by, direction := strings.ToUpper(text(scalar(p.vals["SORT"]))), text(scalar(p.vals["ORDER"]))
	limit := 0
	if c.start() < 0 && (by == "" || by == "ID") && !strings.EqualFold(direction, "DESC") {
		limit = c.w.quirks.pageSize
	}
	if by == "" {
		direction = ""
	}
	rows := t.whole()
	if len(where) > 0 || limit > 0 || by != "" && by != "ID" || strings.EqualFold(direction, "DESC") {
		rows = sorted(t.pick(where, c.w.userText, limit), by, direction)
	}
	out := c.list(rows, c.selecting(p))
	if len(rows) == 0 && c.w.quirks.omitEmptyTotal {
		out.total = -1
	}
	return out
}

// scalar is a value unless it is an array: an order given as an object is ignored.
func scalar(v any) any {
	if _, ok := v.(*array); ok {
		return nil
	}
	return v
}

// userText are the values of a field to filter by.
func (w *World) userText(r *row, name string) []string {
	switch name {
	case "ID":
		return []string{r.key()}
	case "ACTIVE":
		if r.user.active {
			return []string{"Y", "1", "true"}
		}
		return []string{"N", "0", "false", ""}
	case "USER_TYPE":
		return []string{r.user.kind}
	case "UF_DEPARTMENT":
		return texts(many(r.props[name]))
	case "UF_DEPARTMENT_NAME":
		var out []string
		for _, d := range r.user.departments {
			out = append(out, nameOf(w.find(departments, d)))
		}
		return out
	}
	if name == foundIn {
		var out []string
		for _, f := range searched {
			out = append(out, w.userText(r, f)...)
		}
		return out
	}
	return []string{r.text(name)}
}

func texts(in []any) []string {
	out := make([]string, 0, len(in))
	for _, v := range in {
		out = append(out, text(v))
	}
	return out
}

// selecting shows the fields that select names, or all; ID is always there.
func (c *call) selecting(p *array) func(*row) any {
	names := texts(p.sub("SELECT").items())
	for i := range names {
		names[i] = strings.ToUpper(names[i])
	}
	if len(names) == 0 || slices.Contains(names, "*") {
		return func(r *row) any { return c.showUser(r) }
	}
	return func(r *row) any {
		return slices.DeleteFunc(c.showUser(r), func(f field) bool {
			return f.key != "ID" && !slices.Contains(names, f.key) && !(strings.HasPrefix(f.key, "UF_") && slices.Contains(names, "UF_*"))
		})
	}
}

// searched are the fields that user.search looks at; each holds part of the value.
var searched = []string{"NAME", "LAST_NAME", "WORK_POSITION", "UF_DEPARTMENT_NAME"}

// userSearch is user.get with FIND, which looks in all of them and excludes the others.
func userSearch(c *call) (any, *fail) {
	p := c.p.upper()
	filter := p
	if f := p.sub("FILTER"); f != nil {
		filter = f
	}
	if find := strings.ToLower(filter.upper().text("FIND")); find != "" {
		return c.listUsers(p, []condition{{op: "%", field: foundIn, values: strings.Fields(find)}}), nil
	}
	where := conditions(filter, c.w.filterable)
	for i := range where {
		if where[i].op == "" && slices.Contains(searched, where[i].field) {
			where[i].op = "%"
		}
	}
	return c.listUsers(p, where), nil
}

// foundIn is no field: it stands for all that user.search looks at.
const foundIn = "FIND"
