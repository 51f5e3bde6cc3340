package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

func (r *raising) users() {
	held := owned(r.s.OfKind(Licence))
	numbers := owned(r.s.OfKind(Association))
	field := "extension"
	if r.s.Profile.Edition == ProductHub {
		numbers, field = owned(r.s.OfKind(Subscriber)), "shortNumber"
	}
	r.each(User, func(o *state.Object) {
		id, ok := r.user(o.Key)
		if !ok {
			r.left["users whose login is no e-mail address"]++
			return
		}
		t := raised.Take(r.schema, o)
		t.Done["loginEmail"] = true
		u := model.User{Object: model.Object{ID: id}, Email: model.Of(o.Key), FirstName: t.Text("firstName", nil), LastName: t.Text("lastName", nil),
			JobTitle: t.Text("jobTitle", nil), Mobile: t.Text("mobile", raised.IsE164), Language: t.Text("language", languageTag.MatchString), Enabled: t.Bool("isActive")}
		if title := t.Text("department", nil); title.Managed() {
			u.Department = model.Of(r.department(title.Or("")))
		}
		r.position(t, &u)
		r.licences(&u, held[o.Key])
		r.extension(&u, numbers[o.Key], field)
		u.Native = t.Native(r.s.Target)
		r.site.Users = append(r.site.Users, u)
	})
}

// owned are objects by the user that they belong to.
func owned(objects []state.Object) map[string][]*state.Object {
	out := map[string][]*state.Object{}
	for i := range objects {
		email := objects[i].Get("user").Text()
		out[email] = append(out[email], &objects[i])
	}
	return out
}

// position is the administrator's. Others of the vendor's words stay under native.
func (r *raising) position(t raised.Taking, u *model.User) {
	for _, word := range []string{"companyAdmin", "siteAdmin"} {
		if t.Object.Get("adminType").Text() == positions[word] {
			u.Position = map[string]string{r.s.Target: word}
			t.Done["adminType"] = true
		}
	}
}

// licences are written where a site has a word for all of them.
func (r *raising) licences(u *model.User, held []*state.Object) {
	out := map[string]string{}
	for _, o := range held {
		offer := o.Get("offer").Text()
		if !slices.Contains([]string{Business, Enterprise, Attendant}, offer) {
			r.left["users with licences that a site has no word for, such as "+offer]++
			return
		}
		out[offer] = "true"
	}
	if len(out) > 0 {
		u.Licences = out
	}
}

// extension is the only one of a user.
func (r *raising) extension(u *model.User, numbers []*state.Object, field string) {
	switch {
	case len(numbers) == 0:
	case len(numbers) > 1:
		r.left["users with several extensions"]++
	case !isExtension(numbers[0].Get(field).Text()):
		r.left["users with an extension that is not all digits"]++
	default:
		u.Extension = model.Of(numbers[0].Get(field).Text())
	}
}

// isExtension reports whether a site may write n as an extension.
func isExtension(n string) bool { return raised.Digits(n) && len(n) <= 20 }
