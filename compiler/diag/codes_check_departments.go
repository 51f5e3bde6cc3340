package diag

// What can be wrong with the tree of departments.
const (
	DepartmentCycle Code = "PB2010"
	DepartmentGroup Code = "PB2011"
)

var checkDepartments = []Info{
	{
		Code: DepartmentCycle, Title: "departments lie inside each other",
		Explain: "Following parent from one department leads back to it. Departments are a tree below root.",
		Bad:     "departments: {a: parent: \"b\", b: parent: \"a\"}\n",
		Good:    "departments: {a: parent: \"root\", b: parent: \"a\"}\n",
	},
	{
		Code: DepartmentGroup, Title: "a department's group does not fit its department",
		Explain: "A group of kind department is the group that a department becomes where a vendor keeps departments as groups. It names its department, and each department has one at most.",
		Bad:     "departments: sales: {}\ngroups: {a: {kind: \"department\", department: \"sales\"}, b: {kind: \"department\", department: \"sales\"}}\n",
		Good:    "departments: sales: {}\ngroups: {a: {kind: \"department\", department: \"sales\"}, b: kind: \"team\"}\n",
	},
}
