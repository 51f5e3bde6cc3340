package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// The kinds of object on a 3CX, by the names that snapshots, plans and steps use.
const (
	User       = "user"
	Group      = "group" // a "department" in the console
	GroupRole  = "groupRole"
	Membership = "membership"
	Queue      = "queue"
	RingGroup  = "ringGroup"
	Parking    = "parking"
	Phone      = "phone"
	Forwarding = "forwarding"

	// Receptionist is read for the numbers that it sends callers to, and never written.
	Receptionist = "receptionist"
	// Fax is read for the numbers that are taken, and never written.
	Fax = "fax"
)

// Schema lists the kinds and attributes of a 3CX of one version. Attributes
// have the names of the XAPI's properties (3CX OpenAPI 20.0.10), except:
//
//   - a reference is the other object's natural key, not its Id: PrimaryGroup
//     stands for PrimaryGroupId, Group for GroupId, User and Agents for numbers;
//   - Agents, Members and Managers are sets; AgentOrder and MemberOrder say in
//     which order they ring, and Skills is "number:skill" for agents who have one;
//   - a phone's Settings and a forwarding profile's routes are laid flat:
//     ProvisionType, SbcName; BusyInternal, NoAnswerExternal, and Internal,
//     External, AllHoursInternal, AllHoursExternal for away profiles;
//   - TimeZoneId is the IANA name that /Defs/TimeZones gives for the id;
//   - a destination is a Tree with To and, where it has one, Number or External;
//     its Name, Type and Tags are the vendor's own remarks.
//
// Groups named ___FAVORITES___<number> are no objects: they survive in what a
// write reads first. Users whose number is not all digits (hot-desk places, HD…)
// are no objects either.
func Schema(p state.Profile) state.Schema {
	kinds := []state.Kind{userKind(), groupKind(), groupRoleKind(p), membershipKind(p), queueKind(),
		ringGroupKind(), parkingKind(), phoneKind(), forwardingKind(), receptionistKind(), faxKind()}
	for i := range kinds {
		k := &kinds[i]
		k.Fields = slices.DeleteFunc(k.Fields, func(f state.Field) bool {
			since, ok := newer[k.Name+"."+f.Name]
			return ok && p.Version != "" && older(p.Version, since)
		})
		slices.SortFunc(k.Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) })
		for j := range k.Fields {
			f := &k.Fields[j]
			if f.Type == state.Tree {
				f.Say = sayDestination
			}
			if v, ok := vendorDefaults[k.Name+"."+f.Name]; ok {
				f.Default = v
			}
		}
	}
	return state.Schema{Kinds: kinds}
}

// newer says since which version an attribute exists (from the differences of
// the published OpenAPI files).
var newer = map[string]string{
	"group.MusicOnHold":                               "20.0.10",
	"queue.AnnounceEstimatedWaitTime":                 "20.0.10",
	"queue.AnnounceEstimatedWaitTimeInterval":         "20.0.10",
	"queue.AutoLogoutMissedCalls":                     "20.0.10",
	"queue.CallbackOfferOnly":                         "20.0.10",
	"queue.CallbackOfferPrompt":                       "20.0.10",
	"queue.ComfortPrompts":                            "20.0.10",
	"queue.ComfortPromptsEnabled":                     "20.0.10",
	"queue.ComfortPromptsInterval":                    "20.0.10",
	"queue.DestinationNoAnswerPrompt":                 "20.0.10",
	"queue.MaxWaitStrategyEnabled":                    "20.0.10",
	"queue.MaxWaitTimeSkillGroupValues":               "20.0.10",
	"queue.SkillBasedRingAllCumulativePollingEnabled": "20.0.10",
	"queue.StopBackgroundWhenPrompt":                  "20.0.10",
	"queue.VMEmailList":                               "20.0.8",
	"queue.VMEmailOptions":                            "20.0.8",
	"ringGroup.VMEmailList":                           "20.0.8",
	"ringGroup.VMEmailOptions":                        "20.0.8",
	"user.AgentSettings":                              "20.0.9",
	"user.AIAgent":                                    "20.0.9",
	"user.BlockTunnel":                                "20.0.9",
	"user.ForbidRecording":                            "20.0.10",
}

