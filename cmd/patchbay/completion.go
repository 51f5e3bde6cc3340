package main

import "github.com/spf13/cobra"

const completionHelp = `Prints a script that completes verbs, flags, targets and the objects of the site
at hand. Load it in the shell's start-up file, or once:

    source <(patchbay completion bash)`

func newCompletionCmd(a *app) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "print the completion script of a shell", Long: completionHelp,
		Example:   "  patchbay completion zsh > ~/.zfunc/_patchbay\n  patchbay completion fish | source\n  patchbay completion powershell | Out-String | Invoke-Expression",
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrong("patchbay completion bash, zsh, fish or powershell", "completion takes the name of a shell")
			}
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.out, true)
			case "zsh":
				return root.GenZshCompletion(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.out)
			}
			return wrong(meant(args[0], shells, "shells are bash, zsh, fish, powershell"), "no completion for a shell called %q", args[0])
		},
	}
}
