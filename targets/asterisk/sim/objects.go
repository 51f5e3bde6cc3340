package sim

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// object is one auth, aor or endpoint: what was written, as it is read back.
// Objects are replaced, never altered in place.
type object struct {
	Values    map[string]string `json:"attributes"`
	Variables []string          `json:"variables,omitempty"` // set_var: NAME=VALUE
}

// pair is an attribute as ARI shows and takes it.
type pair struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// types are the types of object that are kept, in order.
var types = []string{"aor", "auth", "endpoint"}

// has reports whether this version has an attribute.
func (w *World) has(a *attribute) bool { return a.since == 0 || w.major() >= a.since }

// again is an object as it is loaded from the database: variables are kept there
// and not read, the caller id of one that has none has become a number, and what was
// not set is an empty text.
func (w *World) again(typ string, o *object) *object {
	out := &object{Values: maps.Clone(o.Values)}
	if w.inMemory(typ, o) {
		return out
	}
	if out.Values["identify_by"] == "" && w.major() >= modern {
		delete(out.Values, "identify_by")
	}
	be := func(name, value string) {
		if _, ok := out.Values[name]; !ok && w.find(typ, name) != nil {
			out.Values[name] = value
		}
	}
	if out.Values["callerid"] == unknownCaller {
		delete(out.Values, "callerid")
	}
	be("callerid", "unknown")
	be("supported_algorithms_uac", "MD5")
	be("supported_algorithms_uas", "MD5")
	for name := range unset {
		be(name, "")
	}
	return out
}

// inMemory reports whether an object cannot be stored. Older versions keep it until
// they end, and change it no more.
func (w *World) inMemory(typ string, o *object) bool {
	return typ == "endpoint" && w.major() < modern && (o.Values["allow"] == "" || o.Values["callerid_privacy"] == noPrivacy)
}

// find is an attribute of a type by its name, whatever its case.
func (w *World) find(typ, name string) *attribute {
	all := attributesOf(typ)
	name = strings.ToLower(name)
	i, ok := slices.BinarySearchFunc(all, name, func(a attribute, n string) int { return cmp.Compare(a.name, n) })
	if !ok || !w.has(&all[i]) {
		return nil
	}
	return &all[i]
}

// write lays pairs over an object; nil is a new one. It fails where one of them
// does not fit, and then nothing is written.
func (w *World) write(typ string, o *object, pairs []pair) (*object, bool) {
	out := &object{Values: map[string]string{}}
	if o != nil {
		out.Values, out.Variables = maps.Clone(o.Values), slices.Clone(o.Variables)
	}
	for _, p := range pairs {
		if !w.put(typ, out, p) {
			return nil, false
		}
	}
	return out, typ == "aor" || typ == "auth" && w.signsIn(out) || typ == "endpoint" && out.ranged()
}

func (w *World) put(typ string, o *object, p pair) bool {
	if typ == "endpoint" {
		switch strings.ToLower(p.Attribute) {
		case "set_var":
			return o.variable(p.Value)
		case "disallow": // takes codecs out, and is shown nowhere
			return o.disallow(p.Value)
		}
	}
	a := w.find(typ, p.Attribute)
	if a == nil {
		return false
	}
	value, ok := w.over(o, a, p.Value)
	if !ok {
		return false
	}
	o.Values[a.name] = value
	w.follow(o, a.name)
	return true
}

// over is what an attribute becomes that is written over what it was: most are
// replaced, and lists are added to.
func (w *World) over(o *object, a *attribute, s string) (string, bool) {
	have, read := o.Values[a.name], w.reading(a)
	value, ok := read(s)
	switch a.name {
	case "allow":
		return moreCodecs(have, w.codecs(), s)
	case "acl", "contact_acl": // of which the first is shown, and which takes no name twice
		if have != "" {
			_, another := first(have + "," + s)
			return have, ok && another
		}
	case "supported_algorithms_uac", "supported_algorithms_uas":
		if have != "" && s != "" {
			return have + "," + value, ok
		}
	}
	return value, ok
}

// codecs are all of this version.
func (w *World) codecs() []string {
	all := strings.Fields(codecNames)
	if i := slices.Index(all, "siren14"); w.major() < modern {
		all = slices.Insert(all, i+1, "testlaw")
	}
	return all
}

// reading is what this version makes of an attribute's value.
func (w *World) reading(a *attribute) reading {
	if w.major() >= modern {
		return a.read
	}
	if older, ok := before[a.name]; ok {
		return older
	}
	return a.read
}

