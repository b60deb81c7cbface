#pragma once

/// Compilers that stay: each has read its precompiled header already and compiles one sketch after another in
/// a fork of itself (device/compiler_server.c), confined. Most of a compilation is start-up; this pays it once.

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"

namespace autopilot {

/// One compiler in a folder of its own, for one sketch at a time. Its sandbox is that of compilers: it runs
/// what the distribution installed on a text that is not trusted, never what was compiled from it.
class WarmCompiler {
 public:
  /// `driver` is the command line of g++ without source and output; `server` the preloaded library. The
  /// sandbox outlives the compiler. Fails with kInfrastructure.
  static Result<std::unique_ptr<WarmCompiler>> Start(const Sandbox& sandbox, const std::vector<std::string>& driver,
                                                     const std::filesystem::path& server,
                                                     const std::vector<std::filesystem::path>& readable);

  /// Files of the present sketch; anything that compilers wrote lies there too, and is not to be trusted.
  const std::filesystem::path& folder() const { return folder_.path(); }
  Status Put(const std::string& name, std::string_view content) const;

  /// Folders of headers that the present sketch finds, in this order, after those of the driver.
  Status Offer(const std::vector<std::filesystem::path>& folders);

  /// A header's name as its library has it, where the compiler named it by the place at which it was offered.
  static std::string NameOfOffered(const std::string& file);

  /// Compiles sketch.cpp, to sketch.s unless the driver says -fsyntax-only. What the compiler says is in `err`.
  Result<ProcessResult> Compile();
  /// Runs another program in the folder, which must be installed on the system; its words are in `err`.
  Result<ProcessResult> Run(const std::vector<std::string>& argv);

  /// Removes the files of the present sketch.
  Status Clear() const;

 private:
  explicit WarmCompiler(TemporaryFolder folder) : folder_(std::move(folder)) {}
  Result<ProcessResult> Ask(const std::string& request);

  TemporaryFolder folder_;
  bool ready_ = false;
  std::unique_ptr<LineProcess> process_;  // Gives the folder back: goes before it.
};

/// What a compiler ran out of, in words ("20 s of processor time"); empty if it came to its end.
std::string Exhausted(const ProcessResult& ended);

/// Idle compilers by command line. Thread-safe.
class CompilerPool {
 public:
  /// A compiler that goes back to the pool with the lease. One that failed is not to be given back: Drop it.
  class Lease {
   public:
    Lease(CompilerPool& pool, std::string key, std::unique_ptr<WarmCompiler> compiler)
        : pool_(&pool), key_(std::move(key)), compiler_(std::move(compiler)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    WarmCompiler* operator->() const { return compiler_.get(); }
    WarmCompiler& operator*() const { return *compiler_; }
    void Drop() { compiler_.reset(); }

   private:
    CompilerPool* pool_;
    std::string key_;
    std::unique_ptr<WarmCompiler> compiler_;
  };

  /// `sandbox` outlives the pool.
  CompilerPool(const Sandbox& sandbox, std::filesystem::path server, std::vector<std::filesystem::path> readable)
      : sandbox_(&sandbox), server_(std::move(server)), readable_(std::move(readable)) {}

  /// An idle compiler with this command line, or a new one.
  Result<Lease> Take(const std::vector<std::string>& driver);

 private:
  struct Idle {
    std::string key;
    std::unique_ptr<WarmCompiler> compiler;
  };
  void GiveBack(std::string key, std::unique_ptr<WarmCompiler> compiler);

  const Sandbox* sandbox_;
  std::filesystem::path server_;
  std::vector<std::filesystem::path> readable_;
  std::mutex mutex_;
  std::list<Idle> idle_;  ///< The latest used first.
};

}  // namespace autopilot
