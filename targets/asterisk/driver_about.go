package asterisk

import "github.com/patchbay-dev/patchbay/targets"

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "Asterisk",
	Versions: "16 to 22, with chan_pjsip whose endpoints, aors and auths sorcery keeps in Asterisk's database (astdb), and with AMI over HTTP for queues and mailboxes",
	Account:  "an ARI account without read_only (ari.conf), and an AMI account with write = config and reporting, or system, and read = config (manager.conf), with webenabled = yes",
	Limits: []string{
		"no pages and no rates: all objects of a type are one request, and so is each file",
		"an object of PJSIP is one request; all changes to one file are one, done together or not at all",
		"an AMI session over HTTP ends 60 seconds after its last request",
		"what ARI has acknowledged is on disk about a second later: a process that is killed before loses it, and the next plan shows what is missing",
		"the dialplan, trunks, parking lots, and accounts of AMI and ARI are not written",
	},
	Quirks: quirks,
}

// quirks are the surprises; the simulator has those without an option always.
var quirks = []targets.Quirk{
	{Name: "prefix", What: "http.conf may put everything below a path: it is part of the target's url", Option: "prefix"},
	{Name: "AMI off", What: "without AMI over HTTP queues, mailboxes and accounts are not read, and the plan says nothing about them; endpoints are not listed either, and are looked at one by one", Option: "noManager"},
	{Name: "merge", What: "a PUT of an object that is there leaves what it does not name: what is to be empty is sent empty"},
	{Name: "normalized", What: "values come back in another form than they were sent: truth values, codecs, caller ids, groups in the order of a hash table"},
	{Name: "codecs", What: "from 20 on an endpoint that was made without allow is accepted and cannot be loaded again: allow is always sent"},
	{Name: "open endpoints", What: "an endpoint without auth takes calls from whoever reaches it, and one whose auth is not there refuses everybody: none is made without"},
	{Name: "names", What: "what an endpoint names need not be there, and nothing goes with it when it is deleted: patchbay deletes its auth, its aor and its mailbox before it"},
	{Name: "webrtc", What: "turning webrtc on turns nine attributes on, and turning it off none of them off: patchbay puts them back"},
	{Name: "passwords", What: "whoever may read an auth sees its password: it is compared where it is read, and goes no further"},
	{Name: "crash", What: "a PUT whose value is a number or null ends the process: values are texts, always"},
	{Name: "messages", What: "a mailbox that is deleted leaves its messages on disk, and whoever gets the number finds them: the plan asks a person to delete them"},
}
