package asterisk

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func person(id, number string) model.User {
	return model.User{Object: model.Object{ID: id}, FirstName: model.Of(strings.ToUpper(id[:1]) + id[1:]), Extension: model.Of(number)}
}

func phone(id, kind, owner string) model.Device {
	d := model.Device{Object: model.Object{ID: id}, Kind: kind, Password: &model.Secret{Env: "SIP"}}
	if owner != "" {
		d.Owner = model.Of(owner)
	}
	return d
}

// office is a site of one Asterisk with two people.
func office(change func(s *model.Site)) *model.Site {
	s := &model.Site{Package: "made", Users: []model.User{person("alice", "101"), person("bob", "102")}, Targets: []model.Target{target(optionsOf(true))}}
	change(s)
	return s
}

// ofKind are the objects of a kind, one on a line.
func ofKind(s *state.Snapshot, kind string) string {
	var out []string
	for _, o := range s.OfKind(kind) {
		out = append(out, inLine(&o))
	}
	return strings.Join(out, "\n")
}

func native(name string, v any) map[string]model.Native {
	return map[string]model.Native{"pbx": {name: v}}
}

// TestLowerDevices: one device of a user has the extension, whatever comes later in the
// order of ids; the others are triples of their own.
func TestLowerDevices(t *testing.T) {
	soft, desk := phone("a-soft", "softphone", "alice"), phone("z-desk", "deskphone", "alice")
	for _, x := range []struct {
		name   string
		change func(s *model.Site)
		auths  string // id=device
		aors   string // of 101
	}{
		{"a desk phone before what comes first by its id", func(s *model.Site) { s.Devices = []model.Device{soft, desk} }, "101=z-desk 101-a-soft=a-soft", "101, 101-a-soft"},
		{"the one that native line names", func(s *model.Site) {
			s.Devices = []model.Device{soft, desk}
			s.Users[0].Native = native(line, "a-soft")
		}, "101=a-soft 101-z-desk=z-desk", "101, 101-z-desk"},
		{"a name of its own", func(s *model.Site) {
			other := soft
			other.Native = native("id", "101-mobile")
			s.Devices = []model.Device{other, desk}
		}, "101=z-desk 101-mobile=a-soft", "101, 101-mobile"},
		{"nobody's", func(s *model.Site) { s.Devices = []model.Device{phone("hall", "deskphone", "")} }, "hall=hall", "101"},
		{"none", func(*model.Site) {}, "", "101"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, s, ds := lowered(office(x.change))
			if ds.HasErrors() {
				t.Fatal(ds.Err())
			}
			var auths []string
			for _, o := range s.OfKind(Auth) {
				auths = append(auths, o.Key+"="+strings.Trim(strings.TrimSuffix(strings.TrimPrefix(o.Get("password").Text(), "devices."), ".password"), `"`))
			}
			if got := strings.Join(auths, " "); got != x.auths {
				t.Errorf("auths: %q, want %q", got, x.auths)
			}
			e, _ := s.Find(ref(Endpoint, "101"))
			if got := e.Get("aors").String(); got != x.aors {
				t.Errorf("aors: %q, want %q", got, x.aors)
			}
			for _, e := range s.OfKind(Endpoint) {
				if e.Get("auth").Presence() != state.Set {
					t.Errorf("%s is open to everybody", inLine(&e))
				}
			}
		})
	}
}

