package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/schema"
)

// release is the version that the next tag will have.
const release = "0.1.0"

// version is patchbay's own, which a site's requires is held against.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := strings.TrimPrefix(info.Main.Version, "v"); v != "" && v != "(devel)" && !strings.HasPrefix(v, "0.0.0-") {
			return v
		}
	}
	return release
}

const versionHelp = `Prints the version of patchbay, of the language it reads, and of the Go it was
built with.`

func newVersionCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "version", Short: "print the version", Long: versionHelp, Args: noArgs,
		Example: "  patchbay version\n  patchbay version --format json",
		RunE: func(*cobra.Command, []string) error {
			if a.format == "json" {
				return a.print(render.VersionJSON(version(), schema.Version, runtime.Version()))
			}
			fmt.Fprintf(a.out, "patchbay %s, language %s, %s %s/%s\n", version(), schema.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
	formatFlag(a, cmd, "text", "json")
	return cmd
}
