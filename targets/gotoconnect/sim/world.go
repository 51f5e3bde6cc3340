package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
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
	answered int // replies so far, for references of errors
}

// data is everything that is saved.
type data struct {
	quirks  settings          // the world's own, over those it was made with
	written map[string]string // the quirks of the seed
	nextID  int64

	accounts      *rows.Table[*account]
	clients       *rows.Table[*oauthClient]
	licences      *rows.Table[*licence]
	rolesets      *rows.Table[*named]
	groups        *rows.Table[*named]
	attributes    *rows.Table[*named]
	templates     *rows.Table[*named]
	users         *rows.Table[*user]
	grants        *rows.Table[*grant]
	scimGroups    *rows.Table[*scimGroup]
	locations     *rows.Table[*location]
	extensions    *rows.Table[*extension]
	billingGroups *rows.Table[*named]
	numbers       *rows.Table[*phoneNumber]
	orders        *rows.Table[*order]
	models        *rows.Table[*model]
	devices       *rows.Table[*device]
	contactCenter *rows.Table[*center]

	emails  map[string]string          // account and e-mail in lower case → user
	scimIDs map[string]string          // → user
	lines   map[string]map[string]bool // user → extensions of it
	primary map[string]string          // user → extension
	dials   map[string]string          // account and number → extension
	macs    map[string]string          // account and MAC → device
	seats   map[string]int             // licence → people and devices in it
}

func newData() *data {
	d := &data{
		accounts: rows.New[*account]("accounts"), clients: rows.New[*oauthClient]("clients"), licences: rows.New[*licence]("licenses"),
		rolesets: rows.New[*named]("rolesets"), groups: rows.New[*named]("groups"), attributes: rows.New[*named]("attributes"), templates: rows.New[*named]("templates"),
		users: rows.New[*user]("users"), grants: rows.New[*grant]("grants"), scimGroups: rows.New[*scimGroup]("scimGroups"), locations: rows.New[*location]("locations"),
		extensions: rows.New[*extension]("extensions"), billingGroups: rows.New[*named]("billingGroups"), numbers: rows.New[*phoneNumber]("phoneNumbers"),
		orders: rows.New[*order]("phoneNumberOrders"), models: rows.New[*model]("deviceModels"), devices: rows.New[*device]("devices"), contactCenter: rows.New[*center]("contactCenter"),
		emails: map[string]string{}, scimIDs: map[string]string{}, lines: map[string]map[string]bool{}, primary: map[string]string{},
		dials: map[string]string{}, macs: map[string]string{}, seats: map[string]int{},
	}
	d.users.Enter, d.users.Leave = d.enterUser, d.leaveUser
	d.extensions.Enter, d.extensions.Leave = d.enterExtension, d.leaveExtension
	d.devices.Enter, d.devices.Leave = d.enterDevice, d.leaveDevice
	return d
}

// parts are the tables in the order in which a world is loaded and saved: what
// is referred to stands before what refers.
func (d *data) parts() rows.Parts {
	return rows.Parts{
		d.accounts, d.clients, d.licences, d.rolesets, d.groups, d.attributes, d.templates, d.locations, d.users, d.grants, d.scimGroups,
		d.extensions, d.billingGroups, d.numbers, d.orders, d.models, d.devices, d.contactCenter,
	}
}

func (d *data) enterUser(u *user) {
	d.emails[at(u.Account, fold(u.Email))], d.scimIDs[u.ScimID] = u.Key, u.Key
	for _, l := range u.LicenseKeys {
		d.seats[l]++
	}
}

func (d *data) leaveUser(u *user) {
	forget(d.emails, at(u.Account, fold(u.Email)), u.Key)
	forget(d.scimIDs, u.ScimID, u.Key)
	for _, l := range u.LicenseKeys {
		d.seats[l]--
	}
}

func (d *data) enterExtension(e *extension) {
	d.dials[at(e.Account, e.Number)] = e.ID
	if e.Primary != "" {
		d.primary[e.Primary] = e.ID
	}
	for _, u := range e.people() {
		if d.lines[u] == nil {
			d.lines[u] = map[string]bool{}
		}
		d.lines[u][e.ID] = true
	}
}

func (d *data) leaveExtension(e *extension) {
	forget(d.dials, at(e.Account, e.Number), e.ID)
	forget(d.primary, e.Primary, e.ID)
	for _, u := range e.people() {
		delete(d.lines[u], e.ID)
	}
}

// people are the users of an extension, its primary one first.
func (e *extension) people() []string {
	if e.Primary == "" {
		return e.Secondary
	}
	return append([]string{e.Primary}, e.Secondary...)
}

func (d *data) enterDevice(v *device) {
	d.macs[at(v.Account, v.MAC)] = v.ID
	if v.User == "" && v.LicenseKey != "" {
		d.seats[v.LicenseKey]++
	}
}

func (d *data) leaveDevice(v *device) {
	forget(d.macs, at(v.Account, v.MAC), v.ID)
	if v.User == "" && v.LicenseKey != "" {
		d.seats[v.LicenseKey]--
	}
}

// forget takes a key out of an index if it still stands for a row.
func forget(index map[string]string, key, id string) {
	if index[key] == id {
		delete(index, key)
	}
}

// at is a key of an index within an account.
func at(account, key string) string { return account + "\x00" + key }

// fold makes names and addresses comparable.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// userBase is what minted user keys count from: the order of magnitude of the
// vendor's sample, where neighbours are the same double and none is an int64.
const userBase = "78888886011013972886849000"

// mintNumber makes the next decimal key that is not taken: the same for the same
// history.
func (d *data) mintNumber(base string, taken func(string) bool) string {
	n, _ := new(big.Int).SetString(base, 10)
	for {
		d.nextID++
		if key := new(big.Int).Add(n, big.NewInt(d.nextID)).String(); !taken(key) {
			return key
		}
	}
}

// mint makes the next UUID that is not taken.
func (d *data) mint(label string, taken func(string) bool) string {
	for {
		d.nextID++
		if id := uuid(label, d.nextID); !taken(id) {
			return id
		}
	}
}

// uuid is text in the form of one that follows from its arguments.
func uuid(label string, of any) string {
	h := digest(label, of)
	return fmt.Sprintf("%s-%s-4%s-a%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:32])
}

// digest is text that looks random and is the same for the same arguments.
func digest(label string, of any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "gotoconnect\x00%s\x00%v", label, of))
	return hex.EncodeToString(sum[:])
}

// now is the world's time, without what JSON would lose.
func (w *World) now() time.Time { return w.clock.Time().Truncate(time.Millisecond) }

// without is a list without one of its values.
func without(list []string, s string) []string {
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
