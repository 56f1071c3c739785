// gzip (RFC 1952, by zlib) and br (RFC 7932, by libbrotli) for answers, as Accept-Encoding allows (RFC 9110, 12.5.3).
//
// Compression beside text that an attacker chooses can give a secret away by its length (BREACH); our answers hold no
// secret beside such text: docs/decisions/http-edge.md. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edify::api {

enum class Coding : std::uint8_t { identity, gzip, br };

// "gzip", "br"; empty for identity.
std::string_view to_string(Coding coding);

// The best coding that the client takes; br before gzip where both weigh the same. identity where the header is empty,
// malformed or allows neither: nobody is refused for want of a coding.
Coding choose_coding(std::string_view accept_encoding);

// Quick enough for every answer, or thorough for what is compressed once.
enum class Effort : std::uint8_t { quick, thorough };

// Empty where the library fails, which it does for want of memory alone: then the body goes as it is.
std::string compress(std::string_view body, Coding coding, Effort effort);

}  // namespace edify::api
