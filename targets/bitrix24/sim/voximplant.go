package sim

import (
	"slices"
	"strings"
)

// voximplantMethods are those of telephony users, statistics and pages.
func voximplantMethods() map[string]method {
	return map[string]method{
		"voximplant.user.get":              {scope: telephonyScope, do: phoneGet},
		"voximplant.user.activatephone":    {scope: telephonyScope, writes: true, do: phoneActivate},
		"voximplant.user.deactivatephone":  {scope: telephonyScope, writes: true, do: phoneActivate},
		"voximplant.user.getdefaultlineid": {scope: telephonyScope, do: phoneDefaultLine},
		"voximplant.statistic.get":         {scope: telephonyScope, do: statisticGet},
		"voximplant.url.get":               {scope: telephonyScope, do: urlGet},
	}
}

// phoneGet needs an application, and an administrator's consent for its token.
// USER_ID is read in capitals only.
func phoneGet(c *call) (any, *fail) {
	if c.who.app == nil {
		return nil, denied("Application context required")
	}
	if f := c.confirmed(); f != nil {
		return nil, f
	}
	if !c.may("USER.MODIFY") {
		return nil, denied("")
	}
	ids := numbers(c.p.vals["USER_ID"])
	if len(ids) == 0 {
		return nil, bad("", "Parameter USER_ID is not set")
	}
	reach, everybody := c.reach("USER.MODIFY")
	ids = slices.DeleteFunc(ids, func(id int) bool { return !everybody && !reach[id] })
	if len(ids) == 0 {
		return nil, denied("You have no permission to query selected users")
	}
	slices.Sort(ids)
	out := []any{}
	for _, id := range slices.Compact(ids) {
		if u := c.w.find(users, id); u != nil {
			out = append(out, c.w.showPhone(u))
		}
	}
	return out, nil
}

// confirmed says whether an administrator allowed the method to this token.
func (c *call) confirmed() *fail {
	said := c.who.token.confirmed
	if said == "" && c.w.quirks.confirm != "wait" {
		said = c.w.quirks.confirm
	}
	switch said {
	case "allow":
		return nil
	case "deny":
		return errRefused
	}
	return errWaiting
}

// showPhone: INNER_NUMBER is the extension.
func (w *World) showPhone(u *row) obj {
	line, password := u.props["DEFAULT_LINE"], u.text("SIP_PASSWORD")
	if line == "" {
		line = nil
	}
	return obj{{"ID", u.key()}, {"DEFAULT_LINE", line}, {"PHONE_ENABLED", yesNo(yes(u.props["PHONE_ENABLED"]))},
		{"SIP_SERVER", "ip.b24-0-0.bitrixphone.com"}, {"SIP_LOGIN", "phone" + u.key()}, {"SIP_PASSWORD", password}, {"INNER_NUMBER", u.user.extension}}
}

// phoneActivate is both activatePhone and deactivatePhone: the setter is given
// true by both. It answers 1 whatever came of it.
func phoneActivate(c *call) (any, *fail) {
	id := number(c.p.vals["USER_ID"])
	if id <= 0 {
		return nil, bad("", "Parameter USER_ID is not set")
	}
	reach, everybody := c.reach("USER.MODIFY")
	if !everybody && !reach[id] {
		return nil, bad("", "You are not allowed to modify user's settings")
	}
	u := c.w.find(users, id)
	if u == nil || c.w.quirks.rollsBack || yes(u.props["PHONE_ENABLED"]) {
		return 1, nil
	}
	change := map[string]any{"PHONE_ENABLED": "Y"}
	if u.text("SIP_PASSWORD") == "" {
		change["SIP_PASSWORD"] = c.w.mint("sip")
	}
	c.w.edit(u, change)
	return 1, nil
}

// phoneDefaultLine is the line of the caller alone.
func phoneDefaultLine(c *call) (any, *fail) {
	line := c.who.user.props["DEFAULT_LINE"]
	if text(line) == "" {
		line = c.w.head.OutgoingLine
	}
	return obj{{"defaultLineId", line}}, nil
}

// statisticColumns are the fields of a call as they are read: strings, or null.
var statisticColumns = strings.Fields(`ID PORTAL_USER_ID PORTAL_NUMBER PHONE_NUMBER CALL_ID EXTERNAL_CALL_ID CALL_CATEGORY CALL_LOG CALL_DURATION
	CALL_START_DATE CALL_RECORD_URL CALL_VOTE COST COST_CURRENCY CALL_FAILED_CODE CALL_FAILED_REASON CRM_ENTITY_TYPE CRM_ENTITY_ID CRM_ACTIVITY_ID
	REST_APP_ID REST_APP_NAME TRANSCRIPT_ID TRANSCRIPT_PENDING SESSION_ID REDIAL_ATTEMPT COMMENT RECORD_DURATION RECORD_FILE_ID CALL_TYPE`)

// statisticGet lists the calls of the users that the caller may see, and says
// nothing about the others.
func statisticGet(c *call) (any, *fail) {
	if !c.may("CALL_DETAIL.VIEW") {
		return nil, denied("")
	}
	p := c.p.upper()
	where := conditions(orEmpty(p.sub("FILTER")), func(name string) bool { return slices.Contains(statisticColumns, name) })
	rows := c.w.table(calls).pick(where, func(r *row, name string) []string { return []string{r.text(name)} }, 0)
	if reach, everybody := c.reach("CALL_DETAIL.VIEW"); !everybody {
		rows = slices.DeleteFunc(rows, func(r *row) bool { return !reach[r.int("PORTAL_USER_ID")] })
	}
	by := strings.ToUpper(text(scalar(p.vals["SORT"])))
	if !slices.Contains(statisticColumns, by) {
		by = ""
	}
	return c.list(sorted(rows, by, text(scalar(p.vals["ORDER"]))), showCall), nil
}

func showCall(r *row) any {
	out := make(obj, 0, len(statisticColumns))
	for _, name := range statisticColumns {
		v, ok := r.props[name]
		if ok && v != nil {
			v = text(v)
		}
		out = append(out, field{name, v})
	}
	return out
}

// urlGet gives the addresses of the portal's pages.
func urlGet(*call) (any, *fail) {
	return obj{{"detail_statistics", "/telephony/detail.php"}, {"buy_connector", "/settings/license_phone_sip.php"},
		{"edit_config", "/telephony/edit.php?ID=#CONFIG_ID#"}, {"lines", "/telephony/lines.php"}}, nil
}
