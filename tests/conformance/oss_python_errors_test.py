"""What users of the vendor's Python SDK see of the emulator's OSS when they err: status, code,
text and elements, case by case; both signature versions."""

import logging
import unittest

import hopline_harness as hh
import oss2
import requests
from oss_client import OssTest, with_each_signature

PART = 100 << 10  # the least size of a part that is not the last
ETAG = '"0123456789ABCDEF0123456789ABCDEF"'


class Access(OssTest):
    def test_keys_and_signatures(self):
        unknown = self.open_bucket("bucket-1", self.auth(accessId="nobody"))
        self.refused(
            lambda: unknown.get_object("k"), 403, "InvalidAccessKeyId",
            "The OSS Access Key Id you provided does not exist in our records.",
            OSSAccessKeyId="nobody", EC="0002-00000902",
        )
        wrong = self.open_bucket("bucket-1", self.auth(accessKey="wrong"))
        v4 = self.version == oss2.AUTH_VERSION_4
        error = self.refused(
            lambda: wrong.put_object("k", b"x"), 403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
            OSSAccessKeyId=self.emulator["accessId"],
            EC="0002-00000201" if v4 else "0002-00000040",
        )
        signed = error.details["StringToSign"]
        self.assertTrue(signed.startswith("OSS4-HMAC-SHA256\n" if v4 else "PUT\n"), signed)
        spaced = signed.encode().hex(" ").upper()
        self.assertEqual(error.details["StringToSignBytes"].strip(), spaced)

    def test_clocks(self):
        with hh.Emulator("--bucket", "clocks") as emulator:
            bucket = self.open_bucket("clocks", self.auth(emulator), emulator)
            emulator.admin("POST", "/clock", {"advance_s": 14 * 60})
            bucket.put_object("k", b"x")
            emulator.admin("POST", "/clock", {"advance_s": 2 * 60})
            self.refused(
                lambda: bucket.get_object("k"), 403, "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                MaxAllowedSkewMilliseconds="900000", EC="0002-00000504",
            )

    def test_urls_expire(self):
        with hh.Emulator("--bucket", "clocks") as emulator:
            bucket = self.open_bucket("clocks", self.auth(emulator), emulator)
            bucket.put_object("k", b"x")
            url = bucket.sign_url("GET", "k", 60)
            self.assertEqual(requests.get(url, timeout=60).content, b"x")
            emulator.admin("POST", "/clock", {"advance_s": 70})
            reply = requests.get(url, timeout=60)
        self.assertEqual(reply.status_code, 403)
        self.assertIn("<Code>AccessDenied</Code>", reply.text)
        self.assertIn("<Message>Request has expired.</Message>", reply.text)

    def test_without_a_signature(self):
        anonymous = self.open_bucket(self.bucket.bucket_name, oss2.AnonymousAuth())
        self.put("private")
        self.bucket.put_object("public", b"x", headers={"x-oss-object-acl": "public-read"})
        self.assertEqual(anonymous.get_object("public").read(), b"x")
        self.refused(lambda: anonymous.get_object("private"), 403, "AccessDenied")
        self.refused(lambda: anonymous.put_object("k", b"x"), 403, "AccessDenied")
        self.refused(lambda: anonymous.get_bucket_info(), 403, "AccessDenied")

    def test_security_tokens_are_signed(self):
        keys = self.emulator["accessId"], self.emulator["accessKey"]
        auth = oss2.StsAuth(*keys, "token", auth_version=self.version)
        bucket = self.open_bucket(self.bucket.bucket_name, auth)
        bucket.put_object("k", b"x")
        self.assertEqual(requests.get(bucket.sign_url("GET", "k", 60), timeout=60).content, b"x")


class AccessOfVersionFour(OssTest, unittest.TestCase):
    """What version 1 does not sign: the region, the life of a URL, more headers."""

    version = oss2.AUTH_VERSION_4

    def url_is_refused(self, url, status, code, text, **headers):
        reply = requests.get(url, headers=headers, timeout=60)
        self.assertEqual(reply.status_code, status)
        self.assertIn(f"<Code>{code}</Code>", reply.text)
        self.assertIn(text, reply.text)

    def test_another_region(self):
        other = self.open_bucket(self.bucket.bucket_name, region="cn-beijing")
        self.refused(
            lambda: other.get_object("k"), 400, "InvalidArgument",
            "Invalid signing region in Authorization header.", EC="0002-00000226",
        )
        self.url_is_refused(other.sign_url("GET", "k", 60), 400, "InvalidArgument",
                            "The signing region in credential is invalid.")

    def test_urls_live_seven_days_at_most(self):
        self.put("k")
        week = 7 * 24 * 3600
        url = self.bucket.sign_url("GET", "k", week)
        self.assertEqual(requests.get(url, timeout=60).content, b"x")
        for seconds in (week + 1, 0, -1):
            with self.subTest(seconds):
                self.url_is_refused(self.bucket.sign_url("GET", "k", seconds), 403,
                                    "AuthorizationArgumentError", "<EC>0002-00000232</EC>")

    def test_additional_headers_are_bound(self):
        self.put("k")
        url = self.bucket.sign_url("GET", "k", 60, headers={"X-Ticket": "7"},
                                   additional_headers=["X-Ticket"])
        reply = requests.get(url, headers={"X-Ticket": "7"}, timeout=60)
        self.assertEqual(reply.content, b"x")
        self.url_is_refused(url, 403, "SignatureDoesNotMatch", "<EC>0002-00000201</EC>",
                            **{"X-Ticket": "8"})


