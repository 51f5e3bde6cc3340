package state

// extents answers which of many extents hold an object, without looking at all
// of them.
type extents struct {
	kinds map[string]int       // extents that are all of a kind
	parts map[Extent]int       // narrower ones
	attrs map[string]*[]string // by kind: the attributes that narrower ones go by, in order of appearance
}

func (x *extents) add(e Extent, i int) {
	if x.kinds == nil {
		x.kinds, x.parts, x.attrs = map[string]int{}, map[Extent]int{}, map[string]*[]string{}
	}
	if e.Attr == "" {
		if _, ok := x.kinds[e.Kind]; !ok {
			x.kinds[e.Kind] = i
		}
		return
	}
	if _, ok := x.parts[e]; ok {
		return
	}
	x.parts[e] = i
	names := x.attrs[e.Kind]
	if names == nil {
		names = new([]string)
		x.attrs[e.Kind] = names
	}
	for _, n := range *names {
		if n == e.Attr {
			return
		}
	}
	*names = append(*names, e.Attr)
}

// find returns the index of the narrowest extent that holds o.
func (x *extents) find(o *Object) (int, bool) {
	if names := x.attrs[o.Kind]; names != nil {
		for _, n := range *names {
			if i, ok := x.parts[Extent{o.Kind, n, o.Get(n).Text()}]; ok {
				return i, true
			}
		}
	}
	i, ok := x.kinds[o.Kind]
	return i, ok
}

// Claims is an index of what a desired snapshot claims.
type Claims struct {
	extents extents
	all     []Extent
}

// ClaimIndex prepares Claims for many questions.
func (s *Snapshot) ClaimIndex() *Claims {
	c := &Claims{all: s.Claims}
	for i, e := range s.Claims {
		c.extents.add(e, i)
	}
	return c
}

// Find returns the narrowest claimed extent that o is in: the site's list of it
// is complete, so that an undeclared o is to go.
func (c *Claims) Find(o *Object) (Extent, bool) {
	i, ok := c.extents.find(o)
	if !ok {
		return Extent{}, false
	}
	return c.all[i], true
}

// Reaches is an index of what a live snapshot covers.
type Reaches struct {
	extents extents
	all     []Coverage
}

// ReachIndex prepares Coverage for many questions.
func (s *Snapshot) ReachIndex() *Reaches {
	r := &Reaches{all: s.Coverage}
	for i, c := range s.Coverage {
		r.extents.add(c.Extent, i)
	}
	return r
}

// Find says how far the reader saw where o would be. The narrowest extent that
// holds the object decides; what nobody mentions is Partial.
func (r *Reaches) Find(o *Object) Coverage {
	i, ok := r.extents.find(o)
	if !ok {
		return Coverage{Extent: Extent{Kind: o.Kind}, Reach: Partial, Reason: "nothing says how much of it was read"}
	}
	return r.all[i]
}

// ReachOf says how far the reader saw where one object would be.
func (s *Snapshot) ReachOf(o *Object) Reach { return s.ReachIndex().Find(o).Reach }

// Claimed reports whether the site's list of an extent that o is in is
// complete.
func (s *Snapshot) Claimed(o *Object) bool {
	_, ok := s.ClaimIndex().Find(o)
	return ok
}
