package diag

// What can be wrong with the way in which a group rings.
const (
	RingOrder      Code = "PB2043"
	StrategyKind   Code = "PB2044"
	OverflowCircle Code = "PB2045"
)

var checkRinging = []Info{
	{
		Code: RingOrder, Title: "the ring order names somebody who does not ring",
		Explain: "ringOrder puts members of a ring group, or agents of a queue, in order. It names each once, and nobody else.",
		Bad:     "users: {a: {}, b: {}}\ngroups: desk: {kind: \"ringGroup\", members: a: {}, ringOrder: [\"b\", \"a\"]}\n",
		Good:    "users: {a: {}, b: {}}\ngroups: desk: {kind: \"ringGroup\", members: {a: {}, b: {}}, ringOrder: [\"b\", \"a\"]}\n",
	},
	{
		Code: StrategyKind, Title: "a strategy that groups of this kind do not have",
		Explain: "paging is for ring groups; longestIdle and the skill strategies are for queues, which know who is idle and what agents can do.",
		Bad:     "groups: desk: {kind: \"ringGroup\", strategy: \"longestIdle\"}\n",
		Good:    "groups: desk: {kind: \"ringGroup\", strategy: \"ringAll\"}\n",
	},
	{
		Code: OverflowCircle, Title: "calls that nobody takes go round without end",
		Explain: "noAnswer of these queues and ring groups leads from one to the next and back. When nobody is there, the caller never gets out.",
		Bad:     "groups: {a: {kind: \"queue\", noAnswer: group: \"b\"}, b: {kind: \"ringGroup\", noAnswer: group: \"a\"}}\n",
		Good:    "groups: {a: {kind: \"queue\", noAnswer: group: \"b\"}, b: {kind: \"ringGroup\", noAnswer: hangup: true}}\n",
	},
}
