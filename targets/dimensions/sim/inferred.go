package sim

// Inference is something that no source of the vendor shows.
type Inference struct {
	// Name says which it is; a route is switched off by it, see withoutInferred.
	Name string
	// What is done here.
	What string
	// Why says from what it was concluded, or that nothing is known.
	Why string
	// Route is set for a route, or a use of one, that can be taken away.
	Route bool
	// Option is the one that does it otherwise; empty when there is none.
	Option string
}

// Inferred are the behaviours that are inferred: first the routes that can be taken
// away.
var Inferred = []Inference{
	{Name: "account-list", Route: true, What: "GET accounts shows an enterprise's resellers, in pages as customers", Why: "the vendor's pages list customers so"},
	{Name: "account-get", Route: true, What: "GET accounts/{account} shows one reseller", Why: "a create's Location names it"},
	{Name: "customer-get", Route: true, What: "GET customers/{customer} shows one customer with the fields of the schema", Why: "a create's Location names it"},
	{Name: "customer-patch", Route: true, What: "PATCH customers/{customer} takes a JSON Patch", Why: "updating customers is a feature of the API, and users and resellers are patched so"},
}
