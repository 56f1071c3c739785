#include "ingest/memory_pressure.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string>

namespace edify::ingest {
namespace {

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view label) {
  auto at = text.find(label);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + label.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

std::string contents(const char* file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Control groups, version 2, as a container sees its own. Pages of files that can be dropped are not in use.
std::optional<double> group_share() {
  const auto limit = number_after(contents("/sys/fs/cgroup/memory.max"), "");
  const auto current = number_after(contents("/sys/fs/cgroup/memory.current"), "");
  if (!limit || !current || *limit == 0) return std::nullopt;
  const auto droppable = number_after(contents("/sys/fs/cgroup/memory.stat"), "inactive_file ").value_or(0);
  return static_cast<double>(*current - std::min(*current, droppable)) / static_cast<double>(*limit);
}

}  // namespace

std::uint64_t next_limit(std::uint64_t current, std::uint64_t configured, double used_share) {
  if (used_share > shrink_above) return std::max(current / 2, configured / 8);
  if (used_share < grow_below) return std::min(current + configured / 4, configured);
  return current;
}

std::optional<double> used_share(std::string_view meminfo) {
  const auto total = number_after(meminfo, "MemTotal:");
  const auto available = number_after(meminfo, "MemAvailable:");
  if (!total || !available || *total == 0) return std::nullopt;
  return 1 - static_cast<double>(std::min(*available, *total)) / static_cast<double>(*total);
}

std::optional<double> used_share_now() {
  const auto machine = used_share(contents("/proc/meminfo"));
  const auto group = group_share();
  if (!machine || !group) return machine ? machine : group;
  return std::max(*machine, *group);
}

}  // namespace edify::ingest
