package render

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"sync"
)

// HTML is the plan as one page that needs nothing else: no script, no font, no
// link to anywhere.
func (p Plan) HTML(o Options) ([]byte, error) {
	o.Colour, o.Width = false, 0
	page := htmlPage{Site: safe(p.Body.Site), Summary: p.Summary(), Undoes: safe(p.Body.Undoes), Remarks: htmlRemarks(p.remarks())}
	if p.Body.Partial {
		page.Partial = safe(strings.Join(p.Body.Only, ", "))
	}
	for i := range p.Body.Sections {
		page.Sections = append(page.Sections, htmlSectionOf(p.view(i, o)))
	}
	page.Approve = p.approve()
	var b bytes.Buffer
	if err := planPage().Execute(&b, page); err != nil {
		return nil, fmt.Errorf("render: html: %w", err)
	}
	return b.Bytes(), nil
}

type htmlPage struct {
	Site, Summary, Partial string
	Undoes, Approve        string
	Remarks                []htmlRemark
	Sections               []htmlSection
}

type htmlSection struct {
	Target, Title, Failed string
	Rightless             string // why rights are not known
	Refusals              []htmlRefusal
	Rights                []htmlRight
	Parts                 []htmlPart
	Losses                []htmlLosses
	Asides                []htmlAside
	Facets                []string
	ByHand                string // heads Manual
	Manual                []htmlManual
}

type htmlRefusal struct {
	Message, Flag, Advice string
	Stakes                []string
}

type htmlRight struct {
	Mark, Who, Others, Permission, Before, After, Through string
	Privileged                                            bool
	Rests                                                 string
}

type htmlPart struct {
	Title   string
	Aside   bool
	Changes []htmlChange
}

type htmlChange struct {
	Mark, Name, At, Others string
	Notes                  []htmlNote
	Fields                 []htmlField
}

type htmlNote struct {
	Text  string
	Grave bool
}

type htmlField struct {
	Name, At string
	Value    template.HTML
	Notes    []string
}

type htmlAside struct {
	Title string
	Lines []string
}

type htmlLosses struct {
	Title string
	List  []htmlLoss
}

type htmlLoss struct{ Severity, Code, Message, Hint, At string }

type htmlManual struct {
	Number           int
	Title, By, Where string
	Send             string
	Do, Letter       []string
}

func htmlSectionOf(v sectionView) htmlSection {
	s := htmlSection{Target: safe(v.target), Title: safe(v.title), Failed: safe(v.failed)}
	if v.untrusted {
		s.Rightless = notCertain
	}
	for _, r := range v.refusals {
		s.Refusals = append(s.Refusals, htmlRefusal{safe(r.Message) + refusedObjects(r), safe(r.Flag), safe(advice(r)), atStake(r, true)})
	}
	for _, l := range v.rights {
		r := htmlRight{Mark: l.mark, Who: l.holder, Permission: l.permission(), Before: l.before, After: l.after, Through: strings.TrimPrefix(l.because(), "through "), Privileged: l.privileged, Rests: l.rests}
		if len(l.others) > 0 {
			r.Others = fmt.Sprintf("and %s: %s", count(len(l.others), "other", "others"), some(l.others, 8))
		}
		s.Rights = append(s.Rights, r)
	}
	for _, k := range v.kinds {
		s.Parts = append(s.Parts, htmlPart{Title: capital(k.title), Changes: htmlChanges(k.changes)})
	}
	if len(v.released) > 0 {
		s.Parts = append(s.Parts, htmlPart{Title: "Released: the site no longer says anything about these", Aside: true, Changes: htmlChanges(v.released)})
	}
	if len(v.left) > 0 {
		s.Parts = append(s.Parts, htmlPart{Title: "Left alone: changed on the target, not managed by the site", Aside: true, Changes: htmlChanges(v.left)})
	}
	for _, a := range v.asides {
		s.Asides = append(s.Asides, htmlAside{a.title, a.lines})
	}
	if len(v.wayBack.lines) > 0 {
		s.Asides = append(s.Asides, htmlAside{v.wayBack.title, v.wayBack.lines})
	}
	for _, r := range v.losses {
		s.Losses = append(s.Losses, htmlLosses{Title: r.title})
		of := &s.Losses[len(s.Losses)-1].List
		for _, d := range r.list {
			*of = append(*of, htmlLoss{d.Severity.String(), string(d.Code), safe(d.Message), safe(d.Hint), safe(d.At().String())})
		}
	}
	s.Facets = v.facets
	for _, i := range v.manual {
		s.Manual = append(s.Manual, htmlManual{i.number, i.title, i.who, i.where, i.tongue.send, i.edits, i.letter})
		s.ByHand = i.tongue.heading
	}
	return s
}

func htmlChanges(changes []changeView) []htmlChange {
	out := make([]htmlChange, len(changes))
	for i, c := range changes {
		out[i] = htmlChange{Mark: c.mark, Name: c.name, At: safe(c.at)}
		if len(c.others) > 0 {
			out[i].Others = fmt.Sprintf("%d more like this: %s", len(c.others), some(c.others, 8))
		}
		for _, n := range c.notes {
			out[i].Notes = append(out[i].Notes, htmlNote{n.text, n.grave})
		}
		for _, f := range c.fields {
			out[i].Fields = append(out[i].Fields, htmlField{safe(f.name), safe(f.at), htmlSpans(f.spans), f.notes})
		}
	}
	return out
}

