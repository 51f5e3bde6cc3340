package quirk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Own is an option with values of its own.
func Own[S any](name, what string, set func(*S, string) error) Option[S] {
	return Option[S]{name, what, set}
}

// Flag is true or false.
func Flag[S any](name, what string, at func(*S) *bool) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		on, err := truth(v)
		*at(s) = on
		return err
	})
}

// Unless is true or false, and kept as its opposite, so that the usual one, true, is
// the zero value.
func Unless[S any](name, what string, at func(*S) *bool) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		on, err := truth(v)
		*at(s) = !on
		return err
	})
}

func truth(v string) (bool, error) {
	on, err := strconv.ParseBool(v)
	if err != nil {
		return false, fmt.Errorf("%q is neither true nor false", v)
	}
	return on, nil
}

// Text is any text.
func Text[S any](name, what string, at func(*S) *string) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		*at(s) = v
		return nil
	})
}

// Word is one of a few words.
func Word[S any, W ~string](name, what string, at func(*S) *W, allowed ...W) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		if !slices.Contains(allowed, W(v)) {
			return fmt.Errorf("%q is none of %s", v, listed(allowed))
		}
		*at(s) = W(v)
		return nil
	})
}

// Either is one of two words, kept as whether it is the second.
func Either[S any](name, what string, at func(*S) *bool, first, second string) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		if v != first && v != second {
			return fmt.Errorf("%q is neither %s nor %s", v, first, second)
		}
		*at(s) = v == second
		return nil
	})
}

// Among is one of a few numbers.
func Among[S any](name, what string, at func(*S) *int, allowed ...int) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || !slices.Contains(allowed, n) {
			return fmt.Errorf("%q is none of %s", v, listed(allowed))
		}
		*at(s) = n
		return nil
	})
}

// From is a whole number that is not below least.
func From[S any](name, what string, least int, at func(*S) *int) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least {
			return fmt.Errorf("%q is no number from %d", v, least)
		}
		*at(s) = n
		return nil
	})
}

// Lasting is how long something takes or is good, as 90s or 2h.
func Lasting[S any](name, what string, at func(*S) *time.Duration) Option[S] {
	return Own(name, what, func(s *S, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 {
			return fmt.Errorf("%q is no duration, as 90s or 2h", v)
		}
		*at(s) = d
		return nil
	})
}

// Words are texts that commas or blanks part.
func Words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func listed[V any](all []V) string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = fmt.Sprint(v)
	}
	return strings.Join(out, ", ")
}
