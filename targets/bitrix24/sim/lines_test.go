package sim

import (
	"fmt"
	"strings"
	"testing"
)

// 9. line.outgoing.set answers 1 to anything.
func TestOutgoingLine(t *testing.T) {
	c := portal(t, `{"lines":{"reg150907":"SIP line","sip7":"Office PBX"},"outgoingLine":"reg150907"}`)
	c.show("voximplant.line.get", `{}`, `{"reg150907":"SIP line","sip7":"Office PBX"}`)
	for _, wrong := range []string{`{}`, `{"LINE_ID":"reg1"}`, `{"LINE_ID":""}`} {
		c.show("voximplant.line.outgoing.set", wrong, `1`)
		c.show("voximplant.line.outgoing.get", `{}`, `"reg150907"`)
	}
	c.show("voximplant.line.outgoing.set", `{"line_id":"sip7"}`, `1`)
	c.show("voximplant.line.outgoing.get", `{}`, `"sip7"`)
	c.show("voximplant.user.getDefaultLineId", `{}`, `{"defaultLineId":"sip7"}`)
}

// 11. SIP connections: each application its own.
func TestSIP(t *testing.T) {
	c := portal(t, "")
	app := c.app()
	made := app.want("voximplant.sip.add", `{"server":"sip.acme.example","LOGIN":"u","PASSWORD":"p","TITLE":"Main"}`).json["result"].(map[string]any)
	if made["ID"] != "1" || made["CONFIG_ID"] != "1" || made["TYPE"] != "cloud" || made["REG_ID"] != 151001.0 || made["INCOMING_LOGIN"] != nil {
		t.Errorf("cloud: %v", made)
	}
	office := app.want("voximplant.sip.add", `{"SERVER":"pbx.acme.example","LOGIN":"u","TYPE":"office"}`).json["result"].(map[string]any)
	if office["INCOMING_LOGIN"] != "sip2" || office["INCOMING_PASSWORD"] == "" || office["REG_ID"] != nil || office["TITLE"] != "" {
		t.Errorf("office: %v", office)
	}
	c.show("voximplant.line.get", `{}`, `{"reg150907":"SIP line","reg151001":"Main","sip2":"Office PBX (2)"}`)
	same(t, "of the application", strings.Join(app.want("voximplant.sip.get", `{"SORT":"TITLE","ORDER":"DESC"}`).field("CONFIG_ID"), " "), "1 2")
	if own := app.want("voximplant.sip.get", `{"FILTER":{"CONFIG_ID":1}}`).json["result"].([]any)[0].(map[string]any); own["ID"] != nil || own["PASSWORD"] != "p" {
		t.Errorf("as listed: %v", own)
	}
	c.show("voximplant.sip.get", `{}`, `[]`)
	c.refuse("voximplant.sip.update", `{"CONFIG_ID":1,"TITLE":"x"}`, 404, "ERROR_NOT_FOUND Specified CONFIG_ID is not found")
	c.refuse("voximplant.sip.delete", `{"CONFIG_ID":1}`, 400, "ERROR_NOT_FOUND Specified CONFIG_ID is not found")
	for body, failure := range map[string]string{
		`{"LOGIN":"u"}`:  "CHECK_FIELDS_ERROR Server address not specified",
		`{"SERVER":"s"}`: "CHECK_FIELDS_ERROR Login for connecting to the server not specified",
		`{"SERVER":"s","LOGIN":"u","TITLE":"Main"}`:                                "TITLE_EXISTS The specified connection name is already registered in the system",
		`{"SERVER":"s","LOGIN":"u","PASSWORD":"` + strings.Repeat("x", 101) + `"}`: "CHECK_FIELDS_ERROR Password for connecting to the server cannot exceed 100 characters",
	} {
		app.refuse("voximplant.sip.add", body, 400, failure)
	}
	app.show("voximplant.sip.update", `{"CONFIG_ID":"2","SERVER":"pbx2.acme.example"}`, `1`) // without TYPE: cloud
	if own := app.want("voximplant.sip.get", `{"FILTER":{"CONFIG_ID":2}}`).json["result"].([]any)[0].(map[string]any); own["TYPE"] != "cloud" || own["SERVER"] != "pbx2.acme.example" {
		t.Errorf("after an update without a TYPE: %v", own)
	}
	app.show("voximplant.line.outgoing.sip.set", `{"CONFIG_ID":1}`, `1`)
	app.show("voximplant.line.outgoing.get", `{}`, `"reg151001"`)
	app.refuse("voximplant.line.outgoing.sip.set", `{"CONFIG_ID":9}`, 400, "ERROR_ARGUMENT Specified CONFIG_ID is not found")
	if r := app.want("voximplant.sip.status", `{"REG_ID":151001}`).json["result"].(map[string]any); r["STATUS_RESULT"] != "success" {
		t.Errorf("status: %v", r)
	}
	app.show("voximplant.sip.connector.status", `{}`, `{"FREE_MINUTES":0,"PAID":false,"PAID_DATE_END":""}`)
	app.refuse("voximplant.sip.status", `{}`, 400, "REG_ID_NOT_FOUND Specified REG_ID is not found")
	app.show("voximplant.sip.delete", `{"CONFIG_ID":1}`, `1`)
	if r := app.want("voximplant.line.get", `{}`); strings.Contains(r.text, "reg151001") {
		t.Errorf("the line outlives its connection: %s", r.text)
	}
}

// 11. Ten cloud lines, and as many office ones as anybody likes.
func TestCloudLines(t *testing.T) {
	c := portal(t, "")
	for i := range 10 {
		c.want("voximplant.sip.add", fmt.Sprintf(`{"SERVER":"s","LOGIN":"u%d"}`, i))
	}
	c.refuse("voximplant.sip.add", `{"SERVER":"s","LOGIN":"u"}`, 400, "MAX_CLOUD_PBX You cannot connect more than 10 virtual PBXs.")
	c.want("voximplant.sip.add", `{"SERVER":"s","LOGIN":"u","TYPE":"office"}`)
}

// Lines of applications are for applications, whoever the user.
func TestExternalLines(t *testing.T) {
	c := portal(t, "")
	c.refuse("telephony.externalLine.add", `{"NUMBER":"1"}`, 403, "WRONG_AUTH_TYPE Current authorization type is denied for this method")
	app := c.app()
	app.show("telephony.externalLine.add", `{"NUMBER":"+331","NAME":"Paris"}`, `{"ID":1}`)
	app.refuse("telephony.externalLine.add", `{}`, 400, "ERROR_CORE NUMBER should not be empty")
	app.show("telephony.externalLine.update", `{"NUMBER":"+331","NAME":"Lyon","CRM_AUTO_CREATE":"N"}`, `{"ID":1}`)
	app.show("telephony.externalLine.get", `{}`, `[{"NUMBER":"+331","NAME":"Lyon","CRM_AUTO_CREATE":"N"}]`)
	app.show("telephony.externalLine.delete", `{"NUMBER":"+331"}`, `[]`)
	app.show("telephony.externalLine.get", `{}`, `[]`)
}
