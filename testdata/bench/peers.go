package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// installed finds a peer, or says that it is not there.
func installed(name string) (path, absent string) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", name + " is not installed"
	}
	return path, ""
}

// terraformPlan is a plan of n literal terraform_data resources that are all in
// the state already.
func (b *bench) terraformPlan(ctx context.Context, terraform string, n int) (command, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("terraform-plan-%d", n))
	err := write(filepath.Join(dir, "main.tf"), func(w *bufio.Writer) {
		for i := range n {
			p := personAt(i, width(n))
			fmt.Fprintf(w, "resource \"terraform_data\" %q {\n  input = {\n", p.id)
			for _, kv := range p.pairs() {
				fmt.Fprintf(w, "    %s = %q\n", kv[0], kv[1])
			}
			fmt.Fprint(w, "  }\n}\n")
		}
	})
	if err != nil {
		return command{}, err
	}
	if err := write(filepath.Join(dir, "terraform.tfstate"), func(w *bufio.Writer) { writeState(w, n) }); err != nil {
		return command{}, err
	}
	c := command{path: terraform, dir: dir, env: []string{"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1"}}
	if err := c.with("init", "-input=false").once(ctx); err != nil {
		return command{}, err
	}
	// A plan that finds a difference answers 2 and is not the run that is meant.
	return c.with("plan", "-input=false", "-detailed-exitcode", "-no-color"), nil
}

func (c command) with(args ...string) command {
	c.args = args
	return c
}

func (c command) once(ctx context.Context) error {
	_, err := c.run(ctx)
	return err
}

func (p person) pairs() [][2]string {
	return [][2]string{{"firstName", p.first}, {"lastName", p.last}, {"email", p.email}, {"extension", p.extension},
		{"department", p.department}, {"mobile", p.mobile}, {"language", p.language}}
}

// writeState is the state that an apply of terraformPlan's resources leaves.
func writeState(w *bufio.Writer, n int) {
	type obj = map[string]any
	var resources []obj
	for i := range n {
		p := personAt(i, width(n))
		value, kinds := obj{}, obj{}
		for _, kv := range p.pairs() {
			value[kv[0]], kinds[kv[0]] = kv[1], "string"
		}
		dynamic := obj{"value": value, "type": []any{"object", kinds}}
		resources = append(resources, obj{
			"mode": "managed", "type": "terraform_data", "name": p.id,
			"provider": `provider["terraform.io/builtin/terraform"]`,
			"instances": []obj{{"schema_version": 0, "attributes": obj{
				"id": p.id, "input": dynamic, "output": dynamic, "triggers_replace": nil}}},
		})
	}
	enc := json.NewEncoder(w)
	enc.Encode(obj{"version": 4, "terraform_version": "1.0.0", "serial": 1, "lineage": "bench", "outputs": obj{}, "resources": resources})
}

// terraformApply creates n resources in the count form.
func (b *bench) terraformApply(ctx context.Context, terraform string, n int) (command, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("terraform-apply-%d", n))
	err := write(filepath.Join(dir, "main.tf"), func(w *bufio.Writer) {
		fmt.Fprintf(w, "resource \"terraform_data\" \"user\" {\n  count = %d\n  input = {\n", n)
		for _, kv := range personAt(0, width(n)).pairs() {
			fmt.Fprintf(w, "    %s = \"%s${count.index}\"\n", kv[0], kv[1])
		}
		fmt.Fprint(w, "  }\n}\n")
	})
	if err != nil {
		return command{}, err
	}
	c := command{path: terraform, dir: dir, env: []string{"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1"}}
	if err := c.with("init", "-input=false").once(ctx); err != nil {
		return command{}, err
	}
	c = c.with("apply", "-auto-approve", "-input=false", "-no-color")
	c.before = func() error {
		for _, name := range []string{"terraform.tfstate", "terraform.tfstate.backup"} {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
		return nil
	}
	return c, nil
}

// dnscontrol previews one zone of n records of the same size as a user, all of
// which are there already or none.
func (b *bench) dnscontrol(path string, n int, there bool) (command, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("dnscontrol-%d-%t", n, there))
	if err := write(filepath.Join(dir, "creds.json"), func(w *bufio.Writer) {
		fmt.Fprint(w, `{"bind": {"TYPE": "BIND", "directory": "zones"}, "none": {"TYPE": "NONE"}}`)
	}); err != nil {
		return command{}, err
	}
	record := func(i int) (name, text string) {
		p := personAt(i, width(n))
		b, _ := json.Marshal(p.pairs())
		return p.id, string(b[:min(len(b), 240)])
	}
	err := write(filepath.Join(dir, "dnsconfig.js"), func(w *bufio.Writer) {
		fmt.Fprint(w, "var REG = NewRegistrar(\"none\");\nvar DNS = NewDnsProvider(\"bind\");\nD(\"bench.example\", REG, DnsProvider(DNS), DefaultTTL(300)")
		for i := range n {
			name, text := record(i)
			fmt.Fprintf(w, ",\n  TXT(%q, %q)", name, text)
		}
		fmt.Fprintln(w, ");")
	})
	if err != nil {
		return command{}, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "zones"), 0o755); err != nil {
		return command{}, err
	}
	c := command{path: path, dir: dir, args: []string{"preview"}}
	if there {
		// Let the peer write its own zone file once.
		return c, c.with("push").once(context.Background())
	}
	return c, nil
}
