// Wrong and hostile files in the place of a plugin's object: each is refused with one
// line that names file and reason; none blocks the host or ends it by a signal.

#include <doctest/doctest.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <string>

#include "host/registry/probe.h"
#include "tests/hostile/plugin_folder.h"

namespace hopline::hostile {
namespace {

const std::string& Sound() {
  static const std::string bytes = ReadFile(HOPLINE_SOUND_PLUGIN);
  return bytes;
}

void CheckRefused(const std::string& line, const std::string& step,
                  const std::string& reason) {
  INFO(line);
  CHECK(line.find(" refused (" + step + "): ") != std::string::npos);
  CHECK(line.find(reason) != std::string::npos);
}

/// Judges other bytes in the place of the sound object.
void CheckBytes(const std::string& bytes, const std::string& step,
                const std::string& reason) {
  const PluginFolder folder(bytes);
  CheckRefused(folder.Load(), step, reason);
}

/// Judges something else than a file in the object's place.
void CheckInstead(const std::string& reason,
                  const std::function<void(const PluginFolder&)>& put) {
  const PluginFolder folder("");
  fs::remove(folder.Object());
  put(folder);
  CheckRefused(folder.Load(), "open", reason);
}

template <class Struct>
Struct At(const std::string& bytes, size_t offset) {
  Struct value;
  REQUIRE(offset + sizeof value <= bytes.size());
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class Struct>
void Put(std::string& bytes, size_t offset, const Struct& value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

/// The sound object with a changed ELF header.
std::string WithHeader(const std::function<void(Elf64_Ehdr&)>& change) {
  std::string bytes = Sound();
  auto header = At<Elf64_Ehdr>(bytes, 0);
  change(header);
  Put(bytes, 0, header);
  return bytes;
}

/// The sound object with a changed first program header of a type.
std::string WithSegment(uint32_t type, const std::function<void(Elf64_Phdr&)>& change) {
  std::string bytes = Sound();
  const auto header = At<Elf64_Ehdr>(bytes, 0);
  for (size_t i = 0; i < header.e_phnum; ++i) {
    const size_t offset = header.e_phoff + i * sizeof(Elf64_Phdr);
    auto segment = At<Elf64_Phdr>(bytes, offset);
    if (segment.p_type != type) continue;
    change(segment);
    Put(bytes, offset, segment);
    return bytes;
  }
  FAIL("no such segment");
  return bytes;
}

std::string WithSection(uint32_t type, const std::function<void(Elf64_Shdr&)>& change) {
  std::string bytes = Sound();
  const auto header = At<Elf64_Ehdr>(bytes, 0);
  for (size_t i = 0; i < header.e_shnum; ++i) {
    const size_t offset = header.e_shoff + i * sizeof(Elf64_Shdr);
    auto section = At<Elf64_Shdr>(bytes, offset);
    if (section.sh_type != type) continue;
    change(section);
    Put(bytes, offset, section);
    return bytes;
  }
  FAIL("no such section");
  return bytes;
}

std::string WithPassport(const std::function<void(hopline_passport&)>& change) {
  std::string bytes = Sound();
  const size_t offset = bytes.find(std::string("HOPLINE\0\x20\0\0\0", 12));
  REQUIRE(offset != std::string::npos);
  auto passport = At<hopline_passport>(bytes, offset);
  change(passport);
  Put(bytes, offset, passport);
  return bytes;
}

/// Drops root's rights while it lives, so that permissions mean something.
class AsNobody {
 public:
  AsNobody() : was_root_(geteuid() == 0) {
    if (was_root_) REQUIRE(seteuid(65534) == 0);
  }
  ~AsNobody() {
    if (was_root_ && seteuid(0) != 0) abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool was_root_;
};

}  // namespace

TEST_CASE("the sound object loads, and so does its stripped copy") {
  CHECK(PluginFolder(Sound()).Load() == "");
  CHECK(PluginFolder(ReadFile(HOSTILE_STRIPPED)).Load() == "");
}

TEST_CASE("what is no complete ELF file is refused") {
  CheckBytes("", "object check", "is empty");
  CheckBytes(
      "#!/bin/sh\necho this is a script, made long enough to hold a whole header\n",
      "object check", "is not an ELF file");
  CheckBytes(Sound().substr(0, 63), "object check", "too short");
  CheckBytes(Sound().substr(0, 64), "object check", "cut off");
  for (size_t size = 4096; size < Sound().size(); size += 4096) {
    CheckBytes(Sound().substr(0, size), "object check", "cut off");
  }
  CheckBytes(Sound().substr(0, Sound().size() - 1), "object check", "cut off");
}

TEST_CASE("objects for another machine, class or purpose are refused") {
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_ident[EI_CLASS] = ELFCLASS32; }),
             "object check", "not a 64-bit");
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_ident[EI_DATA] = ELFDATA2MSB; }),
             "object check", "not a little-endian");
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_machine = EM_S390; }), "object check",
             "another CPU");
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_type = ET_REL; }), "object check",
             "not a shared object");
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_type = ET_EXEC; }), "object check",
             "not a shared object");
  CheckBytes(ReadFile("/proc/self/exe"), "object check", "executable");
}

