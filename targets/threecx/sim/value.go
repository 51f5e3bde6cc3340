package sim

import "strings"

// record is anything a query can be evaluated on: an object, or a row of a
// navigation collection.
type record interface {
	value(w *World, p *prop) any
}

// row is a record without an identity of its own. A func() any makes the value when
// it is asked for.
type row map[string]any

func (r row) value(_ *World, p *prop) any {
	if v, ok := r[p.name]; ok {
		if made, ok := v.(func() any); ok {
			return made()
		}
		return v
	}
	return p.def
}

// value is what the API shows for a property.
func (o *object) value(w *World, p *prop) any {
	if p.compute != nil {
		return p.compute(w, o)
	}
	if v, ok := o.props[p.name]; ok {
		return v
	}
	if p.name == "Id" && p.scalar == i32 {
		return int64(o.id)
	}
	return p.def
}

// displayName is how member lists call a DN.
func (o *object) displayName() string {
	if o.table.set.name == "Users" {
		return strings.TrimSpace(o.prop("FirstName") + " " + o.prop("LastName"))
	}
	return o.prop("Name")
}

// tags are the marks that member lists show next to a DN.
func (o *object) tags() []any {
	switch o.table.set.name {
	case "ServicePrincipals":
		return []any{"Principal"}
	case "Fax":
		if b, _ := o.props["FaxServer"].(bool); b {
			return []any{"FaxServer"}
		}
	}
	if t, ok := o.props["Tags"].([]any); ok {
		return t
	}
	return []any{}
}

// macs are the hardware addresses an object claims.
func (o *object) macs() []string {
	switch o.table.set.name {
	case "Users":
		var out []string
		phones, _ := o.props["Phones"].([]any)
		for _, p := range phones {
			if mac, _ := p.(map[string]any)["MacAddress"].(string); mac != "" {
				out = append(out, foldMAC(mac))
			}
		}
		return out
	case "Fxs":
		return []string{foldMAC(o.prop("MacAddress"))}
	}
	return nil
}

// foldMAC drops the separators and the case of a hardware address.
func foldMAC(mac string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "").Replace(mac))
}
