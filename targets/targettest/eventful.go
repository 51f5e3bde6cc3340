package targettest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// happening is a thing that a plan's steps do.
type happening string

const (
	creates happening = "creates"
	updates happening = "updates"
	deletes happening = "deletes"
	links   happening = "links"   // puts a reference to another object into one
	unlinks happening = "unlinks" // takes one out, or an object that is nothing but references
)

// most is how many calls an eventful plan has at most: enough for one of each
// kind, few enough for everything to go wrong at each request.
const most = 8

// tries is how many sites are made up to find an eventful one among.
const tries = 60

// found keeps the sites that were searched for: the search is the same every time.
var found sync.Map // by driver, world and seed

// eventful finds a site whose plan over the world at hand does as many kinds of
// thing as can be, in at most eight calls. With another seed it is another site.
func (s *session) eventful(seed int) *model.Site {
	s.Helper()
	key := fmt.Sprint(s.Driver.Type, s.Env, seed, string(s.world()))
	if x, ok := found.Load(key); ok {
		return x.(*model.Site)
	}
	x := s.search(seed)
	found.Store(key, x)
	return x
}

func (s *session) search(seed int) *model.Site {
	s.Helper()
	p := s.profile()
	caps, schema := s.Driver.Caps(p), s.Driver.Schema(p)
	gen := s.sitesOf(caps, 2)
	var best *model.Site
	var seen []happening
	why := ""
	for i := range tries + len(s.Sites) {
		var site *model.Site
		if own := i - tries; own >= 0 {
			site = s.Sites[own].Site
		} else {
			site = gen.Example(seed*1000 + i)
			exclude(site, caps, i)
		}
		made, err := s.plan(site)
		switch {
		case err != nil:
			why = err.Error()
			continue
		case made.diags.HasErrors():
			why = made.diags.Err().Error()
			continue
		}
		if all := happenings(schema, made.section); len(automatic(made.section)) <= most && len(all) > len(seen) && slices.Contains(all, creates) {
			best, seen = site, all
		}
	}
	if !slices.Contains(seen, updates) {
		s.Fatalf("no site was found whose plan over the world peopled creates and updates in at most eight steps; the last was refused: %s", why)
	}
	s.Logf("plan %d, of at most %d steps, %s", seed, most, join(seen))
	return best
}

// exclude gives a site the ownership of a kind, another one for each i, so that what
// it does not declare goes.
func exclude(site *model.Site, caps resolve.Caps, i int) {
	if n := i % (len(caps.Manage) + 1); n < len(caps.Manage) {
		site.Targets[0].Manage[caps.Manage[n]] = model.Exclusive
	}
}

// happenings are the kinds of thing that a plan does, sorted.
func happenings(schema state.Schema, section plan.Section) []happening {
	var out []happening
	for _, st := range section.Steps {
		if st.Kind != plan.Call {
			continue
		}
		for _, e := range st.Effects {
			if !e.Predicted {
				out = append(out, happeningsOf(schema, e)...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// happeningsOf tells what one effect is: of what is nothing but references, only
// the links count.
func happeningsOf(schema state.Schema, e state.Effect) []happening {
	k, _ := schema.Kind(e.Object.Kind)
	tied := tie(k)
	var out []happening
	switch {
	case e.Op == state.OpDelete && tied:
		return []happening{unlinks}
	case e.Op == state.OpDelete:
		return []happening{deletes}
	case e.Op == state.OpCreate && !tied:
		out = append(out, creates)
	case e.Op == state.OpUpdate:
		out = append(out, updates)
	}
	for _, a := range e.Attrs {
		f, _ := k.Field(a.Name)
		switch {
		case f.Ref == "":
		case a.Value.Presence() == state.Set:
			out = append(out, links)
		case e.Op == state.OpUpdate:
			out = append(out, unlinks)
		}
	}
	return out
}

// tie reports whether objects of a kind are nothing but references.
func tie(k *state.Kind) bool {
	return k != nil && len(k.Key) > 1 && !slices.ContainsFunc(k.Key, func(name string) bool {
		f, ok := k.Field(name)
		return !ok || f.Ref == ""
	})
}

func join(all []happening) string {
	var words []string
	for _, h := range all {
		words = append(words, string(h))
	}
	return strings.Join(words, ", ")
}