// TestLowerUser is a user with all that Asterisk has a word for.
func TestLowerUser(t *testing.T) {
	_, s, ds := lowered(office(func(s *model.Site) {
		s.Departments = []model.Department{{Object: model.Object{ID: "sales"}, Title: model.Of("Sales")}}
		u := &s.Users[0]
		u.LastName, u.Department, u.Language, u.Email = model.Of(`"Al" Martin`), model.Of("sales"), model.Of("pt-BR"), model.Of("alice@acme.example")
		u.Voicemail = &model.Voicemail{Enabled: model.Of(true), Email: model.Of("attachAndDelete"), PIN: &model.Secret{Env: "PIN"}}
		s.Users = s.Users[:1]
		s.Devices = []model.Device{phone("web", "webrtc", "alice")}
		s.Groups = []model.Group{
			{Object: model.Object{ID: "room"}, Kind: model.Pickup, Members: []model.Member{{User: "alice"}}},
			{Object: model.Object{ID: "sellers"}, Kind: model.Team, Members: []model.Member{{User: "alice"}}},
		}
		s.Roles = []model.Role{{Object: model.Object{ID: "caller"}, Grants: model.Grants{{Permission: "calls.place", Level: "any"}}, Assign: []model.Assignment{{Name: "a", User: "alice"}}}}
	}))
	if len(ds) > 1 || len(ds) == 1 && ds[0].Code != diag.ProfileAssumed {
		t.Errorf("%v", ds)
	}
	for _, x := range []struct{ kind, want string }{
		{Endpoint, `endpoint/101 accountcode=sales allow=alaw, ulaw aors=101 auth=101 callerid="Alice \"Al\" Martin" <101> context=outside id=101 language=pt_BR mailboxes=101@default named_call_group=room, sellers named_pickup_group=room webrtc=true`},
		{AOR, "aor/101 endpoint=101 id=101"},
		{Auth, "auth/101 auth_type=(none) endpoint=101 id=101 password=devices.web.password username=101"},
		{Mailbox, `mailbox/101@default attach=true delete=true email=alice@acme.example endpoint=101 mailbox=101@default name=Alice "Al" Martin pin=users.alice.voicemail.pin`},
	} {
		if d := cmp.Diff(x.want, ofKind(s, x.kind)); d != "" {
			t.Errorf("%s (-want +got):\n%s", x.kind, d)
		}
	}
}

