package sim

import (
	"strings"
	"testing"
)

// 15. access.name names what is there, and leaves out what is not.
func TestAccessName(t *testing.T) {
	c := portal(t, `{`+staffed+`}`)
	c.show("access.name", `{"ACCESS":["U10","IU12","D5","DR5","G1","G5","G2","AU","SG3_A","SG3_E","SG3_K","U99","IU99","D99","DR99","G99","SG9_K","SG3","U0","U010","D5x","x","",7]}`, `{
		"U10":{"provider":"User","name":"","provider_id":"user"},
		"IU12":{"provider":"Employee","name":"","provider_id":"intranet"},
		"D5":{"provider":"Department","name":"Sales","provider_id":"intranet"},
		"DR5":{"provider":"Department","name":"Sales with sub-departments","provider_id":"intranet"},
		"G1":{"provider":"User group","name":"Administrators","provider_id":"group"},
		"G5":{"provider":"User group","name":"Night shift","provider_id":"group"},
		"G2":{"provider":"","name":"All visitors","provider_id":"other"},
		"AU":{"provider":"","name":"All authorized users","provider_id":"other"},
		"SG3_A":{"provider":"Workgroup","name":"Launch: owner","provider_id":"socnetgroup"},
		"SG3_E":{"provider":"Workgroup","name":"Launch: moderators","provider_id":"socnetgroup"},
		"SG3_K":{"provider":"Workgroup","name":"Launch: all members","provider_id":"socnetgroup"}}`)
	c.show("access.name", `{"ACCESS":["U99"]}`, `[]`)
	for _, none := range []string{`{}`, `{"ACCESS":[]}`, `{"ACCESS":"U1"}`, `{"access":["U1"]}`} {
		c.show("access.name", none, `false`)
	}
}

// user.access tests the caller alone.
func TestUserAccess(t *testing.T) {
	c := portal(t, `{`+staffed+`}`)
	c.show("user.access", `{"ACCESS":["U10","G1"]}`, `true`)
	c.hook("10", "s").show("user.access", `{"ACCESS":["U11","G1"]}`, `false`)
	c.hook("10", "s").show("user.access", `{"ACCESS":"SG3_A"}`, `true`)
}

func TestBindable(t *testing.T) {
	for code, want := range map[string]bool{
		"U7": true, "IU7": true, "D5": true, "DR5": true, "G1": true, "SG3": true, "SG3_A": true, "SG3_E": true, "SG3_K": true, "AD5": true, "AT5": true, "AD0": true, "AT0": true,
		"AU": false, "CR": false, "": false, "U": false, "7": false, "u7": false, "U7x": false, "SG3_": false, "SG3_B": false, "SG_K": false, "AD05": false, "AD00": false, "D-5": false, "G1 ": false, "IDR5": false, "U99999999999999999999": true, "U" + strings.Repeat("9", 100): false, "U7\n": false,
	} {
		if got := bindable(code); got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
}
