package simhttp

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"sync"
)

// Takeover is a Vendor's response writer whose connection may go on in another
// protocol, as HTTP's Upgrade has it.
type Takeover interface {
	// TakeOver has serve talk on the connection once the reply, a 101, is on its way.
	// The connection is closed when serve returns, and before that when the simulator
	// stops. Nothing happens where there is no connection, as with Transport.
	TakeOver(serve func(net.Conn, *bufio.Reader))
}

func (p *reply) TakeOver(serve func(net.Conn, *bufio.Reader)) { p.talk = serve }

// handOver sends the head of a reply and lets the vendor talk on its connection.
func (s *Server) handOver(w http.ResponseWriter, rep *reply) {
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil { // there is no connection
		rep.send(w, nil, 0)
		return
	}
	defer conn.Close()
	if !s.conns.add(conn, func() {}) {
		return
	}
	defer s.conns.drop(conn)
	fmt.Fprintf(rw, "HTTP/1.1 %d %s\r\n", rep.code(), http.StatusText(rep.code()))
	rep.header.Write(rw)
	fmt.Fprint(rw, "\r\n")
	if rw.Flush() == nil {
		rep.talk(conn, rw.Reader)
	}
}

// connections are those that net/http does not know of.
type connections struct {
	mu     sync.Mutex
	open   map[net.Conn]func() // what ends what its talk waits for
	closed bool
	busy   sync.WaitGroup
}

// add reports false when the simulator is stopping.
func (c *connections) add(conn net.Conn, cancel func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	if c.open == nil {
		c.open = map[net.Conn]func(){}
	}
	c.open[conn] = cancel
	c.busy.Add(1)
	return true
}

func (c *connections) drop(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, conn)
	c.busy.Done()
}

// close ends all of them and waits for those who talk on them.
func (c *connections) close() {
	c.mu.Lock()
	c.closed = true
	for conn, cancel := range c.open {
		cancel()
		conn.Close()
	}
	c.mu.Unlock()
	c.busy.Wait()
}
