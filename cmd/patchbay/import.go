package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const importHelp = `Asks a target what it holds and writes that as a new site: one file per kind,
with what the language has no word for under native (not with --bare), and with
nothing of what the vendor keeps secret. The next plan for that site is empty.
Nothing is written to the target, and nothing in a folder that is not empty.

A target that no site declares yet is named with --type and --url; its
credentials are references, never values: NAME=env:VARIABLE, NAME=file:PATH or
NAME=age:PATH. The folder is FOLDER, else the one of -C.

With --target alone it is a target of the site in -C, which lends its
credentials and the ids it has given; the new site goes to FOLDER.

What was left out is told on stderr, and above the target in targets.cue.`

// importFlags are what import is told.
type importFlags struct {
	kind, url, tenant, target string
	credentials               []string
	bare                      bool
}

func newImportCmd(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use: "import [FOLDER]", Short: "write a site from what a target holds", Long: importHelp,
		Example: "  patchbay import --type 3cx --url https://pbx.acme.example \\\n    --credential clientId=env:PBX_CLIENT_ID --credential clientSecret=env:PBX_CLIENT_SECRET acme\n" +
			"  patchbay import --type 3cx --url sim:seed.json acme\n  patchbay -C acme import --target pbx acme-as-it-is",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrong("quote a folder's name that has spaces", "import takes one folder, got %d", len(args))
			}
			return a.importTarget(cmd, f, args)
		},
	}
	cmd.Flags().StringVar(&f.kind, "type", "", "what the target is: its `type`")
	cmd.Flags().StringVar(&f.url, "url", "", "where it is: an `address`, or sim:FILE")
	cmd.Flags().StringVar(&f.tenant, "tenant", "", "which `tenant` of a shared service")
	cmd.Flags().StringVar(&f.target, "target", "", "the `name` of a target of the site; with --type its name in the new site (pbx when left out)")
	cmd.Flags().StringArrayVar(&f.credentials, "credential", nil, "where a credential is kept, `name=reference`; may be repeated")
	cmd.Flags().BoolVar(&f.bare, "bare", false, "leave out what the language has no word for; it is then not managed")
	must(cmd.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(driverTypes(), cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("target", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return a.completeTargets(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
	}))
	return cmd
}

func (a *app) importTarget(cmd *cobra.Command, f importFlags, args []string) error {
	dir, err := f.folder(a.dir, args)
	if err != nil {
		return err
	}
	if err := vacant(dir); err != nil {
		return err
	}
	job, move, err := a.importJob(cmd, f, dir)
	if err != nil {
		return err
	}
	bar := a.progress()
	job.Progress = bar.reading
	got, err := job.Import(cmd.Context(), run.ImportOptions{Package: packageName(filepath.Base(dir)), Declare: move, Bare: f.bare})
	bar.end()
	if err != nil {
		return err
	}
	if err := lay(dir, got); err != nil {
		return err
	}
	a.err.Write(render.Diagnostics(got.Left, a.look(a.err)))
	shown := f.shown(a.dir, args)
	a.say("%s holds %s (%s) as a site: %s. Next:", shown, got.Target, got.Title, got.Holds())
	a.say("  patchbay -C %s vet\n  patchbay -C %s plan", shown, shown)
	return nil
}

// shown is the folder as it was named.
func (f importFlags) shown(site string, args []string) string {
	if len(args) == 1 {
		return args[0]
	}
	return site
}

func (f importFlags) folder(site string, args []string) (string, error) {
	switch {
	case f.kind == "" && f.url != "":
		return "", wrong("types are "+strings.Join(driverTypes(), ", "), "--url needs --type")
	case f.kind != "" && f.url == "":
		return "", wrong("such as --url https://pbx.acme.example, or --url sim: for an empty simulated one", "--type needs --url")
	case f.kind == "" && f.target == "":
		return "", wrong("name a target of the site with --target, or a new one with --type and --url", "import needs to know what to read")
	case f.kind == "" && len(f.credentials)+len(f.tenant) > 0:
		return "", wrong("leave them out, or name a new target with --type and --url", "the site says how target %s is reached", f.target)
	case f.kind == "" && len(args) == 0:
		return "", wrong("patchbay -C "+site+" import --target "+f.target+" FOLDER", "import needs a new folder for the site it writes")
	}
	dir, err := filepath.Abs(f.shown(site, args))
	if err != nil {
		return "", fmt.Errorf("import: %w", err)
	}
	return dir, nil
}

