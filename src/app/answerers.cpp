#include "app/answerers.h"

#include "base/log.h"

namespace edify::app {

Result<std::unique_ptr<Answerers>> Answerers::open(const Config& config, const embed::Embedder& embedder) {
  std::unique_ptr<Answerers> answerers(new Answerers(embedder));
  if (!config.uses_llm()) return answerers;
  if (!config.llm.endpoint.is_private()) {
    log::warn("{} is spoken to without TLS: passages of documents can be overheard on the way",
              config.llm.endpoint.authority());
  }
  EDIFY_TRY(answerers->client_, answer::llm::ChatClient::create(config.llm));
  answerers->llm_.emplace(*answerers->client_, embedder, answerers->extractive_);
  return answerers;
}

const answer::Answerer& Answerers::answerer() const {
  if (llm_) return *llm_;
  return extractive_;
}

}  // namespace edify::app
