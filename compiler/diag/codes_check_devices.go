package diag

// What can be wrong with devices.
const (
	DeviceNeeds      Code = "PB2085"
	DeviceField      Code = "PB2086"
	BadMAC           Code = "PB2087"
	DuplicateLine    Code = "PB2088"
	CRMWithoutWebRTC Code = "PB2089"
)

var checkDevices = []Info{
	{
		Code: DeviceNeeds, Title: "a device lacks what its kind needs",
		Explain: "A desk phone is found by its MAC address, a remote extension by its number, an analogue phone by adapter and line; a phone behind a session border controller names it.",
		Bad:     "devices: a: kind: \"deskphone\"\n",
		Good:    "devices: a: {kind: \"deskphone\", mac: \"00:15:65:12:34:56\"}\n",
	},
	{
		Code: DeviceField, Title: "a device has a field that its kind does not know",
		Explain: "mac, network and sbc belong to desk phones, clients to softphones, number to remote extensions and mobiles, gateway and line to analogue phones.",
		Bad:     "devices: a: {kind: \"softphone\", mac: \"00:15:65:12:34:56\"}\n",
		Good:    "devices: a: {kind: \"softphone\", clients: desktop: true}\n",
	},
	{
		Code: BadMAC, Title: "no MAC address",
		Explain: "A MAC address has twelve hexadecimal digits, with or without separators.",
		Bad:     "devices: a: {kind: \"deskphone\", mac: \"00:15:65:12:34\"}\n",
		Good:    "devices: a: {kind: \"deskphone\", mac: \"00:15:65:12:34:56\"}\n",
	},
	{
		Code: DuplicateLine, Title: "two devices on one line of an adapter",
		Explain: "Each line of an adapter carries one analogue phone.",
		Bad:     "devices: {a: {kind: \"analogue\", gateway: \"001565123456\", line: 1}, b: {kind: \"analogue\", gateway: \"00:15:65:12:34:56\", line: 1}}\n",
		Good:    "devices: {a: {kind: \"analogue\", gateway: \"001565123456\", line: 1}, b: {kind: \"analogue\", gateway: \"00:15:65:12:34:56\", line: 2}}\n",
	},
	{
		Code: CRMWithoutWebRTC, Title: "the CRM client on a device without WebRTC",
		Explain: "On Dimensions the CRM client registers as a WebRTC device of the platform.",
		Bad:     "devices: a: {kind: \"softphone\", clients: crm: true}\ntargets: stats: {type: \"dimensions\", url: \"sim:\"}\n",
		Good:    "devices: a: {kind: \"webrtc\", clients: crm: true}\ntargets: stats: {type: \"dimensions\", url: \"sim:\"}\n",
	},
}
