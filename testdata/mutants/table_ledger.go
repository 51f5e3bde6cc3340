package main

// journals: intents on disk before calls, and nobody else's taken for ours.
var journals = []mutant{
	{"journal: no intent before a call", "targets/apply/announce.go", "return r.journal.Intend(steps...)", "return nil", []string{"./targets/apply TestKilledAnywhere"}},
	{"journal: intents are not on disk before the call", "targets/ledger/journal.go", "return errors.Join(j.note(Line{Event: Intent, Steps: steps}), j.Sync())", "return j.note(Line{Event: Intent, Steps: steps})", []string{journalTests, "./targets/apply TestKilledAnywhere"}},
	{"journal: no fsync", "targets/ledger/journal.go", "return j.file.Sync()", "return nil", []string{journalTests}},
	{"journal: changes share a sync as creates do", "targets/apply/announce.go", "if s.Op != state.OpCreate || s.Settle != plan.ByKey || r.announced[i] {", "if s.Op != state.OpCreate && false || s.Settle == plan.ByAsk || r.announced[i] {", []string{"./targets/apply TestAnnounced"}},
	{"journal: creates that only a person can settle share a sync", "targets/apply/announce.go", "if s.Op != state.OpCreate || s.Settle != plan.ByKey || r.announced[i] {", "if s.Op != state.OpCreate && s.Settle != plan.ByAsk || r.announced[i] {", []string{"./targets/apply TestAnnounced"}},
	{"journal: a create is announced with what it needs", "targets/apply/announce.go", "!ok || r.report.Steps[j].Outcome != Done {", "!ok || j < 0 {", []string{"./targets/apply TestAnnounced"}},
	{"journal: what was announced and not sent stays open", "targets/apply/announce.go", "if r.announced[i] {\n\t\t\tr.note(i)", "if r.announced[i] && false {\n\t\t\tr.note(i)", []string{"./targets/apply TestAnnounced"}},
	{"journal: outcomes wait in memory for the next sync", "targets/apply/announce.go", "return r.noted(r.journal.Save)", "return r.noted(func() error { return nil })", []string{"./targets/apply TestAnnounced"}},
	{"journal: goes on after a write that failed", "targets/ledger/journal.go", "if j.failed != nil {", "if false {", []string{journalTests}},
	{"journal: the chain is not checked", "targets/ledger/journal.go", "if line.Prev != j.prev {", "if false {", []string{journalTests}},
	{"journal: a torn tail is written on", "targets/ledger/journal.go", "if j.torn > 0 {", "if false {", []string{journalTests}},
	{"journal: a line that was cut off is refused", "targets/ledger/journal.go", "if last {\n", "if last && false {\n", []string{journalTests}},
	{"journal: that of another plan is gone on with", "targets/apply/run.go", "if r.journal == nil && j.Plan == r.Plan {", "if r.journal == nil {", []string{"./targets/apply TestJournalOfAnotherPlan|TestNotAnotherPlansJournal"}},
	{"journal: steps that the plan does not have", "targets/apply/left.go", `if _, ok := r.at[id]; id != "" && !ok {`, `if _, ok := r.at[id]; id != "" && !ok && false {`, []string{"./targets/apply TestJournalOfAnotherPlan|TestPlanOfAFormerRun"}},
	{"journal: another plan was kept with it", "targets/apply/former.go", "digest != j.Plan || !ok {", "digest == \"\" || !ok {", []string{"./targets/apply TestPlanOfAFormerRun"}},
}

// locks: one run at a time on a target.
var locks = []mutant{
	{"lock: taken although another has it", "targets/ledger/lock.go", "free, err := f.TryLock()", "free, err := true, error(nil)", []string{lockTests}},
	{"lock: one from another host is free", "targets/ledger/lock.go", `case free && (before.Run == "" || before.Host == k.holder.Host || named):`, `case free:`, []string{lockTests}},
	{"lock: any name steals it", "targets/ledger/lock.go", `named := steal != "" && before.Run == steal`, `named := steal != ""`, []string{lockTests}},
	{"lock: nobody may steal it", "targets/ledger/lock.go", `named := steal != "" && before.Run == steal`, `named := false`, []string{lockTests}},
	{"lock: never lost", "targets/ledger/lock.go", "if h.Run != k.holder.Run || h.PID != k.holder.PID || h.Host != k.holder.Host {", "if false {", []string{lockTests}},
	{"lock: another's is signed off", "targets/ledger/lock.go", "if k.Held() != nil {", "if false {", []string{lockTests}},
	{"lock: not asked before a call", "targets/apply/announce.go", "if r.stop = r.lock.Held(); r.stop == nil {", "if r.stop = nil; r.stop == nil {", []string{"./targets/apply TestLock"}},
	{"lock: the target's own is not asked between groups", "targets/apply/group.go", "if err := r.holds(); err != nil {", "if err := r.holds(); err != nil && false {", []string{"./targets/apply TestTargetsOwnLock"}},
	{"lock: the one that lost it writes journal and record", "targets/apply/ending.go", "ours := r.lock != nil && r.lock.Held() == nil", "ours := r.lock != nil", []string{"./targets/apply TestLock"}},
	{"lock: none is taken", "targets/run/hold.go", "k, err := apply.FileLocks{Ledger: s.ledger()}.Lock(s.target.ID, x.Run, x.Steal)", "var k apply.Lock\n\t\tvar err error", []string{script("locked"), script("steal")}},
}
