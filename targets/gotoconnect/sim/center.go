package sim

import (
	"errors"
	"fmt"
	"slices"
)

// center is the contact centre of an account as the pages under Contact Center >
// Admin > General settings > Permissions show it. No vendor API reads or writes
// it; neither does anything here but a seed and PUT /_sim/world, which is what a
// person at the keyboard is.
type center struct {
	Account string `json:"account"`
	// Admins are the users with the role GoTo Contact Admin.
	Admins []string `json:"admins"`
	// Licensed are the users to whom a Contact Admin gave the Contact Center licence.
	Licensed []string `json:"licensed"`
	// InboxQueues and Campaigns are the other things in which people are agents and
	// supervisors.
	InboxQueues []line `json:"inboxQueues"`
	Campaigns   []line `json:"campaigns"`

	Organization centerOrganization `json:"organization"`
	Supervisor   centerSupervisor   `json:"supervisor"`
	Agent        centerAgent        `json:"agent"`
}

// line is an inbox queue or a campaign, by its name.
type line struct {
	Name        string   `json:"name"`
	Agents      []string `json:"agents"`
	Supervisors []string `json:"supervisors"`
	WrapUp      int      `json:"wrapUpSeconds"`
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
	if err := l.users(c.Account, c.Licensed); err != nil {
		return fmt.Errorf("licensed: %w", err)
	}
	for _, list := range [][]line{c.InboxQueues, c.Campaigns} {
		for i := range list {
			if err := errors.Join(l.users(c.Account, list[i].Agents), l.users(c.Account, list[i].Supervisors)); err != nil {
				return fmt.Errorf("%s: %w", list[i].Name, err)
			}
			list[i].Agents, list[i].Supervisors = some(list[i].Agents), some(list[i].Supervisors)
		}
	}
	c.Admins, c.Licensed, c.InboxQueues, c.Campaigns = some(c.Admins), some(c.Licensed), some(c.InboxQueues), some(c.Campaigns)
	return nil
}

// withoutUser is a contact centre that forgets somebody, and whether it knew them.
func (c *center) withoutUser(key string) (*center, bool) {
	next, changed := *c, false
	cut := func(list []string) []string {
		out := without(list, key)
		changed = changed || len(out) != len(list)
		return out
	}
	lines := func(list []line) []line {
		out := slices.Clone(list)
		for i := range out {
			out[i].Agents, out[i].Supervisors = cut(out[i].Agents), cut(out[i].Supervisors)
		}
		return out
	}
	next.Admins, next.Licensed = cut(c.Admins), cut(c.Licensed)
	next.InboxQueues, next.Campaigns = lines(c.InboxQueues), lines(c.Campaigns)
	return &next, changed
}
