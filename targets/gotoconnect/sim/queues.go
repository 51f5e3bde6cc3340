package sim

import "slices"

func queueRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "call-queues", do: (*call).listQueues, scope: readScope},
		{method: "GET", path: "call-queues/{id}/users", do: (*call).listQueueUsers, scope: readScope},
	}
}

// listQueues shows what can be seen of queues; nothing of them can be written.
func (c *call) listQueues() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	return page(c, c.extensions, func(e *extension) bool { return c.sees(account) && e.Account == account && e.Type == callQueue },
		func(e *extension) map[string]any {
			return map[string]any{"id": e.ID, "accountKey": e.Account, "name": e.Name, "extensionNumber": e.Number, "type": "BASIC"}
		}, account)
}

// subList checks accountKey where lists inside an object want it.
func (c *call) subList(owner string) *fail {
	if !c.quirks.subListAccount {
		return nil
	}
	account, f := c.account()
	if f == nil && account != owner {
		f = notFound()
	}
	return f
}

// listQueueUsers shows agents, or as one client says those who are logged in,
// which need not be agents of the queue.
func (c *call) listQueueUsers() *fail {
	e, f := c.extension()
	if f != nil {
		return f
	}
	if e.Type != callQueue {
		return notFound()
	}
	if f := c.subList(e.Account); f != nil {
		return f
	}
	q := e.queue()
	shown := q.Agents
	if c.quirks.queueUsers == "loggedIn" {
		shown = q.LoggedIn
	}
	return page(c, c.users, func(u *user) bool { return slices.Contains(shown, u.Key) },
		func(u *user) map[string]any {
			return map[string]any{"userKey": u.Key, "firstName": u.FirstName, "lastName": u.LastName}
		}, e.ID)
}

// queue is the queue of an extension; one that nobody described is empty.
func (e *extension) queue() queue {
	if e.Queue == nil {
		return queue{}
	}
	return *e.Queue
}

// withoutAgent is a queue's extension without one of its people, and whether that
// is a change.
func (e *extension) withoutAgent(key string) (*extension, bool) {
	if e.Queue == nil {
		return e, false
	}
	next, q := *e, *e.Queue
	next.Queue = &q
	q.Agents, q.Supervisors, q.LoggedIn = without(q.Agents, key), without(q.Supervisors, key), without(q.LoggedIn, key)
	return &next, len(q.Agents) != len(e.Queue.Agents) || len(q.Supervisors) != len(e.Queue.Supervisors) || len(q.LoggedIn) != len(e.Queue.LoggedIn)
}
