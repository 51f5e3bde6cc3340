package sim

import (
	"net/http"
	"strings"
)

// Swagger 1.1, as far as clients need it to know what they may call.

type listing struct {
	APIVersion     string       `json:"apiVersion"`
	SwaggerVersion string       `json:"swaggerVersion"`
	BasePath       string       `json:"basePath"`
	APIs           []listedPath `json:"apis"`
}

type listedPath struct {
	Path        string `json:"path"`
	Description string `json:"description"`
}

type declaration struct {
	APIVersion     string            `json:"apiVersion"`
	SwaggerVersion string            `json:"swaggerVersion"`
	BasePath       string            `json:"basePath"`
	ResourcePath   string            `json:"resourcePath"`
	APIs           []declaredPath    `json:"apis"`
	Models         map[string]*model `json:"models"`
}

type declaredPath struct {
	listedPath
	Operations []declared `json:"operations"`
}

type declared struct {
	HTTPMethod    string     `json:"httpMethod"`
	Summary       string     `json:"summary"`
	Nickname      string     `json:"nickname"`
	ResponseClass string     `json:"responseClass"`
	Upgrade       string     `json:"upgrade,omitempty"`
	Parameters    []declarem `json:"parameters,omitempty"`
}

type declarem struct {
	Name          string `json:"name"`
	ParamType     string `json:"paramType"`
	Required      bool   `json:"required"`
	AllowMultiple bool   `json:"allowMultiple"`
	DataType      string `json:"dataType"`
}

// apiDocs answers api-docs/NAME.json: the list of resources, or one of them.
func (w *World) apiDocs(rw http.ResponseWriter, r *http.Request, name string) {
	base := "http://" + r.Host + w.quirks.prefix + "/ari"
	if name == "resources.json" {
		out := listing{APIVersion: "10.0.0", SwaggerVersion: "1.1", BasePath: base}
		for _, res := range resources() {
			out.APIs = append(out.APIs, listedPath{"/api-docs/" + res.name + ".{format}", res.about})
		}
		reply(rw, http.StatusOK, out)
		return
	}
	for _, res := range resources() {
		if name == res.name+".json" {
			reply(rw, http.StatusOK, w.declare(res, base))
			return
		}
	}
	reply(rw, http.StatusNotFound, said{"Resource not found"})
}

// declare is a resource as clients read it: its paths, each with its operations.
func (w *World) declare(res resource, base string) declaration {
	out := declaration{APIVersion: "2.0.0", SwaggerVersion: "1.1", BasePath: base, ResourcePath: "/api-docs/" + res.name + ".{format}", Models: models()[res.name]}
	if out.Models == nil {
		out.Models = map[string]*model{}
	}
	for _, o := range res.operations {
		if o.since > w.major() {
			continue
		}
		if n := len(out.APIs); n == 0 || out.APIs[n-1].Path != o.path {
			out.APIs = append(out.APIs, declaredPath{listedPath: listedPath{o.path, strings.Trim(o.path, "/")}})
		}
		at := &out.APIs[len(out.APIs)-1]
		at.Operations = append(at.Operations, o.declared())
	}
	return out
}

func (o *operation) declared() declared {
	d := declared{HTTPMethod: o.method, Summary: o.method + " " + o.path, Nickname: o.nick, ResponseClass: o.gives}
	if o.nick == "eventWebsocket" {
		d.Upgrade = "websocket"
	}
	for _, p := range o.params {
		d.Parameters = append(d.Parameters, declarem{p.name, p.in, p.required, p.many, p.typ})
	}
	return d
}
