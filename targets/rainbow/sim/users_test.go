package sim

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// people is a company with a PBX and a few users: alice and bob are ready for
// manager/assistant groups, carol has no licence, dave no device.
const people = `{"users":[
 {"loginEmail":"alice@x.example","firstName":"Alice","lastName":"Martin","password":"Secret-1","isInitialized":true,"profiles":[{"offerReference":"RB-Business"}],"department":"Sales","tags":["a b"]},
 {"loginEmail":"bob@x.example","firstName":"Bob","lastName":"Nowak","password":"Secret-1","isInitialized":true,"profiles":[{"offerName":"Business"}],"jobTitle":"Chef",
  "phoneNumbers":[{"number":"0612345678","type":"home","deviceType":"mobile"}],"customData":{"k":"v"}},
 {"loginEmail":"carol@x.example","firstName":"Carol","password":"Secret-1"},
 {"loginEmail":"dave@x.example","firstName":"Dave","password":"Secret-1","profiles":[{"offerReference":"RB-Enterprise"}]},
 {"loginEmail":"erin@x.example","firstName":"Erin","password":"Secret-1","profiles":[{"offerReference":"RB-Business"}]},
 {"loginEmail":"frank@x.example","firstName":"Frank","password":"Secret-1","profiles":[{"offerReference":"RB-Business"},{"offerName":"Attendant Custom"}]},
 {"loginEmail":"guest@x.example","roles":["guest"]}],
 "phoneNumbers":[{"shortNumber":"2001","userId":"alice@x.example"},{"shortNumber":"2002","userId":"bob@x.example"},{"shortNumber":"2003","userId":"carol@x.example"},
 {"shortNumber":"2004"},{"shortNumber":"2005","userId":"erin@x.example"},{"shortNumber":"2006","userId":"frank@x.example"},{"shortNumber":"2007"}]}`

