package bitrix24_test

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

func (w world) find(table, field, value string) map[string]any {
	for _, m := range w.rows(table) {
		if strings.EqualFold(fmt.Sprint(m[field]), value) {
			return m
		}
	}
	return nil
}

func (w world) add(table string, m map[string]any) {
	most := 0
	for _, x := range w.rows(table) {
		n := 0
		fmt.Sscan(fmt.Sprint(x["ID"]), &n)
		most = max(most, n)
	}
	m["ID"] = fmt.Sprint(most + 1)
	list, _ := w[table].([]any)
	w[table] = append(list, m)
}

func (w world) drop(table string, gone func(map[string]any) bool) {
	list, _ := w[table].([]any)
	w[table] = slices.DeleteFunc(list, func(x any) bool { m, _ := x.(map[string]any); return gone(m) })
}

// labels are the rows of a role's page and the words of their levels, in English
// and in French.
var labels = map[string]string{
	"Call statistics: View": "CALL_DETAIL.VIEW", "Statistiques d'appel": "CALL_DETAIL.VIEW", "Call recording: Listen": "CALL_RECORD.LISTEN", "Enregistrement d'appel : Écouter": "CALL_RECORD.LISTEN",
	"Call recording: Update": "CALL_RECORD.MODIFY", "Enregistrement d'appel : Mise à jour": "CALL_RECORD.MODIFY", "Outbound call: Execute": "CALL.PERFORM", "Appel sortant": "CALL.PERFORM",
	"User settings: Update": "USER.MODIFY", "Paramètres d'utilisateur": "USER.MODIFY", "Telephony settings: Update": "SETTINGS.MODIFY", "Paramètres de téléphonie": "SETTINGS.MODIFY",
	"Manage numbers: Update": "LINE.MODIFY", "Gérer les numéros": "LINE.MODIFY", "Manage balance: Update": "BALANCE.MODIFY", "Gérer le solde": "BALANCE.MODIFY",
}

var levels = map[string]string{
	"Access denied.": "", "pas d'accès": "", "Personal": "A", "uniquement ses appels": "A", "uniquement ses paramètres": "A", "Personal and department": "D", "de son service": "D",
	"paramètres du département": "D", "Any": "X", "tous": "X", "accès complet": "X", "à n'importe quel numéro": "X", "Only CRM clients": "C", "uniquement les clients CRM": "C",
	"CRM clients and company employees": "K", "clients et collègues": "K",
}

var errPage = errors.New("there is no such thing on the page")

// byHand follows a manual step to the letter.
func byHand(b []byte, st *plan.Step) ([]byte, error) {
	w, err := parse(b)
	if err != nil {
		return nil, err
	}
	where := strings.Join(st.Manual.Where, " › ")
	switch {
	case strings.Contains(where, "Access permissions") || strings.Contains(where, "Droits d'accès"):
		err = w.rolePage(st)
	case strings.HasPrefix(where, "Company") || strings.HasPrefix(where, "Entreprise"):
		err = w.userPage(st, "ADMIN", map[string]any{"yes": true, "oui": true, "no": false, "non": false})
	case strings.Contains(where, "Telephony users") || strings.Contains(where, "Utilisateurs de téléphonie"):
		err = w.userPage(st, "PHONE_ENABLED", map[string]any{"Not connected": "N", "Non connecté": "N"})
	default:
		err = fmt.Errorf("%w: %s", errPage, where)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(w)
}

// userPage is the page of one user, who is in the click path as "Name (address)".
func (w world) userPage(st *plan.Step, field string, words map[string]any) error {
	for _, part := range st.Manual.Where {
		_, address, ok := strings.Cut(part, "(")
		if !ok {
			address = part
		}
		if u := w.find("users", "EMAIL", strings.TrimSuffix(address, ")")); u != nil && len(st.Manual.Do) == 1 {
			v, known := words[st.Manual.Do[0].To]
			if !known {
				return fmt.Errorf("%w: %s", errPage, st.Manual.Do[0].To)
			}
			u[field] = v
			return nil
		}
	}
	return fmt.Errorf("%w: the user of %v", errPage, st.Manual.Where)
}

// rolePage is the page of access permissions: a role to edit or delete, or the list
// of who has which.
func (w world) rolePage(st *plan.Step) error {
	last := st.Manual.Where[len(st.Manual.Where)-1]
	if strings.HasPrefix(last, "Add access permission") || strings.HasPrefix(last, "Ajouter un droit d'accès") {
		return w.holders(st.Manual.Do)
	}
	name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(last, "pencil beside the role "), "crayon à côté du rôle "), "; Add where it is not there"), " ; Ajouter s'il n'existe pas")
	role := w.find("roles", "NAME", name)
	if len(st.Manual.Do) == 1 && (st.Manual.Do[0].To == "delete" || st.Manual.Do[0].To == "supprimer") {
		if role == nil {
			return fmt.Errorf("%w: the role %s", errPage, name)
		}
		w.drop("access", func(a map[string]any) bool { return a["ROLE_ID"] == role["ID"] })
		w.drop("roles", func(r map[string]any) bool { return r["ID"] == role["ID"] })
		return nil
	}
	if role == nil {
		role = map[string]any{"NAME": name, "PERMISSIONS": map[string]any{}}
		w.add("roles", role)
	}
	permissions, _ := role["PERMISSIONS"].(map[string]any)
	for _, e := range st.Manual.Do {
		switch pair, letter := labels[e.Field], ""; {
		case e.Field == "Role name" || e.Field == "Nom du rôle":
			role["NAME"] = e.To
		case pair == "":
			return fmt.Errorf("%w: the row %s", errPage, e.Field)
		case strings.HasPrefix(e.To, "as it is") || strings.HasPrefix(e.To, "inchangé"):
		default:
			var ok bool
			if letter, ok = levels[e.To]; !ok {
				return fmt.Errorf("%w: the level %s", errPage, e.To)
			}
			permissions[pair] = letter
		}
	}
	return nil
}

