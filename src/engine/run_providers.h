#pragma once

/// Whom a run asks: the provider that it begins with, and those that its application names to go on with.

#include <memory>
#include <vector>

#include "app/application.h"
#include "engine/engine.h"
#include "engine/workshop.h"
#include "llm/make_provider.h"
#include "llm/provider.h"

namespace autopilot {

/// Makes and owns the providers of one run. What it is made of outlives it. Not thread-safe.
class RunProviders {
 public:
  RunProviders(const RunRequest& request, Workshop& workshop) : request_(&request), workshop_(&workshop) {}

  /// Makes the first one; the local model begins to load here. kBadInput for a protocol that it cannot follow, and for
  /// one of the others whose price has to be known and is not.
  Status Start(const Application& application);
  /// The next of those that `application` names to go on with; null after the last. A recording goes on with nobody.
  Result<Provider*> Next(const Application& application);
  /// Stops local servers.
  void Stop();

  /// Between Start and Stop.
  Provider& first() const { return *first_; }

 private:
  Result<std::unique_ptr<Provider>> Make(const ProviderChoice& choice);
  ProviderConfig ConfigOf(const ProviderChoice& choice) const;
  ProviderContext Context();

  const RunRequest* request_;
  Workshop* workshop_;
  std::unique_ptr<Provider> first_;
  std::vector<std::unique_ptr<Provider>> others_;
  bool must_have_price_ = false;
};

}  // namespace autopilot
