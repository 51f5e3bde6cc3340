package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// large is a seed of n users in fifty departments.
func large(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"departments":[{"ID":"1","NAME":"Company"}`)
	for i := range 50 {
		fmt.Fprintf(&b, `,{"ID":"%d","NAME":"D%d","PARENT":"1"}`, i+2, i)
	}
	b.WriteString(`],"users":[{"ID":"1","ADMIN":true,"EMAIL":"admin@acme.example","UF_DEPARTMENT":[1]}`)
	for i := range n - 1 {
		ext := ""
		if i < 9000 {
			ext = fmt.Sprint(1000 + i)
		}
		fmt.Fprintf(&b, `,{"ID":"%d","NAME":"N%d","LAST_NAME":"L%d","EMAIL":"u%d@acme.example","UF_DEPARTMENT":[%d],"UF_PHONE_INNER":"%s","WORK_PHONE":"+44 20 7946 %04d"}`, i+2, i, i, i, i%50+2, ext, i%10000)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// overTCP serves a world and returns how to post a form to a method of it.
func overTCP(b *testing.B, seed []byte, file string) func(method, form string) []byte {
	run, err := Start(context.Background(), seed, Options{Serving: simhttp.Serving{File: file}, Quirks: map[string]string{"bucket": "off", "operating": "off"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { run.Close() })
	return func(method, form string) []byte {
		resp, err := http.Post(run.Ready.Credentials["webhook"]+method, formKind, strings.NewReader(form))
		if err != nil {
			b.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(`"result_error":[]`)) && method == batchMethod {
			b.Fatalf("%v %d %.300s", err, resp.StatusCode, body)
		}
		return body
	}
}

// BenchmarkReadUsers reads 10,000 users in four batches of fifty pages.
func BenchmarkReadUsers(b *testing.B) {
	seed := large(10_000)
	for name, page := range map[string]string{
		"by offset": "user.get%%3Fstart%%3D%d",
		"by cursor": "user.get%%3Fstart%%3D-1%%26FILTER%%5B%%3EID%%5D%%3D%d",
		"filtered":  "user.get%%3FFILTER%%5BACTIVE%%5D%%3DY%%26start%%3D%d",
	} {
		b.Run(name, func(b *testing.B) {
			post := overTCP(b, seed, "")
			for b.Loop() {
				for batch := range 4 {
					var form []string
					for i := range 50 {
						form = append(form, fmt.Sprintf("cmd[p%d]="+page, i, (batch*50+i)*50))
					}
					post(batchMethod, strings.Join(form, "&"))
				}
			}
		})
	}
}

// BenchmarkUpdateUsers changes fifty of 10,000 users in one batch.
func BenchmarkUpdateUsers(b *testing.B) {
	seed := large(10_000)
	for name, file := range map[string]string{"memory": "", "file": filepath.Join(b.TempDir(), "w.json")} {
		b.Run(name, func(b *testing.B) {
			post := overTCP(b, seed, file)
			n := 0
			for b.Loop() {
				var form []string
				for i := range 50 {
					n++
					form = append(form, fmt.Sprintf("cmd[u%d]=user.update%%3FID%%3D%d%%26NAME%%3DX%d", i, n%9000+2, n))
				}
				post(batchMethod, strings.Join(form, "&"))
			}
		})
	}
}

// BenchmarkFindUser looks one of 10,000 users up.
func BenchmarkFindUser(b *testing.B) {
	post := overTCP(b, large(10_000), "")
	for name, filter := range map[string]string{"ID": "FILTER[ID]=5000", "e-mail": "FILTER[EMAIL]=u4998@acme.example", "extension": "FILTER[UF_PHONE_INNER]=5998"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if body := post("user.get", filter); !bytes.Contains(body, []byte(`"total":1`)) {
					b.Fatalf("%.300s", body)
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
