package rainbow

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// firm is a world of the property tests: people with a licence and an extension
// each, and groups of managers and assistants, all of it legal.
type firm struct {
	people map[string]human
	groups map[string]team
}

// human is one of them; "" is none.
type human struct{ licence, extension string }

type team struct {
	boss       string
	assistants []string
}

var (
	someone = []string{"ann", "ben", "cid", "dora", "emil", "fay", "gus", "hana"}
	teams   = []string{"alpha", "beta", "gamma", "delta"}
	phones  = []string{"1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009"}
)

// drawFirm makes a legal world.
func drawFirm(t *rapid.T, label string) firm {
	c := firm{people: map[string]human{}, groups: map[string]team{}}
	free := rapid.Permutation(phones).Draw(t, label+": extensions")
	bosses, helpers := map[string]bool{}, map[string]bool{}
	order := rapid.Permutation(someone).Draw(t, label+": people")
	for _, name := range teams[:rapid.IntRange(0, len(teams)).Draw(t, label+": groups")] {
		i := slices.IndexFunc(order, func(u string) bool { return !bosses[u] && !helpers[u] })
		if i < 0 {
			break
		}
		boss := order[i]
		order = append(slices.Delete(slices.Clone(order), i, i+1), boss)
		var able []string
		for _, u := range someone {
			if u != boss && !bosses[u] {
				able = append(able, u)
			}
		}
		if len(able) == 0 {
			break
		}
		helping := rapid.SliceOfNDistinct(rapid.SampledFrom(able), 1, min(3, len(able)), rapid.ID[string]).Draw(t, label+": assistants of "+name)
		slices.Sort(helping)
		c.groups[name] = team{boss, helping}
		bosses[boss] = true
		for _, u := range helping {
			helpers[u] = true
		}
	}
	for i, u := range someone {
		h := human{extension: free[i], licence: rapid.SampledFrom([]string{Business, Enterprise}).Draw(t, label+": licence of "+u)}
		switch in := bosses[u] || helpers[u]; {
		case in:
		case rapid.IntRange(0, 3).Draw(t, label+": "+u+" is there") == 0:
			continue
		case rapid.Bool().Draw(t, label+": "+u+" has nothing"):
			h = human{}
		}
		c.people[u] = h
	}
	return c
}

// nearby makes a world that differs from another in a few things, so that chains and
// circles are frequent.
func nearby(t *rapid.T, from firm) firm {
	to := drawFirm(t, "after")
	for _, u := range slices.Sorted(maps.Keys(to.people)) {
		was, there := from.people[u]
		if there && was.licence != "" && rapid.IntRange(0, 2).Draw(t, u+" keeps the licence") > 0 && to.people[u].licence != "" {
			h := to.people[u]
			h.licence = was.licence
			to.people[u] = h
		}
	}
	if rapid.Bool().Draw(t, "extensions stay") {
		used := map[string]bool{}
		for _, u := range slices.Sorted(maps.Keys(to.people)) {
			h := to.people[u]
			if was := from.people[u]; was.extension != "" && h.extension != "" {
				h.extension = was.extension
				used[h.extension] = true
				to.people[u] = h
			}
		}
		for _, u := range slices.Sorted(maps.Keys(to.people)) {
			h := to.people[u]
			if from.people[u].extension != "" || h.extension == "" {
				continue
			}
			i := slices.IndexFunc(phones, func(n string) bool { return !used[n] })
			h.extension = phones[i]
			used[h.extension] = true
			to.people[u] = h
		}
	}
	return to
}

func address(u string) string { return u + "@acme.example" }

// site says a world in the language.
func (c firm) site() *model.Site {
	s := &model.Site{Package: "made"}
	for _, id := range slices.Sorted(maps.Keys(c.people)) {
		h := c.people[id]
		u := model.User{Object: model.Object{ID: id}, FirstName: model.Of(id), Email: model.Of(address(id)), Extension: model.Text(h.extension), Licences: map[string]string{}}
		if h.licence != "" {
			u.Licences[h.licence] = "true"
		}
		s.Users = append(s.Users, u)
	}
	for _, id := range slices.Sorted(maps.Keys(c.groups)) {
		g := model.Group{Object: model.Object{ID: id}, Kind: model.ManagerAssistant, Manager: model.Of(c.groups[id].boss)}
		for _, u := range c.groups[id].assistants {
			g.Assistants = append(g.Assistants, model.Assistant{User: u})
		}
		s.Groups = append(s.Groups, g)
	}
	s.Targets = []model.Target{{Object: model.Object{ID: "pbx"}, Type: typeName, Manage: map[string]model.Ownership{"users": model.Exclusive, "groups": model.Exclusive}}}
	return s
}

