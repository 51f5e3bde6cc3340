package targettest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// toyWorld is a small phone system: people with a number, teams, and who is in
// which with what switches. It pages by offset, joins every new person to the
// team All by itself, and replaces a team's members whole.
type toyWorld struct {
	Version string    `json:"version"`
	Role    string    `json:"role"`
	Next    int       `json:"next"`
	Users   []toyUser `json:"users"`
	Teams   []toyTeam `json:"teams"`
	Tokens  int       `json:"tokens"`
	// Namesakes lets two teams have one name.
	Namesakes bool `json:"namesakes,omitempty"`
}

type toyUser struct {
	ID     string  `json:"id"`
	Number string  `json:"number"`
	First  *string `json:"first,omitempty"`
	Last   *string `json:"last,omitempty"`
	Email  *string `json:"email,omitempty"`
	Code   *string `json:"code,omitempty"`
	Active *bool   `json:"active,omitempty"`
	Pin    string  `json:"pin,omitempty"`
	Online bool    `json:"online"`
	Color  string  `json:"color,omitempty"` // newer than the driver

	Listed bool `json:"listed,omitempty"` // shown by the API and set at the desk only
	toyDesk
}

// toyDesk is what only the people at the desk see and set.
type toyDesk struct {
	Card   *toyCard `json:"card,omitempty"`
	Tongue *string  `json:"tongue,omitempty"`
}

type toyCard struct {
	Mobile string `json:"mobile"`
}

type toyTeam struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Open    *bool       `json:"open,omitempty"`
	Color   string      `json:"color,omitempty"`
	Members []toyMember `json:"members"`
}

type toyMember struct {
	User   string `json:"user"` // id
	Listen *bool  `json:"listen,omitempty"`
	Park   *bool  `json:"park,omitempty"`
	Since  string `json:"since,omitempty"` // newer than the driver
}

type toyOptions struct {
	take     int  // people or teams on a page at most
	autoJoin bool // a new person joins the team All
}

// toySim is the HTTP face of a toyWorld.
type toySim struct {
	world  toyWorld
	token  string
	logins int
	opts   toyOptions
	run    *simhttp.Running
}

func simulateToy(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	s := &toySim{opts: toyOptions{take: 100, autoJoin: true}, world: toyWorld{Version: "3.1", Role: "owner", Next: 1}}
	for _, name := range slices.Sorted(maps.Keys(o.Options)) {
		switch v := o.Options[name]; name {
		case "take":
			n, err := strconv.Atoi(v)
			if err != nil {
				return nil, err
			}
			s.opts.take = n
		case "autojoin":
			s.opts.autoJoin = v == "true"
		default:
			return nil, fmt.Errorf("the toy has no option %q", name)
		}
	}
	server, err := simhttp.New(s, simhttp.Options{Seed: o.Seed, File: o.World})
	if err != nil {
		return nil, err
	}
	s.run, err = simhttp.Listen(ctx, server, o.Listen, simhttp.Ready{Type: "toy", Credentials: s.Credentials()})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (s *toySim) URL() string { return s.run.URL }

func (s *toySim) Credentials() map[string]string {
	return map[string]string{"id": "toy", "secret": "toy-secret"}
}
func (s *toySim) Close() error { return s.run.Close() }

func (s *toySim) Load(b []byte) error {
	var w toyWorld
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	s.world = w
	return nil
}

func (s *toySim) Save() ([]byte, error) { return json.Marshal(s.world) }
func (s *toySim) Restart()              { s.token = "" }

func (s *toySim) Mutating(r *http.Request, _ []byte) bool {
	return r.Method != http.MethodGet && r.URL.Path != "/login"
}

func (s *toySim) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

func (s *toySim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/login" {
		s.login(w, r)
		return
	}
	if s.token == "" || r.Header.Get("Authorization") != "Bearer "+s.token {
		s.fail(w, http.StatusUnauthorized, "log in first")
		return
	}
	part := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	id := ""
	if len(part) > 1 {
		id = part[1]
	}
	switch r.Method + " " + part[0] + fmt.Sprint(len(part)) {
	case "GET about1":
		s.send(w, http.StatusOK, map[string]any{"version": s.world.Version, "account": "toy", "role": s.world.Role})
	case "GET users1":
		shown := slices.Clone(s.world.Users)
		for i := range shown {
			shown[i].toyDesk = toyDesk{}
		}
		listing(s, w, r, shown)
	case "GET teams1":
		listing(s, w, r, s.world.Teams)
	case "POST users1":
		s.createUser(w, r)
	case "POST teams1":
		s.createTeam(w, r)
	case "PATCH users2":
		edit(s, w, r, s.world.Users, func(u *toyUser) bool { return u.ID == id })
	case "PATCH teams2":
		edit(s, w, r, s.world.Teams, func(t *toyTeam) bool { return t.ID == id })
	case "DELETE users2":
		s.deleteUser(w, id)
	case "DELETE teams2":
		s.world.Teams = slices.DeleteFunc(s.world.Teams, func(t toyTeam) bool { return t.ID == id })
		w.WriteHeader(http.StatusNoContent)
	case "PUT teams3":
		s.putMembers(w, r, id)
	default:
		s.fail(w, http.StatusNotFound, "no such thing")
	}
}

