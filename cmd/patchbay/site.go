package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// tree is the site's files: the folder as it is, or as it was at a revision.
func (a *app) tree(ctx context.Context, rev string) (*source.Tree, error) {
	if rev == "" {
		return source.Dir(ctx, a.dir)
	}
	return source.Revision(ctx, a.dir, rev, "")
}

// read loads a site and checks it across its objects. The result is nil when it
// could not be loaded; what is wrong with the files is in the diagnostics. With
// errors among those it is a draft.
func (a *app) read(ctx context.Context, rev string) (*load.Result, diag.List, error) {
	tree, err := a.tree(ctx, rev)
	if err != nil {
		var d diag.Diagnostic
		if errors.As(err, &d) {
			return nil, diag.List{d}, nil
		}
		return nil, nil, err
	}
	site, found := load.Draft(tree, load.Options{Version: version()})
	if site != nil {
		found = slices.Concat(found, check.Site(site.Site, site.Causes))
	}
	return site, found.Sorted(), nil
}

// site is read for verbs that need a site without mistakes. Its warnings go to
// stderr.
func (a *app) site(ctx context.Context, rev string) (*load.Result, error) {
	site, found, err := a.read(ctx, rev)
	if err != nil {
		return nil, err
	}
	if found.HasErrors() {
		return nil, found
	}
	a.err.Write(render.Diagnostics(found, a.look(a.err)))
	return site, nil
}

// job prepares the stages of the site.
func (a *app) job(site *load.Result) *run.Job {
	return &run.Job{Site: site, Dir: a.dir, Drivers: all.Drivers, Targets: a.targets, Tool: version(), Now: a.now, Backoff: backoff, Log: a.log(), Secrets: a.secrets(a.dir)}
}

// secrets fetches what a site in a folder refers to.
func (a *app) secrets(dir string) *secret.Resolver {
	r := &secret.Resolver{Dir: dir, Redactor: &a.redactor}
	a.fetching = append(a.fetching, r)
	return r
}

// remark says, when a verb is over, what was found while its secrets were
// fetched: a file that everybody can read.
func (a *app) remark() {
	var found diag.List
	for _, r := range a.fetching {
		found = append(found, r.Warnings()...)
	}
	a.err.Write(render.Diagnostics(found.Sorted(), a.look(a.err)))
}

// looking does what a verb that only reads does on the targets of the site, and
// shows how far it is.
func (a *app) looking(ctx context.Context, look func(*run.Job) error) error {
	site, err := a.site(ctx, "")
	if err != nil {
		return err
	}
	job := a.job(site)
	bar := a.progress()
	job.Progress = bar.reading
	defer bar.end()
	return look(job)
}

// completeTargets are the names of the site's targets, for the shell.
func (a *app) completeTargets(ctx context.Context) []string {
	site, _, err := a.read(ctx, "")
	if err != nil || site == nil {
		return nil
	}
	var names []string
	for _, t := range site.Site.Targets {
		names = append(names, t.ID+"\t"+t.Type)
	}
	return names
}

// completeUsers are the ids of the site's users, for the shell.
func (a *app) completeUsers(ctx context.Context) []string {
	site, _, err := a.read(ctx, "")
	if err != nil || site == nil {
		return nil
	}
	var ids []string
	for _, u := range site.Site.Users {
		ids = append(ids, u.ID+"\t"+strings.TrimSpace(u.FirstName.Or("")+" "+u.LastName.Or("")))
	}
	return ids
}

// completeObjects are the selections that --only understands and that begin
// with what is typed.
func (a *app) completeObjects(ctx context.Context, typed string) []string {
	site, _, err := a.read(ctx, "")
	if err != nil || site == nil {
		return nil
	}
	return slices.DeleteFunc(run.Objects(site.Site), func(s string) bool { return !strings.HasPrefix(s, typed) })
}
