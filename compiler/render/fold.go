package render

// foldFrom is how many equal changes stand in a plan before the others are
// folded into the first ones.
const (
	foldFrom  = 6
	foldShown = 2
)

// fold joins equal changes of one kind: the first are shown, the others named
// under the last of them. Creations are equal when they set the same
// attributes, updates when they change the same values.
func fold(changes []changeView, o Options) []changeView {
	if o.Full {
		return changes
	}
	size := map[string]int{}
	for _, c := range changes {
		size[c.like]++
	}
	seen := map[string]int{}
	host := map[string]int{}
	var out []changeView
	for _, c := range changes {
		seen[c.like]++
		if size[c.like] >= foldFrom && seen[c.like] > foldShown {
			h := &out[host[c.like]]
			h.others = append(h.others, c.name)
			continue
		}
		host[c.like] = len(out)
		out = append(out, c)
	}
	return out
}

// some lists the first few names and says how many more there are.
func some(names []string, limit int) string {
	out := ""
	for i, n := range names {
		if i == limit {
			return out + ", …"
		}
		if i > 0 {
			out += ", "
		}
		out += n
	}
	return out
}
