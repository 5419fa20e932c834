// Verifies the note on standard input with the verification key in the first argument, by golang.org/x/mod/sumdb/note.
package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		var verifier note.Verifier
		if verifier, err = note.NewVerifier(os.Args[1]); err == nil {
			var opened *note.Note
			if opened, err = note.Open(text, note.VerifierList(verifier)); err == nil {
				fmt.Printf("verified: %d by known keys, %d by others\n", len(opened.Sigs), len(opened.UnverifiedSigs))
				return
			}
		}
	}
	fmt.Fprintln(os.Stderr, "refused:", err)
	os.Exit(1)
}
