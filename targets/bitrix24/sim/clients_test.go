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
)

// clientModules is where `make test-clients` installs clients that others wrote.
const clientModules = "../../../.cache/clients"

// TestClientJSSDK lets a program that uses Bitrix24's own JavaScript SDK, over TLS,
// administer a portal with the limits of a standard plan.
func TestClientJSSDK(t *testing.T) {
	got := walk(t, "b24jssdk", "@bitrix24/b24jssdk", Options{Certificate: filepath.Join(t.TempDir(), "sim.pem")})
	same(t, "what the SDK saw", got, map[string]any{
		"me": "1", "admin": true, "department": "number", "made": 200.0, "listed": 200.0, "fetched": 201.0, "total": 200.0, "pages": 4.0,
		"home": "Company", "taken": takenExtension, "unknown": "ERROR_METHOD_NOT_FOUND", "twice": "ERROR_ARGUMENT", "phones": "ACCESS_DENIED",
		"lines": map[string]any{"reg150907": "SIP line"}, "codes": []any{"U1", "DR1"},
	})
}

// TestClient2bad does the same with a client of other authors, over plain HTTP, as
// On-Premise allows.
func TestClient2bad(t *testing.T) {
	got := walk(t, "2bad-bitrix", "@2bad/bitrix", Options{Quirks: map[string]string{"edition": onPremise}})
	same(t, "what the client saw", got, map[string]any{
		"department": 2.0, "made": 45.0, "more": 45.0, "listed": 91.0, "total": 91.0, "departments": []any{"Company", "Sales"}, "me": "1",
		"unknown": "Response code 404 (Not Found)", "refused": "[batch] failed to process. Received errors in 1 commands:",
	})
}

// walk runs testdata/clients/NAME/walk.mjs against a fresh portal and returns what
// it printed.
func walk(t *testing.T, name, module string, o Options) map[string]any {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: the client " + module + ", which needs node")
	}
	modules, err := filepath.Abs(filepath.Join(clientModules, name, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, filepath.FromSlash(module))); err != nil {
		t.Skip("skipped: the client " + module + " is not installed; make test-clients installs it")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "clients", name))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	run, err := Start(t.Context(), nil, o)
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
	return got
}
