/// \file layout.h
/// The words in which layout_*.inc is written, as assertions. Compiles as C11 and as
/// C++17.
///
///   BEGIN(struct, size)                      sizeof
///   FIELD(struct, name, offset, type)        a value
///   TEXT(struct, name, offset, size)         an array of char
///   SLOT(struct, name, offset, result, (arguments))    a function pointer
///   END(struct)
#include <hopline/draft/format.h>
#include <hopline/hopline.h>
#include <stddef.h>

#ifdef __cplusplus
#include <type_traits>
#define LAYOUT_ASSERT(condition, what) static_assert(condition, what)
#define LAYOUT_HAS_TYPE(s, f, ...) (std::is_same<decltype(s::f), __VA_ARGS__>::value)
#else
#define LAYOUT_ASSERT(condition, what) _Static_assert(condition, what)
#define LAYOUT_HAS_TYPE(s, f, ...) _Generic(((s*)0)->f, __VA_ARGS__ : 1, default : 0)
#endif

#define BEGIN(s, size) LAYOUT_ASSERT(sizeof(s) == (size), #s ": size");
#define END(s)
#define FIELD(s, f, offset, type)                                  \
  LAYOUT_ASSERT(offsetof(s, f) == (offset), #s "." #f ": offset"); \
  LAYOUT_ASSERT(LAYOUT_HAS_TYPE(s, f, type), #s "." #f ": type");
#define TEXT(s, f, offset, size)                                   \
  LAYOUT_ASSERT(offsetof(s, f) == (offset), #s "." #f ": offset"); \
  LAYOUT_ASSERT(sizeof(((s*)0)->f) == (size), #s "." #f ": size");
#define SLOT(s, f, offset, result, arguments)                                \
  LAYOUT_ASSERT(offsetof(s, f) == (offset), #s "." #f ": offset");           \
  LAYOUT_ASSERT(LAYOUT_HAS_TYPE(s, f, result(*) arguments HOPLINE_NOEXCEPT), \
                #s "." #f ": type");
