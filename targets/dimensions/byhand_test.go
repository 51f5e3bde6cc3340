package dimensions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// A person in front of the portal: everything here goes by what is on the page, in
// the words of the step's checklist, and by the world as the portal keeps it. None
// of it is the driver's code.

type world map[string]any

func parse(b []byte) (world, error) {
	var w world
	return w, json.Unmarshal(b, &w)
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

func (w world) customer() string { return fmt.Sprint(w.rows("customers")[0]["id"]) }

// here is what a user may do in the customer.
func (w world) here(u map[string]any) map[string]any {
	list, _ := u["access"].([]any)
	for _, x := range list {
		if a, _ := x.(map[string]any); a["tenant"] == w.customer() {
			return a
		}
	}
	return nil
}

// people are the customer's users as the page of users lists them.
func (w world) people() map[string]map[string]any {
	count := map[string]int{}
	for _, u := range w.rows("users") {
		if w.here(u) != nil {
			count[strings.ToLower(fmt.Sprint(u["email"]))]++
		}
	}
	out := map[string]map[string]any{}
	for _, u := range w.rows("users") {
		if w.here(u) == nil {
			continue
		}
		address, _ := u["email"].(string)
		login := strings.ToLower(address)
		if login == "" || count[login] > 1 {
			login = strings.TrimSpace(fmt.Sprintf("%s (%s)", login, u["displayName"]))
		}
		out[login] = u
	}
	return out
}

var errPage = errors.New("there is no such thing on the page")

// named finds somebody by what a page calls them: a name with the login behind it.
func (w world) named(text string) (map[string]any, error) {
	for login, u := range w.people() {
		if text == login || text == fmt.Sprintf("%s (%s)", u["displayName"], login) {
			return u, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", errPage, text)
}

func (w world) find(table, name string) map[string]any {
	for _, m := range w.rows(table) {
		if m["name"] == name && m["customer"] == w.customer() {
			return m
		}
	}
	return nil
}

func (w world) add(table, name string) map[string]any {
	if m := w.find(table, name); m != nil {
		return m
	}
	m := map[string]any{"id": fmt.Sprintf("%s-by-hand-%d", table, len(w.rows(table))), "customer": w.customer(), "name": name}
	if table == "groups" {
		m["members"] = []any{}
	}
	list, _ := w[table].([]any)
	w[table] = append(list, m)
	return m
}

func (w world) drop(table, name string) {
	list, _ := w[table].([]any)
	w[table] = slices.DeleteFunc(list, func(x any) bool { m, _ := x.(map[string]any); return m["name"] == name })
}

// boxes are the boxes of a user's page in English and French, and the permission
// that each is.
var boxes = map[string]string{
	"Manage Users": "manage_users", "Gérer les utilisateurs": "manage_users", "Manage Billable Items": "manage_billable_items", "Gérer les articles facturables": "manage_billable_items",
	"Manage Contact Directories": "manage_contact_directories", "Gérer les répertoires de contacts": "manage_contact_directories",
	"Workspace Administrator": "workspace_admin", "Administrateur de l'espace de travail": "workspace_admin", "Supervisor Agent Control": "supervisor_agent_control",
	"Contrôle des agents superviseurs": "supervisor_agent_control", "Silent Monitor": "silent_monitor", "Moniteur silencieux": "silent_monitor", "Recording Playback": "recording_playback",
	"Lecture de l'enregistrement": "recording_playback", "CRM User Add-On": "crm", "Module complémentaire de l'utilisateur CRM": "crm",
}

// clientBoxes are the clients that register as a softphone.
var clientBoxes = map[string]string{
	"Softphone, Desktop": "desktop", "Téléphone logiciel, Ordinateurs de bureau": "desktop", "Softphone, Mobile": "mobile", "Téléphone logiciel, Mobiles": "mobile",
	"Softphone, CRM": "crm", "Téléphone logiciel, CRM": "crm", "Softphone, WebRTC": "webrtc", "Téléphone logiciel, WebRTC": "webrtc",
}

func (w world) keyOf(permission string) string {
	keys, _ := w["permissionKeys"].(map[string]any)
	if key, _ := keys[permission].(string); key != "" {
		return key
	}
	if quirks, _ := w["quirks"].(map[string]any); quirks["manageUsers"] != nil {
		return fmt.Sprint(quirks["manageUsers"])
	}
	return "admin.user"
}

// byHand follows a manual step to the letter.
func byHand(b []byte, st *plan.Step) ([]byte, error) {
	w, err := parse(b)
	if err != nil {
		return nil, err
	}
	where := st.Manual.Where
	switch {
	case where[0] == "Users" || where[0] == "Utilisateurs":
		err = w.userPage(where, st.Manual.Do)
	case where[1] == "User Groups" || where[1] == "Groupes d'utilisateurs":
		err = w.groupPage(where, st.Manual.Do)
	case where[1] == "Workspaces" || where[1] == "Espaces de travail":
		err = w.workspacePage(where, st.Manual.Do)
	default:
		err = fmt.Errorf("%w: %v", errPage, where)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(w)
}

// userPage is the page of one user: Users, name, Edit and perhaps a tab.
func (w world) userPage(where []string, edits []plan.Edit) error {
	u, err := w.named(where[1])
	if err != nil {
		return err
	}
	a := w.here(u)
	for _, e := range edits {
		switch {
		case len(where) == 4:
			err = w.tab(a, e)
		case e.Field == "Primary Group" || e.Field == "Groupe primaire":
			err = w.primary(a, e.To)
		case clientBoxes[e.Field] != "":
			clients, _ := a["clients"].(map[string]any)
			delete(clients, clientBoxes[e.Field])
		case boxes[e.Field] != "":
			err = tick(a, w.keyOf(boxes[e.Field]), e.To)
		default:
			err = fmt.Errorf("%w: %s", errPage, e.Field)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func tick(a map[string]any, key, to string) error {
	roles, _ := a["roles"].([]any)
	roles = slices.DeleteFunc(roles, func(r any) bool { return r == key })
	switch to {
	case "ticked", "coché":
		roles = append(roles, key)
	case "not ticked", "non coché":
	default:
		return fmt.Errorf("%w: %s", errPage, to)
	}
	a["roles"] = roles
	return nil
}

func none(s string) bool { return s == "none" || s == "aucun" }

func (w world) primary(a map[string]any, name string) error {
	if none(name) {
		delete(a, "primaryGroup")
		return nil
	}
	g := w.find("groups", name)
	if g == nil {
		return fmt.Errorf("%w: the group %s", errPage, name)
	}
	a["primaryGroup"] = g["id"]
	return nil
}

// tab is the tab Workspaces: each workspace with the user's access.
func (w world) tab(a map[string]any, e plan.Edit) error {
	m := w.find("workspaces", e.Field)
	if m == nil {
		return fmt.Errorf("%w: the workspace %s", errPage, e.Field)
	}
	access, _ := a["workspaces"].(map[string]any)
	if access == nil {
		access = map[string]any{}
	}
	if a["workspaces"] = access; none(e.To) {
		delete(access, fmt.Sprint(m["id"]))
		return nil
	}
	access[fmt.Sprint(m["id"])] = e.To
	return nil
}

// groupPage is the page of user groups: a group, there or to be added.
func (w world) groupPage(where []string, edits []plan.Edit) error {
	name, deleted := subject(where, edits)
	if deleted {
		w.drop("groups", name)
		return nil
	}
	g := w.add("groups", name)
	for _, e := range edits {
		switch {
		case e.Field == "Name" || e.Field == "Nom":
			g["name"] = e.To
		case e.Field == "everybody else" || e.Field == "toute autre personne":
			g["members"] = slices.DeleteFunc(g["members"].([]any), func(id any) bool {
				return !slices.ContainsFunc(edits, func(x plan.Edit) bool { u, _ := w.named(x.Field); return u != nil && u["id"] == id })
			})
		default:
			if err := w.member(g, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w world) member(g map[string]any, e plan.Edit) error {
	u, err := w.named(e.Field)
	if err != nil {
		return err
	}
	members, _ := g["members"].([]any)
	members = slices.DeleteFunc(members, func(id any) bool { return id == u["id"] })
	if e.To == "member" || e.To == "membre" {
		members = append(members, u["id"])
	}
	g["members"] = members
	return nil
}

func (w world) workspacePage(where []string, edits []plan.Edit) error {
	name, deleted := subject(where, edits)
	if deleted {
		w.drop("workspaces", name)
		return nil
	}
	w.add("workspaces", name)["name"] = edits[0].To
	return nil
}

// subject is what a page of settings is opened for, and whether that is to go.
func subject(where []string, edits []plan.Edit) (name string, deleted bool) {
	name, _, _ = strings.Cut(where[2], ";")
	deleted = len(edits) == 1 && (edits[0].To == "delete" || edits[0].To == "supprimer")
	return strings.TrimSpace(name), deleted
}

// console is what a person sees on the portal's pages and no route shows.
func console(b []byte) ([]state.Object, error) {
	w, err := parse(b)
	if err != nil {
		return nil, err
	}
	logins, titles := map[any]string{}, map[any]string{}
	for login, u := range w.people() {
		logins[u["id"]] = login
	}
	for _, table := range []string{"groups", "workspaces"} {
		for _, m := range w.rows(table) {
			titles[m["id"]] = fmt.Sprint(m["name"])
		}
	}
	var out []state.Object
	for login, u := range w.people() {
		out = append(out, w.page(login, w.here(u), titles))
		access, _ := w.here(u)["workspaces"].(map[string]any)
		for id, role := range access {
			o := state.Object{Kind: "access", Key: titles[id] + "/" + login}
			o.Put("workspace", state.OfText(titles[id]))
			o.Put("user", state.OfText(login))
			o.Put("role", state.OfText(fmt.Sprint(role)))
			out = append(out, o)
		}
	}
	for _, g := range w.rows("groups") {
		o := state.Object{Kind: "group", Key: titles[g["id"]]}
		o.Put("name", state.OfText(o.Key))
		var members []string
		list, _ := g["members"].([]any)
		for _, id := range list {
			members = append(members, logins[id])
		}
		o.Put("members", state.OfSet(members...))
		out = append(out, o)
	}
	for _, m := range w.rows("workspaces") {
		o := state.Object{Kind: "workspace", Key: titles[m["id"]]}
		o.Put("name", state.OfText(o.Key))
		out = append(out, o)
	}
	return out, nil
}

// page is a user's page, with what no route shows of it.
func (w world) page(login string, a map[string]any, titles map[any]string) state.Object {
	o := state.Object{Kind: "user", Key: login}
	o.Put("login", state.OfText(login))
	o.Put("primaryGroup", state.OfText(titles[a["primaryGroup"]]))
	clients, _ := a["clients"].(map[string]any)
	for client, attr := range map[string]string{"crm": "crm_device", "desktop": "desktop_device", "mobile": "mobile_device", "webrtc": "webrtc_device"} {
		device, _ := clients[client].(string)
		o.Put(attr, state.OfText(device))
	}
	roles, _ := a["roles"].([]any)
	for _, permission := range boxes {
		o.Put(permission, state.OfBool(slices.Contains(roles, any(w.keyOf(permission)))))
	}
	return o
}
