package dimensions

import (
	"context"
	"errors"

	"github.com/patchbay-dev/patchbay/targets"
)

func simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	return nil, errors.New("none yet")
}
