package main

// rules that the site makes for itself, and when steps may disturb people.
var rules = []mutant{
	{"policy: a rule without an answer lets the plan pass", "compiler/policy/rules.go", "if len(found) > 0 {\n\t\treturn r.failed(found), found\n\t}", "if false {\n\t\treturn r.failed(found), found\n\t}", []string{"./compiler/policy TestFailsClosed"}},
	{"policy: a rule that breaks off lets the plan pass", "compiler/policy/rules.go", "found = diag.List{crash(p)}\n\t\t\tout = r.failed(found)", "found = diag.List{crash(p)}\n\t\t\tout = &plan.Judgement{Rules: r.Digest}", []string{"./compiler/policy TestCrashFailsClosed"}},
	{"policy: rules with mistakes let the plan pass", "targets/run/policies.go", `case r.Found.HasErrors():`, `case false:`, []string{script("policy")}},
	{"policy: what is denied is applied", "compiler/plan/guard_consent.go", `return append(out, p.Body.Judged.refusals()...)`, `return out`, []string{"./compiler/policy TestJudge", script("policy")}},
	{"policy: the branch's rules, not the base's", "cmd/patchbay/policies.go", "case base != \"\":\n\t\treturn a.rulesAt(ctx, base, false)", "case base != \"\":\n\t\treturn own, nil", []string{script("policy")}},
	{"windows: a plan is begun at any time", "targets/run/windows.go", `if open != nil || s.Outside == plan.Defer {`, `if true || open != nil || s.Outside == plan.Defer {`, []string{script("windows")}},
	{"windows: an unknown zone is UTC", "compiler/plan/windows.go", `return fmt.Errorf("window %s: %w %q", w.Name, ErrNoZone, w.Zone)`, `zone = time.UTC`, []string{"./compiler/plan TestUnknownZone"}},
	{"windows: the branch's, not the base's", "targets/run/windows.go", `site := j.rules()`, `site := j.Site.Site`, []string{script("windows")}},
	{"windows: not asked before each step", "targets/apply/wait.go", `if why := r.Wait(&r.steps[i]); why != "" {`, `if why := r.Wait(&r.steps[i]); why != "" && false {`, []string{"./targets/apply TestWaiting|TestWindowShuts"}},
	{"windows: one that shuts is no failure", "targets/apply/wait.go", "if r.Defer {", "if true {", []string{"./targets/apply TestWaiting|TestWindowShuts"}},
	{"budgets: the branch's, not the base's", "targets/run/guarded.go", "case j.Base != nil:\n\t\treturn j.Base", "case j.Base != nil:\n\t\treturn j.Site", []string{script("base"), script("break-glass")}},
	{"budgets: the site's own, not those last applied", "targets/run/guarded.go", "case j.Applied != nil:\n\t\treturn j.Applied", "case j.Applied != nil:\n\t\treturn j.Site", []string{script("base")}},
	{"break-glass: those of the branch", "targets/run/guarded.go", "rules := s.revision()", "rules := s.Site", []string{script("break-glass")}},
	{"refusals do not stop an apply", "targets/run/guarded.go", "if len(refusals) == 0 {", "if true {", []string{script("consent")}},
}

