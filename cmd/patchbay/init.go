package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/schema"
)

//go:embed starter
var starter embed.FS

const initHelp = `Lays down a site that can be checked, planned and applied at once, against a
simulated system: a few CUE files, the language under cue.mod so that editors
and plain ` + "`cue vet`" + ` understand it, a .gitignore, and recipes that plan every pull
request and apply what is merged.

Files that are there already are never overwritten. To begin with what a target
holds instead, see ` + "`patchbay import --help`" + `.`

func newInitCmd(a *app) *cobra.Command {
	var ci string
	cmd := &cobra.Command{
		Use: "init [FOLDER]", Short: "lay down a new site", Long: initHelp,
		Example: "  patchbay init acme\n  patchbay init --ci gitlab acme && patchbay -C acme plan",
		RunE: func(_ *cobra.Command, args []string) error {
			dir := a.dir
			switch len(args) {
			case 0:
			case 1:
				if dir = args[0]; !filepath.IsAbs(dir) {
					dir = filepath.Join(a.dir, dir)
				}
			default:
				return wrong("patchbay init "+args[0], "init takes one folder, got %d", len(args))
			}
			if ci != "both" && ci != "github" && ci != "gitlab" && ci != "none" {
				return wrong("--ci is github, gitlab, both or none", "no recipe for %q", ci)
			}
			return a.init(dir, ci)
		},
	}
	cmd.Flags().StringVar(&ci, "ci", "both", "`which` recipes: github, gitlab, both, none")
	must(cmd.RegisterFlagCompletionFunc("ci", cobra.FixedCompletions([]string{"both", "github", "gitlab", "none"}, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// layout says which file of the starter becomes which of the site.
var layout = []struct{ from, to, ci string }{
	{from: "schema.cue"}, {from: "site.cue"}, {from: "departments.cue"}, {from: "users.cue"}, {from: "groups.cue"}, {from: "targets.cue"},
	{from: "module.cue", to: "cue.mod/module.cue"},
	{from: "gitignore", to: ".gitignore"},
	{from: "github.yml", to: ".github/workflows/patchbay.yml", ci: "github"},
	{from: "gitlab.yml", to: ".gitlab-ci.yml", ci: "gitlab"},
}

func (a *app) init(dir, ci string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	files := map[string][]byte{}
	var names []string
	put := func(name string, data []byte) {
		files[name] = data
		names = append(names, name)
	}
	pkg := packageName(filepath.Base(abs))
	for _, l := range layout {
		if l.ci != "" && ci != "both" && ci != l.ci {
			continue
		}
		data, err := starter.ReadFile("starter/" + l.from)
		if err != nil {
			return fmt.Errorf("init: %w", err)
		}
		name := l.to
		if name == "" {
			name = l.from
		}
		put(name, []byte(strings.NewReplacer("package starter", "package "+pkg, "example.com/starter", "example.com/"+pkg).Replace(string(data))))
	}
	for _, f := range schema.Files() {
		put(schema.VendorDir+"/"+f.Name, f.Data)
	}
	for _, f := range schema.PolicyFiles() {
		put("cue.mod/pkg/"+schema.PolicyPath+"/"+f.Name, f.Data)
	}
	if there := existing(abs, names); len(there) > 0 {
		return wrong("name another folder, or move them away", "%s is not empty: %s would be overwritten", dir, firstOf(there))
	}
	for _, name := range names {
		if err := write(filepath.Join(abs, filepath.FromSlash(name)), files[name]); err != nil {
			return err
		}
	}
	a.say("%s holds a site now. Next:", dir)
	in := " -C " + shellWord(dir)
	if filepath.Clean(dir) == "." {
		in = ""
	}
	a.say("  patchbay%s vet\n  patchbay%s plan\n  patchbay%s apply", in, in, in)
	return nil
}

// firstOf lists a few names and says how many more there are.
func firstOf(names []string) string {
	const few = 3
	if len(names) <= few+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}

func existing(dir string, names []string) []string {
	var there []string
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); !errors.Is(err, fs.ErrNotExist) {
			there = append(there, name)
		}
	}
	return there
}

func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	return nil
}

var notInName = regexp.MustCompile(`[^a-z0-9_]+`)

// packageName makes a CUE package name of a folder's.
func packageName(folder string) string {
	name := strings.Trim(notInName.ReplaceAllString(strings.ToLower(folder), "_"), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return "site" + name
	}
	return name
}
