package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func (f *fixture) describeStream(id *tablestore.StreamId) *tablestore.DescribeStreamResponse {
	f.Helper()
	found, err := f.DescribeStream(&tablestore.DescribeStreamRequest{StreamId: id})
	f.must(err)
	return found
}

// A table t with a stream of 24 hours; returns the stream.
func (f *fixture) createStream() *tablestore.StreamId {
	f.Helper()
	f.createTable("t", 24, columnK, columnN)
	table, err := f.DescribeTable(&tablestore.DescribeTableRequest{TableName: "t"})
	f.must(err)
	f.equal("enabled", table.StreamDetails.EnableStream, true)
	f.equal("hours", table.StreamDetails.ExpirationTime, int32(24))
	return table.StreamDetails.StreamId
}

func (f *fixture) iterator(id *tablestore.StreamId, shard *tablestore.ShardId,
	fromUs *int64) *tablestore.ShardIterator {
	f.Helper()
	request := &tablestore.GetShardIteratorRequest{StreamId: id, ShardId: shard, Timestamp: fromUs}
	for {
		found, err := f.GetShardIterator(request)
		f.must(err)
		if found.Token == nil {
			return found.ShardIterator
		}
		request.Token = found.Token
	}
}

func (f *fixture) records(from *tablestore.ShardIterator, limit int32) (
	[]*tablestore.StreamRecord, *tablestore.ShardIterator) {
	f.Helper()
	request := &tablestore.GetStreamRecordRequest{ShardIterator: from}
	if limit > 0 {
		request.Limit = &limit
	}
	found, err := f.GetStreamRecord(request)
	f.must(err)
	return found.Records, found.NextShardIterator
}

// Every record of a shard that is there now; ended tells whether the shard is closed.
func (f *fixture) drain(id *tablestore.StreamId, shard *tablestore.ShardId) (
	all []*tablestore.StreamRecord, ended bool) {
	f.Helper()
	for at := f.iterator(id, shard, nil); at != nil; {
		records, next := f.records(at, 2)
		if len(records) == 0 && next != nil {
			return all, false
		}
		all, at = append(all, records...), next
	}
	return all, true
}

func (f *fixture) write(change tablestore.RowChange) {
	f.Helper()
	request := &tablestore.BatchWriteRowRequest{}
	request.AddRowChange(change)
	done, err := f.BatchWriteRow(request)
	f.must(err)
	for _, row := range done.TableToRowsResult["t"] {
		f.equal("written", row.IsSucceed, true)
	}
}

func TestStreamsAreSwitchedOnAndOff(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	name := "t"
	streams := func() []tablestore.Stream {
		found, err := f.ListStream(&tablestore.ListStreamRequest{TableName: &name})
		f.must(err)
		return found.Streams
	}
	f.equal("streams", len(streams()), 0)
	enabled, err := f.UpdateTable(&tablestore.UpdateTableRequest{TableName: "t",
		StreamSpec: &tablestore.StreamSpecification{EnableStream: true, ExpirationTime: 168}})
	f.must(err)
	f.equal("hours", enabled.StreamDetails.ExpirationTime, int32(168))
	f.equal("table", *streams()[0].TableName, "t")
	f.equal("id", *streams()[0].Id, *enabled.StreamDetails.StreamId)
	found := f.describeStream(enabled.StreamDetails.StreamId)
	f.equal("status", found.Status, tablestore.SS_Active)
	f.equal("hours", found.ExpirationTime, int32(168))
	f.equal("shards", len(found.Shards), 1)
	f.equal("creation time is in microseconds",
		time.Since(time.UnixMicro(found.CreationTime)) < time.Hour, true)

	disabled, err := f.UpdateTable(&tablestore.UpdateTableRequest{TableName: "t",
		StreamSpec: &tablestore.StreamSpecification{EnableStream: false}})
	f.must(err)
	f.equal("enabled", disabled.StreamDetails.EnableStream, false)
	f.equal("streams", len(streams()), 0)
	_, err = f.DescribeStream(
		&tablestore.DescribeStreamRequest{StreamId: enabled.StreamDetails.StreamId})
	f.equal("a stream that is off is refused", err != nil, true)
	_, err = f.UpdateTable(&tablestore.UpdateTableRequest{TableName: "t",
		StreamSpec: &tablestore.StreamSpecification{EnableStream: true, ExpirationTime: 169}})
	f.equal("169 hours are refused", err != nil, true)
}