func TestUserList(t *testing.T) {
	c := connect(t, people, Quirks{})
	r := c.want(200, "GET", "admin/v1.0/users?offset=undefined&limit=undefined&sortField=undefined", "")
	c.Equal(r, "total", "7")
	c.Equal(r, "limit", "100")
	c.Equal(r, "offset", "0")
	if got := r.Names("displayName"); got != "Admin Patchbay Alice Martin Bob Nowak Carol Dave Erin Frank" {
		t.Errorf("order: %s", got)
	}
	row := r.JSON["data"].([]any)[1].(map[string]any)
	for _, hidden := range []string{"phoneNumbers", "profiles", "department", "jid_password", "password"} {
		if _, there := row[hidden]; there {
			t.Errorf("small shows %s", hidden)
		}
	}
	full := c.want(200, "GET", "admin/v1.0/users?format=full&loginEmail=Alice@x.example", "")
	c.Equal(full, "total", "1")
	c.Equal(full, "data.0.department", `"Sales"`)
	c.Equal(full, "data.0.phoneNumbers.0.shortNumber", `"2001"`)
	c.Equal(full, "data.0.phoneNumbers.0.isFromSystem", `true`)
	c.Equal(full, "data.0.profiles.1.offerReference", `"RB-Business"`)
	c.Equal(c.want(200, "GET", "admin/v1.0/users?format=medium&loginEmail=alice@x.example", ""), "data.0.profiles", `null`)
	for query, want := range map[string]string{
		"roles=guest": "guest@x.example", "departments=Sales,Other": "Alice Martin", "tags=a b": "Alice Martin", "phoneNumbers=2002": "Bob Nowak", "phoneNumbers=%2B33612345678": "Bob Nowak",
		"searchEmail=ERIN": "Erin", "sortOrder=-1&limit=1": "Frank", "limit=2&offset=1": "Alice Martin Bob Nowak", "offset=99": "", "sortField=loginEmail&limit=1": "Admin Patchbay", "isTerminated=true": "", "companyId=nowhere": "", "limit=0": "",
	} {
		if got := c.want(200, "GET", "admin/v1.0/users?"+query, "").Names("displayName"); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	r = c.refuse(400000, "limit", "GET", "admin/v1.0/users?limit=many", "")
	c.Equal(r, "errorDetails", `{"param":"limit","msg":"must be a whole number of 0 or more","value":"many"}`)
	c.refuse(400000, "format", "GET", "admin/v1.0/users?format=huge", "")
	c.refuse(400000, "sortOrder", "GET", "admin/v1.0/users?sortOrder=2", "")
	c.refuse(400000, "isTerminated", "GET", "admin/v1.0/users?isTerminated=maybe", "")
}

func TestMaxLimit(t *testing.T) {
	c := connect(t, people, Quirks{MaxLimit: 2})
	r := c.want(200, "GET", "admin/v1.0/users?limit=1000", "")
	c.Equal(r, "limit", "2")
	if r.Len("data") != 2 {
		t.Errorf("a page of %d", r.Len("data"))
	}
}

func TestCreateUser(t *testing.T) {
	c := connect(t, "", Quirks{})
	company := c.path("<companies/Patchbay>")
	r := c.want(201, "POST", "admin/v1.0/users", `{"loginEmail":"new@x.example","password":"Secret-1","firstName":"New","companyId":"`+company+`","unknown":1,"id":"ignored"}`)
	c.Equal(r, "data.roles", `["user"]`)
	c.Equal(r, "data.profiles.0.offerReference", `"RB-Essential"`)
	c.Equal(r, "data.country", `null`)
	c.Equal(r, "data.timeToLive", `-1`)
	c.Equal(r, "data.companyName", `"Patchbay"`)
	c.refuse(409000, "already created", "POST", "admin/v1.0/users", `{"loginEmail":"NEW@x.example","password":"Secret-1","companyId":"`+company+`"}`)
	r = c.refuse(400000, "", "POST", "admin/v1.0/users", `{"loginEmail":"no address","visibility":"x","tags":[1],"isActive":"perhaps","timeToLive":"soon","country":"FR","language":"french"}`)
	if n := r.Len("errorDetails"); n != 7 {
		t.Errorf("%d mistakes: %s", n, r.Text)
	}
	c.Equal(r, "errorDetails.0.param", `"country"`)
	c.refuse(400000, "password is required", "POST", "admin/v1.0/users", `{"loginEmail":"b@x.example","companyId":"`+company+`"}`)
	c.want(201, "POST", "admin/v1.0/users?sendInvitationEmail=true", `{"loginEmail":"b@x.example","companyId":"`+company+`"}`)
	for _, weak := range []string{"Sec-1", "secret-1", "Secret-x", "Secretx1"} {
		c.refuse(400000, "too weak", "POST", "admin/v1.0/users", `{"loginEmail":"c@x.example","password":"`+weak+`","companyId":"`+company+`"}`)
	}
	c.refuse(400000, "cannot be created here", "POST", "admin/v1.0/users", `{"loginEmail":"c@x.example","password":"Secret-1","phoneNumbers":[{"shortNumber":"1001","isFromSystem":true}],"companyId":"`+company+`"}`)
	c.refuse(400210, "E.164", "POST", "admin/v1.0/users", `{"loginEmail":"c@x.example","password":"Secret-1","phoneNumbers":[{"number":"12","country":"XXX"}],"companyId":"`+company+`"}`)
	c.refuse(400000, "home, work or other", "POST", "admin/v1.0/users", `{"loginEmail":"c@x.example","password":"Secret-1","emails":[{"email":"x@x.example","type":"best"}],"companyId":"`+company+`"}`)
	lands := c.want(201, "POST", "admin/v1.0/users", `{"loginEmail":"lost@x.example","password":"Secret-1"}`)
	c.Equal(lands, "data.companyName", `"Default"`)
	c.refuse(403205, "", "GET", "admin/v1.0/users/"+lands.At("data.id"), "")
	c.refuse(400000, "not JSON", "POST", "admin/v1.0/users", `{`)
}

func TestErrorShapes(t *testing.T) {
	c := connect(t, "", Quirks{SingleErrorAsObject: true, RefuseUnknownFields: true})
	r := c.refuse(400000, "", "POST", "admin/v1.0/users", `{"loginEmail":"x@x.example","colour":"red"}`)
	c.Equal(r, "errorDetails", `{"param":"colour","msg":"there is no such field","value":"red"}`)
	r = c.refuse(404000, "there is no", "GET", "admin/v1.0/nothing", "")
	for _, name := range []string{"errorCode", "errorMsg", "errorDetails", "errorDetailsCode", "errorDetailsData"} {
		if r.JSON[name] == nil {
			t.Errorf("no %s in %s", name, r.Text)
		}
	}
	c.Equal(r, "errorMsg", `"Not Found"`)
}

func TestRoles(t *testing.T) {
	c := connect(t, people, Quirks{})
	alice := c.path("admin/v1.0/users/<users/alice@x.example>")
	c.refuse(400000, "adminType is required", "PUT", alice, `{"roles":["user","admin"]}`)
	c.refuse(403304, "organization_admin", "PUT", alice, `{"roles":["user","admin"],"adminType":"organization_admin"}`)
	c.refuse(403203, "superadmin", "PUT", alice, `{"roles":["user","superadmin"]}`)
	c.refuse(400000, "there is no role", "PUT", alice, `{"roles":["king"]}`)
	c.want(200, "PUT", alice, `{"roles":["user","admin"],"adminType":"site_admin"}`)
	me := "admin/v1.0/users/" + c.me
	c.refuse(403200, "own roles", "PUT", me, `{"roles":["user"]}`)
	c.refuse(403200, "own roles", "PUT", me, `{"adminType":"site_admin"}`)
	c.refuse(403205, "own loginEmail", "PUT", me, `{"loginEmail":"else@x.example"}`)
	c.want(200, "PUT", me, `{"loginEmail":"`+login+`","roles":["admin","user"],"adminType":"company_admin","lastName":"Root"}`)
	c.refuse(403205, "own account", "DELETE", me, "")
	c.refuse(403205, "own account", "PUT", me, `{"isActive":false}`)
	c.refuse(400000, "attendant", "POST", "admin/v1.0/users", c.path(`{"loginEmail":"n@x.example","password":"Secret-1","companyId":"<companies/Patchbay>","roles":["user","attendant"]}`))
	site := c.as("alice@x.example", "Secret-1")
	site.refuse(403000, "site_admin", "POST", "admin/v1.0/users", `{"loginEmail":"n@x.example","password":"Secret-1"}`)
	bob := c.as("bob@x.example", "Secret-1")
	bob.refuse(403000, "admin", "GET", "admin/v1.0/users", "")
	bob.refuse(403205, "", "GET", alice, "")
	bob.want(200, "PUT", "admin/v1.0/users/"+bob.me, `{"jobTitle":"Boss"}`)
	bob.refuse(403000, "tags", "PUT", "admin/v1.0/users/"+bob.me, `{"tags":["x"]}`)
	c = connect(t, people, Quirks{AdminTypeUndefined: true})
	c.Equal(c.want(200, "GET", c.path("admin/v1.0/users/<users/bob@x.example>"), ""), "data.adminType", `"undefined"`)
}

// phoneNumbers replaces all personal numbers, and no extension; customData is
// replaced whole.
func TestOverwrites(t *testing.T) {
	c := connect(t, people, Quirks{})
	bob := c.path("admin/v1.0/users/<users/bob@x.example>")
	before := c.want(200, "GET", bob, "")
	c.Equal(before, "data.phoneNumbers.1.numberE164", `"+33612345678"`)
	kept := before.At("data.phoneNumbers.1.phoneNumberId")
	r := c.want(200, "PUT", bob, `{"lastName":"Kowalski"}`)
	c.Equal(r, "data.customData", `{"k":"v"}`)
	c.Equal(r, "data.jobTitle", `"Chef"`)
	r = c.want(200, "PUT", bob, `{"phoneNumbers":[{"number":"0612345678","type":"home","deviceType":"mobile"},{"number":"+48221234567"}]}`)
	if r.Len("data.phoneNumbers") != 3 || r.At("data.phoneNumbers.1.phoneNumberId") != kept {
		t.Errorf("a number that was named again: %s", r.Text)
	}
	system := before.At("data.phoneNumbers.0.systemId")
	r = c.want(200, "PUT", bob, `{"customData":{"other":"1"},"phoneNumbers":[{"shortNumber":"2002","systemId":"`+system+`","isFromSystem":true,"number":"0298765432"}]}`)
	c.Equal(r, "data.customData", `{"other":"1"}`)
	if r.Len("data.phoneNumbers") != 1 {
		t.Errorf("personal numbers that were left out are still there: %s", r.Text)
	}
	c.Equal(r, "data.phoneNumbers.0.numberE164", `"+33298765432"`)
	c.Equal(r, "data.phoneNumbers.0.shortNumber", `"2002"`)
	c.refuse(400000, "must be the user's already", "PUT", bob, `{"phoneNumbers":[{"shortNumber":"2001","systemId":"`+system+`"}]}`)
	r = c.want(200, "PUT", bob, `{"phoneNumbers":[]}`)
	if r.Len("data.phoneNumbers") != 1 {
		t.Errorf("an extension went with an empty list: %s", r.Text)
	}
	many := strings.Repeat(`"k%d":1,`, 21)
	args := make([]any, 21)
	for i := range args {
		args[i] = i
	}
	c.refuse(400000, "20 keys", "PUT", bob, `{"customData":{`+strings.TrimSuffix(fmt.Sprintf(many, args...), ",")+`}}`)
}

func TestDeleteUser(t *testing.T) {
	c := connect(t, people, Quirks{})
	carol, alice := c.id("users/carol@x.example"), c.id("users/alice@x.example")
	short := c.path("admin/v1.0/systems/<systems/PBX>/phone-numbers/<phoneNumbers/2001>")
	business := c.path("subscription/v1.0/companies/<companies/Patchbay>/subscriptions/<subscriptions/Business>")
	used := must(strconv.Atoi(c.want(200, "GET", business, "").At("data.numberAssignedUsers")))
	if r := c.want(200, "DELETE", "admin/v1.0/users/"+carol, ""); !strings.Contains(r.At("status"), "successfully deleted") {
		t.Errorf("delete says %s", r.Text)
	}
	c.refuse(404000, "", "GET", "admin/v1.0/users/"+carol, "")
	c.want(200, "DELETE", "admin/v1.0/users/"+alice, "")
	gone := c.want(200, "GET", "admin/v1.0/users/"+alice, "")
	c.Equal(gone, "data.isTerminated", `true`)
	c.Equal(gone, "data.companyName", `"Terminated"`)
	c.Equal(gone, "data.phoneNumbers", `[]`)
	c.Equal(gone, "data.profiles", `[]`)
	if strings.Contains(gone.At("data.loginEmail"), "alice") {
		t.Errorf("the address is still %s", gone.At("data.loginEmail"))
	}
	c.Equal(c.want(200, "GET", short, ""), "data.userId", `null`)
	if now := c.want(200, "GET", business, "").Value("data.numberAssignedUsers"); now != number(used-1) {
		t.Errorf("licences in use: %v, then %v", used, now)
	}
	c.Equal(c.want(200, "GET", "admin/v1.0/users?loginEmail=alice@x.example", ""), "total", "0")
	c.Equal(c.want(200, "GET", "admin/v1.0/users?isTerminated=true", ""), "total", "1")
	c.refuse(403205, "is deleted", "PUT", "admin/v1.0/users/"+alice, `{"firstName":"x"}`)
	again := c.make("admin/v1.0/users", c.path(`{"loginEmail":"alice@x.example","password":"Secret-1","companyId":"<companies/Patchbay>"}`))
	if again == alice {
		t.Error("who comes back has the old id")
	}
}

// What each format shows, field by field, as the Node SDK lists it.
func TestFormats(t *testing.T) {
	c := connect(t, people, Quirks{})
	c.want(201, "POST", "authentication/v1.0/apikeys", `{"description":"k","expirationDate":"2030-01-01T00:00:00.000Z"}`)
	for path, want := range map[string][2]string{
		"admin/v1.0/users?loginEmail=bob@x.example": {
			"companyId companyName displayName firstName id isTerminated lastName loginEmail",
			"companyId companyName displayName firstName guestMode id isTerminated jid_im jid_tel lastAvatarUpdateDate lastName loginEmail"},
		"subscription/v1.0/companies/<companies/Patchbay>/subscriptions?x": {"id isDefault offerId profileId", "id isDefault offerId profileId status"},
		"admin/v1.0/sites?x":                               {"id name", "companyId id name status"},
		"admin/v1.0/systems?x":                             {"id pbxId version", "id name pbxId status version"},
		"admin/v1.0/systems/<systems/PBX>/phone-numbers?x": {"id internalNumber shortNumber", "id internalNumber isFromSystem pbxId shortNumber systemId"},
		"admin/v1.0/companies?x":                           {"id name", "country id name status"},
		"authentication/v1.0/apikeys?x":                    {"description id", "description expirationDate id isActive scope"},
	} {
		for i, format := range []string{"small", "medium"} {
			r := c.want(200, "GET", c.path(path)+"&format="+format, "")
			row, _ := r.Value("data.0").(map[string]any)
			if got := strings.Join(slices.Sorted(maps.Keys(row)), " "); got != want[i] {
				t.Errorf("%s %s:\n got %s\nwant %s", path, format, got, want[i])
			}
		}
	}
}