// htmlSpans escapes each piece itself; the tags around are ours.
func htmlSpans(spans []span) template.HTML {
	var b strings.Builder
	for _, s := range spans {
		text := template.HTMLEscapeString(s.text)
		switch s.fate {
		case goes:
			text = "<del>" + text + "</del>"
		case comes:
			text = "<ins>" + text + "</ins>"
		}
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// planPage is parsed when the first page is drawn: most runs draw none.
var planPage = sync.OnceValue(func() *template.Template { return template.Must(template.New("plan").Parse(planHTML)) })

const planHTML = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plan for {{.Site}}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.2rem; border-bottom: 1px solid #d1d9e0 } h3 { font-size: 1rem; margin-bottom: .3rem }
table { border-collapse: collapse; width: 100% } td, th { padding: .15rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #eef1f4 }
ins { color: #1a7f37; text-decoration: none } del { color: #cf222e } .at, .title { color: #59636e; font-size: .9em }
.note { color: #9a6700 } .grave { color: #8250df; font-weight: 600 } .aside { color: #59636e } .summary { font-weight: 600 }
.mark { font-family: ui-monospace, monospace; width: 1rem } code { font-family: ui-monospace, monospace }
@media (prefers-color-scheme: dark) { body { color: #f0f6fc; background: #0d1117 } td, th, h2 { border-color: #30363d } ins { color: #3fb950 } del { color: #f85149 } }
</style>
</head>
<body>
<h1>Plan for {{.Site}}</h1>
<p class="summary">{{.Summary}}</p>
{{with .Undoes}}<p>Takes back run {{.}}.</p>
{{end -}}
{{with .Partial}}<p class="note">This plan is partial. Other differences may exist. It holds {{.}}.</p>
{{end -}}
{{range .Remarks}}<p class="{{if .Grave}}grave{{else}}note{{end}}">{{.Head}} {{.Text}}</p>
{{end -}}
{{range .Sections}}<h2>{{.Target}} <span class="title">{{.Title}}</span></h2>
{{if .Failed}}<p class="grave">No plan: {{.Failed}}</p>
{{end -}}
{{range .Refusals}}<p class="grave">Refused: {{.Message}}{{if .Flag}}; if that is meant, add <code>{{.Flag}}</code>{{else if .Advice}}; {{.Advice}}{{end}}{{range .Stakes}}<br>{{.}}{{end}}</p>
{{end -}}
{{with .Rightless}}<h3>Who gains and who loses which right</h3>
<p class="grave">{{.}}</p>
{{end -}}
{{if .Rights}}<h3>Who gains and who loses which right</h3>
<table>
<tr><th></th><th>who</th><th>right</th><th>before</th><th>after</th><th>through</th></tr>
{{range .Rights}}<tr><td class="mark">{{.Mark}}</td><td>{{.Who}}{{with .Others}}<br><span class="at">{{.}}</span>{{end}}</td><td><code>{{.Permission}}</code>{{if .Privileged}} <span class="grave">privileged</span>{{end}}{{with .Rests}} <span class="note">{{.}}</span>{{end}}</td><td>{{if eq .Before "none"}}none{{else}}<del>{{.Before}}</del>{{end}}</td><td>{{if eq .After "none"}}none{{else}}<ins>{{.After}}</ins>{{end}}</td><td>{{.Through}}</td></tr>
{{end}}</table>
{{end -}}
{{range .Parts}}<h3{{if .Aside}} class="aside"{{end}}>{{.Title}}</h3>
<table>
{{range .Changes}}<tr><td class="mark">{{.Mark}}</td><td colspan="2"><b>{{.Name}}</b>{{range .Notes}} <span class="{{if .Grave}}grave{{else}}note{{end}}">{{.Text}}</span>{{end}}</td><td class="at">{{.At}}</td></tr>
{{range .Fields}}<tr><td></td><td>{{.Name}}</td><td>{{.Value}}{{range .Notes}} <span class="note">({{.}})</span>{{end}}</td><td class="at">{{.At}}</td></tr>
{{end}}{{with .Others}}<tr><td></td><td colspan="3">{{.}}</td></tr>
{{end}}{{end}}</table>
{{end -}}
{{range .Asides}}<h3>{{.Title}}</h3>
<ul>
{{range .Lines}}<li>{{.}}</li>
{{end}}</ul>
{{end -}}
{{range .Losses}}<h3>{{.Title}}</h3>
<ul>
{{range .List}}<li>{{.Severity}}: {{.Message}} <code>{{.Code}}</code> <span class="at">{{.At}}</span>{{with .Hint}}<br>{{.}}{{end}}</li>
{{end}}</ul>
{{end -}}
{{if .Facets}}<h3>As asked by somebody's word: no API shows it</h3>
<ul>
{{range .Facets}}<li>{{.}}</li>
{{end}}</ul>
{{end -}}
{{if .Manual}}<h3>{{.ByHand}}</h3>
<ol>
{{range .Manual}}<li value="{{.Number}}">{{.Title}}{{with .By}} ({{.}}){{end}}{{with .Where}}<br>{{.}}{{end}}{{range .Do}}<br>{{.}}{{end}}{{if .Letter}}<br>{{.Send}}<blockquote>{{range .Letter}}{{.}}<br>{{end}}</blockquote>{{end}}</li>
{{end}}</ol>
{{end -}}
{{end}}{{with .Approve}}<p>Digest: <code>{{.}}</code></p>
{{end}}</body>
</html>
`
