package asterisk

import "strings"

// callerID is a name and a number as ARI shows them.
func callerID(name, number string) string {
	switch {
	case name == "":
		return number
	case number == "":
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `\"`) + `" <` + number + ">"
}

// splitCaller takes a caller id apart.
func splitCaller(s string) (name, number string) {
	open := strings.LastIndexByte(s, '<')
	if open < 0 || !strings.HasSuffix(s, ">") {
		if s != "" && strings.Trim(s, "0123456789*#+") == "" {
			return "", s
		}
		return s, ""
	}
	name = strings.TrimSpace(s[:open])
	if len(name) >= 2 && name[0] == '"' && name[len(name)-1] == '"' {
		name = strings.ReplaceAll(name[1:len(name)-1], `\"`, `"`)
	}
	return name, s[open+1 : len(s)-1]
}
