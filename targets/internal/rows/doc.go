// Package rows is the tables that the worlds of some simulators are made of: rows by
// key, in the order of their making, with what changed since the world was written;
// and the seeds that such worlds are loaded from and saved as.
//
// Rules:
//   - It knows no vendor. What a row may be is the simulator's business, which checks
//     each row of a seed and completes it.
//   - A row is a pointer to a struct that JSON reads and writes. Rows are replaced by
//     Put, never altered in place, so that a request that is refused half way has
//     changed nothing. (While a seed is loaded, its check may still complete a row.)
//   - The same history gives the same order and the same bytes.
//   - What a seed says and a table does not know is an error. So is a name that
//     stands for no row.
package rows
