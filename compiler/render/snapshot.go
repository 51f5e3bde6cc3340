package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// SnapshotText lists what is on a target, kind by kind.
func SnapshotText(s *state.Snapshot, schema state.Schema, names map[string]string, o Options) []byte {
	n := namer{names: names, schema: schema}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", o.paint(bold, safe(s.Target)), o.paint(dim, safe(product(s.Type, s.Profile))))
	for _, kind := range kindsOf(s, schema) {
		objects := s.OfKind(kind)
		fmt.Fprintf(&b, "\n  %s (%d)\n", o.paint(bold, capital(n.kindsTitle(kind))), len(objects))
		for i := range objects {
			writeObject(&b, &objects[i], n, o)
		}
	}
	for _, c := range s.Coverage {
		if c.Reach != state.Complete {
			fmt.Fprintf(&b, "\n%s %s: %s %s\n", o.paint(yellow, "not all seen:"), safe(extentWords(c.Extent)), c.Reach, safe(c.Reason))
		}
	}
	return []byte(b.String())
}

func writeObject(b *strings.Builder, obj *state.Object, n namer, o Options) {
	fmt.Fprintf(b, "    %s", o.paint(bold, n.object(obj.Ref())))
	if obj.Canonical != "" {
		fmt.Fprintf(b, "  %s", o.paint(dim, safe(obj.Canonical)))
	}
	b.WriteString("\n")
	wide := 0
	for _, a := range obj.Attrs {
		wide = max(wide, min(32, width(a.Name)))
	}
	for _, a := range obj.Attrs {
		if n.isKey(obj.Kind, a.Name) {
			continue
		}
		value := "(secret)"
		if !n.secret(obj.Kind, a.Name) {
			value = Shorten(shown(a.Value, n.speech(obj.Kind, a.Name)), o.columns(10+wide))
		}
		fmt.Fprintf(b, "        %s  %s\n", pad(safe(a.Name), wide), value)
	}
}

func kindsOf(s *state.Snapshot, schema state.Schema) []string {
	var out []string
	for _, k := range schema.Kinds {
		if len(s.OfKind(k.Name)) > 0 {
			out = append(out, k.Name)
		}
	}
	for i := range s.Objects {
		kind := s.Objects[i].Kind
		if _, known := schema.Kind(kind); !known && (i == 0 || s.Objects[i-1].Kind != kind) {
			out = append(out, kind)
		}
	}
	return out
}

func extentWords(e state.Extent) string {
	if e.Attr == "" {
		return e.Kind
	}
	return fmt.Sprintf("%s with %s %s", e.Kind, e.Attr, e.Value)
}

// YAML turns canonical JSON, or any JSON, into YAML in the same order.
func YAML(data []byte) ([]byte, error) {
	r := yamlReader{json.NewDecoder(bytes.NewReader(data)), map[json.Token]yaml.Node{}}
	r.UseNumber()
	node, err := r.node()
	if err != nil {
		return nil, fmt.Errorf("render: yaml: %w", err)
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(node); err != nil {
		return nil, fmt.Errorf("render: yaml: %w", err)
	}
	return b.Bytes(), nil
}

// yamlReader builds nodes of JSON. How a text has to be written is dear to find out,
// and most texts, names of members above all, come again and again.
type yamlReader struct {
	*json.Decoder
	known map[json.Token]yaml.Node
}

// remembered is how many texts are.
const remembered = 1 << 16

func (r yamlReader) node() (*yaml.Node, error) {
	tok, err := r.Token()
	if err != nil {
		return nil, err
	}
	switch x := tok.(type) {
	case json.Delim:
		return r.collection(x)
	case json.Number:
		tag := "!!int"
		if strings.ContainsAny(x.String(), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: x.String()}, nil
	}
	n, ok := r.known[tok]
	if ok {
		return &n, nil
	}
	if err := n.Encode(tok); err != nil {
		return nil, err
	}
	if len(r.known) < remembered {
		r.known[tok] = n
	}
	return &n, nil
}

func (r yamlReader) collection(open json.Delim) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	if open == '{' {
		n.Kind = yaml.MappingNode
	}
	for r.More() {
		item, err := r.node()
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, item)
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	_, err := r.Token()
	return n, err
}
