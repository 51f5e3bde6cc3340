// Package sim is a simulated Asterisk: its REST interface (ARI), its manager
// interface (AMI) over HTTP, the objects of PJSIP that ARI keeps, and the
// configuration files that AMI edits.
//
// It was written from what Asterisk 16.28 and 22.10 (Debian's packages) answer on
// loopback, request by request; testdata holds what they made of 23 values of each
// attribute. Versions from 20 answer as 22 does and older ones as 16; what lies
// between was not measured.
//
// What is as there:
//   - ARI: Basic authentication or api_key, accounts of ari.conf, 403 for a write of
//     a read-only one; messages and status codes; JSON bodies that are half right
//     are read as far as they go, and one whose value is no text ends the
//     connection, as the real process ends.
//   - config/dynamic/res_pjsip: a PUT merges into what is there, values come back
//     normalized and one that does not fit refuses the whole; with webrtc and bundle
//     others change too. References to auth and aor are not checked. An endpoint
//     without allow is accepted and then cannot be loaded: GET 404, and it is listed
//     among /ari/endpoints all the same. There is no list of auths and aors.
//   - AMI over /rawman, /mxml and /manager: a session is a cookie that lasts 60 s
//     from its last use; accounts, read and write classes of manager.conf; UpdateConfig
//     does all of its actions or none; GetConfigJSON repeats keys.
//   - Files act when their module is reloaded, and not before.
//
// What differs: AMI over a TCP port of its own, calls, registrations and the
// dialplan are not simulated; channels, bridges and sounds are answered as by an
// Asterisk whose modules for them are not loaded.
package sim
