package all_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// taught are words that requests to real systems are made of, for the fuzzer to
// begin with: what reads, and what would write if it got through.
var taught = map[string][]string{
	"3cx": {
		"GET /xapi/v1/Users", "GET /xapi/v1/Users(29)", "GET /xapi/v1/Users(Number='100')?$expand=Groups($expand=Rights)", "GET /xapi/v1/Users?$filter=Number eq '100'&$top=1&$count=true",
		"GET /xapi/v1/Users/Pbx.GetFirstAvailableExtensionNumber()", "GET /xapi/v1/Users(29)/Pbx.GetPhoneSecret(mac='001565123401')", "GET /xapi/v1/Users(29)/Pbx.RegenerateSecret", "POST /xapi/v1/Users/Pbx.BatchDelete {\"ids\":[29]}",
		"GET /xapi/v1/Groups(28)/Pbx.DeleteCompanyById", "GET /xapi/v1/Groups?$expand=Members,Rights", "POST /xapi/v1/Groups/Pbx.DeleteCompanyById {\"id\":28}", "GET /xapi/v1/Defs/Pbx.GetSystemParameters()", "GET /xapi/v1/$metadata",
		"POST /xapi/v1/$batch {\"requests\":[{\"id\":\"1\",\"method\":\"DELETE\",\"url\":\"Users(29)\"}]}", "GET /xapi/v1/$batch {\"requests\":[{\"id\":\"1\",\"method\":\"DELETE\",\"url\":\"Users(29)\"}]}",
		"DELETE /xapi/v1/Users(29)", "PATCH /xapi/v1/Users(29) {\"FirstName\":\"x\"}", "POST /connect/token grant_type=client_credentials", "POST /connect/token/../../xapi/v1/Users {}", "PUT /_sim/world {}", "POST /_sim/restart",
		"GET /xapi/v1/../../_sim/world", "GET /xapi/v1/ReportGroupStatistics/Pbx.GetGroupStatisticsData()", "GET /xapi/v1/Users(29)/Pbx.ExportExtensions()", "GET /xapi/v1/ServicePrincipals(1)/Pbx.GenerateSecret()",
	},
	"asterisk": {
		`GET /ari/asterisk/info?only=system`, `GET /ari/asterisk/modules`, `PUT /ari/asterisk/modules/app_queue.so`, `GET /ari/endpoints`, `PUT /ari/endpoints/sendMessage?to=pjsip:101&from=x`, `GET /ari/asterisk/variable?variable=SHELL(reboot)`, `POST /ari/asterisk/variable?variable=x&value=y`,
		`GET /ari/asterisk/config/dynamic/res_pjsip/endpoint/101`, `PUT /ari/asterisk/config/dynamic/res_pjsip/endpoint/101 {"fields":[{"attribute":"context","value":"any"}]}`, `DELETE /ari/asterisk/config/dynamic/res_pjsip/auth/101`, `GET /ari/events?app=x&subscribeAll=true`, `GET /pbx/ari/asterisk/info`,
		`POST /rawman action=getconfig&filename=queues.conf`, `POST /rawman action=updateconfig&srcfilename=queues.conf&dstfilename=queues.conf&action-000000=newcat&cat-000000=x`, `POST /rawman action=getconfig&filename=queues.conf&Action=updateconfig&srcfilename=queues.conf&dstfilename=queues.conf&action-000000=newcat&cat-000000=x`,
		`POST /rawman ACTION=updateconfig&action=getconfig&srcfilename=queues.conf&dstfilename=queues.conf&action-000000=newcat&cat-000000=x`, `POST /rawman action=getconfig%0d%0aAction:%20UpdateConfig&filename=queues.conf`, `POST /rawman?action=updateconfig&srcfilename=queues.conf&dstfilename=queues.conf&action-000000=newcat&cat-000000=x action=getconfig&filename=queues.conf`,
		`GET /rawman?action=updateconfig&srcfilename=queues.conf&dstfilename=queues.conf&action-000000=newcat&cat-000000=x`, `POST /mxml action=updateconfig&srcfilename=queues.conf&dstfilename=queues.conf&action-000000=newcat&cat-000000=x`, `POST /manager action=queueadd&queue=sales&interface=PJSIP/102`, `POST /rawman action=dbdel&family=ps_auths/auth&key=101`,
		`POST /rawman action=reload`, `POST /rawman action=command&command=core%20stop%20now`, `POST /rawman action=dbgettree&family=ps_auths`, `POST /rawman/ action=queuereload`, `PUT /_sim/world {}`, `POST /_sim/restart`,
		`GET /ari/asterisk/info`, `PUT /ari/asterisk/config/dynamic/res_pjsip/endpoint/101 {"fields":[{"attribute":"callerid","value":"x"}]}`, `DELETE /ari/asterisk/config/dynamic/res_pjsip/endpoint/101`,
		`GET /ari/asterisk/config/dynamic/res_pjsip/auth/101/../../endpoint/101`, `POST /ari/asterisk/variable?variable=x&value=y`, `POST /ari/channels?endpoint=PJSIP/101&extension=1`, `PUT /ari/deviceStates/Stasis:x?deviceState=BUSY`, `PUT /ari/mailboxes/101@default?oldMessages=0&newMessages=1`,
		`POST /rawman action=Login&username=patchbay&secret=patchbay`, `POST /rawman action=GetConfig&filename=queues.conf`, `POST /rawman action=UpdateConfig&srcfilename=queues.conf&dstfilename=queues.conf&reload=no&action-000000=newcat&cat-000000=x`, `POST /rawman action=DBGetTree&family=ps_endpoints`, `POST /rawman action=DBPut&family=ps_endpoints&key=x&val=y`,
		`POST /rawman action=DBDelTree&family=ps_endpoints`, `POST /rawman action=Command&command=core+stop+now`, `POST /rawman action=QueueAdd&queue=desk&interface=PJSIP/101`, `POST /rawman action=QueueRemove&queue=desk&interface=PJSIP/101`, `POST /rawman action=Reload`, `POST /rawman action=CreateConfig&filename=x.conf`,
		`POST /rawman action=GetConfig&action=DBDelTree&filename=queues.conf&family=ps_endpoints`, `POST /rawman?action=DBDelTree&family=ps_endpoints action=GetConfig&filename=queues.conf`, `GET /rawman?action=DBDelTree&family=ps_endpoints`, `POST /rawman ACTION=dbdeltree&family=ps_endpoints`, `POST /rawman action=GetConfig%0D%0AAction%3A+DBDelTree&family=ps_endpoints`,
		`POST /rawman action=GetConfig&filename=queues.conf%0D%0A%0D%0AAction%3A+DBDelTree%0D%0AFamily%3A+ps_endpoints`, `POST /mxml action=DBDelTree&family=ps_endpoints`, `GET /manager?action=QueueRemove&queue=desk&interface=PJSIP/101`, `GET /ari/../_sim/world`,
	},
	"bitrix24": {
		`POST /rest/1/hook/batch {"halt":0,"cmd":{"a":"user.get?start=-1","b":"department.get"}}`, `POST /rest/1/hook/batch.json {"halt":0,"cmd":{"a":"user.update?ID=7&NAME=x"}}`, `POST /rest/1/hook/batch {"halt":0,"cmd":{"a":"user.update?ID=7&NAME=x"}}`,
		`POST /rest/1/hook/batch {"cmd":{"a":"user.get"},"cmd":{"a":"user.update?ID=7&NAME=x"}}`, `POST /rest/1/hook/batch {"cmd":{"a":"user.get","a":"user.update?ID=7&NAME=x"}}`, `POST /rest/1/hook/batch {"CMD":{"a":"user.update?ID=7&NAME=x"},"cmd":{"a":"user.get"}}`,
		`POST /rest/1/hook/batch?cmd[a]=user.update%3FID%3D7%26NAME%3Dx {"halt":0,"cmd":{"a":"user.get"}}`, `POST /rest/1/hook/batch.xml?cmd[a]=user.update%3FID%3D7%26NAME%3Dx {"halt":0,"cmd":{"a":"user.get"}}`,
		`POST /rest/1/hook/batch {"cmd":{"a":"batch?cmd[b]=user.update%3FID%3D7%26NAME%3Dx"}}`, `POST /rest/1/hook/batch {"cmd":{"a":"USER.UPDATE?ID=7&NAME=x"}}`, `POST /rest/1/hook/batch {"cmd":{"a":"user.get/../user.update?ID=7&NAME=x"}}`, `POST /rest/1/hook/batch {"cmd":["user.update?ID=7&NAME=x"]}`,
		`POST /rest/1/hook/batch {"cmd":{"a":"user.get"}}&cmd[a]=user.update%3FID%3D7%26NAME%3Dx`, `POST /rest/1/hook/batch {"cmd":{"a":"user.get?x=&cmd[a]=user.update%3FID%3D7%26NAME%3Dx&y="}}`, `POST /rest/1/hook/user.update {"ID":"7","NAME":"x"}`, `GET /rest/1/hook/user.update?ID=7&NAME=x`, `GET /rest/1/hook/user.get`, `GET /rest/1/hook/department.delete?ID=2`, `POST /rest/1/hook/user.add {"EMAIL":"x@acme.example","UF_DEPARTMENT":[1]}`,
		`POST /rest/1/hook/sonet_group.setowner {"GROUP_ID":3,"USER_ID":7}`, `POST /rest/1/hook/voximplant.user.activatePhone {"USER_ID":7}`, `POST /rest/1/hook/voximplant.line.outgoing.set {"LINE_ID":"sip7"}`, `POST /rest/1/hook/patchbay.role.set {"name":"x"}`, `POST /rest/1/hook/patchbay.access.add {"role":"1","code":"U7"}`,
		`POST /rest/batch {"auth":"x","halt":0,"cmd":{"a":"user.get"}}`, `GET /oauth/token/?grant_type=refresh_token`, `GET /oauth/token/../../rest/1/hook/user.update?ID=7&NAME=x`, `POST /rest/1/hook/batch/../user.update {"ID":"7","NAME":"x"}`, `PUT /_sim/world {}`, `POST /_sim/restart`, `POST /rest/api/1/hook/user.update {"id":7,"fields":{"name":"x"}}`,
	},
	"dimensions": {
		`GET /api/v1.0/customers`, `GET /api/v1.0/customers/c-17/users?pageIndex=1`, `GET /api/v1.0/customers/c-17/users/u-1`, `PATCH /api/v1.0/customers/c-17/users/u-1 [{"op":"add","path":"/roles/-","value":"customer.settings"}]`,
		`PATCH /api/v1.0/customers/c-17/users/u-1 [{"op":"replace","path":"/displayName","value":"x"}]`, `DELETE /api/v1.0/customers/c-17/users/u-1`, `POST /api/v1.0/customers/c-17/users {"email":"x@acme.example","displayName":"x","roles":[]}`,
		`PUT /api/v1.0/customers/c-17/users/u-1/devices/pbx/d-1/assign {"clientType":"desktop"}`, `POST /api/v1.0/customers/c-17/users/u-1/devices/pbx/d-1/unassign {"clientType":"desktop"}`, `PATCH /api/v1.0/customers/c-17 [{"op":"replace","path":"/name","value":"x"}]`,
		`POST /api/v1.0/customers {"name":"x","pbxConnectionProfile":{"_type":"KazooPbxConnectionProfile","accountId":"k"}}`, `POST /connect/token grant_type=authorization_code&code=x`, `POST /connect/token grant_type=refresh_token&refresh_token=x`,
		`POST /connect/token/../../api/v1.0/customers/c-17/users {"email":"x@acme.example","displayName":"x"}`, `GET /connect/authorize?client_id=patchbay&response_type=code`, `GET /api/v1.0/../../_sim/world`, `PUT /_sim/world {}`, `POST /_sim/restart`,
	},
	"goto": {
		`GET /admin/rest/v1/me`, `GET /admin/rest/v1/accounts/2000000000002159001/users?offset=0&pageSize=1000`, `GET /admin/rest/v1/accounts/2000000000002159001/users?filter=email%20eq%20%22al@acme.example%22`, `POST /admin/rest/v1/accounts/2000000000002159001/users {"users":[{"email":"x@acme.example","firstName":"X","lastName":"Y"}],"suppressEmail":true}`,
		`PUT /admin/rest/v1/accounts/2000000000002159001/users/78888886011013972886849009 {"adminRoles":["SUPER_USER"]}`, `DELETE /admin/rest/v1/accounts/2000000000002159001/users/78888886011013972886849009`, `DELETE /admin/rest/v1/accounts/2000000000002159001/users/rolesets?filter=email%20eq%20%22al@acme.example%22`,
		`PUT /admin/rest/v1/accounts/2000000000002159001/rolesets/1/users?filter=email%20eq%20%22al@acme.example%22 {}`, `POST /admin/rest/v1/accounts/2000000000002159001/groups {"name":"x"}`, `GET /admin/rest/v1/accounts/2000000000002159001/../../../../_sim/world`, `GET /voice-admin/v1/extensions?accountKey=2000000000002159001`,
		`POST /voice-admin/v1/extensions {"name":"x","accountKey":"2000000000002159001","number":"105"}`, `GET /voice-admin/v1/extensions/5f000000-0000-4000-8000-000000000001`, `PATCH /voice-admin/v1/extensions/5f000000-0000-4000-8000-000000000001 {"assignedPrimaryUserKey":null}`, `DELETE /voice-admin/v1/extensions/5f000000-0000-4000-8000-000000000001`,
		`PUT /voice-admin/v1/extensions/5f000000-0000-4000-8000-000000000001/find-me-follow-me/ring-steps {"ringSteps":[]}`, `PATCH /voice-admin/v1/extensions/5f000000-0000-4000-8000-000000000001/voicemail {"password":"1234"}`, `POST /voice-admin/v1/phone-number-orders {"accountKey":"2000000000002159001","areaCode":"415"}`,
		`GET /voice-admin/v1/phone-numbers?accountKey=2000000000002159001&number=%2B14155550100`, `POST /voice-admin/v1/devices {"name":"x","accountKey":"2000000000002159001","modelId":"yealink.t46u","macAddress":"001565123402"}`, `POST /voice-admin/v1/locations {"name":"x","accountKey":"2000000000002159001"}`,
		`POST /oauth/token grant_type=refresh_token&refresh_token=x`, `POST /oauth/token grant_type=authorization_code&code=x`, `POST /oauth/token?grant_type=refresh_token grant_type=refresh_token&refresh_token=x`, `POST /oauth/token/../../voice-admin/v1/locations {"name":"x"}`, `GET /oauth/authorize?client_id=patchbay&response_type=code`,
		`GET /identity/v1/Users`, `PATCH /identity/v1/Users/1 {"active":false}`, `GET /users/v1/users?accountKey=2000000000002159001`, `PUT /_sim/world {}`, `POST /_sim/restart`,
	},
	"rainbow": {
		`GET /api/rainbow/admin/v1.0/users?format=full&limit=100`, `GET /api/rainbow/admin/v1.0/users/5f0000000000000000000001`, `PUT /api/rainbow/admin/v1.0/users/5f0000000000000000000001 {"firstName":"x"}`, `PUT /api/rainbow/admin/v1.0/users/5f0000000000000000000001 {"phoneNumbers":[]}`, `DELETE /api/rainbow/admin/v1.0/users/5f0000000000000000000001`,
		`POST /api/rainbow/admin/v1.0/users?doNotAssignPaidLicense=true {"loginEmail":"x@acme.example","password":"Secret-12345","companyId":"5f0000000000000000000005"}`, `GET /api/rainbow/admin/v1.0/users/5f0000000000000000000001/profiles`, `POST /api/rainbow/admin/v1.0/users/5f0000000000000000000001/profiles/subscriptions/5f0000000000000000000006 {}`, `DELETE /api/rainbow/admin/v1.0/users/5f0000000000000000000001/profiles/subscriptions/5f0000000000000000000006`,
		`GET /api/rainbow/telephonysupervision/v1.0/groups?format=full`, `GET /api/rainbow/telephonysupervision/v1.0/groups/5f0000000000000000000002`, `PUT /api/rainbow/telephonysupervision/v1.0/groups/5f0000000000000000000002 {"members":[]}`, `DELETE /api/rainbow/telephonysupervision/v1.0/groups/5f0000000000000000000002`, `PUT /api/rainbow/telephonysupervision/v1.0/groups/5f0000000000000000000002/members/5f0000000000000000000001 {"status":"idle"}`,
		`POST /api/rainbow/telephonysupervision/v1.0/groups {"name":"x","type":"default","members":[]}`, `GET /api/rainbow/admin/v1.0/systems/5f0000000000000000000003/phone-numbers?shortNumber=1`, `PUT /api/rainbow/admin/v1.0/systems/5f0000000000000000000003/phone-numbers/5f0000000000000000000004 {"userId":null}`, `DELETE /api/rainbow/admin/v1.0/systems/5f0000000000000000000003`, `PUT /api/rainbow/admin/v1.0/companies/5f0000000000000000000005 {"name":"x"}`,
		`POST /api/rainbow/subscription/v1.0/companies/5f0000000000000000000005/subscriptions {"offerId":"x"}`, `GET /api/rainbow/subscription/v1.0/companies/5f0000000000000000000005/subscriptions?format=full`, `POST /api/rainbow/rvcpprovisioning/v1.0/cloudpbxs {"companyId":"5f0000000000000000000005"}`, `GET /api/rainbow/authentication/v1.0/login`, `GET /api/rainbow/authentication/v1.0/renew`, `GET /api/rainbow/authentication/v1.0/logout`,
		`GET /api/rainbow/authentication/v1.0/oauth/authorize?client_id=patchbay&response_type=code`, `POST /api/rainbow/authentication/v1.0/apikeys {"scope":["all"]}`, `GET /api/rainbow/enduser/v1.0/users/me`, `PUT /api/rainbow/enduser/v1.0/users/5f0000000000000000000001 {"firstName":"x"}`, `POST /api/rainbow/massprovisioning/v1.0/users/imports x`, `GET /api/rainbow/admin/v1.0/../../../_sim/world`, `PUT /_sim/world {}`, `POST /_sim/restart`,
	},
}

