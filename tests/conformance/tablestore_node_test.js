// The vendor's Node.js SDK, unchanged, against the emulator's Tablestore: tables, rows, ranges,
// batches and the errors. (Streams can be switched on with it, but not read.)
'use strict';
const assert = require('node:assert');
const { after, before, beforeEach, test } = require('node:test');
const { sdk, startEmulator } = require('./emulator.js');

const ts = sdk('tablestore');
const { Condition, Long } = ts;
const IGNORE = new Condition(ts.RowExistenceExpectation.IGNORE, null);
const LOW = [{ k: ts.INF_MIN }, { n: ts.INF_MIN }];
const HIGH = [{ k: ts.INF_MAX }, { n: ts.INF_MAX }];

let emulator, client;
let instances = 0;

before(async () => { emulator = await startEmulator(); });
after(() => emulator.stop());

// Every test has an instance of its own, with a table t: k STRING, n INTEGER.
beforeEach(async () => {
  client = open({ instancename: `node-${++instances}` });
  await createTable('t');
});

function open(options) {
  const { accessId, accessKey, ots } = emulator.address;
  return new ts.Client({
    accessKeyId: accessId, secretAccessKey: accessKey, endpoint: ots, instancename: 'demo',
    maxRetries: 0, ...options,
  });
}

function createTable(tableName, more = {}, meta = {}) {
  return client.createTable({
    tableMeta: {
      tableName,
      primaryKey: [{ name: 'k', type: 'STRING' }, { name: 'n', type: 'INTEGER' }],
      ...meta,
    },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 3 },
    ...more,
  });
}

const key = (k, n) => [{ k }, { n: Long.fromNumber(n) }];

function put(k, n, attributeColumns, more = {}) {
  return client.putRow(
      { tableName: 't', condition: IGNORE, primaryKey: key(k, n), attributeColumns, ...more });
}

// 64-bit integers of the SDK become numbers.
const plain = (value) => value && value.toNumber ? value.toNumber() : value;

// A row's attributes as { name: value }, or undefined when there is no row.
async function get(k, n, more = {}) {
  const { row } = await client.getRow({ tableName: 't', primaryKey: key(k, n), ...more });
  return row.attributes && columns(row.attributes);
}

function columns(attributes) {
  return Object.fromEntries(attributes.map((a) => [a.columnName, plain(a.columnValue)]));
}

const keysOf = (rows) => rows.map((row) => row.primaryKey.map((c) => plain(c.value)));

// The error of the SDK has the status as its code, and the service's words inside its text.
function refused(promise, status, ...words) {
  return assert.rejects(promise, (error) => {
    assert.strictEqual(error.code, status);
    for (const text of words) assert.ok(error.message.includes(text), error.message);
    return true;
  });
}

test('tables', async () => {
  await createTable('u', { tableOptions: { timeToLive: 86400, maxVersions: 2,
                                           maxTimeDeviation: 3600 } },
                    { definedColumn: [{ name: 'c', type: ts.DefinedColumnType.DCT_STRING }] });
  assert.deepStrictEqual((await client.listTable({})).tableNames.sort(), ['t', 'u']);
  const found = await client.describeTable({ tableName: 'u' });
  assert.strictEqual(found.tableMeta.tableName, 'u');
  assert.deepStrictEqual(found.tableMeta.primaryKey.map((c) => [c.name, c.type]),
                         [['k', ts.PrimaryKeyType.STRING], ['n', ts.PrimaryKeyType.INTEGER]]);
  assert.deepStrictEqual(found.tableMeta.definedColumn.map((c) => [c.name, c.type]),
                         [['c', ts.DefinedColumnType.DCT_STRING]]);
  assert.strictEqual(found.tableOptions.timeToLive, 86400);
  assert.strictEqual(found.tableOptions.maxVersions, 2);
  assert.strictEqual(plain(found.tableOptions.deviationCellVersionInSec), 3600);
  assert.strictEqual(found.tableStatus, 1);
  assert.strictEqual(found.streamDetails.enableStream, false);
  const changed = await client.updateTable({ tableName: 'u', tableOptions: { maxVersions: 5 } });
  assert.strictEqual(changed.tableOptions.maxVersions, 5);
  assert.strictEqual(changed.tableOptions.timeToLive, 86400);
  await client.deleteTable({ tableName: 'u' });
  assert.deepStrictEqual((await client.listTable({})).tableNames, ['t']);
});