// holders edits the list of who has which role. A code has one role there.
func (w world) holders(edits []plan.Edit) error {
	kept := map[string]bool{}
	for _, e := range edits {
		if strings.HasPrefix(e.To, "remove") || strings.HasPrefix(e.To, "supprimer") {
			continue
		}
		role, code := w.find("roles", "NAME", e.To), w.code(e.Field)
		if role == nil || code == "" {
			return fmt.Errorf("%w: %s as %s", errPage, e.Field, e.To)
		}
		w.drop("access", func(a map[string]any) bool { return a["CODE"] == code || "I"+code == a["CODE"] })
		w.add("access", map[string]any{"ROLE_ID": role["ID"], "CODE": code})
		kept[fmt.Sprint(role["ID"])+code] = true
	}
	for _, e := range edits {
		if !strings.HasPrefix(e.To, "remove") && !strings.HasPrefix(e.To, "supprimer") {
			continue
		}
		name, others := strings.CutPrefix(e.Field, "every other row with the role ")
		if !others {
			name, others = strings.CutPrefix(e.Field, "toute autre ligne avec le rôle ")
		}
		if others {
			role := w.find("roles", "NAME", name)
			w.drop("access", func(a map[string]any) bool {
				return role != nil && a["ROLE_ID"] == role["ID"] && !kept[fmt.Sprint(a["ROLE_ID"])+fmt.Sprint(a["CODE"])]
			})
			continue
		}
		code, role := w.code(e.Field), w.find("roles", "NAME", e.From)
		if code == "" || role == nil {
			return fmt.Errorf("%w: %s with %s", errPage, e.Field, e.From)
		}
		w.drop("access", func(a map[string]any) bool {
			return a["ROLE_ID"] == role["ID"] && (a["CODE"] == code || a["CODE"] == "I"+code)
		})
	}
	return nil
}

// subjects are how the dialog words who a row is for.
var subjects = []struct{ before, behind, table, code, suffix string }{
	{"department ", " alone", "departments", "D", ""}, {"service ", " seul", "departments", "D", ""},
	{"department ", " with its sub-departments", "departments", "DR", ""}, {"service ", " avec ses sous-services", "departments", "DR", ""},
	{"owner of the group ", "", "workgroups", "SG", "_A"}, {"propriétaire du groupe ", "", "workgroups", "SG", "_A"},
	{"moderators of the group ", "", "workgroups", "SG", "_E"}, {"modérateurs du groupe ", "", "workgroups", "SG", "_E"},
	{"all members of the group ", "", "workgroups", "SG", "_K"}, {"tous les membres du groupe ", "", "workgroups", "SG", "_K"},
	{"user group ", "", "userGroups", "G", ""}, {"groupe d'utilisateurs ", "", "userGroups", "G", ""},
}

