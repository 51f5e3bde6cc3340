package rainbow

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// TestDoubts: what speaks against a list, page by page by offset. Each is asked for
// twice before it is said.
func TestDoubts(t *testing.T) {
	for name, x := range map[string]struct {
		pages map[string]string
		doubt string
	}{
		"whole":       {map[string]string{"0": `{"data":[{"id":"a"},{"id":"b"}],"total":3}`, "2": `{"data":[{"id":"c"}],"total":3}`}, ""},
		"short":       {map[string]string{"0": `{"data":[{"id":"a"},{"id":"b"}],"total":3}`, "2": `{"data":[],"total":3}`}, "2 of 3 PBXs"},
		"overlapping": {map[string]string{"0": `{"data":[{"id":"a"},{"id":"b"}],"total":3}`, "2": `{"data":[{"id":"b"}],"total":3}`}, "overlap"},
		"growing":     {map[string]string{"0": `{"data":[{"id":"a"},{"id":"b"}],"total":3}`, "2": `{"data":[{"id":"c"}],"total":4}`}, "went from 3 to 4"},
		"no total":    {map[string]string{"0": `{"data":[{"id":"a"}]}`}, "does not say"},
		"no id":       {map[string]string{"0": `{"data":[{"name":"a"}],"total":1}`}, "no id"},
		"without end": {map[string]string{"0": `{"data":[{"id":"a"}],"total":900000000000}`}, "error"},
		"no list":     {map[string]string{"0": `{"data":{"id":"a"},"total":1}`}, "error"},
	} {
		asked := 0
		net := answering(func(r *http.Request) (*http.Response, error) {
			asked++
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(x.pages[r.URL.Query().Get("offset")]))}, nil
		})
		base, _ := url.Parse("https://rainbow.example")
		c := &conn{known: newNames(), counts: map[string]int{}}
		c.limit.Store(longPage)
		c.api = &api{client: &rest.Client{Base: base, Transport: net, Message: message}, auth: apiKey{}, slots: make(chan struct{}, 1)}
		d := newDirectory()
		l := d.pbxList(c)
		c.whole(t.Context(), l)
		switch {
		case x.doubt == "error":
			if !errors.Is(l.err, targets.ErrProtocol) {
				t.Errorf("%s: %v", name, l.err)
			}
		case x.doubt == "" && (l.doubt != "" || l.err != nil || len(d.pbxs) != 3 || asked != 2):
			t.Errorf("%s: %q %v, %d rows, %d requests", name, l.doubt, l.err, len(d.pbxs), asked)
		case !strings.Contains(l.doubt, x.doubt):
			t.Errorf("%s: %q, want %q", name, l.doubt, x.doubt)
		}
	}
}
