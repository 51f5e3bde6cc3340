package rainbow_test

import (
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// exampleSites are what the suite does not make up: groups over the people of the
// world peopled, where somebody leaves, somebody comes, and an assistant of one
// group becomes the manager of another.
func exampleSites(product string) []targettest.Site {
	if product != "" {
		return []targettest.Site{{Name: "assistants on the Hub", Site: hubAssistants()}}
	}
	return []targettest.Site{{Name: "assistants", Site: assistants()}, {Name: "supervision", Site: supervision()}, {Name: "everything at once", Site: eventful()}}
}

func person(id, email, first, last, extension string, licences ...string) model.User {
	u := model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of(last), Email: model.Of(email), Extension: model.Of(extension), Licences: map[string]string{}}
	for _, l := range licences {
		u.Licences[l] = "true"
	}
	return u
}

func siteOf(options model.Native, users []model.User, groups ...model.Group) *model.Site {
	return &model.Site{Package: "made", Organization: model.Organization{Name: model.Of("Acme SA"), Language: model.Of("fr"), Country: model.Of("FR")}, Users: users, Groups: groups,
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "rainbow", Options: options, Manage: map[string]model.Ownership{"users": model.Declared}}}}
}

// assistants: xavier leaves Direction, where he assists, and is the manager of
// Conseil; nora is new in both.
func assistants() *model.Site {
	return siteOf(nil, []model.User{
		person("nora", "nora@made.example", "Nora", "Neuve", "110", "business"),
		person("xavier", "xavier@old.example", "Xavier", "Attend", "2003", "business", "attendant"),
		person("yves", "yves@old.example", "Yves", "Second", "2002", "business"),
		person("zoe", "zoe.present@old.example", "Zoé", "Présent", "2001", "enterprise"),
	}, model.Group{Object: model.Object{ID: "conseil"}, Kind: model.ManagerAssistant, Title: model.Of("Conseil"), Manager: model.Of("xavier"), Assistants: []model.Assistant{{User: "nora"}, {User: "yves"}}},
		model.Group{Object: model.Object{ID: "direction"}, Kind: model.ManagerAssistant, Title: model.Of("Direction"), Manager: model.Of("zoe"), Assistants: []model.Assistant{{User: "nora"}, {User: "yves"}}})
}

// supervision: a new supervisor in Accueil, and a group of mutual aid.
func supervision() *model.Site {
	return siteOf(nil, []model.User{
		person("nora", "nora@made.example", "Nora", "Neuve", "110", "business", "attendant"),
		person("xavier", "xavier@old.example", "Xavier", "Attend", "2003", "business", "attendant"),
		person("yves", "yves@old.example", "Yves", "Assistant", "2002", "business"),
	}, model.Group{Object: model.Object{ID: "accueil"}, Kind: model.Supervision, Title: model.Of("Accueil"), Members: []model.Member{{User: "yves"}}, Supervisors: map[string]bool{"nora": true, "xavier": true}},
		model.Group{Object: model.Object{ID: "renfort", Native: map[string]model.Native{"pbx": {"type": "mutual_aid"}}}, Kind: model.Supervision, Title: model.Of("Renfort"), Members: []model.Member{{User: "xavier"}, {User: "yves"}}, Supervisors: map[string]bool{"xavier": true}})
}

// eventful makes, changes, ties, unties and deletes in few calls: yves gets another
// extension while he assists, and groups that are not declared go.
func eventful() *model.Site {
	nora := person("nora", "nora@made.example", "Nora", "Neuve", "")
	nora.Extension, nora.Licences, nora.Language = model.Field[string]{}, nil, model.Of("fr")
	s := siteOf(nil, []model.User{nora,
		person("yves", "yves@old.example", "Yves", "Autre", "111", "business"),
		person("zoe", "zoe.present@old.example", "Zoé", "Présent", "2001", "enterprise"),
	}, model.Group{Object: model.Object{ID: "direction"}, Kind: model.ManagerAssistant, Title: model.Of("Direction"), Manager: model.Of("zoe"), Assistants: []model.Assistant{{User: "yves"}}})
	s.Targets[0].Manage["groups"] = model.Exclusive
	return s
}

func hubAssistants() *model.Site {
	return siteOf(model.Native{"product": "hub"}, []model.User{
		person("xavier", "xavier@old.example", "Xavier", "Attend", "8003", "enterprise"),
		person("yves", "yves@old.example", "Yves", "Second", "8002", "enterprise"),
		person("zoe", "zoe.present@old.example", "Zoé", "Présent", "8001", "enterprise"),
	}, model.Group{Object: model.Object{ID: "conseil"}, Kind: model.ManagerAssistant, Title: model.Of("Conseil"), Extension: model.Of("8710"), Manager: model.Of("xavier"), Assistants: []model.Assistant{{User: "yves"}}},
		model.Group{Object: model.Object{ID: "direction"}, Kind: model.ManagerAssistant, Title: model.Of("Direction"), Extension: model.Of("8701"), RingSeconds: model.Of(int64(20)), Manager: model.Of("zoe"), Assistants: []model.Assistant{{User: "yves"}}})
}
