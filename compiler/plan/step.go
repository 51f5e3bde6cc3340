package plan

import (
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// StepKind tells a call from a thing that a person has to do.
type StepKind string

const (
	Call   StepKind = "call"
	Manual StepKind = "manual"
)

// Settle says how a step whose outcome is unknown is decided.
type Settle string

const (
	ByKey    Settle = "key"    // read back by natural key: there, or not
	ByRead   Settle = "read"   // compare the fields that it writes
	ByRepeat Settle = "repeat" // idempotent: send it again
	ByAsk    Settle = "ask"    // neither: stop and let a person say
)

// Flags are what a reader of a plan must not miss.
type Flags struct {
	Irreversible bool `json:"irreversible,omitempty"` // cannot be undone by a later plan
	Costs        bool `json:"costs,omitempty"`        // raises the bill
	Notifies     bool `json:"notifies,omitempty"`     // a person gets a message
	Privileged   bool `json:"privileged,omitempty"`   // changes who may change rights
	Disruption   bool `json:"disruption,omitempty"`   // phones reboot, calls drop
}

// Args are a step's arguments: a tree of JSON values (string, bool, int64,
// float64, nil, []any, map[string]any) whose leaves may also be IDOf, SecretOf
// and After, which are filled at execution. In a file those are objects with
// one key that begins with "$"; a literal key never does.
type Args map[string]any

// IDOf stands for the vendor id of an object: read from the target before the
// first step, or yielded by a step that this one needs. The object is named as it
// is called once all is done; one that is deleted, or that the step itself gives
// another name, as it is called until then.
type IDOf struct{ state.Ref }

// SecretOf stands for the value of a secret, which never enters a plan.
type SecretOf struct{ Name string }

// After stands for all objects of an extent as they will be once the step's own
// effects are applied to a fresh read. Vendors that replace a collection whole
// are written to in this way, so that what the site does not manage survives.
type After struct{ state.Extent }

// ManualWork is what a person is asked to do.
type ManualWork struct {
	By       string   `json:"by"`                 // admin, contactAdmin, provider, user
	Language Language `json:"language,omitempty"` // that it is written in; "" is English
	Where    []string `json:"where,omitempty"`    // the click path, outermost first
	Do       []Edit   `json:"do,omitempty"`
}

// Edit is one field that a person changes. From is what Was says of the live
// value: nothing stands there for a value that nobody knows but that.
type Edit struct {
	Field string `json:"field"`
	From  string `json:"from"` // Unknown in the language of the work unless read or observed
	To    string `json:"to"`
}

// Step is one call that changes a target, as data. What the vendor deletes by
// itself (a predicted deletion) is named in Effects by the name it has now.
type Step struct {
	ID      string         `json:"id"`
	Target  string         `json:"target"`
	Kind    StepKind       `json:"kind"`
	Op      state.Op       `json:"op"`
	Object  state.Ref      `json:"object"`           // what it is mainly about
	Title   string         `json:"title,omitempty"`  // a few words: "add Bob Durand to Sales"
	Covers  []string       `json:"covers,omitempty"` // names of the changes it carries out
	Call    string         `json:"call,omitempty"`   // the endpoint, by its name in the driver's api.go
	Args    Args           `json:"args,omitempty"`
	Needs   []string       `json:"needs,omitempty"` // ids of steps that must be done first
	Reads   []string       `json:"reads,omitempty"` // kind/key.field beyond the effects that the decision rested on
	Effects []state.Effect `json:"effects,omitempty"`
	Settle  Settle         `json:"settle,omitempty"`
	Loses   []string       `json:"loses,omitempty"`   // what no later plan brings back, a few words each: "voicemail messages"
	Charges []string       `json:"charges,omitempty"` // with Flags.Costs: what the bill rises by, a few words each: "Professional User"
	Causes  []Cause        `json:"causes,omitempty"`
	Flags   Flags          `json:"flags,omitzero"`
	Manual  *ManualWork    `json:"manual,omitempty"`
}

// Cause is a line of the site that led to a step.
type Cause struct {
	Path string   `json:"path"`
	Pos  diag.Pos `json:"pos,omitzero"`
	Role string   `json:"role,omitempty"` // written, template, roster, default
}
