package sim

import (
	"strings"
	"testing"
)

const structure = `{"departments":[{"ID":"1","NAME":"Company"},{"ID":"5","NAME":"Sales","PARENT":"1","SORT":100,"UF_HEAD":"7"},{"ID":"6","NAME":"Inside","PARENT":"5"},{"ID":"8","NAME":"Support","PARENT":"1","SORT":300}],
	"users":[{"ID":"1","ADMIN":true,"UF_DEPARTMENT":[1]},{"ID":"7","UF_DEPARTMENT":[5,1]},{"ID":"8","UF_DEPARTMENT":[6]}],
	"webhooks":[{"user":"1","secret":"patchbay","scope":"department,user"},{"user":"7","secret":"s","scope":"department"}]}`

func TestDepartmentGet(t *testing.T) {
	c := portal(t, structure)
	c.show("department.get", `{}`, `[{"ID":"1","NAME":"Company","SORT":500},{"ID":"5","NAME":"Sales","SORT":100,"PARENT":"1","UF_HEAD":"7"},{"ID":"6","NAME":"Inside","SORT":500,"PARENT":"5"},{"ID":"8","NAME":"Support","SORT":300,"PARENT":"1"}]`)
	for body, want := range map[string]string{
		`{"ID":5}`:                       "5",
		`{"ID":[5,8]}`:                   "5 8",
		`{"NAME":"sales"}`:               "5",
		`{"NAME":"Sal"}`:                 "",
		`{"PARENT":1}`:                   "5 8",
		`{"UF_HEAD":"7"}`:                "5",
		`{"FILTER":{"PARENT":5},"ID":1}`: "6",
		`{"filter":{">ID":5}}`:           "6 8",
		`{"sort":"NAME","order":"DESC"}`: "8 5 6 1",
		`{"sort":"SORT"}`:                "5 8 1 6",
		`{"SORT":300}`:                   "8", // one key for two purposes
		`{"NO_SUCH":1}`:                  "1 5 6 8",
	} {
		if got := strings.Join(c.want("department.get", body).field("ID"), " "); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	c.show("department.fields", `{}`, `{"ID":"ID","NAME":"Department name","SORT":"Sorting order","PARENT":"Superior department","UF_HEAD":"Head"}`)
	c.hook("7", "s").want("department.get", `{}`)
}

func TestDepartmentWrites(t *testing.T) {
	c := portal(t, structure)
	c.show("department.add", `{"NAME":"Field","PARENT":"5","UF_HEAD":8,"SORT":"7"}`, `9`)
	c.show("department.get", `{"ID":9}`, `[{"ID":"9","NAME":"Field","SORT":7,"PARENT":"5","UF_HEAD":"8"}]`)
	c.show("department.update", `{"ID":9,"UF_HEAD":"","PARENT":8}`, `true`)
	c.show("department.get", `{"ID":9}`, `[{"ID":"9","NAME":"Field","SORT":7,"PARENT":"8"}]`)
	for body, failure := range map[string]string{
		`{"PARENT":1}`:             "Department name not provided.<br>",
		`{"NAME":"  ","PARENT":1}`: "Department name not provided.<br>",
		`{"NAME":"Second"}`:        "There can only be one top-level department in the company structure",
		`{"NAME":"x","PARENT":99}`: "The parent department is not found.<br>",
	} {
		c.refuse("department.add", body, 400, "ERROR_CORE "+failure)
	}
	for body, failure := range map[string]string{
		`{"ID":99,"NAME":"x"}`: "Department not found",
		`{"NAME":"x"}`:         "Department not found",
		`{"ID":5,"NAME":""}`:   "Department name not provided.<br>",
		`{"ID":5,"PARENT":0}`:  "There can only be one top-level department in the company structure",
		`{"ID":5,"PARENT":5}`:  "The parent department is not found.<br>",
		`{"ID":5,"PARENT":6}`:  "The parent department is not found.<br>", // its own child
	} {
		c.refuse("department.update", body, 400, "ERROR_CORE "+failure)
	}
	c.refuse("department.delete", `{"ID":1}`, 400, "ERROR_CORE Access denied")
	for _, method := range []string{"department.add", "department.update", "department.delete"} {
		c.hook("7", "s").refuse(method, `{"ID":5,"NAME":"x","PARENT":1}`, 400, "ERROR_CORE Access denied")
	}
}

// What becomes of members and children is not documented: an option chooses.
func TestDepartmentDelete(t *testing.T) {
	for option, want := range map[string]struct{ departments, seven, eight string }{
		"promote": {"1 6 8", "1", "6"},
		"cascade": {"1 8", "1", ""},
	} {
		c := portal(t, structure, "departmentDelete", option)
		c.show("department.delete", `{"ID":5}`, `true`)
		same(t, option, strings.Join(c.want("department.get", `{}`).field("ID"), " "), want.departments)
		same(t, option+", user 7", strings.Join(texts(many(c.world.find(users, 7).props["UF_DEPARTMENT"])), " "), want.seven)
		same(t, option+", user 8", strings.Join(texts(many(c.world.find(users, 8).props["UF_DEPARTMENT"])), " "), want.eight)
	}
	c := portal(t, structure)
	c.show("department.delete", `{"ID":5}`, `true`)
	c.show("department.get", `{"ID":6}`, `[{"ID":"6","NAME":"Inside","SORT":500,"PARENT":"1"}]`)
}
