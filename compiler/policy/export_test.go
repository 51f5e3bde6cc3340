package policy

// Everything is the plan that rules are tried on.
var Everything = everything
