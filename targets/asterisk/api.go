package asterisk

// The calls that steps name. Each is one request, or a part of one: configure actions
// of one file go together, and all of them are done or none.
//
// put writes an object of PJSIP by ARI, made when it is not there; what it does not
// name stays (PUT merges):
//
//	{type: "endpoint" | "aor" | "auth", id: "101", fields: {callerid: "\"Alice\" <101>", allow: ["ulaw"], webrtc: false}}
//
// remove deletes one: {type, id}.
//
// configure changes a file of AMI's and lets its module read it:
//
//	{file: "queues" | "voicemail", actions: […]}
//
// Files are those of the options queuesFile and voicemailFile. An action is an object:
//
//	{action: "newcat", category}                          a queue that is not there
//	{action: "renamecat", category, value}                another name
//	{action: "delcat", category}                          with all that is in it
//	{action: "set", category, variable, value}            the one line of the variable, made when it is not there
//	{action: "unset", category, variable}                 every line of the variable
//	{action: "member", category, interface, penalty}      a member; without penalty, one who is there keeps it, and the rest of the line stays in either case
//	{action: "unmember", category, interface}             nobody else's line changes
//	{action: "order", category, members: [interface, …]}  the lines of these members in this order, each as it is, others' behind them
//	{action: "mailbox", category, mailbox, fields}        a line of voicemail.conf, and its category when that is not there; fields that are not named stay, the PIN too
//	{action: "unmailbox", category, mailbox}
//
// Values are those of attributes: text, true and false, whole numbers, lists of texts,
// secrets; null empties one. Wire code makes them the vendor's text. An interface is
// written out ("PJSIP/101").
const (
	callPut       = "put"
	callRemove    = "remove"
	callConfigure = "configure"
)

// The files of configure.
const (
	fileQueues    = "queues"
	fileVoicemail = "voicemail"
)

// The actions of configure.
const (
	actNewCategory    = "newcat"
	actRenameCategory = "renamecat"
	actDeleteCategory = "delcat"
	actSet            = "set"
	actUnset          = "unset"
	actMember         = "member"
	actUnmember       = "unmember"
	actOrder          = "order"
	actMailbox        = "mailbox"
	actUnmailbox      = "unmailbox"
)

// technology is what stands before the id of an endpoint in an interface.
const technology = "PJSIP/"
