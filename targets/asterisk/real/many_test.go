package real_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// TestMany applies a site of 500 extensions: how many requests that takes for each
// object, and how long beside a program that sends one request of curl for each.
func TestMany(t *testing.T) {
	n := 500
	if testing.Short() {
		n = 100
	}
	onEach(t, func(t *testing.T, in *real.Install) {
		p, run := served(t, in)
		many := manyAt(t, n, run.URL, in)
		t.Run("requests", func(t *testing.T) {
			run.ClearRequests()
			many.in(t).run(0, "apply", "--yes")
			reads, writes := 0, 0
			for _, r := range run.Requests() {
				if r.Mutating {
					writes++
				} else {
					reads++
				}
			}
			many.in(t).settled()
			objects := 4 * n // endpoint, aor, auth, mailbox
			t.Logf("%d extensions, %d objects: %d writes and %d reads, %.2f requests for each object", n, objects, writes, reads, float64(reads+writes)/float64(objects))
			if floor := 3 * n; float64(writes) > 1.1*float64(floor) {
				t.Errorf("%d writes, where %d objects of PJSIP take as many and mailboxes some for all of them", writes, floor)
			}
		})
		t.Run("telephones", func(t *testing.T) { telephones(t, p, run.URL, many.in(t)) })
		t.Run("beside curl", func(t *testing.T) { besideCurl(t, p, run.SetWorld, n) })
	})
}

// besideCurl applies the site and runs the loop by turns, since others use the machine
// too. The figures are for a person to read: what patchbay takes hangs on the disk that
// its journal is synced to, and what the loop takes on how fast processes start.
func besideCurl(t *testing.T, p *real.PBX, set func([]byte) error, n int) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl on this machine to compare with")
	}
	turns := 3
	if testing.Short() {
		turns = 1
	}
	ours, theirs := time.Duration(0), time.Duration(0)
	for range turns {
		begin(t, set)
		direct := manyAt(t, n, p.URL(), p.Install)
		start := time.Now()
		direct.run(0, "apply", "--yes")
		ours += time.Since(start)
		begin(t, set)
		theirs += loop(t, p.URL(), n)
	}
	each := func(d time.Duration) float64 { return d.Seconds() / float64(turns) }
	t.Logf("apply %.2f s, a loop of curl %.2f s: ratio %.2f", each(ours), each(theirs), ours.Seconds()/theirs.Seconds())
}

func begin(t *testing.T, set func([]byte) error) {
	t.Helper()
	if err := set(nil); err != nil {
		t.Fatal(err)
	}
}

// manyAt is a site of n people, each with an extension, a telephone and a mailbox.
func manyAt(t *testing.T, n int, url string, in *real.Install) *site {
	t.Helper()
	s := emptySite(t)
	var b strings.Builder
	fmt.Fprintf(&b, "package many\n\norganization: name: \"Many\"\n\ntargets: pbx: {type: \"asterisk\", url: %q, profile: version: \"%d\", options: context: \"internal\"\n\t%s\n}\n\n", url, in.Major(), credentials)
	b.WriteString("users: {\n")
	for i := range n {
		fmt.Fprintf(&b, "\tu%d: {firstName: \"User\", lastName: \"N%d\", email: \"u%d@many.example\", extension: \"%d\", voicemail: {enabled: true, pin: {file: \"secrets/u%d.pin\", generate: true}}}\n", i, i, i, 1000+i, i)
	}
	b.WriteString("}\n\ndevices: {\n")
	for i := range n {
		fmt.Fprintf(&b, "\td%d: {kind: \"deskphone\", owner: \"u%d\", password: {file: \"secrets/d%d\", generate: true}}\n", i, i, i)
	}
	b.WriteString("}\n")
	s.write("site.cue", b.String())
	return s
}

// loop makes the same objects as the telephones of n extensions have, by one process of
// curl for each, and a mailbox by another. It returns how long that took.
func loop(t *testing.T, url string, n int) time.Duration {
	t.Helper()
	jar := filepath.Join(t.TempDir(), "jar")
	send := func(args ...string) {
		out, err := exec.CommandContext(t.Context(), "curl", append([]string{"-sSf", "-o", os.DevNull}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("curl %v: %v %s", args, err, out)
		}
	}
	start := time.Now()
	send("-c", jar, "-d", login.body, url+"/rawman")
	for i := range n {
		id := fmt.Sprint(1000 + i)
		for _, o := range []asked{
			put("aor/"+id, "max_contacts", "1"), put("auth/"+id, "username", id, "password", "secret-"+id),
			put("endpoint/"+id, "allow", "!all,alaw,ulaw", "aors", id, "auth", id, "callerid", `"User" <`+id+`>`, "context", "internal", "mailboxes", id+"@default"),
		} {
			send("-u", real.Name+":"+real.Password, "-X", o.method, "-H", "Content-Type: "+o.contentType, "-d", o.body, url+o.path)
		}
		send("-b", jar, "-d", edit("voicemail.conf", act("append", "Cat=default", "Var="+id, "Value=>1234,User")).body, url+"/rawman")
	}
	send("-b", jar, "-d", form("Reload", "Module", "app_voicemail").body, url+"/rawman")
	return time.Since(start)
}
