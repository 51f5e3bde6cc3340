package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/run"
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
			if err := knownPermissions(permissions); err != nil {
				return err
			}
			var held []run.Held
			var failures []run.Failure
			if err := a.looking(cmd.Context(), func(job *run.Job) (err error) {
				ask := job.Rights
				if site {
					ask = job.Predicted
				}
				held, failures, err = ask(cmd.Context())
				return err
			}); err != nil {
				return err
			}
			if len(failures) == 0 {
				if err := knownHolders(held, users); err != nil {
					return err
				}
			}
			var tables []render.RightsTable
			for _, h := range held {
				t := render.RightsTable{Target: h.Target, Names: h.Names, Schema: h.Schema}
				t.Table.Off = h.Table.Off
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
	must(cmd.RegisterFlagCompletionFunc("permission", cobra.FixedCompletions(permission.Names(), cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("user", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return a.completeUsers(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
	}))
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

// knownPermissions refuses names that are no permission of the language, nor
// stand before one.
func knownPermissions(asked []string) error {
	all := permission.All()
	for _, a := range asked {
		if slices.ContainsFunc(all, func(p permission.Permission) bool { return wantedPermission(p.Name, []string{a}) }) {
			continue
		}
		var names []string
		for _, p := range all {
			group, _, _ := strings.Cut(p.Name, ".")
			names = append(names, p.Name, group)
		}
		slices.Sort(names)
		return wrong(meant(a, slices.Compact(names), "schema/README.md lists them; calls stands for all that begin with it"), "there is no permission %q", a)
	}
	return nil
}

// knownHolders refuses users that no target has a right of.
func knownHolders(held []run.Held, users []string) error {
	for _, u := range users {
		var known []string
		found := false
		for _, h := range held {
			for _, r := range h.Table.Rows {
				found = found || wantedHolder(r, h.Names, []string{u})
				known = append(known, r.Holder.Key)
				for _, word := range strings.Fields(h.Names[r.Holder.String()]) {
					known = append(known, strings.Trim(word, "()"))
				}
			}
		}
		if found {
			continue
		}
		slices.Sort(known)
		return wrong(meant(u, slices.Compact(known), "users go by their id in the site, their name or their extension"), "no user %q has a right there", u)
	}
	return nil
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

func wantedPermission(name string, asked []string) bool {
	return len(asked) == 0 || slices.ContainsFunc(asked, func(a string) bool { return a == name || strings.HasPrefix(name, a+".") })
}
