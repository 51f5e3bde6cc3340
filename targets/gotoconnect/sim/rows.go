package sim

import "time"

// account is an organization: one PBX.
type account struct {
	Key             string   `json:"key"`
	Name            string   `json:"name"`
	OrganizationID  string   `json:"organizationId"`
	ExtensionLength int      `json:"extensionLength"` // digits of an extension's number; 0 takes any
	Domains         []string `json:"domains"`         // verified ones; SCIM wants one
}

// oauthClient is a program that people let in.
type oauthClient struct {
	ID           string   `json:"id"`
	Secret       string   `json:"secret"`
	RedirectURIs []string `json:"redirectUris"`
	Scopes       []string `json:"scopes"`
}

// grant is a refresh token: what outlives a restart.
type grant struct {
	Token  string    `json:"token"`
	Client string    `json:"client"`
	User   string    `json:"user"`
	Scopes []string  `json:"scopes"`
	Issued time.Time `json:"issued"`
}

// user is a person, with the ids that three APIs know it by.
type user struct {
	Key         string    `json:"key"`    // Admin and Voice Admin: decimal, beyond 2^63
	UserID      string    `json:"userId"` // users/v1
	ScimID      string    `json:"scimId"`
	Account     string    `json:"account"`
	Email       string    `json:"email"`
	FirstName   string    `json:"firstName"`
	LastName    string    `json:"lastName"`
	Status      string    `json:"status"` // ACTIVE, INACTIVE, INVITED
	AdminRoles  []string  `json:"adminRoles"`
	RoleSets    []string  `json:"roleSets"`
	LicenseKeys []string  `json:"licenseKeys"`
	GroupKey    string    `json:"groupKey,omitempty"`
	LocationID  string    `json:"locationId,omitempty"`
	Password    string    `json:"password,omitempty"` // of the login page
	Invited     bool      `json:"invited,omitempty"`  // an invitation was sent
	Made        time.Time `json:"made,omitzero"`

	ExternalID     string `json:"externalId,omitempty"`
	Department     string `json:"department,omitempty"`
	EmployeeNumber string `json:"employeeNumber,omitempty"`
	CostCenter     string `json:"costCenter,omitempty"`
	Division       string `json:"division,omitempty"`
}

// licence is bought by the seat; people, devices or both sit in it.
type licence struct {
	Key               string         `json:"key"`
	Account           string         `json:"account"`
	Description       string         `json:"description"`
	Type              string         `json:"type"`
	Seats             int            `json:"seats"`
	Enabled           bool           `json:"enabled"`
	Products          []string       `json:"products"`
	DevicesOnly       bool           `json:"devicesOnly"`
	DevicesAllowed    bool           `json:"devicesAllowed"`
	ExternallyManaged bool           `json:"externallyManaged"`
	Entitlements      map[string]any `json:"entitlements"`
}

// named is what has little more than a name: custom roles, groups, custom
// attributes, templates and billing groups.
type named struct {
	ID          string         `json:"id"`
	Account     string         `json:"account"`
	Name        string         `json:"name"`
	Permissions []string       `json:"permissions,omitempty"`
	Body        map[string]any `json:"body,omitempty"` // what was posted, for attributes and templates
}

// scimGroup is a group of the identity service; it is no user group.
type scimGroup struct {
	ID          string       `json:"id"`
	Account     string       `json:"account"`
	DisplayName string       `json:"displayName"`
	ExternalID  string       `json:"externalId,omitempty"`
	Members     []scimMember `json:"members"`
	Made        time.Time    `json:"made,omitzero"`
}

type scimMember struct {
	Type  string `json:"type"` // user or group
	Value string `json:"value"`
}

// extension is anything with a number.
type extension struct {
	ID                    string      `json:"id"`
	Account               string      `json:"account"`
	Number                string      `json:"number"`
	Name                  string      `json:"name"`
	Type                  string      `json:"type"`
	OmitFromDirectories   bool        `json:"omitFromDirectories"`
	OmitFromAutoAttendant bool        `json:"omitFromAutoAttendants"`
	SharedAppearance      bool        `json:"sharedAppearance"`
	Primary               string      `json:"primaryUser,omitempty"`
	Secondary             []string    `json:"secondaryUsers,omitempty"`
	Follow                follow      `json:"findMeFollowMe"`
	Voicemail             voicemail   `json:"voicemail"`
	Box                   *sharedMail `json:"sharedVoicemail,omitempty"` // of a SHARED_VOICEMAIL
	Queue                 *queue      `json:"queue,omitempty"`           // of a CALL_QUEUE
}

// follow is find-me-follow-me.
type follow struct {
	RingSteps   []ringStep   `json:"ringSteps"`
	Unavailable *destination `json:"unavailableStep"`
	Final       *finalStep   `json:"finalStep"`
}

type ringStep struct {
	PassThruCallerID bool          `json:"passThruCallerId"`
	Timeout          int           `json:"timeout"` // seconds
	Items            []destination `json:"items"`
}

// destination is an extension or a number outside, never both.
type destination struct {
	ExtensionID    string `json:"extensionId,omitempty"`
	ExternalNumber string `json:"externalNumber,omitempty"`
}

