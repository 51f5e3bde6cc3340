package plan

// Judgement is what the site's own rules say of a plan.
type Judgement struct {
	Rules  string    `json:"rules"`            // digest of the files that hold the rules: what is approved is approved under them
	Denied []Finding `json:"denied,omitempty"` // refused, and no flag lifts it
	Warned []Finding `json:"warned,omitempty"` // to be read, and no obstacle
}

// Finding is one thing that a rule has to say.
type Finding struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func (f Finding) String() string { return f.Rule + ": " + f.Message }

// Policy is the guard of refusals that come from the site's own rules.
const Policy = "policy"

// refusals are what the rules deny.
func (j *Judgement) refusals() []Refusal {
	if j == nil {
		return nil
	}
	var out []Refusal
	for _, f := range j.Denied {
		out = append(out, Refusal{Guard: Policy, Message: "the site's policy does not allow it: " + f.String()})
	}
	return out
}

// paths are the canonical paths of those whose rights change. Names are for
// people, and anyone may be called anything; what decides goes by the path.
func (b *builder) paths() map[string]string {
	out := map[string]string{}
	for i := range b.section.Rights {
		holder := b.section.Rights[i].Holder
		if o, ok := b.Desired.Find(holder); ok && o.Canonical != "" {
			out[holder.String()] = o.Canonical
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
