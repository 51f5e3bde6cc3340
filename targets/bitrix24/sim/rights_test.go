package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A portal to look at rights in: Company 1 > Sales 5 (head 7) > Inside 6, Support 8
// (head 9). Users 10 and 11 are in Sales, 12 in Inside, 13 in Support.
const staffed = `
	"departments":[{"ID":"1","NAME":"Company"},{"ID":"5","NAME":"Sales","PARENT":"1","UF_HEAD":"7"},{"ID":"6","NAME":"Inside","PARENT":"5"},{"ID":"8","NAME":"Support","PARENT":"1","UF_HEAD":"9"}],
	"users":[{"ID":"1","ADMIN":true,"UF_DEPARTMENT":[1]},{"ID":"7","UF_DEPARTMENT":[5]},{"ID":"9","UF_DEPARTMENT":[1]},{"ID":"10","UF_DEPARTMENT":[5],"USER_GROUPS":["5"]},
		{"ID":"11","UF_DEPARTMENT":[5]},{"ID":"12","UF_DEPARTMENT":[6]},{"ID":"13","UF_DEPARTMENT":[8]}],
	"userGroups":[{"ID":"1","NAME":"Administrators"},{"ID":"5","NAME":"Night shift"}],
	"workgroups":[{"ID":"3","NAME":"Launch","OWNER_ID":"10","MEMBERS":[{"USER_ID":"10","ROLE":"A"},{"USER_ID":"11","ROLE":"E"},{"USER_ID":"12","ROLE":"K"},{"USER_ID":"13","ROLE":"Z"}]}],
	"webhooks":[{"user":"1","secret":"patchbay","scope":"telephony,user"},{"user":"7","secret":"s","scope":"telephony"},{"user":"10","secret":"s","scope":"telephony"},{"user":"11","secret":"s","scope":"telephony"},{"user":"12","secret":"s","scope":"telephony"},{"user":"13","secret":"s","scope":"telephony"},{"user":"9","secret":"s","scope":"telephony"}],
	"calls":[{"ID":"1","PORTAL_USER_ID":"1"},{"ID":"2","PORTAL_USER_ID":"7"},{"ID":"3","PORTAL_USER_ID":"9"},{"ID":"4","PORTAL_USER_ID":"10"},{"ID":"5","PORTAL_USER_ID":"11"},{"ID":"6","PORTAL_USER_ID":"12"},{"ID":"7","PORTAL_USER_ID":"13"}]`

// seen are the users whose calls a user sees.
func (c *client) seen(user string) string {
	c.t.Helper()
	r := c.hook(user, "s").call("voximplant.statistic.get", `{}`)
	if r.status == 403 && r.failure() == "ACCESS_DENIED Access denied!" {
		return "denied"
	}
	return strings.Join(r.field("PORTAL_USER_ID"), " ")
}

