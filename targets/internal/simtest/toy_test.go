package simtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// toy is a simulator of things by name. Its defects are what each check is to find.
type toy struct {
	things *rows.Table[*thing]
	defects
	tls bool
}

type defects struct {
	loses      bool // the last thing that is loaded
	unsettled  bool // what is loaded counts as changed
	quiet      bool // changes are not told
	twoLines   bool // a record has a line break
	deaf       bool // a replica takes no record
	everybody  bool // listens to whoever asks
	untrue     bool // says that it is something else
	anySeed    bool // takes what is no seed
	anyOption  bool // takes options that it does not have
	elsewhere  bool // the certificate is not where it was to be
	noPassword bool // a credential is empty
}

type thing struct {
	Name string `json:"name"`
}

func (t *thing) RowKey() string { return t.Name }

func (d defects) made(seed []byte) (*toy, error) {
	w := &toy{defects: d}
	return w, w.Load(seed)
}

func (w *toy) parts() rows.Parts { return rows.Parts{w.things} }

func (w *toy) Load(text []byte) error {
	w.things = rows.New[*thing]("things")
	seed, err := rows.ReadSeed(text)
	if err != nil && !w.anySeed {
		return err
	}
	if err := seed.Load(w.things, nil, func(r rows.Row) error { return rows.Required("name", r.RowKey()) }); err != nil {
		return err
	}
	if n := len(w.things.List); w.loses && n > 0 {
		w.things.Drop(w.things.List[n-1].Row.Name)
	}
	if !w.unsettled {
		w.things.Settle()
	}
	return nil
}

func (w *toy) Save() ([]byte, error)                   { return w.parts().Save(rows.Head{}, nil) }
func (w *toy) Mutating(r *http.Request, _ []byte) bool { return r.Method != "GET" }
func (w *toy) Restart()                                {}
func (w *toy) TLS() bool                               { return w.tls }
func (w *toy) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch {
	case r.URL.Path == "/sick":
		rw.WriteHeader(500)
	case r.Method == "POST" && len(body) == 0:
		rw.WriteHeader(400)
		io.WriteString(rw, `{"error":"a name is wanted","at":[{"n":12345678901234567890}]}`)
	case r.Method == "DELETE":
		w.things.Drop(strings.TrimPrefix(r.URL.Path, "/things/"))
	case r.Method == "POST":
		w.things.Put(&thing{string(body)})
		rw.WriteHeader(201)
	default:
		b, _ := w.Save()
		rw.Write(b)
	}
}

func (w *toy) Changes() []byte {
	r := w.parts().Changes(0)
	if w.quiet || r == nil {
		return nil
	}
	if w.twoLines {
		r = append(r, '\n')
	}
	return r
}

func (w *toy) Replay(record []byte) error {
	if w.deaf {
		return nil
	}
	_, err := w.parts().Replay(record)
	return err
}

// start starts a toy with its defects.
func (d defects) start(seed []byte, at simhttp.Serving, o map[string]string) (*simhttp.Running, error) {
	for name := range o {
		if name != "tls" && !d.anyOption {
			return nil, fmt.Errorf("no option %s", name)
		}
	}
	if d.elsewhere {
		at.Certificate += ".other"
	}
	if d.everybody {
		at.Addr = ""
	}
	s, _, err := simhttp.Open(&at, seed, func(seed []byte) (*toy, error) {
		w, err := d.made(seed)
		w.tls = o["tls"] == "true"
		return w, err
	})
	if err != nil {
		return nil, err
	}
	typ, password := "toy", "Secret-1"
	if d.untrue {
		typ = "pbx"
	}
	if d.noPassword {
		password = ""
	}
	return simhttp.Start(context.Background(), s, at, simhttp.Ready{Type: typ, Credentials: map[string]string{"password": password}})
}
