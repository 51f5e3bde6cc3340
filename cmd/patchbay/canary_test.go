package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// aviary is a site and a PBX in which every place that holds a secret holds one
// of its own, and everything that any verb has said about them.
type aviary struct {
	*testing.T
	dir      string // the site
	canaries []string
	needles  []needle
	sim      string
	verbs    map[string]int
	runs     int
	said     int // bytes looked at
	hits     []string
}

// needle is a canary in one of the forms in which it could be told.
type needle struct{ canary, form, text string }

// canary makes a value that stands nowhere else: words for passwords, and digits
// for PINs, which everybody could guess by their digest.
func (a *aviary) canary() string {
	n := len(a.canaries)
	sum := sha256.Sum256(fmt.Appendf(nil, "canary %d", n))
	v := fmt.Sprintf("Cnry%03d%x", n, sum[:4])
	a.canaries = append(a.canaries, v)
	return v
}

func (a *aviary) pin() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "pin %d", len(a.canaries)))
	v := fmt.Sprintf("7%03d%05d", len(a.canaries), (int(sum[0])<<8|int(sum[1]))%100000)
	a.canaries = append(a.canaries, v)
	return v
}

// forms are the ways in which a secret could stand in a text: as it is, encoded,
// backwards through a digest that a guess confirms.
func forms(v string) []needle {
	sum := sha256.Sum256([]byte(v))
	quoted := sha256.Sum256([]byte(`"` + v + `"`))
	native := sha256.Sum256([]byte(`{"text":"` + v + `"}`))
	return []needle{
		{v, "plain", v}, {v, "hex", hex.EncodeToString([]byte(v))}, {v, "HEX", strings.ToUpper(hex.EncodeToString([]byte(v)))},
		{v, "base64", strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(v)), "=")}, {v, "url base64", base64.RawURLEncoding.EncodeToString([]byte(v))},
		{v, "basic", innerBase64(v)}, {v, "query", url.QueryEscape(v)}, {v, "percent", percent(v)},
		{v, "sha256", hex.EncodeToString(sum[:])}, {v, "sha256, base64", base64.StdEncoding.EncodeToString(sum[:])},
		{v, "sha256 of JSON", hex.EncodeToString(quoted[:])}, {v, "sha256 of a value", hex.EncodeToString(native[:])},
		{v, "beginning of sha256", `"` + hex.EncodeToString(sum[:4]) + `"`}, {v, "beginning of a value's sha256", `"` + hex.EncodeToString(native[:4]) + `"`},
	}
}

// innerBase64 is what stays the same of a value in the middle of a base64 text
// that begins two bytes before it, such as a user's name and a colon.
func innerBase64(v string) string {
	s := base64.RawStdEncoding.EncodeToString([]byte("x:" + v))
	return s[4 : len(s)-2]
}

func percent(v string) string {
	var b strings.Builder
	for i := range len(v) {
		fmt.Fprintf(&b, "%%%02X", v[i])
	}
	return b.String()
}

// look searches a text for canaries.
func (a *aviary) look(where string, text []byte) (found []string) {
	if a.needles == nil {
		for _, c := range a.canaries {
			a.needles = append(a.needles, forms(c)...)
		}
	}
	a.said += len(text)
	for _, n := range a.needles {
		if bytes.Contains(text, []byte(n.text)) {
			found = append(found, fmt.Sprintf("%s holds %s (%s)", where, n.canary, n.form))
		}
	}
	return found
}

// files searches everything in a folder, the names too.
func (a *aviary) files(dir string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		a.hits = append(a.hits, a.look("the name "+path, []byte(path))...)
		if !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		a.hits = append(a.hits, a.look(path, data)...)
		return err
	})
	if err != nil {
		a.Fatal(err)
	}
}

// verb runs a command line and looks at all that it says.
func (a *aviary) verb(args ...string) (code run.Code, out, errs string) {
	a.Helper()
	return a.verbUntil(a.Context(), args...)
}

