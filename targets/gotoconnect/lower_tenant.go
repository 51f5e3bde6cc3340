package gotoconnect

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// What the language has no noun for stands under native of the target itself:
//
//	targets: phone: native: phone: {
//		locations: "Paris": {line1: "1 rue de la Paix", city: "Paris", country: "FR"}
//		phoneNumbers: "+14155550100": {name: "Main", routeTo: "800", permissions: "alice": ["TEXTING"]}
//	}
//
// A location is its address. Whoever may use a phone number is named by the id that the
// site has for them, or by the e-mail address; once written the list is complete.
func (l *lowering) tenant() {
	t := l.Desired.Target
	bag := t.Native[t.ID]
	for _, name := range draft.SortedKeys(bag) {
		at := resolve.Path("targets", t.ID, "native", t.ID, name)
		rows, ok := bag[name].(map[string]any)
		switch {
		case name != "locations" && name != "phoneNumbers":
			l.Report(diag.NativeUnknown, diag.Error, at, t.Pos, "an account has no attribute "+name, "it has locations and phoneNumbers; the contact centre stands in contactCenter")
		case !ok:
			l.Unfit(at, t.Pos, name+" are records by name", vendorWords.Shape)
		case name == "locations":
			for _, key := range draft.SortedKeys(rows) {
				l.location(key, rows[key], resolve.Path("targets", t.ID, "native", t.ID, name, key))
			}
		default:
			for _, key := range draft.SortedKeys(rows) {
				l.phoneNumber(key, rows[key], resolve.Path("targets", t.ID, "native", t.ID, name, key))
			}
		}
	}
}

// addressFields are the lines of an address (reference §5).
var addressFields = map[string]bool{"line1": true, "line2": true, "city": true, "state": true, "postalCode": true, "country": true}

func (l *lowering) location(name string, v any, at string) {
	address, ok := v.(map[string]any)
	for field, x := range address {
		_, isText := x.(string)
		ok = ok && isText && addressFields[field]
	}
	if !ok {
		l.Unfit(at, l.Desired.Target.Pos, fmt.Sprintf("location %q is no address", name), "line1, line2, city, state, postalCode and country")
		return
	}
	o := l.Object(Location, name, at)
	o.Put("name", state.OfText(name), at)
	if len(address) > 0 {
		o.Put("address", treeOf(address), at)
	}
}

func (l *lowering) phoneNumber(number string, v any, at string) {
	fields, ok := v.(map[string]any)
	if !ok || !strings.HasPrefix(number, "+") {
		l.Unfit(at, l.Desired.Target.Pos, fmt.Sprintf("%q is no record of a phone number", number), `"+14155550100": {name: "Main", routeTo: "800"}`)
		return
	}
	o := l.Object(PhoneNumber, number, at)
	o.Put("number", state.OfText(number), at)
	own := model.Object{Pos: l.Desired.Target.Pos, Native: map[string]model.Native{l.Desired.Target.ID: {}}}
	for name, x := range fields {
		if name != "permissions" {
			own.Native[l.Desired.Target.ID][name] = x
		}
	}
	l.Native(o, &own, at)
	for _, name := range draft.SortedKeys(own.Native[l.Desired.Target.ID]) {
		if a, ok := o.Attr(name); ok {
			o.Put(name, a.Value, at+"."+name)
		}
	}
	if o.Get("routeTo").Text() != "" && o.Get("forwardTo").Text() != "" {
		l.Unfit(at, l.Desired.Target.Pos, fmt.Sprintf("%s rings in two places", number), "write routeTo, or forwardTo")
	}
	if o.Get("routeTo").Text() != "" {
		o.Put("forwardTo", state.Nothing(), at)
	} else if o.Get("forwardTo").Text() != "" {
		o.Put("routeTo", state.Nothing(), at)
	}
	if x, written := fields["permissions"]; written {
		l.permissions(number, x, at+".permissions")
	}
}

// numberRights are what somebody may do with a phone number (reference §5).
var numberRights = map[string]bool{"TEXTING": true, "OUTBOUND_CALLER_ID": true, "INSTANT_RESPONSE": true}

func (l *lowering) permissions(number string, v any, at string) {
	rows, ok := v.(map[string]any)
	l.Claim(state.Extent{Kind: NumberPermission, Attr: "number", Value: number})
	for _, who := range draft.SortedKeys(rows) {
		list, isList := rows[who].([]any)
		var all []string
		for _, x := range list {
			s, _ := x.(string)
			isList = isList && numberRights[s]
			all = append(all, s)
		}
		email := l.emails[who]
		if strings.Contains(who, "@") {
			email = strings.ToLower(who)
		}
		if ok = ok && isList && len(all) > 0 && email != ""; !ok {
			break
		}
		o := l.Object(NumberPermission, number+"/"+email, at)
		o.Put("number", state.OfText(number), at)
		o.Put("user", state.OfText(email), at)
		o.Put("permissions", state.OfSet(all...), at)
	}
	if !ok {
		l.Unfit(at, l.Desired.Target.Pos, "permissions of a phone number are lists by user", `alice: ["TEXTING", "OUTBOUND_CALLER_ID", "INSTANT_RESPONSE"], of users who are here; nobody: {}`)
	}
}
