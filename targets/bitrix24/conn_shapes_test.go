package bitrix24

import (
	"net/http"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// TestModuleOfAnotherVersion: which pairs it knows is kept beside its version,
// whichever of the two comes first.
func TestModuleOfAnotherVersion(t *testing.T) {
	for _, raw := range []string{`{"VERSION":"2","PAIRS":["CALL.PERFORM"]}`, `{"PAIRS":["CALL.PERFORM"],"VERSION":"2"}`} {
		p := state.Profile{Modules: map[string]bool{}}
		if err := (&conn{}).findModule(&p, answer{raw: []byte(`{"isExisting":true}`)}, answer{raw: []byte(raw)}); err != nil {
			t.Fatal(err)
		}
		if got := pairsOf(p); len(got) != 1 || p.Facts["local module"] != "2" {
			t.Errorf("%s: %d pairs, %v", raw, len(got), p.Facts)
		}
	}
}

// TestTogether: a call that is several commands is refused where all of them are,
// and else nobody knows.
func TestTogether(t *testing.T) {
	refused := &rest.Error{Kind: targets.ErrInvalid, Status: http.StatusBadRequest, Sent: true}
	broken := &rest.Error{Kind: targets.ErrProtocol, Status: http.StatusInternalServerError, Sent: true}
	away := &rest.Error{Kind: targets.ErrLimited, Status: http.StatusTooManyRequests}
	for _, x := range []struct {
		name string
		errs []error
		want targets.Outcome
	}{
		{"all done", []error{nil, nil}, targets.Done}, {"nothing asked", nil, targets.Done}, {"all refused", []error{refused, refused}, targets.Refused}, {"half refused", []error{nil, refused}, targets.OutcomeUnknown},
		{"all turned away", []error{away, away}, targets.NotSent}, {"one turned away, one broken", []error{away, broken}, targets.OutcomeUnknown}, {"one refused, one broken", []error{refused, broken}, targets.OutcomeUnknown},
	} {
		var got []answer
		for _, err := range x.errs {
			got = append(got, answer{err: err})
		}
		if r := together(got); r.Outcome != x.want || (r.Err == nil) != (x.want == targets.Done) {
			t.Errorf("%s: %v, want %v", x.name, r, x.want)
		}
	}
}

// TestTotalThatLies: a total that a page goes beyond is not the number of rows
// (some listings of the portal always say 50).
func TestTotalThatLies(t *testing.T) {
	rows := "[" + `{"ID":"1"},{"ID":"2"}]`
	for _, x := range []struct {
		total, next int
		doubted     bool
	}{{2, 0, false}, {2, 2, true}, {-1, 2, true}} {
		d := &directory{userAt: map[string]int{}}
		l := d.userList()
		l.seen, l.total = map[string]bool{}, -1
		l.take(answer{raw: []byte(rows), total: x.total, next: x.next}, 0)
		l.judge()
		if (l.doubt != "") != x.doubted {
			t.Errorf("total %d, next %d: doubt %q", x.total, x.next, l.doubt)
		}
	}
}
