package main

// readOnly: a plan cannot write.
var readOnly = []mutant{
	{"read-only: planning has the whole transport", "targets/run/open.go", "l.settings.Transport = rest.ReadOnly(l.settings.Transport, s.driver.Reads)", "_ = rest.ReadOnly", []string{"./targets/run TestReadersCannotWrite"}},
	{"read-only: readers have a writing half", "targets/decorate/readonly.go", "return reader{r}", "return r", []string{"./targets/decorate TestReadOnly"}},
	{"read-only: any method", "targets/internal/rest/readonly.go", "if rule.Method != r.Method || !match(", "if !match(", []string{readTests}},
	{"read-only: any path", "targets/internal/rest/readonly.go", "|| !match(rule.Path, r.URL.EscapedPath()) {", "{", []string{readTests}},
	{"read-only: longer paths", "targets/internal/rest/readonly.go", "return len(want) == len(have)", "return true", []string{readTests}},
	{"read-only: encoded slashes and dot segments", "targets/internal/rest/readonly.go", "if slices.ContainsFunc(have, steps) {", "if false {", []string{readTests}},
	{"read-only: one layer of encoding", "targets/internal/rest/readonly.go", "for range 8 {", "for range 1 {", []string{readTests}},
	{"read-only: a GET with a body", "targets/internal/rest/readonly.go", "if len(body) > 0 {\n\t\t\treturn false", "if false {\n\t\t\treturn false", []string{readTests}},
	{"read-only: a query beside a body", "targets/internal/rest/readonly.go", `case r.URL.RawQuery != "" || r.URL.ForceQuery:`, `case false:`, []string{readTests}},
	{"read-only: any body", "targets/internal/rest/readonly.go", "return rule.Body == nil || rule.Body(body)", "return true", []string{readTests}},
	{"read-only: headers that stand in for the method", "targets/internal/rest/readonly.go", "if slices.Contains(standIns, ", "if false && slices.Contains(standIns, ", []string{readTests}},
	{"read-only: parameters that stand in for the method", "targets/internal/rest/readonly.go", "if slices.Contains(parameters, ", "if false && slices.Contains(parameters, ", []string{readTests}},
	{"read-only: another request target than the path", "targets/internal/rest/readonly.go", `r.URL.Opaque != "" || `, ``, []string{readTests}},
	{"read-only: another host", "targets/internal/rest/readonly.go", ` || r.Host != "" && r.Host != r.URL.Host {`, ` {`, []string{readTests}},
	{"read-only: another body at the second try", "targets/internal/rest/readonly.go", "return clean, true, nil", "return r, true, nil", []string{readTests}},
	{"redirects are followed", "targets/internal/rest/client.go", "resp, err := c.Transport.RoundTrip(r)", "resp, err := (&http.Client{Transport: c.Transport}).Do(r)", []string{readTests}},
}

// retries: what may have been done is not sent again.
var retries = []mutant{
	{"writes are tried again", "targets/internal/rest/retry.go", "policy(passing), policy(turnedAway)", "policy(passing), policy(passing)", []string{"./targets/internal/rest TestRepeats"}},
	{"a POST counts as a read", "targets/internal/rest/retry.go", "return r.Method == http.MethodGet || ", "return r.Method == http.MethodPost || r.Method == http.MethodGet || ", []string{"./targets/internal/rest TestRepeats"}},
	{"what was sent counts as not sent", "targets/internal/rest/client.go", "Sent: !errors.As(err, &u)}", "Sent: errors.As(err, &u) && false}", []string{"./targets/internal/rest TestNeverSent"}},
	{"a page of 404 says that a thing is not there", "targets/internal/rest/client.go", "if e.Kind == targets.ErrNotFound {", "if false {", []string{"./targets/internal/rest TestErrors"}},
}

// secrets are shown nowhere.
var secrets = []mutant{
	{"secrets: in errors of the transport", "targets/internal/rest/client.go", `s = strings.ReplaceAll(s, v, "[hidden]")`, ``, []string{"./targets/internal/rest TestHide"}},
	{"secrets: quoted by a vendor", "targets/internal/rest/client.go", "e.Message = veil(e.Message)", "e.Message = veil(e.Message)[:0] + e.Message", []string{"./targets/internal/rest TestErrors|TestHide|TestVeil", canaryTests}},
	{"secrets: beyond Read", "targets/threecx/wire.go", `case f.Has(state.Secret), elsewhere[k.Name+"."+f.Name]:`, `case elsewhere[k.Name+"."+f.Name]:`, []string{"./targets/threecx TestReadKeepsSecretsOnThePBX"}},
	{"secrets: in what a target says to a reader", "targets/run/clean.go", "return live, c.redactor.Error(err)", "return live, err", []string{"./targets/run TestWhatTargetsSayIsClean"}},
	{"secrets: in what a target says to a writer", "targets/run/clean.go", "r.Err = c.redactor.Error(r.Err)", "", []string{canaryTests}},
	{"secrets: in the trace", "targets/decorate/trace.go", `slog.String("path", t.redact(r.URL.Path))`, `slog.String("path", r.URL.Path)`, []string{"./targets/decorate TestTrace"}},
	{"secrets: in what --debug tells", "cmd/patchbay/debug.go", "h.redactor.String(string(p))", "string(p)", []string{"./cmd/patchbay TestDebug|Canaries"}},
	{"secrets: no value is known", "targets/secret/redact.go", "out.WriteString(Hidden)", "out.WriteString(s[at.from:at.to])", []string{"./targets/secret ."}},
	{"secrets: in a url", "targets/run/clean.go", `u.User, u.RawQuery, u.Fragment, u.RawFragment = nil, "", "", ""`, ``, []string{canaryTests}},
}
