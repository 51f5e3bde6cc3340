package gotoconnect_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// A person in front of the administration: everything here goes by what is on the page,
// in the words of the step's checklist, and by the world as the service keeps it. None of
// it is the driver's code.

type world map[string]any

func parse(b []byte) (world, error) {
	var w world
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	return w, d.Decode(&w)
}

func (w world) rows(table string) []map[string]any {
	list, _ := w[table].([]any)
	out := make([]map[string]any, 0, len(list))
	for _, x := range list {
		m, _ := x.(map[string]any)
		out = append(out, m)
	}
	return out
}

func (w world) find(table, field, value string) map[string]any {
	for _, m := range w.rows(table) {
		if strings.EqualFold(fmt.Sprint(m[field]), value) {
			return m
		}
	}
	return nil
}

func (w world) center() map[string]any { return w.rows("contactCenter")[0] }

var errPage = errors.New("there is no such thing on the page")

// boxes are the labels of the page with the settings, and where the world keeps them.
var boxes = map[string][2]string{
	"Allow agents to log in to unassigned queues": {"organization", "agents_may_login_unassigned_queues"}, "Autoriser les agents à se connecter aux files non assignées": {"organization", "agents_may_login_unassigned_queues"},
	"Access to Contact Center Configuration Portal": {"supervisor", "access_configuration_portal"}, "Accès au portail de configuration du Centre de contact": {"supervisor", "access_configuration_portal"},
	"Limit access to assigned call queues": {"supervisor", "limit_to_assigned_queues"}, "Limiter l’accès aux files d’appels assignées": {"supervisor", "limit_to_assigned_queues"},
	"Manage the settings of a call queue": {"supervisor", "manage_queue_settings"}, "Gestion des paramètres d’une file d’appels": {"supervisor", "manage_queue_settings"},
	"View pause reasons": {"supervisor", "view_pause_reasons"}, "Consultation des raisons pour une pause": {"supervisor", "view_pause_reasons"},
	"Manage pause reasons": {"supervisor", "manage_pause_reasons"}, "Gérer les raisons pour une pause": {"supervisor", "manage_pause_reasons"},
	"View skills and skills assignment of agents": {"supervisor", "view_skills"}, "Voir les compétences et l’attribution de compétences aux agents": {"supervisor", "view_skills"},
	"Manage skills and skills assignment of agents": {"supervisor", "manage_skills"}, "Gestion des compétences et de l’attribution de compétences aux agents": {"supervisor", "manage_skills"},
	"Manage pre-recorded messages": {"agent", "manage_prerecorded_messages"}, "Gérer les messages pré-enregistrés": {"agent", "manage_prerecorded_messages"},
	"Manage public canned messages": {"agent", "manage_public_canned_messages"}, "Gérer les messages pré-écrits publics": {"agent", "manage_public_canned_messages"},
	"Create custom tags": {"agent", "create_custom_tags"}, "Créer des étiquettes personnalisées": {"agent", "create_custom_tags"},
	"Enable call dispositions": {"agent", "enable_dispositions"}, "Activer les conclusions d’appels": {"agent", "enable_dispositions"},
}

// attributes are the same settings as the site calls them.
var attributes = map[string]string{
	"agents_may_login_unassigned_queues": "organization.loginUnassignedQueues", "access_configuration_portal": "supervisor.portal", "limit_to_assigned_queues": "supervisor.limitToAssigned",
	"manage_queue_settings": "supervisor.queueSettings.manage", "view_pause_reasons": "supervisor.pauseReasons.view", "manage_pause_reasons": "supervisor.pauseReasons.manage", "view_skills": "supervisor.skills.view",
	"manage_skills": "supervisor.skills.manage", "manage_prerecorded_messages": "agent.prerecordedMessages", "manage_public_canned_messages": "agent.cannedMessages", "create_custom_tags": "agent.customTags",
	"enable_dispositions": "agent.dispositions",
}

var switches = map[string]bool{"on": true, "activé": true, "yes": true, "oui": true, "off": false, "désactivé": false, "no": false, "non": false}

