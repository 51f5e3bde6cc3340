package secret

import "testing"

// TestFolderStaysLegible: paths of patchbay's own folder are no place of a secret
// that is a part of its name, and any other place is.
func TestFolderStaysLegible(t *testing.T) {
	for _, tt := range []struct{ name, value, text, want string }{
		{"the simulator's secret", "patchbay", "open .patchbay/runs/r1/pbx.jsonl", "open .patchbay/runs/r1/pbx.jsonl"},
		{"beside the folder", "patchbay", "patchbay in acme/.patchbay/locks: patchbay", "[hidden] in acme/.patchbay/locks: [hidden]"},
		{"the name without a path", "patchbay", "the secret is .patchbay", "the secret is .[hidden]"},
		{"a part of the name", "patch", "patch .patchbay/cache", "[hidden] .patchbay/cache"},
		{"a secret that holds the folder", "my.patchbay/key", "read my.patchbay/key", "read [hidden]"},
		{"a secret with the end of it", "patchbay/runs", "open .patchbay/runs/r1", "open .[hidden]/r1"},
		{"another secret below the folder", "s3cretvalue", "open .patchbay/s3cretvalue", "open .patchbay/[hidden]"},
		{"nothing around it", "patchbay", "clientSecret=patchbay&x", "clientSecret=[hidden]&x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &Redactor{}
			r.Add(tt.value)
			if got := r.String(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
