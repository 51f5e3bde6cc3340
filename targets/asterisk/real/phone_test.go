package real_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// phone is a telephone that registers and calls, over UDP on loopback.
type phone struct {
	t      *testing.T
	client *sipgo.Client
	pbx    string // address
}

// newPhone is one that knows its PBX and nobody's password.
func newPhone(t *testing.T, pbx string) *phone {
	t.Helper()
	sip.SetDefaultLogger(slog.New(slog.DiscardHandler))
	ua, err := sipgo.NewUA(sipgo.WithUserAgent("patchbay-test"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ua.Close() })
	client, err := sipgo.NewClient(ua, sipgo.WithClientHostname("127.0.0.1"), sipgo.WithClientConnectionAddr("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return &phone{t, client, pbx}
}

// signIn are a phone's credentials; without a name it has none, and does not answer
// when it is asked for them.
type signIn struct{ name, password string }

// register asks to be reached under an id for some seconds, 0 for no longer. It
// returns the last status: 200 where that is so, 401 where the PBX wants other
// credentials.
func (p *phone) register(id string, with signIn, seconds int) int {
	p.t.Helper()
	req := p.request(sip.REGISTER, "sip:"+p.pbx, id)
	req.AppendHeader(sip.NewHeader("Contact", fmt.Sprintf("<sip:%s@127.0.0.1:9>;expires=%d", id, seconds)))
	return p.send(req, with)
}

// call rings a number as an id, and returns the first answer that is more than that
// it is being tried.
func (p *phone) call(id, number string, with signIn) int {
	p.t.Helper()
	req := p.request(sip.INVITE, fmt.Sprintf("sip:%s@%s", number, p.pbx), id)
	req.AppendHeader(sip.NewHeader("Contact", fmt.Sprintf("<sip:%s@127.0.0.1:9>", id)))
	req.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	req.SetBody([]byte("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"))
	return p.send(req, with)
}

func (p *phone) request(method sip.RequestMethod, to, id string) *sip.Request {
	var at, self sip.Uri
	for text, uri := range map[string]*sip.Uri{to: &at, fmt.Sprintf("sip:%s@%s", id, p.pbx): &self} {
		if err := sip.ParseUri(text, uri); err != nil {
			p.t.Fatal(err)
		}
	}
	req := sip.NewRequest(method, at)
	from := &sip.FromHeader{Address: self, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(12))
	req.AppendHeader(from)
	if method == sip.REGISTER {
		at = self
	}
	req.AppendHeader(&sip.ToHeader{Address: at, Params: sip.NewParams()})
	return req
}

// send does a request, and once more with credentials where they are asked for.
func (p *phone) send(req *sip.Request, with signIn) int {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.t.Context(), 10*time.Second)
	defer stop()
	res, err := p.client.Do(ctx, req)
	if err != nil {
		p.t.Fatalf("%s: %v", req.Method, err)
	}
	if res.StatusCode != sip.StatusUnauthorized || with.name == "" {
		return res.StatusCode
	}
	res, err = p.client.DoDigestAuth(ctx, req, res, sipgo.DigestAuth{Username: with.name, Password: with.password})
	if err != nil {
		p.t.Fatalf("%s with credentials: %v", req.Method, err)
	}
	return res.StatusCode
}
