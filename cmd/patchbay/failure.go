package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// hinted is an error with what to do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// wrong is a mistake in how the command was called.
func wrong(hint, format string, args ...any) error {
	return hinted{fmt.Errorf(format, args...), hint}
}

// meant is the hint about a word that is none: the one that was probably meant,
// or what else to say.
func meant(got string, words []string, otherwise string) string {
	if near, ok := diag.Nearest(got, words); ok {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// fail prints an error the way all are printed.
func (a *app) fail(err error) {
	var list diag.List
	if errors.As(err, &list) {
		a.err.Write(render.Diagnostics(list, a.look(a.err)))
		return
	}
	var one diag.Diagnostic
	if errors.As(err, &one) {
		a.err.Write(render.Diagnostics(diag.List{one}, a.look(a.err)))
		return
	}
	a.failure(a.redactor.String(err.Error()), hintOf(err))
}

func hintOf(err error) string {
	var h hinted
	if errors.As(err, &h) && h.hint != "" {
		return h.hint
	}
	return cmp.Or(run.Hint(err), diskHint(err))
}

func (a *app) failure(message, hint string) {
	fmt.Fprint(a.err, render.Failure(message, hint, a.look(a.err)))
}

// say prints a remark on stderr.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }

// explainUsage says what cobra and pflag found in our own words, and names what
// was probably meant.
func explainUsage(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		dashes := "--"
		if len(unknown.GetSpecifiedShortnames()) > 0 {
			dashes = "-"
		}
		return wrong(nearFlag(cmd, name), "%s has no flag %s%s", cmd.CommandPath(), dashes, name)
	case errors.As(err, &invalid):
		return wrong(seeHelp(cmd), "--%s cannot be %q: %v", invalid.GetFlag().Name, invalid.GetValue(), invalid.Unwrap())
	case errors.As(err, &missing):
		return wrong(seeHelp(cmd), "--%s needs a value", missing.GetSpecifiedName())
	}
	return err
}

func seeHelp(cmd *cobra.Command) string { return "see `" + cmd.CommandPath() + " --help`" }

func nearFlag(cmd *cobra.Command, name string) string {
	var names []string
	see := func(f *pflag.Flag) { names = append(names, f.Name) }
	cmd.Flags().VisitAll(see)
	cmd.InheritedFlags().VisitAll(see)
	slices.Sort(names)
	if near, ok := diag.Nearest(name, slices.Compact(names)); ok {
		return "did you mean --" + near + "?"
	}
	var elsewhere []string
	for _, c := range cmd.Root().Commands() {
		if c.Flags().Lookup(name) != nil {
			elsewhere = append(elsewhere, c.Name())
		}
	}
	if len(elsewhere) > 0 {
		return "that is a flag of " + strings.Join(elsewhere, ", ")
	}
	return seeHelp(cmd)
}

// noVerb is what follows an argument that names no verb.
func noVerb(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	hint := meant(name, names, "the verbs are "+strings.Join(names, ", "))
	if other, ok := synonyms[strings.ToLower(name)]; ok {
		hint = "did you mean " + other + "?"
	}
	return wrong(hint, "there is no verb %q", name)
}

// synonyms are what people used to other tools type.
var synonyms = map[string]string{
	"check": "vet", "validate": "vet", "lint": "vet", "diff": "plan", "preview": "plan", "up": "apply", "push": "apply", "deploy": "apply",
	"build": "compile", "export": "snapshot", "pull": "snapshot", "permissions": "rights", "status": "drift", "refresh": "drift", "simulate": "sim",
	"simulator": "sim", "new": "init", "drivers": "targets", "capabilities": "targets", "preflight": "doctor", "view": "show", "cat": "show",
}
