package dimensions

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// FuzzRows: whatever valid JSON a portal answers, no decoder breaks, and what it
// gives can be put into objects of the schema's types.
func FuzzRows(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","displayName":"A","email":"A@b.example","primaryTenant":"c","isParent":false,"roles":["customer.user","customer.user.supervisorl3","x"],"later":{"a":[1]}}`,
		`{"id":"1","roles":null,"isParent":null,"email":null}`, `{"id":7,"roles":{}}`, `{"page_size":1,"data":[{"id":"1"}],"next":2,"status":"success"}`, `{"page_size":1e9,"data":[],"next":"x"}`,
		`{"data":{},"totalPages":3}`, `{"error":400,"message":"The value 'x' is not valid.","status":"error"}`, `[]`, `"x"`, `null`, `{"a":"\ud800"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		k, _ := Schema(keyed).Kind(User)
		c := &conn{profile: keyed, customer: "c"}
		if u, err := readUser(raw); err == nil {
			o := c.object(&u, "login")
			for _, a := range o.Attrs {
				if fd, ok := k.Field(a.Name); !ok || a.Value.Presence() == state.Set && a.Value.Type() != fd.Type {
					t.Fatalf("%s is not what the schema says", a.Name)
				}
			}
		}
		_, _ = readList(raw)
		_, _ = message(400, raw)
		_, _ = tokenMessage(400, raw)
		claimsOf("x." + string(raw) + ".y")
	})
}

// FuzzPatch: a patch takes away and gives what it is asked to, wherever roles stand,
// and leaves the rest in its order.
func FuzzPatch(f *testing.F) {
	f.Add("abcd", "e", "bd")
	f.Add("aab", "a", "a")
	f.Add("", "xy", "z")
	f.Fuzz(func(t *testing.T, have, add, remove string) {
		split := func(s string) (out []string) {
			for _, r := range s {
				out = append(out, string(r))
			}
			return out
		}
		roles, plus, minus := split(have), split(add), split(remove)
		minus = slices.DeleteFunc(minus, func(r string) bool { return slices.Contains(plus, r) })
		got := slices.Clone(roles)
		for _, op := range patchOf(roles, plus, minus) {
			at := -1
			for i := range got {
				if op.Path == fmt.Sprintf("/roles/%d", i) {
					at = i
				}
			}
			switch op.Op {
			case "test":
				if at < 0 || got[at] != op.Value {
					t.Fatalf("the test at %s fails: %q", op.Path, got)
				}
			case "remove":
				got = slices.Delete(got, at, at+1)
			case "add":
				got = append(got, op.Value.(string))
			}
		}
		want := slices.DeleteFunc(slices.Clone(roles), func(r string) bool { return slices.Contains(minus, r) })
		for _, r := range plus {
			if !slices.Contains(roles, r) {
				want = append(want, r)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q + %q − %q is %q, want %q", roles, plus, minus, got, want)
		}
	})
}
