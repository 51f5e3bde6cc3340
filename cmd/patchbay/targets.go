package main

import (
	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
)

const targetsHelp = `Lists the types of target that patchbay drives side by side: what becomes of
every grant and every field of the language on each, exactly, approximately (a
part, never more), by a vendor role, by hand, or not at all.

With --type, the sheet of one type: what each cell is called there, what it
needs and why it is so, with the account to make, the limits and the quirks.

Both are of the newest version and the fullest edition.`

func newTargetsCmd(a *app) *cobra.Command {
	var only string
	cmd := &cobra.Command{
		Use: "targets", Short: "print what each type of target can hold", Long: targetsHelp, Args: noArgs,
		Example: "  patchbay targets\n  patchbay targets --type 3cx\n  patchbay targets --type 3cx --format markdown > 3cx.md",
		RunE: func(*cobra.Command, []string) error {
			chosen, err := chooseDrivers(only)
			if err != nil {
				return err
			}
			var sheets []render.Sheet
			for _, d := range chosen {
				sheets = append(sheets, sheetOf(d))
			}
			if only == "" {
				return a.print(render.Matrix(sheets, a.format, a.look(a.out)))
			}
			return a.print(render.Sheets(sheets, a.format, a.look(a.out)))
		},
	}
	cmd.Flags().StringVar(&only, "type", "", "only this `type`")
	must(cmd.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(driverTypes(), cobra.ShellCompDirectiveNoFileComp)))
	formatFlag(a, cmd, "text", "json", "markdown")
	return cmd
}

// print writes a rendered result, or passes its error on.
func (a *app) print(out []byte, err error) error {
	if err != nil {
		return err
	}
	_, err = a.out.Write(out)
	return err
}

func chooseDrivers(typ string) ([]targets.Driver, error) {
	if typ == "" {
		return all.Drivers, nil
	}
	d, err := driverOf(typ)
	if err != nil {
		return nil, err
	}
	return []targets.Driver{*d}, nil
}

// driverOf finds the driver of a type.
func driverOf(typ string) (*targets.Driver, error) {
	for i := range all.Drivers {
		if all.Drivers[i].Type == typ {
			return &all.Drivers[i], nil
		}
	}
	hint := "types are"
	for i, t := range driverTypes() {
		if i > 0 {
			hint += ","
		}
		hint += " " + t
	}
	if near, ok := diag.Nearest(typ, driverTypes()); ok {
		hint = "did you mean " + near + "?"
	}
	return nil, wrong(hint, "no driver for targets of type %q", typ)
}

func driverTypes() []string {
	var out []string
	for _, d := range all.Drivers {
		out = append(out, d.Type)
	}
	return out
}

func sheetOf(d targets.Driver) render.Sheet {
	sheet := render.Sheet{Type: d.Type, Title: d.Doc.Title, Versions: d.Doc.Versions, Account: d.Doc.Account, Limits: d.Doc.Limits, Caps: d.Caps(state.Profile{})}
	for _, q := range d.Doc.Quirks {
		sheet.Quirks = append(sheet.Quirks, render.Quirk(q))
	}
	return sheet
}
