package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/run"
)

// TestREADME does what the README says: copies its site into a folder, applies it,
// makes its change and compares the plan with the README's; and applies that.
func TestREADME(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	site, _, _ := block(t, text, "<!-- site -->\n```cue\n")
	dir := t.TempDir()
	save := func(content string) {
		if err := os.WriteFile(filepath.Join(dir, "site.cue"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	said := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		a := &app{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, now: time.Now}
		if code := execute(context.Background(), a, append(args, "-C", dir)); code != run.OK {
			t.Fatalf("%v: exit code %d\n%s%s", args, code, out.String(), errs.String())
		}
		return out.String()
	}
	save(site)
	said("apply", "--yes")
	save(changed(t, text, site))
	got := anyDigest.ReplaceAllString(said("plan"), "sha256:0123456789ab…")
	said("apply", "--yes")
	if again := said("plan"); !strings.Contains(again, "Nothing differs") {
		t.Errorf("the plan after the apply is not empty:\n%s", again)
	}
	want, start, end := block(t, text, "<!-- plan -->\n```text\n")
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(text[:start]+got+text[end:]), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("README.md shows another plan (-README +plan):\n%s\nUPDATE=1 rewrites it", d)
	}
}

// TestREADMERules checks the README's policies, and runs its test of a rule.
func TestREADMERules(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for marker, name := range map[string]string{"site": "site.cue", "policies": "policies.cue", "policy": "policy/rules.cue", "policy test": "policy/listening_test.cue"} {
		text, _, _ := block(t, string(data), "<!-- "+marker+" -->\n```cue\n")
		if name == "site.cue" {
			text = changed(t, string(data), text)
		}
		if err := write(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		args []string
		code run.Code
		want string
	}{
		{[]string{"vet", "-C", dir}, run.OK, ""},
		{[]string{"vet", "--test", "-C", dir}, run.OK, "1 passed, 0 failed\n"},
		{[]string{"plan", "-C", dir}, run.Guarded, "listeningIn: Alice Martin (alice) would listen in on"},
	} {
		var out, errs bytes.Buffer
		a := &app{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, now: time.Now}
		if code := execute(context.Background(), a, tt.args); code != tt.code || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%v: exit code %d, want %d, with %q\n%s%s", tt.args, code, tt.code, tt.want, out.String(), errs.String())
		}
	}
}

// TestREADMEFlags: every flag that the README names is one of some verb.
func TestREADMEFlags(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	root := newRoot(newApp())
	for _, m := range regexp.MustCompile("(?:^|[ `(|])--([a-z][a-z-]+)").FindAllStringSubmatch(string(data), -1) {
		known := root.PersistentFlags().Lookup(m[1]) != nil
		for _, c := range root.Commands() {
			known = known || c.Flags().Lookup(m[1]) != nil
		}
		if !known {
			t.Errorf("README.md names --%s, which no verb has", m[1])
		}
	}
}

// TestREADMEListsEveryVerb keeps the table whole.
func TestREADMEListsEveryVerb(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range newRoot(newApp()).Commands() {
		if !strings.Contains(string(data), "`"+c.Name()+"`") {
			t.Errorf("README.md does not list %s", c.Name())
		}
	}
}

// TestEveryVerbHelps: long help, examples and a short line, in every verb.
func TestEveryVerbHelps(t *testing.T) {
	for _, c := range newRoot(newApp()).Commands() {
		if c.Short == "" || c.Long == "" || c.Example == "" {
			t.Errorf("%s lacks help: short %q, long %q, example %q", c.Name(), c.Short, c.Long, c.Example)
		}
	}
}

// changed is the README's site with its change: each line with - gives way to the
// next one with +.
func changed(t *testing.T, readme, site string) string {
	t.Helper()
	diff, _, _ := block(t, readme, "<!-- change -->\n```diff\n")
	lines := strings.Split(strings.TrimSuffix(diff, "\n"), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		from, minus := strings.CutPrefix(lines[i], "-")
		to, plus := strings.CutPrefix(lines[i+1], "+")
		if !minus || !plus || strings.Count(site, from+"\n") != 1 {
			t.Fatalf("README.md's change does not fit its site: %q, %q", lines[i], lines[i+1])
		}
		site = strings.Replace(site, from+"\n", to+"\n", 1)
	}
	return site
}

// block is the text between a marker and the end of its fence.
func block(t *testing.T, text, marker string) (content string, start, end int) {
	t.Helper()
	i := strings.Index(text, marker)
	if i < 0 {
		t.Fatalf("README.md has no %q", marker)
	}
	start = i + len(marker)
	end = start + strings.Index(text[start:], "```")
	return text[start:end], start, end
}
