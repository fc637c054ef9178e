// Command go_timeseries is the vendor's Go SDK, unchanged, at work on one time-series table: the main
// branch, tag v1.7.17, since the tagged v4 has no time series. It puts points in either encoding and
// reads them, but neither scans nor reads streams of time series.
//
//	go_timeseries ENDPOINT ACCESS_ID ACCESS_KEY INSTANCE TABLE put flatbuffers|protobuf
//	go_timeseries ENDPOINT ACCESS_ID ACCESS_KEY INSTANCE TABLE get LIMIT
//
// Points come and go as one JSON object per line, as in ../java/TimeseriesJudge.java.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"strconv"

	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore/otsprotocol"
)

type point struct {
	Measurement string                    `json:"measurement"`
	Source      string                    `json:"source"`
	Tags        map[string]string         `json:"tags"`
	Time        int64                     `json:"time"`
	Fields      map[string][2]interface{} `json:"fields"`
}

func (p *point) key() *tablestore.TimeseriesKey {
	key := tablestore.NewTimeseriesKey()
	key.SetMeasurementName(p.Measurement)
	key.SetDataSource(p.Source)
	key.AddTags(p.Tags)
	return key
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Values keep their digits: 2^63 is no float64.
func readPoints() (points []*point) {
	decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
	decoder.UseNumber()
	for {
		p := new(point)
		err := decoder.Decode(p)
		if err == io.EOF {
			return points
		}
		must(err)
		points = append(points, p)
	}
}

func valueOf(typed [2]interface{}) *tablestore.ColumnValue {
	switch typed[0] {
	case "INTEGER":
		value, err := typed[1].(json.Number).Int64()
		must(err)
		return tablestore.NewColumnValue(tablestore.ColumnType_INTEGER, value)
	case "DOUBLE":
		value, err := typed[1].(json.Number).Float64()
		must(err)
		return tablestore.NewColumnValue(tablestore.ColumnType_DOUBLE, value)
	case "BOOLEAN":
		return tablestore.NewColumnValue(tablestore.ColumnType_BOOLEAN, typed[1].(bool))
	case "BINARY":
		value, err := base64.StdEncoding.DecodeString(typed[1].(string))
		must(err)
		return tablestore.NewColumnValue(tablestore.ColumnType_BINARY, value)
	}
	return tablestore.NewColumnValue(tablestore.ColumnType_STRING, typed[1].(string))
}

func typed(value *tablestore.ColumnValue) [2]interface{} {
	switch value.Type {
	case tablestore.ColumnType_INTEGER:
		return [2]interface{}{"INTEGER", value.Value}
	case tablestore.ColumnType_DOUBLE:
		return [2]interface{}{"DOUBLE", value.Value}
	case tablestore.ColumnType_BOOLEAN:
		return [2]interface{}{"BOOLEAN", value.Value}
	case tablestore.ColumnType_BINARY:
		return [2]interface{}{"BINARY", value.Value} // encoding/json writes base64
	}
	return [2]interface{}{"STRING", value.Value}
}

func put(client *tablestore.TimeseriesClient, table, encoding string) {
	if encoding == "protobuf" {
		tablestore.RowsSerializeType = otsprotocol.RowsSerializeType_RST_PROTO_BUFFER
	}
	request := tablestore.NewPutTimeseriesDataRequest(table)
	for _, p := range readPoints() {
		row := tablestore.NewTimeseriesRow(p.key())
		row.SetTimeInus(p.Time)
		for name, value := range p.Fields {
			row.AddField(name, valueOf(value))
		}
		request.AddTimeseriesRows(row)
	}
	response, err := client.PutTimeseriesData(request)
	must(err)
	for _, failed := range response.GetFailedRowResults() {
		fmt.Printf("{\"index\": %d, \"code\": %q}\n", failed.Index, failed.ErrorCode)
	}
}

func get(client *tablestore.TimeseriesClient, table string, limit int32) {
	for _, p := range readPoints() {
		request := tablestore.NewGetTimeseriesDataRequest(table)
		request.SetTimeseriesKey(p.key())
		request.SetTimeRange(0, math.MaxInt64)
		request.SetLimit(limit)
		for {
			page, err := client.GetTimeseriesData(request)
			must(err)
			for _, row := range page.GetRows() {
				key := row.GetTimeseriesKey()
				found := point{key.GetMeasurementName(), key.GetDataSource(), key.GetTags(),
					row.GetTimeInus(), map[string][2]interface{}{}}
				for name, value := range row.GetFieldsMap() {
					found.Fields[name] = typed(value)
				}
				must(json.NewEncoder(os.Stdout).Encode(found))
			}
			if len(page.GetNextToken()) == 0 {
				break
			}
			request.SetNextToken(page.GetNextToken())
		}
	}
}

func main() {
	client := tablestore.NewTimeseriesClient(os.Args[1], os.Args[4], os.Args[2], os.Args[3])
	table := os.Args[5]
	switch os.Args[6] {
	case "put":
		put(client, table, os.Args[7])
	case "get":
		limit, err := strconv.Atoi(os.Args[7])
		must(err)
		get(client, table, int32(limit))
	}
}
