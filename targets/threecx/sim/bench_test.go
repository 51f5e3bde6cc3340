package sim

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// large is a seed of n users in ten groups.
func large(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"system":{"enl":5},"groups":[`)
	for i := range 10 {
		fmt.Fprintf(&b, `%s{"Name":"G%d"}`, comma(i), i)
	}
	b.WriteString(`],"users":[`)
	for i := range n {
		fmt.Fprintf(&b, `%s{"Number":"%d","FirstName":"F%d","LastName":"L","EmailAddress":"u%d@acme.example","Groups":["DEFAULT","G%d"]}`, comma(i), 10000+i, i, i, i%10)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func overTCP(b *testing.B, seed []byte, file string) *client {
	run, err := Start(context.Background(), seed, Options{Serving: simhttp.Serving{File: file}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { run.Close() })
	c := &client{t: &testing.T{}, http: &http.Client{}, base: run.URL, unchecked: true}
	c.login("patchbay", "patchbay")
	return c
}

func BenchmarkCreateUser(b *testing.B) {
	for name, file := range map[string]string{"memory": "", "file": filepath.Join(b.TempDir(), "w.json")} {
		b.Run(name, func(b *testing.B) {
			c := overTCP(b, []byte(`{"system":{"enl":6}}`), file)
			for b.Loop() {
				if s := c.do("POST", "/Users", `{}`).status; s != 201 {
					b.Fatal(s)
				}
			}
		})
	}
}

// BenchmarkListUsers reads 10,000 users in pages of 100.
func BenchmarkListUsers(b *testing.B) {
	seed := large(10_000)
	for name, query := range map[string]string{"by id": "", "sorted": "&$orderby=Number", "filtered": "&$filter=not startsWith(Number,'HD')&$orderby=Number", "expanded": "&$orderby=Number&$expand=Groups($expand=Rights,GroupRights),Phones"} {
		b.Run(name, func(b *testing.B) {
			c := overTCP(b, seed, "")
			for b.Loop() {
				for page := range 100 {
					if s := c.do("GET", fmt.Sprintf("/Users?$top=100&$skip=%d%s", page*100, query), "").status; s != 200 {
						b.Fatal(s)
					}
				}
			}
		})
	}
}

func BenchmarkPatchUser(b *testing.B) {
	seed := large(10_000)
	for name, file := range map[string]string{"memory": "", "file": filepath.Join(b.TempDir(), "w.json")} {
		b.Run(name, func(b *testing.B) {
			c := overTCP(b, seed, file)
			ids := []string{}
			for i := range 100 {
				r := c.do("GET", fmt.Sprintf("/Users(Number='%d')?$select=Id", 10000+i), "")
				ids = append(ids, fmt.Sprint(r.json["Id"]))
			}
			i := 0
			for b.Loop() {
				i++
				if s := c.do("PATCH", "/Users("+ids[i%100]+")", fmt.Sprintf(`{"FirstName":"N%d"}`, i)).status; s != 204 {
					b.Fatal(s)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	seed := large(10_000)
	for b.Loop() {
		if _, err := New(seed, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
