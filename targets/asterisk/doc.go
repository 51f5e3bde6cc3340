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
// Who is not enabled names the auth "disabled", which nothing makes either.
//
// # Order
//
// An endpoint is made before its aor and its auth, and is deleted after them: whatever
// stops on the way, it refuses everybody meanwhile, and the next plan ends it. What goes
// with an endpoint is its aor, its auth and the mailbox of its number, each by a step of
// its own, since Asterisk leaves them. Who gets the number of somebody who leaves has all
// of it made anew; messages stay on disk, and a person deletes them. A queue is one
// request, with all that changes of it and of its members.
//
// # What is complete
//
// With users: "exclusive" every endpoint goes whose id is an extension, or an extension
// with a device, and that the site does not declare; with devices: "exclusive" every auth
// of such an id; with queues: "exclusive" every queue. Trunks are in none of them. A
// queue's members are complete once agents are written, but for those that are no
// endpoints (others); a user's groups of calls once the site writes who is in any.
//
// # Native
//
// Under native of a user or a device stand attributes of its endpoint and, by names that
// an endpoint does not have, of its aor, its auth and its mailbox; of a queue the variables
// of queues.conf, and its name. They go before what follows from the site by itself: auth,
// aors and mailboxes of a user, and all that a device has of its user. Named groups are
// added to those of the site. "line" and "id" say what is called what (see Names).
//
// # What is measured and what inferred
//
// Measured on 16.28 and 22.10 (Debian's packages): names, defaults and forms of attributes,
// what webrtc drags along, that changes of a queue's strategy and of the order of its members
// act with the reload of app_queue, that what an endpoint names need not be there. Inferred:
// what classes of AMI permit (manager.conf.sample); that 17 to 21 do as the version measured
// that is next below or above; where messages lie on disk (voicemail/<context>/<number>
// below the spool).
//
// # What is not done
//
// Accounts of AMI and ARI are not written, so that no position gives one. Members that
// QueueAdd put into a queue are no facts of a file. set_var, numbers of queues, forwarding,
// parking lots, music and announcements of the dialplan are left alone; what of it a site
// writes is a loss, and is said. An endpoint of several aors rings the first that is
// registered, unless the dialplan dials ${PJSIP_DIAL_CONTACTS(101)}.
package asterisk
