package write

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/model"
)

// File is one file of a site.
type File struct {
	Name string // users.cue
	Data []byte
}

// Options are what is written beside the model. The zero value works.
type Options struct {
	Notes map[string]string // by file name: what its opening comment says, in lines
}

// layout says what stands in which file, in the language's order.
var layout = []struct {
	name  string
	table table[model.Site]
}{
	{"site.cue", table[model.Site]{
		inside("organization", func(s *model.Site) *model.Organization { return &s.Organization }, organizationTable),
		inside("requires", func(s *model.Site) *model.Site { return s }, requiresTable),
	}},
	{"departments.cue", table[model.Site]{records("departments", func(s *model.Site) []model.Department { return s.Departments }, departmentTable)}},
	{"users.cue", table[model.Site]{records("users", func(s *model.Site) []model.User { return s.Users }, userTable)}},
	{"groups.cue", table[model.Site]{records("groups", people, groupTable)}},
	{"queues.cue", table[model.Site]{records("groups", calls, groupTable)}},
	{"roles.cue", table[model.Site]{records("roles", func(s *model.Site) []model.Role { return s.Roles }, roleTable)}},
	{"devices.cue", table[model.Site]{records("devices", func(s *model.Site) []model.Device { return s.Devices }, deviceTable)}},
	{"workspaces.cue", table[model.Site]{records("workspaces", func(s *model.Site) []model.Workspace { return s.Workspaces }, workspaceTable)}},
	{"targets.cue", table[model.Site]{records("targets", func(s *model.Site) []model.Target { return s.Targets }, targetTable)}},
	{"policies.cue", table[model.Site]{inside("policies", func(s *model.Site) *model.Policies { return &s.Policies }, policiesTable)}},
}

// ringing are the kinds of group that calls go to, rather than people belong to.
var ringing = []model.GroupKind{model.Queue, model.InboxQueue, model.Campaign, model.RingGroup, model.Parking}

func calls(s *model.Site) []model.Group {
	var out []model.Group
	for _, g := range s.Groups {
		if slices.Contains(ringing, g.Kind) {
			out = append(out, g)
		}
	}
	return out
}

// people are the other groups. A site that has no group on purpose says so once.
func people(s *model.Site) []model.Group {
	var out []model.Group
	if s.Groups != nil && len(s.Groups) == 0 {
		out = []model.Group{}
	}
	for _, g := range s.Groups {
		if !slices.Contains(ringing, g.Kind) {
			out = append(out, g)
		}
	}
	return out
}

// Site is the files of a site, in the order in which people read them. There is
// at least one. The site's Package must be a name that CUE takes.
func Site(s *model.Site, o Options) ([]File, error) {
	var out []File
	for _, l := range layout {
		if fields := l.table.fields(s); len(fields) > 0 {
			data, err := file(s.Package, o.Notes[l.name], fields)
			if err != nil {
				return nil, fmt.Errorf("write %s: %w", l.name, err)
			}
			out = append(out, File{l.name, data})
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	data, err := file(s.Package, o.Notes[layout[0].name], nil)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", layout[0].name, err)
	}
	return []File{{layout[0].name, data}}, nil
}

func file(pkg, note string, fields []*ast.Field) ([]byte, error) {
	f := &ast.File{Decls: []ast.Decl{&ast.Package{Name: ast.NewIdent(pkg)}}}
	for i, d := range fields {
		ast.SetRelPos(d, token.NewSection)
		if i == 0 && note != "" {
			ast.AddComment(d, comment(note))
		}
		f.Decls = append(f.Decls, d)
	}
	return format.Node(f)
}

// comment stands above what it is about.
func comment(text string) *ast.CommentGroup {
	g := &ast.CommentGroup{Doc: true}
	for i, line := range strings.Split(text, "\n") {
		c := &ast.Comment{Text: strings.TrimRight("// "+line, " ")}
		if i == 0 {
			c.Slash = token.NewSection.Pos()
		}
		g.List = append(g.List, c)
	}
	return g
}
