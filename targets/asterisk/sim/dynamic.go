package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// dynamic is the type and id of a request for config/dynamic/CLASS/TYPE/ID; no type
// where there is no such place, which it has said.
func dynamic(q *ask) (typ, id string) {
	switch typ := q.args["objectType"]; {
	case q.args["configClass"] != "res_pjsip":
		q.refuse(http.StatusNotFound, fmt.Sprintf("configClass '%s' not found", q.args["configClass"]))
	case attributesOf(typ) == nil:
		q.refuse(http.StatusNotFound, fmt.Sprintf("objectType '%s' not found", typ))
	default:
		return typ, q.args["id"]
	}
	return "", ""
}

func (w *World) getObject(q *ask) {
	typ, id := dynamic(q)
	if typ == "" {
		return
	}
	o := w.objects[typ][id]
	if o == nil || !w.loads(typ, o) {
		q.refuse(http.StatusNotFound, fmt.Sprintf("Object with id '%s' not found", id))
		return
	}
	q.ok(w.shown(typ, o))
}

func (w *World) putObject(q *ask) {
	typ, id := dynamic(q)
	if typ == "" {
		return
	}
	var body struct {
		Fields json.RawMessage `json:"fields"`
	}
	if q.isJSON() && len(q.raw) > 0 && q.raw[0] == '{' {
		_ = json.Unmarshal(q.raw, &body) // it is valid, and what it is not is passed over
	}
	pairs := pairsOf(body.Fields)
	old := w.objects[typ][id]
	if old != nil && !w.loads(typ, old) {
		old = nil // it cannot be found, so that it is made anew
	}
	o, ok := w.write(typ, old, pairs)
	if !ok {
		q.refuse(http.StatusBadRequest, fmt.Sprintf("Creation of object '%s' failed field value validation", id))
		return
	}
	w.setObject(typ, id, o)
	q.ok(w.shown(typ, o))
}

// pairsOf reads the fields of a body. The real one ends, and all connections with
// it, at a value that is no text or is not there.
func pairsOf(raw json.RawMessage) []pair {
	var items []map[string]json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var out []pair
	for _, item := range items {
		var p pair
		if json.Unmarshal(item["attribute"], &p.Attribute) != nil || json.Unmarshal(item["value"], &p.Value) != nil || string(item["value"]) == "null" {
			panic(http.ErrAbortHandler)
		}
		out = append(out, p)
	}
	return out
}

func (w *World) deleteObject(q *ask) {
	typ, id := dynamic(q)
	if typ == "" {
		return
	}
	if w.objects[typ][id] == nil {
		q.refuse(http.StatusNotFound, fmt.Sprintf("Object with id '%s' not found", id))
		return
	}
	w.setObject(typ, id, nil)
	q.none()
}
