package diag

// What can be wrong with what a role or a user is granted.
const (
	ContactCentreGrant     Code = "PB2060"
	NoSuchPermission       Code = "PB2061"
	PrivilegedGrant        Code = "PB2062"
	HalfReception          Code = "PB2063"
	DownloadWithoutReports Code = "PB2064"
	PayWithoutSee          Code = "PB2065"
)

var checkGrants = []Info{
	{
		Code: ContactCentreGrant, Title: "a contact-centre setting granted to a role or user",
		Explain: "A contact centre has one set of settings for all supervisors and one for all agents. They are written in the target's contactCenter and never granted to one role or one user.",
		Bad:     "roles: lead: grants: \"queueSettings.manage\": true\n",
		Good:    "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: queueSettings: manage: true}\n",
	},
	{
		Code: NoSuchPermission, Title: "a permission or level that does not exist",
		Explain: "Permissions and their levels are one vocabulary for all phone systems; the language reference lists them.",
		Bad:     "roles: lead: grants: \"calls.montior\": \"group\"\n",
		Good:    "roles: lead: grants: \"calls.monitor\": \"group\"\n",
	},
	{
		Code: PrivilegedGrant, Title: "a grant that lets its holder widen rights",
		Explain: "Nothing is wrong. Whoever holds this permission on the target can change the rights of others, and with them their own, so a reviewer should see it.",
		Bad:     "roles: admin: grants: \"rights.manage\": \"all\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "roles: admin: grants: \"phonebook.manage\": true\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: HalfReception, Title: "half of a front desk's rights",
		Explain: "What consoles show as one option, reception work, is two permissions: reception.operate (wake-up calls, check in and out) and presence.set (the status of others). Only one of them is given.",
		Bad:     "roles: desk: grants: \"reception.operate\": true\n",
		Good:    "roles: desk: grants: {\"reception.operate\": true, \"presence.set\": \"group\"}\n",
	},
	{
		Code: DownloadWithoutReports, Title: "recordings may be downloaded, and not be found",
		Explain: "Recordings are downloaded from the reports, so recordings.download needs reports.see.",
		Bad:     "roles: r: grants: \"recordings.download\": true\n",
		Good:    "roles: r: grants: {\"recordings.download\": true, \"reports.see\": \"reports\"}\n",
	},
	{
		Code: PayWithoutSee, Title: "invoices may be paid, and not be seen",
		Explain: "On GoTo the permission to pay invoices needs the one to view them.",
		Bad:     "roles: r: grants: \"billing.pay\": true\ntargets: phone: {type: \"goto\", url: \"sim:\"}\n",
		Good:    "roles: r: grants: {\"billing.pay\": true, \"billing.see\": true}\ntargets: phone: {type: \"goto\", url: \"sim:\"}\n",
	},
}
