package conformance

import (
	"math"
	"testing"

	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func text(name, value string) tablestore.AttributeColumn {
	return tablestore.AttributeColumn{ColumnName: name, Value: value}
}

func number(name string, value int64) tablestore.AttributeColumn {
	return tablestore.AttributeColumn{ColumnName: name, Value: value}
}

func ignore() *tablestore.RowCondition {
	return &tablestore.RowCondition{
		RowExistenceExpectation: tablestore.RowExistenceExpectation_IGNORE}
}

func (f *fixture) put(table string, pk *tablestore.PrimaryKey,
	columns ...tablestore.AttributeColumn) error {
	change := &tablestore.PutRowChange{TableName: table, PrimaryKey: pk, Condition: ignore()}
	for _, c := range columns {
		if c.Timestamp != 0 {
			change.AddColumnWithTimestamp(c.ColumnName, c.Value, c.Timestamp)
		} else {
			change.AddColumn(c.ColumnName, c.Value)
		}
	}
	_, err := f.PutRow(&tablestore.PutRowRequest{PutRowChange: change})
	return err
}

// The newest version of every column; nil when there is no row.
func (f *fixture) get(table string, pk *tablestore.PrimaryKey) map[string]interface{} {
	f.Helper()
	found, err := f.GetRow(&tablestore.GetRowRequest{
		SingleRowQueryCriteria: &tablestore.SingleRowQueryCriteria{
			TableName: table, PrimaryKey: pk, MaxVersion: 1}})
	f.must(err)
	if len(found.PrimaryKey.PrimaryKeys) == 0 {
		return nil
	}
	return byName(found.Columns)
}

func byName(columns []*tablestore.AttributeColumn) map[string]interface{} {
	out := map[string]interface{}{}
	for _, c := range columns {
		out[c.ColumnName] = c.Value
	}
	return out
}

func TestEveryTypeComesBackAsItWas(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	pk := key("中文", int64(math.MinInt64))
	f.must(f.put("t", pk,
		tablestore.AttributeColumn{ColumnName: "binary", Value: []byte{0, 255}},
		tablestore.AttributeColumn{ColumnName: "boolean", Value: true},
		tablestore.AttributeColumn{ColumnName: "double", Value: -1.5},
		number("integer", math.MaxInt64),
		text("string", "é 😀")))
	f.equal("row", f.get("t", pk), map[string]interface{}{
		"binary": []byte{0, 255}, "boolean": true, "double": -1.5,
		"integer": int64(math.MaxInt64), "string": "é 😀"})
	if f.get("t", key("a", int64(1))) != nil {
		t.Error("an absent row was found")
	}
}

func TestUpdatesPutDeleteAndCount(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	pk := key("a", int64(1))
	f.must(f.put("t", pk, text("gone", "x"), text("kept", "y"), number("count", 40)))
	change := &tablestore.UpdateRowChange{TableName: "t", PrimaryKey: pk, Condition: ignore()}
	change.PutColumn("added", "z")
	change.DeleteColumn("gone")
	change.IncrementColumn("count", 2)
	change.SetReturnIncrementValue()
	change.AppendIncrementColumnToReturn("count")
	done, err := f.UpdateRow(&tablestore.UpdateRowRequest{UpdateRowChange: change})
	f.must(err)
	f.equal("returned", byName(done.Columns), map[string]interface{}{"count": int64(42)})
	f.equal("consumed", *done.ConsumedCapacityUnit, tablestore.ConsumedCapacityUnit{Write: 1})
	f.equal("row", f.get("t", pk), map[string]interface{}{
		"added": "z", "count": int64(42), "kept": "y"})

	_, err = f.DeleteRow(&tablestore.DeleteRowRequest{DeleteRowChange: &tablestore.DeleteRowChange{
		TableName: "t", PrimaryKey: pk, Condition: ignore()}})
	f.must(err)
	f.equal("row", f.get("t", pk), map[string]interface{}(nil))
}

func TestVersionsAndColumnRanges(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	pk := key("a", int64(1))
	f.must(f.put("t", pk, text("v", "0"), text("w", "w")))
	criteria := func() *tablestore.SingleRowQueryCriteria {
		return &tablestore.SingleRowQueryCriteria{TableName: "t", PrimaryKey: pk}
	}
	read := func(c *tablestore.SingleRowQueryCriteria) []*tablestore.AttributeColumn {
		t.Helper()
		found, err := f.GetRow(&tablestore.GetRowRequest{SingleRowQueryCriteria: c})
		f.must(err)
		return found.Columns
	}
	newest := criteria()
	newest.MaxVersion = 1
	now := read(newest)[0].Timestamp
	for n := int64(1); n <= 4; n++ {
		change := &tablestore.UpdateRowChange{TableName: "t", PrimaryKey: pk, Condition: ignore()}
		change.Columns = []tablestore.ColumnToUpdate{{ColumnName: "v", Value: string(rune('0' + n)),
			HasTimestamp: true, Timestamp: now + n}}
		if n == 4 {
			change.DeleteColumnWithTimestamp("v", now+3)
		}
		_, err := f.UpdateRow(&tablestore.UpdateRowRequest{UpdateRowChange: change})
		f.must(err)
	}
	cases := []struct {
		name     string
		versions int32
		times    *tablestore.TimeRange
		want     []interface{}
	}{
		{"all that are kept", 9, nil, []interface{}{"4", "2"}},
		{"one", 1, nil, []interface{}{"4"}},
		{"a time range", 9, &tablestore.TimeRange{Start: now, End: now + 4}, []interface{}{"2"}},
		{"one time", 0, &tablestore.TimeRange{Specific: now + 2}, []interface{}{"2"}},
	}
	for _, c := range cases {
		query := criteria()
		query.MaxVersion, query.TimeRange = c.versions, c.times
		query.AddColumnToGet("v")
		var got []interface{}
		for _, found := range read(query) {
			got = append(got, found.Value)
		}
		f.equal(c.name, got, c.want)
	}
	from := criteria()
	from.MaxVersion = 1
	from.SetStartColumn("w")
	f.equal("from w", byName(read(from)), map[string]interface{}{"w": "w"})
}

func TestConditions(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	f.must(f.put("t", key("present", int64(1)), number("v", 5)))
	above := func(n int64) tablestore.ColumnFilter {
		c := tablestore.NewSingleColumnCondition("v", tablestore.CT_GREATER_THAN, n)
		c.FilterIfMissing = true
		c.LatestVersionOnly = true
		return c
	}
	between := tablestore.NewCompositeColumnCondition(tablestore.LO_AND)
	between.AddFilter(above(4))
	notAbove := tablestore.NewCompositeColumnCondition(tablestore.LO_NOT)
	notAbove.AddFilter(above(5))
	between.AddFilter(notAbove)
	cases := []struct {
		name      string
		k         string
		rows      tablestore.RowExistenceExpectation
		columns   tablestore.ColumnFilter
		fulfilled bool
	}{
		{"exists", "present", tablestore.RowExistenceExpectation_EXPECT_EXIST, nil, true},
		{"does not exist", "absent", tablestore.RowExistenceExpectation_EXPECT_EXIST, nil, false},
		{"exists already", "present", tablestore.RowExistenceExpectation_EXPECT_NOT_EXIST, nil, false},
		{"above", "present", tablestore.RowExistenceExpectation_IGNORE, above(4), true},
		{"not above", "present", tablestore.RowExistenceExpectation_IGNORE, above(5), false},
		{"missing", "absent", tablestore.RowExistenceExpectation_IGNORE, above(4), false},
		{"between", "present", tablestore.RowExistenceExpectation_IGNORE, between, true},
	}
	for _, c := range cases {
		change := &tablestore.UpdateRowChange{TableName: "t", PrimaryKey: key(c.k, int64(1)),
			Condition: &tablestore.RowCondition{
				RowExistenceExpectation: c.rows, ColumnCondition: c.columns}}
		change.PutColumn("w", c.name)
		_, err := f.UpdateRow(&tablestore.UpdateRowRequest{UpdateRowChange: change})
		if c.fulfilled {
			f.must(err)
			f.equal(c.name, f.get("t", key(c.k, int64(1)))["w"], c.name)
		} else {
			f.refused(err, 403, "OTSConditionCheckFail", "Condition check failed.")
		}
	}
}

func TestGeneratedKeysGrow(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, column{"n", tablestore.PrimaryKeyType_INTEGER, true})
	last := int64(0)
	for i := 0; i < 3; i++ {
		change := &tablestore.PutRowChange{TableName: "t", PrimaryKey: key("a", generated),
			Condition: ignore()}
		change.AddColumn("v", "x")
		change.SetReturnPk()
		made, err := f.PutRow(&tablestore.PutRowRequest{PutRowChange: change})
		f.must(err)
		n := made.PrimaryKey.PrimaryKeys[1].Value.(int64)
		if n <= last {
			t.Errorf("%d after %d", n, last)
		}
		last = n
	}
}

