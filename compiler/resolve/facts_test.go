package resolve_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// fill gives a field of the model some value that a site could have written.
func fill(v reflect.Value) {
	switch v.Interface().(type) {
	case model.Field[string]:
		v.Set(reflect.ValueOf(model.Of("x")))
	case model.Field[bool]:
		v.Set(reflect.ValueOf(model.Of(true)))
	case model.Field[int64]:
		v.Set(reflect.ValueOf(model.Of(int64(1))))
	case map[string]bool:
		v.Set(reflect.ValueOf(map[string]bool{"pbx": true}))
	case map[string]string:
		v.Set(reflect.ValueOf(map[string]string{"pbx": "true"}))
	case map[string]model.Native:
		v.Set(reflect.ValueOf(map[string]model.Native{"pbx": {"A": "x"}}))
	case model.Grants:
		v.Set(reflect.ValueOf(model.Grants{{Permission: "calls.park", Level: "true"}}))
	case []string:
		v.Set(reflect.ValueOf([]string{"u"}))
	default:
		switch v.Kind() {
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fillAll(v.Elem())
		case reflect.Slice:
			one := reflect.New(v.Type().Elem()).Elem()
			fillAll(one)
			v.Set(reflect.Append(v, one))
		}
	}
}

func fillAll(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Type().Field(i); {
		case f.Name == "User" && f.Type.Kind() == reflect.String:
			v.Field(i).SetString("u")
		case f.Type.Kind() != reflect.Struct || strings.HasPrefix(f.Type.Name(), "Field["):
			fill(v.Field(i))
		}
	}
}

// TestEveryFieldIsAFact: whatever a site writes about an object is a fact, so
// that no driver can lose it in silence.
func TestEveryFieldIsAFact(t *testing.T) {
	of := map[string]func(*model.Site) reflect.Value{
		"departments": func(s *model.Site) reflect.Value {
			s.Departments = []model.Department{{Object: model.Object{ID: "o"}}}
			return reflect.ValueOf(&s.Departments[0]).Elem()
		},
		"users": func(s *model.Site) reflect.Value { return reflect.ValueOf(&s.Users[0]).Elem() },
		"groups": func(s *model.Site) reflect.Value {
			s.Groups = []model.Group{{Object: model.Object{ID: "o"}, Kind: model.Team}}
			return reflect.ValueOf(&s.Groups[0]).Elem()
		},
		"devices": func(s *model.Site) reflect.Value {
			s.Devices = []model.Device{{Object: model.Object{ID: "o"}, Kind: "k"}}
			return reflect.ValueOf(&s.Devices[0]).Elem()
		},
	}
	for collection, make := range of {
		n := make(&model.Site{Users: []model.User{{Object: model.Object{ID: "u"}}}}).NumField()
		for i := range n {
			s := &model.Site{Users: []model.User{{Object: model.Object{ID: "u"}}}, Targets: []model.Target{{Object: model.Object{ID: "pbx"}}}}
			v := make(s)
			name := v.Type().Field(i).Name
			before := count(s)
			switch name {
			case "Object":
				fill(v.Field(i).FieldByName("Native"))
			case "Kind":
				continue
			default:
				fill(v.Field(i))
			}
			if count(s) == before {
				t.Errorf("%s.%s is written and no fact", collection, name)
			}
		}
	}
}

func count(s *model.Site) int {
	d, _ := resolve.For(s, &s.Targets[0], state.Profile{Version: "1", Edition: "e"}, resolve.Caps{})
	return len(d.Facts())
}
