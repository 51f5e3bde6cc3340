package sim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// License is what the PBX has paid for.
type License struct {
	Edition     string `json:"edition,omitempty"`     // standard, professional or enterprise (the default)
	MaxUsers    int    `json:"maxUsers,omitempty"`    // 0 is no limit
	MaxSimCalls int    `json:"maxSimCalls,omitempty"` // 16 when 0
	ProductCode string `json:"productCode,omitempty"`
	Expires     string `json:"expires,omitempty"` // RFC 3339
}

func (l License) enterprise() bool {
	return l.Edition == "" || strings.HasPrefix(strings.ToLower(l.Edition), "ent")
}

func (l License) professional() bool {
	return l.enterprise() || strings.HasPrefix(strings.ToLower(l.Edition), "pro")
}

func (l License) calls() int64 {
	if l.MaxSimCalls == 0 {
		return 16
	}
	return int64(l.MaxSimCalls)
}

func (l License) product() string {
	switch {
	case l.ProductCode != "":
		return l.ProductCode
	case l.enterprise():
		return "3CXPSENT"
	case l.professional():
		return "3CXPSPROF"
	}
	return "3CXPS"
}

func (l License) expires() string {
	if l.Expires == "" {
		return "2099-12-31T00:00:00Z"
	}
	return l.Expires
}

// System is what the set-up wizard asked.
type System struct {
	FQDN            string `json:"fqdn,omitempty"`
	Company         string `json:"company,omitempty"`
	ENL             int    `json:"enl,omitempty"` // digits of an extension number
	Language        string `json:"language,omitempty"`
	TimeZone        string `json:"timeZone,omitempty"`
	Operator        string `json:"operator,omitempty"` // number that calls go to when nothing else takes them
	ProvisioningKey string `json:"provisioningKey,omitempty"`
	MultiCompany    bool   `json:"multiCompany,omitempty"`
	ChatLogOff      bool   `json:"chatLogOff,omitempty"`
	RemoteAccess    string `json:"remoteAccess,omitempty"` // of the vendor's support: "" is None; Requested or Active
}

// fill sets what a seed leaves out.
func (s *System) fill() {
	for v, def := range map[*string]string{&s.FQDN: "pbx.example", &s.Company: "Example", &s.Language: "EN", &s.TimeZone: "51", &s.ProvisioningKey: "provkey"} {
		if *v == "" {
			*v = def
		}
	}
	if s.ENL == 0 {
		s.ENL = 3
	}
}

func (d *data) versionText() string {
	return fmt.Sprintf("%d.%d.%d.%d", d.version[0], d.version[1], d.version[2], d.version[3])
}

func (d *data) count(set string) int64 { return int64(len(d.table(set).list)) }

// registered counts the objects of a set whose seed says that they are registered.
func (d *data) registered(set, prop string) int64 {
	n := int64(0)
	for _, o := range d.table(set).list {
		if o.props[prop] == true {
			n++
		}
	}
	return n
}

// singleton returns the record of a singleton: computed, or stored.
func (w *World) singleton(name string) record {
	switch name {
	case "Defs":
		return row{"Id": int64(0), "TimeZones": timeZones(), "Codecs": codecs(), "GatewayParameters": []any{}, "GatewayParameterValues": []any{}}
	case "SystemStatus":
		return w.systemStatus()
	case "LicenseStatus":
		return w.licenseStatus()
	}
	return w.table(name).list[0]
}

func (w *World) systemStatus() row {
	return row{
		"Id": int64(0), "Version": w.versionText(), "FQDN": w.system.FQDN, "Activated": true, "LicenseActive": true,
		"LicenseKey": "SIM0-0000-0000-0000", "ProductCode": w.license.product(), "MaxSimCalls": w.license.calls(),
		"ExpirationDate": w.license.expires(), "MaintenanceExpiresAt": w.license.expires(), "Support": true,
		"ExtensionsTotal": w.count("Users"), "ExtensionsRegistered": w.registered("Users", "IsRegistered"),
		"UserExtensions": w.count("Users"), "MaxUserExtensions": int64(w.license.MaxUsers),
		"TrunksTotal": w.count("Trunks"), "TrunksRegistered": w.registered("Trunks", "IsOnline"),
		"OutboundRules": w.count("OutboundRules"), "CallsActive": w.count("ActiveCalls"), "OS": "Linux",
		"Ip": "127.0.0.1", "IpV4": "127.0.0.1", "IpV6": "", "CurrentLocalIp": "127.0.0.1", "LocalIpValid": true,
		"RemoteStorageStatus": "NotConfigured", "ResellerName": "",
		"FreeDiskSpace": int64(20 << 30), "TotalDiskSpace": int64(40 << 30), "DiskUsage": int64(50),
		"RecordingUsedSpace": int64(0), "RecordingQuota": int64(0), "ChatUsedSpace": int64(0), "LogUsedSpace": int64(0),
	}
}

