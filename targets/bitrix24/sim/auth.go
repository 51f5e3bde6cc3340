package sim

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// caller is who makes a call, and with what.
type caller struct {
	user   *row
	scopes []string
	id     string // the credential: limits and SIP lines are counted by it
	app    *row   // nil for a webhook
	token  *token
}

// allScopes are what the default webhook and application may do.
const allScopes = "call,department,humanresources,patchbay,socialnetwork,sonet,sonet_group,telephony,user,user.userfield,user_basic,user_brief"

func scopesOf(r *row) []string {
	out := strings.FieldsFunc(r.text("scope"), func(c rune) bool { return c == ',' || c == ' ' })
	slices.Sort(out)
	return slices.Compact(out)
}

// has says whether a method of these scopes, separated by commas, may be called:
// any one of them is enough.
func (c *caller) has(scope string) bool {
	if scope == basic {
		return true
	}
	for _, s := range strings.Split(scope, ",") {
		if slices.Contains(c.scopes, s) {
			return true
		}
	}
	return false
}

func (c *caller) admin() bool { return c.user.user.admin }

// authorize finds who calls: the owner of the webhook in the path, or the holder
// of the token in the parameter auth.
func (w *World) authorize(a address, p *array) (*caller, *fail) {
	if a.secret != "" || a.user != "" {
		return w.byWebhook(a)
	}
	return w.byToken(p.text("auth"))
}

func (w *World) byWebhook(a address) (*caller, *fail) {
	wrong := &fail{status: w.quirks.badSecret, code: "INVALID_CREDENTIALS", text: "Invalid request credentials"}
	hook := w.table(webhooks).first(key("hook", a.user+"/"+a.secret))
	if hook == nil || w.late(hook.text("expires")) {
		return nil, wrong
	}
	u := w.find(users, hook.int("user"))
	if u == nil {
		return nil, wrong
	}
	if !u.user.active {
		return nil, errLeaver
	}
	return &caller{user: u, scopes: scopesOf(hook), id: "webhook " + hook.key()}, nil
}

// late says whether a moment, in RFC 3339, is past; an empty one never is.
func (w *World) late(moment string) bool {
	t, err := time.Parse(time.RFC3339, moment)
	return err == nil && w.clock.Time().After(t)
}

func (w *World) byToken(given string) (*caller, *fail) {
	t := w.tokens.access[given]
	switch {
	case given == "":
		return nil, errNoAuth
	case t == nil && w.minted(given):
		return nil, errExpired // forgotten at a restart
	case t == nil:
		return nil, errNoAuth
	case w.clock.Time().After(t.until):
		return nil, errExpired
	}
	app, u := w.find(apps, t.app), w.find(users, t.user)
	if app == nil || u == nil {
		return nil, errNoAuth
	}
	if !u.user.active {
		return nil, errLeaver
	}
	return &caller{user: u, scopes: scopesOf(app), id: "app " + app.text("client_id"), app: app, token: t}, nil
}

// address is what a path of the REST interface names.
type address struct {
	user, secret string // of a webhook
	method       string // lower case
	third        bool   // REST 3.0
}

// parsePath reads /rest/<user>/<secret>/<method>[.json][/] and /rest/<method>;
// /rest/api/… is REST 3.0. Slashes may repeat, as a portal's front-end merges
// them: the vendor's SDK, as an application, asks for /rest//<method>.
func parsePath(path string) (address, bool) {
	rest, ok := strings.CutPrefix(path, "/rest/")
	if !ok {
		return address{}, false
	}
	var a address
	segs := slices.DeleteFunc(strings.Split(rest, "/"), func(s string) bool { return s == "" })
	if len(segs) > 1 && segs[0] == "api" {
		a.third, segs = true, segs[1:]
	}
	switch {
	case len(segs) == 1:
		a.method = segs[0]
	case len(segs) == 3:
		a.user, a.secret, a.method = segs[0], segs[1], segs[2]
	default:
		return address{}, false
	}
	if _, err := strconv.Atoi(a.user); a.user != "" && err != nil {
		return address{}, false
	}
	a.method = strings.TrimSuffix(strings.ToLower(a.method), ".json")
	return a, true
}
