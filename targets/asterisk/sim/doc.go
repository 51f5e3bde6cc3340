// Package sim is a simulated Asterisk: its REST interface (ARI), its manager
// interface (AMI) over HTTP, the objects of PJSIP that ARI keeps, and the
// configuration files that AMI edits.
//
// It was written from what Asterisk 16.28 and 22.10 (Debian's packages) answer on
// loopback, request by request, and is held against them by the tests of
// targets/asterisk/real: the same requests to both, replies compared field by field.
// testdata holds what they made of 23 values of each attribute. Versions from 20
// answer as 22 does and older ones as 16; what lies between was not measured.
//
// What is as there:
//   - ARI: Basic authentication or api_key, accounts of ari.conf, 403 for a write of
//     a read-only one; messages and status codes; JSON bodies that are half right
//     are read as far as they go, and one whose value is no text ends the
//     connection, as the real process ends.
//   - config/dynamic/res_pjsip: a PUT merges into what is there, values come back
//     normalized and one that does not fit refuses the whole; with webrtc and bundle
//     others change too. allow, acl and supported_algorithms are added to, not
//     replaced: only "!all," before them begins anew, and an acl cannot be taken away.
//     Variables (set_var) stand in the database and are not read from there, so that
//     the next PUT loses them. References to auth and aor are not checked. An endpoint
//     without allow, or with preferred_codec_only, is accepted and then cannot be
//     loaded: GET and DELETE 404, a PUT makes it anew, and it is listed among
//     /ari/endpoints all the same. There is no list of auths and aors.
//   - AMI over /rawman, /mxml and /manager: a session is a cookie that lasts 60 s
//     from its last use; accounts, read and write classes of manager.conf; UpdateConfig
//     does all of its actions or none, for every category of a name, and deletes every
//     line that matches; GetConfig shows what a category inherits as its own; JSON
//     repeats keys. Before 20 DBGetTree counts one item, whatever there are, DBGet cuts
//     a value off after 255 bytes, and the lists of PJSIP have everything twice.
//     A form has 128 fields:
//     those behind are passed over, and the answer is Success all the same.
//   - AMI over TCP, with the option amiListen: the banner, Login by the secret or by a
//     challenge, several sessions, answers and lists with their ids, events by read class,
//     mask and filter, after the answer to what caused them; a line of more than 1,022
//     bytes and a message of more than 128 lines are refused; 30 s to sign in. All
//     actions of the modules named below are there, in the words of the real one,
//     and the commands of the console that admins' tools send. What a client asks is a
//     request AMI /ami/NAME of the control plane: faults hit it, the log has it.
//   - ARI beyond objects: info, modules, log channels, variables, endpoints, devices,
//     bridges, applications with their subscriptions and filters, and events over a
//     WebSocket; Swagger's declarations, which clients learn from what they may call.
//   - The database: what DBPut writes, the objects of PJSIP, members that were added
//     to queues, states of devices.
//   - Files act when their module is reloaded, and not before.
//
// Loaded are the modules of a PBX without trunks, with Stasis: chan_pjsip, app_queue,
// app_voicemail, app_stasis, res_ari and its parts but for res_ari_mailboxes, which
// excludes app_voicemail.
//
// What differs: nobody calls, registers or leaves a message, so channels, playbacks
// and recordings are refused as those that are not there, and no contact or peer
// changes its state. A refused login is answered at once, not after a second.
// WaitEvent does not wait. Requests over the WebSocket are not answered. Queues are
// listed in the order of their file. ModuleLoad and ARI load and unload nothing. Older
// versions have app_voicemail here, which Debian packages by itself. Of the console
// there is what reads and writes what is simulated.
package sim