test('a stream is switched on and off', async () => {
  await client.updateTable({ tableName: 't', tableOptions: { maxVersions: 1 },
                             streamSpecification: { enableStream: true, expirationTime: 24 } });
  const { streamDetails } = await client.describeTable({ tableName: 't' });
  assert.strictEqual(streamDetails.enableStream, true);
  assert.strictEqual(streamDetails.expirationTime, 24);
  assert.match(streamDetails.streamId, /^t_\d+$/);
  const off = await client.updateTable({ tableName: 't', tableOptions: { maxVersions: 1 },
                                         streamSpecification: { enableStream: false } });
  assert.strictEqual(off.streamDetails.enableStream, false);
});

test('every type comes back as it was', async () => {
  const done = await put('中文', -5, [
    { binary: Buffer.from([0, 255]) }, { boolean: true }, { double: -1.5 },
    { integer: Long.fromString('-9223372036854775808') }, { string: 'é 😀' }]);
  assert.strictEqual(done.consumed.capacityUnit.write, 1);
  const { row } = await client.getRow({ tableName: 't', primaryKey: key('中文', -5) });
  assert.deepStrictEqual(keysOf([row]), [['中文', -5]]);
  const found = Object.fromEntries(row.attributes.map((a) => [a.columnName, a.columnValue]));
  assert.deepStrictEqual([...found.binary], [0, 255]);
  assert.strictEqual(found.boolean, true);
  assert.strictEqual(found.double, -1.5);
  assert.strictEqual(found.integer.toString(), '-9223372036854775808');
  assert.strictEqual(found.string, 'é 😀');
  assert.strictEqual(await get('absent', 1), undefined);
});

test('updates put, delete and count', async () => {
  await put('a', 1, [{ gone: 'x' }, { kept: 'y' }, { count: Long.fromNumber(40) }]);
  const done = await client.updateRow({
    tableName: 't', condition: IGNORE, primaryKey: key('a', 1),
    updateOfAttributeColumns: [
      { PUT: [{ added: 'z' }] }, { DELETE_ALL: ['gone'] },
      { INCREMENT: [{ count: Long.fromNumber(2) }] }],
    returnContent: { returnType: ts.ReturnType.AfterModify, returnColumns: ['count'] },
  });
  assert.deepStrictEqual(columns(done.row.attributes), { count: 42 });
  assert.deepStrictEqual(await get('a', 1), { added: 'z', count: 42, kept: 'y' });
});

test('versions are kept, read and deleted one by one', async () => {
  await put('a', 1, [{ v: 'now' }]);
  const { row } = await client.getRow({ tableName: 't', primaryKey: key('a', 1) });
  const now = plain(row.attributes[0].timestamp);
  const at = (n) => Long.fromNumber(now + n);
  const update = (change) => client.updateRow(
      { tableName: 't', condition: IGNORE, primaryKey: key('a', 1),
        updateOfAttributeColumns: [change] });
  for (const n of [1, 2, 3]) await update({ PUT: [{ v: `${n}`, timestamp: at(n) }] });
  await update({ DELETE: [{ v: at(2) }] });
  const read = async (more) => (await client.getRow(
      { tableName: 't', primaryKey: key('a', 1), ...more })).row.attributes
      .map((a) => a.columnValue);
  assert.deepStrictEqual(await read({ maxVersions: 9 }), ['3', '1']);
  assert.deepStrictEqual(
      await read({ maxVersions: 9, timeRange: { startTime: now, endTime: now + 3 } }), ['1']);
});

test('deletes', async () => {
  await put('a', 1, [{ v: 'x' }]);
  await client.deleteRow({ tableName: 't', condition: IGNORE, primaryKey: key('a', 1) });
  assert.strictEqual(await get('a', 1), undefined);
});

