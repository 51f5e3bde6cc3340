// Package compiler_test holds the rules of the repository: who may import whom
// and why not, where things stand, and what every package and every target's
// folder must have. A rule that nothing could break any more fails too, so that
// the list stays true.
package compiler_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// stages are the rooms in the order in which data passes them. Code imports
// only what stands before it; a room that is not here has no place yet.
var stages = []string{
	"compiler/diag",
	"compiler/model",
	"compiler/state",
	"compiler/rights",
	"compiler/diff",
	"compiler/plan",
	"schema/permission",
	"schema/...",
	"compiler/source",
	"compiler/load",
	"compiler/write",
	"compiler/check",
	"compiler/resolve",
	"compiler/policy",
	"compiler/merge",
	"compiler/review",
	"compiler/fleet",
	"compiler/render",
	"targets",
	"targets/internal/...",
	"targets/*/sim",
	"targets/*/sim/spec",
	"targets/*/real",
	"targets/secret",
	"targets/ledger",
	"targets/decorate",
	"targets/<driver>",
	"targets/apply",
	"targets/all",
	"targets/run",
	"targets/targettest",
	"cmd/...",
	"testdata/...",
}

func stageOf(dir string) int {
	if isTarget(dir) {
		return slices.Index(stages, "targets/<driver>")
	}
	if i := slices.Index(stages, dir); i >= 0 {
		return i
	}
	return slices.IndexFunc(stages, func(s string) bool { return match(s, dir) })
}

func TestArrowsRunOneWay(t *testing.T) {
	all := parseTree(t)
	for _, r := range all.rooms() {
		if len(r.code()) == 0 {
			continue
		}
		at := stageOf(r.dir)
		if at < 0 {
			t.Errorf("%s has no place among the stages; add it to the list", r.dir)
			continue
		}
		for _, p := range r.imports() {
			if all[p] == nil || stageOf(p) < at || stages[at] == stages[stageOf(p)] && strings.HasSuffix(stages[at], "/...") {
				continue
			}
			t.Errorf("%s imports %s, which comes after it: stages depend only on earlier ones", r.dir, p)
		}
	}
}

// ban forbids a chain of imports. Through means that the chain counts however
// long it is; else only what a folder imports itself.
type ban struct {
	from, to string
	except   []string // folders that may; each must make use of it once it exists
	through  bool
	why      string
}

