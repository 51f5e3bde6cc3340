package sim

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// What PHP makes of a query.
func TestPairs(t *testing.T) {
	for query, want := range map[string]string{
		"a=1&a=2":             `{"a":"2"}`,
		"a[]=1&a[]=2":         `{"a":["1","2"]}`,
		"a[2]=x&a[]=y":        `{"a":{"2":"x","3":"y"}}`,
		"a[x][]=1&a[x][]=2":   `{"a":{"x":["1","2"]}}`,
		"a[][b]=1&a[][b]=2":   `{"a":[{"b":"1"},{"b":"2"}]}`,
		"a=1&a[b]=2":          `{"a":{"b":"2"}}`,
		"a[b]=1&a=2":          `{"a":"2"}`,
		"a[b=1":               `{"a_b":"1"}`,
		"a[b]c=1":             `{"a":{"b":"1"}}`,
		"a[b][c=1":            `{"a":{"b":"1"}}`,
		"a.b c=1":             `{"a_b_c":"1"}`,
		"a[b.c d]=1":          `{"a":{"b.c d":"1"}}`,
		" a=1":                `{"a":"1"}`,
		"=1&&[x]=2":           `{"_x]":"2"}`,
		"a":                   `{"a":""}`,
		"a=b=c":               `{"a":"b=c"}`,
		"a=1+2%2B3":           `{"a":"1 2+3"}`,
		"a=%zz%4&b=%41%":      `{"a":"%zz%4","b":"A%"}`,
		"FILTER%5B%3EID%5D=5": `{"FILTER":{">ID":"5"}}`,
		"a[-1]=x&a[]=y":       `{"a":{"-1":"x","0":"y"}}`,
		"a[01]=x&a[]=y":       `{"a":{"01":"x","0":"y"}}`,
		"a=" + url.QueryEscape(`q"\`+"\n\x01é\xff"): `{"a":"q\"\\\u000a\u0001é` + "\ufffd" + `"}`,
	} {
		p := newArray()
		parsePairs(p, query)
		if got := string(encode(p)); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	deep := newArray()
	parsePairs(deep, "a"+strings.Repeat("[b]", formDepth+1)+"=1&c=2")
	same(t, "nested too deeply", string(encode(deep)), `{"c":"2"}`)
}

func TestMultipart(t *testing.T) {
	body := "--b\r\nContent-Disposition: form-data; name=\"a[x]\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nfile\r\n--b\r\n\r\nnameless\r\n--b--\r\n"
	r := &http.Request{URL: &url.URL{RawQuery: "a=0&c=3"}, Header: http.Header{"Content-Type": {"multipart/form-data; boundary=b"}}}
	same(t, "parameters", string(encode(decode(r, []byte(body)))), `{"a":{"x":"1"},"c":"3"}`)
}

// Values as PHP reads them.
func TestValues(t *testing.T) {
	for in, want := range map[string]int{"7": 7, " 7x": 7, "-3": -3, "+4": 4, "x": 0, "": 0, "7.9": 7, "--1": 0} {
		if got := number(in); got != want {
			t.Errorf("%q is %d, want %d", in, got, want)
		}
	}
	for _, on := range []any{"Y", "y", "1", true, "true", 1} {
		if !yes(on) {
			t.Errorf("%v is no", on)
		}
	}
	for _, off := range []any{"N", "", "0", false, nil, 0, newArray()} {
		if yes(off) {
			t.Errorf("%v is yes", off)
		}
	}
	same(t, "null, false and true as text", text(nil)+","+text(false)+","+text(true), ",,1")
}

// The option tls names a certificate file by itself.
func TestTLSOption(t *testing.T) {
	for _, file := range []string{"", t.TempDir() + "/w.json"} {
		run, err := Start(t.Context(), nil, Options{Serving: simhttp.Serving{File: file}, Quirks: map[string]string{"tls": "true"}})
		if err != nil {
			t.Fatal(err)
		}
		pem, err := os.ReadFile(run.Ready.Certificate)
		if err != nil || !strings.HasPrefix(string(pem), "-----BEGIN CERTIFICATE-----") {
			t.Errorf("%s: %v", run.Ready.Certificate, err)
		}
		if file != "" && run.Ready.Certificate != file+".pem" {
			t.Errorf("not beside the world: %s", run.Ready.Certificate)
		}
		if hook := run.Ready.Credentials["webhook"]; !strings.HasPrefix(hook, "https://127.0.0.1:") || !strings.HasSuffix(hook, "/rest/1/patchbay/") {
			t.Errorf("webhook %s", hook)
		}
		if err := run.Close(); err != nil {
			t.Error(err)
		}
		os.Remove(run.Ready.Certificate)
	}
}
