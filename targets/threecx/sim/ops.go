package sim

import (
	"encoding/json"
	"net/http"
	"strings"
)

// operation is a function (GET) or an action (POST) of the namespace Pbx.
type operation struct {
	method string
	params string // "name type; name type", types as in schema.txt
	run    func(*call, map[string]any) *apiError
}

func get(run func(*call, map[string]any) *apiError, params string) operation {
	return operation{http.MethodGet, params, run}
}

func post(run func(*call, map[string]any) *apiError, params string) operation {
	return operation{http.MethodPost, params, run}
}

// operations by "Set.Name", or "Set().Name" when bound to one entity.
var operations = map[string]operation{
	"Users.BatchDelete":                      post(batchDelete, "ids int32[]"),
	"Users.BulkUpdate":                       post(bulkUpdate, "ids int32[]; user User?"),
	"Users.MultiUserUpdate":                  post(multiUserUpdate, "ids int32[]; user MultiEditUserData?"),
	"Users.RegeneratePasswords":              post(regenerateMany, "ids int32[]; opts RegenerateOptions?"),
	"Users().Regenerate":                     post(regenerateOne, "opts RegenerateOptions?"),
	"Users().SendWelcomeEmail":               post(done, ""),
	"Users.GetFirstAvailableExtensionNumber": get(firstAvailable(nextIn("users")), ""),
	"Users.GetFirstAvailableHotdeskingNumber": get(firstAvailable(func(w *World) string {
		return w.nextPrefixed("HD", w.span("users").from, 0)
	}), ""),
	"Users().HasDuplicatedEmail": get(func(c *call, _ map[string]any) *apiError { return c.value("Edm.Boolean", "false") }, ""),
	"Users.GetDuplicatedEmails":  post(duplicatedEmails, "emails string[]"),
	"Users().GenerateProvLink":   get(provLink, ""),
	"Users().GetPhoneSecret":     get(phoneSecret, ""),
	"Users.RebootPhone":          post(onPhone, "mac string"),
	"Users.ReprovisionPhone":     post(onPhone, "mac string"),
	"Users.UpgradePhone":         post(onPhone, "mac string; useragent string?; version string?"),
	"Users.ReprovisionAllPhones": post(done, "ids int32[]"),
	"Users.GetPhoneRegistrars":   post(phoneRegistrars, "macs string[]"),
	"Users.GetPhoneRegistrar":    get(phoneRegistrar, "mac string"),
	"Users.ExportExtensions": get(func(c *call, _ map[string]any) *apiError {
		return c.list(c.records(), c.set.typ, "#Users", true)
	}, ""),
	"Users.GetByNumber":         get(getByNumber, "number string"),
	"Queues.GetByNumber":        get(getByNumber, "number string"),
	"RingGroups.GetByNumber":    get(getByNumber, "number string"),
	"Receptionists.GetByNumber": get(getByNumber, "number string"),
	"Parkings.GetByNumber":      get(getByNumber, "number string"),
	"Fax.GetByNumber":           get(getByNumber, "number string"),
	"Peers.GetPeerByNumber":     get(getByNumber, "number string"),
	"Trunks.GetTrunkByNumber":   get(getByNumber, "number string"),

	"Groups().GetRestrictions":      get(groupRestrictions, ""),
	"MyGroup.GetRestrictions":       get(groupRestrictions, ""),
	"Groups.DeleteCompanyById":      post(deleteCompany, "id int32"),
	"Groups.DeleteCompanyByNumber":  post(deleteCompany, "number string"),
	"MyUser.GenerateProvLink":       get(provLink, ""),
	"Queues().ResetQueueStatistics": post(done, ""),

	"Queues.GetFirstAvailableQueueNumber":               get(firstAvailable(nextIn("system")), ""),
	"RingGroups.GetFirstAvailableRingGroupNumber":       get(firstAvailable(nextIn("system")), ""),
	"Receptionists.GetFirstAvailableReceptionistNumber": get(firstAvailable(nextIn("system")), ""),
	"Trunks.GetFirstAvailableTrunkNumber":               get(firstAvailable(nextIn("trunks")), ""),
	"Trunks.InitTrunk":                                  get(initTrunk, "template string"),
	"Trunks.RefreshRegistration":                        post(done, "id int32"),
	"Fax.InitFax":                                       get(initFax, ""),
	"Fax.BulkFaxDelete":                                 post(bulkDelete, "ids int32[]"),

	"Peers.GetReportPeers":         get(func(c *call, _ map[string]any) *apiError { return c.list(c.peers(), c.set.typ, "#Peers", true) }, ""),
	"Peers.RetreivePeersByNumbers": post(retreivePeers, "peersRequest RetreivePeersRequest"),

	"DeviceInfos().Provision":              post(provision, "userId int32; reprovision bool?"),
	"Fxs().RegenerateWebCredentials":       post(regenerateFxs, ""),
	"Sbcs().PushConfig":                    post(done, ""),
	"ServicePrincipals().GenerateAppToken": post(generateKey, ""),
	"Parameters.GetParameterByName":        get(parameterByName, "name string"),

	"Contacts.DeleteContactsById":             post(bulkDelete, "ids int32[]"),
	"Contacts.GetContactsByNumber":            get(contactsByNumber, "number string"),
	"Contacts.CreateContactByNumber":          post(contactByNumber, "contact Contact; number string"),
	"InboundRules.BulkInboundRulesDelete":     post(bulkDelete, "ids int32[]"),
	"Blocklist.BulkIpsDelete":                 post(bulkDelete, "ids int32[]"),
	"OutboundRules.MoveUpDown":                post(moveRule, "id int32; up bool?"),
	"OutboundRules.GetEmergencyOutboundRules": get(emergencyRules, ""),

	"Defs.GetSystemParameters": get(func(c *call, _ map[string]any) *apiError {
		return c.record(c.w.systemParameters(), c.w.schema.types["SystemParameters"], "#Pbx.SystemParameters", http.StatusOK)
	}, ""),
	"Defs.GetLicenseParameters": get(func(c *call, _ map[string]any) *apiError {
		return c.record(row(c.w.licenseRow()), c.w.schema.types["License"], "#Pbx.License", http.StatusOK)
	}, ""),
	"Defs.HasSystemOwner": get(func(c *call, _ map[string]any) *apiError {
		return c.value("Edm.Boolean", map[bool]string{true: "true", false: "false"}[len(c.w.owners) > 0])
	}, ""),
	"SystemStatus.SystemHealthStatus":        get(rowOf("SystemHealthStatus", (*World).health), ""),
	"SystemStatus.SystemDatabaseInformation": get(rowOf("SystemDatabaseInformation", (*World).database), ""),
	"SystemStatus.GetVersionType":            get(rowOf("VersionUpdateType", func(*World) row { return row{"Type": "Release"} }), ""),
	"SystemStatus.IsRequestHelpEnabled":      get(rowOf("CreateTicket", (*World).ticket), ""),
	"SystemStatus.SystemExtensions":          get(rowsOf("SystemExtensionStatus", (*call).systemExtensions), ""),
	"SystemStatus.SystemTelemetry":           get(rowsOf("SystemTelemetry", (*call).telemetry), ""),
	"SystemStatus.ServiceTelemetry":          get(rowsOf("ProcessTelemetry", (*call).services), ""),
	"SystemStatus.NetworkTelemetry":          get(rowsOf("NetworkTelemetry", (*call).networks), ""),
	"SystemStatus.MyPhoneRequestIdTelemetry": get(rowsOf("MyPhoneRequestStats", func(*call) []record { return nil }), "startDate datetime; endDate datetime"),
	"SystemStatus.GetRemoteAccessStatus":     get(remoteAccess, ""),
	"SystemStatus.GetRequestHelpLink":        get(helpLink, "grantPeriodDays int32"),
	"SystemStatus.RequestHelp":               post(supportAccess("Requested"), "description RequestHelp?"),
	"SystemStatus.RevokeRemoteAccess":        post(supportAccess(""), ""),
	"SystemStatus.SetChatLogStatus":          post(switched(func(s *System, on bool) { s.ChatLogOff = !on }), "enable bool?"),
	"SystemStatus.SetMultiCompanyMode":       post(switched(func(s *System, on bool) { s.MultiCompany = on }), "enable bool?"),
	"SystemStatus.StartDBMaintenance":        post(done, ""),
	"SystemStatus.APIToken":                  get(apiToken, ""),
	"LicenseStatus.RefreshLicenseStatus":     post(done, ""),
}