func (w world) code(row string) string {
	if row == "all authorized users" || row == "tous les utilisateurs autorisés" {
		return "AU"
	}
	for _, s := range subjects {
		name, ok := strings.CutPrefix(row, s.before)
		if name, ok = strings.CutSuffix(name, s.behind); !ok || !strings.HasPrefix(row, s.before) {
			continue
		}
		m := w.find(s.table, "NAME", name)
		if name == "(the company)" || name == "(l'entreprise)" {
			m = w.root()
		}
		if m != nil {
			return s.code + fmt.Sprint(m["ID"]) + s.suffix
		}
	}
	address := row
	if i := strings.LastIndexByte(row, '('); i >= 0 {
		address = strings.TrimSuffix(row[i+1:], ")")
	}
	if u := w.find("users", "EMAIL", address); u != nil {
		return "U" + fmt.Sprint(u["ID"])
	}
	return ""
}

func (w world) root() map[string]any {
	for _, d := range w.rows("departments") {
		if d["PARENT"] == nil || d["PARENT"] == "" {
			return d
		}
	}
	return nil
}

// console is what a person sees on the portal's pages and no REST method shows.
func console(b []byte) ([]state.Object, error) {
	w, err := parse(b)
	if err != nil {
		return nil, err
	}
	var out []state.Object
	for _, r := range w.rows("roles") {
		out = append(out, w.role(r))
	}
	for _, u := range w.rows("users") {
		if u["ACTIVE"] == false || u["EMAIL"] == nil {
			continue
		}
		o := state.Object{Kind: "user", Key: strings.ToLower(fmt.Sprint(u["EMAIL"]))}
		o.Put("EMAIL", state.OfText(o.Key))
		o.Put("PORTAL_ADMIN", state.OfBool(u["ADMIN"] == true))
		o.Put("SIP_DEVICE", state.OfBool(u["PHONE_ENABLED"] == "Y"))
		out = append(out, o)
	}
	return out, nil
}

func (w world) role(r map[string]any) state.Object {
	o := state.Object{Kind: "role", Key: fmt.Sprint(r["NAME"])}
	o.Put("NAME", state.OfText(o.Key))
	permissions, _ := r["PERMISSIONS"].(map[string]any)
	for _, pair := range []string{"CALL_DETAIL.VIEW", "CALL_RECORD.LISTEN", "CALL_RECORD.MODIFY", "CALL.PERFORM", "USER.MODIFY", "SETTINGS.MODIFY", "LINE.MODIFY", "BALANCE.MODIFY"} {
		letter, _ := permissions[pair].(string)
		o.Put(pair, state.OfText(letter))
	}
	sets := map[string][]string{"DEPARTMENTS": nil, "DEPARTMENTS_AND_BELOW": nil, "USERS": nil, "USER_GROUPS": nil, "WORKGROUP_OWNERS": nil, "WORKGROUP_MODERATORS": nil, "WORKGROUP_MEMBERS": nil}
	everyone := false
	for _, a := range w.rows("access") {
		if a["ROLE_ID"] != r["ID"] {
			continue
		}
		code := fmt.Sprint(a["CODE"])
		everyone = everyone || code == "AU"
		for _, s := range []struct{ prefix, suffix, table, field, set string }{
			{"U", "", "users", "EMAIL", "USERS"}, {"IU", "", "users", "EMAIL", "USERS"}, {"D", "", "departments", "NAME", "DEPARTMENTS"}, {"DR", "", "departments", "NAME", "DEPARTMENTS_AND_BELOW"},
			{"SG", "_A", "workgroups", "NAME", "WORKGROUP_OWNERS"}, {"SG", "_E", "workgroups", "NAME", "WORKGROUP_MODERATORS"}, {"SG", "_K", "workgroups", "NAME", "WORKGROUP_MEMBERS"},
		} {
			id, ok := strings.CutPrefix(code, s.prefix)
			if id, ok2 := strings.CutSuffix(id, s.suffix); ok && ok2 {
				if m := w.find(s.table, "ID", id); m != nil && m["ACTIVE"] != false {
					name := fmt.Sprint(m[s.field])
					if s.table == "departments" && (m["PARENT"] == nil || m["PARENT"] == "") {
						name = "(company)"
					}
					if s.table == "users" {
						name = strings.ToLower(name)
					}
					sets[s.set] = append(sets[s.set], name)
				}
			}
		}
	}
	for set, items := range sets {
		o.Put(set, state.OfSet(items...))
	}
	o.Put("EVERYONE", state.OfBool(everyone))
	return o
}
