package diag

// What can be wrong when steps are put in order and proved.
const (
	StepsWrong      Code = "PB5001"
	StepCycle       Code = "PB5002"
	NothingSelected Code = "PB5003"
	ValueTaken      Code = "PB5004"
)

var planCodes = []Info{
	{
		Code: StepsWrong, Title: "the driver's steps are not what they must be",
		Explain: "Before a plan is shown, patchbay applies what every step says it does and compares the result with what the site asks. Here the two differ, or a step touches something that nobody asked for. " +
			"This is a mistake in patchbay's driver for this type of target, not in the site. Nothing was written. Please report it.",
	},
	{
		Code: StepCycle, Title: "steps wait for each other",
		Explain: "Each of these steps needs another of them to be done first: two users that swap an address that only one may have, for instance, on a target that has no way to leave it empty in between. " +
			"Split the change in two: give one of them a value of its own, apply, then give the final ones.",
	},
	{
		Code: NothingSelected, Title: "--only selects nothing that differs",
		Explain: "The selection names a canonical path such as users.bob, or a native reference such as user/101. Nothing under that name differs between the site and the target.",
	},
	{
		Code: ValueTaken, Title: "only one may have this value, and another has it",
		Explain: "The target does not let two things of a kind have this value at one time. The one that has it now is not changed by this plan, so that the target would refuse. " +
			"Choose another value, or declare what becomes of the one that has it.",
	},
}
