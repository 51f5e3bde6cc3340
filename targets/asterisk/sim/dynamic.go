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
	case elsewhere[typ]:
		q.refuse(http.StatusNotFound, fmt.Sprintf("Object with id '%s' not found", q.args["id"]))
	case attributesOf(typ) == nil:
		q.refuse(http.StatusNotFound, fmt.Sprintf("objectType '%s' not found", typ))
	default:
		return typ, q.args["id"]
	}
	return "", ""
}

// elsewhere are types whose objects are not kept where ARI could write them.
var elsewhere = map[string]bool{"contact": true, "transport": true}

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
	q.ok(w.shown(typ, w.again(typ, o)))
}

func (w *World) putObject(q *ask) {
	typ, id := dynamic(q)
	if typ == "" {
		return
	}
	var body map[string]json.RawMessage // names are looked at as they are written
	if q.isJSON() {
		_ = json.Unmarshal(q.raw, &body) // what has no fields has none to write
	}
	pairs := pairsOf(body["fields"])
	doing := "Creation"
	old := w.objects[typ][id]
	if old != nil && w.loads(typ, old) {
		doing, old = "Update", w.again(typ, old)
	} else {
		old = nil // it cannot be found, so that it is made anew
	}
	if old != nil && w.inMemory(typ, old) {
		q.fail("Allocation failed")
		return
	}
	o, ok := w.write(typ, old, pairs)
	if !ok {
		q.refuse(http.StatusBadRequest, fmt.Sprintf("%s of object '%s' failed field value validation", doing, id))
		return
	}
	w.setObject(typ, id, o)
	q.ok(w.shown(typ, o))
}

// pairsOf reads the fields of a body. The real one ends, and all connections with
// it, at a value that is no text or is not there.
func pairsOf(raw json.RawMessage) []pair {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var out []pair
	for _, raw := range items {
		var item map[string]json.RawMessage
		var p pair
		if json.Unmarshal(raw, &item) != nil || json.Unmarshal(item["attribute"], &p.Attribute) != nil || json.Unmarshal(item["value"], &p.Value) != nil || string(item["value"]) == "null" {
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
	if o := w.objects[typ][id]; o == nil || !w.loads(typ, o) {
		q.refuse(http.StatusNotFound, fmt.Sprintf("Object with id '%s' not found", id))
		return
	}
	w.setObject(typ, id, nil)
	q.none()
}
