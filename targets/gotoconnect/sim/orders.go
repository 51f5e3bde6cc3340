package sim

import (
	"fmt"
	"net/http"
	"regexp"
)

func orderRoutes() []endpoint {
	return []endpoint{
		{method: "POST", path: "phone-number-orders", do: (*call).orderNumber, scope: writeScope, guard: supers},
		{method: "GET", path: "phone-number-orders/{id}", do: (*call).readOrder, scope: writeScope},
	}
}

var areaForm = regexp.MustCompile(`^[2-9][0-9]{2}$`)

// orderNumber buys a number of the United States or Canada. Only super admins
// order numbers.
func (c *call) orderNumber() *fail {
	in := c.fields()
	in.mandatory("accountKey", "areaCode")
	account := c.own(in)
	var area string
	in.required("areaCode", "INVALID_AREA_CODE", &area, areaForm.MatchString)
	if in.fail != nil {
		return in.fail
	}
	n := &phoneNumber{ID: c.mint("phoneNumber", c.numbers.Has), Account: account, SMSEnabled: true, Permissions: []permission{}}
	n.Number = c.freeNumber(area)
	n.Name = n.Number
	c.numbers.Put(n)
	o := &order{ID: c.mint("order", c.orders.Has), Account: account, AreaCode: area, Status: "COMPLETED", PhoneNumberID: n.ID}
	c.orders.Put(o)
	return c.answer(http.StatusCreated, map[string]any{"id": o.ID})
}

// freeNumber is a number of an area that nobody in this world has.
func (w *World) freeNumber(area string) string {
	for i := len(w.orders.List); ; i++ {
		number := fmt.Sprintf("+1%s555%04d", area, i%10000)
		if i >= len(w.orders.List)+10000 {
			number = fmt.Sprintf("+1%s%07d", area, i)
		}
		if w.numbers.First(func(n *phoneNumber) bool { return n.Number == number }) == nil {
			return number
		}
	}
}

func (c *call) readOrder() *fail {
	o := c.orders.Get(c.args["id"])
	if o == nil || !c.sees(o.Account) {
		return notFound()
	}
	return c.one(map[string]any{"id": o.ID, "accountKey": o.Account, "areaCode": o.AreaCode, "status": o.Status, "phoneNumberId": o.PhoneNumberID})
}
