package sim

import (
	"regexp"
	"strings"
)

// plan is how a country's numbers are written abroad.
type plan struct {
	code  string // calling code
	trunk string // what is dropped in front of a national number
}

// plans are the countries whose numbers the simulator can write in E.164. Facts
// from the ITU's list of calling codes and national trunk prefixes.
var plans = map[string]plan{
	"FRA": {"33", "0"}, "DEU": {"49", "0"}, "GBR": {"44", "0"}, "BEL": {"32", "0"}, "CHE": {"41", "0"}, "NLD": {"31", "0"}, "AUT": {"43", "0"},
	"ESP": {"34", ""}, "ITA": {"39", ""}, "PRT": {"351", ""}, "POL": {"48", ""}, "LUX": {"352", ""}, "DNK": {"45", ""}, "NOR": {"47", ""}, "SWE": {"46", "0"},
	"USA": {"1", "1"}, "CAN": {"1", "1"}, "BRA": {"55", "0"}, "AUS": {"61", "0"}, "IRL": {"353", "0"},
}

var digits = regexp.MustCompile(`^\+?[0-9]{3,15}$`)

// e164 writes a number with its calling code; false when that cannot be done.
func e164(number, country string) (string, bool) {
	s := strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "", "/", "").Replace(number)
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	if !digits.MatchString(s) {
		return "", false
	}
	if s[0] == '+' {
		return s, true
	}
	p, known := plans[country]
	if !known {
		return "", false
	}
	return "+" + p.code + strings.TrimPrefix(s, p.trunk), true
}

// computeE164 keeps numberE164 in step with number and country.
func (w *World) computeE164(props map[string]any) *apiError {
	number, _ := props["number"].(string)
	if number == "" {
		delete(props, "numberE164")
		return nil
	}
	country, _ := props["country"].(string)
	full, ok := e164(number, country)
	if !ok {
		return &apiError{status: 400, code: 400210, details: []detail{{"number", "cannot be written as E.164 with country " + country, number}}}
	}
	props["numberE164"] = full
	return nil
}
