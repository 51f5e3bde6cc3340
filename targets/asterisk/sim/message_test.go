package sim

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadMessage: ends of lines, names in any case, and what breaks a limit, after
// which the next message is read.
func TestReadMessage(t *testing.T) {
	long, most := strings.Repeat("a", longestLine-len("Val: ")), strings.Repeat("X: y\r\n", mostLines-1)
	for _, c := range []struct {
		sent  string
		lines int
		says  string // of the second line
		err   error
	}{
		{"Action: Ping\r\nActionID: 1\r\n\r\n", 2, "ActionID=1", nil},
		{"action:ping\nACTIONID:   1 \n\n", 2, "ACTIONID=1 ", nil},
		{"Action: X\r\nA: b: c\r\n\r\n", 2, "A=b: c", nil},
		{"GET / HTTP/1.1\r\n\r\n", 0, "", nil},
		{"\r\n", 0, "", nil},
		{"Action: DBPut\r\nVal: " + long + "\r\n\r\n", 2, "Val=" + long, nil},
		{"Action: DBPut\r\nVal: a" + long + "\r\nActionID: 1\r\n\r\n", 1, "", errTooLong},
		{"Action: DBPut\r\nVal: " + strings.Repeat("a", 100_000) + "\r\n\r\n", 1, "", errTooLong},
		{"Action: Ping\r\n" + most + "\r\n", mostLines, "X=y", nil},
		{"Action: Ping\r\n" + most + "Z: z\r\n\r\n", mostLines, "X=y", errTooMany},
		{"Action: Ping\r\n", 1, "", io.EOF},
	} {
		in := bufio.NewReader(strings.NewReader(c.sent + "Action: Next\r\n\r\n"))
		if c.err == io.EOF {
			in = bufio.NewReader(strings.NewReader(c.sent))
		}
		q, err := readMessage(in)
		second := ""
		if len(q.lines) > 1 {
			second = q.lines[1][0] + "=" + q.lines[1][1]
		}
		if !errors.Is(err, c.err) || len(q.lines) != c.lines || second != c.says {
			t.Errorf("%.60q: %d lines, %.60q, %v", c.sent, len(q.lines), second, err)
		}
		if next, err := readMessage(in); c.err != io.EOF && (err != nil || next.message["action"] != "Next") {
			t.Errorf("after %.60q: %v %v", c.sent, next.message, err)
		}
	}
}

// TestFormMessage: the fields past the limit are passed over, the first of a name
// counts, and what is wrongly escaped stands as it is.
func TestFormMessage(t *testing.T) {
	q := formMessage("action=DBPut&Family=a%20b+c&family=other&Key=%zz&Val")
	if d := cmp.Diff(message{"action": "DBPut", "family": "a b c", "key": "%zz", "val": ""}, q.message); d != "" {
		t.Error(d)
	}
	var form strings.Builder
	for i := range 200 {
		fmt.Fprintf(&form, "&v%d=%d", i, i)
	}
	if q := formMessage(form.String()[1:]); len(q.lines) != mostLines || q.message["v127"] != "127" || q.message["v128"] != "" {
		t.Errorf("%d fields, the last %v", len(q.lines), q.lines[len(q.lines)-1])
	}
}

// FuzzMessage: whatever is sent, a message is what its lines say, within the limits.
func FuzzMessage(f *testing.F) {
	f.Add("Action: Login\r\nUsername: a\r\n\r\nAction: Ping\r\n\r\n")
	f.Add(":\n:\n\n")
	f.Add("A: " + strings.Repeat("b", 2000) + "\n\n")
	f.Fuzz(func(t *testing.T, sent string) {
		in := bufio.NewReader(strings.NewReader(sent))
		for {
			q, err := readMessage(in)
			if len(q.lines) > mostLines {
				t.Fatalf("%d lines", len(q.lines))
			}
			for _, l := range q.lines {
				if len(l[0])+len(l[1]) > longestLine || strings.ContainsAny(l[0]+l[1], "\n") {
					t.Fatalf("%q", l)
				}
				if q.message[strings.ToLower(l[0])] == "" && l[1] != "" {
					t.Fatalf("%q is lost: %v", l, q.message)
				}
			}
			if err != nil && !errors.Is(err, errTooLong) && !errors.Is(err, errTooMany) {
				return
			}
		}
	})
}

// FuzzFile: a file that is written as it was read is read as it was written, and an
// edit of it never makes one that cannot be read.
func FuzzFile(f *testing.F) {
	f.Add("[a](!)\nx=1\n[b](a)\ny => 2 ; c\n#include z\n", "b", "y", "v;w")
	f.Add("[general]\n\\;\n=\n[", "general", "", "")
	f.Fuzz(func(t *testing.T, source, category, name, value string) {
		read, err := parse(source)
		if err != nil {
			return
		}
		again, err := parse(read.String())
		if err != nil {
			t.Fatalf("%q was written as %q: %v", source, read.String(), err)
		}
		if once, twice := again.String(), again.clone().whole().String(); len(twice) < len(once) {
			t.Fatalf("%q inherits and is shorter: %q", once, twice)
		}
		third, err := parse(again.String())
		if err != nil || third.String() != again.String() {
			t.Fatalf("%q changes again: %q, %v", again.String(), third.String(), err)
		}
		for _, action := range []string{"newcat", "append", "update", "delete", "insert", "renamecat", "delcat", "emptycat"} {
			e := edit{action: action, category: category, variable: name, value: value, line: "0"}
			if out, err := edited(again, []edit{e}); err == nil {
				if _, err := parse(out.String()); err != nil {
					t.Fatalf("%s %q %q %q makes %q: %v", action, category, name, value, out.String(), err)
				}
			}
		}
	})
}
