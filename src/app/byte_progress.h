// How many bytes of something are done, on a terminal; elsewhere nothing. Owned by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace edify::app {

class ByteProgress {
 public:
  // `total`: 0 where it is not known.
  ByteProgress(std::string name, std::uint64_t total);
  ByteProgress(const ByteProgress&) = delete;
  ByteProgress& operator=(const ByteProgress&) = delete;
  // Clears its line.
  ~ByteProgress();

  void add(std::size_t bytes);

 private:
  const std::string name_;
  const std::uint64_t total_;
  std::uint64_t done_ = 0;
};

}  // namespace edify::app