// before are the attributes that older versions read in another way.
var before = map[string]reading{
	"media_address": text, "password": text, "sdp_owner": text, "sdp_session": text, "md5_cred": text, "stir_shaken": words("on", "off", "attest", "verify"),
	"auth_type":   words("google_oauth", "md5", "userpass"),
	"dtls_verify": words("certificate=Certificate", "fingerprint=Yes", "no=No", "yes=Yes"),
}

func (o *object) variable(s string) bool {
	if s == "" {
		return true
	}
	if !strings.Contains(s, "=") {
		return false
	}
	o.Variables = append(o.Variables, s)
	return true
}

func (o *object) disallow(s string) bool {
	if s == "all" {
		delete(o.Values, "allow")
		return true
	}
	if _, ok := codecs("all," + "!" + strings.ReplaceAll(s, ",", ",!")); !ok {
		return false
	}
	var kept []string
	for name := range strings.SplitSeq(strings.Trim(o.Values["allow"], "()"), "|") {
		if base, _, _ := strings.Cut(name, ":"); !slices.Contains(strings.Split(s, ","), base) {
			kept = append(kept, name)
		}
	}
	o.Values["allow"] = "(" + strings.Join(kept, "|") + ")"
	if len(kept) == 0 {
		delete(o.Values, "allow")
	}
	return true
}

// follow writes what comes with an attribute by itself.
func (w *World) follow(o *object, name string) {
	v := o.Values
	switch {
	case name == "webrtc" && v["webrtc"] == "yes":
		v["bundle"], v["dtls_auto_generate_cert"], v["dtls_setup"], v["dtls_verify"] = "true", "Yes", "actpass", "Fingerprint"
		v["ice_support"], v["media_encryption"], v["media_use_received_transport"], v["rtcp_mux"], v["use_avpf"] = "true", "dtls", "true", "true", "true"
		if w.major() < modern {
			v["dtls_verify"] = "Yes"
		}
	case name == "md5_cred" && v[name] != "" && w.major() >= modern:
		v["password_digest"] = "MD5:" + v[name]
	case name == "auth_type" && v[name] == "google_oauth":
		v["supported_algorithms_uac"], v["supported_algorithms_uas"] = "", ""
	case name == "bundle" && v["bundle"] == "true":
		v["rtcp_mux"] = "true"
	case name == "preferred_codec_only" && v[name] == "true" && w.major() >= modern:
		v["incoming_call_offer_pref"] = "local_first"
	}
}

// signsIn reports whether an auth has what its kind needs.
func (w *World) signsIn(o *object) bool {
	if o.Values["username"] == "" {
		return false
	}
	switch v := o.Values; v["auth_type"] {
	case "google_oauth":
		return v["oauth_clientid"] != "" && v["oauth_secret"] != "" && v["refresh_token"] != ""
	case "md5":
		return v["md5_cred"] != "" || v["password"] != "" && w.major() >= modern
	}
	return o.Values["password"] != "" || w.major() < modern
}

// ranged reports whether ports are a range or none, since one end alone is neither,
// and whether the least time of a session is not longer than a session.
func (o *object) ranged() bool {
	least, _ := strconv.Atoi(cmp.Or(o.Values["timers_min_se"], "90"))
	if whole, _ := strconv.Atoi(cmp.Or(o.Values["timers_sess_expires"], "1800")); least > whole {
		return false
	}
	zero := func(s string) bool { return s == "" || s == "0" }
	return zero(o.Values["rtp_port_start"]) == zero(o.Values["rtp_port_end"])
}

// loads reports whether an object can be loaded again. An endpoint without codecs
// is stored as one that allows "(nothing)", which cannot be read, and so are others.
func (w *World) loads(typ string, o *object) bool {
	if typ != "endpoint" || w.major() < modern {
		return true
	}
	return o.Values["allow"] != "" && o.Values["callerid_privacy"] != noPrivacy && o.Values["preferred_codec_only"] != "true"
}

// shown are all attributes of an object with their values, and its variables.
func (w *World) shown(typ string, o *object) []pair {
	var out []pair
	for i, all := 0, attributesOf(typ); i < len(all); i++ {
		a := &all[i]
		if !w.has(a) || a.name == "set_var" && len(o.Variables) > 0 {
			continue
		}
		out = append(out, pair{a.name, w.value(a, o)})
	}
	for _, v := range o.Variables {
		name, value, _ := strings.Cut(v, "=")
		out = append(out, pair{name, value})
	}
	return out
}

func (w *World) value(a *attribute, o *object) string {
	v, written := o.Values[a.name]
	switch {
	case written:
		return v
	case a.name == "allow":
		return "(nothing)"
	case a.name == "stir_shaken" && w.major() < modern:
		return "off"
	}
	return a.usual
}

// ids are those of the objects of a type, sorted.
func (w *World) ids(typ string) []string { return slices.Sorted(maps.Keys(w.objects[typ])) }