// TestLowerQueue: members in their order, priorities, and what stands under native.
func TestLowerQueue(t *testing.T) {
	_, s, ds := lowered(office(func(s *model.Site) {
		s.Groups = []model.Group{{Object: model.Object{ID: "acd", Native: map[string]model.Native{"pbx": {"name": "The ACD", "musicclass": "jazz", "ringinuse": false}}}, Kind: model.Queue,
			Strategy: model.Of("roundRobin"), RingOrder: []string{"bob"}, RingSeconds: model.Of(int64(12)), WrapUp: model.Of(int64(0)), MaxCallers: model.Of(int64(4)),
			Agents: []model.Agent{{User: "alice", Priority: model.Of(int64(2))}, {User: "bob"}}}}
	}))
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	want := "queue/The ACD maxlen=4 members=101, 102 musicclass=jazz name=The ACD order=102, 101 penalties=101:2 ringinuse=false strategy=rrordered timeout=12 wrapuptime=0"
	if d := cmp.Diff(want, ofKind(s, Queue)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestLowerSays are what a site asks for and Asterisk cannot, or must not, hold.
func TestLowerSays(t *testing.T) {
	grant := func(permission, level string) func(s *model.Site) {
		return func(s *model.Site) {
			s.Roles = []model.Role{{Object: model.Object{ID: "r"}, Grants: model.Grants{{Permission: permission, Level: level}}, Assign: []model.Assignment{{Name: "a", User: "alice"}}}}
		}
	}
	without := func(change func(s *model.Site)) func(s *model.Site) {
		return func(s *model.Site) {
			change(s)
			s.Targets[0].Options = model.Native{}
		}
	}
	for _, x := range []struct {
		name   string
		change func(s *model.Site)
		code   diag.Code
		grave  diag.Severity
		path   string
	}{
		{"no extension", func(s *model.Site) { s.Users[0].Extension = model.Field[string]{} }, diag.LossUnsupported, diag.Warning, "users.alice"},
		{"a narrow class without a context", without(grant("calls.place", "internal")), diag.WouldWiden, diag.Error, `roles.r.grants."calls.place"`},
		{"a class that is none", grant("calls.place", "crm"), diag.WouldWiden, diag.Error, `roles.r.grants."calls.place"`},
		{"the widest class without a context", without(grant("calls.place", "any")), diag.LossUnsupported, diag.Warning, `roles.r.grants."calls.place"`},
		{"picking up outside of a group", grant("calls.operate", "group"), diag.LossUnsupported, diag.Warning, `roles.r.grants."calls.operate"`},
		{"listening", grant("calls.monitor", "group"), diag.LossUnsupported, diag.Warning, `roles.r.grants."calls.monitor"`},
		{"an open endpoint", func(s *model.Site) { s.Users[0].Native = native("auth", []any{}) }, diag.WouldWiden, diag.Error, "users.alice.native.pbx.auth"},
		{"a secret under native", func(s *model.Site) {
			s.Devices = []model.Device{phone("desk", "deskphone", "alice")}
			s.Devices[0].Native = native("password", "x")
			s.Devices[0].Password = nil
		}, diag.NativeRefused, diag.Error, "devices.desk.native.pbx.password"},
		{"a name of no attribute", func(s *model.Site) { s.Users[0].Native = native("contxt", "x") }, diag.NativeUnknown, diag.Error, "users.alice.native.pbx.contxt"},
		{"a phone in place of a line", func(s *model.Site) { s.Devices = []model.Device{phone("101", "deskphone", "")} }, diag.NameClash, diag.Error, "users.alice.extension"},
		{"a phone that who is shut out would be", func(s *model.Site) { s.Devices = []model.Device{phone(disabled, "deskphone", "")} }, diag.ReservedName, diag.Error, "devices.disabled"},
		{"a phone of somebody without a number", func(s *model.Site) {
			s.Users[0].Extension = model.Field[string]{}
			s.Devices = []model.Device{phone("desk", "deskphone", "alice")}
		}, diag.NoNumber, diag.Error, "devices.desk"},
		{"two queues of a name", func(s *model.Site) {
			s.Groups = []model.Group{{Object: model.Object{ID: "a"}, Kind: model.Queue}, {Object: model.Object{ID: "b", Native: native("name", "a")}, Kind: model.RingGroup}}
		}, diag.NameClash, diag.Error, "groups.b"},
		{"what queues.conf keeps for itself", func(s *model.Site) {
			s.Groups = []model.Group{{Object: model.Object{ID: "general"}, Kind: model.Queue}}
		}, diag.ReservedName, diag.Error, "groups.general"},
		{"a comma in a mailbox", func(s *model.Site) {
			s.Users[0].LastName, s.Users[0].Voicemail = model.Of("Martin, Dr"), &model.Voicemail{Enabled: model.Of(true)}
		}, diag.ValueUnfit, diag.Error, "users.alice.firstName"},
		{"messages to nowhere", func(s *model.Site) { s.Users[0].Voicemail = &model.Voicemail{Email: model.Of("attach")} }, diag.ValueUnfit, diag.Error, "users.alice.voicemail.email"},
		{"an order that does not count", func(s *model.Site) {
			s.Groups = []model.Group{{Object: model.Object{ID: "a"}, Kind: model.Queue, Strategy: model.Of("ringAll"), RingOrder: []string{"bob"}, Agents: []model.Agent{{User: "bob"}}}}
		}, diag.LossUnsupported, diag.Warning, "groups.a.ringOrder"},
		{"a strategy of another system", func(s *model.Site) {
			s.Groups = []model.Group{{Object: model.Object{ID: "a"}, Kind: model.Queue, Strategy: model.Of("huntBy3")}}
		}, diag.LossUnsupported, diag.Warning, "groups.a.strategy"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, _, ds := lowered(office(x.change))
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
				return d.Code == x.code && d.Severity == x.grave && d.Path == x.path && d.Hint != ""
			}) {
				t.Errorf("nothing says %s %s at %s:\n%+v", x.grave, x.code, x.path, ds)
			}
		})
	}
}

// TestCallerID: names and numbers come apart as they were put together.
func TestCallerID(t *testing.T) {
	for _, x := range []struct{ name, number, want string }{
		{"Alice", "101", `"Alice" <101>`}, {"", "101", "101"}, {"Hall", "", "Hall"}, {`A "b" <c>`, "1", `"A \"b\" <c>" <1>`}, {"日本", "2", `"日本" <2>`},
	} {
		if got := callerID(x.name, x.number); got != x.want {
			t.Errorf("got %s, want %s", got, x.want)
		}
		if name, number := splitCaller(x.want); name != x.name || number != x.number {
			t.Errorf("%s comes apart into %q and %q", x.want, name, number)
		}
	}
}
