package sim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const cloudPath = "rvcpprovisioning/v1.0/cloudpbxs"

func cloudRoutes() []route {
	const p = cloudPath
	return []route{
		{method: "GET", path: p, do: (*call).listCloud},
		{method: "POST", path: p, do: (*call).createCloud},
		{method: "GET", path: p + "/{cloud}", do: (*call).readCloud},
		{method: "PUT", path: p + "/{cloud}", do: (*call).updateCloud},
		{method: "DELETE", path: p + "/{cloud}", do: (*call).deleteCloud},
		{method: "GET", path: p + "/{cloud}/languages", do: (*call).cloudLanguages},
		{method: "GET", path: p + "/{cloud}/barring-options", do: (*call).barringOptions},
		{method: "GET", path: p + "/{cloud}/emergency-numbers", do: (*call).emergencyNumbers},
		{method: "GET", path: p + "/{cloud}/cli-options", do: (*call).cliOptions},
		{method: "PUT", path: p + "/{cloud}/cli-options", do: (*call).setCLIOptions},
		{method: "GET", path: "rvcpprovisioning/v1.0/external-trunks", do: (*call).listTrunks},
		{method: "GET", path: "rvcpprovisioning/v1.0/external-trunks/{trunk}", do: (*call).readTrunk},
	}
}

func (c *call) listCloud() *apiError {
	company, bp := c.param("companyId"), c.param("bpId")
	return c.list(c.tables["cloudPbxs"].list, "companyId", func(p *object) bool {
		return c.sees(c.who, p) && (company == "" || p.str("companyId") == company) && (bp == "" || p.str("bpId") == bp)
	})
}

// createCloud makes the Cloud PBX of a company: there is one, or none.
func (c *call) createCloud() *apiError {
	values, e := c.decode("cloudPbxs", nil)
	if e != nil {
		return e
	}
	company := values["companyId"].(string)
	if !c.covers(c.who, company) {
		return refuse(notThisFirm, "company %s is not in your charge", company)
	}
	if c.cloudOf(company) != nil {
		return refuse(409556, "company %s already has a Cloud PBX", company)
	}
	if d, _ := values["numberingDigits"].(int64); d < 2 || d > 8 {
		return invalid([]detail{{"numberingDigits", "must be 2 to 8", d}})
	}
	if trunk, given := values["externalTrunkId"].(string); given && c.get("externalTrunks", trunk) == nil {
		return refuse(notFound, "there is no external trunk %s", trunk)
	}
	if values["name"] == nil {
		values["name"] = "cloud_pbx_" + c.get("companies", company).str("name")
	}
	values["creationDate"] = c.now()
	return c.created(c.add("cloudPbxs", values))
}

// cloudOf is the Cloud PBX of a company, or nil.
func (w *World) cloudOf(company string) *object {
	for _, p := range w.of("cloudPbxs", company) {
		if p.str("companyId") == company {
			return p
		}
	}
	return nil
}

func (c *call) cloud() (*object, *apiError) { return c.find("cloudPbxs", "cloud") }

func (c *call) readCloud() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	return c.one(p)
}

func (c *call) updateCloud() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	values, e := c.decode("cloudPbxs", p)
	if e != nil {
		return e
	}
	for _, name := range []string{"numberingPrefix", "numberingDigits"} {
		if v, given := values[name]; given && v != p.props[name] && len(c.links["phoneNumbers/"+p.id])+len(c.links["groups/"+p.id]) > 0 {
			return refuse(403721, "the numbering plan cannot be changed while numbers are used")
		}
	}
	c.set(p, values)
	return c.one(p)
}

func (c *call) deleteCloud() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	switch {
	case len(c.links["groups/"+p.id]) > 0:
		return refuse(403694, "the Cloud PBX still has groups")
	case len(c.links["phoneNumbers/"+p.id]) > 0:
		return refuse(403725, "the Cloud PBX still has used extensions")
	case len(c.links["devices/"+p.id]) > 0:
		return refuse(403728, "the Cloud PBX still has devices")
	}
	c.drop(p)
	return c.deleted("CloudPBX", p.id)
}

// planned says why a number is outside a Cloud PBX's numbering plan; prefix 8
// and 4 digits is 8000 to 8999.
func planned(p *object, short string) *apiError {
	prefix, digits := strconv.FormatInt(p.int("numberingPrefix"), 10), int(p.int("numberingDigits"))
	if _, err := strconv.ParseUint(short, 10, 32); err == nil && len(short) == digits && strings.HasPrefix(short, prefix) {
		return nil
	}
	return invalid([]detail{{"shortNumber", fmt.Sprintf("outside the numbering plan: %d digits that begin with %s", digits, prefix), short}})
}

// freeShort says why a number of a Cloud PBX cannot be given away. That
// subscribers and groups share one plan is inferred.
func (w *World) freeShort(p *object, short string) *apiError {
	key := p.id + "\x00" + short
	if w.numbers[key] != nil || w.shorts[key] != nil {
		return refuse(409552, "internalNumber %s is already used", short)
	}
	return nil
}

func (c *call) cloudLanguages() *apiError {
	return c.fixed([]any{"de", "en", "es", "fr", "it", "nl", "pt"})
}

func (c *call) barringOptions() *apiError {
	return c.fixed([]any{map[string]any{"name": "internationalCalls"}, map[string]any{"name": "mobileCalls"}, map[string]any{"name": "premiumNumbers"}})
}

func (c *call) emergencyNumbers() *apiError {
	return c.fixed([]any{map[string]any{"number": "112", "country": "FRA"}})
}

// fixed answers what is the same for every Cloud PBX.
func (c *call) fixed(v []any) *apiError {
	if _, e := c.cloud(); e != nil {
		return e
	}
	return c.data(http.StatusOK, v)
}

func (c *call) cliOptions() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	if o, ok := p.props["cliOptions"]; ok {
		return c.data(http.StatusOK, o)
	}
	return c.data(http.StatusOK, map[string]any{"policy": "installation_ddi_number"})
}

func (c *call) setCLIOptions() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	if policy := raw["policy"]; policy != "installation_ddi_number" && policy != "user_ddi_number" {
		return invalid([]detail{{"policy", "must be one of installation_ddi_number, user_ddi_number", policy}})
	}
	c.set(p, map[string]any{"cliOptions": map[string]any{"policy": raw["policy"]}})
	return c.cliOptions()
}

func (c *call) listTrunks() *apiError {
	return c.list(c.tables["externalTrunks"].list, "name", func(t *object) bool {
		for _, name := range []string{"rvcpInstanceId", "status", "trunkType"} {
			if v := c.param(name); v != "" && t.str(name) != v {
				return false
			}
		}
		return true
	})
}

func (c *call) readTrunk() *apiError {
	t := c.get("externalTrunks", c.args["trunk"])
	if t == nil {
		return refuse(notFound, "there is no external trunk %s", c.args["trunk"])
	}
	return c.one(t)
}