// byHand follows a manual step to the letter.
func byHand(b []byte, st *plan.Step) ([]byte, error) {
	w, err := parse(b)
	if err != nil {
		return nil, err
	}
	where := st.Manual.Where
	switch at := strings.Join(where, " › "); {
	case strings.Contains(at, "› Permissions ›") || strings.Contains(at, "› Autorisations ›"):
		err = w.settings(st.Manual.Do)
	case has(where, "Call queues", "Files d'appels"):
		err = w.callQueue(where[len(where)-1], st.Manual.Do)
	case has(where, "Inbox queues", "Files de réception"):
		err = w.line("inboxQueues", where[len(where)-1], st.Manual.Do)
	case has(where, "Campaigns", "Campagnes"):
		err = w.line("campaigns", where[len(where)-1], st.Manual.Do)
	case has(where, "Roles", "Rôles"):
		err = w.role(where[len(where)-1], st.Manual.Do)
	case has(where, "Contact Center", "Centre de contact") && has(where, "Users", "Utilisateurs"):
		err = w.places(where[len(where)-1], st.Manual.Do)
	default:
		err = fmt.Errorf("%w: %s", errPage, at)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(w)
}

func has(where []string, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(where, n) })
}

func (w world) settings(edits []plan.Edit) error {
	for _, e := range edits {
		box, ok := boxes[e.Field]
		on, known := switches[e.To]
		tab, _ := w.center()[box[0]].(map[string]any)
		if !ok || !known || tab == nil {
			return fmt.Errorf("%w: %s as %s", errPage, e.Field, e.To)
		}
		tab[box[1]] = on
	}
	return nil
}

// user is the key of somebody who is on the page as "Name (address)".
func (w world) user(said string) (string, bool) {
	if i := strings.LastIndexByte(said, '('); i >= 0 {
		said = strings.TrimSuffix(said[i+1:], ")")
	}
	u := w.find("users", "email", said)
	if u == nil {
		return "", false
	}
	return fmt.Sprint(u["key"]), true
}

func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	return out
}

func put(list []string, key string, in bool) []string {
	out := slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == key })
	if in {
		out = append(out, key)
	}
	return out
}

func (w world) places(who string, edits []plan.Edit) error {
	key, ok := w.user(who)
	for _, e := range edits {
		field := map[string]string{"Contact Center licence": "licensed", "Licence Centre de contact": "licensed", "GoTo Contact Admin": "admins", "GoTo Contact Administrateur": "admins"}[e.Field]
		on, known := switches[e.To]
		if !ok || !known || field == "" {
			return fmt.Errorf("%w: %s of %s as %s", errPage, e.Field, who, e.To)
		}
		w.center()[field] = put(anyTexts(w.center()[field]), key, on)
	}
	return nil
}

func (w world) role(name string, edits []plan.Edit) error {
	r := w.find("rolesets", "name", name)
	if r == nil {
		return fmt.Errorf("%w: the role %s", errPage, name)
	}
	for _, e := range edits {
		on, known := switches[e.To]
		if !known {
			return fmt.Errorf("%w: %s as %s", errPage, e.Field, e.To)
		}
		r["permissions"] = put(anyTexts(r["permissions"]), e.Field, on)
	}
	return nil
}

// callQueue edits a queue, or makes one that is not there.
func (w world) callQueue(name string, edits []plan.Edit) error {
	e := w.queueNamed(name)
	if e == nil {
		e = map[string]any{"type": "CALL_QUEUE", "name": name, "account": w.rows("accounts")[0]["key"], "queue": map[string]any{"agents": []string{}, "supervisors": []string{}, "loggedIn": []string{}, "wrapUpSeconds": 0}}
		list, _ := w["extensions"].([]any)
		w["extensions"] = append(list, e)
	}
	q, _ := e["queue"].(map[string]any)
	if q == nil {
		q = map[string]any{}
		e["queue"] = q
	}
	return w.lineup(q, e, edits)
}

