package threecx_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/targettest"
	"github.com/patchbay-dev/patchbay/targets/threecx"
)

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, threecx.Driver)) }

// TestConformance holds 3CX to what every target has to do.
func TestConformance(t *testing.T) {
	targettest.Run(t, targettest.Target{
		Driver: threecx.Driver,
		Worlds: targettest.Worlds(t, ""),
		Roles:  []string{"user", "manager", "receptionist"},
		Page: func(n int) (map[string]string, model.Native) {
			return map[string]string{"pageSize": strconv.Itoa(n)}, model.Native{"pageSize": int64(n)}
		},
		Secrets: []string{"vmpin-canary-1", "auth-canary-1", "auth-canary-2"},
		Quirks: map[string][]string{
			"version": {"20.0.8.1", "20.0.8.1109", "20.0.9.995"}, "manyTokens": {"true"}, "favorites": {"true"}, "favoritesSurviveReplace": {"true"},
			"editionRefused": {"true"}, "emptyErrors": {"true"}, "keepNullOverrides": {"true"}, "primary": {"rejoin", "member"},
			"nextLink": {"true"}, "pageSize": {"1", "50"}, "strictLength": {"true"}, "checkDestinations": {"true"}, "allMembers": {"true"},
			"duplicateGroupNames": {"true"}, "requireEnterprise": {"true"}, "owner": {"true"}, "partialMultiUpdate": {"true"},
		},
		Spare: []state.Ref{{Kind: threecx.Group, Key: "DEFAULT"}},
	})
}
