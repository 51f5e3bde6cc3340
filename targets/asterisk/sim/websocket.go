package sim

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// hearer is the connection of a client of /events.
type hearer struct {
	left  atomic.Bool // it has ended
	inbox inbox
}

// eventSocket lets a client hear of events: over a WebSocket (RFC 6455), under the
// names of its applications.
func (w *World) eventSocket(q *ask) {
	h := q.Request.Header
	protocols := strings.FieldsFunc(h.Get("Sec-WebSocket-Protocol"), func(r rune) bool { return r == ',' || r == ' ' })
	apps := q.param("app")
	switch {
	case !strings.EqualFold(h.Get("Upgrade"), "websocket"):
		w.page(q.ResponseWriter, http.StatusUpgradeRequired, "")
		return
	case apps == "":
		w.page(q.ResponseWriter, http.StatusBadRequest, "HTTP request is missing param: [app]")
		return
	case len(protocols) > 0 && !slices.Contains(protocols, "ari"), h.Get("Sec-WebSocket-Key") == "":
		q.Header().Set("Sec-WebSocket-Version", "7, 8, 13")
		q.WriteHeader(http.StatusBadRequest)
		return
	}
	out := q.Header()
	clear(out) // no others in this answer
	out.Set("Upgrade", "websocket")
	out.Set("Connection", "Upgrade")
	out.Set("Sec-WebSocket-Accept", accepted(h.Get("Sec-WebSocket-Key")))
	if len(protocols) > 0 {
		out.Set("Sec-WebSocket-Protocol", "ari")
	}
	hear := &hearer{inbox: inbox{wake: make(chan struct{}, 1)}}
	for name := range strings.SplitSeq(apps, ",") {
		w.register(name, hear, isTrue(q.param("subscribeAll")))
	}
	q.WriteHeader(http.StatusSwitchingProtocols)
	if t, ok := q.ResponseWriter.(simhttp.Takeover); ok {
		t.TakeOver(hear.talk)
	}
}

// accepted is the proof that a key was understood (RFC 6455, 4.2.2).
func accepted(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// The kinds of frames that are of use here.
const (
	frameText  = 1
	frameClose = 8
	framePing  = 9
	framePong  = 10
)

// talk serves the connection: events out, and from the client what keeps it alive.
// What it asks over it is not answered.
func (h *hearer) talk(conn net.Conn, in *bufio.Reader) {
	c := &frames{conn: conn}
	done := make(chan struct{})
	var tells sync.WaitGroup
	tells.Go(func() { h.tell(c, done) })
	defer tells.Wait()
	defer close(done)
	defer h.left.Store(true)
	for {
		kind, payload, err := readFrame(in)
		switch {
		case err != nil:
			return
		case kind == framePing:
			err = c.write(framePong, payload)
		case kind == frameClose:
			err = errors.Join(c.write(frameClose, closing(payload)), io.EOF)
		}
		if err != nil {
			return
		}
	}
}

// closing is the answer to a client's goodbye: its code, without its reason.
func closing(payload []byte) []byte {
	if len(payload) < 2 {
		return binary.BigEndian.AppendUint16(nil, 1000)
	}
	return payload[:2]
}

// tell passes events on until done, or until the system goes down.
func (h *hearer) tell(c *frames, done chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-h.inbox.wake:
		}
		for _, text := range h.inbox.all() {
			if c.write(frameText, []byte(text)) != nil {
				c.conn.Close()
				return
			}
		}
		if h.inbox.isClosed() {
			c.conn.Close()
			return
		}
	}
}

// frames writes them whole.
type frames struct {
	conn net.Conn
	mu   sync.Mutex
}

func (c *frames) write(kind byte, payload []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	head := []byte{0x80 | kind}
	switch n := len(payload); {
	case n < 126:
		head = append(head, byte(n))
	case n < 1<<16:
		head = binary.BigEndian.AppendUint16(append(head, 126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, 127), uint64(n))
	}
	_ = c.conn.SetWriteDeadline(time.Now().Add(sluggish)) // what follows fails, if this does
	_, err := c.conn.Write(append(head, payload...))
	return err
}

// largestFrame is the most that a client may send at once, in bytes.
const largestFrame = 1 << 16

var errFrame = errors.New("a frame that is too large or not masked")

// readFrame reads one; those of a client are masked.
func readFrame(in io.Reader) (kind byte, payload []byte, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil {
		return 0, nil, err
	}
	size := uint64(head[1] & 0x7f)
	if extra := map[uint64]int{126: 2, 127: 8}[size]; extra > 0 {
		more := make([]byte, 8)
		if _, err := io.ReadFull(in, more[8-extra:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(more)
	}
	if size > largestFrame || head[1]&0x80 == 0 {
		return 0, nil, errFrame
	}
	payload = make([]byte, 4+size)
	if _, err := io.ReadFull(in, payload); err != nil {
		return 0, nil, err
	}
	mask, payload := payload[:4], payload[4:]
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return head[0] & 0x0f, payload, nil
}
