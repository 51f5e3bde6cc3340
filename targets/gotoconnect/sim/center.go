package sim

import (
	"errors"
	"fmt"
)

// center is the contact centre of an account as the pages under Contact Center >
// Admin > General settings > Permissions show it. No vendor API reads or writes
// it; neither does anything here but a seed and PUT /_sim/world, which is what a
// person at the keyboard is.
type center struct {
	Account string `json:"account"`
	// Admins are the users with the role GoTo Contact Admin.
	Admins []string `json:"admins"`

	Organization centerOrganization `json:"organization"`
	Supervisor   centerSupervisor   `json:"supervisor"`
	Agent        centerAgent        `json:"agent"`
}

type centerOrganization struct {
	LoginUnassigned bool `json:"agents_may_login_unassigned_queues"`
}

// centerSupervisor has two settings that are on when nothing is said.
type centerSupervisor struct {
	Portal       bool  `json:"access_configuration_portal"`
	Limit        *bool `json:"limit_to_assigned_queues"`
	ViewQueues   *bool `json:"view_queue_settings"`
	ManageQueues bool  `json:"manage_queue_settings"`
	ViewPauses   bool  `json:"view_pause_reasons"`
	ManagePauses bool  `json:"manage_pause_reasons"`
	ViewSkills   bool  `json:"view_skills"`
	ManageSkills bool  `json:"manage_skills"`
}

type centerAgent struct {
	Recorded     bool `json:"manage_prerecorded_messages"`
	Canned       bool `json:"manage_public_canned_messages"`
	Tags         bool `json:"create_custom_tags"`
	Dispositions bool `json:"enable_dispositions"`
}

func (c *center) RowKey() string { return c.Account }

var errView = errors.New("supervisor.view_queue_settings cannot be taken away")

// complete fills the two defaults, and refuses what the page does.
func (c *center) complete(l *loader) error {
	on := true
	if c.Supervisor.Limit == nil {
		c.Supervisor.Limit = &on
	}
	if c.Supervisor.ViewQueues == nil {
		c.Supervisor.ViewQueues = &on
	}
	if !*c.Supervisor.ViewQueues {
		return errView
	}
	if err := l.account(&c.Account); err != nil {
		return err
	}
	if err := l.users(c.Account, c.Admins); err != nil {
		return fmt.Errorf("admins: %w", err)
	}
	c.Admins = some(c.Admins)
	return nil
}
