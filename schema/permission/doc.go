// Package permission is the vocabulary of rights as data: every permission, its
// levels from least to most, and which of them let their holder change the
// rights of others.
//
// Rules:
//   - One vocabulary for every phone system; what a target makes of a level is
//     that target's table, not this one's.
//   - Levels are a partial order: Compare says when two are not comparable. A
//     reach (own, group, department, organization) is a set of people, so its
//     order holds for writing; what a right covers is decided by membership.
//   - Nothing here imports CUE. The language has the same catalogue in
//     schema/v1/permissions.cue, and a test proves that they agree.
package permission
