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

function open(authorizationV4, endpoint = address.oss, changed = {}) {
  return new OSS({
    accessKeyId: address.accessId, accessKeySecret: address.accessKey, authorizationV4, endpoint,
    bucket: 'conformance', region: 'oss-cn-hangzhou', secure: false, ...changed,
  });
}

// Sends to the emulator whatever the URL's host resolves to; "STATUS BODY".
function fetchUrl(url, method = 'GET', headers = {}, body = '') {
  const { host, pathname, search } = new URL(url);
  const port = new URL(address.oss).port;
  const options = { host: '127.0.0.1', port, method, path: pathname + search,
                    headers: { ...headers, Host: host } };
  return new Promise((resolve, reject) => {
    http.request(options, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => resolve(`${reply.statusCode} ${Buffer.concat(parts)}`));
    }).on('error', reject).end(body);
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
    await open(v4).delete('a.txt');
  });

  test(`${version}: headers, ranges and conditions`, async () => {
    const client = open(v4);
    const headers = { 'Content-Type': 'text/csv', 'Cache-Control': 'no-cache',
                      'x-oss-storage-class': 'IA', 'x-oss-object-acl': 'private' };
    const { res } = await client.put('k', Buffer.from('0123456789'), { headers });
    const head = await client.head('k');
    assert.strictEqual(head.res.headers['content-type'], 'text/csv');
    assert.strictEqual(head.res.headers['cache-control'], 'no-cache');
    assert.strictEqual(head.res.headers['x-oss-storage-class'], 'IA');
    assert.strictEqual(head.res.headers['x-oss-hash-crc64ecma'],
                       res.headers['x-oss-hash-crc64ecma']);
    const part = await client.get('k', { headers: { Range: 'bytes=2-4' } });
    assert.strictEqual(part.res.status, 206);
    assert.strictEqual(part.content.toString(), '234');
    const past = { headers: { Range: 'bytes=20-', 'x-oss-range-behavior': 'standard' } };
    await assert.rejects(client.get('k', past), { code: 'InvalidRange', status: 416 });
    const same = await client.head('k', { headers: { 'If-None-Match': res.headers.etag } });
    assert.strictEqual(same.status, 304);
    await assert.rejects(client.get('k', { headers: { 'If-Match': '"0"' } }),
                         { code: 'PreconditionFailed', status: 412 });
    const { stream } = await client.getStream('k');
    assert.strictEqual(Buffer.concat(await stream.toArray()).toString(), '0123456789');
    await client.putMeta('k', { year: 2023 });
    assert.strictEqual((await client.head('k')).meta.year, '2023');
    const forbid = { headers: { 'x-oss-forbid-overwrite': 'true' } };
    await assert.rejects(client.put('k', Buffer.from('new'), forbid),
                         { code: 'FileAlreadyExists', status: 409 });
    await assert.rejects(
        client.put('k', Buffer.from('x'),
                   { headers: { 'Content-MD5': '1B2M2Y8AsgTpgAmY7PhCfg==' } }),
        { code: 'InvalidDigest', status: 400 });
    await client.delete('k');
    assert.strictEqual((await client.delete('k')).res.status, 204);
  });

  test(`${version}: uploads by hand and by copying`, async () => {
    const client = open(v4);
    const { uploadId } = await client.initMultipartUpload('whole');
    const parts = [];
    for (const [number, start] of [[1, 0], [2, 750000]]) {
      const { etag } = await client.uploadPart('whole', uploadId, number, data, start,
                                               start + 750000);
      parts.push({ number, etag });
    }
    const listed = await client.listParts('whole', uploadId, { 'max-parts': 1 });
    assert.deepStrictEqual([listed.parts].flat().map((p) => p.PartNumber), ['1']);
    assert.strictEqual(listed.isTruncated, 'true');
    await assert.rejects(
        client.completeMultipartUpload('whole', uploadId, [{ number: 1, etag: '"0"' }]),
        { code: 'InvalidPart', status: 400 });
    await client.completeMultipartUpload('whole', uploadId, parts);
    await assert.rejects(client.abortMultipartUpload('whole', uploadId),
                         { code: 'NoSuchUpload', status: 404 });
    const source = { sourceKey: 'whole', sourceBucketName: 'conformance', startOffset: 100000,
                     endOffset: 500000 };
    await client.multipartUploadCopy('piece', source, { partSize: 200 * 1024 });
    assert.strictEqual((await client.get('piece')).content.length, 400000);
    await client.deleteMulti(['whole', 'piece'], { quiet: true });
    await assert.rejects(client.head('whole'), { status: 404 });
    await assert.rejects(client.head('piece'), { status: 404 });
  });

  test(`${version}: refusals`, async () => {
    const keys = { accessKeyId: address.accessId, accessKeySecret: address.accessKey };
    const get = (changed) => open(v4, address.oss, { ...keys, ...changed }).get('absent');
    const refusals = [
      [{}, 404, 'NoSuchKey'],
      [{ bucket: 'no-such-bucket' }, 404, 'NoSuchBucket'],
      [{ accessKeyId: 'nobody' }, 403, 'InvalidAccessKeyId'],
      [{ accessKeySecret: 'wrong' }, 403, 'SignatureDoesNotMatch'],
      [{ stsToken: 'token' }, 404, 'NoSuchKey'],  // signed, and not looked at further
    ];
    for (const [changed, status, code] of refusals) {
      await assert.rejects(get(changed), { status, code });
    }
    const client = open(v4);
    await client.append('log', Buffer.from('hello'));
    await assert.rejects(client.append('log', Buffer.from('x'), { position: 3 }),
                         { code: 'PositionNotEqualToLength', status: 409 });
    await client.delete('log');
    await client.put('k', Buffer.from('x'));
    await assert.rejects(client.append('k', Buffer.from('x')),
                         { code: 'ObjectNotAppendable', status: 409 });
    await client.delete('k');
  });

  test(`${version}: presigned URLs for writing`, async () => {
    const client = open(v4, address.oss.replace('127.0.0.1', 'localhost'));
    const headers = { 'Content-Type': 'text/plain', 'x-oss-meta-a': '1' };
    const url = v4 ? await client.signatureUrlV4('PUT', 60, { headers }, 'written')
                   : client.signatureUrl('written', { expires: 60, method: 'PUT',
                                                      'Content-Type': 'text/plain' });
    const sent = v4 ? headers : { 'Content-Type': 'text/plain' };
    assert.match(await fetchUrl(url, 'PUT', sent, 'text'), /^200 /);
    assert.match(await fetchUrl(url, 'PUT', { 'Content-Type': 'text/html' }, 'text'),
                 /^403 .*<Code>SignatureDoesNotMatch</s);
    await open(v4).delete('written');
  });

  test(`${version}: a clock that is far off`, async () => {
    const moved = await startEmulator('--clock', '2023-04-23T18:56:00+08:00', '--bucket',
                                      'conformance');
    try {
      const { anyClock, oss } = moved.address;
      const keys = (from) => ({ accessKeyId: from.accessId, accessKeySecret: from.accessKey });
      await assert.rejects(open(v4, oss, keys(moved.address)).put('k', Buffer.from('x')),
                           { code: 'RequestTimeTooSkewed', status: 403 });
      const exempt = open(v4, oss, keys(anyClock));
      await exempt.put('k', Buffer.from('x'));
      assert.match((await exempt.head('k')).res.headers['last-modified'],
                   /^Sun, 23 Apr 2023 10:56/);
    } finally {
      moved.stop();
    }
  });

  test(`${version}: buckets`, async () => {
    const client = open(v4);
    assert.strictEqual((await client.getBucketInfo('conformance')).bucket.Name, 'conformance');
    assert.strictEqual((await client.getBucketACL('conformance')).acl, 'private');
    const { buckets } = await client.listBuckets({});
    assert.deepStrictEqual(buckets.map((b) => b.name), ['conformance']);
    assert.strictEqual((await client.getBucketLocation('conformance')).location,
                       'oss-cn-hangzhou');
    await client.putBucket('another', { acl: 'public-read', storageClass: 'IA' });
    assert.strictEqual((await client.getBucketACL('another')).acl, 'public-read');
    assert.strictEqual((await client.getBucketInfo('another')).bucket.StorageClass, 'IA');
    client.useBucket('another');
    await client.put('k', Buffer.from('x'));
    await assert.rejects(client.deleteBucket('another'), { code: 'BucketNotEmpty', status: 409 });
    await client.delete('k');
    await client.deleteBucket('another');
    await assert.rejects(client.getBucketInfo('another'), { code: 'NoSuchBucket', status: 404 });
  });
}
