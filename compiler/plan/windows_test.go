package plan_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

func schedule(windows ...plan.Window) *plan.Schedule {
	return &plan.Schedule{Outside: plan.Refuse, Windows: windows}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestOpen: Europe/Paris is UTC+1, from 29 March to 25 October 2026 UTC+2, when
// clocks go from 2:00 to 3:00 and back from 3:00 to 2:00.
func TestOpen(t *testing.T) {
	day := plan.Window{Name: "day", From: "12:00", To: "14:00", Zone: "UTC"}
	night := plan.Window{Name: "night", Days: []string{"tue", "wed"}, From: "22:00", To: "06:00", Zone: "Europe/Paris"}
	skipped := plan.Window{Name: "skipped", From: "02:30", To: "04:00", Zone: "Europe/Paris"}
	inGap := plan.Window{Name: "gap", From: "02:10", To: "02:50", Zone: "Europe/Paris"}
	weekend := plan.Window{Name: "weekend", Days: []string{"sat"}, From: "00:00", To: "00:00", Zone: "America/New_York"}
	for _, c := range []struct {
		name   string
		in     *plan.Schedule
		at     string
		open   string // its window; "" is none
		until  string
		next   string // its window
		opens  string
		noNext bool
	}{
		{name: "inside", in: schedule(day), at: "2026-11-24T13:00:00Z", open: "day", until: "2026-11-24T14:00:00Z", next: "day", opens: "2026-11-25T12:00:00Z"},
		{name: "the first moment", in: schedule(day), at: "2026-11-24T12:00:00Z", open: "day", until: "2026-11-24T14:00:00Z", next: "day", opens: "2026-11-25T12:00:00Z"},
		{name: "the last moment is outside", in: schedule(day), at: "2026-11-24T14:00:00Z", next: "day", opens: "2026-11-25T12:00:00Z"},
		{name: "before midnight", in: schedule(night), at: "2026-11-24T22:00:00Z", open: "night", until: "2026-11-25T05:00:00Z", next: "night", opens: "2026-11-25T21:00:00Z"},
		{name: "past midnight", in: schedule(night), at: "2026-11-26T04:59:59Z", open: "night", until: "2026-11-26T05:00:00Z", next: "night", opens: "2026-12-01T21:00:00Z"},
		{name: "past midnight of a day on which none begins", in: schedule(night), at: "2026-11-24T04:00:00Z", next: "night", opens: "2026-11-24T21:00:00Z"},
		{name: "a moment elsewhere", in: schedule(night), at: "2026-11-24T16:30:00-05:00", open: "night", until: "2026-11-25T05:00:00Z", next: "night", opens: "2026-11-25T21:00:00Z"},
		{name: "from midnight to midnight", in: schedule(weekend), at: "2026-11-22T04:59:00Z", open: "weekend", until: "2026-11-22T05:00:00Z", next: "weekend", opens: "2026-11-28T05:00:00Z"},
		{name: "the first of several", in: schedule(day, night), at: "2026-11-24T15:00:00Z", next: "night", opens: "2026-11-24T21:00:00Z"},
		{name: "the longest of several", in: schedule(plan.Window{Name: "a", From: "12:00", To: "13:00", Zone: "UTC"}, day), at: "2026-11-24T12:30:00Z", open: "day", until: "2026-11-24T14:00:00Z", next: "a", opens: "2026-11-25T12:00:00Z"},
		{name: "none at all", in: schedule(), at: "2026-11-24T12:30:00Z", noNext: true},

		{name: "begins when clocks go forward", in: schedule(skipped), at: "2026-03-29T00:59:59Z", next: "skipped", opens: "2026-03-29T01:00:00Z"},
		{name: "has begun when clocks went forward", in: schedule(skipped), at: "2026-03-29T01:00:00Z", open: "skipped", until: "2026-03-29T02:00:00Z", next: "skipped", opens: "2026-03-30T00:30:00Z"},
		{name: "lies in what is skipped", in: schedule(inGap), at: "2026-03-29T01:00:00Z", next: "gap", opens: "2026-03-30T00:10:00Z"},
		{name: "ends an hour sooner by the sun", in: schedule(plan.Window{Name: "n", From: "22:00", To: "06:00", Zone: "Europe/Paris"}), at: "2026-03-29T03:59:00Z", open: "n", until: "2026-03-29T04:00:00Z", next: "n", opens: "2026-03-29T20:00:00Z"},

		{name: "begins at the later of two", in: schedule(skipped), at: "2026-10-25T01:29:00Z", next: "skipped", opens: "2026-10-25T01:30:00Z"},
		{name: "begins at the later of two, now", in: schedule(skipped), at: "2026-10-25T01:30:00Z", open: "skipped", until: "2026-10-25T03:00:00Z", next: "skipped", opens: "2026-10-26T01:30:00Z"},
		{name: "ends at the sooner of two", in: schedule(plan.Window{Name: "n", From: "22:00", To: "02:30", Zone: "Europe/Paris"}), at: "2026-10-25T00:30:00Z", next: "n", opens: "2026-10-25T21:00:00Z"},
		{name: "is in between", in: schedule(plan.Window{Name: "n", From: "22:00", To: "02:30", Zone: "Europe/Paris"}), at: "2026-10-25T00:29:00Z", open: "n", until: "2026-10-25T00:30:00Z", next: "n", opens: "2026-10-25T21:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := moment(t, c.at)
			open, err := c.in.Open(at)
			if err != nil {
				t.Fatal(err)
			}
			if got, until := opening(open, false); got != c.open || until != c.until {
				t.Errorf("open: %s until %s, want %s until %s", got, until, c.open, c.until)
			}
			next, err := c.in.Next(at)
			if err != nil {
				t.Fatal(err)
			}
			if got, opens := opening(next, true); got != c.next || opens != c.opens || (next == nil) != c.noNext {
				t.Errorf("next: %s at %s, want %s at %s", got, opens, c.next, c.opens)
			}
		})
	}
}

