"""What the tests with the vendor's Python OSS SDK share: buckets, keys, signature versions."""

import unittest

import hopline_harness as hh
import oss2

REGION = "cn-hangzhou"


class OssTest:
    """One emulator for a class; self.bucket is new for every test."""

    version = oss2.AUTH_VERSION_1

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(hh.Emulator())

    def setUp(self):
        type(self).buckets = getattr(type(self), "buckets", 0) + 1
        self.bucket = self.open_bucket(f"bucket-{self.buckets}")
        self.bucket.create_bucket()

    def open_bucket(self, name, auth=None, emulator=None, **options):
        emulator = emulator or self.emulator
        options = {"region": REGION, **options}
        return oss2.Bucket(auth or self.auth(emulator), emulator["oss"], name, **options)

    def auth(self, keys=None, **changed):
        """Signs with the class's version; `changed` replaces accessId or accessKey."""
        keys = keys or self.emulator
        names = {name: changed.get(name, keys[name]) for name in ("accessId", "accessKey")}
        return oss2.make_auth(names["accessId"], names["accessKey"], self.version)

    def put(self, *names, content=b"x"):
        for name in names:
            self.bucket.put_object(name, content)

    def parts(self, key, *contents, numbers=None):
        """Uploads parts; returns the upload's id and the list that completes it."""
        upload = self.bucket.init_multipart_upload(key).upload_id
        listed = []
        for number, content in zip(numbers or range(1, 10001), contents):
            done = self.bucket.upload_part(key, upload, number, content)
            listed.append(oss2.models.PartInfo(number, done.etag))
        return upload, listed

    def refused(self, call, status, code, message=None, **details):
        """Checks that the call is refused so; `details` are elements of the error."""
        with self.assertRaises(oss2.exceptions.ServerError) as raised:
            call()
        error = raised.exception
        self.assertEqual((error.status, error.code), (status, code))
        if message is not None:
            self.assertEqual(error.message, message)
        self.assertEqual({name: error.details.get(name) for name in details}, details)
        self.assertRegex(error.request_id, "^[0-9A-F]{24}$")
        return error


def with_each_signature(kind):
    """The tests of `kind`, once per version of the signature."""
    return tuple(
        type(f"{kind.__name__}V{number}", (kind, unittest.TestCase), {"version": version})
        for number, version in ((1, oss2.AUTH_VERSION_1), (4, oss2.AUTH_VERSION_4))
    )
