package asterisk

import "github.com/patchbay-dev/patchbay/targets"

// quirks are the surprises of Asterisk. The simulator always behaves so.
var quirks = []targets.Quirk{
	{Name: "merging", What: "a PUT leaves alone what it does not name"},
	{Name: "no codecs", What: "from 20 on an endpoint that was made without codecs is accepted, and then cannot be loaded: allow is always sent, and the reply of every PUT is looked at"},
	{Name: "texts only", What: "a number, null or nothing as a value ends the process: every value is sent as a text"},
	{Name: "dangling names", What: "an endpoint may name an auth or an aor that is not there; without any auth it lets everybody in"},
	{Name: "values read back", What: "callerid loses blanks and dashes of its number, yes becomes true, named groups come in another order, mailboxes without a context are those of default"},
	{Name: "WebRTC", What: "webrtc turns on nine other attributes, and does not turn them off again"},
	{Name: "no lists", What: "ARI lists neither auths nor aors: AMI gives all of a type in one answer"},
	{Name: "sessions", What: "a session of AMI that is over, after 60 seconds without a request, is answered as an account without the right to do it: patchbay logs in again, once"},
	{Name: "long forms", What: "of a form with more than 128 fields AMI takes the first ones and says Success: no request has more"},
	{Name: "line ends", What: "a value with a line end in it would write lines of its own into a file: it is not sent"},
	{Name: "lines that are there twice", What: "an update changes the first of them, and the last one counts: patchbay leaves one"},
	{Name: "renames", What: "a category is renamed even where the name is taken: patchbay looks first"},
	{Name: "counts", What: "before 20 the end of a list of the database says that it has one item, however many it has"},
	{Name: "callers after a restart", What: "an endpoint without callerid has the number unknown once it was loaded again: it is read as none"},
	{Name: "nothing goes along", What: "an endpoint that is deleted leaves its auth, its aor and its mailbox: patchbay deletes them first, so that nobody can log in while it is under way"},
	{Name: "AMI over TCP", What: "AMI has a port of its own too (5038); patchbay goes by HTTP, and the simulator speaks both for other programs", Option: "amiListen"},
	{Name: "messages", What: "a mailbox that is deleted leaves its messages on disk, and whoever gets the number finds them: a person is asked to delete them"},
	{Name: "one contact", What: "of several fixed contacts of an aor the database keeps the last"},
}
