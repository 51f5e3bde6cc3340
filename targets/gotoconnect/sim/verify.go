package sim

import (
	"fmt"
	"regexp"
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// verify resolves what needs everything to be there, and checks what rows say of
// each other.
func (l *loader) verify() error {
	w := l.w
	for e := range w.extensions.All {
		if err := l.destinations(e); err != nil {
			return fmt.Errorf("extensions: %s: %w", e.Number, err)
		}
	}
	for n := range w.numbers.All {
		if err := l.target(n); err != nil {
			return fmt.Errorf("phoneNumbers: %s: %w", n.Number, err)
		}
	}
	for d := range w.devices.All {
		for i := range d.Buttons {
			if err := l.extension(d.Account, &d.Buttons[i].ExtensionID); err != nil {
				return fmt.Errorf("devices: %s: %w", d.MAC, err)
			}
		}
	}
	for r := range w.licences.All {
		if w.seats[r.Key] > r.Seats {
			return fmt.Errorf("licenses: %s has %d seats for %d", r.Key, r.Seats, w.seats[r.Key])
		}
	}
	for g := range w.scimGroups.All {
		for _, m := range g.Members {
			if !w.scimIDKnown(m) {
				return fmt.Errorf("scimGroups: %s: there is no member %q", g.DisplayName, m.Value)
			}
		}
	}
	return nil
}

func (w *World) scimIDKnown(m scimMember) bool {
	if m.Type == "group" {
		return w.scimGroups.Has(m.Value)
	}
	return m.Type == "user" && w.scimIDs[m.Value] != ""
}

// extension resolves the number of an extension of an account.
func (l *loader) extension(account string, ref *string) error {
	if err := l.Resolve("extensions", account, ref, l.w.extensions.Has); err != nil {
		return err
	}
	if *ref != "" && !l.w.dialable(account, *ref) {
		return fmt.Errorf("extension %s is of another account", *ref)
	}
	return nil
}

func (l *loader) destinations(e *extension) error {
	refs := []*string{&e.Voicemail.OperatorExtensionID}
	if e.Follow.Unavailable != nil {
		refs = append(refs, &e.Follow.Unavailable.ExtensionID)
	}
	if e.Follow.Final != nil {
		refs = append(refs, &e.Follow.Final.ExtensionID)
	}
	for i := range e.Follow.RingSteps {
		for j := range e.Follow.RingSteps[i].Items {
			refs = append(refs, &e.Follow.RingSteps[i].Items[j].ExtensionID)
		}
	}
	for _, ref := range refs {
		if err := l.extension(e.Account, ref); err != nil {
			return err
		}
	}
	return nil
}

// target resolves what a phone number rings.
func (l *loader) target(n *phoneNumber) error {
	if n.RouteTo == nil {
		return nil
	}
	switch n.RouteTo.Type {
	case "EXTENSION":
		return l.extension(n.Account, &n.RouteTo.ID)
	case "PHONE_NUMBER":
		return l.Resolve("phoneNumbers", n.Account, &n.RouteTo.ID, l.w.numbers.Has)
	}
	return fmt.Errorf("routeTo: there is no type %q", n.RouteTo.Type)
}
