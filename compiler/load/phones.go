package load

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// Why a number cannot be put into international form.
var (
	errNoCountry   = errors.New("it has no country's code, and organization.country is not set")
	errNoSuchPlace = errors.New("organization.country is no country with telephone numbers")
	errNoNumber    = errors.New("there is no such number")
)

// international is a telephone number in the form of E.164: "+33612345678" of
// "+33 6 12 34 56 78", and of "06 12 34 56 78" as France writes it. What has no
// country's code is read as country's, which is ISO 3166-1 alpha-2 or "". A number
// in E.164 already is handed back as it is: which ranges are given out changes
// faster than any table. Of others the table has the say, since a wrong reading
// would reach somebody else; writing the code in full is always possible.
func international(text, country string) (string, error) {
	if isE164(text) {
		return text, nil
	}
	coded := strings.HasPrefix(text, "+")
	switch {
	case !coded && country == "":
		return "", errNoCountry
	case !coded && !phonenumbers.GetSupportedRegions()[country]:
		return "", errNoSuchPlace
	}
	n, err := phonenumbers.Parse(strings.ReplaceAll(text, narrowBlank, " "), country)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", errNoNumber
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// narrowBlank is what French typography puts between digits, and the table does
// not know.
const narrowBlank = "\u202f"

func isE164(s string) bool {
	digits, plus := strings.CutPrefix(s, "+")
	return plus && len(digits) >= 2 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// readPhones puts every telephone number of the site into international form, and
// says which cannot be. A record that was refused has been spoken of already.
func (l *loader) readPhones() {
	country := l.site.Organization.Country.Or("")
	for i := range l.site.Users {
		u := &l.site.Users[i]
		text, ok := u.Mobile.Get()
		if !ok {
			continue
		}
		number, err := international(text, country)
		if err == nil {
			u.Mobile = model.Of(number)
		} else if !l.refuses("users", u.ID) && !l.refuses("organization") {
			l.noPhone(model.Path("users", u.ID, "mobile"), text, country, err)
		}
	}
}

// refuses reports whether something at or below a path is wrong.
func (l *loader) refuses(path ...string) bool {
	return slices.ContainsFunc(l.diags, func(d diag.Diagnostic) bool {
		return d.Severity == diag.Error && startsWith(model.SplitPath(d.Path), path)
	})
}

func (l *loader) noPhone(path, text, country string, why error) {
	message := fmt.Sprintf("mobile %q cannot be read: %v", clip(text), why)
	if errors.Is(why, errNoNumber) && !strings.HasPrefix(text, "+") {
		message = fmt.Sprintf("mobile %q is no telephone number of %s, which is organization.country", clip(text), country)
	}
	d := diag.Diagnostic{Code: diag.Malformed, Path: path, Message: message, Hint: phoneHint(text, why)}
	if at := l.causes().Pos(path); !at.IsZero() {
		d.Pos = []diag.Pos{at}
	}
	l.diags.Add(l.ofRoster(d))
}

// phoneHint never puts a + in front of what may be a number inside a country: it
// would be one of another.
func phoneHint(text string, why error) string {
	const spell = "write + and the country's code in front, without the 0 that is dialled inside the country"
	abroad, dialled := strings.CutPrefix(text, "00")
	coded, err := international("+"+strings.TrimSpace(abroad), "")
	switch {
	case dialled && err == nil:
		return fmt.Sprintf("write mobile: %q", coded)
	case strings.HasPrefix(text, "+"):
		return "correct its digits"
	case errors.Is(why, errNoNumber):
		return spell
	case errors.Is(why, errNoCountry):
		return "set organization.country, or " + spell
	}
	return "correct organization.country, or " + spell
}
