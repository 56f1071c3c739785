#include "app/progress_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/console.h"

namespace edify::app {
namespace {

constexpr int bar_width = 24;
constexpr std::chrono::seconds line_interval{5};
constexpr std::chrono::seconds json_interval{1};

std::string time_left(const ingest::Progress& progress) {
  const double seconds = progress.seconds_left();
  return seconds > 0 ? fmt::format(", {} left", human_duration(seconds)) : "";
}

std::string failures(const ingest::Progress& progress) {
  if (progress.failed == 0) return "";
  std::string reasons;
  for (const auto& [reason, count] : progress.failures) {
    reasons += fmt::format("{}{}{}", reasons.empty() ? "" : ", ", count > 1 ? fmt::format("{} ", count) : "", reason);
  }
  return fmt::format(", {} failed ({})", progress.failed, reasons);
}

}  // namespace

std::string describe(const ingest::Progress& progress) {
  const double seconds = std::max(progress.elapsed.count(), 0.001);
  return fmt::format("{}/{}{} files, {} of {}, {} pages, {} chunks, {:.1f} files/s{}, {} in use of {}{}{}",
                     progress.files_finished, progress.files_to_do, progress.listing_finished ? "" : "+",
                     human_bytes(progress.bytes_finished), human_bytes(progress.bytes_to_do), progress.pages,
                     progress.chunks, static_cast<double>(progress.files_finished) / seconds, time_left(progress),
                     human_bytes(progress.memory_bytes), human_bytes(progress.memory_limit), failures(progress),
                     progress.source_away ? ", waiting for the source" : "");
}

ProgressDisplay::ProgressDisplay(ProgressStyle style)
    : style_(style), terminal_(style == ProgressStyle::automatic && is_terminal()) {}

void ProgressDisplay::show(const ingest::Progress& progress) {
  latest_ = progress;
  if (terminal_) {
    const int filled = static_cast<int>(progress.share_done() * bar_width);
    std::string bar;
    for (int i = 0; i < bar_width; ++i) bar += i < filled ? "█" : "░";
    fmt::print(stderr, "\r\x1b[K{} {}", bar, describe(progress));
    std::fflush(stderr);
    bar_is_open_ = true;
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!last_line_) last_line_ = now;
  if (now - *last_line_ < (style_ == ProgressStyle::json ? json_interval : line_interval)) return;
  last_line_ = now;
  print_line();
}

void ProgressDisplay::print_line() {
  if (style_ == ProgressStyle::json) {
    fmt::print(stderr, "{{\"progress\":{}}}\n", ingest::to_json(latest_));
  } else {
    fmt::print(stderr, "{}\n", describe(latest_));
  }
}

void ProgressDisplay::finish() {
  if (bar_is_open_) fmt::print(stderr, "\n");
  if (style_ == ProgressStyle::json) print_line();
  bar_is_open_ = false;
}

}  // namespace edify::app