// opening is a window's name and when it opens or shuts.
func opening(o *plan.Opening, opens bool) (name, at string) {
	if o == nil {
		return "", ""
	}
	end := o.To
	if opens {
		end = o.From
	}
	return o.Window, end.UTC().Format(time.RFC3339)
}

func TestUnknownZone(t *testing.T) {
	for _, zone := range []string{"Europe/Nowhere", "Local"} {
		s := schedule(plan.Window{Name: "night", From: "22:00", To: "06:00", Zone: zone})
		if _, err := s.Open(time.Unix(0, 0)); !errors.Is(err, plan.ErrNoZone) {
			t.Errorf("%s: open: %v", zone, err)
		}
		if _, err := s.Next(time.Unix(0, 0)); !errors.Is(err, plan.ErrNoZone) {
			t.Errorf("%s: next: %v", zone, err)
		}
	}
	s := schedule(plan.Window{Name: "night", From: "25:00", To: "06:00", Zone: "UTC"})
	if _, err := s.Open(time.Unix(0, 0)); err == nil {
		t.Error("a time that is none is taken for one")
	}
}

// TestNextOpens: at the next opening a window is open, a moment before and at its
// end it is not, unless another one is.
func TestNextOpens(t *testing.T) {
	zones := []string{"UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "America/Sao_Paulo"}
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	rapid.Check(t, func(t *rapid.T) {
		clock := rapid.StringMatching(`([01][0-9]|2[0-3]):[0-5][0-9]`)
		w := plan.Window{Name: "w", Days: rapid.SliceOfDistinct(rapid.SampledFrom(days), rapid.ID[string]).Draw(t, "days"),
			From: clock.Draw(t, "from"), To: clock.Draw(t, "to"), Zone: rapid.SampledFrom(zones).Draw(t, "zone")}
		at := time.Unix(rapid.Int64Range(946684800, 1893456000).Draw(t, "at"), 0)
		s := schedule(w)
		next, err := s.Next(at)
		if err != nil {
			t.Fatal(err)
		}
		if next == nil {
			t.Fatalf("%+v never opens after %s", w, at.UTC())
		}
		if !next.From.After(at) || !next.From.Before(next.To) || next.To.Sub(next.From) > 25*time.Hour {
			t.Fatalf("%+v opens at %s until %s, seen from %s", w, next.From, next.To, at)
		}
		for _, c := range []struct {
			at   time.Time
			open bool
		}{{next.From, true}, {next.To.Add(-time.Nanosecond), true}} {
			if o, err := s.Open(c.at); err != nil || (o != nil) != c.open {
				t.Fatalf("%+v at %s: %v, %v", w, c.at, o, err)
			}
		}
		if o, err := s.Open(next.To); err != nil || o != nil && !o.From.Equal(next.To) {
			t.Fatalf("%+v at its end %s: %v, %v", w, next.To, o, err)
		}
	})
}
