import com.aliyun.odps.Column;
import com.aliyun.odps.Instance;
import com.aliyun.odps.Odps;
import com.aliyun.odps.Partition;
import com.aliyun.odps.PartitionSpec;
import com.aliyun.odps.Table;
import com.aliyun.odps.TableSchema;
import com.aliyun.odps.account.AliyunAccount;
import com.aliyun.odps.data.ArrowRecordReader;
import com.aliyun.odps.data.ArrowRecordWriter;
import com.aliyun.odps.data.Binary;
import com.aliyun.odps.data.Char;
import com.aliyun.odps.data.IntervalDayTime;
import com.aliyun.odps.data.IntervalYearMonth;
import com.aliyun.odps.data.JsonValue;
import com.aliyun.odps.data.Record;
import com.aliyun.odps.data.RecordReader;
import com.aliyun.odps.data.RecordWriter;
import com.aliyun.odps.data.SimpleJsonValue;
import com.aliyun.odps.data.SimpleStruct;
import com.aliyun.odps.data.Struct;
import com.aliyun.odps.data.Varchar;
import com.aliyun.odps.task.SQLTask;
import com.aliyun.odps.tunnel.InstanceTunnel;
import com.aliyun.odps.tunnel.TableTunnel;
import com.aliyun.odps.tunnel.io.CompressOption;
import com.aliyun.odps.type.ArrayTypeInfo;
import com.aliyun.odps.type.MapTypeInfo;
import com.aliyun.odps.type.StructTypeInfo;
import com.aliyun.odps.type.TypeInfo;
import com.aliyun.odps.type.TypeInfoParser;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The vendor's Java SDK, unchanged, at work on one project. Each line of standard input is a
 * command, a JSON object with its name in "do"; each is answered by one line, the value or
 * {"error": text}.
 *
 * <pre>OdpsJudge ENDPOINT ACCESS_ID ACCESS_KEY PROJECT</pre>
 *
 * Cells are JSON values. Decimals, dates and JSON are texts, bytes are base64, moments and
 * day-time intervals are [seconds, nanoseconds], year-month intervals are months, maps are lists
 * of [key, value] by key, structs are objects.
 */
public final class OdpsJudge {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().serializeSpecialFloatingPointValues().create();

  private final Odps odps;
  private final TableTunnel tunnel;
  private final String project;

