package sim

import (
	"strings"
	"testing"
)

// Keys of the Admin API are bare numbers that neither a double nor an int64 holds;
// Voice Admin and users/v1 have them as text, and the account's too.
func TestKeys(t *testing.T) {
	c := connect(t, people, nil)
	me := c.want(200, "GET", "/admin/rest/v1/me", "")
	if !strings.Contains(me.Text, `"accountKey":`+c.account+",") || len(c.account) != 19 {
		t.Errorf("accountKey: %s", me.Text)
	}
	alice := c.id("user/alice@acme.example")
	r := c.want(200, "GET", "admin:users/"+alice, "")
	if !strings.Contains(r.Text, `"key":`+alice) || len(alice) != 26 {
		t.Errorf("key: %s", r.Text)
	}
	if r := c.want(200, "GET", "voice:extensions/"+c.id("ext/1001"), ""); !strings.Contains(r.Text, `"assignedPrimaryUserKey":"`+alice+`"`) || !strings.Contains(r.Text, `"accountKey":"`+c.account+`"`) {
		t.Errorf("voice: %s", r.Text)
	}
	lined := c.want(200, "GET", "users:users?accountKey=HOME", "")
	if lined.At("items.2.userKey") != alice || lined.At("items.2.userId") == "" || lined.At("items.2.lines.0.id") != c.id("ext/1001") || lined.Value("items.2.lines.0.primary") != true {
		t.Errorf("users/v1: %s", lined.Text)
	}
	if lined.At("items.2.lines.0.organization.name") != "Acme" || lined.At("items.4.lines.0.number") != "1002" || lined.Value("items.4.lines.0.primary") != false {
		t.Errorf("lines: %s", lined.Text)
	}
	c.equal(c.want(200, "GET", "users:users/"+c.id("user/bob@acme.example")+"/lines", ""), "items", `[]`)
	scim := c.want(200, "GET", `scim:Users?filter=userName eq "alice@acme.example"`, "").At("resources.0.id")
	if ids := map[string]bool{alice: true, lined.At("items.2.userId"): true, scim: true}; len(ids) != 3 || scim == "" {
		t.Errorf("one person has three ids, not %v", ids)
	}
}

