package sim

import (
	"net/http"
	"testing"
)

// Item 1 of the list of what a faithful simulator must do: addresses, verbs and
// encodings.
func TestAddresses(t *testing.T) {
	c := portal(t, "")
	for _, path := range []string{"/rest/1/patchbay/user.get", "/rest/1/patchbay/user.get.json", "/rest/1/patchbay/user.get/", "/rest/1/patchbay/USER.Get.json?bx24_request_id=1&bx24_sdk_ver=2"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if r := c.send(method, "http://portal.example"+path, "", ""); r.status != http.StatusOK || len(r.field("ID")) != 1 {
				t.Errorf("%s %s: %d %s", method, path, r.status, r.text)
			}
		}
	}
}
