package gotoconnect_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/gotoconnect"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, gotoconnect.Driver)) }

// TestConformance holds an account to what every target has to do.
func TestConformance(t *testing.T) { targettest.Run(t, conforming(t)) }

func conforming(t testing.TB) targettest.Target {
	return targettest.Target{
		Driver: gotoconnect.Driver,
		Worlds: targettest.Worlds(t, ""),
		Sites:  []targettest.Site{{Name: "contact centre", Site: centre()}, {Name: "everything else", Site: things()}},
		Fit:    fit,
		Page: func(n int) (map[string]string, model.Native) {
			size := strconv.Itoa(n)
			return map[string]string{"maxPageSize": size, "pageSize": size, "adminPageSize": size}, nil
		},
		ByHand:  byHand,
		Console: console,
		Secrets: []string{"canary-client-secret", "canary-refresh-token-1", "Canary-password-1", "Canary-password-2", "9081726354", "5544332211"},
		Quirks: map[string][]string{
			"withoutInferred": {"scim-put,virtual-fax"}, "adminForeign": {"refuse"}, "memberReads": {"refuse"}, "maxPageSize": {"7"}, "pageSize": {"1", "7"}, "adminPageSize": {"2"}, "markers": {"offset"},
			"staleMarkers": {"true"}, "caseFilter": {"true"}, "existingLicences": {"true"}, "plus": {"literal"}, "roleSwitch": {"replace"}, "lastAdmin": {"refuse"}, "promoteSecondaries": {"always", "never"},
			"queueUsers": {"loggedIn"}, "permissions": {"add"}, "permissionIds": {"true"}, "subListAccount": {"true"}, "mac": {"colons", "lower"}, "licenceDelay": {"50ms"}, "userDelay": {"0s"}, "newAttributes": {"true"},
			"rateLimit": {"1000"}, "tokenLifetime": {"1s"}, "refreshLifetime": {"24h"}, "rotateRefresh": {"false"}, // TestRotation has true: here every connection begins with the first token
		},
	}
}

// fit gives a site what the vendor asks of it: two names for everybody, and for whoever
// has a phone the licence with which one has it.
func fit(s *model.Site) {
	owners := map[string]bool{}
	for i := range s.Devices {
		owners[s.Devices[i].Owner.Or("")] = true
	}
	for i := range s.Users {
		u := &s.Users[i]
		u.LastName = model.Of(u.LastName.Or("Made"))
		if owners[u.ID] {
			u.Native = map[string]model.Native{"pbx": {"licenseKeys": []any{"GoTo Connect"}}}
		}
	}
}
