// Little-endian numbers and length-prefixed strings. WireReader trusts nothing: past the end it reads zeros and
// ok() is false, and no length makes it allocate more than what is there.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace edify::parse {

template <typename T>
concept WireNumber = std::integral<T> || std::same_as<T, float>;

class WireWriter {
 public:
  template <WireNumber T>
  void number(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));  // both ends are the same program on the same machine
    out_.append(bytes, sizeof(T));
  }
  void string(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    out_ += text;
  }

  std::string take() && { return std::move(out_); }

 private:
  std::string out_;
};

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  template <WireNumber T>
  T number() {
    T value{};
    if (rest_.size() < sizeof(T)) {
      ok_ = false;
      rest_ = {};
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof(T));
    rest_.remove_prefix(sizeof(T));
    return value;
  }

  // The view is into the bytes given to the constructor.
  std::string_view string() {
    const auto size = number<std::uint32_t>();
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  // A number of items that follow, each of at least `item_bytes`: 0 and not ok() where they can not be there.
  std::uint32_t count(std::size_t item_bytes) {
    const auto items = number<std::uint32_t>();
    if (items <= rest_.size() / item_bytes) return items;
    ok_ = false;
    rest_ = {};
    return 0;
  }

  bool ok() const { return ok_; }
  // Everything was there and nothing is left.
  bool is_complete() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace edify::parse
