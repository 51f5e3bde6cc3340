package load

import (
	"encoding/json"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Saw is one line of what a person saw in a vendor's console. An object without
// attributes was there, and has one Saw without an Attr.
type Saw struct {
	Kind, Key, Attr string
	Value           state.Raw
	Pos             diag.Pos
}

// SawWhole is a list that was seen from one end to the other: "role", or the part
// of it of which an attribute has one value, "access Role=Sales".
type SawWhole struct {
	Kind, Attr, Value string
	Pos               diag.Pos
}

// Sighting reads a file that a person fills in, YAML or JSON:
//
//	seen:
//	  role:
//	    Sales: {CALL_DETAIL.VIEW: D}
//	whole: [role]
//
// What is wrong with it is in the diagnostics, all of it. name is for those.
func Sighting(name string, data []byte) ([]Saw, []SawWhole, diag.List) {
	r := &sighting{name: name}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		r.fail(nil, "this is neither YAML nor JSON: "+strings.TrimPrefix(err.Error(), "yaml: "), "")
		return nil, nil, r.diags
	}
	if len(doc.Content) == 0 {
		r.fail(nil, "nothing is in it", "")
		return nil, nil, r.diags
	}
	r.pairs(doc.Content[0], "the file", func(key, value *yaml.Node) {
		switch key.Value {
		case "seen":
			r.kinds(value)
		case "whole":
			r.lists(value)
		default:
			r.fail(key, fmt.Sprintf("%q is not known here", key.Value), "a sighting has `seen` and `whole`")
		}
	})
	if !r.diags.HasErrors() && len(r.seen)+len(r.whole) == 0 {
		r.fail(nil, "it says nothing that was seen", "")
	}
	return r.seen, r.whole, r.diags.Sorted()
}

type sighting struct {
	name  string
	seen  []Saw
	whole []SawWhole
	diags diag.List
}

func (r *sighting) pos(n *yaml.Node) diag.Pos {
	if n == nil {
		return diag.Pos{File: r.name}
	}
	return diag.Pos{File: r.name, Line: n.Line, Col: n.Column}
}

func (r *sighting) fail(n *yaml.Node, message, hint string) {
	if hint == "" {
		hint = "`patchbay attest --template` prints such a file"
	}
	r.diags.Add(diag.Diagnostic{Code: diag.AttestWrong, Pos: []diag.Pos{r.pos(n)}, Message: message, Hint: hint})
}

// pairs calls f for each member of a map, and says what else stands there.
func (r *sighting) pairs(n *yaml.Node, what string, f func(key, value *yaml.Node)) {
	n = resolved(n)
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, what+" is a map", "")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := resolved(n.Content[i])
		if key.Kind != yaml.ScalarNode || seen[key.Value] {
			r.fail(key, fmt.Sprintf("%q stands twice in %s, or is no name", key.Value, what), "write each once")
			continue
		}
		seen[key.Value] = true
		f(key, resolved(n.Content[i+1]))
	}
}

func (r *sighting) kinds(n *yaml.Node) {
	r.pairs(n, "seen", func(kind, objects *yaml.Node) {
		r.pairs(objects, "what was seen of "+kind.Value, func(key, attrs *yaml.Node) {
			before := len(r.seen)
			r.pairs(attrs, key.Value, func(attr, value *yaml.Node) {
				r.seen = append(r.seen, Saw{kind.Value, key.Value, attr.Value, r.raw(value), r.pos(attr)})
			})
			if len(r.seen) == before {
				r.seen = append(r.seen, Saw{Kind: kind.Value, Key: key.Value, Pos: r.pos(key)})
			}
		})
	})
}

func (r *sighting) raw(n *yaml.Node) state.Raw {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.ShortTag() == "!!null" {
			return state.Raw{}
		}
		return state.Raw{Shape: state.OneWord, Text: n.Value}
	case yaml.SequenceNode:
		out := state.Raw{Shape: state.ManyWords}
		for _, item := range n.Content {
			if item = resolved(item); item.Kind != yaml.ScalarNode {
				r.fail(item, "a list holds words", "")
				continue
			}
			out.Items = append(out.Items, item.Value)
		}
		return out
	}
	var tree any
	if err := n.Decode(&tree); err != nil {
		r.fail(n, err.Error(), "")
		return state.Raw{}
	}
	text, err := json.Marshal(tree)
	if err != nil {
		r.fail(n, "it cannot be written as JSON: "+err.Error(), "")
	}
	return state.Raw{Shape: state.JSONText, Text: string(text)}
}

func (r *sighting) lists(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "whole is a list of kinds", "write `whole: [role]`, or take it out")
		return
	}
	for _, item := range n.Content {
		item = resolved(item)
		kind, part, narrow := strings.Cut(strings.TrimSpace(item.Value), " ")
		attr, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if item.Kind != yaml.ScalarNode || kind == "" || narrow && !ok {
			r.fail(item, "a whole list is a kind, or the part of it of which an attribute has one value", "such as `role` or `access Role=Sales`")
			continue
		}
		r.whole = append(r.whole, SawWhole{kind, attr, value, r.pos(item)})
	}
}
