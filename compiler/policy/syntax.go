package policy

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// planSyntax is a plan as the syntax that its JSON would be parsed to, without the
// text: writing and parsing it costs as much as the rules do. keep chooses what of
// the plan is taken along.
func planSyntax(v *View, keep func(name string) bool) *ast.File {
	return &ast.File{Filename: frameFile + "/plan", Decls: structSyntax(reflect.ValueOf(*v), keep).Elts}
}

// syntaxOf is a value as its JSON says it.
func syntaxOf(v reflect.Value) ast.Expr {
	switch v.Kind() {
	case reflect.Struct:
		return structSyntax(v, func(string) bool { return true })
	case reflect.Map:
		return mapSyntax(v)
	case reflect.Slice:
		items := make([]ast.Expr, v.Len())
		for i := range items {
			items[i] = syntaxOf(v.Index(i))
		}
		return &ast.ListLit{Elts: items}
	case reflect.Interface:
		if v.IsNil() {
			return ast.NewNull()
		}
		return syntaxOf(v.Elem())
	case reflect.String:
		return ast.NewString(strings.ToValidUTF8(v.String(), "\ufffd"))
	case reflect.Bool:
		return ast.NewBool(v.Bool())
	}
	return number(v)
}

func structSyntax(v reflect.Value, keep func(string) bool) *ast.StructLit {
	out := &ast.StructLit{Elts: make([]ast.Decl, 0, v.NumField())}
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		if keep(name) {
			out.Elts = append(out.Elts, &ast.Field{Label: ast.NewIdent(name), Value: syntaxOf(v.Field(i))})
		}
	}
	return out
}

// mapSyntax quotes names: one like #x is no definition.
func mapSyntax(v reflect.Value) ast.Expr {
	values := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		values[k.String()] = v.MapIndex(k)
	}
	out := &ast.StructLit{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out.Elts = append(out.Elts, &ast.Field{Label: ast.NewString(strings.ToValidUTF8(name, "\ufffd")), Value: syntaxOf(values[name])})
	}
	return out
}

// number is a number as JSON writes it; what it cannot write is nothing.
func number(v reflect.Value) ast.Expr {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return ast.NewNull()
	}
	digits, negative := strings.CutPrefix(string(text), "-")
	lit := &ast.BasicLit{Kind: token.INT, Value: digits}
	if strings.ContainsAny(digits, ".eE") {
		lit.Kind = token.FLOAT
	}
	if negative {
		return &ast.UnaryExpr{Op: token.SUB, X: lit}
	}
	return lit
}
