// Writes JSON (RFC 8259) straight into a string: answers are built once, in order, so no tree is needed.
// Not thread-safe; the string must outlive the writer.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace edify::api {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();

  // Inside an object: the name of the value that follows.
  void name(std::string_view name);

  void value(std::string_view text);  // UTF-8
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth);
  void value(double number);  // shortest text that reads back equal; null where it is not finite
  void value(float number);
  void value(std::unsigned_integral auto number) { unsigned_value(number); }
  void null();

  template <typename T>
  void member(std::string_view key, const T& content) {
    name(key);
    value(content);
  }

 private:
  void separate();
  void unsigned_value(std::uint64_t number);

  std::string& out_;
  bool first_ = true;  // nothing stands before the next value in its object or array
};

}  // namespace edify::api
