// Package dimensions is Xarios Dimensions (also MyReports), a portal of call
// analytics beside a phone system.
package dimensions