// importJob prepares the reading: of a target of a site, or of one that is
// described by flags. The function takes what the target names beside its site
// along into the new folder.
func (a *app) importJob(cmd *cobra.Command, f importFlags, dir string) (*run.Job, func(*model.Target), error) {
	if f.kind == "" {
		site, err := a.site(cmd.Context(), "")
		if err != nil {
			return nil, nil, err
		}
		a.targets = []string{f.target}
		move, err := between(a.dir, dir)
		return a.job(site), func(t *model.Target) { run.Relocate(t, move) }, err
	}
	t, err := f.declare()
	if err != nil {
		return nil, nil, err
	}
	move, err := between(".", dir)
	if err != nil {
		return nil, nil, err
	}
	run.Relocate(&t, move)
	job := a.job(&load.Result{Site: &model.Site{Package: "site", Targets: []model.Target{t}}})
	job.Dir, job.Secrets = dir, a.secrets(dir)
	return job, nil, nil
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// declare is the target that the flags describe.
func (f importFlags) declare() (model.Target, error) {
	t := model.Target{Object: model.Object{ID: f.target}, Type: f.kind, URL: f.url, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}
	if t.ID == "" {
		t.ID = "pbx"
	}
	if !idPattern.MatchString(t.ID) {
		return t, wrong("letters, digits, -, _ and ., beginning with a letter or digit", "%q cannot be the name of a target", t.ID)
	}
	if _, err := driverOf(f.kind); err != nil {
		return t, err
	}
	if f.tenant != "" {
		t.Tenant = model.Of(f.tenant)
	}
	for _, c := range f.credentials {
		name, s, ok := reference(c)
		if !ok {
			return t, wrong("write NAME=env:VARIABLE, NAME=file:PATH or NAME=age:PATH; a value never stands on a command line", "--credential is no reference")
		}
		if t.Credentials == nil {
			t.Credentials = map[string]model.Secret{}
		}
		t.Credentials[name] = s
	}
	return t, nil
}

// reference reads NAME=KIND:WHERE.
func reference(text string) (name string, s model.Secret, ok bool) {
	name, ref, found := strings.Cut(text, "=")
	kind, at, _ := strings.Cut(ref, ":")
	switch kind {
	case "env":
		s.Env = at
	case "file":
		s.File = at
	case "age":
		s.Age = at
	default:
		return "", s, false
	}
	return name, s, found && at != "" && idPattern.MatchString(name)
}

// between turns paths relative to one folder into paths relative to another.
func between(from, to string) (func(string) string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return func(name string) string {
		if filepath.IsAbs(name) {
			return name
		}
		rel, err := filepath.Rel(to, filepath.Join(from, filepath.FromSlash(name)))
		if err != nil {
			return name
		}
		return filepath.ToSlash(rel)
	}, nil
}

// aside is what may be in a folder that counts as empty: git's, and ours.
var aside = []string{".git", ".patchbay"}

func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("import: %w", err)
	}
	for _, e := range entries {
		if !slices.Contains(aside, e.Name()) {
			return wrong("name a folder that is new or empty; nothing is ever overwritten", "%s is not empty: it holds %s", dir, e.Name())
		}
	}
	return nil
}

// lay puts the site into its folder, with what editors and git need.
func lay(dir string, got *run.Imported) error {
	put := func(name string, data []byte) error {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		_, err = f.Write(data)
		return errors.Join(err, f.Close())
	}
	for _, f := range got.Files {
		if err := put(f.Name, f.Data); err != nil {
			return err
		}
	}
	for _, f := range schema.Files() {
		if err := put(schema.VendorDir+"/"+f.Name, f.Data); err != nil {
			return err
		}
	}
	for _, l := range layout {
		if l.to != "cue.mod/module.cue" && l.to != ".gitignore" {
			continue
		}
		data, err := starter.ReadFile("starter/" + l.from)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if err := put(l.to, []byte(strings.ReplaceAll(string(data), "example.com/starter", "example.com/"+got.Site.Package))); err != nil {
			return err
		}
	}
	return nil
}
