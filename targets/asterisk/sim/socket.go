package sim

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// socket is AMI over TCP. What a client asks passes through the server as a request
// AMI /ami/NAME, so that faults, the request log and the world file are as with HTTP:
// a reply that is dropped or cut ends the connection, a status means nothing and its
// body is what the client reads.
type socket struct{ server *simhttp.Server }

const (
	banner   = "/ami/connect"   // what a connection begins with
	signIn   = 30 * time.Second // how long a client may take to say who it is
	sluggish = 10 * time.Second // how long it may take to read what it is sent
)

// asked is what a connection asks, in the context of its request.
type asked struct {
	session *session
	request
	broken error // of a message that broke a limit
}

type askedKey struct{}

// talk serves one connection.
func (k socket) talk(ctx context.Context, conn net.Conn) {
	s := &session{local: peer(conn.LocalAddr().String()), remote: peer(conn.RemoteAddr().String()), inbox: inbox{wake: make(chan struct{}, 1)}}
	l := wire{conn: conn, session: s}
	if !l.say(k.ask(ctx, banner, asked{session: s})) {
		return
	}
	done := make(chan struct{})
	var tells sync.WaitGroup
	tells.Go(func() { l.tell(done) })
	defer tells.Wait()
	defer close(done)
	defer s.left.Store(true)
	in := bufio.NewReader(conn)
	for !s.gone {
		l.patience()
		q, err := readMessage(in)
		if err != nil && !errors.Is(err, errTooLong) && !errors.Is(err, errTooMany) {
			return
		}
		name := "/ami/" + strings.ReplaceAll(q.message["action"], "/", "_")
		if !l.answer(func() (string, bool) { return k.ask(ctx, name, asked{s, q, err}) }) {
			return
		}
	}
}

// ask puts a question to the world. It gives what goes to the client, and whether the
// connection goes on after that.
func (k socket) ask(ctx context.Context, path string, a asked) (string, bool) {
	r, err := http.NewRequestWithContext(context.WithValue(ctx, askedKey{}, a), "AMI", "http://sim", http.NoBody)
	if err != nil {
		return "", false
	}
	r.URL = &url.URL{Scheme: "http", Host: "sim", Path: path}
	resp, err := k.server.Transport().RoundTrip(r)
	if err != nil {
		return "", false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err == nil
}

// wire is the client's end: one thing is said at a time, and no event between an
// action and its answer.
type wire struct {
	conn    net.Conn
	session *session
	mu      sync.Mutex
}

func (l *wire) answer(ask func() (string, bool)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	text, ok := ask()
	return l.say(text+l.session.inbox.take(), ok)
}

// tell passes events on until done, or until the system goes down.
func (l *wire) tell(done chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-l.session.inbox.wake:
		}
		l.mu.Lock()
		ok := l.say(l.session.inbox.take(), true)
		l.mu.Unlock()
		if !ok || l.session.inbox.isClosed() {
			l.conn.Close()
			return
		}
	}
}

func (l *wire) say(text string, ok bool) bool {
	_ = l.conn.SetWriteDeadline(time.Now().Add(sluggish)) // what follows fails, if this does
	_, err := io.WriteString(l.conn, text)
	return ok && err == nil
}

// patience limits how long a client may stay that has not signed in.
func (l *wire) patience() {
	until := time.Time{}
	if l.session.account == "" {
		until = time.Now().Add(signIn)
	}
	_ = l.conn.SetReadDeadline(until) // what follows fails, if this does
}

// serveSocket answers what a connection asked.
func (w *World) serveSocket(rw http.ResponseWriter, r *http.Request, a asked) {
	switch {
	case r.URL.Path == banner:
		w.issued++
		a.session.number = w.issued
		w.wires = append(w.wires, a.session)
		fmt.Fprintf(rw, "Asterisk Call Manager/%s\r\n", w.managerVersion())
	case a.broken != nil:
		out := failed(a.broken.Error())
		out.mark(a.message["actionid"])
		fmt.Fprint(rw, out.raw())
	default:
		out := w.act(a.session, a.request)
		fmt.Fprint(rw, out.raw())
	}
}