TEST_CASE("headers that claim impossible sizes are refused") {
  const uint64_t huge = ~uint64_t{0} - 7;
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_phnum = 0; }), "object check",
             "program headers");
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_phnum = 129; }), "object check",
             "program headers");
  CheckBytes(WithHeader([&](Elf64_Ehdr& h) { h.e_phoff = huge; }), "object check",
             "cut off");
  CheckBytes(WithHeader([&](Elf64_Ehdr& h) { h.e_shoff = huge; }), "object check",
             "cut off");
  CheckBytes(WithHeader([](Elf64_Ehdr& h) { h.e_shnum = 0; }), "object check",
             "section headers");
  CheckBytes(WithSegment(PT_LOAD, [&](Elf64_Phdr& s) { s.p_filesz = huge; }),
             "object check", "more file than memory");
  CheckBytes(WithSegment(PT_LOAD, [&](Elf64_Phdr& s) { s.p_filesz = s.p_memsz = huge; }),
             "object check", "past its end");
  CheckBytes(WithSegment(PT_LOAD, [&](Elf64_Phdr& s) { s.p_offset = huge; }),
             "object check", "past its end");
  CheckBytes(WithSegment(PT_DYNAMIC, [&](Elf64_Phdr& s) { s.p_filesz = huge; }),
             "object check", "dynamic section");
  CheckBytes(WithSegment(PT_DYNAMIC, [&](Elf64_Phdr& s) { s.p_vaddr = huge; }),
             "object check", "dynamic section");
  CheckBytes(WithSegment(PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_type = PT_NULL; }),
             "object check", "exactly one dynamic section");
  CheckBytes(WithSegment(PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_type = PT_INTERP; }),
             "object check", "executable");
  CheckBytes(WithSection(SHT_DYNSYM, [&](Elf64_Shdr& s) { s.sh_size = huge; }),
             "object check", "section reaches past");
  CheckBytes(WithSection(SHT_STRTAB, [&](Elf64_Shdr& s) { s.sh_offset = huge; }),
             "object check", "section reaches past");
}

TEST_CASE("what is no regular file is refused at once") {
  CheckInstead("is a directory",
               [](const PluginFolder& f) { fs::create_directory(f.Object()); });
  CheckInstead("is a FIFO", [](const PluginFolder& f) {
    REQUIRE(mkfifo(f.Object().c_str(), 0600) == 0);
  });
  CheckInstead("is a symbolic link",
               [](const PluginFolder& f) { fs::create_symlink("/bin/sh", f.Object()); });
}

TEST_CASE("links that lead nowhere are refused") {
  // A dangling link counts as absent, a looping one as unusable, before anything is
  // opened.
  for (const char* target : {"nowhere", "hopline-minimal.so"}) {
    const PluginFolder folder("");
    fs::remove(folder.Object());
    fs::create_symlink(target, folder.Object());
    CheckRefused(folder.Load(), "manifest", "is not there");
  }
}

TEST_CASE("a device is refused") {
  const PluginFolder folder("");
  fs::remove(folder.Object());
  if (mknod(folder.Object().c_str(), S_IFCHR | 0600, makedev(1, 5)) != 0) {
    MESSAGE("needs the right to make devices");
    return;
  }
  CheckRefused(folder.Load(), "open", "");
}

