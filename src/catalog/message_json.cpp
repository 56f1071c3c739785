#include "catalog/message_json.h"

#include <boost/json.hpp>
#include <exception>

namespace edify::catalog {
namespace {

namespace json = boost::json;

// What this program wrote it can read, unless somebody else wrote into the file.
template <typename Read>
auto reading(const Read& read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const std::exception&) {
    return fail(ErrorCode::unreadable, "a kept conversation is damaged", "bad_conversation");
  }
}

std::uint32_t number(const json::object& object, std::string_view name) {
  return object.at(name).to_number<std::uint32_t>();
}

}  // namespace

std::string pieces_to_json(const std::vector<AnswerPiece>& pieces) {
  json::array list;
  for (const auto& piece : pieces) {
    list.push_back(
        json::object{{"text", piece.text}, {"citations", json::array(piece.citations.begin(), piece.citations.end())}});
  }
  return json::serialize(list);
}

std::string sources_to_json(const std::vector<SourceHandle>& sources) {
  json::array list;
  for (const auto& source : sources) {
    list.push_back(json::object{{"document", source.document_id},
                                {"version", source.version},
                                {"first", source.first_chunk},
                                {"last", source.last_chunk},
                                {"hit", source.hit_chunk},
                                {"score", source.score},
                                {"rank_score", source.rank_score}});
  }
  return json::serialize(list);
}

Result<std::vector<AnswerPiece>> pieces_from_json(std::string_view text) {
  return reading([&] {
    std::vector<AnswerPiece> pieces;
    const auto list = json::parse({text.data(), text.size()});
    for (const auto& value : list.as_array()) {
      AnswerPiece piece{.text = std::string(value.as_object().at("text").as_string())};
      for (const auto& n : value.as_object().at("citations").as_array()) {
        piece.citations.push_back(n.to_number<std::uint32_t>());
      }
      pieces.push_back(std::move(piece));
    }
    return pieces;
  });
}

Result<std::vector<SourceHandle>> sources_from_json(std::string_view text) {
  return reading([&] {
    std::vector<SourceHandle> sources;
    const auto list = json::parse({text.data(), text.size()});
    for (const auto& value : list.as_array()) {
      const auto& object = value.as_object();
      sources.push_back({.document_id = std::string(object.at("document").as_string()),
                         .version = std::string(object.at("version").as_string()),
                         .first_chunk = number(object, "first"),
                         .last_chunk = number(object, "last"),
                         .hit_chunk = number(object, "hit"),
                         .score = object.at("score").to_number<double>(),
                         .rank_score = object.at("rank_score").to_number<double>()});
    }
    return sources;
  });
}

}  // namespace edify::catalog
