package render

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit is the report that CI servers read: a case for each file of the site
// without a mistake, and one for each diagnostic. Only errors fail.
func JUnit(list diag.List, files []string) ([]byte, error) {
	suite := junitSuite{Name: "patchbay vet"}
	sorted := list.Sorted()
	spoiled := map[string]bool{}
	for _, d := range sorted {
		spoiled[d.At().File] = true
		c := junitCase{Name: caseName(d), Class: string(d.Code), File: d.At().File, Line: d.At().Line}
		if d.Severity == diag.Error {
			suite.Failures++
			c.Failure = &junitFailure{Message: printable(d.Message), Type: string(d.Code), Text: printable(d.Error() + "\n" + d.Hint)}
		} else {
			c.Output = printable(d.Severity.String() + ": " + d.Message)
		}
		suite.Cases = append(suite.Cases, c)
	}
	for _, f := range files {
		if !spoiled[f] {
			suite.Cases = append(suite.Cases, junitCase{Name: f, Class: "file", File: f})
		}
	}
	suite.Tests = len(suite.Cases)
	return suite.encode()
}

func (suite junitSuite) encode() ([]byte, error) {
	b, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("render: junit: %w", err)
	}
	return append([]byte(xml.Header), append(b, '\n')...), nil
}

func caseName(d diag.Diagnostic) string {
	if d.Path != "" {
		return printable(d.Path)
	}
	if p := d.At(); !p.IsZero() {
		return printable(p.String())
	}
	return string(d.Code)
}

// printable spells out what XML 1.0 cannot hold, line by line.
func printable(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = safe(l)
	}
	return strings.Join(lines, "\n")
}
