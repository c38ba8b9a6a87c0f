// Package zxcvbn replaces an estimate of how hard a password is to guess. The CLI asks it only about
// plain values for `pulumi config set`, but its dictionaries take half of the time that each start of
// the CLI needs. Here, no value looks like a password.
package zxcvbn

type Strength struct {
	Entropy float64
}

func PasswordStrength(string, []string) Strength {
	return Strength{}
}
