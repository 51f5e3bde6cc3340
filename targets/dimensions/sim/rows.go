package sim

import "time"

// enterprise is what resellers belong to.
type enterprise struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// about is what is said of an account and of a customer alike.
type about struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Reference   string `json:"reference,omitempty"`
	Enabled     *bool  `json:"enabled"` // absent in a seed: yes; in a create: no
	Timezone    string `json:"timezone,omitempty"`
	CountryCode string `json:"countryCode,omitempty"`
}

// account is a reseller.
type account struct {
	ID         string `json:"id"`
	Enterprise string `json:"enterprise"`
	about
	Made time.Time `json:"dateCreated,omitzero"`
}

// customer is an organization: what a site calls the tenant.
type customer struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	about
	PBX         pbxLink   `json:"pbxConnectionProfile"`
	NewUserMail *bool     `json:"sendNewUserEmail,omitempty"`        // absent: yes
	ConnectMail *bool     `json:"sendConnectWelcomeEmail,omitempty"` // absent: yes
	AgentSync   bool      `json:"syncAcdAgentWithPbx"`               // the provider's switch: agents of the PBX have the add-on
	Trial       int       `json:"trialDuration,omitempty"`           // days
	Made        time.Time `json:"dateCreated,omitzero"`
	Synced      time.Time `json:"synced,omitzero"` // when users were last imported
}

// pbxLink is how a customer's PBX is reached.
type pbxLink struct {
	Type        string `json:"_type"`
	Rest        string `json:"hostRest,omitempty"`
	Websocket   string `json:"hostWebsocket,omitempty"`
	AccountID   string `json:"accountId"`
	APIKey      string `json:"apiKey,omitempty"`
	SubAccounts bool   `json:"monitorSubAccounts,omitempty"`
}

// pbxUser is a person on the PBX, which Dimensions imports and never changes.
type pbxUser struct {
	ID          string   `json:"id"`
	PBX         string   `json:"pbx"` // accountId of the PBX
	DisplayName string   `json:"displayName"`
	Email       string   `json:"email,omitempty"`
	Extension   string   `json:"extension,omitempty"`
	Agent       bool     `json:"agent,omitempty"` // in a call centre of the PBX
	Devices     []device `json:"devices,omitempty"`
}

// device is one of a PBX user's.
type device struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Type string `json:"type"` // webrtc, softphone, deskphone, mobile
}

// user is a login, with what it may do in each tenant.
type user struct {
	ID          string   `json:"id"`
	DisplayName string   `json:"displayName"`
	Email       string   `json:"email,omitempty"`
	Primary     string   `json:"primaryTenant"`
	Password    string   `json:"password,omitempty"` // of the login page
	Access      []access `json:"access"`
}

// access is a user in one tenant. What follows the roles is of customers only.
type access struct {
	Tenant       string            `json:"tenant"`
	Roles        []string          `json:"roles"`
	PBXUser      string            `json:"pbxUser,omitempty"`      // who it is on the PBX; nobody: made by hand
	Clients      map[string]string `json:"clients,omitempty"`      // client type → device that registers there
	PrimaryGroup string            `json:"primaryGroup,omitempty"` // shown by no API
	Workspaces   map[string]string `json:"workspaces,omitempty"`   // workspace → role there; shown by no API
}

// group is a user group, which only the web pages show.
type group struct {
	ID       string   `json:"id"`
	Customer string   `json:"customer"`
	Name     string   `json:"name"`
	Members  []string `json:"members"`
}

// workspace is one of a customer's, which only the web pages show.
type workspace struct {
	ID       string `json:"id"`
	Customer string `json:"customer"`
	Name     string `json:"name"`
}

// letter is an e-mail that the service sent.
type letter struct {
	ID     string    `json:"id"`
	Tenant string    `json:"tenant"`
	To     string    `json:"to"`
	Kind   string    `json:"kind"` // activation, welcome
	Sent   time.Time `json:"sent,omitzero"`
}

// oauthClient is a program that a reseller lets in.
type oauthClient struct {
	ID           string   `json:"id"`
	Secret       string   `json:"secret"`
	RedirectURIs []string `json:"redirectUris"`
}

// grant is a refresh token: what outlives a restart.
type grant struct {
	Token  string    `json:"token"`
	Client string    `json:"client"`
	User   string    `json:"user"`
	Scopes []string  `json:"scopes"`
	Issued time.Time `json:"issued,omitzero"` // or last used
}

func (e *enterprise) RowKey() string  { return e.ID }
func (a *account) RowKey() string     { return a.ID }
func (c *customer) RowKey() string    { return c.ID }
func (p *pbxUser) RowKey() string     { return p.ID }
func (u *user) RowKey() string        { return u.ID }
func (g *group) RowKey() string       { return g.ID }
func (w *workspace) RowKey() string   { return w.ID }
func (l *letter) RowKey() string      { return l.ID }
func (c *oauthClient) RowKey() string { return c.ID }
func (g *grant) RowKey() string       { return g.Token }

// in is what a user may do in a tenant, or nil.
func (u *user) in(tenant string) *access {
	for i := range u.Access {
		if u.Access[i].Tenant == tenant {
			return &u.Access[i]
		}
	}
	return nil
}

func (a *access) has(role string) bool { return a != nil && contains(a.Roles, role) }

// portal says whether the user can log in anywhere, which is what wants an e-mail
// address of its own.
func (u *user) portal() bool {
	for i := range u.Access {
		if u.Access[i].has(websiteAccess) || u.Access[i].has(resellerAccess) {
			return true
		}
	}
	return false
}

// with is a copy of a user whose access to a tenant is another.
func (u *user) with(a access) *user {
	next := *u
	next.Access = append([]access(nil), u.Access...)
	for i := range next.Access {
		if next.Access[i].Tenant == a.Tenant {
			next.Access[i] = a
			return &next
		}
	}
	next.Access = append(next.Access, a)
	return &next
}

// without is a copy of a user that has no access to a tenant.
func (u *user) without(tenant string) *user {
	next := *u
	next.Access = []access{}
	for _, a := range u.Access {
		if a.Tenant != tenant {
			next.Access = append(next.Access, a)
		}
	}
	return &next
}
