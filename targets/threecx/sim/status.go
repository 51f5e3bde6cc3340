package sim

import (
	"encoding/json"
	"net/http"
	"time"
)

// health is what SystemHealthStatus reports: nothing is ever wrong here.
func (w *World) health() row {
	return row{"Id": int64(0), "Firewall": true, "Phones": true, "Trunks": true, "CustomTemplatesCount": int64(0), "UnsupportedFirmwaresCount": int64(0)}
}

// database is what SystemDatabaseInformation reports: nobody has called or chatted.
func (w *World) database() row {
	return row{"Id": int64(0), "CallsUsedSpace": int64(0), "ChatsUsedSpace": int64(0), "ChatFilesCount": int64(0), "EventLogUsedSpace": int64(0)}
}

// systemExtensions are the numbers of the PBX's own services, which are always
// registered. (Which types of number count is inferred: those that nobody registers
// a device for.)
func (c *call) systemExtensions() []record {
	var out []record
	for _, p := range c.peers() {
		peer, _ := p.(row)
		switch peer["Type"] {
		case "Queue", "RingGroup", "IVR", "Fax", "Conference", "SpecialMenu", "Parking", "RoutePoint":
			out = append(out, row{"Number": peer["Number"], "Name": peer["Name"], "Type": peer["Type"], "IsRegistered": true})
		}
	}
	return out
}

// What a machine on which nothing happens uses, in bytes.
const (
	diskSpace, freeDisk     = int64(40 << 30), int64(20 << 30)
	memory, freeMemory      = int64(4 << 30), int64(2 << 30)
	serviceMemory           = int64(64 << 20)
	millisecondsOfTelemetry = int64(60_000) // between two samples
)

// telemetry is the last sample of the machine. The product keeps a row of them;
// how many is not published, and nothing changes here from one to the next.
func (c *call) telemetry() []record {
	return []record{row{
		"Time": c.now(), "TickCount": millisecondsOfTelemetry, "CpuUsage": 1.0, "TotalDiskSpace": diskSpace, "FreeDiskSpace": freeDisk,
		"TotalPhysicalMemory": memory, "FreePhysicalMemory": freeMemory, "TotalVirtualMemory": memory, "FreeVirtualMemory": freeMemory,
	}}
}

// services is the last sample of each of the product's services.
func (c *call) services() []record {
	var out []record
	for _, s := range c.w.schema.enums["PhoneSystemService"].values {
		out = append(out, row{"Time": c.now(), "Service": s, "ProcessCount": int64(1), "ThreadCount": int64(8), "HandleCount": int64(64), "PrivateMemory": serviceMemory})
	}
	return out
}

// networks is the last sample of the one interface.
func (c *call) networks() []record {
	return []record{row{"Time": c.now(), "Id": "eth0", "KbpsReceived": 0.0, "KbpsSent": 0.0}}
}

func (c *call) now() string { return c.w.clock.Time().UTC().Format(time.RFC3339) }

// rowsOf answers with what a function computes.
func rowsOf(of string, rows func(*call) []record) func(*call, map[string]any) *apiError {
	return func(c *call, _ map[string]any) *apiError {
		return c.list(rows(c), c.w.schema.types[of], "#Collection(Pbx."+of+")", false)
	}
}

// rowOf answers with one record that a function computes.
func rowOf(of string, row func(*World) row) func(*call, map[string]any) *apiError {
	return func(c *call, _ map[string]any) *apiError {
		return c.record(row(c.w), c.w.schema.types[of], "#Pbx."+of, http.StatusOK)
	}
}

// ticket says that the licence has no support tickets, as licences do that were
// not bought with them.
func (w *World) ticket() row {
	return row{"CanCreateTicket": false, "CreateTicketStatus": "KeyHasNoSupportTickets", "FixUrl": nil}
}

// remoteAccess answers with the bare word, as the published description has it;
// other functions wrap what is no entity in a value.
func remoteAccess(c *call, _ map[string]any) *apiError {
	access := c.w.system.RemoteAccess
	if access == "" {
		access = "None"
	}
	text, _ := json.Marshal(access)
	c.send(http.StatusOK, text)
	return nil
}

// helpLink is where the vendor's support would get in.
func helpLink(c *call, in map[string]any) *apiError {
	days, _ := in["grantPeriodDays"].(int64)
	if days < 1 {
		return refused("grantPeriodDays", outOfRange)
	}
	return c.value("Edm.String", quote("https://"+c.w.system.FQDN+"/support/"+c.w.shown("support")))
}

// apiToken answers with a token for the vendor's own services, which nothing here takes.
func apiToken(c *call, _ map[string]any) *apiError {
	return c.value("Edm.String", quote(c.w.shown("api token")))
}

// shown is a secret that is the same each time it is asked for.
func (w *World) shown(label string) string {
	minted := w.minted
	defer func() { w.minted = minted }()
	w.minted = 0
	return w.mint(label+w.system.ProvisioningKey, 32, mixed)
}

// change alters what the PBX as a whole is set to.
func (w *World) change(alter func(*System)) {
	alter(&w.system)
	w.altered = true
	w.generation++
}

// switched is an action that turns something of the PBX on or off.
func switched(set func(*System, bool)) func(*call, map[string]any) *apiError {
	return func(c *call, in map[string]any) *apiError {
		on, _ := in["enable"].(bool)
		c.w.change(func(s *System) { set(s, on) })
		return done(c, nil)
	}
}

// supportAccess is an action that lets the vendor's support in, or out.
func supportAccess(word string) func(*call, map[string]any) *apiError {
	return func(c *call, _ map[string]any) *apiError {
		c.w.change(func(s *System) { s.RemoteAccess = word })
		return done(c, nil)
	}
}
