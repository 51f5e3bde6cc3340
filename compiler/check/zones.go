package check

import (
	"fmt"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// zones wants time zones of the organization and of departments that exist.
// Those of windows are looked at with the windows.
func zones(r *run) {
	r.zone(r.site.Organization.Timezone, path("organization", "timezone"), diag.Pos{})
	for i := range r.site.Departments {
		d := &r.site.Departments[i]
		r.zone(d.Timezone, path("departments", d.ID, "timezone"), d.Pos)
	}
}

func (r *run) zone(f model.Field[string], path string, at diag.Pos) {
	if name := f.Or(""); name != "" && !knownZone(name) {
		r.fail(problem{code: diag.NoSuchZone, path: path, at: at,
			message: fmt.Sprintf("there is no time zone %q", name), hint: "write it as the IANA does, such as Europe/Paris"})
	}
}

func knownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}
