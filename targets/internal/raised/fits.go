package raised

import "strings"

// What the language takes for each of these; schema/v1/types.cue says the same.

// IsEmail reports whether a site may write s as an e-mail address.
func IsEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && at == strings.LastIndexByte(s, '@') && at < len(s)-1 && !strings.ContainsAny(s, " \t")
}

// IsE164 reports whether s is a telephone number in international form. A site may
// write others too; of them it depends on its country what they mean.
func IsE164(s string) bool {
	return len(s) >= 3 && len(s) <= 16 && s[0] == '+' && s[1] != '0' && Digits(s[1:])
}

// IsNumber reports whether a site may write s as a number as it is dialled.
func IsNumber(s string) bool {
	s = strings.TrimPrefix(s, "+")
	return s != "" && len(s) <= 32 && strings.Trim(s, "0123456789*#") == ""
}

// IsLanguage reports whether tag is a language without a region.
func IsLanguage(tag string) bool {
	return (len(tag) == 2 || len(tag) == 3) && strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == ""
}

// IsTimezone: one to three parts, each beginning with a capital, or UTC.
func IsTimezone(s string) bool {
	if s == "UTC" {
		return true
	}
	parts := strings.Split(s, "/")
	for i, p := range parts {
		if p == "" || p[0] < 'A' || p[0] > 'Z' {
			return false
		}
		rest := strings.Trim(p[1:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
		if i > 0 {
			rest = strings.Trim(p[1:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789+-")
		}
		if rest != "" || i == 0 && len(p) < 2 {
			return false
		}
	}
	return len(parts) == 2 || len(parts) == 3
}

// Digits reports whether s is digits and nothing else.
func Digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
