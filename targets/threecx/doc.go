// Package threecx is 3CX V20 through its XAPI.
package threecx
