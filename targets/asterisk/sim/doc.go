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
//   - Files act when their module is reloaded, and not before.
//
// What differs: AMI over a TCP port of its own, calls, registrations and the
// dialplan are not simulated; channels, bridges and sounds are answered as by an
// Asterisk whose modules for them are not loaded.
package sim
