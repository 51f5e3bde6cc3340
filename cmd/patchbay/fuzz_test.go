package main

import (
	"strings"
	"testing"
)

// FuzzReference: a credential on the command line is a reference or refused; a
// value is never taken for one.
func FuzzReference(f *testing.F) {
	for _, s := range []string{"clientSecret=env:PBX", "a=file:/x/y", "a=age:k.age", "a=s3cret", "a=", "=env:X", "a=exec:rm", "env:X", "a=env:", "a=ENV:X", "a=env:X:Y", "a==env:X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, s, ok := reference(text)
		if !ok {
			return
		}
		given := 0
		for _, v := range []string{s.Env, s.File, s.Age} {
			if v != "" {
				given++
				if !strings.HasSuffix(text, v) {
					t.Errorf("%q refers to %q", text, v)
				}
			}
		}
		if name == "" || given != 1 || len(s.Exec) > 0 || !strings.HasPrefix(text, name+"=") {
			t.Errorf("%q is %q, %+v", text, name, s)
		}
	})
}
