package diag

var connectionCodes = []Info{}