// binding: each thing that a plan was made from, moved.
var binding = []mutant{
	{"bound: tool", "targets/run/bind.go", `case b.Tool != j.Tool:`, `case false:`, []string{boundTests}},
	{"bound: language", "targets/run/bind.go", `case b.Schema != schema.Version:`, `case b.Schema == schema.Version+"?":`, []string{boundTests}},
	{"bound: expiry", "targets/run/bind.go", `j.Now().After(p.Envelope.Expires):`, `false:`, []string{boundTests}},
	{"bound: site", "targets/run/bind.go", `case p.Body.Site != j.Site.Site.Package:`, `case false:`, []string{boundTests}},
	{"bound: inputs", "targets/run/bind.go", `case p.Body.Undoes == "" && b.Inputs != j.Site.Digest:`, `case false:`, []string{boundTests}},
	{"bound: type of a target", "targets/run/bind.go", `case t.Type != s.Type:`, `case false:`, []string{boundTests}},
	{"bound: url", "targets/run/bind.go", `case b.URL != address(t.URL):`, `case false:`, []string{boundTests}},
	{"bound: bindings of a target are there", "targets/run/bind.go", `case !ok:
		return stale(anew, "the plan does not say`, `case false:
		return stale(anew, "the plan does not say`, []string{boundTests}},
	{"bound: every object that the plan changes", "targets/run/bind.go", `if _, ok := sums[b.Object.String()]; !ok {`, `if _, ok := sums[b.Object.String()]; !ok && false {`, []string{boundTests}},
	{"bound: profile", "targets/run/bind.go", "if len(moved) == 0 {\n\t\treturn nil", "if true {\n\t\treturn nil", []string{boundTests}},
	{"bound: account", "targets/run/bind.go", `note("account", p.Account.Name)`, ``, []string{boundTests}},
	{"bound: tenant", "targets/run/bind.go", `note("tenant", p.Tenant)`, ``, []string{boundTests}},
	{"bound: objects and fields", "targets/apply/check.go", "o, _ := live.Find(b.Object)\n\t\tif what := b.Moved(o); what != \"\" {", "o, _ := live.Find(b.Object)\n\t\tif what := b.Moved(o); what != \"\" && false {", []string{"./targets/apply TestBindingMoved", "./targets/run TestObjectsAreBound"}},
	{"bound: fields that are right already", "compiler/plan/bind.go", "note(c.Live(), managed(desired, c.Object)...)", "", []string{"./compiler/plan TestBindings", "./targets/run TestManagedFieldsAreBound"}},
	{"bound: the run that is taken back", "targets/run/rollback.go", `if sum != p.Bindings.Inputs {`, `if sum == "" {`, []string{script("rollback"), script("rollback-targets"), script("rollback-lost")}},
	{"plan file: its body may be edited", "compiler/plan/file.go", `if digest != f.Digest {`, `if false {`, []string{"./compiler/plan TestDecodeRefuses"}},
	{"plan file: its bindings may be edited", "compiler/plan/file.go", `if seal != f.Seal {`, `if seal == "" {`, []string{"./compiler/plan TestDecodeRefuses"}},
}

// approving a digest approves that plan.
var approving = []mutant{
	{"approved: any plan will do", "targets/run/approved.go", `if err != nil || a.Holds(digest) {`, `if true || err != nil || a.Holds(digest) {`, []string{script("approved")}},
	{"approved: any beginning of a digest will do", "targets/run/approved.go", `len(digits) < shortest || `, ``, []string{script("approved")}},
}

