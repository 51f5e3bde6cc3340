// Package gotoconnect is an account of GoTo Connect, with its GoTo Contact Center.
package gotoconnect
