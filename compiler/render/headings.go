package render

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// remarkView is a heading with what drivers and the comparison have to say that
// belongs under it.
type remarkView struct {
	title string
	list  diag.List
}

// remarkable sorts diagnostics of a section under headings: what the target
// cannot hold, what is lost on the way, and whatever else there is to know.
func remarkable(target string, found diag.List) []remarkView {
	out := []remarkView{
		{title: "What " + safe(target) + " cannot hold as the site says it"},
		{title: "What goes along on " + safe(target) + ", and is not put back"},
		{title: "Worth knowing"},
	}
	for _, d := range alike(found.Sorted()) {
		i := headings[d.Code]
		out[i].list = append(out[i].list, d)
	}
	n := 0
	for _, v := range out {
		if len(v.list) > 0 {
			out[n], n = v, n+1
		}
	}
	return out[:n]
}

// headings are the places of codes that are no loss.
var headings = map[diag.Code]int{
	diag.LostByNumber:    1,
	diag.NumberInherited: 1,

	diag.ProfileAssumed: 2, diag.ProfileDiffers: 2, diag.HalfGranted: 2, diag.LeavesHome: 2, diag.NeedsCompanion: 2,
	diag.NotWhollyRead: 2, diag.ExternalDiffers: 2, diag.RecordedMoved: 2, diag.FixedUnseen: 2, diag.ReleasedNoWord: 2, diag.ReleasedFixed: 2,
	diag.ReleasedUnknown: 2, diag.BreakGlassIdle: 2, diag.GuardsNarrow: 2, diag.OtherLength: 2,
	diag.AttestedElse: 2, diag.AttestedAged: 2, diag.NotAttested: 2,
}

// alike joins notices that say the same of several places, so that a role or a
// department more is not two lines more: the first stays and names the others.
func alike(found diag.List) diag.List {
	type said struct{ code, target, message, hint string }
	first := map[said]int{}
	var out diag.List
	others := map[int][]string{}
	for _, d := range found {
		key := said{string(d.Code), d.Target, d.Message, d.Hint}
		i, twice := first[key]
		if d.Severity != diag.Notice || !twice || d.At().IsZero() {
			first[key] = len(out)
			out = append(out, d)
			continue
		}
		others[i] = append(others[i], d.At().String())
	}
	for i := range out {
		if list := others[i]; len(list) > 0 {
			out[i].Message += fmt.Sprintf(" (and %s)", some(list, 5))
		}
	}
	return out
}