  private OdpsJudge(String[] args) {
    odps = new Odps(new AliyunAccount(args[1], args[2]));
    odps.setEndpoint(args[0]);
    odps.setDefaultProject(args[3]);
    project = args[3];
    tunnel = new TableTunnel(odps);
  }

  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    OdpsJudge judge = new OdpsJudge(args);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonElement answer;
      try {
        answer = judge.answer(GSON.fromJson(line, JsonObject.class));
      } catch (Exception failure) {
        JsonObject error = new JsonObject();
        error.addProperty("error", failure.toString());
        answer = error;
      }
      out.println(GSON.toJson(answer));
    }
    System.exit(0); // a thread of the SDK lives for ten seconds more
  }

  private JsonElement answer(JsonObject command) throws Exception {
    String table = text(command, "table");
    switch (text(command, "do")) {
      case "create":
        odps.tables().create(project, table, schemaOf(command), text(command, "comment"), false);
        return JsonNull.INSTANCE;
      case "drop":
        odps.tables().delete(project, table);
        return JsonNull.INSTANCE;
      case "truncate":
        odps.tables().get(table).truncate();
        return JsonNull.INSTANCE;
      case "describe":
        return describe(odps.tables().get(table));
      case "add_partition":
        odps.tables().get(table).createPartition(partitionOf(command));
        return JsonNull.INSTANCE;
      case "drop_partition":
        odps.tables().get(table).deletePartition(partitionOf(command));
        return JsonNull.INSTANCE;
      case "has_partition":
        return new JsonPrimitive(odps.tables().get(table).hasPartition(partitionOf(command)));
      case "partitions":
        return partitions(odps.tables().get(table));
      case "upload":
        return upload(command);
      case "download":
        return download(command);
      case "copy_arrow":
        return copyArrow(command);
      case "sql":
        return query(text(command, "query"));
      default:
        throw new IllegalArgumentException(command.toString());
    }
  }

  private static TableSchema schemaOf(JsonObject command) {
    TableSchema schema = new TableSchema();
    for (Map.Entry<String, JsonElement> column : command.getAsJsonObject("columns").entrySet()) {
      schema.addColumn(columnOf(column));
    }
    for (Map.Entry<String, JsonElement> column :
        command.getAsJsonObject("partition_columns").entrySet()) {
      schema.addPartitionColumn(columnOf(column));
    }
    return schema;
  }

  private static Column columnOf(Map.Entry<String, JsonElement> column) {
    String type = column.getValue().getAsString();
    return new Column(column.getKey(), TypeInfoParser.getTypeInfoFromTypeString(type), "of Java");
  }

  private static JsonElement describe(Table table) throws Exception {
    table.reload();
    JsonObject description = new JsonObject();
    description.addProperty("comment", table.getComment());
    JsonObject columns = new JsonObject();
    for (Column column : table.getSchema().getAllColumns()) {
      columns.addProperty(column.getName(), column.getTypeInfo().getTypeName());
    }
    description.add("columns", columns);
    return description;
  }

  private static JsonElement partitions(Table table) {
    JsonArray names = new JsonArray();
    for (Partition partition : table.getPartitions()) {
      names.add(partition.getPartitionSpec().toString(false, true));
    }
    return names;
  }

  /** "blocks": id → rows. Answers the state that the commit leaves. */
  private JsonElement upload(JsonObject command) throws Exception {
    boolean overwrite = command.has("overwrite") && command.get("overwrite").getAsBoolean();
    TableTunnel.UploadSession session = open(command, overwrite);
    List<Long> blocks = new ArrayList<>();
    for (Map.Entry<String, JsonElement> block : command.getAsJsonObject("blocks").entrySet()) {
      blocks.add(Long.parseLong(block.getKey()));
      try (RecordWriter writer =
          session.openRecordWriter(blocks.get(blocks.size() - 1), compressionOf(command))) {
        for (JsonElement row : block.getValue().getAsJsonArray()) {
          writer.write(recordOf(session, row.getAsJsonArray()));
        }
      }
    }
    session.commit(blocks.toArray(new Long[0]));
    return new JsonPrimitive(session.getStatus().toString());
  }

  private TableTunnel.UploadSession open(JsonObject command, boolean overwrite) throws Exception {
    String table = text(command, "table");
    return command.has("partition")
        ? tunnel.createUploadSession(project, table, partitionOf(command), overwrite)
        : tunnel.createUploadSession(project, table, overwrite);
  }

  private static Record recordOf(TableTunnel.UploadSession session, JsonArray cells) {
    Record record = session.newRecord();
    for (int i = 0; i < cells.size(); ++i) {
      record.set(i, valueOf(cells.get(i), session.getSchema().getColumn(i).getTypeInfo()));
    }
    return record;
  }

  private TableTunnel.DownloadSession read(JsonObject command) throws Exception {
    TableTunnel.DownloadSessionBuilder builder =
        tunnel.buildDownloadSession(project, text(command, "table"));
    if (command.has("partition")) builder.setPartitionSpec(partitionOf(command));
    return builder.build();
  }

  /** The rows from "start", "count" of them, in "columns"; without these all. */
  private JsonElement download(JsonObject command) throws Exception {
    TableTunnel.DownloadSession session = read(command);
    List<Column> columns = null;
    if (command.has("columns")) {
      columns = new ArrayList<>();
      for (JsonElement name : command.getAsJsonArray("columns")) {
        columns.add(session.getSchema().getColumn(name.getAsString()));
      }
    }
    long start = command.has("start") ? command.get("start").getAsLong() : 0;
    long count =
        command.has("count") ? command.get("count").getAsLong() : session.getRecordCount();
    try (RecordReader reader =
        session.openRecordReader(start, count, compressionOf(command), columns)) {
      return rowsOf(reader);
    }
  }

  /** The rows of "source", read and written as Arrow. */
  private JsonElement copyArrow(JsonObject command) throws Exception {
    JsonObject source = new JsonObject();
    source.add("table", command.get("source"));
    TableTunnel.DownloadSession from = read(source);
    TableTunnel.UploadSession to = open(command, true);
    try (ArrowRecordReader reader =
            from.openArrowRecordReader(0, from.getRecordCount(), compressionOf(command));
        ArrowRecordWriter writer = to.openArrowRecordWriter(0, compressionOf(command))) {
      for (VectorSchemaRoot batch = reader.read(); batch != null; batch = reader.read()) {
        writer.write(batch);
      }
    }
    to.commit(new Long[] {0L});
    return JsonNull.INSTANCE;
  }

  /** What a query gives through the instance tunnel and as the CSV of its task. */
  private JsonElement query(String statement) throws Exception {
    Instance instance = SQLTask.run(odps, statement);
    instance.waitForSuccess();
    JsonObject result = new JsonObject();
    result.addProperty("csv", instance.getTaskResults().get(SQLTask.AnonymousSQLTaskName));
    InstanceTunnel.DownloadSession session =
        new InstanceTunnel(odps).createDownloadSession(project, instance.getId());
    try (RecordReader reader = session.openRecordReader(0, session.getRecordCount())) {
      result.add("rows", rowsOf(reader));
    }
    return result;
  }

  private static JsonArray rowsOf(RecordReader reader) throws IOException {
    JsonArray rows = new JsonArray();
    for (Record record = reader.read(); record != null; record = reader.read()) {
      JsonArray row = new JsonArray();
      for (int i = 0; i < record.getColumnCount(); ++i) row.add(jsonOf(record.get(i)));
      rows.add(row);
    }
    return rows;
  }

  private static String text(JsonObject command, String name) {
    return command.has(name) ? command.get(name).getAsString() : null;
  }

  private static PartitionSpec partitionOf(JsonObject command) {
    return new PartitionSpec(text(command, "partition"));
  }

  private static CompressOption compressionOf(JsonObject command) {
    String name = command.has("compression") ? text(command, "compression") : "ODPS_RAW";
    return new CompressOption(CompressOption.CompressAlgorithm.valueOf(name), 1, 0);
  }

  private static Object valueOf(JsonElement cell, TypeInfo type) {
    if (cell.isJsonNull()) return null;
    switch (type.getOdpsType()) {
      case TINYINT:
        return cell.getAsByte();
      case SMALLINT:
        return cell.getAsShort();
      case INT:
        return cell.getAsInt();
      case BIGINT:
        return cell.getAsLong();
      case FLOAT:
        return cell.getAsFloat();
      case DOUBLE:
        return cell.getAsDouble();
      case BOOLEAN:
        return cell.getAsBoolean();
      case BINARY:
        return new Binary(Base64.getDecoder().decode(cell.getAsString()));
      case CHAR:
        return new Char(cell.getAsString());
      case VARCHAR:
        return new Varchar(cell.getAsString());
      case DECIMAL:
        return new BigDecimal(cell.getAsString());
      case JSON:
        return new SimpleJsonValue(cell.getAsString());
      case DATE:
        return LocalDate.parse(cell.getAsString());
      case DATETIME:
        return instantOf(cell).atZone(ZoneOffset.UTC);
      case TIMESTAMP:
        return instantOf(cell);
      case TIMESTAMP_NTZ:
        return LocalDateTime.ofInstant(instantOf(cell), ZoneOffset.UTC);
      case INTERVAL_DAY_TIME:
        return new IntervalDayTime(instantOf(cell).getEpochSecond(), instantOf(cell).getNano());
      case INTERVAL_YEAR_MONTH:
        return new IntervalYearMonth(cell.getAsInt());
      case ARRAY:
        return listOf(cell.getAsJsonArray(), ((ArrayTypeInfo) type).getElementTypeInfo());
      case MAP:
        return mapOf(cell.getAsJsonArray(), (MapTypeInfo) type);
      case STRUCT:
        return structOf(cell.getAsJsonObject(), (StructTypeInfo) type);
      default:
        return cell.getAsString();
    }
  }

  private static Instant instantOf(JsonElement cell) {
    JsonArray parts = cell.getAsJsonArray();
    return Instant.ofEpochSecond(parts.get(0).getAsLong(), parts.get(1).getAsLong());
  }

  private static List<Object> listOf(JsonArray cells, TypeInfo type) {
    List<Object> values = new ArrayList<>();
    for (JsonElement cell : cells) values.add(valueOf(cell, type));
    return values;
  }

  private static Map<Object, Object> mapOf(JsonArray cells, MapTypeInfo type) {
    Map<Object, Object> values = new LinkedHashMap<>();
    for (JsonElement cell : cells) {
      JsonArray pair = cell.getAsJsonArray();
      values.put(
          valueOf(pair.get(0), type.getKeyTypeInfo()),
          valueOf(pair.get(1), type.getValueTypeInfo()));
    }
    return values;
  }

  private static Struct structOf(JsonObject cells, StructTypeInfo type) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < type.getFieldCount(); ++i) {
      values.add(valueOf(cells.get(type.getFieldNames().get(i)), type.getFieldTypeInfos().get(i)));
    }
    return new SimpleStruct(type, values);
  }

  private static JsonElement jsonOf(Object value) {
    if (value == null) return JsonNull.INSTANCE;
    if (value instanceof byte[]) {
      return new JsonPrimitive(new String((byte[]) value, StandardCharsets.UTF_8));
    }
    if (value instanceof Binary) {
      return new JsonPrimitive(Base64.getEncoder().encodeToString(((Binary) value).data()));
    }
    if (value instanceof BigDecimal) {
      return new JsonPrimitive(((BigDecimal) value).toPlainString());
    }
    if (value instanceof ZonedDateTime) return jsonOf(((ZonedDateTime) value).toInstant());
    if (value instanceof LocalDateTime) {
      return jsonOf(((LocalDateTime) value).toInstant(ZoneOffset.UTC));
    }
    if (value instanceof Instant) {
      return pair(((Instant) value).getEpochSecond(), ((Instant) value).getNano());
    }
    if (value instanceof IntervalDayTime) {
      IntervalDayTime interval = (IntervalDayTime) value;
      return pair(interval.getTotalSeconds(), interval.getNanos());
    }
    if (value instanceof IntervalYearMonth) {
      return new JsonPrimitive(((IntervalYearMonth) value).getTotalMonths());
    }
    if (value instanceof List) return jsonOf((List<?>) value);
    if (value instanceof Map) return jsonOf((Map<?, ?>) value);
    if (value instanceof Struct) return jsonOf((Struct) value);
    if (value instanceof Number) return new JsonPrimitive((Number) value);
    if (value instanceof Boolean) return new JsonPrimitive((Boolean) value);
    if (value instanceof JsonValue || value instanceof LocalDate || value instanceof String
        || value instanceof Char || value instanceof Varchar) {
      return new JsonPrimitive(value.toString());
    }
    throw new IllegalStateException("a value of " + value.getClass());
  }

  private static JsonArray pair(long seconds, int nanos) {
    JsonArray parts = new JsonArray();
    parts.add(seconds);
    parts.add(nanos);
    return parts;
  }

  private static JsonArray jsonOf(List<?> values) {
    JsonArray cells = new JsonArray();
    for (Object value : values) cells.add(jsonOf(value));
    return cells;
  }

  private static JsonArray jsonOf(Map<?, ?> values) {
    JsonArray cells = new JsonArray();
    for (Map.Entry<?, ?> entry : new TreeMap<>(values).entrySet()) {
      JsonArray pair = new JsonArray();
      pair.add(jsonOf(entry.getKey()));
      pair.add(jsonOf(entry.getValue()));
      cells.add(pair);
    }
    return cells;
  }

  private static JsonObject jsonOf(Struct value) {
    JsonObject cells = new JsonObject();
    for (int i = 0; i < value.getFieldCount(); ++i) {
      cells.add(value.getFieldName(i), jsonOf(value.getFieldValue(i)));
    }
    return cells;
  }
}
