// Checks the checkpoint and the tiles of an exported log with golang.org/x/mod/sumdb/note and tlog, which know nothing of
// Hotline.
//
// usage: check_export VERIFIER_KEY LOG_DIRECTORY
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const width = 256

// tiles reads tiles of height 8 where C2SP tlog-tiles puts them.
type tiles struct{ directory string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.directory, fmt.Sprintf("tile/%d", tile.L), number(tile.N, tile.W)))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func number(index int64, w int) string {
	name := fmt.Sprintf("%03d", index%1000)
	for index /= 1000; index > 0; index /= 1000 {
		name = fmt.Sprintf("x%03d/%s", index%1000, name)
	}
	if w < width {
		name += fmt.Sprintf(".p/%d", w)
	}
	return name
}

func check(err error) {
	if err != nil {
		log.Fatalf("refused: %v", err)
	}
}

func main() {
	log.SetFlags(0)
	verifier, err := note.NewVerifier(os.Args[1])
	check(err)
	text, err := os.ReadFile(filepath.Join(os.Args[2], "checkpoint"))
	check(err)
	signed, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	var origin, root string
	var size int64
	_, err = fmt.Sscanf(signed.Text, "%s\n%d\n%s\n", &origin, &size, &root)
	check(err)
	hash, err := tlog.ParseHash(root)
	check(err)

	tree := tlog.Tree{N: size, Hash: hash}
	reader := tlog.TileHashReader(tree, tiles{os.Args[2]})
	for index := int64(0); index*width < size; index++ {
		w := width
		if size-index*width < width {
			w = int(size - index*width)
		}
		data, err := os.ReadFile(filepath.Join(os.Args[2], "tile/entries", number(index, w)))
		check(err)
		for offset := int64(0); len(data) > 0; offset++ {
			length := int(binary.BigEndian.Uint16(data))
			entry := data[2 : 2+length]
			data = data[2+length:]
			// The reader proves each tile against the checkpoint's root before it gives a hash.
			stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index*width+offset)})
			check(err)
			if stored[0] != tlog.RecordHash(entry) {
				log.Fatalf("refused: entry %d is not the one in the tree", index*width+offset)
			}
		}
	}
	fmt.Printf("verified: %d entries of %s\n", size, origin)
}
