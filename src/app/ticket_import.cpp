#include "app/ticket_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <string_view>
#include <vector>

#include "app/csv_reader.h"
#include "base/hash.h"

namespace edify::app {
namespace {

constexpr std::size_t batch = 1000;
constexpr std::size_t absent = static_cast<std::size_t>(-1);

bool is_same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

// "Z", "+05:30", "" → seconds east of Greenwich.
std::optional<std::chrono::seconds> offset_of(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return std::chrono::seconds{0};
  const bool is_offset = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!is_offset) return std::nullopt;
  for (const std::size_t at : {1, 2, 4, 5}) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
  }
  const auto two = [&](std::size_t at) { return ((text[at] - '0') * 10) + text[at + 1] - '0'; };
  const auto time = std::chrono::hours(two(1)) + std::chrono::minutes(two(4));
  return text[0] == '-' ? -std::chrono::seconds(time) : std::chrono::seconds(time);
}

// Nothing where it is no time, or one before 1970 or after 9999.
std::optional<UnixSeconds> time_of(std::string_view text) {
  const std::string whole(text);
  for (const char* form : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* end = ::strptime(whole.c_str(), form, &parts);
    if (end == nullptr) continue;
    std::string_view rest = end;
    if (rest.starts_with('.')) rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
    const auto offset = offset_of(without_blanks(rest));
    const std::chrono::year_month_day day(std::chrono::year(parts.tm_year + 1900),
                                          std::chrono::month(static_cast<unsigned>(parts.tm_mon) + 1),
                                          std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
    if (!offset || !day.ok() || parts.tm_year < 70 || parts.tm_year > 8099) continue;
    return UnixSeconds(std::chrono::sys_days(day)) + std::chrono::hours(parts.tm_hour) +
           std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec) - *offset;
  }
  return std::nullopt;
}

struct Places {
  std::size_t id = absent;
  std::size_t opened = absent;
  std::size_t closed = absent;
};

Result<Places> find_columns(CsvReader& reader, const std::string& name, const TicketColumns& columns) {
  std::vector<std::string> header;
  EDIFY_TRY(const bool found, reader.next(header));
  if (!found) return fail(ErrorCode::unreadable, fmt::format("{} is empty; it begins with a header", name), "empty");
  const auto place_of = [&](std::string_view wanted) {
    const auto at =
        std::ranges::find_if(header, [&](const auto& each) { return is_same_name(without_blanks(each), wanted); });
    return at == header.end() ? absent : static_cast<std::size_t>(at - header.begin());
  };
  const Places places{place_of(columns.id), place_of(columns.opened), place_of(columns.closed)};
  for (const auto& [place, wanted, option] :
       {std::tuple(places.id, columns.id, "--id"), std::tuple(places.opened, columns.opened, "--opened")}) {
    if (place != absent) continue;
    return fail(ErrorCode::unreadable,
                fmt::format("{}, line {}: no column is called {}; name the right one with {}", name, reader.line(),
                            wanted, option),
                "malformed");
  }
  return places;
}

Result<catalog::Ticket> ticket_of(const CsvReader& reader, const std::vector<std::string>& fields,
                                  const Places& places) {
  const auto field = [&](std::size_t at) {
    return at < fields.size() ? without_blanks(fields[at]) : std::string_view();
  };
  const auto time = [&](std::size_t at) -> Result<UnixSeconds> {
    if (const auto read = time_of(field(at))) return *read;
    return std::unexpected(reader.wrong(
        at + 1, fmt::format("'{}' is not a time; write 2026-11-23 or 2026-11-23T08:00:00Z", field(at).substr(0, 40))));
  };
  if (field(places.id).empty()) return std::unexpected(reader.wrong(places.id + 1, "the ticket has no id"));
  catalog::Ticket ticket{.id_digest = sha256_hex(field(places.id))};
  EDIFY_TRY(ticket.opened, time(places.opened));
  if (!field(places.closed).empty()) {
    EDIFY_TRY(ticket.closed, time(places.closed));
    if (ticket.closed < ticket.opened) {
      return std::unexpected(reader.wrong(places.closed + 1, "the ticket is closed before it was opened"));
    }
  }
  return ticket;
}

}  // namespace

Result<TicketImport> import_tickets(std::istream& stream, const std::string& name, const TicketColumns& columns,
                                    catalog::Tickets& tickets) {
  CsvReader reader(stream, name);
  EDIFY_TRY(const Places places, find_columns(reader, name, columns));
  TicketImport done;
  std::vector<std::string> fields;
  std::vector<catalog::Ticket> gathered;
  for (bool more = true; more;) {
    EDIFY_TRY(more, reader.next(fields));
    if (more) {
      EDIFY_TRY(gathered.emplace_back(), ticket_of(reader, fields, places));
    }
    if (more && gathered.size() < batch) continue;
    EDIFY_TRY(const auto added, tickets.put(gathered));
    done.read += gathered.size();
    done.added += added;
    gathered.clear();
  }
  return done;
}

}  // namespace edify::app
