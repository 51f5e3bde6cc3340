package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Attestation is a person's word about a target: that a manual step was done,
// or what was seen on the screen. One of Done and Observed is set.
type Attestation struct {
	Target string    `json:"target"` // the site's name for it
	Type   string    `json:"type"`
	URL    string    `json:"url,omitempty"`
	Tenant string    `json:"tenant,omitempty"` // what the plan's profile says, "" for what was only observed
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	// IDs are the vendor's, as last known, of what the word names and the API shows,
	// by reference: a thing keeps its id when it is renamed, and gets another when it
	// is made anew.
	IDs      map[string]string `json:"ids,omitempty"`
	Done     *Deed             `json:"done,omitempty"`
	Observed *Sighting         `json:"observed,omitempty"`
	Name     string            `json:"-"` // of the file it was read from
}

// Deed is a manual step of a plan that a person carried out.
type Deed struct {
	Step    string   `json:"step"`
	Title   string   `json:"title,omitempty"`
	Plan    string   `json:"plan"`  // digest of the plan's body
	About   string   `json:"about"` // what the step was about: AboutOf its target and effects
	Effects []Effect `json:"effects"`
}

// Sighting is what a person saw in the vendor's own console: by kind, natural
// key and attribute. Lists that were seen from one end to the other are whole:
// what is not among the objects was not there.
type Sighting struct {
	Objects map[string]map[string]map[string]Value `json:"objects,omitempty"`
	Whole   []Extent                               `json:"whole,omitempty"`
}

// Subject is the target that an attestation has to be about to count.
type Subject struct{ Target, Type, URL, Tenant string }

var attestationHead = Head{"patchbay.attestation", 1}

// digested is everything in an attestation but its own digest.
type digested struct {
	Head
	Attestation
}

type attestationFile struct {
	digested
	Digest string `json:"digest"`
}

// UnmarshalJSON keeps the embedded parts from being decoded each by itself.
func (f *attestationFile) UnmarshalJSON(data []byte) error {
	type plain attestationFile
	return unmarshalStrict(data, (*plain)(f))
}

// EncodeAttestation writes an attestation file, in canonical form, with the
// digest of all that it says.
func EncodeAttestation(a *Attestation) ([]byte, error) {
	body, err := Canonical(digested{attestationHead, *a})
	if err != nil {
		return nil, err
	}
	return Canonical(attestationFile{digested{attestationHead, *a}, Digest(body)})
}

// ErrChanged is an attestation that was changed after it was written.
var ErrChanged = errors.New("it was changed after it was written")

// DecodeAttestation reads an attestation file and holds it to its digest.
func DecodeAttestation(data []byte) (*Attestation, error) {
	var f attestationFile
	if err := Open(data, attestationHead, &f); err != nil {
		return nil, err
	}
	switch {
	case (f.Done == nil) == (f.Observed == nil):
		return nil, fmt.Errorf("%w: it says neither what was done nor what was seen, or both", ErrContent)
	case f.By == "" || f.At.IsZero() || strings.ContainsFunc(f.By, unicode.IsControl):
		return nil, fmt.Errorf("%w: it does not say who attests it, or when", ErrContent)
	}
	body, err := Canonical(f.digested)
	if err != nil {
		return nil, err
	}
	if Digest(body) != f.Digest {
		return nil, ErrChanged
	}
	return &f.Attestation, nil
}

// FileName is what the file of an attestation is called: by time, then by the
// beginning of its digest, so that no two people write one file.
func (a *Attestation) FileName() (string, error) {
	body, err := Canonical(digested{attestationHead, *a})
	if err != nil {
		return "", err
	}
	short := strings.TrimPrefix(Digest(body), digestPrefix)[:12]
	return a.At.UTC().Format("20060102T150405Z") + "-" + short + ".json", nil
}

// AboutOf sums what a manual step is about: the system, and what is to be there
// afterwards. Where in the console it is done, and in which words, is no part.
func AboutOf(s Subject, effects []Effect) (string, error) {
	body, err := Canonical(map[string]any{"type": s.Type, "url": s.URL, "tenant": s.Tenant, "effects": bareEffects(effects)})
	if err != nil {
		return "", err
	}
	return Digest(body), nil
}

// bareEffects are effects without the lines of a site that they came from.
func bareEffects(effects []Effect) []Effect {
	out := slices.Clone(effects)
	for i := range out {
		out[i].Attrs = slices.Clone(out[i].Attrs)
		for j := range out[i].Attrs {
			out[i].Attrs[j].From = nil
		}
	}
	return out
}

// DeedOf is the record of a manual step that was done.
func DeedOf(s Subject, step, title, plan string, effects []Effect) (*Deed, error) {
	about, err := AboutOf(s, effects)
	if err != nil {
		return nil, err
	}
	return &Deed{Step: step, Title: title, Plan: plan, About: about, Effects: bareEffects(effects)}, nil
}

// Foreign says in a few words why an attestation is not about s, "" when it is.
func (a *Attestation) Foreign(s Subject) string {
	switch {
	case a.Target != s.Target || a.Type != s.Type:
		return fmt.Sprintf("it is about %s, a %s", a.Target, a.Type)
	case a.URL != s.URL:
		return fmt.Sprintf("it is about the system at %s", a.URL)
	case a.Tenant != s.Tenant && a.Tenant != "" && s.Tenant != "":
		return fmt.Sprintf("it is about the tenant %s", a.Tenant)
	}
	if a.Done == nil {
		return ""
	}
	about, err := AboutOf(Subject{Type: a.Type, URL: a.URL, Tenant: a.Tenant}, a.Done.Effects)
	if err != nil || about != a.Done.About {
		return "what it says was done is not what its step was about"
	}
	return ""
}
