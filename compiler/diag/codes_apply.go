package diag

var applyCodes = []Info{}
