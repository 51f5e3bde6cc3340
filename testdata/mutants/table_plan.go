package main

// guards of the plan, each left out of the list that every plan is held to.
var guards = []mutant{
	without("the last administrator", "GuardFunc(lastAdministrator), "),
	without("the own account", "GuardFunc(ownAccount), "),
	without("break-glass", "GuardFunc(breakGlass), "),
	without("replacements", "GuardFunc(replacements), "),
	without("deletions that cannot be undone", "GuardFunc(deletions), "),
	without("messages and bills", "GuardFunc(unrecallable), "),
	without("a kind emptied", "GuardFunc(emptied), "),
	without("groups left without members", "GuardFunc(hollowed), "),
	without("lists cleared", "GuardFunc(cleared), "),
	without("the site's budgets", "GuardFunc(budgets), "),
	without("budgets where the site has none", "GuardFunc(unbudgeted), "),
	without("accounts switched off", ", GuardFunc(disabled)"),
	{"most of those who administrate are switched off", "compiler/plan/guard_disable.go", `case len(s.rulers) > 1 && len(s.rulers)*2 > s.ruling:`, `case false:`, []string{guardTests}},
	{"percentages of budgets", "compiler/plan/guard.go", `case percent > 0:`, `case percent > 100:`, []string{guardTests}},
	{"the own account is deleted", "compiler/plan/guard_own.go", `case w.Section.deletes(own):`, `case false:`, []string{guardTests}},
}

func without(name, guard string) mutant {
	return mutant{"no guard: " + name, "compiler/plan/guard.go", guard, "", []string{guardTests}}
}

// worlds: what must hold must hold wherever a run ends.
var worlds = []mutant{
	{"worlds: only the last one is looked at", "compiler/plan/guard_worlds.go",
		`if slices.ContainsFunc(some, func(k keeper) bool { return w.keeps(f.World, k) }) {`,
		`if done != f.everything() || slices.ContainsFunc(some, func(k keeper) bool { return w.keeps(f.World, k) }) {`, []string{worldTests}},
	{"worlds: too many to look at count as good", "compiler/plan/guard_worlds.go", `worst := verdict{many: true}`, `worst := verdict{holds: true}`, []string{worldTests}},
	{"worlds: an account that is off counts", "compiler/plan/guard_worlds.go", `if v.rights.IsOff(name) {`, `if false {`, []string{worldTests}},
	{"worlds: a right over a group counts as one over everybody", "compiler/plan/guard_worlds.go", ` && (!d.whole || whole(r.Scope))`, ``, []string{worldTests}},
	{"worlds: a lower level counts", "compiler/plan/guard_worlds.go", `return w.atLeast(r.Permission, r.Level, d.level) && `, `return `, []string{worldTests}},
	{"worlds: who is renamed is lost from sight", "compiler/plan/worlds.go", `v.home[c.Object] = c.Live()`, `v.home[c.Object] = c.Object`, []string{worldTests}},
	{"worlds: what takes does not wait for what gives", "compiler/plan/worlds_chain.go", `if v.prove(inv).holds {`, `if v.prove(inv).holds || true {`, []string{worldTests}},
}

// consents lift what they name, and no more.
var consents = []mutant{
	{"consent: any number will do", "compiler/plan/guard_consent.go", `return words[r.Flag] || `, `return len(words) > 0 || words[r.Flag] || `, []string{guardTests}},
	{"consent: one name of many is enough", "compiler/plan/guard_consent.go",
		`return !slices.ContainsFunc(stakes, unnamed)`,
		`return slices.ContainsFunc(stakes, func(s Stake) bool { return !unnamed(s) })`, []string{guardTests}},
	{"consent: a plan that nobody read needs no names", "compiler/plan/guard_consent.go", `if c.Unread && len(r.Stakes) > 0 {`, `if false {`, []string{guardTests}},
	{"consent: one number for two targets", "compiler/plan/guard_consent.go", `counted && len(asked[what]) > 1 {`, `counted && len(asked[what]) > 9 {`, []string{guardTests}},
}