// running: what is checked before calls, and what becomes of steps.
var running = []mutant{
	{"apply: no check of everything before the first write", "targets/apply/check.go", "if len(r.report.Moved) > 0 {\n\t\tif r.journal", "if false {\n\t\tif r.journal", []string{"./targets/apply TestStale|TestBindingMoved"}},
	{"apply: no check of a page before it is sent", "targets/apply/group.go", `len(m) > 0 {`, `len(m) > 0 && false {`, []string{"./targets/apply Conflict"}},
	{"apply: no new read of a page", "targets/apply/group.go", "if n > 0 || len(pages) > 1 {\n\t\t\tvar err", "if false {\n\t\t\tvar err", []string{"./targets/apply Conflict"}},
	{"apply: no new look at a slow target", "targets/apply/fresh.go", `g.calls >= callsFor*g.cost`, `false`, []string{"./targets/apply TestSlowTargets"}},
	{"apply: a look before each call of a slow target", "targets/apply/fresh.go", `g.calls >= callsFor*g.cost`, `true`, []string{"./targets/apply TestReadsAtAnyPace"}},
	{"apply: a call that dragged on puts nothing in doubt", "targets/apply/fresh.go", `return took > max(slow, times*pace)`, `return took > max(slow, times*pace) && false`, []string{"./targets/apply TestMovedMidPage"}},
	{"apply: what a step rests on is not checked", "targets/apply/fresh.go", `append(touches(&r.steps[i]), r.expected.rests(&r.steps[i])...)`, `touches(&r.steps[i])`, []string{"./targets/apply Conflict"}},
	{"apply: created although it is there", "targets/apply/expect.go", `case ok && !e.there:`, `case ok && !e.there && false:`, []string{"./targets/apply TestStale|TestMadeWhere"}},
	{"apply: not seen counts as not there", "targets/apply/expect.go", `case !ok && !at.seen(r):`, `case false:`, []string{"./targets/apply TestStale|TestMade|TestReferences"}},
	{"apply: dependents of what failed are sent", "targets/apply/group.go", `if out := r.report.Steps[j]; out.Outcome != Done {`, `if out := r.report.Steps[j]; out.Outcome != Done && false {`, []string{"./targets/apply TestOutcomes"}},
	{"apply: ignored writes are not found", "targets/apply/readback.go", "if why == \"\" {\n\t\t\tcontinue", "if true {\n\t\t\tcontinue", []string{"./targets/apply TestIgnored|TestWritesThatCame"}},
	{"apply: nothing waits for a read-back", "targets/apply/group.go", `if r.report.Steps[j].Outcome == Done && r.due(j) {`, `if false {`, []string{"./targets/apply TestNothingRests"}},
	{"apply: goes on after an interruption", "targets/apply/group.go", `for len(members) > 0 && r.stop == nil && ctx.Err() == nil {`, `for len(members) > 0 && r.stop == nil {`, []string{"./targets/apply TestInterrupted"}},
	{"apply: goes on with a target that is gone", "targets/apply/group.go", "if hopeless(result.Err) {", "if false {", []string{"./targets/apply TestUnreachableStops"}},
	{"apply: said to be applied while something differs", "targets/apply/already.go", `case len(moves) == 0 && compared:`, `case compared:`, []string{"./targets/apply TestStale"}},
	{"apply: the plan is not kept first", "targets/apply/run.go", `if err := r.keepPlan(); err != nil {`, `if err := error(nil); err != nil {`, []string{"./targets/apply TestThePlanIsKeptFirst"}},
}

// settling what nobody knows the outcome of.
var settling = []mutant{
	{"settle: sent again without looking", "targets/apply/group.go", `v, why, live, err := r.settle(s, r.acted)`, `v, why, live, err := notDone, "", g.live, error(nil)`, []string{"./targets/apply TestOutcomes"}},
	{"settle: nobody is asked", "targets/apply/group.go", "if s.Settle == plan.ByAsk {", "if false {", []string{"./targets/apply TestOutcomes"}},
	{"settle: nobody is asked after a kill", "targets/apply/settle.go", "case s.Settle == plan.ByAsk:", "case false:", []string{"./targets/apply TestAskBlocks|TestSettleInTheSamePlan"}},
	{"settle: an open step holds nothing up", "targets/apply/former.go", "if len(unknown) > 0 {", "if false {", []string{"./targets/apply TestAskBlocks"}},
	{"settle: what was made by others is taken for ours", "targets/apply/settle.go", "return another, why\n\t\t}\n\t}", "return wasDone, why\n\t\t}\n\t}", []string{"./targets/apply TestLostCreates"}},
	{"settle: not seen counts as not done", "targets/apply/settle.go", "if !there && !at.seen(e.Object) {", "if false {", []string{"./targets/apply TestLostCreates"}},
	{"settle: no settling time", "targets/apply/lag.go", "left := r.Settling - max(0, r.Now().Sub(since))", "left := 0 * (r.Settling - max(0, r.Now().Sub(since)))", []string{"./targets/apply TestLag"}},
	{"settle: too early is early enough", "targets/apply/settle.go", "if v == notDone && at.early && lags(s) {", "if false {", []string{"./targets/apply TestInterruptedWhileWaiting"}},
}
