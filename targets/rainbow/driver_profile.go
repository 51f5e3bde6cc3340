package rainbow

import (
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The products, as a site writes them in options.product and profile.edition.
const (
	ProductPBX = "pbx"
	ProductHub = "hub"
)

// has reports whether a company of this profile may have a product. Where nobody
// says which it is, both are assumed.
func has(p state.Profile, product string) bool { return p.Edition == "" || p.Edition == product }

// productOf is the product that a target's site asks for.
func productOf(d *resolve.Desired) string {
	if p, ok := d.Target.Options["product"].(string); ok && p != "" {
		return p
	}
	if d.Profile.Edition == ProductHub {
		return ProductHub
	}
	return ProductPBX
}

// invites is the fact that creating a user sends an invitation (options.invite).
const invites = "invite"