// keyedByNumber are the functions that gave way to (Number='…') in 20.0.8.
func keyedByNumber(name string) bool {
	return strings.HasSuffix(name, "ByNumber") && !strings.HasPrefix(name, "Contacts") && !strings.HasPrefix(name, "Groups")
}

// operate runs an operation.
func (c *call) operate(name string, seg segment) *apiError {
	key := c.set.name + "." + name
	if c.obj != nil {
		key = c.set.name + "()." + name
	}
	op, ok := c.w.operation(key)
	if !ok {
		return status(http.StatusNotFound)
	}
	if op.method != c.r.Method && !(op.method == http.MethodGet && c.r.Method == http.MethodHead) {
		return status(http.StatusMethodNotAllowed)
	}
	t := c.w.schema.params[key]
	if op.method == http.MethodPost {
		in, e := c.input(t)
		if e != nil {
			return e
		}
		for _, p := range t.props {
			if _, ok := in[p.name]; !ok && !p.null {
				return refused(p.name, required)
			}
		}
		return op.run(c, in)
	}
	in := map[string]any{}
	for _, p := range t.props {
		v, ok := argument(p, seg.args[strings.ToLower(p.name)])
		if !ok {
			return status(http.StatusNotFound)
		}
		in[p.name] = v
	}
	return op.run(c, in)
}

// argument reads what a function is given in the path: text in quotes, the rest bare.
func argument(p *prop, s string) (any, bool) {
	if p.scalar == text {
		return stringKey(s)
	}
	var d decoder
	var v any = s
	if p.scalar == i32 {
		v = json.Number(s)
	}
	v = d.single(p, v, p.name)
	return v, len(d.errs) == 0
}

// operation finds an operation that the world's version has.
func (w *World) operation(key string) (operation, bool) {
	for k, op := range operations {
		if strings.EqualFold(k, key) {
			key = k
			if keyedByNumber(k) && w.version.atLeast(20, 0, 8) {
				return operation{}, false
			}
			return op, w.schema.params[key] != nil
		}
	}
	return operation{}, false
}

// done answers an action that has no effect on the world: mail, handsets.
func done(c *call, _ map[string]any) *apiError {
	c.rw.WriteHeader(http.StatusNoContent)
	return nil
}