// RightFlags are the switches of a Rights record, which a role has in a group
// as a default and a member may have as an override. Their names are the same
// since 18.0.
var RightFlags = []string{
	"AllowIVR", "AllowParking", "AllowToChangePresence", "AllowToManageCompanyBook", "AssignClearOperations",
	"CanBargeIn", "CanIntercom", "CanSeeGroupCalls", "CanSeeGroupMembers", "CanSeeGroupRecordings",
	"PerformOperations", "ShowMyCalls", "ShowMyPresence", "ShowMyPresenceOutside",
}

func userKind() state.Kind {
	return state.Kind{
		Name: User, Plural: "users", Title: "extension", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "extension"},
			{Name: "FirstName", Type: state.Text, Title: "first name"},
			{Name: "LastName", Type: state.Text, Title: "last name"},
			{Name: "DisplayName", Type: state.Text, Flags: state.Computed, Title: "display name"}, // first and last name (inferred)
			{Name: "EmailAddress", Type: state.Text, Flags: state.Unique, Title: "e-mail"},
			{Name: "Mobile", Type: state.Text, Title: "mobile"},
			{Name: "OutboundCallerID", Type: state.Text, Title: "outbound caller ID"},
			{Name: "Language", Type: state.Text, Title: "language"},
			{Name: "PrimaryGroup", Type: state.Text, Ref: Group, Title: "primary department"},
			{Name: "Enabled", Type: state.Bool, Title: "enabled"},
			{Name: "HideInPhonebook", Type: state.Bool, Title: "hidden in phonebook"},
			{Name: "Internal", Type: state.Bool, Flags: state.Privilege, Title: "internal calls only"},
			{Name: "AllowOwnRecordings", Type: state.Bool, Flags: state.Privilege | state.ReadBack, Title: "own recordings"},
			{Name: "MyPhoneShowRecordings", Type: state.Bool, Flags: state.Privilege | state.ReadBack, Title: "recordings shown in the web client"},
			{Name: "MyPhoneAllowDeleteRecordings", Type: state.Bool, Flags: state.Privilege | state.ReadBack, Title: "own recordings may be deleted"},
			{Name: "VMEnabled", Type: state.Bool, Title: "voicemail"},
			{Name: "VMEmailOptions", Type: state.Text, Title: "voicemail by e-mail"},
			{Name: "VMPlayMsgDateTime", Type: state.Text, Title: "voicemail says the time"},
			{Name: "SRTPMode", Type: state.Text, Title: "SRTP"},
			{Name: "PinProtectTimeout", Type: state.Int, Title: "PIN timeout"},
			{Name: "AgentSettings", Type: state.Tree, Title: "agent settings"},
			{Name: "Hours", Type: state.Tree, Title: "office hours"},
			{Name: "BreakTime", Type: state.Tree, Title: "break time"},
			{Name: "OfficeHoursProps", Type: state.Strset, Title: "office hours options"},
			{Name: "CurrentProfileName", Type: state.Text, Flags: state.Runtime, Title: "current profile"},
			{Name: "QueueStatus", Type: state.Text, Flags: state.Runtime, Title: "queue status"},
			{Name: "IsRegistered", Type: state.Bool, Flags: state.Computed, Title: "registered"},
		},
			draft.Fields(state.Text, 0, "Blfs", "CallUsRequirement", "ClickToCallId", "ContactImage", "EmergencyAdditionalInfo", "EmergencyLocationId",
				"HotdeskingAssignment", "PromptSet", "TranscriptionMode", "WebMeetingFriendlyName"),
			draft.Fields(state.Bool, 0, "AIAgent", "AllowLanOnly", "BlockTunnel", "CallScreening", "CallUsEnableChat", "CallUsEnablePhone", "CallUsEnableVideo",
				"DatevEnabled", "Enable2FA", "EnableHotdesking", "ForbidRecording", "GoogleCalendarEnabled", "GoogleContactsEnabled", "GoogleSignInEnabled",
				"MS365CalendarEnabled", "MS365ContactsEnabled", "MS365SignInEnabled", "MS365TeamsEnabled", "MyPhoneHideForwardings", "MyPhonePush",
				"PbxDeliversAudio", "PinProtected", "RecordCalls", "RecordEmailNotify", "RecordExternalCallsOnly", "Require2FA", "SendEmailMissedCalls",
				"VMDisablePinAuth", "VMPlayCallerID", "WebMeetingApproveParticipants"),
			// SIPID is one of them by what integrators saw: a GET hands it out beside the SIP
			// secrets. What it is for is described nowhere, so it is kept from view.
			draft.Fields(state.Text, state.Secret, "AccessPassword", "AuthID", "AuthPassword", "DeskphonePassword", "SIPID", "VMPIN")),
	}
}

