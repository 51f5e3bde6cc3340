package sim

import (
	"net"
	"slices"
	"strconv"
	"strings"
)

// reading is what Asterisk makes of a value: as it is read back, or not at all.
type reading func(string) (string, bool)

func text(s string) (string, bool) { return s, true }

// refused is an attribute that takes nothing but the empty value here: a file that
// would have to be there, a profile that is not.
func refused(s string) (string, bool) { return "", s == "" }

// ignored is an attribute that is accepted and does nothing any more.
func ignored(string) (string, bool) { return "no", true }

func filled(s string) (string, bool) { return s, s != "" }

// isTrue is how Asterisk reads a switch; whatever it does not know is off.
func isTrue(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "true", "y", "t", "1", "on":
		return true
	}
	return false
}

// spelled is a switch that is read back as one of two words.
func spelled(on, off string) reading {
	return func(s string) (string, bool) {
		if isTrue(s) {
			return on, true
		}
		return off, true
	}
}

var truth, yesNo, capital = spelled("true", "false"), spelled("yes", "no"), spelled("Yes", "No")

// words are those that there are, whatever their case; "forced=always" is one that
// is read back as another.
func words(of ...string) reading {
	meant := map[string]string{}
	for _, w := range of {
		name, as, other := strings.Cut(w, "=")
		if !other {
			as = name
		}
		meant[name] = as
	}
	return func(s string) (string, bool) {
		as, ok := meant[strings.ToLower(s)]
		return as, ok
	}
}

// fold are words that are read back in the case in which they stand here.
func fold(of ...string) reading {
	return func(s string) (string, bool) {
		i := slices.IndexFunc(of, func(w string) bool { return strings.EqualFold(w, s) })
		if i < 0 {
			return "", false
		}
		return of[i], true
	}
}

// fallback are words of which the first stands for whatever is none of them.
func fallback(of ...string) reading {
	known := fold(of...)
	return func(s string) (string, bool) {
		if as, ok := known(s); ok {
			return as, true
		}
		return of[0], true
	}
}

// count is a number of 32 bits without a sign. Blanks may stand before a number.
func count(s string) (string, bool) { return between(0, 1<<32-1)(s) }

func upTo(most uint64) reading { return between(0, most) }

func from(least uint64) reading { return between(least, 1<<32-1) }

func between(least, most uint64) reading {
	return func(s string) (string, bool) {
		s = strings.TrimLeft(s, " ")
		n, err := strconv.ParseUint(s, 10, 32)
		return s, err == nil && n >= least && n <= most
	}
}

// loose is a number that ends where it stops being one, wrapped to so many bits.
func loose(bits uint) reading {
	return func(s string) (string, bool) {
		n, ok := leading(s)
		return strconv.FormatUint(uint64(n)&(1<<bits-1), 10), ok
	}
}

// leading is the number that a text begins with.
func leading(s string) (int64, bool) {
	s = strings.TrimLeft(s, " ")
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end == 0 && s[end] == '-') {
		end++
	}
	n, err := strconv.ParseInt(s[:end], 10, 64)
	return n, err == nil
}

// classes are the words for the type-of-service octet of RFC 2474 and 2597.
var classes = map[string]string{
	"cs0": "0", "cs1": "32", "cs2": "64", "cs3": "96", "cs4": "128", "cs5": "160", "cs6": "192", "cs7": "224",
	"af11": "40", "af12": "48", "af13": "56", "af21": "72", "af22": "80", "af23": "88", "af31": "104", "af32": "112", "af33": "120", "af41": "136", "af42": "144", "af43": "152",
	"ef": "184",
}

func tos(s string) (string, bool) {
	if n, ok := classes[strings.ToLower(s)]; ok {
		return n, true
	}
	return loose(8)(s)
}

func seconds(s string) (string, bool) {
	f, err := strconv.ParseFloat(strings.TrimLeft(s, " "), 64)
	return strconv.FormatFloat(f, 'f', 6, 64), err == nil
}

func digest(s string) (string, bool) {
	const hex = "0123456789abcdefABCDEF"
	return s, s == "" || len(s) == 32 && strings.Trim(s, hex) == ""
}

// named is a digest with the name of its algorithm before it.
func named(s string) (string, bool) {
	name, hash, _ := strings.Cut(s, ":")
	length := map[string]int{"MD5": 32, "SHA-256": 64, "SHA-512-256": 64}[name]
	return s, s == "" || length > 0 && len(hash) == length && strings.Trim(hash, "0123456789abcdefABCDEF") == ""
}