func TestUserFields(t *testing.T) {
	c := connect(t, people, nil)
	c.equal(c.want(200, "GET", "admin:users/"+c.id("user/alice@acme.example"), ""), "", c.fill(`{"adminRoles":[],"email":"alice@acme.example","firstName":"Alice","key":<user/alice@acme.example>,
		"lastName":"Martin","licenseKeys":[<licence/Connect>,<licence/Meeting>],"products":["JIVE","G2M"],"roleSets":[],"settings":{"JIVE":{"primaryExtensionNumber":"1001"}},"status":"ACTIVE"}`))
	c.equal(c.want(200, "GET", "admin:users/"+c.id("user/bob@acme.example")+"?attributes=email,roleSets", ""), "", c.fill(`{"email":"bob@acme.example","roleSets":[<role/Helpdesk>]}`))
	c.equal(c.want(200, "GET", "admin:users?attributeNames=firstName&pageSize=2&offset=1", ""), "", `{"fromIndex":1,"results":[{"firstName":"Mia"},{"firstName":"Alice"}],"toIndex":2,"total":5}`)
	for query, want := range map[string]string{
		"": "Root Mia Alice Bob Carol", "ascending=firstName": "Alice Bob Carol Mia Root", "descending=firstName=true": "Root Mia Carol Bob Alice", "offset=9": "", "pageSize=1000": "Root Mia Alice Bob Carol",
		`filter=email eq "ALICE@acme.example"`: "Alice", `filter=email%20eq%20%22nobody@acme.example%22`: "", `filter=(email="(?i).*ALICE.*") | (lastName="(?i).*zet.*")`: "Alice Bob",
		`filter=lastName="Martin"`: "Alice Carol", `filter=lastName="Mart"`: "", `filter=(lastName="(?i)martin") %26 (firstName="(?i)c.*")`: "Carol", `filter=((email eq "bob@acme.example"))`: "Bob",
	} {
		if got := c.want(200, "GET", "admin:users?"+query, "").Names("firstName"); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{
		`filter=email+eq+"alice@acme.example"`, `filter=email%20eq+"x"`, `filter=email eq alice`, `filter=email ne "x"`, `filter=colour eq "x"`, `filter=(email eq "x"`, `filter=email eq "x" email eq "y"`,
		`filter=email="(["`, `filter=|`, "offset=-1", "pageSize=0", "pageSize=1001", "pageSize=x",
	} {
		c.refuse(400, "InvalidRequest", "GET", "admin:users?"+query, "")
	}
	const plus = `{"users":[{"email":"a+b@acme.example","firstName":"A","lastName":"B"}]}`
	c.want(200, "POST", "admin:users", plus)
	c.refuse(400, "InvalidRequest", "GET", `admin:users?filter=email eq "a+b@acme.example"`, "")
	if got := c.want(200, "GET", `admin:users?filter=email eq "a%2Bb@acme.example"`, "").Names("email"); got != "a+b@acme.example" {
		t.Errorf("found %s", got)
	}
	literal := connect(t, people, opts{"plus": "literal"}) // a + is never a space
	literal.want(200, "POST", "admin:users", plus)
	if got := literal.want(200, "GET", `admin:users?filter=email eq "a+b@acme.example"`, "").Names("email"); got != "a+b@acme.example" {
		t.Errorf("found %s", got)
	}
	if got := connect(t, people, opts{"caseFilter": "true"}).want(200, "GET", `admin:users?filter=email eq "ALICE@acme.example"`, "").Names("email"); got != "" {
		t.Errorf("found %s", got)
	}
}

// A POST answers with all that it names, new or not, and leaves who exists alone.
func TestCreateUsers(t *testing.T) {
	c := connect(t, people, nil)
	body := c.fill(`{"users":[{"email":"new@acme.example","firstName":"New","lastName":"One"},{"email":"Alice@acme.example","firstName":"Other","lastName":"Name"}],"licenseKeys":[<licence/Connect>],"suppressEmail":true}`)
	r := c.want(200, "POST", "admin:users", body)
	want := c.fill(`[{"email":"new@acme.example","key":<user/new@acme.example>},{"email":"alice@acme.example","key":<user/alice@acme.example>}]`)
	if r.Text != want {
		t.Errorf("got %s, want %s", r.Text, want)
	}
	if again := c.want(200, "POST", "admin:users", body); again.Text != want {
		t.Errorf("again: %s", again.Text)
	}
	made := c.want(200, "GET", "admin:users/"+c.id("user/new@acme.example"), "")
	if made.At("status") != "INVITED" || made.At("licenseKeys.0") != c.id("licence/Connect") || c.world.users.Get(made.At("key")).Invited {
		t.Errorf("new: %s", made.Text)
	}
	if alice := c.want(200, "GET", "admin:users/"+c.id("user/alice@acme.example"), ""); alice.At("firstName") != "Alice" {
		t.Errorf("who existed: %s", alice.Text)
	}
	c.want(200, "POST", "admin:users", `{"users":[{"email":"mail@acme.example","firstName":"M","lastName":"N"}]}`)
	if !c.world.users.Get(c.id("user/mail@acme.example")).Invited {
		t.Error("nobody was invited")
	}
	gives := connect(t, people, opts{"existingLicences": "true"})
	gives.want(200, "POST", "admin:users", gives.fill(`{"users":[{"email":"carol@acme.example","firstName":"C","lastName":"D"}],"licenseKeys":[<licence/Connect>]}`))
	if carol := gives.world.users.Get(gives.id("user/carol@acme.example")); len(carol.LicenseKeys) != 1 {
		t.Errorf("carol has %v", carol.LicenseKeys)
	}
}

func TestCreateUsersRefused(t *testing.T) {
	c := connect(t, people, nil)
	six := strings.Repeat(`{"email":"N@acme.example","firstName":"N","lastName":"N"},`, 5)
	for i := range 5 {
		six = strings.Replace(six, `"N@`, `"n`+string(rune('0'+i))+`@`, 1)
	}
	before := string(must(c.world.Save()))
	for _, body := range []string{
		`{`, `[]`, `{}`, `{"users":[]}`, `{"users":[{"email":"x"}]}`, `{"users":[{"email":"a@acme.example","firstName":"A"}]}`, `{"users":[{"email":"a@acme.example","firstName":"A","lastName":""}]}`,
		`{"users":[{"email":"a@acme.example","firstName":"A","lastName":"B"},{"email":"b"}]}`, `{"users":[{"email":"a@acme.example","firstName":"A","lastName":"B"}],"licenseKeys":[1]}`,
		`{"users":[{"email":"a@acme.example","firstName":"A","lastName":"B"}],"licenseKeys":["x"]}`, `{"users":[{"email":"a@acme.example","firstName":"A","lastName":"B"}],"licenseKeys":[<licence/Area>]}`,
		`{"users":[` + strings.TrimSuffix(six, ",") + `],"licenseKeys":[<licence/Connect>]}`,
	} {
		c.refuse(400, "InvalidRequest", "POST", "admin:users", c.fill(body))
	}
	if string(must(c.world.Save())) != before {
		t.Error("what was refused changed the world")
	}
}

// The address is for ever; names, roles and licences change, the key is no field.
func TestUpdateUser(t *testing.T) {
	c := connect(t, people, nil)
	alice := "admin:users/" + c.id("user/alice@acme.example")
	c.refuse(400, "InvalidRequest", "PUT", alice, `{"email":"alicia@acme.example"}`)
	c.refuse(400, "InvalidRequest", "PUT", alice, `{"email":"alice@acme.example","key":7}`)
	c.want(204, "PUT", alice, `{"email":"alice@acme.example","firstName":"Alicia"}`)
	c.want(204, "PUT", alice, `{"adminRoles":["MANAGE_ACCOUNT"]}`)
	c.equal(c.want(200, "GET", alice, ""), "adminRoles", `["MANAGE_ACCOUNT"]`)
	c.want(204, "PUT", alice, `{"adminRoles":["SUPER_USER"]}`)
	c.want(204, "PUT", alice, `{"adminRoles":[]}`)
	c.want(204, "PUT", alice, c.fill(`{"licenseKeys":[<licence/Meeting>]}`))
	c.equal(c.want(200, "GET", alice+"?attributes=firstName,products,adminRoles", ""), "", `{"adminRoles":[],"firstName":"Alicia","products":["G2M"]}`)
	for _, body := range []string{`{"adminRoles":["OWNER"]}`, `{"adminRoles":["SUPER_USER","MANAGE_ACCOUNT"]}`, `{"licenseKeys":[7]}`, `{"licenseKeys":[<licence/Area>]}`, `{"licenseKeys":[<licence/Meeting>,<licence/Meeting>]}`, `{"firstName":null}`, `{"adminRoles":"x"}`, `{"groupKey":1}`} {
		c.refuse(400, "InvalidRequest", "PUT", alice, c.fill(body))
	}
	c.refuse(404, "NotFound", "PUT", "admin:users/7", `{}`)
	c.refuse(400, "InvalidRequest", "PUT", alice, c.fill(`{"licenseKeys":[<licence/Off>]}`))
	c.refuse(400, "InvalidRequest", "PUT", alice, c.fill(`{"licenseKeys":[<licence/Second>]}`))                     // full
	c.want(204, "PUT", c.fill("admin:users/<user/bob@acme.example>"), c.fill(`{"licenseKeys":[<licence/Second>]}`)) // has it
	off := connect(t, people, opts{"withoutInferred": "user-delete"})
	off.refuse(404, "NotFound", "DELETE", alice, "")
	off = connect(t, people, opts{"withoutInferred": "user-licences"})
	off.want(204, "PUT", alice, `{"licenseKeys":[]}`)
	off.equal(off.want(200, "GET", alice, ""), "products", `["JIVE","G2M"]`)
}

// An admin role or one custom role, never both; each is cleared in its own way.
func TestRoles(t *testing.T) {
	c := connect(t, people, nil)
	bob, alice := "admin:users/"+c.id("user/bob@acme.example"), "admin:users/"+c.id("user/alice@acme.example")
	list := c.want(200, "GET", "admin:rolesets", "")
	if list.Names("name") != "Helpdesk Auditor" || list.At("results.0.id") != c.id("role/Helpdesk") {
		t.Errorf("%s", list.Text)
	}
	give := func(role, email string) string {
		return c.fill("admin:rolesets/<role/" + role + ">/users?filter=email eq \"" + email + "\"")
	}
	c.refuse(400, "InvalidRequest", "PUT", bob, `{"adminRoles":["MANAGE_ACCOUNT"]}`)
	c.refuse(400, "InvalidRequest", "PUT", give("Auditor", "bob@acme.example"), `{}`)
	c.want(204, "PUT", give("Helpdesk", "bob@acme.example"), `{}`)
	c.want(204, "DELETE", `admin:users/rolesets?filter=email eq "bob@acme.example"`, "")
	c.want(204, "PUT", bob, `{"adminRoles":["MANAGE_ACCOUNT"]}`)
	c.refuse(400, "InvalidRequest", "PUT", give("Helpdesk", "bob@acme.example"), `{}`)
	c.want(204, "PUT", bob, `{"adminRoles":[]}`)
	c.want(204, "PUT", give("Auditor", "bob@acme.example"), `{}`)
	c.equal(c.want(200, "GET", bob, ""), "roleSets", c.fill(`[<role/Auditor>]`))
	c.refuse(404, "NotFound", "PUT", give("Auditor", "nobody@acme.example"), `{}`)
	c.refuse(404, "NotFound", "PUT", `admin:rolesets/7/users?filter=email eq "bob@acme.example"`, `{}`)
	c.refuse(400, "InvalidRequest", "PUT", c.fill("admin:rolesets/<role/Auditor>/users"), `{}`)
	c.refuse(400, "InvalidRequest", "DELETE", "admin:users/rolesets", "")
	c.refuse(400, "InvalidRequest", "DELETE", `admin:users/rolesets?filter=email+eq+"bob@acme.example"`, "")
	id := c.want(200, "POST", "admin:rolesets", `{"name":"Billing"}`).At("id")
	c.want(204, "PUT", "admin:rolesets/"+id+`/users?filter=email eq "alice@acme.example"`, `{}`)
	c.equal(c.want(200, "GET", alice, ""), "roleSets", `[`+id+`]`)
	c.refuse(400, "InvalidRequest", "POST", "admin:rolesets", `{}`)

	loose := connect(t, people, opts{"roleSwitch": "replace", "lastAdmin": "refuse"})
	loose.want(204, "PUT", bob, `{"adminRoles":["MANAGE_ACCOUNT"]}`)
	loose.equal(loose.want(200, "GET", bob, ""), "roleSets", `[]`)
	root := "admin:users/" + loose.id("user/root@acme.example")
	loose.refuse(400, "InvalidRequest", "PUT", root, `{"adminRoles":[]}`)
	loose.refuse(400, "InvalidRequest", "DELETE", root, "")
	loose.refuse(400, "InvalidRequest", "PUT", loose.fill(`admin:rolesets/<role/Auditor>/users?filter=email eq "root@acme.example"`), `{}`)
	c.want(204, "PUT", root, `{"adminRoles":[]}`)
	c.refuse(403, "AccessDenied", "GET", "admin:users", "") // locked out, as nothing forbids
}

func TestLicences(t *testing.T) {
	c := connect(t, people, nil)
	c.equal(c.want(200, "GET", "admin:licenses", ""), "results.0", c.fill(`{"deviceCount":0,"deviceKeys":[],"description":"Connect","devicesAllowed":true,"devicesOnly":false,"enabled":true,"entitlements":{},
		"externallyManaged":false,"key":<licence/Connect>,"products":["JIVE"],"seats":6,"type":"STANDARD","userCount":2,"userKeys":[<user/alice@acme.example>,<user/bob@acme.example>]}`))
	alice, bob := c.fill("admin:users/<user/alice@acme.example>"), c.fill("admin:users/<user/bob@acme.example>")
	c.refuse(400, "InvalidRequest", "PUT", alice, c.fill(`{"licenseKeys":[<licence/Second>]}`)) // bob has the one seat
	c.want(204, "PUT", bob, c.fill(`{"licenseKeys":[<licence/Connect>]}`))
	c.want(204, "PUT", alice, c.fill(`{"licenseKeys":[<licence/Second>]}`))
	c.want(204, "DELETE", alice, "")
	c.want(204, "PUT", bob, c.fill(`{"licenseKeys":[<licence/Second>]}`))
	r := c.want(200, "GET", "admin:licenses", "")
	if r.Names("description") != "Connect Meeting Second Area Off" || r.At("results.3.deviceCount") != "1" || r.At("results.3.userCount") != "0" {
		t.Errorf("%s", r.Text)
	}
}

func TestGroups(t *testing.T) {
	c := connect(t, people, nil)
	id := c.want(200, "POST", "admin:groups", `{"name":"Support"}`).At("id")
	r := c.want(200, "GET", "admin:groups", "")
	if r.Names("name") != "Sales Support" || r.At("results.1.key") != id {
		t.Errorf("%s", r.Text)
	}
	two := c.fill("<user/alice@acme.example>,<user/bob@acme.example>")
	c.want(204, "PUT", "admin:groups/"+id+"/users/"+two, "")
	c.want(204, "PUT", c.fill("admin:groups/<group/Sales>/users/<user/bob@acme.example>"), "")
	c.want(204, "DELETE", c.fill("admin:users/<user/alice@acme.example>/groups"), "")
	if bob := c.want(200, "GET", c.fill("admin:users/<user/bob@acme.example>"), ""); bob.At("groupKey") != c.id("group/Sales") {
		t.Errorf("%s", bob.Text)
	}
	if _, there := c.want(200, "GET", c.fill("admin:users/<user/alice@acme.example>"), "").JSON["groupKey"]; there {
		t.Error("alice has a group")
	}
	c.refuse(404, "NotFound", "PUT", "admin:groups/7/users/"+two, "")
	c.refuse(404, "NotFound", "PUT", "admin:groups/"+id+"/users/7", "")
	c.refuse(400, "InvalidRequest", "POST", "admin:groups", `{"name":""}`)
	off := connect(t, people, opts{"withoutInferred": "group-users"})
	off.refuse(404, "NotFound", "DELETE", c.fill("admin:users/<user/alice@acme.example>/groups"), "")

	// The answer of these two is a bare string.
	for _, part := range []string{"attributes", "templates"} {
		r := c.want(200, "POST", "admin:"+part, `{"name":"Title","title":"Welcome"}`)
		if !strings.HasPrefix(r.Text, `"`) {
			t.Errorf("%s", r.Text)
		}
		list := c.want(200, "GET", "admin:"+part, "")
		if `"`+list.At("results.0.key")+`"` != r.Text || list.At("results.0.title") != "Welcome" {
			t.Errorf("%s, %s", r.Text, list.Text)
		}
	}
}

// Who is deleted is named nowhere any more; the phone and the number stay.
func TestDeleteUsers(t *testing.T) {
	c := connect(t, people, nil)
	alice, bob := c.id("user/alice@acme.example"), c.id("user/bob@acme.example")
	c.want(204, "POST", c.fill("voice:phone-numbers/<number/+14155550100>/permissions"), `{"userKey":"`+alice+`","permissions":["TEXTING"]}`)
	c.refuse(404, "NotFound", "DELETE", "admin:users/"+alice+",7", "")
	c.want(200, "GET", "admin:users/"+alice, "")
	c.want(204, "DELETE", "admin:users/"+alice+","+bob, "")
	for _, key := range []string{alice, bob} {
		c.refuse(404, "NotFound", "GET", "admin:users/"+key, "")
		if strings.Contains(string(must(c.world.Save())), key) {
			t.Errorf("%s is still named:\n%s", key, must(c.world.Save()))
		}
	}
	c.equal(c.want(200, "GET", c.fill("voice:extensions/<ext/1001>"), ""), "assignedPrimaryUserKey", `null`)
	c.equal(c.want(200, "GET", c.fill("voice:devices/<device/001565000001>"), ""), "licenseKey", `null`)
	c.equal(c.want(200, "GET", c.fill("voice:phone-numbers/<number/+14155550100>/permissions"), ""), "items", `[]`)
	c.equal(c.want(200, "GET", c.fill("voice:call-queues/<ext/8000>/users"), ""), "items", `[]`)
	if r := c.want(200, "GET", "admin:licenses", ""); r.At("results.0.userCount") != "0" {
		t.Errorf("%s", r.Text)
	}
}