test('conditions', async () => {
  const { EXPECT_EXIST, EXPECT_NOT_EXIST } = ts.RowExistenceExpectation;
  const column = new ts.SingleColumnCondition('v', 'x', ts.ComparatorType.EQUAL, false);
  await put('a', 1, [{ v: 'x' }]);
  await put('a', 1, [{ v: 'x' }], { condition: new Condition(EXPECT_EXIST, column) });
  const failures = [
    () => put('b', 1, [], { condition: new Condition(EXPECT_EXIST, null) }),
    () => put('a', 1, [], { condition: new Condition(EXPECT_NOT_EXIST, null) }),
    () => put('b', 1, [], { condition: new Condition(0, column) }),
    () => client.deleteRow({ tableName: 't', condition: new Condition(EXPECT_EXIST, null),
                             primaryKey: key('b', 1) }),
  ];
  for (const fail of failures) {
    await refused(fail(), 403, 'OTSConditionCheckFail', 'Condition check failed.');
  }
});

test('generated keys grow', async () => {
  const primaryKey = [{ name: 'k', type: 'STRING' },
                      { name: 'n', type: 'INTEGER', option: 'AUTO_INCREMENT' }];
  await createTable('auto', {}, { primaryKey });
  const given = [];
  for (let i = 0; i < 3; ++i) {
    const { row } = await client.putRow({
      tableName: 'auto', condition: IGNORE, primaryKey: [{ k: 'a' }, { n: ts.PK_AUTO_INCR }],
      attributeColumns: [{ v: 'x' }], returnContent: { returnType: ts.ReturnType.Primarykey } });
    given.push(plain(row.primaryKey[1].value));
  }
  assert.deepStrictEqual([...new Set(given)].sort((a, b) => a - b), given);
  const { rows } = await client.getRange(
      { tableName: 'auto', direction: ts.Direction.FORWARD, inclusiveStartPrimaryKey: LOW,
        exclusiveEndPrimaryKey: HIGH });
  assert.deepStrictEqual(keysOf(rows), given.map((n) => ['a', n]));
});

test('ranges: directions, pages, columns, filters', async () => {
  const all = [['a', 1], ['a', 2], ['b', -1], ['b', 5], ['c', 0]];
  for (const [k, n] of all) await put(k, n, [{ v: Long.fromNumber(n) }, { w: k }, { x: k }]);
  const page = (start, end, more = {}) => client.getRange(
      { tableName: 't', direction: ts.Direction.FORWARD, inclusiveStartPrimaryKey: start,
        exclusiveEndPrimaryKey: end, ...more });
  const backward = { direction: ts.Direction.BACKWARD };
  assert.deepStrictEqual(keysOf((await page(LOW, HIGH)).rows), all);
  assert.deepStrictEqual(keysOf((await page(HIGH, LOW, backward)).rows), [...all].reverse());
  assert.deepStrictEqual(keysOf((await page(key('a', 2), key('b', 5))).rows), all.slice(1, 3));

  const found = [];
  for (let start = LOW; start;) {
    const answer = await page(start, HIGH, { limit: 2 });
    found.push(...keysOf(answer.rows));
    start = answer.nextStartPrimaryKey &&
        answer.nextStartPrimaryKey.map((c) => ({ [c.name]: c.value }));
  }
  assert.deepStrictEqual(found, all);

  const only = await page(LOW, HIGH, { columnsToGet: ['w'] });
  assert.deepStrictEqual(columns(only.rows[0].attributes), { w: 'a' });
  const sliced = await page(LOW, HIGH, { startColumn: 'w', endColumn: 'x' });
  assert.deepStrictEqual(columns(sliced.rows[0].attributes), { w: 'a' });
  const second = await page(LOW, HIGH, { columnFilter: new ts.ColumnPaginationFilter(1, 1) });
  assert.deepStrictEqual(columns(second.rows[0].attributes), { w: 'a' });

  const either = new ts.CompositeCondition(ts.LogicalOperator.OR);
  either.addSubCondition(
      new ts.SingleColumnCondition('v', Long.fromNumber(0), ts.ComparatorType.LESS_THAN, false));
  either.addSubCondition(new ts.SingleColumnCondition('w', 'c', ts.ComparatorType.EQUAL, false));
  const chosen = await page(LOW, HIGH, { columnFilter: either });
  assert.deepStrictEqual(keysOf(chosen.rows), [['b', -1], ['c', 0]]);
});

