package sim

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever writes come in whatever order: no two active users and no queue have
// one extension, e-mail addresses are unique, the index finds what a scan finds,
// and a saved world answers as the one it was saved from.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := portal(t, people)
		for range rapid.IntRange(1, 25).Draw(rt, "writes") {
			id := rapid.SampledFrom([]int{7, 8, 9, 12, 13}).Draw(rt, "id")
			ext := rapid.SampledFrom([]string{"", "101", "102", "500", "0101", "5-00", "7"}).Draw(rt, "ext")
			switch rapid.IntRange(0, 6).Draw(rt, "op") {
			case 0:
				c.call("user.update", fmt.Sprintf(`{"ID":%d,"UF_PHONE_INNER":"%s"}`, id, ext))
			case 1:
				c.call("user.update", fmt.Sprintf(`{"ID":%d,"ACTIVE":"%s"}`, id, rapid.SampledFrom([]string{"Y", "N"}).Draw(rt, "active")))
			case 2:
				c.call("user.update", fmt.Sprintf(`{"ID":%d,"ACTIVE":"Y","UF_PHONE_INNER":"%s"}`, id, ext))
			case 3:
				c.call("user.add", fmt.Sprintf(`{"EMAIL":"n%d@acme.example","UF_DEPARTMENT":[5],"UF_PHONE_INNER":"%s"}`, rapid.IntRange(1, 3).Draw(rt, "mail"), ext))
			case 4:
				c.call("user.update", fmt.Sprintf(`{"ID":%d,"UF_DEPARTMENT":%s}`, id, rapid.SampledFrom([]string{"[1]", "[5,1]", "[]", "[5]"}).Draw(rt, "deps")))
			case 5:
				c.call("user.update", fmt.Sprintf(`{"ID":%d,"EMAIL":"n%d@acme.example"}`, id, rapid.IntRange(1, 3).Draw(rt, "mail")))
			case 6:
				c.call("department.delete", `{"ID":5}`)
			}
		}
		holders := map[string]string{"500": "the queue"}
		mails := map[string]string{}
		for _, u := range c.world.table(users).all() {
			if e := u.user.extension; u.user.active && e != "" {
				if other := holders[e]; other != "" {
					rt.Errorf("%s is the extension of %s and %s", e, other, u.key())
				}
				holders[e] = u.key()
			}
			if m := strings.ToLower(u.text("EMAIL")); m != "" {
				if mails[m] != "" {
					rt.Errorf("%s is the address of %s and %s", m, mails[m], u.key())
				}
				mails[m] = u.key()
			}
		}
		saved, err := c.world.Save()
		if err != nil {
			rt.Fatal(err)
		}
		again := portal(t, string(saved))
		for _, x := range [][2]string{{"UF_PHONE_INNER", "101"}, {"UF_PHONE_INNER", "500"}, {"UF_DEPARTMENT", "5"}, {"UF_DEPARTMENT", "1"}, {"EMAIL", "N1@acme.example"}, {"ID", "9"}} {
			indexed := c.want("user.get", fmt.Sprintf(`{"FILTER":{"%s":"%s"}}`, x[0], x[1])).text
			for what, text := range map[string]string{
				"a scan":     c.want("user.get", fmt.Sprintf(`{"FILTER":{"=%%%s":"%s"}}`, x[0], x[1])).text,
				"once saved": again.want("user.get", fmt.Sprintf(`{"FILTER":{"%s":"%s"}}`, x[0], x[1])).text,
			} {
				if before, _, _ := strings.Cut(indexed, `"time"`); !bytes.HasPrefix([]byte(text), []byte(before)) {
					rt.Errorf("%s=%s: by the index %s\n%s %s", x[0], x[1], before, what, text)
				}
			}
		}
	})
}