class Buckets(OssTest):
    def test_names(self):
        for name in ("ab", "a" * 64, "-abc", "abc-"):
            with self.subTest(name):
                bucket = self.open_bucket("name")
                bucket.bucket_name = name  # the SDK would refuse it itself
                self.refused(bucket.create_bucket, 400, "InvalidBucketName",
                             "The specified bucket is not valid.")

    def test_absent_buckets(self):
        absent = self.open_bucket("no-such-bucket")
        calls = {
            "info": absent.get_bucket_info,
            "location": absent.get_bucket_location,
            "acl": absent.get_bucket_acl,
            "list": absent.list_objects,
            "list, version 2": absent.list_objects_v2,
            "uploads": absent.list_multipart_uploads,
            "get": lambda: absent.get_object("k"),
            "put": lambda: absent.put_object("k", b"x"),
            "append": lambda: absent.append_object("k", 0, b"x"),
            "delete": lambda: absent.delete_object("k"),
            "delete many": lambda: absent.batch_delete_objects(["k"]),
            "upload": lambda: absent.init_multipart_upload("k"),
            "copy from it": lambda: self.bucket.copy_object("no-such-bucket", "k", "k"),
            "delete it": absent.delete_bucket,
        }
        for name, call in calls.items():
            with self.subTest(name):
                self.refused(call, 404, "NoSuchBucket", "The specified bucket does not exist.",
                             BucketName="no-such-bucket")

    def test_a_bucket_with_anything_in_it_stays(self):
        text = "The bucket you tried to delete is not empty."
        upload, _ = self.parts("k", b"x")
        self.refused(self.bucket.delete_bucket, 409, "BucketNotEmpty", text)
        self.bucket.abort_multipart_upload("k", upload)
        self.put("k")
        self.refused(self.bucket.delete_bucket, 409, "BucketNotEmpty", text)
        self.bucket.delete_object("k")
        self.bucket.delete_bucket()

    def test_a_bucket_may_be_made_again_but_not_otherwise(self):
        self.bucket.create_bucket()
        self.refused(
            lambda: self.bucket.create_bucket(
                input=oss2.models.BucketCreateConfig(oss2.BUCKET_STORAGE_CLASS_IA)),
            409, "BucketAlreadyExists",
        )

    def test_pages_of_impossible_sizes(self):
        for size in (1001, -1):
            with self.subTest(size):
                self.refused(lambda: self.bucket.list_objects(max_keys=size),
                             400, "InvalidArgument", ArgumentName="max-keys")

    def test_what_is_not_there(self):
        for call in (self.bucket.get_bucket_lifecycle, self.bucket.get_bucket_cors):
            self.refused(call, 501, "NotImplemented")


