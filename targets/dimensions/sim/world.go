package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// World is the simulated service: its state, its sessions and its HTTP face. It
// implements simhttp.Vendor, Journal, Quirky and PageShifter, and is not safe for
// concurrent use; simhttp.Server serialises.
type World struct {
	*data
	given    settings // the options it was made with
	clock    *simhttp.Clock
	sessions sessions
	answered int // requests so far, for roles that move
}

// data is everything that is saved.
type data struct {
	quirks  settings          // the world's own, over those it was made with
	written map[string]string // the quirks of the seed
	nextID  int64

	permissionKeys map[string]string // vendor's permission → role key
	permissions    map[string]string // and back

	enterprises *rows.Table[*enterprise]
	accounts    *rows.Table[*account]
	pbxUsers    *rows.Table[*pbxUser]
	customers   *rows.Table[*customer]
	clients     *rows.Table[*oauthClient]
	users       *rows.Table[*user]
	grants      *rows.Table[*grant]
	groups      *rows.Table[*group]
	workspaces  *rows.Table[*workspace]
	letters     *rows.Table[*letter]

	members  map[string]map[string]bool // tenant → users that have access to it
	emails   map[string]map[string]bool // e-mail in lower case → users
	imported map[string]string          // customer and PBX user → user
	used     map[string]map[string]int  // customer and role → users that have it
	onPBX    map[string]map[string]bool // accountId of a PBX → its users
	unsynced map[string]bool            // customers whose agents may differ from the PBX's
}

func newData() *data {
	d := &data{
		enterprises: rows.New[*enterprise]("enterprises"), accounts: rows.New[*account]("accounts"), pbxUsers: rows.New[*pbxUser]("pbxUsers"),
		customers: rows.New[*customer]("customers"), clients: rows.New[*oauthClient]("clients"), users: rows.New[*user]("users"), grants: rows.New[*grant]("grants"),
		groups: rows.New[*group]("groups"), workspaces: rows.New[*workspace]("workspaces"), letters: rows.New[*letter]("letters"),
		members: map[string]map[string]bool{}, emails: map[string]map[string]bool{}, imported: map[string]string{}, used: map[string]map[string]int{},
		onPBX: map[string]map[string]bool{}, unsynced: map[string]bool{},
	}
	d.users.Enter, d.users.Leave = d.enterUser, d.leaveUser
	d.pbxUsers.Enter = d.enterPBX // no request changes the PBX
	return d
}

// parts are the tables in the order in which a world is loaded and saved: what
// is referred to stands before what refers.
func (d *data) parts() rows.Parts {
	return rows.Parts{d.enterprises, d.accounts, d.customers, d.pbxUsers, d.clients, d.workspaces, d.users, d.groups, d.grants, d.letters}
}

func (d *data) enterUser(u *user) {
	put(d.emails, fold(u.Email), u.ID)
	for _, a := range u.Access {
		put(d.members, a.Tenant, u.ID)
		d.unsynced[a.Tenant] = true
		if a.PBXUser != "" {
			d.imported[at(a.Tenant, a.PBXUser)] = u.ID
		}
		for _, r := range a.Roles {
			if d.used[a.Tenant] == nil {
				d.used[a.Tenant] = map[string]int{}
			}
			d.used[a.Tenant][r]++
		}
	}
}

func (d *data) leaveUser(u *user) {
	delete(d.emails[fold(u.Email)], u.ID)
	for _, a := range u.Access {
		delete(d.members[a.Tenant], u.ID)
		if key := at(a.Tenant, a.PBXUser); d.imported[key] == u.ID {
			delete(d.imported, key)
		}
		for _, r := range a.Roles {
			d.used[a.Tenant][r]--
		}
	}
}

func (d *data) enterPBX(p *pbxUser) {
	put(d.onPBX, p.PBX, p.ID)
	for c := range d.customers.All {
		d.unsynced[c.ID] = true
	}
}

// put adds an id to a set of an index.
func put(index map[string]map[string]bool, key, id string) {
	if index[key] == nil {
		index[key] = map[string]bool{}
	}
	index[key][id] = true
}

// at is a key of an index within a tenant.
func at(tenant, key string) string { return tenant + "\x00" + key }

// fold makes names and addresses comparable.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// mint makes the next id that is not taken: 24 digits, the same for the same
// history.
func (d *data) mint(label string, taken func(string) bool) string {
	for {
		d.nextID++
		if id := digest(label, d.nextID)[:24]; !taken(id) {
			return id
		}
	}
}

// digest is text that looks random and is the same for the same arguments.
func digest(label string, of any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "dimensions\x00%s\x00%v", label, of))
	return hex.EncodeToString(sum[:])
}

// now is the world's time, without what JSON would lose.
func (w *World) now() time.Time { return w.clock.Time().Truncate(time.Millisecond) }

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// less is a list without one of its values.
func less(list []string, s string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == s })
}

// or is v, or what is usual when v is not set.
func or[T comparable](v, usual T) T {
	var zero T
	if v == zero {
		return usual
	}
	return v
}
