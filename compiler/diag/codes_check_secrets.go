package diag

// What can be wrong with secrets that are to be generated.
const (
	SecretNoPlace Code = "PB2076"
	SecretGiven   Code = "PB2077"
)

var checkSecrets = []Info{
	{
		Code: SecretNoPlace, Title: "a secret to be generated, and no place to keep it",
		Explain: "With `generate: true` patchbay makes a value when a plan is applied and none is there yet, and keeps it first, so that it is never lost. It can keep one in a file or in a file encrypted with age, and in neither a variable nor a program.",
		Bad:     "devices: desk: {kind: \"webrtc\", password: {env: \"DESK\", generate: true}}\n",
		Good:    "devices: desk: {kind: \"webrtc\", password: {file: \"secrets/desk\", generate: true}}\n",
	},
	{
		Code: SecretGiven, Title: "a credential that cannot be generated",
		Explain: "What patchbay signs in with is made on the target, by its vendor or its administrator. Only what patchbay writes to a target can be generated: passwords of devices and PINs.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"sim:\", credentials: {clientId: env: \"ID\", clientSecret: {file: \"key\", generate: true}}}\n",
		Good:    "targets: pbx: {type: \"3cx\", url: \"sim:\", credentials: {clientId: env: \"ID\", clientSecret: file: \"key\"}}\n",
	},
}