func groupKind() state.Kind {
	return state.Kind{
		Name: Group, Plural: "groups", Title: "department", Key: []string{"Name"}, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "Name", Type: state.Text, Flags: state.Unique, Title: "name"},
			{Name: "Number", Type: state.Text, Flags: state.Computed, Title: "number"},
			{Name: "Language", Type: state.Text, Title: "language"},
			{Name: "TimeZoneId", Type: state.Text, Title: "time zone"},
			{Name: "GloballyVisible", Type: state.Bool, Flags: state.Privilege, Title: "shown to all extensions"},
			{Name: "IsDefault", Type: state.Bool, Flags: state.Computed, Title: "default department"},
			{Name: "HasMembers", Type: state.Bool, Flags: state.Computed, Title: "has members"},
			{Name: "AnswerAfter", Type: state.Int, Title: "answer after"},
			{Name: "CallHandlingMode", Type: state.Strset, Title: "call handling"},
			{Name: "CurrentGroupHours", Type: state.Text, Flags: state.Runtime, Title: "hours in force"},
			{Name: "OverrideExpiresAt", Type: state.Text, Flags: state.Runtime, Title: "override ends"},
		},
			draft.Fields(state.Bool, 0, "AllowCallService", "CallUsEnableChat", "CallUsEnablePhone", "CallUsEnableVideo", "DisableCustomPrompt", "OverrideHolidays"),
			draft.Fields(state.Text, 0, "CallUsRequirement", "ClickToCallId", "CustomPrompt", "MusicOnHold", "PromptSet", "TranscriptionMode"),
			draft.Fields(state.Tree, 0, "BreakRoute", "BreakTime", "CustomOperator", "HolidaysRoute", "Hours", "OfficeRoute", "OutOfOfficeRoute", "Props")),
	}
}

func groupRoleKind(p state.Profile) state.Kind {
	return state.Kind{
		Name: GroupRole, Plural: "roles", Title: "role defaults", Key: []string{"Group", "RoleName"}, Owner: Group, Can: state.Update,
		Fields: slices.Concat([]state.Field{
			{Name: "Group", Type: state.Text, Flags: state.Immutable, Ref: Group, Title: "department"},
			{Name: "RoleName", Type: state.Text, Flags: state.Immutable, Title: "role"},
		}, draft.Fields(state.Bool, handed(p, RoleDefaults), RightFlags...)),
	}
}

func membershipKind(p state.Profile) state.Kind {
	return state.Kind{
		Name: Membership, Plural: "memberships", Title: "membership", Key: []string{"Group", "User"}, Owner: User, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "Group", Type: state.Text, Flags: state.Immutable, Ref: Group, Title: "department"},
			{Name: "User", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "extension"},
			{Name: "RoleName", Type: state.Text, Flags: state.Privilege | state.ReadBack, Default: state.OfText("users"), Title: "role"}, // of a member who is given none (observed by integrators)
		}, draft.Fields(state.Bool, handed(p, Overrides), RightFlags...)),
	}
}

