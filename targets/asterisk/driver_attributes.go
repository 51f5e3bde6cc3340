package asterisk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// attribute is one of PJSIP's that the language has no noun for.
type attribute struct {
	name  string
	typ   state.Type
	usual string // what is read while nobody has written it; "" is nothing
	words string // of a text: those that there are, separated by blanks
	since int    // the first version that has it; 0 is all
}

// fields are the attributes that a version has.
func fields(p state.Profile, table []attribute) []state.Field {
	out := make([]state.Field, 0, len(table))
	for _, a := range table {
		if a.since > major(p) {
			continue
		}
		out = append(out, state.Field{Name: a.name, Type: a.typ, Default: a.value(), Values: sorted(a.words), Title: a.name})
	}
	return out
}

// sorted are the words of a list; nil where there is none.
func sorted(words string) []string {
	if words == "" {
		return nil
	}
	return slices.Sorted(strings.FieldsSeq(words))
}

// value is what is read while nobody has written the attribute.
func (a attribute) value() state.Value {
	switch {
	case a.usual == "":
		return state.Value{}
	case a.typ == state.Bool:
		return state.OfBool(a.usual == "yes")
	case a.typ == state.Int:
		n, _ := strconv.ParseInt(a.usual, 10, 64)
		return state.OfInt(n)
	case a.typ == state.Strlist:
		return state.OfList(strings.Split(a.usual, ",")...)
	}
	return state.OfText(a.usual)
}

// The tables hold what ARI shows of an object that was made with nothing but what it
// must have (measured: 16.28 and 22.10).
var aorAttributes = []attribute{
	{name: "authenticate_qualify", typ: state.Bool, usual: "no"},
	{name: "default_expiration", typ: state.Int, usual: "3600"},
	{name: "max_contacts", typ: state.Int, usual: "0"},
	{name: "maximum_expiration", typ: state.Int, usual: "7200"},
	{name: "minimum_expiration", typ: state.Int, usual: "60"},
	{name: "outbound_proxy", typ: state.Text},
	{name: "qualify_2xx_only", typ: state.Bool, usual: "no", since: modern},
	{name: "qualify_frequency", typ: state.Int, usual: "0"},
	{name: "qualify_timeout", typ: state.Text, usual: "3.000000"},
	{name: "remove_existing", typ: state.Bool, usual: "no"},
	{name: "remove_unavailable", typ: state.Bool, usual: "no"},
	{name: "support_path", typ: state.Bool, usual: "no"},
	{name: "voicemail_extension", typ: state.Text},
}

var authAttributes = []attribute{
	{name: "nonce_lifetime", typ: state.Int, usual: "32"},
	{name: "realm", typ: state.Text},
	{name: "supported_algorithms_uac", typ: state.Text, usual: "MD5", since: modern},
	{name: "supported_algorithms_uas", typ: state.Text, usual: "MD5", since: modern},
}

const (
	offerAll = "prefer:pending, operation:intersect, keep:all, transcode:allow"
	unionAll = "prefer:pending, operation:union, keep:all, transcode:allow"
)

