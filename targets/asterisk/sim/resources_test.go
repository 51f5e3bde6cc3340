package sim

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// TestOperations: each line of the table is answered, declared, and answered as a
// refusal or a list by a system that has nothing.
func TestOperations(t *testing.T) {
	c := newClient(t, "", Options{})
	n := 0
	for _, res := range resources() {
		_, body := c.ari("GET", "/ari/api-docs/"+res.name+".json", "")
		var docs declaration
		if err := json.Unmarshal([]byte(body), &docs); err != nil {
			t.Fatalf("%s: %v", res.name, err)
		}
		declared := map[string]bool{}
		for _, api := range docs.APIs {
			for _, o := range api.Operations {
				declared[o.HTTPMethod+" "+api.Path+" "+o.Nickname] = true
			}
		}
		for _, o := range res.operations {
			n++
			if o.do == nil {
				t.Errorf("%s.%s does nothing", res.name, o.nick)
				continue
			}
			if !declared[o.method+" "+o.path+" "+o.nick] {
				t.Errorf("%s.%s is not declared", res.name, o.nick)
			}
			path := strings.NewReplacer("{configClass}", "res_pjsip", "{objectType}", "aor").Replace(o.path)
			for _, p := range o.params {
				path = strings.ReplaceAll(path, "{"+p.name+"}", "nothing")
			}
			if status, body := c.ari(o.method, "/ari"+path, ""); status == 0 || status == 404 && strings.Contains(body, "Resource") || status == 405 {
				t.Errorf("%s %s: %d %s", o.method, path, status, body)
			}
		}
	}
	if n < 90 {
		t.Errorf("%d operations", n)
	}
	_, body := c.ari("GET", "/ari/api-docs/resources.json", "")
	var list listing
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.APIs) != len(resources()) || !strings.HasPrefix(list.BasePath, "http://127.0.0.1:") || !strings.HasSuffix(list.BasePath, "/ari") {
		t.Errorf("%v %s", err, body)
	}
}

// nothing is said by a reply that has no body.
const nothing = "\x00"

