// Prints every record of a table's stream, by the vendor's Go SDK: one line of JSON each, shard
// by shard in the order of their creation, without the values of columns other than "serial".
//
//	dump_stream ENDPOINT INSTANCE ACCESS_ID ACCESS_KEY TABLE
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

type line struct {
	Shard  string      `json:"shard"`
	Type   string      `json:"type"`
	Key    interface{} `json:"key"`
	Serial interface{} `json:"serial"`
	At     [3]int64    `json:"at"` // epoch, microseconds, row index
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func print(shard string, record *tablestore.StreamRecord) {
	out := line{Shard: shard, Type: strings.Trim(record.Type.String(), `"`),
		Key: record.PrimaryKey.PrimaryKeys[0].Value,
		At: [3]int64{int64(record.Info.Epoch), record.Info.Timestamp,
			int64(record.Info.RowIndex)}}
	for _, column := range record.Columns {
		if *column.Name == "serial" {
			out.Serial = column.Value
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(out))
}

func dump(client *tablestore.TableStoreClient, stream *tablestore.StreamId,
	shard *tablestore.ShardId) {
	start, err := client.GetShardIterator(
		&tablestore.GetShardIteratorRequest{StreamId: stream, ShardId: shard})
	must(err)
	for at := start.ShardIterator; at != nil; {
		page, err := client.GetStreamRecord(&tablestore.GetStreamRecordRequest{ShardIterator: at})
		must(err)
		for _, record := range page.Records {
			print(string(*shard), record)
		}
		if len(page.Records) == 0 {
			return
		}
		at = page.NextShardIterator
	}
}

func main() {
	client := tablestore.NewClient(os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	table, err := client.DescribeTable(&tablestore.DescribeTableRequest{TableName: os.Args[5]})
	must(err)
	stream := table.StreamDetails.StreamId
	found, err := client.DescribeStream(&tablestore.DescribeStreamRequest{StreamId: stream})
	must(err)
	for _, shard := range found.Shards {
		dump(client, stream, shard.SelfShard)
	}
}
