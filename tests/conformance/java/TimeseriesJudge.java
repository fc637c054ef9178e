import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TimeseriesClient;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.DescribeStreamRequest;
import com.alicloud.openservices.tablestore.model.DescribeStreamResponse;
import com.alicloud.openservices.tablestore.model.GetShardIteratorRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordResponse;
import com.alicloud.openservices.tablestore.model.ListStreamRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RecordColumn;
import com.alicloud.openservices.tablestore.model.Stream;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamShard;
import com.alicloud.openservices.tablestore.model.timeseries.GetTimeseriesDataRequest;
import com.alicloud.openservices.tablestore.model.timeseries.GetTimeseriesDataResponse;
import com.alicloud.openservices.tablestore.model.timeseries.PutTimeseriesDataRequest;
import com.alicloud.openservices.tablestore.model.timeseries.PutTimeseriesDataResponse;
import com.alicloud.openservices.tablestore.model.timeseries.QueryTimeseriesMetaRequest;
import com.alicloud.openservices.tablestore.model.timeseries.QueryTimeseriesMetaResponse;
import com.alicloud.openservices.tablestore.model.timeseries.ScanTimeseriesDataRequest;
import com.alicloud.openservices.tablestore.model.timeseries.ScanTimeseriesDataResponse;
import com.alicloud.openservices.tablestore.model.timeseries.SplitTimeseriesScanTaskRequest;
import com.alicloud.openservices.tablestore.model.timeseries.TimeseriesKey;
import com.alicloud.openservices.tablestore.model.timeseries.TimeseriesMeta;
import com.alicloud.openservices.tablestore.model.timeseries.TimeseriesRow;
import com.alicloud.openservices.tablestore.model.timeseries.TimeseriesScanSplitInfo;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * The vendor's Java SDK, unchanged, at work on one time-series table; the only one that scans and
 * that reads streams of time series. Compiled and run against both generations of pom.xml.
 *
 * <pre>TimeseriesJudge ENDPOINT ACCESS_ID ACCESS_KEY INSTANCE TABLE COMMAND [ARGUMENT…]</pre>
 *
 * Commands: put (points from standard input, printed are the failed rows), scan SPLITS MEASUREMENT
 * LIMIT ("" and 0 for none), get LIMIT BACKWARD (keys from standard input), meta, stream LIMIT.
 *
 * Points, one JSON object per line: measurement, source, tags, time (µs), fields: name → [type,
 * value], binary values in base64. Scans add the number of the split, streams the type of record.
 */
public final class TimeseriesJudge {
  private static final Gson GSON = new Gson();
  private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  private final TimeseriesClient timeseries;
  private final SyncClient rows;
  private final String table;

  private TimeseriesJudge(TimeseriesClient timeseries, SyncClient rows, String table) {
    this.timeseries = timeseries;
    this.rows = rows;
    this.table = table;
  }

  public static void main(String[] args) throws Exception {
    TimeseriesClient timeseries = new TimeseriesClient(args[0], args[1], args[2], args[3]);
    SyncClient rows = new SyncClient(args[0], args[1], args[2], args[3]);
    try {
      new TimeseriesJudge(timeseries, rows, args[4]).run(args[5], args);
    } finally {
      OUT.flush();
      timeseries.shutdown();
      rows.shutdown();
    }
  }

  private void run(String command, String[] args) throws Exception {
    switch (command) {
      case "put":
        put();
        break;
      case "scan":
        scan(Integer.parseInt(args[6]), args[7], Integer.parseInt(args[8]));
        break;
      case "get":
        get(Integer.parseInt(args[6]), Boolean.parseBoolean(args[7]));
        break;
      case "meta":
        meta();
        break;
      case "stream":
        stream(Integer.parseInt(args[6]));
        break;
      default:
        throw new IllegalArgumentException(command);
    }
  }

