// Package policy judges plans by the site's own rules: CUE in the site's policy
// folder, a package of its own that sees the plan and nothing of the site.
//
// Rules:
//   - A rule is a list of messages, empty when the plan may pass. Rules of deny
//     refuse the plan, those of warn are shown beside it.
//   - What cannot be evaluated refuses: a rule that is wrong never passes for one
//     that has nothing to say. Every rule is tried when it is compiled, on a plan
//     without anything and on one that has some of everything.
//   - A name that plans do not have, or a word that never occurs in one, is a
//     mistake in the rule, found without any plan.
//   - The plan is written as CUE once, without the types that it would have to be
//     unified with; that it fits them is a test's to say.
//   - This room is pure: the plan goes in, messages come out.
//
// What rules see of a plan is typed by schema/policy, which policies import as
// patchbay.dev/policy/v1 to have editors and `cue vet` know it.
package policy
