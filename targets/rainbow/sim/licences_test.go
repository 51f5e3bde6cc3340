package sim

import "testing"

func TestLicences(t *testing.T) {
	c := connect(t, `{"users":[{"loginEmail":"a@x.example"},{"loginEmail":"b@x.example"}],
	 "subscriptions":[{"offerId":"Essential"},{"offerId":"Business","maxNumberUsers":1},{"offerId":"Enterprise"},{"offerId":"Conference","status":"hold"},{"offerId":"Alert Custom","syncOngoing":true}]}`, Quirks{})
	subs := c.path("subscription/v1.0/companies/<companies/Patchbay>/subscriptions")
	small := c.want(200, "GET", subs, "")
	c.Equal(small, "total", "5")
	if small.Value("data.1.maxNumberUsers") != nil || small.Value("data.1.isDefault") != false {
		t.Errorf("small shows %s", small.Text)
	}
	profiles := func(user, subscription string) string {
		return c.path("admin/v1.0/users/<users/" + user + "@x.example>/profiles/subscriptions/<subscriptions/" + subscription + ">")
	}
	r := c.want(200, "POST", profiles("a", "Business"), `{}`)
	c.Equal(r, "data.offerReference", `"RB-Business"`)
	c.refuse(409000, "already assigned", "POST", profiles("a", "Business"), `{}`)
	c.refuse(403610, "all 1 licences", "POST", profiles("b", "Business"), `{}`)
	c.refuse(403000, "exclusive", "POST", profiles("a", "Enterprise"), `{}`)
	c.refuse(403000, "hold", "POST", profiles("a", "Conference"), `{}`)
	c.refuse(403608, "ongoing", "POST", profiles("a", "Alert Custom"), `{}`)
	c.refuse(403624, "default", "DELETE", profiles("a", "Essential"), "")
	c.refuse(404002, "not assigned", "DELETE", profiles("b", "Enterprise"), "")
	full := c.want(200, "GET", subs+"?format=full", "")
	c.Equal(full, "data.1.numberAssignedUsers", "1")
	c.Equal(full, "data.1.maxNumberUsers", "1")
	c.Equal(full, "data.0.isDefault", "true")
	c.refuse(403625, "assigned to 1", "DELETE", c.path(subs+"/<subscriptions/Business>"), "")
	c.want(200, "DELETE", profiles("a", "Business"), "")
	c.want(200, "POST", profiles("a", "Enterprise"), `{}`)
	c.want(200, "POST", profiles("b", "Business"), `{}`)
	list := c.want(200, "GET", c.path("admin/v1.0/users/<users/a@x.example>/profiles"), "")
	if list.Len("data") != 2 || list.At("data.0.offerReference") != "RB-Essential" {
		t.Errorf("profiles: %s", list.Text)
	}
	c.want(200, "DELETE", c.path("admin/v1.0/users/<users/b@x.example>"), "")
	c.refuse(404000, "no user", "POST", "admin/v1.0/users/000000000000000000000000/profiles/subscriptions/1", `{}`)
}

func TestPurchases(t *testing.T) {
	for _, on := range []bool{false, true} {
		c := connect(t, "", Quirks{Purchases: on})
		offers := c.want(200, "GET", c.path("subscription/v1.0/companies/<companies/Patchbay>/offers?canBeSold=true&name=Conference"), "")
		subs, body := c.path("subscription/v1.0/companies/<companies/Patchbay>/subscriptions"), `{"offerId":"`+offers.At("data.0.id")+`","maxNumberUsers":3}`
		if !on {
			c.refuse(403000, "nothing is bought", "POST", subs, body)
			continue
		}
		id := c.make(subs, body)
		c.want(200, "DELETE", subs+"/"+id, "")
		c.refuse(404301, "no offer", "POST", subs, `{"offerId":"x"}`)
	}
}
