// Creates a Tablestore table with a stream, by the vendor's Node.js SDK (the Python one has no
// way to switch a stream on).
//   node create_stream_table.js ENDPOINT INSTANCE ACCESS_ID ACCESS_KEY TABLE KEY:TYPE[,KEY:TYPE]
const Tablestore = require('tablestore');

const [endpoint, instancename, accessKeyId, secretAccessKey, table, keys] =
  process.argv.slice(2);
const client = new Tablestore.Client({
  accessKeyId, secretAccessKey, endpoint, instancename, maxRetries: 0,
});

const params = {
  tableMeta: {
    tableName: table,
    primaryKey: keys.split(',').map((key) => {
      const [name, type] = key.split(':');
      return { name, type };
    }),
  },
  reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
  tableOptions: { timeToLive: -1, maxVersions: 1 },
  streamSpecification: { enableStream: true, expirationTime: 168 },
};

client.createTable(params, (error) => {
  if (error) {
    console.error(error);
    process.exit(1);
  }
  client.describeTable({ tableName: table }, (failed, answer) => {
    if (failed) {
      console.error(failed);
      process.exit(1);
    }
    console.log(answer.streamDetails.streamId);
  });
});