func (a *aviary) verbUntil(ctx context.Context, args ...string) (code run.Code, out, errs string) {
	a.Helper()
	var o, e bytes.Buffer
	at := time.Date(2026, 1, 15, 9, 0, a.runs, 0, time.UTC)
	x := &app{in: strings.NewReader(""), out: &o, err: &e, env: func(string) string { return "" }, now: func() time.Time { return at }}
	code = execute(ctx, x, args)
	a.runs++
	a.verbs[args[0]]++
	what := "patchbay " + strings.Join(args, " ")
	a.hits = append(a.hits, a.look("stdout of "+what, o.Bytes())...)
	a.hits = append(a.hits, a.look("stderr of "+what, e.Bytes())...)
	return code, o.String(), e.String()
}

// must runs a verb that has to end with a code.
func (a *aviary) must(code run.Code, args ...string) string {
	a.Helper()
	got, out, errs := a.verb(args...)
	if got != code {
		a.Fatalf("patchbay %s: code %d, want %d\n%.2000s%.2000s", strings.Join(args, " "), got, code, out, errs)
	}
	return out
}

func (a *aviary) control(method, what string, body []byte) []byte {
	a.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, a.sim+"/_sim/"+what, bytes.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		a.Fatalf("/_sim/%s: %s %s %v", what, resp.Status, data, err)
	}
	return data
}

// kept are the ways in which a site's secrets are kept: what the site writes to
// find the nth one. None of them is in the site's folder.
func (a *aviary) kept() func() string {
	store := a.TempDir()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		a.Fatal(err)
	}
	keys := filepath.Join(store, "identity.txt")
	write := func(path string, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			a.Fatal(err)
		}
	}
	write(keys, []byte(identity.String()+"\n"))
	a.Setenv("AGE_IDENTITY_FILE", keys)
	n := 0
	return func() string {
		n++
		v := a.pin()
		path := filepath.Join(store, fmt.Sprint("kept", n))
		switch n % 4 {
		case 0:
			name := fmt.Sprint("CANARY_", n)
			a.Setenv(name, v)
			return fmt.Sprintf("env: %q", name)
		case 1:
			write(path, []byte(v+"\n"))
			return fmt.Sprintf("file: %q", path)
		case 2:
			write(path, []byte(v))
			return fmt.Sprintf("exec: [\"sh\", \"-c\", \"cat %s; cat %s >&2\"]", path, path)
		}
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, identity.Recipient())
		if err != nil {
			a.Fatal(err)
		}
		fmt.Fprintln(w, v)
		w.Close()
		write(path, sealed.Bytes())
		return fmt.Sprintf("age: %q", path)
	}
}

const pbxUsers, sitePINs = 34, 12

