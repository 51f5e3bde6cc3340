package state

import (
	"fmt"
	"slices"
)

// DigestOf sums what a decision about an object rested on: that it is there,
// under which vendor id, and the fields named. Fields that the vendor computes,
// that are the users' own running state, and secrets are left out whatever is
// named. An object that is not there (nil) has the digest "".
func (k *Kind) DigestOf(o *Object, fields []string) (string, error) {
	if o == nil {
		return "", nil
	}
	names := slices.Clone(fields)
	slices.Sort(names)
	b := []byte(`{"fields":{`)
	first := true
	for _, name := range slices.Compact(names) {
		f, ok := k.Field(name)
		if !ok || f.Has(Computed|Runtime|Secret) {
			continue
		}
		v := o.Get(name).bare()
		if v.presence == Absent {
			v.presence = None // not shown and empty are one thing to a vendor
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		var err error
		if b, err = AppendText(b, name); err == nil {
			b, err = v.AppendCanonical(append(b, ':'))
		}
		if err != nil {
			return "", fmt.Errorf("%s %s: %w", o.Ref(), name, err)
		}
	}
	b = append(b, '}', ',', '"', 'i', 'd', '"', ':')
	b, err := AppendText(b, o.ID)
	if err == nil {
		b, err = AppendText(append(b, `,"object":`...), o.Ref().String())
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", o.Ref(), err)
	}
	return Digest(append(b, '}')), nil
}
