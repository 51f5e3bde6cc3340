package sim

import "slices"

// personal checks one personal phone number of a user; old is the one it replaces.
func (w *World) personal(raw map[string]any, old map[string]any, country string) (map[string]any, *apiError) {
	d := &decoder{kind: kinds()["phoneNumbers"], old: &object{table: &table{kind: kinds()["phoneNumbers"]}, props: map[string]any{}}}
	in := map[string]any{}
	for _, name := range []string{"number", "type", "deviceType", "isVisibleByOthers"} {
		if v, given := raw[name]; given && v != nil {
			d.field(kinds()["phoneNumbers"].byName[name], v, in)
		}
	}
	if c, _ := raw["country"].(string); c != "" {
		country = c
	}
	if in["number"] == nil {
		d.fail("phoneNumbers.number", raw["number"], "number is required")
	}
	if len(d.errs) > 0 {
		return nil, invalid(d.errs)
	}
	out := map[string]any{"type": "work", "deviceType": "landline", "isVisibleByOthers": true, "isFromSystem": false, "country": country}
	for k, v := range in {
		out[k] = v
	}
	if e := w.computeE164(out); e != nil {
		return nil, e
	}
	id, _ := raw["phoneNumberId"].(string)
	if kept, _ := old["phoneNumberId"].(string); kept != "" {
		id = kept
	}
	if id == "" {
		id = w.mint()
	}
	out["phoneNumberId"] = id
	return out, nil
}

// personalPhones reads the phone numbers of a new user: system ones come from a
// PBX only.
func (c *call) personalPhones(u *object, values map[string]any, company string) *apiError {
	phones, given := values["phoneNumbers"].([]any)
	if !given {
		return nil
	}
	out := make([]any, 0, len(phones))
	for _, p := range phones {
		raw := p.(map[string]any)
		if fromSystem(raw) {
			return refuse(badRequest, "system phone numbers cannot be created here")
		}
		delete(raw, "phoneNumberId")
		phone, e := c.personal(raw, nil, c.country(company))
		if e != nil {
			return e
		}
		out = append(out, phone)
	}
	values["phoneNumbers"] = out
	return nil
}

// fromSystem says whether an entry of a body means an extension.
func fromSystem(raw map[string]any) bool {
	return raw["isFromSystem"] == true || raw["systemId"] != nil || raw["shortNumber"] != nil && raw["number"] == nil
}

// replacePhones reads phoneNumbers of an update. Personal numbers that it leaves
// out are gone; the user's extensions stay, and those that it names by
// shortNumber and systemId get the values given.
func (c *call) replacePhones(u *object, values map[string]any) (map[*object]map[string]any, *apiError) {
	raw, given := values["phoneNumbers"]
	if !given {
		return nil, nil
	}
	phones, _ := raw.([]any)
	system := map[*object]map[string]any{}
	out := make([]any, 0, len(phones))
	for _, p := range phones {
		entry := p.(map[string]any)
		if fromSystem(entry) {
			n, v, e := c.systemEntry(u, entry)
			if e != nil {
				return nil, e
			}
			system[n] = v
			continue
		}
		phone, e := c.personal(entry, c.knownPhone(u, entry), c.country(u.str("companyId")))
		if e != nil {
			return nil, e
		}
		out = append(out, phone)
	}
	values["phoneNumbers"] = out
	return system, nil
}

// knownPhone is the user's number that an entry means: by id, else by number.
func (c *call) knownPhone(u *object, entry map[string]any) map[string]any {
	for _, key := range []string{"phoneNumberId", "number"} {
		i := slices.IndexFunc(u.list("phoneNumbers"), func(p any) bool {
			return entry[key] != nil && p.(map[string]any)[key] == entry[key]
		})
		if i >= 0 {
			return u.list("phoneNumbers")[i].(map[string]any)
		}
	}
	delete(entry, "phoneNumberId")
	return nil
}

// systemEntry finds the extension of the user that an entry names, and what of
// it may change this way.
func (c *call) systemEntry(u *object, entry map[string]any) (*object, map[string]any, *apiError) {
	short, _ := text(entry["shortNumber"])
	system, _ := entry["systemId"].(string)
	n := c.numbers[system+"\x00"+short]
	if n == nil || n.str("userId") != u.id {
		return nil, nil, invalid([]detail{{"phoneNumbers", "system numbers are named by shortNumber and systemId, and must be the user's already", entry["shortNumber"]}})
	}
	allowed := map[string]any{}
	for _, name := range []string{"internalNumber", "number", "type", "deviceType"} {
		if v, given := entry[name]; given {
			allowed[name] = v
		}
	}
	v, e := c.decodeRaw("phoneNumbers", n, allowed)
	if e != nil {
		return nil, nil, e
	}
	return n, v, c.checkNumber(n, v)
}
