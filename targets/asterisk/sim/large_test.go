package sim

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// phones is a world of n phones, a mailbox for each, and a queue for every ten.
func phones(n int) *World {
	w, err := New(nil, Options{})
	if err != nil {
		panic(err) // a fresh system
	}
	mail, queues := "[general]\n[default]\n", "[general]\npersistentmembers=yes\n"
	for i := range n {
		id := fmt.Sprint(100000 + i)
		w.setObject("aor", id, &object{Values: map[string]string{"max_contacts": "2"}})
		w.setObject("auth", id, &object{Values: map[string]string{"username": id, "password": "p" + id}})
		w.setObject("endpoint", id, &object{Values: map[string]string{"allow": "(ulaw|alaw)", "aors": id, "auth": id, "callerid": `"P" <` + id + ">"}})
		mail += id + " => 1234,P,p@example.com\n"
		if i%10 == 0 {
			queues += "[q" + id + "]\nstrategy=linear\n"
		}
		queues += "member => PJSIP/" + id + "\n"
	}
	for name, text := range map[string]string{"voicemail.conf": mail, "queues.conf": queues} {
		f, err := parse(text)
		if err != nil {
			panic(err)
		}
		w.files[name], w.loaded[name] = f, f
	}
	w.settle()
	return w
}

// sent is a request that is measured, of one phone among n.
type sent struct{ name, method, path, body string }

var single = []sent{
	{"get", "GET", "/ari/asterisk/config/dynamic/res_pjsip/endpoint/100007", ""},
	{"put", "PUT", "/ari/asterisk/config/dynamic/res_pjsip/endpoint/100007", `{"fields":[{"attribute":"context","value":"x"}]}`},
	{"make and delete", "PUT", "/ari/asterisk/config/dynamic/res_pjsip/aor/new", `{"fields":[]}`},
	{"make and delete", "DELETE", "/ari/asterisk/config/dynamic/res_pjsip/aor/new", ""},
	{"endpoint", "GET", "/ari/endpoints/PJSIP/100007", ""},
	{"device", "GET", "/ari/deviceStates/PJSIP%2F100007", ""},
	{"action", "POST", "/rawman", "action=Ping"},
	{"row", "POST", "/rawman", "action=DBPut&Family=x&Key=y&Val=z"},
	{"show", "POST", "/rawman", "action=PJSIPShowEndpoint&Endpoint=100007"},
}

var whole = []sent{
	{"tree", "POST", "/rawman", "action=DBGetTree&Family=ps_endpoints"},
	{"row", "POST", "/rawman", "action=DBGet&Family=ps_endpoints/endpoint&Key=100007"},
	{"endpoints", "GET", "/ari/endpoints", ""},
	{"list", "POST", "/rawman", "action=PJSIPShowEndpoints"},
	{"members", "POST", "/rawman", "action=QueueStatus"},
	{"pause", "POST", "/rawman", "action=QueuePause&Interface=PJSIP/100007&Paused=yes"},
	{"mailboxes", "POST", "/rawman", "action=VoicemailUsersList"},
	{"file", "POST", "/rawman", "action=GetConfig&Filename=voicemail.conf"},
	{"edit", "POST", "/rawman", "action=UpdateConfig&SrcFilename=voicemail.conf&DstFilename=voicemail.conf&Reload=app_voicemail&Action-000000=update&Cat-000000=default&Var-000000=100007&Value-000000=%3E1,Q"},
}

// sender sends requests to a world and makes their changes a record.
func sender(t testing.TB, w *World) func(sent) {
	cookie := ""
	send := func(r sent) {
		req := httptest.NewRequest(r.method, r.path, strings.NewReader(r.body))
		req.SetBasicAuth("patchbay", "patchbay")
		req.Header.Set("Content-Type", "application/json")
		if r.path == "/rawman" {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Cookie", cookie)
		}
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, req)
		w.Changes()
		if rec.Code >= 300 || strings.Contains(rec.Body.String()[:min(rec.Body.Len(), 100)], "Response: Error") {
			t.Fatalf("%s: %d %.300s", r.name, rec.Code, rec.Body)
		}
		if c := rec.Header().Get("Set-Cookie"); c != "" {
			cookie, _, _ = strings.Cut(c, ";")
		}
	}
	send(sent{"login", "POST", "/rawman", "action=Login&username=patchbay&secret=patchbay&events=off"})
	return send
}

// BenchmarkTenThousand is what clients ask most, of 10,000 phones.
func BenchmarkTenThousand(b *testing.B) {
	send := sender(b, phones(10_000))
	for _, r := range append(append([]sent{}, single[:2]...), whole...) {
		b.Run(r.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				send(r)
			}
		})
	}
}

// TestCostsDoNotGrow: a request about one phone costs the same however many there are,
// and one about all of them no more than in proportion.
func TestCostsDoNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: measures allocations of a system with 4,000 phones")
	}
	cost := func(n int) map[string]float64 {
		send := sender(t, phones(n))
		out := map[string]float64{}
		for _, r := range append(append([]sent{}, single...), whole...) {
			out[r.method+" "+r.path+" "+r.body] = testing.AllocsPerRun(1, func() {
				if r.method == "DELETE" {
					send(sent{r.name, "PUT", r.path, `{"fields":[]}`})
				}
				send(r)
			})
		}
		return out
	}
	small, large := cost(400), cost(4000)
	for _, r := range single {
		key := r.method + " " + r.path + " " + r.body
		if large[key] > 1.2*small[key]+10 {
			t.Errorf("%s: %v allocations with 400 phones, %v with 4,000", key, small[key], large[key])
		}
	}
	for _, r := range whole {
		key := r.method + " " + r.path + " " + r.body
		if large[key] > 11*small[key]+100 {
			t.Errorf("%s: %v allocations with 400 phones, %v with 4,000", key, small[key], large[key])
		}
	}
}