func algorithms(s string) (string, bool) {
	if s == "" {
		return "MD5", true
	}
	var out []string
	for a := range strings.SplitSeq(s, ",") {
		name, ok := fold("MD5", "SHA-256", "SHA-512-256")(strings.TrimSpace(a))
		if !ok {
			return "", false
		}
		out = append(out, name)
	}
	return strings.Join(out, ","), true
}

func uris(s string) (string, bool) {
	return s, s == "" || strings.HasPrefix(s, "sip:") || strings.HasPrefix(s, "sips:")
}

// first is a list of different items, of which only the first stays.
func first(s string) (string, bool) {
	var all []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimLeft(item, " "); slices.Contains(all, item) {
			return "", false
		}
		all = append(all, item)
	}
	return all[0], true
}

// compact is a list that is read back without blanks after its commas.
func compact(s string) (string, bool) {
	var out []string
	for item := range strings.SplitSeq(s, ",") {
		out = append(out, strings.TrimSpace(item))
	}
	return strings.Join(out, ","), true
}

// names are a set of names. Asterisk shows them in the order of its hash table,
// which nobody may rest on; here it is that of the alphabet.
func names(s string) (string, bool) {
	var out []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", "), true
}

// groups are numbers from 0 to 63 and ranges of them; what is none of these is
// passed over.
func groups(s string) (string, bool) {
	var in [64]bool
	for item := range strings.SplitSeq(s, ",") {
		low, high, between := strings.Cut(strings.TrimSpace(item), "-")
		from, ok := leading(low)
		to := from
		if between {
			var end bool
			to, end = leading(high)
			ok = ok && end
		}
		from, to = from&(1<<32-1), to&(1<<32-1)
		for n := from; ok && n <= to && n < 64; n++ {
			if n >= 0 {
				in[n] = true
			}
		}
	}
	var out []string
	for n, is := range in {
		if is {
			out = append(out, strconv.Itoa(n))
		}
	}
	return strings.Join(out, ", "), true
}

// codecNames are all that there are, in Asterisk's own order.
const codecNames = "amr amrwb codec2 g723 ulaw alaw gsm g726 g726aal2 adpcm slin slin12 slin16 slin24 slin32 slin44 slin48 slin96 slin192 lpc10 g729 speex speex16 speex32 ilbc g722 siren7 siren14 g719 opus jpeg png h261 h263 h263p h264 h265 mpeg4 vp8 vp9 red t140 t38 silk8 silk12 silk16 silk24"

// codecs are read from left to right: a name is added, "!" before it takes it out,
// "all" is all; none at all does not fit.
func codecs(s string) (string, bool) { return moreCodecs("", strings.Fields(codecNames), s) }

// moreCodecs are those of a list, as it is read back, with others laid over it.
func moreCodecs(have string, all []string, s string) (string, bool) {
	if inner, ok := strings.CutPrefix(s, "("); ok { // as it is read back
		if s, ok = strings.CutSuffix(inner, ")"); !ok {
			return "", false
		}
	}
	out := strings.FieldsFunc(have, func(r rune) bool { return strings.ContainsRune("(|)", r) })
	for item := range strings.SplitSeq(strings.ReplaceAll(s, "|", ","), ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(item), ":") // the length of a frame is kept elsewhere
		name, off := strings.CutPrefix(name, "!")
		switch {
		case name == "all" && off:
			out = nil
		case name == "all":
			out = append(out, slices.DeleteFunc(slices.Clone(all), func(c string) bool { return slices.Contains(out, c) })...)
		case name != "none" && !slices.Contains(all, name):
			return "", false
		case off:
			out = slices.DeleteFunc(out, func(c string) bool { return c == name })
		case !slices.Contains(out, name):
			out = append(out, name)
		}
	}
	return "(" + strings.Join(out, "|") + ")", len(out) > 0
}

// unknownCaller is an endpoint's caller id while none is written.
const unknownCaller = "<unknown>"

// callerID is a name and a number, the number without what separates its digits.
func callerID(s string) (string, bool) {
	name, number := splitCaller(s)
	switch {
	case name == "" && number == "":
		return unknownCaller, true
	case number == "":
		return name, true
	case name == "":
		return number, true
	}
	return `"` + strings.ReplaceAll(name, `"`, `\"`) + `" <` + number + ">", true
}

