package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// clientModules is where `make test-clients` installs clients that others wrote.
const clientModules = "../../../.cache/clients/b24jssdk"

// TestJSSDK lets a program that uses Bitrix24's own JavaScript SDK, over TLS,
// administer a portal with the limits of a standard plan.
func TestJSSDK(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: the official JavaScript SDK, which needs node")
	}
	modules, err := filepath.Abs(filepath.Join(clientModules, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "@bitrix24", "b24jssdk")); err != nil {
		t.Skip("skipped: the official JavaScript SDK is not installed; make test-clients installs it")
	}
	dir := t.TempDir()
	for _, name := range []string{"package.json", "walk.mjs"} {
		b, err := os.ReadFile(filepath.Join("testdata", "clients", "b24jssdk", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	run, err := Start(t.Context(), nil, Options{Serving: simhttp.Serving{Certificate: filepath.Join(dir, "sim.pem")}})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "walk.mjs", run.Ready.Credentials["webhook"])
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+run.Ready.Certificate)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.Bytes())
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	same(t, "what the SDK saw", got, map[string]any{
		"me": "1", "admin": true, "department": "number", "made": 200.0, "listed": 200.0, "fetched": 201.0, "total": 200.0, "pages": 4.0,
		"home": "Company", "taken": takenExtension, "unknown": "ERROR_METHOD_NOT_FOUND", "twice": "ERROR_ARGUMENT", "phones": "ACCESS_DENIED",
		"lines": map[string]any{"reg150907": "SIP line"}, "codes": []any{"U1", "DR1"},
	})
}
