package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/rights"
)

const rightsHelp = `Reads the targets and prints who may do what there, to whom, and through what,
whatever granted it. With --site no target is asked: it prints the rights that
the site alone would give.

--user takes an id of the site, a name or an extension.`

func newRightsCmd(a *app) *cobra.Command {
	var users, permissions []string
	var site bool
	cmd := &cobra.Command{
		Use: "rights", Short: "print effective rights", Long: rightsHelp, Args: noArgs,
		Example: "  patchbay rights\n  patchbay rights --user bob\n  patchbay rights --permission calls.monitor --format csv > monitors.csv\n  patchbay rights --site",
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := a.site(cmd.Context(), "")
			if err != nil {
				return err
			}
			job := a.job(loaded)
			bar := a.progress()
			job.Progress = bar.reading
			ask := job.Rights
			if site {
				ask = job.Predicted
			}
			held, failures, err := ask(cmd.Context())
			bar.end()
			if err != nil {
				return err
			}
			var tables []render.RightsTable
			for _, h := range held {
				t := render.RightsTable{Target: h.Target, Names: h.Names, Schema: h.Schema}
				for _, r := range h.Table.Rows {
					if wantedHolder(r, h.Names, users) && wantedPermission(r.Permission, permissions) {
						t.Table.Rows = append(t.Table.Rows, r)
					}
				}
				tables = append(tables, t)
			}
			if err := a.drawRights(tables); err != nil {
				return err
			}
			return a.ended(failures)
		},
	}
	cmd.Flags().StringArrayVar(&users, "user", nil, "only this `user`; may be repeated")
	cmd.Flags().StringArrayVar(&permissions, "permission", nil, "only this `permission`, or those below it such as calls; may be repeated")
	cmd.Flags().BoolVar(&site, "site", false, "what the site alone would give, without asking a target")
	targetFlag(a, cmd)
	formatFlag(a, cmd, "text", "json", "csv")
	return cmd
}

func (a *app) drawRights(tables []render.RightsTable) error {
	switch a.format {
	case "json":
		return a.print(render.RightsJSON(tables))
	case "csv":
		return a.print(render.RightsCSV(tables))
	}
	return a.print(render.RightsText(tables, a.look(a.out)), nil)
}

// wantedHolder matches a key, a whole name, or one of its words: a first name,
// a last name, the id in brackets.
func wantedHolder(r rights.Row, names map[string]string, users []string) bool {
	if len(users) == 0 {
		return true
	}
	name := names[r.Holder.String()]
	return slices.ContainsFunc(users, func(u string) bool {
		return strings.EqualFold(u, r.Holder.Key) || strings.EqualFold(u, name) ||
			slices.ContainsFunc(strings.Fields(name), func(word string) bool { return strings.EqualFold(u, strings.Trim(word, "()")) })
	})
}

func wantedPermission(permission string, asked []string) bool {
	return len(asked) == 0 || slices.ContainsFunc(asked, func(p string) bool { return p == permission || strings.HasPrefix(permission, p+".") })
}
