package diag

// What can be wrong with the files of a site.
const (
	NoFolder         Code = "PB1001"
	NoCUE            Code = "PB1002"
	NotUTF8          Code = "PB1003"
	LinkEscapes      Code = "PB1004"
	FileUnfit        Code = "PB1005"
	FileUnreadable   Code = "PB1006"
	TwoPackages      Code = "PB1007"
	NoPackage        Code = "PB1008"
	NotRepository    Code = "PB1009"
	UnknownRevision  Code = "PB1010"
	AbsentAtRevision Code = "PB1011"
	Submodule        Code = "PB1012"
	Crash            Code = "PB1013"
	Syntax           Code = "PB1020"
	ImportMissing    Code = "PB1030"
	ImportUnused     Code = "PB1031"
	ImportOfWorld    Code = "PB1032"
	ImportCycle      Code = "PB1033"
)

var loadCodes = []Info{}