var firmProfile = state.Profile{Version: "1", Edition: ProductPBX}

// lowered is a site as native state.
func lowered(site *model.Site, p state.Profile) (*resolve.Desired, *state.Snapshot, diag.List) {
	d, ds := resolve.For(site, &site.Targets[0], p, Caps(p))
	s, more := Lower(d)
	s.Target, s.Type, s.Profile = site.Targets[0].ID, typeName, p
	return d, s, append(ds, more...)
}

// seats are how many of each licence the firm of the tests has.
const seats = 40

// live is a world as a reader would see it.
func (c firm) live() *state.Snapshot {
	_, s, _ := lowered(c.site(), firmProfile)
	s.Claims = nil
	taken := map[string]int64{}
	for i := range s.Objects {
		o := &s.Objects[i]
		o.Canonical, o.ID, o.Initial = "", "id-"+o.Key, nil
		switch o.Kind {
		case Licence:
			offer := o.Get("offer").Text()
			taken[offer]++
			o.Put("subscription", state.OfText(offer+" seats"))
			o.Put("status", state.OfText("active"))
		case Supervision:
			o.Put("delegation", state.OfBool(false))
			o.Put("managerIdle", state.OfBool(false))
			o.Put("idle", state.Nothing())
		}
	}
	add := func(kind, key string, attrs ...state.Attr) {
		o := state.Object{Kind: kind, Key: key, ID: "id-" + key}
		for _, a := range attrs {
			o.Put(a.Name, a.Value)
		}
		s.Objects = append(s.Objects, o)
	}
	text := func(name, v string) state.Attr { return state.Attr{Name: name, Value: state.OfText(v)} }
	add(System, "OXE", text("name", "OXE"), text("product", ProductPBX))
	for _, n := range phones {
		add(Extension, n, text("shortNumber", n), text("system", "OXE"))
	}
	for _, offer := range []string{Business, Enterprise} {
		add(Subscription, offer+" seats", text("name", offer+" seats"), text("offer", offer), text("status", "active"), state.Attr{Name: "isExclusive", Value: state.OfBool(true)},
			state.Attr{Name: "maxNumberUsers", Value: state.OfInt(seats)}, state.Attr{Name: "numberAssignedUsers", Value: state.OfInt(taken[offer])})
	}
	s.Sort()
	for _, k := range Schema(firmProfile).Kinds {
		s.Coverage = append(s.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}})
	}
	return s
}

// broken names the rules that a state breaks, by code that knows nothing of how
// Steps orders.
func broken(s *state.Snapshot) []string {
	var out []string
	manages, assists := map[string]string{}, map[string]string{}
	licensed, reachable, there := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range s.Objects {
		o := &s.Objects[i]
		switch o.Kind {
		case User:
			there[o.Key] = true
		case Licence:
			licensed[o.Get("user").Text()] = true
		case Association:
			reachable[o.Get("user").Text()] = true
		}
	}
	for _, g := range s.OfKind(Supervision) {
		boss, all := g.Get("manager").Text(), g.Get("assistants").Items()
		if boss == "" {
			out = append(out, "MA1 "+g.Key)
		}
		if len(all) == 0 {
			out = append(out, "MA2 "+g.Key)
		}
		if other, twice := manages[boss]; twice {
			out = append(out, fmt.Sprintf("MA4 %s: %s and %s", boss, other, g.Key))
		}
		if slices.Contains(all, boss) {
			out = append(out, "MA6 "+g.Key)
		}
		manages[boss] = g.Key
		for _, u := range all {
			assists[u] = g.Key
		}
		for _, u := range append(slices.Clone(all), boss) {
			switch {
			case !there[u]:
				out = append(out, "nobody is "+u)
			case !licensed[u]:
				out = append(out, "MA8 "+u+" in "+g.Key)
			case !reachable[u]:
				out = append(out, "MA9 "+u+" in "+g.Key)
			}
		}
	}
	for boss, g := range manages {
		if other, both := assists[boss]; both {
			out = append(out, fmt.Sprintf("MA3 %s: manager of %s and assistant in %s", boss, g, other))
		}
	}
	slices.Sort(out)
	return out
}

func lines(all []string) string { return strings.Join(all, "\n") }
