package simhttp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// store keeps a world in a file: a snapshot that is replaced atomically, and
// beside it a log of the changes since.
//
// The log's first line is the digest of the snapshot it continues; a log that
// continues another snapshot is ignored, so a crash between writing a snapshot
// and starting its log loses nothing and repeats nothing. Each further line is a
// checksum and a record; a torn last line was never acknowledged and is ignored.
//
// Several processes may hold one file: each locks it for the time of a request
// and first replays what the others wrote.
type store struct {
	path    string
	vendor  Vendor
	journal Journal // nil: every change rewrites the snapshot
	lock    *flock.Flock

	snapshot os.FileInfo // what the world in memory was loaded from
	base     string      // its digest
	size     int64       // its length in bytes
	read     int64       // how much of the log is in memory
	fold     int64       // length in bytes under which a log is not folded in
}

func openStore(path string, v Vendor, seed []byte) (*store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("simulator world: %w", err)
	}
	st := &store{path: path, vendor: v, lock: flock.New(path + ".lock"), fold: 1 << 20}
	st.journal, _ = v.(Journal)
	if err := st.lock.Lock(); err != nil {
		return nil, fmt.Errorf("simulator world: %w", err)
	}
	defer st.end()
	return st, st.open(seed)
}

func (st *store) open(seed []byte) error {
	_, err := os.Stat(st.path)
	if errors.Is(err, fs.ErrNotExist) {
		if seed != nil {
			if err := st.vendor.Load(seed); err != nil {
				return err
			}
		}
		return st.compact()
	}
	if err := st.load(); err != nil {
		return err
	}
	if st.read > int64(len(st.header())) {
		return st.compact()
	}
	return nil
}

// begin locks the file and brings the world up to what it says.
func (st *store) begin() error {
	if err := st.lock.Lock(); err != nil {
		return fmt.Errorf("simulator world: %w", err)
	}
	info, err := os.Stat(st.path)
	if err == nil && os.SameFile(info, st.snapshot) && info.ModTime().Equal(st.snapshot.ModTime()) {
		err = st.catchUp()
	} else if err == nil {
		err = st.load()
	}
	if err != nil {
		st.end()
		return fmt.Errorf("simulator world: %w", err)
	}
	return nil
}

func (st *store) end() { st.lock.Unlock() }

// load reads snapshot and log into the vendor.
func (st *store) load() error {
	world, err := os.ReadFile(st.path)
	if err != nil {
		return err
	}
	if err := st.vendor.Load(world); err != nil {
		return fmt.Errorf("%s: %w", st.path, err)
	}
	if err := st.adopt(world); err != nil {
		return err
	}
	return st.catchUp()
}

// adopt notes which snapshot the world in memory is.
func (st *store) adopt(world []byte) error {
	info, err := os.Stat(st.path)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(world)
	st.snapshot, st.base, st.size, st.read = info, hex.EncodeToString(sum[:]), int64(len(world)), 0
	return nil
}

func (st *store) header() []byte { return []byte(st.base + "\n") }

func (st *store) logPath() string { return st.path + ".log" }

// catchUp replays the part of the log that is not in memory yet.
func (st *store) catchUp() error {
	if st.journal == nil {
		return nil
	}
	if info, err := os.Stat(st.logPath()); err == nil && info.Size() == st.read {
		return nil
	}
	log, err := os.ReadFile(st.logPath())
	if errors.Is(err, fs.ErrNotExist) || err == nil && !bytes.HasPrefix(log, st.header()) {
		return st.restartLog()
	}
	if err != nil {
		return err
	}
	if int64(len(log)) < st.read {
		return fmt.Errorf("%s is shorter than it was", st.logPath())
	}
	st.read = max(st.read, int64(len(st.header())))
	for {
		line, _, whole := bytes.Cut(log[st.read:], []byte("\n"))
		record, ok := unseal(line)
		if !whole || !ok {
			return st.tear(int64(len(log)))
		}
		if err := st.journal.Replay(record); err != nil {
			return fmt.Errorf("%s: %w", st.logPath(), err)
		}
		st.read += int64(len(line)) + 1
	}
}

// restartLog begins an empty log for the snapshot at hand.
func (st *store) restartLog() error {
	if err := os.WriteFile(st.logPath(), st.header(), 0o600); err != nil {
		return err
	}
	st.read = int64(len(st.header()))
	return nil
}

// tear cuts off a last line that a killed process left unfinished.
func (st *store) tear(size int64) error {
	if size == st.read {
		return nil
	}
	return os.Truncate(st.logPath(), st.read)
}

// commit writes what changed since begin. When it cannot, the world in memory is
// put back to what the file says.
func (st *store) commit(mutating bool) error {
	err := st.write(mutating)
	if err == nil {
		return nil
	}
	return errors.Join(fmt.Errorf("simulator world: %w", err), st.load())
}

func (st *store) write(mutating bool) error {
	if st.journal == nil {
		if !mutating {
			return nil
		}
		return st.compact()
	}
	record := st.journal.Changes()
	if record == nil {
		return nil
	}
	if err := st.append(seal(record)); err != nil {
		return err
	}
	if st.read > st.fold && st.read > 2*st.size {
		return st.compact()
	}
	return nil
}

// append adds a line to the log by one write.
func (st *store) append(line []byte) error {
	f, err := os.OpenFile(st.logPath(), os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(line); err != nil {
		return errors.Join(err, f.Close())
	}
	st.read += int64(len(line))
	return f.Close()
}

// compact writes the whole world as a new snapshot and starts its log.
func (st *store) compact() error {
	world, err := st.vendor.Save()
	if err != nil {
		return err
	}
	if st.journal != nil {
		st.journal.Changes()
	}
	if err := renameio.WriteFile(st.path, world, 0o600); err != nil {
		return err
	}
	if err := st.adopt(world); err != nil || st.journal == nil {
		return err
	}
	return st.restartLog()
}

// close folds the log into the snapshot and removes it.
func (st *store) close() error {
	defer st.lock.Close()
	if err := st.begin(); err != nil {
		return err
	}
	defer st.end()
	if st.journal == nil {
		return nil
	}
	if st.read > int64(len(st.header())) {
		if err := st.compact(); err != nil {
			return err
		}
	}
	return os.Remove(st.logPath())
}

// seal makes a record one line: checksum, space, record.
func seal(record []byte) []byte {
	line := fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(record))
	return append(append(line, record...), '\n')
}

// unseal returns the record of a line and whether its checksum fits.
func unseal(line []byte) ([]byte, bool) {
	sum, record, ok := bytes.Cut(line, []byte(" "))
	return record, ok && string(sum) == fmt.Sprintf("%08x", crc32.ChecksumIEEE(record))
}
