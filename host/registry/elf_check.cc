#include "host/registry/elf_check.h"

#include <fcntl.h>
#include <gelf.h>
#include <hopline/plugin.h>
#include <libelf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>

namespace hopline::registry {
namespace {

#if defined(__x86_64__)
constexpr GElf_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr GElf_Half kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr GElf_Half kMachine = EM_RISCV;
#endif

constexpr size_t kMaxHeaders = 128;
constexpr uint64_t kMaxSymbols = 100'000;
constexpr uint64_t kMaxDynamic = 4'096;
constexpr uint64_t kMaxStrings = 64U << 20;

/// Thrown and caught inside this file only.
struct Reject : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void Require(bool ok, const char* otherwise) {
  if (!ok) throw Reject(otherwise);
}

/// Whether [offset, offset + length) lies in [0, total), without overflow.
bool Fits(uint64_t offset, uint64_t length, uint64_t total) {
  return offset <= total && length <= total - offset;
}

/// One pass over one file. libelf translates the structures; it compares nothing with the
/// file's length, so every range is tested here before it is asked for.
class Checker {
 public:
  Checker(int fd, uint64_t size) : fd_(fd), size_(size), elf_(nullptr, elf_end) {}

  void Run(ElfFacts& facts) {
    CheckIdentity();
    elf_version(EV_CURRENT);
    elf_.reset(elf_begin(fd_, ELF_C_READ, nullptr));
    Require(elf_ != nullptr && elf_kind(elf_.get()) == ELF_K_ELF, "is not an ELF file");
    CheckHeader();
    CheckSections();
    CheckSegments();
    ReadDynamic(facts);
    ReadSymbols(facts);
  }

 private:
  /// Before libelf sees it: the tables that it would allocate for must lie in the file.
  void CheckIdentity() {
    Elf64_Ehdr raw{};
    Require(size_ != 0, "is empty");
    Require(size_ >= sizeof raw, "is too short for an ELF file");
    Require(pread(fd_, &raw, sizeof raw, 0) == static_cast<ssize_t>(sizeof raw),
            "cannot be read");
    Require(std::memcmp(raw.e_ident, ELFMAG, SELFMAG) == 0, "is not an ELF file");
    Require(raw.e_ident[EI_CLASS] == ELFCLASS64, "is not a 64-bit object");
    Require(raw.e_ident[EI_DATA] == ELFDATA2LSB, "is not a little-endian object");
    Require(raw.e_machine == kMachine, "was built for another CPU");
    Require(raw.e_phentsize == sizeof(Elf64_Phdr) && raw.e_phnum >= 1 &&
                raw.e_phnum <= kMaxHeaders,
            "has no plausible program headers");
    Require(Fits(raw.e_phoff, uint64_t{raw.e_phnum} * sizeof(Elf64_Phdr), size_),
            "is cut off: its program headers lie past its end");
    if (raw.e_shoff == 0) return;
    Require(raw.e_shnum != 0 && raw.e_shentsize == sizeof(Elf64_Shdr),
            "has no plausible section headers");
    Require(Fits(raw.e_shoff, uint64_t{raw.e_shnum} * sizeof(Elf64_Shdr), size_),
            "is cut off: its section headers lie past its end");
  }

  void CheckHeader() {
    GElf_Ehdr header;
    Require(gelf_getehdr(elf_.get(), &header) != nullptr, "has no readable ELF header");
    Require(header.e_type == ET_DYN, "is not a shared object");
  }

  void CheckSections() {
    for (Elf_Scn* section = nullptr;
         (section = elf_nextscn(elf_.get(), section)) != nullptr;) {
      GElf_Shdr header;
      Require(gelf_getshdr(section, &header) != nullptr,
              "has an unreadable section header");
      Require(header.sh_type == SHT_NOBITS || header.sh_type == SHT_NULL ||
                  Fits(header.sh_offset, header.sh_size, size_),
              "is cut off or damaged: a section reaches past its end");
    }
  }