func TestRecordsOfEveryChange(t *testing.T) {
	f := newFixture(t)
	stream := f.createStream()
	pk := key("a", int64(1))
	put := &tablestore.PutRowChange{TableName: "t", PrimaryKey: pk, Condition: ignore()}
	put.AddColumn("v", "x")
	put.AddColumn("count", int64(40))
	f.write(put)
	f.equal("row", f.get("t", pk), map[string]interface{}{"v": "x", "count": int64(40)})
	now := time.Now().UnixMilli()
	update := &tablestore.UpdateRowChange{TableName: "t", PrimaryKey: pk, Condition: ignore()}
	update.PutColumn("w", "y")
	update.DeleteColumn("v")
	update.DeleteColumnWithTimestamp("u", now)
	update.IncrementColumn("count", 2)
	f.write(update)
	f.write(&tablestore.DeleteRowChange{TableName: "t", PrimaryKey: pk, Condition: ignore()})

	records, ended := f.drain(stream, f.describeStream(stream).Shards[0].SelfShard)
	f.equal("ended", ended, false)
	var story []string
	for i, record := range records {
		line := fmt.Sprint(record.Type, values(record.PrimaryKey))
		for _, c := range record.Columns {
			switch c.Type {
			case tablestore.RCT_Put:
				line += fmt.Sprintf(" %s=%v", *c.Name, c.Value)
				f.equal("a version near now", now-*c.Timestamp < 60000, true)
			case tablestore.RCT_DeleteOneVersion:
				line += fmt.Sprintf(" %s-%d", *c.Name, *c.Timestamp-now)
			case tablestore.RCT_DeleteAllVersions:
				line += fmt.Sprintf(" %s-", *c.Name)
			}
		}
		story = append(story, line)
		if i > 0 && before(record.Info, records[i-1].Info) {
			t.Errorf("%v after %v", record.Info, records[i-1].Info)
		}
	}
	f.equal("records", story, []string{
		`"PutRow" [a 1] v=x count=40`,
		`"UpdateRow" [a 1] w=y v- u-0 count=42`,
		`"DeleteRow" [a 1]`,
	})
}

// Whether a precedes b in the order of a shard, or is the same.
func before(a, b *tablestore.RecordSequenceInfo) bool {
	if a.Epoch != b.Epoch {
		return a.Epoch < b.Epoch
	}
	if a.Timestamp != b.Timestamp {
		return a.Timestamp < b.Timestamp
	}
	return a.RowIndex <= b.RowIndex
}

func TestIteratorsMayBeUsedAgain(t *testing.T) {
	f := newFixture(t)
	stream := f.createStream()
	shard := f.describeStream(stream).Shards[0].SelfShard
	for n := int64(0); n < 5; n++ {
		f.must(f.put("t", key("a", n), number("v", n)))
	}
	start := f.iterator(stream, shard, nil)
	all, behind := f.records(start, 0)
	f.equal("records", len(all), 5)
	first, next := f.records(start, 2)
	rest, end := f.records(next, 0)
	f.equal("the same again, in two steps", append(first, rest...), all)
	none, still := f.records(behind, 0)
	f.equal("caught up", len(none), 0)
	f.equal("caught up, not ended", still != nil && end != nil, true)
	f.must(f.put("t", key("a", int64(9)), text("v", "x")))
	late, _ := f.records(behind, 0)
	f.equal("later records", len(late), 1)

	// From a time: nothing at or after it is left out.
	fromUs := all[3].Info.Timestamp
	later, _ := f.records(f.iterator(stream, shard, &fromUs), 0)
	seen := map[string]bool{}
	for _, record := range later {
		seen[fmt.Sprint(values(record.PrimaryKey))] = true
	}
	for _, wanted := range []string{"[a 3]", "[a 4]", "[a 9]"} {
		f.equal(wanted, seen[wanted], true)
	}
	none, _ = f.records(f.iterator(stream, shard, farFuture()), 0)
	f.equal("from the future", len(none), 0)
}

func farFuture() *int64 {
	at := time.Now().Add(time.Hour).UnixMicro()
	return &at
}

