package targettest

func (s *session) applied() []request { return nil }
func converge(c *check)               {}
func effects(c *check)                {}
func unknown(c *check)                {}
func faults(c *check)                 {}
func secrets(c *check)                {}
func quirks(c *check)                 {}
func decorators(c *check)             {}