class Objects(OssTest):
    def test_absent_objects(self):
        text = "The specified key does not exist."
        name = self.bucket.bucket_name
        calls = {
            "get": lambda: self.bucket.get_object("dir/k"),
            "copy": lambda: self.bucket.copy_object(name, "dir/k", "to"),
        }
        for what, call in calls.items():
            with self.subTest(what):
                self.refused(call, 404, "NoSuchKey", text, Key="dir/k", EC="0026-00000001")
        for head in (self.bucket.head_object, self.bucket.get_object_meta):
            with self.assertRaises(oss2.exceptions.ServerError) as raised:
                head("dir/k")
            self.assertEqual(raised.exception.status, 404)
        self.assertEqual(self.bucket.delete_object("dir/k").status, 204)

    def test_names(self):
        self.put("k" * 1023)
        for key in ("k" * 1024, "/k", "\\k"):
            with self.subTest(key[:5]):
                self.refused(lambda: self.bucket._Bucket__do_object("PUT", key, data=b"x"),
                             400, "InvalidObjectName")

    def test_headers_of_a_put(self):
        def invalid(text, ec=None):
            return 400, "InvalidDigest", text, {"EC": ec}

        digest = "The Content-MD5 you specified was invalid."
        cases = [
            ({"Content-MD5": "abc"}, *invalid(digest, "0017-00000502")),
            ({"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}, *invalid(digest, "0017-00000503")),
            ({"x-oss-hash-crc64ecma": "1"}, 400, "InvalidCRC64",
             "The x-oss-hash-crc64ecma you specified does not match what we calculated.", {}),
            ({"x-oss-forbid-overwrite": "maybe"}, 400, "InvalidArgument", None,
             {"EC": "0017-00000279"}),
            ({"x-oss-server-side-encryption": "ROT13"}, 400, "InvalidEncryptionAlgorithmError",
             "The Encryption request you specified is not valid. Supported value: "
             "AES256/SM4/KMS.", {}),
            ({"x-oss-object-acl": "secret"}, 400, "InvalidArgument", None, {}),
            ({"x-oss-storage-class": "Attic"}, 400, "InvalidArgument", None, {}),
            ({"x-oss-meta-a": "x" * 8192}, 400, "InvalidArgument", None, {}),
            ({"If-None-Match": ETAG}, 400, "NotImplemented",
             "A header you provided implies functionality that is not implemented.",
             {"Header": "If-None-Match"}),
        ]
        for headers, status, code, text, details in cases:
            with self.subTest(headers):
                self.refused(lambda: self.bucket.put_object("k", b"x", headers=headers),
                             status, code, text, **details)
        self.assertFalse(self.bucket.object_exists("k"))

    def test_nothing_is_overwritten_that_must_not_be(self):
        self.put("k", content=b"old")
        forbid = {"x-oss-forbid-overwrite": "true"}
        upload, parts = self.parts("k", b"new")
        writes = {
            "put": lambda: self.bucket.put_object("k", b"new", headers=forbid),
            "copy": lambda: self.bucket.copy_object(
                self.bucket.bucket_name, "k", "k", headers=forbid),
            "upload": lambda: self.bucket.complete_multipart_upload(
                "k", upload, parts, headers=forbid),
        }
        for name, write in writes.items():
            with self.subTest(name):
                self.refused(
                    write, 409, "FileAlreadyExists",
                    "The object you specified already exists and can not be overwritten.",
                    EC="0042-00000214" if name == "upload" else "0026-00000002",
                )
        self.assertEqual(self.bucket.get_object("k").read(), b"old")
        self.bucket.put_object("new", b"x", headers=forbid)

    def test_conditions(self):
        self.put("k")
        self.refused(
            lambda: self.bucket.get_object("k", headers={"If-Match": ETAG}), 412,
            "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.",
        )

    def test_archived_objects_cannot_be_read(self):
        self.bucket.put_object("k", b"x", headers={"x-oss-storage-class": "Archive"})
        self.refused(lambda: self.bucket.get_object("k"), 403, "InvalidObjectState",
                     "The operation is not valid for the object's state")
        self.assertEqual(self.bucket.head_object("k").headers["x-oss-storage-class"], "Archive")

    def test_appending(self):
        self.put("normal")
        self.bucket.append_object("log", 0, b"hello")
        cases = [
            ("normal", 0, "ObjectNotAppendable", "The object is not appendable.",
             "0026-00000017"),
            ("log", 4, "PositionNotEqualToLength", "Position is not equal to file length.",
             "0026-00000016"),
            ("absent", 1, "PositionNotEqualToLength", "Position is not equal to file length.",
             "0026-00000016"),
        ]
        for key, position, code, text, ec in cases:
            with self.subTest(key):
                self.refused(lambda: self.bucket.append_object(key, position, b"x"),
                             409, code, text, EC=ec)
        self.refused(
            lambda: self.bucket._Bucket__do_object("POST", "log", params={"append": ""}),
            400, "MissingArgument", EC="0016-00000501",
        )

    def test_deleting_many(self):
        malformed = "The XML you provided was not well-formed or did not validate against our " \
                    "published schema."
        self.refused(
            lambda: self.bucket.batch_delete_objects([f"k{n}" for n in range(1001)]),
            400, "MalformedXML", malformed,
        )

        def post(body, **headers):
            return lambda: self.bucket._Bucket__do_bucket(
                "POST", data=body, params={"delete": ""}, headers=headers)

        self.refused(post(b"<Delete><Object><Key>k</Key></Object></Delete>"),
                     400, "MissingArgument")
        for body in (b"<Delete>", b"<Delete></Delete>", b"nothing"):
            with self.subTest(body):
                md5 = oss2.utils.content_md5(body)
                self.refused(post(body, **{"Content-MD5": md5}), 400, "MalformedXML", malformed)


class Uploads(OssTest):
    def complete(self, upload, parts):
        return lambda: self.bucket.complete_multipart_upload("k", upload, parts)

    def test_uploads_that_are_over(self):
        text = (
            "The specified upload does not exist. The upload ID may be invalid, or the upload "
            "may have been aborted or completed."
        )
        done, parts = self.parts("k", b"x")
        self.complete(done, parts)()
        aborted, _ = self.parts("k")
        self.bucket.abort_multipart_upload("k", aborted)
        elsewhere, _ = self.parts("other")
        for upload in (done, aborted, elsewhere, "0" * 32):
            calls = {
                "part": lambda: self.bucket.upload_part("k", upload, 1, b"x"),
                "complete": self.complete(upload, parts),
                "abort": lambda: self.bucket.abort_multipart_upload("k", upload),
                "list": lambda: self.bucket.list_parts("k", upload),
            }
            for name, call in calls.items():
                with self.subTest(name):
                    self.refused(call, 404, "NoSuchUpload", text, UploadId=upload)

    def test_part_numbers(self):
        upload, _ = self.parts("k")
        for number in (0, 10001, -1):
            with self.subTest(number):
                self.refused(
                    lambda: self.bucket.upload_part("k", upload, number, b"x"),
                    400, "InvalidArgument",
                    "Part number must be an integer between 1 and 10000, inclusive.",
                    EC="0017-00000220",
                )

    def test_lists_of_parts(self):
        upload, parts = self.parts("k", b"a" * PART, b"b" * PART, b"c")
        wrong = oss2.models.PartInfo(2, ETAG.strip('"'))
        absent = oss2.models.PartInfo(4, parts[0].etag)
        missing = (
            "One or more of the specified parts could not be found or the specified entity tag "
            "might not have matched the part's entity tag."
        )

        def send(*listed):
            xml = "".join(
                f"<Part><PartNumber>{p.part_number}</PartNumber><ETag>{p.etag}</ETag></Part>"
                for p in listed
            )
            body = f"<CompleteMultipartUpload>{xml}</CompleteMultipartUpload>".encode()
            return lambda: self.bucket._Bucket__do_object(
                "POST", "k", params={"uploadId": upload}, data=body)

        order = "The list of parts was not in ascending order."
        self.refused(send(parts[1], parts[0]), 400, "InvalidPartOrder", order,
                     EC="0042-00000209")
        self.refused(send(parts[0], parts[0]), 400, "InvalidPartOrder", order)
        self.refused(send(parts[0], wrong), 400, "InvalidPart", missing, PartNumber="2",
                     UploadId=upload)
        self.refused(send(parts[0], absent), 400, "InvalidPart", missing, PartNumber="4")
        self.refused(
            lambda: self.bucket._Bucket__do_object(
                "POST", "k", params={"uploadId": upload}, data=b"<Complete"),
            400, "MalformedXML",
        )
        self.assertFalse(self.bucket.object_exists("k"))
        send(*parts)()

    def test_small_parts_come_last(self):
        upload, parts = self.parts("k", b"a" * (PART - 1), b"b")
        self.refused(
            self.complete(upload, parts), 400, "EntityTooSmall",
            "Your proposed upload smaller than the minimum allowed size.",
            EC="0042-00000213", MinSizeAllowed=str(PART), ProposedSize=str(PART - 1),
        )
        self.complete(upload, parts[:1])()

    def test_parts_that_arrive_damaged(self):
        upload, _ = self.parts("k")
        self.refused(
            lambda: self.bucket.upload_part(
                "k", upload, 1, b"x", headers={"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}),
            400, "InvalidDigest", EC="0017-00000503",
        )
        self.assertEqual(self.bucket.list_parts("k", upload).parts, [])

    def test_the_sdk_notices_a_damaged_reply(self):
        self.put("k", content=b"hello" * 100)
        fault = {"service": "oss", "operation": "GetObject", "nth": 1, "action": "corrupt"}
        self.emulator.admin("POST", "/faults", [fault])
        self.addCleanup(self.emulator.admin, "DELETE", "/faults")
        logging.disable()  # the SDK prints what it notices
        self.addCleanup(logging.disable, logging.NOTSET)
        with hh.Workspace() as space:
            path = str(space.path / "k")
            with self.assertRaises(oss2.exceptions.InconsistentError):
                self.bucket.get_object_to_file("k", path)
            self.bucket.get_object_to_file("k", path)


AccessV1, AccessV4 = with_each_signature(Access)
BucketsV1, BucketsV4 = with_each_signature(Buckets)
ObjectsV1, ObjectsV4 = with_each_signature(Objects)
UploadsV1, UploadsV4 = with_each_signature(Uploads)


if __name__ == "__main__":
    unittest.main()
