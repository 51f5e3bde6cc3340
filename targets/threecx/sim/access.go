package sim

import "slices"

// ownerSets answer system owners only; integrators with the role System
// Administrator were refused.
var ownerSets = []string{"CallHistoryView", "ChatHistoryView", "Recordings", "ScheduledReports"}

// openSets answer everybody who holds a token.
var openSets = []string{"Defs", "MyUser", "MyGroup"}

// departmentSets answer roles that administer a department. The others need a
// system role. The cut between the two is inferred from the role names in tokens.
var departmentSets = []string{"Users", "Groups", "Queues", "RingGroups", "Receptionists", "Parkings", "Peers", "Contacts", "PhoneTemplates", "DeviceInfos", "SipDevices", "Holidays", "PromptSets", "OfficeHours", "ActiveCalls", "LicenseStatus", "SystemStatus"}

// may says whether a role may read or write a set at all.
func (c *caller) may(set string, write bool) bool {
	switch {
	case c.role == owner:
		return true
	case slices.Contains(ownerSets, set):
		return false
	case c.global, slices.Contains(openSets, set):
		return true
	case rank(c.role) < rank("group_admins"):
		return set == "Contacts" && !write
	case set == "Contacts", set == "Users", set == "Queues", set == "RingGroups", set == "Receptionists", set == "Parkings":
		return true
	case set == "Groups":
		return !write || rank(c.role) >= rank("group_owners")
	}
	return !write && slices.Contains(departmentSets, set)
}

// mayCreate says whether a role may add to a set; departments are the system's to make.
func (c *caller) mayCreate(set string) bool { return c.global || set != "Groups" }
