package simhttp

import (
	"errors"
	"net"
	"strings"
	"testing"
)

// What speaks against an address is said once, with what to do about it.
func TestAddresses(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for _, c := range []struct{ addr, want, advice string }{
		{busy.Addr().String(), "address already in use", "take another port"},
		{"127.0.0.1:99999", "invalid port", "such as 127.0.0.1:5004"},
		{"127.0.0.1", "missing port in address", "such as 127.0.0.1:5004"},
		{"0.0.0.0:0", "not a loopback address", "such as 127.0.0.1:5004"},
		{"pbx.example:0", "not a loopback address", "such as 127.0.0.1:5004"},
	} {
		_, err := Listen(t.Context(), &Server{}, c.addr, Ready{})
		var refused *Refusal
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", c.addr, err)
			continue
		}
		if m := err.Error(); !strings.Contains(m, c.want) || strings.Count(m, c.addr) != 1 || !strings.Contains(refused.Advice(), c.advice) {
			t.Errorf("%s: %s; %s", c.addr, m, refused.Advice())
		}
	}
}
