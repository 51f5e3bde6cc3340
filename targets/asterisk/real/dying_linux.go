package real

import "syscall"

// dying lets a process end when the one that started it does, even by SIGKILL.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
