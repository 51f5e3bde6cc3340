// Package render turns what the other stages computed into what people and
// programs read: text, JSON, YAML, Markdown, HTML, SARIF, JUnit and CSV.
//
// Rules:
//   - Data in, bytes out. Nothing is read, asked, timed or looked up here; the
//     width and whether there is colour are passed in.
//   - What came from a site or a target is never trusted: control characters,
//     escape sequences and marks that reverse the text are shown as what they
//     are, and Markdown and HTML are escaped.
//   - A secret has no value to show; it reads (secret).
//   - The order is the order of the data, which is sorted. No map is ranged over.
//   - Text is for people and may change; JSON carries a format and a version.
package render
