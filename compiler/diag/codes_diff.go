package diag

var diffCodes = []Info{}
