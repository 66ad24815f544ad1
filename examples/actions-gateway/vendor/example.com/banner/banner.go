// Package banner says which program of which version runs.
package banner

import "fmt"

// Version is set when a release is built.
var Version = "dev"

// Line is what a program says when it starts.
func Line(name string) string {
	return fmt.Sprintf("%s %s", name, Version)
}
