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
	Requires         Code = "PB1040"
	RequiresShape    Code = "PB1041"
)

// What can be wrong with what the files say.
const (
	UnknownField      Code = "PB1101"
	WrongType         Code = "PB1102"
	NotAWord          Code = "PB1103"
	Malformed         Code = "PB1104"
	Conflict          Code = "PB1105"
	Missing           Code = "PB1106"
	Undefined         Code = "PB1107"
	Circular          Code = "PB1108"
	Unsettled         Code = "PB1109"
	OutOfRange        Code = "PB1110"
	ListForMap        Code = "PB1111"
	BadID             Code = "PB1112"
	NotExactlyOne     Code = "PB1113"
	UnknownPermission Code = "PB1114"
	Misplaced         Code = "PB1115"
	SecretLiteral     Code = "PB1116"
	Refused           Code = "PB1119"
)

// What can be wrong with a roster.
const (
	RosterMissing Code = "PB1201"
	RosterSyntax  Code = "PB1202"
	RosterColumn  Code = "PB1203"
	RosterTwice   Code = "PB1204"
	RosterCell    Code = "PB1205"
	RosterClash   Code = "PB1206"
	RosterKey     Code = "PB1207"
	RosterFormat  Code = "PB1208"
	RosterCells   Code = "PB1209"
)

var loadCodes = []Info{}