  private static BufferedReader input() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  private void put() throws Exception {
    PutTimeseriesDataRequest request = new PutTimeseriesDataRequest(table);
    BufferedReader in = input();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      request.addRow(pointOf(GSON.fromJson(line, JsonObject.class)));
      if (request.getRows().size() == 200) {
        send(request);
        request = new PutTimeseriesDataRequest(table);
      }
    }
    if (!request.getRows().isEmpty()) send(request);
  }

  private void send(PutTimeseriesDataRequest request) {
    for (PutTimeseriesDataResponse.FailedRowResult failed :
        timeseries.putTimeseriesData(request).getFailedRows()) {
      JsonObject line = new JsonObject();
      line.addProperty("index", failed.getIndex());
      line.addProperty("code", failed.getError().getCode());
      line.addProperty("message", failed.getError().getMessage());
      OUT.println(GSON.toJson(line));
    }
  }

  private void scan(int splits, String measurement, int limit) {
    SplitTimeseriesScanTaskRequest split = new SplitTimeseriesScanTaskRequest(table, splits);
    if (!measurement.isEmpty()) split.setMeasurementName(measurement);
    int number = 0;
    for (TimeseriesScanSplitInfo part : timeseries.splitTimeseriesScanTask(split).getSplitInfos()) {
      ScanTimeseriesDataRequest request = new ScanTimeseriesDataRequest(table);
      request.setSplitInfo(part);
      if (limit > 0) request.setLimit(limit);
      ScanTimeseriesDataResponse page;
      do {
        page = timeseries.scanTimeseriesData(request);
        for (TimeseriesRow row : page.getRows()) {
          JsonObject point = jsonOf(row);
          point.addProperty("split", number);
          OUT.println(GSON.toJson(point));
        }
        request.setNextToken(page.getNextToken());
      } while (page.getNextToken() != null);
      ++number;
    }
  }

  private void get(int limit, boolean backward) throws Exception {
    BufferedReader in = input();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      GetTimeseriesDataRequest request = new GetTimeseriesDataRequest(table);
      request.setTimeseriesKey(keyOf(GSON.fromJson(line, JsonObject.class)));
      request.setTimeRange(0, Long.MAX_VALUE);
      request.setBackward(backward);
      if (limit > 0) request.setLimit(limit);
      GetTimeseriesDataResponse page;
      do {
        page = timeseries.getTimeseriesData(request);
        for (TimeseriesRow row : page.getRows()) OUT.println(GSON.toJson(jsonOf(row)));
        request.setNextToken(page.getNextToken());
      } while (page.getNextToken() != null);
    }
  }

  private void meta() {
    QueryTimeseriesMetaRequest request = new QueryTimeseriesMetaRequest(table);
    request.setGetTotalHits(true);
    QueryTimeseriesMetaResponse page;
    do {
      page = timeseries.queryTimeseriesMeta(request);
      for (TimeseriesMeta meta : page.getTimeseriesMetas()) {
        JsonObject line = jsonOf(meta.getTimeseriesKey());
        line.add("attributes", GSON.toJsonTree(meta.getAttributes()));
        line.addProperty("total", page.getTotalHits());
        OUT.println(GSON.toJson(line));
      }
      request.setNextToken(page.getNextToken());
    } while (page.getNextToken() != null);
  }

  private void stream(int limit) {
    for (Stream stream : rows.listStream(new ListStreamRequest(table)).getStreams()) {
      DescribeStreamRequest describe = new DescribeStreamRequest(stream.getStreamId());
      describe.setSupportTimeseriesTable(true);
      DescribeStreamResponse description = rows.describeStream(describe);
      if (!description.isTimeseriesDataTable()) throw new IllegalStateException(table);
      for (StreamShard shard : description.getShards()) {
        read(stream.getStreamId(), shard.getShardId(), limit);
      }
    }
  }

  private void read(String streamId, String shardId, int limit) {
    String iterator =
        rows.getShardIterator(new GetShardIteratorRequest(streamId, shardId)).getShardIterator();
    while (iterator != null) {
      GetStreamRecordRequest request = new GetStreamRecordRequest(iterator);
      request.setParseInTimeseriesDataFormat(true);
      if (limit > 0) request.setLimit(limit);
      GetStreamRecordResponse page = rows.getStreamRecord(request);
      for (StreamRecord record : page.getRecords()) {
        JsonObject point = jsonOf(record);
        point.addProperty("shard", shardId);
        OUT.println(GSON.toJson(point));
      }
      iterator = page.getRecords().isEmpty() ? null : page.getNextShardIterator();
    }
  }

  private static TimeseriesKey keyOf(JsonObject point) {
    Map<String, String> tags = new TreeMap<>();
    for (Map.Entry<String, JsonElement> tag : point.getAsJsonObject("tags").entrySet()) {
      tags.put(tag.getKey(), tag.getValue().getAsString());
    }
    return new TimeseriesKey(
        point.get("measurement").getAsString(), point.get("source").getAsString(), tags);
  }

  private static TimeseriesRow pointOf(JsonObject point) {
    TimeseriesRow row = new TimeseriesRow(keyOf(point), point.get("time").getAsLong());
    for (Map.Entry<String, JsonElement> field : point.getAsJsonObject("fields").entrySet()) {
      JsonArray typed = field.getValue().getAsJsonArray();
      row.addField(field.getKey(), valueOf(typed.get(0).getAsString(), typed.get(1)));
    }
    return row;
  }

  private static ColumnValue valueOf(String type, JsonElement value) {
    switch (type) {
      case "INTEGER":
        return ColumnValue.fromLong(value.getAsLong());
      case "DOUBLE":
        return ColumnValue.fromDouble(value.getAsDouble());
      case "BOOLEAN":
        return ColumnValue.fromBoolean(value.getAsBoolean());
      case "BINARY":
        return ColumnValue.fromBinary(Base64.getDecoder().decode(value.getAsString()));
      default:
        return ColumnValue.fromString(value.getAsString());
    }
  }

  private static JsonObject jsonOf(TimeseriesKey key) {
    JsonObject line = new JsonObject();
    line.addProperty("measurement", key.getMeasurementName());
    line.addProperty("source", key.getDataSource());
    line.add("tags", GSON.toJsonTree(key.getTags()));
    return line;
  }

  private static JsonObject jsonOf(TimeseriesRow row) {
    JsonObject point = jsonOf(row.getTimeseriesKey());
    point.addProperty("time", row.getTimeInUs());
    JsonObject fields = new JsonObject();
    for (Map.Entry<String, ColumnValue> field : row.getFields().entrySet()) {
      fields.add(field.getKey(), jsonOf(field.getValue()));
    }
    point.add("fields", fields);
    return point;
  }

  private static JsonObject jsonOf(StreamRecord record) {
    PrimaryKey key = record.getPrimaryKey();
    JsonObject point = new JsonObject();
    point.addProperty("type", record.getRecordType().toString());
    point.addProperty("measurement", key.getPrimaryKeyColumn("_m_name").getValue().asString());
    point.addProperty("source", key.getPrimaryKeyColumn("_data_source").getValue().asString());
    point.addProperty("tags_text", key.getPrimaryKeyColumn("_tags").getValue().asString());
    point.addProperty("time", key.getPrimaryKeyColumn("_time").getValue().asLong());
    JsonObject fields = new JsonObject();
    for (RecordColumn column : record.getColumns()) {
      fields.add(column.getColumn().getName(), jsonOf(column.getColumn().getValue()));
    }
    point.add("fields", fields);
    return point;
  }

  private static JsonArray jsonOf(ColumnValue value) {
    JsonArray typed = new JsonArray();
    typed.add(value.getType().toString());
    switch (value.getType()) {
      case INTEGER:
        typed.add(value.asLong());
        break;
      case DOUBLE:
        typed.add(value.asDouble());
        break;
      case BOOLEAN:
        typed.add(value.asBoolean());
        break;
      case BINARY:
        typed.add(Base64.getEncoder().encodeToString(value.asBinary()));
        break;
      default:
        typed.add(value.asString());
        break;
    }
    return typed;
  }
}
