package render

import (
	"fmt"
	"strings"
)

// remark is something about the plan as a whole.
type remark struct {
	head, text string
	grave      bool
}

// remarks are what the site's own rules say, and what has to wait.
func (p Plan) remarks() []remark {
	var out []remark
	if j := p.Body.Judged; j != nil {
		for _, f := range j.Denied {
			out = append(out, remark{"Refused by the site's policy:", safe(f.String()), true})
		}
		for _, f := range j.Warned {
			out = append(out, remark{"The site's policy warns:", safe(f.String()), false})
		}
	}
	if text := p.waiting(); text != "" {
		out = append(out, remark{"Windows:", text, false})
	}
	return out
}

// waiting says which steps could not have run when the plan was made, and when
// they can.
func (p Plan) waiting() string {
	s, n := p.Body.Windows, p.Body.Disturbing()
	if s == nil || n == 0 {
		return ""
	}
	words := count(n, "step waits", "steps wait") + " for a window"
	open, err := s.Open(p.Envelope.Created)
	if err != nil {
		return safe(words + "; " + err.Error())
	}
	if open != nil {
		return safe(fmt.Sprintf("%s in window %s, open until %s", count(n, "step runs", "steps run"), open.Window, open.To.Format("Mon 2 Jan 15:04")+" "+open.To.Location().String()))
	}
	next, err := s.Next(p.Envelope.Created)
	if err != nil || next == nil {
		return safe(words + ", and none opens any more")
	}
	words = count(n, "step waits", "steps wait") + " for window " + next.String()
	if s.Outside != "defer" {
		words += "; until then the plan cannot be applied"
	}
	return safe(words)
}

func (w *planWriter) remarks(list []remark) {
	if len(list) > 0 {
		w.line("")
	}
	for _, r := range list {
		st := yellow
		if r.grave {
			st = red
		}
		w.line(w.paint(st, r.head) + " " + r.text)
	}
}

func markdownRemarks(b *strings.Builder, list []remark) {
	for _, r := range list {
		fmt.Fprintf(b, "\n> **%s** %s\n", r.head, markdown(r.text))
	}
}

// htmlRemark is a remark on the page.
type htmlRemark struct {
	Head, Text string
	Grave      bool
}

func htmlRemarks(list []remark) []htmlRemark {
	var out []htmlRemark
	for _, r := range list {
		out = append(out, htmlRemark{r.head, r.text, r.grave})
	}
	return out
}
