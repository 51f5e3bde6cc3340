package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// seed is a world as it is written: what differs from a fresh system.
type seed struct {
	Version string                        `json:"version,omitempty"`
	Quirks  map[string]string             `json:"quirks,omitempty"`
	Objects map[string]map[string]*object `json:"objects,omitempty"`
	Files   map[string]string             `json:"files,omitempty"`  // as they stand on disk
	Loaded  map[string]string             `json:"loaded,omitempty"` // of those that differ: as they are in force
	Agents  []agent                       `json:"agents,omitempty"`
	Rows    map[string]string             `json:"database,omitempty"` // by path: /FAMILY/KEY
}

// fresh are the files of a system that nobody has touched but to let patchbay in.
var fresh = map[string]string{
	"ari.conf":        "[general]\nenabled = yes\n[patchbay]\ntype = user\nread_only = no\npassword = patchbay\n",
	"manager.conf":    "[general]\nenabled = yes\nwebenabled = yes\n[patchbay]\nsecret = patchbay\nread = all\nwrite = all\n",
	"queues.conf":     "[general]\npersistentmembers = yes\nautofill = yes\n",
	"voicemail.conf":  "[general]\nformat = wav\n[default]\n",
	"extensions.conf": "[general]\nstatic = yes\n[internal]\nexten = _X.,1,Dial(PJSIP/${EXTEN},20)\n",
	"pjsip.conf":      "[global]\ntype = global\n[transport-udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:5060\n",
	"sorcery.conf":    "[res_pjsip]\nendpoint = astdb,ps_endpoints\nauth = astdb,ps_auths\naor = astdb,ps_aors\n",
}

// Load implements simhttp.Vendor. An empty seed is a fresh system.
func (w *World) Load(raw []byte) error {
	var in seed
	if len(bytes.TrimSpace(raw)) > 0 {
		if err := strict(raw, &in); err != nil {
			return fmt.Errorf("asterisk simulator: %w", err)
		}
	}
	out := &World{version: in.Version, given: w.given, quirks: w.given, clock: w.clock, started: w.clock.Time(), reloaded: w.clock.Time(), sessions: w.sessions, crowd: w.crowd, wires: w.wires, issued: w.issued}
	if out.version == "" {
		out.version = usualVersion
	}
	out.release = majorOf(out.version)
	if err := out.fill(&in); err != nil {
		return fmt.Errorf("asterisk simulator: %w", err)
	}
	if !w.started.IsZero() {
		out.started = w.started
	}
	*w = *out
	return nil
}

// usualVersion is that of Debian's package in 2026.
const usualVersion = "22.10.1"

