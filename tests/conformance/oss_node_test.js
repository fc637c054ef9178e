// The vendor's Node.js SDK, unchanged, against the emulator's OSS; both signature versions.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { sdk, startEmulator } = require('./emulator.js');

const OSS = sdk('ali-oss');
const KEYS = ['a.txt', 'dir/b c+&中文%.txt', "dir/sub/z!*'()"];

let emulator, address, folder, data;

before(async () => {
  emulator = await startEmulator('--oss', '127.0.0.1:0', '--bucket', 'conformance');
  address = emulator.address;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hopline-test-'));
  data = path.join(folder, 'data');
  fs.writeFileSync(data, Buffer.alloc(1500000, 7));
});

after(() => {
  emulator.stop();
  fs.rmSync(folder, { recursive: true });
});

function open(authorizationV4, endpoint = address.oss) {
  return new OSS({
    accessKeyId: address.accessId, accessKeySecret: address.accessKey, authorizationV4, endpoint,
    bucket: 'conformance', region: 'oss-cn-hangzhou', secure: false,
  });
}

// Sends to the emulator whatever the URL's host resolves to.
function fetchUrl(url) {
  const { host, pathname, search } = new URL(url);
  const port = new URL(address.oss).port;
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, path: pathname + search, headers: { Host: host } },
             (reply) => {
               const parts = [];
               reply.on('data', (part) => parts.push(part));
               reply.on('end', () => resolve(`${reply.statusCode} ${Buffer.concat(parts)}`));
             }).on('error', reject);
  });
}

for (const v4 of [false, true]) {
  const version = v4 ? 'V4' : 'V1';

  test(`${version}: objects with awkward keys`, async () => {
    const client = open(v4);
    for (const key of KEYS) {
      await client.put(key, Buffer.from(`hello ${key}`), { meta: { uid: 1 } });
      assert.strictEqual((await client.get(key)).content.toString(), `hello ${key}`);
      assert.strictEqual((await client.head(key)).meta.uid, '1');
      assert.strictEqual((await client.getObjectMeta(key)).status, 200);
    }
    const first = await client.list({ 'max-keys': 2 });
    assert.deepStrictEqual(first.objects.map((o) => o.name), KEYS.slice(0, 2));
    assert.strictEqual(first.nextMarker, KEYS[1]);
    const page = await client.listV2({ 'max-keys': 2 });
    const rest = await client.listV2({ 'continuation-token': page.nextContinuationToken });
    assert.deepStrictEqual(rest.objects.map((o) => o.name), KEYS.slice(2));
    const grouped = await client.list({ prefix: 'dir/', delimiter: '/' });
    assert.deepStrictEqual(grouped.prefixes, ['dir/sub/']);
    await client.copy('copy', KEYS[1]);
    assert.strictEqual((await client.get('copy')).content.toString(), `hello ${KEYS[1]}`);
    const gone = await client.deleteMulti([...KEYS, 'copy']);
    assert.strictEqual(gone.deleted.length, KEYS.length + 1);
    await assert.rejects(client.get(KEYS[0]), { code: 'NoSuchKey', status: 404 });
    await assert.rejects(client.head(KEYS[0]), { code: 'NoSuchKey', status: 404 });
  });

  test(`${version}: multipart, appended and streamed objects`, async () => {
    const client = open(v4);
    const options = { partSize: 200 * 1024, parallel: 3 };
    const whole = await client.multipartUpload('big', data, options);
    assert.match(whole.etag, /^"[0-9A-F]{32}-8"$/);
    assert.strictEqual((await client.get('big')).content.length, 1500000);
    const { uploadId } = await client.initMultipartUpload('other');
    await client.uploadPart('other', uploadId, 1, data, 0, 150000);
    const { uploads } = await client.listUploads({});
    assert.deepStrictEqual(uploads.map((u) => u.name), ['other']);
    await client.abortMultipartUpload('other', uploadId);
    const begun = await client.append('log', Buffer.from('hello'));
    await client.append('log', Buffer.from(' world'), { position: begun.nextAppendPosition });
    assert.strictEqual((await client.get('log')).content.toString(), 'hello world');
    await client.putStream('stream', fs.createReadStream(data));
    assert.strictEqual((await client.get('stream')).content.length, 1500000);
    await client.deleteMulti(['big', 'log', 'stream']);
  });

  test(`${version}: presigned URLs with the bucket in the host name`, async () => {
    await open(v4).put('a.txt', Buffer.from('text'));
    const client = open(v4, address.oss.replace('127.0.0.1', 'localhost'));
    const url = v4 ? await client.signatureUrlV4('GET', 60, { headers: {} }, 'a.txt')
                   : client.signatureUrl('a.txt', { expires: 60 });
    assert.strictEqual(new URL(url).hostname, 'conformance.localhost');
    assert.strictEqual(await fetchUrl(url), '200 text');
  });

  test(`${version}: buckets`, async () => {
    const client = open(v4);
    assert.strictEqual((await client.getBucketInfo('conformance')).bucket.Name, 'conformance');
    assert.strictEqual((await client.getBucketACL('conformance')).acl, 'private');
    const { buckets } = await client.listBuckets({});
    assert.deepStrictEqual(buckets.map((b) => b.name), ['conformance']);
  });
}
