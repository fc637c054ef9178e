"""The vendor's Python SDK, unchanged, against the emulator's OSS: what objects carry, ranges,
conditions, copies, listings and uploads in detail; both signature versions."""

import base64
import hashlib
import unittest

import oss2
import requests
from oss_client import OssTest, with_each_signature

KIB = 1024
PART = 100 * KIB  # the least size of a part that is not the last


class Objects(OssTest):
    def test_headers_are_kept_and_given_back(self):
        given = {
            "Content-Type": "text/csv",
            "Cache-Control": "no-cache",
            "Content-Disposition": 'attachment; filename="a.csv"',
            "Content-Encoding": "identity",
            "Content-Language": "zh-CN",
            "Expires": "Thu, 01 Jan 2032 00:00:00 GMT",
            "x-oss-meta-author": "foo@bar.com",
            "x-oss-storage-class": "IA",
            "x-oss-server-side-encryption": "AES256",
        }
        put = self.bucket.put_object("k", b"hello", headers=given)
        self.assertEqual(put.headers["x-oss-server-side-encryption"], "AES256")
        digest = hashlib.md5(b"hello").digest()
        for reply in (self.bucket.get_object("k"), self.bucket.head_object("k")):
            self.assertEqual({name: reply.headers.get(name) for name in given}, given)
            self.assertEqual(reply.headers["x-oss-object-type"], "Normal")
            self.assertEqual(reply.headers["ETag"], f'"{digest.hex().upper()}"')
            self.assertEqual(
                reply.headers["Content-MD5"], base64.b64encode(digest).decode()
            )
            self.assertEqual(reply.headers["x-oss-hash-crc64ecma"], "11177612005948864433")
            self.assertEqual(reply.headers["Accept-Ranges"], "bytes")
            self.assertEqual(reply.headers["Server"], "AliyunOSS")

    def test_defaults(self):
        self.put("k")
        head = self.bucket.head_object("k").headers
        self.assertEqual(head["Content-Type"], "application/octet-stream")
        self.assertEqual(head["x-oss-storage-class"], "Standard")
        meta = self.bucket.get_object_meta("k").headers
        self.assertEqual(meta["Content-Length"], "1")
        self.assertNotIn("Content-Type", meta)

    def test_a_put_replaces_everything(self):
        self.bucket.append_object("k", 0, b"log", headers={"x-oss-meta-a": "1"})
        self.put("k")
        head = self.bucket.head_object("k").headers
        self.assertEqual(head["x-oss-object-type"], "Normal")
        self.assertNotIn("x-oss-meta-a", head)

    def test_empty_objects_and_folders(self):
        self.put("folder/", content=b"")
        self.assertEqual(self.bucket.get_object("folder/").read(), b"")
        self.assertEqual(self.bucket.head_object("folder/").content_length, 0)

    def test_ranges(self):
        content = bytes(range(100))
        self.put("k", content=content)
        self.put("empty", content=b"")
        cases = [  # what is asked for, standard behaviour, status, the bytes
            ((0, 9), False, 206, content[:10]),
            ((90, None), False, 206, content[90:]),
            ((None, 10), False, 206, content[-10:]),
            ((10, 200), False, 200, content),
            ((100, None), False, 200, content),
            ((10, 200), True, 206, content[10:]),
            ((None, 200), True, 206, content),
        ]
        for asked, standard, status, expected in cases:
            with self.subTest(range=asked, standard=standard):
                headers = {"x-oss-range-behavior": "standard"} if standard else {}
                reply = self.bucket.get_object("k", byte_range=asked, headers=headers)
                self.assertEqual((reply.status, reply.read()), (status, expected))
                self.assertEqual(reply.headers["Content-Length"], str(len(expected)))
                if status == 206:
                    first = content.index(expected)
                    self.assertEqual(
                        reply.headers["Content-Range"],
                        f"bytes {first}-{first + len(expected) - 1}/100",
                    )
        for asked in ("bytes=9-1", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1"):
            with self.subTest(asked):
                reply = self.bucket.get_object("k", headers={"Range": asked})
                self.assertEqual((reply.status, reply.read()), (200, content))
        self.assertEqual(self.bucket.get_object("empty", byte_range=(0, None)).read(), b"")
        self.refused(
            lambda: self.bucket.get_object(
                "k", byte_range=(100, 200), headers={"x-oss-range-behavior": "standard"}),
            416, "InvalidRange", "The requested range cannot be satisfied.",
        )

    def test_conditions(self):
        etag = self.bucket.put_object("k", b"x").headers["ETag"]
        past, future = "Thu, 01 Jan 1998 00:00:00 GMT", "Thu, 01 Jan 2032 00:00:00 GMT"
        cases = [
            ("If-Match", etag, '"0123456789ABCDEF0123456789ABCDEF"', 412),
            ("If-None-Match", '"0123456789ABCDEF0123456789ABCDEF"', etag, 304),
            ("If-Modified-Since", past, future, 304),
            ("If-Unmodified-Since", future, past, 412),
        ]
        for name, holds, fails, status in cases:
            for read in (self.bucket.get_object, self.bucket.head_object):
                with self.subTest(condition=name, by=read.__name__):
                    self.assertEqual(read("k", headers={name: holds}).status, 200)
                    with self.assertRaises(oss2.exceptions.ServerError) as raised:
                        read("k", headers={name: fails})
                    self.assertEqual(raised.exception.status, status)

    def test_headers_of_a_reply_are_replaced_on_request(self):
        self.put("k")
        wished = {
            "content-type": "text/csv", "content-disposition": "attachment; filename=a.csv",
            "content-language": "fr", "content-encoding": "identity",
            "cache-control": "no-store", "expires": "Thu, 01 Jan 2032 00:00:00 GMT",
        }
        reply = self.bucket.get_object(
            "k", params={f"response-{name}": value for name, value in wished.items()}
        )
        self.assertEqual({name: reply.headers[name] for name in wished}, wished)

    def test_copies(self):
        self.bucket.put_object(
            "from/a b+中.csv", b"data", headers={"Content-Type": "text/csv", "x-oss-meta-a": "1"}
        )
        name, source = self.bucket.bucket_name, "from/a b+中.csv"
        self.bucket.copy_object(name, source, "same")
        replaced = {"x-oss-metadata-directive": "REPLACE", "x-oss-meta-b": "2"}
        self.bucket.copy_object(name, source, "other", headers=replaced)
        same, other = (self.bucket.head_object(k).headers for k in ("same", "other"))
        self.assertEqual((same["x-oss-meta-a"], same["Content-Type"]), ("1", "text/csv"))
        self.assertEqual(other["x-oss-meta-b"], "2")
        self.assertNotIn("x-oss-meta-a", other)
        self.assertEqual(self.bucket.get_object("other").read(), b"data")
        self.bucket.update_object_meta("same", {"x-oss-meta-c": "3"})
        self.assertEqual(self.bucket.head_object("same").headers["x-oss-meta-c"], "3")

        elsewhere = self.open_bucket("elsewhere")
        elsewhere.create_bucket()
        elsewhere.copy_object(name, source, "k")
        self.assertEqual(elsewhere.get_object("k").read(), b"data")

        etag = self.bucket.head_object("same").headers["ETag"]
        conditions = {
            "x-oss-copy-source-if-match": (etag, '"0"'),
            "x-oss-copy-source-if-none-match": ('"0"', etag),
            "x-oss-copy-source-if-modified-since": (
                "Thu, 01 Jan 1998 00:00:00 GMT", "Thu, 01 Jan 2032 00:00:00 GMT"),
            "x-oss-copy-source-if-unmodified-since": (
                "Thu, 01 Jan 2032 00:00:00 GMT", "Thu, 01 Jan 1998 00:00:00 GMT"),
        }
        for header, (holds, fails) in conditions.items():
            with self.subTest(header):
                self.bucket.copy_object(name, "same", "c", headers={header: holds})
                with self.assertRaises(oss2.exceptions.ServerError) as raised:
                    self.bucket.copy_object(name, "same", "c", headers={header: fails})
                self.assertIn(raised.exception.status, (304, 412))

    def test_deleting_many_quietly(self):
        self.put("a", "b&<>\"'c")
        body = (
            "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object>"
            "<Object><Key>b&amp;&lt;&gt;\"'c</Key></Object></Delete>"
        ).encode()
        md5 = base64.b64encode(hashlib.md5(body).digest()).decode()
        reply = self.bucket._Bucket__do_bucket(
            "POST", data=body, params={"delete": ""}, headers={"Content-MD5": md5}
        )
        self.assertEqual((reply.status, reply.read()), (200, b""))
        self.assertEqual(list(oss2.ObjectIterator(self.bucket)), [])

    def test_presigned_urls_bind_what_was_signed(self):
        self.put("dir/k 中", content=b"text")
        url = self.bucket.sign_url(
            "GET", "dir/k 中", 60, params={"response-content-type": "text/csv"}
        )
        reply = requests.get(url, timeout=60)
        self.assertEqual((reply.content, reply.headers["Content-Type"]), (b"text", "text/csv"))
        headers = {"Content-Type": "text/plain", "x-oss-meta-a": "1"}
        url = self.bucket.sign_url("PUT", "new", 60, headers=headers)
        self.assertEqual(requests.put(url, data=b"t", headers=headers, timeout=60).status_code, 200)
        self.assertEqual(self.bucket.head_object("new").headers["x-oss-meta-a"], "1")
        other = requests.put(
            url, data=b"t", headers={**headers, "x-oss-meta-a": "2"}, timeout=60
        )
        self.assertEqual(other.status_code, 403)
        self.assertIn("<Code>SignatureDoesNotMatch</Code>", other.text)


class Listings(OssTest):
    def test_what_a_page_says_of_its_entries(self):
        self.put("dir/a")
        self.bucket.append_object("log", 0, b"log")
        page = self.bucket.list_objects(delimiter="/")
        self.assertEqual([(o.key, o.type, o.size) for o in page.object_list], [
            ("log", "Appendable", 3)])
        self.assertEqual(page.prefix_list, ["dir/"])
        self.assertEqual(page.object_list[0].storage_class, "Standard")
        self.assertTrue(page.object_list[0].owner.id)
        without, with_owner = (
            self.bucket.list_objects_v2(fetch_owner=fetch) for fetch in (False, True)
        )
        self.assertIsNone(without.object_list[0].owner)
        self.assertTrue(with_owner.object_list[0].owner.id)

    def test_pages_begin_behind_their_markers(self):
        def names(page):
            return [o.key for o in page.object_list]

        keys = [f"k{n}" for n in range(5)]
        self.put(*keys)
        self.assertEqual(names(self.bucket.list_objects(marker="k2")), keys[3:])
        self.assertEqual(names(self.bucket.list_objects(marker="k20")), keys[3:])
        self.assertEqual(names(self.bucket.list_objects_v2(start_after="k2")), keys[3:])
        first = self.bucket.list_objects_v2(max_keys=2)
        self.assertTrue(first.is_truncated)
        second = self.bucket.list_objects_v2(  # the token wins
            max_keys=2, start_after="k4", continuation_token=first.next_continuation_token
        )
        self.assertEqual(names(second), keys[2:4])
        exact = self.bucket.list_objects(max_keys=5)
        self.assertFalse(exact.is_truncated)
        self.assertEqual(exact.next_marker, "")

    def test_groups(self):
        self.put("dir/", "dir/a", "dir/b/c", "dir/b/d", "dira", "e")
        cases = [  # prefix, delimiter, marker, objects, groups
            ("", "/", "", ["dira", "e"], ["dir/"]),
            ("dir", "/", "", ["dira"], ["dir/"]),
            ("dir/", "/", "", ["dir/", "dir/a"], ["dir/b/"]),
            ("dir/", "/", "dir/b/", [], []),
            ("dir/", "/", "dir/b/c", [], []),
            ("dir/", "", "", ["dir/", "dir/a", "dir/b/c", "dir/b/d"], []),
            ("", "ir", "", ["e"], ["dir"]),
            ("nothing", "/", "", [], []),
        ]
        for prefix, delimiter, marker, objects, groups in cases:
            with self.subTest(prefix=prefix, delimiter=delimiter, marker=marker):
                page = self.bucket.list_objects(prefix, delimiter, marker)
                self.assertEqual([o.key for o in page.object_list], objects)
                self.assertEqual(page.prefix_list, groups)

    def test_a_page_has_a_hundred_entries_unless_more_are_wanted(self):
        self.put(*(f"{n:03}" for n in range(105)))
        reply = self.bucket._Bucket__do_bucket("GET", params={})
        self.assertEqual(reply.read().count(b"<Contents>"), 100)
        self.assertEqual(len(self.bucket.list_objects(max_keys=1000).object_list), 105)

    def test_uploads_are_listed_page_by_page(self):
        ids = {k: sorted(self.parts(k)[0] for _ in range(2)) for k in ("a", "b/c", "b/d")}
        everything = [(k, i) for k, found in ids.items() for i in found]
        page = self.bucket.list_multipart_uploads(max_uploads=3)
        self.assertTrue(page.is_truncated)
        self.assertEqual([(u.key, u.upload_id) for u in page.upload_list], everything[:3])
        following = self.bucket.list_multipart_uploads(
            key_marker=page.next_key_marker, upload_id_marker=page.next_upload_id_marker
        )
        self.assertEqual([(u.key, u.upload_id) for u in following.upload_list], everything[3:])
        behind = self.bucket.list_multipart_uploads(key_marker="a")
        self.assertEqual([u.key for u in behind.upload_list], ["b/c", "b/c", "b/d", "b/d"])
        grouped = self.bucket.list_multipart_uploads(delimiter="/")
        self.assertEqual(grouped.prefix_list, ["b/"])
        self.assertEqual([u.key for u in grouped.upload_list], ["a", "a"])


class Uploads(OssTest):
    def test_the_etag_of_a_whole_is_made_of_its_parts(self):
        upload, parts = self.parts("k", b"a" * PART, b"b")
        done = self.bucket.complete_multipart_upload("k", upload, parts)
        etags = "".join(part.etag for part in parts).encode()
        expected = hashlib.md5(etags).hexdigest().upper() + "-2"
        self.assertEqual(done.etag, expected)
        head = self.bucket.head_object("k")
        self.assertEqual((head.etag, head.object_type), (expected, "Multipart"))
        self.assertNotIn("Content-MD5", head.headers)

    def test_numbers_may_have_gaps_and_parts_may_be_left_out_or_sent_again(self):
        contents = b"a" * PART, b"unlisted", b"c" * PART, b"old"
        upload, parts = self.parts("k", *contents, numbers=(1, 5, 7, 10000))
        again = self.bucket.upload_part("k", upload, 10000, b"new")
        parts[3].etag = again.etag
        self.bucket.complete_multipart_upload("k", upload, [parts[n] for n in (0, 2, 3)])
        self.assertEqual(self.bucket.get_object("k").read(), contents[0] + contents[2] + b"new")

    def test_all_parts_at_once(self):
        upload, _ = self.parts("k", b"b" * PART, b"a", numbers=(3, 4))
        headers = {"x-oss-complete-all": "yes"}
        # The SDK leaves the body out when it is given no list.
        self.bucket.complete_multipart_upload("k", upload, None, headers=headers)
        self.assertEqual(self.bucket.get_object("k").read(), b"b" * PART + b"a")

    def test_an_upload_without_parts_makes_an_empty_object(self):
        upload, _ = self.parts("k")
        reply = self.bucket._Bucket__do_object(
            "POST", "k", params={"uploadId": upload},
            data=b"<CompleteMultipartUpload></CompleteMultipartUpload>",
        )
        self.assertEqual(reply.status, 200)
        self.assertEqual(self.bucket.get_object("k").read(), b"")

    def test_nothing_is_visible_before_the_end(self):
        self.put("k", content=b"old")
        upload, parts = self.parts("k", b"new")
        self.assertEqual(self.bucket.get_object("k").read(), b"old")
        self.bucket.complete_multipart_upload("k", upload, parts)
        self.assertEqual(self.bucket.get_object("k").read(), b"new")
        self.assertEqual(self.bucket.list_multipart_uploads().upload_list, [])

    def test_properties_of_an_upload_become_the_objects(self):
        upload = self.bucket.init_multipart_upload(
            "k", headers={"Content-Type": "text/csv", "x-oss-meta-a": "1"}
        ).upload_id
        self.bucket.complete_multipart_upload("k", upload, [])
        head = self.bucket.head_object("k").headers
        self.assertEqual((head["Content-Type"], head["x-oss-meta-a"]), ("text/csv", "1"))

    def test_parts_are_listed_with_their_sizes(self):
        upload, parts = self.parts("k", b"a" * 10, b"b" * 20, b"c" * 30, numbers=(2, 4, 9))
        page = self.bucket.list_parts("k", upload, marker="2", max_parts=1)
        self.assertEqual([(p.part_number, p.size) for p in page.parts], [(4, 20)])
        self.assertTrue(page.is_truncated)
        self.assertEqual(page.next_marker, "4")
        rest = self.bucket.list_parts("k", upload, marker=page.next_marker)
        self.assertEqual([(p.part_number, p.etag) for p in rest.parts], [(9, parts[2].etag)])
        self.assertFalse(rest.is_truncated)

    def test_parts_are_copied_from_objects(self):
        self.put("from", content=bytes(range(256)) * 1000)
        upload, _ = self.parts("to")
        parts = []
        for number, (first, last) in enumerate(((0, PART - 1), (PART, 255999)), 1):
            done = self.bucket.upload_part_copy(
                self.bucket.bucket_name, "from", (first, last), "to", upload, number
            )
            parts.append(oss2.models.PartInfo(number, done.etag))
        self.bucket.complete_multipart_upload("to", upload, parts)
        self.assertEqual(
            self.bucket.get_object("to").read(), self.bucket.get_object("from").read()
        )


ObjectsV1, ObjectsV4 = with_each_signature(Objects)
ListingsV1, ListingsV4 = with_each_signature(Listings)
UploadsV1, UploadsV4 = with_each_signature(Uploads)


if __name__ == "__main__":
    unittest.main()
