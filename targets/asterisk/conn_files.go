package asterisk

import (
	"context"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Files that are read by their own names.
const (
	fileARI     = "ari.conf"
	fileManager = "manager.conf"
	fileSorcery = "sorcery.conf"
)

// The modules that give two of the files an effect.
const (
	moduleQueue     = "app_queue"
	moduleVoicemail = "app_voicemail"
)

// fileNamed is the vendor's name of one of configure's files, and the module that reads
// it.
func (c *conn) fileNamed(file string) (name, module string) {
	name, module = "queues.conf", moduleQueue
	option := "queuesFile"
	if file == fileVoicemail {
		name, module, option = "voicemail.conf", moduleVoicemail, "voicemailFile"
	}
	if own, _ := c.settings.Options[option].(string); own != "" {
		name = own
	}
	return name, module
}

// conf reads a file.
func (c *conn) conf(ctx context.Context, name string) (*file, error) {
	a, err := c.act(ctx, "getconfig", name, pair{"filename", name})
	if err != nil {
		return nil, err
	}
	return parseFile(a), nil
}

// look reads one of configure's files and remembers it: what is written next is made
// from it.
func (c *conn) look(ctx context.Context, file string) (*file, error) {
	from := c.now()
	name, _ := c.fileNamed(file)
	f, err := c.conf(ctx, name)
	if err != nil {
		delete(c.seen, file)
		return nil, err
	}
	c.seen[file] = &sighted{f, from}
	return f, nil
}

// found is what was read of a kind.
type found struct {
	objects []state.Object
	reach   state.Reach
	reason  string
	unclear []state.Coverage // single objects that cannot be read as they are
}

// ofFile reads a kind that stands in a file.
func (c *conn) ofFile(ctx context.Context, k *state.Kind) (*found, error) {
	f, why, err := c.fileOfKind(ctx, k.Name)
	switch {
	case err != nil && hidden(err):
		return unseen(err), nil
	case err != nil:
		return nil, err
	}
	out := &found{}
	if why != "" {
		out.reach, out.reason = state.Partial, why
	}
	switch k.Name {
	case Queue:
		c.queues(f, k, out)
	case Mailbox:
		c.mailboxes(f, out)
	case ManagerAccount:
		c.accounts(f, k, out, func(*category) bool { return true })
	default:
		c.accounts(f, k, out, func(a *category) bool { return a.get("type") == "user" })
	}
	return out, nil
}

// fileOfKind is the file that a kind stands in, and why it has no effect.
func (c *conn) fileOfKind(ctx context.Context, kind string) (f *file, why string, err error) {
	switch kind {
	case ManagerAccount:
		f, err = c.conf(ctx, fileManager)
		return f, "", err
	case ARIAccount:
		f, err = c.conf(ctx, fileARI)
		return f, "", err
	}
	name := fileQueues
	if kind == Mailbox {
		name = fileVoicemail
	}
	own, module := c.fileNamed(name)
	if !c.profile.Modules[module] {
		why = module + " is not loaded: what " + own + " says has no effect"
	}
	f, err = c.look(ctx, name)
	return f, why, err
}

func (c *conn) queues(f *file, k *state.Kind, out *found) {
	for i := range f.categories {
		q := &f.categories[i]
		if q.name == general {
			continue
		}
		if why := q.unclear(); why != "" {
			out.doubt(Queue, "name", q.name, why)
			continue
		}
		out.objects = append(out.objects, q.queueObject(k))
	}
}

func (c *conn) mailboxes(f *file, out *found) {
	for i := range f.categories {
		context := &f.categories[i]
		if aside(context.name) {
			continue
		}
		seen := map[string]bool{}
		for _, l := range context.lines {
			if seen[l.name] {
				continue // the first line counts
			}
			seen[l.name] = true
			key := mailboxKey(l.name, context.name)
			if why := context.unclear(); why != "" {
				out.doubt(Mailbox, "mailbox", key, why)
				continue
			}
			box := parseBox(l.value)
			o := box.object(key)
			if pin := c.settings.Seal(o.Ref(), "pin", box.pin); box.pin != "" {
				o.Put("pin", pin)
			}
			if context.name == mailboxContext(c.profile) && isNumber(l.name) {
				o.Put(belongs.Name, state.OfText(l.name))
			}
			out.objects = append(out.objects, o)
		}
	}
}

func (c *conn) accounts(f *file, k *state.Kind, out *found, is func(*category) bool) {
	for i := range f.categories {
		if a := &f.categories[i]; a.name != general && is(a) && !slices.ContainsFunc(out.objects, func(o state.Object) bool { return o.Key == a.name }) {
			out.objects = append(out.objects, a.accountObject(k))
		}
	}
}

// doubt says of an object that it is there and cannot be read as it is.
func (f *found) doubt(kind, attr, key, why string) {
	at := state.Extent{Kind: kind, Attr: attr, Value: key}
	if !slices.ContainsFunc(f.unclear, func(c state.Coverage) bool { return c.Extent == at }) {
		f.unclear = append(f.unclear, state.Coverage{Extent: at, Reach: state.Partial, Reason: why})
	}
}
