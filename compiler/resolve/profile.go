package resolve

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Offline is the profile that the site gives a target. What the site does not
// say is left open, which drivers take for the fullest. Words among the target's
// options are facts, by their paths ("permissionKeys.silent_monitor").
func Offline(t *model.Target) state.Profile {
	p := state.Profile{Version: t.Profile.Version.Or(""), Edition: t.Profile.Edition.Or(""), Tenant: t.Tenant.Or(""),
		Limits: t.Profile.Licences, Modules: t.Profile.Modules, Facts: words("", t.Options, nil)}
	p.Assumed = p.Version == "" || p.Edition == ""
	return p
}

// words are the texts among options, by their paths; nil is none.
func words(above string, options map[string]any, out map[string]string) map[string]string {
	for _, name := range ids(options) {
		switch v := options[name].(type) {
		case string:
			if out == nil {
				out = map[string]string{}
			}
			out[above+name] = v
		case map[string]any:
			out = words(above+name+".", v, out)
		}
	}
	return out
}

// assumptions says so when the profile rests on nobody's word.
func (d *Desired) assumptions() diag.List {
	if !d.Profile.Assumed {
		return nil
	}
	var open []string
	if d.Profile.Version == "" {
		open = append(open, "version")
	}
	if d.Profile.Edition == "" && !d.Caps.OneEdition {
		open = append(open, "edition")
	}
	if len(open) == 0 {
		return nil
	}
	return diag.List{{Code: diag.ProfileAssumed, Severity: diag.Notice, Target: d.Target.ID, Path: Path("targets", d.Target.ID, "profile"), Pos: at(d.Target.Pos),
		Message: fmt.Sprintf("the site does not say what target %s is (%s): the fullest is assumed", d.Target.ID, strings.Join(open, ", ")),
		Hint:    fmt.Sprintf("write targets.%s.profile to check against what is really there", label(d.Target.ID))}}
}

// Confirm holds what a probe found against what the site says. The probe is
// what the target is; where the site says otherwise, everything that was
// checked offline was checked against something else, and that is an error.
// A version agrees when the site's is a leading part of it: 20.0 and 20.0.10.
func Confirm(t *model.Target, probed state.Profile) diag.List {
	var out diag.List
	differs := func(field, said, found string) {
		out.Add(diag.Diagnostic{Code: diag.ProfileDiffers, Severity: diag.Error, Target: t.ID, Path: Path("targets", t.ID, "profile", field), Pos: at(t.Pos),
			Message: fmt.Sprintf("the site says that the %s of target %s is %s; the target says %s", field, t.ID, said, found),
			Hint:    fmt.Sprintf("correct targets.%s.profile.%s", label(t.ID), field)})
	}
	if v, ok := t.Profile.Version.Get(); ok && probed.Version != "" && v != probed.Version && !strings.HasPrefix(probed.Version, v+".") {
		differs("version", v, probed.Version)
	}
	if e, ok := t.Profile.Edition.Get(); ok && probed.Edition != "" && !strings.EqualFold(e, probed.Edition) {
		differs("edition", e, probed.Edition)
	}
	for _, name := range ids(t.Profile.Licences) {
		if n, ok := probed.Limits[name]; ok && n < t.Profile.Licences[name] {
			differs("licences", fmt.Sprintf("%d × %s", t.Profile.Licences[name], name), fmt.Sprint(n))
		}
	}
	for _, name := range ids(t.Profile.Modules) {
		if on, ok := probed.Modules[name]; ok && !on && t.Profile.Modules[name] {
			differs("modules", name, "it is not there")
		}
	}
	return out
}
