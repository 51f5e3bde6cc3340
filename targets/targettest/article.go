package targettest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Article is what a driver makes of a site that says all that the vendor's help
// lets an administrator do, for a golden file: each attribute with the paths that
// it came from, every loss, the effective rights, and what is left out when the
// native state is read as a site again. A fact that is lost in silence fails the
// test.
func Article(tb testing.TB, d targets.Driver, site *model.Site, p state.Profile) string {
	tb.Helper()
	c := check{tb, Target{Driver: d}}
	desired, native, ds := c.desire(site, p)
	if lost := resolve.Unaccounted(desired, native, ds); len(lost) > 0 {
		tb.Errorf("lost in silence: %v", lost)
	}
	native.Target, native.Type, native.Profile = site.Targets[0].ID, d.Type, p
	_, left := d.Raise(native, nil)
	return "-- lowered --\n" + stated(native) + "-- said --\n" + Said(ds) + "-- rights --\n" + held(d.Rights(native)) + "-- left out when raised --\n" + Said(left)
}

// Said are diagnostics as the lines of a golden file.
func Said(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "%s %s %s: %s\n", d.Severity, d.Code, d.Path, d.Message)
		if d.Hint != "" {
			fmt.Fprintf(&b, "\t%s\n", d.Hint)
		}
	}
	return b.String()
}

func stated(s *state.Snapshot) string {
	var b strings.Builder
	for i := range s.Objects {
		o := &s.Objects[i]
		fmt.Fprintf(&b, "%s\n", o.Ref())
		for _, a := range o.Attrs {
			fmt.Fprintf(&b, "\t%s = %s\t< %s\n", a.Name, a.Value, strings.Join(o.Paths(a), " "))
		}
	}
	for _, c := range s.Claims {
		fmt.Fprintf(&b, "claims %s %s %s\n", c.Kind, c.Attr, c.Value)
	}
	return b.String()
}

func held(t rights.Table) string {
	var b strings.Builder
	for _, r := range t.Rows {
		mark := ""
		if r.Privileged {
			mark = " privileged"
		}
		fmt.Fprintf(&b, "%s %s %s%s %s%s\n", r.Holder.Key, r.Permission, r.Scope, r.Level, r.Answer, mark)
	}
	return b.String()
}

// Golden holds a text to a file. UPDATE=1 writes the file instead.
func Golden(tb testing.TB, file, got string) {
	tb.Helper()
	if os.Getenv("UPDATE") != "" {
		err := os.MkdirAll(filepath.Dir(file), 0o755)
		if err == nil {
			err = os.WriteFile(file, []byte(got), 0o644)
		}
		if err != nil {
			tb.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		tb.Errorf("%s differs; run UPDATE=1 go test to rewrite it (-want +got):\n%s", file, diff)
	}
}
