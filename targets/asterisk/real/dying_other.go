//go:build !linux

package real

import "syscall"

// dying is what only Linux has: elsewhere a process stays when the one that started
// it is killed.
func dying() *syscall.SysProcAttr { return nil }
