package sim

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// FuzzDecode: whatever is sent as parameters is read without harm, the same twice,
// and what was read can be written as JSON.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"FILTER[ID][0]=7", "a[]=1&a[]=2&a[x][]=3", "a[b=1", "a]b=1", "[a]=1", "=1", "&&", "a.b c[d e]=f", "a[%5D]=1", "%zz=%", "a=+%2B", "a[0]=1&a=2&a[0]=3", "a" + strings.Repeat("[b]", 70) + "=1",
		`{"a":{"b":[1,2.5,true,null,"x"]}}`, `{"a":`, `[1,[2,{"3":4}]]`, `"x"`, strings.Repeat("[", 600), `{"0":1,"1":2}`, `{"a":1,"a":2}`, "a[9223372036854775807]=1&a[]=2"} {
		f.Add(s, s, formKind)
		f.Add("", s, jsonKind)
		f.Add("", s, "multipart/form-data; boundary=b")
	}
	f.Fuzz(func(t *testing.T, query, body, kind string) {
		read := func() *array {
			r := &http.Request{URL: &url.URL{RawQuery: query}, Header: http.Header{"Content-Type": {kind}}}
			return decode(r, []byte(body))
		}
		once, again := encode(read()), encode(read())
		if !bytes.Equal(once, again) {
			t.Errorf("read as %s and as %s", once, again)
		}
		if !json.Valid(once) {
			t.Errorf("not JSON: %s", once)
		}
		read().upper()
		plain(read())
	})
}

// FuzzCall: whatever is asked of whatever method, alone or in a batch, it is
// answered, in JSON, by no crash; and what does not write changes nothing.
func FuzzCall(f *testing.F) {
	w, err := New([]byte(people), Options{Quirks: map[string]string{"bucket": "off", "edition": onPremise, "module": "true"}})
	if err != nil {
		f.Fatal(err)
	}
	for name := range w.methods {
		for _, q := range []string{"", "ID=7&USER_ID=7&GROUP_ID=1&NAME=x", "FILTER[>ID]=x&start=-1&SORT[]=a&ORDER=DESC", "USER_ID[][]=1&ACCESS[]=SG1_&ID[]=7&PARENT[]=1", "FILTER=x&fields=y&params[]=z&PERMISSIONS[A][]=1&cmd=x", "UF_DEPARTMENT[a]=b&UF_PHONE_INNER[]=1&EMAIL[]=x&start=999999999999999999999"} {
			f.Add(name, q)
		}
	}
	f.Add("batch", "cmd[a]=user.get&cmd[b]=user.update?ID=$result[a][0][ID]%26NAME=$result[a][$result[a]]&halt=x")
	f.Fuzz(func(t *testing.T, method, query string) {
		w, err := New([]byte(people), Options{Quirks: map[string]string{"bucket": "off", "edition": onPremise, "module": "true"}})
		if err != nil {
			t.Fatal(err)
		}
		before, _ := w.Save()
		r := &http.Request{Method: http.MethodPost, URL: &url.URL{Path: "/rest/1/patchbay/" + strings.ReplaceAll(method, "/", ""), RawQuery: query}, Header: http.Header{}, Body: http.NoBody}
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if strings.HasPrefix(rec.Header().Get("Content-Type"), "application/json") && !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s?%s: %s", method, query, rec.Body.Bytes())
		}
		after, err := w.Save()
		if err != nil {
			t.Fatal(err)
		}
		if !w.Mutating(r, nil) && !bytes.Equal(before, after) {
			t.Errorf("%s?%s changed the world and is no write:\n%s\n%s", method, query, before, after)
		}
		if _, err := New(after, Options{}); err != nil {
			t.Errorf("%s?%s leaves a world that does not load: %v", method, query, err)
		}
	})
}

// FuzzSeed: a seed makes a world or is refused; what a world saves it loads again
// as the same.
func FuzzSeed(f *testing.F) {
	for _, s := range []string{"", "{}", "[]", everything, people, circles, boxed, `{"users":[{}]}`, `{"users":[{"ID":"1","UF_DEPARTMENT":"x","ACTIVE":[],"USER_GROUPS":{}}]}`, `{"workgroups":[{"MEMBERS":[1,{"USER_ID":[]}],"OWNER_ID":{}}]}`, `{"nextIds":{"users":-5}}`,
		`{"departments":[{"PARENT":"1"}]}`, `{"departments":[]}`, `{"roles":[]}`, `{"lines":null,"quirks":null,"users":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, seed []byte) {
		w, err := New(seed, Options{})
		if err != nil {
			return
		}
		simtest.Reloads(t, w, loaded)
	})
}
