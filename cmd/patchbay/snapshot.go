package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const snapshotHelp = `Reads the targets and saves what they hold, without secrets. A snapshot can be
shown, kept as a backup to look things up in, or planned against with
` + "`patchbay plan --live FILE`" + `.

One target is printed to stdout; with -o DIR each becomes DIR/TARGET.snapshot.json.`

func newSnapshotCmd(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "snapshot", Short: "save what the targets hold", Long: snapshotHelp, Args: noArgs,
		Example: "  patchbay snapshot --target pbx > pbx.snapshot.json\n  patchbay snapshot -o backups\n  patchbay snapshot --format text",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var seen []run.Seen
			var failures []run.Failure
			if err := a.looking(cmd.Context(), func(job *run.Job) (err error) {
				seen, failures, err = job.Snapshot(cmd.Context())
				return err
			}); err != nil {
				return err
			}
			if len(seen) > 1 && out == "" && a.format != "text" {
				return wrong("choose one with --target, or save all with -o DIR", "the site has %d targets", len(seen))
			}
			for i, s := range seen {
				if i > 0 && out == "" {
					fmt.Fprintln(a.out)
				}
				if err := a.writeSnapshot(s, out); err != nil {
					return err
				}
			}
			return a.ended(failures)
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "save to files in this `folder`")
	targetFlag(a, cmd)
	formatFlag(a, cmd, "json", "yaml", "text")
	return cmd
}

func (a *app) writeSnapshot(s run.Seen, dir string) error {
	data, err := a.drawSnapshot(s.Live, s.Schema, s.Names)
	if err != nil || dir == "" {
		return a.print(data, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("save snapshot: %w", err)
	}
	ext := map[string]string{"json": "json", "yaml": "yaml", "text": "txt"}[a.format]
	return saveNamed("snapshot", filepath.Join(dir, s.Target+".snapshot."+ext), data)
}

func (a *app) drawSnapshot(s *state.Snapshot, schema state.Schema, names map[string]string) ([]byte, error) {
	if a.format == "text" {
		return render.SnapshotText(s, schema, names, a.look(a.out)), nil
	}
	data, err := state.EncodeSnapshot(s)
	if err != nil {
		return nil, err
	}
	if a.format == "yaml" {
		return render.YAML(data)
	}
	return append(bytes.TrimSpace(data), '\n'), nil
}

// ended reports the targets that failed and returns the run's code.
func (a *app) ended(failures []run.Failure) error {
	a.failures(failures)
	var codes []run.Code
	for _, f := range failures {
		codes = append(codes, run.CodeOf(f))
	}
	return done(run.Worst(codes, false))
}
