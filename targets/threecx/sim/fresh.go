package sim

import "encoding/json"

// fresh is what a new PBX has of a set when the seed says nothing about it.
func fresh(w *World, s *entitySet) []map[string]any {
	switch {
	case s.name == "ServicePrincipals":
		id, secret := w.opt.client()
		return []map[string]any{{"Number": id, "Secret": secret, "XAPIEnabled": true, "Groups": []any{map[string]any{"Group": w.defaultGroup().prop("Name"), "RoleName": owner}}}}
	case s.name == "Users" && w.opt.Owner:
		return []map[string]any{{"FirstName": "System", "LastName": "Owner", "Groups": []any{map[string]any{"Group": w.defaultGroup().prop("Name"), "RoleName": owner}}}}
	case s.name == "PhoneTemplates":
		return phoneTemplates()
	case s.name == "FxsTemplates":
		return []map[string]any{
			{"Id": "grandstream_ht80x.ph.xml", "Brand": "Grandstream", "DeviceType": "Fxs", "TemplateType": "Supported", "NumberOfExtensions": json.Number("2"), "IsCustom": false},
			{"Id": "yealink_w7xb.dect.xml", "Brand": "Yealink", "DeviceType": "Dect", "TemplateType": "Preferred", "NumberOfExtensions": json.Number("10"), "IsCustom": false},
		}
	case s.name == "TrunkTemplates":
		return []map[string]any{
			{"Id": "1cx.pv.xml", "Name": "1CX", "IsCustom": false},
			{"Id": "genericsip.pv.xml", "Name": "Generic SIP Trunk", "IsCustom": false},
		}
	case s.single && !virtual(s):
		return []map[string]any{{}}
	}
	return nil
}

// phoneTemplates are a few models, enough to provision a desk phone from.
func phoneTemplates() []map[string]any {
	var out []map[string]any
	for _, t := range [][]string{
		{"yealink_t4x.ph.xml", "Yealink T46U", "Yealink T48U"},
		{"fanvil_x.ph.xml", "Fanvil X4U", "Fanvil X6U"},
		{"snom_d7x.ph.xml", "Snom D735", "Snom D785"},
		{"grandstream_grp.ph.xml", "Grandstream GRP2614"},
	} {
		var models []any
		for _, m := range t[1:] {
			models = append(models, map[string]any{"Name": m, "AddAllowed": true, "CanBeSBC": false})
		}
		out = append(out, map[string]any{"Id": t[0], "TemplateType": "Preferred", "IsCustom": false, "Models": models})
	}
	return out
}

// client is the principal of a world whose seed names none.
func (o Options) client() (id, secret string) {
	id, secret = o.ClientID, o.Secret
	if id == "" {
		id = "patchbay"
	}
	if secret == "" {
		secret = "patchbay"
	}
	return id, secret
}
