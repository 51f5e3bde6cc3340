package diag

// What can be wrong when desired and live state are compared.
const (
	TwoCandidates    Code = "PB4001"
	TwoDesired       Code = "PB4002"
	NotWhollyRead    Code = "PB4003"
	ExternalDiffers  Code = "PB4004"
	ReleasedNoWord   Code = "PB4005"
	StrangeState     Code = "PB4006"
	RecordedMoved    Code = "PB4007"
	FixedUnseen      Code = "PB4008"
	NumberChangedOwn Code = "PB4009"
	ReleasedFixed    Code = "PB4010"
	ReleasedUnknown  Code = "PB4011"
	LostByNumber     Code = "PB4012"
	NumberInherited  Code = "PB4014"
	NameStillHeld    Code = "PB4020"
	SealedUnseen     Code = "PB4021"
)

var diffCodes = []Info{
	{
		Code: TwoCandidates, Title: "two things on the target could be the one that is declared",
		Explain: "A declared thing is found on the target by the vendor id that was recorded for it, then by its number, name or address, then by `previously`. " +
			"Here two different things fit, and taking the wrong one would overwrite somebody else's. Rename or remove one of them on the target, or take out the `previously` that points at the wrong one.",
	},
	{
		Code: TwoDesired, Title: "two declarations are one thing on the target",
		Explain: "The target knows this kind of thing by one number, name or address, and two declarations give the same one. Change one of them, or keep it from this target with `select`.",
	},
	{
		Code: NotWhollyRead, Title: "not seen, and the target could not be read in full",
		Explain: "What is not in a list that was cut short, refused or is not available may still be there. Nothing is created or deleted on that ground. " +
			"Give the account the right to read this kind, or run again when the target answers in full.",
	},
	{
		Code: ExternalDiffers, Title: "another system writes this value",
		Explain: "The value comes from a directory or from the provider, and patchbay may only read it. Change it where it is kept, or take it out of the site.",
	},
	{
		Code: ReleasedNoWord, Title: "no longer declared, and the site does not say what becomes of it",
		Explain: "Something that gives rights was declared before and is not declared now. It would stay on the target while the site reads as if it were gone. " +
			"Write `released: {KIND: \"reset\"}` in the target to undo it, or `\"leave\"` to keep it there knowingly.",
		Good: `targets: pbx: released: memberships: "reset"`,
	},
	{
		Code: StrangeState, Title: "the driver produced state that its schema does not know",
		Explain: "This is a mistake in patchbay's driver for this type of target, not in the site. Please report it.",
	},
	{
		Code: RecordedMoved, Title: "what was recorded for this declaration now has another name",
		Explain: "The thing that was last applied still exists on the target under its vendor id, but somebody gave it another number, name or address. It is left alone; what is declared is looked for by its own. " +
			"Give it its old name back on the target, or declare the new one.",
	},
	{
		Code: FixedUnseen, Title: "can be set only at creation, and cannot be read",
		Explain: "The target takes this value only when the thing is made, and does not show it afterwards, so that nobody can say whether it is as declared.",
	},
	{
		Code: NumberChangedOwn, Title: "one thing on the target was one declaration and would become another",
		Explain: "A number, name or address that belonged to one declaration is now given to another, and the first one is declared under another. Nothing that was recorded says which account is whose, " +
			"and carrying this out would give one person's account to another. Do it in two plans, or let `previously` say which declaration continues which.",
	},
	{
		Code: ReleasedFixed, Title: "no longer declared, and cannot be undone",
		Explain: "The target takes this value only at creation, so that it stays as it is although the site no longer declares it.",
	},
	{
		Code: ReleasedUnknown, Title: "no longer declared, and what it was before is not known",
		Explain: "The site says that what it no longer declares is undone. The vendor does not say what a new object has here, and the target does not take an empty value, " +
			"so that there is nothing to write. Declare the value that it should have, or say that it stays with `released: {KIND: \"leave\"}`.",
		Good: `targets: pbx: released: users: "leave"`,
	},
	{
		Code: LostByNumber, Title: "lost when an extension gets another number, or goes",
		Explain: "On this target a number cannot change: the extension is deleted and made anew. What the site declares comes back, and so do its places in queues and ring groups and the " +
			"calls that they send to it. What the message lists does not. Where something is deleted for good, the message lists what still sends calls there. Declare it, or see to it on the target once the plan is applied.",
	},
	{
		Code: NumberInherited, Title: "a number goes from one person to another",
		Explain: "The number belonged to somebody whom the site does not declare any more, and another one gets it in the same change. The account with that number holds voicemail messages, recordings, greetings, a PIN and memberships; " +
			"it is deleted and made anew, which needs a word like every deletion, so that nobody inherits them. Who gets it and has an account under another number loses that one, which needs a word of its own. Where both are the same person under a new id, let `previously` say so, and the account stays.",
		Good: `users: "bob-durand": {extension: "102", previously: bob: true}`,
	},
	{
		Code: NameStillHeld, Title: "a name that what goes still has",
		Explain: "One declaration is taken out and another takes its name in the same change. Both are known by record to be things of their own, so that the name is not free before the first is gone. " +
			"Take it out first, with `manage` or `released` saying that it is removed, or by hand; take its name in the next change.",
	},
	{
		Code: SealedUnseen, Title: "secrets that could not be compared",
		Explain: "The target shows this secret, and the site says where its own is kept, which could not be had: a variable that is not set, a file that is not there, a program that failed. Whether the two are equal is not known, and " +
			"the plan leaves the target's as it is. Where `generate: true` stands with the secret, it is made when the plan is applied.",
	},
}
