// Questions whose answers a backup remembers, so that a restore can show that it answers as before.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "backup/backup_set.h"
#include "base/error.h"
#include "embed/embedder.h"
#include "store/vector_store.h"

namespace edify::app {

// Makes questions of the words of some documents and asks each as an admin, as a teacher, and as a student of the
// document's grade. Errors: those of the store.
Result<std::vector<backup::GoldenQuery>> make_golden_queries(store::VectorStore& store,
                                                             const embed::Embedder& embedder);
// The same questions by the same people, with the hits of now.
Result<std::vector<backup::GoldenQuery>> ask_again(store::VectorStore& store, const embed::Embedder& embedder,
                                                   const std::vector<backup::GoldenQuery>& queries);

// How the answers of now agree with those of then.
struct GoldenAgreement {
  std::size_t queries = 0;
  std::size_t equal = 0;       // the same hits in the same order
  std::size_t first_same = 0;  // the same first hit, or none both times
  std::size_t hits = 0;        // of then
  std::size_t found = 0;       // of them, those among the hits of now

  // Graphs are approximate, and one that is built anew may miss another tenth of a percent. What is no such miss is a
  // wrong first hit, or more than one hit of a hundred that is gone.
  bool is_good() const { return first_same == queries && found * 100 >= hits * 99; }
};
GoldenAgreement compare(const std::vector<backup::GoldenQuery>& then, const std::vector<backup::GoldenQuery>& now);

}  // namespace edify::app
