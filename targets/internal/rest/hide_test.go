package rest

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// TestHideInEitherSpelling: a value is hidden as it is and as urls spell it.
func TestHideInEitherSpelling(t *testing.T) {
	for _, said := range []string{"no: one/two+3 is known", "no: one%2Ftwo%2B3 is known"} {
		cl := client(answer(func(*http.Request) (*http.Response, error) { return reply(400, said), nil }))
		cl.Message = func(_ int, b []byte) (string, error) { return string(b), nil }
		cl.Hide("one/two+3")
		_, err := cl.Do(context.Background(), Request{Method: "GET", Path: "/x"})
		if err == nil || strings.Contains(err.Error(), "two") || !strings.Contains(err.Error(), "is known") {
			t.Errorf("%q became %v", said, err)
		}
	}
}
