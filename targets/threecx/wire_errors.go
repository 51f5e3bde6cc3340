package threecx

import (
	"encoding/json"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// message reads an OData error, or an OAuth one. Bodies may be empty: those of
// 401, 403 and 404 often are, and that of a 500 (observed by integrators).
func message(_ int, body []byte) (string, error) {
	var odata struct {
		Error struct {
			Code, Message string
			Details       []struct{ Message, Target string }
		}
	}
	var oauth struct {
		Error       string
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &odata) == nil && odata.Error.Message+odata.Error.Code != "" {
		return odataMessage(odata.Error.Message, odata.Error.Details)
	}
	if json.Unmarshal(body, &oauth) == nil && oauth.Error != "" {
		if oauth.Description != "" {
			return rest.OneLine(oauth.Description), nil
		}
		return rest.OneLine(oauth.Error), nil
	}
	return "", nil
}

func odataMessage(text string, details []struct{ Message, Target string }) (string, error) {
	kind := kindOfWarning(text)
	var parts []string
	for _, d := range details {
		part := rest.OneLine(d.Message)
		if d.Target != "" {
			part = d.Target + ": " + part
		}
		parts = append(parts, part)
		if k := kindOfWarning(d.Message); k != nil {
			kind = k
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, "; "), kind
	}
	return rest.OneLine(text), kind
}

// warnings are the ends of the codes that say more than a status does. Several
// codes changed their beginning in 20.0.9, so only ends are compared
// (3CX OpenAPI 20.0.8 and 20.0.9).
var warnings = []struct {
	end  string
	kind error
}{
	{"ALREADY_IN_USE", targets.ErrConflict},
	{"DUPLICATE", targets.ErrConflict},
	{"MAC_USED_BY", targets.ErrConflict},
	{"CANNOT_BE_DELETED", targets.ErrConflict},
	{"NO_MORE_NUMBERS_AVAILABLE", targets.ErrConflict},
	{"ROLE_DOWNGRADE", targets.ErrForbidden},
	{"INVALID_LICENSE_TYPE", targets.ErrUnsupported},
	{"LIMIT_REACHED", targets.ErrUnsupported},
	{"LICENSE_NOT_FOUND", targets.ErrUnsupported},
	{"MCM_MODE_REQUIRED", targets.ErrUnsupported},
}

// kindOfWarning is the kind of error that a code in a text stands for; nil
// leaves it to the status.
func kindOfWarning(text string) error {
	for _, word := range strings.Fields(text) {
		word = strings.TrimRight(word, ".,;:")
		for _, w := range warnings {
			if strings.HasSuffix(word, w.end) {
				return w.kind
			}
		}
	}
	return nil
}
