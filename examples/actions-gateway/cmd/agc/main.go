// Command agc stands for the program of that name.
package main

import (
	"fmt"

	"example.com/banner"
)

func main() {
	fmt.Println(banner.Line("agc"))
}