var bans = []ban{
	{from: "targets/*/sim", to: "targets/<own>", through: true,
		why: "one bug would hide on both sides: a simulator is written from the vendor's reference alone"},
	{from: "targets/<driver>", to: "targets/<other>", through: true,
		why: "a target is a folder that changes nothing else"},
	{from: "targets/<driver>", to: "compiler/load", through: true,
		why: "a driver is given canonical nouns; how they were written is no business of its own"},
	{from: "targets/<driver>", to: "targets/apply", through: true,
		why: "pure functions decide and connections move bytes; apply calls them, not they it"},
	{from: "targets/<driver>", to: "targets/run", through: true, why: "run calls drivers"},
	{from: "targets/<driver>", to: "targets/all", through: true, why: "all lists drivers"},
	{from: "targets/<driver>", to: "compiler/render", through: true,
		why: "plans are data; what they look like comes last"},
	{from: "...", to: "github.com/spf13/cobra", except: []string{"cmd/patchbay"},
		why: "the command line is one shell around functions that tests call directly"},
	{from: "...", to: "cuelang.org/go/...", except: []string{"schema/internal/reference", "compiler/load", "compiler/write", "compiler/policy"},
		why: "CUE stops at the model: everything after it is plain data, and a site's value is dropped once read"},
	{from: "...", to: "github.com/nyaruka/phonenumbers", except: []string{"compiler/load"},
		why: "the model holds numbers in international form: what people write instead ends where it is read"},
	{from: "...", to: "gopkg.in/yaml.v3", except: []string{"compiler/load", "compiler/render"},
		why: "YAML comes in as rosters and goes out as views"},
	{from: "...", to: "go.yaml.in/...", why: "gopkg.in/yaml.v3 is the YAML library"},
	{from: "...", to: "github.com/go-git/go-git/v5/...", except: []string{"compiler/source"},
		why: "git is where sites are read and where locks and history live, nowhere else"},
	{from: "...", to: "github.com/sergi/go-diff/...", except: []string{"compiler/render"},
		why: "moved words are a matter of the view; equality is the differ's"},
	{from: "...", to: "github.com/getkin/kin-openapi/...", except: []string{"targets/threecx/sim/spec"}, why: "the vendor's spec is a check in tests, never in the product"},
	{from: "...", to: "targets/*/sim/spec", why: "it finds a file beside the repository that nobody but our tests has"},
	{from: "...", to: "targets/*/real", why: "a PBX that is started for tests is no part of the product"},
	{from: "...", to: "targets/internal/simtest", why: "it is for the tests of simulators, never for the product"},
	{from: "...", to: "github.com/google/go-cmp/...", except: []string{"targets/internal/simtest", "targets/targettest"}, why: "a library of tests"},
	{from: "...", to: "pgregory.net/rapid", except: []string{"targets/targettest"}, why: "a library of tests"},
	{from: "...", to: "testing", except: []string{"targets/internal/simtest", "targets/targettest"}, why: "a library of tests"},
	{from: "...", to: "github.com/stretchr/testify/...", why: "tables and comparisons, no assertion language"},
	{from: "...", to: "github.com/spf13/viper", why: "a site is the only configuration"},
}

// pure are the rooms without network, clock, environment and randomness, so
// that the same inputs give the same bytes.
var pure = []string{
	"compiler/diag", "compiler/model", "compiler/state", "compiler/rights", "compiler/diff", "compiler/plan",
	"compiler/load", "compiler/write", "compiler/check", "compiler/resolve", "compiler/policy", "compiler/merge",
	"compiler/review", "compiler/fleet", "compiler/render", "schema/permission",
}

func TestBans(t *testing.T) {
	all := parseTree(t)
	for _, b := range bans {
		used := map[string]bool{}
		for _, r := range all.rooms() {
			if !b.covers(r.dir) || len(r.code()) == 0 {
				continue
			}
			chain := b.broken(all, r)
			if slices.Contains(b.except, r.dir) {
				used[r.dir] = used[r.dir] || chain != nil
				continue
			}
			if chain != nil {
				t.Errorf("%s\n\timports %s\n\twhich is banned: %s", r.dir, strings.Join(chain[1:], " → "), b.why)
			}
		}
		for _, dir := range b.except {
			if all[dir] != nil && len(all[dir].code()) > 0 && !used[dir] {
				t.Errorf("%s need not be excepted from the ban on %s any more: it does not import it", dir, b.to)
			}
		}
	}
}

func (b ban) covers(dir string) bool {
	switch b.from {
	case "...":
		return !strings.HasPrefix(dir, "testdata")
	case "targets/<driver>":
		return isTarget(dir)
	}
	return match(b.from, dir)
}

// broken returns the chain of imports that the ban forbids, or nil.
func (b ban) broken(all tree, r *room) []string {
	switch b.to {
	case "targets/<own>":
		return all.reach(r.dir, strings.TrimSuffix(r.dir, "/sim"))
	case "targets/<other>":
		for _, other := range all.rooms() {
			if isTarget(other.dir) && other.dir != r.dir {
				if chain := all.reach(r.dir, other.dir); chain != nil {
					return chain
				}
			}
		}
		return nil
	}
	if b.through {
		return all.reach(r.dir, b.to)
	}
	for _, p := range r.imports() {
		if match(b.to, p) {
			return []string{r.dir, p}
		}
	}
	return nil
}