// newAviary lays out a site of declared users with PINs, and a PBX on which all
// that can be secret is.
func newAviary(t *testing.T) *aviary {
	a := &aviary{T: t, dir: filepath.Join(t.TempDir(), "acme"), verbs: map[string]int{}}
	var users []any
	for i := range pbxUsers {
		u := map[string]any{"Number": fmt.Sprint(100 + i), "FirstName": "User", "LastName": fmt.Sprint("Number ", i), "EmailAddress": fmt.Sprintf("u%d@acme.example", i), "Groups": []any{"DEFAULT", "Sales"},
			"AccessPassword": a.canary(), "AuthID": a.canary(), "AuthPassword": a.canary(), "DeskphonePassword": a.canary(), "VMPIN": a.pin()}
		if i == 0 {
			u["Groups"] = []any{map[string]any{"Group": "DEFAULT", "RoleName": "system_owners"}}
		}
		if i%4 == 1 {
			u["Phones"] = []any{map[string]any{"MacAddress": fmt.Sprintf("0015651234%02x", i), "TemplateName": "yealink_t4x.ph.xml", "Settings": map[string]any{"Secret": a.canary(), "SbcName": "b"}}}
		}
		users = append(users, u)
	}
	secretOf, key := a.canary(), a.canary()
	world := map[string]any{"version": "20.0.10.1234", "license": map[string]any{"edition": "enterprise"}, "system": map[string]any{"provisioningKey": key}, "groups": []any{map[string]any{"Name": "Sales"}}, "users": users,
		"servicePrincipals": []any{map[string]any{"Number": "patchbay", "Secret": secretOf, "XAPIEnabled": true, "Groups": []any{map[string]any{"Group": "DEFAULT", "RoleName": "system_owners"}}},
			map[string]any{"Number": "another", "Secret": a.canary(), "XAPIEnabled": true, "Groups": []any{map[string]any{"Group": "DEFAULT", "RoleName": "users"}}}},
		"trunks": []any{map[string]any{"Number": "10000", "AuthID": a.canary(), "AuthPassword": map[string]any{"Concealed": false, "Value": a.canary()}, "Gateway": map[string]any{"Name": "Carrier", "Host": "sip.example"}}},
		"fax":    []any{map[string]any{"Number": "888", "AuthID": a.canary(), "AuthPassword": a.canary()}},
		"sbcs":   []any{map[string]any{"Name": "b", "Password": a.canary()}}}
	seed, err := json.Marshal(world)
	if err != nil {
		t.Fatal(err)
	}
	sim, err := all.Drivers[0].Simulate(context.Background(), targets.SimOptions{Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	a.sim = sim.URL()
	t.Setenv("PBX_CLIENT_ID", "patchbay")
	t.Setenv("PBX_CLIENT_SECRET", secretOf)

	keep := a.kept()
	var b strings.Builder
	b.WriteString("package acme\n\norganization: {name: \"Acme\", domain: \"acme.example\"}\n\n")
	for i := range sitePINs {
		number := 101 + i
		if i >= sitePINs/2 {
			number = 200 + i // not on the PBX yet
		}
		fmt.Fprintf(&b, "users: u%d: {firstName: \"Declared\", lastName: \"User %d\", email: \"d%d@acme.example\", extension: \"%d\", voicemail: {enabled: true, pin: {%s}}}\n", i, i, i, number, keep())
	}
	b.WriteString("\ngroups: sales: {kind: \"team\", title: \"Sales\", roleDefaults: manager: \"calls.monitor\": \"group\", members: {u0: role: \"manager\", u1: role: \"user\", u7: role: \"user\"}}\n")
	a.write("site.cue", b.String())
	a.write("targets.cue", "package acme\n\ntargets: pbx: {type: \"3cx\", url: \""+a.sim+"\", credentials: {clientId: env: \"PBX_CLIENT_ID\", clientSecret: env: \"PBX_CLIENT_SECRET\"}, released: memberships: \"leave\", losses: {unsupported: \"warning\", approximated: \"warning\"}}\n")
	for a.canaries = append(a.canaries, a.extra()...); len(a.canaries) < 200; {
		t.Fatalf("only %d canaries", len(a.canaries))
	}
	return a
}

// extra are the values that belong to error paths.
func (a *aviary) extra() []string { return []string{urlSecret, panicSecret, wrongSecret} }

const urlSecret, panicSecret, wrongSecret = "CnryUrl0f3b2d", "CnryPanic77c1e", "CnryWrong5d20a9"

func (a *aviary) write(name, text string) {
	a.Helper()
	path := filepath.Join(a.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		a.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		a.Fatal(err)
	}
}

// conclude reports what was found anywhere.
func (a *aviary) conclude(dirs ...string) {
	a.Helper()
	for _, d := range dirs {
		a.files(d)
	}
	slices.Sort(a.hits)
	for _, h := range slices.Compact(a.hits) {
		a.Error(h)
	}
	a.Logf("%d canaries, %d command lines, %d bytes searched for %d forms: %d hits", len(a.canaries), a.runs, a.said, len(a.needles), len(a.hits))
}

// TestCanaries runs every verb over a site and a PBX full of canaries, and finds
// none in what is said or left behind.
func TestCanaries(t *testing.T) {
	a := newAviary(t)
	made := t.TempDir()
	at := func(name string) string { return filepath.Join(made, name) }
	a.must(run.OK, "version")
	a.must(run.OK, "completion", "bash")
	a.must(run.OK, "targets", "--format", "json")
	a.must(run.OK, "init", at("fresh"))
	for _, f := range []string{"text", "json", "sarif", "junit"} {
		a.must(run.OK, "vet", "-C", a.dir, "--format", f, "--debug")
	}
	for _, f := range []string{"yaml", "json"} {
		a.must(run.OK, "compile", "-C", a.dir, "--format", f, "--debug")
	}
	for _, f := range []string{"text", "json", "markdown", "html"} {
		a.must(run.OK, "plan", "-C", a.dir, "--format", f, "-o", at("plan-"+f+".json"), "--full", "--debug")
		a.must(run.OK, "show", at("plan-text.json"), "--format", f, "--full")
	}
	for _, verb := range []string{"snapshot", "rights", "doctor"} {
		a.must(run.OK, verb, "-C", a.dir, "--debug")
		a.must(run.OK, verb, "-C", a.dir, "--format", "text")
	}
	a.must(run.OK, "snapshot", "-C", a.dir, "-o", at("snapshots"), "--format", "json", "--debug")
	a.must(run.OK, "show", at("snapshots/pbx.snapshot.json"))
	a.must(run.OK, "plan", "-C", a.dir, "--live", at("snapshots/pbx.snapshot.json"))
	a.must(run.OK, "import", at("imported"), "--type", "3cx", "--url", a.sim, "--credential", "clientId=env:PBX_CLIENT_ID", "--credential", "clientSecret=env:PBX_CLIENT_SECRET", "--debug")
	a.must(run.OK, "import", at("again"), "-C", a.dir, "--target", "pbx", "--debug")
	a.must(run.OK, "apply", "-C", a.dir, at("plan-text.json"), "--debug")
	if !bytes.Contains(a.control(http.MethodGet, "world", nil), []byte(a.canaries[len(a.canaries)-4])) {
		t.Error("no PIN of the site reached the target: nothing is proved of what was sent")
	}
	a.must(run.OK, "apply", "-C", a.dir, "--yes", "--format", "json", "--debug")
	a.must(run.Failed, "attest", "-C", a.dir, at("plan-text.json"), "--all", "--by", "Anna", "--debug")
	a.must(run.Failed, "attest", "-C", a.dir, "--template", "--target", "pbx", "--debug")
	a.must(run.OK, "drift", "-C", a.dir, "--debug")
	a.must(run.OK, "drift", "-C", a.dir, "--format", "json")
	err := filepath.WalkDir(filepath.Join(a.dir, ".patchbay"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && (strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".jsonl")) && !strings.Contains(path, "/sim/") {
			for _, f := range []string{"text", "json", "yaml"} {
				a.verb("show", path, "--format", f, "--full")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	a.verb("apply", "-C", a.dir, "--rollback", "last", "--yes", "--debug")
	a.verb("attest", "-C", a.dir, "--template", "--debug")
	a.simulated(at("world.json"))
	for _, c := range newRoot(newApp()).Commands() {
		if a.verbs[c.Name()] == 0 && c.Name() != "help" {
			t.Errorf("nothing is proved of %s", c.Name())
		}
	}
	a.conclude(a.dir, made)
}

// simulated runs the simulator as a verb; what it prints of its own credentials
// is what it is asked for, so its world has others.
func (a *aviary) simulated(world string) {
	ctx, cancel := context.WithCancel(a.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	if code, _, errs := a.verbUntil(ctx, "sim", "3cx", "--world", world, "--debug"); code != run.OK {
		a.Errorf("sim ends with %d: %s", code, errs)
	}
}

// TestCanariesInErrors provokes what can go wrong, each time with secrets in
// what the target says.
func TestCanariesInErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("many failures, each of which is tried again: not with -short")
	}
	a := newAviary(t)
	made := t.TempDir()
	before := a.control(http.MethodGet, "world", nil)
	echo := a.echo()
	verbs := [][]string{
		{"plan", "-C", a.dir, "-o", filepath.Join(made, "plan.json")}, {"apply", "-C", a.dir, "--yes"}, {"drift", "-C", a.dir}, {"snapshot", "-C", a.dir}, {"rights", "-C", a.dir}, {"doctor", "-C", a.dir},
		{"import", filepath.Join(made, "imported"), "-C", a.dir, "--target", "pbx"}, {"apply", "-C", a.dir, "--yes", "--format", "json"},
	}
	fault := func(kind string, more map[string]any) []byte {
		f := map[string]any{"kind": kind}
		maps.Copy(f, more)
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	writes := map[string]any{"method": "POST|PATCH|DELETE", "path": "/xapi/*"}
	reads := map[string]any{"method": "GET", "path": "/xapi/*"}
	page := "<html><title>" + strings.Join(a.canaries[len(a.canaries)-12:], " ") + "</title>password " + a.canaries[0] + "</html>"
	for name, faults := range map[string][][]byte{
		"token refused":     {fault("status", map[string]any{"status": 401, "body": echo, "match": map[string]any{"path": "/connect/token"}})},
		"read unauthorized": {fault("status", map[string]any{"status": 401, "body": echo, "match": reads})},
		"read forbidden":    {fault("status", map[string]any{"status": 403, "body": echo, "match": reads})},
		"read invalid":      {fault("status", map[string]any{"status": 400, "body": echo, "match": reads, "nth": 2})},
		"write refused":     {fault("status", map[string]any{"status": 400, "body": echo, "match": writes})},
		"write conflict":    {fault("status", map[string]any{"status": 409, "body": echo, "match": writes})},
		"write failed":      {fault("status", map[string]any{"status": 500, "body": echo, "match": writes})},
		"write forbidden":   {fault("status", map[string]any{"status": 403, "body": echo, "match": writes})},
		"a page":            {fault("status", map[string]any{"status": 200, "body": page, "contentType": "text/html", "match": reads})},
		"a page for writes": {fault("status", map[string]any{"status": 502, "body": page, "contentType": "text/html", "match": writes})},
		"text for writes":   {fault("status", map[string]any{"status": 200, "body": echo, "contentType": "text/plain", "match": writes})},
		"half an answer":    {fault("malformed", map[string]any{"match": reads})},
		"cut off":           {fault("truncate", map[string]any{"match": writes})},
		"lost":              {fault("drop-after", map[string]any{"match": writes, "nth": 1})},
	} {
		a.control(http.MethodDelete, "faults", nil)
		a.control(http.MethodPut, "world", before)
		for _, f := range faults {
			a.control(http.MethodPost, "faults", f)
		}
		failed := 0
		for _, v := range verbs {
			if strings.Contains(name, "write") && v[0] != "apply" || name == "cut off" && v[0] != "apply" || name == "lost" && v[0] != "apply" {
				continue
			}
			if code, _, _ := a.verb(append(slices.Clone(v), "--debug")...); code != run.OK {
				failed++
			}
			os.RemoveAll(filepath.Join(made, "imported"))
		}
		if failed == 0 && name != "lost" && name != "cut off" {
			t.Errorf("%s: nothing failed", name)
		}
	}
	a.control(http.MethodDelete, "faults", nil)
	a.control(http.MethodPut, "world", before)
	a.misfortunes(verbs)
	a.conclude(a.dir, made)
}

// echo is an error of the vendor's that repeats what it was sent and what it
// knows: the site's own secrets anywhere, those of others beside their names.
func (a *aviary) echo() string {
	var words []string
	for i, c := range a.canaries {
		switch {
		case i >= len(a.canaries)-3-sitePINs && i < len(a.canaries)-3:
			words = append(words, c)
		case i%2 == 0:
			words = append(words, "AuthPassword '"+c+"'")
		default:
			words = append(words, "VMPIN: "+c)
		}
	}
	b, err := json.Marshal(map[string]any{"error": map[string]any{"code": "", "message": strings.Join(words, ", ") + " client_secret=" + os.Getenv("PBX_CLIENT_SECRET"),
		"details": []any{map[string]any{"code": "x", "target": "VMPIN", "message": words[len(words)-1]}}}})
	if err != nil {
		a.Fatal(err)
	}
	return string(b)
}

// misfortunes are what goes wrong on our side.
func (a *aviary) misfortunes(verbs [][]string) {
	text, err := os.ReadFile(filepath.Join(a.dir, "targets.cue"))
	if err != nil {
		a.Fatal(err)
	}
	site, err := os.ReadFile(filepath.Join(a.dir, "site.cue"))
	if err != nil {
		a.Fatal(err)
	}
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		a.Fatal(err)
	}
	closed := nobody.Addr().String()
	nobody.Close()
	good := a.sim
	with := func(old, now string) {
		a.Helper()
		if !bytes.Contains(text, []byte(old)) {
			a.Fatalf("no %q", old)
		}
		a.write("targets.cue", strings.Replace(string(text), old, now, 1))
	}
	exec := regexp.MustCompile(`exec: \["sh", "-c", "`)
	for name, prepare := range map[string]func(){
		"down":                   func() { with(good, "http://"+closed) },
		"password in the url":    func() { with(good, "http://admin:"+urlSecret+"@"+closed) },
		"password in a good url": func() { with(good, strings.Replace(good, "http://", "http://admin:"+urlSecret+"@", 1)) },
		"token in the url":       func() { with(good, good+"/?access_token="+urlSecret) },
		"wrong credentials":      func() { a.Setenv("PBX_CLIENT_SECRET", wrongSecret) },
		"no credentials":         func() { with("PBX_CLIENT_SECRET", "PBX_NO_SECRET") },
		"a program fails": func() {
			with(`clientSecret: env: "PBX_CLIENT_SECRET"`, `clientSecret: exec: ["sh", "-c", "echo $PBX_CLIENT_SECRET; echo $PBX_CLIENT_SECRET >&2; exit 3"]`)
		},
		"a program for a step fails": func() { a.write("site.cue", exec.ReplaceAllString(string(site), `exec: ["sh", "-c", "exit 4; `)) },
		"a secret is a literal":      func() { with(`env: "PBX_CLIENT_SECRET"`, `"`+urlSecret+`"`) },
		"a literal beside a reference": func() {
			a.write("site.cue", string(site)+"\nusers: [string]: voicemail: pin: {env: \"A_PIN\", ...}\nusers: u0: voicemail: pin: \""+urlSecret+"\"\n")
		},
		"a literal beside a written reference": func() {
			with(`clientSecret: env: "PBX_CLIENT_SECRET"`, `clientSecret: env: "PBX_CLIENT_SECRET", credentials: clientSecret: "`+urlSecret+`"`)
		},
		"a secret for a name":               func() { with(`env: "PBX_CLIENT_SECRET"`, `env: "`+urlSecret+`-x"`) },
		"a secret for a name that could be": func() { with(`env: "PBX_CLIENT_SECRET"`, `env: "`+urlSecret+`"`) },
		"a secret for a file":               func() { with(`env: "PBX_CLIENT_SECRET"`, `file: "`+urlSecret+`"`) },
		"a secret for a sealed file":        func() { with(`env: "PBX_CLIENT_SECRET"`, `age: "`+urlSecret+`"`) },
		"a secret for a program":            func() { with(`env: "PBX_CLIENT_SECRET"`, `exec: ["`+urlSecret+`"]`) },
		"a secret for a program's line":     func() { with(`env: "PBX_CLIENT_SECRET"`, `exec: "`+urlSecret+`"`) },
		"a secret in a program's words":     func() { with(`env: "PBX_CLIENT_SECRET"`, `exec: ["false", "`+urlSecret+`"]`) },
		"a secret without quotes":           func() { with(`env: "PBX_CLIENT_SECRET"`, urlSecret) },
		"a secret for credentials":          func() { with(`credentials: {`, `credentials: "`+urlSecret+`", options: {`) },
		"PINs in a roster": func() {
			a.write("pins.csv", "login,pin\nx1,"+urlSecret+"-1\n")
			a.write("site.cue", string(site)+"\nrosters: r: {file: \"pins.csv\", key: \"login\", fields: {\"voicemail.pin.env\": \"pin\"}}\n")
		},
		"PINs in a roster, as such": func() {
			a.write("pins.csv", "login,pin\nx1,"+urlSecret+"\n")
			a.write("site.cue", string(site)+"\nrosters: r: {file: \"pins.csv\", key: \"login\", fields: {\"voicemail.pin\": \"pin\"}}\n")
		},
		"no identity":     func() { a.Setenv("AGE_IDENTITY_FILE", "/nowhere") },
		"a driver panics": func() { panicking(a.T) },
	} {
		secretOf, identity, drivers := os.Getenv("PBX_CLIENT_SECRET"), os.Getenv("AGE_IDENTITY_FILE"), slices.Clone(all.Drivers)
		prepare()
		failed := 0
		for _, v := range append([][]string{{"vet", "-C", a.dir}, {"vet", "-C", a.dir, "--format", "json"}, {"vet", "-C", a.dir, "--format", "sarif"}, {"vet", "-C", a.dir, "--format", "junit"}, {"compile", "-C", a.dir}}, verbs...) {
			if name == "a secret is a literal" && v[0] != "vet" {
				continue
			}
			if code, _, _ := a.verb(append(slices.Clone(v), "--debug")...); code != run.OK {
				failed++
			}
		}
		if failed == 0 {
			a.Errorf("%s: nothing failed", name)
		}
		if name == "a secret is a literal" { // it is shown nowhere, and the user's file is the user's
			a.write("targets.cue", string(text))
		}
		os.Remove(filepath.Join(a.dir, "pins.csv"))
		a.Setenv("PBX_CLIENT_SECRET", secretOf)
		a.Setenv("AGE_IDENTITY_FILE", identity)
		copy(all.Drivers, drivers)
		a.write("targets.cue", string(text))
		a.write("site.cue", string(site))
	}
}

// panicking makes the driver fail with a secret in its mouth.
func panicking(t *testing.T) {
	open := all.Drivers[0].Open
	all.Drivers[0].Open = func(ctx context.Context, s targets.Settings) (targets.Reader, error) {
		r, err := open(ctx, s)
		if err != nil {
			return nil, err
		}
		return panics{r, s.Credentials["clientSecret"]}, nil
	}
	t.Cleanup(func() { all.Drivers[0].Open = open })
}

type panics struct {
	targets.Reader
	secret string
}

func (p panics) Read(context.Context, targets.Scope) (*state.Snapshot, error) {
	panic("cannot go on with " + p.secret)
}

// TestCanariesSing: with redaction switched off the same look finds them, and so
// it does in every form.
func TestCanariesSing(t *testing.T) {
	a := newAviary(t)
	for _, c := range []string{a.canaries[0], a.canaries[len(a.canaries)-5]} {
		for _, n := range forms(c) {
			if len(a.look("a text", []byte("before "+n.text+" after"))) == 0 {
				t.Errorf("%s of a canary is not seen", n.form)
			}
		}
	}
	for _, redactor := range []*secret.Redactor{nil, {}} {
		tree, err := source.Dir(t.Context(), a.dir)
		if err != nil {
			t.Fatal(err)
		}
		site, found := load.Site(tree, load.Options{})
		if site == nil {
			t.Fatal(found.Err())
		}
		job := &run.Job{Site: site, Dir: a.dir, Drivers: all.Drivers, Now: time.Now, Secrets: &secret.Resolver{Dir: a.dir, Redactor: redactor}}
		planned, err := job.Plan(t.Context(), nil)
		if err != nil || len(planned.Failures) > 0 {
			t.Fatal(err, planned.Failures)
		}
		b, err := json.Marshal(map[string]any{"kind": "status", "status": 400, "match": map[string]any{"method": "POST|PATCH", "path": "/xapi/*"}, "body": `{"error":{"message":"no ` + strings.Join(a.canaries[len(a.canaries)-3-sitePINs/2:len(a.canaries)-3], " ") + `"}}`})
		if err != nil {
			t.Fatal(err)
		}
		a.control(http.MethodPost, "faults", b)
		applied, err := job.Apply(t.Context(), planned.Plan, run.Execution{Planned: planned})
		if err != nil {
			t.Fatal(err)
		}
		a.control(http.MethodDelete, "faults", nil)
		var text []byte
		for _, x := range applied {
			data, err := apply.Encode(x.Report)
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, data...)
		}
		if hits := a.look("a report", text); (len(hits) > 0) != (redactor == nil) {
			t.Errorf("with the redactor %v: %d hits in %.400s", redactor != nil, len(hits), text)
		}
	}
}
