// Package conformance drives the emulator's Tablestore with the vendor's Go SDK, unchanged.
//
// The tests start the emulator themselves; HOPLINE_BIN_DIR is the folder that it is in.
package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

type keys struct{ AccessID, AccessKey string }

// What the emulator prints when it listens.
type emulator struct {
	Ots, Admin          string
	AccessID, AccessKey string
	AnyClock            keys
}

func startEmulator(options ...string) (address emulator, stop func(), err error) {
	program := filepath.Join(os.Getenv("HOPLINE_BIN_DIR"), "hopline-emulator")
	command := exec.Command(program, options...)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return address, nil, err
	}
	if err := command.Start(); err != nil {
		return address, nil, err
	}
	stop = func() {
		command.Process.Signal(os.Interrupt)
		command.Wait()
	}
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &address)
	}
	return address, stop, err
}

var shared emulator

func TestMain(m *testing.M) {
	address, stop, err := startEmulator()
	if err != nil {
		fmt.Fprintln(os.Stderr, "the emulator does not start:", err)
		os.Exit(1)
	}
	shared = address
	code := m.Run()
	stop()
	os.Exit(code)
}

// One test's client, with an instance of its own.
type fixture struct {
	*testing.T
	*tablestore.TableStoreClient
	instance     string
	adminAddress string
}

var instances int

func newFixture(t *testing.T) *fixture {
	instances++
	instance := fmt.Sprintf("go-%d", instances)
	return &fixture{t, tablestore.NewClient(shared.Ots, instance, shared.AccessID,
		shared.AccessKey), instance, shared.Admin}
}

// A table of these key columns, all versions kept up to 3; stream hours 0 is no stream.
func (f *fixture) createTable(name string, streamHours int32, columns ...column) {
	f.Helper()
	meta := &tablestore.TableMeta{TableName: name}
	for _, c := range columns {
		if c.generated {
			meta.AddPrimaryKeyColumnOption(c.name, c.kind, tablestore.AUTO_INCREMENT)
		} else {
			meta.AddPrimaryKeyColumn(c.name, c.kind)
		}
	}
	request := &tablestore.CreateTableRequest{
		TableMeta:          meta,
		TableOption:        tablestore.NewTableOption(-1, 3),
		ReservedThroughput: &tablestore.ReservedThroughput{},
	}
	if streamHours > 0 {
		request.StreamSpec = &tablestore.StreamSpecification{
			EnableStream: true, ExpirationTime: streamHours}
	}
	_, err := f.CreateTable(request)
	f.must(err)
}

type column struct {
	name      string
	kind      tablestore.PrimaryKeyType
	generated bool
}

// The key columns of most tests' table.
var (
	columnK = column{"k", tablestore.PrimaryKeyType_STRING, false}
	columnN = column{"n", tablestore.PrimaryKeyType_INTEGER, false}
)

// Markers for key(): the lowest and the highest value, and one that the service makes.
type marker int

const (
	low marker = iota
	high
	generated
)

// A key with the columns k and n.
func key(k, n interface{}) *tablestore.PrimaryKey {
	pk := &tablestore.PrimaryKey{}
	for i, value := range []interface{}{k, n} {
		name := []string{"k", "n"}[i]
		switch value {
		case low:
			pk.AddPrimaryKeyColumnWithMinValue(name)
		case high:
			pk.AddPrimaryKeyColumnWithMaxValue(name)
		case generated:
			pk.AddPrimaryKeyColumnWithAutoIncrement(name)
		default:
			pk.AddPrimaryKeyColumn(name, value)
		}
	}
	return pk
}

func values(pk *tablestore.PrimaryKey) []interface{} {
	var out []interface{}
	for _, c := range pk.PrimaryKeys {
		out = append(out, c.Value)
	}
	return out
}

func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) equal(what string, got, want interface{}) {
	f.Helper()
	if !reflect.DeepEqual(got, want) {
		f.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Checks status, code and text of a refusal.
func (f *fixture) refused(err error, status int, code, text string) {
	f.Helper()
	var refusal *tablestore.OtsError
	if !errors.As(err, &refusal) {
		f.Errorf("got %v, want %s %s", err, code, text)
		return
	}
	f.equal("refusal", []interface{}{refusal.HttpStatusCode, refusal.Code, refusal.Message},
		[]interface{}{status, code, text})
	if refusal.RequestId == "" {
		f.Error("a refusal without a request id")
	}
}

// Calls the emulator's admin address; a nil answer is not decoded.
func (f *fixture) admin(method, path string, wish, answer interface{}) {
	f.Helper()
	body, err := json.Marshal(wish)
	f.must(err)
	request, err := http.NewRequest(method, f.adminAddress+path, bytes.NewReader(body))
	f.must(err)
	reply, err := http.DefaultClient.Do(request)
	f.must(err)
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		f.Fatalf("%s %s: %s", method, path, reply.Status)
	}
	if answer != nil {
		f.must(json.NewDecoder(reply.Body).Decode(answer))
	}
}
