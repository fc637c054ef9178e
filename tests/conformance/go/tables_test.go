package conformance

import (
	"sort"
	"testing"

	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func TestTables(t *testing.T) {
	f := newFixture(t)
	binary := column{"b", tablestore.PrimaryKeyType_BINARY, false}
	generatedN := column{"n", tablestore.PrimaryKeyType_INTEGER, true}
	f.createTable("t", 0, columnK, columnN)
	f.createTable("u", 0, columnK, generatedN, binary)

	listed, err := f.ListTable()
	f.must(err)
	sort.Strings(listed.TableNames)
	f.equal("tables", listed.TableNames, []string{"t", "u"})

	found, err := f.DescribeTable(&tablestore.DescribeTableRequest{TableName: "u"})
	f.must(err)
	var names []string
	for _, c := range found.TableMeta.SchemaEntry {
		names = append(names, *c.Name)
	}
	f.equal("key", names, []string{"k", "n", "b"})
	f.equal("generated", *found.TableMeta.SchemaEntry[1].Option, tablestore.AUTO_INCREMENT)
	f.equal("options", *found.TableOption, tablestore.TableOption{
		TimeToAlive: -1, MaxVersion: 3, DeviationCellVersionInSec: 86400})
	f.equal("stream", found.StreamDetails.EnableStream, false)
	f.equal("throughput", *found.ReservedThroughput, tablestore.ReservedThroughput{})

	_, err = f.DeleteTable(&tablestore.DeleteTableRequest{TableName: "u"})
	f.must(err)
	_, err = f.DescribeTable(&tablestore.DescribeTableRequest{TableName: "u"})
	f.refused(err, 404, "OTSObjectNotExist", "Requested table does not exist.")
	_, err = f.DeleteTable(&tablestore.DeleteTableRequest{TableName: "u"})
	f.refused(err, 404, "OTSObjectNotExist", "Requested table does not exist.")
}

func TestOptionsAreChanged(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)

	changed, err := f.UpdateTable(&tablestore.UpdateTableRequest{
		TableName: "t", TableOption: &tablestore.TableOption{
			TimeToAlive: 86400, MaxVersion: 5, DeviationCellVersionInSec: 3600}})
	f.must(err)
	f.equal("options", *changed.TableOption, tablestore.TableOption{
		TimeToAlive: 86400, MaxVersion: 5, DeviationCellVersionInSec: 3600})

	_, err = f.UpdateTable(&tablestore.UpdateTableRequest{
		TableName: "t", TableOption: tablestore.NewTableOption(0, 5)})
	f.refused(err, 400, "OTSParameterInvalid", "TimeToLive cannot be 0 or less than -1.")
	_, err = f.UpdateTable(&tablestore.UpdateTableRequest{
		TableName: "t", TableOption: tablestore.NewTableOption(-1, -1)})
	f.refused(err, 400, "OTSParameterInvalid",
		"The maximum versions cannot be less than or equal to 0.")
}

func TestSplitPoints(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	whole, err := f.ComputeSplitPointsBySize(
		&tablestore.ComputeSplitPointsBySizeRequest{TableName: "t", SplitSize: 1})
	f.must(err)
	f.equal("splits of an empty table", len(whole.Splits), 1)

	// 51 keys of 2 MiB each: more than the 100 MiB that a split has.
	value := make([]byte, 2<<20)
	for n := 0; n < 51; n++ {
		f.must(f.put("t", key(string([]byte{'a', byte('A' + n)}), int64(0)),
			tablestore.AttributeColumn{ColumnName: "v", Value: value}))
	}
	found, err := f.ComputeSplitPointsBySize(
		&tablestore.ComputeSplitPointsBySizeRequest{TableName: "t", SplitSize: 1})
	f.must(err)
	f.equal("splits", len(found.Splits), 2)
	f.equal("first begins", found.Splits[0].LowerBound.PrimaryKeys[0].PrimaryKeyOption,
		tablestore.MIN)
	f.equal("they meet", found.Splits[0].UpperBound, found.Splits[1].LowerBound)
	f.equal("second begins with the first column of a key",
		found.Splits[1].LowerBound.PrimaryKeys[1].PrimaryKeyOption, tablestore.MIN)
	f.equal("last ends", found.Splits[1].UpperBound.PrimaryKeys[1].PrimaryKeyOption,
		tablestore.MAX)

	_, err = f.ComputeSplitPointsBySize(
		&tablestore.ComputeSplitPointsBySizeRequest{TableName: "t", SplitSize: 0})
	f.refused(err, 400, "OTSParameterInvalid", "The split_size should be greater than 0.")
}

func TestSignatures(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		id, secret, text string
	}{
		{"nobody", shared.AccessKey, "The AccessKeyID does not exist."},
		{shared.AccessID, "wrong", "Signature mismatch."},
	}
	for _, c := range cases {
		_, err := tablestore.NewClient(shared.Ots, "demo", c.id, c.secret).ListTable()
		f.refused(err, 403, "OTSAuthFailed", c.text)
	}
	withToken := tablestore.NewClientWithConfig(shared.Ots, "demo", shared.AccessID,
		shared.AccessKey, "token", nil)
	_, err := withToken.ListTable()
	f.must(err)
}

func TestAClockThatIsFarOff(t *testing.T) {
	f := newFixture(t)
	moved, stop, err := startEmulator("--clock", "2023-04-23T18:56:00+08:00")
	f.must(err)
	defer stop()
	_, err = tablestore.NewClient(moved.Ots, "demo", moved.AccessID, moved.AccessKey).ListTable()
	if refusal, ok := err.(*tablestore.OtsError); !ok || refusal.Code != "OTSAuthFailed" {
		t.Errorf("got %v, want OTSAuthFailed", err)
	}
	exempt := tablestore.NewClient(moved.Ots, "demo", moved.AnyClock.AccessID,
		moved.AnyClock.AccessKey)
	_, err = exempt.ListTable()
	f.must(err)
}

func TestTheSdkRepeatsWhatMayBeRepeated(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	defer f.admin("DELETE", "/faults", nil, nil)
	f.admin("POST", "/faults", []map[string]interface{}{
		{"operation": "PutRow", "nth": 1, "action": "error", "code": "OTSServerBusy"},
		{"operation": "GetRow", "nth": 1, "action": "cut_before"},
	}, nil)
	f.must(f.put("t", key("a", int64(1)), text("v", "x")))
	f.equal("row", f.get("t", key("a", int64(1))), map[string]interface{}{"v": "x"})
}
