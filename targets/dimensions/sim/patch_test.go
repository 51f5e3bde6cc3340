package sim

import (
	"net/http"
	"strings"
	"testing"
)

// 8.6: JSON Patch, with the documented texts and those of the library that one of
// them comes from. Bob's roles are customer.user.pbx, customer.user.
func TestPatchTexts(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Bob", give(websiteAccess))
	const malformed = "The JSON patch document was malformed and could not be parsed."
	for ops, message := range map[string]string{
		`[{"op":"replace","path":"/colour","value":"x"}]`:     "The target location specified by path segment 'colour' was not found.",
		`[{"op":"add","path":"/colour","value":"x"}]`:         "The target location specified by path segment 'colour' was not found.",
		`[{"op":"remove","path":"/colour"}]`:                  "The target location specified by path segment 'colour' was not found.",
		`[{"op":"add","path":"/displayName/x","value":"x"}]`:  "The target location specified by path segment 'x' was not found.",
		`[{"op":"add","path":"/colour/-","value":"x"}]`:       "The target location specified by path segment 'colour' was not found.",
		`[{"op":"remove","path":"/roles/2"}]`:                 "The index value provided by path segment '2' is out of bounds of the array size.",
		`[{"op":"add","path":"/roles/3","value":"x"}]`:        "The index value provided by path segment '3' is out of bounds of the array size.",
		`[{"op":"replace","path":"/roles/-","value":"x"}]`:    "The path segment '-' is invalid for an array index.",
		`[{"op":"remove","path":"/roles/01"}]`:                "The path segment '01' is invalid for an array index.",
		`[{"op":"remove","path":"/roles/0/x"}]`:               "The target location specified by path segment 'x' was not found.",
		`[{"op":"test","path":"/roles/0","value":"x"}]`:       "The current value 'customer.user.pbx' at path '/roles/0' is not equal to the test value 'x'.",
		`[{"op":"test","path":"/roles","value":[]}]`:          `The current value '["customer.user.pbx","customer.user"]' at path '/roles' is not equal to the test value '[]'.`,
		`[{"op":"swap","path":"/roles/0"}]`:                   "Invalid JsonPatch operation 'swap'.",
		`[{"op":"replace","path":"displayName","value":"x"}]`: "The provided path 'displayName' is invalid.",
		`[{"op":"move","from":"/roles","path":"/roles/0"}]`:   "The provided path '/roles/0' is invalid.",
		`[{"op":"add","path":"/roles/-"}]`:                    "The value field is required.",
		`[{"op":"add","value":"x"}]`:                          "The path field is required.",
		`[{"op":"copy","path":"/roles/-"}]`:                   "The path field is required.",
		`[{"op":"copy","from":"/colour","path":"/roles/-"}]`:  "The target location specified by path segment 'colour' was not found.",
		`[{"op":"replace","path":"","value":[]}]`:             malformed,
		`[{"op":"remove","path":""}]`:                         malformed,
		`{"displayName":"x"}`:                                 malformed,
		`null`:                                                malformed,
		`{`:                                                   malformed,
	} {
		c.refuse(400, message, "PATCH", user1+"Bob>", ops)
	}
	if got := c.roles("Bob"); got != "user.pbx user" {
		t.Errorf("what was refused changed %s", got)
	}
}

// A patch is all or nothing, and its operations see each other.
func TestPatchIsWhole(t *testing.T) {
	c := connect(t, office, nil)
	c.refuse(400, "The current value 'customer.user.pbx' at path '/roles/0' is not equal to the test value 'x'.", "PATCH", user1+"Bob>",
		`[{"op":"replace","path":"/displayName","value":"X"},{"op":"test","path":"/roles/0","value":"x"}]`)
	c.equal(c.want(200, "GET", user1+"Bob>", ""), "data.displayName", `"Bob"`)
	c.patch(200, "Bob", `[
		{"op":"test","path":"/roles","value":["customer.user.pbx"]}, {"op":"add","path":"/roles/0","value":"customer.user"}, {"op":"add","path":"/roles/1","value":"customer.settings"},
		{"op":"test","path":"/roles/2","value":"customer.user.pbx"}, {"op":"remove","path":"/roles/1"}, {"op":"copy","from":"/roles/0","path":"/roles/-"}, {"op":"copy","from":"/email","path":"/displayName"},
		{"op":"move","from":"/roles/0","path":"/roles/1"}, {"op":"replace","path":"/roles/1","value":"customer.user"}]`)
	if got := c.roles("bob@acme.example"); got != "user.pbx user" {
		t.Errorf("%s", got)
	}
	c.equal(c.want(200, "GET", user1+"bob@acme.example>", ""), "data.displayName", `"bob@acme.example"`)
	c.patch(200, "bob@acme.example", `[]`)
}

// What is copied is another value from then on.
func TestPatchCopies(t *testing.T) {
	doc, refused := patch(map[string]any{"a": []any{"x", map[string]any{"deep": "y"}}, "b": nil}, []byte(`[{"op":"copy","from":"/a","path":"/b"},{"op":"replace","path":"/a/1/deep","value":"z"},{"op":"remove","path":"/a/0"}]`))
	if got := text(doc); refused != nil || got != `{"a":[{"deep":"z"}],"b":["x",{"deep":"y"}]}` {
		t.Errorf("%s %v", got, refused)
	}
}

// The type of the body says that it is a patch, or JSON.
func TestPatchType(t *testing.T) {
	c := connect(t, office, nil)
	for kind, status := range map[string]int{"application/json": 200, "application/json-patch+json; charset=utf-8": 200, "Application/JSON": 200, "text/plain": 415, "": 415, "application/merge-patch+json": 415} {
		r := c.request("PATCH", user1+"Bob>", `[{"op":"replace","path":"/displayName","value":"Bob"}]`, func(r *http.Request) { r.Header.Set("Content-Type", kind) })
		if r.Status != status {
			t.Errorf("%q: %d %s", kind, r.Status, r.Text)
		}
	}
}

// Roles that move between two requests are caught by a test, and by nothing else.
func TestRolesThatMove(t *testing.T) {
	c := connect(t, office, opts{"roleOrder": "moving"})
	c.patch(200, "Bob", give(websiteAccess, "customer.settings"))
	for range 20 {
		place := -1
		list, _ := c.want(200, "GET", user1+"Bob>", "").Value("data.roles").([]any)
		for i, x := range list {
			if x == "customer.settings" {
				place = i
			}
		}
		at := "/roles/" + string(rune('0'+place))
		if r := c.do("PATCH", user1+"Bob>", `[{"op":"test","path":"`+at+`","value":"customer.settings"},{"op":"remove","path":"`+at+`"}]`); r.Status == 200 {
			t.Fatal("roles do not move")
		}
	}
	if got := len(strings.Fields(c.roles("Bob"))); got != 3 {
		t.Errorf("%d roles", got)
	}
	c = connect(t, office, opts{"roleOrder": "sorted"})
	c.patch(200, "Bob", give(websiteAccess, "customer.settings"))
	c.take(200, "Bob", "customer.settings")
	if got := c.roles("Bob"); got != "user user.pbx" {
		t.Errorf("%s", got)
	}
}