// proofs of a driver's steps, at run time.
var proofs = []mutant{
	{"verify: what no change is about may be written", "compiler/plan/verify.go", `if !v.changesNothing(k, e) && !v.lends(k, e) {`, `if false {`, []string{"./compiler/plan TestVerify"}},
	{"verify: a list that is lent may grow on the way", "compiler/plan/lend.go", `return !slices.ContainsFunc(a.Value.Items(), func(x string) bool { return !slices.Contains(has, x) })`, `return has != nil`, []string{"./compiler/plan TestLent"}},
	{"what asks for no change is made anew without a word", "compiler/plan/lend.go", `Part: diff.Asked, Replace: true}`, `Part: diff.Asked}`, []string{"./compiler/plan TestMadeAnewUnasked"}},
	{"--only: who is taken out is not put back", "compiler/plan/only.go", `before < len(keep)+len(wanted);`, `before < 0;`, []string{"./compiler/plan TestLentWhollyAskedFor"}},
	{"verify: fields that nobody asked for may be written", "compiler/plan/verify.go", `if e.Op == state.OpUpdate && !made {`, `if false {`, []string{"./compiler/plan TestVerify"}},
	{"verify: a change may be left out", "compiler/plan/verify.go", `c.Acts() && !covered[c.Name()] {`, `c.Acts() && !covered[c.Name()] && false {`, []string{"./compiler/plan TestVerify"}},
	{"verify: the steps may lead elsewhere", "compiler/plan/verify.go", `if !c.Acts() || v.Partial && v.changes`, `if true || !c.Acts() || v.Partial && v.changes`, []string{"./compiler/plan TestVerify"}},
	{"verify: a secret may be written out", "compiler/plan/verify.go", `if leaf != "" && namesSecret(path) {`, `if false {`, []string{"./compiler/plan TestVerify"}},
	{"verify: the order may be impossible", "compiler/plan/verify.go", `if _, before := v.places[n]; !before {`, `if _, before := v.places[n]; !before && false {`, []string{"./compiler/plan TestVerify"}},
	{"steps that cannot be trusted are carried out", "targets/run/apply.go", `if section.Untrusted {`, `if false {`, []string{"./targets/run TestUntrustedSections"}},
}

// comparing: what was not seen is not absent, and what is released is told.
var comparing = []mutant{
	{"diff: deleted without having read all", "compiler/diff/merge.go", `!mayDelete(k, reach.Reach) {`, `!mayDelete(k, reach.Reach) && false {`, []string{"./compiler/diff ."}},
	{"diff: reset without having read all", "compiler/diff/released.go", `!mayDelete(k, reach.Reach) {`, `!mayDelete(k, reach.Reach) && false {`, []string{"./compiler/diff ."}},
	{"diff: made without having read all", "compiler/diff/merge.go", `!mayCreate(k, reach.Reach) {`, `!mayCreate(k, reach.Reach) && false {`, []string{"./compiler/diff ."}},
	{"diff: what the site does not claim is deleted", "compiler/diff/merge.go", `claimed || c.leaving[l.Ref()] {`, `claimed || true {`, []string{"./compiler/diff ."}},
	{"diff: released rights stay in silence", "compiler/diff/released.go", "case slices.Contains(strict, word):\n\t\treturn ToError, word", "case slices.Contains(strict, word):\n\t\treturn ToLeave, word", []string{"./compiler/diff ."}},
	{"released rights do not refuse the plan", "targets/run/plan.go", `if held == nil || held[ownerOf(d.Path)] {`, `if false {`, []string{script("released")}},
}

