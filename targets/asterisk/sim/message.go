package sim

import (
	"bufio"
	"errors"
	"net/url"
	"strings"
)

// message is an action with its parameters, their names in lower case; of several of
// one name the first.
type message map[string]string

// Limits of the vendor's, measured. A form may have more fields than a message lines:
// those past the limit are passed over without a word, and the rest is done.
const (
	mostLines   = 128   // of a message, or fields of a form
	longestLine = 1022  // of a message, in bytes, without its end
	largestForm = 40960 // the body of a request, in bytes
	longestHead = 4095  // the request line, in bytes, without its end
)

const (
	errTooLong = refusal("Failed to parse message: line too long")
	errTooMany = refusal("Too many lines in message or allocation failure")
)

// request is a message as it came: its lines in their order, names as written.
type request struct {
	message
	lines [][2]string
}

func (q *request) add(name, value string) {
	if key := strings.ToLower(name); q.message[key] == "" {
		q.message[key] = value
	}
	q.lines = append(q.lines, [2]string{name, value})
}

// readMessage reads up to an empty line. A message that breaks a limit is read to its
// end, so that the next can follow, and comes with errTooLong or errTooMany; any
// other error is the connection's.
func readMessage(in *bufio.Reader) (request, error) {
	q := request{message: message{}}
	var broken error
	for n := 0; ; n++ {
		line, long, err := readLine(in)
		switch {
		case err != nil:
			return q, err
		case long:
			broken = errTooLong
		case line == "":
			return q, broken
		case n >= mostLines && broken == nil:
			broken = errTooMany
		}
		if name, value, ok := strings.Cut(line, ":"); ok && broken == nil {
			q.add(strings.TrimSpace(name), strings.TrimLeft(value, " \t"))
		}
	}
}

// readLine reads a line without its end, and of one that is too long nothing.
func readLine(in *bufio.Reader) (line string, long bool, err error) {
	var b []byte
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			b = append(b, part...)
		}
		long = long || len(b) > longestLine+2
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return "", false, err
		}
		b = []byte(strings.TrimRight(string(b), "\r\n"))
		if long || len(b) > longestLine {
			return "", true, nil
		}
		return string(b), false, nil
	}
}

// formMessage reads a form as far as the vendor does.
func formMessage(form string) request {
	q := request{message: message{}}
	if form == "" {
		return q
	}
	for field := range strings.SplitSeq(form, "&") {
		if len(q.lines) == mostLines {
			break
		}
		name, value, _ := strings.Cut(field, "=")
		q.add(fromForm(name), fromForm(value))
	}
	return q
}

// fromForm is what a part of a form says; where its escapes are wrong, as it stands.
func fromForm(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}
