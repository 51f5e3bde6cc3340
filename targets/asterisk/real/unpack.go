package real

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// unpack puts what is needed of a package below root: programs and libraries. In a
// suite that has /lib beside /usr/lib, the first becomes the second.
func unpack(ctx context.Context, deb, root string) error {
	cmd := exec.CommandContext(ctx, "dpkg-deb", "--fsys-tarfile", deb)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = unpackAll(tar.NewReader(out), root)
	_, _ = io.Copy(io.Discard, out) // a program that cannot write waits for ever
	return errors.Join(err, cmd.Wait())
}

func unpackAll(in *tar.Reader, root string) error {
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, ok := placed(h.Name)
		if !ok {
			continue
		}
		if err := unpackOne(in, h, root, name); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
}

// placed is where a file of a package goes, below the root; false: it is not needed.
func placed(name string) (string, bool) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if strings.HasPrefix(name, "lib/") || strings.HasPrefix(name, "lib64/") || strings.HasPrefix(name, "sbin/") {
		name = "usr/" + name
	}
	return name, strings.HasPrefix(name, "usr/lib") || name == "usr/sbin/asterisk" || strings.HasPrefix(name, "usr/share/asterisk/")
}

func unpackOne(in io.Reader, h *tar.Header, root, name string) error {
	full := filepath.Join(root, name)
	switch h.Typeflag {
	case tar.TypeDir:
		return nil // they are made where something is in them
	case tar.TypeReg:
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		f, err := os.OpenFile(full, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, h.FileInfo().Mode().Perm()|0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, in)
		return errors.Join(err, f.Close())
	case tar.TypeSymlink:
		return link(h.Linkname, root, name)
	case tar.TypeLink:
		other, ok := placed(h.Linkname)
		if !ok {
			return nil
		}
		return os.Link(filepath.Join(root, other), full)
	}
	return nil
}

// link makes a symbolic link to another file below root; those that lead to what is
// not unpacked are left out.
func link(to, root, name string) error {
	if !path.IsAbs(to) {
		to = path.Join("/", path.Dir(name), to)
	}
	other, ok := placed(to)
	if !ok {
		return nil
	}
	full := filepath.Join(root, name)
	relative, err := filepath.Rel(filepath.Dir(full), filepath.Join(root, other))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	_ = os.Remove(full) // two packages may bring the same link
	return os.Symlink(relative, full)
}
