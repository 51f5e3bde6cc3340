package sim

import "strings"

// need is a parameter that must be there, one of several, and what is said without.
type need struct {
	names   []string
	without string
}

// lacking checks needs in their order; a message that has all is refused with the
// last word: there are no calls here.
func lacking(last string, needs ...need) func(*World, message) answer {
	return func(_ *World, m message) answer {
		for _, n := range needs {
			found := false
			for _, name := range n.names {
				found = found || m[name] != ""
			}
			if !found {
				return failed(n.without)
			}
		}
		return failed(strings.NewReplacer("{channel}", m["channel"], "{channel1}", m["channel1"], "{provider}", m["provider"]).Replace(last))
	}
}

// channelActions are those on calls, of which there are none.
func channelActions() []action {
	channel := need{[]string{"channel"}, "No channel specified"}
	extension := need{[]string{"exten"}, "No extension specified"}
	unspecified := need{[]string{"channel"}, "Channel not specified"}
	call, systemCall := []string{"call"}, []string{"system", "call"}
	bridge := need{[]string{"bridgeuniqueid"}, "BridgeUniqueid must be provided"}
	return []action{
		{name: "AbsoluteTimeout", about: "Set absolute timeout.", needs: systemCall, do: lacking("No such channel", channel, need{[]string{"timeout"}, "No timeout specified"}), reads: true},
		{name: "AOCMessage", about: "Generate an Advice of Charge message on a channel.", needs: []string{"aoc"}, do: lacking("No such channel", need{[]string{"channel", "channelprefix"}, "Channel and PartialChannel are not specified. Specify at least one of these."}), reads: true},
		{name: "Atxfer", about: "Attended transfer.", needs: call, do: lacking("Channel specified does not exist", channel, extension), reads: true},
		{name: "BlindTransfer", about: "Blind transfer channel(s) to the given destination", needs: call, do: lacking("Channel specified does not exist", channel, extension), reads: true},
		{name: "Bridge", about: "Bridge two channels already in the PBX.", needs: call, do: lacking("Channel1 does not exist: {channel1}", need{[]string{"channel1"}, "Missing channel parameter in request"}, need{[]string{"channel2"}, "Missing channel parameter in request"}), reads: true},
		{name: "BridgeDestroy", about: "Destroy a bridge.", do: lacking("Specified BridgeUniqueid not found", bridge), reads: true},
		{name: "BridgeInfo", about: "Get information about a bridge.", do: lacking("Specified BridgeUniqueid not found", bridge), reads: true},
		{name: "BridgeKick", about: "Kick a channel from a bridge.", do: lacking("Channel does not exist", need{[]string{"channel"}, "Channel must be provided"}), reads: true},
		{name: "BridgeList", about: "Get a list of bridges in the system.", do: empty("Bridge listing will follow", "BridgeListComplete"), reads: true},
		{name: "BridgeTechnologyList", about: "List available bridging technologies and their statuses.", do: bridgeTechnologies, reads: true},
		{name: "BridgeTechnologySuspend", about: "Suspend a bridging technology.", do: technologyNamed("Suspended bridge technology"), reads: true},
		{name: "BridgeTechnologyUnsuspend", about: "Unsuspend a bridging technology.", do: technologyNamed("Unsuspended bridge technology"), reads: true},
		{name: "CancelAtxfer", about: "Cancel an attended transfer.", needs: call, do: lacking("Channel specified does not exist", channel), reads: true},
		{name: "CoreShowChannelMap", about: "List all channels connected to the specified channel.", needs: reporting, do: lacking("Could not get channel snapshot", need{[]string{"channel"}, "CoreShowChannelMap requires a channel."}), reads: true, since: modern},
		{name: "CoreShowChannels", about: "List currently active channels.", needs: reporting, do: empty("Channels will follow", "CoreShowChannelsComplete"), reads: true},
		{name: "Hangup", about: "Hangup channel.", needs: systemCall, do: hangup, reads: true},
		{name: "LocalOptimizeAway", about: "Optimize away a local channel when possible.", needs: systemCall, do: lacking("Channel does not exist.", need{[]string{"channel"}, "'Channel' not specified."}), reads: true},
		{name: "MessageSend", about: "Send an out of call message to an endpoint.", needs: []string{"message"}, do: lacking("Message technology not found.", need{[]string{"to", "destination"}, "No 'To' address specified."}), reads: true},
		{name: "Originate", about: "Originate a call.", needs: []string{"originate"}, do: originate, reads: true},
		{name: "PJSIPHangup", about: "Hangup an incoming PJSIP channel with a SIP response code", needs: systemCall, do: lacking("No such channel", channel), reads: true, since: modern},
		{name: "PresenceState", about: "Check Presence State", needs: callReports, do: lacking("Invalid provider {provider} or provider in invalid state", need{[]string{"provider"}, "No provider specified"}), reads: true},
		{name: "Redirect", about: "Redirect (transfer) a call.", needs: call, do: lacking("Channel does not exist: {channel}", unspecified, need{[]string{"context"}, "Context not specified"}, need{[]string{"exten"}, "Exten not specified"}, need{[]string{"priority"}, "Priority not specified"}), reads: true},
		{name: "SendText", about: "Sends a text message to channel. A content type\tcan be optionally specified. If not set it is set to an empty string allowing a custom handler to default it as it sees fit.", needs: call, do: lacking("No such channel", channel, need{[]string{"message"}, "No Message specified"}), reads: true},
		{name: "Status", about: "List channel status.", needs: []string{"system", "call", "reporting"}, do: status, reads: true},
	}
}