// seeds are worlds that hold what taught is about.
var seeds = map[string]string{
	"3cx":        `{"users":[{"Number":"100","FirstName":"Olga","Groups":[{"Group":"DEFAULT","RoleName":"system_owners"}]},{"Number":"101","FirstName":"Al","Phones":[{"MacAddress":"001565123401","TemplateName":"yealink_t4x.ph.xml"}]}],"queues":[{"Number":"800","Agents":["101"]}]}`,
	"asterisk":   `{"objects":{"endpoint":{"101":{"attributes":{"callerid":"Al <101>","allow":"ulaw","aors":"101","auth":"101"}}},"aor":{"101":{"attributes":{"max_contacts":"1"}}},"auth":{"101":{"attributes":{"username":"101","password":"x"}}}},"files":{"queues.conf":"[general]\n[desk]\nstrategy = ringall\nmember => PJSIP/101\n","voicemail.conf":"[default]\n101 => 1234,Al,al@acme.example\n"}}`,
	"bitrix24":   `{"quirks":{"bucket":"off","operating":"off","module":"true","edition":"onpremise"},"webhooks":[{"user":"1","secret":"hook","scope":"user,department,sonet_group,telephony,patchbay"}],"departments":[{"ID":"1","NAME":"Acme"},{"ID":"2","NAME":"Sales","PARENT":"1"}],"users":[{"ID":"1","ACTIVE":true,"ADMIN":true,"NAME":"Olga","EMAIL":"olga@acme.example","UF_DEPARTMENT":[1],"USER_TYPE":"employee"},{"ID":"7","ACTIVE":true,"NAME":"Al","EMAIL":"al@acme.example","UF_DEPARTMENT":[2],"UF_PHONE_INNER":"101","USER_TYPE":"employee"}],"workgroups":[{"ID":"3","NAME":"Launch","OWNER_ID":"1","MEMBERS":[{"USER_ID":"1","ROLE":"A"},{"USER_ID":"7","ROLE":"K"}]}],"lines":{"sip7":"Acme"},"outgoingLine":"sip7"}`,
	"dimensions": `{"customers":[{"id":"c-17","name":"Acme"}],"pbxUsers":[{"id":"k-1","displayName":"Al","email":"al@acme.example","extension":"101","devices":[{"id":"d-1","type":"softphone"}]}],"users":[{"id":"u-1","access":[{"pbxUser":"101","roles":["customer.user","customer.user.uc","customer.user.uc.remote","manage_users"],"clients":{"mobile":"d-1"}}]}]}`,
	"goto":       `{"quirks":{"rateLimit":"0"},"users":[{"email":"olga@acme.example","firstName":"Olga","lastName":"O","status":"ACTIVE","adminRoles":["SUPER_USER"]},{"key":"78888886011013972886849009","email":"al@acme.example","firstName":"Al","lastName":"A"}],"rolesets":[{"id":"1","name":"Helpdesk"}],"extensions":[{"id":"5f000000-0000-4000-8000-000000000001","number":"101","name":"Al","primaryUser":"al@acme.example"}],"phoneNumbers":[{"number":"+14155550100","smsEnabled":true}]}`,
	"rainbow":    `{"application":{"id":"patchbay","secret":"app-secret-1"},"companies":[{"id":"5f0000000000000000000005","name":"Acme"}],"subscriptions":[{"offerId":"Essential"},{"id":"5f0000000000000000000006","offerId":"Business","maxNumberUsers":9}],"systems":[{"id":"5f0000000000000000000003","name":"OXE","type":"oxe","country":"FRA","status":"activated"}],"users":[{"loginEmail":"olga@acme.example","password":"Patchbay-1","firstName":"Olga","roles":["user","admin"],"adminType":"company_admin","isInitialized":true},{"id":"5f0000000000000000000001","loginEmail":"al@acme.example","firstName":"Al","phoneNumbers":[{"number":"0612345678","type":"home","deviceType":"mobile"}]}],"phoneNumbers":[{"id":"5f0000000000000000000004","systemId":"OXE","shortNumber":"1001","userId":"al@acme.example"}],"supervisionGroups":[{"id":"5f0000000000000000000002","name":"Desk","type":"default","members":[{"userId":"al@acme.example","roles":["supervised"]}]}]}`,
}

