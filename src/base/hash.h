// Content hashes and deterministic ids. Pure functions, thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace edify {

// Incremental SHA-256 (FIPS 180-4, by OpenSSL). Not thread-safe; one object hashes one stream.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  // 64 lower-case hexadecimal digits. Call once, last.
  std::string finish_hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// Incremental MD5 (RFC 1321, by OpenSSL), as blob stores state it for content: a checksum of transport and storage,
// never a proof of identity. Not thread-safe; one object hashes one stream.
class Md5 {
 public:
  Md5();
  ~Md5();
  Md5(Md5&&) noexcept;
  Md5& operator=(Md5&&) noexcept;

  void update(std::span<const std::byte> bytes);
  // 24 characters of base64. Call once, last.
  std::string finish_base64();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view text);
// Of bytes that are there as a whole: as Md5.
std::string md5_base64(std::span<const std::byte> bytes);

// RFC 9562 UUIDv5 in Edify's own namespace, "xxxxxxxx-xxxx-5xxx-yxxx-xxxxxxxxxxxx".
// The same name always gives the same id, so running twice changes nothing.
std::string uuid5(std::string_view name);

// 128 random bits as a UUIDv4, for request ids.
std::string random_uuid();

}  // namespace edify
