package main

const (
	attestTests = "./targets/targettest Attested|Foreign|Observing|CannotBe|Outlives|RestOn"
	deskTests   = "./targets/targettest TestDefects"
)

// attesting: what people say is believed as far as it may be, and no further.
var attesting = []mutant{
	{"attest: what no API lists is not there", "compiler/diff/merge.go", `ch.Part, ch.Unknown = Asked, true`, `ch.Part, ch.Unknown = Asked, false`, []string{"./compiler/diff TestUnknown", attestTests}},
	{"attest: what was read is hidden", "compiler/state/testimony.go", `shown := was.Basis() == Read &&`, `shown := was.Basis() != Read &&`, []string{"./compiler/state TestAttestHidesNothing"}},
	{"attest: things are made up where they could be read", "compiler/state/testimony.go", `} else if k.Unread || reaches.Find(said).Reach == Unreadable {`, `} else if _ = reaches; true {`, []string{"./compiler/state TestAttestHidesNothing"}},
	{"attest: a file that was changed counts", "compiler/state/attest.go", `if Digest(body) != f.Digest {`, `if Digest(body) != f.Digest && false {`, []string{"./compiler/state TestAttestationFiles"}},
	{"attest: a word on another system counts", "targets/run/attested.go", `if why := words[i].Foreign(subject); why != "" {`, `if why := words[i].Foreign(subject); why != "" && false {`, []string{attestTests}},
	{"attest: an old word counts", "targets/run/attested.go", `return !limited || now.Sub(a.At) <= d`, `return !limited || now.Sub(a.At) <= d || true`, []string{attestTests}},
	{"attest: the older word counts", "compiler/state/testimony.go", `return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Name, b.Name))`, `return -cmp.Or(a.At.Compare(b.At), strings.Compare(a.Name, b.Name))`, []string{"./compiler/diff TestUnknown", "./compiler/state TestHearing"}},
	{"attest: a word is shown as read", "compiler/state/testimony.go", `o.Put(name, v.From(Source{Basis: Attested, By: a.By, At: a.At, Seen: a.Observed != nil}))`, `o.Put(name, v)`, []string{"./compiler/state TestAttest"}},
	{"attest: what the API shows is attested", "compiler/state/raw.go", `case f.Has(Computed) || !k.Hidden(f):`, `case f.Has(Computed):`, []string{attestTests}},
	{"attest: a secret is attested", "compiler/state/raw.go", `case f.Has(Secret):`, `case false:`, []string{attestTests}},
	{"attest: steps that patchbay does are attested", "compiler/plan/checklist.go", `if s.Steps[j].Kind == Manual {`, `if true {`, []string{attestTests}},
	{"attest: makes a plan stale", "compiler/plan/bind.go", "if k.Unread {\n\t\t\tcontinue", "if k.Unread && false {\n\t\t\tcontinue", []string{attestTests}},
	{"attest: a word outlives what it is about", "compiler/state/present.go", `gone[was] = true`, `_ = gone`, []string{"./targets/targettest TestWordsFollowThings"}},
	{"attest: an administrator on a word is enough", "compiler/plan/guard_worlds.go", ` || d.read && r.Basis == state.Attested`, ``, []string{"./compiler/plan TestNoAdministratorOnAWord"}},
	{"by hand: what needs it is sent", "targets/apply/wait.go", "case ByHand:\n\t\treturn StepReport{Outcome: Awaits", "case Skipped:\n\t\treturn StepReport{Outcome: Awaits", []string{"./targets/apply TestStepsForPeople"}},
	{"by hand: counts as done although nobody vouches", "targets/apply/byhand.go", `r.report.Steps[i].Outcome == ByHand && r.Vouched(`, `r.report.Steps[i].Outcome == ByHand && true || r.Vouched(`, []string{"./targets/apply TestStepsForPeople"}},
	{"by hand: what was not there for certain is taken away again", "compiler/plan/undo_made.go", `if t.guessed(left.Ref()) {`, `if false {`, []string{"./targets/targettest TestRollbackOfManualSteps"}},
	{"by hand: the console is not looked at", "targets/targettest/byhand.go", `if there && k.Hidden(f) &&`, `if false && there && k.Hidden(f) &&`, []string{deskTests}},
}
