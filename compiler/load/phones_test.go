package load

import "testing"

func TestInternational(t *testing.T) {
	for _, c := range []struct{ text, country, want string }{
		{"+33612345678", "", "+33612345678"},
		{"+600100200", "PL", "+600100200"}, // as it is written, whatever the table says
		{"600100200", "PL", "+48600100200"},
		{"600 100 200", "PL", "+48600100200"},
		{"600\u00a0100\u202f200", "PL", "+48600100200"},
		{"48600100200", "PL", "+48600100200"},
		{"0048 600-100-200", "PL", "+48600100200"},
		{"0612345678", "FR", "+33612345678"},
		{"612345678", "FR", "+33612345678"}, // a spreadsheet took the 0
		{"(06)12.34.56.78", "FR", "+33612345678"},
		{"06 1234 5678", "IT", "+390612345678"}, // where the 0 stays
		{"(212) 555-0123", "US", "+12125550123"},
		{"+44 (0)20 7946 0000", "PL", "+442079460000"},
	} {
		if got, err := international(c.text, c.country); got != c.want || err != nil {
			t.Errorf("%q in %q is %q (%v), want %q", c.text, c.country, got, err, c.want)
		}
	}
}

func TestInternationalRefuses(t *testing.T) {
	for _, c := range []struct {
		text, country string
		want          error
	}{
		{"600100200", "", errNoCountry},
		{"600100200", "XX", errNoSuchPlace},
		{"600100200", "pl", errNoSuchPlace},
		{"12345", "PL", errNoNumber},
		{"997", "PL", errNoNumber}, // the police, which nobody's mobile is
		{"0612345678", "PL", errNoNumber},
		{"+48 600 100 20", "PL", errNoNumber},
		{"+0612345678", "FR", errNoNumber},
	} {
		if got, err := international(c.text, c.country); err != c.want {
			t.Errorf("%q in %q is %q (%v), want: %v", c.text, c.country, got, err, c.want)
		}
	}
}

func TestPhoneHintAddsNoBarePlus(t *testing.T) {
	for text, want := range map[string]string{
		"0033 6 12 34 56 78": `write mobile: "+33612345678"`,
		"600100200":          "set organization.country, or write + and the country's code in front, without the 0 that is dialled inside the country",
		"00":                 "set organization.country, or write + and the country's code in front, without the 0 that is dialled inside the country",
	} {
		if got := phoneHint(text, errNoCountry); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
