#include "app/progress_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/console.h"

namespace edify::app {
namespace {

constexpr int bar_width = 24;
constexpr std::chrono::seconds line_interval{5};

// By bytes, which tell more than files, with a floor for many tiny ones.
double share_done(const ingest::Progress& progress) {
  constexpr std::uint64_t cost_of_a_file = 20'000;
  const auto done = progress.bytes_finished + progress.files_finished * cost_of_a_file;
  const auto all = progress.bytes_to_do + progress.files_to_do * cost_of_a_file;
  return all == 0 ? 0 : static_cast<double>(done) / static_cast<double>(all);
}

std::string time_left(const ingest::Progress& progress) {
  const double share = share_done(progress);
  if (!progress.listing_finished || share <= 0 || progress.elapsed.count() < 1) return "";
  if (share >= 1) return "";
  return fmt::format(", {} left", human_duration(progress.elapsed.count() * (1 - share) / share));
}

}  // namespace

std::string describe(const ingest::Progress& progress) {
  const double seconds = std::max(progress.elapsed.count(), 0.001);
  return fmt::format("{}/{}{} files, {} of {}, {} chunks, {:.1f} files/s{}{}", progress.files_finished,
                     progress.files_to_do, progress.listing_finished ? "" : "+", human_bytes(progress.bytes_finished),
                     human_bytes(progress.bytes_to_do), progress.chunks,
                     static_cast<double>(progress.files_finished) / seconds, time_left(progress),
                     progress.failed > 0 ? fmt::format(", {} failed", progress.failed) : "");
}

void ProgressDisplay::show(const ingest::Progress& progress) {
  if (terminal_) {
    const int filled = static_cast<int>(share_done(progress) * bar_width);
    std::string bar;
    for (int i = 0; i < bar_width; ++i) bar += i < filled ? "█" : "░";
    fmt::print(stderr, "\r\x1b[K{} {}", bar, describe(progress));
    std::fflush(stderr);
    bar_is_open_ = true;
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!last_line_) last_line_ = now;
  if (now - *last_line_ < line_interval) return;
  last_line_ = now;
  fmt::print(stderr, "{}\n", describe(progress));
}

void ProgressDisplay::finish() {
  if (bar_is_open_) fmt::print(stderr, "\n");
  bar_is_open_ = false;
}

}  // namespace edify::app
