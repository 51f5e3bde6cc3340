package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// favourites begins the names of the groups in which 3CX keeps each user's
// favourites. They are listed beside real groups (observed by integrators).
const favourites = "___FAVORITES___"

// directory is the groups of a PBX by id and by name.
type directory struct {
	names  map[string]string // id → name
	ids    map[string]string // name → id
	hidden map[string]bool   // ids of favourites

	standard bool // the default group is among them
}

func newDirectory() directory {
	return directory{names: map[string]string{}, ids: map[string]string{}, hidden: map[string]bool{}}
}

func (d *directory) add(id, name string, standard bool) {
	d.standard = d.standard || standard
	if strings.HasPrefix(name, favourites) {
		d.hidden[id] = true
		return
	}
	d.names[id], d.ids[name] = name, id
}

// harvest collects what a read finds.
type harvest struct {
	wire    *wire
	groups  directory
	zones   *zones
	kinds   map[string]bool // those that are wanted
	objects []state.Object
	raw     *rawCache       // nil: nothing is kept for writes
	strange map[string]bool // ids of groups that no listing showed
}

// take adds an object if its kind is wanted.
func (h *harvest) take(o state.Object) {
	if h.kinds[o.Kind] {
		h.objects = append(h.objects, o)
	}
}

// believed is how many entities are made room for on a PBX's word.
const believed = 100_000

// expect makes room for the objects of a whole set, when those of its first
// entities are there.
func (h *harvest) expect(read int, total int64) {
	if more := min(total, believed) - int64(read); read > 0 && more > 0 {
		h.objects = slices.Grow(h.objects, int(more+pageSize)*(len(h.objects)+read-1)/read)
	}
}

// entity reads one entity of a listing into the harvest and returns its id.
type entity func(h *harvest, s *rest.Scan) (id string)

// user reads a user with memberships, phones and forwarding profiles. Places
// for hot-desking (HD…) are no objects, nor is what belongs to them.
func user(h *harvest, s *rest.Scan) (id string) {
	r := h.wire.record(User)
	var number string
	var memberships, phones, profiles []byte
	s.Object(func(name []byte) {
		switch string(name) {
		case "Id":
			id = s.Text()
		case "Number":
			number = s.Text()
			r.set("Number", state.OfText(number))
		case "PrimaryGroupId":
			if s.Kind() != 'n' {
				r.set("PrimaryGroup", state.OfText(h.group(s.Text())))
			}
		case "Groups":
			memberships = h.parts(s, number, h.membership)
		case "Phones":
			phones = h.parts(s, number, h.phone)
		case "ForwardingProfiles":
			profiles = h.parts(s, number, h.forwarding)
		default:
			h.wire.property(r, s, name)
		}
	})
	h.raw.keep(state.Ref{Kind: User, Key: number}, rawParts{"Groups": memberships, "Phones": phones, "ForwardingProfiles": profiles})
	if !raised.Digits(number) {
		return id
	}
	h.take(r.object(number, id))
	each(memberships, func(s *rest.Scan) { h.membership(s, number) })
	each(phones, func(s *rest.Scan) { h.phone(s, number) })
	each(profiles, func(s *rest.Scan) { h.forwarding(s, number) })
	return id
}

// parts reads what belongs to a user where it stands, when the number is known by
// then and no write will need the text. Otherwise it returns the text, to be read
// later; most of a listing is parts, and this way they are walked once.
func (h *harvest) parts(s *rest.Scan, number string, read func(*rest.Scan, string)) []byte {
	if h.raw != nil || !raised.Digits(number) {
		return s.Raw()
	}
	s.Array(func() { read(s, number) })
	return nil
}

// each scans the items of an array; nil has none.
func each(raw []byte, f func(*rest.Scan)) {
	if raw == nil {
		return
	}
	s := rest.NewScan(raw)
	s.Array(func() { f(s) })
}

// filled are the properties of a membership that the server fills in, and those
// that only repeat what stands elsewhere: GroupRights are the defaults of the
// role, and writing them changes nothing (observed by integrators).
var filled = map[string]bool{"Id": true, "Name": true, "Number": true, "MemberName": true, "Type": true, "CanDelete": true, "Tags": true, "GroupRights": true}

// membership reads one entry of a user's Groups. Favourites are left out.
func (h *harvest) membership(s *rest.Scan, user string) {
	r := h.wire.record(Membership)
	var group, id string
	var more rest.More
	s.Object(func(name []byte) {
		switch prop := string(name); {
		case prop == "GroupId":
			group = s.Text()
		case prop == "Id":
			id = s.Text()
		case filled[prop], h.wire.property(r, s, name), strings.Contains(prop, "@"):
		default:
			if s.Kind() == 'n' {
				return
			}
			more.Take(prop, s)
		}
	})
	name := h.group(group)
	if name == "" {
		return
	}
	r.set("Group", state.OfText(name))
	r.set("User", state.OfText(user))
	o := r.object(name+"/"+user, id)
	o.Extra = more.Canonical()
	h.take(o)
}

