package sim

import "net/http"

func keyRoutes() []route {
	const k = "authentication/v1.0/apikeys"
	return []route{
		{method: "GET", path: k, do: (*call).listKeys, guard: anyone},
		{method: "POST", path: k, do: (*call).createKey, guard: anyone},
		{method: "GET", path: k + "/current", do: (*call).currentKey, guard: anyone},
		{method: "GET", path: k + "/{key}", do: (*call).readKey, guard: anyone},
		{method: "PUT", path: k + "/{key}", do: (*call).updateKey, guard: anyone},
		{method: "DELETE", path: k + "/{key}", do: (*call).deleteKey, guard: anyone},
	}
}

// mintKey makes a key's secret part.
func (w *World) mintKey() string { return w.token("apikey", w.mint())[:40] }

// listKeys lists the caller's keys, or for an admin those of a user in its charge.
func (c *call) listKeys() *apiError {
	want, e := c.flag("isActive")
	if e != nil {
		return e
	}
	owner := c.who.user
	if id := c.param("userId"); id != "" && c.who.admin() {
		if owner = c.get("users", id); owner == nil || !c.sees(c.who, owner) {
			return refuse(notThisUser, "user %s is not in your charge", id)
		}
	}
	return c.list(c.of("apiKeys", owner.id), "creationDate", func(k *object) bool {
		return want == nil || k.is("isActive") == *want
	})
}

// viewKey adds whose a key is; the key itself is shown once, at creation.
func (w *World) viewKey(k *object, format level, out map[string]any) {
	u := w.get("users", k.str("userId"))
	if format < full || u == nil {
		return
	}
	out["loginEmail"] = u.str("loginEmail")
	out["createdBy"] = map[string]any{"userId": u.id, "loginEmail": u.str("loginEmail"), "appId": k.str("appId"), "appName": w.app.Name}
}

// createKey shows the key, in the field apiKey (Node SDK).
func (c *call) createKey() *apiError {
	values, e := c.decode("apiKeys", nil)
	if e != nil {
		return e
	}
	values["userId"], values["appId"] = c.who.user.id, c.app.ID
	values["key"], values["creationDate"] = c.mintKey(), c.now()
	k := c.add("apiKeys", values)
	out := c.view(k, full)
	out["apiKey"] = k.str("key")
	return c.data(or(c.quirks.CreateStatus, http.StatusCreated), out)
}

func (c *call) currentKey() *apiError {
	k := c.keys["\x00"+c.r.Header.Get("x-rainbow-api-key")]
	if k == nil {
		return refuse(notFound, "the request has no API key")
	}
	return c.one(k)
}

// ownKey finds a key of the caller.
func (c *call) ownKey() (*object, *apiError) {
	k := c.get("apiKeys", c.args["key"])
	if k == nil {
		return nil, refuse(notFound, "there is no API key %s", c.args["key"])
	}
	if k.str("userId") != c.who.user.id {
		return nil, refuse(notOwner, "API key %s is another user's", k.id)
	}
	return k, nil
}

func (c *call) readKey() *apiError {
	k, e := c.ownKey()
	if e != nil {
		return e
	}
	return c.one(k)
}

func (c *call) updateKey() *apiError {
	k, e := c.ownKey()
	if e != nil {
		return e
	}
	values, e := c.decode("apiKeys", k)
	if e != nil {
		return e
	}
	values["lastUpdateDate"] = c.now()
	c.set(k, values)
	return c.one(k)
}

func (c *call) deleteKey() *apiError {
	k, e := c.ownKey()
	if e != nil {
		return e
	}
	c.drop(k)
	return c.deleted("Api key", k.id)
}
