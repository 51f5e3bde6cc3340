package real

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// world is what a PBX holds, as a seed of the simulator is written.
type world struct {
	Version string                       `json:"version,omitempty"`
	Quirks  map[string]string            `json:"quirks,omitempty"`
	Objects map[string]map[string]object `json:"objects,omitempty"`
	Files   map[string]string            `json:"files,omitempty"`
	Loaded  map[string]string            `json:"loaded,omitempty"`
	Agents  []json.RawMessage            `json:"agents,omitempty"`
}

type object struct {
	Values    map[string]string `json:"attributes"`
	Variables []string          `json:"variables,omitempty"`
}

// types are the types of object, those first that others refer to.
var types = []string{"aor", "auth", "endpoint"}

// reloads let a module read its file again.
var reloads = []struct{ file, command string }{
	{"ari.conf", "module reload res_ari.so"},
	{"manager.conf", "manager reload"},
	{"queues.conf", "module reload app_queue.so"},
	{"voicemail.conf", "module reload app_voicemail.so"},
	{"extensions.conf", "dialplan reload"},
	{"pjsip.conf", "module reload res_pjsip.so"},
	{"sorcery.conf", ""}, // which nothing reads again
}

// Save implements simhttp.Vendor.
func (p *PBX) Save() ([]byte, error) {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	objects, err := p.objects(ctx)
	if err != nil {
		return nil, err
	}
	out := world{Version: p.Install.Version, Objects: objects, Files: map[string]string{}}
	for _, r := range reloads {
		out.Files[r.file] = tidy(unbound(r.file, p.text(r.file), p.ports))
	}
	return json.Marshal(out)
}

// text is a file as it stands; "" is one that is not there.
func (p *PBX) text(name string) string {
	b, err := os.ReadFile(p.file(name))
	if err != nil {
		return ""
	}
	return string(b)
}

func (p *PBX) file(name string) string { return filepath.Join(p.Lab, "etc", name) }

// tidy is a file without what AMI writes at the top of each file that it changes,
// which has the time in it, and without lines that say nothing.
func tidy(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, ";!") {
			b.WriteString(s + "\n")
		}
	}
	return b.String()
}

// objects are those of the database.
func (p *PBX) objects(ctx context.Context) (map[string]map[string]object, error) {
	out := map[string]map[string]object{}
	for _, typ := range types {
		out[typ] = map[string]object{}
		family := "/ps_" + typ + "s/" + typ + "/"
		text, err := p.Console(ctx, "database show ps_"+typ+"s")
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(text) {
			key, value, ok := strings.Cut(line, ": {")
			id, of := strings.CutPrefix(strings.TrimRight(key, " "), family)
			if !ok || !of {
				continue
			}
			var o object
			if err := json.Unmarshal([]byte("{"+strings.TrimSpace(value)), &o.Values); err != nil {
				return nil, fmt.Errorf("%s %s in Asterisk's database: %w", typ, id, err)
			}
			if typ == "endpoint" {
				o.sort(p.attributes(ctx, id))
			}
			out[typ][id] = o
		}
	}
	return out, nil
}

// attributes are the names of those of endpoints, as the console shows one: not the
// variables that it was given. None, when it cannot be shown.
func (p *PBX) attributes(ctx context.Context, id string) map[string]bool {
	if len(p.names) > 0 {
		return p.names
	}
	text, err := p.Console(ctx, "pjsip show endpoint "+id)
	if err != nil {
		return nil
	}
	p.names = map[string]bool{}
	_, table, _ := strings.Cut(text, "ParameterName")
	for line := range strings.Lines(table) {
		if name, _, ok := strings.Cut(line, " : "); ok {
			p.names[strings.TrimSpace(name)] = true
		}
	}
	return p.names
}

// sort puts what is no attribute among the variables, beside which the database
// holds it.
func (o *object) sort(attributes map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(o.Values)) {
		if len(attributes) > 0 && !attributes[name] {
			o.Variables = append(o.Variables, name+"="+o.Values[name])
			delete(o.Values, name)
		}
	}
}

