package asterisk

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// Driver is the Asterisk target.
var Driver = targets.Driver{
	Type:   typeName,
	Doc:    about,
	Caps:   Caps,
	Schema: Schema,
	Lower:  Lower,
	Raise:  Raise,
	Rights: Rights,
	Steps:  Steps,
	Free:   Free,
	Open:   open, OpenWriter: openWriter, Simulate: simulate,
	Reads:     reads,
	Languages: []plan.Language{"fr"},
}

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "Asterisk, with PJSIP, over ARI and AMI",
	Versions: "16 to 22; 16.28 and 22.10 were measured, those from 20 on are taken to answer as 22 does",
	Account:  "an ARI account that may write (ari.conf: type = user, read_only = no) and an AMI account with the classes system and config, to read and to write (manager.conf), both over the HTTP port (http.conf, manager.conf: enabled = yes, webenabled = yes)",
	Limits: []string{
		"a request of AMI holds 128 fields and 40,960 bytes: about 30 mailboxes or members; of one with more, Asterisk would do a part and say Success",
		"all objects of PJSIP come in one reply of 64 MiB at most: about 18,000 endpoints",
		"objects of PJSIP are written where sorcery.conf keeps them in astdb, in memory or in a database (endpoint = astdb,ps_endpoints); those of pjsip.conf are read, and no API writes them",
		"queues and mailboxes that inherit from a template, or are there twice, are left alone: AMI does not show which lines are their own",
		"what Asterisk answered 200 to is on disk about a second later: what was written just before it was killed is gone, and the next plan has it again",
		"Asterisk gives no lock: two machines that apply at once need one in git, or one pipeline",
		"the dialplan is nobody's here: a class of service is the name of a context, and what calls a queue is not read",
	},
	Quirks: quirks,
}