func (s *toySim) login(w http.ResponseWriter, r *http.Request) {
	var in struct{ ID, Secret string }
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.ID != "toy" || in.Secret != "toy-secret" {
		s.fail(w, http.StatusUnauthorized, "wrong id or secret")
		return
	}
	s.logins++
	s.token = fmt.Sprintf("token-%d", s.logins)
	s.send(w, http.StatusOK, map[string]string{"token": s.token})
}

func listing[T any](s *toySim, w http.ResponseWriter, r *http.Request, all []T) {
	skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
	take, _ := strconv.Atoi(r.URL.Query().Get("take"))
	if take <= 0 || take > s.opts.take {
		take = s.opts.take
	}
	from := min(skip, len(all))
	if simhttp.Shifted(r) && skip > 0 {
		from = min(skip+1, len(all))
	}
	s.send(w, http.StatusOK, map[string]any{"total": len(all), "items": all[from:min(from+take, len(all))]})
}

func (s *toySim) createUser(w http.ResponseWriter, r *http.Request) {
	var u toyUser
	if err := json.NewDecoder(r.Body).Decode(&u); err != nil || u.Number == "" {
		s.fail(w, http.StatusBadRequest, "a person needs a number")
		return
	}
	if s.taken(u) {
		s.fail(w, http.StatusConflict, "number or e-mail is taken")
		return
	}
	u.ID, u.Color, u.Pin = s.id(), "green", fmt.Sprintf("%04d", 1000+s.world.Next)
	u.Listed, u.toyDesk = false, toyDesk{}
	if u.Active == nil {
		yes := true
		u.Active = &yes
	}
	s.world.Users = append(s.world.Users, u)
	for i := range s.world.Teams {
		if t := &s.world.Teams[i]; s.opts.autoJoin && t.Name == "All" {
			t.Members = append(t.Members, toyMember{User: u.ID})
		}
	}
	s.send(w, http.StatusCreated, u)
}

func (s *toySim) taken(u toyUser) bool {
	return slices.ContainsFunc(s.world.Users, func(x toyUser) bool {
		return x.ID != u.ID && (x.Number == u.Number || u.Email != nil && *u.Email != "" && x.Email != nil && strings.EqualFold(*x.Email, *u.Email))
	})
}

func (s *toySim) createTeam(w http.ResponseWriter, r *http.Request) {
	var t toyTeam
	if err := json.NewDecoder(r.Body).Decode(&t); err != nil || t.Name == "" {
		s.fail(w, http.StatusBadRequest, "a team needs a name")
		return
	}
	if !s.world.Namesakes && slices.ContainsFunc(s.world.Teams, func(x toyTeam) bool { return x.Name == t.Name }) {
		s.fail(w, http.StatusConflict, "name is taken")
		return
	}
	t.ID, t.Members, t.Color = s.id(), nil, "blue"
	s.world.Teams = append(s.world.Teams, t)
	s.send(w, http.StatusCreated, t)
}

// edit merges a body into the record that is found.
func edit[T any](s *toySim, w http.ResponseWriter, r *http.Request, all []T, found func(*T) bool) {
	for i := range all {
		if !found(&all[i]) {
			continue
		}
		next := all[i]
		if err := json.NewDecoder(r.Body).Decode(&next); err != nil {
			s.fail(w, http.StatusBadRequest, err.Error())
			return
		}
		if u, ok := any(next).(toyUser); ok && (s.taken(u) || u.Number != any(all[i]).(toyUser).Number) {
			s.fail(w, http.StatusConflict, "number or e-mail is taken")
			return
		}
		if u, ok := any(&next).(*toyUser); ok {
			was := any(&all[i]).(*toyUser)
			u.Listed, u.toyDesk = was.Listed, was.toyDesk
		}
		all[i] = next
		s.send(w, http.StatusOK, next)
		return
	}
	s.fail(w, http.StatusNotFound, "no such thing")
}

func (s *toySim) deleteUser(w http.ResponseWriter, id string) {
	s.world.Users = slices.DeleteFunc(s.world.Users, func(u toyUser) bool { return u.ID == id })
	for i := range s.world.Teams {
		t := &s.world.Teams[i]
		t.Members = slices.DeleteFunc(t.Members, func(m toyMember) bool { return m.User == id })
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *toySim) putMembers(w http.ResponseWriter, r *http.Request, id string) {
	var members []toyMember
	if err := json.NewDecoder(r.Body).Decode(&members); err != nil {
		s.fail(w, http.StatusBadRequest, err.Error())
		return
	}
	for _, m := range members {
		if !slices.ContainsFunc(s.world.Users, func(u toyUser) bool { return u.ID == m.User }) {
			s.fail(w, http.StatusBadRequest, "no such person")
			return
		}
	}
	for i := range s.world.Teams {
		if s.world.Teams[i].ID == id {
			s.world.Teams[i].Members = members
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	s.fail(w, http.StatusNotFound, "no such team")
}

func (s *toySim) id() string {
	s.world.Next++
	return fmt.Sprintf("x%d", s.world.Next)
}

func (s *toySim) send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func (s *toySim) fail(w http.ResponseWriter, status int, text string) {
	s.send(w, status, map[string]string{"error": text})
}
