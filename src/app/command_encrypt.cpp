#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/command.h"
#include "app/console.h"
#include "app/key_file.h"
#include "app/store_key.h"

namespace edify::app {
namespace {

struct EncryptOptions {
  std::filesystem::path old_key_file;
  bool json = false;
};

Result<void> encrypt(const Config& config, const EncryptOptions& options) {
  Secret old_key;
  if (!options.old_key_file.empty()) {
    EDIFY_TRY(old_key, load_key_file("--old-key-file", options.old_key_file, "store"));
  }
  auto encrypted = encrypt_databases(config, old_key);
  if (!encrypted && encrypted.error().code == ErrorCode::conflict) {
    return fail(ErrorCode::conflict,
                fmt::format("{}; stop `edify serve` and `edify ingest` first", encrypted.error().message));
  }
  EDIFY_CHECK(encrypted);
  if (options.json) {
    boost::json::array files;
    for (const auto& file : *encrypted) files.emplace_back(file.string());
    print_json({{"encrypted", std::move(files)}});
    return {};
  }
  for (const auto& file : *encrypted) fmt::print("{}: encrypted under the key of store.key_file\n", file.string());
  if (encrypted->empty()) fmt::print("nothing to do: what is there is encrypted under the key of store.key_file\n");
  return {};
}

}  // namespace

void add_encrypt(CommandLine& line) {
  auto options = std::make_shared<EncryptOptions>();
  auto* command = line.parser.add_subcommand(
      "encrypt", "Encrypt the databases of the data folder under the key of store.key_file, or give them a new key");
  command->add_option("--old-key-file", options->old_key_file, "The key that they are under now");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return encrypt(config, *options); }; });
}

}  // namespace edify::app
