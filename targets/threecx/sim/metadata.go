package sim

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// serviceDocument lists the entity sets.
func (c *call) serviceDocument() *apiError {
	var b bytes.Buffer
	b.WriteString("{" + c.context("") + `,"value":[`)
	for i, s := range c.w.schema.sets {
		if i > 0 {
			b.WriteByte(',')
		}
		kind := "EntitySet"
		if s.single {
			kind = "Singleton"
		}
		fmt.Fprintf(&b, `{"name":%q,"kind":%q,"url":%q}`, s.name, kind, s.name)
	}
	b.WriteString("]}")
	c.send(http.StatusOK, b.Bytes())
	return nil
}

// metadata describes what is served as an entity data model.
func (c *call) metadata() *apiError {
	c.rw.Header().Set("Content-Type", "application/xml; charset=utf-8")
	c.rw.Write(c.w.schema.edmx())
	return nil
}

// edmx writes the model of a version.
func (s *schema) edmx() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>` +
		`<Schema Namespace="Pbx" xmlns="http://docs.oasis-open.org/odata/ns/edm">` + "\n")
	for _, name := range sortedKeys(s.enums) {
		e := s.enums[name]
		fmt.Fprintf(&b, `<EnumType Name="%s"%s>`, name, map[bool]string{true: ` IsFlags="true"`}[e.flags])
		for i, v := range e.values {
			fmt.Fprintf(&b, `<Member Name="%s" Value="%d"/>`, v, i)
		}
		b.WriteString("</EnumType>\n")
	}
	keys := map[*typ]string{}
	for _, set := range s.sets {
		if keys[set.typ] == "" {
			keys[set.typ] = set.key
			if set.key == "" && set.alt == "" && set.typ.prop("Id") != nil {
				keys[set.typ] = "Id"
			}
		}
	}
	for _, name := range sortedKeys(s.types) {
		s.types[name].edmx(&b, keys[s.types[name]])
	}
	b.WriteString(`<EntityContainer Name="Container">` + "\n")
	for _, set := range s.sets {
		if set.single {
			fmt.Fprintf(&b, `<Singleton Name="%s" Type="Pbx.%s"/>`+"\n", set.name, set.typ.name)
		} else {
			fmt.Fprintf(&b, `<EntitySet Name="%s" EntityType="Pbx.%s"/>`+"\n", set.name, set.typ.name)
		}
	}
	b.WriteString("</EntityContainer>\n</Schema></edmx:DataServices></edmx:Edmx>\n")
	return b.Bytes()
}

func (t *typ) edmx(b *bytes.Buffer, key string) {
	element := "ComplexType"
	if key != "" {
		element = "EntityType"
	}
	fmt.Fprintf(b, `<%s Name="%s">`, element, t.name)
	if key != "" {
		fmt.Fprintf(b, `<Key><PropertyRef Name="%s"/></Key>`, key)
	}
	for _, p := range t.props {
		kind := p.typeName()
		if p.list {
			kind = "Collection(" + kind + ")"
		}
		if p.nav {
			fmt.Fprintf(b, `<NavigationProperty Name="%s" Type="%s"/>`, p.name, kind)
			continue
		}
		fmt.Fprintf(b, `<Property Name="%s" Type="%s"`, p.name, kind)
		if !p.null {
			b.WriteString(` Nullable="false"`)
		}
		if p.max > 0 {
			fmt.Fprintf(b, ` MaxLength="%d"`, p.max)
		}
		b.WriteString("/>")
	}
	fmt.Fprintf(b, "</%s>\n", element)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, strings.Compare)
	return out
}
