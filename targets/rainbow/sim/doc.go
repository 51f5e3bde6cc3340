// Package sim simulates Rainbow.
package sim