func (w *World) licenseStatus() row {
	return row{
		"LicenseKey": "SIM0-0000-0000-0000", "Activated": true, "LicenseActive": true, "Version": w.versionText(),
		"ProductCode": w.license.product(), "MaxSimCalls": w.license.calls(), "CompanyName": w.system.Company,
		"ExpirationDate": w.license.expires(), "MaintenanceExpiresAt": w.license.expires(), "Support": true,
	}
}

func (w *World) licenseRow() map[string]any {
	return map[string]any{
		"IsEnterprise": w.license.enterprise(), "IsProfessional": w.license.professional(), "MaxSimCalls": w.license.calls(),
		"ProductCode": w.license.product(), "IsCfdEnabled": w.license.professional(), "IsBrandingEnabled": w.license.enterprise(),
	}
}

func (w *World) systemParameters() row {
	return row{
		"Version": w.versionText(), "FQDN": w.system.FQDN, "ENL": int64(w.enl()), "ENLRange": map[string]any{"From": int64(2), "To": int64(6)},
		"GlobalLanguage": w.system.Language, "License": w.licenseRow(), "HttpPort": int64(5000), "HttpsPort": int64(443),
		"SipPort": int64(5060), "SipsPort": int64(5061), "TunnnelPort": int64(5090), "Is3CXFQDN": false, "ProcessorCount": int64(2),
		"PbxExternalHost": w.system.FQDN, "RemoteStorageStatus": "NotConfigured", "MaxDIDPerTrunk": int64(1000),
		"RpsEnabled": true, "EmRuleCreationAllowed": true, "IsChatLogEnabled": !w.system.ChatLogOff, "IsMulticompanyMode": w.system.MultiCompany,
	}
}

// restrictions are the limits of a department. Only users are counted.
func (w *World) restrictions(g *object) row {
	props, _ := g.props["Props"].(map[string]any)
	limit := func(key string, used int) map[string]any {
		n, ok := props[key].(int64)
		if !ok {
			return map[string]any{"Unlimited": true, "Used": int64(used)}
		}
		return map[string]any{"Allowed": n, "Unlimited": false, "Used": int64(used)}
	}
	users := 0
	for _, o := range w.data.members[g.id] {
		users += boolRank(o.table.set.name == "Users")
	}
	prompts, _ := props["PromptsMaxCount"].(int64)
	return row{
		"Users": limit("", users), "System": limit("", 0), "Trunks": limit("TrunksMaxCount", 0), "Sbcs": limit("SbcMaxCount", 0),
		"Dects": limit("DectMaxCount", 0), "LiveChats": limit("LiveChatMaxCount", 0), "MaxPrompts": prompts,
	}
}

// zones is a part of the time zones of the product. (Ids from 101 inferred.)
var zones = [][3]string{
	{"1", "UTC", "Etc/UTC"}, {"49", "GMT Standard Time", "Europe/London"}, {"51", "W. Europe Standard Time", "Europe/Berlin"},
	{"52", "Romance Standard Time", "Europe/Paris"}, {"53", "Central European Standard Time", "Europe/Warsaw"},
	{"10", "Eastern Standard Time", "America/New_York"}, {"4", "Pacific Standard Time", "America/Los_Angeles"},
	{"101", "GMT Standard Time", "Europe/Dublin"}, {"102", "GMT Standard Time", "Europe/Lisbon"},
	{"103", "W. Europe Standard Time", "Europe/Rome"}, {"104", "W. Europe Standard Time", "Europe/Vienna"},
	{"105", "W. Europe Standard Time", "Europe/Zurich"}, {"106", "W. Europe Standard Time", "Europe/Amsterdam"},
	{"107", "W. Europe Standard Time", "Europe/Stockholm"}, {"108", "W. Europe Standard Time", "Europe/Oslo"},
	{"109", "W. Europe Standard Time", "Europe/Luxembourg"},
	{"110", "Romance Standard Time", "Europe/Madrid"}, {"111", "Romance Standard Time", "Europe/Brussels"},
	{"112", "Romance Standard Time", "Europe/Copenhagen"},
	{"113", "Central Europe Standard Time", "Europe/Prague"}, {"114", "Central Europe Standard Time", "Europe/Budapest"},
	{"115", "FLE Standard Time", "Europe/Helsinki"}, {"116", "GTB Standard Time", "Europe/Athens"},
	{"117", "Turkey Standard Time", "Europe/Istanbul"}, {"118", "Central Standard Time", "America/Chicago"},
	{"119", "Mountain Standard Time", "America/Denver"}, {"120", "Eastern Standard Time", "America/Toronto"},
	{"121", "E. South America Standard Time", "America/Sao_Paulo"}, {"122", "India Standard Time", "Asia/Kolkata"},
	{"123", "Singapore Standard Time", "Asia/Singapore"}, {"124", "Tokyo Standard Time", "Asia/Tokyo"},
	{"125", "Arabian Standard Time", "Asia/Dubai"}, {"126", "AUS Eastern Standard Time", "Australia/Sydney"},
}

