package gotoconnect

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// FuzzRows: whatever valid JSON the service answers, no decoder breaks, and what it gives
// can be put into objects of the schema's types.
func FuzzRows(f *testing.F) {
	for _, s := range []string{
		`{"key":78888886011013972886849029,"email":"A@b.example","adminRoles":["SUPER_USER"],"roleSets":[9007199254740992001],"licenseKeys":[1,"2"],"settings":{"JIVE":{"primaryExtensionNumber":"101"}}}`,
		`{"key":null,"adminRoles":null,"settings":[],"products":"x"}`, `{"key":"1","description":"x","seats":1e99,"products":["JIVE"],"enabled":"true"}`,
		`{"id":"e","number":101,"type":"DIRECT_EXTENSION","assignedPrimaryUserKey":null,"assignedSecondaryUserKeys":["1"],"ringSteps":[{"timeout":20,"items":[{"extensionId":"x"},null]},7],"finalStep":{"action":"VOICEMAIL"},"unavailableStep":null}`,
		`{"id":"d","macAddress":"00:15:65","modelName":{},"licenseKey":7,"locationId":[],"items":[{"position":"x"}]}`, `{"id":"n","number":"+1","routeTo":{"id":"e","type":"PHONE_NUMBER"},"permissions":["x"],"userKey":1}`,
		`{"id":"l","name":"x","address":{"line1":1,"city":null,"planet":"x"},"usedForEmergencyServices":true}`, `{"results":[{"key":1}],"total":"x"}`, `[[],{},null,"",0]`, `"x"`, `{"a":"\ud800\u0000"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		c := &conn{written: map[string]string{}}
		scan := func() *rest.Scan { return rest.NewScan(raw) }
		d := newDirectory()
		d.users, d.licences, d.roleSets, d.groups, d.models = []userRow{readUser(scan())}, []licenceRow{readLicence(scan())}, []row{readRow(scan())}, []row{readRow(scan())}, []row{readRow(scan())}
		d.extensions, d.devices, d.locations = []extensionRow{readExtension(scan())}, []deviceRow{readDevice(scan())}, []locationRow{readLocation(scan())}
		d.numbers, d.queues = []numberRow{readNumber(scan())}, []queueRow{readQueue(scan())}
		d.extensions[0].follow(raw)
		d.devices[0].buttons, d.devices[0].pressed = []buttonRow{readButton(scan())}, true
		d.numbers[0].permissions, d.queues[0].users = []permissionRow{readPermission(scan())}, []string{readUserKey(scan())}
		for name := range map[string]bool{"users": true, "licences": true, "roleSets": true, "groups": true, "models": true, "locations": true, "extensions": true, "numbers": true} {
			d.name(name)
		}
		schema := Schema(state.Profile{})
		for _, kind := range kindOrder {
			k, _ := schema.Kind(kind)
			for _, o := range c.objects(d, kind) {
				for _, a := range o.Attrs {
					f, ok := k.Field(a.Name)
					if !ok {
						t.Fatalf("%s.%s is not in the schema", kind, a.Name)
					}
					if a.Value.Presence() == state.Set && a.Value.Type() != f.Type {
						t.Fatalf("%s.%s is %v, want %v", kind, a.Name, a.Value.Type(), f.Type)
					}
				}
			}
		}
		message(400, raw)
	})
}

// TestErrorShapes: three services word their refusals in three ways.
func TestErrorShapes(t *testing.T) {
	for body, want := range map[string]string{
		`{"reference":"jhk","errorCode":"INVALID_NAME","message":"Name is not valid"}`: "Name is not valid (INVALID_NAME), reference jhk",
		`{"reference":"r","errorCode":"BAD_REQUEST","message":"Provided parameter(s) must be valid","constraintViolations":[{"field":"accountKey","constraint":"REQUIRED"},{"field":"pageSize","constraint":"INVALID"}]}`: "Provided parameter(s) must be valid: accountKey REQUIRED, pageSize INVALID (BAD_REQUEST), reference r",
		`{"errorCode":"TOO_MANY_REQUESTS"}`:                            "TOO_MANY_REQUESTS",
		`{"int_err_code":"InvalidToken","msg":"Invalid token passed"}`: "Invalid token passed (InvalidToken)",
		`{"error":"invalid_grant","error_description":"expired"}`:      "expired (invalid_grant)",
		`{}`: "", `[]`: "", `not json`: "",
	} {
		if got, _ := message(400, []byte(body)); got != want {
			t.Errorf("%s\n\t is %q, want %q", body, got, want)
		}
	}
}

// TestExpand: ids that would be another path stay one segment, and a blank in a filter is
// %20.
func TestExpand(t *testing.T) {
	got, took := calls["user.group"].expand(map[string]any{"group": "g/../x", "userKeys": []any{"1", "2"}}, "7")
	if got != "accounts/7/groups/g%2F..%2Fx/users/1%2C2" || len(took) != 3 {
		t.Error(got, took)
	}
	if q := query(byAddress(`a+b@c.example`)); strings.Contains(q, "+") || !strings.Contains(q, "email%20eq%20%22a%2Bb%40c.example%22") {
		t.Error(q)
	}
}

// TestRenews: planning renews a token, and exchanges no code.
func TestRenews(t *testing.T) {
	for body, want := range map[string]bool{
		"grant_type=refresh_token&refresh_token=x": true, "grant_type=authorization_code&code=x": false, "grant_type=refresh_token": false,
		"grant_type=refresh_token&refresh_token=x&scope=y": false, "grant_type=refresh_token&grant_type=authorization_code&refresh_token=x": false, "": false,
	} {
		if got := renews([]byte(body)); got != want {
			t.Errorf("%q: %t", body, got)
		}
	}
}