  void CheckSegments() {
    size_t count = 0;
    Require(elf_getphdrnum(elf_.get(), &count) == 0 && count <= kMaxHeaders,
            "has no plausible program headers");
    size_t n_dynamic = 0;
    for (size_t i = 0; i < count; ++i) {
      GElf_Phdr header;
      Require(gelf_getphdr(elf_.get(), static_cast<int>(i), &header) != nullptr,
              "has an unreadable program header");
      Require(header.p_type != PT_INTERP, "is an executable program, not a plugin");
      if (header.p_type == PT_LOAD) {
        Require(header.p_filesz <= header.p_memsz,
                "is damaged: a segment has more file "
                "than memory");
        Require(Fits(header.p_offset, header.p_filesz, size_),
                "is cut off or damaged: a segment reaches past its end");
        loads_.push_back(header);
      } else if (header.p_type == PT_DYNAMIC) {
        ++n_dynamic;
        dynamic_ = header;
      }
    }
    Require(!loads_.empty(), "has nothing to load");
    Require(n_dynamic == 1, "has not exactly one dynamic section");
  }

  /// File offset of `length` bytes at an address, if they lie in the file part of one
  /// segment.
  std::optional<uint64_t> OffsetOf(uint64_t address, uint64_t length) const {
    for (const GElf_Phdr& load : loads_) {
      if (address < load.p_vaddr) continue;
      const uint64_t inside = address - load.p_vaddr;
      if (Fits(inside, length, load.p_filesz)) return load.p_offset + inside;
    }
    return std::nullopt;
  }

  /// Entries of `type` (libelf's name for it, `size` bytes each) at an address.
  Elf_Data* DataAt(uint64_t address, uint64_t count, uint64_t size, Elf_Type type,
                   const char* otherwise) {
    const std::optional<uint64_t> offset = OffsetOf(address, count * size);
    Require(offset.has_value(), otherwise);
    Elf_Data* data = elf_getdata_rawchunk(elf_.get(), static_cast<int64_t>(*offset),
                                          count * size, type);
    Require(data != nullptr && data->d_buf != nullptr && data->d_size == count * size,
            otherwise);
    return data;
  }

  void ReadDynamic(ElfFacts& facts) {
    const uint64_t count = dynamic_.p_filesz / sizeof(Elf64_Dyn);
    Require(count >= 1 && count <= kMaxDynamic, "has no plausible dynamic section");
    Elf_Data* data = DataAt(dynamic_.p_vaddr, count, sizeof(Elf64_Dyn), ELF_T_DYN,
                            "is damaged: its dynamic section is not in the file");
    std::vector<uint64_t> needed;
    for (uint64_t i = 0; i < count; ++i) {
      GElf_Dyn entry;
      Require(gelf_getdyn(data, static_cast<int>(i), &entry) != nullptr,
              "has an unreadable dynamic section");
      if (entry.d_tag == DT_NULL) break;
      if (entry.d_tag == DT_NEEDED) needed.push_back(entry.d_un.d_val);
      if (entry.d_tag == DT_STRTAB) strings_address_ = entry.d_un.d_ptr;
      if (entry.d_tag == DT_STRSZ) strings_size_ = entry.d_un.d_val;
      if (entry.d_tag == DT_SYMTAB) symbols_address_ = entry.d_un.d_ptr;
      if (entry.d_tag == DT_HASH) hash_address_ = entry.d_un.d_ptr;
      if (entry.d_tag == DT_GNU_HASH) gnu_hash_address_ = entry.d_un.d_ptr;
    }
    Require(strings_size_ >= 1 && strings_size_ <= kMaxStrings && symbols_address_ != 0,
            "has no dynamic symbols");
    Elf_Data* strings = DataAt(strings_address_, strings_size_, 1, ELF_T_BYTE,
                               "is damaged: its dynamic strings are not in the file");
    strings_ = static_cast<const char*>(strings->d_buf);
    Require(strings_[strings_size_ - 1] == '\0', "is damaged: its strings do not end");
    for (const uint64_t offset : needed) facts.needed.emplace_back(StringAt(offset));
  }

  const char* StringAt(uint64_t offset) const {
    Require(offset < strings_size_, "is damaged: a name lies outside its strings");
    return strings_ + offset;
  }

  std::vector<uint32_t> WordsAt(uint64_t address, uint64_t count) {
    Elf_Data* data = DataAt(address, count, sizeof(uint32_t), ELF_T_WORD,
                            "is damaged: its symbol hash table is not in the file");
    std::vector<uint32_t> words(count);
    if (count != 0) std::memcpy(words.data(), data->d_buf, count * sizeof(uint32_t));
    return words;
  }

