package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

const showHelp = `Prints a saved plan, snapshot, record, journal, report or attestation. What the file is stands
in it. - reads from stdin.`

func newShowCmd(a *app) *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use: "show FILE", Short: "print a saved plan, snapshot, record, journal, report or attestation", Long: showHelp,
		Example: "  patchbay show site.plan.json\n  patchbay show site.plan.json --format html > plan.html\n  patchbay show .patchbay/records/pbx.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrong(seeHelp(cmd), "show takes one file, got %d", len(args))
			}
			data, err := a.readFile(args[0])
			if err != nil {
				return err
			}
			out, err := a.show(data, full)
			if err != nil {
				return hinted{fmt.Errorf("%s: %w", args[0], err), hintOf(err)}
			}
			return a.print(out, nil)
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "list equal changes and all steps one by one")
	formatFlag(a, cmd, "text", "json", "yaml", "markdown", "html")
	return cmd
}

func (a *app) readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(a.in)
	}
	return readNamed("file", name, "`patchbay plan -o FILE` and `patchbay snapshot -o FOLDER` write such; runs are kept in .patchbay/runs")
}

// show reads a file by what it says it is.
func (a *app) show(data []byte, full bool) ([]byte, error) {
	format, err := formatOf(data)
	if err != nil {
		return nil, err
	}
	if (a.format == "markdown" || a.format == "html") && format != "patchbay.plan" {
		return nil, wrong("text, json and yaml do", "only plans are printed as %s", a.format)
	}
	switch format {
	case "patchbay.plan":
		p, err := plan.Decode(data)
		if err != nil {
			return nil, hinted{err, planFileHint(err)}
		}
		return a.drawPlan(render.Plan{Plan: p, Schemas: schemasOf(p)}, full)
	case "patchbay.snapshot":
		s, err := state.DecodeSnapshot(data)
		if err != nil {
			return nil, err
		}
		return a.drawSnapshot(s, schemaOf(s.Type, s.Profile), nil)
	case "patchbay.record":
		r, err := state.DecodeRecord(data)
		if err != nil {
			return nil, err
		}
		return a.drawRecord(r, data)
	case "patchbay.report":
		return a.drawReport(data, full)
	case "patchbay.journal":
		return a.drawJournal(data)
	case "patchbay.attestation":
		return a.drawAttestation(data)
	}
	if a.format == "text" {
		return nil, wrong("json and yaml do", "files of format %q have no text form", format)
	}
	return render.As(data, a.format)
}

// formatOf reads what a file says it is; a journal says so in its first line.
func formatOf(data []byte) (string, error) {
	var head state.Head
	err := json.NewDecoder(bytes.NewReader(data)).Decode(&head)
	switch {
	case err == nil && head.Format != "":
		return head.Format, nil
	case err == io.ErrUnexpectedEOF || err == io.EOF:
		return "", hinted{fmt.Errorf("%w after %d bytes", state.ErrCut, len(data)), "it was not written or copied to its end"}
	}
	return "", wrong("patchbay's files open with {\"format\":\"patchbay.…\"", "not a file of patchbay's")
}

func schemasOf(p *plan.Plan) map[string]state.Schema {
	out := map[string]state.Schema{}
	for i := range p.Body.Sections {
		s := &p.Body.Sections[i]
		out[s.Target] = schemaOf(s.Type, p.Bindings.Targets[s.Target].Profile)
	}
	return out
}

// schemaOf is the schema of a type of target; empty when there is no driver for
// it here, and then things go by their bare names.
func schemaOf(typ string, profile state.Profile) state.Schema {
	d, err := driverOf(typ)
	if err != nil {
		return state.Schema{}
	}
	return d.Schema(profile)
}

// drawRecord shows a record as the snapshot of what was last applied.
func (a *app) drawRecord(r *state.Record, data []byte) ([]byte, error) {
	if a.format != "text" {
		return render.As(data, a.format)
	}
	s := r.Snapshot()
	if s == nil {
		s = &state.Snapshot{Target: r.Target, Type: r.Type}
	}
	o := a.look(a.out)
	out := render.SnapshotText(s, schemaOf(r.Type, state.Profile{}), nil, o)
	return append(out, fmt.Sprintf("\nLast applied %s by run %s.\n", r.At.UTC().Format("2006-01-02 15:04 MST"), r.Run)...), nil
}

func (a *app) drawReport(data []byte, full bool) ([]byte, error) {
	r, err := apply.Decode(data)
	if err != nil {
		return nil, err
	}
	if a.format != "text" {
		return render.As(data, a.format)
	}
	o := a.look(a.out)
	o.Full = full
	return render.ReportText([]render.Report{reportView(r)}, o), nil
}

func (a *app) drawJournal(data []byte) ([]byte, error) {
	j, err := ledger.ReadJournal(data)
	if err != nil {
		return nil, err
	}
	if a.format != "text" {
		return render.As(journalArray(data), a.format)
	}
	var lines []render.JournalLine
	for _, l := range j.Lines {
		steps := l.Steps
		if l.Step != "" {
			steps = []string{l.Step}
		}
		lines = append(lines, render.JournalLine{At: l.At, Event: string(l.Event), Steps: steps, Outcome: l.Outcome, Error: l.Error})
	}
	return render.JournalText(j.Target, j.Run, lines, a.look(a.out)), nil
}

// journalArray makes one JSON array of a journal's lines.
func journalArray(data []byte) []byte {
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	return append(append([]byte("["), bytes.Join(lines, []byte(","))...), ']')
}
