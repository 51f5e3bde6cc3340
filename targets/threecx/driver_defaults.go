package threecx

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// vendorDefaults are what a 3CX gives a new object that is not told otherwise. The
// vendor publishes none. These are inferred from what the console shows of an
// extension that was just made, but for CallbackEnableTime, where -1 is off
// (3CX OpenAPI 20.0.10). What a new object is told is always sent, so that a
// wrong entry here shows in a plan and is never hidden by one.
var vendorDefaults = map[string]state.Value{
	"user.AllowOwnRecordings":           state.OfBool(true),
	"user.Enabled":                      state.OfBool(true),
	"user.HideInPhonebook":              state.OfBool(false),
	"user.Internal":                     state.OfBool(false),
	"user.MyPhoneAllowDeleteRecordings": state.OfBool(false),
	"user.MyPhoneShowRecordings":        state.OfBool(true),
	"queue.CallbackEnableTime":          state.OfInt(-1),
}

// fewWords are attributes that take one of a few words, and no null.
var fewWords = map[string]bool{
	"user.CallUsRequirement": true, "user.SRTPMode": true, "user.TranscriptionMode": true, "user.VMEmailOptions": true, "user.VMPlayMsgDateTime": true,
	"group.CallUsRequirement": true, "group.TranscriptionMode": true,
	"queue.CallUsRequirement": true, "queue.PollingStrategy": true, "queue.Recording": true, "queue.TranscriptionMode": true,
	"queue.TypeOfChatOwnershipType": true, "queue.VMEmailOptions": true,
	"ringGroup.CallUsRequirement": true, "ringGroup.MulticastCodec": true, "ringGroup.RingStrategy": true, "ringGroup.TranscriptionMode": true, "ringGroup.VMEmailOptions": true,
}

// unset refuses to clear what cannot be cleared: a switch, a count, one of a few
// words, a destination. The specification lets them be null, and a PBX refuses it. So is what a
// role may do in a group: no vendor's table of that is published, and a row that lacks a flag
// keeps it. Of a member's own rights null is what it should be: they are inherited again.
func (s *stepping) unset() {
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		k, ok := s.schema.Kind(c.Object.Kind)
		if !ok || c.Op != state.OpUpdate || k.Name == Membership {
			continue
		}
		for j := range c.Fields {
			f := &c.Fields[j]
			if def, ok := k.Field(f.Name); ok && f.Part == diff.Reset && f.Desired.Presence() != state.Set && needsValue(k, def) {
				s.refuseUnset(c, f, k)
			}
		}
	}
}

func needsValue(k *state.Kind, f *state.Field) bool {
	return f.Type == state.Bool || f.Type == state.Int || f.Type == state.Tree || fewWords[k.Name+"."+f.Name]
}

func (s *stepping) refuseUnset(c *diff.Change, f *diff.Field, k *state.Kind) {
	path, said := c.Canonical, f.Live.String()
	if def, ok := k.Field(f.Name); ok {
		said = def.Said(f.Live)
	}
	if len(f.From) > 0 {
		path = f.From[0]
	}
	s.ds.Add(diag.Diagnostic{Code: diag.ReleasedUnknown, Severity: diag.Error, Target: s.in.Live.Target, Path: path,
		Message: fmt.Sprintf("%s of %s %s is no longer declared, and what a 3CX gives a new one is not known: it cannot be undone, and is %s", f.Name, k.Title, s.named(c.Object), said),
		Hint:    fmt.Sprintf(`write the value that it should have, or released: %s: "leave" in the target to keep this one`, k.Plural)})
}