  /// How many dynamic symbols there are. The format does not say it outright: the old
  /// hash table has one chain entry each; in the GNU one the last chain ends at the last
  /// symbol.
  uint64_t SymbolCount() {
    if (hash_address_ != 0) return WordsAt(hash_address_, 2)[1];
    Require(gnu_hash_address_ != 0, "has no symbol hash table");
    const std::vector<uint32_t> head = WordsAt(gnu_hash_address_, 4);
    const uint64_t n_buckets = head[0];
    const uint64_t first = head[1];
    const uint64_t n_bloom = head[2];
    Require(n_buckets <= kMaxSymbols && n_bloom <= kMaxSymbols,
            "has no plausible symbol hash table");
    const uint64_t buckets_address = gnu_hash_address_ + 16 + n_bloom * 8;
    const std::vector<uint32_t> buckets = WordsAt(buckets_address, n_buckets);
    uint64_t last = 0;
    for (const uint32_t bucket : buckets) last = std::max<uint64_t>(last, bucket);
    if (last < first) return first;
    const uint64_t chains_address = buckets_address + n_buckets * 4;
    while (last <= kMaxSymbols &&
           (WordsAt(chains_address + (last - first) * 4, 1)[0] & 1U) == 0) {
      ++last;
    }
    return last + 1;
  }

  void ReadSymbols(ElfFacts& facts) {
    const uint64_t count = SymbolCount();
    Require(count <= kMaxSymbols, "has more than 100000 dynamic symbols");
    Elf_Data* data = DataAt(symbols_address_, count, sizeof(Elf64_Sym), ELF_T_SYM,
                            "is damaged: its dynamic symbols are not in the file");
    bool has_entry = false;
    bool has_passport = false;
    for (uint64_t i = 0; i < count; ++i) {
      GElf_Sym symbol;
      Require(gelf_getsym(data, static_cast<int>(i), &symbol) != nullptr,
              "has an unreadable symbol");
      if (symbol.st_shndx == SHN_UNDEF) continue;
      const std::string_view name = StringAt(symbol.st_name);
      if (name == HOPLINE_ENTRY_SYMBOL) {
        has_entry = GELF_ST_TYPE(symbol.st_info) == STT_FUNC;
      } else if (name == HOPLINE_PASSPORT_SYMBOL) {
        ReadPassport(symbol, facts);
        has_passport = true;
      }
    }
    Require(has_passport,
            "does not export " HOPLINE_PASSPORT_SYMBOL ", so it is no Hopline plugin");
    Require(has_entry, "does not export the function " HOPLINE_ENTRY_SYMBOL);
  }

  void ReadPassport(const GElf_Sym& symbol, ElfFacts& facts) {
    Require(symbol.st_size == sizeof(hopline_passport),
            "has a passport that is not 32 bytes");
    Elf_Data* data = DataAt(symbol.st_value, sizeof(hopline_passport), 1, ELF_T_BYTE,
                            "has a passport whose bytes are not in the file");
    std::memcpy(&facts.passport, data->d_buf, sizeof facts.passport);
  }

  int fd_;
  uint64_t size_;
  std::unique_ptr<Elf, int (*)(Elf*)> elf_;
  std::vector<GElf_Phdr> loads_;
  GElf_Phdr dynamic_{};
  uint64_t strings_address_ = 0, strings_size_ = 0;
  uint64_t symbols_address_ = 0, hash_address_ = 0, gnu_hash_address_ = 0;
  const char* strings_ = nullptr;
};

}  // namespace

ElfFacts CheckElf(int fd, uint64_t size) {
  ElfFacts facts;
  try {
    Checker(fd, size).Run(facts);
  } catch (const Reject& reject) {
    facts.reason = reject.what();
  }
  return facts;
}

bool IsSanitizerRuntime(const std::string& library) {
  static constexpr std::array<const char*, 6> kRuntimes = {"asan", "tsan",   "ubsan",
                                                           "lsan", "hwasan", "msan"};
  return std::any_of(kRuntimes.begin(), kRuntimes.end(), [&](const char* runtime) {
    return library.rfind(std::string("lib") + runtime + ".so", 0) == 0 ||
           library.rfind(std::string("libclang_rt.") + runtime, 0) == 0;
  });
}

}  // namespace hopline::registry
