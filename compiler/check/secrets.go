package check

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// secrets wants `generate` only where patchbay can make a value: one that it writes
// to a target, kept where it can put it.
func secrets(r *run) {
	for i := range r.site.Users {
		if u := &r.site.Users[i]; u.Voicemail != nil && u.Voicemail.PIN != nil {
			r.generated(*u.Voicemail.PIN, path("users", u.ID, "voicemail", "pin"))
		}
	}
	for i := range r.site.Devices {
		if d := &r.site.Devices[i]; d.Password != nil {
			r.generated(*d.Password, path("devices", d.ID, "password"))
		}
	}
	for i := range r.site.Targets {
		t := &r.site.Targets[i]
		for _, name := range ids(t.Credentials) {
			if s := t.Credentials[name]; s.Generate {
				at := path("targets", t.ID, "credentials", name)
				r.fail(problem{code: diag.SecretGiven, path: at, at: s.Pos, target: t.ID,
					message: fmt.Sprintf("%s of target %q cannot be generated: the vendor gives it, or whoever set the account up", name, t.ID),
					hint:    "take generate out, and put the value there"})
			}
		}
	}
}

func (r *run) generated(s model.Secret, at string) {
	if !s.Generate || s.File != "" || s.Age != "" {
		return
	}
	where := "a program"
	if s.Env != "" {
		where = "a variable"
	}
	r.fail(problem{code: diag.SecretNoPlace, path: at, at: s.Pos,
		message: fmt.Sprintf("%s is to be generated, and what is made cannot be kept in %s", at, where),
		hint:    `keep it in a file, file: "secrets/desk", or encrypted, age: "secrets/desk.age"`})
}