// TestRefusals: what ARI says where there is nothing to do it with, by version.
func TestRefusals(t *testing.T) {
	newest, older := newClient(t, `{"version": "22.10.1"}`, Options{}), newClient(t, `{"version": "16.28.0"}`, Options{})
	for _, step := range []struct {
		method, path string
		status       int
		says         string
		old          string // what 16 says instead, where it says another thing
	}{
		{"GET", "channels", 200, `[]`, ""},
		{"GET", "channels/x", 404, `{"message":"Channel not found"}`, ""},
		{"POST", "channels", 400, `{"message":"Endpoint must be specified"}`, ""},
		{"POST", "channels?endpoint=PJSIP/1", 400, `{"message":"Application or extension must be specified"}`, ""},
		{"POST", "channels?endpoint=PJSIP/1&app=x", 500, `{"error":"Allocation failed"}`, ""},
		{"POST", "channels/x/snoop", 400, `{"message":"Direction must be specified for at least spy or whisper"}`, ""},
		{"GET", "channels/x/variable?variable=v", 404, `{"message":"Provided channel was not found"}`, ""},
		{"POST", "channels/x/progress", 404, `{"message":"Channel not found"}`, `{"message":"Resource not found"}`},
		{"GET", "recordings", 405, `{"message":"Invalid method"}`, ""},
		{"GET", "recordings/stored/x", 404, `{"message":"Recording not found"}`, ""},
		{"GET", "sounds", 404, `{"message":"No sounds found that matched the query"}`, ""},
		{"POST", "playbacks/x/control", 400, `{"message":"Missing operation"}`, ""},
		{"PUT", "endpoints/sendMessage", 400, `{"message":"To must be specified"}`, ""},
		{"PUT", "endpoints/PJSIP/x/sendMessage?from=a", 404, `{"message":"Endpoint not found"}`, ""},
		{"PUT", "deviceStates/Stasis:a?deviceState=BUSY", 204, ``, ""},
		{"GET", "deviceStates", 200, `[{"name":"Stasis:a","state":"BUSY"}]`, ""},
		{"PUT", "deviceStates/Stasis:a?deviceState=odd", 500, `{"message":"Unknown device"}`, ""},
		{"PUT", "deviceStates/Custom:a?deviceState=BUSY", 409, `{"message":"Uncontrolled device specified"}`, ""},
		{"DELETE", "deviceStates/Stasis:a", 204, ``, ""},
		{"GET", "deviceStates/PJSIP%2F1", 200, `{"name":"PJSIP/1","state":"INVALID"}`, ""},
		{"GET", "mailboxes", 404, `{"message":"Resource not found"}`, ""},
		{"POST", "bridges/b?type=holding&name=n", 200, `"technology":"holding_bridge"`, ""},
		{"POST", "bridges/b", 409, `{"message":"Bridge with id 'b' already exists"}`, nothing},
		{"POST", "bridges?type=odd", 500, `{"message":"Unable to create bridge. Possible duplicate bridge id '(null)'"}`, `{"message":"Unable to create bridge"}`},
		{"POST", "bridges/b/addChannel?channel=x", 400, `{"message":"Channel not found"}`, ""},
		{"DELETE", "bridges/b/moh", 409, `{"message":"Bridge isn't playing music"}`, ""},
		{"DELETE", "bridges/b", 204, ``, ""},
		{"DELETE", "bridges/b", 404, `{"message":"Bridge not found"}`, ""},
		{"GET", "applications/x", 404, `{"message":"Application not found"}`, ""},
		{"POST", "applications/x/subscription?eventSource=endpoint:PJSIP/1", 404, `{"message":"Application not found"}`, ""},
		{"POST", "events/user/e", 400, `{"message":"Missing parameter application"}`, ""},
		{"GET", "events?app=x", 426, `<h1>Upgrade Required</h1>`, ""},
		{"POST", "asterisk/variable?variable=A&value=1", 204, ``, ""},
		{"GET", "asterisk/variable?variable=A", 200, `{"value":"1"}`, ""},
		{"POST", "asterisk/logging/x?configuration=notice,error", 204, ``, ""},
		{"GET", "asterisk/logging", 200, `{"channel":"/var/log/asterisk/x","type":"File","status":"Enabled","configuration":"NOTICE ERROR "}`, ""},
		{"POST", "asterisk/logging/x?configuration=notice", 409, `{"message":"Log channel already exists"}`, ""},
		{"DELETE", "asterisk/logging/x", 204, ``, ""},
		{"PUT", "asterisk/logging/x/rotate", 404, `{"message":"Log channel does not exist"}`, ""},
		{"GET", "asterisk/modules/app_queue", 409, `{"message":"Module information could not be retrieved"}`, ""},
		{"POST", "asterisk/modules/app_queue.so", 409, `{"message":"Module is already loaded"}`, ""},
		{"DELETE", "asterisk/modules/nope.so", 404, `{"message":"Module not found in running modules"}`, ""},
		{"GET", "channels/", 404, `{"message":"ARI URLs do not end with a slash. Try /ari/channels"}`, ""},
	} {
		if status, body := newest.ari(step.method, "/ari/"+step.path, ""); status != step.status || !strings.Contains(body, step.says) {
			t.Errorf("%s %s: %d %s\nwant %d %s", step.method, step.path, status, body, step.status, step.says)
		}
		if step.old == "" {
			step.old = step.says
		}
		step.old = strings.TrimPrefix(step.old, nothing)
		if _, body := older.ari(step.method, "/ari/"+step.path, ""); !strings.Contains(body, step.old) {
			t.Errorf("16: %s %s: %s\nwant %s", step.method, step.path, body, step.old)
		}
	}
	if status, body := older.ari("POST", "/ari/bridges/twice", ""); status != 200 || body == "" {
		t.Errorf("%d %s", status, body)
	}
	if status, body := older.ari("POST", "/ari/bridges/twice", ""); status != 200 || body != "" {
		t.Errorf("16 takes a bridge that is there: %d %s", status, body)
	}
}

// TestForms: a form is read as far as the vendor reads it, and one that is too large
// is refused.
func TestForms(t *testing.T) {
	c := newClient(t, "", Options{})
	c.ami("action=Login&username=patchbay&secret=patchbay")
	form := "action=UpdateConfig&SrcFilename=queues.conf&DstFilename=queues.conf&Action-000000=newcat&Cat-000000=big"
	for i := 1; i <= 40; i++ {
		form += fmt.Sprintf("&Action-%06d=append&Cat-%06d=big&Var-%06d=v&Value-%06d=%d", i, i, i, i, i)
	}
	if got := c.ami(form); got != "Response: Success\n\n" {
		t.Error(got)
	}
	got := c.ami("action=GetConfig&Filename=queues.conf&Category=big")
	if n := strings.Count(got, "Line-"); n != 31 || !strings.Contains(got, "Line-000000-000030: v=\n") {
		t.Errorf("%d lines: what is past the 128th field is passed over\n%s", n, got)
	}
	if got := c.ami("action=Ping&x=" + strings.Repeat("a", largestForm)); !strings.Contains(got, "413 Request Entity Too Large") {
		t.Error(got)
	}
	if status, body := c.ari("PUT", objects+"aor/1", `{"fields":[]`+strings.Repeat(" ", largestForm)+`}`); status != 413 || body != `{"message":"Request body too large"}` {
		t.Errorf("%d %s", status, body)
	}
}

