package targettest

func decorators(c *check) {}
