package policy

// Everything is the plan that rules are tried on.
var Everything = everything

// PlanSyntax is how a plan is given to the rules.
var PlanSyntax = planSyntax