func timeZones() []any {
	var out []any
	for _, z := range zones {
		out = append(out, map[string]any{"Id": z[0], "Name": z[2], "WindowsName": z[1], "IanaName": z[2]})
	}
	return out
}

func codecs() []any {
	var out []any
	for i, c := range [][2]string{{"G.711 A-law", "PCMA"}, {"G.711 U-law", "PCMU"}, {"G722", "G722"}, {"G729", "G729"}, {"OPUS", "OPUS"}} {
		out = append(out, map[string]any{"Id": int64(i + 1), "Name": c[0], "RfcName": c[1]})
	}
	return out
}

// didNumbers lists the direct numbers of all trunks.
func (w *World) didNumbers() []record {
	out := []record{}
	for _, t := range w.table("Trunks").list {
		gw, _ := t.props["Gateway"].(map[string]any)
		dids, _ := t.props["DidNumbers"].([]any)
		for _, n := range dids {
			out = append(out, row{"Number": n, "TrunkId": int64(t.id), "TemplateFileName": gw["TemplateFilename"], "RoutingRule": nil})
		}
	}
	return out
}

// initTrunk makes a trunk from a template, as the console does before it is saved.
func initTrunk(c *call, in map[string]any) *apiError {
	id, _ := in["template"].(string)
	t := c.w.table("TrunkTemplates").byKey[foldKey(id)]
	if t == nil {
		return refused("template", fileNotFound)
	}
	rec := row{
		"Id": int64(0), "Number": c.w.next(c.w.span("trunks")), "Direction": "Both", "SimultaneousCalls": int64(10),
		"EnableInboundCalls": true, "EnableOutboundCalls": true, "AuthID": "", "AuthPassword": map[string]any{"Concealed": false, "Value": ""},
		"ExternalNumber": "", "TransportRestriction": nil,
		"Gateway": map[string]any{
			"Id": int64(0), "Name": t.prop("Name"), "Type": "Provider", "TemplateFilename": t.key(), "Host": "", "Port": int64(5060),
			"RequireRegistrationFor": nil, "TimeBetweenReg": int64(600),
		},
	}
	return c.record(rec, c.set.typ, "#Trunks/$entity", http.StatusOK)
}

// initFax makes a fax extension that is not saved yet.
func initFax(c *call, _ map[string]any) *apiError {
	n, minted := c.w.next(c.w.span("system")), c.w.minted
	defer func() { c.w.minted = minted }() // nothing is made yet
	rec := row{"Id": int64(0), "Number": n, "AuthID": c.w.mint(n, 10, mixed), "AuthPassword": c.w.mint(n, 10, mixed), "OutboundCallerId": ""}
	return c.record(rec, c.set.typ, "#Fax/$entity", http.StatusOK)
}

// firstAvailable answers with the next number of a sort.
func firstAvailable(number func(*World) string) func(*call, map[string]any) *apiError {
	return func(c *call, _ map[string]any) *apiError {
		n := number(c.w)
		if n == "" {
			return refused("Number", noNumbers)
		}
		return c.record(row{"Number": n}, c.w.schema.types["FirstAvailableNumber"], "#Pbx.FirstAvailableNumber", http.StatusOK)
	}
}

func nextIn(span string) func(*World) string {
	return func(w *World) string { return w.next(w.span(span)) }
}

func quote(s string) string { return strconv.Quote(s) }
