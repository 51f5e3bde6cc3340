package rainbow_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/rainbow"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, rainbow.Driver)) }

// TestConformance holds a company with a PBX to what every target has to do.
func TestConformance(t *testing.T) { targettest.Run(t, conforming(t, "")) }

// TestConformanceHub holds a company with a Cloud PBX to it.
func TestConformanceHub(t *testing.T) { targettest.Run(t, conforming(t, "_hub")) }

func conforming(t *testing.T, product string) targettest.Target {
	out := targettest.Target{
		Driver: rainbow.Driver,
		Worlds: targettest.Worlds(t, product),
		Page: func(n int) (map[string]string, model.Native) {
			return map[string]string{"maxLimit": strconv.Itoa(n)}, nil
		},
		Quirks: map[string][]string{
			"adminTypeUndefined": {"true"}, "businessOffers": {"Alert Custom"}, "createStatus": {"200"}, "delegationWithoutActive": {"true"}, "extensions": {"-1"}, "legacyGroups": {"true"},
			"loginAttempts": {"1"}, "loginLock": {"24h"}, "looseMembers": {"true"}, "maxLimit": {"1", "7"}, "maxTokenRenew": {"-1"}, "membersInLists": {"true"}, "minClientVersion": {"99"},
			"numericShortNumbers": {"true"}, "passwordLength": {"12"}, "purchases": {"true"}, "rateLimit": {"100000"}, "refuseUnknownFields": {"true"}, "replaceResets": {"true"},
			"singleErrorAsObject": {"true"}, "takeover": {"true"}, "tokenLifetime": {"1s"}, "uniqueGroupNames": {"true"}, "withoutInferred": {"delegation,member-status"},
		},
		Secrets: []string{"app-canary-secret-1", "Canary-password-1", "Canary-password-2", "canary0key0canary0key0"},
	}
	out.Sites = exampleSites(product)
	if product != "" {
		out.Fit = onHub
	}
	return out
}

// onHub gives a site numbers of the plan of the Cloud PBX, names in the alphabet of
// its groups (MA14), phones that it knows, and everybody the licence for a number.
func onHub(s *model.Site) {
	number := func(f *model.Field[string]) {
		n, err := strconv.Atoi(f.Or(""))
		if n >= 1000 {
			n = n%1000 + 200
		}
		if err == nil {
			*f = model.Of(strconv.Itoa(8000 + n))
		}
	}
	for i := range s.Users {
		number(&s.Users[i].Extension)
		s.Users[i].Licences = map[string]string{"enterprise": "true"}
		s.Users[i].Language = model.Of(s.Users[i].Language.Or("en")) // else who else makes a user decides
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		number(&g.Extension)
		g.Title = model.Of(strings.ReplaceAll(g.Title.Or(g.ID), " ", "-"))
		if n, ok := g.RingSeconds.Get(); ok {
			g.RingSeconds = model.Of(min(n, 30))
		}
	}
	for i := range s.Devices {
		s.Devices[i].Model = model.Of("ALE-300")
	}
}
