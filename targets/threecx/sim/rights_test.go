package sim

import (
	"fmt"
	"testing"
)

const team = `{
	"groups": [{"Name": "Sales", "Rights": [{"RoleName": "users", "AllowParking": false}]}],
	"users": [
		{"Number": "100", "FirstName": "Olga", "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}]},
		{"Number": "101", "FirstName": "Alice", "Groups": [{"Group": "Sales", "RoleName": "managers", "Rights": {"CanBargeIn": false}}]},
		{"Number": "102", "FirstName": "Bob"}
	]
}`

// rightsOf shows a membership's own flags and one flag of the group's.
func rightsOf(c *client, number, group string) string {
	c.t.Helper()
	r := c.want(200, "GET", "/Users("+idOf(c, number)+")/Groups?$expand=Rights,GroupRights($select=AllowParking)&$select=Name&$filter=Name eq '"+group+"'", "")
	return fmt.Sprint(r.json["value"])
}

func TestRightsAreSparse(t *testing.T) {
	c := connect(t, team, Options{})
	at, sales := "/Users("+idOf(c, "102")+")", groupID(c, "Sales")
	set := func(rights string) {
		t.Helper()
		c.want(204, "PATCH", at, `{"Groups":[{"GroupId":`+sales+rights+`}]}`)
	}
	want := func(want string) {
		t.Helper()
		if got := rightsOf(c, "102", "Sales"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	set(``)
	want(`[map[GroupRights:map[AllowParking:false] Name:Sales Rights:map[RoleName:users]]]`)
	set(`,"Rights":{"RoleName":"users","AllowParking":true,"CanIntercom":null,"Invalid":true}`)
	want(`[map[GroupRights:map[AllowParking:false] Name:Sales Rights:map[AllowParking:true RoleName:users]]]`)
	set(`,"Rights":{"RoleName":"managers"},"GroupRights":{"RoleName":"users","AllowParking":false}`)
	want(`[map[GroupRights:map[AllowParking:true] Name:Sales Rights:map[RoleName:managers]]]`)
	c.refuse("PATCH", at, `{"Groups":[{"GroupId":`+sales+`,"GroupRights":{"RoleName":"owners"}}]}`, "Groups[0].GroupRights.RoleName", invalid)
}

func TestKeepNullOverrides(t *testing.T) {
	c := connect(t, team, Options{KeepNullOverrides: true})
	at, sales := "/Users("+idOf(c, "102")+")", groupID(c, "Sales")
	c.want(204, "PATCH", at, `{"Groups":[{"GroupId":`+sales+`,"Rights":{"RoleName":"managers","CanIntercom":null}}]}`)
	if got, want := rightsOf(c, "102", "Sales"), `[map[GroupRights:map[AllowParking:true] Name:Sales Rights:map[CanIntercom:false RoleName:managers]]]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func groupID(c *client, name string) string {
	c.t.Helper()
	r := c.want(200, "GET", "/Groups?$select=Id&$filter=Name eq '"+name+"'", "")
	rows, _ := r.json["value"].([]any)
	if len(rows) != 1 {
		c.t.Fatalf("group %s: %s", name, r.text)
	}
	return fmt.Sprint(rows[0].(map[string]any)["Id"])
}

func TestGroupHasTenRoles(t *testing.T) {
	c := connect(t, team, Options{})
	sales := groupID(c, "Sales")
	c.show("/Groups("+sales+")/Rights?$select=RoleName", `{"value":[{"RoleName":"users"},{"RoleName":"receptionists"},{"RoleName":"supervisors"},{"RoleName":"group_admins"},
		{"RoleName":"managers"},{"RoleName":"group_owners"},{"RoleName":"system_admins"},{"RoleName":"system_owners"},{"RoleName":"observers"},{"RoleName":"system"}]}`)
	c.want(204, "PATCH", "/Groups("+sales+")", `{"Rights":[{"RoleName":"users","CanIntercom":true}]}`)
	c.show("/Groups("+sales+")/Rights?$filter=RoleName eq 'users'", `{"value":[{"RoleName":"users","AllowIVR":false,"AllowParking":false,"AllowToChangePresence":false,
		"AllowToManageCompanyBook":false,"AssignClearOperations":false,"CanBargeIn":false,"CanIntercom":true,"CanSeeGroupCalls":true,"CanSeeGroupMembers":true,
		"CanSeeGroupRecordings":false,"Invalid":false,"PerformOperations":false,"ShowMyCalls":true,"ShowMyPresence":true,"ShowMyPresenceOutside":false}]}`)
	c.refuse("PATCH", "/Groups("+sales+")", `{"Rights":[{"RoleName":"departmentadmins"}]}`, "Rights[0].RoleName", invalid)
	c.refuse("PATCH", "/Groups("+sales+")", `{"Rights":[{"CanIntercom":true}]}`, "Rights[0].RoleName", required)
}

// A replace loses what it does not name: other groups, and overrides.
func TestReplaceIsWhole(t *testing.T) {
	c := connect(t, team, Options{})
	alice, sales := "/Users("+idOf(c, "101")+")", groupID(c, "Sales")
	c.want(204, "PATCH", alice, `{"FirstName":"Alicia"}`)
	if got, want := rightsOf(c, "101", "Sales"), `[map[GroupRights:map[AllowParking:true] Name:Sales Rights:map[CanBargeIn:false RoleName:managers]]]`; got != want {
		t.Errorf("a PATCH of the name: got %s, want %s", got, want)
	}
	c.want(204, "PATCH", "/Groups("+sales+")", `{"Members":[{"Number":"101"},{"Number":"102","Rights":{"RoleName":"receptionists"}}]}`)
	if got, want := rightsOf(c, "101", "Sales"), `[map[GroupRights:map[AllowParking:false] Name:Sales Rights:map[RoleName:users]]]`; got != want {
		t.Errorf("a member without Rights: got %s, want %s", got, want)
	}
	c.want(204, "PATCH", "/Groups("+sales+")", `{"Members":[{"Number":"102"}]}`)
	c.show(alice+"/Groups", `{"value":[]}`)
	c.refuse("PATCH", "/Groups("+sales+")", `{"Members":[{"Number":"999"}]}`, "Members[0].Number", noSuchNumber)
	c.refuse("PATCH", "/Groups("+sales+")", `{"Members":[{"Number":"101"},{"Number":"101"}]}`, "Members[1].Number", duplicate)
	c.refuse("PATCH", "/Groups("+sales+")", `{"Members":[{"Rights":{"RoleName":"users"}}]}`, "Members[0].Number", required)
	c.refuse("PATCH", alice, `{"Groups":[{"GroupId":9999}]}`, "Groups[0].GroupId", notFound)
	c.refuse("PATCH", alice, `{"Groups":[{"Name":"Sales"}]}`, "Groups[0].GroupId", required)
	c.refuse("PATCH", alice, `{"Groups":[{"GroupId":`+sales+`},{"GroupId":`+sales+`}]}`, "Groups[1].GroupId", duplicate)
	c.show("/Groups("+sales+")/Members?$select=Number,MemberName,Type", `{"value":[{"Number":"102","MemberName":"Bob","Type":"Extension"}]}`)
}

func TestEditionOfRights(t *testing.T) {
	const standard = `{"license":{"edition":"standard"},"users":[{"Number":"101"}]}`
	body := func(c *client) string {
		return `{"Groups":[{"GroupId":` + groupID(c, "DEFAULT") + `,"Rights":{"RoleName":"users","CanBargeIn":true,"CanIntercom":true}}]}`
	}
	c := connect(t, standard, Options{})
	c.want(204, "PATCH", "/Users("+idOf(c, "101")+")", body(c))
	if got, want := rightsOf(c, "101", "DEFAULT"), `[map[GroupRights:map[AllowParking:true] Name:DEFAULT Rights:map[CanIntercom:true RoleName:users]]]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c = connect(t, standard, Options{EditionRefused: true})
	c.refuse("PATCH", "/Users("+idOf(c, "101")+")", body(c), "Groups[0].Rights.CanBargeIn", licenseType)
}

func TestFavorites(t *testing.T) {
	const seed = `{"users":[{"Number":"101","Favorites":["102"]},{"Number":"102"}]}`
	for _, survive := range []bool{false, true} {
		c := connect(t, seed, Options{FavoritesSurviveReplace: survive})
		at := "/Users(" + idOf(c, "101") + ")"
		c.show(at+"/Groups?$select=Name", `{"value":[{"Name":"DEFAULT"},{"Name":"___FAVORITES___101"}]}`)
		c.want(204, "PATCH", at, `{"Groups":[{"GroupId":`+groupID(c, "DEFAULT")+`}]}`)
		want := `{"value":[{"Name":"DEFAULT"}]}`
		if survive {
			want = `{"value":[{"Name":"DEFAULT"},{"Name":"___FAVORITES___101"}]}`
		}
		c.show(at+"/Groups?$select=Name", want)
		c.want(204, "DELETE", at, "")
		c.show("/Groups?$select=Name", `{"value":[{"Name":"DEFAULT"}]}`)
	}
	c := connect(t, `{}`, Options{Favorites: true})
	c.id("Users", `{}`)
	c.show("/Groups?$select=Name&$filter=startsWith(Name,'___FAVORITES___')", `{"value":[{"Name":"___FAVORITES___100"}]}`)
}

func TestPrimaryGroup(t *testing.T) {
	c := connect(t, team, Options{})
	bob, sales := "/Users("+idOf(c, "102")+")", groupID(c, "Sales")
	c.refuse("PATCH", bob, `{"PrimaryGroupId":9999}`, "PrimaryGroupId", notFound)
	c.refuse("PATCH", bob, `{"PrimaryGroupId":null}`, "PrimaryGroupId", required)
	c.want(204, "PATCH", bob, `{"PrimaryGroupId":`+sales+`}`)
	c.want(204, "PATCH", "/Users("+idOf(c, "101")+")", `{"Groups":[],"PrimaryGroupId":`+groupID(c, "DEFAULT")+`}`)
	c.refuse("DELETE", "/Groups("+sales+")", "", "Number", groupInUse)

	c = connect(t, team, Options{Primary: PrimaryRejoin})
	bob = "/Users(" + idOf(c, "102") + ")"
	c.want(204, "PATCH", bob, `{"Groups":[]}`)
	c.show(bob+"/Groups?$select=Name", `{"value":[{"Name":"DEFAULT"}]}`)
	c = connect(t, team, Options{Primary: PrimaryMember})
	c.refuse("PATCH", "/Users("+idOf(c, "102")+")", `{"Groups":[]}`, "PrimaryGroupId", invalid)
}

func TestLastOwner(t *testing.T) {
	c := connect(t, team, Options{})
	olga, def := "/Users("+idOf(c, "100")+")", groupID(c, "DEFAULT")
	c.refuse("PATCH", olga, `{"Groups":[{"GroupId":`+def+`,"Rights":{"RoleName":"users"}}]}`, "Groups", otherDowngrade)
	c.refuse("PATCH", "/Groups("+def+")", `{"Members":[]}`, "Members", otherDowngrade)
	c.refuse("DELETE", olga, "", "Number", otherDowngrade)
	c.want(204, "PATCH", "/Users("+idOf(c, "102")+")", `{"Groups":[{"GroupId":`+def+`,"Rights":{"RoleName":"system_owners"}}]}`)
	c.want(204, "PATCH", olga, `{"Groups":[{"GroupId":`+def+`,"Rights":{"RoleName":"users"}}]}`)
	c.want(204, "DELETE", olga, "")
}

func TestOwnPrincipal(t *testing.T) {
	c := connect(t, `{}`, Options{})
	r := c.want(200, "GET", "/ServicePrincipals?$filter=Number eq 'patchbay'&$select=Id", "")
	at := fmt.Sprintf("/ServicePrincipals(%v)", r.json["value"].([]any)[0].(map[string]any)["Id"])
	c.refuse("PATCH", at, `{"Groups":[{"GroupId":`+groupID(c, "DEFAULT")+`,"Rights":{"RoleName":"system_admins"}}]}`, "Groups", ownDowngrade)
	c.refuse("DELETE", at, "", "Number", kept)
}

func TestAllMembers(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101"}],"queues":[{"Number":"800"}]}`, Options{AllMembers: true})
	def := groupID(c, "DEFAULT")
	c.show("/Groups("+def+")/Members?$select=Number,Type,Tags", `{"value":[{"Number":"101","Type":"Extension","Tags":[]},{"Number":"patchbay","Type":"RoutePoint","Tags":["Principal"]},{"Number":"800","Type":"Queue","Tags":[]}]}`)
	c.refuse("PATCH", "/Groups("+def+")", `{"Members":[{"Number":"101"}]}`, "Members", ownDowngrade)
}