func splitCaller(s string) (name, number string) {
	s = strings.TrimSpace(s)
	open := strings.LastIndexByte(s, '<')
	if open >= 0 && strings.HasSuffix(s, ">") {
		name = strings.TrimSpace(s[:open])
		if len(name) >= 2 && name[0] == '"' && name[len(name)-1] == '"' {
			name = name[1 : len(name)-1]
		}
		return strings.ReplaceAll(name, `\`, ""), shrunk(s[open+1 : len(s)-1])
	}
	if bare := shrunk(s); bare != "" && strings.Trim(bare, "0123456789*#+") == "" {
		return "", bare
	}
	return s, ""
}

// shrunk is a number without what people write between its digits.
func shrunk(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ().-", r) {
			return -1
		}
		return r
	}, s)
}

// privacies are the ways to present a caller, by their numbers.
var privacies = map[int64]string{0: "allowed_not_screened", 1: "allowed_passed_screen", 2: "allowed_failed_screen", 3: "allowed",
	32: "prohib_not_screened", 33: "prohib_passed_screen", 34: "prohib_failed_screen", 35: "prohib", 67: "unavailable"}

func privacy(s string) (string, bool) {
	for _, word := range privacies {
		if strings.EqualFold(word, s) {
			return word, true
		}
	}
	n, ok := leading(s)
	if !ok {
		return "", false
	}
	if word, known := privacies[n&(1<<32-1)]; known {
		return word, true
	}
	return noPrivacy, true
}

// noPrivacy is what a number is read as that stands for none, and no word for one.
const noPrivacy = "unknown"

// address is one of IP, or a number of 32 bits, or two of which the second has 24, as
// inet_aton reads it.
func address(s string) (string, bool) {
	first, rest, two := strings.Cut(s, ".")
	if net.ParseIP(s) != nil || strings.Contains(rest, ".") {
		return s, true
	}
	bits := 32
	high := uint64(0)
	if two {
		var err error
		if high, err = strconv.ParseUint(first, 10, 8); err != nil {
			return s, true
		}
		first, bits = rest, 24
	}
	low, err := strconv.ParseUint(first, 10, bits)
	if err != nil {
		return s, true
	}
	n := high<<24 | low
	return net.IPv4(byte(n>>24), byte(n>>16), byte(n>>8), byte(n)).String(), true
}

// token is a word of SDP; whatever is none becomes "-".
func token(s string) (string, bool) {
	if s == "" || strings.Contains(s[1:], " ") {
		return "-", true
	}
	return s, true
}

func sdpName(s string) (string, bool) {
	if s == "" {
		return "-", true
	}
	return s, true
}

// userPart is what may stand before the @ of a SIP address.
func userPart(s string) (string, bool) {
	return s, !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-_.!~*'()&=+$,;%:", r)
	})
}

func identify(s string) (string, bool) {
	s, _ = compact(s)
	for way := range strings.SplitSeq(s, ",") {
		if s != "" && !slices.Contains([]string{"username", "auth_username", "ip", "header", "request_uri"}, way) {
			return "", false
		}
	}
	return s, true
}

// choices are the words of each preference of codecs.
var choices = []struct {
	name  string
	words reading
}{
	{"prefer", words("configured", "pending")}, {"operation", words("intersect", "only_nonpreferred", "only_preferred", "union")},
	{"keep", words("all", "first")}, {"transcode", words("allow", "prevent")},
}

// preferences are those of codecs, each a name and a word; those that there are not
// are passed over.
func preferences(usual string) reading {
	return func(s string) (string, bool) {
		chosen := map[string]string{}
		for item := range strings.SplitSeq(usual+","+s, ",") {
			item = strings.TrimSpace(item)
			at := strings.IndexAny(item, ": ")
			if item == "" && s == "" {
				continue
			}
			if at <= 0 {
				return "", false
			}
			chosen[item[:at]] = strings.TrimSpace(item[at+1:])
		}
		var out []string
		for _, c := range choices {
			word, ok := c.words(chosen[c.name])
			if !ok {
				return "", false
			}
			out = append(out, c.name+":"+word)
		}
		return strings.Join(out, ", "), true
	}
}

// without refuses a value that is read back with something in it.
func without(part string, read reading) reading {
	return func(s string) (string, bool) {
		out, ok := read(s)
		return out, ok && !strings.Contains(out, part)
	}
}
