package threecx_test

import (
	"strconv"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/targettest"
	"github.com/patchbay-dev/patchbay/targets/threecx"
)

const empty = `{"version": "20.0.10.1234", "license": {"edition": "enterprise"}}`

// peopled has every kind of object, a secret where the vendor keeps one, groups
// of favourites, and fields that the driver does not know.
const peopled = `{
  "version": "20.0.10.1234",
  "license": {"edition": "enterprise", "maxUsers": 100},
  "groups": [
    {"Name": "Sales", "GloballyVisible": true, "Language": "FR", "Rights": [{"RoleName": "users", "AllowParking": false}, {"RoleName": "managers", "CanBargeIn": true}]},
    {"Name": "Night watch"}
  ],
  "users": [
    {"Number": "101", "FirstName": "Alice", "LastName": "Martin", "EmailAddress": "alice@acme.example", "PrimaryGroup": "Sales", "VMPIN": "83241",
     "Groups": [{"Group": "Sales", "RoleName": "managers", "TranscriptionMode": "Both", "Rights": {"CanBargeIn": true}}, {"Group": "Night watch", "RoleName": "users", "Rights": {"CanSeeGroupRecordings": false}}],
     "Phones": [{"MacAddress": "001565123456", "Name": "Yealink T46U", "TemplateName": "yealink_t4x.ph.xml"}], "Favorites": ["102"]},
    {"Number": "102", "FirstName": "Bob", "LastName": "Durand", "Mobile": "0612345678", "Internal": true, "Favorites": ["101"]},
    {"Number": "103"}
  ],
  "queues": [{"Number": "700", "Name": "Support", "Agents": ["102", "101"], "Managers": ["101"], "PollingStrategy": "Hunt"}],
  "ringGroups": [{"Number": "710", "Name": "Door", "Members": ["101", "102"]}],
  "servicePrincipals": [{"Number": "ci", "Secret": "open-sesame", "XAPIEnabled": true, "Groups": [{"Group": "DEFAULT", "RoleName": "system_owners"}]}]
}`

func TestSuite(t *testing.T) {
	targettest.Run(t, targettest.Target{
		Driver: threecx.Driver,
		Worlds: map[string][]byte{"empty": []byte(empty), "peopled": []byte(peopled)},
		Roles:  []string{"user", "manager", "owner"},
		Page: func(n int) (map[string]string, model.Native) {
			return map[string]string{"pageSize": strconv.Itoa(n)}, nil
		},
		Secrets: []string{"83241", "open-sesame"},
		Quirks: map[string][]string{"version": {"20.0.8.1", "20.0.9.995"}, "pageSize": {"1", "50"}, "favorites": {"true"}, "keepNullOverrides": {"true"},
			"primary": {"rejoin", "member"}, "editionRefused": {"true"}, "emptyErrors": {"true"}, "nextLink": {"true"}},
		Spare: []state.Ref{{Kind: threecx.Group, Key: "DEFAULT"}},
	})
}