// phone reads one entry of a user's Phones. One without a hardware address
// cannot be named, and is no object; writes keep it. Its Id counts within the
// user, so that it identifies nothing: the hardware address does.
func (h *harvest) phone(s *rest.Scan, user string) {
	r := h.wire.record(Phone)
	s.Object(func(name []byte) {
		if string(name) == "Id" {
			s.Skip()
			return
		}
		h.wire.property(r, s, name)
	})
	r.set("User", state.OfText(user))
	if o := r.object("", ""); o.Get("MacAddress").Text() != "" {
		o.Key = o.Get("MacAddress").Text()
		h.take(o)
	}
}

// forwarding reads one of a user's ForwardingProfiles. Each user has five, and most
// say what everybody's do: a text is read once.
func (h *harvest) forwarding(s *rest.Scan, user string) {
	raw := s.Raw()
	p, ok := h.wire.kinds[Forwarding].profiles[string(raw)]
	if !ok {
		p = h.wire.profile(raw)
	}
	o := p.Object
	o.Key = user + "/" + p.name
	o.Attrs = slices.Clone(o.Attrs)
	o.Attrs[p.user].Value = state.OfText(user)
	h.take(o)
}

// profile reads a forwarding profile, whoever's it is.
func (w *wire) profile(raw []byte) profile {
	r := w.record(Forwarding)
	var p profile
	var id string
	s := rest.NewScan(raw)
	s.Object(func(name []byte) {
		if string(name) == "Id" {
			id = s.Text()
			return
		}
		w.property(r, s, name)
	})
	r.set("User", state.OfText("")) // makes room for it
	p.Object = r.object("", id)
	p.name = p.Get("Name").Text()
	p.user = slices.IndexFunc(p.Attrs, func(a state.Attr) bool { return a.Name == "User" })
	if r.c.profiles == nil {
		r.c.profiles = map[string]profile{}
	}
	if len(r.c.profiles) < remembered {
		r.c.profiles[string(raw)] = p
	}
	return p
}

// group reads a group and the defaults of each role in it.
func group(h *harvest, s *rest.Scan) (id string) {
	r := h.wire.record(Group)
	var rights []byte
	s.Object(func(name []byte) {
		switch string(name) {
		case "Id":
			id = s.Text()
		case "Rights":
			rights = s.Raw()
		case "TimeZoneId":
			r.set("TimeZoneId", state.OfText(h.zones.name(s.Text())))
		default:
			h.wire.property(r, s, name)
		}
	})
	o := r.object("", id)
	o.Key = o.Get("Name").Text()
	h.groups.add(id, o.Key, o.Get("IsDefault").Bool())
	if strings.HasPrefix(o.Key, favourites) {
		return id
	}
	h.take(o)
	h.raw.keep(o.Ref(), rawParts{"Rights": rights})
	each(rights, func(s *rest.Scan) { h.groupRole(s, o.Key) })
	return id
}

func (h *harvest) groupRole(s *rest.Scan, group string) {
	r := h.wire.record(GroupRole)
	s.Object(func(name []byte) { h.wire.property(r, s, name) })
	r.set("Group", state.OfText(group))
	o := r.object("", "")
	o.Key = group + "/" + o.Get("RoleName").Text()
	h.take(o)
}

// line reads what has a number and lists: queues, ring groups, parkings.
func line(kind string) entity {
	return func(h *harvest, s *rest.Scan) (id string) {
		r := h.wire.record(kind)
		s.Object(func(name []byte) {
			switch string(name) {
			case "Id":
				id = s.Text()
			case "Agents":
				numbers, skills := agents(s)
				r.set("Agents", state.OfSet(numbers...))
				r.set("AgentOrder", state.OfList(numbers...))
				r.set("Skills", state.OfSet(skills...))
			case "Managers":
				numbers, _ := agents(s)
				r.set("Managers", state.OfSet(numbers...))
			case "Members":
				numbers, _ := agents(s)
				r.set("Members", state.OfSet(numbers...))
				r.set("MemberOrder", state.OfList(numbers...))
			case "Groups":
				r.set("Groups", state.OfSet(h.departments(s)...))
			default:
				h.wire.property(r, s, name)
			}
		})
		o := r.object("", id)
		o.Key = o.Get("Number").Text()
		h.take(o)
		return id
	}
}

// agents reads [{Number, SkillGroup}], in its order.
func agents(s *rest.Scan) (numbers, skills []string) {
	s.Array(func() {
		var number, skill string
		s.Object(func(name []byte) {
			switch string(name) {
			case "Number":
				number = s.Text()
			case "SkillGroup":
				skill = s.Text()
			}
		})
		numbers = append(numbers, number)
		if skill != "" {
			skills = append(skills, number+":"+skill)
		}
	})
	return numbers, skills
}

// departments reads [{GroupId}] as names.
func (h *harvest) departments(s *rest.Scan) (names []string) {
	s.Array(func() {
		s.Object(func(name []byte) {
			if string(name) != "GroupId" {
				return
			}
			if g := h.group(s.Text()); g != "" {
				names = append(names, g)
			}
		})
	})
	return names
}

// group is the name of a group, "" for favourites. An id that no listing showed
// is noted.
func (h *harvest) group(id string) string {
	name, ok := h.groups.names[id]
	if !ok && !h.groups.hidden[id] && id != "0" && id != "" {
		h.strange[id] = true
	}
	return name
}