// technologyNamed says that something was done to a way of bridging, which makes no
// difference here.
func technologyNamed(text string) func(*World, message) answer {
	return func(w *World, m message) answer {
		for _, e := range bridgeTechnologies(w, m).events {
			if e[1][1] == m["bridgetechnology"] {
				return succeeded(text)
			}
		}
		return lacking("BridgeTechnology not found", need{[]string{"bridgetechnology"}, "BridgeTechnology must be provided"})(w, m)
	}
}

// hangup finds no call of a name, nor any of a pattern.
func hangup(w *World, m message) answer {
	if strings.HasPrefix(m["channel"], "/") {
		return list("Channels hung up will follow", "ChannelsHungupListComplete")
	}
	return lacking("No such channel", need{[]string{"channel"}, "No channel specified"})(w, m)
}

func status(_ *World, m message) answer {
	if m["channel"] != "" {
		return failed("No such channel")
	}
	return empty("Channel status will follow", "StatusComplete", "Items")(nil, m)
}

func bridgeTechnologies(*World, message) answer {
	var found []event
	for _, t := range [][3]string{{"holding_bridge", "Holding", "50"}, {"simple_bridge", "1to1Mix", "50"}, {"softmix", "MultiMix", "10"}} {
		found = append(found, event{{"Event", "BridgeTechnologyListItem"}, {"BridgeTechnology", t[0]}, {"BridgeType", t[1]}, {"BridgePriority", t[2]}, {"BridgeSuspended", "No"}})
	}
	return list("Bridge technology listing will follow", "BridgeTechnologyListComplete", found...)
}

// originate takes an order as the vendor does, and finds nobody at home.
func originate(_ *World, m message) answer {
	tech, resource, _ := strings.Cut(m["channel"], "/")
	switch {
	case tech == "":
		return failed("Channel not specified")
	case resource == "":
		return failed("Invalid channel")
	case m["priority"] != "" && strings.Trim(m["priority"], "0123456789") != "":
		return failed("Invalid priority")
	case m["application"] == "" && (m["exten"] == "" || m["context"] == "" || m["priority"] == ""):
		return failed("Originate with 'Exten' requires 'Context' and 'Priority'")
	case isTrue(m["async"]):
		return succeeded("Originate successfully queued")
	}
	return failed("Originate failed")
}
