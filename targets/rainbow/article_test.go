package rainbow

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

var inTurn = []struct {
	name    string
	profile state.Profile
	options model.Native
}{
	{"a company with a PBX", state.Profile{Version: "1", Edition: ProductPBX}, nil},
	{"a company of which nobody says what it has", state.Profile{Assumed: true}, nil},
	{"a company with Rainbow Hub", state.Profile{Version: "1", Edition: ProductHub}, model.Native{"product": ProductHub}},
}

// article is a site that says all that the help page on manager/assistant groups
// lets an administrator do, with what it asks of people, and what patchbay manages
// beside it.
func article(options model.Native) *model.Site {
	user := func(id, first, last, extension string, licences ...string) model.User {
		u := model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of(last), Email: model.Of(id + "@acme.example"), Extension: model.Of(extension), Licences: map[string]string{}}
		for _, l := range licences {
			u.Licences[l] = "true"
		}
		return u
	}
	claire := user("claire", "Claire", "Vasseur", "8003", Enterprise)
	claire.Position, claire.Department, claire.Mobile, claire.Language = map[string]string{"rainbow": "companyAdmin"}, model.Of("direction"), model.Of("+33612345678"), model.Of("fr")
	max := user("max", "Max", "Héry", "8004", Business, Attendant)
	max.Native = map[string]model.Native{"rainbow": {"roles": []any{"directory_admin"}, "tags": []any{"vip"}}}
	return &model.Site{
		Departments: []model.Department{{Object: model.Object{ID: "direction"}, Title: model.Of("Direction générale")}},
		Users:       []model.User{user("alice", "Alice", "Martin", "8001", Business), user("bob", "Bob", "Durand", "8002", Business), claire, max},
		Groups: []model.Group{
			{Object: model.Object{ID: "accueil"}, Kind: model.Supervision, Title: model.Of("Accueil"), Members: []model.Member{{User: "alice"}, {User: "bob"}}, Supervisors: map[string]bool{"max": true}},
			{Object: model.Object{ID: "direction"}, Kind: model.ManagerAssistant, Title: model.Of("Direction"), Extension: model.Of("8100"), RingSeconds: model.Of(int64(15)), Manager: model.Of("claire"),
				Assistants: []model.Assistant{{User: "alice", LoggedOut: model.Of(false)}, {User: "bob", LoggedOut: model.Of(true)}}, Delegation: model.Of(true)},
			{Object: model.Object{ID: "entraide", Native: map[string]model.Native{"rainbow": {"type": MutualAid}}}, Kind: model.Supervision, Title: model.Of("Entraide"), Members: []model.Member{{User: "alice"}, {User: "bob"}}},
			{Object: model.Object{ID: "finance"}, Kind: model.ManagerAssistant, Title: model.Of("Finance"), Extension: model.Of("8101"), Manager: model.Of("max"), Assistants: []model.Assistant{{User: "alice"}}},
			{Object: model.Object{ID: "standard"}, Kind: model.RingGroup, Title: model.Of("Standard"), Extension: model.Of("8102"), Strategy: model.Of("hunt"), RingOrder: []string{"bob", "alice"}, RingSeconds: model.Of(int64(10)),
				Members: []model.Member{{User: "alice"}, {User: "bob"}}},
		},
		Devices: []model.Device{{Object: model.Object{ID: "alice-desk"}, Kind: "deskphone", Owner: model.Of("alice"), MAC: model.Of("00:80:9f:00:00:01"), Model: model.Of("ALE-300"), Title: model.Of("Bureau d'Alice")}},
		Targets: []model.Target{{Object: model.Object{ID: "rainbow"}, Type: typeName, Options: options, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}},
	}
}

// TestArticle holds what the site becomes on both products, every loss, the
// effective rights and what comes back to testdata/article.txt. UPDATE=1 rewrites
// it.
func TestArticle(t *testing.T) {
	var b strings.Builder
	for _, x := range inTurn {
		fmt.Fprintf(&b, "== %s ==\n%s", x.name, targettest.Article(t, Driver, article(x.options), x.profile))
	}
	targettest.Golden(t, "testdata/article.txt", b.String())
}

// TestRules has the rules that only Rainbow has, by what is wrong with a site.
// Those of package check are tested there.
func TestRules(t *testing.T) {
	group := func(s *model.Site, id string) *model.Group {
		i := slices.IndexFunc(s.Groups, func(g model.Group) bool { return g.ID == id })
		return &s.Groups[i]
	}
	for _, x := range []struct {
		name string
		hub  bool
		ruin func(*model.Site)
		want diag.Code
	}{
		{"nobody is there to delegate to", false, func(s *model.Site) { group(s, "direction").Assistants[0].LoggedOut = model.Of(true) }, diag.GroupRule},
		{"a supervisor without an Attendant licence", false, func(s *model.Site) { delete(s.Users[3].Licences, Attendant) }, diag.GroupRule},
		{"half of the assistants are said to be logged in", false, func(s *model.Site) { group(s, "direction").Assistants[0].LoggedOut = model.Field[bool]{} }, diag.ValueUnfit},
		{"an assistant who cannot log in to Rainbow", false, func(s *model.Site) { s.Users[0].Email = model.Field[string]{} }, diag.ValueUnfit},
		{"two groups of one name", false, func(s *model.Site) { group(s, "finance").Title = model.Of("Direction") }, diag.NameClash},
		{"two licences that exclude each other", false, func(s *model.Site) { s.Users[0].Licences[Enterprise] = "true" }, diag.ValueUnfit},
		{"an unknown position", false, func(s *model.Site) { s.Users[0].Position = map[string]string{"rainbow": "king"} }, diag.ValueUnfit},
		{"the role of administrators, written", false, func(s *model.Site) { s.Users[3].Native["rainbow"]["roles"] = []any{"admin"} }, diag.ValueUnfit},
		{"a group of the Hub with a blank in its name", true, func(s *model.Site) { group(s, "direction").Title = model.Of("La Direction") }, diag.GroupRule},
		{"a group of the Hub that rings for a minute", true, func(s *model.Site) { group(s, "direction").RingSeconds = model.Of(int64(60)) }, diag.GroupRule},
		{"a group of the Hub without a number", true, func(s *model.Site) { group(s, "direction").Extension = model.Field[string]{} }, diag.NoNumber},
		{"an order of ringing that the Hub lacks", true, func(s *model.Site) { group(s, "standard").Strategy = model.Of("longestIdle") }, diag.ValueUnfit},
		{"a device without an address", true, func(s *model.Site) { s.Devices[0].MAC = model.Field[string]{} }, diag.NoNumber},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := inTurn[0]
			if x.hub {
				p = inTurn[2]
			}
			site := article(p.options)
			if _, _, ds := lowered(site, p.profile); ds.HasErrors() {
				t.Fatalf("the article is refused: %v", ds.Err())
			}
			x.ruin(site)
			_, _, ds := lowered(site, p.profile)
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == x.want && d.Severity == diag.Error && d.Hint != "" }) {
				t.Errorf("want %s, got\n%s", x.want, targettest.Said(ds))
			}
		})
	}
}
