// Stems folded words by their script: Latin as English (Snowball's Porter 2), Devanagari as Hindi (Snowball), Arabic
// by Light10. Other scripts and words with digits stay as they are. One object a thread.
#pragma once

#include <memory>
#include <string_view>

struct sb_stemmer;

namespace edify::store::lexical {

class Stemmer {
 public:
  Stemmer();
  ~Stemmer();
  Stemmer(Stemmer&&) noexcept;
  Stemmer& operator=(Stemmer&&) noexcept;

  // The view is valid until the next call, or as long as `folded` where nothing was cut.
  std::string_view stem(std::string_view folded) const;

 private:
  struct DeleteStemmer {
    void operator()(sb_stemmer* stemmer) const;
  };
  using Algorithm = std::unique_ptr<sb_stemmer, DeleteStemmer>;
  static Algorithm make(const char* name);

  Algorithm english_;
  Algorithm hindi_;
};

}  // namespace edify::store::lexical