func queueKind() state.Kind {
	return state.Kind{
		Name: Queue, Plural: "queues", Title: "queue", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "Name", Type: state.Text, Title: "name"},
			{Name: "PollingStrategy", Type: state.Text, Title: "polling strategy"},
			{Name: "RingTimeout", Type: state.Int, Title: "ring time"},
			{Name: "MasterTimeout", Type: state.Int, Title: "longest wait"},
			{Name: "MaxCallersInQueue", Type: state.Int, Title: "callers at most"},
			{Name: "WrapUpTime", Type: state.Int, Title: "wrap-up time"},
			{Name: "Recording", Type: state.Text, Title: "recording"},
			{Name: "ForwardNoAnswer", Type: state.Tree, Title: "if nobody answers"},
			{Name: "Agents", Type: state.Strset, Flags: state.Answering, Ref: User, Title: "agents"},
			{Name: "AgentOrder", Type: state.Strlist, Ref: User, Title: "order of agents"},
			{Name: "Skills", Type: state.Strset, Title: "skill groups"},
			{Name: "Managers", Type: state.Strset, Flags: state.Privilege, Ref: User, Title: "managers"},
			{Name: "Groups", Type: state.Strset, Ref: Group, Title: "departments"},
			{Name: "ComfortPrompts", Type: state.Strlist, Title: "comfort prompts"},
			{Name: "NotifyCodes", Type: state.Strset, Title: "notifications"},
			{Name: "IsRegistered", Type: state.Bool, Flags: state.Computed, Title: "registered"},
		},
			draft.Fields(state.Int, 0, "AnnounceEstimatedWaitTimeInterval", "AnnouncementInterval", "AutoLogoutMissedCalls", "CallbackEnableTime", "ComfortPromptsInterval", "SLATime"),
			draft.Fields(state.Bool, 0, "AgentAvailabilityMode", "AnnounceEstimatedWaitTime", "AnnounceQueuePosition", "CallbackOfferOnly", "CallUsEnableChat", "CallUsEnablePhone",
				"CallUsEnableVideo", "ComfortPromptsEnabled", "EnableIntro", "MaxWaitStrategyEnabled", "PlayFullPrompt", "PriorityQueue",
				"ResetStatisticsScheduleEnabled", "SkillBasedRingAllCumulativePollingEnabled", "StopBackgroundWhenPrompt"),
			draft.Fields(state.Text, 0, "CallbackOfferPrompt", "CallbackPrefix", "CallUsRequirement", "ClickToCallId", "DestinationNoAnswerPrompt", "GreetingFile", "IntroFile",
				"OnHoldFile", "PromptSet", "TranscriptionMode", "TypeOfChatOwnershipType", "VMEmailList", "VMEmailOptions"),
			draft.Fields(state.Tree, 0, "BreakRoute", "HolidaysRoute", "MaxWaitTimeSkillGroupValues", "OutOfOfficeRoute", "ResetQueueStatisticsSchedule")),
	}
}

func ringGroupKind() state.Kind {
	return state.Kind{
		Name: RingGroup, Plural: "ringGroups", Title: "ring group", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "Name", Type: state.Text, Title: "name"},
			{Name: "RingStrategy", Type: state.Text, Title: "ring strategy"},
			{Name: "RingTime", Type: state.Int, Title: "ring time"},
			{Name: "ForwardNoAnswer", Type: state.Tree, Title: "if nobody answers"},
			{Name: "Members", Type: state.Strset, Flags: state.Answering, Ref: User, Title: "members"},
			{Name: "MemberOrder", Type: state.Strlist, Ref: User, Title: "order of members"},
			{Name: "Groups", Type: state.Strset, Ref: Group, Title: "departments"},
			{Name: "IsRegistered", Type: state.Bool, Flags: state.Computed, Title: "registered"},
		},
			draft.Fields(state.Int, 0, "MulticastPacketTime", "MulticastPort"),
			draft.Fields(state.Bool, 0, "CallUsEnableChat", "CallUsEnablePhone", "CallUsEnableVideo"),
			draft.Fields(state.Text, 0, "CallUsRequirement", "ClickToCallId", "GreetingFile", "MulticastAddress", "MulticastCodec", "TranscriptionMode", "VMEmailList", "VMEmailOptions"),
			draft.Fields(state.Tree, 0, "BreakRoute", "HolidaysRoute", "OutOfOfficeRoute")),
	}
}

