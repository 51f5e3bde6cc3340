package apply

import "fmt"

// waits reports whether a step has to be left for a later run, because its time
// has not come or because one that it needs is left. Its journal stays open, so
// that applying the same plan again goes on with it.
func (r *run) waits(i int) (StepReport, bool) {
	for _, need := range r.steps[i].Needs {
		if j, ok := r.at[need]; ok {
			if with, waits := later(need, r.report.Steps[j]); waits {
				return with, true
			}
		}
	}
	if r.Wait == nil {
		return StepReport{}, false
	}
	if why := r.Wait(&r.steps[i]); why != "" {
		return StepReport{Outcome: Waits, Error: why}, true
	}
	return StepReport{}, false
}

// later is what becomes of a step that needs one which is left for another run.
func later(need string, of StepReport) (StepReport, bool) {
	switch of.Outcome {
	case Waits:
		return StepReport{Outcome: Waits, Because: need, Error: fmt.Sprintf("it needs %q, which waits", of.Title)}, true
	case ByHand:
		return StepReport{Outcome: Awaits, Because: need, Error: fmt.Sprintf("it needs %q, which a person does", of.Title)}, true
	case Awaits:
		return StepReport{Outcome: Awaits, Because: need, Error: fmt.Sprintf("it needs %q, which waits for a person", of.Title)}, true
	}
	return StepReport{}, false
}

// unwelcome counts the steps that wait although the site does not let any: the
// window shut while the plan was carried out.
func (r *run) unwelcome() int {
	if r.Defer {
		return 0
	}
	return r.report.Counts.Waiting
}