func (w world) queueNamed(name string) map[string]any {
	for _, e := range w.rows("extensions") {
		if e["type"] == "CALL_QUEUE" && e["name"] == name {
			return e
		}
	}
	return nil
}

// line edits an inbox queue or a campaign, makes one that is not there, or removes it.
func (w world) line(table, name string, edits []plan.Edit) error {
	list, _ := w.center()[table].([]any)
	i := slices.IndexFunc(list, func(x any) bool { m, _ := x.(map[string]any); return m["name"] == name })
	if len(edits) == 1 && (edits[0].To == "delete" || edits[0].To == "supprimer") {
		if i < 0 {
			return fmt.Errorf("%w: %s", errPage, name)
		}
		w.center()[table] = slices.Delete(list, i, i+1)
		return nil
	}
	if i < 0 {
		i, list = len(list), append(list, map[string]any{"name": name})
		w.center()[table] = list
	}
	m, _ := list[i].(map[string]any)
	return w.lineup(m, m, edits)
}

// lineup edits who serves and supervises. q has the people, e the name and number.
func (w world) lineup(q, e map[string]any, edits []plan.Edit) error {
	kept := map[string][]string{}
	for _, x := range edits {
		field := map[string]string{"agent": "agents", "supervisor": "supervisors", "superviseur": "supervisors"}[x.To]
		from := map[string]string{"agent": "agents", "supervisor": "supervisors", "superviseur": "supervisors"}[x.From]
		key, ok := w.user(x.Field)
		switch {
		case x.Field == "Name" || x.Field == "Nom":
			e["name"] = x.To
		case x.Field == "Extension number" || x.Field == "Numéro d'extension":
			e["number"] = x.To
		case x.Field == "Wrap-up time" || x.Field == "Temps de conclusion":
			n := 0
			if _, err := fmt.Sscanf(x.To, "%d s", &n); err != nil {
				return fmt.Errorf("%w: %s", errPage, x.To)
			}
			q["wrapUpSeconds"] = n
		case strings.HasPrefix(x.Field, "everybody else who is ") || strings.HasPrefix(x.Field, "toute autre personne "):
			role := strings.TrimPrefix(strings.TrimPrefix(x.Field, "everybody else who is "), "toute autre personne ")
			list := map[string]string{"agent": "agents", "supervisor": "supervisors", "superviseur": "supervisors"}[role]
			if list == "" {
				return fmt.Errorf("%w: %s", errPage, x.Field)
			}
			q[list] = append([]string{}, kept[list]...)
		case !ok:
			return fmt.Errorf("%w: %s", errPage, x.Field)
		case field != "":
			q[field], kept[field] = put(anyTexts(q[field]), key, true), append(kept[field], key)
		case (x.To == "remove" || x.To == "retirer") && from != "":
			q[from] = put(anyTexts(q[from]), key, false)
		default:
			return fmt.Errorf("%w: %s as %s", errPage, x.Field, x.To)
		}
	}
	return nil
}

func anyTexts(v any) []string {
	if s, ok := v.([]string); ok {
		return s
	}
	return texts(v)
}