func (f *fixture) page(criteria tablestore.RangeRowQueryCriteria) (
	rows [][]interface{}, next *tablestore.PrimaryKey) {
	f.Helper()
	criteria.TableName, criteria.MaxVersion = "t", 1
	found, err := f.GetRange(&tablestore.GetRangeRequest{RangeRowQueryCriteria: &criteria})
	f.must(err)
	for _, row := range found.Rows {
		rows = append(rows, values(row.PrimaryKey))
	}
	return rows, found.NextStartPrimaryKey
}

func TestRanges(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	all := [][]interface{}{{"a", int64(1)}, {"a", int64(2)}, {"b", int64(-1)}, {"c", int64(0)}}
	reversed := [][]interface{}{all[3], all[2], all[1], all[0]}
	for _, row := range all {
		f.must(f.put("t", key(row[0], row[1]), number("v", row[1].(int64)),
			text(row[0].(string), "x")))
	}
	positive := tablestore.NewSingleColumnCondition("v", tablestore.CT_GREATER_EQUAL, int64(1))
	positive.LatestVersionOnly = true
	cases := []struct {
		name     string
		criteria tablestore.RangeRowQueryCriteria
		want     [][]interface{}
	}{
		{"forward", tablestore.RangeRowQueryCriteria{
			StartPrimaryKey: key(low, low), EndPrimaryKey: key(high, high)}, all},
		{"backward", tablestore.RangeRowQueryCriteria{Direction: tablestore.BACKWARD,
			StartPrimaryKey: key(high, high), EndPrimaryKey: key(low, low)}, reversed},
		{"half open", tablestore.RangeRowQueryCriteria{
			StartPrimaryKey: key("a", int64(2)), EndPrimaryKey: key("c", int64(0))}, all[1:3]},
		{"one partition key", tablestore.RangeRowQueryCriteria{
			StartPrimaryKey: key("a", low), EndPrimaryKey: key("a", high)}, all[:2]},
		{"columns", tablestore.RangeRowQueryCriteria{ColumnsToGet: []string{"c"},
			StartPrimaryKey: key(low, low), EndPrimaryKey: key(high, high)}, all[3:]},
		{"filter", tablestore.RangeRowQueryCriteria{Filter: positive,
			StartPrimaryKey: key(low, low), EndPrimaryKey: key(high, high)}, all[:2]},
	}
	for _, c := range cases {
		rows, next := f.page(c.criteria)
		f.equal(c.name, rows, c.want)
		f.equal(c.name+": next", next, (*tablestore.PrimaryKey)(nil))
	}
	var paged [][]interface{}
	for start := key(low, low); start != nil; {
		rows, next := f.page(tablestore.RangeRowQueryCriteria{
			StartPrimaryKey: start, EndPrimaryKey: key(high, high), Limit: 3})
		paged, start = append(paged, rows...), next
	}
	f.equal("pages", paged, all)
	_, err := f.GetRange(&tablestore.GetRangeRequest{
		RangeRowQueryCriteria: &tablestore.RangeRowQueryCriteria{TableName: "t", MaxVersion: 1,
			StartPrimaryKey: key(high, high), EndPrimaryKey: key(low, low)}})
	f.refused(err, 400, "OTSParameterInvalid", "Begin key must less than end key in FORWARD")
}

