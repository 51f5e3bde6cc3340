package render

import (
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

func TestReport(t *testing.T) {
	r := Report{Target: "pbx", Type: "3cx", Run: "r1", Ending: "partly", Done: 1, Failed: 1, Skipped: 1, Manual: 1, Awaiting: 1, Moved: []string{"user/101.Mobile: expected a, found b"},
		Steps: []ReportStep{{Title: "create Alice", Outcome: "done"}, {Title: "create Bob", Outcome: "refused", Error: "409: number in use", Hint: "choose another"},
			{Title: "add Bob to Sales", Outcome: "skipped", Because: "create Bob"}, {Title: "order a line", Outcome: "by hand", Number: 3, Manual: &plan.ManualWork{Where: []string{"Console", "Lines"}, Do: []plan.Edit{{Field: "Line", To: "7"}}}},
			{Title: "use the line", Outcome: "awaits", Because: "order a line", Awaits: 3}}}
	golden(t, "report.txt", ReportText([]Report{r, {Target: "tel", Ending: "stale"}}, Options{}))
	golden(t, "report_full.txt", ReportText([]Report{r}, Options{Full: true}))
}

func TestJournal(t *testing.T) {
	at := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	golden(t, "journal.txt", JournalText("pbx", "r1", []JournalLine{{At: at, Event: "intent", Steps: []string{"create user/101"}},
		{At: at, Event: "outcome", Steps: []string{"create user/101"}, Outcome: "done"}, {At: at, Event: "end", Outcome: "applied"}}, Options{}))
}