func parkingKind() state.Kind {
	return state.Kind{
		Name: Parking, Plural: "parkings", Title: "shared parking", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "Groups", Type: state.Strset, Ref: Group, Title: "departments"},
		},
	}
}

func phoneKind() state.Kind {
	return state.Kind{
		Name: Phone, Plural: "devices", Title: "phone", Key: []string{"MacAddress"}, Owner: User, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "MacAddress", Type: state.Text, Flags: state.Immutable, Title: "MAC address"},
			{Name: "User", Type: state.Text, Ref: User, Title: "extension"},
			{Name: "Name", Type: state.Text, Title: "name"},
			{Name: "TemplateName", Type: state.Text, Title: "template"},
			{Name: "ProvisionType", Type: state.Text, Title: "provisioning"},
			{Name: "SbcName", Type: state.Text, Title: "SBC"},
			{Name: "PhoneLanguage", Type: state.Text, Title: "language"},
			{Name: "Codecs", Type: state.Strlist, Title: "codecs"},
			{Name: "Secret", Type: state.Text, Flags: state.Secret, Title: "provisioning secret"},
		},
			draft.Fields(state.Bool, 0, "AllowCustomQueueRingtones", "IsSBC"),
			draft.Fields(state.Int, 0, "LocalRTPPortEnd", "LocalRTPPortStart", "LocalSipPort", "RemoteSpmPort"),
			draft.Fields(state.Text, 0, "Backlight", "CustomLogo", "DateFormat", "Firmware", "FirmwareLang", "Interface", "PowerLed", "ProvisionExtendedData",
				"QueueRingTone", "RemoteSpmHost", "RingTone", "ScreenSaver", "Srtp", "TimeFormat", "TimeZone", "XferType"),
			draft.Fields(state.Tree, 0, "CustomQueueRingtones", "LlDpInfo", "VlanInfos"),
			draft.Fields(state.Text, state.Computed|state.Secret, "ProvisioningLinkExt", "ProvisioningLinkLocal")),
	}
}

func forwardingKind() state.Kind {
	return state.Kind{
		Name: Forwarding, Plural: "forwardings", Title: "forwarding profile", Key: []string{"User", "Name"}, Owner: User, Can: state.Update,
		Fields: slices.Concat([]state.Field{
			{Name: "User", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "extension"},
			{Name: "Name", Type: state.Text, Flags: state.Immutable, Title: "profile"},
			{Name: "NoAnswerTimeout", Type: state.Int, Flags: state.Runtime, Title: "ringing time"},
		},
			draft.Fields(state.Bool, state.Runtime, "AcceptMultipleCalls", "BlockPushCalls", "DisableRingGroupCalls", "OfficeHoursAutoQueueLogOut", "RingMyMobile",
				"BusyAllCalls", "NoAnswerAllCalls", "NotRegisteredAllCalls", "AllHoursExternal", "AllHoursInternal"),
			draft.Fields(state.Text, state.Runtime, "CustomMessage", "CustomName"),
			draft.Fields(state.Tree, state.Runtime, "BusyExternal", "BusyInternal", "NoAnswerExternal", "NoAnswerInternal", "NotRegisteredExternal", "NotRegisteredInternal",
				"External", "Internal")),
	}
}

// receptionistKind is a digital receptionist (IVR). Nothing of it can be declared;
// Calls are the numbers that its keys, its timeout and its hours send callers to.
func receptionistKind() state.Kind {
	return state.Kind{
		Name: Receptionist, Plural: "receptionists", Title: "digital receptionist", Key: []string{"Number"},
		Fields: []state.Field{
			{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "Name", Type: state.Text, Flags: state.Computed, Title: "name"},
			{Name: "Calls", Type: state.Strset, Flags: state.Computed, Title: "sends callers to"},
		},
	}
}

// faxKind is a fax extension. It has its number from the same range as everybody.
func faxKind() state.Kind {
	return state.Kind{
		Name: Fax, Plural: "faxes", Title: "fax extension", Key: []string{"Number"},
		Fields: []state.Field{{Name: "Number", Type: state.Text, Flags: state.Immutable, Title: "number"}},
	}
}
