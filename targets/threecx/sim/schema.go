package sim

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed schema.txt
var schemaText string

// scalar is what a property holds.
type scalar string

const (
	text     scalar = "string"
	boolean  scalar = "bool"
	i32      scalar = "int32"
	i64      scalar = "int64"
	u8       scalar = "uint8"
	double   scalar = "double"
	decimal  scalar = "decimal"
	datetime scalar = "datetime"
	clock    scalar = "time"
	duration scalar = "duration"
	guid     scalar = "guid"
	octets   scalar = "binary"
	untyped  scalar = "any"
	enumer   scalar = "enum"
	nested   scalar = "complex"
)

// prop is one property of a type.
type prop struct {
	name    string
	scalar  scalar
	typ     *typ  // of nested
	enum    *enum // of enumer
	list    bool
	null    bool
	nav     bool
	max     int // characters; 0 is no limit
	def     any // what an object without a value shows
	compute func(*World, *object) any
	key     []byte // the property's name as it opens a JSON member
}

// typ is one complex or entity type.
type typ struct {
	name   string
	props  []*prop
	byName map[string]*prop // by the name in lower case
	plain  *shape           // every property that is not for navigation
}

func (t *typ) prop(name string) *prop { return t.byName[strings.ToLower(name)] }

// enum is a named list of values; flags may be combined.
type enum struct {
	name   string
	values []string
	flags  bool
}

// value returns the canonical spelling of v.
func (e *enum) value(v string) (string, bool) {
	if e.flags && strings.Contains(v, ",") {
		parts := strings.Split(v, ",")
		for i, p := range parts {
			c, ok := e.value(strings.TrimSpace(p))
			if !ok {
				return "", false
			}
			parts[i] = c
		}
		return strings.Join(parts, ", "), true
	}
	i := slices.IndexFunc(e.values, func(s string) bool { return strings.EqualFold(s, v) })
	if i < 0 {
		return "", false
	}
	return e.values[i], true
}

// entitySet is a set or a singleton of the service.
type entitySet struct {
	name   string
	typ    *typ
	key    string // "" when it has none
	alt    string // alternate key
	single bool
	verbs  []string
	subs   []string // navigation properties served as sub-resources
}

func (s *entitySet) allows(verb string) bool { return slices.Contains(s.verbs, verb) }

// schema is what one version of the product serves.
type schema struct {
	types map[string]*typ
	enums map[string]*enum
	sets  []*entitySet
	// params are the parameters of the operations, as types that are never served.
	params map[string]*typ
}

// set finds an entity set by name; the service does not mind the case.
func (s *schema) set(name string) *entitySet {
	i := slices.IndexFunc(s.sets, func(e *entitySet) bool { return strings.EqualFold(e.name, name) })
	if i < 0 {
		return nil
	}
	return s.sets[i]
}

var schemas sync.Map // version → *schema

// schemaOf returns the schema of a version; the same one for equal versions.
func schemaOf(v version) *schema {
	key := version{v[0], v[1], v[2]}
	if s, ok := schemas.Load(key); ok {
		return s.(*schema)
	}
	s, _ := schemas.LoadOrStore(key, parseSchema(key))
	return s.(*schema)
}

// parseSchema reads the embedded table. The table is part of the program, so a
// mistake in it panics.
func parseSchema(v version) *schema {
	s := &schema{types: map[string]*typ{}, enums: map[string]*enum{}}
	refs := map[*prop]string{}
	var cur *typ
	for line := range strings.Lines(schemaText) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Fields(line)
		switch {
		case line[0] == '\t':
			if p, ref := parseProp(f, v); p != nil {
				cur.props = append(cur.props, p)
				cur.byName[strings.ToLower(p.name)] = p
				refs[p] = ref
			}
		case f[0] == "type":
			cur = s.typ(f[1])
		case f[0] == "enum", f[0] == "flags":
			s.enums[f[1]] = &enum{name: f[1], values: f[2:], flags: f[0] == "flags"}
		default:
			s.sets = append(s.sets, s.parseSet(f))
		}
	}
	for p, ref := range refs {
		s.bind(p, ref)
	}
	s.params = map[string]*typ{}
	for key, op := range operations {
		s.params[key] = s.paramsOf(op.params, v)
	}
	for _, t := range s.types {
		for _, p := range t.props {
			p.def = defaultOf(t, p)
			p.compute = computed[t.name+"."+p.name]
		}
		t.plain = plainShape(t)
	}
	return s
}

// typ returns the type of that name, declared or to come.
func (s *schema) typ(name string) *typ {
	if s.types[name] == nil {
		s.types[name] = &typ{name: name, byName: map[string]*prop{}}
	}
	return s.types[name]
}

func (s *schema) parseSet(f []string) *entitySet {
	e := &entitySet{name: f[1], typ: s.typ(f[2]), single: f[0] == "single"}
	for _, opt := range f[3:] {
		k, v, _ := strings.Cut(opt, "=")
		switch k {
		case "key":
			e.key = v
		case "alt":
			e.alt = v
		case "verbs":
			e.verbs = strings.Split(v, ",")
		case "sub":
			e.subs = strings.Split(v, ",")
		}
	}
	return e
}

// parseProp reads one property line; nil when version v does not have it.
func parseProp(f []string, v version) (*prop, string) {
	p := &prop{name: f[0], key: []byte(strconv.Quote(f[0]) + ":")}
	ref := f[1]
	ref, p.null = strings.CutSuffix(ref, "?")
	ref, p.list = strings.CutSuffix(ref, "[]")
	for _, opt := range f[2:] {
		k, val, _ := strings.Cut(opt, "=")
		switch k {
		case "nav":
			p.nav = true
		case "max":
			p.max, _ = strconv.Atoi(val)
		case "since":
			if since, _ := parseVersion(val); v.before(since) {
				return nil, ""
			}
		}
	}
	return p, ref
}

// bind resolves the type a property names.
func (s *schema) bind(p *prop, ref string) {
	if e := s.enums[ref]; e != nil {
		p.scalar, p.enum = enumer, e
		return
	}
	if t := s.types[ref]; t != nil {
		p.scalar, p.typ = nested, t
		return
	}
	p.scalar = scalar(ref)
	switch p.scalar {
	case text, boolean, i32, i64, u8, double, decimal, datetime, clock, duration, guid, octets, untyped:
	default:
		panic(fmt.Sprintf("sim: schema: property %s has unknown type %s", p.name, ref))
	}
}

// paramsOf reads the parameters of an operation.
func (s *schema) paramsOf(list string, v version) *typ {
	t := &typ{name: "Parameters", byName: map[string]*prop{}}
	for part := range strings.SplitSeq(list, ";") {
		f := strings.Fields(part)
		if len(f) == 0 {
			continue
		}
		p, ref := parseProp(f, v)
		s.bind(p, ref)
		t.props = append(t.props, p)
		t.byName[strings.ToLower(p.name)] = p
	}
	return t
}
