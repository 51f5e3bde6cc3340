package diag

// What is remarked about connections and accounts.
const (
	SecretReadable Code = "PB7001"
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
}
