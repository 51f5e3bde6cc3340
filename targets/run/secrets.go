package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// clean takes the secrets that were fetched out of a text.
func (j *Job) clean(text string) string {
	if j.Secrets == nil {
		return text
	}
	return j.Secrets.Redactor.String(text)
}

// cleaned is an error that says nothing secret.
func (j *Job) cleaned(err error) error {
	if j.Secrets == nil {
		return err
	}
	return j.Secrets.Redactor.Error(err)
}

// credentials are what the target is opened with.
func (s *stage) credentials(ctx context.Context) (map[string]string, error) {
	if len(s.target.Credentials) == 0 {
		return nil, nil
	}
	out, err := s.Secrets.All(ctx, resolve.Path("targets", s.target.ID, "credentials"), s.target.Credentials)
	if errors.Is(err, secret.ErrMissing) || errors.Is(err, secret.ErrEmpty) {
		return nil, advised{err, s.whereSecrets()}
	}
	return out, err
}

// keep puts a credential that the vendor replaced where the site keeps it.
func (s *stage) keep(name, value string) error {
	ref, ok := s.target.Credentials[name]
	if !ok {
		return nil // of a simulator, which hands them out
	}
	return s.Secrets.Replace(resolve.Path("targets", s.target.ID, "credentials", name), ref, value)
}

// whereSecrets says what to do about credentials that are not there.
func (s *stage) whereSecrets() string {
	hint := "the site says only where they are kept"
	for _, name := range slices.Sorted(maps.Keys(s.target.Credentials)) {
		if pos := s.target.Credentials[name].Pos; !pos.IsZero() {
			return fmt.Sprintf("%s, in %s: set or put them there", hint, pos)
		}
	}
	return hint + ": set or put them there"
}

// secretNamed fetches the secrets that are named by their canonical path.
func (s *stage) secretNamed(ctx context.Context) func(string) (string, error) {
	return s.secretBy(func(path string, ref model.Secret) (string, error) { return s.Secrets.Get(ctx, path, ref) })
}

// secretMade is secretNamed for steps that are carried out: what is to be made and
// is not there yet is made.
func (s *stage) secretMade(ctx context.Context) func(string) (string, error) {
	return s.secretBy(func(path string, ref model.Secret) (string, error) { return s.Secrets.Make(ctx, path, ref) })
}

func (s *stage) secretBy(get func(path string, ref model.Secret) (string, error)) func(string) (string, error) {
	return func(path string) (string, error) {
		ref, ok := secretAt(s.Site.Site, path)
		if !ok {
			return "", fmt.Errorf("%s: %w: the site has no such secret", path, secret.ErrMissing)
		}
		return get(path, ref)
	}
}

// learn fetches the secrets of a section before anything is sent, and makes those
// that are to be made, so that they are known wherever a target repeats them. What is not there is told of when a
// step asks for it.
func (s *stage) learn(section *plan.Section, secret func(string) (string, error)) {
	for i := range section.Steps {
		section.Steps[i].Args.Walk(func(_ string, v any) {
			if name, ok := v.(plan.SecretOf); ok {
				_, _ = secret(name.Name)
			}
		})
	}
}

// secretAt finds a reference in the site: users.bob.voicemail.pin,
// devices.desk.password.
func secretAt(site *model.Site, path string) (model.Secret, bool) {
	parts := model.SplitPath(path)
	if len(parts) < 3 {
		return model.Secret{}, false
	}
	var found *model.Secret
	switch parts[0] + "." + parts[len(parts)-1] {
	case "users.pin":
		if u, ok := model.Find(site.Users, parts[1]); ok && u.Voicemail != nil {
			found = u.Voicemail.PIN
		}
	case "devices.password":
		if d, ok := model.Find(site.Devices, parts[1]); ok {
			found = d.Password
		}
	}
	if found == nil {
		return model.Secret{}, false
	}
	return *found, true
}
