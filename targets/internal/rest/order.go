package rest

import (
	"errors"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Unsent is the result of an order that failed before the target could see it.
func Unsent(err error) targets.Result { return targets.Result{Outcome: targets.NotSent, Err: err} }

// Outcome tells a refusal from a call of which nobody knows what became of it.
func Outcome(err error) targets.Result {
	var e *Error
	switch {
	case NotSent(err):
		return Unsent(err)
	case errors.As(err, &e) && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusRequestTimeout:
		return targets.Result{Outcome: targets.Refused, Err: err}
	}
	return targets.Result{Outcome: targets.OutcomeUnknown, Err: err}
}

// Args fills a step's arguments: ids, secrets and collections.
type Args struct {
	ID     func(state.Ref) (any, error)
	Secret func(string) (string, error)
	After  func(state.Extent) (any, error)
}

// Fill is v, an argument or all of them, with every leaf filled.
func (a Args) Fill(v any) (any, error) {
	switch v := v.(type) {
	case plan.IDOf:
		return a.ID(v.Ref)
	case plan.SecretOf:
		return a.Secret(v.Name)
	case plan.After:
		return a.After(v.Extent)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			x, err := a.Fill(v[i])
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case plan.Args:
		return a.Fill(map[string]any(v))
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			x, err := a.Fill(v[name])
			if err != nil {
				return nil, err
			}
			out[name] = x
		}
		return out, nil
	}
	return v, nil
}

// OneLine is a vendor's text on one line, not too long. It ends with a whole
// word: the half of a secret is not known for one.
func OneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 400 {
		s = s[:max(strings.LastIndexByte(s[:400], ' '), 0)] + "…"
	}
	return s
}