// quirks make the simulators patient with a fuzzer.
var quirks = map[string]map[string]string{"3cx": {"manyTokens": "true"}}

// FuzzReads sends requests through each driver's planning transport. Whatever
// gets through changes nothing in the simulator's world.
func FuzzReads(f *testing.F) {
	methods := []string{"", "GET", "POST", "PATCH", "DELETE", "PUT"}
	for i, d := range all.Drivers {
		if len(taught[d.Type]) == 0 {
			f.Errorf("the fuzzer has no words for %s", d.Type)
		}
		for _, line := range taught[d.Type] {
			method, rest, _ := strings.Cut(line, " ")
			target, body, object := strings.Cut(rest, " {")
			switch {
			case object:
				body = "{" + body
			case method == "POST":
				target, body, _ = strings.Cut(rest, " ") // a form
			}
			for _, m := range methods {
				if m == "" {
					m = method
				}
				f.Add(uint8(i), m, target, body, "Prefer", "")
			}
			f.Add(uint8(i), method, target, body, "X-HTTP-Method-Override", "DELETE")
			f.Add(uint8(i), method, target, body, "Content-Type", "application/x-www-form-urlencoded")
		}
	}
	worlds := make([]*watched, len(all.Drivers))
	for i, d := range all.Drivers {
		worlds[i] = watch(f, d)
	}
	f.Fuzz(func(t *testing.T, which uint8, method, target, body, name, value string) {
		w := worlds[int(which)%len(worlds)]
		u, err := url.Parse(w.base + target)
		if err != nil || u.Host != w.host {
			t.Skip()
		}
		r, err := http.NewRequest(method, u.String(), strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		r.Header = w.header.Clone()
		r.Header[name] = []string{value}
		if resp, err := w.transport.RoundTrip(r); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		if now := w.world(t); !bytes.Equal(now, w.before) {
			t.Errorf("%s %s %q changed the world of %s", method, target, body, w.driver)
			w.before = now
		}
	})
}

// watched is a simulator whose world must stay as it is.
type watched struct {
	driver     string
	base, host string
	header     http.Header // of one who may do everything
	transport  http.RoundTripper
	before     []byte
}

func watch(f *testing.F, d targets.Driver) *watched {
	sim, err := d.Simulate(f.Context(), targets.SimOptions{Seed: []byte(seeds[d.Type]), Options: quirks[d.Type]})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { sim.Close() })
	u, err := url.Parse(sim.URL())
	if err != nil {
		f.Fatal(err)
	}
	network := rest.Network()
	f.Cleanup(network.CloseIdleConnections)
	w := &watched{driver: d.Type, base: u.Scheme + "://" + u.Host, host: u.Host}
	// A driver signs in with its first requests; the fuzzer uses what it got.
	seen := &signedIn{next: network}
	r, err := d.Open(f.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: seen, Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Probe(f.Context()); err != nil {
		f.Fatal(err)
	}
	w.header = http.Header{"Authorization": seen.authorization, "Cookie": seen.cookie, "Content-Type": {"application/json"}}
	w.transport = rest.ReadOnly(network, d.Reads)
	w.before = w.world(f)
	return w
}

// signedIn remembers how requests are authorized. Some are sent side by side.
type signedIn struct {
	next          http.RoundTripper
	mu            sync.Mutex
	authorization []string
	cookie        []string
}

func (s *signedIn) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	if a := r.Header.Values("Authorization"); len(a) > 0 {
		s.authorization = a
	}
	if c := r.Header.Values("Cookie"); len(c) > 0 {
		s.cookie = c
	}
	s.mu.Unlock()
	return s.next.RoundTrip(r)
}

func (w *watched) world(tb testing.TB) []byte {
	resp, err := http.Get(w.base + "/_sim/world")
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		tb.Fatal(fmt.Errorf("the world: %d %w", resp.StatusCode, err))
	}
	return b
}
