package bitrix24

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
)

// reads are the requests that change nothing: batches of methods that read, by a
// webhook or by an application, and the exchange of a refresh token, which is a
// GET. The exchange replaces the token at the vendor's; no other thing does.
var reads = []targets.ReadRule{
	{Method: http.MethodPost, Path: "/rest/*/*/batch", Body: onlyReads},
	{Method: http.MethodPost, Path: "/rest/batch", Body: onlyReads},
	{Method: http.MethodGet, Path: "/oauth/token/"},
}

// onlyReads reports whether a body is a batch of methods that read, and can be
// taken for nothing else: PHP reads JSON, forms and parts of a message by the
// content type, and of two members of one name the last.
func onlyReads(body []byte) bool {
	if bytes.ContainsFunc(body, func(r rune) bool { return r < ' ' || r == '&' }) || !bytes.HasPrefix(body, []byte(`{"`)) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(body))
	seen := map[string]bool{}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for d.More() {
		name, ok := member(d, seen)
		if !ok || !fits(d, name) {
			return false
		}
	}
	if t, err := d.Token(); err != nil || t != json.Delim('}') || d.More() {
		return false
	}
	_, err := d.Token()
	return err != nil && seen["cmd"] // nothing comes behind it
}

// member takes a name that did not come before.
func member(d *json.Decoder, seen map[string]bool) (string, bool) {
	t, err := d.Token()
	name, ok := t.(string)
	if err != nil || !ok || seen[name] {
		return "", false
	}
	seen[name] = true
	return name, true
}

// fits takes the value of one of the three members that a batch of ours has.
func fits(d *json.Decoder, name string) bool {
	switch name {
	case "auth":
		t, err := d.Token()
		_, ok := t.(string)
		return err == nil && ok
	case "halt":
		t, err := d.Token()
		n, ok := t.(float64)
		return err == nil && ok && n == 0
	case "cmd":
		return commandsRead(d)
	}
	return false
}

func commandsRead(d *json.Decoder) bool {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	seen := map[string]bool{}
	for n := 0; d.More(); n++ {
		if _, ok := member(d, seen); !ok || n >= batchSize {
			return false
		}
		t, err := d.Token()
		text, ok := t.(string)
		method, _, _ := strings.Cut(text, "?")
		if err != nil || !ok || !readers[method] {
			return false
		}
	}
	_, err := d.Token()
	return err == nil
}
