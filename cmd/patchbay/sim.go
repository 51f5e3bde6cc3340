package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/targets"
)

const simHelp = `Starts a simulator of one type of target on a loopback address and prints one
line of JSON when it is up: {"type","url","credentials"}. It runs until it is
interrupted.

With --tls it speaks https under a certificate that it makes at each start, and
the line has "certificate" as well: the file to trust, which is --tls-cert, or
else beside --world, or else a temporary one.

Where an --option has it speak another protocol too, the line has "addresses":
{"ami": "127.0.0.1:5038"} for asterisk with amiListen.

The world begins as --seed says, or empty. With --world it lives in a file and
outlasts the process. Faults, the request log, the clock and the world itself
are under /_sim/ of its address:

    GET|PUT /_sim/world        GET|DELETE /_sim/requests
    POST|DELETE /_sim/faults   POST /_sim/clock   POST /_sim/restart
    GET /_sim/addresses

--option reproduces a vendor's quirk; see ` + "`patchbay targets --format markdown`" + `.`

func newSimCmd(a *app) *cobra.Command {
	var listen, seed, world, certificate string
	var secure bool
	var options []string
	cmd := &cobra.Command{
		Use: "sim TYPE", Short: "start a simulated target", Long: simHelp,
		Example: "  patchbay sim 3cx\n  patchbay sim 3cx --listen 127.0.0.1:5004 --seed seed.json --world world.json\n  patchbay sim 3cx --option version=20.0.8\n  patchbay sim 3cx --tls --tls-cert sim.pem",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return driverTypes(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrong("types are "+strings.Join(driverTypes(), ", "), "sim takes one type of target")
			}
			d, err := driverOf(args[0])
			if err != nil {
				return err
			}
			o := targets.SimOptions{World: world, Listen: listen}
			if seed != "" {
				if o.Seed, err = readNamed("seed", seed, "a seed is JSON; examples/acme/seed.json is one"); err != nil {
					return err
				}
			}
			if o.Options, err = simOptions(options); err != nil {
				return err
			}
			if secure || certificate != "" || o.Options["tls"] == "true" { // a simulator may have the option too
				if o.Certificate, err = certificateFile(certificate, world); err != nil {
					return err
				}
			}
			return a.simulate(cmd, d, o)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "loopback `address`; a free port when left out")
	cmd.Flags().StringVar(&seed, "seed", "", "the world to begin with, a JSON `file`")
	cmd.Flags().StringVar(&world, "world", "", "keep the world in this `file`")
	cmd.Flags().BoolVar(&secure, "tls", false, "speak https")
	cmd.Flags().StringVar(&certificate, "tls-cert", "", "write the certificate to this `file`; implies --tls")
	cmd.Flags().StringArrayVar(&options, "option", nil, "`name=value` of a quirk; may be repeated")
	return cmd
}

func (a *app) simulate(cmd *cobra.Command, d *targets.Driver, o targets.SimOptions) error {
	sim, err := d.Simulate(cmd.Context(), o)
	if err != nil {
		return err
	}
	if o.Certificate != "" && !strings.HasPrefix(sim.URL(), "https:") {
		sim.Close()
		return fmt.Errorf("the %s simulator speaks no TLS", d.Type)
	}
	var addresses map[string]string
	if more, ok := sim.(targets.Addressed); ok {
		addresses = more.Addresses()
	}
	line, err := json.Marshal(struct {
		Type        string            `json:"type"`
		URL         string            `json:"url"`
		Credentials map[string]string `json:"credentials"`
		Certificate string            `json:"certificate,omitempty"`
		Addresses   map[string]string `json:"addresses,omitempty"`
	}{d.Type, sim.URL(), sim.Credentials(), o.Certificate, addresses})
	if err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	fmt.Fprintf(a.out, "%s\n", line)
	<-cmd.Context().Done()
	return sim.Close()
}

// certificateFile is where the certificate of a simulator goes.
func certificateFile(named, world string) (string, error) {
	switch {
	case named != "":
		return filepath.Abs(named)
	case world != "":
		return filepath.Abs(world + ".pem")
	}
	f, err := os.CreateTemp("", "patchbay-sim-*.pem")
	if err != nil {
		return "", fmt.Errorf("certificate: %w", err)
	}
	return f.Name(), f.Close()
}

// simOptions reads name=value pairs.
func simOptions(pairs []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range pairs {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			return nil, wrong("write --option "+p+"=VALUE", "an option is name=value, got %q", p)
		}
		out[name] = value
	}
	return out, nil
}
