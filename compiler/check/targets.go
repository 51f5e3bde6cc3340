package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// targets wants each target to be managed once, in kinds that it has, by an
// account.
func targets(r *run) {
	seen := map[string]*model.Target{}
	for i := range r.site.Targets {
		t := &r.site.Targets[i]
		r.kinds(t)
		r.account(t)
		r.exclusiveSelection(t)
		r.addressAlone(t)
		if t.URL == "" || simulated(t) {
			continue
		}
		key := strings.ToLower(strings.TrimRight(t.URL, "/")) + " " + t.Tenant.Or("")
		if other := seen[key]; other != nil {
			r.fail(problem{
				code: diag.TargetTwice, path: path("targets", t.ID, "url"), at: t.Pos, also: []diag.Pos{r.place(path("targets", other.ID, "url"), other.Pos)}, target: t.ID,
				message: fmt.Sprintf("targets %q and %q are the same system, %s", other.ID, t.ID, t.URL),
				hint:    "one target manages one system; use tenant where a service is shared",
			})
			continue
		}
		seen[key] = t
	}
}

// pathless are the types whose url is an address without a path: the paths of
// their APIs are fixed.
var pathless = []string{"3cx"}

func (r *run) addressAlone(t *model.Target) {
	scheme, rest, _ := strings.Cut(t.URL, "://")
	host, below, _ := strings.Cut(rest, "/")
	if simulated(t) || below == "" || !slices.Contains(pathless, t.Type) {
		return
	}
	r.fail(problem{
		code: diag.AddressPath, path: path("targets", t.ID, "url"), at: t.Pos, target: t.ID,
		message: fmt.Sprintf("the url of a target of type %s is its address alone, and this one goes on with /%s", t.Type, below),
		hint:    fmt.Sprintf("write url: %q", scheme+"://"+host),
	})
}

func simulated(t *model.Target) bool { return strings.HasPrefix(t.URL, "sim:") }

// only are the kinds that not every type of target has, and the types that have
// them. A driver may have fewer and says so itself.
var only = map[string][]string{
	"accounts":    {"goto"},
	"campaigns":   {"goto"},
	"extensions":  {"goto"},
	"inboxQueues": {"goto"},
	"locations":   {"goto"},
	"workspaces":  {"dimensions"},
	"parkings":    {"3cx"},
	"overrides":   {"3cx"},
	"ringGroups":  {"3cx"},
	"queues":      {"3cx", "asterisk", "goto"},
	"devices":     {"3cx", "asterisk", "dimensions", "goto", "rainbow"},
	"roles":       {"3cx", "asterisk", "bitrix24", "dimensions", "goto", "rainbow"},
}

func (r *run) kinds(t *model.Target) {
	judge := func(field, kind string) {
		types, limited := only[kind]
		if !limited || slices.Contains(types, t.Type) {
			return
		}
		r.fail(problem{
			code: diag.KindNotThere, path: path("targets", t.ID, field, kind), at: t.Pos, target: t.ID,
			message: fmt.Sprintf("target %q is of type %s, which has no %s of its own", t.ID, t.Type, kind),
			hint:    kind + " exist on " + strings.Join(types, ", "),
		})
	}
	for _, kind := range ids(t.Manage) {
		judge("manage", kind)
	}
	for _, kind := range ids(t.Released) {
		judge("released", kind)
	}
}

func (r *run) account(t *model.Target) {
	if simulated(t) || len(t.Credentials) > 0 {
		return
	}
	r.warn(problem{
		code: diag.NoCredentials, path: path("targets", t.ID, "credentials"), at: t.Pos, target: t.ID,
		message: fmt.Sprintf("target %q has no credentials: it can be compiled, and neither planned nor applied", t.ID),
		hint:    "write credentials as references, such as clientSecret: env: \"PBX_CLIENT_SECRET\"",
	})
}

// exclusiveSelection warns where a target removes undeclared things of a kind of
// which the site sends it a part only.
func (r *run) exclusiveSelection(t *model.Target) {
	s := t.Select
	part := map[string]bool{
		"users": s.Users != nil || s.Departments != nil, "departments": s.Departments != nil, "groups": s.Groups != nil,
		"queues": s.Groups != nil, "ringGroups": s.Groups != nil, "parkings": s.Groups != nil, "devices": s.Devices != nil,
	}
	for _, kind := range ids(t.Manage) {
		if t.Manage[kind] != model.Exclusive || !part[kind] {
			continue
		}
		r.warn(problem{
			code: diag.ExclusiveSelection, path: path("targets", t.ID, "manage", kind), at: t.Pos, target: t.ID,
			message: fmt.Sprintf("target %q is sent a selection of the site's %s and removes all others, those of this site too", t.ID, kind),
			hint:    `write "declared", or select all`,
		})
	}
}
