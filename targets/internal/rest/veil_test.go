package rest

import "testing"

func TestVeil(t *testing.T) {
	for in, want := range map[string]string{
		"VMPIN '482913' is taken":                                            "VMPIN [hidden] is taken",
		"password hunter2hunter2 is too weak":                                "password [hidden] is too weak",
		`{"AuthPassword":"x7Gq9","Number":"101"}`:                            `{"AuthPassword":[hidden],[hidden]:[hidden]}`,
		"The token abc.def.123 has expired":                                  "The token [hidden] has expired",
		"Secret: correct horse":                                              "Secret: correct horse",
		"The property 'VMPIN' does not exist on type 'Pbx.User'.":            "The property 'VMPIN' does not exist on type [hidden].",
		"The request requires valid user authentication.":                    "The request requires valid user authentication.",
		"VMPIN must have 4 to 10 digits":                                     "VMPIN must have 4 to 10 digits",
		"Number '101' is used by another extension, see 12345678":            "Number '101' is used by another extension, see 12345678",
		"WARNINGS.XAPI.INVALID_PASSWORD: password of 101 is not good enough": "WARNINGS.XAPI.INVALID_PASSWORD: password of 101 is not good enough",
	} {
		if got := veil(in); got != want {
			t.Errorf("%q\nbecame %q\nwant   %q", in, got, want)
		}
	}
}