var endpointAttributes = []attribute{
	{name: "100rel", typ: state.Text, usual: "yes", words: "no peer_supported required yes"},
	{name: "accept_multiple_sdp_answers", typ: state.Bool, usual: "no"},
	{name: "acl", typ: state.Text},
	{name: "aggregate_mwi", typ: state.Bool, usual: "yes"},
	{name: "allow_overlap", typ: state.Bool, usual: "yes"},
	{name: "allow_subscribe", typ: state.Bool, usual: "yes"},
	{name: "allow_transfer", typ: state.Bool, usual: "yes"},
	{name: "allow_unauthenticated_options", typ: state.Bool, usual: "no"},
	{name: "asymmetric_rtp_codec", typ: state.Bool, usual: "no"},
	{name: "bind_rtp_to_media_address", typ: state.Bool, usual: "no"},
	{name: "bundle", typ: state.Bool, usual: "no"},
	{name: "callerid_privacy", typ: state.Text, usual: "allowed_not_screened"},
	{name: "callerid_tag", typ: state.Text},
	{name: "codec_prefs_incoming_answer", typ: state.Text, usual: offerAll, since: modern},
	{name: "codec_prefs_incoming_offer", typ: state.Text, usual: offerAll, since: modern},
	{name: "codec_prefs_outgoing_answer", typ: state.Text, usual: offerAll, since: modern},
	{name: "codec_prefs_outgoing_offer", typ: state.Text, usual: unionAll, since: modern},
	{name: "connected_line_method", typ: state.Text, usual: "invite", words: "invite update"},
	{name: "contact_acl", typ: state.Text},
	{name: "cos_audio", typ: state.Int, usual: "0"},
	{name: "cos_video", typ: state.Int, usual: "0"},
	{name: "device_state_busy_at", typ: state.Int, usual: "0"},
	{name: "direct_media", typ: state.Bool, usual: "yes"},
	{name: "direct_media_glare_mitigation", typ: state.Text, usual: "none", words: "incoming none outgoing"},
	{name: "direct_media_method", typ: state.Text, usual: "invite", words: "invite"},
	{name: "disable_direct_media_on_nat", typ: state.Bool, usual: "no"},
	{name: "dtls_auto_generate_cert", typ: state.Bool, usual: "no"},
	{name: "dtls_ca_file", typ: state.Text},
	{name: "dtls_ca_path", typ: state.Text},
	{name: "dtls_cert_file", typ: state.Text},
	{name: "dtls_cipher", typ: state.Text},
	{name: "dtls_fingerprint", typ: state.Text, usual: "SHA-256", words: "SHA-1 SHA-256"},
	{name: "dtls_private_key", typ: state.Text},
	{name: "dtls_rekey", typ: state.Int, usual: "0"},
	{name: "dtls_setup", typ: state.Text, usual: "active", words: "active actpass passive"},
	{name: "dtls_verify", typ: state.Text, usual: "No", words: "Certificate Fingerprint No Yes"},
	{name: "dtmf_mode", typ: state.Text, usual: "rfc4733", words: "auto auto_info inband info none rfc4733"},
	{name: "fax_detect", typ: state.Bool, usual: "no"},
	{name: "fax_detect_timeout", typ: state.Int, usual: "0"},
	{name: "follow_early_media_fork", typ: state.Bool, usual: "yes"},
	{name: "follow_redirect_methods", typ: state.Text, words: "message", since: modern},
	{name: "force_avp", typ: state.Bool, usual: "no"},
	{name: "force_rport", typ: state.Bool, usual: "yes"},
	{name: "from_domain", typ: state.Text},
	{name: "from_user", typ: state.Text},
	{name: "g726_non_standard", typ: state.Bool, usual: "no"},
	{name: "geoloc_incoming_call_profile", typ: state.Text},
	{name: "geoloc_outgoing_call_profile", typ: state.Text},
	{name: "ice_support", typ: state.Bool, usual: "no"},
	{name: "identify_by", typ: state.Strlist, usual: "username,ip"},
	{name: "ignore_183_without_sdp", typ: state.Bool, usual: "no"},
	{name: "inband_progress", typ: state.Bool, usual: "no"},
	{name: "incoming_call_offer_pref", typ: state.Text, usual: "local", words: "local local_first remote remote_first", since: modern},
	{name: "incoming_mwi_mailbox", typ: state.Text},
	{name: "max_audio_streams", typ: state.Int, usual: "1"},
	{name: "max_video_streams", typ: state.Int, usual: "1"},
	{name: "media_address", typ: state.Text},
	{name: "media_encryption", typ: state.Text, usual: "no", words: "dtls no sdes"},
	{name: "media_encryption_optimistic", typ: state.Bool, usual: "no"},
	{name: "media_use_received_transport", typ: state.Bool, usual: "no"},
	{name: "message_context", typ: state.Text},
	{name: "moh_passthrough", typ: state.Bool, usual: "no"},
	{name: "moh_suggest", typ: state.Text, usual: "default"},
	{name: "mwi_from_user", typ: state.Text},
	{name: "mwi_subscribe_replaces_unsolicited", typ: state.Bool, usual: "no"},
	{name: "notify_early_inuse_ringing", typ: state.Bool, usual: "no"},
	{name: "one_touch_recording", typ: state.Bool, usual: "no"},
	{name: "outbound_proxy", typ: state.Text},
	{name: "outgoing_call_offer_pref", typ: state.Text, usual: "remote_merge", words: "local local_first local_merge remote remote_first remote_merge", since: modern},
	{name: "overlap_context", typ: state.Text, since: modern},
	{name: "preferred_codec_only", typ: state.Bool, usual: "no"},
	{name: "record_off_feature", typ: state.Text, usual: "automixmon"},
	{name: "record_on_feature", typ: state.Text, usual: "automixmon"},
	{name: "redirect_method", typ: state.Text, usual: "user", words: "uri_core uri_pjsip user", since: modern},
	{name: "refer_blind_progress", typ: state.Bool, usual: "yes"},
	{name: "rewrite_contact", typ: state.Bool, usual: "no"},
	{name: "rpid_immediate", typ: state.Bool, usual: "no"},
	{name: "rtcp_mux", typ: state.Bool, usual: "no"},
	{name: "rtp_engine", typ: state.Text, usual: "asterisk"},
	{name: "rtp_ipv6", typ: state.Bool, usual: "no"},
	{name: "rtp_keepalive", typ: state.Int, usual: "0"},
	{name: "rtp_port_end", typ: state.Int, usual: "0", since: modern},
	{name: "rtp_port_start", typ: state.Int, usual: "0", since: modern},
	{name: "rtp_symmetric", typ: state.Bool, usual: "no"},
	{name: "rtp_timeout", typ: state.Int, usual: "0"},
	{name: "rtp_timeout_hold", typ: state.Int, usual: "0"},
	{name: "sdp_owner", typ: state.Text, usual: "-"},
	{name: "sdp_session", typ: state.Text, usual: "Asterisk"},
	{name: "security_negotiation", typ: state.Text, usual: "no", words: "mediasec no", since: modern},
	{name: "send_aoc", typ: state.Bool, usual: "no", since: modern},
	{name: "send_connected_line", typ: state.Bool, usual: "yes"},
	{name: "send_diversion", typ: state.Bool, usual: "yes"},
	{name: "send_history_info", typ: state.Bool, usual: "no"},
	{name: "send_pai", typ: state.Bool, usual: "no"},
	{name: "send_rpid", typ: state.Bool, usual: "no"},
	{name: "srtp_tag_32", typ: state.Bool, usual: "no"},
	{name: "stir_shaken_profile", typ: state.Text},
	{name: "sub_min_expiry", typ: state.Int, usual: "0"},
	{name: "subscribe_context", typ: state.Text},
	{name: "suppress_moh_on_sendonly", typ: state.Bool, usual: "no", since: modern},
	{name: "suppress_q850_reason_headers", typ: state.Bool, usual: "no"},
	{name: "t38_bind_udptl_to_media_address", typ: state.Bool, usual: "no"},
	{name: "t38_udptl", typ: state.Bool, usual: "no"},
	{name: "t38_udptl_ec", typ: state.Text, usual: "none", words: "fec none redundancy"},
	{name: "t38_udptl_ipv6", typ: state.Bool, usual: "no"},
	{name: "t38_udptl_maxdatagram", typ: state.Int, usual: "0"},
	{name: "t38_udptl_nat", typ: state.Bool, usual: "no"},
	{name: "tenantid", typ: state.Text, since: modern},
	{name: "timers", typ: state.Text, usual: "yes", words: "always no required yes"},
	{name: "timers_min_se", typ: state.Int, usual: "90"},
	{name: "timers_sess_expires", typ: state.Int, usual: "1800"},
	{name: "tone_zone", typ: state.Text},
	{name: "tos_audio", typ: state.Int, usual: "0"},
	{name: "tos_video", typ: state.Int, usual: "0"},
	{name: "trust_connected_line", typ: state.Bool, usual: "yes"},
	{name: "trust_id_inbound", typ: state.Bool, usual: "no"},
	{name: "trust_id_outbound", typ: state.Bool, usual: "no"},
	{name: "use_avpf", typ: state.Bool, usual: "no"},
	{name: "use_ptime", typ: state.Bool, usual: "no"},
	{name: "user_eq_phone", typ: state.Bool, usual: "no"},
	{name: "voicemail_extension", typ: state.Text},
}

// dragged is what webrtc turns on by itself (measured: 16.28 and 22.10). Nothing turns it
// off again.
func dragged(p state.Profile) []state.Attr {
	verify := "Fingerprint"
	if major(p) < modern {
		verify = "Yes"
	}
	on := func(name string) state.Attr { return state.Attr{Name: name, Value: state.OfBool(true)} }
	text := func(name, value string) state.Attr {
		return state.Attr{Name: name, Value: state.OfText(value)}
	}
	return []state.Attr{on("bundle"), on("dtls_auto_generate_cert"), text("dtls_setup", "actpass"), text("dtls_verify", verify), on("ice_support"), text("media_encryption", "dtls"),
		on("media_use_received_transport"), on("rtcp_mux"), on("use_avpf")}
}
