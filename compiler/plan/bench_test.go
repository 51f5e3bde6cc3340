package plan_test

import (
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// everything desired of n users, one in ten also a member of a group.
func everything(n int) *state.Snapshot {
	s := &state.Snapshot{}
	for i := range n / 100 {
		g := fmt.Sprintf("G%05d", i)
		o := state.Object{Kind: "group", Key: g, Canonical: "groups." + g}
		o.Put("Name", state.OfText(g), ".title")
		s.Objects = append(s.Objects, o)
	}
	for i := range n {
		key := fmt.Sprintf("%07d", i)
		o := state.Object{Kind: "user", Key: key, Canonical: "users.u" + key}
		o.Put("Number", state.OfText(key), ".extension")
		o.Put("Email", state.OfText("u"+key+"@x.example"), ".email")
		o.Put("Mobile", state.OfText("+33"+key), ".mobile")
		o.Put("PrimaryGroup", state.OfText(fmt.Sprintf("G%05d", i%(n/100))), ".department")
		s.Objects = append(s.Objects, o)
		if i%10 == 0 {
			m := state.Object{Kind: "membership", Key: o.Get("PrimaryGroup").Text() + "/" + key, Canonical: "groups.g.members.u" + key}
			m.Put("Group", o.Get("PrimaryGroup"), ".key")
			m.Put("User", state.OfText(key), ".key")
			m.Put("RoleName", state.OfText("user"), ".role")
			s.Objects = append(s.Objects, m)
		}
	}
	s.Sort()
	return s
}

// BenchmarkBuild plans n users on an empty target.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{5_000, 50_000} {
		in := target(b, everything(n), parse(b, ""))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}}); diags.HasErrors() {
					b.Fatal(diags)
				}
			}
		})
	}
}

// BenchmarkBuildDeletes removes n users with what they own.
func BenchmarkBuildDeletes(b *testing.B) {
	for _, n := range []int{5_000, 50_000} {
		live := everything(n)
		live.Coverage = parse(b, "").Coverage
		in := target(b, parse(b, "claim:user"), live)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}})
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	p, _ := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{target(b, everything(50_000), parse(b, ""))}})
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			b.SetBytes(int64(len(encode(b, p))))
		}
	})
	text := encode(b, p)
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := plan.Decode(text); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBuildNothing plans n users that are there already.
func BenchmarkBuildNothing(b *testing.B) {
	desired := everything(50_000)
	live := *desired
	live.Coverage = parse(b, "").Coverage
	set, _ := diff.Compare(diff.Input{Schema: schema, Desired: desired, Live: &live})
	in := plan.TargetInput{Target: "pbx", Vendor: plan.Vendor{Schema: schema}, Desired: desired, Live: &live, Changes: set}
	for b.Loop() {
		if p, _ := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}}); !p.Empty() {
			b.Fatal("not empty")
		}
	}
}
