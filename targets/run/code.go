package run

import (
	"context"
	"errors"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Code is how a run ended, as a process says it. The numbers are in people's
// scripts and never change.
type Code int

// The codes.
const (
	OK          Code = 0   // done, or no change
	Failed      Code = 1   // error in the site, the run or the usage
	Changes     Code = 2   // changes present (--detailed-exitcode)
	Guarded     Code = 3   // refused by a guard or a policy
	Stale       Code = 4   // stale or conflicting
	Partial     Code = 5   // partly applied
	Locked      Code = 6   // another run holds the target
	Unreachable Code = 7   // target unreachable or rights missing
	Interrupted Code = 130 // by a signal
)

// What a run ended with that the kinds of package targets do not say.
var (
	ErrGuarded = errors.New("refused")           // a guard, a policy, a consent that was not given
	ErrStale   = errors.New("the plan is stale") // what it is bound to has moved
)

// codes is the table: the first line whose kind an error wraps decides.
var codes = []struct {
	kind error
	code Code
}{
	{context.Canceled, Interrupted},
	{apply.ErrPartly, Partial},
	{apply.ErrStale, Stale},
	{apply.ErrUnsettled, Stale},
	{ErrStale, Stale},
	{ledger.ErrLocked, Locked},
	{ledger.ErrLost, Locked},
	{ErrGuarded, Guarded},
	{targets.ErrUnreachable, Unreachable},
	{targets.ErrUnauthorized, Unreachable},
	{targets.ErrForbidden, Unreachable},
	{targets.ErrLimited, Unreachable},
	{targets.ErrProtocol, Unreachable},
	{targets.ErrUnsupported, Unreachable},
}

// guards are the codes of diagnostics that refuse a plan, rather than find a
// mistake in the site. The list is sorted.
var guards = []diag.Code{diag.ReleasedNoWord}

// CodeOf is the code of an error; OK for nil.
func CodeOf(err error) Code {
	if err == nil {
		return OK
	}
	for _, line := range codes {
		if errors.Is(err, line.kind) {
			return line.code
		}
	}
	var list diag.List
	if errors.As(err, &list) {
		return codeOfDiagnostics(list)
	}
	return Failed
}

// codeOfDiagnostics is Guarded when guards are all that is wrong.
func codeOfDiagnostics(list diag.List) Code {
	worst := OK
	for _, d := range list {
		switch {
		case d.Severity != diag.Error:
		case slices.Contains(guards, d.Code) && worst != Failed:
			worst = Guarded
		default:
			worst = Failed
		}
	}
	return worst
}

// precedence is which of several targets' codes stands for the run.
var precedence = []Code{Interrupted, Partial, Stale, Locked, Guarded, Unreachable, Failed, Changes}

// Worst is the code of a run over several targets. wrote says that something
// was written to one of them: then anything that was asked and not done makes
// the run a partial one.
func Worst(codes []Code, wrote bool) Code {
	asked := slices.ContainsFunc(codes, func(c Code) bool { return c != OK && c != Changes && c != Interrupted })
	if wrote && asked && !slices.Contains(codes, Interrupted) {
		return Partial
	}
	for _, c := range precedence {
		if slices.Contains(codes, c) {
			return c
		}
	}
	return OK
}
