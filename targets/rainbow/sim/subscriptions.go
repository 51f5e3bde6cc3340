package sim

// offerFields are what a subscription, and a user's profile, show of the offer.
var offerFields = []string{"offerReference", "profileId", "profileName", "isDefault", "canBeSold", "businessModel", "isExclusive", "isPrepaid"}

func (w *World) viewSubscription(s *object, format level, out map[string]any) {
	offer := w.get("offers", s.str("offerId"))
	out["isDefault"] = offer.is("isDefault")
	out["profileId"] = or(offer.str("profileId"), offer.id)
	if format < full {
		return
	}
	out["offerName"] = offer.str("name")
	for _, name := range offerFields {
		if v, ok := offer.props[name]; ok && name != "profileId" {
			out[name] = v
		}
	}
	out["numberAssignedUsers"] = w.assigned[s.id]
	out["nbLicencesUsed"] = w.assigned[s.id]
}

// profileViews are a user's licences.
func (w *World) profileViews(u *object) []any {
	out := make([]any, 0, 2)
	for _, p := range u.list("profiles") {
		m := p.(map[string]any)
		id, _ := m["subscriptionId"].(string)
		if s := w.get("subscriptions", id); s != nil {
			out = append(out, w.profileView(s, m["assignationDate"]))
		}
	}
	return out
}

func (w *World) profileView(s *object, date any) map[string]any {
	offer := w.get("offers", s.str("offerId"))
	out := map[string]any{
		"subscriptionId": s.id, "offerId": offer.id, "offerName": offer.str("name"), "status": s.str("status"),
		"assignationDate": date, "provisioningNeeded": offer.list("provisioningNeeded"), "provisioningOngoing": false,
	}
	if offer.list("provisioningNeeded") == nil {
		out["provisioningNeeded"] = []any{}
	}
	for _, name := range offerFields {
		if v, ok := offer.props[name]; ok {
			out[name] = v
		}
	}
	out["profileId"] = or(offer.str("profileId"), offer.id)
	return out
}

func (c *call) listSubscriptions() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	terminated, e := c.flag("showTerminated")
	if e != nil {
		return e
	}
	return c.list(c.of("subscriptions", co.id), "", func(s *object) bool {
		return terminated != nil && *terminated || s.str("status") != "terminated"
	})
}

func (c *call) subscription() (*object, *apiError) {
	co, e := c.company()
	if e != nil {
		return nil, e
	}
	s := c.get("subscriptions", c.args["subscription"])
	if s == nil || s.str("companyId") != co.id {
		return nil, refuse(notFound, "the company has no subscription %s", c.args["subscription"])
	}
	return s, nil
}

func (c *call) readSubscription() *apiError {
	s, e := c.subscription()
	if e != nil {
		return e
	}
	return c.one(s)
}

// buy adds a subscription: it costs money, so it is off unless switched on.
func (c *call) buy() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	values, e := c.decode("subscriptions", nil)
	if e != nil {
		return e
	}
	offer := c.get("offers", values["offerId"].(string))
	switch {
	case offer == nil:
		return refuse(404301, "there is no offer %v", values["offerId"])
	case !c.quirks.Purchases:
		return refuse(notAllowed, "nothing is bought here: switch on purchases to allow it")
	case !offer.is("canBeSold"):
		return refuse(notAllowed, "offer %s is not sold", offer.str("name"))
	}
	values["companyId"], values["creationDate"] = co.id, c.now()
	return c.created(c.add("subscriptions", values))
}

func (c *call) cancel() *apiError {
	s, e := c.subscription()
	if e != nil {
		return e
	}
	switch {
	case c.get("offers", s.str("offerId")).is("isDefault"):
		return refuse(403315, "the default subscription cannot be deleted")
	case c.assigned[s.id] > 0:
		return refuse(403625, "subscription %s is assigned to %d users", s.id, c.assigned[s.id])
	}
	c.drop(s)
	return c.deleted("Subscription", s.id)
}

func (c *call) listOffers() *apiError {
	if _, e := c.company(); e != nil {
		return e
	}
	name := c.param("name")
	sold, e := c.flag("canBeSold")
	if e != nil {
		return e
	}
	exclusive, e := c.flag("isExclusive")
	if e != nil {
		return e
	}
	return c.list(c.tables["offers"].list, "name", func(o *object) bool {
		return (name == "" || o.str("name") == name) && (sold == nil || o.is("canBeSold") == *sold) && (exclusive == nil || o.is("isExclusive") == *exclusive)
	})
}
