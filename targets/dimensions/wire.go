package dimensions

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// userRow is a user as the API shows them (reference, user schema).
type userRow struct {
	ID          string   `json:"id"`
	DisplayName string   `json:"displayName"`
	Email       string   `json:"email"`
	Primary     string   `json:"primaryTenant"`
	Parent      bool     `json:"isParent"`
	Roles       []string `json:"roles"`

	rolesSaid bool
	more      map[string]any // members that this version does not know
}

// knownMembers are those of userRow.
var knownMembers = []string{"displayName", "email", "id", "isParent", "primaryTenant", "roles"}

// readUser reads one user, wherever it stands.
func readUser(raw []byte) (userRow, error) {
	var u userRow
	if err := json.Unmarshal(raw, &u); err != nil {
		return u, err
	}
	all, ok := draft.Decoded(string(raw)).(map[string]any)
	if !ok {
		return u, fmt.Errorf("a user is no object")
	}
	_, u.rolesSaid = all["roles"].([]any)
	for _, name := range knownMembers {
		delete(all, name)
	}
	if len(all) > 0 {
		u.more = all
	}
	return u, nil
}

// listReply is a list of users or customers, and what may say that there is more.
type listReply struct {
	data  []json.RawMessage
	size  int64 // page_size; -1 where it is not said
	index int64 // page_index
	next  any   // of a reply that is not the last; nil where there is none
	odd   string
}

// readList reads the envelope of a list. A member that looks as though there were
// more, and that nobody knows how to follow, is odd.
func readList(raw []byte) (listReply, error) {
	out := listReply{size: -1}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return out, err
	}
	if err := json.Unmarshal(all["data"], &out.data); err != nil || out.data == nil {
		return out, fmt.Errorf("the reply holds no list")
	}
	for _, name := range draft.SortedKeys(all) {
		v := draft.Decoded(string(all[name]))
		switch n, number := v.(int64); {
		case name == "page_size" && number:
			out.size = n
		case name == "page_index" && number:
			out.index = n
		case name == "next" && v != nil:
			out.next = v
		case name == "data", name == "status", name == "timestamp", name == "next":
		case v != nil && looksPaged(name):
			out.odd = name
		}
	}
	return out, nil
}

func looksPaged(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"next", "page", "total", "cursor", "more", "continuation", "link"}, func(w string) bool { return strings.Contains(name, w) })
}

// dataOf is what an envelope holds.
func dataOf(raw []byte) json.RawMessage {
	var out struct {
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out.Data
}

// object is a user in the words of the schema.
func (c *conn) object(u *userRow, login string) state.Object {
	o := state.Object{Kind: User, Key: login, ID: u.ID, Extra: extra(u.more)}
	o.Put("login", state.OfText(login))
	o.Put("displayName", state.OfText(u.DisplayName))
	o.Put("email", state.OfText(u.Email))
	o.Put("primaryTenant", state.OfBool(u.Primary == c.customer))
	source := Manual
	known := byKey(c.profile)
	level, others := "", []string{}
	have := map[string]bool{}
	for _, key := range u.Roles {
		r := known[key]
		switch {
		case r == nil:
			others = append(others, key)
		case r.level > levelOf(level):
			level = r.name
		default:
			have[r.name] = true
		}
	}
	switch {
	case u.Parent:
		source = FromParent
	case have[Essential]:
		source = FromPBX
	}
	o.Put("source", state.OfText(source))
	o.Put(Supervisor, state.OfText(level))
	o.Put("otherRoles", state.OfSet(others...))
	for i := range roles {
		if r := &roles[i]; r.level == 0 && !byHand(c.profile, r.name) {
			o.Put(r.name, state.OfBool(have[r.name]))
		}
	}
	return o
}

func extra(more map[string]any) string {
	if len(more) == 0 {
		return ""
	}
	b, err := state.Canonical(more)
	if err != nil {
		return ""
	}
	return string(b)
}

// logins are what users are known by, in their order: see Schema.
func logins(users []userRow) []string {
	shared := map[string]int{}
	for i := range users {
		shared[strings.ToLower(users[i].Email)]++
	}
	out := make([]string, len(users))
	for i := range users {
		u := &users[i]
		address := strings.ToLower(u.Email)
		if out[i] = address; address == "" || shared[address] > 1 {
			out[i] = loginOf(address, u.DisplayName)
		}
	}
	return out
}

// operation is one of a JSON Patch (RFC 6902).
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// patchOf is what takes single roles away and gives others: a place is tested before
// what stands there is removed, the last places first, so that those before stay
// where they are. What is so already is left out.
func patchOf(roles []string, add, remove []string) []operation {
	var ops []operation
	for i := len(roles) - 1; i >= 0; i-- {
		if slices.Contains(remove, roles[i]) {
			path := fmt.Sprintf("/roles/%d", i)
			ops = append(ops, operation{"test", path, roles[i]}, operation{Op: "remove", Path: path})
		}
	}
	for _, key := range add {
		if !slices.Contains(roles, key) {
			ops = append(ops, operation{"add", "/roles/-", key})
		}
	}
	return ops
}