// undoing leaves alone what others did since.
var undoing = []mutant{
	{"rollback: a field that was changed since", "compiler/plan/undo_restore.go", `case isKey, f.Holds(wrote, have) || sameRead(wrote, have), t.attempted(now.Ref(), f, have):`, `case isKey, true:`, []string{undoTests}},
	{"rollback: what was made and changed since", "compiler/plan/undo_made.go", `if field, changed := t.changed(k, left, now); changed {`, `if field, changed := t.changed(k, left, now); changed && false {`, []string{undoTests}},
	{"rollback: another of the same name", "compiler/plan/undo_restore.go", `case t.after[i] != nil && was.ID != "" && now.ID != "" && was.ID != now.ID:`, `case false:`, []string{undoTests}},
	{"rollback: another made under the same name", "compiler/plan/undo_made.go", `return id != "" && now.ID != "" && id != now.ID`, `return id == "" && false`, []string{undoTests}},
	{"rollback: what nobody knows was done counts as done", "compiler/plan/undo_replay.go", `if done == Unclear && !t.shows(&e) {`, `if false {`, []string{undoTests}},
	{"rollback: brought back under a number that somebody has", "compiler/plan/undo_settle.go", `again = t.displaced(former) || again`, `_ = former`, []string{undoTests}},
	{"rollback: lists of those who swapped numbers", "compiler/plan/undo_settle.go", "\t\tt.lists()\n", "", []string{undoTests}},
	{"rollback: a name that another has by now", "compiler/plan/undo_restore.go", `|| f.Ref != "" && t.passedOn(f.Ref, a.Value)`, `|| false && t.passedOn(f.Ref, a.Value)`, []string{"./cmd/patchbay TestScripts/rollback-swapped-names"}},
	{"rollback: who belongs to another of the same name", "compiler/plan/undo_made.go", `|| t.elsewhere(&t.Undo.Former[i])`, `|| false && t.elsewhere(&t.Undo.Former[i])`, []string{"./cmd/patchbay TestScripts/rollback-swapped-names"}},
	{"3cx: lists that the account is shown in part", "targets/threecx/steps_sight.go", `if why == "" {`, `if true {`, []string{"./targets/threecx TestListsThatAreShownInPart"}},
	{"rollback: what a list held on the way", "compiler/plan/undo.go", `(passing[name] || !asRead(f, before, after, renames))`, `(false && passing[name] || !asRead(f, before, after, renames))`, []string{"./compiler/plan TestListsAreTakenBack"}},
	{"rollback: a former name that is another's now", "compiler/plan/undo_restore.go", `renames && taken && !t.vacated(was.Ref()) {`, `renames && taken && !t.vacated(was.Ref()) && false {`, []string{undoTests}},
}

// lowering gives nobody more than was granted, and loses nothing in silence.
var lowering = []mutant{
	{"lower: a role brings what was taken away", "targets/threecx/lower_rights.go", `case has || slices.Contains(m.role.maybe, g.Permission):`, `case has && false:`, []string{"./targets/threecx Console|Wider|RefusedGrants|EveryDiagnostic"}},
	{"lower: a role is chosen that brings more", "targets/threecx/lower_rights.go", `if r.base != "" && carries && len(l.wouldAdd(r, m)) == 0 {`, `if r.base != "" && carries {`, []string{"./targets/threecx Console|Wider|RefusedGrants|EveryDiagnostic"}},
	{"lower: a role that does not carry the right", "targets/threecx/lower_rights.go", `case m.roleSet && m.role.carries(g.Permission, g.Level):`, `case m.roleSet:`, []string{"./targets/threecx Console|Wider|RefusedGrants|EveryDiagnostic"}},
	{"steps: members come before what their roles may do", "targets/threecx/steps.go", "\ts.defaultsInOrder()\n", "", []string{"./targets/threecx TestNobodyHasMore|TestMembersCome"}},
	{"diff: words that the target does not take", "compiler/diff/input.go", "\tc.offered(c.changes)\n", "", []string{"./targets/all TestScenarios"}},
	{"lower: lost facts are not counted", "targets/run/compile.go", `resolve.Unaccounted(asked, desired, out.Losses)`, `resolve.Unaccounted(asked, desired, out.Losses)[:0]`, []string{"./targets/run TestFactsAreCounted"}},
	{"lower: any fact counts as held", "compiler/resolve/account.go", `if lowered.has(f.Path) || named(f.Path)`, `if true || lowered.has(f.Path) || named(f.Path)`, []string{"./compiler/resolve TestUnaccounted"}},
	{"load: a field that is written twice passes", "compiler/load/sieve.go", `if bit := uint64(1) << i; seen&bit == 0 && r.fields[i].passes(f.Value) {`, `if bit := uint64(1) << i; r.fields[i].passes(f.Value) {`, []string{"./compiler/load TestSieve"}},
	{"load: a record without what it must have passes", "compiler/load/sieve.go", ` && seen&r.required == r.required`, "", []string{"./compiler/load TestSieve"}},
	{"state: an object that is deleted can be found", "compiler/state/effect.go", "		w.index[e.Object] = none\n", "", []string{"./compiler/state TestApply"}},
}