// 4. A role reaches those who hold the code that it is bound to.
func TestCodes(t *testing.T) {
	for code, want := range map[string]string{
		"U11":   "11",
		"IU12":  "7 12",    // and the head of a department above
		"D5":    "7 10 11", // members, its head
		"DR5":   "7 10 11 12",
		"D8":    "9 13", // the head is no member
		"DR1":   "7 9 10 11 12 13",
		"G5":    "10",
		"G1":    "",
		"G2":    "7 9 10 11 12 13",
		"SG3_A": "10",
		"SG3_E": "10 11",
		"SG3_K": "10 11 12", // 13 is invited
		"SG3":   "",
		"U99":   "", "AD5": "", "nonsense": "",
	} {
		c := portal(t, `{"roles":[{"ID":"1","NAME":"r","PERMISSIONS":{"CALL_DETAIL.VIEW":"A"}}],"access":[{"ROLE_ID":"1","CODE":"`+code+`"}],`+staffed+`}`)
		var got []string
		for _, u := range []string{"7", "9", "10", "11", "12", "13"} {
			if c.seen(u) == u {
				got = append(got, u)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s reaches %v, want %s", code, got, want)
		}
	}
}

func TestCodeOptions(t *testing.T) {
	seed := func(code string) string {
		return `{"roles":[{"ID":"1","NAME":"r","PERMISSIONS":{"CALL_DETAIL.VIEW":"A"}}],"access":[{"ROLE_ID":"1","CODE":"` + code + `"}],` + staffed + `}`
	}
	same(t, "SG3 of a member", portal(t, seed("SG3"), "plainGroupCode", "true").seen("12"), "12")
	same(t, "AD5 of its head", portal(t, seed("AD5"), "structureRoles", "true").seen("7"), "7")
	same(t, "AD0 of a head", portal(t, seed("AD0"), "structureRoles", "true").seen("9"), "9")
	same(t, "IU12 of a head", portal(t, seed("IU12"), "superiors", "false").seen("7"), "denied")
}

// 4. Levels narrow, and the greatest of several roles wins.
func TestLevels(t *testing.T) {
	all := "1 7 9 10 11 12 13"
	for name, x := range map[string]struct {
		access, options, user, want string
	}{
		"own":                       {`{"ROLE_ID":"1","CODE":"U10"}`, "", "10", "10"},
		"department":                {`{"ROLE_ID":"2","CODE":"U10"}`, "", "10", "7 10 11"},
		"department, converted":     {`{"ROLE_ID":"2","CODE":"U10"}`, `"converted":true,`, "10", "7 10 11 12"},
		"department and people":     {`{"ROLE_ID":"2","CODE":"U9"}`, "", "9", "1 9 13"},
		"head of a department":      {`{"ROLE_ID":"2","CODE":"U7"}`, "", "7", "7 10 11 12"},
		"any":                       {`{"ROLE_ID":"3","CODE":"U10"}`, "", "10", all},
		"none":                      {`{"ROLE_ID":"4","CODE":"U10"}`, "", "10", "denied"},
		"union by department":       {`{"ROLE_ID":"1","CODE":"U10"},{"ROLE_ID":"3","CODE":"D5"},{"ROLE_ID":"4","CODE":"AU"}`, "", "10", all},
		"unlicensed: the default":   {`{"ROLE_ID":"3","CODE":"U10"}`, `"licensed":false,`, "10", "10"},
		"On-Premise needs no plan":  {`{"ROLE_ID":"3","CODE":"U10"}`, `"licensed":false,"edition":"onpremise",`, "10", all},
		"a letter that is no level": {`{"ROLE_ID":"5","CODE":"U10"}`, "", "10", "7 10 11"},
	} {
		c := portal(t, `{`+x.options+`"roles":[{"ID":"1","NAME":"own","PERMISSIONS":{"CALL_DETAIL.VIEW":"A"}},{"ID":"2","NAME":"dep","PERMISSIONS":{"CALL_DETAIL.VIEW":"D"}},
			{"ID":"3","NAME":"any","PERMISSIONS":{"CALL_DETAIL.VIEW":"X"}},{"ID":"4","NAME":"none","PERMISSIONS":{"CALL_DETAIL.VIEW":"","CALL.PERFORM":"X"}},{"ID":"5","NAME":"odd","PERMISSIONS":{"CALL_DETAIL.VIEW":"K"}}],
			"access":[`+x.access+`],`+staffed+`}`)
		if got := c.seen(x.user); got != x.want {
			t.Errorf("%s: sees %s, want %s", name, got, x.want)
		}
	}
}

// 4. Administrators have the greatest level of everything, whatever is stored.
func TestAdministrators(t *testing.T) {
	c := portal(t, `{"roles":[{"ID":"1","NAME":"r","PERMISSIONS":{}}],"access":[{"ROLE_ID":"1","CODE":"G1"}],`+staffed+`}`)
	same(t, "calls", strings.Join(c.want("voximplant.statistic.get", `{}`).field("ID"), ""), "1234567")
	c.want("voximplant.line.get", `{}`)
	got := c.world.rightsOf(c.world.find(users, 1))
	same(t, "rights", got, permissions{"CALL_DETAIL.VIEW": "X", "CALL_RECORD.LISTEN": "X", "CALL_RECORD.MODIFY": "X", "CALL.PERFORM": "X", "USER.MODIFY": "X", "SETTINGS.MODIFY": "X", "LINE.MODIFY": "X", "BALANCE.MODIFY": "X"})
	for seed, missing := range map[string]string{`{"restOnly":true}`: "BALANCE.MODIFY", `{"region":"by"}`: "BALANCE.MODIFY", `{"telephonyVersion":"middle"}`: "CALL_RECORD.MODIFY", `{"telephonyVersion":"older"}`: "BALANCE.MODIFY"} {
		w := portal(t, seed).world
		if _, has := w.rightsOf(w.find(users, 1))[missing]; has {
			t.Errorf("%s: %s is granted", seed, missing)
		}
	}
}

// The predefined roles differ by edition and version.
func TestDefaultRoles(t *testing.T) {
	for seed, extra := range map[string][]string{
		`{}`:                      nil,
		`{"edition":"onpremise"}`: {"BALANCE.MODIFY", "CALL_RECORD.MODIFY"},
		`{"edition":"onpremise","telephonyVersion":"middle"}`: {"BALANCE.MODIFY"},
		`{"edition":"onpremise","telephonyVersion":"older"}`:  nil,
	} {
		w := portal(t, seed).world
		admin := permissionsOf(w.find(roles, 1))
		for _, name := range []string{"BALANCE.MODIFY", "CALL_RECORD.MODIFY"} {
			if (admin[name] == "X") != slices.Contains(extra, name) {
				t.Errorf("%s: %s is %q", seed, name, admin[name])
			}
		}
		if w.find(access, 1).text("CODE") != "G1" || w.find(access, 2).text("CODE") != "DR1" || len(w.table(roles).ids) != 4 {
			t.Errorf("%s: other roles or bindings than the four", seed)
		}
	}
}

// What a user may is the greatest letter of what the codes give, however the table
// is laid out; one more binding never takes a right away.
func TestUnion(t *testing.T) {
	codes := []string{"U10", "U11", "IU12", "D5", "DR1", "DR5", "G2", "SG3_K", "AU", "D8"}
	letters := []string{"", "A", "D", "X"}
	rapid.Check(t, func(rt *rapid.T) {
		var seedRoles, seedAccess []string
		n := rapid.IntRange(1, 4).Draw(rt, "roles")
		levels := map[int]string{}
		for i := range n {
			levels[i+1] = rapid.SampledFrom(letters).Draw(rt, "letter")
			seedRoles = append(seedRoles, fmt.Sprintf(`{"ID":"%d","NAME":"r","PERMISSIONS":{"USER.MODIFY":"%s"}}`, i+1, levels[i+1]))
		}
		type binding struct {
			code string
			role int
		}
		var bound []binding
		for range rapid.IntRange(0, 6).Draw(rt, "bindings") {
			b := binding{rapid.SampledFrom(codes).Draw(rt, "code"), rapid.IntRange(1, n).Draw(rt, "role")}
			bound = append(bound, b)
			seedAccess = append(seedAccess, fmt.Sprintf(`{"CODE":"%s","ROLE_ID":"%d"}`, b.code, b.role))
		}
		w, err := New([]byte(`{"roles":[`+strings.Join(seedRoles, ",")+`],"access":[`+strings.Join(seedAccess, ",")+`],`+staffed+`}`), Options{})
		if err != nil {
			rt.Fatal(err)
		}
		// Who holds what, written out by hand.
		holders := map[string]string{"U10": "10", "U11": "11", "IU12": "7 12", "D5": "7 10 11", "DR1": "7 9 10 11 12 13", "DR5": "7 10 11 12", "G2": "7 9 10 11 12 13", "SG3_K": "10 11 12", "AU": "7 9 10 11 12 13", "D8": "9 13"}
		for _, id := range []int{7, 9, 10, 11, 12, 13} {
			want := ""
			for _, b := range bound {
				if slices.Contains(strings.Fields(holders[b.code]), text(id)) {
					want = max(want, levels[b.role])
				}
			}
			if got := w.rightsOf(w.find(users, id))["USER.MODIFY"]; got != want {
				rt.Errorf("user %d has %q, want %q: %v %v", id, got, want, bound, levels)
			}
		}
	})
}