func TestBatches(t *testing.T) {
	f := newFixture(t)
	f.createTable("t", 0, columnK, columnN)
	f.must(f.put("t", key("a", int64(3)), text("v", "3")))
	put := &tablestore.PutRowChange{TableName: "t",
		PrimaryKey: key("a", int64(1)), Condition: ignore()}
	put.AddColumn("v", "1")
	update := &tablestore.UpdateRowChange{TableName: "t",
		PrimaryKey: key("a", int64(2)), Condition: ignore()}
	update.PutColumn("v", "2")
	remove := &tablestore.DeleteRowChange{TableName: "t",
		PrimaryKey: key("a", int64(3)), Condition: ignore()}
	fails := &tablestore.DeleteRowChange{TableName: "t",
		PrimaryKey: key("a", int64(4)), Condition: ignore()}
	fails.SetCondition(tablestore.RowExistenceExpectation_EXPECT_EXIST)
	elsewhere := &tablestore.DeleteRowChange{TableName: "no",
		PrimaryKey: key("a", int64(4)), Condition: ignore()}
	request := &tablestore.BatchWriteRowRequest{}
	for _, change := range []tablestore.RowChange{put, update, remove, fails, elsewhere} {
		request.AddRowChange(change)
	}
	written, err := f.BatchWriteRow(request)
	f.must(err)
	var fates []string
	results := written.TableToRowsResult
	for _, row := range append(results["t"], results["no"]...) {
		fates = append(fates, row.Error.Code)
	}
	f.equal("fates", fates, []string{"", "", "", "OTSConditionCheckFail", "OTSObjectNotExist"})

	criteria := &tablestore.MultiRowQueryCriteria{TableName: "t", MaxVersion: 1}
	for n := int64(3); n > 0; n-- {
		criteria.AddRow(key("a", n))
	}
	absent := &tablestore.MultiRowQueryCriteria{TableName: "no", MaxVersion: 1}
	absent.AddRow(key("a", int64(1)))
	read, err := f.BatchGetRow(&tablestore.BatchGetRowRequest{
		MultiRowQueryCriteria: []*tablestore.MultiRowQueryCriteria{criteria, absent}})
	f.must(err)
	var found []interface{}
	for _, row := range read.TableToRowsResult["t"] {
		found = append(found, byName(row.Columns)["v"])
	}
	f.equal("rows", found, []interface{}{nil, "2", "1"})
	f.equal("absent", read.TableToRowsResult["no"][0].Error, tablestore.Error{
		Code: "OTSObjectNotExist", Message: "Requested table does not exist."})
}
