package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

const (
	decimals = "0123456789"
	mixed    = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	lower    = "abcdefghijklmnopqrstuvwxyz0123456789"
)

// mint makes a credential. It looks random, and is the same for the same world
// and the same history.
func (d *data) mint(label string, length int, alphabet string) string {
	d.minted++
	out := make([]byte, 0, length)
	for block := 0; len(out) < length; block++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d", label, d.minted, block))
		for i := 0; i+2 <= len(sum) && len(out) < length; i += 2 {
			out = append(out, alphabet[int(binary.BigEndian.Uint16(sum[i:]))%len(alphabet)])
		}
	}
	return string(out)
}

// mint gives a new object a credential, unless it brings its own.
func (d *draft) mint(field string, length int, alphabet string) {
	if _, given := d.props[field]; d.creating() && !given {
		d.props[field] = d.w.mint(d.string("Number")+"."+field, length, alphabet)
	}
}
