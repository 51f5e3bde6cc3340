//go:build !race

package main

// scripts are all of them.
var scripts []string
