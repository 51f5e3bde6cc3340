package apply

import "fmt"

// waits reports whether a step has to be left for a later run, because its time
// has not come or because one that it needs is left. Its journal stays open, so
// that applying the same plan again goes on with it.
func (r *run) waits(i int) (StepReport, bool) {
	for _, need := range r.steps[i].Needs {
		if j, ok := r.at[need]; ok && r.report.Steps[j].Outcome == Waits {
			return StepReport{Outcome: Waits, Because: need, Error: fmt.Sprintf("it needs %q, which waits", r.report.Steps[j].Title)}, true
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

// unwelcome counts the steps that wait although the site does not let any: the
// window shut while the plan was carried out.
func (r *run) unwelcome() int {
	if r.Defer {
		return 0
	}
	return r.report.Counts.Waiting
}
