package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// start runs one Asterisk until it is interrupted.
func (l *live) start(ctx context.Context) error {
	found, missing := l.installs(ctx)
	if len(found) == 0 {
		return errors.Join(missing...)
	}
	o := real.Options{}
	if l.lab != "" {
		lab, err := filepath.Abs(l.lab)
		if err != nil {
			return err
		}
		o.Lab = lab
	}
	a, err := real.Start(ctx, found[0], o)
	if err != nil {
		return err
	}
	if l.site != "" {
		if err := office(l.site, a.URL()); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	fmt.Printf("Asterisk %s\nurl       %s\nSIP       %s (UDP)\nARI, AMI  user %s, password %s\nconsole   %s -C %s/etc/asterisk.conf -r\nInterrupt ends it.\n",
		a.Install.Version, a.URL(), a.SIP(), real.Name, real.Password, strings.Join(a.Install.Command, " "), a.Lab)
	select {
	case <-ctx.Done():
		return a.Close()
	case <-a.Ended():
		return errors.Join(errors.New("Asterisk ended by itself: "+a.Log()), a.Close())
	}
}

// office makes a site of examples/office for a PBX at a url. Its accounts are taken
// from the environment.
func office(dir, url string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(dir, os.DirFS("examples/office")); err != nil {
		return err
	}
	path := filepath.Join(dir, "targets.cue")
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	const before = `"sim:seed.json"`
	if strings.Count(string(b), before) != 1 {
		return fmt.Errorf("%s: no %s in it", path, before)
	}
	after := `"` + url + `"` + "\n\tcredentials: {ariUser: env: \"ARI_USER\", ariPassword: env: \"ARI_PASSWORD\", amiUser: env: \"AMI_USER\", amiPassword: env: \"AMI_PASSWORD\"}"
	return os.WriteFile(path, []byte(strings.Replace(string(b), before, after, 1)), 0o644)
}
