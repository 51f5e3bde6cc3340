package load_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

var ours = regexp.MustCompile(`^PB1[0-2]`)

// TestExamplesOfCodes: the bad example of a code gives that code, and the good
// one gives none of this room's.
func TestExamplesOfCodes(t *testing.T) {
	for _, info := range diag.Codes() {
		if !ours.MatchString(string(info.Code)) || info.Bad == "" || info.Code == diag.TwoPackages || info.Code == diag.ImportMissing {
			continue
		}
		t.Run(string(info.Code), func(t *testing.T) {
			if got := codesOf(t, info.Bad, info.Code == diag.NoPackage); !strings.Contains(got, string(info.Code)) {
				t.Errorf("the bad example gives %q:\n%s", got, info.Bad)
			}
			if info.Good == "" {
				return
			}
			if got := codesOf(t, info.Good, false); got != "" {
				t.Errorf("the good example gives %q:\n%s", got, info.Good)
			}
		})
	}
}

// codesOf loads one file and lists the codes of what is wrong with it.
func codesOf(t *testing.T, body string, bare bool) string {
	t.Helper()
	if !bare && !strings.HasPrefix(body, "package ") {
		body = "package acme\n\n" + body
	}
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte(body + "\n"), "other.cue": []byte("package acme\n")})
	must(t, err)
	_, diags := load.Site(tree, load.Options{Version: "0.3.1"})
	var codes []string
	for _, d := range diags {
		codes = append(codes, string(d.Code))
	}
	return strings.Join(codes, " ")
}

// TestCodesAreDocumentedOnce: a number has one meaning, and every meaning has
// its text.
func TestCodesAreDocumentedOnce(t *testing.T) {
	seen := map[diag.Code]bool{}
	for _, info := range diag.Codes() {
		if !ours.MatchString(string(info.Code)) {
			continue
		}
		if seen[info.Code] {
			t.Errorf("%s stands twice", info.Code)
		}
		seen[info.Code] = true
		if info.Title == "" || info.Explain == "" || strings.HasSuffix(info.Title, ".") {
			t.Errorf("%s: %+v", info.Code, info)
		}
	}
	if len(seen) < 45 {
		t.Errorf("only %d codes", len(seen))
	}
}
