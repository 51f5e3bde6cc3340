package examples

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// leftToPeople is what the sites here have for people to do, once patchbay has done
// its own part. A site that is not named leaves nothing.
var leftToPeople = map[string][]string{
	"assistance": {
		"campagne Relances : son état voulu", "centre de contact : Ana Sousa (ana@atlas.example)", "centre de contact : Luc Petit (luc@atlas.example)", "centre de contact : Marc Olivier (marc@atlas.example)",
		"centre de contact : Nadia Benali (nadia@atlas.example)", "centre de contact : paramètres de l'onglet Agent", "centre de contact : paramètres de l'onglet Organisation",
		"centre de contact : paramètres de l'onglet Superviseur", "file d'appels Assistance : qui et comment", "file de réception Courriels : son état voulu", "rôle personnalisé Comptes : ce qu'il permet",
	},
	"meridian": {
		"Ivy Hale (ivy@meridian.example): boxes of the page", "Jonas Reid (jonas@meridian.example): boxes of the page", "call queue Orders: who and how",
		"contact centre: Ivy Hale (ivy@meridian.example)", "contact centre: Jonas Reid (jonas@meridian.example)", "contact centre: settings of the tab Agent",
		"contact centre: settings of the tab Organization", "contact centre: settings of the tab Supervisor", "user group Order desk",
	},
	"verrerie": {
		"rôle Administrateur : ce qu'il permet", "rôle Administrateur : qui le détient",
		"rôle Chef de département : ce qu'il permet", "rôle Chef de département : qui le détient",
		"rôle Directeur général : ce qu'il permet", "rôle Directeur général : qui le détient",
		"rôle Lignes et solde : ce qu'il permet", "rôle Lignes et solde : qui le détient",
		"rôle Manager : ce qu'il permet", "rôle Manager : qui le détient",
		"rôle Prospection : ce qu'il permet", "rôle Prospection : qui le détient",
		"rôle Salon : ce qu'il permet", "rôle Salon : qui le détient",
	},
	"vigie": {
		"Alice Martin (alice@vigie.example) : cases de la page", "Alice Martin (alice@vigie.example) dans l'espace de travail Direction", "Bob Durand (bob@vigie.example) : cases de la page",
		"Gaëlle Roux (gaelle@vigie.example) : cases de la page", "espace de travail Direction", "groupe d'utilisateurs Accueil", "groupe d'utilisateurs Ventes",
		"Ève Audit (eve@audit.example) dans l'espace de travail Direction",
	},
}

// agreed is the consent that a site's first plan asks for, as its refusal words it:
// whoever is invited gets mail, and licences cost.
var agreed = map[string][]string{"assistance": {"--accept-charges"}, "meridian": {"--accept-charges"}, "verrerie": {"--acknowledge", "users.paul,users.sofia"}, "vigie": {"--acknowledge", "users.hugo", "--accept-charges"}}

// TestRuns takes every site through its life with the real program: vet, plan,
// apply, a second plan that holds nothing but the steps named above, their
// attestation, and a third that is empty.
func TestRuns(t *testing.T) {
	program := filepath.Join(t.TempDir(), "patchbay")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../cmd/patchbay").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, dir := range sites(t) {
		t.Run(dir, func(t *testing.T) {
			s := site{t, program, copied(t, dir)}
			s.run(0, "vet")
			s.run(0, append([]string{"plan", "-o", "first.json"}, agreed[dir]...)...)
			s.run(0, "apply", "--yes", "first.json")
			want := leftToPeople[dir]
			if len(want) > 0 {
				s.run(2, "plan", "-o", "second.json", "--detailed-exitcode")
				if diff := cmp.Diff(want, s.checklist("second.json")); diff != "" {
					t.Errorf("left to people (-want +got):\n%s", diff)
				}
				s.run(3, "plan", "--require-attested")
				s.run(0, "attest", "last", "--all", "--by", "Camille Roux")
			}
			s.run(0, "plan", "--detailed-exitcode", "--require-attested")
		})
	}
}

// site is a copy of an example and the program that runs on it.
type site struct {
	t       *testing.T
	program string
	dir     string
}

func copied(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(name)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(dir, ".patchbay")), os.RemoveAll(filepath.Join(dir, "attestations"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// run wants the program to end with a code.
func (s site) run(code int, args ...string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Dir = s.dir
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != code {
		s.t.Fatalf("patchbay %v: exit code %d, want %d\n%s", args, got, code, out)
	}
}

// checklist is what a saved plan leaves to people, sorted; patchbay itself must
// have nothing to do.
func (s site) checklist(file string) []string {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		s.t.Fatal(err)
	}
	p, err := plan.Decode(data)
	if err != nil {
		s.t.Fatal(err)
	}
	if p.Automatic() {
		s.t.Errorf("%s holds steps of patchbay's own", file)
	}
	var out []string
	for _, i := range p.Checklist() {
		out = append(out, i.Step.Title)
	}
	slices.Sort(out)
	return out
}
