// A key, a token, a password: text that no log line, error or dump of a struct can print by accident.
//
// There is no formatter and no operator<<, and a test checks that there is none; who needs the text says reveal(). The
// bytes are wiped when the value goes. A plain value; no thread-safety to speak of.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace edify {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  Secret& operator=(Secret other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret() { ::explicit_bzero(text_.data(), text_.size()); }

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

}  // namespace edify