// Load implements simhttp.Vendor. Objects that are as they should be are left alone.
func (p *PBX) Load(raw []byte) error {
	var in world
	if len(bytes.TrimSpace(raw)) > 0 {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			return fmt.Errorf("real Asterisk: %w", err)
		}
	}
	if err := p.fits(&in); err != nil {
		return fmt.Errorf("real Asterisk: %w", err)
	}
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	files := Begun()
	maps.Copy(files, in.Files)
	maps.Copy(files, in.Loaded)
	files["ari.conf"] = Begun()["ari.conf"] // our way in, until the objects are there
	if err := p.write(ctx, files); err != nil {
		return err
	}
	if err := p.replace(ctx, in.Objects); err != nil {
		return err
	}
	files = Begun()
	maps.Copy(files, in.Files)
	for _, r := range reloads {
		if _, differs := in.Loaded[r.file]; differs {
			if err := os.WriteFile(p.file(r.file), []byte(bound(r.file, files[r.file], p.ports)), 0o644); err != nil {
				return err
			}
			delete(files, r.file)
		}
	}
	return p.write(ctx, files)
}

// fits refuses worlds that this PBX cannot be.
func (p *PBX) fits(in *world) error {
	major := func(v string) string { m, _, _ := strings.Cut(v, "."); return m }
	switch {
	case in.Version != "" && major(in.Version) != major(p.Install.Version):
		return fmt.Errorf("the world is of version %s, and this is %s", in.Version, p.Install.Version)
	case in.Files["sorcery.conf"] != "" && in.Files["sorcery.conf"] != Begun()["sorcery.conf"]:
		return errors.New("where objects are kept is read at the start alone")
	case len(in.Quirks) > 0:
		return errors.New("a real PBX has no quirks that can be set")
	case len(in.Agents) > 0:
		return errors.New("agents that QueueAdd put into queues cannot be loaded")
	}
	return nil
}

// write puts files in place and lets their modules read them, where they differ.
func (p *PBX) write(ctx context.Context, files map[string]string) error {
	for _, r := range reloads {
		text, ok := files[r.file]
		if !ok {
			continue
		}
		if err := os.WriteFile(p.file(r.file), []byte(bound(r.file, text, p.ports)), 0o644); err != nil {
			return err
		}
		if r.command == "" {
			continue
		}
		if _, err := p.Console(ctx, r.command); err != nil {
			return err
		}
	}
	return nil
}

// replace makes the objects those that are wanted.
func (p *PBX) replace(ctx context.Context, want map[string]map[string]object) error {
	have, err := p.objects(ctx)
	if err != nil {
		return err
	}
	for _, typ := range slices.Backward(types) {
		for _, id := range slices.Sorted(maps.Keys(have[typ])) {
			if o, ok := want[typ][id]; ok && same(have[typ][id], o) {
				continue
			}
			if err := p.dynamic(ctx, http.MethodDelete, typ, id, nil); err != nil {
				return err
			}
			delete(have[typ], id)
		}
	}
	for _, typ := range types {
		for _, id := range slices.Sorted(maps.Keys(want[typ])) {
			if _, there := have[typ][id]; there {
				continue
			}
			if err := p.dynamic(ctx, http.MethodPut, typ, id, want[typ][id].fields()); err != nil {
				return err
			}
		}
	}
	return nil
}

// same reports whether an object has all that is wanted of it: the rest are defaults
// or were asked of nobody.
func same(have, want object) bool {
	return slices.Equal(have.Variables, want.Variables) && maps.Equal(have.Values, want.Values)
}

type field struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// fields are an object's values in the order in which they are to be sent: those
// first that others follow.
func (o object) fields() []field {
	var out []field
	for _, name := range slices.SortedFunc(maps.Keys(o.Values), func(a, b string) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a, b)) }) {
		if name != "callerid" || o.Values[name] != nobody {
			out = append(out, field{name, o.Values[name]})
		}
	}
	for _, v := range o.Variables {
		out = append(out, field{"set_var", v})
	}
	return out
}

// nobody is the caller id of an endpoint that was given none. Sent, it would become
// the number "unknown".
const nobody = "<unknown>"

func rank(attribute string) int {
	if i := slices.Index([]string{"webrtc", "bundle"}, attribute); i >= 0 {
		return i
	}
	return 2
}

// dynamic sends one request for an object.
func (p *PBX) dynamic(ctx context.Context, method, typ, id string, fields []field) error {
	body, err := json.Marshal(map[string][]field{"fields": fields})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, p.URL()+"/ari/asterisk/config/dynamic/res_pjsip/"+typ+"/"+url.PathEscape(id), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.SetBasicAuth(Name, Password)
	req.Header.Set("Content-Type", "application/json")
	res, err := p.proxy.Transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 && (method != http.MethodDelete || res.StatusCode != http.StatusNotFound) {
		return fmt.Errorf("real Asterisk: %s %s %s: %d %s", method, typ, id, res.StatusCode, text)
	}
	return err
}