// console is what a person sees on the pages and no API shows.
func console(b []byte) ([]state.Object, error) {
	w, err := parse(b)
	if err != nil {
		return nil, err
	}
	account := state.Object{Kind: "account", Key: "account"}
	account.Put("name", state.OfText("account"))
	for _, tab := range []string{"organization", "supervisor", "agent"} {
		m, _ := w.center()[tab].(map[string]any)
		for name, on := range m {
			if attributes[name] != "" {
				account.Put(attributes[name], state.OfBool(on == true))
			}
		}
	}
	out := []state.Object{account}
	home := w.rows("accounts")[0]["key"]
	for _, u := range w.rows("users") {
		if u["account"] != home {
			continue
		}
		o := state.Object{Kind: "user", Key: strings.ToLower(fmt.Sprint(u["email"]))}
		o.Put("email", state.OfText(o.Key))
		o.Put("contactAdmin", state.OfBool(slices.Contains(texts(w.center()["admins"]), fmt.Sprint(u["key"]))))
		o.Put("contactCenter", state.OfBool(slices.Contains(texts(w.center()["licensed"]), fmt.Sprint(u["key"]))))
		out = append(out, o)
	}
	for _, r := range w.rows("rolesets") {
		out = append(out, roleShown(r))
	}
	for _, e := range w.rows("extensions") {
		out = append(out, w.extensionShown(e)...)
	}
	for kind, table := range map[string]string{"inboxQueue": "inboxQueues", "campaign": "campaigns"} {
		list, _ := w.center()[table].([]any)
		for _, x := range list {
			m, _ := x.(map[string]any)
			o := state.Object{Kind: kind, Key: fmt.Sprint(m["name"])}
			o.Put("name", state.OfText(o.Key))
			o.Put("agents", state.OfSet(w.addresses(m["agents"])...))
			o.Put("supervisors", state.OfSet(w.addresses(m["supervisors"])...))
			o.Put("wrapUp", seconds(m["wrapUpSeconds"]))
			out = append(out, o)
		}
	}
	return out, nil
}

func seconds(v any) state.Value {
	var n int64
	fmt.Sscan(fmt.Sprint(v), &n)
	return state.OfInt(n)
}

func (w world) addresses(v any) []string {
	var out []string
	for _, key := range texts(v) {
		if u := w.find("users", "key", key); u != nil {
			out = append(out, strings.ToLower(fmt.Sprint(u["email"])))
		}
	}
	return out
}

var boxNames = map[string]string{"Manage licenses": "manageLicenses", "Manage users": "manageUsers", "Manage user product settings": "manageProductSettings", "Manage user groups": "manageUserGroups",
	"Manage device groups": "manageDeviceGroups", "Manage settings templates": "manageTemplates", "Access user history, usage, and data": "accessHistory", "Access call recordings": "accessRecordings",
	"View Invoices": "viewInvoices", "Pay Invoices": "payInvoices", "View Reports": "viewReports", "Internal": "dialInternal", "Local": "dialLocal", "Domestic Long Distance": "dialLongDistance",
	"Domestic Mobile": "dialMobile", "International": "dialInternational", "Toll Numbers": "dialToll", "Malicious Area Codes": "dialMalicious"}

func roleShown(r map[string]any) state.Object {
	o := state.Object{Kind: "roleSet", Key: fmt.Sprint(r["name"])}
	o.Put("name", state.OfText(o.Key))
	for label, attr := range boxNames {
		o.Put(attr, state.OfBool(slices.Contains(texts(r["permissions"]), label)))
	}
	return o
}

// extensionShown is a mailbox as its owner's page shows it, and of a queue who supervises
// it and how long an agent has after a call.
func (w world) extensionShown(e map[string]any) []state.Object {
	if q, ok := e["queue"].(map[string]any); ok && e["type"] == "CALL_QUEUE" {
		o := state.Object{Kind: "queue", Key: fmt.Sprint(e["number"])}
		o.Put("number", state.OfText(o.Key))
		o.Put("supervisors", state.OfSet(w.addresses(q["supervisors"])...))
		o.Put("wrapUp", seconds(q["wrapUpSeconds"]))
		return []state.Object{o}
	}
	m, _ := e["voicemail"].(map[string]any)
	if e["type"] != "DIRECT_EXTENSION" || m == nil {
		return nil
	}
	o := state.Object{Kind: "extension", Key: fmt.Sprint(e["number"])}
	o.Put("number", state.OfText(o.Key))
	for _, name := range []string{"allowAccessWithoutPassword", "allowEscapeToOperator", "allowMessageReview", "transcriptionEnabled"} {
		o.Put(name, state.OfBool(m[name] == true))
	}
	zone, _ := m["timeZone"].(string)
	o.Put("timeZone", state.OfText(zone))
	operator := ""
	if x := w.find("extensions", "id", fmt.Sprint(m["operatorExtensionId"])); x != nil {
		operator = fmt.Sprint(x["number"])
	}
	o.Put("operatorExtension", state.OfText(operator))
	return []state.Object{o}
}
