package sim

// defaultOf is what a property shows on an object that has no value for it.
func defaultOf(t *typ, p *prop) any {
	if v, ok := defaults[t.name+"."+p.name]; ok {
		return v
	}
	switch {
	case p.list:
		return []any{}
	case p.scalar == boolean && t.name != "Rights":
		return false
	case p.null:
		return nil
	}
	switch p.scalar {
	case enumer:
		return p.enum.values[0]
	case i32, i64, u8:
		return int64(0)
	case double, decimal:
		return 0.0
	case datetime:
		return "0001-01-01T00:00:00Z"
	case duration:
		return "PT0S"
	case clock:
		return "00:00:00.0000000"
	case nested, untyped:
		return nil
	}
	return ""
}

func noRoute() map[string]any {
	return map[string]any{"IsPromptEnabled": false, "Prompt": "", "Route": map[string]any{"To": "None"}}
}

// defaults are the values of a fresh object where null or zero would be
// implausible. Those of a fresh installation are not published: these are chosen
// so that an object reads back like one made in the console.
var defaults = map[string]any{
	"User.FirstName":             "",
	"User.LastName":              "",
	"User.EmailAddress":          "",
	"User.Mobile":                "",
	"User.OutboundCallerID":      "",
	"User.Enabled":               true,
	"User.VMEnabled":             true,
	"User.VMEmailOptions":        "Notification",
	"User.VMPlayMsgDateTime":     "None",
	"User.SRTPMode":              "SRTPDisabled",
	"User.QueueStatus":           "LoggedIn",
	"User.CurrentProfileName":    "Available",
	"User.PinProtectTimeout":     int64(15),
	"User.AllowOwnRecordings":    true,
	"User.MyPhoneShowRecordings": true,
	"User.MyPhonePush":           true,
	"User.CallUsEnablePhone":     true,
	"User.CallUsEnableChat":      true,
	"User.CallUsRequirement":     "Both",
	"User.TranscriptionMode":     "Inherit",
	"User.PromptSet":             "",
	"User.Blfs":                  "<PhoneDevice><BLFS/></PhoneDevice>",
	"User.Hours":                 map[string]any{"Type": "OfficeHours", "IgnoreHolidays": false, "Periods": []any{}},
	"User.BreakTime":             map[string]any{"Type": "Never", "IgnoreHolidays": false, "Periods": []any{}},
	"User.ForwardingProfiles":    defaultProfiles(),
	"User.OfficeHoursProps":      []any{"GlobalSchedule"},

	"Group.CurrentGroupHours": "Default",
	"Group.TimeZoneId":        "",
	"Group.Hours":             map[string]any{"Type": "OfficeHours", "IgnoreHolidays": false, "Periods": []any{}},
	"Group.BreakTime":         map[string]any{"Type": "Never", "IgnoreHolidays": false, "Periods": []any{}},
	"Group.OfficeRoute":       noRoute(),
	"Group.OutOfOfficeRoute":  noRoute(),
	"Group.BreakRoute":        noRoute(),
	"Group.HolidaysRoute":     noRoute(),
	"Group.Props":             map[string]any{},

	"Queue.PollingStrategy":         "RingAll",
	"Queue.RingTimeout":             int64(20),
	"Queue.MasterTimeout":           int64(1800),
	"Queue.MaxCallersInQueue":       int64(0),
	"Queue.WrapUpTime":              int64(0),
	"Queue.SLATime":                 int64(0),
	"Queue.AnnouncementInterval":    int64(30),
	"Queue.CallbackEnableTime":      int64(-1),
	"Queue.CallbackPrefix":          "",
	"Queue.Recording":               "Disabled",
	"Queue.ForwardNoAnswer":         map[string]any{"To": "None"},
	"Queue.TypeOfChatOwnershipType": "TakeManually",
	"Queue.OutOfOfficeRoute":        noRoute(),
	"Queue.BreakRoute":              noRoute(),
	"Queue.HolidaysRoute":           noRoute(),

	"RingGroup.RingStrategy":     "RingAll",
	"RingGroup.RingTime":         int64(20),
	"RingGroup.ForwardNoAnswer":  map[string]any{"To": "None"},
	"RingGroup.OutOfOfficeRoute": noRoute(),
	"RingGroup.BreakRoute":       noRoute(),
	"RingGroup.HolidaysRoute":    noRoute(),

	"Receptionist.IVRType":            "Default",
	"Receptionist.Timeout":            int64(5),
	"Receptionist.TimeoutForwardType": "EndCall",
	"Receptionist.OutOfOfficeRoute":   noRoute(),
	"Receptionist.BreakRoute":         noRoute(),
	"Receptionist.HolidaysRoute":      noRoute(),

	"Trunk.Direction":          "Both",
	"Trunk.SimultaneousCalls":  int64(10),
	"Contact.ContactType":      "3CX",
	"PhoneTemplate.AddAllowed": true,
	"TrunkTemplate.AddAllowed": true,
}

// defaultProfiles are the five statuses of a new extension: two to be reached
// at, three to be away.
func defaultProfiles() []any {
	voicemail := map[string]any{"To": "VoiceMail"}
	out := []any{}
	for i, name := range []string{"Available", "Away", "Out of office", "Custom 1", "Custom 2"} {
		p := map[string]any{"Id": int64(i + 1), "Name": name, "NoAnswerTimeout": int64(20)}
		if name == "Available" || name == "Custom 1" {
			p["AvailableRoute"] = map[string]any{"NoAnswerInternal": voicemail, "NoAnswerExternal": voicemail, "BusyInternal": voicemail, "BusyExternal": voicemail, "NotRegisteredInternal": voicemail, "NotRegisteredExternal": voicemail, "NoAnswerAllCalls": true, "BusyAllCalls": true, "NotRegisteredAllCalls": true}
		} else {
			p["AwayRoute"] = map[string]any{"Internal": voicemail, "External": voicemail, "AllHoursInternal": true, "AllHoursExternal": true}
		}
		out = append(out, p)
	}
	return out
}
