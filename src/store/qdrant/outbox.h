// Does what the register's outbox asks for: shows the chunks of what is current and deletes the others.
//
// Bringing a document in line with the register is the same act whatever happened to it, and may be done twice, late,
// or by two processes at once: points carry the sequence of the row that placed them, and an earlier row never
// overwrites a later one's; numbers up to a row's own are dead for good, but for the current one.
#pragma once

#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "catalog/version_register.h"
#include "store/qdrant/options.h"
#include "store/qdrant/peer.h"

namespace edify::store::qdrant {

// Thread-safe. Holds references: peer and register outlive it.
class Outbox {
 public:
  Outbox(Peer& peer, catalog::VersionRegister& versions, const Options& options);

  // Does the row's work and settles it. Errors: unavailable; the row stays for later.
  Result<void> finish(const catalog::OutboxRow& row, const std::stop_token& stop = {});
  // Finishes what is pending and was left by `created_until`; how many rows.
  Result<std::size_t> finish_pending(UnixSeconds created_until, const std::stop_token& stop = {});
  // Before the first write of a process: what a killed one left, once.
  Result<void> finish_left_over();

 private:
  void follow(const std::stop_token& stop);

  Peer& peer_;
  catalog::VersionRegister& versions_;
  const std::string collection_;
  const std::chrono::seconds interval_;
  const std::chrono::seconds age_;
  std::mutex first_mutex_;
  bool has_begun_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace edify::store::qdrant
