package asterisk

import "github.com/patchbay-dev/patchbay/targets"

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "Asterisk, with PJSIP",
	Versions: "16 to 22, with chan_pjsip; 16.28 and 22.10 were measured, and those from 20 on are taken to answer as 22 does",
	Account:  "an ARI account that may write (ari.conf: type = user, read_only = no), and an AMI account that may read and write the classes system and config (manager.conf), both over the HTTP port (http.conf and manager.conf: enabled = yes, webenabled = yes)",
	Limits: []string{
		"no pages and no rates: all objects of a type are one request, whose answer may have 64 MiB (about 18,000 endpoints), and so is each file",
		"an object of PJSIP is one request; changes to one file go together, done all or none, as far as 128 fields and 40,960 bytes go: about 30 mailboxes or members",
		"objects of PJSIP are written where sorcery.conf keeps them in astdb, in memory or in a database (endpoint = astdb,ps_endpoints); those of pjsip.conf are read, and no API writes them",
		"queues and mailboxes that inherit from a template, or are there twice, are left alone: AMI does not show which lines are their own",
		"what ARI has acknowledged is on disk about a second later: a process that is killed before loses it, and the next plan shows what is missing",
		"Asterisk gives no lock: machines that apply at the same time need the one that the site's repository gives",
		"the dialplan, trunks, parking lots, and accounts of AMI and ARI are not written",
	},
	Quirks: quirks,
}

// quirks are the surprises, which the simulator has always.
var quirks = []targets.Quirk{
	{Name: "prefix", What: "http.conf may put everything below a path: it is part of the target's url"},
	{Name: "AMI off", What: "without an AMI account nobody lists auths, aors, queues and mailboxes, and nothing is planned for them; endpoints are listed by ARI, and looked at one by one"},
	{Name: "merge", What: "a PUT of an object that is there leaves what it does not name: what is to be empty is sent empty"},
	{Name: "normalized", What: "values come back in another form than they were sent: truth values, codecs, caller ids, groups in the order of a hash table, mailboxes without the context default"},
	{Name: "codecs", What: "from 20 on an endpoint that was made without allow is accepted and cannot be loaded again: allow is always sent, and the answer of every PUT is looked at"},
	{Name: "open endpoints", What: "an endpoint without auth takes calls from whoever reaches it, and one whose auth is not there refuses everybody: none is made without"},
	{Name: "names", What: "what an endpoint names need not be there, and nothing goes with it when it is deleted: patchbay deletes its auth, its aor and its mailbox before it"},
	{Name: "webrtc", What: "turning webrtc on turns nine attributes on, and turning it off none of them off: patchbay puts them back"},
	{Name: "passwords", What: "whoever may read an auth sees its password: it is compared where it is read, and goes no further"},
	{Name: "crash", What: "a PUT whose value is a number or null ends the process: values are texts, always"},
	{Name: "messages", What: "a mailbox that is deleted leaves its messages on disk, and whoever gets the number finds them: the plan asks a person to delete them"},
	{Name: "sessions", What: "a session of AMI that is over, 60 seconds after its last request, is answered as an account without the right is: patchbay logs in again, once"},
	{Name: "long forms", What: "of a form with more than 128 fields AMI takes the first ones and says Success: no request has more"},
	{Name: "line ends", What: "a value with a line end would write lines of its own into a file: it is not sent"},
	{Name: "repeated lines", What: "an update changes the first line of a variable, and the last one counts: patchbay leaves one, and names the value that it replaces, so that nobody else's change is lost"},
	{Name: "renames", What: "a category is renamed even where the name is taken: patchbay looks first"},
	{Name: "counts", What: "before 20 the end of a list of the database says that it has one item, whatever it has"},
	{Name: "callers after a restart", What: "an endpoint without callerid has the number unknown once it was loaded again: it is read as none"},
	{Name: "one contact", What: "of several fixed contacts of an aor the database keeps the last"},
}
