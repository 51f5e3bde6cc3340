package diag

// What is remarked about connections and accounts.
const (
	SecretReadable Code = "PB7001"
	SecretNotKept  Code = "PB7002"
)

var connectionCodes = []Info{
	{
		Code:  SecretReadable,
		Title: "a file with a secret can be read by everybody on the machine",
		Explain: "The file that a credential refers to has a mode that lets every user of the machine read it. " +
			"Give it to its owner alone with chmod 600. The run goes on.",
		Bad:  "-rw-r--r-- pbx.key",
		Good: "-rw------- pbx.key",
	},
	{
		Code:  SecretNotKept,
		Title: "the vendor replaced a credential, and the new one cannot be kept",
		Explain: "Some vendors give a new refresh token with each use and end the one before. patchbay can put the new one only where the old one was read from a file. " +
			"A variable, a program or an encrypted file still has the old one: this run goes on, and the next one will be refused.",
		Bad:  `credentials: refreshToken: env: "BITRIX24_REFRESH"`,
		Good: `credentials: refreshToken: file: ".bitrix24-token"`,
	},
}