// TestWaitEvent: a session of HTTP is given what happened since it asked last.
func TestWaitEvent(t *testing.T) {
	c := newClient(t, amiSeed, Options{})
	c.ami("action=Login&username=admin&secret=s&Events=user")
	c.ami("action=UserEvent&UserEvent=a&X=1")
	if got, want := c.ami("action=WaitEvent&Timeout=1"), "Response: Success\nMessage: Waiting for Event completed.\n\nEvent: UserEvent\nPrivilege: user,all\nUserEvent: a\nX: 1\n\nEvent: WaitEventComplete\n\n"; got != want {
		t.Error(cmp.Diff(want, got))
	}
	if got := c.ami("action=WaitEvent&Timeout=1"); strings.Contains(got, "UserEvent") {
		t.Error(got)
	}
}

// hear opens a WebSocket, and gives its client's end.
func hear(t *testing.T, url, query, protocol string) (net.Conn, *bufio.Reader, *http.Response) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	fmt.Fprintf(conn, "GET /ari/events?%s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n", query, protocol)
	in := bufio.NewReader(conn)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	return conn, in, resp
}

// frame reads one of the server's, which are not masked.
func frame(t *testing.T, in *bufio.Reader) (byte, string) {
	t.Helper()
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil {
		t.Fatal(err)
	}
	size := int(head[1])
	if size == 126 {
		more := make([]byte, 2)
		io.ReadFull(in, more)
		size = int(binary.BigEndian.Uint16(more))
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(in, b); err != nil {
		t.Fatal(err)
	}
	return head[0] & 0x0f, string(b)
}

// send writes a frame as a client does.
func send(conn net.Conn, kind byte, text string) {
	mask := []byte{1, 2, 3, 4}
	b := append([]byte{0x80 | kind, 0x80 | byte(len(text))}, mask...)
	for i := range len(text) {
		b = append(b, text[i]^mask[i%4])
	}
	conn.Write(b)
}

// TestEventSocket: who may open one, what comes over it, and how it ends.
func TestEventSocket(t *testing.T) {
	run, err := Start(t.Context(), []byte(`{"objects": {"endpoint": {"1": {"attributes": {"allow": "(ulaw)"}}}}}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	c := &client{t: t, base: run.URL, user: "patchbay"}
	for query, want := range map[string]int{"app=x": 401, "api_key=patchbay:patchbay": 400, "api_key=patchbay:patchbay&app=x": 101} {
		conn, _, resp := hear(t, run.URL, query, "")
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", query, resp.StatusCode, want)
		}
		conn.Close()
	}
	if _, _, resp := hear(t, run.URL, "api_key=patchbay:patchbay&app=x", "Sec-WebSocket-Protocol: odd\r\n"); resp.StatusCode != 400 || resp.Header.Get("Sec-WebSocket-Version") != "7, 8, 13" {
		t.Errorf("an unknown protocol: %v", resp)
	}
	conn, in, resp := hear(t, run.URL, "api_key=patchbay:patchbay&app=one,two&subscribeAll=true", "Sec-WebSocket-Protocol: ari\r\n")
	if resp.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" || resp.Header.Get("Sec-WebSocket-Protocol") != "ari" {
		t.Errorf("%v", resp.Header) // the example of RFC 6455
	}
	c.ari("POST", "/ari/bridges/b?name=n", "")
	for _, app := range []string{"one", "two"} {
		if _, text := frame(t, in); !strings.HasPrefix(text, `{"type":"BridgeCreated","timestamp":"`) || !strings.Contains(text, `"bridge":{"id":"b",`) || !strings.HasSuffix(text, `"application":"`+app+`"}`) {
			t.Error(text)
		}
	}
	c.ari("PUT", "/ari/applications/two/eventFilter", `{"disallowed":[{"type":"DeviceStateChanged"}]}`)
	c.ari("PUT", "/ari/deviceStates/Stasis:d?deviceState=INUSE", "")
	c.ari("PUT", "/ari/deviceStates/Stasis:d?deviceState=INUSE", "") // no change
	if _, text := frame(t, in); !strings.Contains(text, `"type":"DeviceStateChanged","application":"one"`) || !strings.Contains(text, `"device_state":{"name":"Stasis:d","state":"INUSE"}`) {
		t.Error(text)
	}
	if status, _ := c.ari("POST", "/ari/events/user/e?application=two&source=endpoint:PJSIP/1", `{"variables":{"b":2,"a":"1"}}`); status != 204 {
		t.Error(status)
	}
	if _, text := frame(t, in); !strings.Contains(text, `"eventname":"e","userevent":{"a":"1","b":2,"eventname":"e"},"endpoint":{"technology":"PJSIP","resource":"1"`) {
		t.Error(text)
	}
	send(conn, framePing, "are you there")
	if kind, text := frame(t, in); kind != framePong || text != "are you there" {
		t.Errorf("%d %q", kind, text)
	}
	other, _, _ := hear(t, run.URL, "api_key=patchbay:patchbay&app=one", "")
	if _, text := frame(t, in); !strings.Contains(text, `"type":"ApplicationReplaced"`) {
		t.Error(text)
	}
	if _, body := c.ari("GET", "/ari/applications", ""); !strings.Contains(body, `"name":"one"`) || !strings.Contains(body, `"name":"two"`) {
		t.Error(body)
	}
	send(other, frameClose, "")
	send(conn, frameClose, "\x0f\xa0bye")
	if kind, text := frame(t, in); kind != frameClose || text != "\x0f\xa0" {
		t.Errorf("%d %q", kind, text)
	}
	if _, err := in.ReadByte(); err == nil {
		t.Error("it goes on after its end")
	}
	for range 100 {
		if _, body := c.ari("GET", "/ari/applications", ""); body == "[]" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if _, body := c.ari("GET", "/ari/applications", ""); body != "[]" {
		t.Errorf("applications outlive their clients: %s", body)
	}
	_, in, _ = hear(t, run.URL, "api_key=patchbay:patchbay&app=one", "")
	run.Restart()
	if _, err := in.ReadByte(); err == nil {
		t.Error("a connection outlives its system")
	}
}

// TestFrames: what is no frame ends the connection.
func TestFrames(t *testing.T) {
	for name, sent := range map[string]string{"not masked": "\x81\x01a", "too large": "\x81\xff\x00\x00\x00\x00\x00\x02\x00\x00", "cut": "\x81\x85\x01", "cut in its size": "\x81\xfe\x01", "nothing": ""} {
		if _, _, err := readFrame(strings.NewReader(sent)); err == nil {
			t.Errorf("%s: it is read", name)
		}
	}
	long := "\x82\xfe\x01\x00\x00\x00\x00\x00" + strings.Repeat("b", 256)
	if kind, payload, err := readFrame(strings.NewReader(long)); err != nil || kind != 2 || len(payload) != 256 {
		t.Errorf("%d %d %v", kind, len(payload), err)
	}
}

// TestRestarted: what was only said is forgotten, what was written stays.
func TestRestarted(t *testing.T) {
	s, _, err := NewServer(nil, Options{Serving: simhttp.Serving{}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	c := &client{t: t, base: srv.URL, user: "patchbay"}
	c.ari("POST", "/ari/bridges/b", "")
	c.ari("POST", "/ari/asterisk/variable?variable=A&value=1", "")
	c.ari("POST", "/ari/asterisk/logging/x?configuration=notice", "")
	c.ari("PUT", "/ari/deviceStates/Stasis:d?deviceState=BUSY", "")
	s.Restart()
	for path, want := range map[string]string{"bridges": "[]", "asterisk/variable?variable=A": `{"value":""}`, "asterisk/logging": `[{"channel":"","type":"Console","status":"Enabled","configuration":"NOTICE WARNING ERROR VERBOSE "}]`,
		"deviceStates": `[{"name":"Stasis:d","state":"BUSY"}]`} {
		if _, body := c.ari("GET", "/ari/"+path, ""); body != want {
			t.Errorf("%s: %s, want %s", path, body, want)
		}
	}
}