test('batches: every kind of write, rows that fail one by one', async () => {
  await put('a', 2, [{ old: 'x' }]);
  await put('a', 3, [{ v: 'x' }]);
  const mustExist = new Condition(ts.RowExistenceExpectation.EXPECT_EXIST, null);
  const written = await client.batchWriteRow({ tables: [
    { tableName: 't', rows: [
      { type: 'PUT', condition: IGNORE, primaryKey: key('a', 1), attributeColumns: [{ v: '1' }],
        returnContent: { returnType: ts.ReturnType.Primarykey } },
      { type: 'UPDATE', condition: IGNORE, primaryKey: key('a', 2),
        attributeColumns: [{ PUT: [{ v: '2' }] }] },
      { type: 'DELETE', condition: IGNORE, primaryKey: key('a', 3) },
      { type: 'PUT', condition: mustExist, primaryKey: key('a', 4),
        attributeColumns: [{ v: '4' }] },
    ] },
    { tableName: 'absent', rows: [{ type: 'DELETE', condition: IGNORE,
                                    primaryKey: key('a', 1) }] },
  ] });
  assert.deepStrictEqual(written.tables.map((r) => [r.tableName, r.isOk, r.errorCode]), [
    ['t', true, null], ['t', true, null], ['t', true, null],
    ['t', false, 'OTSConditionCheckFail'], ['absent', false, 'OTSObjectNotExist']]);
  assert.deepStrictEqual(keysOf(written.tables.slice(0, 1)), [['a', 1]]);

  const read = await client.batchGetRow({ tables: [
    { tableName: 't', primaryKey: [4, 3, 2, 1].map((n) => key('a', n)) },
    { tableName: 'absent', primaryKey: [key('a', 1)] }] });
  assert.deepStrictEqual(
      read.tables[0].map((r) => r.attributes && columns(r.attributes)),
      [null, null, { old: 'x', v: '2' }, { v: '1' }]);
  assert.deepStrictEqual(read.tables[1].map((r) => [r.errorCode, r.errorMessage]),
                         [['OTSObjectNotExist', 'Requested table does not exist.']]);
});

test('refusals', async () => {
  const listing = (options) => open(options).listTable({});
  await refused(listing({ accessKeyId: 'nobody' }), 403, 'OTSAuthFailed',
                'The AccessKeyID does not exist.');
  await refused(listing({ secretAccessKey: 'wrong' }), 403, 'OTSAuthFailed',
                'Signature mismatch.');
  await refused(createTable('t'), 409, 'OTSObjectAlreadyExist');
  await refused(createTable('a-b'), 400, "Invalid table name: 'a-b'.");
  await refused(client.describeTable({ tableName: 'no' }), 404, 'OTSObjectNotExist',
                'Requested table does not exist.');
  await refused(client.putRow({ tableName: 't', condition: IGNORE, primaryKey: [{ k: 'a' }],
                                attributeColumns: [] }),
                400, 'OTSInvalidPK', 'Validate PK size fail. Input: 1, Meta: 2.');
  await refused(client.getRange({ tableName: 't', direction: ts.Direction.BACKWARD,
                                  inclusiveStartPrimaryKey: LOW,
                                  exclusiveEndPrimaryKey: HIGH }),
                400, 'Begin key must more than end key in BACKWARD');
});

test('a clock that is far off', async () => {
  const moved = await startEmulator('--clock', '2023-04-23T18:56:00+08:00');
  try {
    const { anyClock, ots } = moved.address;
    await refused(open({ endpoint: ots }).listTable({}), 403, 'OTSAuthFailed',
                  'Mismatch between system time and x-ots-date');
    await open({ endpoint: ots, accessKeyId: anyClock.accessId,
                 secretAccessKey: anyClock.accessKey }).listTable({});
  } finally {
    moved.stop();
  }
});