type finalStep struct {
	Action string `json:"action"`
	destination
}

// voicemail is written by clients and shown to none.
type voicemail struct {
	TimeZone            string `json:"timeZone,omitempty"`
	Password            string `json:"password,omitempty"`
	WithoutPassword     bool   `json:"allowAccessWithoutPassword"`
	EscapeToOperator    bool   `json:"allowEscapeToOperator"`
	OperatorExtensionID string `json:"operatorExtensionId,omitempty"`
	MessageReview       bool   `json:"allowMessageReview"`
	Transcription       bool   `json:"transcriptionEnabled"`
}

// sharedMail is a shared voicemail box.
type sharedMail struct {
	InterceptFaxes bool     `json:"interceptIncomingFaxes"`
	MessageReview  bool     `json:"allowMessageReview"`
	Notify         bool     `json:"sendEmailNotification"`
	Addresses      []string `json:"emailNotificationEmailAddresses"`
	Attach         bool     `json:"attachMessageToEmailNotification"`
	Transcription  bool     `json:"transcriptionEnabled"`
	DeleteAfter    bool     `json:"deleteMessageAfterEmailingNotification"`
	Format         string   `json:"attachedMessageFormat"`
	SayDuration    bool     `json:"sayMessageDuration"`
	SayCallerID    bool     `json:"sayMessageCallerId"`
}

// queue is a call queue: its people are set in the vendor's app alone.
type queue struct {
	Agents      []string `json:"agents"`
	Supervisors []string `json:"supervisors"`
	LoggedIn    []string `json:"loggedIn"`
	WrapUp      int      `json:"wrapUpSeconds"`
}

// phoneNumber is a public number.
type phoneNumber struct {
	ID             string       `json:"id"`
	Account        string       `json:"account"`
	Number         string       `json:"number"` // E.164
	Name           string       `json:"name"`
	CallerIDName   string       `json:"callerIdName,omitempty"`
	SMSEnabled     bool         `json:"smsEnabled"`
	RouteTo        *routing     `json:"routeTo,omitempty"`
	BillingGroupID string       `json:"billingGroupId,omitempty"`
	Permissions    []permission `json:"permissions"`
}

type routing struct {
	ID   string `json:"id"`
	Type string `json:"type"` // EXTENSION or PHONE_NUMBER
}

type permission struct {
	User        string   `json:"userKey"`
	Permissions []string `json:"permissions"`
}

// order is a number that was bought.
type order struct {
	ID            string `json:"id"`
	Account       string `json:"account"`
	AreaCode      string `json:"areaCode"`
	Status        string `json:"status"`
	PhoneNumberID string `json:"phoneNumberId"`
}

// device is a phone on a desk: a person's, or one that has a licence itself.
type device struct {
	ID         string   `json:"id"`
	Account    string   `json:"account"`
	Name       string   `json:"name"`
	ModelID    string   `json:"modelId"`
	MAC        string   `json:"macAddress"` // 12 digits in upper case
	User       string   `json:"assignedUserKey,omitempty"`
	LicenseKey string   `json:"licenseKey,omitempty"`
	LocationID string   `json:"locationId,omitempty"`
	Unlisted   bool     `json:"unlisted,omitempty"` // business continuity, GoTo Room
	Buttons    []button `json:"buttons"`
	// Former is the licence that reads still show until Settled.
	Former  string    `json:"formerLicenseKey,omitempty"`
	Settled time.Time `json:"settled,omitzero"`
}

type button struct {
	Type        string `json:"type"` // SPEED_DIAL or LINE
	Position    int    `json:"position"`
	Label       string `json:"label"`
	ExtensionID string `json:"extensionId"`
}

// model is a kind of phone.
type model struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Buttons int    `json:"buttons"` // that can be set; 0: none
}

// location is a place; one for emergency services is the vendor's own.
type location struct {
	ID        string  `json:"id"`
	Account   string  `json:"account"`
	Name      string  `json:"name"`
	Address   address `json:"address"`
	Emergency bool    `json:"usedForEmergencyServices"`
}

type address struct {
	Line1      string `json:"line1,omitempty"`
	Line2      string `json:"line2,omitempty"`
	City       string `json:"city,omitempty"`
	State      string `json:"state,omitempty"`
	PostalCode string `json:"postalCode,omitempty"`
	Country    string `json:"country,omitempty"`
}

func (a *account) RowKey() string     { return a.Key }
func (c *oauthClient) RowKey() string { return c.ID }
func (g *grant) RowKey() string       { return g.Token }
func (u *user) RowKey() string        { return u.Key }
func (l *licence) RowKey() string     { return l.Key }
func (n *named) RowKey() string       { return n.ID }
func (g *scimGroup) RowKey() string   { return g.ID }
func (e *extension) RowKey() string   { return e.ID }

func (n *phoneNumber) RowKey() string { return n.ID }
func (o *order) RowKey() string       { return o.ID }
func (d *device) RowKey() string      { return d.ID }
func (m *model) RowKey() string       { return m.ID }
func (l *location) RowKey() string    { return l.ID }
