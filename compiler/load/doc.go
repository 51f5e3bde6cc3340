// Package load turns the files of a site into the model, with positions and
// causes: CUE in, canonical nouns out.
//
// Rules:
//   - Load is pure apart from the Tree: no clock, network, environment or
//     program. Imports resolve to the embedded language, to the site's own
//     packages, to what is vendored below cue.mod and to CUE's standard library
//     without the packages that touch the world.
//   - CUE is the judge of what is right. What is wrong is explained by this
//     package from the syntax tree and the language's own comments, one
//     diagnostic for each mistake, the operator's line first.
//   - Records made of literals alone are evaluated as expressions of about
//     fifty, everything else as one CUE package. Both ways give the same model,
//     diagnostics and causes; the first is linear and much faster. It is taken for
//     a root field only when nothing else in the package says anything about it.
//   - What is plain is not even shown to CUE: a sieve that is read from the
//     language lets through what CUE would accept, and leaves it everything that is
//     wrong or takes more than the sieve knows. A test holds it against CUE.
//   - A value is read, then dropped; nothing of CUE outlives Site.
//   - A mistake in one file does not hide those in another, unless the second
//     cannot be judged without the first.
package load