// TestBansAreAlive breaks each ban in a made-up tree, so that none has come to
// stand for nothing.
func TestBansAreAlive(t *testing.T) {
	for _, b := range bans {
		from := map[string]string{"...": "compiler/diag", "targets/<driver>": "targets/one", "targets/*/sim": "targets/one/sim"}[b.from]
		to := map[string]string{"targets/<own>": "targets/one", "targets/<other>": "targets/two"}[b.to]
		if to == "" {
			to = strings.TrimSuffix(b.to, "/...")
		}
		imports := to
		made := tree{"targets/one": {dir: "targets/one"}, "targets/two": {dir: "targets/two"}}
		if b.through {
			imports = "middle"
			made["middle"] = &room{dir: "middle", files: []*file{{imports: []string{to}}}}
		}
		made[from] = &room{dir: from, files: []*file{{imports: []string{imports}}}}
		if !b.covers(from) || b.broken(made, made[from]) == nil {
			t.Errorf("the ban on %s importing %s would let it pass", b.from, b.to)
		}
	}
}

func TestPureRooms(t *testing.T) {
	forbidden := []string{"net", "net/http", "os", "os/exec", "io/ioutil", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "context", "log", "log/slog"}
	calls := map[string][]string{"time": {"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "Local"}}
	all := parseTree(t)
	for _, dir := range pure {
		r := all[dir]
		if r == nil {
			continue
		}
		for _, f := range r.code() {
			for _, p := range f.imports {
				if slices.Contains(forbidden, p) {
					t.Errorf("%s imports %s: this room has no network, clock, environment or randomness", f.path, p)
				}
			}
			for pkg, names := range calls {
				for _, use := range selectors(f, pkg, names) {
					t.Errorf("%s: %s: this room has no clock", f.set.Position(use.Pos()), use.Sel.Name)
				}
			}
		}
	}
}

// selectors finds uses of pkg.name in a file.
func selectors(f *file, pkg string, names []string) []*ast.SelectorExpr {
	var out []*ast.SelectorExpr
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(names, s.Sel.Name) {
			return true
		}
		if x, ok := s.X.(*ast.Ident); pkg == "" || ok && x.Name == pkg {
			out = append(out, s)
		}
		return true
	})
	return out
}

// openers may call OpenWriter; everybody else holds a Reader. A driver's own
// folder names it as the field it fills.
var openers = []string{"targets/run", "targets/targettest"}

func TestOnlyApplyOpensWriters(t *testing.T) {
	all := parseTree(t)
	found := map[string]bool{}
	for _, r := range all.rooms() {
		for _, f := range r.code() {
			uses := selectors(f, "", []string{"OpenWriter"})
			if len(uses) == 0 {
				continue
			}
			found[r.dir] = true
			if !slices.Contains(openers, r.dir) && !isTarget(r.dir) {
				t.Errorf("%s: only %s may open a writer: planning holds a type without write", f.set.Position(uses[0].Pos()), strings.Join(openers, " and "))
			}
		}
	}
	for _, dir := range openers {
		if all[dir] != nil && len(all[dir].code()) > 0 && !found[dir] {
			t.Errorf("%s opens no writer any more and need not be excepted", dir)
		}
	}
}

func TestNoRegistration(t *testing.T) {
	for _, r := range parseTree(t).rooms() {
		for _, f := range r.files {
			for _, d := range f.syntax.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s: init: what a package offers is a value that its user lists", f.set.Position(fn.Pos()))
				}
			}
			for _, spec := range f.syntax.Imports {
				// Neither registers anything: embed is for the compiler, and time/tzdata is
				// the zones of windows, so that they do not hang on the machine.
				if spec.Name != nil && spec.Name.Name == "_" && spec.Path.Value != `"embed"` && spec.Path.Value != `"time/tzdata"` {
					t.Errorf("%s: blank import of %s: nothing registers itself", f.set.Position(spec.Pos()), spec.Path.Value)
				}
			}
		}
	}
}
