package threecx

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// provisioning are 3CX's words for where a phone stands.
var provisioning = map[string]string{"local": "LocalLan", "remote": "RemoteExt", "sbc": "SBC"}

// phones lowers desk phones. A phone stands with its user and is known by its
// hardware address, twelve lower-case digits as 3CX keeps it; Name is the model.
func (l *lowering) phones() {
	for i := range l.Desired.Devices {
		if v := &l.Desired.Devices[i]; v.Kind == "deskphone" {
			l.phone(v)
		}
	}
}

func (l *lowering) phone(v *resolve.Device) {
	mac, ok := resolve.MAC(v.MAC.Or(""))
	if !ok {
		l.Unfit(v.Path, v.Pos, fmt.Sprintf("phone %s has no hardware address, and 3CX knows phones by it", v.ID), fmt.Sprintf("write %s.mac", v.Path))
		return
	}
	owner, owned := v.Owner.Get()
	number, known := l.number(owner)
	switch {
	case !owned:
		l.Unfit(v.Path, v.Pos, fmt.Sprintf("phone %s belongs to nobody, and on 3CX a phone is part of an extension", v.ID), fmt.Sprintf("write %s.owner", v.Path))
		return
	case !known:
		l.Lost(resolve.Unsupported, v.Path, "phone "+v.ID, fmt.Sprintf("its owner %s has no extension on this target", owner), v.Pos)
		return
	}
	o := l.Object(Phone, mac, v.Path)
	o.Put("MacAddress", state.OfText(mac), ".mac")
	o.Put("User", state.OfText(number), ".owner")
	draft.Put(o, "Name", v.Model, ".model", state.OfText)
	draft.Put(o, "TemplateName", v.Template, ".template", state.OfText)
	draft.Put(o, "SbcName", v.SBC, ".sbc", state.OfText)
	draft.Put(o, "ProvisionType", v.Network, ".network", func(s string) state.Value { return state.OfText(provisioning[s]) })
	l.Native(o, &v.Object, v.Path)
}