TEST_CASE("an unreadable object is refused") {
  const PluginFolder folder(Sound());
  fs::permissions(folder.Folder(), fs::perms(0755));
  fs::permissions(folder.ManifestPath(), fs::perms(0644));
  fs::permissions(folder.Object(), fs::perms::none);
  const AsNobody nobody;
  CheckRefused(folder.Load(), "open", "Permission denied");
}

TEST_CASE("what others may write is refused") {
  const PluginFolder file(Sound());
  fs::permissions(file.Object(), fs::perms::owner_all | fs::perms::others_write);
  CheckRefused(file.Load(), "trust", "the file is writable by everybody");

  const PluginFolder folder(Sound());
  fs::permissions(folder.Folder(), fs::perms::all);
  CheckRefused(folder.Load(), "trust", "its folder is writable by everybody");
}

TEST_CASE("what belongs to somebody else is refused") {
  const PluginFolder folder(Sound());
  if (chown(folder.Object().c_str(), 65534, static_cast<gid_t>(-1)) != 0) {
    MESSAGE("needs the right to give files away");
    return;
  }
  CheckRefused(folder.Load(), "trust", "belongs to user 65534");
}

TEST_CASE("a pinned plugin must have the pinned digest") {
  const PluginFolder folder(Sound());
  registry::RegistryOptions options;
  options.pins[folder.Plugin().id] = {std::string(64, '0'), ""};
  CheckRefused(folder.Load(options), "pin", "pinned is 000");
  options.pins[folder.Plugin().id] = {registry::ObjectDigest(folder.Plugin()), ""};
  CHECK(folder.Load(options) == "");
}

TEST_CASE(
    "a manifest that is missing, leads elsewhere or is another object's is refused") {
  const PluginFolder missing(Sound());
  fs::remove(missing.ManifestPath());
  CHECK(missing.Load().find("no hopline-*.json") != std::string::npos);

  const PluginFolder elsewhere(Sound());
  elsewhere.WriteManifest(
      Replaced(elsewhere.Manifest(), "hopline-minimal.so", "../x.so"));
  CHECK(elsewhere.Load().find("`file` is not the bare name") != std::string::npos);

  const PluginFolder other(Sound());
  other.WriteManifest(Replaced(other.Manifest(), "\"1.0.0\"", "\"1.0.1\""));
  CheckRefused(other.Load(), "description", "`version` of the description differs");

  const PluginFolder renamed(Sound());
  renamed.WriteManifest(Replaced(renamed.Manifest(), "counts from zero", "counts"));
  CheckRefused(renamed.Load(), "description", "`connectors/0/summary`");
}

TEST_CASE("a passport that is missing or wrong is refused before any code runs") {
  CheckBytes(ReadFile(HOSTILE_NO_PASSPORT), "object check",
             "does not export hopline_plugin_passport");
  CheckBytes(WithPassport([](hopline_passport& p) { p.magic[0] = 'h'; }), "passport",
             "magic");
  CheckBytes(WithPassport([](hopline_passport& p) { p.struct_size = 40; }), "passport",
             "size is not 32");
  CheckBytes(WithPassport([](hopline_passport& p) { p.abi_major = 7; }), "passport",
             "another object");
  CheckBytes(WithPassport([](hopline_passport& p) { p.needs_minor = 99; }), "passport",
             "another object");
  CheckBytes(WithPassport([](hopline_passport& p) { p.pointer_bits = 32; }), "passport",
             "64-bit");
  CheckBytes(WithPassport([](hopline_passport& p) { p.reserved0 = 1; }), "passport",
             "reserved");
  CheckBytes(WithPassport([](hopline_passport& p) { p.reserved1 = 1; }), "passport",
             "reserved");
}

TEST_CASE("an entry that is missing, or only in a dependency, is refused") {
  CheckBytes(ReadFile(HOSTILE_NO_ENTRY), "object check",
             "does not export the function hopline_plugin_entry");
  CheckBytes(ReadFile(HOSTILE_ENTRY_ELSEWHERE), "object check",
             "does not export the function hopline_plugin_entry");
}

TEST_CASE("missing libraries and symbols are named") {
  CheckBytes(ReadFile(HOSTILE_NO_DEPENDENCY), "load", "libhostile_dependency.so");
  CheckBytes(ReadFile(HOSTILE_NO_SYMBOL), "load", "hostile_dependency_answer");
}

}  // namespace hopline::hostile