func (w *World) fill(in *seed) error {
	var err error
	if w.quirks, err = Known.Over(w.given, product, in.Quirks); err != nil {
		return err
	}
	w.written = in.Quirks
	w.objects, w.files, w.loaded = map[string]map[string]*object{}, map[string]file{}, map[string]file{}
	w.settle()
	texts := maps.Clone(fresh)
	maps.Copy(texts, in.Files)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		f, err := parse(texts[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		w.files[name], w.loaded[name] = f, f
	}
	for _, name := range slices.Sorted(maps.Keys(in.Loaded)) {
		f, err := parse(in.Loaded[name])
		if err != nil {
			return fmt.Errorf("%s as loaded: %w", name, err)
		}
		w.loaded[name] = f
	}
	w.agents, w.rows = in.Agents, map[string]string{}
	maps.Copy(w.rows, in.Rows)
	w.boot()
	return w.fillObjects(in)
}

func (w *World) fillObjects(in *seed) error {
	for _, typ := range types {
		w.objects[typ] = map[string]*object{}
		for _, id := range slices.Sorted(maps.Keys(in.Objects[typ])) {
			o, err := w.read(typ, in.Objects[typ][id])
			if err != nil {
				return fmt.Errorf("%s %s: %w", typ, id, err)
			}
			w.objects[typ][id] = o
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(in.Objects)) {
		if attributesOf(typ) == nil {
			return fmt.Errorf("there are no objects of type %q", typ)
		}
	}
	return nil
}

// read takes an object as a seed writes it, as though it had been sent.
func (w *World) read(typ string, in *object) (*object, error) {
	var pairs []pair
	for _, name := range slices.Sorted(maps.Keys(in.Values)) {
		a := w.find(typ, name)
		if a == nil {
			return nil, fmt.Errorf("no attribute %q", name)
		}
		if _, ok := w.reading(a)(in.Values[name]); !ok {
			return nil, fmt.Errorf("%q does not fit %s", in.Values[name], name)
		}
		pairs = append(pairs, pair{name, in.Values[name]})
	}
	o, ok := w.write(typ, nil, pairs)
	if !ok {
		return nil, errors.New("a user name or a password is missing")
	}
	maps.Copy(o.Values, in.plain(w, typ)) // what follows by itself may have been undone
	o.Variables = in.Variables
	return o, nil
}

// plain are an object's values as they are read back.
func (o *object) plain(w *World, typ string) map[string]string {
	out := map[string]string{}
	for name, value := range o.Values {
		out[name], _ = w.reading(w.find(typ, name))(value)
	}
	return out
}

// Save implements simhttp.Vendor.
func (w *World) Save() ([]byte, error) {
	out := seed{Version: w.version, Quirks: w.written, Objects: w.objects, Files: map[string]string{}, Loaded: map[string]string{}, Agents: w.agents, Rows: w.rows}
	for name, f := range w.files {
		out.Files[name] = f.String()
		if loaded := w.loaded[name].String(); loaded != out.Files[name] {
			out.Loaded[name] = loaded
		}
	}
	return marshal(out)
}

// record is what one request changed.
type record struct {
	Put    map[string]map[string]*object `json:"put,omitempty"`
	Gone   map[string][]string           `json:"gone,omitempty"`
	Files  map[string]string             `json:"files,omitempty"`
	Loaded map[string]string             `json:"loaded,omitempty"`
	Agents *[]agent                      `json:"agents,omitempty"`
	Rows   map[string]*string            `json:"database,omitempty"` // null is gone
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte {
	rec := record{Put: map[string]map[string]*object{}, Gone: map[string][]string{}, Files: map[string]string{}, Loaded: map[string]string{}, Rows: map[string]*string{}}
	for key := range w.touched.objects {
		typ, id := key[0], key[1]
		if o := w.objects[typ][id]; o == nil {
			rec.Gone[typ] = append(rec.Gone[typ], id)
		} else {
			if rec.Put[typ] == nil {
				rec.Put[typ] = map[string]*object{}
			}
			rec.Put[typ][id] = o
		}
	}
	for name := range w.touched.files {
		rec.Files[name], rec.Loaded[name] = w.files[name].String(), w.loaded[name].String()
	}
	if w.touched.agents {
		rec.Agents = &w.agents
	}
	for path := range w.touched.rows {
		rec.Rows[path] = nil
		if v, ok := w.rows[path]; ok {
			rec.Rows[path] = &v
		}
	}
	nothing := len(w.touched.objects)+len(w.touched.files)+len(w.touched.rows) == 0 && !w.touched.agents
	w.settle()
	if nothing {
		return nil
	}
	b, err := marshal(rec)
	if err != nil {
		panic(fmt.Sprintf("asterisk simulator: %v", err)) // all that is stored came from JSON or text
	}
	return b
}

// Replay implements simhttp.Journal.
func (w *World) Replay(raw []byte) error {
	var rec record
	if err := strict(raw, &rec); err != nil {
		return fmt.Errorf("asterisk simulator: %w", err)
	}
	for typ, ids := range rec.Gone {
		for _, id := range ids {
			delete(w.objects[typ], id)
		}
	}
	for typ, objects := range rec.Put {
		maps.Copy(w.objects[typ], objects)
	}
	if rec.Agents != nil {
		w.agents = *rec.Agents
	}
	for path, v := range rec.Rows {
		if v == nil {
			delete(w.rows, path)
		} else {
			w.rows[path] = *v
		}
	}
	return errors.Join(replayed(w.files, rec.Files), replayed(w.loaded, rec.Loaded))
}

func replayed(into map[string]file, texts map[string]string) error {
	for name, text := range texts {
		f, err := parse(text)
		if err != nil {
			return fmt.Errorf("asterisk simulator: %s: %w", name, err)
		}
		into[name] = f
	}
	return nil
}

// settle forgets what was touched.
func (w *World) settle() {
	w.touched = touched{objects: map[[2]string]bool{}, files: map[string]bool{}, rows: map[string]bool{}}
}

// strict reads one JSON value that has nothing unknown in it.
func strict(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// marshal writes JSON without escaping what HTML would need.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
