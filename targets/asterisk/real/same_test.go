package real_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
	"github.com/patchbay-dev/patchbay/targets/asterisk/sim"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// asked is one request that both are sent.
type asked struct {
	as           string // an account of ari.conf; "" is patchbay, "-" is nobody
	method, path string
	body         string
	contentType  string
}

func (a asked) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", a.as, a.method, a.path, a.body))
}

// pair is a simulator and a real PBX of one version, which hold the same world.
type pair struct {
	sim, real   *client
	simRun, pbx *simhttp.Running
	amis        [2]string // where each speaks AMI over TCP
	version     string    // as the real one says it
}

func newPair(t *testing.T, in *real.Install) *pair {
	t.Helper()
	process, pbx := served(t, in)
	p := &pair{real: wire(t, pbx.URL), pbx: pbx}
	var info struct{ System struct{ Version string } }
	if err := json.Unmarshal([]byte(p.real.send("GET", "/ari/asterisk/info", "", "").body), &info); err != nil {
		t.Fatal(err)
	}
	p.version = info.System.Version
	run, err := sim.Start(t.Context(), p.seed("{}"), sim.Options{Quirks: map[string]string{"amiListen": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	p.sim, p.simRun, p.amis = wire(t, run.URL), run, [2]string{run.Addresses()["ami"], process.AMI()}
	return p
}

// seed is a world for the simulator, with the version of the real one.
func (p *pair) seed(world string) []byte {
	rest := strings.TrimPrefix(world, "{")
	if rest != "}" {
		rest = ", " + rest
	}
	return []byte(`{"version": "` + p.version + `"` + rest)
}

// begin gives both a world, and no sessions.
func (p *pair) begin(t *testing.T, world string) {
	t.Helper()
	for _, run := range []*simhttp.Running{p.simRun, p.pbx} {
		if err := run.SetWorld(p.seed(world)); err != nil {
			t.Fatal(err)
		}
		run.Restart()
	}
}

// ask sends a request to both and reports what differs.
func (p *pair) ask(t *testing.T, a asked) reply {
	t.Helper()
	var got [2]reply
	for i, c := range []*client{p.sim, p.real} {
		c.user = real.Name
		if a.as != "" {
			c.user = strings.TrimPrefix(a.as, "-")
		}
		got[i] = c.send(a.method, a.path, a.body, a.contentType)
	}
	if d := cmp.Diff(comparable(got[0]), comparable(got[1])); d != "" {
		t.Errorf("%v (-simulator +real):\n%s", a, d)
	}
	return got[1]
}

// headers are those that a client may act on.
var headers = []string{"Allow", "Cache-Control", "Content-Type", "Location", "Pragma", "Server", "Set-Cookie", "Www-Authenticate"}

// compared is a reply in the form in which two are compared: a header or a line of
// the body by line.
type compared struct {
	Status int
	Header []string
	Body   []string
}

func comparable(r reply) compared {
	out := compared{Status: r.status}
	for _, name := range headers {
		for _, v := range r.header.Values(name) {
			out.Header = append(out.Header, name+": "+masked(v))
		}
	}
	if strings.Contains(r.header.Get("Content-Type"), "json") {
		out.Body = flat(r.body)
	} else {
		out.Body = blocks(r.body)
	}
	return out
}

// blocks are the lines of an answer of AMI. The events of a list come in the order of
// a hash table, and so do the attributes of an object in one.
func blocks(body string) []string {
	var all [][]string
	for block := range strings.SplitSeq(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		var lines []string
		for line := range strings.SplitSeq(block, "\n") {
			lines = append(lines, value(masked(line)))
		}
		if kind := strings.TrimPrefix(lines[0], "Event: "); strings.HasSuffix(kind, "List") || strings.HasSuffix(kind, "Detail") {
			slices.Sort(lines)
		}
		all = append(all, lines)
	}
	isEvent := func(b []string) bool {
		return slices.ContainsFunc(b, func(s string) bool { return strings.HasPrefix(s, "Event: ") && !strings.HasSuffix(s, "Complete") })
	}
	slices.SortStableFunc(all, func(a, b []string) int {
		if !isEvent(a) || !isEvent(b) {
			return 0
		}
		return slices.Compare(a, b)
	})
	return slices.Concat(all...)
}

// masks are what two processes never have in common, by name.
var masks = []struct {
	name string
	find *regexp.Regexp
}{
	{"uuid", regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)},
	{"session", regexp.MustCompile(`mansession_id="[0-9a-f]+"`)},
	{"time", regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d{4}|Z| UTC)?`)},
	{"date", regexp.MustCompile(`Date: \d{4}-\d\d-\d\d`)},
	{"clock", regexp.MustCompile(`Time: \d\d:\d\d:\d\d`)},
	{"timestamp", regexp.MustCompile(`\b\d{10}(\.\d{6})?\b`)},
	{"build", regexp.MustCompile(`OPTIONAL_API.*`)},
	{"entity", regexp.MustCompile(`"?[0-9a-f]{2}(:[0-9a-f]{2}){5}"?`)},
}

func masked(s string) string {
	for _, m := range masks {
		s = m.find.ReplaceAllString(s, "<"+m.name+">")
	}
	return s
}

// flat is JSON as sorted lines of path and value: neither says in which order
// attributes and names come.
func flat(body string) []string {
	var v any
	if json.Unmarshal([]byte(body), &v) != nil {
		return []string{body}
	}
	var out []string
	var walk func(string, any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if name, ok := v["attribute"].(string); ok && len(v) == 2 {
				out = append(out, fmt.Sprintf("%s[%s]: %s", at, name, set(name, fmt.Sprint(v["value"]))))
				return
			}
			out = append(out, at+"{}")
			for name, x := range v {
				walk(at+"."+name, x)
			}
		case []any:
			out = append(out, fmt.Sprintf("%s[] %d", at, len(v)))
			slices.SortStableFunc(v, byResource)
			for i, x := range v {
				if m, ok := x.(map[string]any); !ok || m["attribute"] == nil {
					walk(fmt.Sprintf("%s[%d]", at, i), x)
				} else {
					walk(at, x)
				}
			}
		default:
			out = append(out, fmt.Sprintf("%s: %s", at, masked(fmt.Sprint(v))))
		}
	}
	walk("", v)
	slices.Sort(out)
	return out
}

// byResource puts endpoints in order, which come in that of a hash table.
func byResource(a, b any) int {
	x, _ := a.(map[string]any)
	y, _ := b.(map[string]any)
	if x["resource"] == nil || y["resource"] == nil {
		return 0
	}
	return strings.Compare(fmt.Sprint(x["resource"]), fmt.Sprint(y["resource"]))
}

// value is a line of AMI, in which an object of the database has its names in order.
func value(line string) string {
	text, ok := strings.CutPrefix(line, "Val: {")
	var all map[string]string
	if ok && len(line) == len("Val: ")+255 {
		return "Val: <cut>" // in the order of a hash table, so that other names are missing
	}
	if !ok || json.Unmarshal([]byte("{"+text), &all) != nil {
		if name, v, ok := strings.Cut(line, ": "); ok {
			return name + ": " + set(name, v)
		}
		return line
	}
	for name, v := range all {
		all[name] = set(name, v)
	}
	b, err := json.Marshal(all)
	if err != nil {
		return line
	}
	return "Val: " + string(b)
}

// set puts the names of groups in order: they come in that of a hash table.
func set(name, v string) string {
	switch strings.ReplaceAll(strings.ToLower(name), "_", "") {
	case "namedcallgroup", "namedpickupgroup":
		all := strings.Split(v, ", ")
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	return v
}

func form(action string, pairs ...string) asked {
	var b strings.Builder
	b.WriteString("action=" + action)
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString("&" + escaped(pairs[i]) + "=" + escaped(pairs[i+1]))
	}
	return asked{method: http.MethodPost, path: "/rawman", body: b.String(), contentType: "application/x-www-form-urlencoded"}
}
