// Package asterisk is an Asterisk from 16 to 22, through its REST interface (ARI) and
// its manager interface (AMI) over the same HTTP port.
//
// # What it manages
//
// Endpoints, aors and auths of PJSIP that sorcery keeps in Asterisk's database; queues
// with their static members; mailboxes. Who calls whom by which number is the dialplan's,
// which nothing here reads or writes: a class of service is the name of a context, and a
// queue's number is no fact of Asterisk. Accounts of AMI and ARI are read for who may do
// what.
//
// # Names
//
// A user with an extension is the endpoint and the aor of that name (101), and has the
// mailbox 101@default. The device that registers under it has the auth of that name: a
// desk phone before a softphone before a browser, then by its id, or the one that native
// "line" of the user names. Each other device of the user is a triple of its own,
// 101-<id of the device>, whose aor stands in the aors of 101, so that the number finds
// it. A phone that is nobody's is a triple of its own id. A group is the queue of its id.
// Ids of PJSIP cannot change: another extension is another endpoint, and the plan says
// that the first is deleted.
//
// # Who gets in
//
// An endpoint without auth takes calls from whoever reaches it. None is made: one whose
// user has no device with a password names an auth that is not there, and such an
// endpoint refuses everybody. A device without a password in the site keeps the one that
// is there; where there is none nothing can be made, and the plan says so. Passwords and
// PINs are compared without being shown, and are made when the site says generate: true.
//
// # Native
//
// Under native of a user or a device stand attributes of its endpoint and, by names that
// an endpoint does not have, of its aor; of a queue the variables of queues.conf.
package asterisk