func TestSplitsAndMerges(t *testing.T) {
	f := newFixture(t)
	stream := f.createStream()
	for _, k := range []string{"a", "b", "c", "d"} {
		f.must(f.put("t", key(k, int64(1)), text("v", "x")))
	}
	root := *f.describeStream(stream).Shards[0].SelfShard
	path := "/tablestore/" + f.instance + "/t/"
	var halves, merged struct{ Shards []string }
	f.admin("POST", path+"split", map[string]interface{}{}, &halves)
	f.must(f.put("t", key("a", int64(2)), text("v", "x")))
	f.must(f.put("t", key("d", int64(2)), text("v", "x")))
	f.admin("POST", path+"merge", map[string]interface{}{"shards": halves.Shards}, &merged)
	f.must(f.put("t", key("b", int64(3)), text("v", "x")))

	type shard struct {
		parents []string
		records []string
		ended   bool
	}
	tree := map[string]shard{}
	found := f.describeStream(stream)
	for _, s := range found.Shards {
		var one shard
		for _, parent := range []*tablestore.ShardId{s.FatherShard, s.MotherShard} {
			if parent != nil {
				one.parents = append(one.parents, string(*parent))
			}
		}
		records, ended := f.drain(stream, s.SelfShard)
		for _, record := range records {
			one.records = append(one.records, fmt.Sprint(values(record.PrimaryKey)))
		}
		one.ended = ended
		tree[string(*s.SelfShard)] = one
	}
	f.equal("shards", tree, map[string]shard{
		string(root):     {nil, []string{"[a 1]", "[b 1]", "[c 1]", "[d 1]"}, true},
		halves.Shards[0]: {[]string{string(root)}, []string{"[a 2]"}, true},
		halves.Shards[1]: {[]string{string(root)}, []string{"[d 2]"}, true},
		merged.Shards[0]: {halves.Shards, []string{"[b 3]"}, false},
	})

	// The same, one shard a page.
	one := int32(1)
	var paged []string
	request := &tablestore.DescribeStreamRequest{StreamId: stream, ShardLimit: &one}
	for {
		page, err := f.DescribeStream(request)
		f.must(err)
		for _, s := range page.Shards {
			paged = append(paged, string(*s.SelfShard))
		}
		if page.NextShardId == nil {
			break
		}
		request.InclusiveStartShardId = page.NextShardId
	}
	f.equal("pages", len(paged), len(tree))
}

func TestStreamRefusals(t *testing.T) {
	f := newFixture(t)
	stream := f.createStream()
	shard := f.describeStream(stream).Shards[0].SelfShard
	unknownStream, unknownShard := tablestore.StreamId("no_1"), tablestore.ShardId("no")
	nonsense := tablestore.ShardIterator("nonsense")
	zero := int32(0)
	cases := []struct {
		status     int
		code, text string
		call       func() error
	}{
		{404, "OTSObjectNotExist", "Requested stream does not exist.", func() error {
			_, err := f.DescribeStream(
				&tablestore.DescribeStreamRequest{StreamId: &unknownStream})
			return err
		}},
		{404, "OTSObjectNotExist", "Requested shard does not exist.", func() error {
			_, err := f.GetShardIterator(&tablestore.GetShardIteratorRequest{
				StreamId: stream, ShardId: &unknownShard})
			return err
		}},
		{400, "OTSParameterInvalid", "Invalid shard iterator.", func() error {
			_, err := f.GetStreamRecord(
				&tablestore.GetStreamRecordRequest{ShardIterator: &nonsense})
			return err
		}},
		{400, "OTSParameterInvalid", "The limit must be greater than 0.", func() error {
			_, err := f.GetStreamRecord(&tablestore.GetStreamRecordRequest{
				ShardIterator: f.iterator(stream, shard, nil), Limit: &zero})
			return err
		}},
	}
	for _, c := range cases {
		f.refused(c.call(), c.status, c.code, c.text)
	}
}

func TestOldRecordsAreTrimmed(t *testing.T) {
	f := newFixture(t)
	own, stop, err := startEmulator()
	f.must(err)
	defer stop()
	f.TableStoreClient = tablestore.NewClient(
		own.Ots, "demo", own.AnyClock.AccessID, own.AnyClock.AccessKey)
	f.adminAddress = own.Admin
	stream := f.createStream()
	shard := f.describeStream(stream).Shards[0].SelfShard
	f.must(f.put("t", key("old", int64(1)), text("v", "x")))
	start := f.iterator(stream, shard, nil)
	f.admin("POST", "/clock", map[string]int{"advance_s": 24*3600 + 1}, nil)
	f.must(f.put("t", key("new", int64(1)), text("v", "x")))
	_, err = f.GetStreamRecord(&tablestore.GetStreamRecordRequest{ShardIterator: start})
	f.refused(err, 404, "OTSTrimmedDataAccess",
		"Requested stream data is already trimmed or does not exist.")
	records, _ := f.drain(stream, shard)
	f.equal("records that are left", len(records), 1)
	f.equal("the new one", values(records[0].PrimaryKey), []interface{}{"new", int64(1)})
}
