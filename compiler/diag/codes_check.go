package diag

import "slices"

// checkCodes are what can be wrong across the objects of a site, a file for each
// family of checks. Most examples are whole sites and are tested: the bad one gives
// its code, the good one no error.
var checkCodes = slices.Concat(
	checkReferences, checkDepartments, checkNumbers, checkIdentity,
	checkGroups, checkRinging, checkAssistants, checkRoles,
	checkGrants, checkContactCentre, checkLicences, checkDevices,
	checkTargets, checkSecrets, checkPolicies, checkZones,
)
