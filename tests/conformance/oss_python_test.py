"""The vendor's Python SDK, unchanged, against the emulator's OSS; both signature versions."""

import os
import unittest

import hopline_harness as hh
import oss2
import requests

KEYS = ["a.txt", "dir/", "dir/b c+&中文%.txt", "dir/sub/x", "dir/sub/y", "z!*'()"]


class Common:
    """Every test of this class runs with each signature version."""

    def setUp(self):
        self.emulator = self.enterContext(hh.Emulator())
        self.auth = self.make_auth(self.emulator["accessId"], self.emulator["accessKey"])
        self.bucket = self.open_bucket("conformance")
        self.bucket.create_bucket()

    def open_bucket(self, name, auth=None):
        return oss2.Bucket(auth or self.auth, self.emulator["oss"], name, region="cn-hangzhou")

    def test_buckets(self):
        service = oss2.Service(self.auth, self.emulator["oss"], region="cn-hangzhou")
        self.assertEqual([b.name for b in oss2.BucketIterator(service)], ["conformance"])
        self.assertEqual(self.bucket.get_bucket_info().name, "conformance")
        self.assertEqual(self.bucket.get_bucket_location().location, "oss-cn-hangzhou")
        self.assertEqual(self.bucket.get_bucket_acl().acl, "private")
        self.bucket.put_object("k", b"x")
        with self.assertRaises(oss2.exceptions.BucketNotEmpty):
            self.bucket.delete_bucket()
        self.bucket.delete_object("k")
        self.bucket.delete_bucket()
        with self.assertRaises(oss2.exceptions.NoSuchBucket):
            self.bucket.get_bucket_info()

    def test_objects_with_awkward_keys(self):
        for key in KEYS:
            content = key.encode() * 3
            self.bucket.put_object(key, content, headers={"x-oss-meta-Foo": "bar"})
            self.assertEqual(self.bucket.get_object(key).read(), content)
            head = self.bucket.head_object(key)
            self.assertEqual(head.headers["x-oss-meta-foo"], "bar")
            self.assertEqual(self.bucket.get_object_meta(key).content_length, len(content))
            self.assertTrue(self.bucket.object_exists(key))
        self.assertFalse(self.bucket.object_exists("absent"))
        self.assertEqual(self.bucket.get_object("a.txt", byte_range=(1, 3)).read(), b".tx")
        copied = self.bucket.copy_object("conformance", KEYS[2], "copy")
        self.assertEqual(copied.etag, self.bucket.head_object(KEYS[2]).etag)
        deleted = self.bucket.batch_delete_objects([*KEYS, "absent中"])
        self.assertEqual(deleted.deleted_keys, [*KEYS, "absent中"])
        with self.assertRaises(oss2.exceptions.NoSuchKey) as raised:
            self.bucket.get_object("a.txt")
        self.assertEqual(raised.exception.details["Key"], "a.txt")

    def test_bodies_of_unknown_length(self):
        self.bucket.put_object("chunked", (b"x" * 10000 for _ in range(20)))
        self.assertEqual(self.bucket.get_object("chunked").read(), b"x" * 200000)

    def test_listings_page_by_page(self):
        for key in KEYS:
            self.bucket.put_object(key, b"x")
        in_order = sorted(KEYS, key=str.encode)
        grouped = ["dir/", "dir/b c+&中文%.txt", "dir/sub/"]
        for kind in (oss2.ObjectIterator, oss2.ObjectIteratorV2):
            for size in (1, 2, 100):
                everything = kind(self.bucket, max_keys=size)
                self.assertEqual([o.key for o in everything], in_order)
                below = kind(self.bucket, prefix="dir/", delimiter="/", max_keys=size)
                self.assertEqual([o.key for o in below], grouped)

    def test_multipart_uploads(self):
        upload = self.bucket.init_multipart_upload("big").upload_id
        parts = []
        for number, data in enumerate((b"a" * 102400, b"b" * 102400, b"tail"), 1):
            done = self.bucket.upload_part("big", upload, number, data)
            parts.append(
                oss2.models.PartInfo(number, done.etag, size=len(data), part_crc=done.crc)
            )
        self.assertEqual([u.key for u in oss2.MultipartUploadIterator(self.bucket)], ["big"])
        listed = list(oss2.PartIterator(self.bucket, "big", upload, max_parts=2))
        self.assertEqual([p.etag for p in listed], [p.etag for p in parts])
        # The SDK compares the CRC-64 of the whole with its own.
        self.bucket.complete_multipart_upload("big", upload, parts)
        self.assertEqual(
            self.bucket.get_object("big").read(), b"a" * 102400 + b"b" * 102400 + b"tail"
        )
        upload = self.bucket.init_multipart_upload("part").upload_id
        self.bucket.upload_part_copy("conformance", "big", (0, 102399), "part", upload, 1)
        self.bucket.abort_multipart_upload("part", upload)
        with self.assertRaises(oss2.exceptions.NoSuchUpload):
            self.bucket.abort_multipart_upload("part", upload)

    def test_resumable_upload_from_several_threads(self):
        with hh.Workspace() as space:
            path = space.path / "data"
            path.write_bytes(os.urandom(3 << 20))
            oss2.resumable_upload(
                self.bucket, "data", str(path), store=oss2.ResumableStore(root=str(space.path)),
                multipart_threshold=1 << 20, part_size=200 << 10, num_threads=4,
            )
            self.assertEqual(self.bucket.get_object("data").read(), path.read_bytes())

    def test_appending(self):
        first = self.bucket.append_object("log", 0, b"hello")
        second = self.bucket.append_object("log", 5, b" world", init_crc=first.crc)
        self.assertEqual(second.crc, 5981764153023615706)
        with self.assertRaises(oss2.exceptions.PositionNotEqualToLength) as raised:
            self.bucket.append_object("log", 3, b"x")
        self.assertEqual(raised.exception.next_position, 11)

    def test_presigned_urls(self):
        put = self.bucket.sign_url("PUT", "dir/k", 60, slash_safe=True)
        self.assertEqual(requests.put(put, data=b"text", timeout=60).status_code, 200)
        get = self.bucket.sign_url("GET", "dir/k", 60)
        self.assertEqual(requests.get(get, timeout=60).content, b"text")

    def test_a_wrong_secret_is_refused(self):
        wrong = self.make_auth(self.emulator["accessId"], "wrong")
        with self.assertRaises(oss2.exceptions.SignatureDoesNotMatch):
            self.open_bucket("conformance", wrong).get_object("k")

    def test_the_any_clock_key_works_while_the_clock_is_moved(self):
        self.emulator.set_clock("2023-04-23T18:56:00+08:00")
        with self.assertRaises(oss2.exceptions.ServerError) as raised:
            self.bucket.put_object("k", b"x")
        self.assertEqual(raised.exception.code, "RequestTimeTooSkewed")
        keys = self.emulator["anyClock"]
        exempt = self.open_bucket(
            "conformance", self.make_auth(keys["accessId"], keys["accessKey"])
        )
        exempt.put_object("k", b"x")
        modified = exempt.head_object("k").headers["Last-Modified"]
        self.assertTrue(modified.startswith("Sun, 23 Apr 2023 10:5"), modified)


class SignatureV1(Common, unittest.TestCase):
    make_auth = staticmethod(oss2.Auth)


class SignatureV4(Common, unittest.TestCase):
    make_auth = staticmethod(oss2.AuthV4)


if __name__ == "__main__":
    unittest.main()
